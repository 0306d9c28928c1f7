//! Questions to the graph: is there always a way to the archive, do helpful people get there, and can one alone keep a
//! claim from it for ever?

use std::collections::{BTreeMap, BTreeSet};

use hotline::Verb;

use crate::net::{Edge, Found, Net, Traced};
use crate::world::Who;

/// Every state has a way to the archive on which the claimant need not give up.
///
/// States at the bound of a search that was cut short are driven on by `driven`, not judged here.
pub(crate) fn a_way_to_the_archive(search: &impl Traced) -> Option<Found> {
    let graph = search.net();
    let mut into: Vec<Vec<u32>> = vec![Vec::new(); graph.states.len()];
    for edge in graph.edges.iter().filter(|edge| edge.verb != Verb::Withdraw) {
        into[edge.to as usize].push(edge.from);
    }
    let mut good = vec![false; graph.states.len()];
    let mut work: Vec<u32> = Vec::new();
    for (id, state) in graph.states.iter().enumerate() {
        if state.archived || state.cut {
            good[id] = true;
            work.push(u32::try_from(id).unwrap());
        }
    }
    while let Some(id) = work.pop() {
        for from in std::mem::take(&mut into[id as usize]) {
            if !std::mem::replace(&mut good[from as usize], true) {
                work.push(from);
            }
        }
    }
    let lost = u32::try_from(good.iter().position(|good| !good)?).unwrap();
    Some(Found { what: "no way to the archive from here".to_owned(), trace: search.trace(lost) })
}

/// From every state the helpful steps alone lead to the archive: the most that were needed, or where they do not.
pub(crate) fn helpful_people_get_there(search: &impl Traced) -> Result<usize, Found> {
    const OPEN: usize = usize::MAX;
    let graph = search.net();
    let mut need: Vec<Option<usize>> = vec![None; graph.states.len()];
    for start in 0..graph.states.len() {
        let mut chain = Vec::new();
        let mut at = start;
        let end = loop {
            match need[at] {
                Some(OPEN) => return Err(lost(search, start, "helpful people go round for ever from here")),
                Some(known) => break known,
                None => {}
            }
            let state = &graph.states[at];
            if state.archived || state.cut {
                need[at] = Some(0);
                break 0;
            }
            need[at] = Some(OPEN);
            chain.push(at);
            match state.help.first() {
                Some((_, _, to)) => at = *to as usize,
                None => return Err(lost(search, at, "nobody can help from here")),
            }
        };
        for (more, id) in chain.into_iter().rev().enumerate() {
            need[id] = Some(end + more + 1);
        }
    }
    Ok(need.into_iter().flatten().max().unwrap_or(0))
}

fn lost(search: &impl Traced, id: usize, what: &str) -> Found {
    Found { what: what.to_owned(), trace: search.trace(u32::try_from(id).unwrap()) }
}

/// One person alone, and acts of theirs that can go on for ever without the archive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cycle {
    pub(crate) who: Who,
    pub(crate) verbs: Vec<Verb>,
    /// Without ever being late; else only by one who is late already (and supervised for it, C37.1).
    pub(crate) in_time: bool,
}

/// All of them in a graph, for each person in it; with a trace to a state of each.
pub(crate) fn cycles(search: &impl Traced) -> BTreeMap<Cycle, Found> {
    let graph = search.net();
    let mut acts: BTreeMap<Who, BTreeSet<Verb>> = BTreeMap::new();
    for edge in graph.edges.iter().filter(|edge| edge.who != Who::Clock) {
        acts.entry(edge.who).or_default().insert(edge.verb);
    }
    let mut found = BTreeMap::new();
    for (who, verbs) in acts {
        for in_time in [true, false] {
            let mut rest = verbs.clone();
            for verb in &verbs {
                if let Some((seen, at)) = for_ever(graph, who, &BTreeSet::from([*verb]), in_time) {
                    rest.remove(verb);
                    add(search, &mut found, Cycle { who, verbs: seen.into_iter().collect(), in_time }, at);
                }
            }
            if let Some((seen, at)) = for_ever(graph, who, &rest, in_time) {
                add(search, &mut found, Cycle { who, verbs: seen.into_iter().collect(), in_time }, at);
            }
        }
    }
    // What goes on for ever in time does so too when late.
    let in_time: Vec<_> = found.keys().filter(|one| one.in_time).cloned().collect();
    for one in in_time {
        found.remove(&Cycle { in_time: false, ..one });
    }
    found
}

