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
        master, by: Some("C-ZJJ".into()), text: "主管道已疏通".to_owned()
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
    let answered = AnswerWithMaster { master: ClaimId(1), by, text: "主管道已疏通".to_owned() };
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
