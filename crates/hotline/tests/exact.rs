//! What the watchers of the loop would say of a claim that must not be, and words and edges told exactly.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[expect(dead_code, reason = "the claims of the main road know more acts than these need")]
mod common;

use common::*;
use hotline::authority::Scope;
use hotline::explain::explain;
use hotline::narrate::for_claimant;
use hotline::*;
use law::registry::Registry;

fn says(claim: &Claim, what: &str) {
    let wrong = invariant::audit(claim);
    assert!(wrong.iter().any(|one| one.0.contains(what)), "{what}: {wrong:?}");
}

fn dispatched() -> World {
    World::dispatched("2026-01-05 09:00", ClaimKind::Help, HEATING, LUBEI)
}

fn archived() -> World {
    let mut world = World::answered("2026-01-05");
    let satisfied = CallbackOutcome::Reached(rating(Satisfaction::Satisfied));
    world.call("2026-01-05 16:30", CallbackMethod::Web, satisfied).unwrap();
    assert_eq!(world.claim.stage, Stage::Archived);
    world
}

#[test]
fn c4_the_audit_sees_an_archive_that_is_none() {
    let (open, done) = (dispatched().claim, archived().claim);
    assert_eq!(invariant::audit(&done), []);
    says(
        &Claim {
            clocks: World::accepted("2026-01-05 09:00", ClaimKind::Help, HEATING, LUBEI).claim.clocks,
            ..done.clone()
        },
        "running clocks",
    );
    says(&Claim { orders: open.orders.clone(), ..done.clone() }, "open orders");
    says(&Claim { orders: open.orders.clone(), ..done.clone() }, "running clocks");
    says(&Claim { archive: None, ..done.clone() }, "no archive record");
    says(&Claim { archive: done.archive.clone(), ..open.clone() }, "not archived");
    says(&Claim { orders: Vec::new(), ..done.clone() }, "without a result told");
    let told = Disposals { answered_with: Some((None, "已修好".to_owned())), ..Disposals::default() };
    assert_eq!(invariant::audit(&Claim { orders: Vec::new(), disposals: told, ..done }), []);
}

#[test]
fn c4_the_audit_sees_a_claim_that_nobody_is_at() {
    let accepted = World::accepted("2026-01-05 09:00", ClaimKind::Help, HEATING, LUBEI).claim;
    says(&Claim { clocks: Clocks::default(), ..accepted.clone() }, "nobody owes the next step");
    says(&Claim { stage: Stage::Joined, clocks: Clocks::default(), ..accepted.clone() }, "nobody owes the next step");
    says(&Claim { registration: None, ..accepted.clone() }, "without a registration");
    says(&Claim { stage: Stage::Handling, ..accepted.clone() }, "0 open main orders");
    let open = dispatched().claim;
    says(&Claim { stage: Stage::Accepted, ..open.clone() }, "an open main order");
    says(&Claim { stage: Stage::CallingBack, ..open.clone() }, "open orders while calling_back");
    let twice = [open.orders.clone(), open.orders.clone()].concat();
    says(&Claim { orders: twice, ..open.clone() }, "2 open main orders");
    let mut still = open.clone();
    still.orders[0].clocks = Clocks::default();
    says(&still, "open and nothing runs on it");
    let mut disputed = open.clone();
    disputed.orders[0].state = OrderState::Disputed { was_signed: false };
    says(&disputed, "disputed without a dispute");
    let mut closed = open;
    closed.orders[0].state = OrderState::Closed { outcome: Outcome::Done };
    says(&closed, "closed and has running clocks");
}

#[test]
fn c15_the_audit_sees_two_disposals_at_once() {
    let mut world = World::accepted("2026-01-05 09:00", ClaimKind::Consultation, HEATING, LUBEI);
    let told = || Telling { way: TellingWay::Phone, at: at("2026-01-05 09:10") };
    let answer = AnswerAtOnce { text: "答复".to_owned(), source: "办法".to_owned(), told: told(), rating: None };
    world.ok("2026-01-05 09:10", &everyone(), Command::AnswerAtOnce(answer));
    let mut refused = World::accepted("2026-01-05 09:00", ClaimKind::Help, HEATING, LUBEI);
    let refuse = RefuseClaim {
        about: None,
        ground: RefusalGround::Petition,
        facts: "信访事项编号1".to_owned(),
        explanation: "信访正在办".to_owned(),
        way: LawfulWay { body: "市信访局".to_owned(), reach: String::new() },
        told: told(),
    };
    refused.ok("2026-01-05 09:10", &everyone(), Command::Refuse(refuse));
    says(&Claim { not_accepted: refused.claim.not_accepted.clone(), ..world.claim }, "two disposals");
    assert_eq!(invariant::audit(&refused.claim), []);
}

