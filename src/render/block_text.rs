//! The text of one block: its comment lines, transactions, statements, latches and version rows.

use serde::Serialize;

use super::locks::{Lock, locks};
use super::policy::makes_program;
use super::receipt::{Change, is_dropped};
use super::script::{Mode, ids, push_words, rows_text};
use super::template::ScriptValues;
use super::{Block, Leaf, Renderer, Statement, TemplateError};
use crate::graph::{Need, RowChange, Step};
use crate::revision::{Direction, Header};

#[derive(Serialize)]
struct RowContext {
    kind: &'static str,
    id: String,
    from: String,
}

#[derive(Serialize)]
struct NeedContext {
    id: String,
    others: Vec<String>,
}

#[derive(Serialize)]
struct BlockContext<'a> {
    revision: &'a str,
    /// Revision, direction and message in one line.
    title: String,
    file: &'a str,
    downgrade: bool,
    /// Whether the version table may have to be made here.
    first: bool,
    rebuilds: bool,
    /// Whether it does more than move the version rows.
    changes: bool,
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
    /// The revisions that it needs, where the script looks at each.
    needs: Vec<NeedContext>,
    /// The statement behind the version row, without its end.
    receipt: Option<String>,
    /// The locks that are taken first, where they are tried for again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locks: Vec<Lock>,
    /// What may end a block that holds the statements: a delimiter and a tag that stand in none of them.
    #[serde(skip_serializing_if = "String::is_empty")]
    mark: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    tag: String,
}

/// A statement in a block that holds several.
#[derive(Serialize)]
struct StatementContext<'a> {
    revision: &'a str,
    downgrade: bool,
    /// The text, without its end.
    sql: &'a str,
    /// Its end.
    ends: &'static str,
    /// Whether it makes, changes or drops a routine or a trigger.
    program: bool,
    alone: bool,
}

impl Renderer<'_> {
    /// The text of a block. It knows nothing of the other blocks but whether it is the first of its script.
    pub fn text(&self, block: &Block, leaf: Leaf<'_>, step: &Step, first: bool) -> Result<String, TemplateError> {
        let header = &block.step.header;
        let downgrade = block.step.direction == Direction::Downgrade;
        let after = block.step.transitions.last().map(|transition| &transition.after);
        let stands =
            |name: &&crate::catalog::QualifiedName| after.is_none_or(|catalog| catalog.find_table(name).is_some());
        let receipt = self.receipt(block, leaf, step)?;
        let unused = |texts: &mut dyn Iterator<Item = String>| match self.holds_statements() {
            true => unused(block, receipt.as_deref(), texts),
            false => String::new(),
        };
        let (mark, tag) = (unused(&mut delimiters()), unused(&mut tags()));
        let context = BlockContext {
            revision: header.revision.as_str(),
            title: title(header, downgrade),
            file: leaf.file,
            downgrade,
            first: first && step.before.is_empty(),
            rebuilds: !block.rebuilt.is_empty(),
            changes: block.statements().next().is_some(),
            rebuilt_tables: block.checked.iter().filter(stands).map(|table| table.name.to_string()).collect(),
            started: false,
            split: block.leaves_transaction(),
            from: rows_text(&step.before),
            to: rows_text(&step.after),
            before: ids(&step.before),
            after: ids(&step.after),
            rows: step.rows.iter().map(row).collect(),
            needs: if self.holds_statements() { step.needs.iter().map(need).collect() } else { Vec::new() },
            receipt,
            locks: self.locks(block),
            mark,
            tag,
        };
        BlockText { renderer: self, body: String::new() }.write(block, leaf.stamp, context)
    }

    /// The locks that a block takes first. What runs outside of its transaction could not use them.
    fn locks(&self, block: &Block) -> Vec<Lock> {
        let rules = self.dialect.manifest.locks.as_ref();
        let rules = rules.filter(|_| self.environment.policy.retries > 0 && !block.leaves_transaction());
        rules.map_or_else(Vec::new, |rules| locks(&block.step, rules))
    }

    /// Whether statements may stand inside of others.
    fn holds_statements(&self) -> bool {
        self.environment.mode == Mode::Idempotent || self.environment.policy.is("on_error", "fence")
    }

    /// The statement that says later that the step was made; none where its table goes with the step.
    fn receipt(&self, block: &Block, leaf: Leaf<'_>, step: &Step) -> Result<Option<String>, TemplateError> {
        let Some(printer) = &self.receipts else { return Ok(None) };
        let transitions = &block.step.transitions;
        let (first, last) = (transitions.first(), transitions.last());
        if is_dropped(printer.receipt(), first.map(|first| &first.before), last.map(|last| &last.after)) {
            return Ok(None);
        }
        let header = &block.step.header;
        let change = Change {
            revision: header.revision.as_str(),
            message: &header.message,
            direction: match block.step.direction {
                _ if leaf.stamp => "stamp",
                Direction::Upgrade => "upgrade",
                Direction::Downgrade => "downgrade",
            },
            from: &rows_text(&step.before),
            to: &rows_text(&step.after),
            digest: leaf.digest,
        };
        let written = printer.statement(&change, &self.templates)?;
        Ok(written.map(|text| if ends_in_comment(&text) { text + "\n" } else { text }))
    }
}

