//! 第三章　诉求办理.

pub mod a20_dispatch;
pub mod a20_onward;
pub mod a20_outlook;
pub mod a20_take_back;
pub mod a22_grid;
pub mod a23_co_handling;
pub mod a23_sign_dispute;
pub mod a24_calendar;
pub mod a24_time_limits;
pub mod a25_feedback;
pub mod a25_unresolvable;
pub mod a26_suspension;
pub mod a27_escalation;
pub mod a32_misconduct;
pub mod a37_supervision;
pub mod a38_callback;
