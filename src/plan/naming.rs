//! Names for constraints and indexes that a file leaves out, by a convention in SQLAlchemy's words.

use std::collections::BTreeSet;

use crate::catalog::{Check, Column, Element, Name, QualifiedName, SqlText, Table};
use crate::dialect::Dialect;
use crate::operation::Operation;
use crate::revision::{Header, RevisionId};

/// The patterns of one convention, by the keys that SQLAlchemy gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Convention {
    /// Indexes.
    pub ix: String,
    /// Unique constraints.
    pub uq: String,
    /// Checks.
    pub ck: String,
    /// Foreign keys.
    pub fk: String,
    /// Primary keys.
    pub pk: String,
    /// Exclusion constraints.
    pub ex: String,
    /// The first revision it is in force for; none is from the start.
    pub since: Option<RevisionId>,
}

impl Default for Convention {
    fn default() -> Self {
        Self {
            ix: "ix_%(table_name)s_%(column_0_N_name)s".to_string(),
            uq: "uq_%(table_name)s_%(column_0_N_name)s".to_string(),
            ck: "ck_%(table_name)s_%(column_0_N_name)s".to_string(),
            fk: "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s".to_string(),
            pk: "pk_%(table_name)s".to_string(),
            ex: "ex_%(table_name)s_%(column_0_N_name)s".to_string(),
            since: None,
        }
    }
}

/// A pattern with a token that means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamingError {
    /// The token.
    pub token: String,
}

/// The tokens of a pattern.
pub const TOKENS: &[&str] = &[
    "column_0N_name",
    "column_0_N_label",
    "column_0_N_name",
    "column_0_label",
    "column_0_name",
    "constraint_name",
    "referred_column_0_name",
    "referred_table_name",
    "table_name",
];

impl Convention {
    /// Checks the tokens of every pattern.
    pub fn check(&self) -> Result<(), NamingError> {
        for pattern in [&self.ix, &self.uq, &self.ck, &self.fk, &self.pk, &self.ex] {
            let mut rest = pattern.as_str();
            while let Some(start) = rest.find("%(") {
                let after = &rest[start + 2..];
                let token = after.split_once(")s").map_or(after, |(token, _)| token);
                if !TOKENS.contains(&token) {
                    return Err(NamingError { token: token.to_string() });
                }
                rest = &after[token.len()..];
            }
        }
        Ok(())
    }
}

/// The conventions of a project, and which is in force where.
#[derive(Debug, Clone)]
pub struct Naming {
    conventions: Vec<(Convention, BTreeSet<RevisionId>)>,
    current: usize,
}

impl Naming {
    /// Conventions in the order they came into force.
    pub fn new(conventions: Vec<Convention>) -> Self {
        let conventions = if conventions.is_empty() { vec![Convention::default()] } else { conventions };
        Self {
            conventions: conventions.into_iter().map(|convention| (convention, BTreeSet::new())).collect(),
            current: 0,
        }
    }

    /// Goes to a revision; its parents have been gone to before.
    pub fn enter(&mut self, header: &Header) {
        self.current = 0;
        for (index, (convention, under)) in self.conventions.iter_mut().enumerate() {
            let Some(since) = &convention.since else { continue };
            if *since == header.revision || header.down_revision.iter().any(|parent| under.contains(parent)) {
                under.insert(header.revision.clone());
                self.current = index;
            }
        }
    }

    /// Fills in the names that an operation leaves out.
    pub fn complete(&self, operation: &mut Operation, dialect: &Dialect) {
        let namer = Namer { convention: &self.conventions[self.current].0, dialect };
        match operation {
            Operation::CreateTable(op) => namer.table(&mut op.0),
            Operation::CreatePrimaryKey(op) => {
                let columns = op.columns.clone();
                namer.fill(
                    &mut op.name,
                    &namer.convention.pk,
                    &Parts { table: &op.table, columns: &columns, references: None },
                );
            }
            Operation::CreateUniqueConstraint(op) => {
                let columns = op.columns.clone();
                namer.fill(
                    &mut op.name,
                    &namer.convention.uq,
                    &Parts { table: &op.table, columns: &columns, references: None },
                );
            }
            Operation::CreateForeignKey(op) => {
                let columns = op.columns.clone();
                let references = (op.references.table_name(), op.references.columns.clone());
                let parts = Parts { table: &op.table, columns: &columns, references: Some(&references) };
                namer.fill(&mut op.name, &namer.convention.fk, &parts);
            }
            Operation::CreateIndex(op) => {
                let columns = index_words(&op.columns);
                namer.fill(
                    &mut op.name,
                    &namer.convention.ix,
                    &Parts { table: &op.table, columns: &columns, references: None },
                );
            }
            Operation::CreateCheckConstraint(op) => {
                let columns = words_of(&op.expression);
                namer.fill(
                    &mut op.name,
                    &namer.convention.ck,
                    &Parts { table: &op.table, columns: &columns, references: None },
                );
            }
            Operation::CreateExcludeConstraint(op) => {
                let columns = element_words(&op.elements);
                namer.fill(
                    &mut op.name,
                    &namer.convention.ex,
                    &Parts { table: &op.table, columns: &columns, references: None },
                );
            }
            _ => {}
        }
    }

