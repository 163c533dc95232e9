//! The schema that a history starts from: a YAML file with what was there before the first revision.

use std::path::Path;

use super::{Failure, Placed, Project, discover};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::dialect::Dialect;
use crate::operation::{CreateForeignKey, CreateSchema, Op, Operation};
use crate::plan::{Naming, name_columns};
use crate::source::yaml::{self, Entry, Node, ReadContext, Value};
use crate::source::{FileId, Files, Path as NodePath, Span};

/// Keys of a baseline, in the order they are applied, with the operation that each item is.
const KEYS: &[(&str, &str)] = &[
    ("schemas", "create_schema"),
    ("enums", "create_enum"),
    ("tables", "create_table"),
    ("views", "create_view"),
    ("triggers", "create_trigger"),
];

/// Loads the file that the project names.
pub(super) fn read(
    root: &Path,
    placed: &Placed<String>,
    config: FileId,
    files: &mut Files,
    diagnostics: &mut Diagnostics,
) -> Result<Option<FileId>, Failure> {
    let span = placed.span.unwrap_or_default();
    let refuse = |code, message: String| Diagnostic::error(Code(code), message).at(config, span, "");
    if !placed.value.ends_with(".yaml") && !placed.value.ends_with(".yml") {
        let diagnostic = refuse("not-built", format!("a baseline like `{}` is not built yet", placed.value));
        diagnostics.push(diagnostic.help("write it as YAML: schemas, enums, tables, views, triggers"));
        return Ok(None);
    }
    let path = root.join(&placed.value);
    if !path.is_file() {
        let diagnostic = refuse("no-baseline", format!("the baseline `{}` does not exist", placed.value));
        diagnostics.push(diagnostic.help("paths start from the folder of the project file"));
        return Ok(None);
    }
    discover::read_text(&path, placed.value.clone(), files, diagnostics)
}

impl Project {
    /// The state before the first revision. What is wrong with it is reported.
    pub fn baseline(
        &self,
        files: &Files,
        dialect: &Dialect,
        context: &ReadContext,
        diagnostics: &mut Diagnostics,
    ) -> Catalog {
        let Some(file) = self.baseline else { return Catalog::empty() };
        let naming = Naming::new(self.config.naming.clone());
        let mut reader = BaselineReader {
            file,
            dialect,
            context,
            naming,
            catalog: Catalog::empty(),
            later: Vec::new(),
            diagnostics,
        };
        match yaml::parse(files.text(file)) {
            Ok(document) => reader.document(&document.root),
            Err(errors) => errors.into_iter().for_each(|error| reader.diagnostics.push(error.into_diagnostic(file))),
        }
        reader.catalog
    }
}

struct BaselineReader<'a> {
    file: FileId,
    dialect: &'a Dialect,
    context: &'a ReadContext,
    naming: Naming,
    catalog: Catalog,
    /// Foreign keys, which may point at tables further down, each with its place.
    later: Vec<(CreateForeignKey, Span)>,
    diagnostics: &'a mut Diagnostics,
}

impl BaselineReader<'_> {
    fn document(&mut self, root: &Node) {
        if !matches!(root.value, Value::Mapping(_)) {
            self.error(root.span, "wrong-type", "a baseline is a map", "start it with `tables:`");
            return;
        }
        let names: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
        for entry in root.entries().iter().filter(|entry| !names.contains(&entry.name())) {
            let message = format!("unknown field `{}` in a baseline", entry.name());
            self.error(entry.key.span, "unknown-field", &message, &yaml::choices(entry.name(), "the fields", &names));
        }
        for (key, kind) in KEYS {
            let Some(entry) = root.entry(key) else { continue };
            self.list(entry, kind);
            if *kind == "create_table" {
                self.foreign_keys();
            }
        }
    }

    fn list(&mut self, entry: &Entry, kind: &str) {
        let Value::Sequence(items) = &entry.value.value else {
            let message = format!("`{}` is a list", entry.name());
            self.error(entry.value.span, "wrong-type", &message, "begin each item with `- `");
            return;
        };
        for item in items {
            let read = match item.text() {
                Some(_) if kind == "create_schema" => {
                    yaml::from_node(item, self.context).map(|name| Operation::from(CreateSchema { name }))
                }
                _ => Operation::read(kind, item, self.context).expect("the kinds of a baseline are operations"),
            };
            match read {
                Ok(operation) => self.apply(operation, item),
                Err(error) => self.diagnostics.push(error.into_diagnostic(self.file)),
            }
        }
    }

    fn apply(&mut self, mut operation: Operation, node: &Node) {
        name_columns(&mut operation, &self.catalog);
        self.naming.complete(&mut operation, self.dialect, &self.catalog);
        if let Operation::CreateTable(op) = &mut operation {
            for (index, key) in std::mem::take(&mut op.0.foreign_keys).into_iter().enumerate() {
                let place = node.nearest(&NodePath::root().key("foreign_keys").index(index));
                let later = CreateForeignKey::of(&op.0, &key);
                self.later.push((later, place));
            }
        }
        if let Err(conflict) = operation.apply(&mut self.catalog) {
            self.conflict(&conflict, node.nearest(&conflict.path));
        }
    }

    fn foreign_keys(&mut self) {
        for (key, place) in std::mem::take(&mut self.later) {
            let mut key = Operation::from(key);
            name_columns(&mut key, &self.catalog);
            if let Err(conflict) = key.apply(&mut self.catalog) {
                self.conflict(&conflict, place);
            }
        }
    }

    fn conflict(&mut self, conflict: &crate::catalog::Conflict, place: Span) {
        let mut diagnostic = Diagnostic::error(conflict.code, conflict.message.clone()).at(self.file, place, "");
        diagnostic.help.clone_from(&conflict.help);
        self.diagnostics.push(diagnostic);
    }

    fn error(&mut self, span: Span, code: &'static str, message: &str, help: &str) {
        self.diagnostics.push(Diagnostic::error(Code(code), message).at(self.file, span, "").help(help));
    }
}
