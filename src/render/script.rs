//! The whole script: header, settings, guard, a block per revision, footer. Layout and wording are templates.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::notes::{NoteKind, Notes};
use super::template::ScriptValues;
use super::{Block, Leaf, Policy, Receipt, Renderer, TemplateError};
use crate::catalog::{Catalog, Name, QualifiedName};
use crate::diagnostic::{Code, Diagnostic};
use crate::dialect::Dialect;
use crate::graph::VersionRows;
use crate::operation::Op;
use crate::revision::{Direction, Header, RevisionId};
use crate::source::{LongText, one_line};

/// Whether the script looks at the database before it changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It refuses a database at another revision.
    Guarded,
    /// It looks at each revision, and leaves out those that the database has already.
    Idempotent,
    /// It does not look: the statements, transactions and version rows only.
    Bare,
}

impl Mode {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Guarded => "guarded",
            Self::Idempotent => "idempotent",
            Self::Bare => "bare",
        }
    }
}

/// What is the same for every script of a project.
#[derive(Debug, Clone, Serialize)]
pub struct Environment {
    /// Whether the script looks first.
    pub mode: Mode,
    /// The table of version rows.
    pub version_table: QualifiedName,
    /// The width of its column.
    pub version_length: u32,
    /// How long to wait for a lock, in seconds; 0 leaves the server's setting.
    pub lock_timeout: u32,
    /// How long a statement may take, in seconds; 0 leaves the server's setting.
    pub statement_timeout: u32,
    /// Tables that have to exist although no revision makes them.
    pub baseline: Vec<QualifiedName>,
    /// What a person wants to find in the header.
    pub tag: Option<String>,
    /// The one of several databases that the script is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// The values that texts of the revisions are filled with, each as `name=value`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// What is written behind each version row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
    /// What the house wants to find in every header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The rules of the house.
    #[serde(skip)]
    pub policy: Policy,
}

impl Default for Environment {
    /// What holds where a project says nothing.
    fn default() -> Self {
        Self {
            mode: Mode::Guarded,
            version_table: default_version_table(),
            version_length: 32,
            lock_timeout: 5,
            statement_timeout: 900,
            baseline: Vec::new(),
            tag: None,
            database: None,
            values: Vec::new(),
            receipt: None,
            header: None,
            policy: Policy::default(),
        }
    }
}

/// Where a script starts and ends.
#[derive(Debug, Clone)]
pub struct Guard {
    /// The version rows that it expects.
    pub start: VersionRows,
    /// The version rows that it leaves.
    pub end: VersionRows,
    /// The command that printed it, without the program's name.
    pub command: String,
    /// The command that prints its opposite.
    pub undo: Option<String>,
    /// The options of that command that choose an environment and give values, with a blank before each.
    pub chosen: String,
    /// What was done, in a word: upgrade, downgrade, stamp.
    pub verb: String,
    /// Every revision of the history with what it needs, where the script looks which ones a database has.
    pub edges: Vec<(RevisionId, Option<RevisionId>)>,
}

#[derive(Serialize, Default)]
struct NoteContext {
    label: &'static str,
    lines: Vec<String>,
}

#[derive(Serialize)]
struct ScriptContext<'a> {
    /// The version rows joined by commas, or `base`.
    from: String,
    to: String,
    start: Vec<String>,
    end: Vec<String>,
    verb: &'a str,
    command: &'a str,
    /// How to go back, in lines.
    undo: Vec<String>,
    /// Options that a command needs that is made up while the script runs.
    chosen: &'a str,
    edges: Vec<[&'a str; 2]>,
    /// The ids of the revisions, in order.
    steps: Vec<String>,
    /// One line for each: a star where a statement of it runs outside of a transaction, the id, padded to the width of
    /// the longest, and the message.
    revisions: Vec<String>,
    notes: Vec<NoteContext>,
    digest: String,
    digest_of: String,
    downgrade: bool,
    /// Whether a statement of any revision runs outside of a transaction.
    outside: bool,
    /// The kinds and features of the operations that do.
    outside_of: Vec<&'static str>,
    /// The queries that say whether all is as it should be behind the script.
    verdicts: Vec<String>,
}

