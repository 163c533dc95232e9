//! `list_templates`: what `init` can start from.

use crate::project::Failure;

use super::init::TEMPLATES;

/// List the templates of `init`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen list_templates
  sqlgen init db --template multi-folder")]
pub(super) struct Args {}

pub(super) fn run(_args: &Args) -> Result<String, Failure> {
    let lines: String = TEMPLATES.iter().map(|one| format!("{:<16}{}\n", one.name, one.summary)).collect();
    Ok(format!("{lines}\nsqlgen init DIR --template NAME starts a project from one of them.\n"))
}
