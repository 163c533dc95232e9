//! A table: columns in order, constraints, indexes.

use serde::{Deserialize, Serialize};

use super::column_keys::WrittenTable;
use super::{
    Check, Column, Conflict, Constraint, Exclusion, ForeignKey, Index, Name, OptionValue, Options, PrimaryKey,
    QualifiedName, SqlText, Unique, check_deferral,
};

/// A table with everything that belongs to it but triggers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "WrittenTable")]
pub struct Table {
    /// The schema it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Its name.
    pub name: Name,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its primary key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_key: Option<PrimaryKey>,
    /// Its unique constraints.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<Unique>,
    /// Its foreign keys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
    /// Its checks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Its exclusion constraints.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<Exclusion>,
    /// Its indexes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    /// A note for people, kept by the database where it can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What it has in one dialect only: its engine, its filegroup.
    #[serde(skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

impl Table {
    /// The name with its schema.
    pub fn qualified_name(&self) -> QualifiedName {
        QualifiedName::new(&self.schema, &self.name)
    }

    /// The position of a column.
    pub fn column_index(&self, name: &Name) -> Result<usize, Conflict> {
        self.columns.iter().position(|column| column.name == *name).ok_or_else(|| {
            let conflict = Conflict::unknown("column", name.as_str(), self.columns.iter().map(|c| c.name.as_str()));
            Conflict { message: format!("table `{}` has no column `{name}`", self.qualified_name()), ..conflict }
        })
    }

    /// A column by name.
    pub fn column(&self, name: &Name) -> Result<&Column, Conflict> {
        self.column_index(name).map(|index| &self.columns[index])
    }

    /// A column by name, to change it.
    pub fn column_mut(&mut self, name: &Name) -> Result<&mut Column, Conflict> {
        let index = self.column_index(name)?;
        Ok(&mut self.columns[index])
    }

    /// A constraint by name.
    pub fn constraint(&self, name: &Name) -> Option<Constraint<'_>> {
        let primary = self.primary_key.as_ref().filter(|key| key.name == *name).map(Constraint::PrimaryKey);
        primary
            .or_else(|| self.unique.iter().find(|key| key.name == *name).map(Constraint::Unique))
            .or_else(|| self.foreign_keys.iter().find(|key| key.name == *name).map(Constraint::ForeignKey))
            .or_else(|| self.checks.iter().find(|check| check.name == *name).map(Constraint::Check))
            .or_else(|| self.exclusions.iter().find(|one| one.name == *name).map(Constraint::Exclusion))
    }

    /// The names of all constraints.
    pub fn constraint_names(&self) -> Vec<&Name> {
        let mut names: Vec<&Name> = self.primary_key.iter().map(|key| &key.name).collect();
        names.extend(self.unique.iter().map(|key| &key.name));
        names.extend(self.foreign_keys.iter().map(|key| &key.name));
        names.extend(self.checks.iter().map(|check| &check.name));
        names.extend(self.exclusions.iter().map(|exclusion| &exclusion.name));
        names
    }

    /// An index by name.
    pub fn index(&self, name: &Name) -> Option<&Index> {
        self.indexes.iter().find(|index| index.name == *name)
    }

    /// Whether the columns are unique together by a key or a plain unique index.
    pub fn is_unique(&self, columns: &[Name]) -> bool {
        let same = |other: &[Name]| other.len() == columns.len() && columns.iter().all(|name| other.contains(name));
        self.primary_key.iter().any(|key| same(&key.columns))
            || self.unique.iter().any(|key| same(&key.columns))
            || self.indexes.iter().any(|index| {
                let plain: Vec<Name> = index.plain_columns().cloned().collect();
                index.holds_whole_values()
                    && index.unique
                    && index.predicate.is_none()
                    && plain.len() == index.columns.len()
                    && same(&plain)
            })
    }

