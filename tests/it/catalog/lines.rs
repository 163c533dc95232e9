//! Facts as lines for people, and the difference of two databases as the lines that differ.

use std::collections::BTreeMap;
use std::fmt;

use similar::{ChangeTag, TextDiff};

use super::{Column, Facts, ForeignKey, Index, Key, Table, Trigger, View};

impl Facts {
    /// One line per fact; each says by itself what it is about.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (name, comment) in &self.schemas {
            lines.push(format!("schema {name}{}", optional(" comment", comment.as_ref())));
        }
        for (name, values) in &self.enums {
            lines.push(format!("enum {name}: {values:?}"));
        }
        for (name, attributes) in &self.composites {
            lines.push(format!("composite {name}: {}", attributes.join(", ")));
        }
        for (name, table) in &self.tables {
            table.lines(name, &mut lines);
        }
        for (name, view) in &self.views {
            view.lines(name, &mut lines);
        }
        for ((kind, name), text) in &self.others {
            lines.push(format!("{kind} {name}: {}", one_line(text)));
        }
        lines
    }
}

impl fmt::Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines().iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl Table {
    fn lines(&self, name: &str, lines: &mut Vec<String>) {
        lines.push(format!("table {name}{}", optional(" comment", self.comment.as_ref())));
        let mut add = |line: String| lines.push(format!("{name}: {line}"));
        self.others.iter().for_each(|other| add(one_line(other)));
        self.columns.iter().for_each(|column| add(format!("column {column}")));
        self.primary_key.iter().for_each(|(key_name, key)| add(format!("primary key {key_name} {key}")));
        named("unique", &self.uniques, &mut add);
        named("foreign key", &self.foreign_keys, &mut add);
        named("check", &self.checks, &mut add);
        named("index", &self.indexes, &mut add);
        named("trigger", &self.triggers, &mut add);
    }
}

impl View {
    fn lines(&self, name: &str, lines: &mut Vec<String>) {
        lines.push(format!("view {name}{}: {}", optional("", self.more.as_ref()), one_line(&self.definition)));
        let mut add = |line: String| lines.push(format!("{name}: {line}"));
        self.columns.iter().for_each(|(column, data_type)| add(format!("view column {column} {data_type}")));
        named("trigger", &self.triggers, &mut add);
        named("index", &self.indexes, &mut add);
    }
}

fn named<T: fmt::Display>(kind: &str, things: &BTreeMap<String, T>, add: &mut impl FnMut(String)) {
    for (name, thing) in things {
        add(format!("{kind} {name} {}", one_line(&thing.to_string())));
    }
}

/// Line breaks as `\n`, so that each fact keeps to its line.
fn one_line(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

fn optional(word: &str, value: Option<&String>) -> String {
    value.map(|value| format!("{word} {value:?}")).unwrap_or_default()
}

fn list(values: &[String]) -> String {
    format!("({})", values.join(", "))
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}{}", self.name, self.data_type, if self.not_null { " not null" } else { "" })?;
        let parts = [
            ("default", &self.default),
            ("identity", &self.identity),
            ("generated", &self.generated),
            ("collation", &self.collation),
        ];
        for (word, value) in parts {
            if let Some(value) = value {
                write!(f, " {word} {}", one_line(value))?;
            }
        }
        write!(f, "{}", optional(" comment", self.comment.as_ref()))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", list(&self.columns), optional("", self.more.as_ref()))
    }
}

impl fmt::Display for ForeignKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {} {}", list(&self.columns), self.target, list(&self.target_columns))?;
        write!(f, " on delete {} on update {}", self.on_delete, self.on_update)?;
        write!(f, "{}", optional("", self.more.as_ref()))
    }
}

impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unique = if self.unique { "unique " } else { "" };
        write!(f, "{unique}{} {}", self.method, list(&self.keys))?;
        if !self.include.is_empty() {
            write!(f, " include {}", list(&self.include))?;
        }
        if let Some(predicate) = &self.predicate {
            write!(f, " where {predicate}")?;
        }
        write!(f, "{}", optional("", self.more.as_ref()))
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.timing, self.event, self.definition)
    }
}

/// The lines that only one of the two has, with `-` for the first; none when both say the same.
pub fn difference(first: &Facts, second: &Facts) -> Option<String> {
    let (first_lines, second_lines) = (first.lines(), second.lines());
    if first == second {
        return None;
    }
    let first_lines: Vec<&str> = first_lines.iter().map(String::as_str).collect();
    let second_lines: Vec<&str> = second_lines.iter().map(String::as_str).collect();
    let diff = TextDiff::from_slices(&first_lines, &second_lines);
    let changed = diff.iter_all_changes().filter_map(|change| match change.tag() {
        ChangeTag::Equal => None,
        ChangeTag::Delete => Some(format!("- {}\n", change.value())),
        ChangeTag::Insert => Some(format!("+ {}\n", change.value())),
    });
    let changed: String = changed.collect();
    // Two facts that print alike and are not: show them as they are.
    Some(if changed.is_empty() { format!("- {first:?}\n+ {second:?}\n") } else { changed })
}

/// Fails the test with the lines that differ; the names say what the two are.
#[track_caller]
pub fn assert_same(first_name: &str, first: &Facts, second_name: &str, second: &Facts) {
    if let Some(difference) = difference(first, second) {
        panic!("the databases differ (- {first_name}, + {second_name}):\n{difference}");
    }
}
