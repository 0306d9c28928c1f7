//! A claim from its first event: rows follow the fold, and `verify` finds every change that did not come through it.

use hotline::authority::Scope;
use hotline::{Claim, ClaimId, ClaimNo, ClockKind, Event, Recorded, RunningClock};
use law::registry::Registry;
use law::{Clause, Instant};
use serde_json::json;

use super::*;
use crate::claims::{self, Stored};
use crate::verify::{Finding, verify};
use crate::{clocks, events, outbox, reading};

const PHONE: [u8; 16] = [7; 16];

fn at(minutes: i64) -> Instant {
    Instant::from_ms(NOW).plus_minutes(minutes)
}

fn clock(kind: ClockKind, minutes: i64, due: i64) -> RunningClock {
    RunningClock {
        kind,
        limit: "5wd".parse().unwrap(),
        started_at: at(minutes),
        due: at(due),
        provisional: false,
        basis: Clause::C24_1,
        policy: "p1".into(),
        held: false,
        expired_at: None,
    }
}

fn fact(value: serde_json::Value, clocks: &[RunningClock]) -> Event {
    let mut value = value;
    value["clocks"] = serde_json::to_value(clocks).unwrap();
    serde_json::from_value(value).unwrap()
}

fn dispatched(order: u16, unit: &str, minutes: i64) -> Event {
    let duty = json!({"level": "county_department", "line": "010201/county", "version": "v1", "departure": null});
    fact(
        json!({"type": "OrderDispatched", "order": order, "unit": unit, "agency": "TS-12345", "role": "main",
               "hop": order, "designated": false, "duty": duty, "task": "", "own_limit": null}),
        &[clock(ClockKind::Sign, minutes, minutes + 60), clock(ClockKind::Handle, minutes, minutes + 7_200)],
    )
}

/// What happens, one commit each: received, accepted and dispatched at once, signed, disputed, upheld, sent on.
fn story(id: i64) -> Vec<Vec<Event>> {
    let claimant = json!({"person": 1, "label": "王**", "kind": "natural", "speaks_for": "self"});
    let received = fact(
        json!({"type": "ClaimReceived", "id": id, "no": ClaimNo::new("TS", 260_105, u32::try_from(id).unwrap()),
               "agency": "TS-12345", "channel": "phone", "claimant": claimant, "confidential": false,
               "enterprise": false, "told": "路灯不亮", "told_place": "学院路"}),
        &[clock(ClockKind::Accept, 0, 10)],
    );
    let division = Registry::tangshan().divisions.counties().next().unwrap().code.clone();
    let registration = json!({"kind": "help", "category": {"code": "010201", "version": "v1"},
                              "place": {"division": division, "text": "学院路"}, "title": "路灯不亮"});
    let accepted = fact(json!({"type": "ClaimAccepted", "registration": registration}), &[]);
    let dispute = json!({"basis": "三定方案", "reasons": "非本局职责", "suggested": "C-ZJJ"});
    vec![
        vec![received],
        vec![accepted, dispatched(1, "C-CGJ", 5)],
        vec![fact(json!({"type": "OrderSigned", "order": 1}), &[])],
        vec![fact(
            json!({"type": "DisputeFiled", "order": 1, "dispute": dispute}),
            &[clock(ClockKind::DisputeReview, 15, 100)],
        )],
        vec![
            fact(json!({"type": "DisputeUpheld", "order": 1, "reason": "有理", "precedent": false}), &[]),
            dispatched(2, "C-ZJJ", 20),
        ],
    ]
}

