//! What a database can do and how it spells things: data from `dialects/`, for one server version.

mod identifier;
mod library;
mod literal;
mod lock_rules;
mod manifest;
mod namespace;
mod options;
mod privileges;
mod script_rules;
mod type_change;
mod types;
mod value;
mod version;

use std::sync::Arc;

use indexmap::IndexSet;

pub use library::{DialectError, Library, of_url};
pub use lock_rules::LockRules;
pub use manifest::{
    Batches, ControlCharacters, Defaults, Dependants, EnumForm, Identifiers, Limit, Literals, LongTexts, Longer,
    Manifest, OwnNames, Strategy, Transactions, UserType,
};
pub use namespace::{Named, Namespace, Within};
pub use options::{OptionRule, OptionRules, Place, Sort, WrittenOptions};
pub use privileges::PrivilegeRules;
pub use script_rules::{RULES, ScriptRules};
pub use type_change::{Conversion, Converts, FreeChange, TypeChanges};
pub use types::NoSuchType;
pub use version::Version;

/// One database at one server version.
#[derive(Debug, Clone)]
pub struct Dialect {
    /// What it can do and how it spells things.
    pub manifest: Arc<Manifest>,
    /// The server version that the script is for.
    pub version: Version,
    /// Its name, then its parents.
    pub chain: Vec<String>,
    reserved: Arc<IndexSet<String>>,
    templates: Arc<Library>,
}

impl Dialect {
    /// The name that `--dialect` takes.
    pub fn name(&self) -> &str {
        &self.manifest.name
    }

    /// The name and version for people: `PostgreSQL 15`.
    pub fn title(&self) -> String {
        format!("{} {}", self.manifest.title, self.version)
    }

    /// The text of a template: the dialect's own, else its nearest parent's.
    pub fn template(&self, name: &str) -> Option<&str> {
        self.chain.iter().find_map(|dialect| self.templates.file(&format!("{dialect}/{name}")))
    }

    /// How a kind of operation with special forms reaches the database: the form that is hardest to do decides, and a
    /// form without an entry is as hard as the kind itself.
    pub fn strategy(&self, kind: &str, features: &[&str]) -> &Strategy {
        const NATIVE: &Strategy = &Strategy::Native;
        let plain = self.manifest.strategies.get(kind).unwrap_or(NATIVE);
        if features.is_empty() {
            return plain;
        }
        let special = |feature: &&str| self.manifest.strategies.get(&format!("{kind}.{feature}")).unwrap_or(plain);
        features.iter().map(special).min_by_key(|strategy| strategy.rank()).unwrap_or(plain)
    }

    /// Whether a new column may stand anywhere without a rebuild of the table.
    pub fn places_columns(&self) -> bool {
        matches!(self.strategy("add_column", &["position"]), Strategy::Native | Strategy::Alter)
    }

    /// Whether rows that exist get a value that nobody chose in a new column that may not be NULL and has no default:
    /// zero or an empty text. `type_name` is its type as SQL, where it is known.
    pub fn fills_rows(&self, type_name: Option<&str>) -> bool {
        let word = type_name.and_then(|name| name.split(['(', ' ']).next()).unwrap_or_default();
        let never = self.fact("no_implicit_default").unwrap_or_default();
        let refused = never.split_whitespace().any(|listed| listed.eq_ignore_ascii_case(word));
        self.fact("implicit_defaults").is_some() && !refused
    }

    /// The manual's section about something that is refused for reasons that no strategy names.
    pub fn manual(&self, subject: &str) -> Option<&str> {
        self.manifest.manual.get(subject).map(String::as_str)
    }

    /// A fact that templates and lint rules ask for.
    pub fn fact(&self, name: &str) -> Option<&str> {
        self.manifest.facts.get(name).map(String::as_str)
    }
}
