//! The main job on real input: the answered messages of a government board, each through the whole loop. The messages stand
//! beside the repository and never in it; without them the test says that it is skipped.

use std::io::Write as _;

use app::import::play_answered;
use app::{App, Clock, Place, Setup};
use law::Instant;
use law::registry::DivisionCode;

#[tokio::test(flavor = "multi_thread")]
async fn c4_no_real_message_is_lost_between_first_contact_and_archive() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/appeals/replied.csv");
    let file = std::env::var_os("YIHU_REPLIED_CSV").map_or(file, Into::into);
    let Ok(bytes) = std::fs::read(&file) else {
        // Past the harness, which keeps what a passed test prints: a test that was skipped must not look like one.
        let words = "c4_no_real_message_is_lost: SKIPPED, the answered messages are not there (YIHU_REPLIED_CSV)";
        writeln!(std::io::stderr(), "{words}").unwrap();
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let place = Place::parse(folder.path().join("data").to_str().unwrap(), None).unwrap();
    let start = Instant::parse_rfc3339("2026-03-02T09:00:00+08:00").unwrap();
    let app = App::open(&place, Setup::New, Clock::manual(start)).await.unwrap();
    let (report, made) = app.import_messages(&bytes, |_, _| {}).await.unwrap();
    assert_eq!(report.read, report.imported + report.rejected.len() as u64, "{:?}", report.rejected);
    assert_eq!(report.rejected, Vec::new());
    assert_eq!(report.imported, 1_971);
    // The source has masked the places: the fourteen counties take turns.
    let counties: Vec<DivisionCode> =
        app.registry().divisions.counties().map(|county| county.code.clone()).take(14).collect();
    let mut open = Vec::new();
    for ((no, message), place) in made.iter().zip(counties.iter().cycle()) {
        let townships = app.registry().divisions.children(place);
        let place = townships.map(|township| township.code.clone()).next().unwrap_or_else(|| place.clone());
        if let Err(error) = play_answered(&app, no, message, &place, start).await {
            open.push(format!("{} {}: {}", message.id, no, error.zh()));
        }
    }
    assert_eq!(open, Vec::<String>::new(), "{} of {}", open.len(), made.len());
    let verified = store::verify::verify(app.db(), &app.registry().divisions, |_| {}).await.unwrap();
    let counts = verified.unwrap_or_else(|finding| panic!("{finding:?}"));
    assert_eq!((counts.claims, counts.clocks), (1_971, 0), "all archived, every clock explained by an event");
    // Importing again makes nothing new.
    let (again, _) = app.import_messages(&bytes, |_, _| {}).await.unwrap();
    assert_eq!(again.imported, 1_971);
    let verified = store::verify::verify(app.db(), &app.registry().divisions, |_| {}).await.unwrap();
    assert_eq!(verified.unwrap_or_else(|finding| panic!("{finding:?}")).claims, 1_971);
}
