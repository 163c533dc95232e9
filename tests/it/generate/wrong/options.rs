//! Wrong changes of options.

use std::collections::BTreeMap;

use sqlgen::catalog::{Name, OptionValue, Options};
use sqlgen::operation::AlterTableOptions;

use super::{Wrong, ghost};
use crate::generate::Gen;

pub fn alter_table_options(make: &mut Gen<'_>) -> Wrong {
    let values = BTreeMap::from([("x".to_string(), OptionValue::Flag(true))]);
    let options = Options::new(Name::from(make.speech.dialect.name()), values);
    vec![(AlterTableOptions { table: ghost(), schema: None, options }.into(), "unknown-table")]
}
