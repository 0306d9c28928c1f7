//! Who reads what of each event, over all stories: notices, the claimant's line, the staff's, and what is promised next
//! (C4, C15.5, C24.2, C37.1, C38; pages.md §5). A change of words or of who is told shows in the snapshot, to be read.

#![cfg(feature = "story")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use hotline::narrate::{for_claimant, for_staff};
use hotline::reactions::{Recipient, react};
use hotline::story::{DomainWorld, StoryFile, story};
use hotline::{Claim, Recorded, promise};
use law::Policy;
use law::registry::Registry;

/// The streams of all stories, in the order of their names.
fn streams() -> Vec<Vec<Recorded>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/stories");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let told = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let mut world = DomainWorld::new(&["王建国", "13800001234"]);
        story(&mut world, StoryFile::read(&text).text).unwrap();
        world.events().to_vec()
    };
    paths.iter().map(told).collect()
}

fn to(recipient: &Recipient) -> String {
    match recipient {
        Recipient::Claimant(_) => "诉求人".to_owned(),
        Recipient::Unit(unit) => unit.to_string(),
        Recipient::Office(unit, role) => format!("{unit}{}", role.zh()),
    }
}

fn read(one: &Recorded, claim: &Claim) -> String {
    let (policy, registry) = (Policy::tangshan(), Registry::tangshan());
    let mut read = String::new();
    if let Some(line) = for_claimant(one, registry) {
        let _ = writeln!(read, "  诉求人读：{line}");
    }
    let _ = writeln!(read, "  工作人员读：{}", for_staff(one, registry));
    for notice in react(one, claim, policy, registry) {
        let _ = writeln!(read, "  告知{} {} {}：{}", to(&notice.to), notice.code, notice.clause, notice.text);
    }
    read
}

#[test]
fn c4_each_event_is_read_by_whom_it_concerns_and_in_words() {
    let (policy, registry) = (Policy::tangshan(), Registry::tangshan());
    let mut events: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut promises: BTreeSet<String> = BTreeSet::new();
    for stream in streams() {
        let mut claim = Claim::open(&stream[0]).unwrap();
        for one in &stream {
            claim.apply(one);
            let readings = events.entry(one.event.name()).or_default();
            let reading = read(one, &claim);
            // A few of a kind show its cases; the rest repeats them.
            if readings.len() < 6 && !readings.contains(&reading) {
                readings.push(reading);
            }
            let next = promise::promise(&claim, policy, registry);
            let until = next.clock.map_or("", |clock| clock.kind.zh());
            let step = promise::step(&claim);
            promises.insert(format!("{} {step} {:?} {} {until}", claim.stage.zh(), next.owner, next.text));
        }
    }
    let mut all = String::new();
    for (name, readings) in events {
        let _ = writeln!(all, "{name}");
        all.push_str(&readings.join("  --\n"));
    }
    all.push_str("\n接下来\n");
    for promise in promises {
        let _ = writeln!(all, "  {promise}");
    }
    insta::assert_snapshot!(all);
}
