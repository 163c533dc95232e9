//! The filters of templates: names, literals and layout.

use std::sync::Arc;

use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Value};

use crate::dialect::Dialect;

/// Adds the filters for a dialect.
pub fn install(environment: &mut Environment<'static>, dialect: &Arc<Dialect>) {
    let names = Arc::clone(dialect);
    environment.add_filter("ident", move |value: &Value| identifier(&names, value));
    let lists = Arc::clone(dialect);
    environment.add_filter("idents", move |values: &Value| identifiers(&lists, values));
    let literals = Arc::clone(dialect);
    environment.add_filter("literal", move |text: String| literals.text_literal(&text));
    environment.add_filter("pad", |text: String, width: usize| {
        let length = text.chars().count();
        format!("{text}{}", " ".repeat(width.saturating_sub(length)))
    });
    environment.add_filter("sql_comment", |text: String| text.split_whitespace().collect::<Vec<_>>().join(" "));
    environment.add_filter("wrap", |text: String, width: usize, indent: usize| wrap(&text, width, indent));
}

/// A name, or a map of schema and name, as SQL.
fn identifier(dialect: &Dialect, value: &Value) -> Result<String, Error> {
    match value.kind() {
        ValueKind::String => Ok(dialect.identifier(&value.to_string()).into_owned()),
        ValueKind::Map => {
            let name = value.get_attr("name")?;
            let schema = value.get_attr("schema")?;
            let name = identifier(dialect, &name)?;
            if schema.is_none() || schema.is_undefined() {
                return Ok(name);
            }
            Ok(format!("{}.{name}", identifier(dialect, &schema)?))
        }
        kind => Err(Error::new(ErrorKind::InvalidOperation, format!("`ident` takes a name, not {kind}"))),
    }
}

fn identifiers(dialect: &Dialect, values: &Value) -> Result<String, Error> {
    let names: Result<Vec<String>, Error> = values.try_iter()?.map(|value| identifier(dialect, &value)).collect();
    Ok(names?.join(", "))
}

/// Breaks words into lines of at most `width` characters, the following ones indented.
fn wrap(text: &str, width: usize, indent: usize) -> String {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is a line");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_string());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}
