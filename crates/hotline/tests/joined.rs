//! Many claimants, one matter (C15.5): joining undone is undone exactly, letters between claims may come as they like,
//! and nobody goes round.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod beside;
#[expect(dead_code, reason = "the claims of the main road know more acts than these need")]
mod common;

use common::*;
use hotline::ch2_acceptance::a15_joined::asked_of_others;
use hotline::reactions::{Recipient, react};
use hotline::*;
use law::Clause;
use law::registry::Registry;
use proptest::prelude::*;

const MASTER: ClaimId = ClaimId(2);
const OTHER: ClaimId = ClaimId(3);

fn accepted() -> World {
    World::accepted("2026-01-05 09:00", ClaimKind::Help, HEATING, LUBEI)
}

fn join(master: ClaimId) -> Command {
    Command::Join(Join { master: number(master), master_id: Some(master) })
}

fn undo(master_id: Option<ClaimId>) -> Command {
    Command::Unjoin(Unjoin { reason: "不是同一栋楼".to_owned(), master_id })
}

fn number(claim: ClaimId) -> ClaimNo {
    ClaimNo::new("TS", 260_105, u32::try_from(claim.0).unwrap())
}

fn follow(joining: u32) -> Command {
    let follower = Follower { claim: OTHER, no: number(OTHER), person: PersonId(8), joining };
    Command::Follow(Follow { follower })
}

fn unfollow(joining: u32) -> Command {
    Command::Unfollow(Unfollow { claim: OTHER, joining })
}

fn answer(master: ClaimId) -> Command {
    Command::AnswerWithMaster(AnswerWithMaster {
        master,
        by: Some("C-ZJJ".into()),
        text: "主管道已疏通".to_owned(),
        joining: 1,
    })
}

/// What the last event asks of other claims.
fn asked(world: &World) -> Vec<(ClaimId, Command)> {
    asked_of_others(&world.events.last().unwrap().event, &world.claim)
}

/// What happens to a claim before anything has become of it, and leaves it so.
const BEFORE: [Verb; 9] = [
    Verb::DeskConsult,
    Verb::HandToExpert,
    Verb::Consult,
    Verb::AnswerConsult,
    Verb::Reclassify,
    Verb::AskConfidentiality,
    Verb::TellProgress,
    Verb::Supplement,
    Verb::Urge,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn c15_5_joining_undone_leaves_the_claim_as_it_was(
        acts in proptest::collection::vec((0..BEFORE.len(), any::<u8>(), 1_i64..50), 0..8),
        joined_for in 1_i64..3000,
    ) {
        let mut world = accepted();
        for (verb, salt, minutes) in acts {
            let now = world.now.plus_minutes(minutes);
            world.until(now);
            let units = ["C-ZJJ", "C-CGJ"].map(|unit| staff(unit, &[Role::UnitClerk]));
            let actor = if BEFORE[verb] == Verb::AnswerConsult { &units[usize::from(salt % 2)] } else { &everyone() };
            let command = beside::command(BEFORE[verb], 0, now, salt).unwrap();
            let _ = world.apply(now, actor, command, &[]);
        }
        let was = world.claim.clone();
        world.apply(world.now, &everyone(), join(MASTER), &[]).unwrap();
        prop_assert_eq!(world.claim.stage, Stage::Joined);
        let now = world.now.plus_minutes(joined_for);
        world.until(now);
        world.apply(now, &everyone(), undo(None), &[]).unwrap();
        let mut undone = world.claim.clone();
        // The two hours begin anew (C20.1); all else is as if it had not been.
        prop_assert_eq!(undone.clocks.get(ClockKind::Dispatch).unwrap().due, now.plus_hours(2));
        let clocks = |claim: &Claim| -> Vec<RunningClock> {
            claim.clocks.iter().filter(|clock| clock.kind != ClockKind::Dispatch).cloned().collect()
        };
        prop_assert_eq!(clocks(&undone), clocks(&was));
        undone.clocks = was.clocks.clone();
        prop_assert_eq!(undone.disposals.joinings, was.disposals.joinings + 1);
        prop_assert_eq!(undone.disposals.joined_before, Some(MASTER));
        (undone.disposals.joinings, undone.disposals.joined_before) = (was.disposals.joinings, was.disposals.joined_before);
        undone.version = was.version;
        prop_assert_eq!(undone, was);
    }

    #[test]
    fn c15_5_who_followed_and_left_has_left_whatever_comes_late_or_twice(
        letters in proptest::collection::vec((any::<bool>(), 1_u32..4), 0..12),
    ) {
        let mut master = accepted();
        let was = master.claim.clone();
        let (mut came, mut over) = (0, 0);
        for (comes, joining) in letters {
            let command = if comes { follow(joining) } else { unfollow(joining) };
            master.ok("2026-01-05 09:10", &Actor::Clock, command);
            if comes { came = came.max(joining) } else { over = over.max(joining) }
            let known: Vec<u32> = master.claim.disposals.followers.iter().map(|one| one.joining).collect();
            // In whatever order they came, the latest joining counts, and only if that one is not over.
            prop_assert_eq!(known, if came > over { vec![came] } else { Vec::new() });
            prop_assert_eq!(master.claim.disposals.over(OTHER), over);
        }
        let mut is = master.claim;
        (is.disposals.followers, is.disposals.followed_before, is.version) = (Vec::new(), Vec::new(), was.version);
        prop_assert_eq!(is, was);
    }
}

