//! The clauses of the main road, each shown in the domain alone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod common;

use common::*;
use hotline::*;
use law::Clause;
use law::registry::{Registry, UnitCode, UnitKind};

#[test]
fn c12_a_call_is_accepted_when_it_is_registered_and_the_two_hours_begin() {
    let world = World::accepted("2026-01-05 09:00", ClaimKind::Help, HEATING, LUBEI);
    assert_eq!(world.claim.stage, Stage::Accepted);
    assert_eq!(world.claim.clocks.get(ClockKind::Dispatch).unwrap().due, at("2026-01-05 11:00"));
    assert!(world.claim.clocks.get(ClockKind::Accept).is_none());
}

#[test]
fn c12_what_came_by_web_waits_to_be_accepted_and_missing_fields_are_named() {
    let mut world = World::open("2026-01-05 09:00", intake(Channel::Web, None)).unwrap();
    assert_eq!(world.claim.clocks.get(ClockKind::Accept).unwrap().due, at("2026-01-05 11:00"));
    let bad = Registration { title: "　\u{200b}".to_owned(), ..registration(ClaimKind::Help, HEATING, LUBEI) };
    let refusal = world.refused("2026-01-05 09:10", &everyone(), Command::Accept(bad));
    assert_eq!(refusal.field_name(), Some("title"));
    world.ok("2026-01-05 09:10", &everyone(), Command::Accept(registration(ClaimKind::Help, HEATING, LUBEI)));
    assert_eq!(world.claim.told, "暖气三天不热，家里有老人");
}

#[test]
fn c12_control_characters_and_endless_texts_are_refused_at_their_field() {
    let mut command = intake(Channel::Web, None);
    command.told = "暖气\0不热".to_owned();
    assert_eq!(World::open("2026-01-05 09:00", command.clone()).err().unwrap().field_name(), Some("told"));
    command.told = "热".repeat(20_001);
    assert!(World::open("2026-01-05 09:00", command.clone()).err().unwrap().to_string().contains("20001"));
    command.told = "热".repeat(20_000);
    assert!(World::open("2026-01-05 09:00", command).is_ok());
}

#[test]
fn c14_2_a_complaint_is_told_the_duty_of_truth() {
    let told = Registration { truth_told: false, ..registration(ClaimKind::Complaint, HEATING, LUBEI) };
    let refusal = World::open("2026-01-05 09:00", intake(Channel::Phone, Some(told))).err().unwrap();
    assert_eq!((refusal.basis(), refusal.field_name()), (Clause::C14_2, Some("truth_told")));
}

fn refuse(ground: RefusalGround, now: &str) -> RefuseClaim {
    RefuseClaim {
        // Tongzhou in Beijing: what each of the six may be about.
        about: Some(About {
            category: CategoryRef { code: HEATING.into(), version: String::new() },
            place: Place { division: "110112000000".into(), text: String::new() },
        }),
        ground,
        facts: "法院已经立案".to_owned(),
        explanation: "这件事法院正在审".to_owned(),
        way: LawfulWay { body: "路北区人民法院".to_owned(), reach: "12368".to_owned() },
        told: Telling { way: TellingWay::Phone, at: at(now) },
    }
}

#[test]
fn c11_1_6_each_ground_is_explained_with_the_lawful_way_and_archived_after_silence() {
    for ground in RefusalGround::ALL {
        let mut world = World::open("2026-01-05 09:00", intake(Channel::Web, None)).unwrap();
        world.ok("2026-01-05 09:20", &everyone(), Command::Refuse(refuse(*ground, "2026-01-05 09:20")));
        assert_eq!(world.claim.stage, Stage::Refused);
        world.until(at("2026-01-20 09:00"));
        assert_eq!(world.claim.archive.as_ref().unwrap().as_, ArchivedAs::NotAccepted, "{ground:?}");
    }
}

#[test]
fn c15_2_a_refusal_without_a_way_out_is_none() {
    let mut world = World::open("2026-01-05 09:00", intake(Channel::Web, None)).unwrap();
    let mut command = refuse(RefusalGround::Petition, "2026-01-05 09:20");
    command.way.body = String::new();
    let refusal = world.refused("2026-01-05 09:20", &everyone(), Command::Refuse(command));
    assert_eq!((refusal.basis(), refusal.field_name()), (Clause::C15_2, Some("way_body")));
}

