//! A project on the disk: `sqlgen.yaml`, the revision files and own dialects that it names, and writing files.
//! With `cli` the only module that reads or writes files.
#![allow(clippy::disallowed_methods, reason = "this is where files are read and written")]

mod attached;
mod baseline;
mod config;
mod dialects;
mod discover;
mod durations;
mod environments;
mod failure;
mod file_template;
mod house;
mod naming;
mod new_revisions;
mod receipt;
mod variables;
mod words;
mod write;

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

pub use config::{Config, FailOn, Level, LintConfig, Placed, ScriptConfig, VersionTable};
pub use dialects::{Dialects, dialect_error};
pub use failure::Failure;
pub use file_template::{FileTemplate, FileToken};
pub use new_revisions::{FILE, Hook, IdScheme, RevisionConfig};
pub use variables::{Choice, Settings};
pub use write::{Existing, NewFile, files_below, write_all};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::dialect::Library;
use crate::graph::{Entry, Origin, RevisionGraph};
use crate::plan::{SharedAttachments, Source};
use crate::revision::{Databases, RevisionId};
use crate::source::{FileId, Files};

/// The name of the project file.
pub const PROJECT_FILE: &str = "sqlgen.yaml";

/// Everything about a project but its operations, which are read for one dialect at a time.
#[derive(Debug)]
pub struct Project {
    /// The folder that paths in the project file start from.
    pub root: PathBuf,
    /// What the project file says.
    pub config: Config,
    /// The history.
    pub graph: Arc<RevisionGraph>,
    baseline: Option<FileId>,
    /// Those of the configuration, with the one that is chosen.
    databases: Option<Arc<Databases>>,
    attachments: SharedAttachments,
}

/// The project file that a path names: itself, or the one in that folder.
fn project_file(place: &Path) -> PathBuf {
    let is_folder = place.as_os_str().is_empty() || place.is_dir();
    let path = if is_folder { place.join(PROJECT_FILE) } else { place.to_path_buf() };
    path.components().filter(|part| *part != Component::CurDir).collect()
}

fn load_config(
    path: &Path,
    choice: &Choice,
    files: &mut Files,
    diagnostics: &mut Diagnostics,
) -> Result<(PathBuf, Config), Failure> {
    if !path.exists() {
        return Err(no_project(path).into());
    }
    let name = path.file_name().map_or_else(|| PROJECT_FILE.to_string(), |name| name.to_string_lossy().into_owned());
    let root = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    let file = discover::read_text(path, name, files, diagnostics)?.ok_or(Failure::Reported)?;
    let config = config::read(files.text(file), file, choice, diagnostics).ok_or(Failure::Reported)?;
    Ok((root, config))
}

/// Every dialect that a project knows; without a project file, those that are built in.
pub fn load_library(place: &Path, files: &mut Files, diagnostics: &mut Diagnostics) -> Result<Library, Failure> {
    let path = project_file(place);
    if !path.exists() {
        return Ok(Library::embedded());
    }
    let (root, config) = load_config(&path, &Choice::default(), files, diagnostics)?;
    dialects::library(&root, &config, diagnostics)
}

/// Loads the project of a project file, or of the folder that holds one. What is wrong is reported; then there is no
/// project.
pub fn load(
    place: &Path,
    choice: &Choice,
    files: &mut Files,
    diagnostics: &mut Diagnostics,
) -> Result<Project, Failure> {
    let (root, config) = load_config(&project_file(place), choice, files, diagnostics)?;
    if config.own_histories && choice.database.is_none() {
        let help = format!("choose one with `-n`: {}", config.databases.join(", "));
        return Err(Failure::new("which-database", "the databases have histories of their own", help));
    }
    let file = config.file;
    let headers = discover::headers(&root, &config, files, diagnostics)?;
    let graph = RevisionGraph::new(headers, diagnostics);
    check_lengths(&config, &graph, diagnostics);
    config.settings.stranger(&graph).into_iter().for_each(|stranger| diagnostics.push(stranger));
    naming::check_since(&config, &graph, diagnostics);
    let baseline = match &config.baseline {
        Some(placed) => baseline::read(&root, placed, file, files, diagnostics)?,
        None => None,
    };
    if diagnostics.has_errors() {
        return Err(Failure::Reported);
    }
    let databases = Databases { known: config.databases.clone(), chosen: choice.database.clone() };
    let databases = (!databases.known.is_empty()).then(|| Arc::new(databases));
    let attachments: SharedAttachments = Arc::new(attached::Folder::new(&root));
    let graph = Arc::new(graph);
    Ok(Project { root, config, graph, baseline, databases, attachments })
}

