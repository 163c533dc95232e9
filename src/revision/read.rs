//! Reads the header of a revision file: everything but its operations.

use super::{Declaration, Header, RevisionId, read_declarations};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::yaml::{self, Entry, Node, ReadContext, YamlError};
use crate::source::{FileId, Span, one_line};

/// Where the parts of a header stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeaderPlace {
    /// The file.
    pub file: FileId,
    /// The id.
    pub revision: Span,
    /// The parents.
    pub down_revision: Span,
    /// The dependencies.
    pub depends_on: Span,
    /// The labels.
    pub branch_labels: Span,
}

/// Keys of a revision file.
const KEYS: &[&str] = &[
    "revision",
    "down_revision",
    "branch_labels",
    "depends_on",
    "message",
    "create_date",
    "variables",
    "upgrade",
    "downgrade",
];

/// Keys that the design has and this version does not.
const LATER: &[&str] = &["phase"];

/// Reads the header of a revision. The operations are not looked at: text behind `upgrade:` may be broken.
pub fn read_header(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<(Header, HeaderPlace)> {
    let document = match yaml::parse(head_of(text)) {
        Ok(document) => document,
        Err(errors) => {
            for error in errors {
                diagnostics.push(error.into_diagnostic(file));
            }
            return None;
        }
    };
    let mut reader = HeaderReader { root: &document.root, file, diagnostics };
    reader.read()
}

/// The text up to the operations, where all that follows is operations; else the whole text.
fn head_of(text: &str) -> &str {
    let is_list = |line: &str| line.starts_with("upgrade:") || line.starts_with("downgrade:");
    let mut end = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with([' ', '-']) {
            // Most lines are inside of something.
        } else if is_list(line) {
            end = end.or(Some(at));
        } else if end.is_some() && line.starts_with(|c: char| c.is_alphabetic() || c == '"' || c == '\'') {
            return text;
        }
        at += line.len();
    }
    end.map_or(text, |end| &text[..end])
}

struct HeaderReader<'a> {
    root: &'a Node<'a>,
    file: FileId,
    diagnostics: &'a mut Diagnostics,
}

