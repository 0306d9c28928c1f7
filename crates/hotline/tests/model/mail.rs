//! A small world in which what is sent arrives late, twice or not at all: the claim may have moved on meanwhile.
//!
//! People send what was lawful when they looked; the command keeps the words and instants of that moment. Any letter may
//! be delivered at any time, delivered and kept (doubled), or lost; what is lost may be sent again.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::time::Instant as Stopwatch;

use hotline::*;

use crate::moves::{self, Move, moves};
use crate::project::key;
use crate::search::{Step, say, targets};
use crate::world::{Node, Opening};

/// Acts on the road around the loop, and the ones that cross them.
const VERBS: [Verb; 14] = [
    Verb::Accept,
    Verb::Dispatch,
    Verb::TakeBack,
    Verb::Sign,
    Verb::Dispute,
    Verb::RuleDispute,
    Verb::RecordContact,
    Verb::FeedBack,
    Verb::AcceptFeedback,
    Verb::ReturnFeedback,
    Verb::CallBack,
    Verb::Rate,
    Verb::Check,
    Verb::Withdraw,
];

#[derive(Clone)]
struct Letter {
    step: Step,
    command: Command,
}

#[derive(Clone)]
struct Post {
    node: Node,
    letters: Vec<Letter>,
    trail: u32,
}

/// What the search saw.
pub(crate) struct Seen {
    pub(crate) states: usize,
    pub(crate) transitions: usize,
    pub(crate) stale: usize,
    pub(crate) doubled: BTreeSet<&'static str>,
    pub(crate) seconds: f64,
    pub(crate) cut: bool,
}

fn label(letter: &Letter) -> [u8; 5] {
    let Step { who, act, order } = letter.step;
    let verb = Verb::ALL.iter().position(|verb| *verb == act.verb).unwrap();
    [who.number(), u8::try_from(verb).unwrap(), act.body, u8::try_from(order.unwrap_or(0)).unwrap(), 0xFE]
}

/// Searches with room for so many letters; stops at so many states.
pub(crate) fn explore(room: usize, most: usize) -> Result<Seen, String> {
    let began = Stopwatch::now();
    let all = moves(&VERBS);
    let (start, _) = Node::open(Opening { channel: Channel::Web, ..Opening::HEAT });
    let mut trail: Vec<(u32, String)> = vec![(0, "comes in".to_owned())];
    let mut ids = HashSet::new();
    let mut waiting = VecDeque::from([Post { node: start.clone(), letters: Vec::new(), trail: 0 }]);
    ids.insert(key(&start, &[]));
    let (mut transitions, mut stale, mut doubled) = (0, 0, BTreeSet::new());
    let mut cut = false;
    while let Some(post) = waiting.pop_front() {
        if ids.len() >= most {
            cut = true;
            break;
        }
        let mut next: Vec<(Post, String)> = Vec::new();
        if let Some((node, _)) = post.node.tick(decide) {
            next.push((Post { node, ..post.clone() }, "time passes".to_owned()));
        }
        for (at, letter) in post.letters.iter().enumerate() {
            let mut less = post.clone();
            less.letters.remove(at);
            next.push((less.clone(), format!("lost: {}", say(letter.step))));
            let before = post.node.claim.clone();
            if let Ok((node, recorded)) = post.node.step(decide, letter.step.who, letter.command.clone()) {
                let again = node.step(decide, letter.step.who, letter.command.clone());
                if !recorded.is_empty() && again.is_ok_and(|(_, recorded)| !recorded.is_empty()) {
                    doubled.insert(letter.step.act.verb.code());
                }
                let kept = Post { node: node.clone(), ..post.clone() };
                next.push((kept, format!("arrives, and will again: {}", say(letter.step))));
                next.push((Post { node, ..less }, format!("arrives: {}", say(letter.step))));
            } else {
                stale += 1;
                if before != post.node.claim {
                    return Err("a refusal changed something".to_owned());
                }
            }
        }
        if post.letters.len() < room && post.node.claim.stage != Stage::Archived {
            send(&post, &all, &mut next);
        }
        for (mut post, what) in next {
            transitions += 1;
            post.letters.sort_by_key(label);
            let extra: Vec<u8> = post.letters.iter().flat_map(label).collect();
            if !ids.insert(key(&post.node, &extra)) {
                continue;
            }
            trail.push((post.trail, what));
            post.trail = u32::try_from(trail.len() - 1).unwrap();
            let wrong = invariant::audit(&post.node.claim);
            if !wrong.is_empty() {
                return Err(format!("{wrong:?} after\n{}", told(&trail, post.trail)));
            }
            crate::drive(decide, &post.node).map_err(|what| format!("{what} after\n{}", told(&trail, post.trail)))?;
            waiting.push_back(post);
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    Ok(Seen { states: ids.len(), transitions, stale, doubled, seconds, cut })
}

/// What anybody may lawfully send now goes into the post; it is judged when it arrives.
fn send(post: &Post, all: &[Move], next: &mut Vec<(Post, String)>) {
    let node = &post.node;
    for step in all {
        for order in targets(&node.claim, *step) {
            let on = order.and_then(|n| node.claim.order(n));
            for who in moves::senders(*step, &node.claim, on) {
                let Some(command) = moves::command(&node.claim, node.now, order.unwrap_or(0), *step) else { continue };
                let lawful = node.step(decide, who, command.clone()).is_ok_and(|(_, recorded)| !recorded.is_empty());
                let step = Step { who, act: *step, order };
                if lawful && !post.letters.iter().any(|letter| letter.step == step) {
                    let mut more = post.clone();
                    more.letters.push(Letter { step, command });
                    next.push((more, format!("sent: {}", say(step))));
                }
            }
        }
    }
}

fn told(trail: &[(u32, String)], mut at: u32) -> String {
    let mut lines = Vec::new();
    while at != 0 {
        let (parent, what) = &trail[at as usize];
        lines.push(format!("  {what}"));
        at = *parent;
    }
    lines.reverse();
    lines.join("\n")
}
