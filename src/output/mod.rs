//! What a run gives out.

pub mod archive;
pub mod difference;
pub mod matrix;
pub mod report;
