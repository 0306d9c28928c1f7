//! `docs/clauses.md`: for each clause of the regulation what decides it, which numbers it has, who may act on it where, and
//! what shows it. Made from the tree; a test holds it to the tree.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::clauses::{Places, found};

/// Where the table stands.
const TABLE: &str = "docs/clauses.md";
/// The list of all clauses, one a line: `C24_1 = "C24.1", 24, Para(1);`.
const CLAUSES: &str = "crates/law/src/clause.rs";

const HEAD: &str = "# Each clause, from the rule to the test

Made by `cargo xtask clauses` from the tree; a test fails where it is old. `cargo xtask where C24.1` gives the lines. A clause without a
rule, a number and an act has nothing of its own yet and says so.

| clause | rules | policy | acts (`POST /api/v1/claims/{no}/…`, `orders/{no}/…`; the same on the pages) | pages | tests | stories |
|---|---|---|---|---|---:|---:|
";

/// Writes the table.
pub(crate) fn write(root: &Path) -> ExitCode {
    match fs::write(root.join(TABLE), table(root)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{TABLE}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn table(root: &Path) -> String {
    let mut text = HEAD.to_owned();
    for clause in all(root) {
        let _infallible = writeln!(text, "{}", row(&clause, &found(root, &clause)));
    }
    text
}

/// The ids of the clauses, in the order of the regulation.
fn all(root: &Path) -> Vec<String> {
    let text = fs::read_to_string(root.join(CLAUSES)).unwrap_or_default();
    let id = |line: &str| {
        let (_, rest) = line.trim().strip_prefix('C')?.split_once(" = \"")?;
        Some(rest.split_once("\", ")?.0.to_owned())
    };
    text.lines().filter_map(id).collect()
}

/// The files of lines such as `crates/x/src/y.rs:12: …`, each once, without the list of clauses itself.
fn files<'l>(lines: &'l [String], under: &str) -> BTreeSet<&'l str> {
    let file = |line: &'l String| line.split_once(':').map(|(file, _)| file);
    let of_rules = lines.iter().filter_map(file).filter(|file| *file != CLAUSES);
    of_rules.filter_map(|file| file.strip_prefix(under)).collect()
}

fn row(clause: &str, places: &Places) -> String {
    let list = |names: BTreeSet<&str>| names.into_iter().collect::<Vec<_>>().join(", ");
    // Rules are those of the domain and of the law itself; what else cites a clause carries them out.
    let mut rules = files(&places.rules, "crates/hotline/src/");
    rules.extend(files(&places.rules, "crates/law/src/"));
    // An article's own file says it all; types and events only carry what it decides.
    if rules.iter().any(|file| file.starts_with("ch")) {
        rules.retain(|file| file.starts_with("ch"));
    }
    let keys = places.policy.iter().filter_map(|line| line.split_once('[')?.1.split_once(']')).map(|(key, _)| key);
    let acts = places.acts.iter().filter_map(|line| line.rsplit_once('/')).map(|(_, code)| code);
    let pages = files(&places.pages, "crates/web/src/");
    let (tests, stories) = (places.tests.len(), places.stories.len());
    if rules.is_empty() && places.policy.is_empty() && places.acts.is_empty() {
        return format!("| {clause} | not built yet | | | | {tests} | {stories} |");
    }
    format!(
        "| {clause} | {} | {} | {} | {} | {tests} | {stories} |",
        list(rules),
        list(keys.collect()),
        list(acts.collect()),
        list(pages)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_in_the_docs_is_that_of_the_tree() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let kept = fs::read_to_string(root.join(TABLE)).unwrap();
        assert!(kept == table(root), "{TABLE} is old: run cargo xtask clauses");
    }

    #[test]
    fn each_of_the_71_clauses_has_a_row_and_what_is_not_built_says_so() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let all = all(root);
        assert_eq!((all.len(), all.first().map(String::as_str)), (71, Some("C2.2")), "{all:?}");
        assert!(row("C24.1", &found(root, "C24.1")).contains("ch3_handling/a24_time_limits.rs"));
        assert_eq!(row("C99", &Places::default()), "| C99 | not built yet | | | | 0 | 0 |");
    }
}
