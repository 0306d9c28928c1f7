//! How fast the one path of a change is: `cargo run --release -p app --example bench -- [DATA]`.
//!
//! Prints commands decided a second on one core, and transitions a second through [`App::handle`] with 1 and 16 writers.
//! DATA is a fresh folder (SQLite, default) or a PostgreSQL address. Machines are noisy: compare figures of one run only.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]

use std::time::Instant as Stopwatch;

use app::play::Player;
use app::{App, Clock, Intake, Place, Setup};
use hotline::{
    Actor, CategoryRef, Channel, ClaimKind, ClaimNo, ClaimantKind, Command, Context, ReadBack, Registration, SpeaksFor,
    decide,
};
use law::{Instant, Policy, Registry, WorkCalendar};

const CLAIMS: usize = 400;

fn registration() -> Registration {
    Registration {
        misconduct: None,
        kind: ClaimKind::Help,
        category: CategoryRef { code: "010203".into(), version: String::new() },
        place: hotline::Place { division: "130203006019".into(), text: "3号楼".to_owned() },
        title: "健身器材坏了".to_owned(),
        content: String::new(),
        demands: Vec::new(),
        read_back: Some(ReadBack { text: "健身器材坏了".to_owned(), confirmed: true }),
        truth_told: true,
    }
}

async fn dispatched(app: &App, player: &Player<'_>, n: usize) -> (ClaimNo, Actor) {
    let intake = Intake {
        channel: Channel::Phone,
        name: "王小明".to_owned(),
        phone: format!("100{n:08}"),
        claimant_kind: ClaimantKind::Natural,
        speaks_for: SpeaksFor::Own,
        told: "小区健身器材坏了两个月没人修，老人孩子都不敢用".to_owned(),
        told_place: String::new(),
        origin: None,
        confidential: false,
        enterprise: false,
        registration: Some(registration()),
    };
    let no = app.receive_as(intake, Some(player.agency()), &format!("bench/{n}")).await.unwrap().no;
    let dispatch = player.by_the_list(&no, false).await.unwrap();
    let unit = player.unit(&dispatch.lead);
    player.by_agency(&no, Command::Dispatch(dispatch)).await.unwrap();
    (no, unit)
}

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let data = std::env::args().nth(1).unwrap_or_else(|| folder.path().join("data").display().to_string());
    let place = Place::parse(&data, Some(&folder.path().join("yihu.key"))).unwrap();
    let now = Instant::parse_rfc3339("2026-03-02T09:00:00+08:00").unwrap();
    let app = App::open(&place, Setup::New, Clock::manual(now)).await.unwrap();
    let player = Player::new(&app).unwrap();

    let (no, unit) = dispatched(&app, &player, 0).await;
    let claim = player.claim(&no).await.unwrap();
    let ctx = Context {
        now,
        actor: &unit,
        policy: Policy::tangshan(),
        calendar: WorkCalendar::china(),
        registry: Registry::tangshan(),
        identity: &[],
    };
    let watch = Stopwatch::now();
    let rounds = 200_000_u32;
    for _ in 0..rounds {
        std::hint::black_box(decide(&claim, Command::Sign { order: 1 }, &ctx).unwrap());
    }
    println!("decide (sign), one core: {:.0} a second", f64::from(rounds) / watch.elapsed().as_secs_f64());

    for (round, writers) in [1_usize, 16].into_iter().enumerate() {
        let mut work = Vec::new();
        for n in 0..CLAIMS {
            work.push(dispatched(&app, &player, 1 + round * CLAIMS + n).await);
        }
        let work = std::sync::Arc::new(std::sync::Mutex::new(work));
        let watch = Stopwatch::now();
        let tasks: Vec<_> = (0..writers)
            .map(|_| {
                let (app, work) = (app.clone(), work.clone());
                tokio::spawn(async move {
                    loop {
                        let Some((no, unit)) = work.lock().unwrap().pop() else { break };
                        app.handle(&no, None, Command::Sign { order: 1 }, &unit, None).await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let rate = f64::from(u32::try_from(CLAIMS).unwrap()) / watch.elapsed().as_secs_f64();
        println!("transitions through handle, {writers} writers: {rate:.0} a second");
    }
}
