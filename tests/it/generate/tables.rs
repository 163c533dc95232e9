//! Tables, keys, checks and indexes.

use sqlgen::catalog::{Action, Column, ForeignKey, Index, IndexPart, Method, Name, Nulls, Order, References, Table};
use sqlgen::operation::{AddColumn, CreateIndex, CreateTable, Op, Operation};

use super::columns::{is_key_type, is_text};
use super::{COLUMN_NAMES, Gen, Product};

const ACTIONS: &[Option<Action>] = &[
    None,
    None,
    Some(Action::Cascade),
    Some(Action::Restrict),
    Some(Action::SetNull),
    Some(Action::SetDefault),
    Some(Action::NoAction),
];

fn plain(name: &Name) -> IndexPart {
    IndexPart { column: Some(name.clone()), ..IndexPart::default() }
}

/// The names of columns that a key may be made of.
pub fn key_columns(table: &Table) -> Vec<Name> {
    let usable =
        |column: &&Column| is_key_type(&column.data_type) && column.computed.is_none() && column.collation.is_none();
    table.columns.iter().filter(usable).map(|column| column.name.clone()).collect()
}

impl Gen<'_> {
    /// `create_table`, with everything that a table can have.
    pub fn create_table(&mut self) -> Option<Operation> {
        let schema = self.schema();
        let name = self.object_name(&schema)?;
        let comment = self.comment();
        let options = self.table_options();
        let mut table = Table {
            schema,
            name,
            columns: Vec::new(),
            primary_key: None,
            unique: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            indexes: Vec::new(),
            comment,
            options,
        };
        self.key_column(&mut table);
        for _ in 0..self.rng.between(1, 5) {
            if let Some(name) = self.column_name(&table) {
                let column = self.column(name, &table);
                table.columns.push(column);
            }
        }
        self.parts(&mut table);
        let operation = Operation::from(CreateTable(table));
        let possible = operation.apply(&mut self.catalog.clone()).is_ok();
        possible.then_some(operation)
    }

    fn key_column(&mut self, table: &mut Table) {
        let roll = self.rng.below(10);
        let integer = self.rng.chance(70);
        let identity = match roll {
            0..4 if integer => Some(self.identity()),
            _ => None,
        };
        let name = if self.rng.chance(80) { "id" } else { self.rng.word(COLUMN_NAMES) };
        let data_type = if identity.is_some() || integer {
            sqlgen::catalog::DataType::parse(self.rng.word(&["integer", "bigint", "smallint"])).expect("a type")
        } else {
            self.key_type()
        };
        let column = Column {
            name: Name::from(name),
            data_type,
            nullable: false,
            default: None,
            identity,
            computed: None,
            collation: None,
            comment: None,
            options: Default::default(),
        };
        table.columns.push(column);
        if roll < 9 {
            table.primary_key = Some(self.primary_key(table, vec![Name::from(name)]));
        }
    }

    fn parts(&mut self, table: &mut Table) {
        if self.rng.chance(25) {
            let columns = self.rng.some_of(&key_columns(table), 1);
            if !columns.is_empty() {
                let key = self.unique(table, columns);
                table.unique.push(key);
            }
        }
        if self.rng.chance(30)
            && let Some(expression) = self.condition(table)
        {
            table.checks.push(self.check(expression));
        }
        if self.speech.product == Product::Postgresql
            && self.rng.chance(15)
            && let Some(exclusion) = self.exclusion(table)
        {
            table.exclusions.push(exclusion);
        }
        if self.rng.chance(40)
            && let Some(key) = self.foreign_key(table)
        {
            table.foreign_keys.push(key);
        }
        if self.rng.chance(40)
            && let Some(index) = self.index(table)
        {
            table.indexes.push(index);
        }
    }

    /// A key of `table` that points at a table of the catalog, or at the table itself.
    pub fn foreign_key(&mut self, table: &Table) -> Option<ForeignKey> {
        let mut others: Vec<Table> = self.catalog.tables().map(|other| other.as_ref().clone()).collect();
        others.push(table.clone());
        let other = self.rng.one_of(&others).clone();
        let mut targets: Vec<Vec<Name>> = other.primary_key.iter().map(|key| key.columns.clone()).collect();
        targets.extend(other.unique.iter().map(|key| key.columns.clone()));
        let target = self.rng.pick(&targets)?.clone();
        let columns: Option<Vec<Name>> = target.iter().map(|name| self.partner(table, &other, name)).collect();
        let columns = columns?;
        let twice = columns.iter().enumerate().any(|(at, name)| columns[..at].contains(name));
        if twice || (columns == target && other.qualified_name() == table.qualified_name()) {
            return None;
        }
        let references = References { schema: other.schema.clone(), table: other.name.clone(), columns: target };
        let on_delete = *self.rng.one_of(ACTIONS);
        let on_update = if self.rng.chance(30) { *self.rng.one_of(ACTIONS) } else { None };
        let name = self.part_name("fk");
        let mut key = ForeignKey { name, columns, references, on_delete, on_update, ..ForeignKey::default() };
        self.settle_foreign_key(&mut key);
        Some(key)
    }

    /// A column that can point at `name` of `other`.
    fn partner(&mut self, table: &Table, other: &Table, name: &Name) -> Option<Name> {
        let target = other.column(name).ok()?;
        let fits = |column: &&Column| {
            let same = column.data_type == target.data_type && column.collation == target.collation;
            same && column.computed.is_none() && column.identity.is_none() && column.name != Name::from("id")
        };
        let partners: Vec<Name> = table.columns.iter().filter(fits).map(|column| column.name.clone()).collect();
        self.rng.pick(&partners).cloned()
    }

    /// An index over columns of the table.
    pub fn index(&mut self, table: &Table) -> Option<Index> {
        let options = self.index_options();
        let mut index = Index { name: self.part_name("ix"), options, ..Index::default() };
        let raw = |column: &&Column| !matches!(column.data_type, sqlgen::catalog::DataType::Raw(_));
        let names: Vec<Name> = table.columns.iter().filter(raw).map(|column| column.name.clone()).collect();
        let keys = key_columns(table);
        let from = if self.rng.chance(80) && !keys.is_empty() { &keys } else { &names };
        let mut chosen = self.rng.some_of(from, 1);
        chosen.truncate(2);
        index.columns = chosen.iter().map(plain).collect();
        match self.rng.below(10) {
            0 => {
                index.unique = chosen.iter().all(|name| keys.contains(name));
                index.nulls_not_distinct.0 = index.unique && self.rng.chance(30);
            }
            1 => index.predicate = self.condition(table),
            2 => index.include = names.iter().filter(|name| !chosen.contains(name)).take(1).cloned().collect(),
            3 => index.columns = vec![self.expression_part(table)?],
            4 if !self.speech.methods().is_empty() => {
                index.method = Some(Method(Name::from(self.rng.word(self.speech.methods()))));
                index.columns.truncate(1);
            }
            5 | 6 => self.sort(&mut index),
            7 => self.say_more_of_a_part(&mut index, table),
            _ => {}
        }
        Some(index)
    }

    fn expression_part(&mut self, table: &Table) -> Option<IndexPart> {
        let texts: Vec<&Column> = table.columns.iter().filter(|column| is_text(&column.data_type)).collect();
        let column = self.rng.pick(&texts)?;
        let expression = format!("lower({})", self.speech.ident(column.name.as_str()));
        Some(IndexPart { expression: Some(sqlgen::catalog::SqlText::new(&expression)), ..IndexPart::default() })
    }

    /// What one product says of an index column and another does not.
    fn say_more_of_a_part(&mut self, index: &mut Index, table: &Table) {
        let Some(part) = index.columns.first_mut() else { return };
        let column = part.column.as_ref().and_then(|name| table.column(name).ok());
        let Some(column) = column.filter(|column| is_text(&column.data_type)) else { return };
        match self.speech.product {
            Product::Postgresql if column.data_type.to_string().starts_with("varchar") => {
                part.opclass = Some(Name::from("varchar_pattern_ops"));
            }
            Product::Postgresql => part.collation = Some(Name::from("C")),
            Product::Mysql => part.length = Some(3),
            Product::Sqlite => part.collation = Some(Name::from("RTRIM")),
            Product::Mssql | Product::Oracle => {}
        }
    }

    fn sort(&mut self, index: &mut Index) {
        let nulls = self.rng.chance(30);
        for part in &mut index.columns {
            part.order = *self.rng.one_of(&[None, Some(Order::Asc), Some(Order::Desc)]);
            part.nulls = if nulls { *self.rng.one_of(&[None, Some(Nulls::First), Some(Nulls::Last)]) } else { None };
        }
    }

    /// `add_column`.
    pub fn add_column(&mut self) -> Option<Operation> {
        let table = self.table()?;
        let name = self.column_name(&table)?;
        let column = self.column(name, &table);
        let placed = matches!(self.speech.product, Product::Mysql | Product::Sqlite) && self.rng.chance(20);
        let first = placed && self.rng.chance(30);
        let after = if placed && !first { self.rng.pick(&table.columns).map(|other| other.name.clone()) } else { None };
        Some(AddColumn { table: table.name.clone(), schema: table.schema.clone(), column, after, first }.into())
    }

    /// `create_index`.
    pub fn create_index(&mut self) -> Option<Operation> {
        if self.rng.chance(25)
            && let Some(operation) = self.index_of_view()
        {
            return Some(operation);
        }
        let table = self.table()?;
        let index = self.index(&table)?;
        let mut create = CreateIndex {
            table: table.name.clone(),
            schema: table.schema.clone(),
            name: index.name,
            columns: index.columns,
            unique: index.unique,
            nulls_not_distinct: index.nulls_not_distinct,
            method: index.method,
            include: index.include,
            predicate: index.predicate,
            options: index.options,
            concurrently: Default::default(),
        };
        create.concurrently.0 = self.rng.chance(8);
        Some(create.into())
    }
}
