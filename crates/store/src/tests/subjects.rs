//! The smaller subjects: ids, numbers, vault, accounts, sessions, looks, notices, documents, tries, commands.

use std::collections::{BTreeSet, HashSet};

use hotline::reactions::{Notice, Recipient};
use hotline::{AccountId, PersonId, Role};
use law::{Clause, Instant, Registry};
use zeroize::Zeroizing;

use super::*;
use crate::accounts::{self, Account};
use crate::documents::{self, Document};
use crate::ids::Ids;
use crate::looks::{self, Look};
use crate::numbers::Numbers;
use crate::persons::{self, Identity};
use crate::plain::Blind;
use crate::sessions::{self, Session};
use crate::vault::Vault;
use crate::{KeyError, MasterKey, chain, commands, notices, tries, verify};

fn now() -> Instant {
    Instant::from_ms(NOW)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_sort_by_time_and_never_come_twice() {
    for Fresh { db, .. } in both().await {
        let one = Ids::lease(&db, 1_000, NOW).await.unwrap();
        let two = Ids::lease(&db, 1_000, NOW).await.unwrap();
        let mut seen = HashSet::new();
        let mut last = 0;
        // Faster than the counter, backwards, and far beyond the lease.
        let clock = (0..5_000).map(|_| NOW).chain([NOW - 50_000, NOW + 10, NOW + 900, NOW - 1, NOW + 5_000, NOW]);
        for at in clock {
            let id = one.next(&db, at).await.unwrap();
            assert!(id > last);
            last = id;
            assert!(seen.insert(id));
            assert!(seen.insert(two.next(&db, at).await.unwrap()));
        }
        assert_eq!(Ids::instant_of(last), NOW + 5_000);
        // A process that starts with the clock set back does not get a node whose ids lie ahead of it.
        let three = Ids::lease(&db, 1_000, NOW - 60_000).await.unwrap();
        assert!(seen.insert(three.next(&db, NOW - 60_000).await.unwrap()));
        // Long after, the nodes are free again.
        let later = Ids::lease(&db, 1_000, NOW + 1_000_000).await.unwrap();
        assert_eq!((later.next(&db, NOW + 1_000_000).await.unwrap() >> 11) & 1_023, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_of_a_day_never_come_twice() {
    for Fresh { db, .. } in both().await {
        let day = now().date();
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move {
                    let numbers = Numbers::default();
                    let mut made = Vec::new();
                    for _ in 0..60 {
                        made.push(numbers.next(&db, "TS", day).await.unwrap().to_string());
                    }
                    made
                })
            })
            .collect();
        let mut all = HashSet::new();
        for task in tasks {
            for number in task.await.unwrap() {
                assert!(number.starts_with("TS260105-00"), "{number}");
                assert!(all.insert(number));
            }
        }
        let other = Numbers::default().next(&db, "TS", day.tomorrow().unwrap()).await.unwrap();
        assert!(other.as_str().starts_with("TS260106-00001-"), "{other}");
    }
}

fn identity(name: &str, phone: &str) -> Identity {
    let words = |text: &str| Some(Zeroizing::new(text.to_owned()));
    Identity { name: words(name), phone: words(phone), home: words("路北区某小区3-2-101"), ..Identity::default() }
}

#[tokio::test]
async fn c39_persons_are_sealed_found_by_any_spelling_and_open_in_their_own_row_only() {
    for Fresh { db, .. } in both().await {
        let master = MasterKey::random().unwrap();
        let vault = Vault::open(&db, &master, now()).await.unwrap();
        let key = vault.key_of_month(&db, now()).await.unwrap();
        for (id, name, phone) in [(1, "王小明", "138 1234 5678"), (2, "李四", "0315-2345678")] {
            let sealed = persons::seal(&vault, key, PersonId(id), &identity(name, phone), now()).unwrap();
            db.write(vec![sealed.stmt]).await.unwrap();
        }
        let found = persons::find(&vault, Blind::Phone, "＋86 13812345678").unwrap();
        let found = persons::read(&db.fetch(&[found]).await.unwrap()[0]).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].id, found[0].label.as_str()), (PersonId(1), "王**"));
        assert_eq!(found[0].phone_label, "138****5678");
        let as_document = persons::find(&vault, Blind::Document, "13812345678").unwrap();
        assert!(db.fetch(&[as_document]).await.unwrap()[0].is_empty());

        // Another process, with the key file only, reads it; nothing readable lies in the row.
        let other = Vault::open(&db, &master, now()).await.unwrap();
        let opened = persons::open(&db, &other, PersonId(1)).await.unwrap().unwrap();
        assert_eq!(opened.name.as_ref().map(|name| name.as_str()), Some("王小明"));
        assert_eq!(opened.phone.as_ref().map(|phone| phone.as_str()), Some("138 1234 5678"));
        assert!(persons::open(&db, &other, PersonId(9)).await.unwrap().is_none());
        let row = db.rows("SELECT name_enc FROM person WHERE id = 1", Vec::new()).await.unwrap();
        let bytes = row[0].bytes(0).unwrap().to_vec();
        assert!(!bytes.windows("王".len()).any(|window| window == "王".as_bytes()));

        // A value moved to another row, or changed by a bit, does not open.
        let swap = "UPDATE person SET name_enc = $1 WHERE id = $2";
        db.write(vec![Stmt::new(swap, args![bytes.clone(), 2_i64])]).await.unwrap();
        let moved = persons::open(&db, &vault, PersonId(2)).await.unwrap_err();
        assert!(matches!(moved, StoreError::Key(KeyError::Sealed { .. })), "{moved}");
        let mut bent = bytes;
        *bent.last_mut().unwrap() ^= 1;
        db.write(vec![Stmt::new(swap, args![bent, 1_i64])]).await.unwrap();
        assert!(persons::open(&db, &vault, PersonId(1)).await.is_err());
    }
}

