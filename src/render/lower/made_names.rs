//! Names of constraints that are made of a table and a column: `df_a_b_c` may be the one of `a.b_c` or of `a_b.c`.

use crate::catalog::{Catalog, Column, Name, QualifiedName, Table};
use crate::dialect::Dialect;

/// Two columns, or a column and a constraint, for which one name would be made.
pub(super) fn made_name_twice(table: &Table, catalog: &Catalog, dialect: &Dialect) -> Option<String> {
    if !dialect.names_defaults() {
        return None;
    }
    table.columns.iter().find_map(|column| {
        let names = made(table, column, dialect);
        let taken = table.constraint_names().into_iter().find(|name| names.contains(name));
        let by_itself =
            taken.map(|name| format!("constraint `{name}` of `{}` has the name for `{}`", table.name, column.name));
        by_itself.or_else(|| {
            let (other, twin) = twins(table, column, catalog)
                .find(|(other, twin)| made(other, twin, dialect).iter().any(|name| names.contains(name)))?;
            Some(format!("`{}.{}` and `{}.{}` would share one", table.name, column.name, other.name, twin.name))
        })
    })
}

/// The names that are made for a column.
fn made(table: &Table, column: &Column, dialect: &Dialect) -> Vec<Name> {
    let default = column.default.as_ref().and_then(|_| dialect.default_name(&table.name, &column.name));
    let check = dialect.has_type_check(&column.data_type).then(|| dialect.type_check_name(&table.name, &column.name));
    default.into_iter().chain(check.flatten()).collect()
}

/// The columns of other tables whose names come to the same with `_` between them.
fn twins<'a>(
    table: &'a Table,
    column: &'a Column,
    catalog: &'a Catalog,
) -> impl Iterator<Item = (&'a Table, &'a Column)> {
    let whole = format!("{}_{}", table.name, column.name);
    let places: Vec<usize> = whole.match_indices('_').map(|(at, _)| at).collect();
    places.into_iter().filter_map(move |at| {
        let name = QualifiedName { schema: table.schema.clone(), name: Name::new(&whole[..at]) };
        let other = catalog.find_table(&name).filter(|other| other.name != table.name)?;
        let twin = other.column(&Name::new(&whole[at + 1..])).ok()?;
        Some((other.as_ref(), twin))
    })
}
