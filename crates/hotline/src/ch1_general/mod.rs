//! 第一章　总则.

pub mod a04_loop;
