//! The texts that a revision consists of: what digests are made from.

use sha2::{Digest, Sha256};

use crate::render::ScriptWriter;

/// The text of a revision file, and those of the files that it names.
pub(super) struct Texts<'a> {
    pub(super) revision: &'a str,
    pub(super) attached: Vec<String>,
}

impl Texts<'_> {
    /// What tells them from any others.
    pub(super) fn digest(&self) -> String {
        let mut digest = Sha256::new();
        for text in std::iter::once(self.revision).chain(self.attached.iter().map(String::as_str)) {
            digest.update(text.len().to_le_bytes());
            digest.update(text);
        }
        digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Counts them into the digest of a script.
    pub(super) fn count(&self, writer: &mut ScriptWriter<'_>) {
        writer.digest(self.revision, self.attached.iter().map(String::as_str));
    }
}
