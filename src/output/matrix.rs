//! What every dialect does with every kind of operation, as a table of Markdown.

use std::collections::BTreeSet;

use crate::dialect::{Dialect, DialectError, Library, Strategy};
use crate::operation::KINDS;

const LEGEND: &str = "\
`yes`: as statements of its own, or in one ALTER TABLE with its neighbours. `rebuild`: a new table that takes the rows over.
`left out`: nothing is lost by it, and script and plan say so. `no`: refused at the line of the revision. What a column or a
table may not have where an operation meets it is said by `sqlgen dialects show NAME`, with the reason of each `no`.
";

/// A dialect at each of the versions that change it, oldest first.
type Ages = Vec<Dialect>;

/// The table: a row for each kind, and below it one for each form that some dialect treats differently.
pub fn matrix(library: &Library) -> Result<String, DialectError> {
    let dialects: Vec<Ages> = library.names().iter().map(|name| ages(library, name)).collect::<Result<_, _>>()?;
    let heads = dialects.iter().filter_map(|ages| ages.last()).map(|dialect| dialect.manifest.title.clone());
    let mut rows: Vec<Vec<String>> = vec![std::iter::once("operation".to_string()).chain(heads).collect()];
    for kind in KINDS {
        rows.push(row(kind.to_string(), &dialects, |dialect| dialect.strategy(kind, &[])));
        for form in forms(kind, &dialects) {
            let name = format!("{kind}, {}", form.replace('_', " "));
            rows.push(row(name, &dialects, |dialect| dialect.strategy(kind, &[&form])));
        }
    }
    Ok(format!("{}\n{LEGEND}", aligned(&rows)))
}

fn ages(library: &Library, name: &str) -> Result<Ages, DialectError> {
    library.versions(name)?.iter().map(|version| library.dialect(&format!("{name}@{version}"))).collect()
}

/// The forms of a kind that some dialect has a strategy of its own for.
fn forms(kind: &str, dialects: &[Ages]) -> BTreeSet<String> {
    let keys = dialects.iter().flatten().flat_map(|dialect| dialect.manifest.strategies.keys());
    keys.filter_map(|key| key.strip_prefix(kind)?.strip_prefix('.')).map(str::to_string).collect()
}

fn row<'d>(name: String, dialects: &'d [Ages], strategy: impl Fn(&'d Dialect) -> &'d Strategy) -> Vec<String> {
    std::iter::once(name).chain(dialects.iter().map(|ages| cell(ages, &strategy))).collect()
}

/// What a dialect does, and from which version on it does something else.
fn cell<'d>(ages: &'d [Dialect], strategy: &impl Fn(&'d Dialect) -> &'d Strategy) -> String {
    let mut parts: Vec<(&str, String)> = Vec::new();
    for dialect in ages {
        let does = word(strategy(dialect));
        match parts.last() {
            None => parts.push((does, does.to_string())),
            Some((last, _)) if *last == does => {}
            Some(_) => parts.push((does, format!("{does} from {}", dialect.version))),
        }
    }
    match parts.as_slice() {
        [("no", _), rest @ ..] if !rest.is_empty() => rest.iter(),
        all => all.iter(),
    }
    .map(|(_, text)| text.as_str())
    .collect::<Vec<_>>()
    .join(", ")
}

fn word(strategy: &Strategy) -> &'static str {
    match strategy {
        Strategy::Native | Strategy::Alter => "yes",
        Strategy::Rebuild => "rebuild",
        Strategy::Emulate(_) => "by other means",
        Strategy::Omit(_) => "left out",
        Strategy::Unsupported { .. } => "no",
    }
}

/// A table of Markdown whose columns are aligned in its text too.
fn aligned(rows: &[Vec<String>]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).map(|(cell, &width)| format!(" {cell:<width$} |"));
        format!("|{}\n", padded.collect::<String>())
    };
    let rule: String = widths.iter().map(|width| format!("{}|", "-".repeat(width + 2))).collect();
    let body: String = rows[1..].iter().map(|row| line(row)).collect();
    format!("{}|{rule}\n{body}", line(&rows[0]))
}
