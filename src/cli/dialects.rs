//! `dialects`: what is known about databases, and its files.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Subcommand;

use crate::dialect::{Dialect, EnumForm, Library, Strategy};
use crate::output::matrix::matrix;
use crate::project::{Existing, Failure, NewFile, dialect_error, load_library, write_all};

use super::findings::Findings;
use super::globals::Globals;

/// List databases, show what is known about one, or write the files of all.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen dialects list
  sqlgen dialects show NAME@VERSION
  sqlgen dialects matrix                 what each does with each operation
  sqlgen dialects export my-dialects     to change them; then `dialect_path: my-dialects` in sqlgen.yaml")]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the databases that scripts can be for
    List,
    /// Show what is known about a database
    Show {
        /// The database, and its version
        #[arg(value_name = "NAME[@VERSION]")]
        name: String,
    },
    /// Print what each database does with each operation, as a table of Markdown
    Matrix,
    /// Write the manifests and templates of all databases into a folder
    Export {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Replace files that are there already
        #[arg(long)]
        force: bool,
    },
}

pub(super) fn run(args: &Args, globals: &Globals, findings: &mut Findings) -> Result<String, Failure> {
    let library = load_library(&globals.place(), &mut findings.files, &mut findings.diagnostics)?;
    findings.check()?;
    let mut get = |name: &str| -> Result<Dialect, Failure> {
        library.dialect(name).map_err(|error| dialect_error(&error, &library, &mut findings.files).into())
    };
    match &args.action {
        Action::List => library.names().iter().map(|name| get(name).map(|dialect| line(&dialect))).collect(),
        Action::Show { name } => Ok(show(&get(name)?)),
        Action::Matrix => matrix(&library).map_err(|error| dialect_error(&error, &library, &mut findings.files).into()),
        Action::Export { folder, force } => export(&library, folder, *force),
    }
}

fn line(dialect: &Dialect) -> String {
    let manifest = &dialect.manifest;
    let others =
        if manifest.aliases.is_empty() { String::new() } else { format!("also {}", manifest.aliases.join(", ")) };
    let about = format!("{} {}, oldest {}", manifest.title, dialect.version, manifest.oldest);
    format!("{:<12}{about:<34}{others}", manifest.name).trim_end().to_string() + "\n"
}

fn show(dialect: &Dialect) -> String {
    let manifest = &dialect.manifest;
    let names = &manifest.identifiers;
    let unit = if names.length_in_bytes { "bytes" } else { "characters" };
    let longest = names.max_length.map_or("of any length".to_string(), |length| format!("at most {length} {unit}"));
    let facts = [
        ("name", manifest.name.clone()),
        ("also called", manifest.aliases.join(", ")),
        ("oldest version", manifest.oldest.clone()),
        ("parents", dialect.chain[1..].join(", ")),
        ("names", format!("{}name{}, {longest}", names.open, names.close)),
        (
            "transactions",
            if manifest.transactions.ddl { "undo changes of tables" } else { "do not undo changes of tables" }
                .to_string(),
        ),
        (
            "enums",
            match manifest.enums {
                EnumForm::Type => "are types of their own",
                EnumForm::Inline => "are the types of their columns",
                EnumForm::Check => "are text with a check",
            }
            .to_string(),
        ),
    ];
    let mut text = format!("{}\n\n", dialect.title());
    for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(text, "{name:<16}{value}");
    }
    text.push_str("\ntypes\n");
    for (word, spelling) in &manifest.types {
        let _ = writeln!(text, "  {word:<16}{spelling}");
    }
    text.push_str("\noperations that are not one plain statement\n");
    let mut strategies: Vec<(&String, &Strategy)> = manifest.strategies.iter().collect();
    strategies.sort_by_key(|(kind, _)| *kind);
    for (kind, strategy) in strategies.into_iter().filter(|(_, strategy)| **strategy != Strategy::Native) {
        let _ = writeln!(text, "  {kind:<44}{}", words(strategy));
    }
    let limits = manifest.limits.values().map(|limit| (&limit.unsupported, &limit.manual));
    let names = manifest.namespaces.values().map(|space| (&space.unsupported, &space.manual));
    let rules: Vec<(&String, &String)> = limits.chain(names).collect();
    if !rules.is_empty() {
        text.push_str("\nwhat every table keeps to\n");
    }
    for (rule, manual) in rules {
        let _ = writeln!(text, "  {rule} ({manual})");
    }
    text
}

fn words(strategy: &Strategy) -> String {
    match strategy {
        Strategy::Native => "as it is".to_string(),
        Strategy::Alter => "one change of the table with its neighbours".to_string(),
        Strategy::Rebuild => "a new table that takes the rows over".to_string(),
        Strategy::Emulate(how) => format!("by {how}"),
        Strategy::Omit(note) => format!("left out: {note}"),
        Strategy::Unsupported { reason, manual, .. } => format!("refused: {reason} ({manual})"),
    }
}

fn export(library: &Library, folder: &std::path::Path, force: bool) -> Result<String, Failure> {
    let file = |(path, text): (&str, &str)| NewFile { path: folder.join(path), text: text.into() };
    let written: Vec<NewFile> = library.files().map(file).collect();
    write_all(&written, if force { Existing::Replace } else { Existing::Keep })?;
    let folder = folder.display();
    Ok(format!("{folder}: `dialect_path: {folder}` in the project file uses what is in it\n"))
}
