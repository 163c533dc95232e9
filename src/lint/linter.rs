//! The engine: shows every operation and statement of a script to the rules, and decides what becomes of each finding.

use std::cell::OnceCell;

use super::finding::Place;
use super::made::Made;
use super::place::Places;
use super::{
    Acceptance, Accepted, Change, Check, Finding, Group, LintConfig, Readings, Reporter, Rule, Summary, Tally, Text,
    Unread, rules,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::dialect::Dialect;
use crate::operation::{Op, Operation};
use crate::plan::{Origin, Step, Transition};
use crate::render::{self, Block};
use crate::revision::Direction;
use crate::source::yaml::ReadContext;
use crate::source::{Files, Span};
use crate::sql::{Outcome, Syntax, split};

/// Bytes of a statement that a note shows.
const SHOWN: usize = 120;

/// Lints one script, block by block, in order.
#[derive(Debug)]
pub struct Linter<'a> {
    dialect: &'a Dialect,
    config: &'a LintConfig,
    rules: Vec<&'static Rule>,
    /// How the server reads statements.
    syntax: Syntax,
    places: Places<'a>,
    made: Made,
    summary: Summary,
}

/// What a finding is about.
struct Found<'a> {
    rule: &'static Rule,
    finding: Finding,
    origin: Origin,
    /// The operation, unless the finding is about the whole revision.
    transition: Option<&'a Transition>,
    step: &'a Step,
    /// The statement, and its number among those of a raw text.
    statement: Option<(&'a str, Option<usize>)>,
}

impl<'a> Linter<'a> {
    /// A linter for one script. `context` is what the revisions are read with.
    pub fn new(files: &'a Files, context: &'a ReadContext, dialect: &'a Dialect, config: &'a LintConfig) -> Self {
        Self {
            dialect,
            config,
            rules: rules().iter().copied().filter(|rule| (rule.applies)(dialect)).collect(),
            syntax: Syntax::of(dialect).unwrap_or_default().of_texts(),
            places: Places::new(files, context),
            made: Made::default(),
            summary: Summary::default(),
        }
    }

    /// Lints the next block of the script, which was read before.
    pub fn block(&mut self, block: &Block, readings: &Readings, diagnostics: &mut Diagnostics) {
        let step: &Step = &block.step;
        self.declare(step);
        self.revision(step, diagnostics);
        self.part(readings.around);
        let mut statements: Vec<(&render::Statement, Outcome)> =
            block.statements().zip(readings.statements.iter().copied()).collect();
        statements.sort_by_key(|(statement, _)| statement.transition);
        let mut rest = statements.as_slice();
        let mut last: Option<&render::Statement> = None;
        for (index, transition) in step.transitions.iter().enumerate() {
            let (own, later) = rest.split_at(rest.partition_point(|(statement, _)| statement.transition <= index));
            rest = later;
            let of_its_own = own.iter().find(|(statement, _)| !statement.aside).or(own.first());
            last = of_its_own.map(|(statement, _)| *statement).or(last);
            let shown = last.filter(|last| concerns(step, last, transition)).map(|last| last.sql.as_str());
            self.transition(step, transition, shown, diagnostics);
            for (number, statement) in own.iter().enumerate() {
                self.statement((step, transition), *statement, number, diagnostics);
            }
            self.made.operation(&transition.operation);
        }
    }

    /// Counts a part of the script that was read.
    pub fn part(&mut self, read: Tally) {
        self.summary.script += read;
    }

    /// Ends the script, every part of which was read: says where it does not hold together.
    pub fn script(&mut self, text: impl FnOnce() -> String, diagnostics: &mut Diagnostics) {
        if self.summary.script.broken == 0 || !self.is_our_fault() {
            return;
        }
        let help = "a template of the dialect writes it: mend it, or report it";
        let text = text();
        let pieces = split(&text, &Syntax::of(self.dialect).unwrap_or_default());
        let torn = pieces.iter().find_map(|piece| Some((piece, piece.broken.as_ref()?)));
        let diagnostic = match torn {
            Some((piece, broken)) => {
                let line = text[..broken.range.start].matches('\n').count() + 1;
                let message = format!("line {line} of the script does not hold together: {}", broken.what.message());
                let shown = format!("the statement is `{}`", in_one_line(piece.text(&text)));
                Diagnostic::error(Code("broken-script"), message).note(shown)
            }
            None => Diagnostic::error(Code("broken-script"), "a block of the script does not hold together alone"),
        };
        diagnostics.push(diagnostic.help(help));
        self.summary.failures += 1;
    }

    /// What was taken on so far, in the order of the script.
    pub fn accepted(&self) -> &[Accepted] {
        &self.summary.accepted
    }

