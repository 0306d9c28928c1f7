//! Who is told what when an act goes beyond the claim's own desk.

use hotline::ch2_acceptance::a15_joined::asked_of_others;
use hotline::reactions::{Recipient, react};
use hotline::*;
use law::registry::Registry;

use crate::common::*;

/// What the last event tells whom.
fn told(world: &World) -> Vec<(Recipient, String)> {
    let last = world.events.last().unwrap();
    react(last, &world.claim, law::Policy::tangshan(), Registry::tangshan())
        .into_iter()
        .map(|notice| (notice.to, notice.text))
        .collect()
}

#[test]
fn c22_the_township_is_told_with_the_workers_name_and_the_claimant_without() {
    let mut world = World::accepted("2026-02-26 09:00", ClaimKind::Help, "010203", LUBEI);
    let straight = DispatchToGrid { cell: "W130203006019-02".into(), danger_ruled_out: false };
    world.ok("2026-02-26 09:05", &everyone(), Command::DispatchToGrid(straight));
    let order = world.claim.main_order().unwrap();
    assert_eq!((order.unit.as_str(), order.role), ("T-130203006", OrderRole::Main));
    let worker = order.grid.as_ref().unwrap().worker.clone();
    let told = told(&world);
    let [(unit, to_unit), (claimant, to_claimant)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(*unit, Recipient::Unit("T-130203006".into()));
    assert!(to_unit.contains(&worker) && to_unit.contains("第二网格"), "{to_unit}");
    assert_eq!(*claimant, Recipient::Claimant(PersonId(7)));
    assert!(to_claimant.contains("机场路街道办事处的网格员") && !to_claimant.contains(&worker), "{to_claimant}");
}

/// A fine on a business body, at the organ, contacted.
fn fine(kind: ClaimKind) -> World {
    let registration = Registration { title: "罚款过重".to_owned(), ..registration(kind, "170602", LUBEI) };
    let mut world =
        World::open("2026-02-26 09:00", Receive { enterprise: true, ..intake(Channel::Phone, Some(registration)) })
            .unwrap();
    let dispatch = world.by_the_list();
    world.ok("2026-02-26 09:10", &everyone(), Command::Dispatch(dispatch));
    world.sign("2026-02-26 09:30", 1);
    world.contact("2026-02-26 10:00", 1);
    world
}

fn notice() -> Command {
    let finding = EnforcementFinding::Notice {
        no: "唐执监〔2026〕1号".to_owned(),
        body: "C-CGJ".into(),
        demand: "退还罚款".to_owned(),
        received_at: at("2026-02-27 09:00"),
    };
    Command::FindOnEnforcement { order: 1, finding }
}

fn report(answer: &str) -> Command {
    let report = Rectification {
        result: "已退还".to_owned(),
        evidence: vec![Evidence { name: "整改报告".to_owned(), shows: String::new() }],
        public_answer: answer.to_owned(),
        told: Telling { way: TellingWay::Phone, at: at("2026-03-10 09:00") },
    };
    Command::ReportRectification { order: 1, report }
}

#[test]
fn c33_the_claimant_is_told_that_a_notice_runs_and_the_body_is_told_nothing_here() {
    let mut world = fine(ClaimKind::Complaint);
    let organ = world.unit(1);
    world.ok("2026-02-27 09:10", &organ, notice());
    assert!(told(&world).is_empty(), "the notice itself goes from the organ to the body, not through the hotline");
    world.feed_back("2026-02-27 10:00", 1, "依据不足，已发通知书");
    world.ok("2026-02-27 11:00", &everyone(), Command::AcceptFeedback { order: 1 });
    let awaited = told(&world);
    let to_claimant = awaited.iter().find(|(to, _)| *to == Recipient::Claimant(PersonId(7))).unwrap();
    assert!(to_claimant.1.contains("3月30日") && to_claimant.1.contains("司法局"), "{}", to_claimant.1);
    assert!(awaited.iter().all(|(to, _)| *to != Recipient::Unit("C-CGJ".into())), "{awaited:?}");
    world.until(at("2026-03-31 09:00"));
    let expired = told(&world);
    assert!(expired.iter().any(|(to, _)| *to == Recipient::Unit("C-SFJ".into())), "the organ is alerted: {expired:?}");
}

#[test]
fn c33_a_question_on_enforcement_is_no_complaint_and_needs_no_finding() {
    let mut world = fine(ClaimKind::Consultation);
    let organ = world.unit(1);
    let refusal = world.refused("2026-02-27 09:10", &organ, notice());
    assert_eq!(refusal.code(), "not_entitled");
    world.feed_back("2026-02-27 10:00", 1, "处罚裁量的标准见附件");
    world.ok("2026-02-27 11:00", &everyone(), Command::AcceptFeedback { order: 1 });
    assert_eq!(world.claim.stage, Stage::CallingBack);
}

#[test]
fn c33_a_withdrawn_complaint_goes_on_to_the_report_and_is_archived_with_it() {
    let mut world = fine(ClaimKind::Complaint);
    let organ = world.unit(1);
    world.ok("2026-02-27 09:10", &organ, notice());
    world.feed_back("2026-02-27 10:00", 1, "依据不足，已发通知书");
    world.ok("2026-02-27 11:00", &everyone(), Command::AcceptFeedback { order: 1 });
    let withdrawal = Command::Withdraw(Withdraw { reason: String::new(), confirmed: true });
    world.ok("2026-02-28 09:00", &Actor::Claimant(PersonId(7)), withdrawal);
    assert_eq!(world.claim.main_order().unwrap().state, OrderState::Rectifying, "ex officio");
    world.ok("2026-03-10 09:10", &organ, report("罚款已退还"));
    assert_eq!(world.claim.archive.as_ref().unwrap().as_, ArchivedAs::Withdrawn);
}

#[test]
fn c39_the_answer_on_a_notice_shows_nobody() {
    let mut world = fine(ClaimKind::Complaint);
    let organ = world.unit(1);
    world.ok("2026-02-27 09:10", &organ, notice());
    world.feed_back("2026-02-27 10:00", 1, "依据不足，已发通知书");
    world.ok("2026-02-27 11:00", &everyone(), Command::AcceptFeedback { order: 1 });
    world.until(at("2026-03-10 09:10"));
    let identity = ["王建国".to_owned()];
    let refusal = world.apply(at("2026-03-10 09:10"), &organ, report("王建国的罚款已退还"), &identity).unwrap_err();
    assert_eq!((refusal.basis(), refusal.field_name()), (law::Clause::C39, Some("public_answer")));
}

#[test]
fn c15_5_those_who_joined_a_complaint_of_enforcement_are_answered_with_the_report() {
    let mut world = fine(ClaimKind::Complaint);
    let organ = world.unit(1);
    let follower = Follower { claim: ClaimId(2), no: ClaimNo::new("TS", 260_226, 2), person: PersonId(8), joining: 1 };
    world.ok("2026-02-26 11:00", &Actor::Clock, Command::Follow(Follow { follower }));
    world.ok("2026-02-27 09:10", &organ, notice());
    world.feed_back("2026-02-27 10:00", 1, "依据不足，已发通知书");
    world.ok("2026-02-27 11:00", &everyone(), Command::AcceptFeedback { order: 1 });
    let asked = |world: &World| asked_of_others(&world.events.last().unwrap().event, &world.claim);
    assert!(asked(&world).is_empty(), "not answered yet");
    assert!(told(&world).iter().any(|(to, _)| *to == Recipient::Claimant(PersonId(8))), "told each step");
    world.ok("2026-03-10 09:10", &organ, report("罚款已退还"));
    let [(claim, Command::AnswerWithMaster(answer))] = &asked(&world)[..] else { panic!("{:?}", asked(&world)) };
    assert_eq!((*claim, answer.text.as_str()), (ClaimId(2), "罚款已退还"));
}
