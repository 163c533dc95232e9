//! `edit`: the file of a revision in an editor.

use std::path::PathBuf;
use std::process::Command;

use crate::project::Failure;

use super::findings::{Findings, lost};
use super::globals::Globals;

/// Open the file of a revision in an editor.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen edit head
  sqlgen edit 3f2a
  EDITOR=\"code --wait\" sqlgen edit heads")]
pub(super) struct Args {
    /// A revision: an id or its beginning, `head`, `heads`, a label, `label@head`, `head-1`
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    rev: String,
}

/// What is tried where the environment names no editor.
const EDITORS: &[&str] = &["sensible-editor", "editor", "nano", "vim", "vi"];

pub(super) fn run(args: &Args, globals: &Globals, findings: &mut Findings) -> Result<String, Failure> {
    let project = findings.load(globals)?;
    let entries = project.graph.resolve(&args.rev).map_err(lost(&project.graph))?;
    if entries.is_empty() {
        let message = format!("`{}` is no revision: there is nothing to edit", args.rev);
        return Err(Failure::new("nothing-to-edit", message, "`sqlgen history` lists the revisions"));
    }
    let paths: Vec<PathBuf> = entries.into_iter().map(|entry| project.path(entry, &findings.files)).collect();
    let editor = editor()?;
    match start(&editor).args(&paths).status() {
        Ok(status) if status.success() => Ok(String::new()),
        Ok(status) => Err(Failure::new("editor-failed", format!("`{editor}` ended with {status}"), "see what it said")),
        Err(error) => {
            let message = format!("cannot start the editor `{editor}`: {error}");
            Err(Failure::new("no-editor", message, "name one in the environment variable EDITOR"))
        }
    }
}

/// The editor as a command: its name alone, or a line for the shell, as `git` reads it.
fn start(editor: &str) -> Command {
    if cfg!(unix) && editor.contains(|c: char| c.is_whitespace() || "\"'\\$`|&;<>()*?[#~=%".contains(c)) {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{editor} \"$@\"")).arg(editor);
        return shell;
    }
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(editor));
    command.args(words);
    command
}

fn editor() -> Result<String, Failure> {
    let named = ["EDITOR", "VISUAL"].into_iter().filter_map(|name| std::env::var(name).ok());
    if let Some(editor) = named.map(|editor| editor.trim().to_string()).find(|editor| !editor.is_empty()) {
        return Ok(editor);
    }
    let folders: Vec<PathBuf> =
        std::env::var_os("PATH").iter().flat_map(|path| std::env::split_paths(path).collect::<Vec<_>>()).collect();
    let found = EDITORS.iter().find(|name| folders.iter().any(|folder| folder.join(name).is_file()));
    found
        .map(ToString::to_string)
        .ok_or_else(|| Failure::new("no-editor", "no editor was found", "name one in the environment variable EDITOR"))
}