struct BlockText<'a> {
    renderer: &'a Renderer<'a>,
    body: String,
}

impl BlockText<'_> {
    fn write(mut self, block: &Block, stamp: bool, mut context: BlockContext<'_>) -> Result<String, TemplateError> {
        let mut values = ScriptValues::new(&context);
        let ddl = self.renderer.dialect.manifest.transactions.ddl;
        self.part("script_block", &values)?;
        if block.parts.is_empty() && !stamp {
            self.body.push_str("-- no operations here: only the version table changes\n\n");
        }
        let mut open = false;
        for part in &block.parts {
            let outside = part.statements.iter().any(|statement| !statement.transactional);
            if ddl && outside == open {
                self.part(if open { "script_commit" } else { "script_begin" }, &values)?;
                if std::mem::replace(&mut context.started, true) && open {
                    values = ScriptValues::new(&context);
                }
                open = !open;
            }
            for comment in &part.comments {
                self.body.push_str("--");
                push_words(&mut self.body, comment);
                self.body.push('\n');
            }
            for (at, statement) in part.statements.iter().enumerate() {
                if self.renderer.holds_statements() {
                    self.held(statement, &context)?;
                } else {
                    self.statement(statement);
                }
                let next = part.statements.get(at + 1);
                if next.is_none_or(|next| next.alone || statement.alone || statement.ends_batch) {
                    self.end_batch(open);
                }
            }
            self.body.push('\n');
        }
        if ddl && !open {
            self.part("script_begin", &values)?;
        }
        self.part("script_version", &values)?;
        if context.receipt.is_some() {
            self.part("script_receipt", &values)?;
        }
        self.part("script_end", &values)?;
        Ok(self.body)
    }

    fn part(&mut self, name: &str, context: &ScriptValues) -> Result<(), TemplateError> {
        self.body.push_str(&self.renderer.templates.text(name, context)?);
        Ok(())
    }

    /// Whether nothing may take effect once a statement has failed, whatever the client does.
    fn latches(&self) -> bool {
        let environment = self.renderer.environment;
        environment.mode != Mode::Bare && environment.policy.is("on_error", "latch")
    }

    /// Ends a batch, where the client takes scripts in batches.
    fn end_batch(&mut self, in_transaction: bool) {
        let Some(batches) = &self.renderer.dialect.manifest.batches else { return };
        let in_transaction = in_transaction && !self.renderer.environment.policy.is("transaction", "none");
        let latch = if in_transaction { &batches.latch } else { &batches.latch_outside };
        self.body.push_str(&format!("{}\n", batches.end));
        if self.latches() {
            self.body.push_str(&format!("{latch}\n{}\n", batches.end));
        }
    }

    /// A statement that may stand inside of another one.
    fn held(&mut self, statement: &Statement, block: &BlockContext<'_>) -> Result<(), TemplateError> {
        let ends = match statement.sql.ends_with(';') {
            true => "",
            false if ends_in_comment(&statement.sql) => "\n;",
            false => ";",
        };
        let context = StatementContext {
            revision: block.revision,
            downgrade: block.downgrade,
            sql: &statement.sql,
            ends,
            program: makes_program(&statement.sql),
            alone: statement.alone,
        };
        self.part("script_statement", &ScriptValues::new(&context))
    }

    fn statement(&mut self, statement: &Statement) {
        let manifest = &self.renderer.dialect.manifest;
        let is_told = !self.renderer.environment.policy.is("client", "plain");
        let compound = is_told && manifest.facts.contains_key("delimiter") && statement.sql.contains(';');
        if compound {
            let mark = delimiters().find(|mark| !statement.sql.contains(mark.as_str())).unwrap_or_default();
            self.body.push_str(&format!("DELIMITER {mark}\n{}{mark}\nDELIMITER ;\n", statement.sql));
        } else if statement.sql.ends_with(';') {
            self.body.push_str(&statement.sql);
            let end = manifest.block_end.as_ref().map_or_else(String::new, |end| format!("{end}\n"));
            self.body.push_str(&format!("\n{end}"));
        } else {
            self.body.push_str(&statement.sql);
            self.body.push_str(if ends_in_comment(&statement.sql) { "\n;\n" } else { ";\n" });
        }
        if let Some(latch) = manifest.latch.as_ref().filter(|_| self.latches()) {
            self.body.push_str(latch);
            self.body.push('\n');
        }
    }
}

