//! The rules as a list: names, words, and each example tried for every dialect that the rule speaks of.

use std::fmt::Write;
use std::fs;

use sqlgen::lint::{Rule, rule, rules};

use super::{Case, TARGETS, dialect, lint};
use crate::rust_text::root;

fn applies(rule: &Rule, target: &str) -> bool {
    (rule.applies)(&dialect(target))
}

#[test]
fn the_list_is_sorted_and_every_rule_has_its_words() {
    let names: Vec<&str> = rules().iter().map(|rule| rule.name).collect();
    assert!(names.is_sorted_by(|one, other| one < other), "{names:?}");
    for rule in rules() {
        let kebab = rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        assert!(kebab && rule.name == rule.name.trim_matches('-'), "{}", rule.name);
        for words in [rule.why, rule.help] {
            let first = words.chars().next().expect("something is said");
            let plain = first.is_lowercase() || words.starts_with("CREATE");
            assert!(words.len() > 20 && plain && !words.ends_with('.'), "{}: {words}", rule.name);
        }
        assert!(!rule.checks.is_empty() && !rule.bad.is_empty() && !rule.good.is_empty(), "{}", rule.name);
        assert!(TARGETS.iter().any(|target| applies(rule, target)), "{} speaks of no dialect", rule.name);
        assert_eq!(rule.name, self::rule(rule.name).expect("it is found by name").name);
    }
    assert!(self::rule("nothing").is_none());
}

#[test]
fn every_rule_has_a_file_that_says_what_it_holds() {
    for rule in rules() {
        let path = root().join("src/lint/rules").join(format!("{}.rs", rule.name.replace('-', "_")));
        let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is missing", path.display()));
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.ends_with('.'), "{}: {first}", rule.name);
        assert!(text.contains(&format!("name: \"{}\"", rule.name)), "{} holds another rule", path.display());
    }
}

#[test]
fn bad_examples_have_one_finding_and_good_ones_none() {
    for (rule, target) in rules().iter().flat_map(|rule| TARGETS.map(|target| (rule, target))) {
        for bad in rule.bad {
            let said = lint(&Case::new(target, rule.given, &[bad]));
            let expected: &[&str] = if applies(rule, target) { &[rule.name] } else { &[] };
            let found: Vec<&str> = said.codes().into_iter().filter(|code| self::rule(code).is_some()).collect();
            assert_eq!(found, expected, "{target}: {bad}\n{:#?}", said.all());
            assert!(said.codes() == found || target == "sqlite", "{target}: {bad}\n{:#?}", said.all());
            let shown = said.all().into_iter().filter(|diagnostic| diagnostic.code.0 == rule.name);
            assert!(shown.clone().all(|diagnostic| diagnostic.help.is_some() && !diagnostic.labels.is_empty()));
        }
        for good in rule.good.iter().filter(|_| applies(rule, target)) {
            let said = lint(&Case::new(target, rule.given, &[good]));
            let wrong = said.codes().into_iter().any(|code| code == rule.name || self::rule(code).is_none());
            assert!(!wrong, "{target}: {good}\n{:#?}", said.all());
        }
    }
}

/// The page of all rules, made of nothing but their own words.
#[test]
fn golden_rules() {
    let mut page = String::from("# Rules\n\nWhat lint finds, rule by rule; `make snapshots` writes this page.\n");
    for rule in rules() {
        let targets: Vec<&str> = TARGETS.into_iter().filter(|target| applies(rule, target)).collect();
        let severity = format!("{:?}", rule.severity).to_lowercase();
        let _ = write!(page, "\n## {}\n\n{}, {severity}: {}\n\n", rule.name, rule.group, targets.join(", "));
        let _ = write!(page, "{}.\n\nInstead: {}.\n\nAfter\n\n```yaml\n{}\n```\n", rule.why, rule.help, rule.given);
        for (word, examples) in [("Bad", rule.bad), ("Good", rule.good)] {
            for example in examples {
                let _ = write!(page, "\n{word}\n\n```yaml\n{example}\n```\n");
            }
        }
    }
    let path = root().join("snapshots/rules.md");
    if std::env::var_os("SQLGEN_UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("snapshots can be written");
        fs::write(&path, &page).expect("snapshots can be written");
    }
    let old = fs::read_to_string(&path).unwrap_or_default();
    let difference = similar::TextDiff::from_lines(&old, &page).unified_diff().context_radius(2).to_string();
    assert!(old == page, "run `make snapshots` and read the difference\n{difference}");
}
