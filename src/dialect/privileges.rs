//! The privileges that a dialect has, by what they are on.

use indexmap::IndexMap;
use serde::Deserialize;

use super::Dialect;
use crate::catalog::{Conflict, Name, closest};

/// The word for every privilege that there is.
const ALL: &str = "all";

/// The privileges on one kind of object. Lists are words with commas between them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivilegeRules {
    /// How a statement says the object, with `{0}` for its name.
    #[serde(default = "plain")]
    pub on: String,
    /// Whether the types of a routine stand behind its name.
    #[serde(default)]
    pub signature: bool,
    /// Whether the name is a pattern, in which a backslash stands before `_` and `%` that are meant.
    #[serde(default)]
    pub pattern: bool,
    /// All of them.
    pub list: String,
    /// What `all` stands for, where it is not every one.
    #[serde(default)]
    pub all: Option<String>,
    /// Those that columns take.
    #[serde(default)]
    pub columns: String,
    /// Those that everybody has on a new object.
    #[serde(default)]
    pub public: String,
    /// Those that everybody has on objects that come with a new database, by name.
    #[serde(default)]
    pub public_of: IndexMap<String, String>,
}

fn plain() -> String {
    "{0}".to_string()
}

/// The words of a list.
fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|word| !word.is_empty())
}

impl PrivilegeRules {
    /// Whether everybody has a privilege on an object of this name where nobody says otherwise.
    pub fn is_public(&self, privilege: &Name, object: &Name) -> bool {
        let list = self.public_of.get(object.as_str()).unwrap_or(&self.public);
        words(list).any(|word| word == privilege.as_str())
    }

    /// Puts privileges into the order of the list.
    pub fn arrange(&self, privileges: &mut [Name]) {
        privileges.sort_by_key(|privilege| words(&self.list).position(|word| word == privilege.as_str()));
    }
}

impl Dialect {
    /// Checks the privileges that a file names against those that the dialect has on such an object, and brings them into
    /// the form that catalogs keep. Where it has none on any, it says so elsewhere.
    pub fn settle_privileges(&self, kind: &str, on_columns: bool, privileges: &mut Vec<Name>) -> Result<(), Conflict> {
        let Some(rules) = self.manifest.privileges.get(kind) else { return Ok(()) };
        let (list, all) = match on_columns {
            true => (&rules.columns, &rules.columns),
            false => (&rules.list, rules.all.as_ref().unwrap_or(&rules.list)),
        };
        if privileges.iter().any(|privilege| privilege.as_str() == ALL) {
            *privileges = words(all).map(Name::from).collect();
        }
        for (at, privilege) in privileges.iter().enumerate() {
            if !words(list).any(|word| word == privilege.as_str()) {
                let known: Vec<&str> = words(list).collect();
                return Err(self.no_privilege(kind, on_columns, privilege, &known).at_index(at).at("privileges"));
            }
        }
        rules.arrange(privileges);
        privileges.dedup();
        Ok(())
    }

    fn no_privilege(&self, kind: &str, on_columns: bool, privilege: &Name, known: &[&str]) -> Conflict {
        let of = format!(
            "{} {}",
            if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" },
            kind.replace('_', " ")
        );
        let on = if on_columns { format!("columns of {of}") } else { of };
        let message = format!("{} has no privilege `{privilege}` on {on}", self.title());
        let help = match closest(privilege.as_str(), known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "leave `columns` out".to_string(),
            None => {
                let known: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
                format!("the privileges on {on} are {}", known.join(", "))
            }
        };
        Conflict::new("unknown-privilege", message).help(help)
    }
}
