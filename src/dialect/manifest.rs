//! The manifest of a dialect: what a database can do and how it spells things, read from `dialect.yaml`.

use std::fmt;

use indexmap::IndexMap;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{LockRules, Namespace, OptionRules, PrivilegeRules, ScriptRules, TypeChanges};

/// How one kind of operation, or one special form of it, reaches the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// By the template of the operation.
    Native,
    /// By one ALTER TABLE that it shares with its neighbours, from the table before and after.
    Alter,
    /// By a new table that takes the rows over, from the table before and after.
    Rebuild,
    /// By the lowering of this name.
    Emulate(String),
    /// Not at all; script and plan say so.
    Omit(String),
    /// Refused.
    Unsupported {
        /// Why, as the message says it.
        reason: String,
        /// The section of the vendor's manual that says so.
        manual: String,
        /// What to do instead.
        help: Option<String>,
    },
}

impl Strategy {
    /// How hard the strategy is to follow: where several forms meet, the lowest wins.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Unsupported { .. } => 0,
            Self::Rebuild => 1,
            Self::Emulate(_) => 2,
            Self::Alter => 3,
            Self::Native => 4,
            Self::Omit(_) => 5,
        }
    }
}

impl<'de> Deserialize<'de> for Strategy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const WORDS: &[&str] = &["native", "alter", "rebuild", "emulate", "omit", "unsupported"];
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Strategy;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a strategy")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Strategy, E> {
                match text {
                    "native" => Ok(Strategy::Native),
                    "alter" => Ok(Strategy::Alter),
                    "rebuild" => Ok(Strategy::Rebuild),
                    _ => Err(E::unknown_variant(text, WORDS)),
                }
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Strategy, A::Error> {
                let (mut found, mut section, mut advice) = (None, String::new(), None);
                while let Some(key) = map.next_key::<String>()? {
                    let text: String = map.next_value()?;
                    match key.as_str() {
                        "emulate" => found = Some(Strategy::Emulate(text)),
                        "omit" => found = Some(Strategy::Omit(text)),
                        "unsupported" => {
                            found = Some(Strategy::Unsupported { reason: text, manual: String::new(), help: None });
                        }
                        "manual" => section = text,
                        "help" => advice = Some(text),
                        _ => return Err(de::Error::unknown_field(&key, WORDS)),
                    }
                }
                match found {
                    Some(Strategy::Unsupported { reason, .. }) if section.is_empty() => Err(de::Error::custom(
                        format!("`unsupported: {reason}` needs `manual:`, the section that says so"),
                    )),
                    Some(Strategy::Unsupported { reason, .. }) => {
                        Ok(Strategy::Unsupported { reason, manual: section, help: advice })
                    }
                    Some(found) => Ok(found),
                    None => Err(de::Error::custom("a strategy needs `emulate`, `omit` or `unsupported`")),
                }
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// Strategies under each of the kinds that their keys name.
fn spread<'de, D: Deserializer<'de>>(deserializer: D) -> Result<IndexMap<String, Strategy>, D::Error> {
    let listed = IndexMap::<String, Strategy>::deserialize(deserializer)?;
    let mut spread = IndexMap::new();
    for (kinds, strategy) in &listed {
        for kind in kinds.split(", ").filter(|kind| kind == kinds || !listed.contains_key(*kind)) {
            spread.insert(kind.to_string(), strategy.clone());
        }
    }
    Ok(spread)
}

/// How names are written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identifiers {
    /// The opening quote.
    pub open: char,
    /// The closing quote.
    pub close: char,
    /// The longest name, in bytes or characters; none if there is no limit.
    pub max_length: Option<usize>,
    /// Whether the limit counts bytes; else characters.
    #[serde(default)]
    pub length_in_bytes: bool,
    /// Words that need quotes, in lower case, separated by blanks.
    pub reserved: String,
    /// Characters that no name may hold, not even in quotes.
    #[serde(default)]
    pub excluded: String,
    /// Characters that a bare name may not start with.
    #[serde(default)]
    pub quoted_start: String,
    /// The schema that is written where a file names none.
    #[serde(default)]
    pub default_schema: Option<String>,
}

/// How a text with a character that cannot be seen is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ControlCharacters {
    /// In a string of its own kind, `E'\t'`, where backslashes are plain otherwise.
    EscapeString,
    /// With backslashes, which every string takes.
    Backslash,
    /// By a function of the character's number, joined with an operator: `'a' || char(9)`.
    Function {
        /// The name of the function.
        name: String,
        /// The operator.
        join: String,
    },
}

