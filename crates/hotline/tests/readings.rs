//! Readings of the law where it is easily misread: lateness, co-orders, gaps of the list, rounds.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod common;
#[path = "readings/explained.rs"]
mod explained;
#[path = "readings/told.rs"]
mod told;

use common::*;
use hotline::*;
use law::registry::{Registry, Sources, UnitCode};
use law::{Clause, Limit};

/// Heating in 路北区 with the listed co-unit, the city's housing department.
fn with_co(now: &str, own_limit: Option<OwnLimit>) -> World {
    let mut world = World::accepted(now, ClaimKind::Help, HEATING, LUBEI);
    let co = vec![CoOrder { unit: UnitCode::from("C-ZJJ"), task: "查管网".to_owned(), reason: String::new() }];
    let dispatch = Dispatch { co, own_limit, ..world.by_the_list() };
    world.ok(now, &everyone(), Command::Dispatch(dispatch));
    world
}

fn extension(order: u16, working_days: u32) -> Command {
    let request = AskExtension { working_days, reason: "待料".to_owned(), progress: "已经查明漏点".to_owned() };
    Command::AskExtension { order, request }
}

fn approve(order: u16) -> Command {
    let ruling = ExtensionRuling::Approve { consent: None };
    Command::DecideExtension { order, decision: DecideExtension { ruling, reason: "属实".to_owned() } }
}

#[test]
fn c23_2_a_co_order_ends_with_the_leads_own_limit_and_a_helping_department_signs_within_its_working_day() {
    let own = OwnLimit { limit: Limit::Hours(24), reason: "停热三天".to_owned() };
    let world = with_co("2026-02-26 09:00", Some(own));
    assert_eq!(world.due(1, ClockKind::Handle), "2月27日 09:00");
    assert_eq!(world.due(2, ClockKind::Handle), "2月27日 09:00");
    assert_eq!(world.due(1, ClockKind::Sign), "2月26日 10:00");
    assert_eq!(world.due(2, ClockKind::Sign), "2月27日 24:00");
}

#[test]
fn c23_2_a_co_order_gets_no_more_time_than_its_lead() {
    let mut world = with_co("2026-02-26 09:00", None);
    world.sign("2026-02-26 09:20", 1);
    world.sign("2026-02-26 09:30", 2);
    let co = world.unit(2);
    let refusal = world.refused("2026-02-27 09:00", &co, extension(2, 1));
    assert_eq!((refusal.basis(), refusal.field_name()), (Clause::C23_2, Some("working_days")));
    let lead = world.unit(1);
    world.ok("2026-02-27 09:10", &lead, extension(1, 2));
    world.ok("2026-02-27 09:20", &everyone(), approve(1));
    assert_eq!(world.due(2, ClockKind::Handle), "3月4日 24:00", "not moved by the lead's extension");
    assert!(world.try_("2026-02-27 09:30", &co, extension(2, 3)).is_err());
    world.ok("2026-02-27 09:30", &co, extension(2, 2));
}

#[test]
fn c23_3_a_co_unit_dispatched_anew_as_the_lead_ends_its_co_order() {
    let mut world = with_co("2026-02-26 09:00", None);
    world.dispute("2026-02-26 09:30", 1, None).unwrap();
    world.rule("2026-02-26 10:00", 1, Ruling::Uphold { next: NextStep::DispatchAnew });
    let dispatch = Dispatch {
        lead: UnitCode::from("C-ZJJ"),
        override_reason: Some("管网是市住建局的".to_owned()),
        ..world.by_the_list()
    };
    world.ok("2026-02-26 10:30", &agency(&[Role::AgencyHead]), Command::Dispatch(dispatch));
    assert_eq!(world.claim.order(2).unwrap().state, OrderState::Closed { outcome: Outcome::BecameMain });
    assert_eq!(world.claim.order(3).unwrap().role, OrderRole::Main);
}

#[test]
fn c23_2_what_was_signed_too_late_is_late_although_no_clock_has_been_watched() {
    let mut world = World::dispatched("2026-02-26 09:00", ClaimKind::Help, HEATING, LUBEI);
    let unit = world.unit(1);
    // Straight to the decision: nobody has let the clock fire.
    let clauses = world.apply(at("2026-02-26 10:00"), &unit, Command::Sign { order: 1 }, &[]).unwrap();
    assert_eq!(clauses, [Clause::C23_2, Clause::C23_2]);
    assert_eq!(world.events.iter().rev().nth(1).unwrap().event.name(), "ClockExpired");
    assert_eq!(world.claim.order(1).unwrap().late, [ClockKind::Sign]);
    assert_eq!(world.apply(at("2026-02-26 10:01"), &unit, Command::Sign { order: 1 }, &[]).unwrap(), []);
}

