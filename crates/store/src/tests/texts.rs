//! Every SQL text of the crate: both engines take it, and its `$n` stand in order of first appearance.

use super::*;

fn all() -> Vec<(String, &'static str)> {
    let modules: &[(&str, &[(&'static str, &'static str)])] = &[("migrate", crate::migrate::TEXTS), ("ids", crate::ids::TEXTS)];
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

fn placeholders(sql: &str) -> Vec<usize> {
    sql.split('$')
        .skip(1)
        .map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap())
        .collect()
}
