//! What a run has to say, with the texts that it points into.

use crate::diagnostic::{Code, Diagnostics, Severity};
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

    /// What is done, and no word of it but errors, unless it fails.
    pub(super) fn errors_of<T>(&mut self, act: impl FnOnce(&mut Self) -> Result<T, Failure>) -> Result<T, Failure> {
        let said = std::mem::take(&mut self.diagnostics);
        let done = act(self);
        let found = std::mem::replace(&mut self.diagnostics, said);
        let kept = found.sorted().into_iter().filter(|found| done.is_err() || found.severity == Severity::Error);
        kept.for_each(|found| self.diagnostics.push(found.clone()));
        done
    }

    /// The revision that a way down cannot be gone over, if that is all that is wrong with it, and what it says.
    pub(super) fn irreversible_in(
        &mut self,
        project: &Project,
        act: impl FnOnce(&mut Self) -> Result<(), Failure>,
    ) -> Result<Option<(String, String)>, Failure> {
        let said = std::mem::take(&mut self.diagnostics);
        let done = self.errors_of(act);
        let found = std::mem::replace(&mut self.diagnostics, said);
        let sorted = found.sorted();
        let errors = sorted.iter().filter(|found| found.severity == Severity::Error);
        let only = match errors.collect::<Vec<_>>().as_slice() {
            [only] if only.code == Code("irreversible") => {
                only.labels.first().map(|label| (label.file, only.message.clone()))
            }
            _ => None,
        };
        let revision = only.and_then(|(file, message)| {
            let entry = project.graph.iter().find(|entry| entry.origin.file == file)?;
            Some((entry.id().to_string(), message))
        });
        match revision {
            Some(revision) => Ok(Some(revision)),
            None => {
                self.diagnostics.append(found);
                done.map(|()| None)
            }
        }
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
