//! The command line: one file per command, each the pipeline written out. The only module that knows arguments, the
//! environment, the clock and the terminal.
#![allow(clippy::disallowed_methods, reason = "this is where the environment, the clock and the disk are asked")]

mod answer;
mod block;
mod branches;
mod bundle;
mod completions;
mod current;
mod databases;
mod dates;
mod delivery;
mod desk;
mod dialects;
mod diff;
mod downgrade;
mod edit;
mod ensure_version;
mod filters;
mod findings;
mod globals;
mod heads;
mod history;
mod hooks;
mod house_args;
mod init;
mod journey;
mod judging;
mod list_templates;
mod listing;
mod merge;
mod new_file;
mod new_id;
mod plan;
mod progress;
mod rehearsal;
mod revision;
mod script;
mod script_args;
mod show;
mod snapshot;
mod stamp;
mod streams;
mod texts;
mod upgrade;
mod verification;
mod way;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::project::Failure;
use crate::source::LongText;
use findings::Findings;
use globals::Globals;

/// Declarative schema revisions in, SQL scripts that a DBA can review out: no database connection.
#[derive(Debug, Parser)]
#[command(name = "sqlgen", version, propagate_version = false, after_help = EXAMPLES, disable_help_subcommand = true)]
struct Arguments {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  sqlgen init .                            start a project here
  sqlgen revision -m \"add users\"           write an empty revision at the head
  sqlgen upgrade head                      show what would be done
  sqlgen upgrade head --sql > up.sql       print the script
  sqlgen downgrade head:-1 --sql           print the script that takes the last revision back

Exit codes: 0 fine, 1 findings at or above the threshold, 2 could not run.";

#[derive(Debug, Subcommand)]
#[command(rename_all = "snake_case")]
enum Command {
    Branches(branches::Args),
    Bundle(bundle::Args),
    Completions(completions::Args),
    Current(current::Args),
    Dialects(dialects::Args),
    Diff(diff::Args),
    Downgrade(downgrade::Args),
    Edit(edit::Args),
    EnsureVersion(ensure_version::Args),
    Heads(heads::Args),
    History(history::Args),
    Init(init::Args),
    ListTemplates(list_templates::Args),
    Merge(merge::Args),
    Revision(revision::Args),
    Show(show::Args),
    Snapshot(snapshot::Args),
    Stamp(stamp::Args),
    Upgrade(upgrade::Args),
}

/// Runs the command of this process and gives its exit code.
pub fn main() -> ExitCode {
    let Arguments { globals, command } = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(answer) => return streams::usage(&answer),
    };
    let mut findings = Findings::default();
    let answer = run(command, &globals, &mut findings);
    streams::finish(answer, &globals, findings)
}

/// What a command prints, if it comes to an end.
fn run(command: Command, globals: &Globals, findings: &mut Findings) -> Result<LongText, Failure> {
    globals.check()?;
    let text = match command {
        Command::Bundle(args) => return bundle::run(&args, globals, findings),
        Command::Downgrade(args) => return downgrade::run(&args, globals, findings),
        Command::EnsureVersion(args) => return ensure_version::run(&args, globals, findings),
        Command::Snapshot(args) => return snapshot::run(&args, globals, findings),
        Command::Stamp(args) => return stamp::run(&args, globals, findings),
        Command::Upgrade(args) => return upgrade::run(&args, globals, findings),
        Command::Branches(args) => branches::run(&args, globals, findings),
        Command::Completions(args) => completions::run(&args),
        Command::Current(args) => current::run(&args, globals, findings),
        Command::Dialects(args) => dialects::run(&args, globals, findings),
        Command::Diff(args) => diff::run(&args, globals, findings),
        Command::Edit(args) => edit::run(&args, globals, findings),
        Command::Heads(args) => heads::run(&args, globals, findings),
        Command::History(args) => history::run(&args, globals, findings),
        Command::Init(args) => init::run(&args, findings),
        Command::ListTemplates(args) => list_templates::run(&args),
        Command::Merge(args) => merge::run(&args, globals, findings),
        Command::Revision(args) => revision::run(&args, globals, findings),
        Command::Show(args) => show::run(&args, globals, findings),
    };
    text.map(LongText::from)
}

/// The arguments as clap knows them, for completions.
fn arguments() -> clap::Command {
    <Arguments as clap::CommandFactory>::command()
}

#[cfg(test)]
mod tests {
    use super::arguments;

    #[test]
    fn the_arguments_fit_together() {
        arguments().debug_assert();
    }

    #[test]
    fn commands_are_sorted_and_show_examples() {
        let command = arguments();
        let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        assert!(names.is_sorted(), "{names:?}");
        for command in command.get_subcommands() {
            let help = command.clone().render_long_help().to_string();
            assert!(help.contains("Examples:\n"), "{} shows no examples", command.get_name());
        }
    }
}
