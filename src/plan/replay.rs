//! Folds operations into catalogs, revision by revision: every transition with the state before and after it.

use std::sync::Arc;

use super::options;
use super::undo::{self, CannotUndo, Undo};
use super::{Bindings, LeftAlone, Naming, Origin, Raw, Step, Transition, Variable, name_columns};
use crate::catalog::{Catalog, Conflict, Table};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::dialect::Dialect;
use crate::operation::{self, Op, Operation};
use crate::revision::{
    Attached, Attachments, Databases, Direction, Downgrade, Header, Item, Operations, Reading, Values, declared,
    read_operations, written_at,
};
use crate::source::yaml::{self, Node, ReadContext};
use crate::source::{FileId, Files, Span};
use crate::sql::{self, Piece, Syntax};

/// A revision that can be read again for a dialect.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its header.
    pub header: Arc<Header>,
    /// Its file.
    pub file: FileId,
    /// The variables that it declares.
    pub variables: Vec<Variable>,
    /// The databases of a project that has several.
    pub databases: Option<Arc<Databases>>,
    /// The files that it may name.
    pub attachments: Option<SharedAttachments>,
}

/// Files that revisions may name, for every thread that reads.
pub type SharedAttachments = Arc<dyn Attachments + Send + Sync>;

/// The operations of a revision, read before their turn.
#[derive(Debug)]
pub struct Read {
    operations: Option<Operations>,
    /// The variables that its texts and conditions ask for, with their values.
    pub used: Vec<(String, String)>,
    /// What was wrong with them.
    pub diagnostics: Diagnostics,
}

/// Reads the operations of a revision.
pub fn read(files: &Files, source: &Source, context: &ReadContext, dialect: &Dialect) -> Read {
    let mut diagnostics = Diagnostics::new();
    let (text, file) = (files.text(source.file), source.file);
    let bindings = bindings(source, dialect, &mut diagnostics);
    if diagnostics.has_errors() {
        return Read { operations: None, used: Vec::new(), diagnostics };
    }
    let values = bindings.as_ref().map(|bindings| bindings as &dyn Values);
    let attachments = source.attachments.as_deref().map(|found| (found as &dyn Attachments, files.name(file)));
    let reading = Reading { values, databases: source.databases.as_deref(), attachments };
    let operations = read_operations(text, file, context, reading, &mut diagnostics);
    let used = bindings.map_or_else(Vec::new, |bindings| bindings.into_used().collect());
    Read { operations, used, diagnostics }
}

/// The values of the variables of a revision, if it declares any.
fn bindings(source: &Source, dialect: &Dialect, diagnostics: &mut Diagnostics) -> Option<Bindings> {
    for variable in source.variables.iter().filter(|variable| variable.value.is_none()) {
        let message = format!("the variable `{}` has no value", variable.name);
        let diagnostic = Diagnostic::error(Code("no-value"), message).at(source.file, variable.span, "");
        diagnostics.push(diagnostic.help(variable.help.clone()));
    }
    let value = |variable: &Variable| Some((variable.name.clone(), variable.value.clone()?));
    let dialect = (!source.variables.is_empty()).then(|| Arc::new(dialect.clone()))?;
    Some(Bindings::new(source.variables.iter().filter_map(value).collect(), Some(&dialect)))
}

/// The state of a replay for one dialect.
#[derive(Debug)]
pub struct Replay<'a> {
    files: &'a Files,
    dialect: &'a Dialect,
    context: ReadContext,
    naming: Naming,
    syntax: Syntax,
    catalog: Catalog,
    /// What operations would have brought that could not be read or done.
    unread: Vec<String>,
}

/// The downgrade of one revision, worked out on the way up.
#[derive(Debug)]
pub struct Undoing {
    source: Source,
    undo: Vec<Undo>,
    /// The state before the upgrade, where it has views, triggers or routines: a long history must not keep every state.
    before: Option<Box<Catalog>>,
    /// Tables before the upgrade, where parts of them are made again: in which order they had them.
    orders: Vec<Arc<Table>>,
}

/// An operation of a downgrade that the state does not allow.
struct Impossible {
    operation: Operation,
    origin: Origin,
    conflict: Conflict,
}

impl Read {
    /// The files that the revision names.
    pub fn attached(&self) -> &[Attached] {
        self.operations.as_ref().map_or(&[], |operations| &operations.attached)
    }
}

impl<'a> Replay<'a> {
    /// Starts from a catalog.
    pub fn new(files: &'a Files, dialect: &'a Dialect, context: ReadContext, naming: Naming, start: Catalog) -> Self {
        Self { files, dialect, context, naming, syntax: raw_syntax(dialect), catalog: start, unread: Vec::new() }
    }

