//! The other environments of a project, replayed for what only they would meet.

use std::collections::BTreeSet;
use std::thread;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::graph::{Route, VersionRows};
use crate::project::{Failure, Project};

use super::findings::Findings;
use super::globals::Globals;
use super::journey::{Journey, Ticket};

/// Once a run in the chosen one went well: replays the history in every environment where the texts of its revisions come out differently. Errors say which
/// one they are of.
pub(super) fn rehearse(project: &Project, globals: &Globals, findings: &mut Findings) -> Result<(), Failure> {
    findings.check()?;
    let mut seen = BTreeSet::from([project.variables()]);
    let route = project.graph.upgrade_from(&VersionRows::base(), "heads");
    let Some(route) = route.ok().filter(|_| seen.iter().any(|variables| !variables.is_empty())) else { return Ok(()) };
    let chosen = project.config.settings.environment.as_ref();
    for name in project.config.environments.iter().filter(|name| Some(*name) != chosen) {
        let mut found = Diagnostics::new();
        let Some(other) = project.in_environment(name, &findings.files, &mut found) else { continue };
        let variables = other.variables();
        let missing = variables.iter().find(|(_, value)| value.is_none()).map(|(name, _)| name.clone());
        if let Some(variable) = missing {
            findings.diagnostics.push(left_out(name, &variable));
            continue;
        }
        if seen.insert(variables) {
            replay(&other, &route, globals, findings, &mut found)?;
        }
        findings.diagnostics.append_with(found, &format!("in the environment `{name}`"));
    }
    findings.check()
}

fn replay(
    other: &Project,
    route: &Route,
    globals: &Globals,
    findings: &mut Findings,
    found: &mut Diagnostics,
) -> Result<(), Failure> {
    let dialects = other.dialects(&mut findings.files, found)?;
    for dialect in dialects.default.as_ref().map_or(&dialects.targets[..], std::slice::from_ref) {
        let ticket = Ticket { project: other, files: &findings.files, dialects: &dialects, dialect, globals };
        thread::scope(|scope| {
            let mut journey = Journey::start(scope, ticket, route, found);
            while journey.next(found).is_some() {}
        });
    }
    Ok(())
}

fn left_out(environment: &str, variable: &str) -> Diagnostic {
    let message =
        format!("the environment `{environment}` was not looked at: the variable `{variable}` has no value there");
    let help =
        format!("write it into the project file: `environments: {{{environment}: {{variables: {{{variable}: …}}}}}}`");
    Diagnostic::new(Severity::Note, Code("environment-left-out"), message).help(help)
}