/// How values are written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Literals {
    /// The word for true.
    #[serde(rename = "true")]
    pub yes: String,
    /// The word for false.
    #[serde(rename = "false")]
    pub no: String,
    /// Characters that cannot be seen.
    pub control_characters: ControlCharacters,
    /// The bytes of a text in a column of bytes, with `{0}` for two hexadecimal digits each; else it is written as text.
    #[serde(default)]
    pub bytes: Option<String>,
    /// What stands before the quote of a text.
    #[serde(default)]
    pub prefix: String,
    /// What a client would put something else in place of: a text is cut behind its first character.
    #[serde(default)]
    pub cuts: Vec<String>,
    /// How texts are written that are too long for one literal.
    #[serde(default)]
    pub long: Option<LongTexts>,
    /// Whether an instant is written in UTC and without its zone, because no type keeps one.
    #[serde(default)]
    pub utc_instants: bool,
    /// Whether such an instant is read in the zone of the session.
    #[serde(default)]
    pub session_zone: bool,
    /// Texts for portable types that are literals of their own, with `{0}` for the text in quotes.
    #[serde(default)]
    pub typed: IndexMap<String, String>,
}

/// How texts are written that are too long for one literal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LongTexts {
    /// The most characters of a literal.
    pub piece: usize,
    /// Up to so many characters the pieces come together as they are.
    pub together: usize,
    /// What the first piece turns into beyond that, with `{0}` for it.
    pub start: String,
}

/// How defaults are written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// Whether SQL text stands in parentheses.
    pub parentheses: bool,
    /// Words that stand without them all the same.
    #[serde(default)]
    pub bare: Vec<String>,
    /// Portable types whose literals stand in parentheses too.
    #[serde(default)]
    pub literal_in_parentheses: Vec<String>,
    /// The name of the constraint that a default is, with `{table}` and `{column}`.
    #[serde(default)]
    pub constraint: Option<String>,
    /// The next number of a sequence, with `{name}` or, as a literal, `{text}`; else in the words of standard SQL.
    #[serde(default)]
    pub next_value: Option<String>,
    /// Words of standard SQL that the dialect spells otherwise, by portable type.
    #[serde(default)]
    pub spelled: IndexMap<String, IndexMap<String, String>>,
}

/// What the names end with that the database gives: table, columns and this.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnNames {
    /// Those of primary keys, which have no columns in them.
    pub primary_key: String,
    /// Those of unique constraints.
    pub unique: String,
    /// Those of foreign keys.
    pub foreign_key: String,
    /// Those of checks, which have a column in them where they read but one.
    pub check: String,
    /// Those of indexes.
    pub index: String,
    /// Those of exclusion constraints.
    pub exclusion: String,
}

/// How a client is given a script in pieces.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batches {
    /// The line that ends a batch.
    pub end: String,
    /// The batch behind every batch of a transaction: from a failure on nothing takes effect.
    pub latch: String,
    /// The same outside of a transaction.
    pub latch_outside: String,
}

/// What a type with a number turns into when the number is too large.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Longer {
    /// The largest number.
    pub most: u32,
    /// The type beyond it.
    #[serde(rename = "type")]
    pub spelling: String,
}

/// What becomes of an enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnumForm {
    /// A type of its own.
    Type,
    /// The type of each column that uses it.
    Inline,
    /// A text column with a check.
    Check,
}

/// A type of the user besides enums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserType {
    /// A domain.
    Domain,
    /// A composite type.
    Composite,
}

/// How views, triggers, policies or routines get along with changes under them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dependants {
    /// Whether the database replaces a definition in place.
    #[serde(default)]
    pub or_replace: bool,
    /// Changes of a table, by kind, `kind.feature` or strategy, while which they may not exist.
    #[serde(default)]
    pub absent_during: Vec<String>,
    /// Strategies that make them vanish without a word.
    #[serde(default)]
    pub dropped_by: Vec<String>,
}

/// What the database does with transactions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transactions {
    /// Whether a change of the schema can be undone.
    pub ddl: bool,
}

/// What no table of the dialect may be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Why, as the message says it.
    pub unsupported: String,
    /// The section of the vendor's manual that says so.
    pub manual: String,
    /// What to do instead.
    #[serde(default)]
    pub help: Option<String>,
}

