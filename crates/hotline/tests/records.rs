//! The events of all stories as they are stored, and what each claim is at the end. Events are kept for ever: a change in
//! their form shows here, and needs a reader for the old one (ADR 2). The stored forms are read back and give the same claim.

#![cfg(feature = "story")]

use std::fmt::Write as _;

use hotline::story::{DomainWorld, StoryFile, story};
use hotline::{Claim, Recorded};

/// Events of a kind that are written down whole; the rest repeats their form.
const OF_A_KIND: usize = 12;

#[test]
fn c46_what_is_stored_is_read_back_and_gives_the_same_claim() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/stories");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut kinds, mut claims) = (std::collections::BTreeMap::<&str, Vec<String>>::new(), String::new());
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut world = DomainWorld::new(&["王建国", "13800001234"]);
        story(&mut world, StoryFile::read(&text).text).unwrap();
        let stored: Vec<String> = world.events().iter().map(|event| serde_json::to_string(event).unwrap()).collect();
        let again: Vec<Recorded> = stored.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
        let claim = Claim::fold(world.events());
        assert_eq!(Claim::fold(&again), claim);
        for (event, text) in world.events().iter().zip(stored) {
            let forms = kinds.entry(event.event.name()).or_default();
            if forms.len() < OF_A_KIND && !forms.contains(&text) {
                forms.push(text);
            }
        }
        let name = path.file_stem().unwrap().to_string_lossy();
        let _ = writeln!(claims, "{name}\n{}", serde_json::to_string(&claim).unwrap());
    }
    let forms: Vec<String> = kinds.into_values().flatten().collect();
    insta::assert_snapshot!("events", forms.join("\n"));
    insta::assert_snapshot!("claims", claims);
}
