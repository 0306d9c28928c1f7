//! Two claims on one matter (C15.5): each may be joined to the other, undone, answered with it, and go its own way.
//!
//! People act at once, but the search for the master and the joining are two steps, as they are in the application; what
//! an event of one claim asks of the other goes by letter, and letters arrive in any order, late or twice.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant as Stopwatch};

use hotline::ch2_acceptance::a15_joined::{asked_of_others, may_be_master};
use hotline::reactions::{Recipient, react};
use hotline::*;
use law::Instant;
use law::registry::Registry;

use crate::moves::{self, Move};
use crate::net::{Edge, Found, Net, State, Traced};
use crate::project::{Key, key, running};
use crate::search::{Step, say, targets};
use crate::world::{Node, Opening, Rules, Who, actor, clocks};

/// The law between claims, or in the checker's own tests a wrong one.
#[derive(Clone, Copy)]
pub(crate) struct Laws {
    pub(crate) decide: Rules,
    pub(crate) asked: fn(&Event, &Claim) -> Vec<(ClaimId, Command)>,
}

impl Laws {
    pub(crate) const REAL: Self = Self { decide, asked: asked_of_others };
}

/// A world of two claims: what people do in it besides joining and undoing it. What helps is done in all of them.
pub(crate) struct Pair {
    pub(crate) name: &'static str,
    pub(crate) laws: Laws,
    pub(crate) acts: Vec<Move>,
    /// How often both have been joined and undone before.
    pub(crate) joinings: u32,
    /// The second is joined to the first, and both are answered before people begin, in this round.
    pub(crate) answered: Option<u32>,
    /// Whether letters may come twice, and what was looked up may be given up.
    pub(crate) bad_post: bool,
    /// New states are no longer followed beyond these.
    pub(crate) most: usize,
}

/// Letters on the way beyond which people wait with theirs.
const ROOM: usize = 3;

#[derive(Debug, Clone, PartialEq)]
struct Letter {
    to: usize,
    by: Who,
    command: Command,
    /// It came already, and comes once more.
    again: bool,
}

#[derive(Clone)]
struct Two {
    claims: [Claim; 2],
    now: Instant,
    letters: Vec<Letter>,
}

/// Something somebody did, or time: who, by which verb, in words, and what is then.
type Done = (Who, Verb, String, Two);

/// What the search saw.
pub(crate) struct Pairs {
    pub(crate) world: Pair,
    pub(crate) net: Net,
    met: Vec<(u32, String)>,
    pub(crate) found: Vec<Found>,
    took: Duration,
    ids: HashMap<Key, u32>,
    slots: HashMap<(usize, u8, ClockKind), u32>,
}

impl Traced for Pairs {
    fn net(&self) -> &Net {
        &self.net
    }

    fn trace(&self, mut id: u32) -> Vec<String> {
        let mut told = Vec::new();
        while id != 0 {
            let (before, what) = &self.met[id as usize];
            told.push(what.clone());
            id = *before;
        }
        told.reverse();
        told
    }
}

impl Two {
    fn start(joinings: u32) -> Self {
        let [first, second] = [1, 2].map(|n| Node::open_nth(Opening::HEAT, n).0);
        let mut claims = [first.claim.clone(), second.claim.clone()];
        let ids = [second.claim.id, first.claim.id];
        for (claim, other) in claims.iter_mut().zip(ids).filter(|_| joinings > 0) {
            claim.disposals.joinings = joinings;
            claim.disposals.joined_before = Some(other);
            claim.disposals.followed_before.push((other, joinings));
        }
        Self { now: first.now, claims, letters: Vec::new() }
    }

    /// The second joined to the first, and both answered by the first one's unit, after so many rounds.
    fn answered(self, laws: Laws, rounds: u32) -> Self {
        let command = Command::Join(Join { master: self.claims[0].no.clone(), master_id: Some(self.claims[0].id) });
        let mut two = self.act(laws, 1, Who::Operator, command).unwrap().unwrap();
        while !two.letters.is_empty() || two.claims[0].stage != Stage::CallingBack {
            two = two.help(laws).unwrap().into_iter().next().unwrap().3;
        }
        assert_eq!(two.claims[1].stage, Stage::CallingBack);
        for claim in two.claims.iter_mut().filter(|_| rounds > 0) {
            claim.rehandled = rounds;
            claim.disposals.joinings += rounds * u32::from(claim.orders.is_empty());
            claim.disposals.followed_before.iter_mut().for_each(|(_, joining)| *joining += rounds);
            claim.orders.iter_mut().for_each(|order| order.round = rounds);
        }
        two
    }

