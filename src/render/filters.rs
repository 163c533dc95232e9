//! The filters of templates: names, literals and layout.

use std::sync::Arc;

use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Value};

use crate::catalog::SqlText;
use crate::dialect::Dialect;
use crate::source::one_line;

/// Adds the filters for a dialect.
pub fn install(environment: &mut Environment<'static>, dialect: &Arc<Dialect>) {
    let names = Arc::clone(dialect);
    environment.add_filter("ident", move |value: &Value| identifier(&names, value));
    let lists = Arc::clone(dialect);
    environment.add_filter("idents", move |values: &Value| identifiers(&lists, values));
    let stored = Arc::clone(dialect);
    environment.add_filter("stored", move |name: &str| stored.stored(name).into_owned());
    let literals = Arc::clone(dialect);
    environment.add_filter("literal", move |text: &str| literals.text_literal(text));
    environment.add_filter("pad", |text: &str, width: usize| {
        let mut padded = text.to_string();
        padded.extend(std::iter::repeat_n(' ', width.saturating_sub(text.chars().count())));
        padded
    });
    let texts = Arc::clone(dialect);
    environment.add_filter("sql", move |text: String| texts.sql_text(&SqlText::new(&text)).into_owned());
    let bodies = Arc::clone(dialect);
    environment.add_filter("statement", move |text: String| {
        let text = bodies.sql_text(&SqlText::new(&text)).into_owned();
        text.trim_end_matches(|c: char| c == ';' || c.is_whitespace()).to_string()
    });
    let quotes = Arc::clone(dialect);
    environment.add_filter("quoted", move |text: String, limit: Option<usize>| {
        let (open, close) = (quotes.manifest.identifiers.open, quotes.manifest.identifiers.close);
        let text: String = text.chars().filter(|c| *c != close).take(limit.unwrap_or(usize::MAX)).collect();
        format!("{open}{text}{close}")
    });
    environment.add_filter("psql_text", |text: &str| {
        let mut quoted = String::with_capacity(text.len() + 2);
        quoted.push('\'');
        for piece in text.split(char::is_control) {
            quoted.push_str(&piece.replace('\'', "''"));
        }
        quoted.push('\'');
        quoted
    });
    environment.add_filter("dollar_quoted", |text: &str| dollar_quoted(text));
    let quoted = Arc::clone(dialect);
    environment.add_filter("q_quoted", move |text: &str| q_quoted(text).unwrap_or_else(|| quoted.text_literal(text)));
    environment.add_filter("bars", |text: String| bars(&text));
    environment.add_filter("lines", |text: &str| text.lines().map(str::to_string).collect::<Vec<_>>());
    environment.add_filter("sql_comment", |text: &str| one_line(text).into_owned());
    environment.add_filter("folded", |pieces: Vec<String>| folded(&pieces, 0));
    let values = Arc::clone(dialect);
    environment.add_filter("literals", move |texts: Vec<String>, indent: Option<usize>| {
        let literals: Vec<String> = texts.iter().map(|text| values.text_literal(text)).collect();
        folded(&literals, indent.unwrap_or(0))
    });
}

/// A name, or a map of schema and name, as SQL.
fn identifier(dialect: &Dialect, value: &Value) -> Result<String, Error> {
    if let Some(name) = value.as_str() {
        return Ok(dialect.identifier(name).into_owned());
    }
    match value.kind() {
        ValueKind::Map => {
            let name = value.get_attr("name")?;
            let schema = value.get_attr("schema")?;
            let name = identifier(dialect, &name)?;
            if schema.is_none() || schema.is_undefined() {
                let usual = dialect.manifest.identifiers.default_schema.as_deref();
                return Ok(usual.map_or_else(|| name.clone(), |usual| format!("{}.{name}", dialect.identifier(usual))));
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

/// A text on lines of its own between dollars, with a tag that does not stand in it.
fn dollar_quoted(text: &str) -> String {
    let numbered = (2..).map(|number| format!("$body{number}$"));
    let mut tags = std::iter::once("$body$".to_string()).chain(numbered);
    let tag = tags.find(|tag| !text.contains(tag.trim_end_matches('$'))).unwrap_or_default();
    format!("{tag}\n{text}\n{tag}")
}

/// A text as it is, in quotes of its own: `q'[…]'`; none where no quotes fit or the text is too long for a literal.
fn q_quoted(text: &str) -> Option<String> {
    const LONGEST: usize = 32_000;
    let pairs = [('[', ']'), ('{', '}'), ('(', ')'), ('<', '>'), ('!', '!'), ('|', '|'), ('~', '~')];
    let (open, close) = pairs.into_iter().find(|(_, close)| !text.contains(&format!("{close}'")))?;
    (text.len() <= LONGEST).then(|| format!("q'{open}{text}{close}'"))
}

/// Pieces with commas between: in one line, or where that gets long in indented lines of their own.
pub(super) fn folded(pieces: &[String], indent: usize) -> String {
    const WIDTH: usize = 100;
    let whole = pieces.join(", ");
    if whole.chars().count() <= WIDTH {
        return whole;
    }
    let (inner, outer) = (" ".repeat(indent + 2), " ".repeat(indent));
    let mut folded = String::with_capacity(whole.len() + 64);
    let mut width = WIDTH;
    for (at, piece) in pieces.iter().enumerate() {
        let needs = piece.chars().count() + 2;
        folded.push_str(if at > 0 { "," } else { "" });
        width += needs;
        if width > WIDTH {
            width = needs;
            folded.push('\n');
            folded.push_str(&inner);
        } else {
            folded.push(' ');
        }
        folded.push_str(piece);
    }
    folded + "\n" + &outer
}

/// The pieces of a text that each start with a bar at the beginning of a line, trimmed.
fn bars(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix('|'), pieces.last_mut()) {
            (Some(start), _) => pieces.push(start.to_string()),
            (None, Some(piece)) => {
                piece.push('\n');
                piece.push_str(line);
            }
            (None, None) => {}
        }
    }
    pieces.iter().map(|piece| piece.trim().to_string()).collect()
}