#[test]
fn c15_5_a_claim_is_joined_no_oftener_than_policy_allows() {
    let mut world = accepted();
    for _ in 0..2 {
        world.ok("2026-01-05 09:10", &everyone(), join(MASTER));
        world.ok("2026-01-05 09:20", &everyone(), undo(None));
    }
    let refusal = world.refused("2026-01-05 09:30", &everyone(), join(MASTER));
    assert_eq!((refusal.code(), refusal.basis()), ("joined_often", Clause::C15_5));
    assert!(refusal.to_string().contains("单独派单"), "{refusal}");
    let offered = may::may(&world.claim, &context(&everyone(), world.now, &[]));
    let joining = offered.into_iter().find(|one| one.verb == Verb::Join).unwrap();
    assert_eq!(joining.answer, Err(refusal));
    let dispatch = world.by_the_list();
    world.ok("2026-01-05 09:40", &everyone(), Command::Dispatch(dispatch));
}

#[test]
fn c15_5_a_master_that_is_followed_joins_nobody_itself() {
    let mut master = accepted();
    master.ok("2026-01-05 09:10", &Actor::Clock, follow(1));
    assert_eq!(master.refused("2026-01-05 09:20", &everyone(), join(MASTER)).field_name(), Some("master"));
    master.ok("2026-01-05 09:30", &Actor::Clock, unfollow(1));
    master.ok("2026-01-05 09:40", &everyone(), join(MASTER));
}

#[test]
fn c15_5_who_comes_to_a_master_that_leads_no_more_is_sent_its_own_way() {
    let send_back = |world: &World| match asked(world).as_slice() {
        [(OTHER, Command::Unjoin(unjoin))] => unjoin.master_id,
        _ => None,
    };
    let mut master = accepted();
    master.ok("2026-01-05 09:10", &Actor::Clock, follow(1));
    assert_eq!(asked(&master), Vec::new(), "a master on its way keeps who follows it");
    let mut answered = World::answered("2026-01-05");
    answered.ok("2026-01-05 16:30", &Actor::Clock, follow(1));
    assert_eq!(send_back(&answered), Some(answered.claim.id), "its answer was given before");
    let mut joined = accepted();
    joined.ok("2026-01-05 09:10", &everyone(), join(MASTER));
    joined.ok("2026-01-05 09:20", &Actor::Clock, follow(1));
    assert_eq!(send_back(&joined), Some(joined.claim.id), "two that were joined to each other wait for nobody");
    let mut archived = accepted();
    let withdraw = Command::Withdraw(Withdraw { reason: String::new(), confirmed: true });
    archived.ok("2026-01-05 09:10", &Actor::Claimant(PersonId(7)), withdraw);
    archived.ok("2026-01-05 09:20", &Actor::Clock, follow(1));
    assert_eq!(send_back(&archived), Some(archived.claim.id));
}

