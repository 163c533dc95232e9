//! What manifests say of versions: every fact counts, and a version that is too old is an error.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value as Json;
use sqlgen::dialect::{DialectError, Library, Version};

use super::{Form, Outcome, dialect, forms};
use crate::rust_text::{files_below, root};

/// A library whose dialect has another manifest.
fn library_with(name: &str, manifest: &Json) -> Library {
    let mut library = Library::embedded();
    let text = serde_yaml::to_string(manifest).expect("a manifest is plain data");
    library.extend([(format!("{name}/dialect.yaml"), text)]);
    library
}

fn manifest(name: &str) -> Json {
    let library = Library::embedded();
    let text = library.file(&format!("{name}/dialect.yaml")).expect("a dialect has a manifest");
    serde_yaml::from_str(text).expect("a manifest is YAML")
}

/// Whether some form, or what stands around it in a script, comes to something else with another manifest.
fn differs(library: &Library, name: &str, version: &Version, forms: &[Form]) -> bool {
    let [one, other] = [&Library::embedded(), library].map(|library| dialect(library, name, version));
    let script = |dialect| {
        let project = forms[0].project(dialect);
        (project.upgrade("done").expect("the first form is for all"), project.verification(&project.ups[1]))
    };
    forms.iter().any(|form| Outcome::of(form, &one) != Outcome::of(form, &other)) || script(&one) != script(&other)
}

#[test]
fn every_fact_of_a_version_changes_what_comes_out() {
    let forms = forms();
    let mut looked_at = 0;
    for name in Library::embedded().names() {
        let whole = manifest(&name);
        for (at, layer) in whole["versions"].as_array().into_iter().flatten().enumerate() {
            let since = Version::parse(layer["since"].as_str().expect("a version is text")).expect("a version");
            for (part, facts) in layer.as_object().expect("a map").iter().filter(|(part, _)| *part != "since") {
                for fact in facts.as_object().expect("a map").keys() {
                    let mut less = whole.clone();
                    less["versions"][at][part].as_object_mut().expect("a map").shift_remove(fact);
                    assert!(
                        differs(&library_with(&name, &less), &name, &since, &forms),
                        "{name} {since}: nothing depends on {part}.{fact}"
                    );
                    looked_at += 1;
                }
            }
        }
    }
    assert!(looked_at >= 10, "only {looked_at} facts of versions were found");
}

#[test]
fn versions_before_the_oldest_are_refused_by_name() {
    let library = Library::embedded();
    for (wanted, oldest) in [
        ("postgresql@9.6", "10"),
        ("mysql@5.7", "8.0.16"),
        ("mysql@8.0.15", "8.0.16"),
        ("mariadb@10.4", "10.5.2"),
        ("mariadb@10.5.1", "10.5.2"),
        ("sqlite@3.24", "3.25"),
        ("mssql@2014", "2016"),
        ("sqlserver@2012", "2016"),
        ("oracle@11.2", "12.1"),
    ] {
        let Err(DialectError::Version { message }) = library.dialect(wanted) else { panic!("{wanted} is taken") };
        let version = wanted.split_once('@').expect("a version").1;
        assert!(message.contains(version) && message.ends_with(&format!("version is {oldest}")), "{message}");
    }
    for wanted in ["postgresql@", "postgresql@x", "postgresql@15.x", "postgresql@1.2.3.4.5", "sqlite@-3"] {
        let Err(DialectError::Version { message }) = library.dialect(wanted) else { panic!("{wanted} is taken") };
        assert!(message.contains("is not a server version"), "{message}");
    }
    for wanted in ["postgresql@10", "mysql@8.0", "mysql@8", "mariadb@10.5", "mariadb@11", "sqlite@3.25", "postgres@99"]
    {
        assert!(library.dialect(wanted).is_ok(), "{wanted}");
    }
}

#[test]
fn every_fact_is_asked_for_and_every_question_is_answered() {
    let library = Library::embedded();
    let mut known = BTreeSet::new();
    for name in library.names() {
        let whole = manifest(&name);
        let layers = whole["versions"].as_array().into_iter().flatten().chain([&whole]);
        known.extend(layers.filter_map(|layer| layer["facts"].as_object()).flat_map(|facts| facts.keys().cloned()));
    }
    let mut asked = BTreeSet::new();
    let rust = files_below("src", ".rs").into_iter().map(|path| fs::read_to_string(root().join(path)).expect("a file"));
    let templates = library.files().filter(|(path, _)| path.ends_with(".j2")).map(|(_, text)| text.to_string());
    for text in rust.chain(templates) {
        for start in ["dialect.facts.", "fact(\"", "facts.contains_key(\""] {
            let names = text
                .split(start)
                .skip(1)
                .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next());
            asked.extend(names.map(str::to_string));
        }
    }
    let useless: Vec<&String> = known.difference(&asked).collect();
    assert!(useless.is_empty(), "nothing asks for these facts: {useless:?}");
    let vain: Vec<&String> = asked.difference(&known).collect();
    assert!(vain.is_empty(), "no manifest answers: {vain:?}");
}