#[test]
fn c11_1_6_a_place_in_the_city_is_not_outside_it() {
    let mut world = World::accepted("2026-01-05 09:00", ClaimKind::Help, HEATING, LUBEI);
    let command = Command::Refuse(refuse(RefusalGround::OutsideCity, "2026-01-05 09:20"));
    assert_eq!(world.refused("2026-01-05 09:20", &everyone(), command), Refusal::InsideTheCity);
}

#[test]
fn c10_1_5_complaints_on_conduct_are_taken_whatever_other_way_there_is() {
    let mut world = World::accepted("2026-01-05 09:00", ClaimKind::Complaint, "180101", LUBEI);
    let command = Command::Refuse(refuse(RefusalGround::OtherProceeding, "2026-01-05 09:20"));
    assert_eq!(world.refused("2026-01-05 09:20", &everyone(), command), Refusal::ConductIsTaken);
}

#[test]
fn c16_answered_at_once_and_rated_at_the_end_of_the_call() {
    let mut world = World::accepted("2026-01-05 09:00", ClaimKind::Consultation, HEATING, LUBEI);
    let answer = AnswerAtOnce {
        text: "测温后不达标的按天退费".to_owned(),
        source: "知识库 供热退费 v3".to_owned(),
        told: Telling { way: TellingWay::Phone, at: at("2026-01-05 09:04") },
        rating: Some(rating(Satisfaction::VerySatisfied)),
    };
    let clauses = world.ok("2026-01-05 09:04", &everyone(), Command::AnswerAtOnce(answer));
    assert_eq!(clauses, [Clause::C16, Clause::C38, Clause::C38]);
    assert_eq!(world.claim.archive.as_ref().unwrap().as_, ArchivedAs::Satisfied);
}

#[test]
fn c20_1_a_city_duty_never_goes_to_a_county_government_or_a_dispatched_office() {
    let registry = Registry::tangshan();
    for kind in [UnitKind::CountyGovernment, UnitKind::DispatchedOffice, UnitKind::Township, UnitKind::CountyDepartment]
    {
        let unit = registry.units.all().iter().find(|unit| unit.kind == kind).unwrap();
        let mut world = World::accepted("2026-01-05 09:00", ClaimKind::Help, "011001", LUBEI);
        let mut dispatch = world.by_the_list();
        dispatch.lead = unit.code.clone();
        // Not even the head goes past the guard: the override is one of the list.
        dispatch.override_reason = Some("就近办理".to_owned());
        let head = agency(&[Role::AgencyHead]);
        let refusal = world.refused("2026-01-05 09:10", &head, Command::Dispatch(dispatch));
        assert_eq!(refusal.basis(), Clause::C20_1, "{refusal}");
        assert!(refusal.to_string().contains(&unit.name) && refusal.to_string().contains("可派"), "{refusal}");
    }
}

#[test]
fn c20_2_a_county_duty_never_goes_to_a_township() {
    let mut world = World::accepted("2026-01-05 09:00", ClaimKind::Help, "011003", LUBEI);
    let mut dispatch = world.by_the_list();
    dispatch.lead =
        Registry::tangshan().units.all().iter().find(|unit| unit.kind == UnitKind::Township).unwrap().code.clone();
    let refusal = world.refused("2026-01-05 09:10", &everyone(), Command::Dispatch(dispatch));
    assert_eq!(refusal.basis(), Clause::C20_2, "{refusal}");
}

#[test]
fn c5_1_the_list_is_left_by_the_head_alone_with_a_reason() {
    let mut world = World::accepted("2026-01-05 09:00", ClaimKind::Help, "011001", LUBEI);
    let mut dispatch = world.by_the_list();
    dispatch.lead = UnitCode::from("C-ZJJ");
    dispatch.override_reason = Some("清单待修订".to_owned());
    let refusal = world.refused("2026-01-05 09:10", &everyone(), Command::Dispatch(dispatch.clone()));
    assert_eq!(refusal.basis(), Clause::C5_1);
    world.ok("2026-01-05 09:20", &agency(&[Role::AgencyHead]), Command::Dispatch(dispatch));
    assert_eq!(world.claim.orders[0].duty.departure.as_deref(), Some("清单待修订"));
}

