//! 第二章　诉求受理.

pub mod a11_not_accepted;
pub mod a12_register;
pub mod a14_secrecy;
pub mod a15_danger;
pub mod a16_answer_at_once;