/// One commit: what `app` does, without the law.
async fn commit(db: &Db, id: i64, facts: Vec<Event>, now: Instant) -> Result<u64, TransactError<StoreError>> {
    db.transact_on(id, vec![claims::by_id(id)], move |rows: &[Rows]| {
        let before = claims::read(&rows[0])?;
        let seen = before.as_ref().map_or(0, |stored| stored.claim.version);
        let recorded: Vec<Recorded> = (seen + 1..)
            .zip(&facts)
            .map(|(seq, event)| Recorded {
                seq,
                at: now,
                actor: "clock".parse().unwrap(),
                clause: Clause::C4,
                policy: "p1".into(),
                event: event.clone(),
            })
            .collect();
        let after = match &before {
            None => Claim::fold(&recorded).unwrap(),
            Some(stored) => recorded.iter().fold(stored.claim.clone(), |mut claim, event| {
                claim.apply(event);
                claim
            }),
        };
        let divisions = &Registry::tangshan().divisions;
        let stmts = claims::change(before.as_ref(), &after, &recorded, Some(PHONE), divisions)?;
        Ok((stmts, after.version))
    })
    .await
}

async fn play(db: &Db, id: i64) {
    for (step, facts) in (0..).zip(story(id)) {
        commit(db, id, facts, at(step * 5)).await.unwrap();
    }
}

async fn load(db: &Db, id: i64) -> Stored {
    claims::read(&db.fetch(&[claims::by_id(id)]).await.unwrap()[0]).unwrap().unwrap()
}

async fn check(db: &Db) -> Result<crate::verify::Counts, Finding> {
    verify(db, &Registry::tangshan().divisions, |_| ()).await.unwrap()
}

#[tokio::test]
async fn rows_follow_the_fold_and_verify_agrees() {
    for Fresh { db, .. } in both().await {
        let person =
            "INSERT INTO person (id, label, phone_label, phone_index, created_at_ms) VALUES (1, '', '', $1, 0)";
        db.write(vec![Stmt::new(person, args![PHONE])]).await.unwrap();
        play(&db, 1).await;
        play(&db, 2).await;
        let stored = load(&db, 1).await;
        assert_eq!((stored.claim.version, stored.claim.orders.len()), (7, 2));
        let by_no = db.fetch(&[claims::by_no(&stored.claim.no)]).await.unwrap();
        assert_eq!(claims::read(&by_no[0]).unwrap().as_ref(), Some(&stored));
        let recorded = events::read(&db.fetch(&[events::stream(1)]).await.unwrap()[0]).unwrap();
        assert_eq!(Claim::fold(&recorded).as_ref(), Some(&stored.claim));

        let inbox = "SELECT id FROM work_order WHERE unit = $1 AND done_at_ms IS NULL";
        assert!(db.rows(inbox, args!["C-CGJ"]).await.unwrap().is_empty(), "a returned order has left the inbox");
        assert_eq!(db.rows(inbox, args!["C-ZJJ"]).await.unwrap().len(), 2);
        let caller = "SELECT id FROM claim WHERE phone_index = $1 ORDER BY received_at_ms, id";
        assert_eq!(db.rows(caller, args![PHONE]).await.unwrap().len(), 2);

        let counts = check(&db).await.unwrap();
        assert_eq!((counts.claims, counts.events, counts.orders), (2, 14, 4), "{counts:?}");
        assert!(counts.clocks >= 4, "{counts:?}");
    }
}