#[test]
fn c15_3_danger_is_asked_about_before_dispatch() {
    let mut world = World::accepted("2026-01-05 09:00", ClaimKind::Help, "010101", LUBEI);
    let mut dispatch = world.by_the_list();
    dispatch.danger_ruled_out = false;
    let refusal = world.refused("2026-01-05 09:10", &everyone(), Command::Dispatch(dispatch));
    assert_eq!(refusal, Refusal::AskAboutDanger { line: "119" });
}

#[test]
fn c15_6_main_and_co_handling_orders_go_out_in_one_decision_and_the_lead_waits_for_the_co_units() {
    let mut world = World::accepted("2026-01-05 09:00", ClaimKind::Help, HEATING, LUBEI);
    let mut dispatch = world.by_the_list();
    dispatch.co = vec![CoOrder { unit: UnitCode::from("C-ZJJ"), task: "监督".to_owned(), reason: String::new() }];
    dispatch.own_limit = Some(OwnLimit { limit: "24h".parse().unwrap(), reason: "老人在家".to_owned() });
    world.ok("2026-01-05 09:10", &everyone(), Command::Dispatch(dispatch));
    assert_eq!(world.claim.orders.len(), 2);
    let due = |n: u16| world.claim.order(n).unwrap().clocks.get(ClockKind::Handle).unwrap().due;
    assert_eq!((due(1), due(2)), (at("2026-01-06 09:10"), at("2026-01-06 09:10")), "not later than the lead's");
    world.sign("2026-01-05 09:40", 1);
    world.contact("2026-01-05 10:00", 1);
    let (unit, feedback) = (world.unit(1), Box::new(World::feedback("2026-01-05 11:00", "修好了")));
    let refusal = world.refused("2026-01-05 11:00", &unit, Command::FeedBack { order: 1, feedback });
    assert_eq!(refusal.basis(), Clause::C23_2, "{refusal}");
}

#[test]
fn c23_2_signing_is_due_in_one_working_day_and_lateness_is_on_record() {
    // 010203 is a township's duty with the general signing limit.
    let mut world = World::dispatched("2026-01-05 09:00", ClaimKind::Help, "010203", LUBEI);
    assert_eq!(world.due(1, ClockKind::Sign), "1月6日 24:00");
    world.until(at("2026-01-07 09:00"));
    assert_eq!(world.claim.orders[0].late, [ClockKind::Sign]);
    world.sign("2026-01-07 09:00", 1);
    let before = world.events.len();
    world.sign("2026-01-07 09:01", 1);
    assert_eq!(world.events.len(), before, "signing twice is one event and no error");
}

#[test]
fn c44_2_utilities_take_orders_at_any_hour() {
    let world = World::dispatched("2026-01-05 03:00", ClaimKind::Help, HEATING, LUBEI);
    assert_eq!(world.claim.orders[0].clocks.get(ClockKind::Sign).unwrap().due, at("2026-01-05 04:00"));
}

#[test]
fn c24_1_two_and_five_working_days_run_from_hand_over_across_the_spring_festival() {
    let world = World::dispatched("2026-02-13 17:00", ClaimKind::Consultation, "010203", LUBEI);
    assert_eq!(world.due(1, ClockKind::Handle), "2月24日 24:00");
    let world = World::dispatched("2026-02-13 17:00", ClaimKind::Help, "010203", LUBEI);
    assert_eq!(world.due(1, ClockKind::Handle), "2月27日 24:00");
}

#[test]
fn c24_1_signing_late_gains_nothing_and_contact_comes_before_feedback() {
    let mut world = World::dispatched("2026-01-05 09:00", ClaimKind::Help, "010203", LUBEI);
    world.sign("2026-01-06 16:00", 1);
    assert_eq!(world.due(1, ClockKind::Handle), "1月12日 24:00");
    let (unit, feedback) = (world.unit(1), Box::new(World::feedback("2026-01-06 17:00", "办好了")));
    assert_eq!(
        world.refused("2026-01-06 17:00", &unit, Command::FeedBack { order: 1, feedback }),
        Refusal::ContactFirst { verb: Verb::FeedBack }
    );
}

