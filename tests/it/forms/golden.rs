//! `snapshots/unsupported.txt`: what is refused and what is left out, from what the program does.

use std::fmt::Write;
use std::fs;

use sqlgen::dialect::{Dialect, Library, Version};

use super::{Outcome, dialect, forms, versions};
use crate::rust_text::root;

const HEAD: &str = "\
What a dialect refuses, each with the section of the vendor's manual, and what it leaves out without a loss. Everything
else is rendered. Written by `make snapshots` from what the program does with the forms of tests/it/forms/forms.yaml; real
servers are asked whether they can do any of it.
";

/// The versions, of all that were looked at, for which something holds: none if for all.
fn span(all: &[Version], holds: &[bool]) -> String {
    let first = holds.iter().position(|held| *held).unwrap_or(0);
    let last = holds.iter().rposition(|held| *held).unwrap_or(0);
    assert!(holds[first..=last].iter().all(|held| *held), "it holds, stops holding and holds again: {holds:?} {all:?}");
    match (first, all.get(last + 1)) {
        (0, None) => String::new(),
        (0, Some(end)) => format!(" before {end}"),
        (_, None) => format!(" from {}", all[first]),
        (_, Some(end)) => format!(" from {} to before {end}", all[first]),
    }
}

/// A line for each thing that is said of a form on a dialect, with the versions for which it is.
fn lines(name: &str, all: &[Version], said: &[Vec<String>]) -> Vec<String> {
    let mut texts: Vec<&String> = Vec::new();
    for text in said.iter().flatten() {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    let line = |text: &&String| {
        let holds: Vec<bool> = said.iter().map(|said| said.contains(text)).collect();
        format!("  {name}{}: {text}", span(all, &holds))
    };
    texts.iter().map(line).collect()
}

fn written() -> String {
    let library = Library::embedded();
    let targets: Vec<(String, Vec<Version>, Vec<Dialect>)> = library
        .names()
        .into_iter()
        .map(|name| {
            let all = versions(&library, &name);
            let dialects = all.iter().map(|version| dialect(&library, &name, version)).collect();
            (name, all, dialects)
        })
        .collect();
    let (mut refused, mut left_out) = (String::new(), String::new());
    for form in forms() {
        let (mut no, mut nothing) = (Vec::new(), Vec::new());
        for (name, all, dialects) in &targets {
            let outcomes: Vec<Outcome> = dialects.iter().map(|dialect| Outcome::of(&form, dialect)).collect();
            let reasons: Vec<Vec<String>> = outcomes
                .iter()
                .map(|outcome| match outcome {
                    Outcome::Refused { reason, manual } => vec![format!("{reason} ({manual})")],
                    Outcome::Rendered(_) => Vec::new(),
                })
                .collect();
            no.extend(lines(name, all, &reasons));
            let notes: Vec<Vec<String>> = outcomes.iter().map(Outcome::left_out).collect();
            nothing.extend(lines(name, all, &notes));
        }
        for (text, lines) in [(&mut refused, no), (&mut left_out, nothing)] {
            if !lines.is_empty() {
                write!(text, "\n{}\n{}\n", form.form, lines.join("\n")).expect("a text can be written");
            }
        }
    }
    format!("{HEAD}\nREFUSED\n{refused}\nLEFT OUT, as script and plan say\n{left_out}")
}

/// Writes a golden file when asked to, and compares it.
fn compare(file: &str, text: &str) {
    let path = root().join(file);
    if std::env::var_os("SQLGEN_UPDATE").is_some() {
        fs::write(&path, text).expect("golden files can be written");
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    let difference = similar::TextDiff::from_lines(stored.as_str(), text).unified_diff().context_radius(2).to_string();
    assert!(difference.is_empty(), "run `make snapshots` and read the difference\n{difference}");
}

#[test]
fn golden_list_of_what_is_refused() {
    compare("snapshots/unsupported.txt", &written());
}

#[test]
fn golden_table_of_what_dialects_do() {
    let table =
        sqlgen::output::matrix::matrix(&sqlgen::dialect::Library::embedded()).expect("the manifests can be read");
    let head = "# What each dialect does\n\nWritten by `make snapshots` from what `sqlgen dialects matrix` prints.\n\n";
    compare("docs/dialects.md", &format!("{head}{table}"));
}
