//! Tables as one dialect stores them: types spelt, enums resolved, values written. What templates see.

use serde::Serialize;

use super::filters::folded;
use crate::catalog::{
    Action, Catalog, Check, Column, Constraint, DataType, Element, Exclusion, Flag, ForeignKey, Identity, Index,
    IndexPart, Initially, Match, Name, Nulls, Order, PrimaryKey, QualifiedName, Table, Unique,
};
use crate::dialect::{Dialect, EnumForm, NoSuchType, WrittenOptions};

/// A column as the dialect stores it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhysicalColumn {
    /// Its name.
    pub name: Name,
    /// Its type as SQL.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The portable word of its type, if it has one.
    pub word: Option<&'static str>,
    /// Whether it may hold NULL.
    pub nullable: bool,
    /// Its default as SQL.
    pub default: Option<String>,
    /// Whether and how the database numbers its rows.
    pub identity: Option<Identity>,
    /// Its expression as SQL, if it is computed.
    pub computed: Option<String>,
    /// Whether the computed value is kept on disk.
    pub stored: bool,
    /// Its collation.
    pub collation: Option<Name>,
    /// Its comment.
    pub comment: Option<String>,
    /// A condition that comes with its type, as SQL.
    pub type_check: Option<String>,
    /// The name of the constraint that its default is, where the database has such.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_name: Option<Name>,
    /// What the dialect alone has.
    pub options: WrittenOptions,
}

/// A default that is a constraint of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhysicalDefault {
    /// Its name.
    pub name: Name,
    /// Its column.
    pub column: Name,
    /// The value as SQL.
    pub value: String,
}

/// A foreign key as SQL parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhysicalForeignKey {
    /// Its name.
    pub name: Name,
    /// Its columns.
    pub columns: Vec<Name>,
    /// The table at the other end.
    pub table: QualifiedName,
    /// The columns there.
    pub referred: Vec<Name>,
    /// `CASCADE` and so on.
    pub on_delete: Option<&'static str>,
    /// `CASCADE` and so on.
    pub on_update: Option<&'static str>,
    /// Whether a row with NULL in some of the columns is refused.
    pub match_full: bool,
    /// Whether its check may wait for the end of the transaction.
    pub deferrable: Flag,
    /// When it is checked.
    pub initially: Option<Initially>,
    /// Whether rows that are there already are left unchecked.
    pub not_valid: Flag,
}

/// A check as SQL parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhysicalCheck {
    /// Its name.
    pub name: Name,
    /// The condition.
    pub expression: String,
    /// Whether rows that are there already are left unchecked.
    pub not_valid: Flag,
}

/// An exclusion constraint as SQL parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhysicalExclusion {
    /// Its name.
    pub name: Name,
    /// The access method.
    pub method: Option<Name>,
    /// Its elements as SQL, each with its operator.
    pub elements: Vec<[String; 2]>,
    /// The rows it is for.
    #[serde(rename = "where")]
    pub predicate: Option<String>,
    /// Whether its check may wait for the end of the transaction.
    pub deferrable: Flag,
    /// When it is checked.
    pub initially: Option<Initially>,
}

/// An index as SQL parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhysicalIndex {
    /// Its name.
    pub name: Name,
    /// The schema of its table.
    pub schema: Option<Name>,
    /// Its parts as SQL, with direction.
    pub parts: Vec<String>,
    /// Whether a value may occur only once.
    pub unique: bool,
    /// Whether two NULL are the same.
    pub nulls_not_distinct: Flag,
    /// The access method.
    pub method: Option<Name>,
    /// Columns carried along.
    pub include: Vec<Name>,
    /// The rows it covers.
    #[serde(rename = "where")]
    pub predicate: Option<String>,
    /// What the dialect alone has.
    pub options: WrittenOptions,
}

