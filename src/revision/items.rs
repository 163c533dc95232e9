//! Reads the operations of a revision file, each on its own, so that one file can report many errors.

use std::borrow::Cow;

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer};

use super::attached::attach;
use super::column_keys::{followers, said_twice};
use super::declared::declared;
use super::variables::fill;
use super::{Accepts, Downgrade, Item, ItemDowngrade, Operations, Reading};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::operation::{Batch, KINDS, Manner, Operation, field_help, guard_field, kind_help, sibling_help};
use crate::source::yaml::{self, Entry, Node, ReadContext, YamlError};
use crate::source::{FileId, Span, read_every};

/// Keys that may stand beside an operation.
const SIBLINGS: &[&str] = &["accept", "batch", "comment", "dialects", "downgrade", "transaction", "when"];

/// Keys beside an operation that the design has and this version does not.
const LATER_SIBLINGS: &[&str] = &["effect"];

/// Reads the operations of a revision for one dialect and database.
pub fn read_operations(
    text: &str,
    file: FileId,
    context: &ReadContext,
    reading: Reading<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Operations> {
    let mut document = match yaml::parse(text) {
        Ok(document) => document,
        Err(errors) => {
            for error in errors {
                diagnostics.push(error.into_diagnostic(file));
            }
            return None;
        }
    };
    let mut attached = Vec::new();
    if let Some(attachments) = reading.attachments {
        attached = attach(&mut document.root, attachments, file, diagnostics);
    }
    if let Some(databases) = reading.databases {
        databases.leave_others_out(&mut document.root);
    }
    if let Some(values) = reading.values {
        fill(&mut document.root, values, file, diagnostics);
    }
    let mut unread = Vec::new();
    let mut reader = ItemReader { file, context, reading, diagnostics, unread: &mut unread };
    let upgrade = match document.root.get("upgrade").and_then(|node| reader.of_database(node)) {
        Some(node) => reader.list(node, "upgrade"),
        None => Vec::new(),
    };
    let downgrade = document.root.get("downgrade").map(|node| reader.of_database(node));
    let downgrade = match downgrade {
        Some(None) => Downgrade::Derived,
        node => reader.downgrade(node.flatten()),
    };
    Some(Operations { upgrade, downgrade, attached, unread })
}

/// Reads a list of operations that stands on its own, for examples of rules and for tests.
pub fn read_items(node: &Node, file: FileId, context: &ReadContext, diagnostics: &mut Diagnostics) -> Vec<Item> {
    let (reading, unread) = (Reading::default(), &mut Vec::new());
    ItemReader { file, context, reading, diagnostics, unread }.list(node, "upgrade")
}

/// A value, or a map from dialect to value.
struct PerDialect<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for PerDialect<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::catalog::per_dialect(deserializer).map(Self)
    }
}

struct ItemReader<'a> {
    file: FileId,
    context: &'a ReadContext,
    reading: Reading<'a>,
    diagnostics: &'a mut Diagnostics,
    /// The names that operations bring which cannot be read.
    unread: &'a mut Vec<String>,
}

