//! The whole script: header, settings, guard, a block per revision, footer. Layout and wording are templates.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::notes::{NoteKind, Notes};
use super::template::ScriptValues;
use super::{Block, Renderer, Statement, TemplateError};
use crate::catalog::{Name, QualifiedName};
use crate::diagnostic::{Code, Diagnostic};
use crate::dialect::Dialect;
use crate::graph::{RowChange, VersionRows};
use crate::revision::Direction;

/// Whether the script looks at the database before it changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It refuses a database at another revision.
    Guarded,
    /// It does not look: the statements, transactions and version rows only.
    Bare,
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
    /// What was done, in a word: upgrade, downgrade, stamp.
    pub verb: String,
}

#[derive(Serialize)]
struct RowContext {
    kind: &'static str,
    id: String,
    from: String,
}

#[derive(Serialize)]
struct RevisionContext {
    id: String,
    message: String,
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
    undo: Option<&'a str>,
    revisions: Vec<RevisionContext>,
    notes: Vec<NoteContext>,
    digest: String,
    digest_of: String,
    downgrade: bool,
}

#[derive(Serialize)]
struct BlockContext<'a> {
    revision: String,
    message: String,
    file: &'a str,
    downgrade: bool,
    /// Whether the version table may have to be made here.
    first: bool,
    rebuilds: bool,
    /// The rebuilt tables, and those that point at them.
    rebuilt_tables: Vec<String>,
    /// Whether the block has begun a transaction before.
    started: bool,
    /// Whether some statements run outside of the transaction.
    split: bool,
    from: String,
    to: String,
    before: Vec<String>,
    after: Vec<String>,
    rows: Vec<RowContext>,
}

