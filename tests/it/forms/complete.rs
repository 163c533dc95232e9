//! No kind, no field and no reason is forgotten: what the program knows has a form.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value as Json;
use sqlgen::dialect::{Library, Strategy};
use sqlgen::operation::KINDS;

use super::{Form, Outcome, dialect, forms, versions};
use crate::rust_text::root;

#[test]
fn every_kind_of_operation_has_a_form() {
    let forms = forms();
    let kinds: BTreeSet<&str> = forms.iter().map(Form::kind).collect();
    assert_eq!(kinds, KINDS.iter().copied().collect(), "forms.yaml needs a form of each kind");
    for form in &forms {
        let used = form.operations.iter().any(|operation| operation.get(form.kind()).is_some());
        assert!(used, "`{}` does no {}", form.form, form.kind());
    }
    let names: BTreeSet<&String> = forms.iter().map(|form| &form.form).collect();
    assert_eq!(names.len(), forms.len(), "two forms have the same name");
}

/// Every key inside a value.
fn keys(value: &Json, found: &mut BTreeSet<String>) {
    match value {
        Json::Object(fields) => {
            for (name, value) in fields {
                found.insert(name.clone());
                keys(value, found);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[test]
fn every_field_that_the_documentation_names_is_in_a_form() {
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for form in forms() {
        for (kind, body) in form.operations.iter().flat_map(|operation| operation.as_object().expect("a map")) {
            keys(body, used.entry(kind.clone()).or_default());
        }
    }
    let docs = fs::read_to_string(root().join("docs/revisions.md")).expect("the documentation is there");
    let mut missing = Vec::new();
    let mut looked_at = 0;
    for row in docs.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        let [kinds, fields] = cells.as_slice() else { continue };
        let words = |text: &str| -> Vec<String> {
            let quoted = text.split('`').skip(1).step_by(2);
            quoted.map(|word| word.split([':', ' ']).next().unwrap_or_default().to_string()).collect()
        };
        for kind in words(kinds).iter().filter(|kind| KINDS.contains(&kind.as_str())) {
            looked_at += 1;
            let used = &used[kind];
            missing.extend(
                words(fields).into_iter().filter(|field| !used.contains(field)).map(|field| format!("{kind}.{field}")),
            );
        }
    }
    assert!(looked_at >= KINDS.len() - 1, "only {looked_at} kinds are documented");
    assert!(missing.is_empty(), "no form has {missing:?}");
}

/// The reasons in a dialect's manifest and templates, at one version.
fn reasons(library: &Library, dialect: &sqlgen::dialect::Dialect) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for strategy in dialect.manifest.strategies.values() {
        match strategy {
            Strategy::Unsupported { reason, .. } | Strategy::Omit(reason) => _ = found.insert(reason.clone()),
            Strategy::Native | Strategy::Alter | Strategy::Rebuild | Strategy::Emulate(_) => {}
        }
    }
    found.extend(dialect.manifest.limits.values().map(|limit| limit.unsupported.clone()));
    found.extend(dialect.manifest.namespaces.values().map(|space| space.unsupported.clone()));
    let templates: BTreeSet<&str> = library
        .files()
        .filter_map(|(path, _)| {
            path.split_once('/')?.1.strip_suffix(".sql.j2").map(|_| path.split_once('/').expect("a path").1)
        })
        .collect();
    for text in templates.iter().filter_map(|name| dialect.template(name)) {
        let calls = text.split("refuse(\"").skip(1).filter_map(|rest| rest.split('"').next());
        found.extend(calls.map(str::to_string));
    }
    found
}

#[test]
fn every_reason_to_refuse_or_to_leave_out_is_met_by_a_form() {
    let library = Library::embedded();
    let forms = forms();
    let mut missing = BTreeSet::new();
    for name in library.names() {
        let mut wanted = BTreeSet::new();
        let mut said = String::new();
        for version in versions(&library, &name) {
            let dialect = dialect(&library, &name, &version);
            wanted.extend(reasons(&library, &dialect));
            for form in &forms {
                let outcome = Outcome::of(form, &dialect);
                match &outcome {
                    Outcome::Refused { reason, .. } => said.push_str(reason),
                    Outcome::Rendered(_) => said.push_str(&outcome.left_out().join("\n")),
                }
                said.push('\n');
            }
        }
        missing.extend(
            wanted.into_iter().filter(|reason| !said.contains(reason)).map(|reason| format!("{name}: {reason}")),
        );
    }
    assert!(missing.is_empty(), "forms.yaml has nothing that meets {missing:#?}");
}

#[test]
fn what_a_form_says_is_in_what_is_rendered() {
    let library = Library::embedded();
    for form in forms() {
        let Some(says) = &form.says else { continue };
        for name in library.names() {
            let dialect = library.dialect(&name).expect("it is a dialect");
            let outcome = Outcome::of(&form, &dialect);
            let refused = matches!(outcome, Outcome::Refused { .. });
            assert!(refused || outcome.text().contains(says), "{} on {name}:\n{}", form.form, outcome.text());
        }
    }
}
