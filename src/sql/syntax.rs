//! What the lexical side of a dialect looks like: quotes, comments, escapes, and the client that reads scripts. Plain data.

use serde::{Deserialize, Serialize};

use crate::dialect::Dialect;

/// The lexical facts that the splitter, the tokens and the parser need. A dialect's manifest gives them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Syntax {
    /// Name of the parser crate's dialect.
    pub parser: String,
    /// `\` escapes the next character in every text literal.
    pub backslash_escapes: bool,
    /// `$$ … $$` and `$tag$ … $tag$` are text.
    pub dollar_quotes: bool,
    /// `E'…'` is text in which `\` escapes.
    pub escape_strings: bool,
    /// `q'[…]'` is text with delimiters of its own.
    pub alternative_quotes: bool,
    /// What may stand around identifiers.
    pub quotes: Vec<Quote>,
    /// `"…"` is text, not an identifier.
    pub double_quoted_text: bool,
    /// `#` starts a comment that ends with the line.
    pub hash_comments: bool,
    /// `--` starts a comment only before a blank or the end of the line.
    pub dash_needs_space: bool,
    /// `/* /* */ */` is one comment.
    pub nested_comments: bool,
    /// `/*! … */` and `/*M! … */` are read by the server and belong to the statement.
    pub executable_comments: bool,
    /// Triggers, routines and blocks hold statements between BEGIN and END.
    pub compound_bodies: bool,
    /// The client whose own commands may stand between the statements.
    pub client: Client,
}

impl Syntax {
    /// What the manifest of a dialect says.
    pub fn of(dialect: &Dialect) -> Result<Self, String> {
        serde_json::from_value(dialect.manifest.syntax.clone()).map_err(|error| error.to_string())
    }
}

impl Syntax {
    /// The same without the commands of the client, but for those that say where a statement or a batch ends: how the texts
    /// inside of a revision are read.
    pub fn of_texts(self) -> Self {
        let client = if matches!(self.client, Client::Go | Client::Slash) { self.client } else { Client::None };
        Self { client, ..self }
    }
}

impl Default for Syntax {
    /// Standard SQL, read by no client.
    fn default() -> Self {
        Self {
            parser: "generic".to_owned(),
            backslash_escapes: false,
            dollar_quotes: false,
            escape_strings: false,
            alternative_quotes: false,
            quotes: vec![Quote::Double],
            double_quoted_text: false,
            hash_comments: false,
            dash_needs_space: false,
            nested_comments: false,
            executable_comments: false,
            compound_bodies: false,
            client: Client::None,
        }
    }
}

/// What may stand around an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quote {
    /// `"name"`.
    #[serde(rename = "\"")]
    Double,
    /// `` `name` ``.
    #[serde(rename = "`")]
    Backtick,
    /// `[name]`.
    #[serde(rename = "[", alias = "[]", alias = "[ ]")]
    Bracket,
}

/// The client that reads a script, by the form of its own commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Client {
    /// No commands of its own.
    #[default]
    None,
    /// `\set x 1` up to the end of the line, `\gexec` at the end of a statement, rows after COPY up to `\.`.
    Backslash,
    /// `.bail on` up to the end of the line.
    Dot,
    /// `DELIMITER //`, `\G`, and words like `source` on a line of their own.
    Delimiter,
    /// `GO` on a line of its own ends a batch, `:setvar` up to the end of the line.
    Go,
    /// `/` on a line of its own runs a block, `SET DEFINE OFF` and the like up to the end of the line.
    Slash,
}
