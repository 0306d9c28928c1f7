//! Who may do what in which state, over every state that the stories reach: the table of roles, acts and states (C6.1,
//! C23.2, C24.2), kept as a snapshot to be read. Who gains or loses an act, and each refusal's words, show there.

#![cfg(feature = "story")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use hotline::authority::{AccountId, Actor, Role, Staff};
use hotline::may::may;
use hotline::story::{DomainWorld, StoryFile, story};
use hotline::{Claim, Context, Order, PersonId, Recorded, Refusal, Verb};
use law::registry::{DivisionCode, Registry, UnitKind};
use law::{Policy, WorkCalendar};

fn streams() -> Vec<Vec<Recorded>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/stories");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let told = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let mut world = DomainWorld::new(&["王建国", "13800001234"]);
        story(&mut world, StoryFile::read(&text).text).unwrap();
        world.events().to_vec()
    };
    paths.iter().map(told).collect()
}

fn staff(unit: &str, region: &str, role: Role) -> Actor {
    Actor::Staff(Staff {
        account: AccountId(1),
        name: String::new(),
        unit: unit.into(),
        region: DivisionCode::from(region),
        roles: [role].into(),
    })
}

/// Who is asked: every office of the city's agency, the authority, two county agencies, the units that hold orders or whose
/// word is asked, a unit that has nothing to do with it, the claimant, somebody else, and the clock.
fn cast(claim: &Claim) -> Vec<(String, Actor)> {
    let registry = Registry::tangshan();
    let of = |kind: UnitKind| registry.units.all().iter().find(|unit| unit.kind == kind).unwrap().code.clone();
    let city = "130200000000";
    let mut all = Vec::new();
    for &role in Role::ALL {
        let unit = match role {
            Role::Authority => of(UnitKind::HotlineAuthority),
            Role::UnitClerk | Role::UnitHead | Role::Specialist => "C-JYJ".into(),
            Role::Operator
            | Role::ShiftLeader
            | Role::Dispatcher
            | Role::Reviewer
            | Role::AgencyHead
            | Role::CallbackWorker
            | Role::Supervisor
            | Role::SystemAdmin
            | Role::SecurityAdmin
            | Role::AuditAdmin => of(UnitKind::HotlineAgency),
        };
        let label = if unit.as_str() == "C-JYJ" { format!("别单位{}", role.zh()) } else { role.zh().to_owned() };
        all.push((label, staff(unit.as_str(), city, role)));
    }
    for (name, county) in [("路北", "130203000000"), ("路南", "130202000000")] {
        let agency = |unit: &&law::registry::Unit| {
            unit.kind == UnitKind::CountyHotlineAgency
                && unit.division.as_ref().is_some_and(|division| division.as_str() == county)
        };
        let Some(unit) = registry.units.all().iter().find(agency) else { continue };
        for role in [Role::Dispatcher, Role::Reviewer, Role::AgencyHead] {
            all.push((format!("{name}{}", role.zh()), staff(unit.code.as_str(), county, role)));
        }
    }
    for order in &claim.orders {
        for role in [Role::UnitClerk, Role::UnitHead, Role::Specialist] {
            all.push((format!("{}{}", order.role.zh(), role.zh()), staff(order.unit.as_str(), city, role)));
        }
    }
    if let Some(consultation) = claim.disposals.open_consultation() {
        all.push(("被征询单位".to_owned(), staff(consultation.unit.as_str(), city, Role::UnitClerk)));
    }
    for asked in claim.orders.iter().filter_map(Order::asks_opinion_of) {
        all.push(("被报请单位".to_owned(), staff(asked.as_str(), city, Role::UnitClerk)));
    }
    if let Some(expert) = claim.disposals.expert.as_ref() {
        all.push(("驻场人员".to_owned(), staff(expert.unit.as_str(), city, Role::Specialist)));
    }
    all.push(("诉求人".to_owned(), Actor::Claimant(PersonId(7))));
    all.push(("别人".to_owned(), Actor::Claimant(PersonId(8))));
    all.push(("时钟".to_owned(), Actor::Clock));
    all
}

fn state(claim: &Claim, order: Option<&Order>) -> String {
    order.map_or_else(
        || claim.stage.zh().to_owned(),
        |order| format!("{}·{}·{}", claim.stage.zh(), order.role.zh(), order.state.zh()),
    )
}

/// The answer in words; the state that a refusal names stands in the table already.
fn answer(given: &Result<(), Refusal>, claim: &Claim, order: Option<&Order>) -> String {
    let Err(refusal) = given else { return "可以".to_owned() };
    let mut words = format!("{} {refusal}", refusal.basis());
    for state in [Some(claim.stage.zh()), order.map(|order| order.state.zh())].into_iter().flatten() {
        words = words.replace(&format!("现在是“{state}”"), "现在是“…”");
    }
    words
}

type Who = BTreeSet<String>;

#[test]
fn c6_1_who_may_do_what_in_which_state() {
    // Act, state and answer, and who is given it.
    let mut given: BTreeMap<(usize, String, String), Who> = BTreeMap::new();
    for stream in streams() {
        let mut claim = Claim::open(&stream[0]).unwrap();
        for one in &stream {
            claim.apply(one);
            for (label, actor) in cast(&claim) {
                let ctx = Context {
                    now: one.at,
                    actor: &actor,
                    policy: Policy::tangshan(),
                    calendar: WorkCalendar::china(),
                    registry: Registry::tangshan(),
                    identity: &[],
                };
                for possible in may(&claim, &ctx) {
                    let act = Verb::ALL.iter().position(|verb| *verb == possible.verb).unwrap();
                    let order = possible.order.map(|n| claim.order(n).unwrap());
                    let row = (act, state(&claim, order), answer(&possible.answer, &claim, order));
                    given.entry(row).or_default().insert(label.clone());
                }
            }
        }
    }
    // States in which the same people get the same answer stand together.
    let mut table: BTreeMap<(usize, String, Who), BTreeSet<String>> = BTreeMap::new();
    for ((act, state, answer), who) in given {
        table.entry((act, answer, who)).or_default().insert(state);
    }
    let list = |words: BTreeSet<String>| words.into_iter().collect::<Vec<_>>().join("、");
    let mut all = String::new();
    let (mut last_act, mut last_answer) = (usize::MAX, String::new());
    for ((act, answer, who), states) in table {
        if act != last_act {
            let verb = Verb::ALL[act];
            let _ = writeln!(all, "{} {}", verb.code(), verb.zh());
            (last_act, last_answer) = (act, String::new());
        }
        if answer != last_answer {
            let _ = writeln!(all, "  {answer}");
            last_answer = answer;
        }
        let _ = writeln!(all, "    {}：{}", list(who), list(states));
    }
    insta::assert_snapshot!(all);
}