    fn node(&self, at: usize) -> Node {
        Node { claim: self.claims[at].clone(), now: self.now }
    }

    /// What a command brings to a claim, and which letters it sends; none if nothing follows.
    fn act(&self, laws: Laws, at: usize, who: Who, command: Command) -> Result<Option<Self>, String> {
        let claimant = Actor::Claimant(self.claims[at].claimant.person);
        let by = if who == Who::Claimant { &claimant } else { actor(who) };
        let Ok((node, recorded)) = self.node(at).step_by(laws.decide, by, command) else { return Ok(None) };
        if recorded.is_empty() {
            return Ok(None);
        }
        let mut next = self.clone();
        for one in &recorded {
            let claim = &mut next.claims[at];
            claim.apply(one);
            everybody_is_told(one, claim)?;
            for (to, command) in (laws.asked)(&one.event, claim) {
                let to = usize::try_from(to.0 - 1).unwrap();
                let letter = Letter { to, by: Who::Clock, command, again: false };
                if !next.letters.contains(&letter) {
                    next.letters.push(letter);
                }
            }
        }
        assert_eq!(next.claims[at], node.claim);
        next.sound()?;
        Ok(Some(next))
    }

    /// The invariants of each claim, and once all letters have come, those between the two (law.md §2, disposal 4).
    fn sound(&self) -> Result<(), String> {
        for claim in &self.claims {
            let wrong = invariant::audit(claim);
            if !wrong.is_empty() {
                return Err(format!("the invariants of {}: {wrong:?}", claim.no));
            }
            // It takes two to go round here, claimant and reviewer, so it is asked of the state and not of the cycles.
            if claim.rehandled > law::Policy::tangshan().rehandle_rounds.value {
                return Err(format!("{} is handled again oftener than policy allows (C38)", claim.no));
            }
        }
        if !self.letters.is_empty() {
            return Ok(());
        }
        for (joined, master) in [(&self.claims[0], &self.claims[1]), (&self.claims[1], &self.claims[0])] {
            let joins = joined.stage == Stage::Joined;
            let follows = master.disposals.followers.iter().any(|follower| follower.claim == joined.id);
            if joins != follows {
                return Err(format!("{} is {}, its master knows otherwise", joined.no, joined.stage.code()));
            }
            // Its master works on the matter, or explains why it cannot be solved.
            let works = [Stage::Accepted, Stage::Handling, Stage::Explaining, Stage::Explained];
            if joins && !works.contains(&master.stage) {
                return Err(format!("{} waits for a master that is {}", joined.no, master.stage.code()));
            }
        }
        Ok(())
    }

    fn come(&self, laws: Laws, at: usize, kept: bool) -> Result<Self, String> {
        let mut left = self.clone();
        let letter = left.letters.remove(at);
        if kept {
            left.letters.push(Letter { again: true, ..letter.clone() });
        }
        let came = left.act(laws, letter.to, letter.by, letter.command)?;
        came.map_or_else(|| left.sound().map(|()| left.clone()), Ok)
    }

    /// The watcher says what is due on either claim; else time passes until the next due instant of both.
    fn tick(&self, laws: Laws) -> Result<Option<Self>, String> {
        for at in [0, 1] {
            let late = clocks(&self.claims[at])
                .find(|(_, clock)| clock.expired_at.is_none() && !clock.held && clock.is_overdue(self.now));
            if let Some((order, clock)) = late {
                return self.act(laws, at, Who::Clock, Command::Expire { order, kind: clock.kind, due: clock.due });
            }
        }
        let ahead = self.claims.iter().flat_map(clocks).filter(|(_, clock)| clock.expired_at.is_none());
        let next = ahead.map(|(_, clock)| clock.due).filter(|due| *due > self.now).min();
        Ok(next.map(|now| Self { now, ..self.clone() }))
    }

