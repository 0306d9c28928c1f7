//! Runs of a small city: the same each time, whether stopped or not, and sound at the end whatever happened.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::path::Path;
use std::time::Duration;

use app::{App, Clock, Place, Setup};
use law::Date;
use sim::{Parameters, Report, Simulation, Truth};
use tempfile::TempDir;

/// Some winter days: heating outages, a holiday in front of the weekend, everything once.
fn small() -> Parameters {
    Parameters {
        from: Date::constant(2026, 1, 1),
        days: 5,
        requests_a_day: 120.0,
        bursts: 1.0,
        suspended: 0.05,
        disputed: 0.2,
        extended: 0.2,
        unresolvable: 0.06,
        emergency: 0.02,
        outside: 0.02,
        ..Parameters::default()
    }
}

async fn open(folder: &Path, setup: Setup, parameters: &Parameters) -> App {
    let begins = match setup {
        Setup::New => Simulation::begins(parameters),
        Setup::Existing => Simulation::stands_at(folder).unwrap(),
    };
    let place = Place::parse(folder.to_str().unwrap(), None).unwrap().relaxed();
    App::open(&place, setup, Clock::manual(begins)).await.unwrap()
}

/// Plays from the beginning (or from where it stands) until so many minutes are over, and reports.
async fn play(folder: &Path, setup: Setup, until: u64, width: usize) -> (bool, Report) {
    let parameters = small();
    let app = open(folder, setup, &parameters).await;
    let new = (setup == Setup::New).then_some(parameters);
    let mut simulation = Simulation::open(&app, folder, new).await.unwrap().abreast(width);
    let over = simulation.play(|minute| minute >= until, |_| {}).await.unwrap();
    let report = simulation.report(Duration::ZERO, |_| {}).await.unwrap();
    app.close().await;
    (over, report)
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn truth(folder: &Path) -> Vec<Truth> {
    let text = std::fs::read_to_string(folder.join(Simulation::TRUTH)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn the_same_seed_gives_the_same_log_however_many_go_abreast_and_wherever_it_was_stopped() {
    let (whole, narrow, stopped) = (folder(), folder(), folder());
    let (over, first) = play(whole.path(), Setup::New, u64::MAX, 64).await;
    assert!(over && first.wrong.is_empty(), "{}", first.page);
    let (_, second) = play(narrow.path(), Setup::New, u64::MAX, 1).await;
    assert_eq!(first.log, second.log, "{}\n{}", first.page, second.page);
    // Stopped twice, once in the middle of a busy hour, and gone on each time in a new process's place.
    let (over, half) = play(stopped.path(), Setup::New, 1_440 + 617, 64).await;
    assert!(!over && half.log != first.log && half.wrong.is_empty());
    let (over, _) = play(stopped.path(), Setup::Existing, 3 * 1_440 + 5, 64).await;
    assert!(!over);
    let (over, last) = play(stopped.path(), Setup::Existing, u64::MAX, 64).await;
    assert!(over);
    assert_eq!(last.log, first.log, "{}\n{}", last.page, first.page);
    assert_eq!(truth(stopped.path()), truth(whole.path()));
    assert!(truth(whole.path()).len() > 300, "{}", truth(whole.path()).len());
    // The days have everything in them that a month has.
    for word in [
        "派单",
        "签收",
        "退单异议",
        "裁定异议",
        "申请延期",
        "审核延期",
        "申请中止",
        "紧急转接",
        "转外地热线",
        "回访",
        "核实认定",
    ] {
        assert!(first.page.contains(&format!("已办：{word}：")), "{word}\n{}", first.page);
    }
}

#[tokio::test]
async fn a_run_that_broke_off_goes_on_and_is_sound() {
    let place = folder();
    let parameters = small();
    // Broken off in the middle: what was kept is the beginning of the day, and the database is ahead of it.
    {
        let app = open(place.path(), Setup::New, &parameters).await;
        let mut simulation = Simulation::open(&app, place.path(), Some(parameters)).await.unwrap();
        // Dropped between two of its waits, as a killed process is.
        let (reached, mut rest) = (std::cell::Cell::new(0), 200);
        let mut playing = std::pin::pin!(simulation.play(|_| false, |progress| reached.set(progress.minute)));
        let dropped = std::future::poll_fn(|context| {
            if reached.get() > 2 * 1_440 + 650 {
                rest -= 1;
            }
            if rest == 0 {
                return std::task::Poll::Ready(true);
            }
            playing.as_mut().poll(context).map(|_| false)
        });
        assert!(dropped.await, "it went on to the end");
        app.db().close().await;
    }
    let (over, report) = play(place.path(), Setup::Existing, u64::MAX, 64).await;
    assert!(over && report.wrong.is_empty(), "{}", report.page);
    let numbers: std::collections::BTreeSet<String> = truth(place.path()).into_iter().map(|one| one.no).collect();
    assert_eq!(numbers.len(), truth(place.path()).len(), "nobody is taken down twice");
}

#[tokio::test]
async fn another_seed_is_another_city() {
    let (one, other) = (folder(), folder());
    let parameters = Parameters { days: 1, ..small() };
    let mut logs = Vec::new();
    for (place, seed) in [(&one, 1), (&other, 2)] {
        let parameters = Parameters { seed, ..parameters.clone() };
        let app = open(place.path(), Setup::New, &parameters).await;
        let mut simulation = Simulation::open(&app, place.path(), Some(parameters)).await.unwrap();
        assert!(simulation.play(|_| false, |_| {}).await.unwrap());
        logs.push(simulation.report(Duration::ZERO, |_| {}).await.unwrap().log);
        app.close().await;
    }
    assert_ne!(logs[0], logs[1]);
}