#[test]
fn c15_5_only_its_own_master_answers_a_claim_or_lets_it_go() {
    let mut world = accepted();
    let nothing = |world: &mut World, command| assert_eq!(world.ok("2026-01-05 09:30", &Actor::Clock, command), []);
    nothing(&mut world, answer(MASTER));
    nothing(&mut world, undo(Some(MASTER)));
    world.ok("2026-01-05 09:30", &everyone(), join(MASTER));
    nothing(&mut world, answer(OTHER));
    nothing(&mut world, undo(Some(OTHER)));
    assert_eq!(world.claim.stage, Stage::Joined);
    world.ok("2026-01-05 09:40", &Actor::Clock, answer(MASTER));
    assert_eq!(world.claim.stage, Stage::CallingBack);
    assert_eq!(world.claim.disposals.answered_with, Some((Some("C-ZJJ".into()), "主管道已疏通".to_owned())));
    assert!(world.claim.clocks.get(ClockKind::Callback).is_some(), "asked to rate alone (C38)");
    nothing(&mut world, undo(Some(MASTER)));
}

#[test]
fn c15_5_the_master_asks_its_followers_and_they_tell_it_when_they_follow_no_more() {
    let mut world = accepted();
    world.ok("2026-01-05 09:10", &everyone(), join(MASTER));
    let follower = Follower { claim: ClaimId(1), no: world.claim.no.clone(), person: PersonId(7), joining: 1 };
    assert_eq!(asked(&world), [(MASTER, Command::Follow(Follow { follower }))]);
    let no_more = [(MASTER, Command::Unfollow(Unfollow { claim: ClaimId(1), joining: 1 }))];
    let mut undone = accepted();
    undone.ok("2026-01-05 09:10", &everyone(), join(MASTER));
    undone.ok("2026-01-05 09:20", &everyone(), undo(None));
    assert_eq!(asked(&undone), no_more);
    let mut withdrawn = accepted();
    withdrawn.ok("2026-01-05 09:10", &everyone(), join(MASTER));
    let of = |world: &World, event: &str| {
        let at = world.events.iter().position(|one| one.event.name() == event).unwrap();
        asked_of_others(&world.events[at].event, &Claim::fold(&world.events[..=at]).unwrap())
    };
    let withdraw = || Command::Withdraw(Withdraw { reason: String::new(), confirmed: true });
    withdrawn.ok("2026-01-05 09:20", &Actor::Claimant(PersonId(7)), withdraw());
    assert_eq!(of(&withdrawn, "ClaimWithdrawn"), no_more);
    assert_eq!(of(&withdrawn, "ClaimArchived"), [], "who was not followed asks nobody");
    world.ok("2026-01-05 09:30", &Actor::Clock, answer(MASTER));
    assert_eq!(asked(&world), no_more, "from here on it is called back by itself");

    let mut master = World::dispatched("2026-01-05 09:00", ClaimKind::Help, HEATING, LUBEI);
    master.ok("2026-01-05 09:10", &Actor::Clock, follow(1));
    master.sign("2026-01-05 09:30", 1);
    master.contact("2026-01-05 10:00", 1);
    master.feed_back("2026-01-05 15:00", 1, "主管道已疏通");
    master.ok("2026-01-05 16:00", &everyone(), Command::AcceptFeedback { order: 1 });
    let by = Some(master.claim.order(1).unwrap().unit.clone());
    let answered = AnswerWithMaster { master: ClaimId(1), by, text: "主管道已疏通".to_owned(), joining: 1 };
    assert_eq!(asked(&master), [(OTHER, Command::AnswerWithMaster(answered))]);
    let mut ended = accepted();
    ended.ok("2026-01-05 09:10", &Actor::Clock, follow(1));
    ended.ok("2026-01-05 09:20", &Actor::Claimant(PersonId(7)), withdraw());
    let own_way = Unjoin { reason: "主件已经结束，单独办理。".to_owned(), master_id: Some(ClaimId(1)) };
    assert_eq!(of(&ended, "ClaimArchived"), [(OTHER, Command::Unjoin(own_way))]);
}

