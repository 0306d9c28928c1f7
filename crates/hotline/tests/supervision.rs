//! A supervision from its letter to its end (C37.1, C37.2): who may do what at each step, what is asked, what each event
//! says and whom it is told, kept as a snapshot to be read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[expect(dead_code, reason = "the claims of the main road know more acts than these need")]
mod common;

use std::fmt::Write as _;

use common::*;
use hotline::authority::Scope;
use hotline::ch3_handling::a37_supervision::{decide, issue, possible};
use hotline::supervision::*;
use hotline::*;
use law::registry::Registry;
use serde_json::json;

/// Everybody who might come, by name.
fn cast() -> Vec<(&'static str, Actor)> {
    vec![
        ("督办员", agency(&[Role::Supervisor])),
        ("审核员", agency(&[Role::Reviewer])),
        ("话务员", agency(&[Role::Operator])),
        ("被督办单位", staff(unit().as_str(), &[Role::UnitClerk])),
        ("联合单位", staff("C-JTJ", &[Role::UnitHead])),
        ("别的单位", staff("C-JYJ", &[Role::UnitHead])),
        ("主管机关", staff("TS-XZSPJ", &[Role::Authority])),
        ("别的机构", staff("LB-12345", &[Role::Supervisor])),
        ("诉求人", Actor::Claimant(PersonId(7))),
        ("时钟", Actor::Clock),
    ]
}

fn claim() -> Claim {
    World::dispatched("2026-01-05 09:00", ClaimKind::Help, HEATING, LUBEI).claim
}

fn unit() -> law::registry::UnitCode {
    claim().order(1).unwrap().unit.clone()
}

struct Told {
    stream: Vec<Recorded<SupervisionEvent>>,
    text: String,
}

impl Told {
    fn issued(trigger: Trigger) -> Self {
        let actor = Actor::Clock;
        let now = at("2026-01-06 09:00");
        let facts =
            issue(SupervisionId(3), ClaimNo::new("DB", 260_106, 1), &claim(), 1, trigger, &context(&actor, now, &[]))
                .unwrap();
        let stream = Recorded::from_facts(facts, 0, now, &actor.reference(), "tangshan-2026-01-01");
        let mut told = Self { stream, text: String::new() };
        told.tell(0);
        told
    }

    fn now(&self) -> Supervision {
        Supervision::fold(&self.stream).unwrap()
    }

    /// What the events from `first` on say, whom they are told, and who may go on.
    fn tell(&mut self, first: usize) {
        for (n, event) in self.stream.iter().enumerate().skip(first) {
            let after = Supervision::fold(&self.stream[..=n]).unwrap();
            let _ =
                writeln!(self.text, "{} {} {}", event.event.name(), event.clause, narrate(event, Registry::tangshan()));
            for notice in react(event, &after) {
                let _ = writeln!(self.text, "    告知{:?} {} {}", notice.to, notice.code, notice.text);
            }
        }
        let now = self.now();
        let clock = now.clocks.get(ClockKind::Supervision).map(|clock| clock.due.shown());
        let _ = writeln!(self.text, "  {} 答复期限{}", now.stage.zh(), clock.unwrap_or_default());
        for (name, actor) in cast() {
            for (verb, answer) in possible(&now, &actor) {
                let answer =
                    answer.map_or_else(|refusal| format!("{} {refusal}", refusal.basis()), |()| "可以".to_owned());
                let _ = writeln!(self.text, "    {name} {}：{answer}", verb.zh());
            }
        }
    }

    fn act(&mut self, time: &str, actor: &Actor, verb: SupervisionVerb, body: serde_json::Value) {
        let command = SupervisionCommand::from_json(verb, body).unwrap();
        self.command(time, actor, command);
    }

    fn command(&mut self, time: &str, actor: &Actor, command: SupervisionCommand) {
        let (now, at) = (self.now(), at(time));
        let _ = writeln!(self.text, "{time} {}", command.verb().map_or("时钟", SupervisionVerb::zh));
        match decide(&now, command, &context(actor, at, &[])) {
            Ok(facts) => {
                let first = self.stream.len();
                let recorded = Recorded::from_facts(facts, now.version, at, &actor.reference(), "tangshan-2026-01-01");
                self.stream.extend(recorded);
                self.tell(first);
            }
            Err(refusal) => {
                let _ = writeln!(self.text, "  {} {refusal}", refusal.basis());
            }
        }
    }
}