fn add(search: &impl Traced, found: &mut BTreeMap<Cycle, Found>, cycle: Cycle, at: u32) {
    let how = if cycle.in_time { "in time" } else { "when late" };
    let verbs: Vec<_> = cycle.verbs.iter().map(|verb| verb.code()).collect();
    let what = format!("{} can go on for ever ({how}): {}", cycle.who, verbs.join(" + "));
    found.entry(cycle).or_insert_with(|| Found { what, trace: search.trace(at) });
}

/// Whether this person, by these acts alone, can keep a claim from the archive while all others do what helps.
///
/// Infinite runs of: this person's acts, of the others the helpful step, time. A run counts
/// * if the others' step is not put off for ever (they come round to it, or there is nothing for them to do);
/// * if time can go on in it: no clock is still to run out in all of it and never begun anew, for it would run out;
/// * in time: if this person lets no clock of theirs run out. When late: if it makes the others work again and again.
fn for_ever(graph: &Net, who: Who, verbs: &BTreeSet<Verb>, in_time: bool) -> Option<(BTreeSet<Verb>, u32)> {
    let allowed = |id: u32| {
        let state = &graph.states[id as usize];
        !(state.archived || state.cut || in_time && state.late.contains(&who))
    };
    let by = |edge: &Edge| {
        if !allowed(edge.from) || !allowed(edge.to) {
            return None;
        }
        if edge.who == who {
            return verbs.contains(&edge.verb).then_some(By::One);
        }
        if edge.who == Who::Clock {
            return Some(By::Time);
        }
        let help = graph.states[edge.from as usize].help.iter().find(|(helper, _, _)| *helper != who)?;
        (*help == (edge.who, edge.verb, edge.to)).then_some(By::Others)
    };
    let kinds: Vec<Option<By>> = graph.edges.iter().map(by).collect();
    for part in strongly_connected(graph, &kinds) {
        let inside: BTreeSet<u32> = part.iter().copied().collect();
        let edges = || {
            let of = |id: &u32| graph.from(*id).filter(|at| kinds[*at].is_some());
            part.iter().flat_map(of).filter(|at| inside.contains(&graph.edges[*at].to))
        };
        let seen: BTreeSet<Verb> =
            edges().filter(|at| kinds[*at] == Some(By::One)).map(|at| graph.edges[at].verb).collect();
        if seen.is_empty() {
            continue;
        }
        let helped = edges().any(|at| kinds[at] == Some(By::Others));
        let helper = |id: &u32| graph.states[*id as usize].help.iter().any(|(helper, _, _)| *helper != who);
        let fair = helped || (in_time && part.iter().any(|id| !helper(id)));
        let states = || part.iter().map(|id| &graph.states[*id as usize]);
        let through = states().fold(u128::MAX, |all, state| all & state.clocks);
        let anew = edges().fold(0, |all, at| all | graph.edges[at].restarted);
        let time_goes_on = through & !anew == 0;
        if fair && time_goes_on {
            return Some((seen, part.into_iter().min().unwrap()));
        }
    }
    None
}

/// By whom an act is, in the eyes of the one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    One,
    Others,
    Time,
}

/// Parts of a graph in which every state leads to every other (Tarjan, without recursion); single states only with a loop.
fn strongly_connected(graph: &Net, kinds: &[Option<By>]) -> Vec<Vec<u32>> {
    let n = graph.states.len();
    let out = |id: usize| graph.from(u32::try_from(id).unwrap());
    let (mut index, mut low, mut on) = (vec![usize::MAX; n], vec![0_usize; n], vec![false; n]);
    let (mut next, mut stack, mut parts) = (0, Vec::new(), Vec::new());
    for root in 0..n {
        if index[root] != usize::MAX {
            continue;
        }
        let mut calls = vec![(root, 0_usize)];
        while let Some((at, edge)) = calls.pop() {
            if edge == 0 {
                index[at] = next;
                low[at] = next;
                next += 1;
                stack.push(at);
                on[at] = true;
            }
            if let Some(next_edge) = out(at).nth(edge) {
                calls.push((at, edge + 1));
                if kinds[next_edge].is_some() {
                    let to = graph.edges[next_edge].to as usize;
                    if index[to] == usize::MAX {
                        calls.push((to, 0));
                    } else if on[to] {
                        low[at] = low[at].min(index[to]);
                    }
                }
                continue;
            }
            if let Some((above, _)) = calls.last() {
                low[*above] = low[*above].min(low[at]);
            }
            if low[at] == index[at] {
                let mut part = Vec::new();
                while let Some(one) = stack.pop() {
                    on[one] = false;
                    part.push(u32::try_from(one).unwrap());
                    if one == at {
                        break;
                    }
                }
                let looped = |id: u32| graph.from(id).any(|at| kinds[at].is_some() && graph.edges[at].to == id);
                if part.len() > 1 || looped(part[0]) {
                    parts.push(part);
                }
            }
        }
    }
    parts
}
