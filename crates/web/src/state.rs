//! What every handler is given, and who is signed in.

use app::{App, AppError};
use hotline::Role;

use crate::cookies::SessionToken;
use crate::frame::{NavItem, StaffView};
use crate::session::Sessions;

/// The state of the router.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) app: App,
}

impl Sessions for Desk {
    type Signed = app::Session;
    type Fault = AppError;

    async fn signed(&self, token: &SessionToken) -> Result<Option<app::Session>, AppError> {
        self.app.session(token.secret()).await
    }
}

/// Head and navigation of a member of staff: the pages of their offices, home first.
pub(crate) fn frame_of(session: &app::Session) -> StaffView {
    let roles = &session.staff.roles;
    let is = |wanted: &[Role]| wanted.iter().any(|role| roles.contains(role));
    let mut nav = vec![NavItem::new("首页", "/home")];
    let mut add = |wanted: &[Role], label: &str, href: &str| {
        if is(wanted) {
            nav.push(NavItem::new(label, href));
        }
    };
    add(&[Role::UnitClerk, Role::UnitHead], "收件箱", "/unit");
    add(&[Role::Operator, Role::ShiftLeader], "登记受理", "/desk/seat");
    add(&[Role::Operator, Role::ShiftLeader, Role::Dispatcher, Role::AgencyHead], "派单", "/desk/dispatch");
    add(&[Role::Reviewer, Role::AgencyHead], "审核", "/desk/review");
    add(&[Role::CallbackWorker, Role::ShiftLeader], "回访", "/desk/callback");
    add(&[Role::Reviewer, Role::AgencyHead], "不满意核实", "/desk/callback/check");
    let reads = is(&[
        Role::Operator,
        Role::ShiftLeader,
        Role::Dispatcher,
        Role::Reviewer,
        Role::AgencyHead,
        Role::CallbackWorker,
        Role::Supervisor,
        Role::Authority,
    ]);
    if reads {
        nav.push(NavItem::new("全部诉求", "/desk/claims"));
    }
    StaffView {
        name: session.staff.name.clone(),
        role: roles.iter().map(|role| role.zh()).collect::<Vec<_>>().join("、"),
        unit: session.unit_name.clone(),
        can_search: reads || is(&[Role::UnitClerk, Role::UnitHead]),
        nav,
    }
}
