//! The queries that say whether a database is as it should be before a script, after each revision, and after it.

use std::path::{Path, PathBuf};

use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::VersionRows;
use crate::plan;
use crate::project::NewFile;
use crate::render::script::rows_text;
use crate::render::{Guard, Page, Renderer, TemplateError};
use crate::source::{LongText, one_line};

/// The queries of a route.
pub(super) struct Queries {
    /// Where they go, when they go into one file.
    path: PathBuf,
    /// The command that printed the script, without the program's name, and for what.
    command: String,
    /// What is there before it.
    before: String,
    /// After each revision.
    each: LongText,
    /// The version rows after the script.
    rows: String,
    /// What is there after the script.
    after: String,
    steps: usize,
}

impl Queries {
    /// The same for another place.
    pub(super) fn at(self, place: impl FnOnce(&Path) -> PathBuf) -> Self {
        Self { path: place(&self.path), ..self }
    }

    /// All of them.
    pub(super) fn whole(self) -> NewFile {
        let mut text = LongText::from(said("before and after", &self.command));
        text.push_str(&self.before);
        text.append(self.each);
        text.push_str(&self.rows);
        // Behind a single revision its own query says it.
        if self.steps > 1 {
            text.push_str(&self.after);
        }
        NewFile { path: self.path, text }
    }

    /// Those for a database that waits for the script.
    pub(super) fn before(&self) -> String {
        said("before", &self.command) + &self.before
    }

    /// Those for a database behind the script.
    pub(super) fn after(&self) -> String {
        said("after", &self.command) + &self.rows + &self.after
    }
}

fn said(when: &str, command: &str) -> String {
    format!(
        "-- What is there {when} this script; every row has to say yes in its last column.\n--   sqlgen {command}\n\n"
    )
}

/// The queries of a route, as it goes on.
#[derive(Default)]
pub(super) struct Verification {
    queries: LongText,
    start: Option<Catalog>,
    end: Option<Catalog>,
    steps: usize,
}

impl Verification {
    /// Takes in the next step.
    pub(super) fn step(&mut self, renderer: &Renderer<'_>, step: &plan::Step) -> Result<(), Diagnostic> {
        let (Some(first), Some(last)) = (step.transitions.first(), step.transitions.last()) else { return Ok(()) };
        let header = &step.header;
        let done = match step.direction {
            crate::revision::Direction::Upgrade => "after",
            crate::revision::Direction::Downgrade => "after taking back",
        };
        let when = format!("{done} {}: {}", header.revision, one_line(&header.message));
        let query = renderer.verification(when.trim_end_matches([':', ' ']), &last.after, &first.before);
        self.queries.push_str(&whole(query)?);
        self.steps += 1;
        self.start.get_or_insert_with(|| first.before.clone());
        self.end = Some(last.after.clone());
        Ok(())
    }

    /// All of it.
    pub(super) fn finish(
        self,
        renderer: &Renderer<'_>,
        guard: &Guard,
        title: &str,
        path: PathBuf,
    ) -> Result<Queries, Diagnostic> {
        let Self { queries: each, start, end, steps } = self;
        let (start, end) = (start.unwrap_or_default(), end.unwrap_or_default());
        let before = whole(renderer.verification("before the script", &start, &end))?;
        Ok(Queries {
            path,
            command: format!("{}, for {title}", guard.command),
            before: rows(renderer, "before the script", &guard.start)? + &before,
            each,
            rows: rows(renderer, "after the script", &guard.end)?,
            after: whole(renderer.verification("after the script", &end, &start))?,
            steps,
        })
    }
}

/// The query for the version rows, where there are any.
fn rows(renderer: &Renderer<'_>, when: &str, rows: &VersionRows) -> Result<String, Diagnostic> {
    if rows.is_empty() {
        return Ok(String::new());
    }
    let query = renderer.page(Page::Current)?;
    Ok(format!("-- {when}, the version rows: {}\n{query}\n", rows_text(rows)))
}

/// A query with the line that ends it; nothing where there is none.
fn whole(query: Result<String, TemplateError>) -> Result<String, Diagnostic> {
    let query = query
        .map_err(|error| Diagnostic::error(Code("template"), format!("template {}: {}", error.place, error.message)))?;
    Ok(if query.is_empty() { query } else { query + "\n" })
}
