//! Variables: which ones a file declares, and putting their values into its texts.

use std::borrow::Cow;

use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::yaml::{self, Entry, Node, ReadContext, Style, Value, YamlError};
use crate::source::{FileId, Span};

/// A variable as a file declares it. Only what is declared is filled in; all other braces are text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Its name.
    pub name: String,
    /// The variable of the process's environment that may hold its value.
    pub env: Option<String>,
    /// Its value where nothing else gives one.
    pub default: Option<String>,
    /// Where the name stands.
    pub span: Span,
}

/// The values of the variables of one file.
pub trait Values {
    /// Whether the file declares the name.
    fn declares(&self, name: &str) -> bool;

    /// What an expression comes to that starts with a declared name, such as `schema` or `schema | ident`.
    fn text(&self, expression: &str) -> Result<String, String>;

    /// Whether a condition holds.
    fn holds(&self, condition: &str) -> Result<bool, String>;
}

/// What may stand behind the name of a variable.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Fields {
    env: Option<String>,
    default: Option<String>,
}

/// Reads a map of variables: each with nothing, with its default, or with `env` and `default`.
pub fn read_declarations(entry: &Entry) -> (Vec<Declaration>, Vec<YamlError>) {
    let (mut declarations, mut errors) = (Vec::new(), Vec::new());
    if !matches!(entry.value.value, Value::Mapping(_)) {
        let error = YamlError::new(Code("wrong-type"), entry.key.span, "`variables` is a map from name to value");
        errors.push(error.help("write `variables: {schema: {default: public}}`, or `{schema: {}}` for one without"));
    }
    for variable in entry.value.entries() {
        match read_declaration(variable) {
            Ok(declaration) => declarations.push(declaration),
            Err(error) => errors.push(error),
        }
    }
    (declarations, errors)
}

fn read_declaration(entry: &Entry) -> Result<Declaration, YamlError> {
    let name = entry.name().to_string();
    if name_length(&name) != name.len() || name.is_empty() {
        let error = YamlError::new(Code("wrong-name"), entry.key.span, format!("`{name}` cannot name a variable"));
        return Err(error.help("use letters, digits and `_`, with no digit in front"));
    }
    let fields = match &entry.value.value {
        _ if entry.value.is_null() => Fields::default(),
        Value::Scalar { .. } => Fields { default: yaml::from_entry(entry, &ReadContext::default())?, env: None },
        Value::Sequence(_) | Value::Mapping(_) => yaml::from_entry(entry, &ReadContext::default())?,
    };
    let some = |text: Option<String>| text.filter(|text| !text.is_empty());
    Ok(Declaration { name, env: some(fields.env), default: some(fields.default), span: entry.key.span })
}

/// How many bytes at the start of a text are the name of a variable.
fn name_length(text: &str) -> usize {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if text.starts_with(|c: char| c.is_ascii_digit()) { 0 } else { text.find(|c| !word(c)).unwrap_or(text.len()) }
}

/// Puts values into every text below a node. Its places stay those of the file.
pub fn fill(node: &mut Node, values: &dyn Values, file: FileId, diagnostics: &mut Diagnostics) {
    let span = node.span;
    match &mut node.value {
        Value::Scalar { text, style } => match filled(text, values) {
            Ok(Some(filled)) => {
                *text = Cow::Owned(filled);
                // A value is text, whatever it looks like.
                *style = Style::DoubleQuoted;
            }
            Ok(None) => {}
            Err(message) => diagnostics.push(wrong(message).at(file, span, "")),
        },
        Value::Sequence(items) => items.iter_mut().for_each(|item| fill(item, values, file, diagnostics)),
        Value::Mapping(entries) => {
            entries.iter_mut().for_each(|entry| fill(&mut entry.value, values, file, diagnostics));
        }
    }
}

/// What is wrong with an expression or a condition.
pub fn wrong(message: String) -> Diagnostic {
    Diagnostic::error(Code("wrong-variable"), message)
}

/// The text with its live expressions filled in; none where it has none.
fn filled(text: &str, values: &dyn Values) -> Result<Option<String>, String> {
    let mut out = String::new();
    let mut rest = text;
    let mut found = false;
    while let Some(start) = rest.find("{{") {
        let Some((whole, expression)) = live(&rest[start..], values) else {
            out.push_str(&rest[..start + 1]);
            rest = &rest[start + 1..];
            continue;
        };
        found = true;
        out.push_str(&rest[..start]);
        out.push_str(&values.text(expression)?);
        rest = &rest[start + whole..];
    }
    out.push_str(rest);
    Ok(found.then_some(out))
}

/// The expression that a text starts with, and the bytes it takes with its braces, if it begins with a declared name.
fn live<'t>(text: &'t str, values: &dyn Values) -> Option<(usize, &'t str)> {
    let inner = &text[2..text.find("}}")?];
    let expression = inner.trim();
    let (name, behind) = expression.split_at(name_length(expression));
    let plain = behind.trim_start().is_empty() || behind.trim_start().starts_with('|');
    (plain && values.declares(name)).then(|| (inner.len() + 4, expression))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct One;

    impl Values for One {
        fn declares(&self, name: &str) -> bool {
            name == "schema"
        }

        fn text(&self, expression: &str) -> Result<String, String> {
            match expression {
                "schema" => Ok("app".to_string()),
                "schema | upper" => Ok("APP".to_string()),
                other => Err(other.to_string()),
            }
        }

        fn holds(&self, _: &str) -> Result<bool, String> {
            Ok(true)
        }
    }

    #[test]
    fn only_declared_names_are_live() {
        let filled = |text| super::filled(text, &One);
        assert_eq!(filled("{{ schema }}.{{schema}} {{ schema | upper }}"), Ok(Some("app.app APP".to_string())));
        for text in ["", "{{1,2},{3}}", "{{ other }}", "{{ schemas }}", "{{ schema.x }}", "{{ schema", "{ {schema}}"] {
            assert_eq!(filled(text), Ok(None), "{text}");
        }
        assert_eq!(filled("{{{schema}}} {{ 'é' }}"), Ok(Some("{app} {{ 'é' }}".to_string())));
        assert_eq!(filled("{{ schema | no }}"), Err("schema | no".to_string()));
    }

    #[test]
    fn declarations_have_three_forms() {
        let text = "variables: {a: {}, b: main, c: {env: APP, default: ''}, d: , 1e: x, f: [], g: {defualt: x}}";
        let document = yaml::parse(text).unwrap();
        let (found, errors) = read_declarations(document.root.entry("variables").unwrap());
        let found: Vec<_> =
            found.iter().map(|one| (one.name.as_str(), one.env.as_deref(), one.default.as_deref())).collect();
        assert_eq!(found, [("a", None, None), ("b", None, Some("main")), ("c", Some("APP"), None), ("d", None, None)]);
        assert_eq!(errors.iter().map(|error| &text[error.span.range()]).collect::<Vec<_>>(), ["1e", "[]", "defualt"]);
    }
}
