//! Options of tables and indexes, in the form that catalogs keep them.

use std::collections::BTreeMap;

use sqlgen::catalog::{DataType, Name, OptionValue, Options, SqlText};
use sqlgen::operation::{AlterTableOptions, Operation};

use super::Gen;
use super::speech::Product;

fn word(text: &str) -> OptionValue {
    OptionValue::Text(text.to_string())
}

fn number(digits: &str) -> OptionValue {
    OptionValue::Number(digits.to_string())
}

fn parameters(values: &[(&str, OptionValue)]) -> OptionValue {
    OptionValue::Map(values.iter().map(|(word, value)| ((*word).to_string(), value.clone())).collect())
}

impl Gen<'_> {
    /// What a table of the product may have, one of which is chosen at a time.
    fn choices(&self) -> Vec<Vec<(&'static str, OptionValue)>> {
        let yes = OptionValue::Flag(true);
        match self.speech.product {
            Product::Postgresql => vec![
                vec![("unlogged", yes)],
                vec![("with", parameters(&[("fillfactor", number("70"))]))],
                vec![(
                    "with",
                    parameters(&[("fillfactor", number("90")), ("autovacuum_enabled", OptionValue::Flag(false))]),
                )],
            ],
            Product::Mysql => vec![
                vec![("row_format", word("compact"))],
                vec![("row_format", word("redundant")), ("max_rows", number("1000"))],
                vec![("stats_persistent", word("1"))],
                vec![("charset", word("utf8mb4")), ("collate", word("utf8mb4_general_ci"))],
                vec![("engine", word("InnoDB"))],
            ],
            Product::Sqlite => vec![vec![("strict", yes.clone())], vec![("without_rowid", yes)]],
            Product::Mssql => vec![vec![("data_compression", word("page"))], vec![("data_compression", word("row"))]],
            Product::Oracle => vec![vec![("compress", word("basic"))]],
        }
    }

    fn options(&self, values: Vec<(&'static str, OptionValue)>) -> Options {
        let values: BTreeMap<String, OptionValue> =
            values.into_iter().map(|(word, value)| (word.to_string(), value)).collect();
        Options::new(Name::from(self.speech.dialect.name()), values)
    }

    /// Options for a new table; mostly none.
    pub fn table_options(&mut self) -> Options {
        if !self.rng.chance(20) {
            return Options::default();
        }
        let choices = self.choices();
        let chosen = self.rng.one_of(&choices).clone();
        self.options(chosen)
    }

    /// Options for a new column; mostly none.
    pub fn column_options(&mut self, data_type: &DataType) -> Options {
        let (DataType::Portable { word: "timestamp" | "timestamptz", arguments }, Product::Mysql) =
            (data_type, self.speech.product)
        else {
            return Options::default();
        };
        if !self.rng.chance(30) {
            return Options::default();
        }
        let precision = arguments.first().map_or(String::new(), |digits| format!("({digits})"));
        let text = SqlText::new(&format!("CURRENT_TIMESTAMP{precision}"));
        self.options(vec![("on_update", OptionValue::Sql(text))])
    }

    /// Options for a new index; mostly none.
    pub fn index_options(&mut self) -> Options {
        if !self.rng.chance(10) {
            return Options::default();
        }
        let chosen = match self.speech.product {
            Product::Mssql => ("fillfactor", number("70")),
            Product::Oracle => ("compress", number("1")),
            Product::Postgresql | Product::Sqlite | Product::Mysql => return Options::default(),
        };
        self.options(vec![chosen])
    }

    /// `alter_table_options`: what a table has goes, or something comes.
    pub fn alter_table_options(&mut self) -> Option<Operation> {
        let table = self.table()?;
        let choices = self.choices();
        let chosen = match table.options.is_empty() || self.rng.chance(50) {
            true => self.rng.one_of(&choices).clone(),
            false => {
                let all = choices.iter().flatten().map(|(word, _)| *word);
                all.filter(|word| table.options.get(word).is_some()).map(|word| (word, OptionValue::Unset)).collect()
            }
        };
        let options = self.options(chosen);
        Some(AlterTableOptions { table: table.name.clone(), schema: table.schema.clone(), options }.into())
    }
}
