//! Reading SQL text: the splitter, the parser and the recognisers, by lists of statements and by laws.

mod parse;
mod shape;
mod speed;
mod split;

use std::collections::BTreeMap;

use sqlgen::sql::Syntax;

/// The lexical side of a dialect.
fn syntax(dialect: &str) -> Syntax {
    let all: Result<BTreeMap<String, Syntax>, _> = serde_yaml::from_str(include_str!("syntax.yaml"));
    all.expect("the file holds syntaxes").remove(dialect).expect("the dialect is in the file")
}

/// The dialects of the lists.
const DIALECTS: [&str; 6] = ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"];
