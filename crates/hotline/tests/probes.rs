//! What every field of every act is asked, over all stories: each act is tried again with one thing changed (a text empty
//! or too long, a time to come, a number one more, a list doubled, a clock run out) and the answer is kept as a snapshot
//! to be read. A rule that asks less or more than before shows there (C12, C23, C24, C25, C26, C38 …).

#![cfg(feature = "story")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use hotline::authority::{AccountId, Actor, Role, Staff};
use hotline::story::{DomainWorld, Happened, Refused, Snapshot, StoryFile, Who, World, story};
use hotline::{Claim, Command, Context, PersonId, Receive, Verb, decide};
use law::registry::{DivisionCode, Registry};
use law::{Instant, Policy, WorkCalendar};
use serde_json::{Value, json};

/// What was changed on which act: its verb, and the field and the change.
type Probe = (usize, String);

/// The act as the story has it.
const PLAIN: &str = "照原样";

/// The world of the stories; each act is tried with changes before it is done.
#[derive(Default)]
struct Probing {
    world: DomainWorld,
    /// A story that brings in a version of the policy of its own is not probed: it is about that version.
    own_policy: bool,
    answers: BTreeMap<Probe, BTreeSet<String>>,
}

fn actor(who: &Who) -> Option<Actor> {
    let staff = |unit: &str, roles: &[Role]| {
        Actor::Staff(Staff {
            account: AccountId(1),
            name: String::new(),
            unit: unit.into(),
            region: DivisionCode::from("130200000000"),
            roles: roles.iter().copied().collect(),
        })
    };
    Some(match who {
        Who::Hotline => staff("TS-12345", &[Role::Operator, Role::ShiftLeader, Role::Dispatcher]),
        Who::Reviewer => staff("TS-12345", &[Role::Reviewer]),
        Who::Head => staff("TS-12345", &[Role::AgencyHead]),
        Who::Callback => staff("TS-12345", &[Role::CallbackWorker]),
        Who::Claimant => Actor::Claimant(PersonId(7)),
        Who::Unit(unit) => staff(unit.as_str(), &[Role::UnitClerk, Role::UnitHead]),
        Who::Clock => return None,
    })
}

fn answer(claim: &Claim, command: Command, actor: &Actor, now: Instant) -> String {
    let ctx = Context {
        now,
        actor,
        policy: Policy::tangshan(),
        calendar: WorkCalendar::china(),
        registry: Registry::tangshan(),
        identity: &["王建国".to_owned(), "13800001234".to_owned()],
    };
    match decide(claim, command, &ctx) {
        Ok(facts) => facts.iter().map(|fact| fact.event.name()).collect::<Vec<_>>().join(" "),
        Err(refusal) => {
            let field = refusal.field_name().map_or(String::new(), |field| format!("〔{field}〕"));
            let words = refusal.to_string().replace(&"长".repeat(100), "").replace(&"长".repeat(10), "");
            format!("{} {}{field}{words}", refusal.basis(), refusal.code())
        }
    }
}