    /// What came of it.
    pub fn finish(self) -> Summary {
        self.summary
    }

    /// Whether no operation brought broken text with it.
    fn is_our_fault(&self) -> bool {
        self.summary.operations.broken == 0
    }

    fn declare(&mut self, step: &Step) {
        for transition in step.transitions.iter().filter(|transition| !transition.derived) {
            for rule in transition.accept.rules() {
                let Origin { file, key, .. } = transition.origin;
                self.summary.acceptances.entry(Acceptance { file, key, rule: rule.clone() }).or_default();
            }
        }
    }

    fn revision(&mut self, step: &Step, diagnostics: &mut Diagnostics) {
        let origin = Origin { file: step.file, key: self.places.first_line(step.file), line: 1 };
        let found = self.ask(|check, reporter| {
            if let Check::Revision(check) = check {
                check(step, reporter);
            }
        });
        for (rule, finding) in found {
            self.judge(Found { rule, finding, origin, transition: None, step, statement: None }, diagnostics);
        }
    }

    fn transition(&mut self, step: &Step, transition: &Transition, shown: Option<&str>, diagnostics: &mut Diagnostics) {
        let change = Change { transition, dialect: self.dialect };
        let found = self.ask(|check, reporter| {
            if let Check::Transition(check) = check {
                check(&change, reporter);
            }
        });
        for (rule, finding) in found {
            let (origin, statement) = (transition.origin, shown.map(|sql| (sql, None)));
            let transition = Some(transition);
            self.judge(Found { rule, finding, origin, transition, step, statement }, diagnostics);
        }
    }

    fn statement(
        &mut self,
        (step, transition): (&Step, &Transition),
        (statement, outcome): (&render::Statement, Outcome),
        number: usize,
        diagnostics: &mut Diagnostics,
    ) {
        self.summary.operations.count(outcome);
        let raw = matches!(transition.operation.as_ref(), Operation::Sql(_));
        if outcome == Outcome::Opaque {
            self.unread(transition.origin, &statement.sql, raw.then_some(number));
        }
        let text = Text {
            sql: &statement.sql,
            raw,
            outcome,
            transactional: statement.transactional,
            transition,
            dialect: self.dialect,
            syntax: &self.syntax,
            kind: OnceCell::new(),
        };
        let found = self.ask(|check, reporter| {
            if let Check::Statement(check) = check {
                check(&text, reporter);
            }
        });
        let kind = raw.then(|| text.kind().clone());
        for (rule, finding) in found {
            let statement = Some((statement.sql.as_str(), raw.then_some(number)));
            let (origin, transition) = (transition.origin, Some(transition));
            self.judge(Found { rule, finding, origin, transition, step, statement }, diagnostics);
        }
        if let Some(kind) = kind {
            self.made.text(&kind, &statement.sql);
        }
    }

    fn unread(&mut self, origin: Origin, sql: &str, number: Option<usize>) {
        let syntax = &self.syntax;
        let line = sql.find('\n').unwrap_or(sql.len());
        let raw = number.and_then(|number| self.places.raw(origin, syntax, number, &(0..line)));
        self.summary.unread.push(Unread { file: origin.file, span: raw.unwrap_or(origin.key) });
    }

    /// What the rules find when each of their checks is put to `look`.
    fn ask(&self, look: impl Fn(&Check, &mut Reporter)) -> Vec<(&'static Rule, Finding)> {
        let mut found = Vec::new();
        for rule in &self.rules {
            let mut reporter = Reporter::default();
            rule.checks.iter().for_each(|check| look(check, &mut reporter));
            found.extend(reporter.findings.into_iter().map(|finding| (*rule, finding)));
        }
        found
    }

    /// Decides what becomes of a finding. An acceptance counts as used also where the finding is not worth showing:
    /// another range or another setting would show it.
    fn judge(&mut self, found: Found<'_>, diagnostics: &mut Diagnostics) {
        let Found { rule, finding, origin, transition, step, .. } = &found;
        let reason = transition.and_then(|transition| transition.accept.reason(rule.name)).cloned();
        if reason.is_some() {
            let acceptance = Acceptance { file: origin.file, key: origin.key, rule: rule.name.to_string() };
            if let Some(used) = self.summary.acceptances.get_mut(&acceptance) {
                *used = true;
            }
        }
        let undone = step.direction == Direction::Downgrade && transition.is_some_and(|transition| transition.derived);
        let told = undone && rule.group == Group::Destructive;
        let young = finding.table.as_ref().is_some_and(|table| !self.made.concerns(rule.scope, table));
        let Some(severity) = self.config.severity_of(rule).filter(|_| !told && !young) else { return };
        if let Some(reason) = reason {
            let message = finding.message.clone();
            self.summary.accepted.push(Accepted { rule: rule.name, reason, message, origin: *origin });
            return;
        }
        self.summary.failures += usize::from(severity >= self.config.fail_on);
        let diagnostic = self.diagnostic(&found, severity);
        diagnostics.push(diagnostic);
    }

