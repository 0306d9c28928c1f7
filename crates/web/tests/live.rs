//! What changes is told to whom it concerns, whichever process carried it out, and nothing of it is lost by being cut.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[expect(dead_code, reason = "the cities of the API tests have more doors than this needs")]
mod city;

use std::time::Duration;

use app::{Clock, Listener, News, Place, Session, Setup};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::json;
use tokio::time::timeout;

use city::{City, at};

/// Longest wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(15);

async fn session(city: &City, login: &str) -> Session {
    city.app.session(&city.token(login).await).await.unwrap().unwrap()
}

/// Listens until a claim has reached a version: what is told of it, the last of each version.
async fn heard(listener: &mut Listener, no: &str, version: u64) -> News {
    let wait = async {
        loop {
            let news = listener.next().await.unwrap();
            if news.no.to_string() == no && news.version >= version {
                return news;
            }
        }
    };
    timeout(PATIENCE, wait).await.unwrap()
}

async fn dispatched(city: &City, no: &str) {
    let (token, path) = (city.token("desk").await, format!("/api/v1/claims/{no}/dispatch"));
    let (status, said) = city.post(&token, &path, &format!("{no}-d"), json!({ "lead": "E-HEAT1" })).await;
    assert_eq!(status, StatusCode::OK, "{said}");
}

#[tokio::test]
async fn c14_2_each_hears_what_is_theirs_and_no_identity() {
    for city in City::both().await {
        let (desk, heat, other) =
            (session(&city, "desk").await, session(&city, "heat").await, session(&city, "other").await);
        let mut at_desk = city.app.listen(&desk).unwrap();
        let mut at_heat = city.app.listen(&heat).unwrap();
        let mut at_other = city.app.listen(&other).unwrap();
        let (no, _) = city.accepted("live", "家里暖气三天不热，我是王小明").await;
        let news = heard(&mut at_desk, &no, 2).await;
        assert_eq!(news.desks, [("dispatch", no.clone())]);
        dispatched(&city, &no).await;
        let news = heard(&mut at_heat, &no, news.version + 1).await;
        assert_eq!(news.desks, [("unit", format!("{no}-1"))]);
        let after = heard(&mut at_desk, &no, news.version).await;
        assert_eq!(after.desks, [], "it has left the desk");
        let told = format!("{news:?} {after:?}");
        for word in ["王", "1234", "暖气"] {
            assert!(!told.contains(word), "{word} in {told}");
        }
        // Nothing of it is another unit's.
        assert!(timeout(Duration::from_millis(1500), at_other.next()).await.is_err());
        assert!(city.app.news_since(&other, at("2026-01-05 08:59")).await.unwrap().news.is_empty());
        // Administrators read no claims.
        assert!(city.app.listen(&session(&city, "admin").await).is_err());
    }
}

#[tokio::test]
async fn c20_1_a_cut_stream_is_taken_up_without_a_loss() {
    for city in City::both().await {
        let desk = session(&city, "desk").await;
        let mut listener = city.app.listen(&desk).unwrap();
        let (first, _) = city.accepted("one", "家里暖气三天不热").await;
        let last = heard(&mut listener, &first, 2).await;
        city.app.cut_live();
        assert!(timeout(PATIENCE, async { while listener.next().await.is_some() {} }).await.is_ok(), "it ends");
        let (second, _) = city.accepted("two", "家里暖气三天不热").await;
        let since = city.app.news_since(&desk, last.at).await.unwrap();
        let of = |no: &str| since.news.iter().filter(|news| news.no.to_string() == no).count();
        assert_eq!((of(&first), of(&second), since.more), (1, 1, false));
        // Who was away for long loads the page.
        city.set("2026-01-05 12:00");
        assert!(city.app.news_since(&desk, last.at).await.unwrap().more);
    }
}

#[tokio::test]
async fn c20_1_what_another_process_did_is_heard() {
    let Some(address) = store::testing::empty_postgres().await.unwrap() else { return };
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("yihu.key");
    let place = Place::parse(&address, Some(&key)).unwrap();
    let open = async |setup| app::App::open(&place, setup, Clock::manual(at("2026-01-05 09:00"))).await.unwrap();
    let mut city = City::on(None).await;
    let (one, other) = (open(Setup::New).await, open(Setup::Existing).await);
    city.router = web::router(one.clone(), web::Settings::default()).unwrap();
    city.app = one;
    city.account("desk", "TS-12345", &[hotline::Role::Operator, hotline::Role::Dispatcher]).await;
    let token = city.token("desk").await;
    let there = other.session(&token).await.unwrap().unwrap();
    let mut listener = other.listen(&there).unwrap();
    let (no, _) = city.accepted("live", "家里暖气三天不热").await;
    assert_eq!(heard(&mut listener, &no, 2).await.desks, [("dispatch", no.clone())]);
}

#[tokio::test]
async fn c14_2_presence_is_for_the_same_house_and_ends_by_itself() {
    for city in City::both().await {
        city.account("desk2", "TS-12345", &[hotline::Role::Dispatcher]).await;
        let (no, _) = city.accepted("here", "家里暖气三天不热").await;
        dispatched(&city, &no).await;
        let claim = no.parse().unwrap();
        let (desk, second, heat) =
            (session(&city, "desk").await, session(&city, "desk2").await, session(&city, "heat").await);
        assert!(city.app.here(&desk, &claim).await.unwrap().is_empty());
        assert_eq!(city.app.here(&second, &claim).await.unwrap(), ["d某"]);
        assert!(city.app.here(&heat, &claim).await.unwrap().is_empty(), "what the agency looks at is not the unit's");
        assert!(city.app.here(&session(&city, "other").await, &claim).await.is_err());
        city.set("2026-01-05 09:01");
        assert!(city.app.here(&second, &claim).await.unwrap().is_empty(), "nobody has to sign off");
    }
}

#[tokio::test]
async fn nobody_in_particular_hears_nothing() {
    let city = City::on(None).await;
    for path in ["/desk/live", "/desk/live/since?since=0"] {
        let (status, _) = city.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
        let admin = format!("yihu={}", city.token("admin").await);
        let request = Request::get(path).header(header::COOKIE, admin);
        let (status, _) = city.send(request.body(Body::empty()).unwrap()).await;
        assert!(status.is_client_error(), "{path}: {status}");
    }
}
