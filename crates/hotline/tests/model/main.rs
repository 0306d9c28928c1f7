//! A model checker for the loop: the real `receive`, `decide` and `apply` under an explicit-state search of small worlds.
//!
//! Each world is a claim at some point of the loop with the people around it; in every state everybody sends every act of
//! the world, lawful or not, and the clocks run out as the watcher would say. Asked of every state that is reached:
//! the invariants of `law.md` §2 (`invariant::audit`); a fold that gives the same claim again; a way to the archive, and
//! helpful people who get there; nobody who can alone keep the claim from it for ever. `docs/model-checking.md` says what
//! is modelled and what is not.
//!
//! The search is our own. Of the crates, `stateright` 0.31 was looked at (MIT): it keeps fingerprints of states and
//! not the graph between them, so neither "every state has a way to the archive" nor "no cycle but through what the
//! law leaves open" can be asked of it (its `eventually` is about single paths and says itself that cycles may escape
//! it), and it brings forty crates, a web server among them. What it would have saved is one breadth-first loop.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[path = "../beside/mod.rs"]
mod beside;
mod games;
mod mail;
mod moves;
mod net;
mod pair;
mod project;
mod search;
mod world;
mod worlds;
mod wrong;

use std::collections::BTreeSet;

use hotline::*;

use games::{Cycle, a_way_to_the_archive, cycles, helpful_people_get_there};
use net::{Found, Traced};
use pair::{Laws, Pair};
use search::{Graph, World};
use world::{Node, Rules};
use worlds::deep;

/// Does the helpful thing until the archive; how many steps it took.
fn drive(rules: Rules, from: &Node) -> Result<usize, String> {
    let mut node = from.clone();
    for steps in 0..120 {
        if node.claim.stage == Stage::Archived {
            return Ok(steps);
        }
        let claim = &node.claim;
        let next = moves::helpful(claim).into_iter().find_map(|(step, order)| {
            if step.verb == Verb::Expire {
                return node.tick(rules);
            }
            let who = moves::senders(step, claim, order.and_then(|n| claim.order(n))).into_iter().next()?;
            let command = moves::command(claim, node.now, order.unwrap_or(0), step)?;
            node.step(rules, who, command).ok().filter(|(_, recorded)| !recorded.is_empty())
        });
        node = next.ok_or_else(|| format!("nobody can help a claim that is {}", claim.stage.code()))?.0;
    }
    Err("helpful people do not get to the archive".to_owned())
}

/// Nothing wrong was found, and every state has a way to the archive that helpful people go; the most steps they need.
fn sound(search: &impl Traced, found: &[Found]) -> usize {
    if let Some(found) = found.first() {
        panic!("{found}");
    }
    if let Some(found) = a_way_to_the_archive(search) {
        panic!("{found}");
    }
    helpful_people_get_there(search).unwrap_or_else(|found| panic!("{found}"))
}

/// What must hold in every world; the graph for more.
fn holds(world: World) -> Graph {
    let graph = world.explore();
    let most = sound(&graph, &graph.found);
    for id in (0..graph.net.states.len()).filter(|id| graph.net.states[*id].cut).step_by(if deep() { 50 } else { 10 }) {
        let id = u32::try_from(id).unwrap();
        let (node, _, told) = graph.again(id);
        drive(graph.world.rules, &node).unwrap_or_else(|what| panic!("{}: {what} after {told:#?}", graph.world.name));
    }
    println!("{}, helped to the archive in at most {most} steps", graph.report());
    graph
}

/// What one person alone can do for ever, as the law stands: each with why it may stay so.
const LEFT_OPEN: &[(&[Verb], bool, &str)] = &[
    (
        &[Verb::DecideResumption],
        true,
        "as long as the ground stands, the city agency decides (C26.2); asked anew in 30 days",
    ),
    (&[Verb::Escalate], false, "stops and shields nothing (C27): who is late stays late, and is supervised (C37.1)"),
    (&[Verb::AskCoHandling], false, "stops and shields nothing (C23.2), each is decided by the agency"),
    (&[Verb::HandOnward], false, "inside the limit of who hands on (C20.2), who answers for it"),
];

