//! Which revisions `history` lists: those of a label, of a time, those that touch a table.

use std::collections::BTreeSet;
use std::thread;

use clap::Args;

use crate::catalog::{Name, QualifiedName};
use crate::diagnostic::{Code, Diagnostic, Severity, closest};
use crate::dialect::Dialect;
use crate::graph::{Entry, VersionRows};
use crate::plan::Touches;
use crate::project::{Failure, Project};
use crate::revision::RevisionId;

use super::dates::Moment;
use super::findings::{Findings, lost};
use super::globals::Globals;
use super::journey::{Journey, Ticket};
use super::script_args::choose;

/// Options that leave revisions out of a listing.
#[derive(Debug, Args)]
#[command(next_help_heading = "Only")]
pub(super) struct Filters {
    /// The revisions of a day or time and later, by `create_date`; without a zone in UTC
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// The revisions up to a day or time, that day included
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// The revisions of a branch: those that the history shows with the label
    #[arg(long, value_name = "LABEL")]
    label: Option<String>,
    /// The revisions that create, change, rename, fill or drop a table or a column, under every name it has had
    #[arg(long, value_name = "[SCHEMA.]TABLE[.COLUMN]")]
    touching: Option<String>,
}

impl Filters {
    /// Keeps what the options ask for.
    pub(super) fn apply(
        &self,
        entries: &mut Vec<&Entry>,
        project: &'static Project,
        globals: &Globals,
        findings: &mut Findings,
    ) -> Result<(), Failure> {
        let dates = self.dates()?;
        if let Some(label) = &self.label {
            let label = project.graph.label(label).map_err(lost(&project.graph))?;
            entries.retain(|entry| entry.labels().any(|own| own == label));
        }
        if let Some(table) = &self.touching {
            let touching = touching(table, project, globals, findings)?;
            entries.retain(|entry| touching.contains(entry.id()));
        }
        if let Some(dates) = dates {
            dates.apply(entries, findings);
        }
        Ok(())
    }

    fn dates(&self) -> Result<Option<Dates>, Failure> {
        let read = |option: &str, text: &Option<String>| match text.as_deref().map(|text| (text, Moment::parse(text))) {
            None => Ok(None),
            Some((_, Some(moment))) => Ok(Some(moment)),
            Some((text, None)) => {
                let help = "write a day as in `2025-11-20`, or a time as in `2025-11-20T10:00:00+01:00`";
                Err(Failure::new("wrong-date", format!("`{option} {text}` is no date"), help))
            }
        };
        let dates = Dates { since: read("--since", &self.since)?, until: read("--until", &self.until)? };
        match (&dates.since, &dates.until) {
            (None, None) => Ok(None),
            (Some(since), Some(until)) if !until.reaches(since) => {
                let message = "`--until` lies before `--since`: no revision can be between them";
                Err(Failure::new("wrong-date", message, "write the earlier date behind `--since`"))
            }
            _ => Ok(Some(dates)),
        }
    }
}

/// From when to when; open at a side that is left out.
struct Dates {
    since: Option<Moment>,
    until: Option<Moment>,
}

impl Dates {
    fn hold(&self, created: &Moment) -> bool {
        self.since.as_ref().is_none_or(|since| created.reaches(since))
            && self.until.as_ref().is_none_or(|until| until.reaches(created))
    }

    /// Keeps the revisions between the dates, and says which of the others have none.
    fn apply(&self, entries: &mut Vec<&Entry>, findings: &mut Findings) {
        let mut undated = Vec::new();
        entries.retain(|entry| match entry.header.create_date.as_deref().and_then(Moment::parse) {
            Some(created) => self.hold(&created),
            None => {
                undated.push(entry.id().as_str());
                false
            }
        });
        if !undated.is_empty() {
            findings.diagnostics.push(without_date(&undated));
        }
    }
}

/// The note about revisions of which nobody knows when they were written.
fn without_date(ids: &[&str]) -> Diagnostic {
    const SHOWN: usize = 5;
    let mut list: Vec<String> = ids.iter().take(SHOWN).map(|id| format!("`{id}`")).collect();
    if ids.len() > SHOWN {
        list.push(format!("{} more", ids.len() - SHOWN));
    }
    let (revisions, have) = if ids.len() == 1 { ("revision", "has") } else { ("revisions", "have") };
    let message =
        format!("left out: {} {revisions} that {have} no `create_date` to compare: {}", ids.len(), list.join(", "));
    let help = "write `create_date:` in their files, a day or a time";
    Diagnostic::new(Severity::Note, Code("no-create-date"), message).help(help)
}

/// The revisions of the whole history that touch a table or column, in any database of the project and for any dialect.
fn touching(
    text: &str,
    project: &'static Project,
    globals: &Globals,
    findings: &mut Findings,
) -> Result<BTreeSet<RevisionId>, Failure> {
    let mut all = Vec::new();
    match globals.choice().database {
        None if !project.config.databases.is_empty() => {
            for database in &project.config.databases {
                let project = findings.load_database(globals, database)?;
                all.extend(followed(project, globals, findings)?);
            }
        }
        _ => all.extend(followed(project, globals, findings)?),
    }
    let (table, column) = table_and_column(text, |table| all.iter().any(|touches| touches.has_been(table)));
    let of = |touches| match &column {
        Some(column) => Touches::of_column(touches, &table, column),
        None => touches.of(&table),
    };
    let found: Vec<_> = all.iter().filter_map(of).collect();
    match found.is_empty() {
        true => Err(unknown(&table, column.as_ref(), &all)),
        false => Ok(found.into_iter().flatten().cloned().collect()),
    }
}

