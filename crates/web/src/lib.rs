//! Pages by role and the JSON API: the only HTTP in.
//!
//! A handler only translates (request → command or query → page); a page only shows. Rules live in `hotline`, SQL in
//! `store`; what may be done now, why not, and every due instant come from the domain.
//!
//! - [`frame`] dresses every route: assets, security headers, error pages, sign-in and form resumption.
//! - [`view`] and `templates/`: the design system (pages.md §1).
//! - [`forms`], [`csrf`], [`cookies`], [`session`]: what comes in.
//! - `public`, `signin`, `desk`, [`admin`]: the pages; `api`: the same by JSON.

pub mod admin;
mod api;
pub mod cookies;
pub mod csrf;
mod desk;
pub mod forms;
pub mod frame;
mod page;
mod public;
pub mod session;
mod show;
mod signin;
mod state;
pub mod view;

use app::App;
use axum::Router;

pub use api::document as openapi;

/// How the server stands to the outside.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The public address is https.
    pub https: bool,
    /// The city's words around every page.
    pub site: frame::Site,
}

/// All pages and the API on one application.
///
/// # Errors
/// When the system gives no random bytes for the key of the form tokens.
pub fn router(app: App, settings: Settings) -> Result<Router, getrandom::Error> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret)?;
    let mut frame = frame::Settings::new(csrf::CsrfKey::new(secret), settings.site);
    frame.https = settings.https;
    let routes = Router::new()
        .merge(public::routes())
        .merge(signin::routes())
        .merge(desk::routes())
        .merge(admin::routes())
        .merge(api::routes());
    Ok(frame::dress(routes, frame).with_state(state::Desk { app }))
}
