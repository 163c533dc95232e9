//! Findings for people and for machines.

pub mod text;