#[test]
fn c15_5_who_follows_is_told_each_step_under_their_own_number_and_nothing_that_is_the_masters_own() {
    let mut master = accepted();
    master.ok("2026-01-05 09:10", &Actor::Clock, follow(1));
    let dispatch = master.by_the_list();
    master.ok("2026-01-05 09:20", &everyone(), Command::Dispatch(dispatch));
    master.sign("2026-01-05 09:30", 1);
    master.contact("2026-01-05 10:00", 1);
    master.feed_back("2026-01-05 15:00", 1, "主管道已疏通");
    master.ok("2026-01-05 16:00", &everyone(), Command::AcceptFeedback { order: 1 });
    let unsatisfied = CallbackOutcome::Reached(rating(Satisfaction::Unsatisfied));
    master.call("2026-01-05 16:30", CallbackMethod::Web, unsatisfied).unwrap();
    let omission = CheckFinding::Omission { demand: "补测室温".to_owned() };
    master.ok("2026-01-06 09:00", &everyone(), Command::Check(omission));
    let mut told = Vec::new();
    for upto in 1..=master.events.len() {
        let claim = Claim::fold(&master.events[..upto]).unwrap();
        let notices = react(&master.events[upto - 1], &claim, law::Policy::tangshan(), Registry::tangshan());
        told.extend(notices.into_iter().filter(|notice| notice.to == Recipient::Claimant(PersonId(8))));
    }
    let codes: Vec<_> = told.iter().map(|notice| notice.code).collect();
    assert_eq!(codes, ["dispatched"], "not its answer, nor what follows from its claimant's word");
    assert!(told[0].text.contains(number(OTHER).as_str()) && !told[0].text.contains(master.claim.no.as_str()));
}

/// Joined to the master, answered with it, unsatisfied, and found not carried out.
fn not_carried_out() -> World {
    let mut world = accepted();
    world.ok("2026-01-05 09:10", &everyone(), join(MASTER));
    world.ok("2026-01-05 16:00", &Actor::Clock, answer(MASTER));
    world.ok("2026-01-06 09:00", &Actor::Claimant(PersonId(7)), Command::Rate(rating(Satisfaction::Unsatisfied)));
    world.ok("2026-01-06 10:00", &everyone(), omission());
    world
}

fn omission() -> Command {
    Command::Check(CheckFinding::Omission { demand: "他家支管没有通".to_owned() })
}

fn again(joining: u32) -> Command {
    let follower = Follower { claim: OTHER, no: number(OTHER), person: PersonId(8), joining };
    Command::HandleAgain(HandleAgain { follower, demand: "他家支管没有通".to_owned() })
}

#[test]
fn c38_what_was_not_carried_out_for_a_joined_claimant_is_asked_of_the_master() {
    let mut world = not_carried_out();
    let follower = Follower { claim: ClaimId(1), no: world.claim.no.clone(), person: PersonId(7), joining: 2 };
    let wanted = HandleAgain { follower, demand: "他家支管没有通".to_owned() };
    assert_eq!(asked(&world), [(MASTER, Command::HandleAgain(wanted))]);
    let own = &world.claim;
    assert_eq!((own.stage, own.rehandled, own.disposals.joinings), (Stage::Joined, 1, 2));
    assert_eq!(own.disposals.answered_with, None);
    // The answer that was not carried out, coming once more, answers nothing; the next one does, and both stay readable.
    assert_eq!(world.ok("2026-01-06 10:10", &Actor::Clock, answer(MASTER)), []);
    let next = AnswerWithMaster { master: MASTER, by: None, text: "支管也通了".to_owned(), joining: 2 };
    world.ok("2026-01-08 09:00", &Actor::Clock, Command::AnswerWithMaster(next));
    assert_eq!(world.claim.stage, Stage::CallingBack);
    let answers: Vec<_> = world.claim.disposals.answers_with_master().map(|(_, text)| text.as_str()).collect();
    assert_eq!((answers.as_slice(), world.claim.rounds.len()), (["主管道已疏通", "支管也通了"].as_slice(), 2));
}

#[test]
fn c38_a_joined_claimant_is_handled_again_no_oftener_than_others() {
    let mut world = not_carried_out();
    for (joining, day) in [(2, 8), (3, 12)] {
        let at = |hour: u32| format!("2026-01-{day:02} {hour:02}:00");
        let next = AnswerWithMaster { master: MASTER, by: None, text: format!("第{joining}次答复"), joining };
        world.ok(&at(9), &Actor::Clock, Command::AnswerWithMaster(next));
        let unsatisfied = Command::Rate(rating(Satisfaction::Unsatisfied));
        world.ok(&at(10), &Actor::Claimant(PersonId(7)), unsatisfied);
        if joining == 2 {
            world.ok(&at(11), &everyone(), omission());
        }
    }
    let refusal = world.refused("2026-01-12 11:00", &everyone(), omission());
    assert_eq!((refusal.code(), refusal.basis()), ("re_handling_used_up", Clause::C38));
}

