//! The rules of the house for a script: who runs it, what a failure does, what is one transaction.

use indexmap::IndexMap;
use serde::Serialize;

use super::Block;
use super::script::Mode;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, closest};
use crate::dialect::{Dialect, Limit, RULES};

/// The rules that hold for a script, by their words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Policy {
    /// The word of each rule but the mode.
    #[serde(flatten)]
    words: IndexMap<&'static str, String>,
    /// Where the client writes what it prints, besides the screen.
    pub spool: Option<String>,
    /// How often locks are tried for again.
    pub retries: u32,
    /// What was asked for, which counts into the digest.
    #[serde(skip)]
    pub(super) asked: Vec<String>,
}

/// Why rules cannot hold.
#[derive(Debug)]
pub struct Refused {
    /// The rule that was asked for.
    pub rule: &'static str,
    /// What is wrong and what to do.
    pub diagnostic: Diagnostic,
}

impl Policy {
    /// The rules for scripts of a dialect, with the words that are asked for.
    pub fn new(
        dialect: &Dialect,
        asked: impl Fn(&str) -> Option<String>,
        (spool, retries): (Option<String>, u32),
    ) -> Result<(Mode, Self), Box<Refused>> {
        let mut policy = Self { spool, retries, ..Self::default() };
        for (rule, known) in RULES {
            let wanted = asked(rule);
            if let Some(word) = &wanted {
                check(dialect, rule, word, known)?;
                policy.asked.push(format!("{rule} {word}"));
            }
            let word = wanted.or_else(|| policy.usual_word(dialect, rule)).unwrap_or_default();
            policy.words.insert(rule, word);
        }
        policy.asked.extend(policy.spool.iter().map(|file| format!("spool {file}")));
        policy.asked.extend((retries > 0).then(|| format!("retries {retries}")));
        policy.check_together(dialect)?;
        let mode = match policy.words.shift_remove("mode").as_deref() {
            Some("bare") => Mode::Bare,
            Some("idempotent") => Mode::Idempotent,
            _ => Mode::Guarded,
        };
        Ok((mode, policy))
    }

    /// The rules that hold for a dialect where nothing is asked for.
    pub fn usual(dialect: &Dialect) -> Self {
        Self::new(dialect, |_| None, (None, 0)).map(|(_, policy)| policy).unwrap_or_default()
    }

    /// What holds of a rule where nothing is asked for.
    fn usual_word(&self, dialect: &Dialect, rule: &str) -> Option<String> {
        let offered = dialect.manifest.script.words(rule);
        let plain = |word: &&String| rule != "on_error" || self.word("mode") != "bare" || *word != "latch";
        offered.iter().find(plain).cloned()
    }

    /// The word of a rule.
    pub fn word(&self, rule: &str) -> &str {
        self.words.get(rule).map_or("", String::as_str)
    }

    /// Whether the word of a rule is this one.
    pub fn is(&self, rule: &str, word: &str) -> bool {
        self.word(rule) == word
    }

    fn holds(&self, (rule, word): (&str, &str)) -> bool {
        match rule {
            "spool" => self.spool.is_some(),
            "retries" => self.retries > 0,
            _ => self.is(rule, word),
        }
    }

    fn check_together(&mut self, dialect: &Dialect) -> Result<(), Box<Refused>> {
        let is_asked = |policy: &Self, rule: &str| policy.asked.iter().any(|asked| asked.starts_with(rule));
        // Who commits by hand commits once.
        if !self.is("commit", "auto") && !self.word("commit").is_empty() {
            if !is_asked(self, "transaction ") {
                self.words.insert("transaction", "single".to_string());
            } else if !self.is("transaction", "single") {
                let message = format!("`commit: {}` needs one transaction around the script", self.word("commit"));
                return refused("commit", message, None, "write `transaction: single` beside it");
            }
        }
        if self.is("mode", "bare") && ["latch", "fence"].contains(&self.word("on_error")) {
            let message = format!("`mode: bare` leaves out what `on_error: {}` is made of", self.word("on_error"));
            return refused("on_error", message, None, "choose another of the two");
        }
        if is_asked(self, "verification on") && !self.is("mode", "guarded") {
            let mode = self.word("mode");
            let message = format!("`verification: on` cannot say how a database should be behind `mode: {mode}`");
            let note = "such a script does not know where the database is".to_string();
            return refused("verification", message, Some(note), "--verify-sql writes the queries for every place");
        }
        for (parts, limit) in dialect.manifest.script.refusals() {
            let Some((rule, _)) = parts.iter().find(|(rule, _)| is_asked(self, rule)) else {
                continue;
            };
            if parts.iter().all(|part| self.holds(*part)) {
                let names = RULES.iter().map(|(name, _)| *name).chain(["spool", "retries"]);
                let rule = names.into_iter().find(|name| name == rule).unwrap_or_default();
                return Err(Box::new(not_here(dialect, rule, &described(&parts), limit)));
            }
        }
        Ok(())
    }