/// Everything a `dialect.yaml` says, after its parents and the target version.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The name that `--dialect` takes.
    pub name: String,
    /// The name for people.
    pub title: String,
    /// The parent dialect.
    #[serde(default)]
    pub extends: Option<String>,
    /// Other names that `--dialect` takes.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The server version where none is said.
    #[serde(default)]
    pub version: String,
    /// The oldest server version that the templates are right for.
    #[serde(default)]
    pub oldest: String,
    /// How SQL text is read.
    pub syntax: serde_json::Value,
    /// How names are written.
    pub identifiers: Identifiers,
    /// How values are written.
    pub literals: Literals,
    /// How defaults are written.
    pub defaults: Defaults,
    /// What becomes of an enum.
    pub enums: EnumForm,
    /// Which types of the user a column may have besides enums.
    #[serde(default)]
    pub user_types: Vec<UserType>,
    /// What the database does with transactions.
    pub transactions: Transactions,
    /// The locks that operations take, where a script can take them first.
    #[serde(default)]
    pub locks: Option<LockRules>,
    /// What a house may ask of scripts.
    #[serde(default)]
    pub script: ScriptRules,
    /// Views under changes.
    pub views: Dependants,
    /// Triggers under changes.
    pub triggers: Dependants,
    /// Policies under changes.
    #[serde(default)]
    pub policies: Dependants,
    /// Functions and procedures under changes of what their signatures name.
    pub routines: Dependants,
    /// The statement behind every statement, for databases that cannot undo.
    #[serde(default)]
    pub latch: Option<String>,
    /// How a client is given a script in pieces, if not by semicolons alone.
    #[serde(default)]
    pub batches: Option<Batches>,
    /// The line behind a statement that ends in a semicolon by itself.
    #[serde(default)]
    pub block_end: Option<String>,
    /// Types that a column of a key or an identity changes into.
    #[serde(default)]
    pub identity_types: IndexMap<String, String>,
    /// Portable types, by word and how many numbers follow: `varchar(n)`.
    pub types: IndexMap<String, String>,
    /// What a portable type without numbers holds, where that is less than elsewhere: a type with numbers.
    #[serde(default)]
    pub holds: IndexMap<String, String>,
    /// Checks that come with a portable type, with `{0}` for the column.
    #[serde(default)]
    pub type_checks: IndexMap<String, String>,
    /// The name of such a check and of the check of an enum, with `{table}` and `{column}`; else they have none.
    #[serde(default)]
    pub type_check_name: Option<String>,
    /// What types turn into whose number is too large, by the same words.
    #[serde(default)]
    pub longer: IndexMap<String, Longer>,
    /// Whether a column of an array type is written as its item type with this suffix.
    #[serde(default)]
    pub array: Option<String>,
    /// The options that a table may have.
    #[serde(default)]
    pub table_options: OptionRules,
    /// The options that a column may have.
    #[serde(default)]
    pub column_options: OptionRules,
    /// The options that an index may have.
    #[serde(default)]
    pub index_options: OptionRules,
    /// What to say of words that are no options of the dialect, though people look for them.
    #[serde(default)]
    pub option_words: IndexMap<String, String>,
    /// The privileges that there are, by the kind of object.
    #[serde(default)]
    pub privileges: IndexMap<String, PrivilegeRules>,
    /// Strategies by kind or `kind.feature`, native unless listed. A key may name several: one for a kind alone goes before.
    #[serde(default, deserialize_with = "spread")]
    pub strategies: IndexMap<String, Strategy>,
    /// What the database calls a thing that is given no name; none where that cannot be known beforehand.
    #[serde(default)]
    pub own_names: Option<OwnNames>,
    /// Rules that every table keeps, by name.
    #[serde(default)]
    pub limits: IndexMap<String, Limit>,
    /// Names that are kept apart, beyond what holds everywhere.
    #[serde(default)]
    pub namespaces: IndexMap<String, Namespace>,
    /// Sections of the vendor's manual by what they are about: `types`, `using`, `deletes`.
    #[serde(default)]
    pub manual: IndexMap<String, String>,
    /// What a change of a column's type does to the rows; where it is left out, nothing is said about it.
    #[serde(default)]
    pub type_changes: Option<TypeChanges>,
    /// Facts that only templates and lint rules ask for.
    #[serde(default)]
    pub facts: IndexMap<String, String>,
}