fn explore(world: World) {
    let graph = holds(world);
    let mut unknown = Vec::new();
    for (cycle, found) in cycles(&graph) {
        let known = |(verbs, in_time, _): &&(&[Verb], bool, &str)| cycle.verbs == *verbs && cycle.in_time == *in_time;
        match LEFT_OPEN.iter().find(known) {
            Some((_, _, why)) => println!("  {}: {why}", found.what),
            None => unknown.push(found.to_string()),
        }
    }
    assert!(unknown.is_empty(), "{}: {}", graph.world.name, unknown.join("\n"));
}

macro_rules! worlds {
    ($($test:ident $world:ident,)+) => { $(#[test] fn $test() { explore(worlds::$world()); })+ };
}

worlds! {
    c4_desk desk,
    c23_3_hops hops,
    c24_requests requests,
    c26_1_suspended suspended,
    c25_4_unresolved unresolved,
    c24_2_extended extended,
    c23_2_joined_by joined_by,
    c4_beside beside,
    c23_2_together together,
    c26_standstill standstill,
    c20_2_below below,
    c33_enforcement enforcement,
    c38_word word,
    c15_3_danger danger,
    c4_everything everything,
}

/// Two claims joined to one another and undone: nobody is stranded, each is told and asked, and nobody goes round.
#[test]
fn c15_5_two_joined_claims_both_get_to_the_archive() {
    let worlds = [
        worlds::joined(),
        worlds::joined_and_answered(),
        worlds::joined_and_rated(),
        worlds::joined_and_handled_again(),
    ];
    for world in worlds {
        let pairs = world.explore();
        let most = sound(&pairs, &pairs.found);
        println!("{}, helped to the archive in at most {most} steps", pairs.report());
        let rounds: Vec<_> = cycles(&pairs).into_values().map(|found| found.to_string()).collect();
        assert!(rounds.is_empty(), "{}", rounds.join("\n"));
    }
}

#[test]
fn c4_letters_that_come_late_twice_or_never_break_nothing() {
    let (room, most) = if deep() { (2, 100_000) } else { (2, 5_000) };
    let seen = mail::explore(room, most).unwrap_or_else(|what| panic!("{what}"));
    println!(
        "mail         {:>7} states ({}), {:>8} transitions, {} letters refused on arrival, {:.1} s",
        seen.states,
        if seen.cut { "at the bound" } else { "all of them" },
        seen.transitions,
        seen.stale,
        seen.seconds
    );
    // Doubled, these would stand twice on record (two talks, two tries): the store's idempotency keys are for them.
    let twice = BTreeSet::from(["contact", "callback"]);
    assert!(seen.doubled.is_subset(&twice), "{:?}", seen.doubled);
}

/// The wrong rule must be seen, and the way to it told.
fn seen(what: &str, found: Option<String>) {
    let found = found.unwrap_or_else(|| panic!("not seen: {what}"));
    println!("a wrong rule was seen ({what}):\n{found}");
    assert!(found.contains("  1. "), "with the acts that lead there");
}

fn with(rules: Rules, verbs: &[Verb], world: &World) -> World {
    World { verbs: verbs.to_vec(), rules, most: 20_000, ..world.clone() }
}

#[test]
fn a_feedback_accepted_over_an_open_co_order_is_seen() {
    let verbs = [Verb::Sign, Verb::RecordContact, Verb::FeedBack, Verb::AcceptFeedback];
    let graph = with(wrong::co_orders_forgotten, &verbs, &worlds::together()).explore();
    seen("co-orders forgotten", graph.found.first().map(ToString::to_string));
}

#[test]
fn an_archive_without_a_result_told_is_seen() {
    let graph = with(wrong::archived_untold, &[Verb::Accept, Verb::Archive], &worlds::desk()).explore();
    seen("archived untold", graph.found.first().map(ToString::to_string));
}

#[test]
fn a_standstill_without_end_is_seen() {
    let verbs = [Verb::AskSuspension, Verb::DecideSuspension, Verb::AskResumption, Verb::DecideResumption];
    let graph = with(wrong::never_resumed, &verbs, &worlds::requests()).explore();
    assert!(graph.found.is_empty(), "nothing else is wrong with it");
    seen("never resumed", a_way_to_the_archive(&graph).map(|found| found.to_string()));
    assert!(helpful_people_get_there(&graph).is_err(), "nor do helpful people get out of it");
}

/// The first cycle in which this verb stands.
fn cycle_of(verb: Verb, graph: &impl Traced) -> Option<String> {
    let of = |cycle: &Cycle| cycle.verbs.contains(&verb);
    cycles(graph).into_iter().find(|(cycle, _)| of(cycle)).map(|(_, found)| found.to_string())
}

#[test]
fn a_joined_claim_whose_master_is_gone_is_seen() {
    let laws = Laws { asked: wrong::late_followers_forgotten, ..Laws::REAL };
    let pairs = Pair { laws, ..worlds::joined_and_answered() }.explore();
    seen("late followers forgotten", pairs.found.first().map(ToString::to_string));
    let laws = Laws { asked: wrong::followers_left_behind, ..Laws::REAL };
    let pairs = Pair { laws, ..worlds::joined_and_answered() }.explore();
    seen("followers left behind", pairs.found.first().map(ToString::to_string));
}

#[test]
fn a_joined_claim_for_which_no_round_is_begun_is_seen() {
    let laws = Laws { decide: wrong::no_round_for_the_joined, ..Laws::REAL };
    let pairs = Pair { laws, bad_post: false, ..worlds::joined_and_handled_again() }.explore();
    seen("no round for the joined", pairs.found.first().map(ToString::to_string));
}

#[test]
fn handling_again_oftener_than_policy_allows_is_seen() {
    let laws = Laws { decide: wrong::handled_again_for_ever, ..Laws::REAL };
    let most = law::Policy::tangshan().rehandle_rounds.value;
    let pairs = Pair { laws, answered: Some(most), bad_post: false, ..worlds::joined_and_handled_again() }.explore();
    seen("handled again for ever", pairs.found.first().map(ToString::to_string));
}

#[test]
fn joining_and_undoing_without_end_is_seen() {
    let laws = Laws { decide: wrong::joined_for_ever, ..Laws::REAL };
    let pairs =
        Pair { laws, acts: Vec::new(), joinings: 3, bad_post: false, most: 4_000, ..worlds::joined() }.explore();
    assert!(pairs.found.is_empty(), "nothing else is wrong with it");
    let found = cycle_of(Verb::Join, &pairs).expect("joined for ever is seen");
    println!("a wrong rule was seen (joined for ever):\n{found}");
}

#[test]
fn disputes_without_end_are_seen() {
    let verbs = [Verb::Sign, Verb::Dispute, Verb::RuleDispute];
    let world = World { before: &[(Verb::Dispatch, 0)], ..worlds::hops() };
    let graph = with(wrong::disputed_for_ever, &verbs, &world).explore();
    assert!(graph.found.is_empty(), "nothing else is wrong with it");
    seen("disputed for ever", cycle_of(Verb::Dispute, &graph));
}

#[test]
fn feedback_sent_back_without_end_is_seen() {
    let verbs = [Verb::FeedBack, Verb::ReturnFeedback];
    let graph = with(wrong::sent_back_for_ever, &verbs, &worlds::requests()).explore();
    assert!(graph.found.is_empty(), "nothing else is wrong with it");
    seen("sent back for ever", cycle_of(Verb::ReturnFeedback, &graph));
}