#[test]
fn c24_1_an_own_limit_is_set_at_hand_over_and_a_longer_one_by_the_head() {
    let mut world = World::accepted("2026-01-05 09:00", ClaimKind::Help, "010203", LUBEI);
    let mut dispatch = world.by_the_list();
    dispatch.own_limit = Some(OwnLimit { limit: "9wd".parse().unwrap(), reason: "须开挖".to_owned() });
    let refusal = world.refused("2026-01-05 09:10", &everyone(), Command::Dispatch(dispatch.clone()));
    assert_eq!(refusal.field_name(), Some("own_limit"));
    dispatch.own_limit = Some(OwnLimit { limit: "24h".parse().unwrap(), reason: "老人在家".to_owned() });
    world.ok("2026-01-05 09:10", &everyone(), Command::Dispatch(dispatch));
    assert_eq!(world.claim.orders[0].clocks.get(ClockKind::Handle).unwrap().due, at("2026-01-06 09:10"));
}

#[test]
fn c23_3_a_dispute_is_in_time_within_one_day_or_three_where_complex() {
    let new = || World::dispatched("2026-01-05 09:00", ClaimKind::Help, "010203", LUBEI);
    assert!(new().dispute("2026-01-06 23:59", 1, None).is_ok());
    let late = new().dispute("2026-01-07 00:00", 1, None).unwrap_err();
    assert!(matches!(late, Refusal::DisputeNeedsComplexity { .. }), "{late}");
    assert!(new().dispute("2026-01-08 12:00", 1, Some("涉及三个单位")).is_ok());
    let gone = new().dispute("2026-01-09 00:00", 1, Some("涉及三个单位")).unwrap_err();
    assert_eq!((gone.basis(), gone.code()), (Clause::C23_3, "dispute_too_late"));
}

#[test]
fn c23_3_refused_means_going_on_and_counts_as_signing_with_the_clock_run_on() {
    let mut world = World::dispatched("2026-01-05 09:00", ClaimKind::Help, "010203", LUBEI);
    world.dispute("2026-01-05 10:00", 1, None).unwrap();
    world.rule("2026-01-05 11:00", 1, Ruling::Continue);
    let order = &world.claim.orders[0];
    assert_eq!((&order.state, order.signed_at), (&OrderState::Signed, Some(at("2026-01-05 11:00"))));
    assert_eq!((world.due(1, ClockKind::Handle).as_str(), world.claim.unfounded_disputes), ("1月12日 24:00", 1));
    let again = world.dispute("2026-01-05 12:00", 1, None).unwrap_err();
    assert_eq!(again.code(), "disputed_before");
}

#[test]
fn c23_3_a_dispute_of_day_two_that_was_not_complex_came_too_late() {
    let mut world = World::dispatched("2026-01-05 09:00", ClaimKind::Help, "010203", LUBEI);
    world.dispute("2026-01-07 10:00", 1, Some("很复杂")).unwrap();
    world.rule("2026-01-07 11:00", 1, Ruling::NotComplex);
    assert_eq!(world.claim.orders[0].dispute.as_ref().unwrap().fate, DisputeFate::Late);
}

#[test]
fn c23_1_the_third_hop_is_designated_and_cannot_be_disputed() {
    let mut world = World::dispatched("2026-01-05 09:00", ClaimKind::Help, "011001", LUBEI);
    let first = world.claim.orders[0].unit.clone();
    for (order, unit) in [(1, "C-ZJJ"), (2, "C-CGJ")] {
        let actor = world.unit(order);
        let dispute = Dispute {
            basis: "三定方案".to_owned(),
            reasons: "非本单位职责".to_owned(),
            suggested: UnitCode::from("C-CGJ"),
            complex: None,
        };
        world.ok("2026-01-05 10:00", &actor, Command::Dispute { order, dispute });
        world.rule("2026-01-05 11:00", order, Ruling::Uphold { next: NextStep::Unit { unit: UnitCode::from(unit) } });
    }
    let third = &world.claim.orders[2];
    assert!(third.designated && third.hop == 3);
    assert_eq!(world.claim.first_receiver, Some(first), "the first receiver stays on record");
    let refusal = world.dispute("2026-01-05 12:00", 3, None).unwrap_err();
    assert_eq!(refusal.code(), "not_disputable");
}

