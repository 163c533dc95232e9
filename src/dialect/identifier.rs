//! How a dialect writes names: quoted only where it has to be, as people would write them by hand.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::Dialect;
use crate::catalog::{IDENTIFIER_END, IDENTIFIER_START, SqlText};

impl Dialect {
    /// A name as SQL: bare if it is plain lower case and not reserved, else in quotes.
    pub fn identifier<'a>(&self, name: &'a str) -> Cow<'a, str> {
        let starts_bare = !name.starts_with(|c| self.manifest.identifiers.quoted_start.contains(c));
        if is_plain(name) && starts_bare && !self.is_reserved(name) {
            return Cow::Borrowed(name);
        }
        let (open, close) = (self.manifest.identifiers.open, self.manifest.identifiers.close);
        let mut quoted = String::with_capacity(name.len() + 2);
        quoted.push(open);
        for c in name.chars() {
            quoted.push(c);
            if c == close {
                quoted.push(c);
            }
        }
        quoted.push(close);
        Cow::Owned(quoted)
    }

    /// Whether the word may not stand as a bare name.
    pub fn is_reserved(&self, word: &str) -> bool {
        self.reserved.contains(word)
    }

    /// A text of the catalog with the names that renames put in quoted where they have to be.
    pub fn sql_text<'a>(&self, text: &'a SqlText) -> Cow<'a, str> {
        let text = text.as_str();
        if !text.contains(IDENTIFIER_START) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len() + 8);
        let mut rest = text;
        while let Some(start) = rest.find(IDENTIFIER_START) {
            out.push_str(&rest[..start]);
            let name = &rest[start + IDENTIFIER_START.len_utf8()..];
            let end = name.find(IDENTIFIER_END).unwrap_or(name.len());
            out.push_str(&self.identifier(&name[..end]));
            rest = name.get(end + IDENTIFIER_END.len_utf8()..).unwrap_or("");
        }
        out.push_str(rest);
        Cow::Owned(out)
    }

    /// The length of a name in the unit of the dialect's limit.
    pub fn identifier_length(&self, name: &str) -> usize {
        if self.manifest.identifiers.length_in_bytes { name.len() } else { name.chars().count() }
    }

    /// A name as the database's own catalog keeps it.
    pub fn stored<'a>(&self, name: &'a str) -> Cow<'a, str> {
        match self.fact("keeps_upper_case").is_some() && self.identifier(name) == name {
            true => Cow::Owned(name.to_uppercase()),
            false => Cow::Borrowed(name),
        }
    }

    /// A generated name cut to the dialect's limit, with a hash of the whole name in place of what is cut.
    pub fn shorten(&self, name: &str) -> String {
        let Some(limit) = self.manifest.identifiers.max_length.filter(|limit| self.identifier_length(name) > *limit)
        else {
            return name.to_string();
        };
        let digest = Sha256::digest(name.as_bytes());
        let hash: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let mut head = name.to_string();
        while self.identifier_length(&head) + hash.len() + 1 > limit {
            head.pop();
        }
        format!("{head}_{hash}")
    }
}

fn is_plain(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_lowercase() || c == '_')
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
