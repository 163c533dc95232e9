//! The environments of a project file: what each says instead of the file itself.

use super::config::{Config, ConfigReader};
use super::variables::{Choice, Settings};
use crate::diagnostic::{Code, Diagnostic};
use crate::revision::read_declarations;
use crate::source::yaml::{self, Entry, Node, ReadContext, Value};

/// What an environment may say.
const KEYS: &[&str] = &["dialect", "lint", "script", "targets", "variables", "version_table"];

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

/// Reads every environment; the chosen one comes over what the file says.
pub(super) fn read(reader: &mut ConfigReader<'_>, entry: Option<&Entry>, choice: &Choice, config: &mut Config) {
    let entries = entry.map_or(&[][..], |entry| entry.value.entries());
    if let Some(entry) = entry.filter(|entry| !matches!(entry.value.value, Value::Mapping(_))) {
        let help = "write `environments: {prod: {variables: {schema: app}}}`";
        reader.error(entry.key.span, "wrong-type", "`environments` is a map from name to settings", help);
    }
    let plain = config.clone();
    for environment in entries {
        let chosen = choice.environment.as_deref() == Some(environment.name());
        // Values are those of the chosen one: in any other, braces are text.
        let settings = if chosen { plain.settings.clone() } else { Settings::default() };
        let mut read = Config { settings, ..plain.clone() };
        one(reader, environment, &mut read);
        if chosen {
            *config = read;
        }
    }
    let known: Vec<&str> = entries.iter().map(Entry::name).collect();
    let Some(stranger) = choice.environment.as_deref().filter(|name| !known.contains(name)) else { return };
    let help = match known.is_empty() {
        true => "name it in the project file: `environments: {prod: {variables: {…}}}`".to_string(),
        false => yaml::choices(stranger, "the environments", &known),
    };
    let message = format!("the project has no environment `{stranger}`");
    let diagnostic = Diagnostic::error(Code("unknown-environment"), message).help(help);
    reader.diagnostics.push(match entry {
        Some(entry) => diagnostic.at(reader.file, entry.key.span, ""),
        None => diagnostic,
    });
}

fn one(reader: &mut ConfigReader<'_>, environment: &Entry, config: &mut Config) {
    if !matches!(environment.value.value, Value::Mapping(_)) {
        let help = format!("what may stand in it: {}; `{{}}` for nothing", KEYS.join(", "));
        let message = format!("the environment `{}` is a map", environment.name());
        reader.error(environment.key.span, "wrong-type", &message, &help);
    }
    for entry in environment.value.entries() {
        match entry.name() {
            "variables" => values(reader, entry),
            name if KEYS.contains(&name) => reader.entry(entry, config),
            name => {
                let message = format!("unknown field `{name}` in an environment");
                reader.error(entry.key.span, "unknown-field", &message, &yaml::choices(name, "the fields", KEYS));
            }
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
