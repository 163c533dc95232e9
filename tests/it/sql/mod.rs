//! Reading SQL text: the splitter, the parser and the recognisers, by lists of statements and by laws.

mod split;

use std::collections::BTreeMap;

use sqlgen::sql::Syntax;

/// The lexical side of a dialect.
fn syntax(dialect: &str) -> Syntax {
    let mut all: BTreeMap<String, Syntax> = serde_yaml::from_str(include_str!("syntax.yaml")).unwrap();
    all.remove(dialect).unwrap()
}

/// The dialects of the lists.
const DIALECTS: [&str; 6] = ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"];
