//! `init`: a new project from a template.

use std::path::{Path, PathBuf};

use crate::dialect::Library;
use crate::project::{Existing, Failure, NewFile, PROJECT_FILE, dialect_error, write_all};
use crate::source::LongText;

use super::findings::Findings;

/// Start a project: a project file and folders for revisions.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sqlgen init .
  sqlgen init db --template multi-folder
  sqlgen list_templates")]
pub(super) struct Args {
    /// The folder of the project
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The template; `list_templates` names them
    #[arg(short, long, default_value = "generic")]
    template: String,
    /// The database that scripts are for, and its version
    #[arg(long, value_name = "NAME[@VERSION]")]
    dialect: Option<String>,
}

/// What `init` can start from.
pub(super) struct Template {
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    project: &'static str,
    folders: &'static [&'static str],
    /// The command that writes the first revision.
    first: &'static str,
}

const FIRST: &str = "sqlgen revision -m \"what changes\"";

/// Every template, sorted by name.
pub(super) const TEMPLATES: &[Template] = &[
    Template {
        name: "generic",
        summary: "one folder of revisions, one database",
        project: include_str!("templates/generic.yaml"),
        folders: &["revisions"],
        first: FIRST,
    },
    Template {
        name: "multi-dialect",
        summary: "one folder of revisions, several databases",
        project: include_str!("templates/multi-dialect.yaml"),
        folders: &["revisions"],
        first: FIRST,
    },
    Template {
        name: "multi-folder",
        summary: "several folders of revisions, each with a branch of its own",
        project: include_str!("templates/multi-folder.yaml"),
        folders: &["revisions/core", "revisions/shop"],
        first: "sqlgen revision -m \"what changes\" --head base --branch-label core --version-path revisions/core",
    },
];

pub(super) fn run(args: &Args, findings: &mut Findings) -> Result<String, Failure> {
    let Some(template) = TEMPLATES.iter().find(|template| template.name == args.template) else {
        let names: Vec<&str> = TEMPLATES.iter().map(|template| template.name).collect();
        let help = crate::source::yaml::choices(&args.template, "the templates", &names);
        return Err(Failure::new("unknown-template", format!("unknown template `{}`", args.template), help));
    };
    let mut project = template.project.to_string();
    if let Some(dialect) = &args.dialect {
        let library = Library::embedded();
        let found = library.dialect(dialect);
        found.map_err(|error| Failure::from(dialect_error(&error, &library, &mut findings.files)))?;
        let lines = project.lines().map(|line| match line.starts_with("dialect:") {
            true => format!("dialect: {dialect}\n"),
            false => format!("{line}\n"),
        });
        project = lines.collect();
    }
    let mut written = vec![NewFile { path: args.folder.join(PROJECT_FILE), text: project.into() }];
    // An empty folder would not survive version control.
    let keep = |folder: &&str| NewFile { path: args.folder.join(folder).join(".gitkeep"), text: LongText::default() };
    written.extend(template.folders.iter().map(keep));
    write_all(&written, Existing::Keep)?;
    let names: String = written.iter().map(|file| format!("{}\n", file.path.display())).collect();
    let there = match args.folder.as_path() {
        here if here == Path::new(".") => String::new(),
        folder => format!("cd {}; ", folder.display()),
    };
    Ok(format!("{names}\nNext: {there}{}\n", template.first))
}

#[cfg(test)]
mod tests {
    use super::TEMPLATES;

    #[test]
    fn templates_are_sorted_and_say_a_dialect() {
        assert!(TEMPLATES.is_sorted_by_key(|template| template.name));
        let says = |text: &str| text.lines().filter(|line| line.starts_with("dialect:")).count() == 1;
        assert!(TEMPLATES.iter().all(|template| says(template.project)));
    }
}
