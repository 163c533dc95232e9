//! Sequences, and columns that take their numbers from them.

use std::sync::Arc;

use sqlgen::catalog::{DataType, Name, OwnedBy, QualifiedName, Sequence, Value, Whole};
use sqlgen::operation::{AlterSequence, CreateSequence, DropSequence, Op, Operation, RenameSequence};

use super::{Gen, Product};

const SEQUENCE_NAMES: &[&str] = &["numbers", "Ticket No", "order_seq", "seq"];

impl Gen<'_> {
    fn any_sequence(&mut self) -> Option<Arc<Sequence>> {
        let all: Vec<Arc<Sequence>> = self.catalog.sequences().cloned().collect();
        self.rng.pick(&all).cloned()
    }

    /// A column that a sequence of the schema may go with.
    fn sequence_owner(&mut self, schema: &Option<Name>) -> Option<OwnedBy> {
        let tables: Vec<_> = self.catalog.tables().filter(|table| table.schema == *schema).cloned().collect();
        let table = self.rng.pick(&tables)?.clone();
        let counts: Vec<_> =
            table.columns.iter().filter(|column| column.data_type.counts() && column.identity.is_none()).collect();
        let column = self.rng.pick(&counts)?.name.clone();
        Some(OwnedBy { table: table.name.clone(), column })
    }

    /// A sequence of any kind; what it counts is never what a history uses up.
    fn sequence(&mut self, schema: Option<Name>, name: Name) -> Sequence {
        let descends = self.rng.chance(15);
        let sign = if descends { -1 } else { 1 };
        let some = |chosen: bool, number: i64| chosen.then_some(sign * number);
        let (start, step) = (some(self.rng.chance(40), 5), some(descends || self.rng.chance(40), 2));
        let (far, near) = (some(self.rng.chance(30), 30000), some(self.rng.chance(30), 1));
        let (min, max) = if descends { (far, near) } else { (near, far) };
        let own = self.speech.product == Product::Postgresql;
        let owned_by = if own && self.rng.chance(30) { self.sequence_owner(&schema) } else { None };
        let types = [Whole::Smallint, Whole::Integer, Whole::Bigint];
        let typed = matches!(self.speech.product, Product::Postgresql | Product::Mssql) && self.rng.chance(40);
        let data_type = if typed { self.rng.pick(&types).copied() } else { None };
        let cache = self.rng.chance(30).then_some(10);
        let ends = if descends { min.is_some() } else { max.is_some() };
        let cycle = (ends || self.speech.product != Product::Oracle) && self.rng.chance(25);
        Sequence { schema, name, data_type, start, increment: step, min, max, cache, cycle, owned_by }
    }

    /// `create_sequence`.
    pub fn create_sequence(&mut self) -> Option<Operation> {
        let schema = self.schema();
        let name = self.free_name(&schema, SEQUENCE_NAMES)?;
        Some(CreateSequence(self.sequence(schema, name)).into())
    }

    /// `alter_sequence`: what it counts stays wide enough for what it has counted.
    pub fn alter_sequence(&mut self) -> Option<Operation> {
        let old = self.any_sequence()?;
        let new = self.sequence(old.schema.clone(), old.name.clone());
        let sign = if old.ascends() { 1 } else { -1 };
        let product = self.speech.product;
        let mut alter =
            AlterSequence { name: old.name.clone(), schema: old.schema.clone(), ..AlterSequence::default() };
        if self.rng.chance(40) {
            alter.increment = Some(if old.ascends() && self.rng.chance(50) { None } else { Some(3 * sign) });
        }
        if self.rng.chance(40) {
            let far = if self.rng.chance(50) && !old.cycle { None } else { Some(sign * 31000) };
            if old.ascends() { alter.max = Some(far) } else { alter.min = Some(far) }
        }
        if self.rng.chance(30) {
            alter.cache = Some(new.cache);
        }
        let counts_on = product == Product::Postgresql || product == Product::Mysql;
        if counts_on && self.rng.chance(30) {
            alter.start = Some(sign * 7);
        }
        if product == Product::Postgresql && self.rng.chance(30) {
            alter.owned_by = Some(new.owned_by);
        }
        alter.cycle = (product != Product::Oracle && self.rng.chance(50)).then_some(!old.cycle);
        let operation = Operation::from(alter);
        (!operation.features().is_empty()).then_some(operation)
    }

    /// `drop_sequence`.
    pub fn drop_sequence(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let old = make.any_sequence()?;
            Some(DropSequence { name: old.name.clone(), schema: old.schema.clone() }.into())
        })
    }

    /// `rename_sequence`.
    pub fn rename_sequence(&mut self) -> Option<Operation> {
        let old = self.any_sequence()?;
        let to = self.free_name(&old.schema, SEQUENCE_NAMES)?;
        Some(RenameSequence { name: old.name.clone(), schema: old.schema.clone(), to }.into())
    }

    /// The next number of a sequence as a default, where the type takes it.
    pub fn next_number(&mut self, data_type: &DataType) -> Option<Value> {
        let takes = matches!(data_type.portable_word(), Some("integer" | "bigint" | "smallint"));
        let names: Vec<QualifiedName> = self.catalog.sequences().map(|sequence| sequence.qualified_name()).collect();
        self.rng.pick(&names).filter(|_| takes).cloned().map(Value::Sequence)
    }
}