impl HeaderReader<'_> {
    fn read(&mut self) -> Option<(Header, HeaderPlace)> {
        if !matches!(self.root.value, yaml::Value::Mapping(_)) {
            self.error(
                self.root.span,
                "not-a-revision",
                "a revision file is a map with the key `revision`",
                "start it with `revision: \"…\"`",
            );
            return None;
        }
        for entry in self.root.entries() {
            self.check_key(entry);
        }
        let revision = self.revision()?;
        let down = self.root.get("down_revision");
        if down.is_none() {
            let help = "write `down_revision: null` for a first revision, or the id of the parent";
            self.error(self.root.span, "missing-field", "missing field `down_revision`", help);
        }
        let down_revision = self.list("down_revision").into_iter().map(RevisionId::new).collect();
        let header = Header {
            revision: RevisionId::new(revision),
            down_revision,
            depends_on: self.list("depends_on"),
            branch_labels: self.list("branch_labels"),
            message: self.text("message").unwrap_or_default(),
            create_date: self.text("create_date"),
            variables: self.variables(),
        };
        for id in
            header.down_revision.iter().map(RevisionId::as_str).chain(header.branch_labels.iter().map(String::as_str))
        {
            self.check_characters(id);
        }
        Some((header, self.place()))
    }

    fn place(&self) -> HeaderPlace {
        let span = |key: &str| self.root.get(key).map_or(self.root.span, |node| node.span);
        HeaderPlace {
            file: self.file,
            revision: span("revision"),
            down_revision: span("down_revision"),
            depends_on: span("depends_on"),
            branch_labels: span("branch_labels"),
        }
    }

    fn check_key(&mut self, entry: &Entry) {
        let name = entry.key.text().unwrap_or_default();
        if KEYS.contains(&name) {
            return;
        }
        if LATER.contains(&name) {
            let message = format!("`{name}` is not built yet");
            self.error(entry.key.span, "not-built", &message, "leave it out for now: nothing is accepted and ignored");
            return;
        }
        let message = format!("unknown field `{name}` in a revision");
        let near = crate::catalog::closest(name, KEYS.iter().copied());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the fields are {}", KEYS.join(", ")),
        };
        self.error(entry.key.span, "unknown-field", &message, &help);
    }

    fn revision(&mut self) -> Option<String> {
        let Some(node) = self.root.get("revision") else {
            self.error(
                self.root.span,
                "missing-field",
                "missing field `revision`",
                "every revision file has an id: `revision: \"…\"`",
            );
            return None;
        };
        match yaml::from_node::<String>(node, &ReadContext::default()) {
            Ok(id) => {
                self.check_characters(&id);
                if id.is_empty() {
                    self.error(
                        node.span,
                        "wrong-value",
                        "the id is empty",
                        "an id is any text without blanks, quotes and @ - + : , \\ $",
                    );
                    return None;
                }
                Some(id)
            }
            Err(error) => {
                self.push(error);
                None
            }
        }
    }

    fn check_characters(&mut self, id: &str) {
        let bad = id.chars().find(|c| c.is_whitespace() || c.is_control() || "@-+:,'\"\\$".contains(*c));
        let reserved = matches!(id, "base" | "head" | "heads" | "current");
        let place = |reader: &Self| {
            let found = reader.root.entries().iter().find(|entry| {
                entry.value.text() == Some(id) || entry.value.items().iter().any(|item| item.text() == Some(id))
            });
            found.map_or(reader.root.span, |entry| entry.value.span)
        };
        if let Some(bad) = bad {
            let message = format!("`{id}` cannot be an id or a label: it holds the character {bad:?}");
            self.error(place(self), "wrong-id", &message, "use letters, digits, `_` and `.`");
        } else if reserved {
            let message = format!("`{id}` cannot be an id or a label: it has a meaning of its own in targets");
            self.error(place(self), "wrong-id", &message, "choose another id");
        }
    }

    fn variables(&mut self) -> Box<[Declaration]> {
        let Some(entry) = self.root.entry("variables") else { return Box::default() };
        let (declarations, errors) = read_declarations(entry);
        errors.into_iter().for_each(|error| self.push(error));
        declarations.into()
    }

    fn text(&mut self, key: &str) -> Option<String> {
        let node = self.root.get(key)?;
        match yaml::from_node::<Option<String>>(node, &ReadContext::default()) {
            Ok(text) => text.map(|text| one_line(&text).into_owned()),
            Err(error) => {
                self.push(error);
                None
            }
        }
    }

    /// Nothing, one text, or a list of texts.
    fn list(&mut self, key: &str) -> Vec<String> {
        let Some(node) = self.root.get(key).filter(|node| !node.is_null()) else { return Vec::new() };
        let read = match node.text() {
            Some(_) => yaml::from_node::<String>(node, &ReadContext::default()).map(|text| vec![text]),
            None => yaml::from_node::<Vec<String>>(node, &ReadContext::default()),
        };
        read.unwrap_or_else(|error| {
            self.push(error);
            Vec::new()
        })
    }

    fn push(&mut self, error: YamlError) {
        self.diagnostics.push(error.into_diagnostic(self.file));
    }

    fn error(&mut self, span: Span, code: &'static str, message: &str, help: &str) {
        self.diagnostics.push(Diagnostic::error(Code(code), message).at(self.file, span, "").help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Files;

    fn read(text: &str) -> (Option<Header>, Vec<String>) {
        let mut files = Files::new();
        let file = files.add("r.yaml", text);
        let mut diagnostics = Diagnostics::new();
        let header = read_header(text, file, &mut diagnostics).map(|(header, _)| header);
        (header, diagnostics.sorted().iter().map(|d| d.message.clone()).collect())
    }

    #[test]
    fn ids_stay_text() {
        for id in ["0010", "1e5", "on", "123456789012", "0x12"] {
            let (header, errors) = read(&format!("revision: {id}\ndown_revision: {id}1\n"));
            assert_eq!(errors, Vec::<String>::new());
            let header = header.unwrap();
            assert_eq!(header.revision.as_str(), id);
            assert_eq!(header.down_revision[0].as_str(), format!("{id}1"));
        }
        assert_eq!(read("revision: \"null\"\ndown_revision: null\n").0.unwrap().revision.as_str(), "null");
    }

    #[test]
    fn what_follows_upgrade_is_not_read_here() {
        let (header, errors) = read("revision: a\ndown_revision:\nupgrade:\n  - [broken\n");
        assert!(header.is_some() && errors.is_empty());
    }

    #[test]
    fn header_fields_may_stand_behind_the_operations() {
        let (header, _) = read("revision: a\nupgrade: []\ndown_revision: b\nmessage: two\n  lines\n");
        assert_eq!(header.as_ref().unwrap().down_revision.len(), 1);
        assert_eq!(header.unwrap().message, "two lines");
    }

    #[test]
    fn mistakes_are_named() {
        let messages = |text: &str| read(text).1;
        assert!(messages("revison: a\n")[0].contains("revison"));
        assert!(messages("revision: a-b\ndown_revision: c\n")[0].contains("'-'"));
        assert!(messages("revision: head\ndown_revision:\n")[0].contains("meaning of its own"));
        assert!(messages("revision: a\ndown_revision:\nphase: expand\n")[0].contains("not built"));
        assert!(messages("- a\n")[0].contains("map"));
    }
}
