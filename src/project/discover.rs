//! Finds the revision files and loads them.

use std::fs::File;
use std::io::Read;
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexSet;
use walkdir::{DirEntry, WalkDir};

use super::{Config, Failure, Placed, origin};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::graph::Origin;
use crate::plan::parallel;
use crate::revision::{Header, HeaderPlace, read_header};
use crate::source::yaml::{self, YamlError};
use crate::source::{FileId, Files};

/// The headers of all revision files, folder by folder, in the order of their names.
pub(super) fn headers(
    root: &Path,
    config: &Config,
    files: &mut Files,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<(Header, Origin)>, Failure> {
    let (mut paths, mut names): (Vec<PathBuf>, Vec<String>) = (Vec::new(), Vec::new());
    let mut seen = IndexSet::new();
    for folder in &config.revisions {
        let place = root.join(&folder.value);
        if !place.is_dir() {
            diagnostics.push(no_folder(config.file, folder, place.exists()));
            continue;
        }
        let (start, prefix) = (place.to_string_lossy(), shown(root, &place));
        for path in revision_files(&place)? {
            // Folders may lie in one another.
            if config.revisions.len() == 1 || seen.insert(path.clone().into_os_string()) {
                let name = path.to_string_lossy();
                let inner = name.strip_prefix(&*start).unwrap_or(&name);
                let name = below(&prefix, inner.trim_start_matches(MAIN_SEPARATOR));
                if let Some(odd) = name.chars().find(|c| c.is_control()) {
                    diagnostics.push(odd_name(&name, odd));
                    continue;
                }
                names.push(name);
                paths.push(path);
            }
        }
    }
    drop(seen);
    let ids = files.add_names(names.into_iter());
    let places: Vec<(PathBuf, FileId)> = paths.into_iter().zip(ids.iter().copied()).collect();
    let mut headers = Vec::with_capacity(places.len());
    for (file, loaded) in ids.into_iter().zip(parallel::map(&places, |(path, file)| load(path, *file))) {
        let Loaded { text, header, found } = loaded?;
        files.fill(file, text);
        diagnostics.append(found);
        headers.extend(header.map(|(header, place)| (header, origin(&place))));
    }
    Ok(headers)
}

/// A revision file as far as it can be read by itself.
struct Loaded {
    text: Arc<str>,
    header: Option<(Header, HeaderPlace)>,
    found: Diagnostics,
}

fn load(path: &Path, file: FileId) -> Result<Loaded, Failure> {
    let mut found = Diagnostics::new();
    Ok(match decode(path)? {
        Ok(text) => Loaded { header: read_header(&text, file, &mut found), text, found },
        Err((shown, error)) => {
            found.push(error.into_diagnostic(file));
            Loaded { text: shown.into(), header: None, found }
        }
    })
}

/// The YAML files below a folder, without those that are hidden.
fn revision_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let walk = WalkDir::new(folder).min_depth(1).follow_links(true);
    // Files of one folder: their paths differ in their names alone, and are cheaper to compare.
    let walk = walk.sort_by(|a, b| a.path().as_os_str().cmp(b.path().as_os_str()));
    let mut found = Vec::new();
    for entry in walk.into_iter().filter_entry(|entry| !is_hidden(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() && is_yaml(entry.path()) => found.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_path_buf();
                return Err(Failure::io("read", &path, &error.into()));
            }
        }
    }
    Ok(found)
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml")
}

/// The path as messages and scripts show it: from the project, with `/`.
fn shown(root: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(root).unwrap_or(path);
    let parts = inner.components().filter(|part| *part != Component::CurDir);
    let shown: PathBuf = parts.collect();
    shown.to_string_lossy().replace(MAIN_SEPARATOR, "/")
}

/// The path of a file in a folder, with `/`.
fn below(folder: &str, file: &str) -> String {
    let path = if folder.is_empty() { file.to_string() } else { [folder, "/", file].concat() };
    if MAIN_SEPARATOR == '/' { path } else { path.replace(MAIN_SEPARATOR, "/") }
}

/// Scripts name their revision files in comments, which end at the line.
fn odd_name(name: &str, odd: char) -> Diagnostic {
    let message = format!("the path of a revision file holds the character {odd:?}: {name:?}");
    Diagnostic::error(Code("wrong-path"), message).help("rename it: scripts and messages show it in one line")
}

/// Bytes that most revision files are shorter than.
const USUAL: usize = 4096;

/// The text of a file; where it is none, what can be shown of it and why.
type Decoded = Result<Arc<str>, (String, YamlError)>;

fn decode(path: &Path) -> Result<Decoded, Failure> {
    // Without a look at its size first: that would be one call in five.
    let mut bytes = Vec::with_capacity(USUAL);
    let read = File::open(path).and_then(|file| file.take(u64::MAX).read_to_end(&mut bytes));
    read.map_err(|error| Failure::io("read", path, &error))?;
    Ok(yaml::decode(&bytes).map(Arc::from).map_err(|error| (yaml::decode_lossy(&bytes), error)))
}

/// Reads a file and adds it to the texts; none, with a message, if it is not text.
pub(super) fn read_text(
    path: &Path,
    name: String,
    files: &mut Files,
    diagnostics: &mut Diagnostics,
) -> Result<Option<FileId>, Failure> {
    Ok(match decode(path)? {
        Ok(text) => Some(files.add(name, text)),
        Err((shown, error)) => {
            let file = files.add(name, shown);
            diagnostics.push(error.into_diagnostic(file));
            None
        }
    })
}

fn no_folder(config: FileId, folder: &Placed<String>, exists: bool) -> Diagnostic {
    let what = if exists { "is no folder" } else { "does not exist" };
    let message = format!("the folder of revisions `{}` {what}", folder.value);
    let mut diagnostic = Diagnostic::error(Code("no-revisions-folder"), message);
    if let Some(span) = folder.span {
        diagnostic = diagnostic.at(config, span, "");
    }
    diagnostic.help("create it, or name the folder of the revision files in `revisions:` of the project file")
}