#[tokio::test]
async fn c8_what_waits_for_a_word_from_elsewhere_is_found_by_its_column() {
    let (scope, nobody) = (Scope::City, Scope::County("130299000000".into()));
    for Fresh { db, .. } in both().await {
        let person =
            "INSERT INTO person (id, label, phone_label, phone_index, created_at_ms) VALUES (1, '', '', $1, 0)";
        db.write(vec![Stmt::new(person, args![PHONE])]).await.unwrap();
        let transferred = json!({"type": "TransferredOut", "to": "X-BJ", "note": "住户在北京"});
        let told = json!({"way": "phone", "at": at(30)});
        let fed_back = json!({"type": "TransferFedBack", "result": "已维修", "told": told});
        // Sixty whose result has come, all due before the two that wait: one page would have shown none of these.
        for id in 1..=62 {
            let mut facts = story(id);
            facts.truncate(2);
            facts[1].truncate(1);
            for facts in facts {
                commit(&db, id, facts, at(0)).await.unwrap();
            }
            let due = if id > 60 { 5_000 } else { 100 };
            let away = fact(transferred.clone(), &[clock(ClockKind::TransferAck, 5, due)]);
            commit(&db, id, vec![away], at(5)).await.unwrap();
            if id <= 60 {
                let back = fact(fed_back.clone(), &[clock(ClockKind::Closing, 30, 200)]);
                commit(&db, id, vec![back], at(30)).await.unwrap();
            }
        }
        let found = async |scope: &Scope| {
            let listed = reading::elsewhere(scope, reading::Key::FIRST).unwrap();
            let rows = db.fetch(&[listed, reading::elsewhere_count(scope).unwrap()]).await.unwrap();
            let ids: Vec<i64> = reading::read(&rows[0]).unwrap().iter().map(|row| row.claim.id.0).collect();
            (ids, rows[1][0].i64(0).unwrap())
        };
        assert_eq!(found(&scope).await, (vec![61, 62], 2));
        assert_eq!(found(&nobody).await, (Vec::new(), 0));
        check(&db).await.unwrap();
        // A database of before has the column filled by the migration, as the program would.
        let sql = crate::migrate::MIGRATIONS.iter().find(|one| one.name == "0012_elsewhere").unwrap().sql;
        let begins = sql.find("UPDATE claim").unwrap();
        let fill = sql[begins..].split_once(';').unwrap().0;
        db.write(vec![Stmt::new("UPDATE claim SET elsewhere_due_at_ms = NULL", Vec::new())]).await.unwrap();
        assert_eq!(found(&scope).await, (Vec::new(), 0));
        db.write(vec![Stmt::new(fill, Vec::new())]).await.unwrap();
        assert_eq!(found(&scope).await, (vec![61, 62], 2));
        check(&db).await.unwrap();
    }
}

