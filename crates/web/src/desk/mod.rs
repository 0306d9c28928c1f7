//! Staff pages: O1 seat, D1 dispatch, U1 inbox, S3 order, S4 claim, D4 review, B1 and B2 callback, S5 search,
//! S6 identity behind a reason, V1 and V2 supervision, what a unit is asked before a dispatch or for its opinion.

mod act;
mod claim;
mod consult;
mod dispatch_form;
mod groups;
mod lists;
mod live;
mod more_forms;
mod opinion;
mod order;
mod pick;
mod queue;
mod reader;
mod reveal;
mod seat;
mod supervise;
mod under_hand;
mod verb_forms;

use axum::Router;
use axum::routing::{get, post};

use crate::state::Desk;

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/desk/seat", get(seat::page).post(seat::register))
        .merge(queue::routes())
        .route("/desk/find/{list}", post(pick::find))
        .route("/desk/live", get(live::stream))
        .route("/desk/live/since", get(live::changes))
        .route("/desk/here", post(live::here))
        .route("/desk/claims", get(lists::recent))
        .route("/desk/supervise", get(supervise::board))
        .route("/desk/supervise/{no}", get(supervise::one))
        .route("/desk/supervise/{no}/{verb}", post(supervise::act))
        .route("/desk/undelivered", get(lists::undelivered))
        .route("/desk/messages", get(lists::kept))
        .route("/search", get(lists::search))
        .route("/unit", get(lists::inbox))
        .route("/unit/sign", post(lists::sign))
        .route("/consult", get(consult::list))
        .route("/consult/{no}", get(consult::page))
        .route("/consult/{no}/{verb}", post(consult::act))
        .route("/opinion/{no}", get(opinion::page))
        .route("/opinion/{no}/{verb}", post(opinion::act))
        .route("/reveal/{no}", get(reveal::ask).post(reveal::shown))
        .route("/claim/{no}", get(claim::page))
        .route("/claim/{no}/{verb}", post(act::on_claim))
        .route("/order/{no}", get(order::page))
        .route("/order/{no}/{verb}", post(act::on_order))
}
