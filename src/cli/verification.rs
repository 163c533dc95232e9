//! The queries that say whether a database is as it should be before a script, after each revision, and after it.

use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::VersionRows;
use crate::plan;
use crate::render::script::rows_text;
use crate::render::{Guard, Page, Renderer, TemplateError};
use crate::source::{LongText, one_line};

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
        self.push(query)?;
        self.steps += 1;
        self.start.get_or_insert_with(|| first.before.clone());
        self.end = Some(last.after.clone());
        Ok(())
    }

    /// All of it.
    pub(super) fn finish(
        mut self,
        renderer: &Renderer<'_>,
        guard: &Guard,
        title: &str,
    ) -> Result<LongText, Diagnostic> {
        let queries = std::mem::take(&mut self.queries);
        self.queries.push_str(&format!(
            "-- What is there before and after this script; every row has to say yes in its last column.\n--   sqlgen {}, for {title}\n\n",
            guard.command
        ));
        let (start, end) = (self.start.take().unwrap_or_default(), self.end.take().unwrap_or_default());
        self.rows(renderer, "before the script", &guard.start)?;
        self.push(renderer.verification("before the script", &start, &end))?;
        self.queries.append(queries);
        self.rows(renderer, "after the script", &guard.end)?;
        if self.steps > 1 {
            self.push(renderer.verification("after the script", &end, &start))?;
        }
        Ok(self.queries)
    }

    /// The query for the version rows, where there are any.
    fn rows(&mut self, renderer: &Renderer<'_>, when: &str, rows: &VersionRows) -> Result<(), Diagnostic> {
        if rows.is_empty() {
            return Ok(());
        }
        let query = renderer.page(Page::Current)?;
        self.queries.push_str(&format!("-- {when}, the version rows: {}\n{query}\n", rows_text(rows)));
        Ok(())
    }

    fn push(&mut self, query: Result<String, TemplateError>) -> Result<(), Diagnostic> {
        let query = query.map_err(|error| {
            Diagnostic::error(Code("template"), format!("template {}: {}", error.place, error.message))
        })?;
        if !query.is_empty() {
            self.queries.push_str(&query);
            self.queries.push_str("\n");
        }
        Ok(())
    }
}