#[test]
fn c23_3_a_late_dispute_is_told_the_day_on_which_the_right_ended() {
    let mut world = World::dispatched("2026-02-26 09:00", ClaimKind::Help, HEATING, LUBEI);
    world.sign("2026-02-26 09:30", 1);
    let refusal = world.dispute("2026-03-03 09:00", 1, Some("权属不清")).unwrap_err();
    assert!(refusal.to_string().contains("3月2日 24:00"), "{refusal}");
}

#[test]
fn c23_3_who_has_answered_disputes_no_more() {
    let mut world = World::dispatched("2026-02-26 09:00", ClaimKind::Help, HEATING, LUBEI);
    world.sign("2026-02-26 09:10", 1);
    world.contact("2026-02-26 09:20", 1);
    world.feed_back("2026-02-26 09:30", 1, "已经修好");
    let returned = ReturnFeedback { reason: "没有写室温".to_owned() };
    world.ok("2026-02-26 09:40", &everyone(), Command::ReturnFeedback { order: 1, returned });
    assert_eq!(world.dispute("2026-02-26 09:50", 1, None).unwrap_err().code(), "not_disputable");
}

#[test]
fn c24_1_a_ruling_hands_on_the_heads_longer_limit() {
    let mut world = World::accepted("2026-02-26 09:00", ClaimKind::Help, HEATING, LUBEI);
    let own = OwnLimit { limit: Limit::WorkingDays(10), reason: "管网改造".to_owned() };
    let dispatch = Dispatch { own_limit: Some(own), ..world.by_the_list() };
    world.ok("2026-02-26 09:10", &agency(&[Role::AgencyHead]), Command::Dispatch(dispatch));
    world.dispute("2026-02-26 09:30", 1, None).unwrap();
    world.rule("2026-02-26 10:00", 1, Ruling::Uphold { next: NextStep::Unit { unit: UnitCode::from("C-ZJJ") } });
    assert_eq!(world.due(2, ClockKind::Handle), "3月11日 24:00");
}

#[test]
fn c24_2_an_extension_asked_in_time_is_decided_before_the_feedback_is_judged() {
    let mut world = World::dispatched("2026-02-26 09:00", ClaimKind::Help, HEATING, LUBEI);
    world.sign("2026-02-26 09:10", 1);
    world.contact("2026-02-26 09:20", 1);
    let unit = world.unit(1);
    world.ok("2026-03-04 20:00", &unit, extension(1, 2));
    world.feed_back("2026-03-05 09:00", 1, "已经修好");
    let early = world.refused("2026-03-05 09:10", &everyone(), Command::AcceptFeedback { order: 1 });
    assert_eq!(early.basis(), Clause::C24_2);
    world.ok("2026-03-05 09:20", &everyone(), approve(1));
    world.ok("2026-03-05 09:30", &everyone(), Command::AcceptFeedback { order: 1 });
    assert_eq!(world.claim.order(1).unwrap().late, [], "an approval dates from the old due");
}

#[test]
fn c24_2_each_extension_is_told_to_the_claimant() {
    let mut world = World::dispatched("2026-02-26 09:00", ClaimKind::Help, HEATING, LUBEI);
    world.sign("2026-02-26 09:10", 1);
    let unit = world.unit(1);
    world.ok("2026-02-26 10:00", &unit, extension(1, 1));
    world.ok("2026-02-26 11:00", &everyone(), approve(1));
    assert!(world.claim.order(1).unwrap().owes_extension_telling());
    let contact = Contact {
        at: at("2026-02-26 12:00"),
        way: TellingWay::Phone,
        purpose: ContactPurpose::Extension,
        note: "说明待料".to_owned(),
    };
    world.ok("2026-02-26 12:00", &unit, Command::RecordContact { order: 1, contact });
    assert!(!world.claim.order(1).unwrap().owes_extension_telling());
}

