//! What a run gives out.

pub mod report;
