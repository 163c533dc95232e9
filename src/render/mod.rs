//! Transitions to statements for one dialect. Knows templates and layouts, not how to read SQL back.

mod block_text;
mod client_lines;
mod deletes;
mod filters;
mod followers;
mod locks;
pub mod lower;
pub mod notes;
mod page;
mod physical;
mod physical_routine;
mod policy;
mod receipt;
pub mod script;
mod statement;
mod template;
mod verify;

use std::sync::Arc;

pub use page::Page;
pub use physical::{Physical, PhysicalTable};
pub use physical_routine::PhysicalRoutine;
pub use policy::{Policy, Refused};
pub use receipt::{Receipt, WORDS, check_statement};
pub use script::{Environment, Guard, Mode, Script, ScriptWriter};
pub use statement::{Block, Part, Statement};
pub use template::{TemplateError, Templates};

use crate::catalog::QualifiedName;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::dialect::Dialect;
use crate::graph;
use crate::operation::{Op, Operation, Target};
use crate::plan::{Step, Transition};
use crate::revision::Direction;
use client_lines::client_line;
use lower::{Call, Clause, Group, Lowering, Way, dependants};

/// Renders steps for one dialect.
pub struct Renderer<'a> {
    dialect: &'a Dialect,
    environment: &'a Environment,
    templates: Templates,
    receipts: Option<receipt::Printer>,
    limits: Vec<policy::StatementLimit>,
}

/// The file of a revision, as its block names it.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'a> {
    /// Its name.
    pub file: &'a str,
    /// The digest of its text, where the receipt holds it; else empty.
    pub digest: &'a str,
    /// Whether nothing of it is run: only version rows change.
    pub stamp: bool,
}

impl<'a> Leaf<'a> {
    /// A file whose digest nobody asks for.
    pub fn new(file: &'a str) -> Self {
        Self { file, digest: "", stamp: false }
    }
}

impl<'a> Renderer<'a> {
    /// A renderer with the templates of the dialect.
    pub fn new(dialect: &'a Dialect, environment: &'a Environment) -> Self {
        let receipts = environment.receipt.as_ref().map(|receipt| receipt::Printer::new(receipt, dialect));
        let mut templates = Templates::new(dialect, environment);
        templates.set("policy", environment.policy.clone());
        let limits = environment.policy.statement_limits(environment.mode, dialect);
        Self { dialect, environment, templates, receipts, limits }
    }

    /// The templates.
    pub fn templates(&self) -> &Templates {
        &self.templates
    }

    /// Renders a step with its text. `first` says whether it is the first of its script.
    pub fn rendered(&self, step: Arc<Step>, rows: &graph::Step, leaf: Leaf<'_>, first: bool) -> RenderedBlock {
        let mut diagnostics = Diagnostics::new();
        let block = self.block(step, &mut diagnostics);
        let text = self.text(&block, leaf, rows, first);
        RenderedBlock { block, text, diagnostics }
    }

    /// Renders a step. What the dialect cannot do is reported at the YAML line.
    pub fn block(&self, step: Arc<Step>, diagnostics: &mut Diagnostics) -> Block {
        let lowering = Lowering { dialect: self.dialect, step: &step };
        let (groups, mut refusals) = lower::groups(&lowering);
        refusals.extend(lower::check_names(&lowering));
        refusals.extend(lower::check_name_limits(&lowering));
        if refusals.is_empty() {
            lower::check_way_back(&lowering).into_iter().for_each(|found| diagnostics.push(found));
        }
        for refusal in refusals {
            diagnostics.push(refusal.into_diagnostic(&step));
        }
        refuse_version_schema(&step, &self.environment.version_table, diagnostics);
        let mut writer = BlockWriter {
            renderer: self,
            lowering,
            groups: &groups,
            diagnostics,
            parts: Vec::new(),
            rebuilt: Vec::new(),
            checked: Vec::new(),
            recreated: Vec::new(),
        };
        writer.write();
        let BlockWriter { parts, rebuilt, mut checked, recreated, .. } = writer;
        if !rebuilt.is_empty() && self.dialect.fact("rebuild_disables_cascade").is_some() {
            let (mode, manual) = (self.environment.mode, self.dialect.manual("deletes"));
            checked.extend(deletes::beside_rebuild(&step, mode, manual, diagnostics));
        }
        let checked = at_the_end(&step, checked);
        let block = Block { step, parts, rebuilt, checked, recreated };
        if !self.limits.is_empty() {
            policy::check_statements(&self.limits, &block, diagnostics);
        }
        block
    }
}