#[test]
fn c15_7_the_head_alone_closes_a_gap_of_the_list_for_one_claim() {
    // 作风效能/慢作为: the list wants the unit complained of and names nobody.
    let mut world = World::accepted("2026-02-26 09:00", ClaimKind::Complaint, "180101", LUBEI);
    let dispatch = Dispatch {
        lead: UnitCode::from("D-130203"),
        co: Vec::new(),
        own_limit: None,
        danger_ruled_out: true,
        override_reason: Some("已与区政府沟通".to_owned()),
        designation: None,
        helper: None,
    };
    let refusal = world.refused("2026-02-26 09:10", &everyone(), Command::Dispatch(dispatch.clone()));
    assert_eq!(refusal.basis(), Clause::C15_7);
    world.ok("2026-02-26 09:20", &agency(&[Role::AgencyHead]), Command::Dispatch(dispatch));
    assert_eq!(world.claim.order(1).unwrap().duty.departure.as_deref(), Some("已与区政府沟通"));
}

#[test]
fn c15_3_words_of_danger_are_asked_about_whatever_the_category() {
    let mut call = intake(Channel::Phone, Some(registration(ClaimKind::Help, HEATING, LUBEI)));
    call.told = "暖气管爆了，老人晕倒了".to_owned();
    let mut world = World::open("2026-02-26 09:00", call).unwrap();
    let asked = Dispatch { danger_ruled_out: false, ..world.by_the_list() };
    let refusal = world.refused("2026-02-26 09:10", &everyone(), Command::Dispatch(asked.clone()));
    assert_eq!(refusal, Refusal::AskAboutDanger { line: "120" });
    world.ok("2026-02-26 09:11", &everyone(), Command::Dispatch(Dispatch { danger_ruled_out: true, ..asked }));
}

#[test]
fn c11_1_6_ground_2_never_covers_enforcement_against_enterprises() {
    let mut world = World::accepted("2026-02-26 09:00", ClaimKind::Complaint, "170602", LUBEI);
    let refuse = RefuseClaim {
        about: None,
        ground: RefusalGround::OtherProceeding,
        facts: "可以行政复议".to_owned(),
        explanation: "请走复议".to_owned(),
        way: LawfulWay { body: "行政复议机构".to_owned(), reach: String::new() },
        told: Telling { way: TellingWay::Phone, at: at("2026-02-26 09:00") },
    };
    assert_eq!(world.refused("2026-02-26 09:10", &everyone(), Command::Refuse(refuse)), Refusal::ConductIsTaken);
}

#[test]
fn c38_answers_at_once_that_were_wrong_count_as_rounds_and_are_not_refused_afterwards() {
    let mut world = World::accepted("2026-02-26 09:00", ClaimKind::Consultation, HEATING, LUBEI);
    for (round, hour) in [(1, "10"), (2, "11"), (3, "12")] {
        let answer = AnswerAtOnce {
            text: format!("第{round}次答复"),
            source: "《供热用热办法》".to_owned(),
            told: Telling { way: TellingWay::Phone, at: at("2026-02-26 09:00") },
            rating: Some(rating(Satisfaction::Unsatisfied)),
        };
        world.ok(&format!("2026-02-26 {hour}:00"), &everyone(), Command::AnswerAtOnce(answer));
        let omission = Command::Check(CheckFinding::Omission { demand: "没有答到温度标准".to_owned() });
        let checked = world.try_(&format!("2026-02-26 {hour}:30"), &everyone(), omission);
        if round < 3 {
            assert!(checked.is_ok());
            let refuse = RefuseClaim {
                about: None,
                ground: RefusalGround::Petition,
                facts: "信访事项1".to_owned(),
                explanation: "信访在办".to_owned(),
                way: LawfulWay { body: "市信访局".to_owned(), reach: String::new() },
                told: Telling { way: TellingWay::Phone, at: at("2026-02-26 09:00") },
            };
            let refusal = world.refused(&format!("2026-02-26 {hour}:40"), &everyone(), Command::Refuse(refuse));
            assert_eq!(refusal.code(), "not_in_this_stage", "one disposal at a time");
        } else {
            assert_eq!(checked, Err(Refusal::ReHandlingUsedUp { rounds: 2 }));
        }
    }
}

