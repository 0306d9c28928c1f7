//! The search: breadth first over all that anybody may send, every state once, the whole graph kept.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant as Stopwatch};

use hotline::*;

use crate::moves::{self, Move};
use crate::net::{Edge, Found, Net, State, Traced};
use crate::project::{Key, key, running};
use crate::world::{Node, Opening, Rules, UNITS, Who, actor};

/// One small world.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) name: &'static str,
    pub(crate) opening: Opening,
    /// Done before the search begins, to get where the world's subject is.
    pub(crate) before: &'static [(Verb, u8)],
    pub(crate) verbs: Vec<Verb>,
    pub(crate) rules: Rules,
    /// New states are no longer followed beyond these.
    pub(crate) most: usize,
    pub(crate) deepest: u16,
}

/// One act: somebody's, on the claim or an order; or time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) who: Who,
    pub(crate) act: Move,
    pub(crate) order: Option<u16>,
}

pub(crate) const TICK: Step = Step { who: Who::Clock, act: Move { verb: Verb::Expire, body: 0 }, order: None };
/// Time again, until the next morning.
pub(crate) const MORNING: Step = Step { who: Who::Clock, act: Move { verb: Verb::Expire, body: 1 }, order: None };

pub(crate) struct Graph {
    pub(crate) world: World,
    pub(crate) net: Net,
    /// From which state by which act each was first met.
    met: Vec<(u32, Step)>,
    pub(crate) found: Vec<Found>,
    pub(crate) sent: usize,
    pub(crate) refused: usize,
    pub(crate) took: Duration,
    ids: HashMap<Key, u32>,
    slots: HashMap<(u8, ClockKind), u32>,
}

impl World {
    pub(crate) fn start(&self) -> (Node, Vec<Recorded>) {
        let (mut node, mut events) = Node::open(self.opening);
        for (verb, body) in self.before {
            let step = Move { verb: *verb, body: *body };
            let order = verb.on_order().then(|| u16::try_from(node.claim.orders.len()).unwrap());
            let who = moves::senders(step, &node.claim, order.and_then(|n| node.claim.order(n)))[0];
            let command = moves::command(&node.claim, node.now, order.unwrap_or(0), step).unwrap();
            let (next, recorded) = node.step(decide, who, command).unwrap_or_else(|no| panic!("{verb:?}: {no}"));
            node = next;
            events.extend(recorded);
        }
        (node, events)
    }

    /// Every state that the world's people and clocks can reach, and every way between them.
    pub(crate) fn explore(self) -> Graph {
        let began = Stopwatch::now();
        let (start, _) = self.start();
        let all = moves::moves(&self.verbs);
        let mut graph = Graph {
            world: self,
            net: Net::default(),
            met: Vec::new(),
            found: Vec::new(),
            sent: 0,
            refused: 0,
            took: Duration::ZERO,
            ids: HashMap::new(),
            slots: HashMap::new(),
        };
        let mut waiting = VecDeque::new();
        graph.meet(&start, 0, TICK, &mut waiting);
        while let Some((id, node)) = waiting.pop_front() {
            if graph.net.states.len() >= graph.world.most || graph.net.states[id as usize].depth >= graph.world.deepest
            {
                graph.net.states[id as usize].cut = true;
                continue;
            }
            graph.follow(id, &node, &all, &mut waiting);
            if !graph.found.is_empty() {
                break;
            }
        }
        graph.net.close();
        graph.took = began.elapsed();
        graph
    }
}

