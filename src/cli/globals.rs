//! Options of every command, and how they and the environment decide about colours.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::project::{Choice, Failure};

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(super) struct Globals {
    /// The project file, or the folder that holds sqlgen.yaml [env: SQLGEN_CONFIG] [default: the folder you are in]
    #[arg(short, long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// When messages have colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(super) color: Color,
    /// Show errors only
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Show more
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
    /// One of the databases of the project file
    #[arg(id = "database", short = 'n', long = "name", global = true, value_name = "NAME")]
    database: Option<String>,
    /// One of the environments of the project file [env: SQLGEN_ENV]
    #[arg(id = "environment", long = "env", global = true, value_name = "NAME")]
    environment: Option<String>,
    /// The value of a variable, several times for several [env: SQLGEN_VAR_NAME for the variable `name`]
    #[arg(short = 'x', global = true, value_name = "NAME=VALUE", value_parser = assignment)]
    variable: Vec<(String, String)>,
}

/// When messages have colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Globals {
    /// What is chosen of the project.
    pub(super) fn choice(&self) -> Choice {
        let set = || std::env::var("SQLGEN_ENV").ok().filter(|name| !name.is_empty());
        Choice {
            environment: self.environment.clone().or_else(set),
            database: self.database.clone(),
            variables: self.variable.iter().cloned().collect(),
        }
    }

    /// Refuses two values for one variable: which of them is meant nobody knows.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let mut seen = BTreeSet::new();
        match self.variable.iter().find(|(name, _)| !seen.insert(name)) {
            None => Ok(()),
            Some((name, _)) => {
                let message = format!("`-x` gives the variable `{name}` two values");
                Err(Failure::new("contradiction", message, "give it one"))
            }
        }
    }

    /// The project file, or the folder that holds it.
    pub(super) fn place(&self) -> PathBuf {
        let named = || std::env::var_os("SQLGEN_CONFIG").filter(|value| !value.is_empty()).map(PathBuf::from);
        self.config.clone().or_else(named).unwrap_or_default()
    }

    /// Whether messages have colours.
    pub(super) fn colors(&self) -> bool {
        let set = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty());
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if set("NO_COLOR") => false,
            Color::Auto if std::env::var("CLICOLOR_FORCE").is_ok_and(|value| !value.is_empty() && value != "0") => true,
            Color::Auto => std::io::stderr().is_terminal() && std::env::var("TERM").is_ok_and(|term| term != "dumb"),
        }
    }
}

/// `NAME=VALUE`.
fn assignment(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.to_string(), value.to_string()))
}

/// The refusal of an option that this version does not have yet.
pub(super) fn not_built(option: &str) -> Failure {
    let help = "leave it out for now: nothing is accepted and ignored";
    Failure::new("not-built", format!("`{option}` is not built yet"), help)
}
