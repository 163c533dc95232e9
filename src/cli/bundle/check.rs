//! Whether a bundle is what the project gives now.

use std::collections::BTreeMap;
use std::fs;
use std::path::{MAIN_SEPARATOR, Path};

use crate::output::archive::unpack;
use crate::output::difference::difference;
use crate::project::{Failure, files_below};
use crate::source::LongText;

use super::contents::Contents;

/// Names the files that differ, or shows what differs line by line.
pub(super) fn check(place: &Path, contents: &Contents, verbose: bool) -> Result<LongText, Failure> {
    let kept = kept(place)?;
    let line = |word: &str, path: &str| format!("{word:<11}{path}\n");
    let gone = kept.keys().filter(|path| !contents.files.contains_key(*path));
    let mut changes: BTreeMap<&str, String> = gone.map(|path| (path.as_str(), line("gone", path))).collect();
    for (path, text) in &contents.files {
        let mut now = Vec::new();
        text.write_to(&mut now).map_err(|error| Failure::io("read", Path::new(path), &error))?;
        match kept.get(path) {
            None => _ = changes.insert(path, line("new", path)),
            Some(old) if *old != now && verbose => {
                let [old, now] = [old, &now].map(|bytes| String::from_utf8_lossy(bytes));
                changes.insert(path, difference(path, &old, &now));
            }
            Some(old) if *old != now => _ = changes.insert(path, line("different", path)),
            Some(_) => {}
        }
    }
    match changes.is_empty() {
        true => Ok(LongText::default()),
        false => Err(Failure::Unlike(changes.into_values().collect::<String>().into())),
    }
}

/// The files of a bundle as it is.
fn kept(place: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let failure = |error: std::io::Error| Failure::io("read", place, &error);
    if !place.is_dir() {
        return fs::File::open(place).and_then(unpack).map_err(failure);
    }
    let mut kept = BTreeMap::new();
    for path in files_below(place) {
        let bytes = fs::read(&path).map_err(|error| Failure::io("read", &path, &error))?;
        kept.insert(inner(place, &path), bytes);
    }
    Ok(kept)
}

/// The path of a file in a folder, with `/`.
pub(super) fn inner(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace(MAIN_SEPARATOR, "/")
}