#[test]
fn c4_a_stage_has_a_code_and_a_word_of_its_own() {
    for stage in Stage::ALL {
        assert_eq!(Stage::from_code(stage.code()), Some(*stage));
        assert!(!stage.zh().is_empty() && stage.zh() != "xyzzy");
    }
    assert_eq!(Stage::from_code(""), None);
}

#[test]
fn c23_2_an_order_is_seen_by_its_unit_and_its_agency_alone() {
    let claim = dispatched().claim;
    let (order, registry) = (claim.order(1).unwrap(), Registry::tangshan());
    let sees = |scope: Scope| scope.sees_order(&claim, order, registry);
    assert!(sees(Scope::Unit(order.unit.clone())) && sees(Scope::City));
    assert!(!sees(Scope::Unit("C-JYJ".into())));
    assert!(sees(Scope::County("130203000000".into())) && !sees(Scope::County("130202000000".into())));
}

#[test]
fn c46_a_step_names_the_office_that_acted_and_the_order_it_was_about() {
    let mut world = dispatched();
    world.sign("2026-01-05 09:30", 1);
    world.ok("2026-01-05 09:40", &Actor::Claimant(PersonId(7)), Command::Urge);
    let who: Vec<String> = explain(&world.events, Registry::tangshan()).into_iter().map(|step| step.who).collect();
    let unit = Registry::tangshan().units.name(&world.claim.order(1).unwrap().unit).to_owned();
    assert_eq!(who[who.len() - 2..], [unit, "诉求人".to_owned()]);
    assert!(who.iter().all(|who| !who.is_empty()));
    let about: Vec<Option<u16>> = world.events.iter().map(|one| one.event.order()).collect();
    assert_eq!(about, [None, None, Some(1), Some(1), None]);
}

#[test]
fn c23_1_the_claimant_reads_which_hop_it_is_from_the_second_on() {
    let read = |world: &World, hop: u32| {
        let of = |one: &&Recorded| matches!(&one.event, Event::OrderDispatched { hop: own, .. } if *own == hop);
        for_claimant(world.events.iter().find(of).unwrap(), Registry::tangshan()).unwrap()
    };
    let mut world = dispatched();
    assert!(!read(&world, 1).contains("手"), "{}", read(&world, 1));
    world.dispute("2026-01-05 10:00", 1, None).unwrap();
    world.rule("2026-01-05 11:00", 1, Ruling::Uphold { next: NextStep::Unit { unit: "C-ZJJ".into() } });
    assert!(read(&world, 2).ends_with("（第2手）"), "{}", read(&world, 2));
}

#[test]
fn a_number_has_as_many_digits_as_it_may() {
    for counter in [1, 99_999, 100_000, 999_999_999] {
        let no = ClaimNo::new("TS", 260_105, counter);
        let digits = no.as_str().chars().filter(char::is_ascii_alphanumeric).count();
        assert_eq!(no.as_str().parse::<ClaimNo>().is_ok(), (14..=18).contains(&digits), "{no}");
    }
    // Full-width letters and digits are those of an input method.
    let no = ClaimNo::new("TS", 260_105, 731);
    let wide: String = no
        .as_str()
        .chars()
        .map(|c| match c {
            '-' => '－',
            other => char::from_u32(u32::from(other) + 0xfee0).unwrap(),
        })
        .collect();
    assert_eq!(wide.parse::<ClaimNo>(), Ok(no.clone()));
    assert_eq!(format!("{no}-0").parse::<OrderNo>().ok(), None);
    assert_eq!(format!("{no}-12").parse::<OrderNo>(), Ok(no.order(12)));
}