/// Writes one script, block by block; nothing of it is shown before it is whole.
pub struct ScriptWriter<'a> {
    renderer: &'a Renderer<'a>,
    body: String,
    revisions: Vec<RevisionContext>,
    notes: Notes,
    locks: Vec<String>,
    recreated: Vec<String>,
    accepted: Vec<String>,
    digest: Sha256,
    digested: usize,
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
        Self {
            renderer,
            body: String::new(),
            revisions: Vec::new(),
            notes: Notes::default(),
            locks: Vec::new(),
            recreated: Vec::new(),
            accepted: Vec::new(),
            digest,
            digested: 0,
            failure: None,
        }
    }

    /// Counts a revision file into the digest.
    pub fn digest(&mut self, text: &str) {
        self.digest.update(text.len().to_le_bytes());
        self.digest.update(text);
        self.digested += 1;
    }

    /// Notes a finding that was taken on.
    pub fn accepted(&mut self, line: String) {
        self.accepted.push(line);
    }

    /// Adds a block with its version rows.
    pub fn block(&mut self, block: &Block, file: &str, step: &crate::graph::Step) {
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
        let revision = RevisionContext { id: header.revision.to_string(), message: header.message.clone() };
        let first = self.revisions.is_empty() && step.before.is_empty();
        let context = BlockContext {
            revision: revision.id.clone(),
            message: revision.message.clone(),
            file,
            downgrade: block.step.direction == Direction::Downgrade,
            first,
            rebuilds: !block.rebuilt.is_empty(),
            rebuilt_tables: block.checked.clone(),
            started: false,
            split: block.statements().any(|statement| !statement.transactional),
            from: rows_text(&step.before),
            to: rows_text(&step.after),
            before: ids(&step.before),
            after: ids(&step.after),
            rows: step.rows.iter().map(row).collect(),
        };
        self.revisions.push(revision);
        self.write_block(block, context);
    }

    fn write_block(&mut self, block: &Block, mut context: BlockContext<'_>) {
        let mut values = ScriptValues::new(&context);
        let ddl = self.renderer.dialect.manifest.transactions.ddl;
        self.part("script_block", &values);
        let mut open = false;
        for part in &block.parts {
            let outside = part.statements.iter().any(|statement| !statement.transactional);
            if ddl && outside == open {
                self.part(if open { "script_commit" } else { "script_begin" }, &values);
                if !context.started {
                    context.started = true;
                    values = ScriptValues::new(&context);
                }
                open = !open;
            }
            for comment in &part.comments {
                let line = comment.split_whitespace().collect::<Vec<_>>().join(" ");
                self.body.push_str(&format!("-- {line}\n"));
            }
            for statement in &part.statements {
                self.statement(statement);
            }
            self.body.push('\n');
        }
        if ddl && !open {
            self.part("script_begin", &values);
        }
        self.part("script_version", &values);
        self.part("script_end", &values);
    }

    fn statement(&mut self, statement: &Statement) {
        let manifest = &self.renderer.dialect.manifest;
        let compound = manifest.facts.contains_key("delimiter") && statement.sql.contains(';');
        if compound {
            let mark = ["$$", "//", "@@", "$sqlgen$"]
                .into_iter()
                .find(|mark| !statement.sql.contains(mark))
                .unwrap_or("$end$");
            self.body.push_str(&format!("DELIMITER {mark}\n{}{mark}\nDELIMITER ;\n", statement.sql));
        } else {
            self.body.push_str(&statement.sql);
            self.body.push_str(if ends_in_comment(&statement.sql) { "\n;\n" } else { ";\n" });
        }
        if let Some(latch) = &manifest.latch {
            self.body.push_str(latch);
            self.body.push('\n');
        }
    }

    fn part(&mut self, name: &str, context: &ScriptValues) {
        match self.renderer.templates.text(name, context) {
            Ok(text) => self.body.push_str(&text),
            Err(error) => self.failure = self.failure.take().or(Some(error)),
        }
    }

    /// The whole script.
    pub fn finish(mut self, guard: &Guard) -> Result<String, Diagnostic> {
        let downgrade = guard.verb == "downgrade";
        let context = ScriptContext {
            from: rows_text(&guard.start),
            to: rows_text(&guard.end),
            start: ids(&guard.start),
            end: ids(&guard.end),
            verb: &guard.verb,
            command: &guard.command,
            undo: guard.undo.as_deref(),
            notes: self.note_lines(),
            digest: std::mem::take(&mut self.digest).finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
            digest_of: self.digest_of(),
            revisions: std::mem::take(&mut self.revisions),
            downgrade,
        };
        let context = ScriptValues::new(&context);
        let body = std::mem::take(&mut self.body);
        self.part("script_header", &context);
        self.part("script_settings", &context);
        if self.renderer.environment.mode == Mode::Guarded {
            self.part("script_guard", &context);
        }
        let head = std::mem::replace(&mut self.body, body);
        self.part("script_footer", &context);
        self.body.insert_str(0, &head);
        match self.failure {
            Some(error) => {
                Err(Diagnostic::error(Code("template"), format!("template {}: {}", error.place, error.message)))
            }
            None => Ok(self.body),
        }
    }

    fn digest_of(&self) -> String {
        match self.digested {
            1 => "the revision file that was read, and the options".to_string(),
            count => format!("the {count} revision files that were read, in order, and the options"),
        }
    }

    fn note_lines(&self) -> Vec<NoteContext> {
        let mut all = Vec::new();
        let kinds = [(NoteKind::Loses, "Loses"), (NoteKind::Fails, "Fails"), (NoteKind::ComesBackEmpty, "Empty")];
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
        if !self.accepted.is_empty() {
            all.push(NoteContext { label: "Accepted", lines: self.accepted.clone() });
        }
        all
    }
}

fn ends_in_comment(sql: &str) -> bool {
    sql.rsplit('\n').next().is_some_and(|line| line.contains("--"))
}

fn ids(rows: &VersionRows) -> Vec<String> {
    rows.iter().map(ToString::to_string).collect()
}

/// Version rows as people and guards write them.
pub fn rows_text(rows: &VersionRows) -> String {
    if rows.is_empty() { "base".to_string() } else { ids(rows).join(",") }
}

fn row(change: &RowChange) -> RowContext {
    match change {
        RowChange::Insert(id) => RowContext { kind: "insert", id: id.to_string(), from: String::new() },
        RowChange::Delete(id) => RowContext { kind: "delete", id: id.to_string(), from: String::new() },
        RowChange::Update { from, to } => RowContext { kind: "update", id: to.to_string(), from: from.to_string() },
    }
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
