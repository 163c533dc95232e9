//! Writes files whole or not at all: all of them are complete under other names before the first gets its own.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};
use walkdir::{DirEntry, WalkDir};

use super::Failure;
use crate::source::LongText;

/// What happens to a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Nothing is written, and the command fails.
    Keep,
    /// It is replaced.
    Replace,
}

/// A file to be written.
#[derive(Debug)]
pub struct NewFile {
    /// Where.
    pub path: PathBuf,
    /// What.
    pub text: LongText,
}

/// Writes files, and the folders that they need.
pub fn write_all(files: &[NewFile], existing: Existing) -> Result<(), Failure> {
    if existing == Existing::Keep
        && let Some(taken) = files.iter().find(|file| file.path.symlink_metadata().is_ok())
    {
        return Err(exists(&taken.path));
    }
    let mut made = MadeFolders::default();
    let staged = stage_all(files, &mut made)?;
    for (temporary, place) in staged {
        let done = match existing {
            Existing::Keep => temporary.persist_noclobber(&place),
            Existing::Replace => temporary.persist(&place),
        };
        match done {
            Ok(_) => made.keep(),
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => return Err(exists(&place)),
            Err(error) => return Err(Failure::io("write", &place, &error.error)),
        }
    }
    Ok(())
}

/// Folders that were made for files. Those that none has got into when this ends go away again.
#[derive(Default)]
struct MadeFolders(Vec<PathBuf>);

impl MadeFolders {
    fn make(&mut self, folder: &Path) -> std::io::Result<()> {
        let missing = folder.ancestors().filter(|folder| !folder.as_os_str().is_empty());
        let missing: Vec<PathBuf> = missing.take_while(|folder| !folder.exists()).map(Path::to_path_buf).collect();
        self.0.extend(missing.into_iter().rev());
        fs::create_dir_all(folder)
    }

    fn keep(&mut self) {
        self.0.clear();
    }
}

impl Drop for MadeFolders {
    fn drop(&mut self) {
        // The inner ones first. What is not empty belongs to somebody else.
        self.0.iter().rev().for_each(|folder| _ = fs::remove_dir(folder));
    }
}

/// Every file under another name beside its place.
fn stage_all(files: &[NewFile], made: &mut MadeFolders) -> Result<Vec<(NamedTempFile, PathBuf)>, Failure> {
    let mut staged = Vec::with_capacity(files.len());
    for file in files {
        // What is no file, such as /dev/null, cannot be put in place by its name.
        let place = file.path.canonicalize().unwrap_or_else(|_| file.path.clone());
        if place.exists() && !place.is_file() {
            fs::File::create(&place)
                .and_then(|mut place| file.text.write_to(&mut place))
                .map_err(|error| Failure::io("write", &file.path, &error))?;
        } else {
            staged.push((stage(&place, &file.text, made)?, place));
        }
    }
    Ok(staged)
}

/// The files of a folder and of those in it, sorted; none where there is no such folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    entries.filter(|entry| entry.file_type().is_file()).map(DirEntry::into_path).collect()
}

fn stage(place: &Path, text: &LongText, made: &mut MadeFolders) -> Result<NamedTempFile, Failure> {
    let failure = |error: std::io::Error| Failure::io("write", place, &error);
    let folder = match place.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    made.make(folder).map_err(failure)?;
    let mut builder = Builder::new();
    builder.prefix(".sqlgen-");
    readable_by_others(&mut builder);
    let mut temporary = builder.tempfile_in(folder).map_err(failure)?;
    text.write_to(&mut temporary).map_err(failure)?;
    Ok(temporary)
}

/// A temporary file is private; one that stays has the permissions of any other file.
#[cfg(unix)]
fn readable_by_others(builder: &mut Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn readable_by_others(_builder: &mut Builder<'_, '_>) {}

fn exists(path: &Path) -> Failure {
    let message = format!("`{}` exists already", path.display());
    let can_be_forced =
        path.extension().is_some_and(|extension| ["gz", "sql", "tgz"].iter().any(|own| extension == *own));
    let help = match can_be_forced {
        true => "nothing was written; choose another place, or replace what is there with `--force`",
        false => "nothing was written; choose another place, or move it away first",
    };
    Failure::new("file-exists", message, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(folder: &Path, name: &str, text: &str) -> NewFile {
        NewFile { path: folder.join(name), text: text.into() }
    }

    #[test]
    fn keeps_what_is_there_and_writes_nothing_else_then() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write_all(&[file(root, "deep/a.sql", "a")], Existing::Keep).unwrap();
        let both = [file(root, "b.sql", "b"), file(root, "deep/a.sql", "changed")];
        assert!(matches!(write_all(&both, Existing::Keep), Err(Failure::Finding(_))));
        assert!(!root.join("b.sql").exists());
        assert_eq!(fs::read_to_string(root.join("deep/a.sql")).unwrap(), "a");
        write_all(&both, Existing::Replace).unwrap();
        assert_eq!(fs::read_to_string(root.join("deep/a.sql")).unwrap(), "changed");
        assert_eq!(fs::read_dir(root).unwrap().count(), 2, "no temporary file is left behind");
    }

    #[test]
    fn folders_that_were_made_for_nothing_go_away_again() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("taken"), "").unwrap();
        let files = [file(root, "new/deep/a.sql", "a"), file(root, "taken/b.sql", "b")];
        assert!(write_all(&files, Existing::Keep).is_err());
        let left: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(left, [root.join("taken")]);
    }

    #[test]
    fn a_folder_in_the_way_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a.sql")).unwrap();
        assert!(write_all(&[file(folder.path(), "a.sql", "a")], Existing::Replace).is_err());
    }
}
