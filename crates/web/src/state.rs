//! What every handler is given, and who is signed in.

use app::{App, AppError};
use hotline::authority::{READERS, performers};
use hotline::supervision::SupervisionVerb;
use hotline::{Role, Verb};

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
    let staff = &session.staff;
    let mut nav = vec![NavItem::new("首页", "/home")];
    // A page is for those who perform its verb; who that is stands in the domain.
    for (verb, label, href) in [
        (Verb::Sign, "收件箱", "/unit"),
        (Verb::Receive, "登记受理", "/desk/seat"),
        (Verb::Dispatch, "派单", "/desk/dispatch"),
        (Verb::RuleDispute, "审核", "/desk/review"),
        (Verb::CallBack, "回访", "/desk/callback"),
        (Verb::Check, "不满意核实", "/desk/callback/check"),
    ] {
        if staff.performs(verb, session.policy) {
            nav.push(NavItem::new(label, href));
        }
    }
    // What went elsewhere is confirmed by some and objections are decided by others: one desk for both.
    if [Verb::AckEmergency, Verb::DecideObjection].iter().any(|verb| staff.performs(*verb, session.policy)) {
        nav.push(NavItem::new("转入转出与异议", "/desk/elsewhere"));
    }
    // A unit's people are asked what the agency's people ask.
    let answers = staff.is_any(performers(Verb::AnswerConsult)) || staff.is_any(performers(Verb::AnswerAtOnce));
    if answers && !staff.is_any(performers(Verb::Receive)) {
        nav.push(NavItem::new("请本单位答复", "/consult"));
    }
    if staff.performs(Verb::TellProgress, session.policy) {
        nav.push(NavItem::new("没送到的通知", "/desk/undelivered"));
    }
    let supervises = SupervisionVerb::ALL.iter().any(|verb| staff.is_any(verb.performers()));
    if supervises {
        nav.push(NavItem::new("督办", "/desk/supervise"));
    }
    if staff.is(Role::AuditAdmin) {
        nav.push(NavItem::new("查看身份的记录", "/admin/audit"));
    }
    if staff.is(Role::SystemAdmin) {
        nav.push(NavItem::new("部件", "/admin/components"));
    }
    let reads = staff.is_any(READERS);
    if reads {
        nav.push(NavItem::new("全部诉求", "/desk/claims"));
    }
    StaffView {
        name: staff.name.clone(),
        role: staff.roles.iter().map(|role| role.zh()).collect::<Vec<_>>().join("、"),
        unit: session.unit_name.clone(),
        can_search: reads || staff.is_any(performers(Verb::Sign)),
        nav,
    }
}
