//! What a run has to say, with the texts that it points into.

use crate::diagnostic::Diagnostics;
use crate::graph::{GraphError, RevisionGraph};
use crate::project::{self, Choice, Failure, Project};
use crate::source::Files;

use super::globals::Globals;

/// What a run has to say, with the texts that it points into.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// The texts.
    pub(super) files: Files,
    /// What is said.
    pub(super) diagnostics: Diagnostics,
}

impl Findings {
    /// Loads the project that the options name. It stays as long as the process: a long history is not taken apart.
    pub(super) fn load(&mut self, globals: &Globals) -> Result<&'static Project, Failure> {
        let project = project::load(&globals.place(), &globals.choice(), &mut self.files, &mut self.diagnostics)?;
        Ok(Box::leak(Box::new(project)))
    }

    /// The same for one of its databases.
    pub(super) fn load_database(&mut self, globals: &Globals, database: &str) -> Result<&'static Project, Failure> {
        let choice = Choice { database: Some(database.to_string()), ..globals.choice() };
        let project = project::load(&globals.place(), &choice, &mut self.files, &mut self.diagnostics)?;
        Ok(Box::leak(Box::new(project)))
    }

    /// Ends a command that has reported errors.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.diagnostics.has_errors() { Err(Failure::Reported) } else { Ok(()) }
    }
}

/// A target that leads nowhere, as the end of a command.
pub(super) fn lost(graph: &RevisionGraph) -> impl Fn(GraphError) -> Failure + '_ {
    |error| error.diagnostic(graph).into()
}
