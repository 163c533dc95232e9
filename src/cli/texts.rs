//! The texts that a revision consists of: what digests are made from.

use sha2::{Digest, Sha256};

use crate::render::ScriptWriter;
use crate::revision::Attached;

/// The text of a revision file, and those of the files that it names.
pub(super) struct Texts<'a> {
    pub(super) revision: &'a str,
    pub(super) attached: Vec<Attached>,
}

impl Texts<'_> {
    /// What tells them from any others.
    pub(super) fn digest(&self) -> String {
        let mut digest = Sha256::new();
        for text in std::iter::once(self.revision).chain(self.attached()) {
            digest.update(text.len().to_le_bytes());
            digest.update(text);
        }
        digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Counts them into the digest of a script.
    pub(super) fn count(&self, writer: &mut ScriptWriter<'_>) {
        writer.digest(self.revision, self.attached());
    }

    fn attached(&self) -> impl Iterator<Item = &str> {
        self.attached.iter().map(|attached| attached.text.as_str())
    }
}