impl ItemReader<'_> {
    /// What a node says for the database, where it is a map per database.
    fn of_database<'n, 't>(&mut self, node: &'n Node<'t>) -> Option<&'n Node<'t>> {
        let is_map = matches!(node.value, yaml::Value::Mapping(_)) && node.entry("irreversible").is_none();
        let per_database = is_map && node.entries().iter().all(|entry| !KINDS.contains(&entry.name()));
        let (true, Some(databases)) = (per_database, self.reading.databases) else { return Some(node) };
        let known: Vec<&str> = databases.known.iter().map(String::as_str).collect();
        for entry in node.entries().iter().filter(|entry| !known.contains(&entry.name())) {
            let message = format!("the project has no database `{}`", entry.name());
            let help = yaml::choices(entry.name(), "the databases", &known);
            self.error(entry.key.span, "unknown-database", &message, &help);
        }
        let Some(chosen) = &databases.chosen else {
            let help = format!("choose one with `-n`: {}", known.join(", "));
            self.error(node.span, "which-database", "these operations are of several databases", &help);
            return None;
        };
        node.get(chosen)
    }

    fn list(&mut self, node: &Node, what: &str) -> Vec<Item> {
        if node.is_null() {
            return Vec::new();
        }
        match &node.value {
            yaml::Value::Sequence(items) => {
                items.iter().enumerate().flat_map(|(index, item)| self.item(index, item)).collect()
            }
            yaml::Value::Mapping(entries)
                if entries.iter().any(|entry| KINDS.contains(&entry.key.text().unwrap_or_default())) =>
            {
                self.error(
                    node.span,
                    "wrong-type",
                    &format!("`{what}` is a list of operations"),
                    "put `- ` before each operation",
                );
                Vec::new()
            }
            yaml::Value::Mapping(_) => {
                self.error(
                    node.span,
                    "wrong-type",
                    &format!("`{what}` is a list of operations; the project has no `databases:`"),
                    "write one list of operations, or name the databases in the project file",
                );
                Vec::new()
            }
            yaml::Value::Scalar { .. } => {
                self.error(
                    node.span,
                    "wrong-type",
                    &format!("`{what}` is a list of operations"),
                    "write `[]` for none",
                );
                Vec::new()
            }
        }
    }

    fn downgrade(&mut self, node: Option<&Node>) -> Downgrade {
        let Some(node) = node else { return Downgrade::Derived };
        if node.is_null() {
            self.error(
                node.span,
                "missing-value",
                "`downgrade` has no value",
                "leave it out to have it derived, or write `[]` for none",
            );
            return Downgrade::Derived;
        }
        if let Some(entry) = node.entry("irreversible") {
            if node.entries().len() > 1 {
                self.error(node.span, "contradiction", "`irreversible` stands alone", "leave out the other keys");
            }
            return Downgrade::Irreversible(self.reason(entry));
        }
        Downgrade::Written(self.list(node, "downgrade"))
    }

    fn reason(&mut self, entry: &Entry) -> String {
        match yaml::from_node::<String>(&entry.value, self.context) {
            Ok(reason) if !reason.trim().is_empty() => reason.trim().to_string(),
            Ok(_) => {
                self.error(entry.value.span, "missing-value", "the reason is empty", "say why in a few words");
                String::new()
            }
            Err(error) => {
                self.push(error);
                String::new()
            }
        }
    }

    /// An operation, and those that make the keys that stand at its column.
    fn item(&mut self, index: usize, node: &Node) -> Vec<Item> {
        let entries = node.entries();
        if entries.is_empty() {
            let help = "an operation is a map with one key: `- create_table: {…}`";
            self.error(node.span, "wrong-type", "this is not an operation", help);
            return Vec::new();
        }
        let Some(names) = self.filter(node) else { return self.whole_item(index, node, None) };
        let context = narrowed(self.context, &names);
        let (file, reading) = (self.file, self.reading);
        let (diagnostics, unread) = (&mut *self.diagnostics, &mut *self.unread);
        let mut reader = ItemReader { file, context: &context, reading, diagnostics, unread };
        reader.whole_item(index, node, Some(names))
    }

    /// The dialects that the item is for, if not all.
    fn filter(&mut self, node: &Node) -> Option<Vec<String>> {
        let entry = node.entries().iter().find(|entry| entry.key.text() == Some("dialects"))?;
        self.dialects(entry)
    }

    fn whole_item(&mut self, index: usize, node: &Node, dialects: Option<Vec<String>>) -> Vec<Item> {
        let (siblings, others): (Vec<&Entry>, Vec<&Entry>) =
            node.entries().iter().partition(|entry| is_sibling(entry.key.text().unwrap_or_default()));
        let Some((operation, guarded)) = self.operation(node, &others) else {
            self.unread.extend(others.iter().flat_map(|entry| declared(entry.name(), &entry.value)));
            return Vec::new();
        };
        let key = others[0].key.span;
        let mut item = Item {
            operation,
            key,
            index,
            dialects,
            accept: Accepts::default(),
            downgrade: None,
            comment: None,
            transactional: true,
            conditional: siblings.iter().any(|entry| entry.name() == "when"),
            manner: Manner { guarded, ..Manner::default() },
        };
        for entry in &siblings {
            self.sibling(&mut item, entry);
        }
        let condition = siblings.iter().find(|entry| entry.name() == "when");
        if !condition.is_none_or(|entry| self.holds(entry)) {
            return Vec::new();
        }
        let more = followers(&item.operation, &others[0].value, self.context).into_iter();
        if guarded && more.len() > 0 {
            let help = "give the keys operations of their own, where the server can say so";
            self.error(key, "contradiction", "a column that may be there brings no keys", help);
            return Vec::new();
        }
        // What a file says undoes the whole.
        let downgrade = item.downgrade.as_ref().map(|_| ItemDowngrade::Written(Vec::new()));
        let more =
            more.map(|operation| Item { operation, downgrade: downgrade.clone(), comment: None, ..item.clone() });
        let more: Vec<Item> = more.collect();
        std::iter::once(item).chain(more).collect()
    }

    /// Whether the condition of an item holds.
    fn holds(&mut self, entry: &Entry) -> bool {
        let Some(condition) = self.value::<String>(entry) else { return true };
        let Some(values) = self.reading.values else {
            let help = "declare what it asks for at the top of the file: `variables: {environment: {}}`";
            self.error(entry.value.span, "wrong-variable", "the revision declares no variables", help);
            return true;
        };
        values.holds(&condition).unwrap_or_else(|message| {
            let help = "a condition compares variables of the revision: `environment != \"local\"`";
            self.error(entry.value.span, "wrong-variable", &message, help);
            true
        })
    }

    /// The operation of an item, and whether the database may differ from what the history says.
    fn operation(&mut self, node: &Node, others: &[&Entry]) -> Option<(Operation, bool)> {
        let Some(entry) = others.first() else {
            self.error(
                node.span,
                "missing-operation",
                "this item has no operation",
                "put the operation beside these keys, as in `- create_table: {…}`",
            );
            return None;
        };
        let kind = entry.key.text().unwrap_or_default();
        let known = KINDS.contains(&kind);
        if others.len() > 1 {
            self.several(entry, others, known);
            return None;
        }
        if !known {
            self.unknown_kind(entry.key.span, kind);
            return None;
        }
        if entry.value.is_null() {
            self.error(
                entry.key.span,
                "missing-value",
                &format!("`{kind}` has no body"),
                "write its fields behind it, in braces or indented below it",
            );
            return None;
        }
        let twice = said_twice(kind, &entry.value);
        if !twice.is_empty() {
            twice.into_iter().for_each(|error| self.push(error));
            return None;
        }
        // A kind that is known is known whatever its body holds.
        let read = |body: &Node| Operation::read(kind, body, self.context).expect("the kind was looked up");
        let (guarded, body) = self.guard(kind, &entry.value);
        let (operation, errors) = read_every(body.as_ref(), read);
        let right = errors.is_empty();
        errors.into_iter().for_each(|error| self.push(self.with_alembic_words(kind, error)));
        operation.filter(|_| right).map(|operation| (operation, guarded))
    }

    /// Whether the body of an operation says that the database may differ, and the rest of the body.
    fn guard<'n, 't>(&mut self, kind: &str, body: &'n Node<'t>) -> (bool, Cow<'n, Node<'t>>) {
        let field = guard_field(kind);
        let Some(entry) = field.and_then(|field| body.entry(field)) else { return (false, Cow::Borrowed(body)) };
        let guarded = self.value::<PerDialect<bool>>(entry).is_some_and(|value| value.0);
        let mut rest = body.clone();
        if let yaml::Value::Mapping(entries) = &mut rest.value {
            entries.retain(|other| other.key.span != entry.key.span);
        }
        (guarded, Cow::Owned(rest))
    }

    fn several(&mut self, first: &Entry, others: &[&Entry], known: bool) {
        let kind = first.key.text().unwrap_or_default();
        let second = others[1];
        let word = second.key.text().unwrap_or_default();
        if KINDS.contains(&word) && known {
            let message = format!("two operations in one item: `{kind}` and `{word}`");
            self.error(
                second.key.span,
                "several-operations",
                &message,
                "give each an item of its own, with `- ` before it",
            );
        } else if known && first.value.is_null() {
            let message = format!("the fields of `{kind}` stand level with it");
            self.error(
                second.key.span,
                "body-not-indented",
                &message,
                &format!("indent `{word}` and what follows by two more blanks"),
            );
        } else if known {
            let near = crate::catalog::closest(word, SIBLINGS.iter().copied());
            let help = match (sibling_help(word), near) {
                (Some(said), _) => said.to_string(),
                (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) => format!(
                    "if it belongs to `{kind}`, move it into its body; beside it may stand {}",
                    SIBLINGS.join(", ")
                ),
            };
            self.error(second.key.span, "unknown-field", &format!("unknown field `{word}` beside `{kind}`"), &help);
        } else {
            self.unknown_kind(first.key.span, kind);
        }
    }

    fn unknown_kind(&mut self, span: Span, kind: &str) {
        self.error(span, "unknown-operation", &format!("unknown operation `{kind}`"), &kind_help(kind));
    }

    fn sibling(&mut self, item: &mut Item, entry: &Entry) {
        let name = entry.key.text().unwrap_or_default();
        match name {
            "dialects" => {} // read first
            "when" => {}     // read last
            "accept" => item.accept = self.accept(entry).into(),
            "batch" => {
                item.manner.batch = self.value::<PerDialect<Batch>>(entry).map(|value| value.0).unwrap_or_default()
            }
            "comment" => item.comment = self.value::<String>(entry),
            "transaction" => {
                if let Some(word) = self.value::<String>(entry) {
                    match word.as_str() {
                        "none" => item.transactional = false,
                        _ => self.error(
                            entry.value.span,
                            "wrong-value",
                            &format!("`transaction: {word}` means nothing"),
                            "write `transaction: none` to run outside the transaction",
                        ),
                    }
                }
            }
            "downgrade" => item.downgrade = self.item_downgrade(entry),
            _ => self.error(
                entry.key.span,
                "not-built",
                &format!("`{name}` beside an operation is not built yet"),
                "leave it out for now: nothing is accepted and ignored",
            ),
        }
    }

    fn item_downgrade(&mut self, entry: &Entry) -> Option<ItemDowngrade> {
        if let Some(nothing) = entry.value.entry("nothing") {
            return Some(ItemDowngrade::Nothing(self.reason(nothing)));
        }
        if matches!(entry.value.value, yaml::Value::Sequence(_)) {
            return Some(ItemDowngrade::Written(self.list(&entry.value, "downgrade")));
        }
        self.error(
            entry.value.span,
            "wrong-type",
            "`downgrade` beside an operation is a list of operations",
            "write a list, or `{nothing: why}`",
        );
        None
    }

    fn dialects(&mut self, entry: &Entry) -> Option<Vec<String>> {
        let names = self.value::<Vec<String>>(entry)?;
        if names.is_empty() {
            let help = "name those that the operation is for, or leave `dialects` out";
            self.error(entry.value.span, "wrong-value", "`dialects` names none", help);
        }
        let known = |name: &String| self.context.known.contains(name);
        for (index, name) in names.iter().enumerate() {
            if !known(name) {
                let near = crate::catalog::closest(name, self.context.known.iter().map(String::as_str));
                let help = near.map_or_else(
                    || format!("known dialects: {}", self.context.known.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                let span = entry.value.items().get(index).map_or(entry.value.span, |item| item.span);
                self.error(span, "unknown-dialect", &format!("unknown dialect `{name}`"), &help);
            }
        }
        Some(names)
    }

    fn accept(&mut self, entry: &Entry) -> IndexMap<String, String> {
        let mut accepted = IndexMap::new();
        if entry.value.entries().is_empty() {
            self.error(
                entry.value.span,
                "wrong-type",
                "`accept` is a map from rule to reason",
                "write `accept: {drop-column: \"why it is safe here\"}`",
            );
        }
        for rule in entry.value.entries() {
            let reason = self.reason(rule);
            accepted.insert(rule.key.text().unwrap_or_default().to_string(), reason);
        }
        accepted
    }

    fn value<T: serde::de::DeserializeOwned>(&mut self, entry: &Entry) -> Option<T> {
        match yaml::from_node(&entry.value, self.context) {
            Ok(value) => Some(value),
            Err(error) => {
                self.push(error);
                None
            }
        }
    }

    /// Puts Alembic's words for fields before the guess from the spelling.
    fn with_alembic_words(&self, kind: &str, mut error: YamlError) -> YamlError {
        if error.code.0 == "unknown-field" {
            let word = error.message.split('`').nth(1).unwrap_or_default();
            error.help = field_help(kind, word, &self.context.known).or(error.help);
        }
        error
    }

    fn push(&mut self, error: YamlError) {
        self.diagnostics.push(error.into_diagnostic(self.file));
    }

    fn error(&mut self, span: Span, code: &'static str, message: &str, help: &str) {
        self.diagnostics.push(Diagnostic::error(Code(code), message).at(self.file, span, "").help(help));
    }
}

/// What an item for some dialects is read with: a map per dialect in it needs entries for those targets only. For any
/// other target it is read as the first of those reads it.
fn narrowed(context: &ReadContext, names: &[String]) -> ReadContext {
    let is_meant = |chain: &Vec<String>| chain.iter().any(|name| names.contains(name));
    let targets: Vec<Vec<String>> = context.targets.iter().filter(|chain| is_meant(chain)).cloned().collect();
    let chain = match is_meant(&context.chain) {
        true => context.chain.clone(),
        false => targets.first().cloned().unwrap_or_else(|| names.iter().take(1).cloned().collect()),
    };
    ReadContext { chain, known: context.known.clone(), targets }
}

fn is_sibling(name: &str) -> bool {
    SIBLINGS.contains(&name) || LATER_SIBLINGS.contains(&name)
}
