//! How fast the one path of a change is: `cargo run --release -p app --example bench -- [FOLDER] [ADDRESS]`.
//!
//! Transitions a second through [`App::handle`] with 1 and 16 writers, beside a floor that sends the same SQL by hand
//! (no decision, no JSON, no hash), and the ratio of the two. FOLDER is where SQLite puts its file (a temporary folder
//! unless given); ADDRESS a PostgreSQL server, `YIHU_TEST_PG` unless given: databases are made there and dropped again.
//! Machines are noisy: compare figures of one run only. Method and figures: `docs/benchmarks.md`.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]

mod alone;
mod figures;
mod pgbench;
mod postgres;
mod sqlite;
mod through;
mod work;

use app::play::Player;
use app::{App, Clock, Place, Setup};
use law::Instant;
use work::{Floor, plan};

/// Rounds; in each one every way has its turn, on claims of its own.
const ROUNDS: usize = 9;
/// How many write at once, and the transitions of each turn.
const CROWDS: [(usize, usize); 2] = [(1, 400), (16, 1_600)];

/// A Monday morning on which everybody works.
fn morning() -> Instant {
    Instant::parse_rfc3339("2026-03-02T09:00:00+08:00").unwrap()
}

#[tokio::main]
async fn main() {
    let (mut folder, mut server) = (None, std::env::var("YIHU_TEST_PG").ok());
    for arg in std::env::args().skip(1) {
        if arg.starts_with("postgres") { server = Some(arg) } else { folder = Some(arg) }
    }
    let temporary = tempfile::tempdir().unwrap();
    let key = temporary.path().join("yihu.key");
    let folder = folder.unwrap_or_else(|| temporary.path().join("data").display().to_string());
    let cores = std::thread::available_parallelism().unwrap();
    println!("{cores} cores; medians of {ROUNDS} interleaved rounds, (lowest..highest)\n");

    let app = open(&folder, &key).await;
    alone::run(&app).await;
    let floor = sqlite::ByHand::open(&folder);
    println!("\nSQLite {}, WAL, synchronous=FULL, in {folder}", rusqlite::version());
    alone::disk(&folder);
    compare(&app, &[Way::Handle, Way::Floor(&floor)]).await;
    drop(floor);
    app.close().await;

    let Some(server) = server else {
        println!("\nPostgreSQL: left out, YIHU_TEST_PG is not set (source scripts/pg-test.sh)");
        return;
    };
    let (database, copies) = (postgres::Database::make(&server, "handle").await, pgbench::find());
    let app = open(&database.address, &key).await;
    println!("\nPostgreSQL {}", database.conditions().await);
    let sequential = postgres::ByHand::connect(&database.address, postgres::Way::Sequential).await;
    let pipelined = postgres::ByHand::connect(&database.address, postgres::Way::Pipelined).await;
    let copies = if let Some(program) = copies {
        Some(pgbench::Copies::make(&server, &key, program).await)
    } else {
        println!("pgbench is not installed: left out");
        None
    };
    let mut ways = vec![Way::Handle, Way::Floor(&sequential), Way::Floor(&pipelined)];
    for way in [postgres::Way::Sequential, postgres::Way::Pipelined] {
        ways.extend(copies.as_ref().map(|copies| Way::Copies(copies, way)));
    }
    compare(&app, &ways).await;
    app.close().await;
    if let Some(copies) = copies {
        copies.check().await;
        copies.drop().await;
    }
    database.drop().await;
}

async fn open(data: &str, key: &std::path::Path) -> App {
    let place = Place::parse(data, Some(key)).unwrap();
    App::open(&place, Setup::New, Clock::manual(morning())).await.unwrap()
}

/// A way of signing an order.
enum Way<'a> {
    Handle,
    Floor(&'a dyn Floor),
    Copies(&'a pgbench::Copies, postgres::Way),
}

/// What a way needs for its turn.
enum Ready {
    Work(Vec<work::Work>),
    Plans(Vec<work::Plan>),
    Copies(pgbench::Turn),
}

/// Rounds of every way, one right behind the other, then what they give, then the check that the floors wrote what
/// `handle` writes.
async fn compare(app: &App, ways: &[Way<'_>]) {
    let player = Player::new(app).unwrap();
    let mut made = 0;
    for (writers, count) in CROWDS {
        let mut rates = figures::Rates::new("handle");
        for round in 0..ROUNDS {
            let mut ready = Vec::with_capacity(ways.len());
            for way in ways {
                if let Way::Copies(copies, _) = way {
                    ready.push(Ready::Copies(copies.prepare(writers, count).await));
                    continue;
                }
                let work = work::dispatched(app, &player, made, count).await;
                made += count;
                if matches!(way, Way::Handle) {
                    ready.push(Ready::Work(work));
                    continue;
                }
                let mut plans = Vec::with_capacity(count);
                for claim in &work {
                    plans.push(plan(app, claim).await);
                }
                ready.push(Ready::Plans(plans));
            }
            let mut turns: Vec<_> = ways.iter().zip(ready).collect();
            // Who goes first changes from round to round: the disk is not the same a second later.
            turns.rotate_left(round % ways.len());
            for turn in turns {
                match turn {
                    (Way::Floor(floor), Ready::Plans(plans)) => {
                        rates.add(floor.name(), floor.run(plans, writers).await);
                    }
                    (Way::Copies(copies, way), Ready::Copies(turn)) => {
                        rates.add(pgbench::name(*way), copies.run(*way, &turn));
                    }
                    (_, Ready::Work(work)) => rates.add("handle", through::run(app, work, writers).await),
                    (_, Ready::Plans(_) | Ready::Copies(_)) => unreachable!("each way got what it needs"),
                }
            }
        }
        rates.print(writers);
    }
    work::check(app).await;
}