    fn diagnostic(&mut self, found: &Found<'_>, severity: Severity) -> Diagnostic {
        let Found { rule, finding, origin, statement, .. } = found;
        let span = self.span(found).unwrap_or(origin.key);
        let mut diagnostic =
            Diagnostic::new(severity, Code(rule.name), finding.message.as_str()).at(origin.file, span, "");
        for note in &finding.notes {
            diagnostic = diagnostic.note(note.as_str());
        }
        if let Some((sql, _)) = statement {
            diagnostic = diagnostic.note(format!("the statement is `{}`", in_one_line(sql)));
        }
        let otherwise = match found.transition {
            Some(transition) if transition.derived => "; or write the way back in `downgrade:` beside it".to_string(),
            Some(_) => format!("; or take it on: `accept: {{{}: \"why\"}}` beside it", rule.name),
            None => String::new(),
        };
        diagnostic.note(rule.why).help(format!("{}{otherwise}", rule.help))
    }

    fn span(&mut self, found: &Found<'_>) -> Option<Span> {
        let transition = found.transition?;
        let syntax = &self.syntax;
        match (&found.finding.place, found.statement) {
            (Place::Field(path), _) if !transition.derived => self.places.field(found.origin, path),
            (Place::Bytes(bytes), Some((_, Some(number)))) => self.places.raw(found.origin, syntax, number, bytes),
            (Place::BrokenText, Some((sql, None))) if !transition.derived => {
                self.places.broken_text(found.origin, syntax, sql)
            }
            _ => None,
        }
    }
}

/// Whether a statement speaks of the transition: it is its own, or it changes the same object along with neighbours.
fn concerns(step: &Step, statement: &render::Statement, transition: &Transition) -> bool {
    let own = &step.transitions[statement.transition];
    std::ptr::eq(own, transition) || own.operation.target() == transition.operation.target()
}

/// The start of a statement in one line.
fn in_one_line(sql: &str) -> String {
    let mut line = String::new();
    for word in sql.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word[..word.floor_char_boundary(SHOWN + 4)]);
        if line.len() > SHOWN {
            line.truncate(line.floor_char_boundary(SHOWN));
            return line + " …";
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::dialect::Library;
    use crate::lint::Scope;
    use crate::revision::read_header;

    static LONG: Rule = Rule {
        name: "long-revision",
        group: Group::Lint,
        severity: Severity::Note,
        applies: |_| true,
        scope: Scope::Every,
        why: "it takes long to read",
        help: "cut it in two",
        given: "",
        bad: &[],
        good: &[],
        checks: &[Check::Revision(|step, report| {
            report.report(Finding::new(format!(
                "revision {} does {} things",
                step.header.revision,
                step.transitions.len()
            )));
        })],
    };

    #[test]
    fn a_rule_may_look_at_a_whole_revision() {
        let (mut files, mut diagnostics) = (Files::new(), Diagnostics::new());
        let file = files.add("r.yaml", "revision: r\ndown_revision: null\n");
        let (header, _) = read_header(files.text(file), file, &mut diagnostics).unwrap();
        let dialect = Library::embedded().dialect("postgresql").unwrap();
        let (context, config) = (ReadContext::default(), LintConfig::default());
        let mut linter = Linter::new(&files, &context, &dialect, &config);
        linter.rules = vec![&LONG];
        let (transitions, left_alone) = (Vec::new(), Vec::new());
        let (header, direction) = (Arc::new(header), Direction::Upgrade);
        let step = Step {
            header,
            file,
            direction,
            transitions,
            left_alone,
            written_back: Vec::new(),
            derived_back: Vec::new(),
            irreversible: None,
        };
        linter.revision(&step, &mut diagnostics);
        let found = diagnostics.sorted();
        assert_eq!((found.len(), found[0].message.as_str()), (1, "revision r does 0 things"));
        assert_eq!(&files.text(file)[found[0].labels[0].span.range()], "revision: r");
        assert_eq!(linter.finish().failures, 0);
    }

    #[test]
    fn long_statements_are_shown_by_their_start() {
        assert_eq!(in_one_line("DROP TABLE a"), "DROP TABLE a");
        assert_eq!(in_one_line("CREATE TABLE a (\n  b int\n)"), "CREATE TABLE a ( b int )");
        assert_eq!(in_one_line(&"é b ".repeat(200)).chars().count(), 98);
    }
}
