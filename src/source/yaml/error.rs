//! What is wrong in a YAML text, and where.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// One mistake in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlError {
    /// What kind of mistake it is.
    pub code: Code,
    /// One lower-case phrase.
    pub message: String,
    /// The bytes to underline.
    pub span: Span,
    /// Shown beside the underline; may be empty.
    pub label: String,
    /// What the user can do.
    pub help: Option<String>,
    /// Further places, each with its words.
    pub secondary: Vec<(Span, String)>,
}

impl YamlError {
    /// A mistake at a place, without further words.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), span, label: String::new(), help: None, secondary: Vec::new() }
    }

    /// Sets the words beside the underline.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Says what the user can do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.secondary.push((span, label.into()));
        self
    }

    /// The mistake as a finding in `file`.
    pub fn into_diagnostic(self, file: FileId) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(self.code, self.message).at(file, self.span, self.label);
        for (span, label) in self.secondary {
            diagnostic = diagnostic.at(file, span, label);
        }
        diagnostic.help = self.help;
        diagnostic
    }
}

/// A text as it could be written in quotes, for a help line; `None` when it is too long to repeat.
pub(super) fn quoted(text: &str) -> Option<String> {
    if text.chars().count() > 60 || text.contains(['\n', '\r']) {
        None
    } else if !text.contains(['"', '\\']) {
        Some(format!("\"{text}\""))
    } else {
        Some(format!("'{}'", text.replace('\'', "''")))
    }
}

/// A help line that asks for quotes, with the quoted text where it is short.
pub(super) fn quote_help(text: &str) -> String {
    match quoted(text.trim()) {
        Some(quoted) => format!("quote the text: {quoted}"),
        None => "put the text in quotes, or in a block after `|`".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn quotes_with_what_the_text_does_not_hold() {
        assert_eq!(quoted("a, b").as_deref(), Some("\"a, b\""));
        assert_eq!(quoted("say \"x\"").as_deref(), Some("'say \"x\"'"));
        assert_eq!(quoted("it's \\n").as_deref(), Some("'it''s \\n'"));
        assert_eq!(quoted("a\nb"), None);
    }
}