/// The whole history, followed for each dialect that the scripts of the project are for.
fn followed(project: &'static Project, globals: &Globals, findings: &mut Findings) -> Result<Vec<Touches>, Failure> {
    let dialects = project.dialects(&mut findings.files, &mut findings.diagnostics)?;
    let targets = match dialects.targets.is_empty() {
        true => vec![choose(None, &dialects, findings)?],
        false => dialects.targets.clone(),
    };
    let route = project.graph.upgrade_from(&VersionRows::base(), "heads").map_err(lost(&project.graph))?;
    let follow = |dialect: &Dialect| {
        let Findings { files, diagnostics } = &mut *findings;
        let ticket = Ticket { project, files, dialects: &dialects, dialect, globals };
        thread::scope(|scope| {
            let mut journey = Journey::start(scope, ticket, &route, diagnostics);
            let mut touches = Touches::new(dialect, journey.catalog());
            while let Some((_, done)) = journey.next(diagnostics) {
                touches.add(&done);
            }
            touches
        })
    };
    let all = targets.iter().map(follow).collect();
    findings.check()?;
    Ok(all)
}

/// `table`, `schema.table` or, where there is no such table, `table.column`, and `schema.table.column`.
fn table_and_column(text: &str, is_known: impl Fn(&QualifiedName) -> bool) -> (QualifiedName, Option<Name>) {
    let name = |schema: Option<&str>, name: &str| QualifiedName { schema: schema.map(Name::from), name: name.into() };
    match text.split('.').collect::<Vec<_>>()[..] {
        [schema, table] if is_known(&name(None, schema)) && !is_known(&name(Some(schema), table)) => {
            (name(None, schema), Some(table.into()))
        }
        [schema, table] => (name(Some(schema), table), None),
        [schema, table, column] => (name(Some(schema), table), Some(column.into())),
        _ => (name(None, text), None),
    }
}

/// No table, view or raw SQL has the name, or no column of the table: what has one like it?
fn unknown(table: &QualifiedName, column: Option<&Name>, all: &[Touches]) -> Failure {
    let tables: BTreeSet<String> = all.iter().flat_map(Touches::names).map(ToString::to_string).collect();
    let columns: BTreeSet<&str> = all.iter().flat_map(|touches| touches.columns(table)).map(Name::as_str).collect();
    let is_own = |known: &&str| known.rsplit('.').next() == Some(table.name.as_str());
    let known = || tables.iter().map(String::as_str);
    let (message, near) = match column.filter(|_| !columns.is_empty()) {
        Some(column) => {
            let near = closest(column.as_str(), columns).map(|near| format!("{table}.{near}"));
            (format!("no column of `{table}` has ever been called `{column}`"), near)
        }
        None => {
            let near = known().find(is_own).or_else(|| closest(&table.to_string(), known()));
            (format!("no table has ever been called `{table}`"), near.map(str::to_string))
        }
    };
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write a name that it has or has had, with the schema if the revisions say one".to_string(),
    };
    Failure::new(if column.is_some() { "unknown-column" } else { "unknown-table" }, message, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_comes_before_a_column() {
        let read = |text: &str| {
            let (table, column) = table_and_column(text, |table| ["app.users", "users"].contains(&&*table.to_string()));
            (table.schema.is_some(), table.to_string(), column.map(|column| column.to_string()))
        };
        assert_eq!(read("users"), (false, "users".into(), None));
        assert_eq!(read("app.users"), (true, "app.users".into(), None));
        assert_eq!(read("users.email"), (false, "users".into(), Some("email".into())));
        assert_eq!(read("app.orders"), (true, "app.orders".into(), None));
        assert_eq!(read("app.users.email"), (true, "app.users".into(), Some("email".into())));
        assert_eq!(read("a.b.c.d"), (false, "a.b.c.d".into(), None));
    }

    #[test]
    fn dates_are_open_where_they_are_left_out() {
        let moment = |text: &str| Moment::parse(text);
        let dates = |since: &str, until: &str| Dates { since: moment(since), until: moment(until) };
        let holds = |dates: &Dates, day: &str| dates.hold(&moment(day).unwrap());
        let (from, to) = (dates("2025-02-01", ""), dates("", "2025-02-01"));
        assert_eq!([holds(&from, "2025-01-31"), holds(&from, "2025-02-01T00:00:00Z")], [false, true]);
        assert_eq!([holds(&to, "2025-02-01T23:59:59Z"), holds(&to, "2025-02-02")], [true, false]);
        assert!(holds(&dates("2025-02-01", "2025-02-01"), "2025-02-01T12:00:00Z"));
        assert!(!holds(&dates("2025-02-01", "2025-02-01T08:00:00Z"), "2025-02-01T12:00:00Z"));
    }
}
