//! Why an operation cannot be applied to a catalog.

use super::QualifiedName;
use crate::diagnostic::Code;
use crate::source::Path;

/// A message names so many known names at most.
const SHOWN: usize = 12;

/// An operation that is impossible in the state it meets, with the field that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The kind of conflict.
    pub code: Code,
    /// What is wrong, one lower-case phrase.
    pub message: String,
    /// Where in the operation's body, from its root.
    pub path: Path,
    /// What can be done.
    pub help: Option<String>,
    /// The name that the catalog does not hold, if that is the matter.
    pub missing: Option<String>,
}

impl Conflict {
    /// A conflict about the operation as a whole.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code: Code(code), message: message.into(), path: Path::root(), help: None, missing: None }
    }

    /// Something named that the catalog does not hold; `known` feeds "did you mean".
    pub fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Self {
        let code = match what {
            "table" => "unknown-table",
            "column" => "unknown-column",
            "enum" => "unknown-enum",
            "view" | "materialized view" => "unknown-view",
            "schema" => "unknown-schema",
            "extension" => "unknown-extension",
            "check" => "unknown-check",
            "attribute" => "unknown-attribute",
            "domain" => "unknown-domain",
            "index" => "unknown-index",
            "policy" => "unknown-policy",
            "type" => "unknown-type",
            "sequence" => "unknown-sequence",
            "trigger" => "unknown-trigger",
            "function" => "unknown-function",
            "procedure" => "unknown-procedure",
            _ => "unknown-constraint",
        };
        let mut conflict = Self::new(code, format!("unknown {what} `{name}`"));
        conflict.missing = Some(name.to_string());
        let known: Vec<&str> = known.collect();
        conflict.help = Some(match closest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => format!("there is no {what} at this point"),
            None => {
                let named: Vec<String> = known.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
                let more = if known.len() > SHOWN { " and others" } else { "" };
                let plural = match what {
                    "index" => "indexes".to_string(),
                    "policy" => "policies".to_string(),
                    _ => format!("{what}s"),
                };
                format!("the {plural} at this point are {}{more}", named.join(", "))
            }
        });
        conflict
    }

    /// The same of what may stand in a schema, where the mistake may be in which.
    pub fn unknown_in<'a>(what: &str, name: &QualifiedName, known: impl Iterator<Item = &'a QualifiedName>) -> Self {
        let known: Vec<(&QualifiedName, String)> = known.map(|known| (known, known.to_string())).collect();
        let is_joined = |text: &str| name.schema.is_none() && text == name.name.as_str();
        let meant = known.iter().find(|(known, text)| known.name == name.name || is_joined(text));
        let conflict = Self::unknown(what, &name.to_string(), known.iter().map(|(_, text)| text.as_str()));
        match meant.map(|(known, _)| *known) {
            Some(QualifiedName { schema: Some(schema), name }) => {
                conflict.help(format!("`{name}` is in the schema `{schema}`: say `schema: {schema}` beside it"))
            }
            Some(QualifiedName { schema: None, name }) => conflict
                .help(format!("`{name}` is in the schema that the database takes by default: leave `schema` out")),
            None => conflict,
        }
    }

    /// A name that is taken.
    pub fn exists(what: &str, name: impl std::fmt::Display) -> Self {
        Self::new("already-exists", format!("{what} `{name}` exists already"))
    }

    /// Puts `part` in front of the place.
    #[must_use]
    pub fn at(self, part: &str) -> Self {
        let path = Path::root().key(part).join(&self.path);
        Self { path, ..self }
    }

    /// Points at the key of `part` itself.
    #[must_use]
    pub fn at_key_of(self, part: &str) -> Self {
        Self { path: Path::root().key_of(part), ..self }
    }

    /// Puts an item number in front of the place.
    #[must_use]
    pub fn at_index(self, index: usize) -> Self {
        let path = Path::root().index(index).join(&self.path);
        Self { path, ..self }
    }

    /// Says what can be done.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The known name nearest to a misspelt one, if any is near.
pub fn closest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    known
        .map(|candidate| (strsim::damerau_levenshtein(&candidate.to_lowercase(), &name.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(name: &str, schema: Option<&str>, known: &[(&str, Option<&str>)]) -> String {
        let full =
            |name: &str, schema: Option<&str>| QualifiedName { schema: schema.map(Into::into), name: name.into() };
        let known: Vec<QualifiedName> = known.iter().map(|(name, schema)| full(name, *schema)).collect();
        Conflict::unknown_in("table", &full(name, schema), known.iter()).help.unwrap()
    }

    #[test]
    fn a_wrong_schema_is_told_from_a_wrong_name() {
        let known = [("users", Some("app")), ("orders", None)];
        let in_app = "`users` is in the schema `app`: say `schema: app` beside it";
        assert_eq!(help("users", None, &known), in_app);
        assert_eq!(help("users", Some("ap"), &known), in_app);
        assert_eq!(help("app.users", None, &known), in_app);
        let in_none = "`orders` is in the schema that the database takes by default: leave `schema` out";
        assert_eq!(help("orders", Some("app"), &known), in_none);
        assert_eq!(help("userss", Some("app"), &known), "did you mean `app.users`?");
        assert_eq!(help("parts", None, &known), "the tables at this point are `app.users`, `orders`");
    }
}
