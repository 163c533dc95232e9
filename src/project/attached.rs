//! Files beside the revisions that hold a part of them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::revision::{Attachments, Unread};
use crate::source::yaml;

/// The project's folder: what stands outside of it is not read.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn new(root: &Path) -> Self {
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        Self { root: root.to_path_buf() }
    }
}

impl Attachments for Folder {
    fn text(&self, revision: &str, path: &str) -> Result<String, Unread> {
        let folder = Path::new(revision).parent().unwrap_or(Path::new(""));
        let place = self.root.join(folder).join(path);
        let failed = |error: std::io::Error| misplaced(format!("cannot read `{path}`: {}", reason(&error)));
        // Also where a link leads out.
        let (whole, root) = (place.canonicalize().map_err(failed)?, self.root.canonicalize().map_err(failed)?);
        if !whole.starts_with(&root) {
            return Err(misplaced(format!("`{path}` is outside of the project")));
        }
        if !whole.is_file() {
            return Err(misplaced(format!("`{path}` is no file")));
        }
        let bytes = fs::read(&whole).map_err(failed)?;
        let text = yaml::decode(&bytes).map_err(|error| Unread {
            message: format!("`{path}`: {}", error.message),
            help: error.help.unwrap_or_default(),
        })?;
        if text.len() > yaml::MAX_BYTES {
            let message = format!("`{path}` has more than {} bytes", yaml::MAX_BYTES);
            return Err(Unread { message, help: "cut it into several files".to_string() });
        }
        Ok(text)
    }
}

fn misplaced(message: String) -> Unread {
    Unread { message, help: "a path starts at the folder of the revision and stays in the project".to_string() }
}

/// What went wrong, without the number that the system gives it.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it does not exist".to_string(),
        std::io::ErrorKind::PermissionDenied => "it may not be read".to_string(),
        _ => error.to_string(),
    }
}