#[tokio::test]
async fn a_wrong_key_file_is_refused_in_words_and_changes_nothing() {
    for Fresh { db, .. } in both().await {
        let master = MasterKey::random().unwrap();
        Vault::open(&db, &master, now()).await.unwrap();
        let error = Vault::open(&db, &MasterKey::random().unwrap(), now()).await.err().unwrap();
        assert_eq!(error, StoreError::Key(KeyError::Wrong));
        assert!(error.zh().contains("密钥文件与这个数据库不匹配"));
        Vault::open(&db, &master, now()).await.unwrap();
    }
}

#[tokio::test]
async fn two_processes_make_one_key_of_the_month() {
    for Fresh { db, .. } in both().await {
        let master = MasterKey::random().unwrap();
        let (one, two) = tokio::join!(Vault::open(&db, &master, now()), Vault::open(&db, &master, now()));
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!(one.blind(Blind::Phone, "1"), two.blind(Blind::Phone, "1"));
        let (key, same) = tokio::join!(one.key_of_month(&db, now()), two.key_of_month(&db, now()));
        assert_eq!(key, same);
        let place = crate::vault::Field { table: "person", column: "name_enc", row: 1 };
        let sealed = one.seal(key.unwrap(), place, "王".as_bytes()).unwrap();
        assert_eq!(two.unseal(place, &sealed).unwrap().as_slice(), "王".as_bytes());
    }
}

fn account(id: i64, login: &str) -> Account {
    Account {
        id: AccountId(id),
        login: login.into(),
        name: "张三".into(),
        unit: "TS-12345".into(),
        region: "130200000000".into(),
        roles: BTreeSet::from([Role::Operator, Role::Dispatcher]),
        password: "$argon2id$...".into(),
        disabled: false,
        failed: 0,
        locked_until: Instant::from_ms(0),
        created_at: now(),
    }
}

