//! The rules of the house for scripts, as the project file has them under `script:`.

use indexmap::IndexMap;

use super::config::{Config, ConfigReader, Placed, ScriptConfig};
use super::durations::Seconds;
use super::{Dialects, Failure, Project};
use crate::diagnostic::{Code, Diagnostic, closest};
use crate::dialect::{Dialect, RULES};
use crate::render::{Mode, Policy};
use crate::revision::fill;
use crate::source::yaml::{self, Entry, ReadContext, Value};

/// What a rule is in the scripts of each dialect; `default` stands for those that are not named.
pub type PerDialect = IndexMap<String, Placed<String>>;

/// What the client writes into a file, beside the rules that have words.
const SPOOL: &str = "spool";

const DEFAULT: &str = "default";

/// Reads `script:`.
pub(super) fn read(reader: &mut ConfigReader<'_>, entry: &Entry, config: &mut Config) {
    let mut entry = entry.clone();
    fill(&mut entry.value, &config.settings.own(), reader.file, reader.diagnostics);
    let Value::Mapping(entries) = &entry.value.value else {
        let message = "`script` is a map from rule to what holds";
        return reader.error(entry.value.span, "wrong-type", message, "write `script: {lock_timeout: 5s}`");
    };
    for rule in entries {
        let script = &mut config.script;
        match rule.name() {
            "lock_timeout" => script.lock_timeout = reader.seconds(rule).unwrap_or(script.lock_timeout),
            "statement_timeout" => script.statement_timeout = reader.seconds(rule).unwrap_or(script.statement_timeout),
            "header" => script.header = reader.text(rule).map(|text| text.value),
            "retries" => script.retries = reader.number(rule).unwrap_or(script.retries),
            name if name == SPOOL || RULES.iter().any(|(known, _)| *known == name) => {
                let found = per_dialect(reader, rule);
                config.script.rules.insert(name.to_string(), found);
            }
            name => {
                let known: Vec<&str> =
                    ["header", "lock_timeout", "statement_timeout", "retries", SPOOL].into_iter().collect();
                let known: Vec<&str> = RULES.iter().map(|(rule, _)| *rule).chain(known).collect();
                let message = format!("unknown field `{name}` in `script`");
                reader.error(rule.key.span, "unknown-field", &message, &yaml::choices(name, "the fields", &known));
            }
        }
    }
}

fn per_dialect(reader: &mut ConfigReader<'_>, rule: &Entry) -> PerDialect {
    let whole = std::slice::from_ref(rule);
    let (entries, is_map) = match &rule.value.value {
        Value::Mapping(entries) => (entries.as_slice(), true),
        _ => (whole, false),
    };
    let mut found = PerDialect::new();
    for entry in entries {
        let Some(Placed { mut value, span }) = reader.text(entry) else { continue };
        if ["progress", "verification"].contains(&rule.name()) {
            value = match value.as_str() {
                "true" => "on".to_string(),
                "false" => "off".to_string(),
                _ => value,
            };
        }
        if rule.name() == SPOOL && value.contains(|c: char| c.is_control() || "\"'&".contains(c)) {
            let help = "use letters, digits, blanks and what file names usually have";
            let message = "the client could not take this name of a file";
            reader.error(span.unwrap_or(entry.value.span), "invalid-value", message, help);
            continue;
        }
        let known = RULES.iter().find(|(name, _)| *name == rule.name()).map_or(&[][..], |(_, words)| words);
        if !known.is_empty() && !known.contains(&value.as_str()) {
            let message = format!("`{value}` is no word for `{}`", rule.name());
            let help = yaml::choices(&value, "its words", known);
            reader.error(span.unwrap_or(entry.value.span), "unknown-value", &message, &help);
            continue;
        }
        let dialect = if is_map { entry.name() } else { DEFAULT };
        found.insert(dialect.to_string(), Placed { value, span });
    }
    found
}

impl ConfigReader<'_> {
    fn number(&mut self, entry: &Entry) -> Option<u32> {
        match yaml::from_entry(entry, &ReadContext::default()) {
            Ok(number) => Some(number),
            Err(error) => {
                self.push(error);
                None
            }
        }
    }

    fn seconds(&mut self, entry: &Entry) -> Option<u32> {
        match yaml::from_entry::<Seconds>(entry, &ReadContext::default()) {
            Ok(seconds) => Some(seconds.0),
            Err(error) => {
                self.push(error);
                None
            }
        }
    }
}

impl ScriptConfig {
    /// What the project file says of a rule for a dialect, by its name or that of a parent.
    fn rule(&self, rule: &str, dialect: &Dialect) -> Option<&Placed<String>> {
        let words = self.rules.get(rule)?;
        dialect.chain.iter().find_map(|name| words.get(name)).or_else(|| words.get(DEFAULT))
    }
}

impl Project {
    /// The rules for scripts of a dialect: what `asked` says of a rule, else what the project file says.
    pub fn policy(
        &self,
        dialects: &Dialects,
        dialect: &Dialect,
        asked: impl Fn(&str) -> Option<String>,
    ) -> Result<(Mode, Policy), Failure> {
        self.check_names(dialects)?;
        let script = &self.config.script;
        let word = |rule: &str| asked(rule).or_else(|| Some(script.rule(rule, dialect)?.value.clone()));
        let retries = match asked("retries").map(|count| count.parse()) {
            Some(Ok(count)) => count,
            Some(Err(_)) => return Err(Failure::new("wrong-value", "`retries` is a whole number", "write `3`")),
            None => script.retries,
        };
        if retries > 0 && script.lock_timeout == 0 {
            let message = "without a `lock_timeout` a lock is waited for, and never tried for again";
            return Err(Failure::new("script-rule", message, "write `lock_timeout: 5s` beside `retries`"));
        }
        Policy::new(dialect, word, (word(SPOOL), retries)).map_err(|refused| {
            let place = script.rule(refused.rule, dialect).and_then(|placed| placed.span);
            let place = place.filter(|_| asked(refused.rule).is_none());
            let labelled = |diagnostic: Diagnostic| match place {
                Some(span) => diagnostic.at(self.config.file, span, ""),
                None => diagnostic,
            };
            labelled(refused.diagnostic).into()
        })
    }

    /// A word for a dialect that nobody knows is never meant.
    fn check_names(&self, dialects: &Dialects) -> Result<(), Failure> {
        let known = dialects.library.names();
        let names = self.config.script.rules.values().flatten();
        let Some((stranger, placed)) = names.into_iter().find(|(name, _)| *name != DEFAULT && !known.contains(name))
        else {
            return Ok(());
        };
        let help = match closest(stranger, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known dialects: {}; `default` stands for the others", known.join(", ")),
        };
        let diagnostic = Diagnostic::error(Code("unknown-dialect"), format!("there is no dialect `{stranger}`"));
        let span = placed.span.expect("it stands in the project file");
        Err(diagnostic.at(self.config.file, span, "").help(help).into())
    }
}
