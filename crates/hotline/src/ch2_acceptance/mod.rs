//! 第二章　诉求受理.

pub mod a11_not_accepted;
pub mod a12_reclassify;
pub mod a12_register;
pub mod a13_experts;
pub mod a14_secrecy;
pub mod a15_consult;
pub mod a15_danger;
pub mod a15_emergency;
pub mod a15_joined;
pub mod a15_objection;
pub mod a15_same_matter;
pub mod a16_answer_at_once;
pub mod a19_special_desk;