/// Whether foreign keys are dropped before a change and made again after it.
fn steps_aside(calls: &[Call]) -> bool {
    let drops = |call: &Call| {
        call.template == "drop_constraint" || matches!(call.context.clauses.as_slice(), [Clause::DropConstraint { .. }])
    };
    calls.len() > 1 && calls.first().is_some_and(drops)
}

/// Whether an operation of another kind takes grants away or gives them again.
fn grants_beside(calls: &[Call]) -> bool {
    let is_grant = |call: &&Call| matches!(call.template.as_str(), "grant" | "revoke");
    calls.iter().any(|call| is_grant(&call)) && !calls.iter().all(|call| is_grant(&call))
}

/// The tables, each as it was called after a transition, by their names at the end of the step; without those that are gone.
fn at_the_end(step: &Step, tables: Vec<(usize, QualifiedName)>) -> Vec<QualifiedName> {
    let mut names: Vec<QualifiedName> = Vec::new();
    for (from, mut table) in tables {
        for transition in &step.transitions[from + 1..] {
            if let (Operation::RenameTable(op), Target::Table(old)) =
                (transition.operation.as_ref(), transition.operation.target())
                && old == table
            {
                table = old.renamed(&op.to);
            }
        }
        let exists = step.transitions.last().is_some_and(|last| last.after.find_table(&table).is_some());
        if exists && !names.contains(&table) {
            names.push(table);
        }
    }
    names
}

/// What of a changed table a dependant reads, in words.
fn read_part(lowering: &Lowering<'_>, group: &Group) -> String {
    let transition = lowering.transition(group.transitions[0]);
    match (&group.way, transition.operation.as_ref()) {
        (Way::Rebuild(table), _) => table.to_string(),
        (_, Operation::AlterColumn(op)) => format!("{}.{}", QualifiedName::new(&op.schema, &op.table), op.column),
        (_, Operation::RenameColumn(op)) => format!("{}.{}", QualifiedName::new(&op.schema, &op.table), op.column),
        (_, Operation::DropColumn(op)) => format!("{}.{}", QualifiedName::new(&op.schema, &op.table), op.column),
        (_, operation) => match operation.target() {
            Target::Table(name)
            | Target::Rows(name)
            | Target::View(name)
            | Target::Sequence(name)
            | Target::Enum(name)
            | Target::Routine(name)
            | Target::Domain(name)
            | Target::Type(name)
            | Target::Policy(name, _)
            | Target::Grants(name)
            | Target::Trigger(name, _) => name.to_string(),
            Target::Schema(name) | Target::Extension(name) => name.to_string(),
            Target::Anything => "what changes".to_string(),
        },
    }
}

/// Every script makes the schema of the version table and expects it under its name.
fn refuse_version_schema(step: &Step, versions: &QualifiedName, diagnostics: &mut Diagnostics) {
    for transition in &step.transitions {
        let touched = match transition.operation.as_ref() {
            Operation::RenameSchema(op) => vec![&op.name, &op.to],
            Operation::CreateSchema(op) => vec![&op.name],
            Operation::DropSchema(op) => vec![&op.name],
            _ => continue,
        };
        let Some(schema) = touched.into_iter().find(|name| versions.schema.as_ref() == Some(name)) else { continue };
        let message =
            format!("schema `{schema}` holds the version table `{versions}`, which every script makes and reads");
        let help = "leave the schema out of the revisions, or choose another under `version_table` in sqlgen.yaml";
        let diagnostic = Diagnostic::error(Code("version-schema"), message);
        diagnostics.push(diagnostic.at(transition.origin.file, transition.origin.key, "").help(help));
    }
}

/// A block with its text and what was found about it.
pub struct RenderedBlock {
    /// The block.
    pub block: Block,
    /// Its text.
    pub text: Result<String, TemplateError>,
    /// What was found.
    pub diagnostics: Diagnostics,
}

