//! `current`: the query that asks a database where it is, and what its answer means.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::graph::{RevisionGraph, VersionRows};
use crate::project::{Failure, Project};
use crate::render::script::rows_text;
use crate::render::{Page, Renderer};
use crate::revision::RevisionId;
use crate::source::one_line;

use super::answer::ids;
use super::findings::{Findings, lost};
use super::globals::Globals;
use super::listing::{self, Show};
use super::script_args::{choose, environment};
use super::way::{chosen, dialect_option};

/// Print the query that asks a database where it is; with --from and its answer, what to run next.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen current                           print the query
  sqlgen current | psql -X -t -A DATABASE  ask
  sqlgen current --from 3f2a91c07d4e       what the answer means
  sqlgen current --answer pasted.txt       the same from what a client has printed; `-` is standard input
  sqlgen current --from \"$(sqlgen current | psql -X -t -A DATABASE)\" --check-heads")]
pub(super) struct Args {
    /// The version rows that the query found; nothing for a database at the very beginning
    #[arg(long, value_name = "ROWS")]
    from: Option<String>,
    /// A file with what a client has printed for the query, with its frame and header or without; `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "from")]
    answer: Option<PathBuf>,
    /// Fail unless the rows are the heads
    #[arg(long)]
    check_heads: bool,
    /// The database that the query is for, or that has answered it, and its version [env: SQLGEN_DIALECT]
    #[arg(long, value_name = "NAME[@VERSION]")]
    dialect: Option<String>,
}

pub(super) fn run(args: &Args, globals: &Globals, findings: &mut Findings) -> Result<String, Failure> {
    let project = findings.load(globals)?;
    let Some(rows) = asked(args, &project.graph)? else {
        if args.check_heads {
            let help = "give what the query found: `--from ROWS`, or `--answer FILE`";
            return Err(Failure::new("no-answer", "without an answer nothing can be checked", help));
        }
        let databases = &project.config.databases;
        if globals.choice().database.is_none() && !databases.is_empty() {
            let help = format!("choose one with `-n`: {}", databases.join(", "));
            return Err(Failure::new("several-queries", "the databases of the project have a query each", help));
        }
        let dialects = project.dialects(&mut findings.files, &mut findings.diagnostics)?;
        let dialect = choose(args.dialect.as_deref(), &dialects, findings)?;
        let environment = environment(project);
        return Ok(Renderer::new(&dialect, &environment).page(Page::Current)?);
    };
    let (text, missing) = answer(project, &rows, args, (globals, findings))?;
    if args.check_heads && missing > 0 {
        let message = format!("a database at `{}` is not at the heads", rows_text(&rows));
        findings.diagnostics.push(Diagnostic::new(Severity::Error, Code("not-at-heads"), message));
        return Err(Failure::Findings);
    }
    Ok(text)
}

/// The rows of a pasted answer: ids with commas, blanks or line breaks between them.
fn rows(graph: &RevisionGraph, text: &str) -> Result<VersionRows, Failure> {
    let ids: Vec<&str> = text.split([',', ' ', '\n', '\r', '\t']).filter(|id| !id.is_empty()).collect();
    if ids.is_empty() {
        return Ok(VersionRows::base());
    }
    graph.rows(&ids.join(",")).map_err(lost(graph))
}

/// The rows that the options give; none where they give none.
fn asked(args: &Args, graph: &RevisionGraph) -> Result<Option<VersionRows>, Failure> {
    match (&args.from, &args.answer) {
        (Some(from), _) => rows(graph, from).map(Some),
        (None, Some(path)) => {
            let text = read(path)?;
            // A client that could not ask has printed nothing either.
            if text.trim().is_empty() {
                let help = "print header and count too; `--from base` is a database without version rows";
                return Err(Failure::new("no-answer", format!("`{}` is empty", path.display()), help));
            }
            let ids = ids(&text).map_err(|line| no_row(path, line))?;
            rows(graph, &ids.join(",")).map(Some)
        }
        (None, None) => Ok(None),
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    let failure = |error: io::Error| Failure::io("read", path, &error);
    let bytes = match path.as_os_str() == "-" {
        true => {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes).map(|_| bytes).map_err(failure)?
        }
        false => fs::read(path).map_err(failure)?,
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn no_row(path: &Path, line: &str) -> Failure {
    let message = format!("`{}` holds no answer to the query: `{}`", path.display(), one_line(line));
    let help = "where the version table does not exist yet, the database is at base: `--from base`";
    Failure::new("no-answer", message, help)
}

/// Where these rows are, and the command that goes on from there.
fn answer(
    project: &Project,
    rows: &VersionRows,
    args: &Args,
    (globals, findings): (&Globals, &mut Findings),
) -> Result<(String, usize), Failure> {
    let dialect = match &args.dialect {
        Some(name) => {
            let dialects = project.dialects(&mut findings.files, &mut findings.diagnostics)?;
            dialect_option(&dialects, &choose(Some(name), &dialects, findings)?)
        }
        None => String::new(),
    };
    let graph = &project.graph;
    let nowhere: BTreeSet<RevisionId> = BTreeSet::new();
    let show = Show { message: true, ..Show::default() };
    let entries = rows.iter().filter_map(|row| graph.get(row.as_str()));
    let items: Vec<String> = entries
        .map(|entry| match globals.verbose {
            true => listing::paragraph(project, &findings.files, entry, &nowhere),
            false => listing::line(graph, entry, show, &nowhere),
        })
        .collect();
    let mut text = if items.is_empty() { "base\n".to_string() } else { listing::join(&items, globals.verbose) };
    let missing = graph.upgrade_from(rows, "heads").map_err(lost(graph))?.steps.len();
    let revisions = if missing == 1 { "1 revision".to_string() } else { format!("{missing} revisions") };
    let chosen = chosen(&project.config.settings) + &dialect;
    text.push_str(&match missing {
        0 => "\nNothing is missing.\n".to_string(),
        _ => format!("\n{revisions} to go. Next: sqlgen upgrade {}:heads --sql{chosen}\n", rows_text(rows)),
    });
    Ok((text, missing))
}
