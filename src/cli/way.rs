//! What is said of a route: the commands that go it and back, and that there is nothing to do.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::dialect::Dialect;
use crate::graph::{Direction, Route, VersionRows};
use crate::plan;
use crate::project::{Dialects, Project, Settings};
use crate::render::Receipt;
use crate::render::script::rows_text;
use crate::revision::RevisionId;

use super::journey::Ticket;

/// The name of the command that goes a route.
pub(super) fn word(route: &Route) -> &'static str {
    match route.direction {
        Direction::Up => "upgrade",
        Direction::Down => "downgrade",
    }
}

/// The command that goes a route and no other, without the program's name.
pub(super) fn command(project: &Project, route: &Route) -> String {
    let chosen = chosen(&project.config.settings);
    format!("{} {}:{} --sql{chosen}", word(route), rows_text(&route.start), target(project, route))
}

/// The options that choose an environment and give values, with a blank before each.
pub(super) fn chosen(settings: &Settings) -> String {
    let database = settings.database.iter().map(|name| format!(" -n {}", typed(name)));
    let environment = settings.environment.iter().map(|name| format!(" --env {}", typed(name)));
    let given = settings.given.iter().map(|(name, value)| format!(" -x {name}={}", typed(value)));
    database.chain(environment).chain(given).collect()
}

/// The option that chooses a dialect, with a blank before it; nothing for the project's own.
pub(super) fn dialect_option(dialects: &Dialects, dialect: &Dialect) -> String {
    let usual = dialects.default.as_ref().is_some_and(|usual| usual.title() == dialect.title());
    if usual { String::new() } else { format!(" --dialect {}@{}", dialect.name(), dialect.version) }
}

/// The values that fill the texts of a route's revisions, of those before them and of receipts, as they would be given.
pub(super) fn values(ticket: Ticket<'_>, route: &Route) -> Vec<String> {
    let project = ticket.project;
    let receipts = project.config.receipt.iter().flat_map(Receipt::values);
    let mut found: BTreeSet<(String, String)> = receipts.map(|(name, value)| (name.clone(), value.clone())).collect();
    if project.graph.iter().any(|entry| !entry.header.variables.is_empty()) {
        let before = project.graph.upgrade_from(&VersionRows::base(), &rows_text(&route.start));
        let before = before.map_or_else(|_| Vec::new(), |before| before.steps);
        let ids = before.iter().chain(&route.steps).map(|step| &step.revision);
        match project.config.settings.database {
            None => found.extend(project.values(ids)),
            Some(_) => found.extend(ids.flat_map(|id| used(ticket, id))),
        }
    }
    found.into_iter().map(|(name, value)| format!("{name}={}", typed(&value))).collect()
}

/// The variables that a revision asks for in its part for the chosen database.
fn used(ticket: Ticket<'_>, id: &RevisionId) -> Vec<(String, String)> {
    let Ticket { project, files, dialects, dialect, .. } = ticket;
    let source = project.source(id);
    match source.variables.is_empty() {
        true => Vec::new(),
        false => plan::read(files, &source, &dialects.context(dialect), dialect).used,
    }
}

/// A word as a shell takes it, in one line.
pub(super) fn typed(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_string();
    }
    // A dollar could end the quotes of a block that the word gets into.
    if !word.contains(|c: char| c.is_control() || c == '$') {
        return format!("'{}'", word.replace('\'', "'\\''"));
    }
    let escaped = |c: char| match c {
        '\'' | '\\' => format!("\\{c}"),
        '$' => r"\x24".to_string(),
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    };
    format!("$'{}'", word.chars().map(escaped).collect::<String>())
}

/// How the end of a route is said. A downgrade to one revision leaves other branches where they are; `,base` beside it
/// means nothing else stays.
fn target(project: &Project, route: &Route) -> String {
    let end = rows_text(route.end());
    let graph = &project.graph;
    let is_line = graph.branch_points().next().is_none() && graph.bases().nth(1).is_none();
    if route.direction == Direction::Up || is_line || graph.downgrade_from(&route.start, &end).as_ref() == Ok(route) {
        return end;
    }
    format!("{end},base")
}

/// The route back.
pub(super) fn opposite(project: &Project, route: &Route) -> Option<Route> {
    let (from, to) = (route.end(), rows_text(&route.start));
    let back = match route.direction {
        Direction::Down => project.graph.upgrade_from(from, &to).ok(),
        Direction::Up => [to.clone(), format!("{to},base")]
            .iter()
            .filter_map(|to| project.graph.downgrade_from(from, to).ok())
            .find(|back| *back.end() == route.start && back.steps.len() == route.steps.len()),
    };
    back.filter(|back| *back.end() == route.start)
}

/// The note that a range holds no revision.
pub(super) fn nothing_to_do(project: &Project, route: &Route) -> Diagnostic {
    if project.graph.is_empty() {
        let message = "nothing to do: the project has no revisions yet";
        let diagnostic = Diagnostic::new(Severity::Note, Code("nothing-to-do"), message);
        return diagnostic.help("`sqlgen revision -m \"what changes\"` writes the first one");
    }
    let message = format!("nothing to do: a database at `{}` is there already", rows_text(&route.start));
    Diagnostic::new(Severity::Note, Code("nothing-to-do"), message).note("no script is written")
}

#[cfg(test)]
mod tests {
    use super::typed;

    #[test]
    fn words_stay_in_one_line() {
        let words = ["app", "", "it's", "a b", "a\n'b\\", "x=1;--", "$guard$;"];
        assert_eq!(
            words.map(typed),
            ["app", "''", r"'it'\''s'", "'a b'", r"$'a\n\'b\\'", "'x=1;--'", r"$'\x24guard\x24;'"]
        );
    }
}
