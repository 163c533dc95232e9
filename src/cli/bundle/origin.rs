//! What a bundle is made from: the files of revisions, and those that they name.

use std::fs;
use std::path::{Component, Path, PathBuf};

use serde::Serialize;

use crate::graph::{Route, Step};
use crate::plan::read;
use crate::project::{Failure, Project};
use crate::revision::RevisionId;

use super::super::journey::Ticket;
use super::contents::sha256;

/// Where a revision comes from.
#[derive(Serialize)]
pub(super) struct Origin {
    pub(super) revision: RevisionId,
    down_revision: Vec<RevisionId>,
    pub(super) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    create_date: Option<String>,
    file: Digested,
    /// Files that it names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attached: Vec<Digested>,
}

/// A file of the project.
#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Digested {
    path: String,
    sha256: String,
}

/// Where the revisions of a route come from.
pub(super) fn origins(ticket: Ticket<'_>, route: &Route) -> Result<Vec<Origin>, Failure> {
    let Ticket { project, files, dialects, dialect, .. } = ticket;
    let context = dialects.context(dialect);
    let origin = |step: &Step| {
        let source = project.source(&step.revision);
        let name = files.name(source.file);
        let folder = Path::new(name).parent().unwrap_or(Path::new(""));
        let found = read(files, &source, &context, dialect);
        let attached = found.attached().iter().map(|attached| digested(project, &inside(&folder.join(&attached.path))));
        let mut attached = attached.collect::<Result<Vec<_>, Failure>>()?;
        attached.sort();
        attached.dedup();
        let header = &source.header;
        Ok(Origin {
            revision: header.revision.clone(),
            down_revision: header.down_revision.clone(),
            message: header.message.clone(),
            create_date: header.create_date.clone(),
            file: digested(project, Path::new(name))?,
            attached,
        })
    };
    route.steps.iter().map(origin).collect()
}

/// The digest of a file as it is on the disk.
pub(super) fn digested(project: &Project, path: &Path) -> Result<Digested, Failure> {
    let bytes = fs::read(project.root.join(path)).map_err(|error| Failure::io("read", path, &error))?;
    Ok(Digested { path: path.to_string_lossy().replace('\\', "/"), sha256: sha256(&bytes) })
}

/// A path without its detours.
fn inside(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if plain.file_name().is_some() => _ = plain.pop(),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}
