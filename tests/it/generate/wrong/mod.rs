//! Impossible operations over a catalog, each with the code of the conflict that it has to meet.

use std::sync::Arc;

use sqlgen::catalog::{
    Collation, Column, Computed, DataType, Generated, Identity, Name, QualifiedName, SqlText, Table, Value,
};
use sqlgen::operation::Operation;

use super::Gen;

mod grants;
mod keys;
mod materialized;
mod objects;
mod options;
mod policies;
mod routines;
mod rows;
mod sequences;
mod tables;
mod user_types;

pub use grants::*;
pub use keys::*;
pub use materialized::*;
pub use objects::*;
pub use options::*;
pub use policies::*;
pub use routines::*;
pub use rows::*;
pub use sequences::*;
pub use tables::*;
pub use user_types::*;

/// Operations, each with the code of its conflict.
pub type Wrong = Vec<(Operation, &'static str)>;

/// A name that nothing has.
pub const GHOST: &str = "no such thing";

pub fn ghost() -> Name {
    Name::from(GHOST)
}

/// The table, and its name with its schema, that an operation needs.
pub fn owner(make: &mut Gen<'_>) -> Option<(Arc<Table>, Name, Option<Name>)> {
    let table = make.table()?;
    let (name, schema) = (table.name.clone(), table.schema.clone());
    Some((table, name, schema))
}

pub fn simple(name: &str) -> Column {
    Column {
        name: Name::from(name),
        data_type: DataType::word("integer"),
        nullable: true,
        default: None,
        identity: None,
        computed: None,
        collation: None,
        comment: None,
        options: Default::default(),
    }
}

/// Every wrong column with its code.
pub fn wrong_columns() -> Vec<(Column, &'static str)> {
    let number = |text: &str| Some(Value::Number(text.to_string()));
    let computed = || Some(Box::new(Computed { expression: SqlText::new("1"), stored: true }));
    let of = |word: &str| DataType::parse(word).expect("a type");
    let text = |text: &str| Some(Value::Text(text.to_string()));
    vec![
        (
            Column { data_type: DataType::Enum(QualifiedName { schema: None, name: ghost() }), ..simple("new one") },
            "unknown-enum",
        ),
        (Column { nullable: false, default: Some(Value::Null), ..simple("new one") }, "wrong-value"),
        (Column { default: number("40000"), data_type: of("smallint"), ..simple("new one") }, "wrong-value"),
        (Column { default: text("x"), ..simple("new one") }, "wrong-value"),
        (Column { collation: Some(Collation(Name::from("C"))), ..simple("new one") }, "wrong-value"),
        (Column { default: text("far too long"), data_type: of("varchar(3)"), ..simple("new one") }, "wrong-value"),
        (Column { default: number("1"), data_type: of("boolean"), ..simple("new one") }, "wrong-value"),
        (Column { default: number("1"), data_type: of("text"), ..simple("new one") }, "wrong-value"),
        (Column { default: number("1"), computed: computed(), ..simple("new one") }, "contradiction"),
        (Column { identity: Some(numbered()), data_type: of("text"), ..simple("new one") }, "wrong-type"),
        (
            Column {
                identity: Some(numbered()),
                data_type: DataType::Array(Box::new(of("integer"))),
                ..simple("new one")
            },
            "wrong-type",
        ),
        (Column { identity: Some(numbered()), default: number("1"), ..simple("new one") }, "contradiction"),
        (counted(|identity| identity.increment = Some(0)), "wrong-value"),
        (counted(|identity| identity.cache = Some(0)), "wrong-value"),
        (counted(|identity| identity.start = Some(0)), "wrong-value"),
        (counted(|identity| identity.max = Some(1 << 40)), "wrong-value"),
        (counted(|identity| (identity.min, identity.max) = (Some(9), Some(3))), "wrong-value"),
        (counted(|identity| identity.on_null = true), "contradiction"),
        (Column { default: text("{k: 1}"), data_type: of("json"), ..simple("new one") }, "wrong-value"),
        (Column { default: text("12345"), data_type: of("uuid"), ..simple("new one") }, "wrong-value"),
        (
            Column {
                default: Some(Value::Sequence(QualifiedName { schema: None, name: ghost() })),
                ..simple("new one")
            },
            "unknown-sequence",
        ),
    ]
}

/// An identity that says nothing of its numbers.
fn numbered() -> Box<Identity> {
    Box::new(Identity::from(Generated::Always))
}

/// A column whose numbers are said to be odd.
fn counted(change: impl Fn(&mut Identity)) -> Column {
    let mut identity = numbered();
    change(&mut identity);
    Column { identity: Some(identity), ..simple("new one") }
}
