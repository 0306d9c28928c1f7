//! Pages by role and the JSON API: the only HTTP in.
//!
//! A handler only translates (request → command or query → page); a page only shows. Rules live in `hotline`, SQL in
//! `store`; what may be done now, why not, and every due instant come from the domain.
//!
//! - [`frame`] dresses every route: assets, security headers, error pages, sign-in and form resumption.
//! - [`view`] and `templates/`: the design system (pages.md §1).
//! - [`forms`], [`csrf`], [`cookies`], [`session`]: what comes in.

pub mod cookies;
pub mod csrf;
pub mod forms;
pub mod frame;
pub mod session;
pub mod view;
