//! Names for constraints and indexes that a file leaves out, by a convention in SQLAlchemy's words.

use std::collections::BTreeSet;

use super::own_names;
use crate::catalog::{Catalog, Check, Column, Element, IndexPart, Name, QualifiedName, References, SqlText, Table};
use crate::dialect::{Dialect, OwnNames};
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
    /// Whether the names that the database itself would give hold instead.
    pub database: bool,
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
            database: false,
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

    /// Fills in the names that an operation on this state leaves out.
    pub fn complete(&self, operation: &mut Operation, dialect: &Dialect, catalog: &Catalog) {
        let namer = Namer { convention: &self.conventions[self.current].0, dialect };
        match operation {
            Operation::CreateTable(op) => namer.table(&mut op.0),
            Operation::CreatePrimaryKey(op) => namer.plain(&mut op.name, Sort::PrimaryKey, &op.table, &op.columns),
            Operation::CreateUniqueConstraint(op) => namer.unique(&mut op.name, &op.table, &op.columns, &op.include),
            Operation::CreateForeignKey(op) => {
                namer.foreign_key(&mut op.name, &op.table, &op.columns, &op.references);
            }
            Operation::CreateDomain(op) => namer.domain_checks(&op.0.name, &mut op.0.checks),
            Operation::AlterDomain(op) => namer.domain_checks(&op.name, &mut op.add_checks),
            Operation::CreateIndex(op) => namer.index(&mut op.name, &op.table, &op.columns, &op.include),
            Operation::CreateCheckConstraint(op) if op.name.is_unnamed() => {
                let mut words = words_of(&op.expression);
                if namer.own().is_some() {
                    let table = catalog.find_table(&QualifiedName::new(&op.schema, &op.table));
                    words.retain(|word| table.is_none_or(|table| table.column(word).is_ok()));
                }
                namer.plain(&mut op.name, Sort::Check, &op.table, &words);
            }
            Operation::CreateExcludeConstraint(op) => namer.exclusion(&mut op.name, &op.table, &op.elements),
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

/// What a name is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    PrimaryKey,
    Unique,
    ForeignKey,
    Check,
    Index,
    Exclusion,
}

struct Namer<'a> {
    convention: &'a Convention,
    dialect: &'a Dialect,
}

impl<'a> Namer<'a> {
    /// The names of the database itself, where they hold.
    fn own(&self) -> Option<&'a OwnNames> {
        self.dialect.manifest.own_names.as_ref().filter(|_| self.convention.database)
    }

    fn domain_checks(&self, domain: &Name, checks: &mut [Check]) {
        for check in checks {
            let words = if self.own().is_some() { Vec::new() } else { words_of(&check.expression) };
            self.plain(&mut check.name, Sort::Check, domain, &words);
        }
    }

    fn fill(&self, name: &mut Name, sort: Sort, parts: &Parts<'_>) {
        if !name.is_unnamed() {
            return;
        }
        *name = Name::new(match self.own() {
            Some(own) => self.own_name(own, sort, parts),
            None => self.dialect.shorten(&self.by_convention(sort, parts)),
        });
    }

    fn by_convention(&self, sort: Sort, parts: &Parts<'_>) -> String {
        let pattern = match sort {
            Sort::PrimaryKey => &self.convention.pk,
            Sort::Unique => &self.convention.uq,
            Sort::ForeignKey => &self.convention.fk,
            Sort::Check => &self.convention.ck,
            Sort::Index => &self.convention.ix,
            Sort::Exclusion => &self.convention.ex,
        };
        let mut text = String::with_capacity(pattern.len() + 32);
        let mut rest = pattern.as_str();
        while let Some((before, after)) = rest.split_once("%(") {
            let Some((token, behind)) = after.split_once(")s") else { break };
            text.push_str(before);
            parts.push(token, &mut text);
            rest = behind;
        }
        text.push_str(rest);
        text
    }

    fn own_name(&self, own: &OwnNames, sort: Sort, parts: &Parts<'_>) -> String {
        let (columns, label) = match sort {
            Sort::PrimaryKey => (&[][..], &own.primary_key),
            Sort::Unique => (parts.columns, &own.unique),
            Sort::ForeignKey => (parts.columns, &own.foreign_key),
            Sort::Check if parts.columns.len() == 1 => (parts.columns, &own.check),
            Sort::Check => (&[][..], &own.check),
            Sort::Index => (parts.columns, &own.index),
            Sort::Exclusion => (parts.columns, &own.exclusion),
        };
        let columns: Vec<&str> = columns.iter().map(Name::as_str).collect();
        own_names::joined(self.dialect, parts.table.as_str(), &columns.join("_"), label)
    }

    fn plain(&self, name: &mut Name, sort: Sort, table: &Name, columns: &[Name]) {
        self.fill(name, sort, &Parts { table, columns, references: None });
    }

    fn foreign_key(&self, name: &mut Name, table: &Name, columns: &[Name], references: &References) {
        let references = (references.table_name(), references.columns.clone());
        self.fill(name, Sort::ForeignKey, &Parts { table, columns, references: Some(&references) });
    }

    /// The columns that a key or index carries along are in the names of the database itself.
    fn unique(&self, name: &mut Name, table: &Name, columns: &[Name], include: &[Name]) {
        let include = if self.own().is_some() { include } else { &[] };
        self.plain(name, Sort::Unique, table, &[columns, include].concat());
    }

    fn index(&self, name: &mut Name, table: &Name, parts: &[IndexPart], include: &[Name]) {
        if !name.is_unnamed() {
            return;
        }
        let keys = parts.iter().map(|part| (part.column.as_ref(), part.expression.as_ref()));
        let columns = match self.own() {
            Some(_) => own_names::of_parts(keys.chain(include.iter().map(|column| (Some(column), None)))),
            None => index_words(parts),
        };
        self.plain(name, Sort::Index, table, &columns);
    }

    fn exclusion(&self, name: &mut Name, table: &Name, elements: &[Element]) {
        if name.is_unnamed() {
            let own =
                || own_names::of_parts(elements.iter().map(|part| (part.column.as_ref(), part.expression.as_ref())));
            let columns = if self.own().is_some() { own() } else { element_words(elements) };
            self.plain(name, Sort::Exclusion, table, &columns);
        }
    }

    fn table(&self, table: &mut Table) {
        let owner = table.name.clone();
        if let Some(key) = &mut table.primary_key {
            self.plain(&mut key.name, Sort::PrimaryKey, &owner, &key.columns);
        }
        for key in &mut table.unique {
            self.unique(&mut key.name, &owner, &key.columns, &key.include);
        }
        for key in &mut table.foreign_keys {
            self.foreign_key(&mut key.name, &owner, &key.columns, &key.references);
        }
        for index in &mut table.indexes {
            self.index(&mut index.name, &owner, &index.columns, &index.include);
        }
        for exclusion in &mut table.exclusions {
            self.exclusion(&mut exclusion.name, &owner, &exclusion.elements);
        }
        let columns = &table.columns;
        for check in &mut table.checks {
            let used = columns_of(check, columns);
            self.plain(&mut check.name, Sort::Check, &owner, &used);
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

fn index_words(parts: &[IndexPart]) -> Vec<Name> {
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
