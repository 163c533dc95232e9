//! What holds for single operations over random catalogs: a reverse restores, and what is impossible is refused.

use std::collections::BTreeMap;

use sqlgen::catalog::{Catalog, QualifiedName};
use sqlgen::operation::{CreateFunction, CreateProcedure, Op, Operation};

use super::cases;
use crate::generate::{GENERATORS, Rng, Speech, catalog, valid};

/// What a catalog holds, apart from the position of attributes where `ordered` is false.
pub(super) fn contents(catalog: &Catalog, ordered: bool) -> String {
    let mut lines: Vec<String> = catalog.schemas().map(|schema| format!("{schema:?}")).collect();
    lines.extend(catalog.enums().map(|found| format!("{found:?}")));
    lines.extend(catalog.sequences().map(|sequence| format!("{sequence:?}")));
    lines.extend(catalog.domains().map(|domain| {
        let mut domain = domain.as_ref().clone();
        domain.checks.sort();
        format!("{domain:?}")
    }));
    for composite in catalog.composites() {
        let mut composite = composite.as_ref().clone();
        if !ordered {
            composite.attributes.sort();
        }
        lines.push(format!("{composite:?}"));
    }
    lines.extend(catalog.views().map(|view| format!("{view:?}")));
    lines.extend(catalog.policies().map(|policy| format!("{policy:?}")));
    lines.extend(catalog.grants().map(|granted| format!("{granted:?}")));
    lines.extend(catalog.row_secured().map(|secured| format!("{secured:?}")));
    lines.extend(catalog.routines().map(|routine| format!("{routine:?}")));
    lines.extend(catalog.triggers().map(|trigger| format!("{trigger:?}")));
    for table in catalog.tables() {
        let mut table = table.as_ref().clone();
        // The order of constraints and indexes in a list means nothing.
        table.unique.sort();
        table.foreign_keys.sort();
        table.checks.sort();
        table.exclusions.sort();
        table.indexes.sort();
        lines.push(format!("{table:#?}"));
    }
    lines.join("\n")
}

pub(super) fn applied(operations: &[Operation], catalog: &Catalog, what: &str) -> Catalog {
    let mut catalog = catalog.clone();
    for operation in operations {
        operation
            .apply(&mut catalog)
            .unwrap_or_else(|conflict| panic!("{what}: {}: {conflict:?}", operation.summary()));
    }
    catalog
}

#[test]
fn a_reverse_restores_the_catalog_up_to_the_position_of_attributes() {
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    for speech in Speech::all() {
        for seed in 0..cases(60, 2000) {
            let mut rng = Rng::new(seed);
            let start = catalog(&mut rng, &speech);
            for generator in GENERATORS {
                let Some(operation) = valid(generator.kind, &mut rng, &start, &speech) else { continue };
                let what = format!("{} seed {seed}: {operation:?}", speech.dialect.name());
                let after = applied(std::slice::from_ref(&operation), &start, &what);
                *seen.entry(generator.kind).or_default() += 1;
                let Ok(reverse) = operation.reverse(&start) else { continue };
                if takes_a_name_in_use(&operation, &start) {
                    continue;
                }
                let back = applied(&reverse, &after, &what);
                let ordered = generator.kind != "alter_type";
                similar_asserts(&contents(&start, ordered), &contents(&back, ordered), &what);
            }
        }
    }
    let missing: Vec<&str> =
        GENERATORS.iter().map(|generator| generator.kind).filter(|kind| !seen.contains_key(kind)).collect();
    assert!(missing.is_empty(), "no valid instance was generated of {missing:?}");
}

/// Whether a new table, view or routine takes a name that a text reads or calls already, although nothing had it: from
/// then on the text means the new one, and the reverse rightly refuses to drop it.
fn takes_a_name_in_use(operation: &Operation, catalog: &Catalog) -> bool {
    let name = match operation {
        Operation::CreateTable(op) => op.0.qualified_name(),
        Operation::CreateView(op) => op.0.qualified_name(),
        Operation::RenameTable(op) => QualifiedName::new(&op.schema, &op.to),
        Operation::RenameView(op) => QualifiedName::new(&op.schema, &op.to),
        Operation::CreateFunction(CreateFunction(routine)) | Operation::CreateProcedure(CreateProcedure(routine)) => {
            let name = routine.qualified_name();
            return catalog.overloads(&name).next().is_none() && catalog.callers(&name).is_some();
        }
        _ => return false,
    };
    !catalog.readers(&name, None).is_empty()
}

pub(super) fn similar_asserts(first: &str, second: &str, what: &str) {
    if first != second {
        let diff = similar::TextDiff::from_lines(first, second).unified_diff().context_radius(2).to_string();
        panic!("{what}\n{diff}");
    }
}

#[test]
fn what_is_impossible_is_refused_with_its_code_and_changes_nothing() {
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    for speech in Speech::all() {
        for seed in 0..cases(40, 1000) {
            let mut rng = Rng::new(seed);
            let start = catalog(&mut rng, &speech);
            for generator in GENERATORS {
                let mut make = crate::generate::Gen { rng: &mut rng, catalog: &start, speech: &speech };
                for (operation, code) in (generator.invalid)(&mut make) {
                    *seen.entry(generator.kind).or_default() += 1;
                    let mut after = start.clone();
                    let found = match operation.apply(&mut after) {
                        Ok(()) => "it is applied".to_string(),
                        Err(conflict) if conflict.code.0 != code => format!("it is refused as {}", conflict.code.0),
                        Err(_) if after != start => "the catalog is changed".to_string(),
                        Err(_) => continue,
                    };
                    let key = format!("{} should be refused as {code}: {found}", generator.kind);
                    wrong.entry(key).or_insert_with(|| format!("{} seed {seed}: {operation:?}", speech.dialect.name()));
                }
            }
        }
    }
    let lines: Vec<String> = wrong.iter().map(|(what, example)| format!("{what}\n    {example}")).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
    let missing: Vec<&str> =
        GENERATORS.iter().map(|generator| generator.kind).filter(|kind| !seen.contains_key(kind)).collect();
    assert!(missing.is_empty(), "no invalid instance was generated of {missing:?}");
}