#[test]
fn c38_a_new_round_on_the_masters_order_serves_the_joined_claimant_and_breaks_off_the_masters_own_callback() {
    let mut master = World::answered("2026-01-05");
    master.ok("2026-01-05 16:30", &Actor::Clock, again(2));
    let (claim, order) = (&master.claim, master.claim.order(1).unwrap());
    assert_eq!((claim.stage, claim.rehandled, order.round), (Stage::Handling, 1, 1));
    assert_eq!(order.state, OrderState::HandedOver);
    assert_eq!(claim.clocks.iter().count(), 0, "nobody is called back while it is handled again");
    assert_eq!(invariant::audit(claim), []);
    assert_eq!(claim.disposals.followers.len(), 1);
    // Coming twice, it begins no second round; nor does one that is over.
    assert_eq!(master.ok("2026-01-05 16:40", &Actor::Clock, again(2)), []);
    master.sign("2026-01-06 09:00", 1);
    master.contact("2026-01-06 10:00", 1);
    master.feed_back("2026-01-06 15:00", 1, "支管也通了");
    master.ok("2026-01-06 16:00", &everyone(), Command::AcceptFeedback { order: 1 });
    let by = Some(master.claim.order(1).unwrap().unit.clone());
    let answered = AnswerWithMaster { master: ClaimId(1), by, text: "支管也通了".to_owned(), joining: 2 };
    assert_eq!(asked(&master), [(OTHER, Command::AnswerWithMaster(answered))]);
    master.ok("2026-01-06 16:10", &Actor::Clock, unfollow(2));
    assert_eq!(master.ok("2026-01-06 16:20", &Actor::Clock, again(2)), []);
    assert_eq!(master.claim.stage, Stage::CallingBack, "its own claimant is asked after the new answer");
}

#[test]
fn c38_who_comes_while_a_round_is_under_way_is_served_by_it() {
    let mut master = World::answered("2026-01-05");
    master.ok("2026-01-05 16:30", &Actor::Clock, again(2));
    let third = Follower { claim: ClaimId(4), no: number(ClaimId(4)), person: PersonId(9), joining: 2 };
    let demand = "三楼也不热".to_owned();
    master.ok("2026-01-05 16:40", &Actor::Clock, Command::HandleAgain(HandleAgain { follower: third, demand }));
    assert_eq!((master.claim.rehandled, master.claim.disposals.followers.len()), (1, 2));
}

#[test]
fn c15_5_a_master_that_takes_up_no_round_more_sends_the_joined_claim_its_own_way() {
    let sent_away = |world: &World| match asked(world).as_slice() {
        [(OTHER, Command::Unjoin(unjoin))] => unjoin.master_id == Some(ClaimId(1)),
        _ => false,
    };
    let mut archived = World::answered("2026-01-05");
    archived
        .call("2026-01-05 16:30", CallbackMethod::Web, CallbackOutcome::Reached(rating(Satisfaction::Satisfied)))
        .unwrap();
    archived.ok("2026-01-05 16:40", &Actor::Clock, again(2));
    assert!(sent_away(&archived), "an archived master is not opened again");
    // Two rounds on an order, whoever's word brings them (P); the third time the joined claim gets an order of its own.
    let mut used_up = World::answered("2026-01-05");
    for (joining, day) in [(2, 6), (3, 7)] {
        let at = |hour: u32| format!("2026-01-{day:02} {hour:02}:00");
        used_up.ok(&at(8), &Actor::Clock, again(joining));
        used_up.sign(&at(9), 1);
        used_up.contact(&at(10), 1);
        used_up.feed_back(&at(11), 1, &format!("第{joining}次答复"));
        used_up.ok(&at(14), &everyone(), Command::AcceptFeedback { order: 1 });
        used_up.ok(&at(15), &Actor::Clock, unfollow(joining));
    }
    used_up.ok("2026-01-08 09:00", &Actor::Clock, again(4));
    assert!(sent_away(&used_up));
    assert_eq!(used_up.claim.stage, Stage::CallingBack);
}

