//! What a transition costs before and beside its SQL: reading the claim, deciding, folding and writing it down; and
//! the reckoning of limits as `yihu law due --batch` does it.

use std::hint::black_box;
use std::io::Write as _;
use std::time::Instant;

use app::App;
use app::play::Player;
use store::claims;

use crate::figures::rate;
use crate::work::{dispatched, recorded, writes};

pub(crate) async fn run(app: &App) {
    let player = Player::new(app).unwrap();
    let work = dispatched(app, &player, 1_000_000, 1).await;
    let rows = app.db().fetch(&[claims::by_no(&work[0].no)]).await.unwrap();
    let stored = claims::read(&rows[0]).unwrap().unwrap();
    let unit = &work[0].unit;
    let decided = recorded(app, unit, &stored);

    println!("one core, no database:");
    measure("decide (sign)", 100_000, || recorded(app, unit, &stored));
    measure("claim from its document (JSON)", 30_000, || claims::read(&rows[0]).unwrap());
    measure("statements of the change (fold, JSON, hash)", 30_000, || writes(app, &stored, &decided));
    let line = r#"{"limit":"5wd","start":"2026-02-10T10:00:00+08:00","pauses":[["2026-02-12T09:00:00+08:00","2026-02-25T17:30:00+08:00"]]}"#;
    let calendar = app.calendar();
    measure("a line of `law due --batch`", 30_000, || {
        let query: law::query::Query = serde_json::from_str(line).unwrap();
        serde_json::to_string(&law::query::answer(&query, calendar).unwrap()).unwrap()
    });
    // The claim of these figures is signed as well, so that the check at the end finds every claim alike.
    crate::through::run(app, work, 1).await;
}

/// What the disk needs to hold a page: the floor of all floors.
pub(crate) fn disk(folder: &str) {
    let page = [0x5A_u8; 4_096];
    let path = std::path::Path::new(folder).join("page");
    let mut file = std::fs::File::create(&path).unwrap();
    measure("4 KiB written and synced", 300, || file.write_all(&page).and_then(|()| file.sync_data()).unwrap());
    std::fs::remove_file(path).unwrap();
}

fn measure<T>(what: &str, times: usize, mut once: impl FnMut() -> T) {
    let since = Instant::now();
    for _ in 0..times {
        black_box(once());
    }
    let rate = rate(times, since);
    println!("  {what:<44} {rate:>7.0} a second ({:.1} µs)", 1e6 / rate);
}
