//! The receipt: what is written behind the version row of each revision, in the same transaction, for people who ask
//! later when which revision came. A row of a table, or a statement of the project's own.

use std::sync::Arc;

use indexmap::IndexMap;
use minijinja::value::{Serde, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};
use serde::Serialize;

use super::template::ScriptValues;
use super::{TemplateError, Templates};
use crate::catalog::{Catalog, Name, QualifiedName};
use crate::dialect::Dialect;

/// What a receipt knows, by the words for it.
pub const WORDS: &[&str] = &["revision", "message", "direction", "from", "to", "digest"];

/// What is written behind each version row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Receipt {
    /// A row of this table: its columns, each with the word for what it holds.
    Row {
        /// The table.
        table: QualifiedName,
        /// Column to word.
        columns: IndexMap<Name, String>,
    },
    /// Statements, in which `{{ word | literal }}` is a value.
    Statements {
        /// Behind an upgrade.
        upgrade: Option<String>,
        /// Behind a downgrade.
        downgrade: Option<String>,
        /// Behind a stamp.
        stamp: Option<String>,
        /// Values of the project's variables.
        values: IndexMap<String, String>,
    },
}

/// One change of the version rows, in the words that a receipt knows.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Change<'a> {
    pub(super) revision: &'a str,
    pub(super) message: &'a str,
    pub(super) direction: &'static str,
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) digest: &'a str,
}

impl Change<'_> {
    fn value(&self, word: &str) -> &str {
        match word {
            "revision" => self.revision,
            "message" => self.message,
            "direction" => self.direction,
            "from" => self.from,
            "to" => self.to,
            _ => self.digest,
        }
    }
}

#[derive(Serialize)]
struct RowContext<'a> {
    table: &'a QualifiedName,
    columns: Vec<&'a str>,
    values: Vec<&'a str>,
}

#[derive(Serialize)]
struct StatementContext<'a> {
    #[serde(flatten)]
    values: &'a IndexMap<String, String>,
    #[serde(flatten)]
    change: &'a Change<'a>,
}

impl Receipt {
    /// Whether it holds the digest of the revision's file.
    pub fn has_digest(&self) -> bool {
        match self {
            Self::Row { columns, .. } => columns.values().any(|word| word == "digest"),
            Self::Statements { upgrade, downgrade, stamp, .. } => {
                [upgrade, downgrade, stamp].into_iter().flatten().any(|text| text.contains("digest"))
            }
        }
    }

    /// The values of the project's variables that it writes.
    pub fn values(&self) -> impl Iterator<Item = (&String, &String)> {
        let values = if let Self::Statements { values, .. } = self { Some(values) } else { None };
        values.into_iter().flatten()
    }

    /// What the header says of it.
    pub(super) fn summary(&self) -> String {
        match self {
            Self::Row { table, .. } => format!("a row of {table} behind each version row"),
            Self::Statements { .. } => "a statement of the project file behind each version row".to_string(),
        }
    }
}

/// Whether a step drops the table: then there is nowhere to write to.
pub(super) fn is_dropped(receipt: &Receipt, before: Option<&Catalog>, after: Option<&Catalog>) -> bool {
    let Receipt::Row { table, .. } = receipt else { return false };
    let has = |catalog: Option<&Catalog>| catalog.is_some_and(|catalog| catalog.find_table(table).is_some());
    has(before) && !has(after)
}

/// Writes receipts for one dialect.
pub(super) struct Printer {
    receipt: Receipt,
    environment: Environment<'static>,
}

impl Printer {
    pub(super) fn new(receipt: &Receipt, dialect: &Dialect) -> Self {
        Self { receipt: receipt.clone(), environment: environment(Some(&Arc::new(dialect.clone()))) }
    }

    pub(super) fn receipt(&self) -> &Receipt {
        &self.receipt
    }

    /// The statement for a change, without its end; none where none is wanted.
    pub(super) fn statement(
        &self,
        change: &Change<'_>,
        templates: &Templates,
    ) -> Result<Option<String>, TemplateError> {
        let (upgrade, downgrade, stamp, values) = match &self.receipt {
            Receipt::Row { table, columns } => {
                let values = columns.values().map(|word| change.value(word)).collect();
                let context = RowContext { table, columns: columns.keys().map(Name::as_str).collect(), values };
                return templates
                    .text("_receipt", &ScriptValues::new(&context))
                    .map(|text| Some(text.trim().to_string()));
            }
            Receipt::Statements { upgrade, downgrade, stamp, values } => (upgrade, downgrade, stamp, values),
        };
        let text = match change.direction {
            "upgrade" => upgrade,
            "downgrade" => downgrade,
            _ => stamp,
        };
        let Some(text) = text else { return Ok(None) };
        let context = Value::from(Serde(StatementContext { values, change }));
        let written = self.environment.render_str(text, context);
        written.map(Some).map_err(|error| TemplateError {
            place: "receipt".to_string(),
            message: detail(&error),
            refused: None,
        })
    }
}

fn environment(dialect: Option<&Arc<Dialect>>) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(spelt_only);
    let names = dialect.cloned();
    environment.add_filter("ident", move |text: &str| {
        Value::from_safe_string(names.as_ref().map_or_else(String::new, |names| names.identifier(text).into_owned()))
    });
    let texts = dialect.cloned();
    environment.add_filter("literal", move |text: &str| {
        Value::from_safe_string(texts.as_ref().map_or_else(String::new, |texts| texts.text_literal(text)))
    });
    environment
}

/// Prints what is spelt for the dialect: anything else could end the quotes around it.
fn spelt_only(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    match (value.as_str(), value.kind()) {
        (Some(text), ValueKind::String) if value.is_safe() => {
            out.write_str(text).map_err(|_| Error::new(ErrorKind::WriteFailure, "cannot print"))
        }
        _ => Err(Error::new(ErrorKind::InvalidOperation, "a value needs `| literal` or `| ident` behind it")),
    }
}

/// What is wrong with a statement in which `known` has a value; else which of these it uses.
pub fn check_statement(text: &str, known: &[&str]) -> Result<Vec<String>, String> {
    let environment = environment(None);
    let template = environment.template_from_str(text).map_err(|error| detail(&error))?;
    let mut used: Vec<String> = template.undeclared_variables(false).into_iter().collect();
    used.sort();
    if let Some(stranger) = used.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("a receipt knows no `{stranger}`, only {}", known.join(", ")));
    }
    let values: IndexMap<&str, &str> = known.iter().map(|name| (*name, "x")).collect();
    template.render(Value::from(Serde(values))).map(|_| used).map_err(|error| detail(&error))
}

fn detail(error: &Error) -> String {
    error.detail().map_or_else(|| error.kind().to_string(), str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_know_their_words_only() {
        let check = |text: &str| check_statement(text, WORDS);
        assert_eq!(
            check("INSERT INTO a VALUES ({{ revision | literal }}, '{\"a\": 1}')"),
            Ok(vec!["revision".to_string()])
        );
        assert!(check("{{ revison | literal }}").is_err_and(|said| said.contains("`revison`")));
        assert!(check("VALUES ('{{ message }}')").is_err_and(|said| said.contains("| literal")));
        assert!(check("{{ message | upper }}").is_err());
        assert!(check("{{ message").is_err());
    }
}
