//! A new version of the policy is held against what has been decided (C50), and takes effect on its day.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use app::{App, AppError, Clock, Place, Setup};
use hotline::story::new_version;
use law::Instant;

fn policy(rules: &[(&str, &str)]) -> String {
    new_version("2026-07-01".parse().unwrap(), rules)
}

#[tokio::test(flavor = "multi_thread")]
async fn c50_a_dry_run_says_which_claims_a_new_policy_would_have_decided_differently() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::parse(folder.path().join("data").to_str().unwrap(), Some(&folder.path().join("key"))).unwrap();
    let now = Instant::parse_rfc3339("2026-06-10T15:20:00+08:00").unwrap();
    let app = App::open(&place, Setup::New, Clock::manual(now)).await.unwrap();
    app::demo::play(&app, now, "yanshi-mima", |_, _| {}).await.unwrap();
    let since = "2026-01-01".parse().unwrap();

    // The policy in force changes nothing of what it decided.
    let mut found = Vec::new();
    let (read, differ) = app.dry_run(&policy(&[]), since, |no, _| found.push(no.clone())).await.unwrap();
    assert!(read > 30 && differ == 0, "{read} {differ} {found:?}");

    // Three working days instead of five: stricter, and some that were in time would not have been.
    let stricter = policy(&[("handle_other", "\"3wd\""), ("satisfied_levels", "2")]);
    let mut all = Vec::new();
    let (_, differ) = app.dry_run(&stricter, since, |_, found| all.extend(found.to_vec())).await.unwrap();
    assert!(differ > 0 && all.iter().any(|one| one.rule == "handle_other"), "{all:?}");
    assert!(all.iter().filter(|one| one.rule == "handle_other").all(|one| one.late <= one.would_be_late));

    // What is no limit: a file of evidence more, a word that was used, a trigger that was none.
    let other = policy(&[
        ("feedback_evidence", "{ consultation = 1, help = 3, complaint = 3, report = 3, suggestion = 3 }"),
        ("danger.fire", "[\"暖气\"]"),
        ("quiet_hours", "[\"0:00-23:30\"]"),
    ]);
    let mut rules = Vec::new();
    app.dry_run(&other, since, |_, found| rules.extend(found.iter().map(|one| one.rule))).await.unwrap();
    for rule in ["feedback_evidence", "danger", "quiet_hours"] {
        assert!(rules.contains(&rule), "{rule}: {rules:?}");
    }

    // Laxer than the regulation, back-dated, twice: refused in words. From its day on it governs, and not before.
    for wrong in [policy(&[("handle_other", "\"9wd\"")]), policy(&[]).replace("2026-07-01", "2026-01-05")] {
        assert!(matches!(app.import_policy(&wrong, "test").await, Err(AppError::Input(_))));
    }
    app.import_policy(&stricter, "test").await.unwrap();
    assert!(matches!(app.import_policy(&stricter, "test").await, Err(AppError::Input(_))));
    assert_eq!(app.policy().version, "tangshan-2026-01-01");
    app.clock().set(Instant::parse_rfc3339("2026-07-01T00:00:00+08:00").unwrap());
    assert_eq!(app.policy().version, "tangshan-2026-07-01");
    app.close().await;
}