/// A table as the dialect stores it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhysicalTable {
    /// Its name.
    pub name: QualifiedName,
    /// Its columns, in order.
    pub columns: Vec<PhysicalColumn>,
    /// The width of the longest column name as SQL.
    pub width: usize,
    /// The column that is the primary key by itself and numbered by the database.
    pub identity_key: Option<Name>,
    /// Its primary key.
    pub primary_key: Option<PrimaryKey>,
    /// Its unique constraints.
    pub unique: Vec<Unique>,
    /// Unique constraints that CREATE TABLE would take for another key over the same columns and leave out.
    pub repeated: Vec<Unique>,
    /// Its foreign keys.
    pub foreign_keys: Vec<PhysicalForeignKey>,
    /// Constraints that CREATE TABLE cannot make: foreign keys to the table itself that need one of its indexes, where it
    /// makes no indexes, and what is not valid, where it makes that valid.
    pub late_keys: Vec<PhysicalConstraint>,
    /// Its checks, with those that come with types where these have names.
    pub checks: Vec<PhysicalCheck>,
    /// Its exclusion constraints.
    pub exclusions: Vec<PhysicalExclusion>,
    /// Its defaults, where they are constraints.
    pub defaults: Vec<PhysicalDefault>,
    /// Its indexes.
    pub indexes: Vec<PhysicalIndex>,
    /// Indexes that foreign keys need and that the catalog does not have.
    pub key_indexes: Vec<PhysicalIndex>,
    /// Its comment.
    pub comment: Option<String>,
    /// What the dialect alone has.
    pub options: WrittenOptions,
}

/// A type that the dialect does not have, and the column that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnError {
    /// The column.
    pub column: Name,
    /// What is wrong.
    pub error: NoSuchType,
}

/// Turns the values of a catalog into what one dialect stores.
#[derive(Debug, Clone, Copy)]
pub struct Physical<'a> {
    /// The dialect.
    pub dialect: &'a Dialect,
    /// The catalog that enums are looked up in.
    pub catalog: &'a Catalog,
}