fn ask(world: &mut World, now: &str) -> Result<Vec<Clause>, Refusal> {
    let unit = world.unit(1);
    let request = AskExtension { working_days: 5, reason: "须开挖".to_owned(), progress: "已勘查".to_owned() };
    world.try_(now, &unit, Command::AskExtension { order: 1, request })
}

fn decide_extension(world: &mut World, now: &str, ruling: ExtensionRuling) -> Result<Vec<Clause>, Refusal> {
    let decision = DecideExtension { ruling, reason: "情况属实".to_owned() };
    world.try_(now, &everyone(), Command::DecideExtension { order: 1, decision })
}

#[test]
fn c24_2_an_approval_after_the_due_dates_from_the_old_due_and_no_overdue_is_on_record() {
    let mut world = World::dispatched("2026-01-05 09:00", ClaimKind::Help, "010203", LUBEI);
    world.sign("2026-01-05 10:00", 1);
    world.contact("2026-01-05 11:00", 1);
    ask(&mut world, "2026-01-12 23:00").unwrap();
    decide_extension(&mut world, "2026-01-13 02:00", ExtensionRuling::Approve { consent: None }).unwrap();
    assert_eq!(world.due(1, ClockKind::Handle), "1月19日 24:00");
    assert!(world.claim.orders[0].late.is_empty());
    ask(&mut world, "2026-01-19 10:00").unwrap();
    let refusal = decide_extension(&mut world, "2026-01-19 11:00", ExtensionRuling::Approve { consent: None });
    assert_eq!(refusal, Err(Refusal::ConsentNeeded));
    let consent = Some("主管机关〔2026〕3号".to_owned());
    decide_extension(&mut world, "2026-01-19 11:00", ExtensionRuling::Approve { consent }).unwrap();
}

#[test]
fn c24_2_a_refusal_leaves_the_old_due_and_asking_late_is_refused() {
    let mut world = World::dispatched("2026-01-05 09:00", ClaimKind::Help, "010203", LUBEI);
    world.sign("2026-01-05 10:00", 1);
    ask(&mut world, "2026-01-12 23:00").unwrap();
    decide_extension(&mut world, "2026-01-13 02:00", ExtensionRuling::Refuse).unwrap();
    world.until(at("2026-01-13 02:01"));
    assert_eq!(world.claim.orders[0].late, [ClockKind::Handle]);
    let late = ask(&mut world, "2026-01-13 09:00").unwrap_err();
    assert_eq!((late.basis(), late.code()), (Clause::C24_2, "extension_too_late"));
}

#[test]
fn c25_1_3_a_feedback_is_complete_decent_and_shows_nobody() {
    let mut world = World::dispatched("2026-01-05 09:00", ClaimKind::Help, "010203", LUBEI);
    world.sign("2026-01-05 10:00", 1);
    world.contact("2026-01-05 11:00", 1);
    let unit = world.unit(1);
    let now = at("2026-01-05 15:00");
    let mut with = |change: &dyn Fn(&mut Feedback)| {
        let mut feedback = World::feedback("2026-01-05 15:00", "修好了");
        change(&mut feedback);
        let identity = ["王小明".to_owned(), "13800001234".to_owned()];
        let command = Command::FeedBack { order: 1, feedback: Box::new(feedback) };
        world.apply(now, &unit, command, &identity).unwrap_err()
    };
    assert_eq!(with(&|feedback| feedback.evidence.clear()).field_name(), Some("evidence"));
    assert_eq!(with(&|feedback| feedback.answered = None).field_name(), Some("answered"));
    assert_eq!(with(&|feedback| feedback.measures.clear()).field_name(), Some("measures"));
    for text in ["王小明您好", "已电话138 0000 1234联系", "１３９00001111", "您这是无理取闹"] {
        let refusal = with(&|feedback| text.clone_into(&mut feedback.public_answer));
        assert_eq!(refusal.field_name(), Some("public_answer"), "{text}");
    }
}

