//! What a run gives out.

pub mod matrix;
pub mod report;