impl Physical<'_> {
    /// A table.
    pub fn table(&self, table: &Table) -> Result<PhysicalTable, ColumnError> {
        let columns: Result<Vec<PhysicalColumn>, ColumnError> =
            table.columns.iter().map(|column| self.column(table, column)).collect();
        let columns = columns?;
        let named = |column: &PhysicalColumn| {
            let name = self.dialect.type_check_name(&table.name, &column.name)?;
            Some(PhysicalCheck { name, expression: column.type_check.clone()?, not_valid: Flag(false) })
        };
        let type_checks: Vec<PhysicalCheck> = columns.iter().filter_map(named).collect();
        let default = |column: &PhysicalColumn| {
            let (name, value) = (column.default_name.clone()?, column.default.clone()?);
            Some(PhysicalDefault { name, column: column.name.clone(), value })
        };
        let defaults = columns.iter().filter_map(default).collect();
        let width = columns.iter().map(|column| self.dialect.identifier(column.name.as_str()).chars().count()).max();
        let identity_key = table.primary_key.as_ref().and_then(|key| match key.columns.as_slice() {
            [only] => table
                .columns
                .iter()
                .find(|column| column.name == *only && column.identity.is_some())
                .map(|column| column.name.clone()),
            _ => None,
        });
        let (unique, repeated) = self.unique(table);
        let validates = self.dialect.fact("create_table_validates").is_some();
        let (late, keys): (Vec<&ForeignKey>, Vec<&ForeignKey>) = table
            .foreign_keys
            .iter()
            .partition(|key| (validates && key.not_valid.0) || self.needs_own_index(table, key));
        let (late_checks, checks): (Vec<&Check>, Vec<&Check>) =
            table.checks.iter().partition(|check| validates && check.not_valid.0);
        let (repeats, exclusions) = self.exclusions(table);
        let late = late.into_iter().map(Constraint::ForeignKey).chain(late_checks.into_iter().map(Constraint::Check));
        let late = late.chain(repeats.into_iter().map(Constraint::Exclusion));
        Ok(PhysicalTable {
            name: table.qualified_name(),
            columns,
            width: width.unwrap_or(0),
            identity_key,
            primary_key: table.primary_key.clone(),
            unique,
            repeated,
            foreign_keys: keys.into_iter().map(foreign_key).collect(),
            late_keys: late.map(|constraint| self.constraint(constraint)).collect(),
            checks: checks.into_iter().map(|check| self.check(check)).chain(type_checks).collect(),
            exclusions: exclusions.into_iter().map(|exclusion| self.exclusion(exclusion)).collect(),
            defaults,
            indexes: table.indexes.iter().map(|index| self.index(index, &table.schema)).collect(),
            key_indexes: self.key_indexes(table),
            comment: table.comment.clone(),
            options: self.dialect.write_options(&self.dialect.manifest.table_options, &table.options),
        })
    }

    /// The unique constraints that CREATE TABLE makes, and those that have to come after it.
    fn unique(&self, table: &Table) -> (Vec<Unique>, Vec<Unique>) {
        if self.dialect.fact("create_table_folds_keys").is_none() {
            return (table.unique.clone(), Vec::new());
        }
        let mut seen: Vec<&[Name]> = table.primary_key.iter().map(|key| key.columns.as_slice()).collect();
        table.unique.iter().cloned().partition(|key| {
            let fresh = !seen.contains(&key.columns.as_slice());
            seen.extend(table.unique.iter().find(|same| same.name == key.name).map(|same| same.columns.as_slice()));
            fresh
        })
    }

    /// The exclusion constraints that CREATE TABLE would take for an earlier one, and those that it makes.
    fn exclusions<'t>(&self, table: &'t Table) -> (Vec<&'t Exclusion>, Vec<&'t Exclusion>) {
        let folds = self.dialect.fact("create_table_folds_keys").is_some();
        let alike = |one: &Exclusion, other: &Exclusion| Exclusion { name: one.name.clone(), ..other.clone() } == *one;
        let place = |exclusion: &Exclusion| table.exclusions.iter().position(|other| alike(exclusion, other));
        let numbered = table.exclusions.iter().enumerate();
        let (repeats, made): (Vec<_>, Vec<_>) =
            numbered.partition(|(at, exclusion)| folds && place(exclusion).is_some_and(|first| first < *at));
        let plain = |list: Vec<(usize, &'t Exclusion)>| list.into_iter().map(|(_, exclusion)| exclusion).collect();
        (plain(repeats), plain(made))
    }

    /// Whether a foreign key points at columns of the same table that only something behind CREATE TABLE makes unique.
    fn needs_own_index(&self, table: &Table, key: &ForeignKey) -> bool {
        let mut bare = Table { indexes: Vec::new(), unique: self.unique(table).0, ..table.clone() };
        bare.primary_key = bare.primary_key.filter(|key| !key.deferrable.0);
        bare.unique.retain(|key| !key.deferrable.0);
        let to_itself = key.references.table_name() == table.qualified_name();
        to_itself
            && self.dialect.fact("foreign_keys_hold_indexes").is_some()
            && !bare.is_unique(&key.references.columns)
    }

    /// An index for each foreign key whose columns no key or index starts with, where the database wants one.
    pub fn key_indexes(&self, table: &Table) -> Vec<PhysicalIndex> {
        if self.dialect.fact("keys_need_indexes").is_none() {
            return Vec::new();
        }
        let mut covered: Vec<Vec<Name>> = table.primary_key.iter().map(|key| key.columns.clone()).collect();
        covered.extend(table.unique.iter().map(|key| key.columns.clone()));
        let plain = |index: &Index| index.columns.iter().map_while(|part| part.column.clone()).collect::<Vec<Name>>();
        covered.extend(table.indexes.iter().filter(|index| index.holds_whole_values()).map(plain));
        let mut made = Vec::new();
        for key in &table.foreign_keys {
            if !covered.iter().any(|columns| columns.starts_with(&key.columns)) {
                covered.push(key.columns.clone());
                made.push(self.key_index(table, key));
            }
        }
        made
    }

    fn key_index(&self, table: &Table, key: &ForeignKey) -> PhysicalIndex {
        let indexes = table.indexes.iter().map(|index| &index.name);
        let mut names = indexes.chain(table.unique.iter().map(|unique| &unique.name));
        // Names of indexes are one name where only letter case tells them apart.
        let mut taken = |name: &Name| names.any(|other| other.as_str().to_lowercase() == name.as_str().to_lowercase());
        let name = if taken(&key.name) { Name::new(format!("{}_index", key.name)) } else { key.name.clone() };
        let part = |column: &Name| IndexPart { column: Some(column.clone()), ..IndexPart::default() };
        let columns = key.columns.iter().map(part).collect();
        let index = Index { name, columns, ..Index::default() };
        self.index(&index, &table.schema)
    }

    /// A column of a table.
    pub fn column(&self, table: &Table, column: &Column) -> Result<PhysicalColumn, ColumnError> {
        let refuse = |error| ColumnError { column: column.name.clone(), error };
        let type_name = self.dialect.type_name(column, self.catalog).map_err(refuse)?;
        let type_name = self.type_under_options(table, type_name).map_err(refuse)?;
        let default_name = column.default.as_ref().and_then(|_| self.dialect.default_name(&table.name, &column.name));
        Ok(PhysicalColumn {
            name: column.name.clone(),
            default_name,
            type_name,
            word: column.data_type.portable_word(),
            nullable: column.nullable,
            default: self.dialect.default_clause(column),
            identity: column.identity.as_deref().cloned(),
            computed: column.computed.as_ref().map(|computed| self.dialect.sql_text(&computed.expression).into_owned()),
            stored: column.computed.as_ref().is_some_and(|computed| computed.stored),
            collation: column.collation.as_ref().map(|collation| collation.0.clone()),
            comment: column.comment.clone(),
            type_check: self.type_check(column),
            options: self.dialect.write_options(&self.dialect.manifest.column_options, &column.options),
        })
    }

    fn type_under_options(&self, table: &Table, type_name: String) -> Result<String, NoSuchType> {
        match self.dialect.type_under(&table.options, &type_name) {
            Ok(turned) => Ok(turned.unwrap_or(type_name)),
            Err(option) => {
                let title = &self.dialect.manifest.title;
                let message =
                    format!("{title} cannot do this: a table with `{option}` has no column of type {type_name}");
                Err(NoSuchType { message })
            }
        }
    }

    fn type_check(&self, column: &Column) -> Option<String> {
        let name = self.dialect.identifier(column.name.as_str());
        if let (DataType::Enum(of), EnumForm::Check) = (&column.data_type, self.dialect.manifest.enums) {
            let values = &self.catalog.enum_type(of).ok()?.values;
            let list: Vec<String> = values.iter().map(|value| self.dialect.text_literal(value)).collect();
            return Some(format!("{name} IN ({})", folded(&list, 2)));
        }
        let word = column.data_type.portable_word()?;
        let check = self.dialect.manifest.type_checks.get(word).filter(|check| !check.is_empty())?;
        let check = check.replace("{0}", &name);
        Some(if column.nullable { format!("{name} IS NULL OR {check}") } else { check })
    }

    /// A check.
    pub fn check(&self, check: &Check) -> PhysicalCheck {
        let expression = self.dialect.sql_text(&check.expression).into_owned();
        PhysicalCheck { name: check.name.clone(), expression, not_valid: check.not_valid }
    }

    /// An exclusion constraint.
    fn exclusion(&self, exclusion: &Exclusion) -> PhysicalExclusion {
        let part = |element: &Element| match (&element.column, &element.expression) {
            (Some(column), _) => self.dialect.identifier(column.as_str()).into_owned(),
            (None, Some(expression)) => format!("({})", self.dialect.sql_text(expression)),
            (None, None) => String::new(),
        };
        let element = |element: &Element| {
            let class = element.opclass.as_ref().map(|class| format!(" {}", self.dialect.identifier(class.as_str())));
            [part(element) + &class.unwrap_or_default(), element.operator.to_string()]
        };
        PhysicalExclusion {
            name: exclusion.name.clone(),
            method: exclusion.method.as_ref().map(|method| method.0.clone()),
            elements: exclusion.elements.iter().map(element).collect(),
            predicate: exclusion.predicate.as_ref().map(|text| self.dialect.sql_text(text).into_owned()),
            deferrable: exclusion.deferrable,
            initially: exclusion.initially,
        }
    }

    /// An index.
    pub fn index(&self, index: &Index, schema: &Option<Name>) -> PhysicalIndex {
        PhysicalIndex {
            name: index.name.clone(),
            schema: schema.clone(),
            parts: index.columns.iter().map(|part| self.index_part(part)).collect(),
            unique: index.unique,
            nulls_not_distinct: index.nulls_not_distinct,
            method: index.method.as_ref().map(|method| method.0.clone()),
            include: index.include.clone(),
            predicate: index.predicate.as_ref().map(|text| self.dialect.sql_text(text).into_owned()),
            options: self.dialect.write_options(&self.dialect.manifest.index_options, &index.options),
        }
    }

    fn index_part(&self, part: &IndexPart) -> String {
        let mut text = match (&part.column, &part.expression) {
            (Some(column), _) => self.dialect.identifier(column.as_str()).into_owned(),
            (None, Some(expression)) => format!("({})", self.dialect.sql_text(expression)),
            (None, None) => String::new(),
        };
        if let Some(length) = part.length {
            text.push_str(&format!("({length})"));
        }
        if let Some(collation) = &part.collation {
            text.push_str(&format!(" COLLATE {}", self.dialect.identifier(collation.as_str())));
        }
        if let Some(opclass) = &part.opclass {
            text.push_str(&format!(" {}", self.dialect.identifier(opclass.as_str())));
        }
        match part.order {
            Some(Order::Desc) => text.push_str(" DESC"),
            Some(Order::Asc) => text.push_str(" ASC"),
            None => {}
        }
        match part.nulls {
            Some(Nulls::First) => text.push_str(" NULLS FIRST"),
            Some(Nulls::Last) => text.push_str(" NULLS LAST"),
            None => {}
        }
        text
    }

    /// A constraint of any kind, with the word for its kind.
    pub fn constraint(&self, constraint: Constraint<'_>) -> PhysicalConstraint {
        match constraint {
            Constraint::PrimaryKey(key) => PhysicalConstraint::PrimaryKey(key.clone()),
            Constraint::Unique(key) => PhysicalConstraint::Unique(key.clone()),
            Constraint::ForeignKey(key) => PhysicalConstraint::ForeignKey(foreign_key(key)),
            Constraint::Check(check) => PhysicalConstraint::Check(self.check(check)),
            Constraint::Exclusion(exclusion) => PhysicalConstraint::Exclusion(self.exclusion(exclusion)),
        }
    }
}

/// A constraint with its kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PhysicalConstraint {
    /// A primary key.
    PrimaryKey(PrimaryKey),
    /// A unique constraint.
    Unique(Unique),
    /// A foreign key.
    ForeignKey(PhysicalForeignKey),
    /// A check.
    Check(PhysicalCheck),
    /// An exclusion.
    Exclusion(PhysicalExclusion),
    /// A default.
    Default(PhysicalDefault),
}

fn foreign_key(key: &ForeignKey) -> PhysicalForeignKey {
    PhysicalForeignKey {
        name: key.name.clone(),
        columns: key.columns.clone(),
        table: key.references.table_name(),
        referred: key.references.columns.clone(),
        on_delete: key.on_delete.map(action),
        on_update: key.on_update.map(action),
        match_full: key.matches == Some(Match::Full),
        deferrable: key.deferrable,
        initially: key.initially,
        not_valid: key.not_valid,
    }
}

fn action(action: Action) -> &'static str {
    match action {
        Action::Cascade => "CASCADE",
        Action::Restrict => "RESTRICT",
        Action::SetNull => "SET NULL",
        Action::SetDefault => "SET DEFAULT",
        Action::NoAction => "NO ACTION",
    }
}