    /// The state reached.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Applies a revision and gives what it did.
    pub fn upgrade(&mut self, source: &Source, diagnostics: &mut Diagnostics) -> Step {
        let read = read(self.files, source, &self.context, self.dialect);
        self.upgrade_read(source, read, diagnostics)
    }

    /// Applies a revision that was read ahead.
    pub fn upgrade_read(&mut self, source: &Source, read: Read, diagnostics: &mut Diagnostics) -> Step {
        self.forward(source, read, diagnostics).0
    }

    /// Applies a revision and works out what undoes it; none, with a message, if nothing does.
    pub fn prepare(&mut self, source: &Source, diagnostics: &mut Diagnostics) -> Option<Undoing> {
        let read = read(self.files, source, &self.context, self.dialect);
        self.prepare_read(source, read, diagnostics)
    }

    /// The same for a revision that was read ahead.
    pub fn prepare_read(&mut self, source: &Source, read: Read, diagnostics: &mut Diagnostics) -> Option<Undoing> {
        let texts = self.catalog.has_texts();
        let before = self.catalog.clone();
        let (step, undo) = self.forward(source, read, diagnostics);
        match undo {
            Some(Ok(mut undo)) => {
                // There is one for each revision of a long history.
                undo.shrink_to_fit();
                let orders = undo::orders(&undo, &step, &before);
                let before = texts.then(|| Box::new(before));
                Some(Undoing { source: source.clone(), undo, before, orders })
            }
            Some(Err(reason)) => {
                let id = &source.header.revision;
                let span = Span::new(0, self.files.text(source.file).find('\n').unwrap_or(0));
                let message = format!("revision {id} declares itself irreversible: {reason}");
                let diagnostic = Diagnostic::error(Code("irreversible"), message).at(source.file, span, "");
                diagnostics.push(diagnostic.help("choose a target above it"));
                None
            }
            None => None,
        }
    }

    /// Takes a revision back.
    pub fn downgrade(&mut self, undoing: &Undoing, diagnostics: &mut Diagnostics) -> Step {
        self.naming.enter(&undoing.source.header);
        let mut step = Self::step(&undoing.source, Direction::Downgrade, undoing.undo.len());
        // What names something that comes back later waits for it.
        let mut waiting: Vec<Undo> = Vec::new();
        for entry in &undoing.undo {
            match self.revert(entry, &mut step) {
                Ok(()) => {
                    waiting.iter_mut().for_each(|restore| restore.follow(entry));
                    waiting.retain(|entry| self.revert(entry, &mut step).is_err());
                }
                Err(_) if entry.is_derived() => waiting.push(entry.clone()),
                Err(impossible) => self.conflict(impossible.origin, &impossible.conflict, diagnostics),
            }
        }
        for impossible in waiting.iter().filter_map(|entry| self.revert(entry, &mut step).err()) {
            derived_conflict(&impossible, diagnostics);
        }
        for table in &undoing.orders {
            self.catalog.arrange(table);
        }
        // What is as it was before the upgrade was valid then, whatever names seem to have changed under it since.
        if let Some(before) = &undoing.before {
            self.catalog.freshen(before);
        }
        if let Some(last) = step.transitions.last_mut() {
            last.after = self.catalog.clone();
        }
        self.check_stale(&step, diagnostics);
        step
    }

    /// Does one entry of a downgrade, or leaves everything as it is.
    fn revert(&mut self, entry: &Undo, step: &mut Step) -> Result<(), Box<Impossible>> {
        match entry {
            Undo::Nothing { origin, reason } => {
                let (origin, position) = (*origin, step.transitions.len());
                step.left_alone.push(LeftAlone { origin, reason: reason.clone(), position });
                Ok(())
            }
            Undo::Run { operation, origin, derived, accept, transactional, manner } => {
                let mut operation = Operation::clone(operation);
                if derived.is_some() {
                    undo::settle_derived(&mut operation, self.dialect, &self.catalog);
                }
                name_columns(&mut operation, &self.catalog);
                self.naming.complete(&mut operation, self.dialect, &self.catalog);
                let before = self.catalog.clone();
                let settled = options::settle(&mut operation, self.dialect);
                let applied = settled
                    .and_then(|()| operation::apply(&operation, *manner, &mut self.catalog))
                    .and_then(|()| options::check_result(&operation, self.dialect, &self.catalog));
                if let Err(conflict) = applied {
                    self.catalog = before;
                    return Err(Box::new(Impossible { operation, origin: *origin, conflict }));
                }
                step.transitions.push(Transition {
                    transactional: *transactional || self.stays(&operation),
                    raw: self.raw(&operation),
                    operation: Arc::new(operation),
                    before,
                    after: self.catalog.clone(),
                    origin: *origin,
                    derived: derived.is_some(),
                    accept: accept.clone(),
                    comment: None,
                    conditional: false,
                    manner: *manner,
                });
                Ok(())
            }
        }
    }

