//! Changes of what is there: columns altered, things renamed, things dropped.

use std::sync::Arc;

use sqlgen::catalog::{Column, Constraint, DataType, Identity, Name, SqlText, Table};
use sqlgen::operation::{
    AlterColumn, DropColumn, DropConstraint, DropIndex, DropTable, Op, Operation, RenameColumn, RenameConstraint,
    RenameIndex, RenameTable,
};

use super::Gen;
use super::columns::{is_number, is_text};
use super::speech::Product;

/// Other types that the values of a type go into, and come back from as long as they are small.
const WIDER: &[(&str, &[&str])] = &[
    ("smallint", &["integer", "bigint"]),
    ("integer", &["bigint", "smallint", "numeric(10,2)", "text"]),
    ("bigint", &["integer"]),
    ("varchar(12)", &["varchar(40)", "varchar(200)"]),
    ("varchar(40)", &["varchar(200)", "text", "varchar(12)"]),
    ("text", &["varchar(200)"]),
    ("timestamp", &["timestamp(3)", "date"]),
    ("real", &["double"]),
    ("json", &["text", "jsonb"]),
];

impl Gen<'_> {
    fn any_column(&mut self) -> Option<(Arc<Table>, Column)> {
        let table = self.table()?;
        let column = self.rng.pick(&table.columns)?.clone();
        Some((table, column))
    }

    /// `alter_column`: one or two of the things that can be said of a column.
    pub fn alter_column(&mut self) -> Option<Operation> {
        let (table, column) = self.any_column()?;
        let mut alter = AlterColumn {
            table: table.name.clone(),
            schema: table.schema.clone(),
            column: column.name.clone(),
            ..AlterColumn::default()
        };
        for _ in 0..self.rng.between(1, 2) {
            self.say(&mut alter, &table, &column);
        }
        let operation = Operation::from(alter);
        let possible = operation.apply(&mut self.catalog.clone()).is_ok();
        possible.then_some(operation)
    }

    fn say(&mut self, alter: &mut AlterColumn, table: &Table, column: &Column) {
        let keyed = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&column.name));
        let given = column.computed.is_some() || column.identity.is_some();
        match self.rng.below(12) {
            0..3 if !keyed && !given => alter.nullable = Some(!column.nullable),
            3..5 if !given => {
                let data_type = alter.data_type.clone().unwrap_or_else(|| column.data_type.clone());
                alter.default = self.default_value(&data_type);
                alter.drop_default = false;
            }
            5 => (alter.default, alter.drop_default) = (None, column.default.is_some()),
            6..9 if column.computed.is_none() => self.say_type(alter, table, column),
            9 if alter.default.is_none() => self.say_identity(alter, column),
            10 if is_text(&column.data_type) && column.collation.is_some() => alter.collation = Some(self.collation()),
            11 => (alter.comment, alter.drop_comment) = (Some("another 'note'".to_string()), false),
            _ => (alter.comment, alter.drop_comment) = (None, column.comment.is_some()),
        }
    }

    fn say_type(&mut self, alter: &mut AlterColumn, table: &Table, column: &Column) {
        let name = column.data_type.to_string();
        let Some((_, others)) = WIDER.iter().find(|(from, _)| *from == name) else { return };
        let other = DataType::parse(self.rng.word(others)).expect("the list holds types");
        let small = column.default.as_ref().is_none_or(|default| default.misfit(&other).is_none());
        let pointed_at = self.catalog.referrers(&table.qualified_name()).next().is_some();
        let points = table.foreign_keys.iter().any(|key| key.columns.contains(&column.name));
        if small && !pointed_at && !points && !self.is_counted(table, column, &other) {
            alter.data_type = Some(other);
        }
    }

    /// Whether PostgreSQL would not take the change from a number to another type: a check counts with the column, and
    /// nobody but the server knows what its text means for other types.
    fn is_counted(&self, table: &Table, column: &Column, to: &DataType) -> bool {
        let named = |text: &SqlText| text.words().iter().any(|word| word.text == column.name.as_str());
        self.speech.product == Product::Postgresql
            && is_number(&column.data_type)
            && !is_number(to)
            && table.checks.iter().any(|check| named(&check.expression))
    }

    fn say_identity(&mut self, alter: &mut AlterColumn, column: &Column) {
        match column.identity {
            Some(_) if self.rng.chance(50) => alter.drop_identity = true,
            Some(Identity::Always) => alter.identity = Some(Identity::ByDefault),
            Some(Identity::ByDefault) => alter.identity = Some(Identity::Always),
            None if column.default.is_none() => alter.identity = Some(Identity::ByDefault),
            None => {}
        }
    }

    /// `alter_column` with `using`.
    pub fn alter_column_using(&mut self) -> Option<Operation> {
        let (table, column) = self.any_column()?;
        let text = DataType::parse("text").expect("a type");
        let wanted = matches!(column.data_type.portable_word(), Some("integer" | "varchar"));
        if !wanted || column.default.is_some() || self.is_counted(&table, &column, &text) {
            return None;
        }
        let name = self.speech.ident(column.name.as_str());
        let alter = AlterColumn {
            table: table.name.clone(),
            schema: table.schema.clone(),
            column: column.name.clone(),
            data_type: Some(text),
            using: Some(SqlText::new(&format!("'v' || {name}"))),
            ..AlterColumn::default()
        };
        let operation = Operation::from(alter);
        let possible = operation.apply(&mut self.catalog.clone()).is_ok();
        possible.then_some(operation)
    }

    /// `rename_column`.
    pub fn rename_column(&mut self) -> Option<Operation> {
        let (table, column) = self.any_column()?;
        let to = self.column_name(&table)?;
        Some(RenameColumn { table: table.name.clone(), schema: table.schema.clone(), column: column.name, to }.into())
    }

    /// `drop_column` or `rename_column` of a column whose updates a trigger waits for; rows can do without its values.
    pub fn change_watched_column(&mut self) -> Option<Operation> {
        let catalog = self.catalog;
        let watched: Vec<(&Arc<Table>, &Name)> = catalog
            .triggers()
            .filter_map(|trigger| Some((catalog.find_table(&trigger.table_name())?, trigger.columns.first()?)))
            .filter(|(table, name)| table.column(name).is_ok_and(|column| column.nullable))
            .collect();
        let (table, column) = self.rng.pick(&watched)?;
        let (schema, name, column) = (table.schema.clone(), table.name.clone(), Name::clone(column));
        if self.rng.chance(70) {
            return Some(DropColumn { table: name, schema, column }.into());
        }
        let to = self.column_name(table)?;
        Some(RenameColumn { table: name, schema, column, to }.into())
    }

    /// `rename_table`.
    pub fn rename_table(&mut self) -> Option<Operation> {
        let table = self.table()?;
        let to = self.object_name(&table.schema)?;
        Some(RenameTable { name: table.name.clone(), schema: table.schema.clone(), to }.into())
    }

    /// `rename_index`.
    pub fn rename_index(&mut self) -> Option<Operation> {
        let (table, name) = self.any_index()?;
        let to = self.part_name("ix");
        Some(RenameIndex { name, table: table.name.clone(), schema: table.schema.clone(), to }.into())
    }

    /// `rename_constraint`.
    pub fn rename_constraint(&mut self) -> Option<Operation> {
        let (table, name) = self.any_constraint()?;
        let prefix = match table.constraint(&name) {
            Some(Constraint::PrimaryKey(_)) => "pk",
            Some(Constraint::Unique(_)) => "uq",
            Some(Constraint::ForeignKey(_)) => "fk",
            Some(Constraint::Exclusion(_)) => "ex",
            _ => "ck",
        };
        let to = self.part_name(prefix);
        Some(RenameConstraint { name, table: table.name.clone(), schema: table.schema.clone(), to }.into())
    }

    /// `drop_table`.
    pub fn drop_table(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let table = make.table()?;
            Some(DropTable { name: table.name.clone(), schema: table.schema.clone() }.into())
        })
    }

    /// `drop_column`.
    pub fn drop_column(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let (table, column) = make.any_column()?;
            Some(DropColumn { table: table.name.clone(), schema: table.schema.clone(), column: column.name }.into())
        })
    }

    /// `drop_index`.
    pub fn drop_index(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let (table, name) = make.any_index()?;
            let (schema, table) = (table.schema.clone(), table.name.clone());
            let mut drop = DropIndex { name, table, schema, concurrently: Default::default() };
            drop.concurrently.0 = make.rng.chance(8);
            Some(drop.into())
        })
    }

    /// `drop_constraint`.
    pub fn drop_constraint(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let (table, name) = make.any_constraint()?;
            Some(DropConstraint { name, table: table.name.clone(), schema: table.schema.clone() }.into())
        })
    }

    /// The first of some tries that the catalog takes.
    pub fn first_possible(&mut self, mut make: impl FnMut(&mut Self) -> Option<Operation>) -> Option<Operation> {
        for _ in 0..8 {
            if let Some(operation) = make(self)
                && operation.apply(&mut self.catalog.clone()).is_ok()
            {
                return Some(operation);
            }
        }
        None
    }

    fn any_index(&mut self) -> Option<(Arc<Table>, Name)> {
        let all: Vec<(Arc<Table>, Name)> = self
            .catalog
            .tables()
            .flat_map(|table| table.indexes.iter().map(|index| (Arc::clone(table), index.name.clone())))
            .collect();
        self.rng.pick(&all).cloned()
    }

    fn any_constraint(&mut self) -> Option<(Arc<Table>, Name)> {
        let names = |table: &Arc<Table>| -> Vec<(Arc<Table>, Name)> {
            table.constraint_names().into_iter().map(|name| (Arc::clone(table), name.clone())).collect()
        };
        let all: Vec<(Arc<Table>, Name)> = self.catalog.tables().flat_map(names).collect();
        self.rng.pick(&all).cloned()
    }
}
