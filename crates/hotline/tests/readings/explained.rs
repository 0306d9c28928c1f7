//! 办理经过说明: every step with its clause, every limit with what became of it.

use hotline::explain::{LimitFate, explain, explained};
use hotline::*;
use law::registry::Registry;

use crate::common::*;

fn fates(world: &World, order: Option<u16>, kind: ClockKind) -> Vec<LimitFate> {
    let steps = explain(&world.events, Registry::tangshan());
    assert_eq!(steps.len(), world.events.len(), "no step is left out");
    let all = steps.into_iter().flat_map(|step| step.limits);
    all.filter(|limit| limit.order == order && limit.kind == kind).map(|limit| limit.fate).collect()
}

#[test]
fn c24_1_the_handling_ended_when_the_accepted_feedback_was_sent() {
    let world = World::answered("2026-02-26");
    let due = at("2026-03-05 00:00");
    assert_eq!(
        fates(&world, Some(1), ClockKind::Handle),
        [LimitFate::Begun(due), LimitFate::Kept(at("2026-02-26 15:00"), due)]
    );
    let text = explained(&world.events, Registry::tangshan()).unwrap();
    assert!(text.contains("没有超期") && text.contains("第二十四条第一款"), "{text}");
    assert!(text.contains("第1单办结时限结束：2月26日 15:00"), "{text}");
}

#[test]
fn c23_2_a_signature_that_came_late_is_named_with_its_due() {
    let mut world = World::dispatched("2026-02-26 09:00", ClaimKind::Help, HEATING, LUBEI);
    world.until(at("2026-02-26 11:00"));
    let before = explained(&world.events, Registry::tangshan()).unwrap();
    assert!(before.contains("第1单签收超期：应在2月26日 10:00之前，还没有结束（第二十三条第二款）"), "{before}");
    world.sign("2026-02-26 11:30", 1);
    let due = at("2026-02-26 10:00");
    let late = LimitFate::Missed(at("2026-02-26 11:30"), due);
    assert_eq!(fates(&world, Some(1), ClockKind::Sign), [LimitFate::Begun(due), late]);
    let text = explained(&world.events, Registry::tangshan()).unwrap();
    assert!(text.contains("第1单签收超期：2月26日 11:30，应在2月26日 10:00之前"), "{text}");
    assert!(!text.contains("没有超期"), "{text}");
}

#[test]
fn c24_2_an_extension_moves_the_limit() {
    let mut world = World::dispatched("2026-02-26 09:00", ClaimKind::Help, HEATING, LUBEI);
    world.sign("2026-02-26 09:30", 1);
    world.contact("2026-02-26 10:00", 1);
    let unit = world.unit(1);
    let request = AskExtension { working_days: 2, reason: "待料".to_owned(), progress: "已查明".to_owned() };
    world.ok("2026-02-27 09:00", &unit, Command::AskExtension { order: 1, request });
    let decision = DecideExtension { ruling: ExtensionRuling::Approve { consent: None }, reason: "属实".to_owned() };
    world.ok("2026-02-27 10:00", &everyone(), Command::DecideExtension { order: 1, decision });
    let moved = LimitFate::Moved(at("2026-03-05 00:00"), at("2026-03-07 00:00"));
    assert_eq!(fates(&world, Some(1), ClockKind::Handle).last(), Some(&moved));
}

#[test]
fn c26_1_a_suspension_stops_the_limit_and_c26_2_the_rest_begins_anew() {
    let mut world = World::dispatched("2026-02-26 09:00", ClaimKind::Help, HEATING, LUBEI);
    world.sign("2026-02-26 09:30", 1);
    let unit = world.unit(1);
    let evidence = vec![Evidence { name: "通知".to_owned(), shows: String::new() }];
    let ground = SuspensionGround::ForceMajeure;
    let request = AskSuspension { ground, facts: "暴雪封路".to_owned(), evidence, until: "雪停后".to_owned() };
    world.ok("2026-02-27 09:00", &unit, Command::AskSuspension { order: 1, request });
    let agree = || Decision { approved: true, reason: "属实".to_owned() };
    world.ok("2026-02-27 10:00", &everyone(), Command::DecideSuspension { order: 1, decision: agree() });
    assert_eq!(fates(&world, Some(1), ClockKind::Handle).last(), Some(&LimitFate::Paused));
    let request = AskResumption { applicant: Applicant::Unit, reason: "路通了".to_owned() };
    world.ok("2026-03-02 09:00", &unit, Command::AskResumption { order: 1, request });
    world.ok("2026-03-02 10:00", &everyone(), Command::DecideResumption { order: 1, decision: agree() });
    let due = world.claim.order(1).unwrap().clocks.get(ClockKind::Handle).unwrap().due;
    assert_eq!(fates(&world, Some(1), ClockKind::Handle).last(), Some(&LimitFate::Begun(due)));
}

#[test]
fn nothing_is_explained_of_nothing() {
    assert_eq!(explained(&[], Registry::tangshan()), None);
}