    fn key(&self) -> Key {
        let mut out: Vec<u8> = key(&self.node(1), &[]).into();
        let due = |at: usize| clocks(&self.claims[at]).map(|(_, clock)| clock.due).min();
        out.push(0xF7 + u8::from(due(0) < due(1)));
        for at in [0, 1] {
            let now = &self.claims[at].disposals;
            let follower = now.followers.first().map_or(0, |follower| 1 + self.ago(at, follower.joining));
            let over = now.followed_before.first().map_or(0, |(_, joining)| 1 + self.ago(at, *joining));
            let joinings = u8::try_from(now.joinings.min(3)).unwrap();
            let master = u8::from(now.answered_with.is_some()) | u8::from(now.joined_to.is_some()) << 1;
            out.extend([joinings, follower, over, master]);
        }
        let mut letters: Vec<[u8; 4]> = self.letters.iter().map(|letter| self.label(letter)).collect();
        letters.sort_unstable();
        out.extend(letters.concat());
        key(&self.node(0), &out)
    }

    /// How many joinings ago it was, of the claim that came to this one; as far as it matters.
    fn ago(&self, at: usize, joining: u32) -> u8 {
        u8::try_from((self.claims[1 - at].disposals.joinings - joining).min(3)).unwrap()
    }

    /// A letter as far as the rules can tell it from another.
    fn label(&self, letter: &Letter) -> [u8; 4] {
        let verb = Verb::ALL.iter().position(|verb| *verb == letter.command.verb()).unwrap();
        let ago = if let Command::Follow(follow) = &letter.command {
            self.ago(letter.to, follow.follower.joining)
        } else if let Command::HandleAgain(again) = &letter.command {
            self.ago(letter.to, again.follower.joining)
        } else if let Command::AnswerWithMaster(answer) = &letter.command {
            u8::try_from((self.claims[letter.to].disposals.joinings - answer.joining).min(3)).unwrap()
        } else if let Command::Unfollow(unfollow) = &letter.command {
            self.ago(letter.to, unfollow.joining)
        } else {
            0
        };
        [u8::try_from(letter.to).unwrap(), u8::try_from(verb).unwrap(), ago, u8::from(letter.again)]
    }

    /// All that may happen next.
    fn next(&self, Pair { laws, acts, bad_post, .. }: &Pair) -> Result<Vec<Done>, String> {
        let (laws, mut all) = (*laws, Vec::new());
        for (at, letter) in self.letters.iter().enumerate() {
            let (who, verb) = (letter.by, letter.command.verb());
            let says = |how: &str| format!("{how}: {} of {} to claim {}", verb.code(), who, letter.to + 1);
            all.push((who, verb, says("arrives"), self.come(laws, at, false)?));
            if *bad_post && !letter.again {
                all.push((who, verb, says("arrives, and will again"), self.come(laws, at, true)?));
            }
            if *bad_post && verb == Verb::Join {
                let mut lost = self.clone();
                lost.letters.remove(at);
                all.push((who, verb, says("given up"), lost));
            }
        }
        if let Some(next) = self.tick(laws)? {
            all.push((Who::Clock, Verb::Expire, "time passes".to_owned(), next));
        }
        if self.letters.len() >= ROOM {
            return Ok(all);
        }
        for at in [0, 1] {
            let says = |what: &str| format!("{what} on claim {}", at + 1);
            all.extend(
                self.looked_up(laws, at).map(|next| (Who::Operator, Verb::Join, says("looks up to join"), next)),
            );
            let undo = Command::Unjoin(Unjoin { reason: "不是同一件事".to_owned(), master_id: None });
            if let Some(next) = self.act(laws, at, Who::Operator, undo)? {
                all.push((Who::Operator, Verb::Unjoin, says("operator: unjoin"), next));
            }
            for act in acts {
                for order in targets(&self.claims[at], *act) {
                    all.extend(self.does(laws, at, *act, order)?);
                }
            }
        }
        Ok(all)
    }

    /// What each who may does by this move.
    fn does(&self, laws: Laws, at: usize, act: Move, order: Option<u16>) -> Result<Vec<Done>, String> {
        let claim = &self.claims[at];
        let mut all = Vec::new();
        for who in moves::senders(act, claim, order.and_then(|n| claim.order(n))) {
            let Some(command) = moves::command(claim, self.now, order.unwrap_or(0), act) else { continue };
            if let Some(next) = self.act(laws, at, who, command)? {
                let what = format!("{} of claim {}", say(Step { who, act, order }), at + 1);
                all.push((who, act.verb, what, next));
            }
        }
        Ok(all)
    }

