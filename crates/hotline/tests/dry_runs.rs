//! What versions of the policy that differ in one rule would have decided differently, over all stories (C50): kept as a
//! snapshot to be read, a rule at a time.

#![cfg(feature = "story")]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use hotline::dry_run::dry_run;
use hotline::story::{DomainWorld, StoryFile, new_version, story};
use law::registry::Registry;
use law::{Date, Instant, Policy, PolicySet, WorkCalendar};

const RULES: [(&str, &str); 44] = [
    ("accept_phone", "\"5min\""),
    ("accept_online", "\"10min\""),
    ("desk_reply", "\"30min\""),
    ("dispatch", "\"30min\""),
    ("consult", "\"1h\""),
    ("sign", "\"1h\""),
    ("sign_utility", "\"10min\""),
    ("dispute", "\"1h\""),
    ("contact", "\"2h\""),
    ("handle_consultation", "\"1wd\""),
    ("handle_other", "\"2wd\""),
    ("extension_count", "0"),
    ("extension_days", "1"),
    ("designate_at_hop", "2"),
    ("misconduct_feedback", "\"2h\""),
    ("review", "\"30min\""),
    ("feedback_review", "\"30min\""),
    ("feedback_returns", "1"),
    ("refused_requests", "1"),
    ("escalation", "\"1h\""),
    ("callback_first", "\"1h\""),
    ("callback_min_means", "1"),
    ("callback_min_days", "1"),
    ("quiet_hours", "[\"9:00-18:00\"]"),
    ("satisfied_levels", "2"),
    ("check", "\"1h\""),
    ("explanation", "\"1h\""),
    ("rehandle_other", "\"1wd\""),
    ("rehandle_rounds", "1"),
    ("emergency_ack", "\"1min\""),
    ("take_back_count", "1"),
    ("transfer_ack", "\"1h\""),
    ("transfer_feedback", "\"1wd\""),
    ("join_count", "1"),
    ("urges_per_day", "2"),
    ("danger.fire", "[\"暖气\"]"),
    ("barred_words", "[\"修好\"]"),
    ("refuse.petition", "{ facts = \"编号\", reach = true }"),
    ("feedback_evidence", "{ consultation = 5, help = 5, complaint = 5, report = 5, suggestion = 5 }"),
    ("suspend.force_majeure", "{ proofs = 5, proof = \"证明\", contact = false, ends = \"消除\" }"),
    ("unresolvable.objectively_limited", "{ proofs = 5, proof = \"证明\", contact = false }"),
    ("supervise.not_contacted", "{ on = true, demand = \"请联系。\" }"),
    ("pursue.danger", "false"),
    ("closing", "\"1wd\""),
];

#[test]
fn c50_what_each_rule_would_have_decided_differently() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/stories");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let streams: Vec<_> = paths
        .iter()
        .map(|path| {
            let mut world = DomainWorld::new(&["王建国", "13800001234"]);
            story(&mut world, StoryFile::read(&std::fs::read_to_string(path).unwrap()).text).unwrap();
            world.events().to_vec()
        })
        .collect();
    let since = Instant::parse_rfc3339("2026-01-01T00:00:00+08:00").unwrap();
    let (mut all, mut refused) = (String::new(), String::new());
    for (rule, value) in RULES {
        let text = new_version("2026-07-01".parse::<Date>().unwrap(), &[(rule, value)]);
        let version = match Policy::parse(&text) {
            Ok(version) => version,
            Err(error) => {
                let _ = writeln!(refused, "{rule} = {value}\n  {error}");
                continue;
            }
        };
        let mut found = BTreeSet::new();
        for events in &streams {
            for one in
                dry_run(events, since, PolicySet::tangshan(), &version, WorkCalendar::china(), Registry::tangshan())
            {
                let name = events.iter().find(|event| event.seq == one.seq).unwrap().event.name();
                let word = |late: Option<bool>| late.map_or("", |late| if late { "逾期" } else { "按期" });
                let (was, would) = (word(one.late), word(one.would_be_late));
                found.insert(format!(
                    "{name} {}：{} {was}{}{would}",
                    one.rule,
                    one.what,
                    if was.is_empty() { "" } else { "→" }
                ));
            }
        }
        let _ = writeln!(all, "{rule} = {value}");
        for one in found {
            let _ = writeln!(all, "  {one}");
        }
    }
    let _ = write!(all, "\n不收的\n{refused}");
    insta::assert_snapshot!(all);
}