    fn step(source: &Source, direction: Direction, operations: usize) -> Step {
        Step {
            header: Arc::clone(&source.header),
            file: source.file,
            direction,
            transitions: Vec::with_capacity(operations),
            left_alone: Vec::new(),
            written_back: Vec::new(),
            derived_back: Vec::new(),
            irreversible: None,
        }
    }

    fn forward(
        &mut self,
        source: &Source,
        read: Read,
        diagnostics: &mut Diagnostics,
    ) -> (Step, Option<Result<Vec<Undo>, String>>) {
        self.naming.enter(&source.header);
        diagnostics.append(read.diagnostics);
        let Some(Operations { upgrade, downgrade, unread, .. }) = read.operations else {
            return (Self::step(source, Direction::Upgrade, 0), None);
        };
        self.unread.extend(unread);
        let mut step = Self::step(source, Direction::Upgrade, upgrade.len());
        if let Downgrade::Irreversible(reason) = &downgrade {
            step.irreversible = Some(reason.clone());
        }
        let mut applied = Vec::with_capacity(upgrade.len());
        for item in upgrade {
            if !self.is_for_us(&item) {
                continue;
            }
            if let Some(transition) = self.apply(&item, source.file, diagnostics) {
                step.transitions.push(transition);
                applied.push(item);
            }
        }
        self.check_stale(&step, diagnostics);
        let undo = self.undo(&downgrade, &step, &applied, diagnostics);
        if let Some(Ok(undo)) = &undo {
            step.written_back = undo.iter().filter_map(Undo::written).cloned().collect();
            step.derived_back = undo.iter().filter_map(Undo::derived).collect();
        }
        (step, undo)
    }

    fn raw(&self, operation: &Operation) -> Arc<[Raw]> {
        match operation {
            Operation::Sql(op) => {
                let text = op.0.as_str();
                let pieces = sql::statements(text, &self.syntax).into_iter();
                let raw = |(piece, ends_batch): (Piece, bool)| Raw { text: piece.text(text).to_string(), ends_batch };
                pieces.map(raw).collect()
            }
            _ => Arc::new([]),
        }
    }

    fn is_for_us(&self, item: &Item) -> bool {
        item.dialects.as_ref().is_none_or(|names| names.iter().any(|name| self.dialect.chain.contains(name)))
    }

    fn origin(&self, item: &Item, file: FileId) -> Origin {
        Origin { file, key: item.key, line: self.files.line(file, item.key.start) }
    }

    fn apply(&mut self, item: &Item, file: FileId, diagnostics: &mut Diagnostics) -> Option<Transition> {
        let origin = self.origin(item, file);
        let mut operation = item.operation.clone();
        name_columns(&mut operation, &self.catalog);
        self.naming.complete(&mut operation, self.dialect, &self.catalog);
        let before = self.catalog.clone();
        let settled = options::settle(&mut operation, self.dialect);
        let applied = settled
            .and_then(|()| operation::apply(&operation, item.manner, &mut self.catalog))
            .and_then(|()| options::check_result(&operation, self.dialect, &self.catalog));
        if let Err(conflict) = applied {
            self.catalog = before;
            self.conflict(origin, &conflict, diagnostics);
            return None;
        }
        Some(Transition {
            transactional: item.transactional || self.stays(&operation),
            raw: self.raw(&operation),
            operation: Arc::new(operation),
            before,
            after: self.catalog.clone(),
            origin,
            derived: false,
            accept: item.accept.clone(),
            comment: item.comment.clone(),
            conditional: item.conditional,
            manner: item.manner,
        })
    }

    /// Whether an operation stays in the transaction although it is asked to leave it: where nothing but raw SQL has to
    /// leave it, a table that is rebuilt would be lost half way.
    fn stays(&self, operation: &Operation) -> bool {
        let leaving = self.dialect.fact("may_leave_transactions");
        leaving.is_some_and(|kinds| !kinds.split(' ').any(|kind| kind == operation.kind()))
    }

    fn undo(
        &self,
        downgrade: &Downgrade,
        step: &Step,
        applied: &[Item],
        diagnostics: &mut Diagnostics,
    ) -> Option<Result<Vec<Undo>, String>> {
        let file = step.file;
        match downgrade {
            Downgrade::Irreversible(reason) => Some(Err(reason.clone())),
            Downgrade::Written(items) => {
                let wanted = items.iter().filter(|item| self.is_for_us(item));
                Some(Ok(wanted.map(|item| undo::run(item, self.origin(item, file))).collect()))
            }
            Downgrade::Derived => match undo::derive(&step.transitions, applied, |item| self.origin(item, file)) {
                Ok(undo) => Some(Ok(undo)),
                Err(failed) => {
                    for cannot in failed {
                        diagnostics.push(missing_downgrade(&cannot));
                    }
                    None
                }
            },
        }
    }

