//! The environments and databases of a project file: what each says instead of the file itself.

use super::config::{Config, ConfigReader};
use super::variables::{Choice, Settings};
use crate::diagnostic::{Code, Diagnostic};
use crate::revision::read_declarations;
use crate::source::yaml::{self, Entry, Node, ReadContext, Value};

/// Parts of a project file of which one is chosen and comes over the rest.
struct Parts {
    /// What they stand under.
    key: &'static str,
    /// What one of them is called.
    word: &'static str,
    /// The same with its article.
    an: &'static str,
    /// What is wrong with one that is not there.
    unknown: Code,
    /// What each may say.
    fields: &'static [&'static str],
}

const ENVIRONMENTS: Parts = Parts {
    key: "environments",
    word: "environment",
    an: "an environment",
    unknown: Code("unknown-environment"),
    fields: &["dialect", "lint", "receipt", "script", "targets", "variables", "version_table"],
};

const DATABASES: Parts = Parts {
    key: "databases",
    word: "database",
    an: "a database",
    unknown: Code("unknown-database"),
    fields: &["baseline", "dialect", "lint", "receipt", "revisions", "script", "targets", "version_table"],
};

/// Reads what gives variables their values; the rest of the file may use them.
pub(super) fn read_settings(reader: &mut ConfigReader<'_>, root: &Node, choice: &Choice, config: &mut Config) {
    if let Some(entry) = root.entry("variables") {
        let (declared, errors) = read_declarations(entry);
        errors.into_iter().for_each(|error| reader.push(error));
        config.settings.declared = declared;
    }
    config.settings.environment = choice.environment.clone();
    config.settings.given = choice.variables.clone();
    let environments = root.get("environments");
    let chosen = choice.environment.as_ref().and_then(|name| environments?.get(name)?.entry("variables"));
    for entry in chosen.map_or(&[][..], |entry| entry.value.entries()) {
        // What is wrong with it is said below.
        if let Ok(value) = yaml::from_entry(entry, &ReadContext::default()) {
            config.settings.chosen.insert(entry.name().to_string(), value);
        }
    }
}

/// Reads every environment and every database; what is chosen comes over what the file says.
pub(super) fn read(reader: &mut ConfigReader<'_>, root: &Node, choice: &Choice, config: &mut Config) {
    let (environment, database) = (choice.environment.as_deref(), choice.database.as_deref());
    let names = |entries: &[Entry]| entries.iter().map(|entry| entry.name().to_string()).collect();
    config.environments = names(root.get("environments").map_or(&[][..], Node::entries));
    read_parts(reader, &ENVIRONMENTS, root, environment, config);
    let entries = root.get("databases").map_or(&[][..], Node::entries);
    config.databases = names(entries);
    config.own_histories = entries.iter().any(|entry| entry.value.get("revisions").is_some());
    read_parts(reader, &DATABASES, root, database, config);
    config.settings.database = choice.database.clone();
}

/// Reads a map of parts, and puts the chosen one over the rest of the file.
fn read_parts(reader: &mut ConfigReader<'_>, parts: &Parts, root: &Node, chosen: Option<&str>, config: &mut Config) {
    let &Parts { key, word, .. } = parts;
    let entry = root.entry(key);
    let entries = entry.map_or(&[][..], |entry| entry.value.entries());
    if let Some(entry) = entry.filter(|entry| !matches!(entry.value.value, Value::Mapping(_))) {
        let message = format!("`{key}` is a map from name to settings");
        reader.error(entry.key.span, "wrong-type", &message, &format!("write `{key}: {{main: {{…}}}}`"));
    }
    let plain = config.clone();
    for part in entries {
        let is_chosen = chosen == Some(part.name());
        // Values are those of the chosen one: in any other, braces are text.
        let settings = if is_chosen { plain.settings.clone() } else { Settings::default() };
        let mut read = Config { settings, ..plain.clone() };
        one(reader, parts, part, &mut read);
        if is_chosen {
            *config = read;
        }
    }
    let known: Vec<&str> = entries.iter().map(Entry::name).collect();
    let Some(stranger) = chosen.filter(|name| !known.contains(name)) else { return };
    let help = match known.is_empty() {
        true => format!("name it in the project file: `{key}: {{{stranger}: {{…}}}}`"),
        false => yaml::choices(stranger, &format!("the {key}"), &known),
    };
    let message = format!("the project has no {word} `{stranger}`");
    let diagnostic = Diagnostic::error(parts.unknown, message).help(help);
    reader.diagnostics.push(match entry {
        Some(entry) => diagnostic.at(reader.file, entry.key.span, ""),
        None => diagnostic,
    });
}

fn one(reader: &mut ConfigReader<'_>, parts: &Parts, part: &Entry, config: &mut Config) {
    let plain = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    if part.name().is_empty() || part.name().starts_with(['.', '-']) || !part.name().chars().all(plain) {
        // Scripts and folders are called after it.
        let message = format!("{:?} cannot name {}", part.name(), parts.an);
        reader.error(part.key.span, "wrong-name", &message, "use letters, digits, `_`, `-` and `.`");
    }
    if !matches!(part.value.value, Value::Mapping(_)) {
        let help = format!("what may stand in it: {}; `{{}}` for nothing", parts.fields.join(", "));
        let message = format!("the {} `{}` is a map", parts.word, part.name());
        reader.error(part.key.span, "wrong-type", &message, &help);
    }
    for entry in part.value.entries() {
        match entry.name() {
            name if !parts.fields.contains(&name) => {
                let message = format!("unknown field `{name}` in the {} `{}`", parts.word, part.name());
                let help = yaml::choices(name, "the fields", parts.fields);
                reader.error(entry.key.span, "unknown-field", &message, &help);
            }
            "variables" => values(reader, entry),
            _ => reader.entry(entry, config),
        }
    }
}

/// Says what is wrong with the values of an environment.
fn values(reader: &mut ConfigReader<'_>, entry: &Entry) {
    if !matches!(entry.value.value, Value::Mapping(_)) {
        let help = "write `variables: {schema: app}`";
        reader.error(entry.key.span, "wrong-type", "`variables` is a map from name to value", help);
    }
    for variable in entry.value.entries() {
        if let Err(error) = yaml::from_entry::<String>(variable, &ReadContext::default()) {
            reader.push(error);
        }
    }
}