#[test]
fn c25_1_3_a_feedback_sent_back_stopped_nothing() {
    let mut world = World::dispatched("2026-01-05 09:00", ClaimKind::Help, "010203", LUBEI);
    world.sign("2026-01-05 10:00", 1);
    world.contact("2026-01-05 11:00", 1);
    world.feed_back("2026-01-12 20:00", 1, "办好了");
    let returned = ReturnFeedback { reason: "没有说明退费".to_owned() };
    world.ok("2026-01-13 10:00", &everyone(), Command::ReturnFeedback { order: 1, returned });
    world.until(at("2026-01-13 10:01"));
    assert_eq!(world.claim.orders[0].late, [ClockKind::Handle], "the clock had run on");
    let copy = Box::new(World::feedback("2026-01-13 11:00", "办好了"));
    let unit = world.unit(1);
    let refusal = world.refused("2026-01-13 11:00", &unit, Command::FeedBack { order: 1, feedback: copy });
    assert_eq!(refusal.field_name(), Some("public_answer"), "no copy of an earlier reply");
}

#[test]
fn c38_satisfied_is_archived_and_the_hours_of_rest_are_kept() {
    let mut world = World::answered("2026-01-05");
    let reached = || CallbackOutcome::Reached(rating(Satisfaction::Satisfied));
    assert_eq!(
        world.call("2026-01-05 20:30", CallbackMethod::Phone, reached()),
        Err(Refusal::QuietHours { hours: "8:00—12:00或者14:00—20:00".to_owned() })
    );
    world.call("2026-01-06 10:00", CallbackMethod::Phone, reached()).unwrap();
    let archive = world.claim.archive.as_ref().unwrap();
    assert_eq!((archive.as_, archive.rating_counts), (ArchivedAs::Satisfied, true));
}

#[test]
fn c38_unsatisfied_with_an_omission_is_handled_again_at_most_twice() {
    let mut world = World::answered("2026-01-05");
    for (day, next) in [("2026-01-06", "2026-01-07"), ("2026-01-08", "2026-01-09")] {
        let bad = CallbackOutcome::Reached(rating(Satisfaction::Unsatisfied));
        world.call(&format!("{day} 10:00"), CallbackMethod::Phone, bad).unwrap();
        let finding = CheckFinding::Omission { demand: "回水没有清洗".to_owned() };
        world.ok(&format!("{day} 11:00"), &everyone(), Command::Check(finding));
        assert_eq!(world.dispute(&format!("{day} 11:30"), 1, None).unwrap_err().code(), "not_disputable");
        world.sign(&format!("{day} 12:00"), 1);
        world.contact(&format!("{next} 09:00"), 1);
        world.feed_back(&format!("{next} 10:00"), 1, &format!("{day}又修了一遍"));
        world.ok(&format!("{next} 11:00"), &everyone(), Command::AcceptFeedback { order: 1 });
    }
    let bad = CallbackOutcome::Reached(rating(Satisfaction::VeryUnsatisfied));
    world.call("2026-01-12 10:00", CallbackMethod::Phone, bad).unwrap();
    let finding = CheckFinding::Omission { demand: "再来一次".to_owned() };
    let refusal = world.refused("2026-01-12 11:00", &everyone(), Command::Check(finding));
    assert_eq!(refusal, Refusal::ReHandlingUsedUp { rounds: 2 });
    assert_eq!(world.claim.first_rating.as_ref().unwrap().satisfaction, Satisfaction::Unsatisfied);
    assert_eq!(world.claim.final_rating.as_ref().unwrap().satisfaction, Satisfaction::VeryUnsatisfied);
}

#[test]
fn c38_beyond_the_law_is_explained_archived_and_not_held_against_the_unit() {
    let mut world = World::answered("2026-01-05");
    let bad = CallbackOutcome::Reached(rating(Satisfaction::Unsatisfied));
    world.call("2026-01-06 10:00", CallbackMethod::Phone, bad).unwrap();
    let finding = CheckFinding::Beyond { excuse: Excuse::Policy, evidence: "退费办法".to_owned() };
    world.ok("2026-01-06 11:00", &everyone(), Command::Check(finding));
    let unit = world.unit(1);
    let explanation = Explanation {
        text: "只能退不达标的天数".to_owned(),
        told: Telling { way: TellingWay::Phone, at: at("2026-01-06 14:00") },
    };
    world.ok("2026-01-06 14:00", &unit, Command::Explain(explanation));
    world.ok("2026-01-06 15:00", &everyone(), Command::Archive);
    let archive = world.claim.archive.as_ref().unwrap();
    assert_eq!((archive.as_, archive.rating_counts), (ArchivedAs::Explained, false));
}

