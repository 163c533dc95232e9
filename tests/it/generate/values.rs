//! Texts that name a value of an enum.

use sqlgen::catalog::{Column, DataType, Name, QualifiedName, Table};

use super::Gen;

impl Gen<'_> {
    /// A column of an enum, and one of its values as a literal that every product reads alike.
    pub fn named_value(&mut self, table: &Table) -> Option<(Name, String)> {
        let of_enum = |column: &Column| match &column.data_type {
            DataType::Enum(name) if column.computed.is_none() => Some((column.name.clone(), name.clone())),
            _ => None,
        };
        let columns: Vec<(Name, QualifiedName)> = table.columns.iter().filter_map(of_enum).collect();
        let (column, of) = self.rng.pick(&columns)?.clone();
        let values = self.catalog.enum_type(&of).ok()?.values.clone();
        let plain: Vec<&String> = values.iter().filter(|value| !value.contains('\\')).collect();
        let value = self.rng.pick(&plain)?.replace('\'', "''");
        Some((column, format!("'{value}'")))
    }

    /// A condition that every row keeps and that names a value; `row` stands before the column.
    pub fn value_condition(&mut self, table: &Table, row: &str) -> Option<String> {
        let (column, value) = self.named_value(table)?;
        let name = format!("{row}{}", self.speech.ident(column.as_str()));
        Some(match self.rng.below(4) {
            0 => format!("{name} <> {value} OR {name} IS NOT NULL"),
            1 => format!("{name} IS NULL OR {name} IN ({value}) OR {value} <> {name}"),
            2 => format!("({name} = {value}) OR 'it''s' <> 'so' /* {value} */"),
            _ => format!("CASE {name} WHEN {value} THEN 1 ELSE 2 END > 0"),
        })
    }
}
