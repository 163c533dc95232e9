//! The options that tables and indexes of a dialect may have: which there are, of which sort, and how they are written.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Dialect, Version};
use crate::catalog::{Conflict, Name, OptionValue, Options, SqlText, closest};

/// What the value of an option is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The name of an object.
    Name,
    /// A number.
    Number,
    /// Words with values of their own.
    Parameters,
    /// SQL.
    Sql,
    /// A text.
    Text,
    /// A word of the dialect.
    Word,
    /// Yes or no.
    YesNo,
}

/// Where a statement that makes an object says an option.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Behind CREATE.
    Front,
    /// Behind the columns.
    #[default]
    Behind,
    /// At the end.
    Last,
    /// In the parentheses of a WITH behind the columns.
    With,
}

/// An option that a dialect has.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionRule {
    /// What its value is.
    pub sort: Sort,
    /// The words that it takes, separated by blanks, where it does not take every one.
    #[serde(default)]
    pub values: String,
    /// How a statement says it that makes the object, with `{0}` for the value.
    pub create: String,
    /// Where.
    #[serde(default)]
    pub place: Place,
    /// How a change of it is said; none where it cannot change.
    #[serde(default)]
    pub set: Option<String>,
    /// How it is said that it goes; for parameters with `{0}` for their words.
    #[serde(default)]
    pub reset: Option<String>,
    /// The value that is written where the file says none.
    #[serde(default)]
    pub default: Option<String>,
    /// The option that it belongs to: it changes in one clause with that, and has no default where the file gives that.
    #[serde(default)]
    pub beside: Option<String>,
    /// Whether it is that of every column of text which says none of its own; a change of the option has to restate these.
    #[serde(default)]
    pub of_texts: bool,
    /// Whether it is the number of the next row, as `start` of an identity is.
    #[serde(default)]
    pub next_number: bool,
    /// The server version that brought it.
    #[serde(default)]
    pub since: Option<String>,
    /// Why the dialect does not have it, though a parent does.
    #[serde(default)]
    pub lacking: Option<String>,
    /// What the types of columns turn into, by their first words; no others are possible then.
    #[serde(default)]
    pub types: IndexMap<String, String>,
}

/// Options by word, in the order in which they are written.
pub type OptionRules = IndexMap<String, OptionRule>;

/// Options as SQL, by place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct WrittenOptions {
    /// Behind CREATE.
    pub front: Vec<String>,
    /// Behind the columns.
    pub behind: Vec<String>,
    /// At the end.
    pub last: Vec<String>,
    /// Whether columns of text that say nothing of their own change too.
    pub of_texts: bool,
    /// In the parentheses of a WITH behind the columns.
    pub with: Vec<String>,
}

impl Dialect {
    /// Checks what a file says against what the dialect has, and brings it into the form that catalogs keep. Only a change
    /// may unset an option.
    pub fn settle_options(
        &self,
        rules: &OptionRules,
        of: &str,
        options: &mut Options,
        changes: bool,
    ) -> Result<(), Conflict> {
        let Some(entry) = options.dialect().cloned() else { return Ok(()) };
        let mut settled = BTreeMap::new();
        for (word, value) in options.iter() {
            let place = |conflict: Conflict| conflict.at(entry.as_str()).at("options");
            let Some(rule) = rules.get(word) else { return Err(place(self.unknown_option(rules, of, word))) };
            let value = settle(word, rule, value, changes);
            let value = value.map_err(|expected| {
                let message = format!("option `{word}` of {} is {expected}", self.manifest.title);
                place(Conflict::new("wrong-value", message).at(word))
            })?;
            if changes || value != OptionValue::Unset {
                settled.insert(word.to_string(), value);
            }
        }
        *options = Options::new(Name::from(self.name()), settled);
        Ok(())
    }

