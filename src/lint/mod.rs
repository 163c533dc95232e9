//! Judgements on a planned change: one file per rule, one engine that asks them all.
//!
//! A [`StatementReader`] reads the statements of each [`Block`](crate::render::Block) by itself; a [`Linter`] is shown
//! the blocks in their order, then the script itself. It knows
//! which tables the script made, which findings were accepted and which were switched off; a [`Rule`] knows only what
//! it looks at. [`settle`] closes the books over every target: acceptances that nothing used, names that no rule has.

mod config;
mod finding;
mod linter;
mod made;
mod place;
mod reading;
mod rule;
mod rules;
mod settle;
mod subject;
mod summary;

pub use config::LintConfig;
pub use finding::{Finding, Reporter};
pub use linter::Linter;
pub use reading::{Readings, StatementReader};
pub use rule::{Check, Group, Rule, Scope};
pub use rules::{rule, rules};
pub use settle::settle;
pub use subject::{Change, Text};
pub use summary::{Acceptance, Accepted, Summary, Tally, Unread};