    /// The operator has found a master for it; the joining itself comes later.
    fn looked_up(&self, laws: Laws, at: usize) -> Option<Self> {
        let (claim, master) = (&self.claims[at], &self.claims[1 - at]);
        may_be_master(master, claim.id).ok()?;
        let command = Command::Join(Join { master: master.no.clone(), master_id: Some(master.id) });
        self.node(at).step(laws.decide, Who::Operator, command.clone()).ok()?;
        let letter = Letter { to: at, by: Who::Operator, command, again: false };
        let sent = self.letters.iter().any(|one| one.to == at && one.command == letter.command);
        (!sent).then(|| {
            let mut next = self.clone();
            next.letters.push(letter);
            next
        })
    }

    /// What helps, the best first: letters arrive, then each claim goes on by the first step that is lawful. Nobody does
    /// another's duty: where the operator is to dispatch, the head of the agency does not.
    fn help(&self, laws: Laws) -> Result<Vec<Done>, String> {
        if let Some(letter) = self.letters.first() {
            let what = format!("arrives: {} to claim {}", letter.command.verb().code(), letter.to + 1);
            return Ok(vec![(letter.by, letter.command.verb(), what, self.come(laws, 0, false)?)]);
        }
        let mut all = Vec::new();
        for at in [0, 1] {
            for (act, order) in moves::helpful(&self.claims[at]) {
                let steps = if act.verb == Verb::Expire {
                    let next = self.tick(laws)?;
                    next.map(|next| (Who::Clock, act.verb, "time passes".to_owned(), next)).into_iter().collect()
                } else {
                    self.does(laws, at, act, order)?
                };
                if !steps.is_empty() {
                    all.extend(steps);
                    break;
                }
            }
        }
        Ok(all)
    }

    /// Both are archived, and nothing is on its way any more.
    fn ended(&self) -> bool {
        self.letters.is_empty() && self.claims.iter().all(|claim| claim.stage == Stage::Archived)
    }

    /// Does the helpful thing until both are archived.
    fn driven(&self, laws: Laws) -> Result<(), String> {
        let mut two = self.clone();
        for _ in 0..200 {
            if two.ended() {
                return Ok(());
            }
            let first = two.help(laws)?.into_iter().next();
            two = first.ok_or("nobody can help")?.3;
        }
        Err("helpful people do not get to the archive".to_owned())
    }
}

/// Each joined claimant is told each step under their own number, and asked to rate once the master is answered (C15.5, C38).
fn everybody_is_told(one: &Recorded, claim: &Claim) -> Result<(), String> {
    let notices = react(one, claim, law::Policy::tangshan(), Registry::tangshan());
    let told = |person: PersonId| notices.iter().filter(move |notice| notice.to == Recipient::Claimant(person));
    let wrong = |what: &str| Err(format!("{what}: {}", one.event.name()));
    let own = claim.claimant.person;
    let to_tell =
        matches!(one.event, Event::ClaimJoined { .. } | Event::ClaimUnjoined { .. } | Event::AnsweredWithMaster { .. });
    if to_tell && told(own).next().is_none() {
        return wrong("the joined claimant is not told");
    }
    let asked = claim.stage == Stage::CallingBack && claim.clocks.get(ClockKind::Callback).is_some();
    if matches!(one.event, Event::AnsweredWithMaster { .. }) && !asked {
        return wrong("the joined claimant is not asked to rate");
    }
    if let Event::JoinedForReHandling { follower, .. } = &one.event {
        let round = claim.stage == Stage::Accepted || claim.main_order().is_some();
        if !round || told(follower.person).next().is_none() {
            return wrong("who is handled again is not told, or there is no round");
        }
    }
    for follower in &claim.disposals.followers {
        if matches!(one.event, Event::OrderDispatched { role: OrderRole::Main, .. })
            && told(follower.person).next().is_none()
        {
            return wrong("who follows is not told");
        }
        if told(follower.person).any(|notice| notice.text.contains(claim.no.as_str())) {
            return wrong("who follows reads the master's number");
        }
    }
    Ok(())
}

