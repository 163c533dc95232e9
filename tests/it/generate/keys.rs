//! Keys, checks and foreign keys with what can be said about when and for which rows they hold.

use sqlgen::catalog::{
    Check, Column, DataType, Element, Exclusion, Flag, ForeignKey, Initially, Match, Method, Name, Operator,
    PrimaryKey, SqlText, Table, Unique,
};
use sqlgen::operation::{
    CreateCheckConstraint, CreateExcludeConstraint, CreateForeignKey, CreatePrimaryKey, CreateUniqueConstraint,
    Operation, ValidateConstraint,
};

use super::Gen;
use super::columns::is_text;
use super::tables::key_columns;

impl Gen<'_> {
    /// Whether a check may wait, and for how long.
    fn deferral(&mut self) -> (Flag, Option<Initially>) {
        if !self.rng.chance(15) {
            return (Flag(false), None);
        }
        let choices = [None, Some(Initially::Immediate), Some(Initially::Deferred)];
        (Flag(true), *self.rng.one_of(&choices))
    }

    /// A column that a key over `columns` carries along, sometimes.
    fn carried(&mut self, table: &Table, columns: &[Name]) -> Vec<Name> {
        let mut others = key_columns(table);
        others.retain(|name| !columns.contains(name));
        let chosen = self.rng.chance(10).then(|| self.rng.pick(&others).cloned()).flatten();
        chosen.into_iter().collect()
    }

    /// How the index of a key is kept, sometimes.
    fn key_method(&mut self) -> Option<Method> {
        let has_any = self.speech.methods().contains(&"nonclustered");
        (has_any && self.rng.chance(20)).then(|| Method(Name::from("nonclustered")))
    }

    /// A primary key over columns of a table.
    pub fn primary_key(&mut self, table: &Table, columns: Vec<Name>) -> PrimaryKey {
        let (name, include) = (self.part_name("pk"), self.carried(table, &columns));
        let (deferrable, initially) = if self.rng.chance(50) { self.deferral() } else { (Flag(false), None) };
        let method = self.key_method();
        PrimaryKey { name, columns, include, method, deferrable, initially }
    }

    /// A unique constraint over columns of a table.
    pub fn unique(&mut self, table: &Table, columns: Vec<Name>) -> Unique {
        let (name, include) = (self.part_name("uq"), self.carried(table, &columns));
        let (deferrable, initially) = self.deferral();
        let (method, nulls_not_distinct) = (self.key_method(), Flag(self.rng.chance(10)));
        Unique { name, columns, include, method, nulls_not_distinct, deferrable, initially }
    }

    /// A check of a table.
    pub fn check(&mut self, expression: SqlText) -> Check {
        Check { name: self.part_name("ck"), expression, not_valid: Flag(self.rng.chance(15)) }
    }

    /// What a foreign key says besides what it joins.
    pub fn settle_foreign_key(&mut self, key: &mut ForeignKey) {
        (key.deferrable, key.initially) = self.deferral();
        let matches = *self.rng.one_of(&[Match::Full, Match::Simple]);
        key.matches = self.rng.chance(10).then_some(matches);
        key.not_valid = Flag(self.rng.chance(10));
    }

    /// What keeps rows of a table apart.
    pub fn exclusion(&mut self, table: &Table) -> Option<Exclusion> {
        let element = |column: &Name, sign: &str| Element {
            column: Some(column.clone()),
            operator: Operator::new(sign).expect("it is a sign"),
            ..Element::default()
        };
        let is_range = |column: &&Column| column.data_type == DataType::Raw("int4range".to_string());
        let ranges: Vec<Name> = table.columns.iter().filter(is_range).map(|column| column.name.clone()).collect();
        let (deferrable, initially) = self.deferral();
        let mut exclusion = Exclusion { name: self.part_name("ex"), deferrable, initially, ..Exclusion::default() };
        match self.rng.pick(&ranges) {
            Some(column) => exclusion.elements.push(element(column, "&&")),
            None => {
                let columns = self.rng.some_of(&key_columns(table), 1);
                exclusion.elements.extend(columns.iter().take(2).map(|column| element(column, "=")));
                exclusion.method = Some(Method(Name::from("btree")));
            }
        }
        let texts: Vec<&Column> = table.columns.iter().filter(|column| is_text(&column.data_type)).collect();
        if let (Some(_), Some(column), true) = (&exclusion.method, self.rng.pick(&texts), self.rng.chance(30)) {
            let lower = SqlText::new(&format!("lower({})", self.speech.ident(column.name.as_str())));
            let operator = Operator::new("=").expect("it is a sign");
            exclusion.elements.push(Element { expression: Some(lower), operator, ..Element::default() });
        }
        if self.rng.chance(30) {
            exclusion.predicate = self.condition(table);
        }
        (!exclusion.elements.is_empty()).then_some(exclusion)
    }

    /// `create_exclude_constraint`.
    pub fn create_exclude_constraint(&mut self) -> Option<Operation> {
        let table = self.table()?;
        let exclusion = self.exclusion(&table)?;
        Some(CreateExcludeConstraint::of(&table, &exclusion).into())
    }

    /// `create_primary_key`.
    pub fn create_primary_key(&mut self) -> Option<Operation> {
        let bare: Vec<_> = self.catalog.tables().filter(|table| table.primary_key.is_none()).cloned().collect();
        self.first_possible(|make| {
            let table = make.rng.pick(&bare)?.clone();
            let mut columns = make.rng.some_of(&key_columns(&table), 1);
            columns.truncate(2);
            Some(CreatePrimaryKey::of(&table, &make.primary_key(&table, columns)).into())
        })
    }

    /// `create_unique_constraint`.
    pub fn create_unique_constraint(&mut self) -> Option<Operation> {
        let table = self.table()?;
        let mut columns = self.rng.some_of(&key_columns(&table), 1);
        columns.truncate(2);
        if columns.is_empty() {
            return None;
        }
        Some(CreateUniqueConstraint::of(&table, &self.unique(&table, columns)).into())
    }

    /// `create_check_constraint`.
    pub fn create_check_constraint(&mut self) -> Option<Operation> {
        let table = self.table()?;
        let expression = self.condition(&table)?;
        Some(CreateCheckConstraint::of(&table, &self.check(expression)).into())
    }

    /// `create_foreign_key`.
    pub fn create_foreign_key(&mut self) -> Option<Operation> {
        let table = self.table()?;
        let key = self.foreign_key(&table)?;
        Some(CreateForeignKey::of(&table, &key).into())
    }

    /// `validate_constraint`.
    pub fn validate_constraint(&mut self) -> Option<Operation> {
        let mut waiting = Vec::new();
        for table in self.catalog.tables() {
            let keys = table.foreign_keys.iter().filter(|key| key.not_valid.0).map(|key| &key.name);
            let checks = table.checks.iter().filter(|check| check.not_valid.0).map(|check| &check.name);
            waiting.extend(keys.chain(checks).map(|name| (table, name)));
        }
        let (table, name) = self.rng.pick(&waiting)?;
        let (table, schema) = (table.name.clone(), table.schema.clone());
        Some(ValidateConstraint { name: Name::clone(name), table, schema }.into())
    }
}
