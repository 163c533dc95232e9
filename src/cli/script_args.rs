//! The options of the commands that print scripts, and what they say together with the project file.

use std::path::PathBuf;

use clap::Args;

use crate::dialect::Dialect;
use crate::project::{Dialects, Existing, Failure, Project};
use crate::render::{Environment, Mode, Policy};

use super::findings::Findings;
use super::house_args::{HouseArgs, from_environment};

/// Options of the commands that print scripts.
#[derive(Debug, Args)]
#[command(next_help_heading = "Script")]
pub(super) struct ScriptArgs {
    /// Print the script; without it, show what would be done
    #[arg(long)]
    pub(super) sql: bool,
    /// Write the script into a file; with --all-dialects, a script each into a folder
    #[arg(short, long, value_name = "FILE", requires = "sql")]
    pub(super) output: Option<PathBuf>,
    /// Write a script for each revision into a folder
    #[arg(long, value_name = "DIR", requires = "sql", conflicts_with = "output")]
    pub(super) split: Option<PathBuf>,
    /// The database that the script is for, and its version [env: SQLGEN_DIALECT]
    #[arg(long, value_name = "NAME[@VERSION]")]
    dialect: Option<String>,
    /// Write scripts for every target of the project
    #[arg(long, requires = "sql", conflicts_with = "dialect")]
    pub(super) all_dialects: bool,
    /// Write queries into a file that say whether a database is as it should be before and after the script; with
    /// several scripts, a file for each into a folder
    #[arg(long, value_name = "FILE", requires = "sql")]
    pub(super) verify_sql: Option<PathBuf>,
    #[command(flatten)]
    pub(super) choice: ScriptChoice,
}

/// What can be chosen for scripts wherever they go.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Script")]
pub(super) struct ScriptChoice {
    /// Replace files that are there already
    #[arg(long)]
    pub(super) force: bool,
    /// A line for the header of the script
    #[arg(long, value_name = "TEXT")]
    pub(super) tag: Option<String>,
    #[command(flatten)]
    pub(super) house: HouseArgs,
}

impl ScriptArgs {
    /// Those that print what a dialect has: one script, or one for each revision in a folder.
    pub(super) fn of(dialect: &Dialect, split: Option<PathBuf>, choice: &ScriptChoice) -> Self {
        let dialect = Some(format!("{}@{}", dialect.name(), dialect.version));
        let choice = choice.clone();
        Self { sql: true, output: None, split, dialect, all_dialects: false, verify_sql: None, choice }
    }

    /// Those that print the whole script of every target, or of one dialect, and queries for each.
    pub(super) fn of_all(dialect: Option<&str>, choice: &ScriptChoice) -> Self {
        let verify_sql = Some(PathBuf::new());
        let (dialect, all_dialects, choice) = (dialect.map(str::to_string), dialect.is_none(), choice.clone());
        Self { sql: true, output: None, split: None, dialect, all_dialects, verify_sql, choice }
    }

    /// Refuses options that contradict each other.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.all_dialects && self.output.is_none() && self.split.is_none() {
            let message = "several scripts cannot go to one output";
            return Err(Failure::new("several-scripts", message, "name a folder with `-o DIR`, or one `--dialect`"));
        }
        Ok(())
    }

    /// The dialects to write for.
    pub(super) fn targets(&self, dialects: &Dialects, findings: &mut Findings) -> Result<Vec<Dialect>, Failure> {
        if self.all_dialects && !dialects.targets.is_empty() {
            return Ok(dialects.targets.clone());
        }
        Ok(vec![self.dialect(dialects, findings)?])
    }

    /// The one dialect to write for.
    pub(super) fn dialect(&self, dialects: &Dialects, findings: &mut Findings) -> Result<Dialect, Failure> {
        choose(self.dialect.as_deref(), dialects, findings)
    }

    /// Refuses --split and --verify-sql for what has no revisions.
    pub(super) fn refuse_split(&self, what: &str) -> Result<(), Failure> {
        if self.split.is_some() {
            let message = format!("`--split` writes a script for each revision, and {what} has none");
            return Err(Failure::new("nothing-to-split", message, "use `-o FILE`"));
        }
        if self.verify_sql.is_some() {
            let message = format!("`--verify-sql` asks for what revisions change, and {what} has none");
            return Err(Failure::new(
                "nothing-to-verify",
                message,
                "`sqlgen current` prints the query for the version rows",
            ));
        }
        Ok(())
    }

    /// Where the one script of a dialect goes; `what` is the last part of its name in a folder.
    pub(super) fn path(&self, dialect: &Dialect, targets: &[Dialect], what: &str) -> PathBuf {
        let output = self.output.clone().unwrap_or_default();
        if self.all_dialects { output.join(format!("{}.{what}.sql", label(dialect, targets))) } else { output }
    }

    /// Where the queries of a dialect go, if they are wanted.
    pub(super) fn verify_path(&self, dialect: &Dialect, targets: &[Dialect], what: &str) -> Option<PathBuf> {
        let path = self.verify_sql.as_ref()?;
        let name = || format!("{}.{what}.verify.sql", label(dialect, targets));
        Some(if self.all_dialects { path.join(name()) } else { path.clone() })
    }

    /// What happens to files that are there already.
    pub(super) fn existing(&self) -> Existing {
        if self.choice.force { Existing::Replace } else { Existing::Keep }
    }

    /// What is the same for all scripts of a dialect.
    pub(super) fn environment(
        &self,
        project: &Project,
        dialects: &Dialects,
        dialect: &Dialect,
    ) -> Result<Environment, Failure> {
        let (mode, policy) = project.policy(dialects, dialect, |rule| self.choice.house.word(rule))?;
        Ok(Environment { mode, policy, tag: self.choice.tag.clone(), ..environment(project) })
    }
}

/// What scripts of a dialect are called: its name, with the version where several targets have the same name.
pub(super) fn label(dialect: &Dialect, targets: &[Dialect]) -> String {
    let alike = targets.iter().filter(|target| target.name() == dialect.name()).count();
    if alike > 1 { format!("{}-{}", dialect.name(), dialect.version) } else { dialect.name().to_string() }
}

/// What the project file says about all scripts.
pub(super) fn environment(project: &Project) -> Environment {
    let config = &project.config;
    Environment {
        mode: Mode::Guarded,
        policy: Policy::default(),
        header: config.script.header.clone(),
        version_table: config.version_table.name.clone(),
        version_length: config.version_table.length,
        lock_timeout: config.script.lock_timeout,
        statement_timeout: config.script.statement_timeout,
        baseline: Vec::new(),
        tag: None,
        database: config.settings.database.clone(),
        values: Vec::new(),
        receipt: config.receipt.clone(),
    }
}

/// The dialect of the command line, else of the environment, else of the project.
pub(super) fn choose(wanted: Option<&str>, dialects: &Dialects, findings: &mut Findings) -> Result<Dialect, Failure> {
    let environment = std::env::var("SQLGEN_DIALECT").ok().filter(|name| !name.is_empty());
    dialects.choose(wanted.or(environment.as_deref()), &mut findings.files)
}

/// What scripts of a dialect have that no options say anything about.
pub(super) fn usual_environment(
    project: &Project,
    dialects: &Dialects,
    dialect: &Dialect,
) -> Result<Environment, Failure> {
    let (mode, policy) = project.policy(dialects, dialect, from_environment)?;
    Ok(Environment { mode, policy, ..environment(project) })
}
