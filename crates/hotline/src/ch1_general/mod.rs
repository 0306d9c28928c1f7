//! 第一章　总则.

pub mod a04_claimant;
pub mod a04_loop;
pub mod a08_arrivals;
pub mod a08_regions;