#[test]
fn c24_2_what_is_about_an_extension_cites_its_clause() {
    let mut world = World::dispatched("2026-02-26 09:00", ClaimKind::Help, HEATING, LUBEI);
    world.sign("2026-02-26 09:10", 1);
    let unit = world.unit(1);
    world.ok("2026-02-26 10:00", &unit, extension(1, 1));
    let review = world.claim.order(1).unwrap().clocks.get(ClockKind::ExtensionReview).unwrap();
    assert_eq!(review.basis, Clause::C24_2);
    let contact = Contact {
        at: at("2026-02-26 10:10"),
        way: TellingWay::Phone,
        purpose: ContactPurpose::Extension,
        note: "说明待料".to_owned(),
    };
    assert_eq!(world.ok("2026-02-26 10:10", &unit, Command::RecordContact { order: 1, contact }), [Clause::C24_2]);
}

#[test]
fn c38_how_many_levels_satisfy_is_policy() {
    assert!(Satisfaction::BasicallySatisfied.counts_as_satisfied(3));
    assert!(!Satisfaction::BasicallySatisfied.counts_as_satisfied(2));
    assert!(Satisfaction::ALL.iter().all(|level| level.counts_as_satisfied(3) == level.is_satisfied()));
}

#[test]
fn c12_the_counter_has_a_days_time_and_mail_two_hours() {
    for (channel, due) in [
        (Channel::Counter, "2026-02-27 09:00"),
        (Channel::Letter, "2026-02-27 09:00"),
        (Channel::Email, "2026-02-26 11:00"),
    ] {
        let world = World::open("2026-02-26 09:00", intake(channel, None)).unwrap();
        assert_eq!(world.claim.clocks.get(ClockKind::Accept).unwrap().due, at(due), "{channel:?}");
    }
}

#[test]
fn c38_a_callback_that_comes_too_late_is_on_record_and_still_counts() {
    let mut world = World::answered("2026-02-26");
    let met = CallbackOutcome::Reached(rating(Satisfaction::Satisfied));
    world.call("2026-03-02 09:00", CallbackMethod::Phone, met).unwrap();
    assert_eq!(world.claim.stage, Stage::Archived);
    assert!(world.events.iter().any(|one| matches!(one.event, Event::ClockExpired { kind: ClockKind::Callback, .. })));
}

#[test]
fn c32_the_head_of_the_unit_signs_off_the_reply_on_conduct() {
    let misconduct = Misconduct { kind: MisconductKind::Idle, against: UnitCode::from("D-130203-ZJJ") };
    let complaint =
        Registration { misconduct: Some(misconduct), ..registration(ClaimKind::Complaint, "180101", LUBEI) };
    let mut world = World::open("2026-02-26 09:00", intake(Channel::Phone, Some(complaint))).unwrap();
    let dispatch = Dispatch {
        lead: UnitCode::from("D-130203"),
        co: Vec::new(),
        own_limit: None,
        danger_ruled_out: true,
        override_reason: None,
        designation: None,
        helper: None,
    };
    let wrong = Dispatch { lead: UnitCode::from("D-130203-ZJJ"), ..dispatch.clone() };
    let refusal = world.refused("2026-02-26 09:10", &everyone(), Command::Dispatch(wrong));
    assert_eq!((refusal.code(), refusal.field_name()), ("complained_of", Some("lead")));
    world.ok("2026-02-26 09:10", &everyone(), Command::Dispatch(dispatch));
    world.sign("2026-02-26 09:20", 1);
    world.contact("2026-02-26 10:00", 1);
    let feedback = Box::new(World::feedback("2026-02-26 15:00", "已当面说明并办结"));
    let clerk = staff("D-130203", &[Role::UnitClerk]);
    let sent = Command::FeedBack { order: 1, feedback };
    assert_eq!(world.refused("2026-02-26 15:00", &clerk, sent.clone()), Refusal::HeadSignsOff);
    world.ok("2026-02-26 15:10", &staff("D-130203", &[Role::UnitHead]), sent);
    assert!(world.claim.order(1).unwrap().clocks.get(ClockKind::MisconductFeedback).is_none(), "fed back in 24 hours");
}