#[test]
fn c15_5_the_joined_claim_that_is_sent_its_own_way_has_its_two_hours_and_its_own_order() {
    let mut world = not_carried_out();
    world.ok("2026-01-06 10:30", &Actor::Clock, undo(Some(MASTER)));
    assert_eq!(world.claim.stage, Stage::Accepted);
    assert_eq!(world.claim.clocks.get(ClockKind::Dispatch).unwrap().due, at("2026-01-06 12:30"));
    let dispatch = world.by_the_list();
    world.ok("2026-01-06 10:40", &everyone(), Command::Dispatch(dispatch));
    assert_eq!(world.claim.stage, Stage::Handling);
}

#[test]
fn c38_each_is_told_of_the_new_round_in_their_own_words() {
    let told = |world: &World, back: usize| {
        let upto = world.events.len() - back;
        let claim = Claim::fold(&world.events[..upto]).unwrap();
        react(&world.events[upto - 1], &claim, law::Policy::tangshan(), Registry::tangshan())
    };
    let mut master = World::answered("2026-01-05");
    master.ok("2026-01-05 16:30", &Actor::Clock, again(2));
    // Its own claimant has said nothing yet, so is not told that they were unsatisfied.
    let own: Vec<_> = told(&master, 1).into_iter().filter(|one| one.to == Recipient::Claimant(PersonId(7))).collect();
    assert_eq!(own.iter().map(|one| one.code).collect::<Vec<_>>(), ["dispatched"]);
    let joined = told(&master, 0);
    let theirs: Vec<_> = joined.iter().filter(|one| one.to == Recipient::Claimant(PersonId(8))).collect();
    assert_eq!(theirs.len(), 1, "{joined:?}");
    assert!(theirs[0].text.contains(number(OTHER).as_str()) && !theirs[0].text.contains(master.claim.no.as_str()));
    let unit = Recipient::Unit(master.claim.order(1).unwrap().unit.clone());
    assert!(joined.iter().any(|one| one.to == unit && one.text.contains("他家支管没有通")), "{joined:?}");
    // Where the unit has answered already, the reviewer is told what that answer lacks.
    let mut fed_back = World::answered("2026-01-05");
    fed_back.ok("2026-01-05 16:30", &Actor::Clock, again(2));
    fed_back.sign("2026-01-06 09:00", 1);
    fed_back.contact("2026-01-06 10:00", 1);
    fed_back.feed_back("2026-01-06 15:00", 1, "支管也通了");
    let third = Follower { claim: ClaimId(4), no: number(ClaimId(4)), person: PersonId(9), joining: 2 };
    let demand = "三楼也不热".to_owned();
    fed_back.ok("2026-01-06 15:10", &Actor::Clock, Command::HandleAgain(HandleAgain { follower: third, demand }));
    assert!(told(&fed_back, 0).iter().any(|one| matches!(one.to, Recipient::Office(_, Role::Reviewer))));
}

#[test]
fn c39_an_answer_that_joined_claimants_read_shows_nobody() {
    let answer = |text: &str| {
        Command::AnswerAtOnce(AnswerAtOnce {
            text: text.to_owned(),
            source: "《供热用热办法》".to_owned(),
            told: Telling { way: TellingWay::Phone, at: at("2026-01-05 09:20") },
            rating: None,
        })
    };
    let known = ["王建国".to_owned(), "李秀英".to_owned()];
    let mut alone = accepted();
    let (early, later) = (at("2026-01-05 09:10"), at("2026-01-05 09:20"));
    alone.apply(later, &everyone(), answer("王建国您好，室温不低于18度"), &known).unwrap();
    let mut master = accepted();
    master.apply(early, &Actor::Clock, follow(1), &known).unwrap();
    for named in ["王建国您好，室温不低于18度", "李秀英家也一样，室温不低于18度"] {
        let refusal = master.apply(later, &everyone(), answer(named), &known).unwrap_err();
        assert_eq!((refusal.field_name(), refusal.basis()), (Some("text"), Clause::C39), "{refusal}");
    }
    master.apply(later, &everyone(), answer("您好，室温不低于18度"), &known).unwrap();
}
