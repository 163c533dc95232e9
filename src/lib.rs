//! sqlgen: declarative schema revisions in, SQL scripts that a DBA can review out.
//!
//! The pipeline, in the order of the modules below: [`project`] finds and loads the files, [`source`] gives their
//! text positions, [`revision`] reads them into [`operation`]s, [`graph`] orders them and answers targets, [`plan`]
//! replays them over the [`catalog`], [`render`] turns each step into a script for one [`dialect`], [`lint`] judges
//! it, [`output`] writes what came of it. A module imports only what stands above it in this list (`tests/it/layers.rs`).

pub mod catalog;
pub mod cli;
pub mod diagnostic;
pub mod dialect;
pub mod diff;
pub mod graph;
pub mod lint;
pub mod operation;
pub mod output;
pub mod plan;
pub mod project;
pub mod render;
pub mod revision;
pub mod source;
pub mod sql;
