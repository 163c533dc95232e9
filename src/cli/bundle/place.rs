//! Where a bundle goes: an archive, a folder, standard output; or nowhere, when one is checked.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Component, Path, PathBuf};

use crate::output::archive::pack;
use crate::project::{Existing, Failure, NewFile, files_below, write_all};
use crate::source::LongText;

use super::Args;
use super::check::{check, inner};
use super::contents::{Contents, SUMS, sha256_of};

/// What the names of archives that are written end with.
const ENDINGS: &[&str] = &[".tar.gz", ".tgz"];

/// What the names of files end with that are no bundles.
const OTHERS: &[&str] = &["7z", "bz2", "gz", "rar", "sql", "tar", "tbz2", "txz", "xz", "zip", "zst"];

/// The folder on top of an archive that has no name.
const TOP: &str = "release";

/// Where a bundle goes.
pub(super) enum Place {
    /// Standard output, with this folder on top.
    Output(String),
    Archive {
        path: PathBuf,
        top: String,
        existing: Existing,
    },
    Folder {
        path: PathBuf,
        existing: Existing,
    },
    /// Nowhere: it is compared with this one.
    Check(PathBuf),
}

impl Place {
    /// What the options say.
    pub(super) fn new(args: &Args) -> Result<Self, Failure> {
        let path = match (&args.check, &args.output) {
            (Some(path), _) => return Ok(Self::Check(path.clone())),
            (None, path) => path.clone().unwrap_or_default(),
        };
        let existing = if args.choice.force { Existing::Replace } else { Existing::Keep };
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let prefix = args.prefix.clone().map(plain).transpose()?;
        if path.as_os_str() == "-" {
            if io::stdout().is_terminal() {
                let help = "name a file with `-o FILE`, or send it on: `-o - | …`";
                return Err(Failure::new("terminal", "an archive is nothing to show on a terminal", help));
            }
            return Ok(Self::Output(prefix.unwrap_or_else(|| TOP.to_string())));
        }
        let is_folder = path.is_dir() || path.to_string_lossy().ends_with(std::path::is_separator);
        if let Some(stem) = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)).filter(|_| !is_folder) {
            let top = prefix.unwrap_or_else(|| if stem.is_empty() { TOP } else { stem }.to_string());
            return Ok(Self::Archive { path, top, existing });
        }
        if prefix.is_some() {
            let help = "leave `--prefix` out: the files of a bundle lie in the folder itself";
            return Err(Failure::new("prefix", format!("`{}` is no archive", path.display()), help));
        }
        let ending = Path::new(&name).extension().map(|ending| ending.to_string_lossy().to_lowercase());
        if !is_folder && ending.is_some_and(|ending| OTHERS.contains(&ending.as_str())) {
            let message = format!("a bundle is a .tar.gz file or a folder, and `{name}` looks like neither");
            return Err(Failure::new("no-archive", message, "write `-o NAME.tar.gz`, or `-o DIR/` for a folder"));
        }
        Ok(Self::Folder { path, existing })
    }

    /// Writes a bundle, and says its digest as `sha256sum` does; or compares it.
    pub(super) fn put(self, contents: Contents, verbose: bool) -> Result<LongText, Failure> {
        let packed =
            |top: &str| pack(top, &contents.files).map_err(|error| Failure::io("pack", Path::new(top), &error));
        match self {
            Self::Output(top) => packed(&top),
            Self::Archive { path, top, existing } => {
                let text = packed(&top)?;
                let line = sum(&path, &text)?;
                write_all(&[NewFile { path, text }], existing)?;
                Ok(line)
            }
            Self::Folder { path, existing } => into_folder(&path, existing, contents),
            Self::Check(path) => check(&path, &contents, verbose),
        }
    }
}

/// A file with its digest, as `sha256sum` writes it.
fn sum(path: &Path, text: &LongText) -> Result<LongText, Failure> {
    let name = path.display().to_string();
    Ok(format!("{}  {name}\n", sha256_of(&name, text)?).into())
}

/// A name that one folder can have.
fn plain(prefix: String) -> Result<String, Failure> {
    let mut parts = Path::new(&prefix).components();
    match (parts.next(), parts.next()) {
        (Some(Component::Normal(name)), None) if name == prefix.as_str() && !prefix.contains(char::is_control) => {
            Ok(prefix)
        }
        _ => Err(Failure::new("prefix", format!("`--prefix {prefix}` names no folder"), "write a name without `/`")),
    }
}

/// Writes the files into a folder that holds nothing but a bundle.
fn into_folder(folder: &Path, existing: Existing, contents: Contents) -> Result<LongText, Failure> {
    if folder.exists() && !folder.is_dir() {
        let message = format!("`{}` is no folder", folder.display());
        return Err(Failure::new("file-exists", message, "nothing was written; choose another place"));
    }
    let present = files_below(folder);
    if !present.is_empty() && existing == Existing::Keep {
        let message = format!("`{}` is not empty", folder.display());
        let help = "nothing was written; choose another folder, or replace the bundle in it with `--force`";
        return Err(Failure::new("file-exists", message, help));
    }
    let listed = fs::read_to_string(folder.join(SUMS)).unwrap_or_default();
    let listed: Vec<&str> = listed.lines().filter_map(|line| line.split_once("  ")).map(|(_, path)| path).collect();
    let is_ours = |path: &str| path == SUMS || listed.contains(&path);
    if let Some(stranger) = present.iter().find(|path| !is_ours(&inner(folder, path))) {
        let message = format!("`{}` is no file of a bundle", stranger.display());
        let help = "nothing was written; choose a folder of its own for the bundle";
        return Err(Failure::new("strange-file", message, help));
    }
    let line = sum(&folder.join(SUMS), &contents.files[SUMS])?;
    let gone = present.iter().filter(|path| !contents.files.contains_key(&inner(folder, path)));
    let gone: Vec<&PathBuf> = gone.collect();
    let files = contents.files.into_iter().map(|(path, text)| NewFile { path: folder.join(path), text });
    write_all(&files.collect::<Vec<_>>(), existing)?;
    for path in gone {
        fs::remove_file(path).map_err(|error| Failure::io("delete", path, &error))?;
    }
    Ok(line)
}
