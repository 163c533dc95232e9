//! What we stand on: every crate's licence, and crates that have no place in the product.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::rust_text::root;

/// Licences that ask for nothing but their mention.
const ALLOWED: &[&str] = &[
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "Unlicense",
    "CC0-1.0",
    "BSL-1.0",
    "Unicode-3.0",
    "Apache-2.0 WITH LLVM-exception",
];

/// Crates under MPL-2.0 that we use as they are: it reaches their own files only.
const MPL: &[&str] = &["imbl", "imbl-sized-chunks"];

/// Crates that may be nowhere, not even in tests, and why.
const BANNED: &[(&str, &str)] = &[
    ("serde_yaml", "archived: `yaml_serde` continues it"),
    ("serde_yml", "unsound and unmaintained"),
    ("libyml", "unsound and unmaintained"),
    ("openssl-sys", "nothing here talks to a network"),
    ("native-tls", "nothing here talks to a network"),
    ("rustls", "nothing here talks to a network"),
    ("tokio", "nothing here waits"),
    ("async-std", "nothing here waits"),
    ("reqwest", "nothing here talks to a network"),
    ("sqlx", "no database connection"),
    ("diesel", "no database connection"),
    ("anyhow", "user errors are diagnostics with a place"),
    ("eyre", "user errors are diagnostics with a place"),
    ("chrono", "`jiff` is here"),
    ("time", "`jiff` is here"),
    ("lazy_static", "the standard library has `LazyLock`"),
];

/// Crates for tests only, and why.
const TESTS_ONLY: &[(&str, &str)] = &[
    ("rusqlite", "no database connection"),
    ("libsqlite3-sys", "no database connection"),
    ("postgres", "no database connection"),
    ("tokio-postgres", "no database connection"),
    ("mysql", "no database connection"),
    ("proptest", "a test tool"),
    ("rand", "same files, same bytes"),
];

/// The metadata of everything that is compiled on this platform, without asking any network.
fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).arg("-vV").output();
    let said = String::from_utf8(rustc.expect("rustc can be started").stdout).expect("rustc writes plain text");
    let host = said.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc says its host");
    let arguments = ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host];
    let output = Command::new(cargo).args(arguments).current_dir(root()).output().expect("cargo can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo writes JSON")
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// Is there a choice of licences in `expression` (SPDX, or cargo's old `A/B`) that are all allowed?
fn acceptable(package: &str, expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (answer, rest) = any(package, &words);
    answer && rest.is_empty() && !words.is_empty()
}

fn any<'a, 'b>(package: &str, words: &'a [&'b str]) -> (bool, &'a [&'b str]) {
    let (mut answer, mut rest) = all(package, words);
    while let Some((&"OR", after)) = rest.split_first() {
        let (next, after) = all(package, after);
        (answer, rest) = (answer | next, after);
    }
    (answer, rest)
}

fn all<'a, 'b>(package: &str, words: &'a [&'b str]) -> (bool, &'a [&'b str]) {
    let (mut answer, mut rest) = one(package, words);
    while let Some((&"AND", after)) = rest.split_first() {
        let (next, after) = one(package, after);
        (answer, rest) = (answer & next, after);
    }
    (answer, rest)
}

fn one<'a, 'b>(package: &str, words: &'a [&'b str]) -> (bool, &'a [&'b str]) {
    match words {
        ["(", rest @ ..] => {
            let (answer, rest) = any(package, rest);
            match rest {
                [")", rest @ ..] => (answer, rest),
                _ => (false, rest),
            }
        }
        [licence, "WITH", exception, rest @ ..] => {
            (ALLOWED.contains(&format!("{licence} WITH {exception}").as_str()), rest)
        }
        [licence, rest @ ..] => {
            let licence = licence.trim_end_matches('+');
            (ALLOWED.contains(&licence) || licence == "MPL-2.0" && MPL.contains(&package), rest)
        }
        [] => (false, words),
    }
}

/// Ids of what the product is built of: everything reachable from it without dev-dependencies.
fn product(metadata: &Value) -> BTreeSet<&str> {
    let nodes = list(&metadata["resolve"], "nodes");
    let mut open = vec![text(&metadata["resolve"], "root")];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let node = nodes.iter().find(|node| text(node, "id") == id).expect("every id has its node");
        let needed =
            list(node, "deps").iter().filter(|dep| list(dep, "dep_kinds").iter().any(|kind| kind["kind"] != "dev"));
        open.extend(needed.map(|dep| text(dep, "pkg")));
    }
    seen
}

fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_crate_has_a_licence_we_accept() {
    let metadata = metadata();
    let packages = list(&metadata, "packages");
    assert!(packages.len() > 50, "only {} crates: is this all?", packages.len());
    let refused = packages.iter().filter(|package| !acceptable(text(package, "name"), text(package, "license")));
    let words = |package: &Value| {
        format!("{}: licence `{}` is not on our list", text(package, "name"), text(package, "license"))
    };
    assert_none(&refused.map(words).collect::<Vec<_>>());
}

#[test]
fn no_crate_is_banned() {
    // The lock file, unlike the metadata, also names what other platforms would compile.
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock is committed");
    let names: Vec<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("name = ")).map(|name| name.trim_matches('"')).collect();
    assert!(names.contains(&"sqlgen-cli"));
    let banned = BANNED.iter().filter(|(name, _)| names.contains(name));
    assert_none(&banned.map(|(name, why)| format!("{name}: {why}")).collect::<Vec<_>>());
}

#[test]
fn the_product_cannot_reach_a_database() {
    let metadata = metadata();
    let product = product(&metadata);
    let built: Vec<&Value> =
        list(&metadata, "packages").iter().filter(|package| product.contains(text(package, "id"))).collect();
    assert!(built.iter().any(|package| text(package, "name") == "minijinja"));
    let wrong = TESTS_ONLY.iter().filter(|(name, _)| built.iter().any(|package| text(package, "name") == *name));
    assert_none(&wrong.map(|(name, why)| format!("{name}: for tests only, {why}")).collect::<Vec<_>>());
}

#[test]
fn licence_expressions_are_understood() {
    let good =
        ["MIT", "MIT/GPL-3.0", "(MIT OR Apache-2.0) AND Unicode-3.0", "GPL-2.0 OR Apache-2.0 WITH LLVM-exception"];
    assert!(good.iter().all(|expression| acceptable("x", expression)));
    let bad = ["", "GPL-3.0", "MIT AND GPL-3.0", "MPL-2.0", "(MIT", "MIT Apache-2.0", "GPL-3.0 WITH LLVM-exception"];
    assert_eq!(bad.iter().filter(|expression| acceptable("x", expression)).collect::<Vec<_>>(), Vec::<&&str>::new());
    assert!(acceptable("imbl", "MPL-2.0+"));
}