#[tokio::test]
async fn c46_verify_names_what_was_changed_behind_its_back() {
    let no = ClaimNo::new("TS", 260_105, 1);
    let cases: &[(&'static str, &str)] = &[
        ("UPDATE event SET body = '{}' WHERE root_id = 1 AND seq = 3", "root 1, entry 3: its content"),
        ("UPDATE event SET clause = 'C5.1' WHERE root_id = 1 AND seq = 2", "root 1, entry 2: its content"),
        ("DELETE FROM event WHERE root_id = 1 AND seq = 4", "root 1, entry 4: missing, 5"),
        ("DELETE FROM event WHERE root_id = 1 AND seq = 7", "root 1, entry 7: missing at the end"),
        ("DELETE FROM event WHERE root_id = 1", "root 1, entry 1: missing at the end"),
        ("DELETE FROM claim WHERE id = 1", "claim TS260105-00001-?: the row is missing"),
        ("UPDATE claim SET title = 'x' WHERE id = 1", "claim TS260105-00001-?: title differs"),
        ("UPDATE claim SET stage = 'archived' WHERE id = 1", "claim TS260105-00001-?: stage differs"),
        ("UPDATE claim SET phone_index = NULL WHERE id = 1", "claim TS260105-00001-?: phone_index differs"),
        (
            "UPDATE work_order SET unit = 'x' WHERE root_id = 1 AND id = 2",
            "work_order TS260105-00001-?/2: unit differs",
        ),
        ("UPDATE work_order SET done_at_ms = NULL WHERE root_id = 1 AND id = 1", "?/1: done_at_ms differs"),
        ("DELETE FROM work_order WHERE root_id = 1 AND id = 1", "work_order TS260105-00001-?/1: the row is missing"),
        ("UPDATE clock SET due_at_ms = 0 WHERE root_id = 1 AND kind = 'handle'", "?/2/handle: due_at_ms differs"),
        ("DELETE FROM clock WHERE root_id = 1 AND kind = 'sign'", "?/2/sign: the row is missing"),
        ("UPDATE clock SET kind = 'check' WHERE root_id = 1 AND kind = 'sign'", "?/2/sign: the row is missing"),
    ];
    let person = "INSERT INTO person (id, label, phone_label, phone_index, created_at_ms) VALUES (1, '', '', $1, 0)";
    for Fresh { db, .. } in both().await {
        db.write(vec![Stmt::new(person, args![PHONE])]).await.unwrap();
        play(&db, 2).await;
        let mut tables = Vec::new();
        for sql in ["DELETE FROM event WHERE root_id = 1", "DELETE FROM claim WHERE id = 1"] {
            tables.push(Stmt::new(sql, Vec::new()));
        }
        for sql in ["DELETE FROM work_order WHERE root_id = 1", "DELETE FROM clock WHERE root_id = 1"] {
            tables.push(Stmt::new(sql, Vec::new()));
        }
        tables.push(Stmt::new("DELETE FROM outbox WHERE root_id = 1", Vec::new()));
        for (tampering, wanted) in cases {
            db.write(tables.clone()).await.unwrap();
            play(&db, 1).await;
            db.write(vec![Stmt::new(tampering, Vec::new())]).await.unwrap();
            let finding = check(&db).await.unwrap_err();
            let wanted = wanted.replace("TS260105-00001-?", no.as_str()).replace("?/", &format!("{no}/"));
            assert!(finding.to_string().contains(&wanted), "{tampering}: {finding}");
            assert!(!finding.zh().is_empty());
        }
    }
}

#[tokio::test]
async fn clocks_that_are_due_are_taken_once_and_come_again_after_the_lease() {
    for Fresh { db, .. } in both().await {
        play(&db, 1).await;
        assert_eq!(clocks::next_due(&db).await.unwrap(), Some(at(80)), "the sign clock of the second order");
        assert!(clocks::take_due(&db, "w1", at(79), 60_000).await.unwrap().is_empty());
        let taken = clocks::take_due(&db, "w1", at(80), 60_000).await.unwrap();
        let sign = clocks::DueClock { root: 1, order: Some(2), kind: ClockKind::Sign, due: at(80) };
        assert_eq!(taken, [sign]);
        assert!(clocks::take_due(&db, "w2", at(80), 60_000).await.unwrap().is_empty());
        assert_eq!(clocks::take_due(&db, "w2", at(82), 60_000).await.unwrap(), taken);
        let expired = json!({"type": "ClockExpired", "order": 2, "kind": "sign", "due": at(80)});
        commit(&db, 1, vec![serde_json::from_value(expired).unwrap()], at(82)).await.unwrap();
        assert!(clocks::take_due(&db, "w1", at(200), 60_000).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_outbox_gives_each_event_until_it_is_done() {
    for Fresh { db, .. } in both().await {
        play(&db, 1).await;
        assert_eq!(outbox::waiting(&db).await.unwrap(), (7, Some(at(0))));
        let taken = outbox::take(&db, "w1", at(60), 60_000).await.unwrap();
        assert_eq!(taken.iter().map(|taken| taken.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
        assert!(outbox::take(&db, "w2", at(60), 60_000).await.unwrap().is_empty());
        let mut stmts: Vec<Stmt> = taken[1..].iter().map(outbox::done).collect();
        stmts.push(outbox::later(&taken[0], "w1", at(70)));
        db.write(stmts).await.unwrap();
        assert!(outbox::take(&db, "w2", at(69), 60_000).await.unwrap().is_empty());
        let again = outbox::take(&db, "w2", at(70), 60_000).await.unwrap();
        assert_eq!((again[0].seq, again[0].tries), (1, 1));
    }
}

#[tokio::test]
async fn a_claim_of_the_same_id_or_number_is_not_made_twice() {
    for Fresh { db, .. } in both().await {
        play(&db, 1).await;
        let stored = load(&db, 1).await;
        let mut other = story(1).remove(0);
        if let Event::ClaimReceived { id, .. } = &mut other[0] {
            *id = ClaimId(99);
        }
        let error = commit(&db, 99, other, at(0)).await.unwrap_err();
        assert!(matches!(error, TransactError::Store(StoreError::Refused { .. })), "{error}");
        assert_eq!(load(&db, 1).await, stored);
    }
}