#[test]
fn c13_3_the_first_to_take_a_transferred_call_stays_on_record_and_the_specialist_answers_it() {
    let mut world = World::accepted("2026-02-26 09:00", ClaimKind::Consultation, HEATING, LUBEI);
    for (now, unit) in [("2026-02-26 09:05", "C-ZJJ"), ("2026-02-26 09:10", "C-CGJ")] {
        let to =
            HandToExpert {
                unit: UnitCode::from(unit), kind: ExpertKind::Specialist, subject: "退费标准".to_owned()
            };
        let clauses = world.ok(now, &everyone(), Command::HandToExpert(to));
        assert_eq!(clauses, [Clause::C13_3]);
    }
    assert_eq!(world.claim.disposals.first_answerer, Some(UnitCode::from("C-ZJJ")), "first responsibility");
    let answer = |world: &World| {
        Command::AnswerAtOnce(AnswerAtOnce {
            text: "停热部分按天退".to_owned(),
            source: "《河北省供热用热办法》".to_owned(),
            told: Telling { way: TellingWay::Phone, at: world.now },
            rating: None,
        })
    };
    let (first, second) = (staff("C-ZJJ", &[Role::Specialist]), staff("C-CGJ", &[Role::Specialist]));
    let refusal = world.refused("2026-02-26 09:15", &first, answer(&world));
    assert_eq!(refusal.code(), "not_entitled", "the conversation is with the second by now");
    world.ok("2026-02-26 09:20", &second, answer(&world));
    assert_eq!(world.claim.disposals.first_answerer, Some(UnitCode::from("C-ZJJ")), "until it is answered, and after");
}

#[test]
fn c6_2_a_city_whose_units_lack_its_hotline_agency_takes_nothing_in_and_says_what_to_do() {
    let units = include_str!("../../law/data/tangshan/units.csv").replace(",hotline_agency,", ",city_department,");
    // The list of such a city names no duty of the agency either: with one it would not be read.
    let list: Vec<&str> = include_str!("../../law/data/tangshan/responsibility.csv").lines().collect();
    let list = list.into_iter().filter(|line| !line.contains(",hotline_agency,")).collect::<Vec<_>>().join("\n");
    let sources = Sources {
        divisions: (include_str!("../../law/data/tangshan/divisions.csv"), "2023-06-30"),
        units: (&units, "v2"),
        categories: include_str!("../../law/data/tangshan/categories.csv"),
        responsibility: &list,
        grid: (
            include_str!("../../law/data/tangshan/grid_cells.csv"),
            include_str!("../../law/data/tangshan/grid_matters.csv"),
        ),
        city: "130200000000",
    };
    let (registry, actor, now) =
        (Registry::load(&sources).unwrap(), Actor::Claimant(PersonId(7)), at("2026-02-26 09:00"));
    let ctx = Context { registry: &registry, ..context(&actor, now, &[]) };
    let refusal = receive(ClaimId(1), ClaimNo::new("TS", 260_226, 1), intake(Channel::Web, None), &ctx).unwrap_err();
    assert_eq!(refusal.basis(), Clause::C6_2);
    assert!(refusal.to_string().contains("请系统管理员先导入单位"), "{refusal}");
}

#[test]
fn c23_2_a_co_unit_that_never_reports_does_not_hold_a_lead_that_has_answered() {
    let mut world = World::accepted("2026-02-26 09:00", ClaimKind::Help, HEATING, LUBEI);
    let head = agency(&[Role::AgencyHead]);
    let back = |order| Command::TakeBack { order, wrong: TakeBack { reason: "派错了".to_owned() } };
    for order in 1..=2 {
        let dispatch = world.by_the_list();
        world.ok("2026-02-26 09:10", &everyone(), Command::Dispatch(dispatch));
        world.ok("2026-02-26 09:20", &head, back(order));
    }
    let co = vec![CoOrder { unit: UnitCode::from("C-ZJJ"), task: "查管网".to_owned(), reason: String::new() }];
    let dispatch = Dispatch { co, ..world.by_the_list() };
    world.ok("2026-02-26 09:30", &everyone(), Command::Dispatch(dispatch));
    world.sign("2026-02-26 09:40", 3);
    world.contact("2026-02-26 10:00", 3);
    let refusal = world.refused("2026-02-26 10:10", &head, back(4));
    assert_eq!(refusal.basis(), Clause::C20_1, "the two are used up");
    let allowed = AllowFeedback { reason: "协办不影响答复".to_owned() };
    world.ok("2026-02-26 10:20", &everyone(), Command::AllowFeedback { order: 3, allowed });
    world.feed_back("2026-02-26 11:00", 3, "已经修好，室温20度");
    world.ok("2026-02-26 11:10", &head, back(4));
    world.ok("2026-02-26 11:20", &everyone(), Command::AcceptFeedback { order: 3 });
    assert_eq!(world.claim.stage, Stage::CallingBack);
}
