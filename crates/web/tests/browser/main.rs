//! Whole journeys in a real browser, at the width of a telephone and of a desk: what people see, press and type.
//!
//! `./test` installs Chromium and its driver. `YIHU_SCREENSHOTS=folder` keeps a picture of every page;
//! `YIHU_NO_BROWSER=1` leaves these tests out, and says so.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod asked;
mod axe;
mod citizen;
mod city;
mod driver;
mod live;
mod staff;
mod tab;

use std::sync::Arc;

use city::City;
use driver::{Driver, Scripts, Window};
use tab::Tab;

/// Walks a journey in a browser of its own; the session is closed whatever happens.
macro_rules! walk {
    ($window:expr, $scripts:expr, $prefix:expr, $journey:expr) => {
        walk!(City::open(), $window, $scripts, $prefix, $journey)
    };
    ($city:expr, $window:expr, $scripts:expr, $prefix:expr, $journey:expr) => {{
        if driver::left_out() {
            return;
        }
        let driver = Driver::start();
        let city = $city.await;
        let client = driver.open($window, $scripts).await;
        let tab = Arc::new(Tab::new(client.clone(), $window, &city.address, $prefix));
        let walker = Arc::clone(&tab);
        let walked = tokio::spawn(async move {
            $journey(&city, &walker).await;
            walker.all_right();
        });
        let walked = walked.await;
        if walked.is_err() {
            tab.picture("stopped-here").await;
        }
        client.close().await.unwrap();
        if let Err(stopped) = walked {
            std::panic::resume_unwind(stopped.into_panic());
        }
    }};
}

#[tokio::test(flavor = "multi_thread")]
async fn c2_2_and_c38_a_citizen_submits_tracks_and_rates_on_a_telephone() {
    walk!(Window::Phone, Scripts::On, "", async |city, tab| citizen::journey(city, tab, Scripts::On).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn c2_2_and_c38_a_citizen_submits_tracks_and_rates_at_a_desk() {
    walk!(Window::Desk, Scripts::On, "", async |city, tab| citizen::journey(city, tab, Scripts::On).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn c2_2_and_c38_a_citizen_submits_tracks_and_rates_without_any_script() {
    walk!(Window::Phone, Scripts::Off, "no-script-", async |city, tab| citizen::journey(city, tab, Scripts::Off).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn c9_large_print_fits_the_telephone() {
    walk!(Window::Phone, Scripts::On, "", async |city, tab| citizen::large_print(city, tab).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn c23_and_c25_a_clerk_signs_contacts_and_feeds_back_on_a_telephone() {
    walk!(Window::Phone, Scripts::On, "", async |city, tab| staff::clerk(city, tab).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn c23_and_c25_a_clerk_signs_contacts_and_feeds_back_at_a_desk() {
    walk!(Window::Desk, Scripts::On, "", async |city, tab| staff::clerk(city, tab).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn c4_the_agency_takes_a_call_to_the_archive_at_a_desk() {
    walk!(Window::Desk, Scripts::On, "", async |city, tab| staff::agency(city, tab).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn c4_the_agency_takes_a_call_to_the_archive_on_a_telephone() {
    walk!(Window::Phone, Scripts::On, "", async |city, tab| staff::agency(city, tab).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_every_office_is_open_to_everybody() {
    walk!(City::demo(), Window::Desk, Scripts::On, "", async |city, tab| axe::journey(city, tab).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn c27_the_government_gives_its_opinion_at_a_desk() {
    walk!(Window::Desk, Scripts::On, "", async |city, tab| asked::opinion(city, tab).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn c27_the_government_gives_its_opinion_on_a_telephone() {
    walk!(Window::Phone, Scripts::On, "", async |city, tab| asked::opinion(city, tab).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_2_a_countys_agency_hands_on_at_a_desk() {
    walk!(Window::Desk, Scripts::On, "", async |city, tab| asked::county(city, tab).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_2_a_countys_agency_hands_on_on_a_telephone() {
    walk!(Window::Phone, Scripts::On, "", async |city, tab| asked::county(city, tab).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_1_a_desk_hears_what_others_do_and_nothing_moves() {
    walk!(Window::Desk, Scripts::On, "", async |city, tab| live::desk(city, tab).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn c20_1_a_desk_on_a_telephone_hears_what_others_do() {
    walk!(Window::Phone, Scripts::On, "", async |city, tab| live::telephone(city, tab).await);
}