/// The databases of a project; none where there is but one.
pub fn databases(
    place: &Path,
    choice: &Choice,
    files: &mut Files,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<String>, Failure> {
    let (_, config) = load_config(&project_file(place), choice, files, diagnostics)?;
    if diagnostics.has_errors() { Err(Failure::Reported) } else { Ok(config.databases) }
}

impl Project {
    /// A revision of the history as the replay takes it.
    pub fn source(&self, id: &RevisionId) -> Source {
        let entry = self.graph.get(id.as_str()).expect("routes name revisions of the graph");
        let variables = self.config.settings.variables(&entry.header.variables);
        let databases = self.databases.clone();
        let attachments = Some(Arc::clone(&self.attachments));
        Source { header: Arc::clone(&entry.header), file: entry.origin.file, variables, databases, attachments }
    }

    /// The values that the texts of these revisions are filled with, each with its name, in order and once.
    pub fn values<'i>(&self, ids: impl Iterator<Item = &'i RevisionId>) -> BTreeSet<(String, String)> {
        let entries = ids.filter_map(|id| self.graph.get(id.as_str()));
        let variables = entries.flat_map(|entry| self.config.settings.variables(&entry.header.variables));
        variables.filter_map(|variable| Some((variable.name, variable.value?))).collect()
    }

    /// The project as it is in another of its environments. What the command line gives counts there for what the
    /// environment does not say itself.
    pub fn in_environment(&self, name: &str, files: &Files, diagnostics: &mut Diagnostics) -> Option<Self> {
        let settings = &self.config.settings;
        let choice =
            Choice { environment: Some(name.to_string()), database: settings.database.clone(), ..Choice::default() };
        let file = self.config.file;
        let mut config = config::read(files.text(file), file, &choice, diagnostics)?;
        let own = std::mem::take(&mut config.settings.chosen);
        config.settings.given = settings.given.clone();
        config.settings.given.extend(own);
        let (root, graph, baseline) = (self.root.clone(), Arc::clone(&self.graph), self.baseline);
        let (databases, attachments) = (self.databases.clone(), Arc::clone(&self.attachments));
        Some(Self { root, config, graph, baseline, databases, attachments })
    }

    /// The variables of all revisions, each with its value where it has one, in order and once.
    pub fn variables(&self) -> BTreeSet<(String, Option<String>)> {
        let variables = self.graph.iter().flat_map(|entry| self.config.settings.variables(&entry.header.variables));
        variables.map(|variable| (variable.name, variable.value)).collect()
    }

    /// Where the file of a revision is.
    pub fn path(&self, entry: &Entry, files: &Files) -> PathBuf {
        self.root.join(files.name(entry.origin.file))
    }
}

fn no_project(path: &Path) -> Diagnostic {
    let message = format!("there is no project file `{}`", path.display());
    let help = "`sqlgen init DIR` starts a project; `-c FILE` names the project file of another folder";
    Diagnostic::error(Code("no-project"), message).help(help)
}

/// Reports ids that do not fit into the version table.
fn check_lengths(config: &Config, graph: &RevisionGraph, diagnostics: &mut Diagnostics) {
    let limit = config.version_table.length as usize;
    for entry in graph.iter() {
        let length = entry.id().as_str().chars().count();
        if length > limit {
            let message = format!("the id has {length} characters, the version table holds {limit}");
            let help =
                format!("choose a shorter id, or write `version_table: {{length: {length}}}` in the project file");
            let diagnostic = Diagnostic::error(Code("id-too-long"), message).at(entry.origin.file, entry.origin.id, "");
            diagnostics.push(diagnostic.help(help));
        }
    }
}

/// The places of a header as the graph takes them.
fn origin(place: &crate::revision::HeaderPlace) -> Origin {
    Origin {
        file: place.file,
        id: place.revision,
        down_revision: place.down_revision,
        depends_on: place.depends_on,
        labels: place.branch_labels,
    }
}
