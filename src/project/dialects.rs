//! The dialects of a project: those in the binary, its own folder of them, and those that its scripts are for.

use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use super::{Config, Failure, Placed, Project, naming};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::dialect::{Dialect, DialectError, Library, of_url};
use crate::source::yaml::ReadContext;
use crate::source::{FileId, Files, Span};

/// Every known dialect, and those that the scripts of a project are for.
#[derive(Debug)]
pub struct Dialects {
    /// All that is known.
    pub library: Library,
    /// The dialect that scripts are for unless the command line says another.
    pub default: Option<Dialect>,
    /// Every dialect that scripts are for; its own first.
    pub targets: Vec<Dialect>,
    /// Where the project asks for the names that the database itself gives.
    own_names: Option<(FileId, Span)>,
}

impl Project {
    /// The dialects of the project. What is wrong with one is reported.
    pub fn dialects(&self, files: &mut Files, diagnostics: &mut Diagnostics) -> Result<Dialects, Failure> {
        let library = library(&self.root, &self.config, diagnostics)?;
        let mut targets: Vec<Dialect> = Vec::new();
        for wanted in self.config.dialect.iter().chain(&self.config.targets) {
            match library.dialect(&wanted.value) {
                Ok(dialect) if targets.iter().any(|known| same(known, &dialect)) => {}
                Ok(dialect) => targets.push(dialect),
                Err(error) => {
                    let mut diagnostic = dialect_error(&error, &library, files);
                    if let Some(span) = wanted.span.filter(|_| diagnostic.labels.is_empty()) {
                        diagnostic = diagnostic.at(self.config.file, span, "");
                    }
                    diagnostics.push(diagnostic);
                }
            }
        }
        let own_names = naming::own(&self.config);
        targets
            .iter()
            .filter_map(|target| naming::check_own(own_names, target))
            .for_each(|found| diagnostics.push(found));
        if diagnostics.has_errors() {
            return Err(Failure::Reported);
        }
        let only = targets.len() == 1 || self.config.dialect.is_some();
        Ok(Dialects { library, default: targets.first().filter(|_| only).cloned(), targets, own_names })
    }
}

impl Dialects {
    /// The dialect of the command line, else the project's.
    pub fn choose(&self, wanted: Option<&str>, files: &mut Files) -> Result<Dialect, Failure> {
        if let Some(wanted) = wanted {
            // The URL of a database says no version: the project may know which one it is for.
            let found = of_url(wanted).and_then(|_| self.library.dialect(wanted).ok());
            let meant = found.and_then(|found| self.targets.iter().find(|target| target.name() == found.name()));
            if let Some(target) = meant {
                return Ok(target.clone());
            }
            let found = self.library.dialect(wanted).map_err(|error| dialect_error(&error, &self.library, files))?;
            return naming::check_own(self.own_names, &found).map_or(Ok(found), |wrong| Err(wrong.into()));
        }
        self.default.clone().ok_or_else(|| {
            let known = self.library.names().join(", ");
            let (message, help) = match self.targets.is_empty() {
                true => (
                    "the project names no dialect",
                    format!("write `dialect: NAME` in the project file, or give `--dialect`: {known}"),
                ),
                false => {
                    ("the project has several targets and no `dialect`", "choose one with `--dialect`".to_string())
                }
            };
            Failure::new("no-dialect", message, help)
        })
    }

    /// What reading files for a dialect has to know.
    pub fn context(&self, dialect: &Dialect) -> ReadContext {
        let mut targets: Vec<Vec<String>> = self.targets.iter().map(|target| target.chain.clone()).collect();
        if !targets.contains(&dialect.chain) {
            targets.push(dialect.chain.clone());
        }
        ReadContext { chain: dialect.chain.clone(), known: self.library.names(), targets }
    }
}

fn same(one: &Dialect, other: &Dialect) -> bool {
    one.name() == other.name() && one.version == other.version
}

/// What is built in, with the files of the project's own folder added.
pub(super) fn library(root: &Path, config: &Config, diagnostics: &mut Diagnostics) -> Result<Library, Failure> {
    let mut library = Library::embedded();
    let Some(folder) = &config.dialect_path else { return Ok(library) };
    let place = root.join(&folder.value);
    if !place.is_dir() {
        diagnostics.push(no_folder(config, folder));
        return Err(Failure::Reported);
    }
    let mut own = Vec::new();
    for entry in WalkDir::new(&place).min_depth(2).follow_links(true).sort_by_file_name() {
        let entry = entry.map_err(|error| Failure::io("read", &place, &error.into()))?;
        let inner = entry.path().strip_prefix(&place).expect("walked from there");
        if entry.file_type().is_file() && is_dialect_file(inner) {
            let text = fs::read_to_string(entry.path()).map_err(|error| Failure::io("read", entry.path(), &error))?;
            own.push((inner.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"), text));
        }
    }
    library.extend(own);
    Ok(library)
}

fn is_dialect_file(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name == "dialect.yaml" || name.ends_with(".sql.j2")
}

fn no_folder(config: &Config, folder: &Placed<String>) -> Diagnostic {
    let message = format!("the folder of dialects `{}` does not exist", folder.value);
    let diagnostic = Diagnostic::error(Code("no-dialects-folder"), message);
    let help = "`sqlgen dialects export DIR` writes the built-in ones out, to start from";
    match folder.span {
        Some(span) => diagnostic.at(config.file, span, "").help(help),
        None => diagnostic.help(help),
    }
}

/// What is wrong with a dialect, for a person.
pub fn dialect_error(error: &DialectError, library: &Library, files: &mut Files) -> Diagnostic {
    match error {
        DialectError::Unknown { name, help } => {
            Diagnostic::error(Code("unknown-dialect"), format!("unknown dialect `{name}`")).help(help)
        }
        DialectError::Version { message } => Diagnostic::error(Code("unknown-version"), message)
            .help("`sqlgen dialects show NAME` says which versions are known"),
        DialectError::Manifest { path, error } => {
            let file = files.add(format!("dialects/{path}"), library.file(path).unwrap_or_default());
            error.as_ref().clone().into_diagnostic(file)
        }
    }
}
