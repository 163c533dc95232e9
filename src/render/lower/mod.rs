//! Turns the transitions of a step into calls of templates: groups neighbours, restates, rebuilds, moves dependants.

mod changed_columns;
mod context;
mod dependant_calls;
mod dependant_order;
pub mod dependants;
mod enums;
mod forms;
mod grants;
mod group;
mod held;
mod key_limits;
mod keys_aside;
mod limits;
mod made_names;
mod name_limits;
mod names;
mod option_limits;
mod routines;
mod rows;
mod sequences;
mod single;
mod tables;
mod text_names;
mod user_types;
mod way_back;

pub use context::{Call, Clause, Context};
pub use dependants::place_dependants;
pub use group::{Group, Way, groups};
pub use limits::is_rule;
pub use name_limits::check_name_limits;
pub use names::check_names;
pub use way_back::check_way_back;

use crate::diagnostic::{Code, Diagnostic};
use crate::dialect::Dialect;
use crate::operation::Op;
use crate::plan::{Step, Transition};
use crate::render::physical::ColumnError;

/// Why a transition cannot be rendered for a dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The transition of the step.
    pub transition: usize,
    /// What to say.
    pub message: String,
    /// The manual's section that says so, where it is known.
    pub manual: Option<String>,
    /// What to do.
    pub help: String,
}

impl Refusal {
    /// A refusal with the usual advice.
    pub fn new(transition: usize, message: impl Into<String>, manual: Option<&str>) -> Self {
        let help = "write it per dialect, or give the operation a `dialects:` filter beside it".to_string();
        Self { transition, message: message.into(), manual: manual.map(str::to_string), help }
    }

    /// The message at the YAML line.
    pub fn into_diagnostic(self, step: &Step) -> Diagnostic {
        let transition = &step.transitions[self.transition];
        if transition.derived {
            return impossible(transition, self);
        }
        let mut diagnostic = Diagnostic::error(Code("unsupported"), self.message);
        diagnostic.notes.extend(self.manual.map(|manual| format!("see {manual}")));
        diagnostic.at(transition.origin.file, transition.origin.key, "").help(self.help)
    }
}

/// The message about a derived downgrade that cannot be rendered.
fn impossible(transition: &Transition, refusal: Refusal) -> Diagnostic {
    let Transition { origin, operation, .. } = transition;
    let message = format!("the derived downgrade `{}` is impossible: {}", operation.summary(), refusal.message);
    let mut diagnostic = Diagnostic::error(Code("missing-downgrade"), message);
    diagnostic.notes.extend(refusal.manual.map(|manual| format!("see {manual}")));
    let help = "write a `downgrade:` for the revision, or beside this operation";
    diagnostic.at(origin.file, origin.key, "").help(help)
}

/// Everything that lowering a step needs.
#[derive(Debug, Clone, Copy)]
pub struct Lowering<'a> {
    /// The dialect.
    pub dialect: &'a Dialect,
    /// The step.
    pub step: &'a Step,
}

impl<'a> Lowering<'a> {
    /// A transition of the step.
    pub fn transition(&self, index: usize) -> &'a Transition {
        &self.step.transitions[index]
    }

    /// The refusal of a type that the dialect does not have.
    fn no_type(&self, transition: usize, error: ColumnError) -> Refusal {
        Refusal::new(transition, error.error.message, self.dialect.manual("types"))
    }

    /// The calls that a group of transitions comes to.
    pub fn calls(&self, group: &Group) -> Result<Vec<Call>, Refusal> {
        self.check_limits(group)?;
        group.transitions.iter().try_for_each(|index| self.check_held(*index))?;
        self.check_calling_tables(group)?;
        let calls = self.with_grants(group, self.plain_calls(group)?);
        Ok(self.with_instants(group, calls))
    }

    fn plain_calls(&self, group: &Group) -> Result<Vec<Call>, Refusal> {
        match &group.way {
            Way::Native => Ok(self.with_referrers_aside(group.transitions[0], self.native(group.transitions[0])?)),
            Way::Omit(_) => Ok(Vec::new()),
            Way::Alter(table) => self.alter(group, table),
            Way::Rebuild(table) => self.rebuild(group, table),
            Way::EnumColumns => self.enum_columns(group.transitions[0]),
        }
    }
}
