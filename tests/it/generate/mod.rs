//! Random catalogs and operations from a seed: for every kind of operation instances that are possible, and instances
//! that are not, each with the code of the conflict. Everything is decided by the seed.

mod alter;
mod columns;
mod grants;
pub mod history;
mod keys;
mod kinds;
mod materialized;
mod objects;
mod options;
mod policies;
pub mod rng;
mod routines;
mod rows;
mod sequences;
mod speech;
mod tables;
mod user_types;
mod values;
mod wrong;
pub mod yaml;

use std::sync::Arc;

use sqlgen::catalog::{Catalog, Name, QualifiedName, Table};
use sqlgen::operation::{Op, Operation};

pub use history::{History, Item, Undo};
pub use kinds::GENERATORS;
pub use rng::Rng;
pub use speech::{Product, Speech};

/// What a generator works with.
pub struct Gen<'a> {
    /// The numbers.
    pub rng: &'a mut Rng,
    /// The state that the operation meets.
    pub catalog: &'a Catalog,
    /// The product it is written for.
    pub speech: &'a Speech,
}

/// Names for tables and views. Some need quotes; none differ in letter case only.
const OBJECT_NAMES: &[&str] = &[
    "users",
    "files",
    "order",
    "Item",
    "log book",
    "tags",
    "copies",
    "größe",
    "events",
    "select",
    "old_users",
    "view_1",
    "a.b",
];

/// Names for columns. Several are words of SQL or need quotes.
const COLUMN_NAMES: &[&str] = &[
    "id",
    "name",
    "state",
    "size",
    "price",
    "note",
    "owner",
    "flag",
    "created",
    "code",
    "order",
    "Group By",
    "CamelCase",
    "user",
    "größe",
    "parent_id",
    "extra",
    "it's",
];

impl Gen<'_> {
    /// Any table.
    pub fn table(&mut self) -> Option<Arc<Table>> {
        let tables: Vec<_> = self.catalog.tables().collect();
        self.rng.pick(&tables).map(|table| Arc::clone(table))
    }

    /// A schema, or none for the usual one.
    pub fn schema(&mut self) -> Option<Name> {
        let schemas: Vec<_> = self.catalog.schemas().cloned().collect();
        if self.rng.chance(30) { self.rng.pick(&schemas).cloned() } else { None }
    }

    /// A name that no table, view, enum, index or constraint has.
    pub fn free_name(&mut self, schema: &Option<Name>, names: &[&str]) -> Option<Name> {
        let free = |name: &&&str| {
            let qualified = QualifiedName::new(schema, &Name::from(**name));
            let index = |table: &Arc<Table>| {
                table.index(&qualified.name).is_some() || table.constraint(&qualified.name).is_some()
            };
            self.catalog.check_free(&qualified).is_ok()
                && self.catalog.check_free_type(&qualified).is_ok()
                && !self.catalog.tables().any(index)
        };
        let free: Vec<&&str> = names.iter().filter(free).collect();
        self.rng.pick(&free).map(|name| Name::from(**name))
    }

    /// A name for a table or view that is free.
    pub fn object_name(&mut self, schema: &Option<Name>) -> Option<Name> {
        self.free_name(schema, OBJECT_NAMES)
    }

    /// A name for a column that the table does not have.
    pub fn column_name(&mut self, table: &Table) -> Option<Name> {
        let free: Vec<&&str> = COLUMN_NAMES.iter().filter(|name| table.column(&Name::from(**name)).is_err()).collect();
        self.rng.pick(&free).map(|name| Name::from(**name))
    }

    /// A name that starts with `prefix` and that no index, constraint or trigger has yet.
    pub fn part_name(&mut self, prefix: &str) -> Name {
        let taken = |name: &Name| {
            let relation = QualifiedName { schema: None, name: name.clone() };
            self.catalog.tables().any(|table| table.index(name).is_some() || table.constraint(name).is_some())
                || self.catalog.triggers().any(|trigger| trigger.name == *name)
                || self.catalog.check_free(&relation).is_err()
        };
        let start = self.rng.below(20);
        let numbered = |number: usize| Name::new(format!("{prefix}_{number}"));
        (start..).map(numbered).find(|name| !taken(name)).expect("there is always a next number")
    }

    /// A note for people, with everything that texts may hold.
    pub fn comment(&mut self) -> Option<String> {
        let comments = ["what it is", "it's 100% \"so\"", "a\\b\n\tc", "größe 🐘 :name $$"];
        let chosen = self.rng.chance(15);
        chosen.then(|| (self.rng.word(&comments)).to_string())
    }
}

/// A catalog with objects of every kind that the product has.
pub fn catalog(rng: &mut Rng, speech: &Speech) -> Catalog {
    let mut catalog = Catalog::empty();
    let mut makers = vec!["create_enum"; rng.below(3)];
    if speech.has_schemas() {
        makers.extend(vec!["create_schema"; rng.below(2)]);
        makers.push("create_extension");
    }
    if speech.has_sequences() {
        makers.extend(vec!["create_sequence"; rng.below(3)]);
    }
    if !speech.dialect.manifest.user_types.is_empty() {
        makers.extend(["create_domain", "create_type"]);
    }
    makers.extend(vec!["create_table"; rng.between(1, 4)]);
    makers.extend(vec!["create_foreign_key"; rng.below(3)]);
    makers.extend(vec!["create_function"; rng.below(3)]);
    makers.extend(vec!["create_procedure"; rng.below(2)]);
    makers.extend(vec!["create_view"; rng.below(3)]);
    makers.extend(vec!["create_materialized_view"; rng.below(2)]);
    makers.extend(vec!["create_trigger"; rng.below(3)]);
    makers.extend(["enable_row_security", "create_policy"]);
    makers.extend(["grant", "grant"]);
    for kind in makers {
        if let Some(operation) = valid(kind, rng, &catalog, speech) {
            operation.apply(&mut catalog).unwrap_or_else(|conflict| panic!("{}: {conflict:?}", operation.summary()));
        }
    }
    catalog
}

/// An operation of the kind that is possible in the catalog, if there is one.
pub fn valid(kind: &str, rng: &mut Rng, catalog: &Catalog, speech: &Speech) -> Option<Operation> {
    let generator = GENERATORS.iter().find(|generator| generator.kind == kind)?;
    (generator.valid)(&mut Gen { rng, catalog, speech })
}