impl Graph {
    fn meet(&mut self, node: &Node, parent: u32, via: Step, waiting: &mut VecDeque<(u32, Node)>) -> u32 {
        let key = key(node, &[]);
        if let Some(id) = self.ids.get(&key) {
            return *id;
        }
        let id = u32::try_from(self.net.states.len()).unwrap();
        self.ids.insert(key, id);
        let running = running(node);
        let clocks = running.clocks.iter().fold(0, |all, (slot, _, _)| all | self.bit(*slot));
        let depth = self.net.states.get(parent as usize).map_or(0, |parent| parent.depth + 1);
        let archived = node.claim.stage == Stage::Archived;
        let late = running.late;
        self.net.states.push(State { archived, depth, clocks, late, help: Vec::new(), cut: false });
        self.met.push((parent, via));
        let wrong = invariant::audit(&node.claim);
        if !wrong.is_empty() {
            let trace = self.trace(id);
            self.found.push(Found { what: format!("the invariants: {wrong:?}"), trace });
        }
        if id % 211 == 0 {
            self.the_record_says_so(id, node);
        }
        waiting.push_back((id, node.clone()));
        id
    }

    fn bit(&mut self, slot: (u8, ClockKind)) -> u128 {
        let next = u32::try_from(self.slots.len()).unwrap();
        let at = *self.slots.entry(slot).or_insert(next);
        assert!(at < 128, "more clocks than bits");
        1 << at
    }

    fn follow(&mut self, id: u32, node: &Node, all: &[Move], waiting: &mut VecDeque<(u32, Node)>) {
        if node.claim.stage == Stage::Archived {
            return;
        }
        for step in all {
            for order in targets(&node.claim, *step) {
                let on = order.and_then(|n| node.claim.order(n));
                for who in moves::senders(*step, &node.claim, on) {
                    self.send(id, node, Step { who, act: *step, order }, waiting);
                }
            }
        }
        if let Some((next, _)) = node.tick(self.world.rules) {
            self.arrive(id, node, &next, TICK, waiting);
        }
        let tried = node.claim.rounds.last().is_some_and(|round| !round.tries.is_empty());
        let rests = law::Policy::tangshan().is_quiet(node.now);
        if node.claim.stage == Stage::CallingBack && (tried || rests) {
            let (next, _) = node.morning(self.world.rules);
            self.arrive(id, node, &next, MORNING, waiting);
        }
        self.help(id, node, waiting);
    }

    /// Whatever people send; what is refused changes nothing, and where nothing follows nothing has happened.
    fn send(&mut self, id: u32, node: &Node, step: Step, waiting: &mut VecDeque<(u32, Node)>) {
        let Some(command) = moves::command(&node.claim, node.now, step.order.unwrap_or(0), step.act) else { return };
        self.sent += 1;
        match node.step(self.world.rules, step.who, command) {
            Ok((next, recorded)) if !recorded.is_empty() => {
                self.arrive(id, node, &next, step, waiting);
            }
            Ok(_) => {}
            Err(_) => self.refused += 1,
        }
    }

    fn arrive(
        &mut self,
        from: u32,
        before: &Node,
        next: &Node,
        step: Step,
        waiting: &mut VecDeque<(u32, Node)>,
    ) -> u32 {
        let to = self.meet(next, from, step, waiting);
        let (old, new) = (running(before), running(next));
        let mut restarted = 0;
        for clock in &new.clocks {
            if !old.clocks.iter().any(|was| was.0 == clock.0 && was.1 == clock.1 && was.2 == clock.2) {
                restarted |= self.bit(clock.0);
            }
        }
        let edge = Edge { from, to, who: step.who, verb: step.act.verb, restarted };
        self.net.edges.push(edge);
        to
    }

    fn help(&mut self, id: u32, node: &Node, waiting: &mut VecDeque<(u32, Node)>) {
        for (step, order) in moves::helpful(&node.claim) {
            if step.verb == Verb::Expire {
                if let Some((next, _)) = node.tick(self.world.rules) {
                    let to = self.meet(&next, id, TICK, waiting);
                    self.net.states[id as usize].help.push((Who::Clock, Verb::Expire, to));
                }
                continue;
            }
            let on = order.and_then(|n| node.claim.order(n));
            for who in moves::senders(step, &node.claim, on) {
                let Some(command) = moves::command(&node.claim, node.now, order.unwrap_or(0), step) else { continue };
                if let Ok((next, recorded)) = node.step(self.world.rules, who, command)
                    && !recorded.is_empty()
                {
                    let known = self.world.verbs.contains(&step.verb);
                    let by = Step { who, act: step, order };
                    let to = if known {
                        self.meet(&next, id, by, waiting)
                    } else {
                        self.arrive(id, node, &next, by, waiting)
                    };
                    self.net.states[id as usize].help.push((who, step.verb, to));
                }
            }
        }
    }

