//! `completions`: what a shell needs to complete commands and options.

use crate::project::Failure;

/// Print what a shell needs to complete commands and options.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen completions bash > ~/.local/share/bash-completion/completions/sqlgen
  sqlgen completions zsh > ~/.zfunc/_sqlgen
  sqlgen completions fish > ~/.config/fish/completions/sqlgen.fish")]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args) -> Result<String, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut super::arguments(), "sqlgen", &mut text);
    Ok(String::from_utf8(text).expect("completions are text"))
}