#[tokio::test]
async fn sessions_end_with_password_place_and_account() {
    for Fresh { db, .. } in both().await {
        db.write(vec![accounts::insert(&account(1, " Zhang3 "))]).await.unwrap();
        let again = db.write(vec![accounts::insert(&account(2, "zhang3"))]).await;
        assert!(matches!(again, Err(StoreError::Refused { .. })));
        let found = accounts::read(&db.fetch(&[accounts::by_login("ZHANG3")]).await.unwrap()[0]).unwrap();
        assert_eq!(found, [Account { login: "zhang3".into(), ..account(1, "") }]);
        let session = Session {
            csrf_secret: vec![1; 32],
            created_at: now(),
            seen_at: now(),
            expires_at: now().plus_hours(1),
            addr: "127.0.0.1".into(),
        };
        let alive = async |at: Instant| {
            let rows = db.fetch(&[sessions::find(b"token", at)]).await.unwrap();
            sessions::read(&rows[0]).unwrap()
        };
        let endings: [Vec<Stmt>; 5] = [
            accounts::set_password(AccountId(1), "$new"),
            accounts::set_place(AccountId(1), &"C-CGJ".into(), &"130200000000".into(), &BTreeSet::new()),
            accounts::set_disabled(AccountId(1), true),
            vec![sessions::end(b"token")],
            vec![sessions::purge(now().plus_hours(1))],
        ];
        for ending in endings {
            db.write(accounts::set_disabled(AccountId(1), false)).await.unwrap();
            db.write(vec![sessions::insert(b"token", AccountId(1), &session)]).await.unwrap();
            let (found, of) = alive(now()).await.unwrap();
            assert_eq!((found, of.id), (session.clone(), AccountId(1)));
            assert!(alive(now().plus_hours(1)).await.is_none());
            db.write(ending).await.unwrap();
            assert!(alive(now()).await.is_none());
        }
        for wanted in 1..=3 {
            assert_eq!(db.take(accounts::failed(AccountId(1))).await.unwrap()[0].i64(0), Ok(wanted));
        }
    }
}

