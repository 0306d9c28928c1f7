//! Masking never leaks, whatever the name, the number and the way in which they are written (C14.2, C39).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[expect(dead_code, reason = "the claims of the main road know more acts than these need")]
mod common;

use common::*;
use hotline::explain::explained;
use hotline::identity::{shows, veiled};
use hotline::narrate::{for_claimant, for_staff};
use hotline::reactions::{Recipient, react};
use hotline::*;
use law::Clause;
use law::registry::Registry;
use proptest::prelude::*;

/// A name of two to four letters, a mobile number, and the number of an identity card.
fn person() -> impl Strategy<Value = Vec<String>> {
    // None of them begins a word of the other texts.
    ("[赵钱孙欧阳诸葛][甲乙丙丁戊己庚辛]{1,3}", "1[3-9][0-9]{9}", "[1-8][0-9]{16}[0-9X]")
        .prop_map(|(name, phone, document)| vec![name, phone, document])
}

/// As people write: blanks, dashes and dots between, full-width digits, small letters.
fn written(word: &str, between: &[u8], wide: bool) -> String {
    let mut text = String::new();
    for (at, c) in word.chars().enumerate() {
        if at > 0 {
            text.push_str(["", "", "", " ", "-", "·", ".", "　"][usize::from(between[at % between.len()]) % 8]);
        }
        text.push(match c {
            '0'..='9' if wide => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
            'X' if wide => 'x',
            other => other,
        });
    }
    text
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn c39_what_shows_a_person_is_found_and_taken_out_however_it_is_written(
        person in person(),
        before in "[我是家住电话，。：]{0,6}",
        after in "[，。：的楼，]{1,6}",
        between in proptest::collection::vec(any::<u8>(), 1..20),
        wide in any::<bool>(),
    ) {
        for word in &person {
            let text = format!("{before}{}{after}", written(word, &between, wide));
            prop_assert!(shows(&text, &person), "{text}");
            let shown = veiled(&text, &person);
            prop_assert!(!shows(&shown, &person), "{shown}");
            prop_assert_eq!(shown, format!("{before}**{after}"));
        }
    }

    #[test]
    fn c39_a_text_that_shows_nobody_is_left_as_it_is(text in "[暖气不热楼已修好，。0-9]{0,9}", person in person()) {
        prop_assert!(!shows(&text, &person));
        prop_assert_eq!(veiled(&text, &person), text);
    }

    #[test]
    fn c39_taking_out_never_breaks_a_text(text in any::<String>(), person in proptest::collection::vec(any::<String>(), 0..4)) {
        let shown = veiled(&text, &person);
        prop_assert!(shows(&text, &person) || shown == text, "{shown}");
    }

    #[test]
    fn c25_1_3_no_public_answer_and_c12_no_title_shows_the_claimant(
        person in person(),
        which in 0_usize..3,
        between in proptest::collection::vec(any::<u8>(), 1..20),
        wide in any::<bool>(),
    ) {
        let named = format!("已为{}修好", written(&person[which], &between, wide));
        let mut world = World::dispatched("2026-01-05 09:00", ClaimKind::Help, HEATING, LUBEI);
        world.sign("2026-01-05 09:30", 1);
        world.contact("2026-01-05 10:00", 1);
        let feedback = Box::new(World::feedback("2026-01-05 15:00", &named));
        let unit = world.unit(1);
        let refused = world.apply(at("2026-01-05 15:00"), &unit, Command::FeedBack { order: 1, feedback }, &person);
        let refused = refused.unwrap_err();
        prop_assert_eq!((refused.basis(), refused.field_name()), (Clause::C39, Some("public_answer")));

        let mut titled = registration(ClaimKind::Help, HEATING, LUBEI);
        titled.title = named.clone();
        let (desk, now) = (everyone(), at("2026-01-05 09:00"));
        let phoned = intake(Channel::Phone, Some(titled.clone()));
        let refused = receive(ClaimId(1), number(), phoned, &context(&desk, now, &person)).unwrap_err();
        prop_assert_eq!((refused.basis(), refused.field_name()), (Clause::C39, Some("title")));
        let mut world = World::open("2026-01-05 09:00", intake(Channel::Web, None)).unwrap();
        let refused = world.apply(now, &desk, Command::Accept(titled), &person).unwrap_err();
        prop_assert_eq!((refused.basis(), refused.field_name()), (Clause::C39, Some("title")));
    }

    #[test]
    fn c14_2_notices_and_the_claimants_timeline_hold_no_word_of_what_was_told(person in person(), which in 0_usize..3) {
        let mut told = intake(Channel::Phone, Some(registration(ClaimKind::Help, HEATING, LUBEI)));
        told.told = format!("我是{}，{}", person[0], person[which]);
        told.told_place.clone_from(&person[0]);
        told.confidential = true;
        let mut world = World::open("2026-01-05 09:00", told).unwrap();
        let more = Command::Supplement(Supplement { text: person[which].clone() });
        world.ok("2026-01-05 09:10", &Actor::Claimant(PersonId(7)), more);
        let dispatch = world.by_the_list();
        world.ok("2026-01-05 09:20", &everyone(), Command::Dispatch(dispatch));
        world.ok("2026-01-05 09:25", &Actor::Claimant(PersonId(7)), Command::Urge);
        world.sign("2026-01-05 09:30", 1);
        world.contact("2026-01-05 10:00", 1);
        world.feed_back("2026-01-05 15:00", 1, "已经修好");
        world.ok("2026-01-05 16:00", &everyone(), Command::AcceptFeedback { order: 1 });
        let mut word = rating(Satisfaction::Satisfied);
        word.words = format!("{}很满意", person[0]);
        world.ok("2026-01-05 16:30", &Actor::Claimant(PersonId(7)), Command::Rate(word));
        let registry = Registry::tangshan();
        let mut seen = Vec::new();
        for upto in 1..=world.events.len() {
            let (one, claim) = (&world.events[upto - 1], Claim::fold(&world.events[..upto]).unwrap());
            seen.extend(react(one, &claim, law::Policy::tangshan(), registry).into_iter().map(|notice| {
                assert_ne!(notice.to, Recipient::Claimant(PersonId(8)), "nobody else is told");
                notice.text
            }));
            seen.extend(for_claimant(one, registry));
            seen.push(promise::promise(&claim, law::Policy::tangshan(), registry).text);
            // A unit's timeline goes through the veil.
            seen.push(veiled(&for_staff(one, registry), &person));
        }
        seen.push(veiled(&explained(&world.events, registry).unwrap(), &person));
        for text in seen {
            for known in &person {
                prop_assert!(!plain(&text).contains(known.as_str()), "{text}");
            }
        }
    }
}

fn number() -> ClaimNo {
    ClaimNo::new("TS", 260_105, 731)
}
