//! Pages for everybody: P1 home, P2 submit, P3 receipt, P4 track and what claimants may do there, P6 rate. All work without JavaScript.

mod claimant;
mod home;
mod submit;
mod track;

use axum::Router;
use axum::routing::{get, post};

pub(crate) use track::{rating_fields, rating_of};

use crate::state::Desk;

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/", get(home::home))
        .route("/about", get(home::about))
        .route("/submit", get(submit::first))
        .route("/submit/{step}", get(submit::first).post(submit::next))
        .route("/t", get(track::ask).post(track::open))
        .route("/t/{no}", get(track::page))
        .route("/t/{no}/rate", get(track::rating).post(track::rate))
        .route("/done/{no}", get(track::receipt))
        .route("/t/{no}/close", post(track::close))
        .route("/t/{no}/{verb}", get(claimant::ask).post(claimant::act))
}
