//! What the project file says to run on a new revision file: a formatter, a check, `git add`.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use crate::diagnostic::{Code, Diagnostic};
use crate::project::{FILE, Failure, Hook, Project};

/// Runs the hooks of the project on a file that is written, up to the first that fails. What they print goes to standard
/// error.
pub(super) fn run(project: &Project, file: &Path) -> Result<(), Failure> {
    project.config.revision.hooks.iter().try_for_each(|hook| run_one(hook, &project.root, file))
}

fn run_one(hook: &Hook, root: &Path, file: &Path) -> Result<(), Failure> {
    let inside = file.strip_prefix(root).unwrap_or(file);
    let mut command = Command::new(program(&hook.words[0], root));
    command.args(arguments(hook, &inside.to_string_lossy()));
    if !root.as_os_str().is_empty() {
        command.current_dir(root);
    }
    match command.stdin(Stdio::null()).stdout(io::stderr()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(hook, file, &ending(status), "see what it said")),
        Err(error) => {
            let reason = match error.kind() {
                io::ErrorKind::NotFound => format!("there is no program `{}`", hook.words[0]),
                io::ErrorKind::PermissionDenied => format!("`{}` may not be run", hook.words[0]),
                _ => error.to_string(),
            };
            let help = "a hook is found on the PATH, or by its path from the folder of the project file";
            Err(failed(hook, file, &format!("could not be started: {reason}"), help))
        }
    }
}

/// A program named by a path is looked for in the folder of the project file, where hooks run.
fn program(word: &str, root: &Path) -> PathBuf {
    let path = Path::new(word);
    match path.components().count() > 1 {
        true => std::path::absolute(root.join(path)).unwrap_or_else(|_| path.to_path_buf()),
        false => path.to_path_buf(),
    }
}

/// The arguments with the path in its place; behind them where no argument names it.
fn arguments(hook: &Hook, file: &str) -> Vec<String> {
    let mut arguments: Vec<String> = hook.words[1..].iter().map(|word| word.replace(FILE, file)).collect();
    if !hook.words[1..].iter().any(|word| word.contains(FILE)) {
        arguments.push(file.to_string());
    }
    arguments
}

fn ending(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("ended with exit code {code}"),
        // A signal.
        None => format!("was ended: {status}"),
    }
}

fn failed(hook: &Hook, file: &Path, how: &str, help: &str) -> Failure {
    let diagnostic = Diagnostic::error(Code("hook-failed"), format!("the hook `{}` {how}", hook.text));
    let written = format!("`{}` is written, and no further hook ran", file.display());
    diagnostic.note(written).help(format!("{help}; `--no-hooks` leaves hooks out")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        arguments(&Hook { text: String::new(), words }, "revisions/a b.yaml")
    }

    #[test]
    fn the_file_stands_where_the_hook_says_or_last() {
        assert_eq!(words(&["black"]), ["revisions/a b.yaml"]);
        assert_eq!(words(&["black", "-q"]), ["-q", "revisions/a b.yaml"]);
        assert_eq!(words(&["cp", "{file}", "{file}.bak"]), ["revisions/a b.yaml", "revisions/a b.yaml.bak"]);
        assert_eq!(words(&["x", "--file={file}", "{other}"]), ["--file=revisions/a b.yaml", "{other}"]);
    }

    #[test]
    fn a_path_starts_at_the_project_and_a_name_on_the_path() {
        assert_eq!(program("black", Path::new("db")), Path::new("black"));
        assert!(program("./fmt.sh", Path::new("db")).ends_with("db/fmt.sh"));
        assert_eq!(program("/bin/true", Path::new("db")), Path::new("/bin/true"));
    }
}
