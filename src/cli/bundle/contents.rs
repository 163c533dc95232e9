//! The files of a bundle by their paths, and their digests.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::project::Failure;
use crate::source::LongText;

/// The list of digests, as `sha256sum -c` reads it.
pub(super) const SUMS: &str = "SHA256SUMS";

/// The files of a bundle by their paths, with `/`.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) files: BTreeMap<String, LongText>,
}

impl Contents {
    pub(super) fn add(&mut self, path: impl Into<String>, text: impl Into<LongText>) {
        self.files.insert(path.into(), text.into());
    }

    /// Adds the list of the digests of all that is there.
    pub(super) fn seal(&mut self) -> Result<(), Failure> {
        let mut list = String::new();
        for (path, text) in &self.files {
            list.push_str(&format!("{}  {path}\n", sha256_of(path, text)?));
        }
        self.add(SUMS, list);
        Ok(())
    }
}

/// The SHA-256 of bytes as `sha256sum` writes it.
pub(super) fn sha256(bytes: &[u8]) -> String {
    written(Sha256::new_with_prefix(bytes))
}

/// The same of a text.
pub(super) fn sha256_of(path: &str, text: &LongText) -> Result<String, Failure> {
    let mut hashing = Hashing(Sha256::new());
    text.write_to(&mut hashing).map_err(|error| Failure::io("read", Path::new(path), &error))?;
    Ok(written(hashing.0))
}

fn written(digest: Sha256) -> String {
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A digest that is written to.
struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
