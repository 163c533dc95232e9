//! A trigger of a table.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::sql_tokens::{Token, tokens};
use super::{Initially, Name, QualifiedName, SqlText};

/// When a trigger runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// Before the row changes.
    Before,
    /// After the row has changed.
    After,
    /// In place of the change, on a view.
    InsteadOf,
}

/// What makes a trigger run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A new row.
    Insert,
    /// A changed row.
    Update,
    /// A deleted row.
    Delete,
    /// All rows at once.
    Truncate,
}

/// How often a trigger runs for one statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Once for every row.
    #[default]
    Row,
    /// Once.
    Statement,
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Word {
            Row,
            Statement,
        }
        super::per_dialect(deserializer).map(|word| match word {
            Word::Row => Self::Row,
            Word::Statement => Self::Statement,
        })
    }
}

impl fmt::Display for Timing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Before => "before",
            Self::After => "after",
            Self::InsteadOf => "instead of",
        })
    }
}

/// Names for the rows that a statement has changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Referencing {
    /// The rows as they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_table: Option<Name>,
    /// The rows as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_table: Option<Name>,
}

/// A trigger: when it runs and what it does, in the words of the dialect.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Its name.
    pub name: Name,
    /// The table, or the view, that it watches.
    pub table: Name,
    /// When it runs.
    pub timing: Timing,
    /// What makes it run.
    pub events: Vec<Event>,
    /// The columns whose update makes it run, if not all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Name>,
    /// How often it runs for one statement.
    #[serde(default)]
    pub level: Level,
    /// The condition on the row.
    #[serde(default, deserialize_with = "super::per_dialect", skip_serializing_if = "Option::is_none")]
    pub when: Option<SqlText>,
    /// What it does: statements, or the call of a function.
    #[serde(default, deserialize_with = "body", skip_serializing_if = "SqlText::is_empty")]
    pub body: SqlText,
    /// The function that it calls, with its arguments, in place of a body.
    #[serde(default, deserialize_with = "super::per_dialect", skip_serializing_if = "Option::is_none")]
    pub function: Option<SqlText>,
    /// Whether it is a constraint, which may wait for the end of the transaction.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub constraint: bool,
    /// Whether a transaction may make it wait.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deferrable: bool,
    /// When it runs where no transaction says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initially: Option<Initially>,
    /// Names for the rows that a statement has changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referencing: Option<Referencing>,
}

/// A body for some dialects only; the others call a function.
fn body<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SqlText, D::Error> {
    super::per_dialect::<D, Option<SqlText>>(deserializer).map(Option::unwrap_or_default)
}

impl Trigger {
    /// The table or view with its schema.
    pub fn table_name(&self) -> QualifiedName {
        QualifiedName::new(&self.schema, &self.table)
    }

    /// Whether the trigger stands on the table or view, or its body names it.
    pub fn reads(&self, object: &QualifiedName) -> bool {
        self.table_name() == *object || self.body.names_table(object)
    }

    /// What it does: its body, or the call of its function.
    pub fn action(&self) -> &SqlText {
        self.function.as_ref().unwrap_or(&self.body)
    }

    /// The call of its function, where it is no more than that.
    pub fn function_text(&self) -> Option<&SqlText> {
        let calls = |body: &&SqlText| body.as_str().get(..7).is_some_and(|word| word.eq_ignore_ascii_case("execute"));
        self.function.as_ref().or(Some(&self.body).filter(calls))
    }

    /// Whether the trigger calls a routine of this name.
    pub fn calls(&self, routine: &QualifiedName) -> bool {
        self.action().calls(routine) || self.when.as_ref().is_some_and(|text| text.calls(routine))
    }

    /// Whether the texts of the trigger name a column.
    pub fn mentions(&self, name: &Name) -> bool {
        self.columns.contains(name)
            || self.body.mentions(name.as_str())
            || self.when.as_ref().is_some_and(|text| text.mentions(name.as_str()))
    }

    /// Whether the condition reads a column of the row as it will be, by its name or with the whole row.
    pub fn condition_reads_new(&self, column: &Name) -> bool {
        self.when.as_ref().is_some_and(|text| reads_new(text.as_str(), column))
    }
}

fn reads_new(text: &str, column: &Name) -> bool {
    // `(NEW).a` is the same as `NEW.a`.
    let counts = |token: &Token<'_>| !matches!(token, Token::Other(c) if c.is_whitespace() || *c == ')');
    let tokens: Vec<Token<'_>> = tokens(text).into_iter().filter(counts).collect();
    tokens.iter().enumerate().any(|(at, token)| {
        let is_new = matches!(token, Token::Word(word) if word.is("new"));
        let is_column = at.checked_sub(1).is_some_and(|before| tokens[before] == Token::Other('.'));
        is_new
            && !is_column
            && match (tokens.get(at + 1), tokens.get(at + 2)) {
                (Some(Token::Other('.')), Some(Token::Word(word))) => word.is(column.as_str()),
                _ => true,
            }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_reads_a_column_by_name_or_with_the_whole_row() {
        let size = Name::from("size");
        for text in ["NEW.size > 0", "(new).\"size\" > 0", "NEW.* IS DISTINCT FROM OLD.*", "OLD = NEW", "f(NEW)"] {
            assert!(reads_new(text, &size), "{text}");
        }
        for text in ["OLD.size > 0", "NEW.name = 'NEW.size'", "OLD.new AND NEW.\"Size\" IS NULL", "OLD.* IS NULL"] {
            assert!(!reads_new(text, &size), "{text}");
        }
    }
}