    fn unknown_option(&self, rules: &OptionRules, of: &str, word: &str) -> Conflict {
        let conflict = Conflict::new("unknown-option", format!("{} has no option `{word}` of {of}", self.title()));
        let known = || rules.keys().map(String::as_str);
        let help = match closest(word, known()) {
            _ if self.manifest.option_words.contains_key(word) => self.manifest.option_words[word].clone(),
            Some(near) => format!("did you mean `{near}`?"),
            None if rules.is_empty() => format!("remove it: {of} has no options there"),
            None => {
                format!("its options are {}", known().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "))
            }
        };
        conflict.at_key_of(word).help(help)
    }

    /// Options as a statement says them that makes the object.
    pub fn write_options(&self, rules: &OptionRules, options: &Options) -> WrittenOptions {
        let mut written = WrittenOptions::default();
        for (word, rule) in rules {
            let Some(value) = effective(rules, word, rule, options) else { continue };
            let place = match rule.place {
                Place::Front => &mut written.front,
                Place::Behind => &mut written.behind,
                Place::Last => &mut written.last,
                Place::With => &mut written.with,
            };
            place.push(rule.create.replace("{0}", &self.option_value(rule, &value)));
        }
        written
    }

    /// The clauses that make old options into new ones, behind the columns or at the end; or the option that cannot change.
    pub fn change_options(&self, rules: &OptionRules, old: &Options, new: &Options) -> Result<WrittenOptions, String> {
        let mut written = WrittenOptions::default();
        for (word, rule) in rules.iter().filter(|(_, rule)| rule.beside.is_none()) {
            let others = rules.iter().filter(|(_, other)| other.beside.as_ref() == Some(word));
            let together: Vec<(&String, &OptionRule)> = std::iter::once((word, rule)).chain(others).collect();
            let [was, is] = [old, new].map(|options| {
                together.iter().map(|(word, rule)| effective(rules, word, rule, options)).collect::<Vec<_>>()
            });
            if was == is {
                continue;
            }
            written.of_texts |= rule.of_texts;
            let place = if rule.place == Place::Last { &mut written.last } else { &mut written.behind };
            if rule.sort == Sort::Parameters {
                place.extend(self.change_parameters(rule, was[0].as_ref(), is[0].as_ref()));
                continue;
            }
            let clause = match is[0] {
                Some(_) => {
                    together.iter().zip(&is).filter_map(|((_, rule), value)| self.set(rule, value.as_ref()?)).collect()
                }
                None => rule.reset.clone().into_iter().collect::<Vec<_>>(),
            };
            if clause.is_empty() {
                return Err(word.clone());
            }
            place.push(clause.join(" "));
        }
        Ok(written)
    }

    fn set(&self, rule: &OptionRule, value: &OptionValue) -> Option<String> {
        Some(rule.set.as_ref()?.replace("{0}", &self.option_value(rule, value)))
    }

    fn change_parameters(&self, rule: &OptionRule, was: Option<&OptionValue>, is: Option<&OptionValue>) -> Vec<String> {
        let none = BTreeMap::new();
        let [was, is] = [was, is].map(|value| match value {
            Some(OptionValue::Map(values)) => values,
            _ => &none,
        });
        let set: BTreeMap<String, OptionValue> = is
            .iter()
            .filter(|(word, value)| was.get(*word) != Some(value))
            .map(|(w, v)| (w.clone(), v.clone()))
            .collect();
        let gone: Vec<&str> = was.keys().filter(|word| !is.contains_key(*word)).map(String::as_str).collect();
        let set = (!set.is_empty()).then(|| self.set(rule, &OptionValue::Map(set))).flatten();
        let reset =
            rule.reset.as_ref().filter(|_| !gone.is_empty()).map(|reset| reset.replace("{0}", &gone.join(", ")));
        set.into_iter().chain(reset).collect()
    }

    fn option_value(&self, rule: &OptionRule, value: &OptionValue) -> String {
        match (rule.sort, value) {
            (Sort::Name, OptionValue::Text(text)) => self.identifier(text).into_owned(),
            (Sort::Text, OptionValue::Text(text)) => self.text_literal(text),
            (_, OptionValue::Number(text) | OptionValue::Text(text)) => text.clone(),
            (_, OptionValue::Sql(text)) => self.sql_text(text).into_owned(),
            (_, OptionValue::Flag(flag)) => flag.to_string(),
            (_, OptionValue::Map(values)) => {
                let one =
                    |(word, value): (&String, &OptionValue)| format!("{word} = {}", self.option_value(rule, value));
                values.iter().map(one).collect::<Vec<_>>().join(", ")
            }
            (_, OptionValue::Unset) => String::new(),
        }
    }

    /// Why the dialect, at its version, has none of an option.
    pub fn lacks_option(&self, word: &str, rule: &OptionRule) -> Option<String> {
        if let Some(reason) = &rule.lacking {
            return Some(reason.clone());
        }
        let since = rule.since.as_ref().and_then(|since| Version::parse(since))?;
        (!self.version.reaches(&since)).then(|| format!("option `{word}` came with version {since}"))
    }

    /// The type of a column in a table with such options, where they leave a choice of types; the option that leaves none.
    pub fn type_under(&self, options: &Options, type_name: &str) -> Result<Option<String>, &str> {
        let rules = &self.manifest.table_options;
        let limiting = rules.iter().find(|(word, rule)| !rule.types.is_empty() && options.is_on(word));
        let Some((word, rule)) = limiting else { return Ok(None) };
        let plain = type_name.split('(').next().unwrap_or_default().trim().to_lowercase();
        rule.types.get(&plain).map(|found| Some(found.clone())).ok_or(word)
    }
}

/// The value that holds: what the file says, else the default.
fn effective(rules: &OptionRules, word: &str, rule: &OptionRule, options: &Options) -> Option<OptionValue> {
    let given = |word: &str| options.get(word).filter(|value| **value != OptionValue::Unset);
    if let Some(value) = given(word) {
        return Some(value.clone());
    }
    let default = rule.default.as_ref()?;
    let beside = rule.beside.as_ref().filter(|word| rules.contains_key(*word) && given(word).is_some());
    beside.is_none().then(|| OptionValue::Text(default.clone()))
}

/// A value in the form that catalogs keep, or what it should be.
fn settle(word: &str, rule: &OptionRule, value: &OptionValue, changes: bool) -> Result<OptionValue, String> {
    match (rule.sort, value) {
        (_, OptionValue::Unset) if changes => Ok(OptionValue::Unset),
        (Sort::YesNo, OptionValue::Flag(true)) => Ok(OptionValue::Flag(true)),
        (Sort::YesNo, OptionValue::Flag(false)) => Ok(OptionValue::Unset),
        (Sort::YesNo, _) => Err("`true` or `false`".to_string()),
        (Sort::Number, OptionValue::Number(digits)) => Ok(OptionValue::Number(digits.clone())),
        (Sort::Number, _) => Err("a number".to_string()),
        (Sort::Word, OptionValue::Text(text) | OptionValue::Number(text)) if takes(rule, text) => {
            Ok(OptionValue::Text(text.clone()))
        }
        (Sort::Word, _) if rule.values.is_empty() => Err("a word: letters, digits and `_`".to_string()),
        (Sort::Word, _) => {
            let words = rule.values.split_whitespace().map(|word| format!("`{word}`"));
            Err(format!("one of {}", words.collect::<Vec<_>>().join(", ")))
        }
        (Sort::Name, OptionValue::Text(text)) if !text.trim().is_empty() => Ok(OptionValue::Text(text.clone())),
        (Sort::Name, _) => Err("a name".to_string()),
        (Sort::Text, OptionValue::Text(text)) => Ok(OptionValue::Text(text.clone())),
        (Sort::Text, _) => Err("a text".to_string()),
        (Sort::Sql, OptionValue::Text(text)) if !text.trim().is_empty() => Ok(OptionValue::Sql(SqlText::new(text))),
        (Sort::Sql, OptionValue::Sql(text)) => Ok(OptionValue::Sql(text.clone())),
        (Sort::Sql, _) => Err("SQL".to_string()),
        (Sort::Parameters, OptionValue::Map(values)) => {
            let one = |(name, value): (&String, &OptionValue)| match value {
                OptionValue::Unset if changes => Ok((name.clone(), OptionValue::Unset)),
                OptionValue::Number(_) | OptionValue::Flag(_) if is_parameter(name) => {
                    Ok((name.clone(), value.clone()))
                }
                OptionValue::Text(text) if is_parameter(name) && is_word(text) => Ok((name.clone(), value.clone())),
                _ => Err(format!("a map from words to numbers, words, `true` and `false`: not so `{name}`")),
            };
            values.iter().map(one).collect::<Result<_, _>>().map(OptionValue::Map)
        }
        (Sort::Parameters, _) => Err(format!("a map from words to values, as in `{word}: {{fillfactor: 70}}`")),
    }
}

fn takes(rule: &OptionRule, text: &str) -> bool {
    let mut words = rule.values.split_whitespace();
    if rule.values.is_empty() { is_word(text) } else { words.any(|word| word.eq_ignore_ascii_case(text)) }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A word, or two with a dot between them.
fn is_parameter(text: &str) -> bool {
    text.split('.').count() <= 2 && text.split('.').all(is_word)
}
