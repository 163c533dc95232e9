//! Who may know whom: layers, one door per outside crate, no dialect names, no `unwrap` in the product.

use std::fs;

use crate::rust_text::{RustFile, root, rust_files};

/// The modules of `src/` from the bottom up; a module may use what stands in earlier rows only.
const LAYERS: &[&[&str]] = &[
    &["source", "diagnostic"],
    &["catalog"],
    &["operation"],
    &["revision", "dialect"],
    &["graph", "sql"],
    &["plan"],
    &["render"],
    &["lint", "verify", "diff", "import"],
    &["project", "output"],
    &["cli"],
];

/// Lower layers that a module stays away from all the same.
const NEVER: &[(&str, &str)] =
    &[("render", "sql"), ("diff", "dialect"), ("diff", "render"), ("import", "plan"), ("import", "render")];

/// The two modules of the ground: a reading error becomes a diagnostic, and a diagnostic points into a text.
const TOGETHER: &[&str] = &["source", "diagnostic"];

/// Outside crates and the only places that may name them, as the start of a path.
const DOORS: &[(&str, &[&str])] = &[
    ("granit_parser", &["src/source/yaml"]),
    ("serde_yaml", &["src/source/yaml"]),
    ("minijinja", &["src/render/", "src/plan/variables.rs"]),
    ("sqlparser", &["src/sql/"]),
    ("codespan_reporting", &["src/output/report"]),
    ("clap", &["src/cli/"]),
    ("clap_complete", &["src/cli/"]),
    ("flate2", &["src/output/archive.rs"]),
    ("tar", &["src/output/archive.rs"]),
    ("walkdir", &["src/project/"]),
    ("anstream", &["src/output/", "src/cli/"]),
    ("anstyle", &["src/output/", "src/cli/"]),
    ("jiff", &["src/cli/"]),
    ("mimalloc", &["src/main.rs"]),
    ("similar", &["src/output/difference.rs"]),
    ("tempfile", &["src/project/", "src/cli/", "src/source/long_text.rs"]),
];

/// Outside crates that are plain vocabulary and free everywhere.
const FREE: &[&str] = &["serde", "serde_json", "indexmap", "imbl", "strsim", "sha2"];

fn rung(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Offsets at which `word` stands alone in `code`.
fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(move |at| !code[..*at].ends_with(is_word) && !code[at + word.len()..].starts_with(is_word))
}

/// The first names behind a path's start: one, or all of a group `{a::x, b}`, with their offsets.
fn first_names(code: &str, from: usize) -> Vec<(usize, &str)> {
    let name_at = |at: usize| (at, &code[at..at + code[at..].find(|c| !is_word(c)).unwrap_or(code.len() - at)]);
    if !code[from..].starts_with('{') {
        return vec![name_at(from)];
    }
    let (mut names, mut depth, mut expected) = (Vec::new(), 0usize, false);
    for (at, c) in code[from..].char_indices() {
        match c {
            '{' => (depth, expected) = (depth + 1, depth == 0),
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' => expected = depth == 1,
            c if expected && is_word(c) => {
                names.push(name_at(from + at));
                expected = false;
            }
            _ => {}
        }
    }
    names
}

/// How many inline modules are open at `offset`.
fn inline_depth(code: &str, offset: usize) -> usize {
    let mut open = Vec::new();
    for (at, c) in code[..offset].char_indices() {
        if c == '{' {
            let mut before = code[..at].split_whitespace().rev();
            open.push(before.nth(1) == Some("mod"));
        } else if c == '}' {
            open.pop();
        }
    }
    open.into_iter().filter(|is_module| *is_module).count()
}

/// Every module of the crate that `file` names, through `crate::` or enough `super::`.
fn imports(file: &RustFile) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for at in words(&file.code, "crate").filter(|at| file.code[at + 5..].starts_with("::")) {
        found.extend(first_names(&file.code, at + "crate::".len()));
    }
    for start in words(&file.code, "super").filter(|at| !file.code[..*at].ends_with("super::")) {
        let mut at = start;
        while file.code[at..].starts_with("super::") {
            at += "super::".len();
        }
        let steps = (at - start) / "super::".len();
        let depth = file.module().len() + inline_depth(&file.code, start);
        if steps > 0 && steps == depth {
            found.extend(first_names(&file.code, at));
        }
    }
    found
}

fn wrong_imports(file: &RustFile) -> Vec<String> {
    let module = file.module();
    let Some(own) = module.first() else { return Vec::new() };
    let Some(own_rung) = rung(own) else {
        return vec![format!("{}: module `{own}` stands in no layer of tests/it/layers.rs", file.path)];
    };
    let named = imports(file).into_iter().filter(|(_, name)| name != own);
    let wrong = named.filter(|(_, name)| {
        // What is no module of the crate is something `lib.rs` defines itself; it defines nothing.
        let together = TOGETHER.contains(own) && TOGETHER.contains(name);
        !together && rung(name).is_none_or(|rung| rung >= own_rung) || NEVER.contains(&(*own, *name))
    });
    wrong.map(|(at, name)| format!("{}: `{own}` may not import `{name}`", file.place(at))).collect()
}