#[tokio::test]
async fn looks_are_chained_also_when_many_look_at_once() {
    for Fresh { db, .. } in both().await {
        let look = |n: i64| Look {
            root: 5,
            at: now().plus_ms(n),
            actor: "s1@TS-12345".parse().unwrap(),
            unit: "TS-12345".into(),
            what: "phone".into(),
            reason: "回访需要联系诉求人".into(),
            from: "10.0.0.1".into(),
        };
        let tasks: Vec<_> = (0..10)
            .map(|n| {
                let (db, look) = (db.clone(), look(n));
                tokio::spawn(async move { looks::record(&db, look).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let rows = db.fetch(&[looks::of_root(5)]).await.unwrap().remove(0);
        assert_eq!(looks::read(&rows).unwrap().len(), 10);
        chain::verify(5, &looks::entries(&rows).unwrap(), None).unwrap();
        let counted = db.fetch(&[looks::count_by(&"s1@TS-12345".parse().unwrap(), now())]).await.unwrap();
        assert_eq!(counted[0][0].i64(0), Ok(10));
        // The head says where the log ends: one cut short is seen, and one without its head.
        let broken = || async { verify::verify(&db, &Registry::tangshan().divisions, |_| {}).await.unwrap() };
        assert_eq!(broken().await.unwrap().looks, 10);
        db.write(vec![Stmt::new("DELETE FROM look WHERE seq = 10", Vec::new())]).await.unwrap();
        assert!(broken().await.unwrap_err().to_string().contains("look chain"));
        db.write(vec![Stmt::new("DELETE FROM look_head WHERE root_id = 5", Vec::new())]).await.unwrap();
        assert!(broken().await.unwrap_err().to_string().contains("look chain"));
        db.write(vec![Stmt::new("UPDATE look SET reason = '' WHERE seq = 4", Vec::new())]).await.unwrap();
        let rows = db.fetch(&[looks::of_root(5)]).await.unwrap().remove(0);
        assert_eq!(chain::verify(5, &looks::entries(&rows).unwrap(), None).unwrap_err().seq, 4);
    }
}

#[tokio::test]
async fn notices_are_told_once_and_paged_newest_first() {
    for Fresh { db, .. } in both().await {
        let to = Recipient::Office("TS-12345".into(), Role::Reviewer);
        let notice = Notice { to: to.clone(), code: "accepted", clause: Clause::C12, text: "已受理".into() };
        for event in 1..=5 {
            let stmts = notices::insert(1, event, &[notice.clone(), notice.clone()], now()).unwrap();
            db.write(stmts.clone()).await.unwrap();
            assert!(matches!(db.write(stmts).await, Err(StoreError::Refused { .. })));
        }
        let count = db.fetch(&[notices::count_of(1, 3).unwrap()]).await.unwrap();
        assert_eq!(count[0][0].i64(0), Ok(2));
        let mut seen = Vec::new();
        loop {
            let page = db.fetch(&[notices::of_recipient(&to, seen.last(), 3)]).await.unwrap();
            let page = notices::read(&page[0]).unwrap();
            if page.is_empty() {
                break;
            }
            seen.extend(page);
        }
        let places: Vec<_> = seen.iter().map(|told| (told.seq, told.n)).collect();
        let wanted: Vec<_> = (1..=5).rev().flat_map(|seq| [(seq, 2), (seq, 1)]).collect();
        assert_eq!(places, wanted);
        db.write(vec![notices::mark_read(&seen[0], now())]).await.unwrap();
    }
}

#[tokio::test]
async fn c50_the_document_in_force_is_the_last_that_has_begun() {
    for Fresh { db, .. } in both().await {
        let document = |version: &str, from: &str| Document {
            kind: "policy".into(),
            version: version.into(),
            effective_from: from.parse().unwrap(),
            body: format!("body of {version}"),
            imported_at: now(),
            imported_by: "s1".into(),
        };
        let (one, two) = (document("1", "2026-01-01"), document("2", "2026-07-01"));
        db.write(vec![documents::insert(&two), documents::insert(&one)]).await.unwrap();
        assert!(db.write(vec![documents::insert(&one)]).await.is_err());
        let wanted =
            [("2025-12-31", None), ("2026-01-01", Some(&one)), ("2026-06-30", Some(&one)), ("2026-07-01", Some(&two))];
        for (day, wanted) in wanted {
            let rows = db.fetch(&[documents::in_force("policy", day.parse().unwrap())]).await.unwrap();
            assert_eq!(documents::read(&rows[0]).unwrap().first(), wanted, "{day}");
        }
        db.write(vec![Stmt::new("UPDATE document SET body = '' WHERE version = '1'", Vec::new())]).await.unwrap();
        let rows = db.fetch(&[documents::by_version("policy", "1")]).await.unwrap();
        assert!(matches!(documents::read(&rows[0]), Err(StoreError::Corrupt { .. })));
        for value in ["a", "b"] {
            let before = db.fetch(&[documents::setting("s")]).await.unwrap();
            db.write(vec![documents::set("s", value, &before[0])]).await.unwrap();
            assert_eq!(db.fetch(&[documents::setting("s")]).await.unwrap()[0][0].text(0), Ok(value));
        }
    }
}

#[tokio::test]
async fn tries_are_counted_in_a_window() {
    for Fresh { db, .. } in both().await {
        let count = async |minutes: i64| tries::count(&db, "code", now().plus_minutes(minutes), 600_000).await.unwrap();
        assert_eq!([count(0).await, count(1).await, count(9).await], [1, 2, 3]);
        assert_eq!([count(10).await, count(11).await], [1, 2], "a new window");
        db.write(vec![tries::forget("code")]).await.unwrap();
        assert_eq!(count(11).await, 1);
    }
}

#[tokio::test]
async fn a_command_is_found_by_its_key() {
    for Fresh { db, .. } in both().await {
        let id = commands::id("s1", "key-1");
        let done = commands::Done {
            root: 1,
            seq: 2,
            at: now(),
            verb: "sign".into(),
            request: commands::digest(b"{}").to_vec(),
            answer: "{}".into(),
        };
        db.write(vec![commands::note(&id, &done)]).await.unwrap();
        let rows = db.fetch(&[commands::seen(&id), commands::seen("s2/key-1")]).await.unwrap();
        assert_eq!(commands::read(&rows[0]).unwrap(), Some(done.clone()));
        assert_eq!(commands::read(&rows[1]).unwrap(), None);
        assert_eq!(db.write(vec![commands::note(&id, &done)]).await, Err(StoreError::Conflict));
        db.write(vec![commands::purge(now().plus_ms(1))]).await.unwrap();
        assert!(db.fetch(&[commands::seen(&id)]).await.unwrap()[0].is_empty());
    }
}
