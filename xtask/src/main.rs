//! Tidy checks of the workspace: layer order, length of files, unfinished work, a test for each clause; where a clause lives.

mod clause_table;
mod clauses;
mod licences;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The rooms in the order in which they may depend on each other: each only on those before it.
const LAYERS: [&str; 8] = ["law", "hotline", "store", "notify", "app", "sim", "web", "yihu"];
/// Longest source file, in lines; beyond it a file has two subjects.
const LONGEST: usize = 600;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    // Cargo says at run time where it runs from; the path at compile time may be another clone's.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("xtask"), PathBuf::from);
    let root = here.parent().map(Path::to_path_buf).unwrap_or_default();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["tidy"] => tidy(&root),
        ["clauses"] => clause_table::write(&root),
        ["where", clause] => clauses::where_is(&root, clause),
        _ => {
            eprintln!(
                "cargo xtask tidy            layer order, length of files, unfinished work, licences, a test for each clause"
            );
            eprintln!(
                "cargo xtask where C24.1     acts with page and route, policy keys, rules, tests and stories of a clause"
            );
            eprintln!("cargo xtask clauses         writes docs/clauses.md, a row for each clause");
            ExitCode::from(2)
        }
    }
}

fn tidy(root: &Path) -> ExitCode {
    let mut wrong = Vec::new();
    for layer in LAYERS {
        match fs::read_to_string(root.join("crates").join(layer).join("Cargo.toml")) {
            Ok(manifest) => wrong.extend(out_of_order(layer, &manifest)),
            Err(error) => wrong.push(format!("crates/{layer}/Cargo.toml: {error}")),
        }
    }
    for file in sources(root) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let shown = file.strip_prefix(root).unwrap_or(&file).display();
        let lines = text.lines().count();
        if lines > LONGEST {
            wrong.push(format!("{shown}: {lines} lines, at most {LONGEST}: give each subject a file"));
        }
        for (n, line) in (1..).zip(text.lines()) {
            if unfinished(line) {
                wrong.push(format!("{shown}:{n}: unfinished work has no place here: {}", line.trim()));
            }
        }
    }
    wrong.extend(clauses::untested(root));
    wrong.extend(licences::not_allowed(root));
    for line in &wrong {
        eprintln!("{line}");
    }
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Dependencies (not those of tests) on a room that is not before this one.
fn out_of_order(layer: &str, manifest: &str) -> Vec<String> {
    let Some(mine) = LAYERS.iter().position(|one| *one == layer) else { return vec![format!("{layer} is no room")] };
    let mut section = "";
    let mut wrong = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        }
        let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
        let room = LAYERS.iter().position(|one| *one == name);
        if section == "[dependencies]" && room.is_some_and(|room| room >= mine) {
            wrong.push(format!("{layer} must not depend on {name}: {}", LAYERS.join(" <- ")));
        }
    }
    wrong
}

/// Words that mark what is not done; written apart so that this file does not find itself.
fn unfinished(line: &str) -> bool {
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("todo", "!("), concat!("unimple", "mented!(")]
        .iter()
        .any(|mark| line.contains(mark))
}

pub(crate) fn sources(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root.join("crates"), root.join("xtask")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_against_the_order_is_named() {
        let wrong = out_of_order("hotline", "[dependencies]\nlaw.workspace = true\nstore = { workspace = true }\n");
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        assert!(wrong[0].contains("hotline must not depend on store"));
        assert!(
            out_of_order("store", "[dependencies]\nlaw.workspace = true\n[dev-dependencies]\nweb.workspace = true\n")
                .is_empty()
        );
    }

    #[test]
    fn the_workspace_is_tidy() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        assert_eq!(format!("{:?}", tidy(root)), format!("{:?}", ExitCode::SUCCESS));
    }
}