    /// Fills in the names of a table that does not come from an operation.
    pub fn complete_table(&self, table: &mut Table, dialect: &Dialect) {
        Namer { convention: &self.conventions[0].0, dialect }.table(table);
    }
}

struct Parts<'a> {
    table: &'a Name,
    columns: &'a [Name],
    references: Option<&'a (QualifiedName, Vec<Name>)>,
}

impl Parts<'_> {
    /// Adds what a token of a pattern stands for.
    fn push(&self, token: &str, text: &mut String) {
        let first = self.columns.first().map_or("", Name::as_str);
        let columns = |text: &mut String, separator: &str| {
            for (at, column) in self.columns.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { separator });
                text.push_str(column.as_str());
            }
        };
        match token {
            "table_name" => text.push_str(self.table.as_str()),
            "column_0_N_name" | "constraint_name" => columns(text, "_"),
            "column_0N_name" => columns(text, ""),
            "column_0_name" => text.push_str(first),
            "column_0_N_label" => {
                text.extend([self.table.as_str(), "_"]);
                columns(text, "_");
            }
            "column_0_label" => text.extend([self.table.as_str(), "_", first]),
            "referred_table_name" => text.push_str(self.references.map_or("", |(table, _)| table.name.as_str())),
            "referred_column_0_name" => {
                let referred = self.references.and_then(|(_, columns)| columns.first());
                text.push_str(referred.map_or("", Name::as_str));
            }
            // Patterns are checked when they are read.
            _ => {}
        }
    }
}

struct Namer<'a> {
    convention: &'a Convention,
    dialect: &'a Dialect,
}

impl Namer<'_> {
    fn fill(&self, name: &mut Name, pattern: &str, parts: &Parts<'_>) {
        if !name.is_unnamed() {
            return;
        }
        let mut text = String::with_capacity(pattern.len() + 32);
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once("%(") {
            let Some((token, behind)) = after.split_once(")s") else { break };
            text.push_str(before);
            parts.push(token, &mut text);
            rest = behind;
        }
        text.push_str(rest);
        *name = Name::new(self.dialect.shorten(&text));
    }

    fn table(&self, table: &mut Table) {
        let owner = table.name.clone();
        let plain = |columns: &[Name]| columns.to_vec();
        if let Some(key) = &mut table.primary_key {
            let columns = plain(&key.columns);
            self.fill(
                &mut key.name,
                &self.convention.pk,
                &Parts { table: &owner, columns: &columns, references: None },
            );
        }
        for key in &mut table.unique {
            let columns = plain(&key.columns);
            self.fill(
                &mut key.name,
                &self.convention.uq,
                &Parts { table: &owner, columns: &columns, references: None },
            );
        }
        for key in &mut table.foreign_keys {
            let columns = plain(&key.columns);
            let references = (key.references.table_name(), key.references.columns.clone());
            let parts = Parts { table: &owner, columns: &columns, references: Some(&references) };
            self.fill(&mut key.name, &self.convention.fk, &parts);
        }
        for index in &mut table.indexes {
            let columns = index_words(&index.columns);
            self.fill(
                &mut index.name,
                &self.convention.ix,
                &Parts { table: &owner, columns: &columns, references: None },
            );
        }
        for exclusion in &mut table.exclusions {
            let columns = element_words(&exclusion.elements);
            let parts = Parts { table: &owner, columns: &columns, references: None };
            self.fill(&mut exclusion.name, &self.convention.ex, &parts);
        }
        let columns = &table.columns;
        for check in &mut table.checks {
            let used = columns_of(check, columns);
            self.fill(&mut check.name, &self.convention.ck, &Parts { table: &owner, columns: &used, references: None });
        }
    }
}

/// The columns of a table that a check reads, in the order of the text.
fn columns_of(check: &Check, columns: &[Column]) -> Vec<Name> {
    let words = words_of(&check.expression);
    words.into_iter().filter(|word| columns.iter().any(|column| column.name == *word)).collect()
}

/// The words of a text that are not calls or keywords, once each.
fn words_of(text: &SqlText) -> Vec<Name> {
    const KEYWORDS: &[&str] = &[
        "and", "between", "case", "else", "end", "false", "in", "is", "like", "not", "null", "or", "then", "true",
        "when",
    ];
    let mut found: Vec<Name> = Vec::new();
    for word in text.words() {
        let call = word.quote.is_none() && text.as_str()[word.end..].trim_start().starts_with('(');
        let keyword = word.quote.is_none() && KEYWORDS.contains(&word.text.to_lowercase().as_str());
        let name = Name::new(word.text);
        if !call && !keyword && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

fn element_words(elements: &[Element]) -> Vec<Name> {
    let mut words = Vec::new();
    for element in elements {
        words.extend(element.column.clone());
        words.extend(element.expression.iter().flat_map(words_of));
    }
    words
}

fn index_words(parts: &[crate::catalog::IndexPart]) -> Vec<Name> {
    let mut words = Vec::new();
    for part in parts {
        words.extend(part.column.clone());
        words.extend(part.expression.iter().flat_map(words_of));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_sorted_and_checked() {
        assert!(TOKENS.is_sorted());
        assert_eq!(Convention::default().check(), Ok(()));
        let wrong = Convention { ix: "ix_%(tabel_name)s".to_string(), ..Convention::default() };
        assert_eq!(wrong.check(), Err(NamingError { token: "tabel_name".to_string() }));
    }
}