#[test]
fn c38_nobody_is_unreachable_but_after_three_tries_on_two_days_by_two_means() {
    let mut world = World::answered("2026-01-05");
    let none = || CallbackOutcome::NoAnswer;
    world.call("2026-01-06 10:00", CallbackMethod::Phone, none()).unwrap();
    world.call("2026-01-06 15:00", CallbackMethod::Phone, none()).unwrap();
    let alike = world.call("2026-01-06 16:00", CallbackMethod::Phone, none()).unwrap_err();
    assert_eq!((alike.basis(), alike.code()), (Clause::C38, "tries_too_alike"));
    world.call("2026-01-07 10:00", CallbackMethod::Sms, none()).unwrap();
    assert_eq!(world.claim.archive.as_ref().unwrap().as_, ArchivedAs::NotRated);
}

#[test]
fn c38_the_claimant_rates_once_by_their_own_hand_at_any_hour() {
    let mut world = World::answered("2026-01-05");
    let claimant = Actor::Claimant(PersonId(7));
    world.ok("2026-01-05 22:00", &claimant, Command::Rate(rating(Satisfaction::Satisfied)));
    let again = world.refused("2026-01-05 22:01", &claimant, Command::Rate(rating(Satisfaction::Unsatisfied)));
    assert_eq!(again.code(), "rated_already");
    let stranger = Actor::Claimant(PersonId(8));
    assert_eq!(
        world.refused("2026-01-05 22:02", &stranger, Command::Rate(rating(Satisfaction::Satisfied))).code(),
        "not_entitled"
    );
}

#[test]
fn c6_1_nobody_does_another_offices_work() {
    let mut world = World::dispatched("2026-01-05 09:00", ClaimKind::Help, "010203", LUBEI);
    let other = staff("C-ZJJ", &[Role::UnitClerk]);
    assert_eq!(world.refused("2026-01-05 10:00", &other, Command::Sign { order: 1 }).basis(), Clause::C6_1);
    let admin = agency(&[Role::SystemAdmin]);
    assert_eq!(world.refused("2026-01-05 10:00", &admin, Command::Archive).basis(), Clause::C6_1);
}

#[test]
fn c4_what_may_says_is_what_decide_does() {
    let mut worlds = vec![
        World::open("2026-01-05 09:00", intake(Channel::Web, None)).unwrap(),
        World::accepted("2026-01-05 09:00", ClaimKind::Help, HEATING, LUBEI),
        World::dispatched("2026-01-05 09:00", ClaimKind::Help, "010203", LUBEI),
        World::answered("2026-01-05"),
    ];
    for world in &mut worlds {
        let mut actors = vec![everyone()];
        if !world.claim.orders.is_empty() {
            actors.push(world.unit(1));
        }
        for actor in actors {
            let now = world.now;
            for one in may::may(&world.claim, &context(&actor, now, &[])) {
                let command = match (one.verb, one.order) {
                    (Verb::Sign, Some(order)) => Command::Sign { order },
                    (Verb::AcceptFeedback, Some(order)) => Command::AcceptFeedback { order },
                    (Verb::Archive, None) => Command::Archive,
                    _ => continue,
                };
                let outcome = decide(&world.claim, command, &context(&actor, now, &[]));
                match one.answer {
                    Ok(()) => assert!(outcome.is_ok(), "{:?}", one.verb),
                    Err(refusal) => assert!(
                        outcome.as_ref().is_err_and(|other| other.code() == refusal.code())
                            || outcome.is_ok_and(|facts| facts.is_empty())
                    ),
                }
            }
        }
    }
}

#[test]
fn c46_events_survive_their_own_record() {
    let world = World::answered("2026-01-05");
    for one in &world.events {
        let text = serde_json::to_string(one).unwrap();
        assert_eq!(&serde_json::from_str::<Recorded>(&text).unwrap(), one);
    }
    let doc = serde_json::to_string(&world.claim).unwrap();
    assert_eq!(serde_json::from_str::<Claim>(&doc).unwrap(), world.claim);
}