    /// The refusals that ask for a kind of statement, as far as the rules make them hold: the kind and why.
    pub(super) fn statement_limits(&self, mode: Mode, dialect: &Dialect) -> Vec<StatementLimit> {
        let mut found = Vec::new();
        for (parts, limit) in dialect.manifest.script.refusals() {
            let (kinds, rules): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(rule, _)| *rule == "statement");
            let holds = |part: &(&str, &str)| match part.0 {
                "mode" => part.1 == mode.word(),
                _ => self.holds(*part),
            };
            if let [(_, kind)] = kinds.as_slice()
                && rules.iter().all(holds)
            {
                found.push(StatementLimit { kind: kind.to_string(), rules: described(&rules), limit: limit.clone() });
            }
        }
        found
    }
}

/// A kind of statement that cannot stand in a script under its rules.
#[derive(Debug, Clone)]
pub(super) struct StatementLimit {
    kind: String,
    rules: String,
    limit: Limit,
}

/// Reports the operations of a block whose statements cannot stand in the script.
pub(super) fn check_statements(limits: &[StatementLimit], block: &Block, diagnostics: &mut Diagnostics) {
    let mut last = None;
    for statement in block.statements() {
        let is = |limit: &&StatementLimit| match limit.kind.as_str() {
            "outside" => !statement.transactional,
            "compound" => is_compound(&statement.sql),
            "program" => makes_program(&statement.sql),
            "rebuild" => !block.rebuilt.is_empty() && statement.sql.starts_with("DROP TABLE "),
            _ => false,
        };
        let Some(StatementLimit { rules, limit, .. }) = limits.iter().find(is) else { continue };
        // An operation with several such statements is reported once.
        if last.replace(statement.transition) == Some(statement.transition) {
            continue;
        }
        let origin = &statement.origin;
        let message = format!("{rules} cannot hold this operation: {}", limit.unsupported);
        let mut diagnostic = Diagnostic::error(Code("script-rule"), message).at(origin.file, origin.key, "");
        diagnostic.notes.push(format!("see {}", limit.manual));
        diagnostics.push(diagnostic.help(limit.help.as_deref().unwrap_or("choose another rule for this script")));
    }
}

/// Whether a statement holds others. A semicolon alone says nothing: it may stand in a text.
fn is_compound(sql: &str) -> bool {
    let begins = sql.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("begin"));
    sql.contains(';') && (begins || makes_program(sql))
}

/// Whether a statement makes, changes or drops something that is a program: it may stand in no other program.
pub(super) fn makes_program(sql: &str) -> bool {
    let mut words = sql.split_whitespace().map(str::to_ascii_uppercase);
    let begins = words.next().is_some_and(|word| ["CREATE", "ALTER", "DROP"].contains(&word.as_str()));
    begins && words.take(5).any(|word| ["TRIGGER", "FUNCTION", "PROCEDURE", "EVENT"].contains(&word.as_str()))
}

fn check(dialect: &Dialect, rule: &'static str, word: &str, known: &[&str]) -> Result<(), Box<Refused>> {
    let offered = dialect.manifest.script.words(rule);
    if offered.iter().any(|offer| offer == word) {
        return Ok(());
    }
    if let Some(limit) = dialect.manifest.script.refuses.get(&format!("{rule} {word}")) {
        return Err(Box::new(not_here(dialect, rule, &described(&[(rule, word)]), limit)));
    }
    let title = &dialect.manifest.title;
    let help = match closest(word, offered.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it may be {}", listed(offered)),
    };
    let message = match known.contains(&word) {
        true => format!("scripts for {title} have no `{rule}: {word}`"),
        false => format!("`{word}` is no word for `{rule}` in scripts for {title}"),
    };
    refused(rule, message, None, &help)
}

fn not_here(dialect: &Dialect, rule: &'static str, what: &str, limit: &Limit) -> Refused {
    let message = format!("scripts for {} cannot have {what}: {}", dialect.manifest.title, limit.unsupported);
    let mut diagnostic = Diagnostic::error(Code("script-rule"), message);
    diagnostic.notes.push(format!("see {}", limit.manual));
    let offered = dialect.manifest.script.words(rule);
    let help = limit.help.clone().unwrap_or_else(|| match offered.is_empty() {
        true => "leave it out".to_string(),
        false => format!("it may be {}", listed(offered)),
    });
    Refused { rule, diagnostic: diagnostic.help(help) }
}

fn refused(rule: &'static str, message: String, note: Option<String>, help: &str) -> Result<(), Box<Refused>> {
    let mut diagnostic = Diagnostic::error(Code("script-rule"), message);
    diagnostic.notes.extend(note);
    Err(Box::new(Refused { rule, diagnostic: diagnostic.help(help) }))
}

fn described(parts: &[(&str, &str)]) -> String {
    let part = |(rule, word): &(&str, &str)| match *rule {
        "spool" | "retries" => format!("`{rule}`"),
        _ => format!("`{rule}: {word}`"),
    };
    parts.iter().filter(|(rule, _)| *rule != "statement").map(part).collect::<Vec<_>>().join(" with ")
}

fn listed(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ")
}
