//! What a house may ask of the scripts of a dialect: the words it has for each rule, and why it has no others.

use indexmap::IndexMap;
use serde::Deserialize;

use super::Limit;

/// The rules, each with the words that may be asked for somewhere; a client has a word of its own in each dialect.
pub const RULES: &[(&str, &[&str])] = &[
    ("mode", &["guarded", "idempotent", "bare"]),
    ("transaction", &["per-revision", "single", "none"]),
    ("on_error", &["latch", "exit", "continue", "fence"]),
    ("client", &[]),
    ("commit", &["auto", "manual", "never"]),
    ("progress", &["on", "off"]),
    ("verification", &["on", "off"]),
];

/// The words that a dialect has.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptRules {
    /// By rule; the first word is what holds where nothing is asked for.
    #[serde(default)]
    pub offers: IndexMap<String, Vec<String>>,
    /// What cannot be, and why: `rule word`, or several of them with a comma between that cannot be together. A part
    /// `statement …` is a kind of statement that cannot stand in such a script.
    #[serde(default)]
    pub refuses: IndexMap<String, Limit>,
}

impl ScriptRules {
    /// The words of a rule.
    pub fn words(&self, rule: &str) -> &[String] {
        self.offers.get(rule).map_or(&[], Vec::as_slice)
    }

    /// What is refused, each with its parts: a rule and a word.
    pub fn refusals(&self) -> impl Iterator<Item = (Vec<(&str, &str)>, &Limit)> {
        fn split(part: &str) -> (&str, &str) {
            part.split_once(' ').unwrap_or((part, ""))
        }
        self.refuses.iter().map(|(key, limit)| (key.split(", ").map(split).collect(), limit))
    }
}
