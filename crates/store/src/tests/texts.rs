//! Every SQL text of the crate: both engines take it, and its `$n` stand in order of first appearance.

use super::*;

fn all() -> Vec<(String, &'static str)> {
    let modules: &[(&str, &[(&'static str, &'static str)])] = &[
        ("accounts", crate::accounts::TEXTS),
        ("changes", crate::changes::TEXTS),
        ("claims", crate::claims::TEXTS),
        ("clocks", crate::clocks::TEXTS),
        ("commands", crate::commands::TEXTS),
        ("deliveries", crate::deliveries::TEXTS),
        ("documents", crate::documents::TEXTS),
        ("events", crate::events::TEXTS),
        ("ids", crate::ids::TEXTS),
        ("looks", crate::looks::TEXTS),
        ("migrate", crate::migrate::TEXTS),
        ("notices", crate::notices::TEXTS),
        ("numbers", crate::numbers::TEXTS),
        ("orders", crate::orders::TEXTS),
        ("outbox", crate::outbox::TEXTS),
        ("persons", crate::persons::TEXTS),
        ("presence", crate::presence::TEXTS),
        ("reading", crate::reading::TEXTS),
        ("sessions", crate::sessions::TEXTS),
        ("supervisions", crate::supervisions::TEXTS),
        ("tries", crate::tries::TEXTS),
        ("vault", crate::vault::TEXTS),
    ];
    modules
        .iter()
        .flat_map(|(module, texts)| texts.iter().map(move |(name, sql)| (format!("{module}::{name}"), *sql)))
        .collect()
}

#[tokio::test]
async fn both_engines_prepare_every_text() {
    for Fresh { db, .. } in both().await {
        for (name, sql) in all() {
            let prepared = db.prepare(sql).await;
            assert_eq!(prepared, Ok(placeholders(sql).iter().copied().max().unwrap_or(0)), "{name} on {}", db.engine());
        }
    }
}

#[test]
fn placeholders_stand_in_order_of_first_appearance() {
    for (name, sql) in all() {
        let mut next = 1;
        for n in placeholders(sql) {
            assert!(n <= next, "{name}: ${n} before ${next}");
            next = next.max(n + 1);
        }
    }
}

#[test]
fn no_text_uses_what_the_engines_do_differently() {
    let banned = ["now()", "random()", "lower(", "FOR UPDATE", "OFFSET", "SKIP LOCKED", "LIKE", "CURRENT_", "::"];
    for (name, sql) in all() {
        for word in banned {
            assert!(!sql.contains(word), "{name} uses {word}");
        }
    }
}

#[tokio::test]
async fn the_hot_texts_go_by_their_index() {
    let wanted = [
        ("clocks::TAKE", "clock_due"),
        ("clocks::NEXT", "clock_due"),
        ("outbox::TAKE", "outbox_lease"),
        ("deliveries::TAKE", "delivery_free"),
        ("deliveries::REPORTED", "delivery_handle"),
        ("deliveries::FAILURES", "delivery_failed"),
        ("looks::RECENT", "look_at"),
        ("looks::BY_ACTOR", "look_actor"),
        ("notices::OF_RECIPIENT", "notice_recipient"),
        ("changes::CHANGED", "claim_updated"),
        ("presence::OTHERS", "sqlite_autoindex_presence_1"),
        ("presence::PURGE", "presence_until"),
        ("persons::BY_PHONE", "person_phone"),
        ("reading::QUEUE", "claim_queue"),
        ("reading::QUEUE_COUNTY", "claim_county_queue"),
        ("reading::STAGES_COUNTY", "claim_county_queue"),
        ("reading::RECENT", "claim_received"),
        ("reading::RECENT_COUNTY", "claim_county"),
        ("reading::ELSEWHERE", "claim_elsewhere"),
        ("reading::ELSEWHERE_COUNT", "claim_elsewhere"),
        ("reading::ELSEWHERE_COUNTY", "claim_elsewhere_county"),
        ("reading::ELSEWHERE_COUNT_COUNTY", "claim_elsewhere_county"),
        ("claims::BY_NO", "sqlite_autoindex_claim_1"),
        ("events::ROOTS", "sqlite_autoindex_event_1"),
    ];
    let Fresh { db, .. } = testing::sqlite(NOW).await.unwrap();
    for (name, sql) in all() {
        let explained: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into_boxed_str());
        let args = vec![crate::Val::Null; placeholders(sql).iter().copied().max().unwrap_or(0)];
        let plan: Vec<String> =
            db.rows(explained, args).await.unwrap().iter().map(|row| row.text(3).unwrap().to_owned()).collect();
        if let Some((_, index)) = wanted.iter().find(|(wanted, _)| *wanted == name) {
            assert!(plan.iter().any(|step| step.contains(index)), "{name}: {plan:#?}");
            assert!(plan.iter().all(|step| !step.contains("TEMP B-TREE")), "{name} sorts: {plan:#?}");
        }
    }
}

fn placeholders(sql: &str) -> Vec<usize> {
    sql.split('$')
        .skip(1)
        .map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap())
        .collect()
}