struct BlockWriter<'a> {
    renderer: &'a Renderer<'a>,
    lowering: Lowering<'a>,
    groups: &'a [Group],
    diagnostics: &'a mut Diagnostics,
    parts: Vec<Part>,
    rebuilt: Vec<String>,
    /// Tables whose keys have to be checked, and the transition after which they have this name.
    checked: Vec<(usize, QualifiedName)>,
    recreated: Vec<String>,
}

impl BlockWriter<'_> {
    fn write(&mut self) {
        let mut left = self.lowering.step.left_alone.iter().peekable();
        for placed in lower::place_dependants(&self.lowering, self.groups) {
            let (dependants::Placed::Group(group)
            | dependants::Placed::Elsewhere(group, _)
            | dependants::Placed::Drop { group, .. }
            | dependants::Placed::Create { group, .. }) = &placed;
            let first = self.groups[*group].transitions[0];
            while let Some(note) = left.next_if(|note| note.position <= first) {
                self.left_alone(note);
            }
            self.placed(placed);
        }
        for note in left {
            self.left_alone(note);
        }
    }

    fn left_alone(&mut self, note: &crate::plan::LeftAlone) {
        let comment = format!("line {}, undone: {}", note.origin.line, note.reason);
        self.parts.push(Part { comments: vec![comment], statements: Vec::new() });
    }

    fn placed(&mut self, placed: dependants::Placed) {
        use dependants::{Dependant, Placed};
        let say = |dependant: &Dependant| match dependant {
            Dependant::View(name) => format!("view {name}"),
            Dependant::Trigger(_, name) => format!("trigger {name}"),
            Dependant::Routine(key) => format!("routine {key}"),
            Dependant::Policy(_, name) => format!("policy {name}"),
        };
        match placed {
            Placed::Group(index) => self.group(index),
            Placed::Elsewhere(index, note) => {
                let comments = self.comments(index, Some(note));
                self.parts.push(Part { comments, statements: Vec::new() });
            }
            Placed::Drop { dependant, group, back, calls } => {
                let first = self.groups[group].transitions[0];
                let line = self.lowering.transition(first).origin.line;
                let what = match self.lowering.transition(first).operation.target() {
                    Target::View(_) | Target::Trigger(..) | Target::Routine(_) => "put back below".to_string(),
                    _ => match back {
                        Some(back) => format!(
                            "line {} puts it back",
                            self.lowering.transition(self.groups[back].transitions[0]).origin.line
                        ),
                        None => "put back below".to_string(),
                    },
                };
                // Privileges are granted on views, not on triggers.
                if let Dependant::View(_) = dependant {
                    self.recreated.push(say(&dependant));
                }
                let verb = match self.lowering.transition(first).operation.target() {
                    Target::Routine(_) => "needs",
                    _ if matches!(dependant, Dependant::Routine(_)) => "takes or returns",
                    _ => "reads",
                };
                let comment = format!(
                    "line {line}: {} {verb} {}; {what}",
                    say(&dependant),
                    read_part(&self.lowering, &self.groups[group])
                );
                self.call(vec![comment], calls, first);
            }
            Placed::Create { dependant, group, own, calls } => {
                let first = self.groups[group].transitions[0];
                let comments = if own {
                    self.comments(group, None)
                } else {
                    let line = self.lowering.transition(first).origin.line;
                    vec![format!("line {line}: {} is put back", say(&dependant))]
                };
                self.call(comments, calls, first);
            }
        }
    }

    fn group(&mut self, index: usize) {
        let group = &self.groups[index];
        let first = group.transitions[0];
        match self.lowering.calls(group) {
            Ok(calls) => {
                let rebuilds = calls.iter().filter(|call| call.template == "rebuild_table");
                let rebuilt: Vec<QualifiedName> = rebuilds.filter_map(|call| call.context.table.clone()).collect();
                for table in rebuilt {
                    let last = *group.transitions.last().expect("a group is never empty");
                    let after = &self.lowering.transition(last).after;
                    let near = std::iter::once(&table).chain(after.referrers(&table));
                    self.checked.extend(near.map(|name| (last, name.clone())));
                    self.rebuilt.push(table.to_string());
                }
                let note = match &group.way {
                    Way::Omit(note) => Some(note.clone()),
                    Way::Rebuild(_) if group.transitions.len() > 1 => {
                        Some("all in one rebuild of the table".to_string())
                    }
                    Way::Rebuild(_) => Some("rebuilds the table".to_string()),
                    Way::Native | Way::Alter(_) | Way::EnumColumns if steps_aside(&calls) => {
                        Some("foreign keys over its columns are dropped and made again".to_string())
                    }
                    Way::Native if self.lowering.transition(first).operation.chunk().is_some() => {
                        self.renderer.dialect.fact("one_part").map(str::to_string)
                    }
                    Way::Native if grants_beside(&calls) => Some("what is granted on it goes along".to_string()),
                    Way::Alter(_) if group.transitions.len() > 1 => Some("all in one change of the table".to_string()),
                    Way::Native | Way::Alter(_) | Way::EnumColumns => None,
                };
                let replaces = calls.iter().filter(|call| !call.context.in_place);
                let gone =
                    replaces.filter_map(|call| call.context.routine.as_ref().and(call.context.old_routine.as_ref()));
                self.recreated.extend(gone.map(|old| format!("{} {}", old.kind, old.name)).collect::<Vec<_>>());
                let comments = self.comments(index, note.as_deref());
                self.call(comments, calls, first);
            }
            Err(refusal) => self.diagnostics.push(refusal.into_diagnostic(self.lowering.step)),
        }
    }

    /// The comment of a group: a line for each operation, the note behind the last.
    fn comments(&self, index: usize, note: Option<&str>) -> Vec<String> {
        let group = &self.groups[index];
        let mut lines: Vec<String> = Vec::new();
        for at in &group.transitions {
            let transition = self.lowering.transition(*at);
            lines.extend(transition.comment.iter().flat_map(|comment| comment.lines()).map(str::to_string));
            lines.push(self.comment(transition));
        }
        if let (Some(note), Some(last)) = (note, lines.last_mut()) {
            let text =
                if matches!(group.way, Way::Omit(_)) { format!("{last}: {note}") } else { format!("{last} ({note})") };
            *last = text;
        }
        lines
    }

    fn comment(&self, transition: &Transition) -> String {
        let undone = self.lowering.step.direction == Direction::Downgrade && transition.derived;
        let mark = if undone { ", undone" } else { "" };
        format!("line {}{mark}: {}", transition.origin.line, transition.operation.summary())
    }

    fn call(&mut self, comments: Vec<String>, calls: Vec<Call>, transition: usize) {
        let origin = self.lowering.transition(transition).origin;
        let transactional = self.lowering.transition(transition).transactional;
        let mut statements = Vec::new();
        for call in calls {
            match self.renderer.templates.statements(&call.template, &call.context) {
                Ok(printed) => statements.extend(printed.into_iter().map(|printed| Statement {
                    sql: printed.sql,
                    transactional: printed.transactional && transactional,
                    alone: printed.alone,
                    ends_batch: printed.ends_batch,
                    aside: printed.aside,
                    origin,
                    transition,
                })),
                Err(error) => {
                    let diagnostic = match error.refused {
                        Some(manual) => {
                            let title = &self.renderer.dialect.manifest.title;
                            let message = format!("{title} cannot do this: {}", error.message);
                            let help = "write it per dialect, or give the operation a `dialects:` filter beside it";
                            Diagnostic::error(Code("unsupported"), message).note(format!("see {manual}")).help(help)
                        }
                        None => {
                            let message = format!("template {}: {}", error.place, error.message);
                            Diagnostic::error(Code("template"), message)
                                .help("mend the template, or remove the folder that overrides it")
                        }
                    };
                    self.diagnostics.push(diagnostic.at(origin.file, origin.key, ""));
                }
            }
        }
        let dialect = self.renderer.dialect;
        for line in statements.iter().filter_map(|statement| client_line(dialect, &statement.sql)) {
            self.diagnostics.push(client_lines::diagnostic(dialect, line).at(origin.file, origin.key, ""));
        }
        self.parts.push(Part { comments, statements });
    }
}