    /// Reports views, triggers and routines that the step has left without a valid text.
    fn check_stale(&self, step: &Step, diagnostics: &mut Diagnostics) {
        for (kind, name, stale) in self.catalog.stale() {
            let new = |transition: &&Transition| {
                let has =
                    |catalog: &Catalog| catalog.stale().any(|(k, n, why)| k == kind && (n == name || why == stale));
                !has(&transition.before) && has(&transition.after)
            };
            let Some(cause) = step.transitions.iter().find(new) else { continue };
            let what = kind.replace('_', " ");
            let message = format!("{what} `{name}` names `{}` and would no longer be valid", stale.changed);
            let help = format!(
                "give it its new text with `replace_{kind}` later in this revision, or `drop_{kind}` it before"
            );
            let diagnostic = Diagnostic::error(Code("stale-dependant"), message);
            diagnostics.push(diagnostic.at(cause.origin.file, cause.origin.key, "").help(help));
        }
    }

    /// Says why an operation cannot be done, but where that only follows from another one that could not.
    fn conflict(&mut self, origin: Origin, conflict: &Conflict, diagnostics: &mut Diagnostics) {
        let follows =
            conflict.missing.as_ref().is_some_and(|missing| self.unread.iter().any(|name| is_called(missing, name)));
        self.unread.extend(self.declared(origin));
        if follows {
            return;
        }
        let span = self.place(origin, conflict).unwrap_or(origin.key);
        let mut diagnostic = Diagnostic::error(conflict.code, conflict.message.clone()).at(origin.file, span, "");
        diagnostic.help.clone_from(&conflict.help);
        diagnostics.push(diagnostic);
    }

    /// The names that the operation at a place brings.
    fn declared(&self, origin: Origin) -> Vec<String> {
        let text = self.files.text(origin.file);
        let document = yaml::parse(text).ok();
        let body = document.as_ref().and_then(|document| body_at(&document.root, origin.key));
        body.map_or_else(Vec::new, |body| declared(text[origin.key.range()].trim_matches(QUOTES), body))
    }

    /// The bytes that a conflict is about: the file is read again, since operations keep no positions.
    fn place(&self, origin: Origin, conflict: &Conflict) -> Option<Span> {
        let document = yaml::parse(self.files.text(origin.file)).ok()?;
        let body = body_at(&document.root, origin.key)?;
        Some(body.nearest(&written_at(body, &conflict.path)))
    }
}

/// How raw text of a revision is read: as the server reads it, without the commands of a client but those that say where
/// a statement ends.
pub(super) fn raw_syntax(dialect: &Dialect) -> Syntax {
    Syntax::of(dialect).unwrap_or_default().of_texts()
}

const QUOTES: [char; 2] = ['"', '\''];

/// Whether what is missing has this name, in whatever schema and with whatever arguments.
fn is_called(missing: &str, name: &str) -> bool {
    let missing = missing.split('(').next().unwrap_or(missing);
    missing == name || missing.strip_suffix(name).is_some_and(|schema| schema.ends_with('.'))
}

/// The value of the mapping entry whose key stands at `key`.
fn body_at<'n, 't>(node: &'n Node<'t>, key: Span) -> Option<&'n Node<'t>> {
    if let Some(entry) = node.entries().iter().find(|entry| entry.key.span == key) {
        return Some(&entry.value);
    }
    let children = node.entries().iter().map(|entry| &entry.value).chain(node.items());
    children
        .filter(|child| child.span.start <= key.start && key.end <= child.span.end)
        .find_map(|child| body_at(child, key))
}

fn derived_conflict(impossible: &Impossible, diagnostics: &mut Diagnostics) {
    let Impossible { operation, origin, conflict } = impossible;
    let message = format!("the derived downgrade `{}` is impossible: {}", operation.summary(), conflict.message);
    let diagnostic = Diagnostic::error(Code("missing-downgrade"), message).at(origin.file, origin.key, "");
    diagnostics.push(diagnostic.help("write a `downgrade:` for the revision, or beside this operation"));
}

fn missing_downgrade(cannot: &CannotUndo) -> Diagnostic {
    let message = format!("no downgrade can be derived for `{}`: {}", cannot.summary, cannot.reason);
    Diagnostic::error(Code("missing-downgrade"), message)
        .at(cannot.origin.file, cannot.origin.key, "")
        .help("write `downgrade:` beside it: a list of operations, or `{nothing: why}`; or `downgrade: {irreversible: why}` for the revision")
}