/// Every leaf of a body, as a JSON pointer; the elements of a list under one name.
fn leaves(body: &Value, at: &str, found: &mut Vec<String>) {
    match body {
        Value::Object(fields) => {
            if !at.is_empty() {
                found.push(at.to_owned());
            }
            for (name, value) in fields {
                leaves(value, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(list) => {
            found.push(at.to_owned());
            if let Some(first) = list.first() {
                leaves(first, &format!("{at}/0"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => found.push(at.to_owned()),
    }
}

fn changes(value: &Value, now: Instant) -> Vec<(&'static str, Value)> {
    match value {
        Value::String(text) if Instant::parse_rfc3339(text).is_ok() => vec![
            ("此刻", json!(now)),
            ("一分钟后", json!(now.plus_minutes(1))),
            ("一分钟前", json!(now.plus_minutes(-1))),
            ("一年前", json!(now.plus_days(-365))),
        ],
        Value::String(text) if text.parse::<law::Limit>().is_ok() => vec![
            ("一小时", json!("1h")),
            ("2个工作日", json!("2wd")),
            ("5个工作日", json!("5wd")),
            ("6个工作日", json!("6wd")),
        ],
        Value::String(_) => vec![
            ("空", json!("")),
            ("只有空格", json!(" \u{3000}")),
            ("一千字", json!("长".repeat(1_000))),
            ("一万字", json!("长".repeat(10_000))),
            ("有控制字符", json!("一\u{7}二")),
            ("有姓名", json!("王建国说已修好")),
            ("不认识的代码", json!("X-NO")),
        ],
        Value::Number(number) => {
            let n = number.as_i64().unwrap_or(0);
            vec![("零", json!(0)), ("多一", json!(n + 1)), ("少一", json!(n - 1)), ("很多", json!(1_000))]
        }
        Value::Bool(yes) => vec![("反过来", json!(!yes))],
        Value::Array(list) => {
            let doubled: Vec<_> = list.iter().flat_map(|one| [one.clone(), one.clone()]).collect();
            vec![("没有", json!([])), ("每个两遍", json!(doubled))]
        }
        Value::Object(_) => vec![("没有", Value::Null)],
        Value::Null => Vec::new(),
    }
}

impl Probing {
    fn note(&mut self, verb: Verb, what: &str, answer: String) {
        let act = Verb::ALL.iter().position(|one| *one == verb).unwrap();
        self.answers.entry((act, what.to_owned())).or_default().insert(answer);
    }

    fn probe(&mut self, at: Instant, who: &Who, command: &Command) {
        let Some(claim) = Claim::fold(self.world.events()) else { return };
        let Some(actor) = actor(who).filter(|_| !self.own_policy) else { return };
        let (verb, order) = (command.verb(), command.order());
        self.note(verb, PLAIN, answer(&claim, command.clone(), &actor, at));
        let body = command.to_json();
        let mut paths = Vec::new();
        leaves(&body, "", &mut paths);
        for path in paths {
            let Some(value) = body.pointer(&path) else { continue };
            for (change, to) in changes(value, at) {
                let mut changed = body.clone();
                *changed.pointer_mut(&path).unwrap() = to;
                // What no command can be made of is refused before the domain is asked.
                let Ok(changed) = Command::from_json(verb, order, changed) else { continue };
                let said = answer(&claim, changed, &actor, at);
                self.note(verb, &format!("{} {change}", path.trim_start_matches('/')), said);
            }
        }
        // The same act when a limit ends, and when it has ended.
        let own = claim.clocks.iter().map(|clock| ("诉求", clock));
        let orders = claim.orders.iter().filter(|one| order.is_none_or(|n| one.n == n));
        let clocks: Vec<_> =
            own.chain(orders.flat_map(|order| order.clocks.iter().map(|clock| (order.role.zh(), clock)))).collect();
        let last = self.world.events().last().map_or(at, |last| last.at);
        for (whose, clock) in clocks.into_iter().filter(|(_, clock)| clock.due > last) {
            for (when, now) in [("届满", clock.due), ("届满后", clock.due.plus_ms(1))] {
                let said = answer(&claim, command.clone(), &actor, now);
                self.note(verb, &format!("时钟 {whose}{}{when}", clock.kind.zh()), said);
            }
        }
    }
}

impl World for Probing {
    fn receive(&mut self, at: Instant, who: &Who, command: Receive) -> Result<Vec<Happened>, Refused> {
        self.world.receive(at, who, command)
    }

    fn act(&mut self, at: Instant, who: &Who, command: Command) -> Result<Vec<Happened>, Refused> {
        self.probe(at, who, &command);
        self.world.act(at, who, command)
    }

    fn import_policy(&mut self, at: Instant, toml: &str) -> Result<(), String> {
        self.own_policy = true;
        self.world.import_policy(at, toml)
    }

    fn expire_until(&mut self, at: Instant) -> Vec<Happened> {
        self.world.expire_until(at)
    }

    fn snapshot(&mut self) -> Option<Snapshot> {
        self.world.snapshot()
    }
}

#[test]
fn c12_what_every_field_of_every_act_is_asked() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/stories");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut answers: BTreeMap<Probe, BTreeSet<String>> = BTreeMap::new();
    for path in paths {
        let text = std::fs::read_to_string(path).unwrap();
        let mut probing = Probing { world: DomainWorld::new(&["王建国", "13800001234"]), ..Probing::default() };
        story(&mut probing, StoryFile::read(&text).text).unwrap();
        for (probe, given) in probing.answers {
            answers.entry(probe).or_default().extend(given);
        }
    }
    // A change that is answered like the act itself says nothing new.
    let plain: BTreeMap<usize, BTreeSet<String>> =
        answers.iter().filter(|((_, what), _)| what == PLAIN).map(|((act, _), given)| (*act, given.clone())).collect();
    // Changes of one field that are answered alike stand together.
    let mut table: BTreeMap<(usize, String, BTreeSet<String>), BTreeSet<String>> = BTreeMap::new();
    for ((act, what), given) in answers {
        let news = if what == PLAIN { given } else { given.difference(&plain[&act]).cloned().collect() };
        let (field, change) = what.split_once(' ').unwrap_or((&what, ""));
        table.entry((act, field.to_owned(), news)).or_default().insert(change.to_owned());
    }
    let mut all = String::new();
    let mut last = usize::MAX;
    for ((act, field, news), changes) in table {
        if act != last {
            let verb = Verb::ALL[act];
            let _ = writeln!(all, "{} {}", verb.code(), verb.zh());
            last = act;
        }
        let changes: Vec<_> = changes.into_iter().collect();
        let _ = writeln!(all, "  {field} {}", changes.join("、"));
        for one in news {
            let _ = writeln!(all, "    {one}");
        }
    }
    insta::assert_snapshot!(all);
}