fn wrong_doors(file: &RustFile) -> Vec<String> {
    let mut found = Vec::new();
    for (name, doors) in DOORS {
        if doors.iter().any(|door| file.path.starts_with(door)) {
            continue;
        }
        for at in words(&file.code, name) {
            let starts_path = !file.code[..at].trim_end().ends_with(':');
            let after = &file.code[at + name.len()..];
            if starts_path && (after.starts_with("::") || file.code[..at].ends_with("use ")) {
                found.push(format!("{}: `{name}` may be named in {} only", file.place(at), doors.join(", ")));
            }
        }
    }
    found
}

fn dialect_names(file: &RustFile, names: &[String]) -> Vec<String> {
    let text = file.product_text.to_ascii_lowercase();
    let found = names.iter().flat_map(|name| text.match_indices(name.as_str()).collect::<Vec<_>>());
    found.map(|(at, name)| format!("{}: names the dialect `{name}`: ask for a capability", file.place(at))).collect()
}

fn unwraps(file: &RustFile) -> Vec<String> {
    let found = file.product.match_indices(".unwrap()");
    found.map(|(at, _)| format!("{}: `unwrap` outside of tests", file.place(at))).collect()
}

fn assert_none(mut found: Vec<String>) {
    found.sort();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn modules_import_lower_layers_only() {
    assert_none(rust_files("src").iter().flat_map(wrong_imports).collect());
}

#[test]
fn outside_crates_have_one_door_each() {
    assert_none(rust_files("src").iter().flat_map(wrong_doors).collect());
}

#[test]
fn every_dependency_has_its_place() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("there is a manifest");
    let (_, section) = manifest.split_once("\n[dependencies]\n").expect("there are dependencies");
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    let names = lines.filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim().replace('-', "_"));
    let known = |name: &String| FREE.contains(&name.as_str()) || DOORS.iter().any(|(door, _)| door == name);
    let unknown = names.filter(|name| !known(name));
    assert_none(
        unknown
            .map(|name| format!("Cargo.toml: `{name}` has neither a door nor freedom in tests/it/layers.rs"))
            .collect(),
    );
}

#[test]
fn the_product_names_no_dialect() {
    let entries = fs::read_dir(root().join("dialects")).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let names = folders.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let names: Vec<String> = names.filter(|name| name != "ansi" && !name.starts_with('_')).collect();
    assert_none(rust_files("src").iter().flat_map(|file| dialect_names(file, &names)).collect());
}

#[test]
fn the_product_does_not_unwrap() {
    assert_none(rust_files("src").iter().flat_map(unwraps).collect());
}

#[test]
fn a_planted_import_is_found_with_file_and_line() {
    let text = "//! x\nuse crate::{catalog::Table, plan::{Plan, Step}, graph, source::Span};\nuse super::super::lint;\n\
                use super::Op;\npub(crate) fn f() -> crate::render::Script { crate::operation::g() }\n\
                // use crate::cli\n#[cfg(test)]\nmod tests { use super::super::super::output; use super::super::Op; }\n";
    let found = wrong_imports(&RustFile::new("src/operation/add.rs", text));
    let expected = [(2, "plan"), (2, "graph"), (5, "render"), (3, "lint"), (8, "output")];
    let expected =
        expected.map(|(line, name)| format!("src/operation/add.rs:{line}: `operation` may not import `{name}`"));
    assert_eq!(found, expected);
    let render =
        RustFile::new("src/render/mod.rs", "use crate::sql::split;\nuse crate::plan::Plan;\nuse super::dialect;\n");
    assert_eq!(wrong_imports(&render), ["src/render/mod.rs:1: `render` may not import `sql`"]);
    assert_eq!(wrong_imports(&RustFile::new("src/helpers/mod.rs", "")).len(), 1);
}

#[test]
fn a_planted_crate_dialect_or_unwrap_is_found() {
    let text = "use sqlparser::ast;\n#[derive(clap::Parser)]\nstruct A { clap: x::clap::Y }\n// minijinja::x\nfn f() { g(\"minijinja::x\"); }\n";
    let found = wrong_doors(&RustFile::new("src/plan/mod.rs", text));
    let expected = [
        "src/plan/mod.rs:1: `sqlparser` may be named in src/sql/ only",
        "src/plan/mod.rs:2: `clap` may be named in src/cli/ only",
    ];
    assert_eq!(found, expected);
    assert!(wrong_doors(&RustFile::new("src/sql/parse.rs", "use sqlparser::ast;")).is_empty());

    let text = "// sqlite\nfn f() { if d == \"sqlite\" { SqliteRebuild.unwrap(); } }\n#[cfg(test)]\nmod tests { fn g() { h(\"sqlite\").unwrap(); } }\n";
    let file = RustFile::new("src/plan/mod.rs", text);
    assert_eq!(dialect_names(&file, &["sqlite".to_owned()]).len(), 2);
    assert_eq!(unwraps(&file), ["src/plan/mod.rs:2: `unwrap` outside of tests"]);
}