#[test]
fn c4_a_number_that_was_heard_wrong_is_no_number() {
    for (letters, day, counter, whole) in
        [("TS", 260_105, 731, "TS260105-00731"), ("AZ", 991_231, 100_000, "AZ991231-100000")]
    {
        let no = ClaimNo::new(letters, day, counter);
        let text = no.to_string();
        assert!(text.starts_with(whole), "{text}");
        let right = |heard: &str| heard.parse::<ClaimNo>().ok() == Some(no.clone());
        assert!(right(&text) && right(&text.to_lowercase()) && right(&text.replace('-', "")));
        for dash in ["—", "–", " - ", "－"] {
            assert!(right(&text.replace('-', dash)), "{dash}");
        }
        assert!(text.replace('-', "_").parse::<ClaimNo>().is_err());
        // Every wrong character, and every swap of neighbours that differ.
        let plain: Vec<char> = text.chars().filter(|c| *c != '-').collect();
        for at in 2..plain.len() {
            for digit in ('0'..='9').filter(|digit| *digit != plain[at]) {
                let mut heard = plain.clone();
                heard[at] = digit;
                assert!(heard.iter().collect::<String>().parse::<ClaimNo>().is_err(), "{heard:?}");
            }
            if at + 1 < plain.len() && plain[at] != plain[at + 1] {
                let mut heard = plain.clone();
                heard.swap(at, at + 1);
                assert!(heard.iter().collect::<String>().parse::<ClaimNo>().is_err(), "{heard:?}");
            }
        }
    }
    // The region counts: the same day and counter of another region has a check digit of its own.
    let checks: std::collections::BTreeSet<String> = ["TS", "TT", "AS", "BJ"]
        .iter()
        .map(|letters| ClaimNo::new(letters, 260_105, 731).to_string()[15..].to_owned())
        .collect();
    assert!(checks.len() > 1, "{checks:?}");
    for wrong in ["", "TS", "TS260105-0073-1", "T1260105-00731-7", "TS260105-0073100001-7", "TS26010A-00731-7"] {
        assert!(wrong.parse::<ClaimNo>().is_err(), "{wrong}");
    }
}

#[test]
fn c4_an_act_has_a_code_and_a_word_of_its_own() {
    for verb in Verb::ALL {
        assert_eq!(Verb::from_code(verb.code()), Some(*verb));
        assert!(verb.zh().chars().count() >= 2);
    }
    assert_eq!(Verb::from_code("nothing"), None);
}

#[test]
fn c25_1_3_a_co_units_feedback_holds_only_what_can_be_read_too() {
    let mut world = World::accepted("2026-01-05 09:00", ClaimKind::Help, HEATING, LUBEI);
    let co = CoOrder { unit: "C-CGJ".into(), task: "配合".to_owned(), reason: "占道施工".to_owned() };
    let dispatch = Dispatch { co: vec![co], ..world.by_the_list() };
    world.ok("2026-01-05 09:10", &everyone(), Command::Dispatch(dispatch));
    world.sign("2026-01-05 09:30", 2);
    let unit = world.unit(2);
    let told =
        |whom: &str| Some(Answered::Told { at: at("2026-01-05 10:00"), way: TellingWay::Phone, whom: whom.into() });
    let long = "长".repeat(30_000);
    let plain = World::feedback("2026-01-05 10:00", "已配合");
    for (field, feedback) in [
        ("public_answer", Feedback { public_answer: long.clone(), ..plain.clone() }),
        ("whom", Feedback { answered: told(&long), ..plain.clone() }),
        ("proofs", Feedback { answered: Some(Answered::Unreached { proofs: long.clone() }), ..plain.clone() }),
    ] {
        let command = Command::FeedBack { order: 2, feedback: Box::new(feedback) };
        assert_eq!(world.refused("2026-01-05 10:00", &unit, command).field_name(), Some(field));
    }
    let none = Feedback { public_answer: String::new(), answered: None, ..plain };
    world.ok("2026-01-05 10:00", &unit, Command::FeedBack { order: 2, feedback: Box::new(none) });
}

#[test]
fn c24_1_who_has_not_spoken_with_the_claimant_is_told_so_in_the_words_of_what_was_asked() {
    let mut world = dispatched();
    world.sign("2026-01-05 09:30", 1);
    let request = AskUnresolvable {
        kind: UnresolvableKind::ObjectivelyLimited,
        facts: "管网没有余量".to_owned(),
        evidence: vec![Evidence { name: "勘查记录".to_owned(), shows: String::new() }],
    };
    let unit = world.unit(1);
    let feedback = Box::new(World::feedback("2026-01-05 10:00", "已修好"));
    let before = world.refused("2026-01-05 10:00", &unit, Command::FeedBack { order: 1, feedback });
    assert!(before.to_string().ends_with("再反馈办结。"), "{before}");
    let before = world.refused("2026-01-05 10:00", &unit, Command::AskUnresolvable { order: 1, request });
    assert!(before.to_string().ends_with("再申请认定无法解决。"), "{before}");
    let before = Refusal::ContactFirst { verb: Verb::AskSuspension };
    assert!(before.to_string().ends_with("再申请中止。") && !before.to_string().contains("反馈"), "{before}");
}
