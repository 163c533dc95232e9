//! What a bundle holds of one database: for each dialect scripts whole and per revision, up and down, and queries.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::dialect::Dialect;
use crate::graph::Route;
use crate::project::{Failure, Project};
use crate::render::{Mode, Page, Policy, Renderer};
use crate::revision::RevisionId;
use crate::source::LongText;

use super::super::findings::Findings;
use super::super::globals::Globals;
use super::super::journey::Ticket;
use super::super::script::{self, Written};
use super::super::script_args::{ScriptArgs, ScriptChoice, label};
use super::super::way::{opposite, values};
use super::Args;
use super::contents::Contents;
use super::origin::{Digested, Origin, digested, origins};

/// What a bundle holds of one database.
#[derive(Serialize)]
pub(super) struct Share {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) database: Option<String>,
    /// The version rows that the upgrade starts from; none at base.
    pub(super) from: Vec<RevisionId>,
    pub(super) to: Vec<RevisionId>,
    /// The values that texts of the revisions are filled with, each as `name=value`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
    /// What the history starts from.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<Digested>,
    /// In the order of the upgrade.
    pub(super) revisions: Vec<Origin>,
    pub(super) dialects: Vec<Scripts>,
}

/// The scripts for one dialect.
#[derive(Serialize)]
pub(super) struct Scripts {
    dialect: String,
    version: String,
    /// Where they are, from the top of the bundle.
    pub(super) folder: String,
    /// The version rows that the scripts of the way back lead to, as far as there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) downgrade_to: Option<Vec<RevisionId>>,
    /// Why the way back does not lead to where the upgrade starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) irreversible: Option<String>,
    /// Whether the scripts look where the database is.
    pub(super) mode: Mode,
    /// The other rules of the house.
    rules: Policy,
    /// The dialect for people.
    #[serde(skip)]
    pub(super) title: String,
    /// The command that runs a FILE of queries.
    #[serde(skip)]
    pub(super) run: String,
    /// What the headers of the whole scripts say of running them.
    #[serde(skip)]
    pub(super) advice: String,
    #[serde(skip)]
    pub(super) advice_back: Option<String>,
}

/// Adds the files of one database.
pub(super) fn write(
    project: &Project,
    route: &Route,
    args: &Args,
    (globals, findings): (&Globals, &mut Findings),
    contents: &mut Contents,
) -> Result<Share, Failure> {
    let dialects = project.dialects(&mut findings.files, &mut findings.diagnostics)?;
    let all = ScriptArgs::of_all(args.dialect.as_deref(), &args.choice);
    let targets = all.targets(&dialects, findings)?;
    let Written { scripts, advice, queries } = script::run(project, route, &all, globals, findings)?;
    let database = project.config.settings.database.clone();
    let baseline = project.config.baseline.as_ref();
    let mut written = Vec::with_capacity(targets.len());
    let wholes = scripts.into_iter().zip(advice).zip(queries);
    for (dialect, ((script, advice), queries)) in targets.iter().zip(wholes) {
        let folder: PathBuf = database.iter().cloned().chain([label(dialect, &targets)]).collect();
        let mut shelf = Shelf {
            project,
            dialect,
            choice: &args.choice,
            folder: folder.to_string_lossy().replace('\\', "/"),
            contents,
        };
        shelf.add("upgrade.sql", script.text);
        shelf.add("verify_before.sql", queries.before());
        shelf.add("verify_after.sql", queries.after());
        shelf.add("verify.sql", queries.whole().text);
        findings.errors_of(|findings| shelf.each("upgrade", route, globals, findings))?;
        let back = shelf.back(route, globals, findings)?;
        let environment = all.environment(project, &dialects, dialect)?;
        written.push(Scripts {
            dialect: dialect.name().to_string(),
            version: dialect.version.to_string(),
            folder: shelf.folder,
            downgrade_to: back.to,
            irreversible: back.irreversible,
            mode: environment.mode,
            rules: environment.policy.clone(),
            title: dialect.title(),
            run: Renderer::new(dialect, &environment).page(Page::Run)?,
            advice,
            advice_back: back.advice,
        });
    }
    let ticket = Ticket { project, files: &findings.files, dialects: &dialects, dialect: &targets[0], globals };
    Ok(Share {
        database,
        from: route.start.iter().cloned().collect(),
        to: route.end().iter().cloned().collect(),
        values: values(ticket, route),
        baseline: baseline.map(|file| digested(project, Path::new(&file.value))).transpose()?,
        revisions: origins(ticket, route)?,
        dialects: written,
    })
}

/// Where the scripts of a dialect lie.
struct Shelf<'a> {
    project: &'a Project,
    dialect: &'a Dialect,
    choice: &'a ScriptChoice,
    folder: String,
    contents: &'a mut Contents,
}

/// The way back.
#[derive(Default)]
struct Back {
    /// Where it leads to.
    to: Option<Vec<RevisionId>>,
    irreversible: Option<String>,
    /// What the header of its script says, if there is one.
    advice: Option<String>,
}

impl Shelf<'_> {
    fn add(&mut self, name: &str, text: impl Into<LongText>) {
        self.contents.add(format!("{}/{name}", self.folder), text);
    }

    /// Adds a script for each revision.
    fn each(&mut self, folder: &str, route: &Route, globals: &Globals, findings: &mut Findings) -> Result<(), Failure> {
        let args = ScriptArgs::of(self.dialect, Some(PathBuf::new()), self.choice);
        for file in script::run(self.project, route, &args, globals, findings)?.scripts {
            self.add(&format!("{folder}/{}", file.path.display()), file.text);
        }
        Ok(())
    }

    /// Adds the way back: whole and per revision; per revision as far as it goes, where one of them is irreversible.
    fn back(&mut self, route: &Route, globals: &Globals, findings: &mut Findings) -> Result<Back, Failure> {
        let Some(mut way) = opposite(self.project, route) else { return Ok(Back::default()) };
        let mut back = Back::default();
        let args = ScriptArgs::of(self.dialect, None, self.choice);
        let mut whole = Written::default();
        let stop = findings.irreversible_in(self.project, |findings| {
            whole = script::run(self.project, &way, &args, globals, findings)?;
            Ok(())
        })?;
        if let Some((revision, reason)) = stop {
            let (folder, code) = (&self.folder, Code("irreversible"));
            let note = Diagnostic::new(Severity::Note, code, format!("`{folder}` has no `downgrade.sql`: {reason}"));
            findings.diagnostics.push(note);
            back.irreversible = Some(reason);
            let reached = way.steps.iter().position(|step| step.revision.as_str() == revision);
            way.steps.truncate(reached.unwrap_or_default());
        } else if let (Some(script), Some(advice)) = (whole.scripts.pop(), whole.advice.pop()) {
            self.add("downgrade.sql", script.text);
            back.advice = Some(advice);
        }
        if !way.steps.is_empty() {
            back.to = Some(way.end().iter().cloned().collect());
            findings.errors_of(|findings| self.each("downgrade", &way, globals, findings))?;
        }
        Ok(back)
    }
}