#[test]
fn c37_1_a_letter_is_answered_checked_sent_back_and_closed() {
    let mut told = Told::issued(Trigger::NotSigned);
    let (supervisor, main, joint, other) = (
        agency(&[Role::Supervisor]),
        staff(unit().as_str(), &[Role::UnitClerk]),
        staff("C-JTJ", &[Role::UnitHead]),
        staff("C-JYJ", &[Role::UnitHead]),
    );
    let answer = json!({ "reasons": "值班漏看", "measures": "今天签收" });
    told.act("2026-01-06 09:10", &other, SupervisionVerb::Answer, answer.clone());
    told.act("2026-01-06 09:10", &main, SupervisionVerb::Answer, json!({ "reasons": " ", "measures": "今天签收" }));
    told.act("2026-01-06 09:10", &main, SupervisionVerb::Answer, json!({ "reasons": "值班漏看", "measures": "" }));
    told.act("2026-01-06 09:10", &supervisor, SupervisionVerb::Close, json!({ "text": "属实" }));
    told.act("2026-01-06 09:20", &supervisor, SupervisionVerb::Join, json!({ "unit": "X-NO", "reason": "同一件事" }));
    told.act(
        "2026-01-06 09:20",
        &supervisor,
        SupervisionVerb::Join,
        json!({ "unit": unit().as_str(), "reason": "同一件事" }),
    );
    told.act("2026-01-06 09:20", &supervisor, SupervisionVerb::Join, json!({ "unit": "C-JTJ", "reason": "" }));
    told.act("2026-01-06 09:20", &supervisor, SupervisionVerb::Join, json!({ "unit": "C-JTJ", "reason": "同一件事" }));
    told.act("2026-01-06 10:00", &main, SupervisionVerb::Answer, answer.clone());
    told.act("2026-01-06 10:10", &joint, SupervisionVerb::Answer, answer.clone());
    told.act("2026-01-06 10:20", &supervisor, SupervisionVerb::SendBack, json!({ "text": "" }));
    told.act("2026-01-06 10:20", &supervisor, SupervisionVerb::SendBack, json!({ "text": "没写何时完成" }));
    told.act("2026-01-06 11:00", &joint, SupervisionVerb::Answer, answer.clone());
    told.act("2026-01-06 11:10", &main, SupervisionVerb::Answer, answer.clone());
    told.act("2026-01-06 11:20", &supervisor, SupervisionVerb::Close, json!({ "text": "" }));
    told.act("2026-01-06 11:20", &supervisor, SupervisionVerb::Close, json!({ "text": "已签收" }));
    told.act("2026-01-06 11:30", &main, SupervisionVerb::Answer, answer);
    insta::assert_snapshot!(told.text);
}

#[test]
fn c37_2_what_is_not_answered_is_put_forward_and_the_authority_decides() {
    let (supervisor, authority) = (agency(&[Role::Supervisor]), staff("TS-XZSPJ", &[Role::Authority]));
    let mut told = Told::issued(Trigger::Misconduct);
    let due = told.now().clocks.get(ClockKind::Supervision).unwrap().due;
    let expire = |due| SupervisionCommand::Expire { kind: ClockKind::Supervision, due };
    let before = context(&Actor::Clock, due.plus_ms(-1), &[]).now;
    assert_eq!(decide(&told.now(), expire(due), &context(&Actor::Clock, before, &[])).unwrap(), []);
    assert_eq!(
        decide(&told.now(), expire(due.plus_ms(1)), &context(&Actor::Clock, due.plus_days(9), &[])).unwrap(),
        []
    );
    told.command("2026-01-20 09:00", &Actor::Clock, expire(due));
    told.command("2026-01-20 09:00", &Actor::Clock, expire(due));
    told.act(
        "2026-01-20 09:10",
        &supervisor,
        SupervisionVerb::ProposeKey,
        json!({ "ground": "attention", "reason": "一再不答复" }),
    );
    told.act("2026-01-20 09:20", &authority, SupervisionVerb::DecideKey, json!({ "approved": true, "reason": "" }));
    told.act(
        "2026-01-20 09:20",
        &authority,
        SupervisionVerb::DecideKey,
        json!({ "approved": true, "reason": "影响大" }),
    );
    told.act(
        "2026-01-20 09:30",
        &authority,
        SupervisionVerb::DecideKey,
        json!({ "approved": true, "reason": "影响大" }),
    );
    let mut refused = Told::issued(Trigger::NotClosed);
    refused.act(
        "2026-01-06 09:20",
        &supervisor,
        SupervisionVerb::ProposeKey,
        json!({ "ground": "poor_handling", "reason": "" }),
    );
    refused.act(
        "2026-01-06 09:20",
        &supervisor,
        SupervisionVerb::ProposeKey,
        json!({ "ground": "poor_handling", "reason": "办理不力" }),
    );
    refused.act(
        "2026-01-06 09:25",
        &staff(unit().as_str(), &[Role::UnitHead]),
        SupervisionVerb::Answer,
        json!({ "reasons": "管网老旧", "measures": "4月改造" }),
    );
    refused.act("2026-01-06 09:26", &supervisor, SupervisionVerb::Close, json!({ "text": "属实" }));
    refused.act(
        "2026-01-06 09:30",
        &authority,
        SupervisionVerb::DecideKey,
        json!({ "approved": false, "reason": "正在办" }),
    );
    refused.act("2026-01-06 09:40", &supervisor, SupervisionVerb::Close, json!({ "text": "属实" }));
    insta::assert_snapshot!(format!("{}\n——\n{}", told.text, refused.text));
}

#[test]
fn c37_3_a_supervision_is_seen_by_its_units_and_its_agency() {
    let supervision = Told::issued(Trigger::NotSigned).now();
    let sees = |scope: Scope, unit: &str| supervision.is_seen_by(&scope, &unit.into());
    assert!(sees(Scope::Unit(unit()), unit().as_str()) && !sees(Scope::Unit("C-JYJ".into()), "C-JYJ"));
    assert!(sees(Scope::City, "TS-12345"));
    assert!(!sees(Scope::County("130203000000".into()), "LB-12345"));
    for verb in SupervisionVerb::ALL {
        assert_eq!(SupervisionVerb::from_code(verb.code()), Some(verb));
    }
    assert_eq!(SupervisionVerb::from_code(""), None);
    assert_eq!(Supervision::fold(&[]), None);
}