/// What a client may be told that ends a statement.
fn delimiters() -> impl Iterator<Item = String> {
    let usual = ["$$", "//", "@@"].into_iter().map(str::to_string);
    usual.chain((1..).map(|number| format!("$end{number}$")))
}

/// Quotes of a block that holds statements.
fn tags() -> impl Iterator<Item = String> {
    let usual = std::iter::once("$sqlgen$".to_string());
    usual.chain((2..).map(|number| format!("$sqlgen{number}$")))
}

/// The first that stands nowhere in a block: not in its statements, comments or receipt.
fn unused(block: &Block, receipt: Option<&str>, mut texts: impl Iterator<Item = String>) -> String {
    let comments = || block.parts.iter().flat_map(|part| &part.comments).map(String::as_str);
    let all = || block.statements().map(|statement| statement.sql.as_str()).chain(comments()).chain(receipt);
    texts.find(|text| all().all(|found| !found.contains(text.as_str()))).unwrap_or_default()
}

fn title(header: &Header, downgrade: bool) -> String {
    let mut title = header.revision.to_string();
    if downgrade {
        title.push_str(", undone");
    }
    if !header.message.trim().is_empty() {
        title.push(':');
        push_words(&mut title, &header.message);
    }
    title
}

fn ends_in_comment(sql: &str) -> bool {
    sql.rsplit('\n').next().is_some_and(|line| line.contains("--"))
}

fn row(change: &RowChange) -> RowContext {
    match change {
        RowChange::Insert(id) => RowContext { kind: "insert", id: id.to_string(), from: String::new() },
        RowChange::Delete(id) => RowContext { kind: "delete", id: id.to_string(), from: String::new() },
        RowChange::Update { from, to } => RowContext { kind: "update", id: to.to_string(), from: from.to_string() },
    }
}

fn need(need: &Need) -> NeedContext {
    NeedContext { id: need.revision.to_string(), others: need.others.iter().map(ToString::to_string).collect() }
}
