//! The options for the rules of the house that scripts follow.

use clap::{Args, ValueEnum};

use super::way::typed;
use crate::dialect::RULES;

/// Options for how scripts behave.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "House rules")]
pub(super) struct HouseArgs {
    /// Whether the script looks at the database before it changes it
    #[arg(long, value_enum, env = "SQLGEN_MODE", hide_env_values = true)]
    pub(super) mode: Option<ModeWord>,
    /// What is one transaction, where the database can undo changes of tables
    #[arg(long, value_enum, env = "SQLGEN_TRANSACTION", hide_env_values = true)]
    transaction: Option<TransactionWord>,
    /// What a failure does
    #[arg(long, value_enum, env = "SQLGEN_ON_ERROR", hide_env_values = true)]
    on_error: Option<OnErrorWord>,
    /// Who runs the script: the client of the database by its name (psql, mysql, sqlite3, sqlcmd, sqlplus), or `plain`
    /// for one that knows SQL and nothing else
    #[arg(long, value_name = "NAME", env = "SQLGEN_CLIENT", hide_env_values = true)]
    client: Option<String>,
    /// Who commits
    #[arg(long, value_enum, env = "SQLGEN_COMMIT", hide_env_values = true)]
    commit: Option<CommitWord>,
    /// Whether the script says which revision it is at
    #[arg(long, value_enum, env = "SQLGEN_PROGRESS", hide_env_values = true)]
    progress: Option<ProgressWord>,
    /// Whether the script says at its end if what it changed is as it should be
    #[arg(long, value_enum, env = "SQLGEN_VERIFICATION", hide_env_values = true)]
    verification: Option<VerificationWord>,
    /// Have the client write what it prints into this file as well
    #[arg(long, value_name = "FILE", env = "SQLGEN_SPOOL", hide_env_values = true)]
    spool: Option<String>,
    /// Take the locks of each revision first, and try again as often where somebody else has them
    #[arg(long, value_name = "COUNT", env = "SQLGEN_RETRIES", hide_env_values = true)]
    retries: Option<u32>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum ModeWord {
    /// It refuses a database at another revision
    Guarded,
    /// It leaves out the revisions that the database has already
    Idempotent,
    /// It does not look
    Bare,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TransactionWord {
    /// Each revision
    PerRevision,
    /// The whole script
    Single,
    /// Nothing: every statement commits itself
    None,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum OnErrorWord {
    /// Nothing behind it takes effect, whatever the client does
    Latch,
    /// The client is told to stop
    Exit,
    /// The client is not told to stop
    Continue,
    /// Each revision is one compound statement, which ends there
    Fence,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum CommitWord {
    /// The script
    Auto,
    /// Whoever runs it, after a look: the script ends in its transaction
    Manual,
    /// Nobody: the script is a rehearsal and takes everything back
    Never,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ProgressWord {
    /// A line for each revision
    On,
    /// Nothing until the end
    Off,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum VerificationWord {
    /// In one line, which names the first difference
    On,
    /// It does not
    Off,
}

impl HouseArgs {
    /// What is asked for of a rule.
    pub(super) fn word(&self, rule: &str) -> Option<String> {
        fn name<T: ValueEnum>(value: Option<&T>) -> Option<String> {
            Some(value?.to_possible_value()?.get_name().to_string())
        }
        match rule {
            "mode" => name(self.mode.as_ref()),
            "transaction" => name(self.transaction.as_ref()),
            "on_error" => name(self.on_error.as_ref()),
            "client" => self.client.clone(),
            "commit" => name(self.commit.as_ref()),
            "progress" => name(self.progress.as_ref()),
            "verification" => name(self.verification.as_ref()),
            "spool" => self.spool.clone(),
            "retries" => self.retries.map(|count| count.to_string()),
            _ => None,
        }
        .filter(|word| !word.is_empty())
    }
}

impl HouseArgs {
    /// The options as they would be typed again, with a blank before each.
    pub(super) fn typed(&self) -> String {
        let rules = RULES.iter().map(|(rule, _)| *rule).chain(["spool", "retries"]);
        let option = |rule: &str| Some(format!(" --{} {}", rule.replace('_', "-"), typed(&self.word(rule)?)));
        rules.filter_map(option).collect()
    }
}

/// What the environment of the process asks for of a rule, for commands without options for it.
pub(super) fn from_environment(rule: &str) -> Option<String> {
    std::env::var(format!("SQLGEN_{}", rule.to_ascii_uppercase())).ok().filter(|word| !word.is_empty())
}