    /// The columns of each key that is checked at once: primary key, unique constraints, plain unique indexes. Where
    /// another key over the same columns waits, a server takes none of them.
    pub fn keys(&self) -> impl Iterator<Item = Vec<Name>> {
        let sorted = |columns: &[Name]| -> Vec<Name> {
            let mut columns = columns.to_vec();
            columns.sort();
            columns
        };
        let plain = |index: &Index| -> Option<(Vec<Name>, bool)> {
            let columns: Vec<Name> = index.plain_columns().cloned().collect();
            let whole = index.holds_whole_values() && columns.len() == index.columns.len();
            (index.unique && index.predicate.is_none() && whole).then_some((columns, false))
        };
        let primary = self.primary_key.iter().map(|key| (key.columns.clone(), key.deferrable.0));
        let unique = self.unique.iter().map(|key| (key.columns.clone(), key.deferrable.0));
        let all: Vec<_> = primary.chain(unique).chain(self.indexes.iter().filter_map(plain)).collect();
        let waiting: Vec<Vec<Name>> = all.iter().filter(|(_, waits)| *waits).map(|(key, _)| sorted(key)).collect();
        all.into_iter().map(|(key, _)| key).filter(move |key| !waiting.contains(&sorted(key)))
    }

    /// Whether a computed column reads this one.
    pub fn computes_from(&self, column: &Name) -> bool {
        let mut expressions = self.columns.iter().filter_map(|other| other.computed.as_ref());
        expressions.any(|computed| computed.expression.mentions(column.as_str()))
    }

    /// What of this table still needs the column, in words.
    pub fn users_of(&self, column: &Name) -> Option<String> {
        let has = |columns: &[Name]| columns.contains(column);
        if self.primary_key.as_ref().is_some_and(|key| has(&key.columns) || has(&key.include)) {
            return Some("the primary key".to_string());
        }
        let unique = self.unique.iter().find(|key| has(&key.columns) || has(&key.include));
        let unique = unique.map(|key| format!("unique constraint `{}`", key.name));
        let foreign =
            self.foreign_keys.iter().find(|key| has(&key.columns)).map(|key| format!("foreign key `{}`", key.name));
        let check = self
            .checks
            .iter()
            .find(|check| check.expression.mentions(column.as_str()))
            .map(|check| format!("check `{}`", check.name));
        let exclusion = self.exclusions.iter().find(|exclusion| exclusion.uses(column));
        let exclusion = exclusion.map(|exclusion| format!("exclusion constraint `{}`", exclusion.name));
        let index = self.indexes.iter().find(|index| index.uses(column)).map(|index| format!("index `{}`", index.name));
        let options = self.options.iter().find(|(_, value)| match value {
            OptionValue::Sql(text) => text.mentions(column.as_str()),
            _ => false,
        });
        let options = options.map(|(word, _)| format!("option `{word}` of the table"));
        let computed = self.columns.iter().find(|other| {
            other.name != *column
                && other.computed.as_ref().is_some_and(|computed| computed.expression.mentions(column.as_str()))
        });
        unique
            .or(foreign)
            .or(check)
            .or(exclusion)
            .or(index)
            .or(options)
            .or_else(|| computed.map(|other| format!("computed column `{}`", other.name)))
    }

    /// Puts columns, constraints and indexes in the order in which another table has those of the same names.
    pub fn arrange(&mut self, like: &Self) {
        fn sort<T>(parts: &mut [T], like: &[T], name: impl Fn(&T) -> &Name) {
            parts.sort_by_key(|part| like.iter().position(|other| name(other) == name(part)).unwrap_or(usize::MAX));
        }
        sort(&mut self.columns, &like.columns, |column| &column.name);
        sort(&mut self.unique, &like.unique, |key| &key.name);
        sort(&mut self.foreign_keys, &like.foreign_keys, |key| &key.name);
        sort(&mut self.checks, &like.checks, |check| &check.name);
        sort(&mut self.exclusions, &like.exclusions, |exclusion| &exclusion.name);
        sort(&mut self.indexes, &like.indexes, |index| &index.name);
    }