impl Pair {
    /// Every state that the two claims, their people, letters and clocks can reach, as far as the bound.
    pub(crate) fn explore(self) -> Pairs {
        let began = Stopwatch::now();
        let mut pairs = Pairs {
            world: self,
            net: Net::default(),
            met: Vec::new(),
            found: Vec::new(),
            took: Duration::ZERO,
            ids: HashMap::new(),
            slots: HashMap::new(),
        };
        let mut waiting = VecDeque::new();
        let start = Two::start(pairs.world.joinings);
        let laws = pairs.world.laws;
        let start = pairs.world.answered.map_or(start.clone(), |rounds| start.answered(laws, rounds));
        pairs.meet(&start, 0, String::new(), &mut waiting);
        while let Some((id, two)) = waiting.pop_front() {
            if two.ended() {
                continue;
            }
            let cut = pairs.net.states.len() >= pairs.world.most;
            pairs.net.states[id as usize].cut = cut;
            let wrong = if cut {
                // Not followed; every so often driven on to its end.
                id.is_multiple_of(97).then(|| two.driven(pairs.world.laws)).and_then(Result::err)
            } else {
                pairs.follow(id, &two, &mut waiting).err()
            };
            if let Some(what) = wrong {
                let trace = pairs.trace(id);
                pairs.found.push(Found { what: format!("{what}, on the way from here"), trace });
                break;
            }
        }
        pairs.net.close();
        pairs.took = began.elapsed();
        pairs
    }
}

impl Pairs {
    fn follow(&mut self, id: u32, two: &Two, waiting: &mut VecDeque<(u32, Two)>) -> Result<(), String> {
        for (who, verb, what, next) in two.next(&self.world)? {
            self.arrive(id, two, (who, verb, what, next), waiting);
        }
        for done in two.help(self.world.laws)? {
            let (who, verb) = (done.0, done.1);
            let to = self.arrive(id, two, done, waiting);
            self.net.states[id as usize].help.push((who, verb, to));
        }
        if self.net.states[id as usize].help.is_empty() {
            return Err("nobody can help".to_owned());
        }
        Ok(())
    }

    fn meet(&mut self, two: &Two, parent: u32, what: String, waiting: &mut VecDeque<(u32, Two)>) -> u32 {
        let key = two.key();
        if let Some(id) = self.ids.get(&key) {
            return *id;
        }
        let id = u32::try_from(self.net.states.len()).unwrap();
        self.ids.insert(key, id);
        let both = [0, 1].map(|at| running(&two.node(at)));
        let mut clocks = 0;
        for (at, one) in both.iter().enumerate() {
            for ((whose, kind), _, _) in &one.clocks {
                clocks |= self.bit((at, *whose, *kind));
            }
        }
        let depth = self.net.states.get(parent as usize).map_or(0, |parent| parent.depth + 1);
        let archived = two.ended();
        let late = both.into_iter().flat_map(|one| one.late).collect();
        self.net.states.push(State { archived, depth, clocks, late, help: Vec::new(), cut: false });
        self.met.push((parent, what));
        waiting.push_back((id, two.clone()));
        id
    }

    fn bit(&mut self, slot: (usize, u8, ClockKind)) -> u128 {
        let next = u32::try_from(self.slots.len()).unwrap();
        1 << *self.slots.entry(slot).or_insert(next)
    }

    fn arrive(&mut self, from: u32, before: &Two, done: Done, waiting: &mut VecDeque<(u32, Two)>) -> u32 {
        let (who, verb, what, next) = done;
        let to = self.meet(&next, from, what, waiting);
        let mut restarted = 0;
        for at in [0, 1] {
            let old = running(&before.node(at)).clocks;
            for clock in running(&next.node(at)).clocks.iter().filter(|clock| !old.contains(clock)) {
                restarted |= self.bit((at, clock.0.0, clock.0.1));
            }
        }
        self.net.edges.push(Edge { from, to, who, verb, restarted });
        to
    }

    pub(crate) fn report(&self) -> String {
        format!("{:<12} {}, {:.1} s", self.world.name, self.net.size(), self.took.as_secs_f64())
    }
}