/// A script.
#[derive(Debug)]
pub struct Script {
    /// Header, settings and guard.
    pub head: String,
    /// How it is run, what stops it, what it loses: what the header says of it, a line each.
    pub advice: String,
    /// The blocks.
    pub blocks: LongText,
    /// What comes after them.
    pub foot: String,
}

impl Script {
    /// All of it.
    pub fn text(self) -> LongText {
        let mut text = LongText::from(self.head);
        text.append(self.blocks);
        text.push_str(&self.foot);
        text
    }
}

/// Writes one script, block by block; nothing of it is shown before it is whole.
pub struct ScriptWriter<'a> {
    renderer: &'a Renderer<'a>,
    blocks: LongText,
    /// Each with whether a statement of it runs outside of a transaction.
    revisions: Vec<(Arc<Header>, bool)>,
    notes: Notes,
    locks: Vec<String>,
    recreated: Vec<String>,
    warned: Vec<String>,
    accepted: Vec<String>,
    /// The kinds and features of operations that leave their transaction.
    outside_of: BTreeSet<&'static str>,
    /// The last revision that nothing undoes, and why.
    irreversible: Option<(RevisionId, String)>,
    digest: Sha256,
    digested: usize,
    attached: usize,
    /// The states before and behind all blocks.
    states: Option<(Catalog, Catalog)>,
    failure: Option<TemplateError>,
}

impl<'a> ScriptWriter<'a> {
    /// An empty script.
    pub fn new(renderer: &'a Renderer<'a>) -> Self {
        let mut digest = Sha256::new();
        digest.update(renderer.dialect.name());
        digest.update(renderer.dialect.version.to_string());
        let options = serde_json::to_string(renderer.environment).expect("the environment is plain data");
        digest.update(options);
        // The mode is one of the options already.
        let rules = renderer.environment.policy.asked.iter().filter(|rule| !rule.starts_with("mode "));
        rules.for_each(|rule| digest.update(rule));
        Self {
            renderer,
            blocks: LongText::default(),
            revisions: Vec::new(),
            notes: Notes::default(),
            locks: Vec::new(),
            recreated: Vec::new(),
            warned: Vec::new(),
            accepted: Vec::new(),
            outside_of: BTreeSet::new(),
            irreversible: None,
            digest,
            digested: 0,
            attached: 0,
            states: None,
            failure: None,
        }
    }

