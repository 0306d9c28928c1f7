//! Where a clause lives, from the policy to the test; and that every clause a rule cites has a test named for it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::sources;

/// The table of verbs, one a line: `Sign "sign" "签收" C23_2 order,`.
const VERBS: &str = "crates/hotline/src/verb.rs";
const STORIES: &str = "crates/hotline/stories";
const POLICY: &str = "crates/law/policy";

/// An act that rests on a clause.
#[derive(Debug, PartialEq, Eq)]
struct Act<'t> {
    variant: &'t str,
    code: &'t str,
    zh: &'t str,
    clause: &'t str,
    on_order: bool,
}

fn act(line: &str) -> Option<Act<'_>> {
    let (variant, rest) = line.trim().split_once(" \"")?;
    let (code, rest) = rest.split_once("\" \"")?;
    let (zh, rest) = rest.split_once("\" ")?;
    let (clause, subject) = rest.split_once(' ')?;
    let on_order = subject == "order,";
    (on_order || subject == "claim,").then_some(Act { variant, code, zh, clause, on_order })
}

/// Whether a line holds the word as a whole: `C2_2` is no `C2_22`, and `C24_1` no `C24_12`.
fn cites(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let after = &line[at + word.len()..];
        let part = after.starts_with(['_', '.']) && after[1..].starts_with(|c: char| c.is_ascii_digit());
        let before = line[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        !before && !part && !after.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// `C25.1-3` as it stands in code, `C25_1_3`.
fn in_code(clause: &str) -> String {
    clause.replace(['.', '-'], "_")
}

fn folder(root: &Path, at: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(root.join(at)).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    found.sort();
    found
}

fn shown(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).display().to_string()
}

/// Names of the stories, which are named like tests.
fn stories(root: &Path) -> Vec<(String, String)> {
    let title = |file: &Path| fs::read_to_string(file).ok()?.lines().next().map(str::to_owned);
    let story = |file: PathBuf| Some((file.file_stem()?.to_str()?.to_owned(), title(&file)?));
    folder(root, STORIES).into_iter().filter_map(story).collect()
}

/// The name of a test function that is named for a clause.
fn test_name(line: &str) -> Option<&str> {
    let (_, name) = line.split_once("fn c")?;
    let name = name.split('(').next()?;
    name.starts_with(|c: char| c.is_ascii_digit()).then_some(name)
}

/// Acts with their pages and routes, policy keys, rules, pages, tests and stories of one clause.
pub(crate) fn where_is(root: &Path, clause: &str) -> ExitCode {
    let text = told(root, clause);
    if text.is_empty() {
        eprintln!("nothing cites {clause}");
        return ExitCode::FAILURE;
    }
    // A reader that has seen enough closes the pipe: no fault of ours.
    let _closed = std::io::stdout().write_all(text.as_bytes());
    ExitCode::SUCCESS
}

/// Where a clause is cited, a line each.
#[derive(Debug, Default)]
pub(crate) struct Places {
    pub(crate) acts: Vec<String>,
    pub(crate) policy: Vec<String>,
    pub(crate) rules: Vec<String>,
    pub(crate) pages: Vec<String>,
    pub(crate) tests: Vec<String>,
    pub(crate) stories: Vec<String>,
}

fn told(root: &Path, clause: &str) -> String {
    let Places { acts, policy, rules, pages, tests, stories } = found(root, clause);
    let parts = [
        ("acts", acts),
        ("policy", policy),
        ("rules", rules),
        ("pages", pages),
        ("tests", tests),
        ("stories", stories),
    ];
    let mut text = String::new();
    for (name, lines) in parts.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        let _infallible = writeln!(text, "{name}\n  {}", lines.join("\n  "));
    }
    text
}