    /// Every SQL text over columns of this table, to rename in.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = &mut SqlText> {
        let computed = self
            .columns
            .iter_mut()
            .filter_map(|column| column.computed.as_mut().map(|computed| &mut computed.expression));
        let checks = self.checks.iter_mut().map(|check| &mut check.expression);
        let indexes = self.indexes.iter_mut().flat_map(|index| {
            let parts = index.columns.iter_mut().filter_map(|part| part.expression.as_mut());
            parts.chain(&mut index.predicate)
        });
        let exclusions = self.exclusions.iter_mut().flat_map(|exclusion| {
            let elements = exclusion.elements.iter_mut().filter_map(|element| element.expression.as_mut());
            elements.chain(&mut exclusion.predicate)
        });
        computed.chain(checks).chain(indexes).chain(exclusions).chain(self.options.texts_mut())
    }

    /// Gives a column a new name in the table itself: key columns, index columns and SQL texts follow.
    pub fn rename_column(&mut self, from: &Name, to: &Name) -> Result<(), Conflict> {
        let index = self.column_index(from).map_err(|conflict| conflict.at("column"))?;
        if self.columns.iter().any(|column| column.name == *to) {
            return Err(Conflict::exists("column", format!("{}.{to}", self.qualified_name())).at("to"));
        }
        self.columns[index].name = to.clone();
        let table = self.name.clone();
        for text in self.texts_mut() {
            text.rename_column(table.as_str(), from.as_str(), to.as_str());
        }
        let keys = self.primary_key.iter_mut().flat_map(|key| [&mut key.columns, &mut key.include]);
        let unique = self.unique.iter_mut().flat_map(|key| [&mut key.columns, &mut key.include]);
        let foreign = self.foreign_keys.iter_mut().map(|key| &mut key.columns);
        let carried = self.indexes.iter_mut().map(|index| &mut index.include);
        for name in keys.chain(unique).chain(foreign).chain(carried).flatten().filter(|name| *name == from) {
            *name = to.clone();
        }
        let parts =
            self.indexes.iter_mut().flat_map(|index| &mut index.columns).filter_map(|part| part.column.as_mut());
        let elements = self.exclusions.iter_mut().flat_map(|exclusion| &mut exclusion.elements);
        for name in parts.chain(elements.filter_map(|element| element.column.as_mut())) {
            if name == from {
                *name = to.clone();
            }
        }
        Ok(())
    }

    /// Makes columns not nullable that never are: those of the primary key and those that the database numbers.
    pub fn settle_nullable(&mut self) {
        let key = self.primary_key.as_ref().map_or(&[] as &[Name], |key| &key.columns);
        for column in &mut self.columns {
            column.nullable &= column.identity.is_none() && !key.contains(&column.name);
        }
    }

    /// Checks the table by itself: columns exist once, keys name columns, constraint names occur once.
    pub fn check(&self) -> Result<(), Conflict> {
        if self.columns.is_empty() {
            return Err(
                Conflict::new("wrong-value", format!("table `{}` has no columns", self.qualified_name())).at("columns")
            );
        }
        for (index, column) in self.columns.iter().enumerate() {
            let at = |conflict: Conflict| conflict.at_index(index).at("columns");
            column.check().map_err(at)?;
            if self.columns[..index].iter().any(|other| other.name == column.name) {
                return Err(at(Conflict::exists("column", format!("{}.{}", self.name, column.name)).at("name")));
            }
            self.check_computed(column).map_err(at)?;
        }
        if let Some(key) = &self.primary_key {
            // Its usual form is the list of its columns.
            self.check_columns(&key.columns).map_err(|conflict| conflict.at("primary_key"))?;
            self.check_primary_key(key).map_err(|conflict| conflict.at("primary_key"))?;
        }
        for (index, key) in self.unique.iter().enumerate() {
            self.check_unique(key).map_err(|conflict| conflict.at_index(index).at("unique"))?;
        }
        for (index, key) in self.foreign_keys.iter().enumerate() {
            self.check_foreign_key(key).map_err(|conflict| conflict.at_index(index).at("foreign_keys"))?;
        }
        for (index, exclusion) in self.exclusions.iter().enumerate() {
            self.check_exclusion(exclusion).map_err(|conflict| conflict.at_index(index).at("exclusions"))?;
        }
        for (position, index) in self.indexes.iter().enumerate() {
            self.check_index(index).map_err(|conflict| conflict.at_index(position).at("indexes"))?;
        }
        self.check_names()
    }

    fn check_computed(&self, column: &Column) -> Result<(), Conflict> {
        let Some(computed) = &column.computed else { return Ok(()) };
        if computed.expression.mentions(column.name.as_str()) {
            let message = format!("computed column `{}` reads itself", column.name);
            return Err(Conflict::new("contradiction", message).at("expression").at("computed"));
        }
        Ok(())
    }

    fn check_names(&self) -> Result<(), Conflict> {
        let names = self.constraint_names();
        let mut seen = std::collections::BTreeSet::new();
        for name in names.into_iter().filter(|name| !name.is_unnamed()) {
            if !seen.insert(name.as_str()) {
                let conflict = Conflict::exists("constraint", format!("{}.{name}", self.name));
                return Err(conflict.help("give one of the two a `name` of its own"));
            }
        }
        Ok(())
    }

    /// Checks that the columns of a key exist, once each.
    pub fn check_columns(&self, columns: &[Name]) -> Result<(), Conflict> {
        if columns.is_empty() {
            return Err(Conflict::new("wrong-value", "the list of columns is empty"));
        }
        for (index, name) in columns.iter().enumerate() {
            self.column_index(name).map_err(|conflict| conflict.at_index(index))?;
            if columns[..index].contains(name) {
                return Err(Conflict::new("already-exists", format!("column `{name}` stands twice in the list"))
                    .at_index(index));
            }
        }
        Ok(())
    }

    /// Checks that what a primary key names exists.
    pub fn check_primary_key(&self, key: &PrimaryKey) -> Result<(), Conflict> {
        self.check_columns(&key.columns).map_err(|conflict| conflict.at("columns"))?;
        self.check_include(&key.include, &key.columns)?;
        check_deferral(key.deferrable, key.initially)
    }

    /// Checks that what a unique constraint names exists.
    pub fn check_unique(&self, key: &Unique) -> Result<(), Conflict> {
        self.check_columns(&key.columns).map_err(|conflict| conflict.at("columns"))?;
        self.check_include(&key.include, &key.columns)?;
        check_deferral(key.deferrable, key.initially)
    }

    /// Checks that what a foreign key names in this table exists.
    pub fn check_foreign_key(&self, key: &ForeignKey) -> Result<(), Conflict> {
        self.check_columns(&key.columns).map_err(|conflict| conflict.at("columns"))?;
        check_deferral(key.deferrable, key.initially)
    }

    /// Checks that what an exclusion constraint names exists.
    pub fn check_exclusion(&self, exclusion: &Exclusion) -> Result<(), Conflict> {
        exclusion.check()?;
        for (position, element) in exclusion.elements.iter().enumerate() {
            let at = |conflict: Conflict| conflict.at_index(position).at("elements");
            if let Some(name) = &element.column {
                self.column_index(name).map_err(|conflict| at(conflict.at("column")))?;
            }
        }
        Ok(())
    }

    /// Checks that the columns that a key carries along exist and are not its own.
    fn check_include(&self, include: &[Name], columns: &[Name]) -> Result<(), Conflict> {
        for (position, name) in include.iter().enumerate() {
            let at = |conflict: Conflict| conflict.at_index(position).at("include");
            self.column_index(name).map_err(at)?;
            if columns.contains(name) || include[..position].contains(name) {
                let message = format!("column `{name}` is in the key already");
                return Err(at(Conflict::new("already-exists", message)));
            }
        }
        Ok(())
    }

    /// Checks that what an index names exists.
    pub fn check_index(&self, index: &Index) -> Result<(), Conflict> {
        index.check()?;
        if index.columns.is_empty() {
            return Err(Conflict::new("wrong-value", "the list of columns is empty").at("columns"));
        }
        for (position, part) in index.columns.iter().enumerate() {
            let Some(name) = &part.column else { continue };
            let at = |conflict: Conflict| conflict.at_index(position).at("columns");
            self.column_index(name).map_err(at)?;
            if index.columns[..position].iter().any(|other| other.column.as_ref() == Some(name)) {
                return Err(at(Conflict::new("already-exists", format!("column `{name}` stands twice in the list"))));
            }
        }
        for (position, name) in index.include.iter().enumerate() {
            self.column_index(name).map_err(|conflict| conflict.at_index(position).at("include"))?;
        }
        Ok(())
    }
}
