//! Every form of statement on a server that no test has comes from somewhere: `docs/sources.md` says where.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use sqlgen::dialect::Library;
use sqlgen::sql::{Outcome as Read, Reader, Syntax};

use super::{Outcome, dialect, forms, versions};
use crate::rust_text::root;

/// The first words of a statement: those in capitals before the first parenthesis, and the procedure behind EXEC.
fn words(statement: &str) -> String {
    let head = statement.split(['(', '\n', '\'']).next().unwrap_or_default();
    let mut words: Vec<&str> = Vec::new();
    for word in head.split_whitespace() {
        let capitals = word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        if capitals || words == ["EXEC"] {
            words.push(word);
        }
    }
    words.join(" ")
}

/// The statements that the page lists for a dialect.
fn listed(page: &str, dialect: &str) -> BTreeSet<String> {
    let (_, section) = page.split_once(&format!("\n## {dialect}\n")).expect("a section");
    let rows = section.lines().take_while(|line| !line.starts_with("## ")).filter(|line| line.starts_with("| `"));
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [statement, source] = cells.as_slice() else { panic!("{line}") };
        assert!(source.contains("Reference") || source.contains("Transact-SQL"), "{line}");
        statement.trim_matches('`').to_string()
    };
    rows.map(row).collect()
}

#[test]
fn every_form_of_statement_has_a_source() {
    let page = fs::read_to_string(root().join("docs/sources.md")).expect("the page is there");
    let library = Library::embedded();
    for name in ["mssql", "oracle"] {
        let listed = listed(&page, name);
        let mut used: BTreeSet<&String> = BTreeSet::new();
        let mut missing: BTreeMap<String, String> = BTreeMap::new();
        for version in versions(&library, name) {
            let dialect = dialect(&library, name, &version);
            for form in forms().iter().filter(|form| form.kind() != "sql") {
                let Outcome::Rendered(parts) = Outcome::of(form, &dialect) else { continue };
                for statement in parts.iter().flat_map(|part| &part.statements) {
                    let words = words(&statement.sql);
                    let begins = |listed: &&String| words == **listed || words.starts_with(&format!("{listed} "));
                    match listed.iter().filter(begins).max_by_key(|listed| listed.len()) {
                        Some(found) => _ = used.insert(found),
                        None => _ = missing.insert(words, statement.sql.clone()),
                    }
                }
            }
        }
        assert!(missing.is_empty(), "{name}: docs/sources.md says of none of these where it is from: {missing:#?}");
        let vain: Vec<&String> = listed.iter().filter(|listed| !used.contains(listed)).collect();
        assert!(vain.is_empty(), "{name}: nothing begins with {vain:?}");
    }
}

#[test]
fn every_form_of_statement_can_be_read() {
    let library = Library::embedded();
    for name in library.names() {
        let mut opaque: BTreeMap<String, String> = BTreeMap::new();
        let dialect = library.dialect(&name).expect("it is a dialect");
        let reader = Reader::new(Syntax::of(&dialect).expect("the manifest has a syntax"));
        for form in forms() {
            let Outcome::Rendered(parts) = Outcome::of(&form, &dialect) else { continue };
            for statement in parts.iter().flat_map(|part| &part.statements) {
                if !matches!(reader.outcome(&statement.sql), Read::Parsed | Read::Recognised) {
                    opaque.insert(words(&statement.sql), statement.sql.clone());
                }
            }
        }
        assert!(opaque.is_empty(), "{name}: {opaque:#?}");
    }
}