    /// Counts a revision file and the files that it names into the digest.
    pub fn digest<'t>(&mut self, revision: &str, attached: impl Iterator<Item = &'t str>) {
        self.update(revision);
        self.digested += 1;
        for text in attached {
            self.update(text);
            self.attached += 1;
        }
    }

    fn update(&mut self, text: &str) {
        self.digest.update(text.len().to_le_bytes());
        self.digest.update(text);
    }

    /// Notes a finding that stands.
    pub fn warned(&mut self, line: String) {
        self.warned.push(line);
    }

    /// Notes a finding that was taken on.
    pub fn accepted(&mut self, line: String) {
        // One operation may be found several times.
        if self.accepted.last() != Some(&line) {
            self.accepted.push(line);
        }
    }

    /// Adds a block with its version rows.
    pub fn block(&mut self, block: &Block, leaf: Leaf<'_>, step: &crate::graph::Step) {
        let first = self.revisions.is_empty();
        self.written(block, self.renderer.text(block, leaf, step, first));
    }

    /// Adds a block whose text is there already.
    pub fn written(&mut self, block: &Block, text: Result<String, TemplateError>) {
        let header = &block.step.header;
        self.notes.add(&block.step, self.renderer.dialect);
        if !block.rebuilt.is_empty() {
            let mut tables = block.rebuilt.clone();
            tables.dedup();
            self.locks.push(format!("{}: {} written anew", header.revision, tables.join(", ")));
        }
        for name in &block.recreated {
            if !self.recreated.contains(name) {
                self.recreated.push(name.clone());
            }
        }
        let outside = self.renderer.dialect.manifest.transactions.ddl && block.leaves_transaction();
        if outside {
            let leaving = block.statements().filter(|statement| !statement.transactional);
            let operations = leaving.map(|statement| &block.step.transitions[statement.transition].operation);
            self.outside_of.extend(operations.flat_map(|one| one.features().into_iter().chain([one.kind()])));
        }
        if let Some(reason) = &block.step.irreversible {
            self.irreversible = Some((header.revision.clone(), reason.clone()));
        }
        self.revisions.push((Arc::clone(header), outside));
        if let (Some(first), Some(last)) = (block.step.transitions.first(), block.step.transitions.last()) {
            let before = self.states.take().map_or_else(|| first.before.clone(), |(before, _)| before);
            self.states = Some((before, last.after.clone()));
        }
        match text {
            Ok(text) => self.blocks.push_str(&text),
            Err(error) => self.failure = self.failure.take().or(Some(error)),
        }
    }

    fn part(&mut self, name: &str, context: &ScriptValues) -> String {
        match self.renderer.templates.text(name, context) {
            Ok(text) => text,
            Err(error) => {
                self.failure = self.failure.take().or(Some(error));
                String::new()
            }
        }
    }

    /// The whole script.
    pub fn finish(mut self, guard: &Guard) -> Result<Script, Diagnostic> {
        let downgrade = guard.verb == "downgrade";
        if guard.verb == "stamp" {
            self.revisions.clear();
        }
        let context = ScriptContext {
            from: rows_text(&guard.start),
            to: rows_text(&guard.end),
            start: ids(&guard.start),
            end: ids(&guard.end),
            verb: &guard.verb,
            command: &guard.command,
            undo: self.undo(guard),
            chosen: &guard.chosen,
            edges: guard
                .edges
                .iter()
                .map(|(id, needs)| [id.as_str(), needs.as_ref().map_or("", |id| id.as_str())])
                .collect(),
            notes: self.note_lines(),
            digest: std::mem::take(&mut self.digest).finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
            digest_of: self.digest_of(),
            steps: self.revisions.iter().map(|(header, _)| header.revision.to_string()).collect(),
            outside: self.revisions.iter().any(|(_, outside)| *outside),
            outside_of: std::mem::take(&mut self.outside_of).into_iter().collect(),
            revisions: revision_lines(&std::mem::take(&mut self.revisions)),
            downgrade,
            verdicts: self.verdicts(),
        };
        let context = ScriptValues::new(&context);
        let mut head = self.part("script_header", &context);
        head.push_str(&self.part("script_settings", &context));
        if self.renderer.environment.mode != Mode::Bare {
            head.push_str(&self.part("script_guard", &context));
        }
        head.push_str(&self.part("script_open", &context));
        let advice = self.part("script_advice", &context) + &self.part("_notes", &context);
        let foot = self.part("script_footer", &context);
        match self.failure {
            Some(error) => {
                Err(Diagnostic::error(Code("template"), format!("template {}: {}", error.place, error.message)))
            }
            None => Ok(Script { head, advice, blocks: self.blocks, foot }),
        }
    }

    /// The queries for the end of the script. Under a mode that does not look, or leaves out what is there already, the
    /// script does not know where the database is behind it.
    fn verdicts(&mut self) -> Vec<String> {
        let Environment { mode, policy, .. } = self.renderer.environment;
        let asked = *mode == Mode::Guarded && policy.is("verification", "on");
        let Some((before, after)) = self.states.take().filter(|_| asked) else { return Vec::new() };
        self.renderer.verdicts(&after, &before).unwrap_or_else(|error| {
            self.failure = self.failure.take().or(Some(error));
            Vec::new()
        })
    }

    /// The command that goes back, or how far back a script can go.
    fn undo(&self, guard: &Guard) -> Vec<String> {
        let last = self.revisions.last().map(|(header, _)| &header.revision);
        match &self.irreversible {
            None => guard.undo.iter().map(|command| format!("sqlgen {command}")).collect(),
            Some((id, reason)) => {
                let limit = if last == Some(id) { format!("none: {id}") } else { format!("down to {id} only, which") };
                wrapped(&format!("{limit} declares itself irreversible: {}", one_line(reason)))
            }
        }
    }

    fn digest_of(&self) -> String {
        let revisions = match self.digested {
            0 => return "the options".to_string(),
            1 => "the revision file that was read".to_string(),
            count => format!("the {count} revision files that were read, in order"),
        };
        match self.attached {
            0 => format!("{revisions}, and the options"),
            1 => format!("{revisions}, the file named there, and the options"),
            count => format!("{revisions}, the {count} files named there, and the options"),
        }
    }

    fn note_lines(&self) -> Vec<NoteContext> {
        let mut all = Vec::new();
        let kinds = [(NoteKind::Loses, "Loses"), (NoteKind::Fails, "Fails"), (NoteKind::ComesBackEmpty, "Empty")];
        if let Some(database) = &self.renderer.environment.database {
            all.push(NoteContext { label: "Database", lines: vec![database.clone()] });
        }
        if !self.locks.is_empty() {
            all.push(NoteContext { label: "Rewrites", lines: self.locks.clone() });
        }
        for (kind, label) in kinds {
            let mut lines = Vec::new();
            for note in self.notes.all().iter().filter(|note| note.kind == kind) {
                let look = if note.query.is_some() { ". Look first:" } else { "." };
                lines.push(format!("{}: {}{look}", note.revision, note.text));
                lines.extend(note.query.iter().map(|query| format!("  {query}")));
            }
            if kind == NoteKind::Loses && !self.recreated.is_empty() && self.renderer.dialect.fact("grants").is_some() {
                lines.push(format!(
                    "Privileges granted by hand on {}: dropped and created again.",
                    self.recreated.join(", ")
                ));
            }
            if !lines.is_empty() {
                all.push(NoteContext { label, lines });
            }
        }
        if !self.warned.is_empty() {
            all.push(NoteContext { label: "Warns", lines: self.warned.clone() });
        }
        if !self.accepted.is_empty() {
            all.push(NoteContext { label: "Accepted", lines: self.accepted.clone() });
        }
        if let Some(receipt) = &self.renderer.environment.receipt {
            all.push(NoteContext { label: "Receipt", lines: vec![receipt.summary()] });
        }
        if !self.renderer.environment.values.is_empty() {
            all.push(NoteContext { label: "Values", lines: self.renderer.environment.values.clone() });
        }
        for note in &mut all {
            note.lines = note.lines.iter().flat_map(|line| wrapped(line)).collect();
        }
        all
    }
}