    fn path(&self, id: u32) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut at = id;
        while at != 0 {
            let (parent, via) = self.met[at as usize];
            steps.push(via);
            at = parent;
        }
        steps.reverse();
        steps
    }

    /// The acts that lead to a state, done again from the start.
    pub(crate) fn again(&self, id: u32) -> (Node, Vec<Recorded>, Vec<String>) {
        let (mut node, mut events) = self.world.start();
        let mut told = Vec::new();
        for step in self.path(id) {
            let (next, recorded) = match step {
                TICK => node.tick(self.world.rules).unwrap(),
                MORNING => node.morning(self.world.rules),
                _ => {
                    let command = moves::command(&node.claim, node.now, step.order.unwrap_or(0), step.act).unwrap();
                    node.step(self.world.rules, step.who, command).unwrap()
                }
            };
            let facts: Vec<_> = recorded.iter().map(|one| one.event.name()).collect();
            told.push(format!("{} → {} [{}]", say(step), facts.join(", "), next.claim.stage.code()));
            node = next;
            events.extend(recorded);
        }
        (node, events, told)
    }

    /// Done again it is the same, the fold of the record is the claim, and nobody else could have done it unnoticed.
    fn the_record_says_so(&self, id: u32, node: &Node) {
        let (same, events, _) = self.again(id);
        assert_eq!(&same, node, "the same acts lead to the same claim");
        assert_eq!(Claim::fold(&events).as_ref(), Some(&node.claim), "the events are the record");
        let text = serde_json::to_string(&node.claim).unwrap();
        assert_eq!(serde_json::from_str::<Claim>(&text).unwrap(), node.claim);
        let units = (0..UNITS.len()).map(|at| Who::Unit(u8::try_from(at).unwrap()));
        let everybody: Vec<Who> = crate::world::OFFICES.into_iter().chain([Who::Clock]).chain(units).collect();
        for step in moves::moves(Verb::ALL) {
            for order in targets(&node.claim, step) {
                let Some(command) = moves::command(&node.claim, node.now, order.unwrap_or(0), step) else { continue };
                for who in &everybody {
                    if let Ok((next, _)) = node.step_by(decide, actor(*who), command.clone()) {
                        let mine = match actor(*who) {
                            Actor::Staff(staff) => staff.is_any(hotline::authority::performers(step.verb)),
                            Actor::Claimant(_) => hotline::authority::is_the_claimants(step.verb),
                            Actor::Clock => false,
                        };
                        assert!(mine, "{who:?} did {}", moves::words(step));
                        assert!(invariant::audit(&next.claim).is_empty());
                    }
                }
            }
        }
    }

    pub(crate) fn report(&self) -> String {
        format!(
            "{:<12} {}, {:>9} sent, {:>9} refused, {:.1} s",
            self.world.name,
            self.net.size(),
            self.sent,
            self.refused,
            self.took.as_secs_f64()
        )
    }
}

impl Traced for Graph {
    fn net(&self) -> &Net {
        &self.net
    }

    fn trace(&self, id: u32) -> Vec<String> {
        self.again(id).2
    }
}

/// The orders it may be sent about, closed ones too; none for what is about the claim.
pub(crate) fn targets(claim: &Claim, step: Move) -> Vec<Option<u16>> {
    if step.verb.on_order() { claim.orders.iter().map(|order| Some(order.n)).collect() } else { vec![None] }
}

pub(crate) fn say(step: Step) -> String {
    if step == TICK {
        return "time passes until a clock runs out".to_owned();
    }
    if step == MORNING {
        return "time passes until the morning".to_owned();
    }
    match step.order {
        Some(n) => format!("{}: {} on order {n}", step.who, moves::words(step.act)),
        None => format!("{}: {}", step.who, moves::words(step.act)),
    }
}