/// Everything that cites a clause.
pub(crate) fn found(root: &Path, clause: &str) -> Places {
    let code = in_code(clause);
    let test = format!("{}_", code.to_lowercase());
    let verbs = fs::read_to_string(root.join(VERBS)).unwrap_or_default();
    let acts: Vec<Act<'_>> = verbs.lines().filter_map(act).filter(|act| act.clause == code).collect();
    let mut places = Places::default();
    for act in &acts {
        let (page, api) = if act.on_order { ("order", "orders") } else { ("claim", "claims") };
        places.acts.push(format!(
            "{} {}: page POST /{page}/{{no}}/{}, route POST /api/v1/{api}/{{no}}/{}",
            act.variant, act.zh, act.code, act.code
        ));
    }
    for file in folder(root, POLICY).into_iter().chain(sources(root)) {
        let path = shown(root, &file);
        let Ok(text) = fs::read_to_string(&file) else { continue };
        if path.starts_with("xtask/") {
            continue;
        }
        // A number of the policy is known by the heading of its table.
        let mut key = "";
        for (n, line) in (1..).zip(text.lines()) {
            if line.starts_with('[') && path.starts_with(POLICY) {
                key = line;
            }
            let named = test_name(line).is_some_and(|name| format!("c{name}").starts_with(&test));
            let page = path.starts_with("crates/web/src/");
            let shows = page && acts.iter().any(|act| cites(line, &format!("Verb::{}", act.variant)));
            if !(named || shows || cites(line, &code) || cites(line, clause)) {
                continue;
            }
            let part = if named {
                &mut places.tests
            } else if path.starts_with(POLICY) {
                &mut places.policy
            } else if page {
                &mut places.pages
            } else if path.contains("/tests/") || path.contains("/tests.rs") {
                &mut places.tests
            } else {
                &mut places.rules
            };
            let line = format!("{key} {}", line.trim());
            part.push(format!("{path}:{n}: {}", line.trim()));
        }
    }
    places.stories.extend(
        stories(root)
            .into_iter()
            .filter(|(name, _)| format!("{name}_").starts_with(&test))
            .map(|(name, title)| format!("{STORIES}/{name}.story: {title}")),
    );
    places
}

/// Clauses that a rule, an act or a clock cites as its basis although no test and no story is named for them.
pub(crate) fn untested(root: &Path) -> Vec<String> {
    let mut cited = BTreeSet::new();
    let mut names: Vec<String> = stories(root).into_iter().map(|(name, _)| name).collect();
    for file in sources(root) {
        let path = shown(root, &file);
        let Ok(text) = fs::read_to_string(&file) else { continue };
        names.extend(text.lines().filter_map(test_name).map(|name| format!("c{name}")));
        if path.starts_with("crates/hotline/src/") {
            for part in text.split("Clause::C").skip(1) {
                let code: String = part.chars().take_while(|c| c.is_ascii_digit() || *c == '_').collect();
                cited.insert(format!("C{}", code.trim_end_matches('_')));
            }
            if path == VERBS {
                cited.extend(text.lines().filter_map(act).map(|act| act.clause.to_owned()));
            }
        }
    }
    let tested = |code: &String| {
        let test = format!("{}_", code.to_lowercase());
        names.iter().any(|name| name.starts_with(&test))
    };
    cited
        .iter()
        .filter(|code| !tested(code))
        .map(|code| format!("{code}: a rule cites it, and no test or story is named {}_…", code.to_lowercase()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
    }

    #[test]
    fn a_line_of_the_table_is_an_act_and_a_part_of_a_clause_is_not_the_clause() {
        let sign = Act { variant: "Sign", code: "sign", zh: "签收", clause: "C23_2", on_order: true };
        assert_eq!(act("    Sign \"sign\" \"签收\" C23_2 order,"), Some(sign));
        assert_eq!(act("/// The claimant's one objection (P)."), None);
        assert!(cites("Clause::C24_1, x", "C24_1") && cites("(C24.1, C25.4)", "C24.1") && cites("(C4).", "C4"));
        assert!(!cites("C24_12", "C24_1") && !cites("C25.4", "C25") && !cites("C20_1", "C20") && !cites("AC4", "C4"));
    }

    #[test]
    fn c24_1_is_found_from_the_policy_to_the_story() {
        let told = told(root(), "C24.1");
        for part in [
            "page POST /order/{no}/contact, route POST /api/v1/orders/{no}/contact",
            "[handle_other] basis = \"C24.1\"",
            "crates/hotline/src/ch3_handling/a24_time_limits.rs",
            "crates/web/src/desk/verb_forms.rs",
            "fn c24_1_",
            "stories/c24_1_own_limit.story",
        ] {
            assert!(told.contains(part), "{part} in {told}");
        }
    }

    #[test]
    fn a_test_is_named_for_every_clause_that_a_rule_cites() {
        assert_eq!(untested(root()), Vec::<String>::new());
    }
}