fn revision_lines(revisions: &[(Arc<Header>, bool)]) -> Vec<String> {
    let width = revisions.iter().map(|(header, _)| header.revision.as_str().chars().count()).max().unwrap_or(0);
    let context = |(header, outside): &(Arc<Header>, bool)| {
        let id = header.revision.as_str();
        let mut line = String::with_capacity(width + header.message.len() + 5);
        line.push_str(if *outside { "* " } else { "  " });
        line.push_str(id);
        line.extend(std::iter::repeat_n(' ', width - id.chars().count() + 1));
        push_words(&mut line, &header.message);
        line.truncate(line.trim_end().len());
        line
    };
    revisions.iter().map(context).collect()
}

/// Adds words with a space before each.
pub(super) fn push_words(line: &mut String, words: &str) {
    let words = one_line(words);
    if !words.is_empty() {
        line.push(' ');
        line.push_str(&words);
    }
}

/// A line of the header in pieces of readable length; a query stays whole.
fn wrapped(line: &str) -> Vec<String> {
    const WIDTH: usize = 105;
    if line.starts_with(' ') || line.chars().count() <= WIDTH {
        return vec![line.to_string()];
    }
    let mut pieces = vec![String::new()];
    for word in line.split(' ') {
        let last = pieces.last_mut().expect("there is a piece");
        if !last.is_empty() && last.chars().count() + word.chars().count() >= WIDTH {
            pieces.push(format!("  {word}"));
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    pieces
}

pub(super) fn ids(rows: &VersionRows) -> Vec<String> {
    rows.iter().map(ToString::to_string).collect()
}

/// Version rows as people and guards write them.
pub fn rows_text(rows: &VersionRows) -> String {
    if rows.is_empty() { "base".to_string() } else { ids(rows).join(",") }
}

/// The default version table: Alembic's.
pub fn default_version_table() -> QualifiedName {
    QualifiedName { schema: None, name: Name::from("alembic_version") }
}

/// What a script of a dialect is called where its opposite names it.
pub fn file_name(dialect: &Dialect, direction: Direction) -> String {
    let word = if direction == Direction::Upgrade { "up" } else { "down" };
    format!("{}.{word}.sql", dialect.name())
}
