//! Writes new revision files. Text is quoted unless it is plainly a word.

use std::fmt::Write;

use super::Header;

/// The text of a revision without operations, ready for a person to fill in.
pub fn write_empty(header: &Header) -> String {
    let mut out = String::new();
    let mut line = |key: &str, value: String| writeln!(out, "{key}: {value}").expect("writing to a string");
    line("revision", quoted(header.revision.as_str()));
    let down: Vec<String> = header.down_revision.iter().map(|id| quoted(id.as_str())).collect();
    line("down_revision", one_or_list(&down, "null"));
    if !header.branch_labels.is_empty() {
        let labels: Vec<String> = header.branch_labels.iter().map(|label| quoted(label)).collect();
        line("branch_labels", format!("[{}]", labels.join(", ")));
    }
    if !header.depends_on.is_empty() {
        let depends: Vec<String> = header.depends_on.iter().map(|id| quoted(id)).collect();
        line("depends_on", format!("[{}]", depends.join(", ")));
    }
    line("message", scalar(&header.message));
    if let Some(date) = &header.create_date {
        line("create_date", date.clone());
    }
    out.push_str("\nupgrade: []\n");
    out
}

fn one_or_list(items: &[String], none: &str) -> String {
    match items {
        [] => none.to_string(),
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}

/// A text in double quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => write!(out, "\\x{:02x}", c as u32).expect("writing to a string"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A text bare where no reader could take it for anything else.
fn scalar(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.split(' ').count() > 1
        && !text.ends_with(' ')
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !text.chars().any(char::is_control);
    if plain { text.to_string() } else { quoted(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::revision::{RevisionId, read_header};
    use crate::source::Files;

    #[test]
    fn reads_what_it_writes() {
        for message in ["add a phone", "", "true", "a: b", "x # y", "it's \"so\" \\ é", "null", "0010", "- a", "[x]"] {
            let header = Header {
                revision: RevisionId::new("0010"),
                down_revision: vec![RevisionId::new("1e5"), RevisionId::new("on")],
                depends_on: vec!["x".to_string()],
                branch_labels: vec!["yes".to_string()],
                message: message.to_string(),
                create_date: Some("2026-11-20T10:00:00Z".to_string()),
                variables: Box::default(),
            };
            let text = write_empty(&header);
            let file = Files::new().add("r.yaml", text.as_str());
            let mut diagnostics = Diagnostics::new();
            let read = read_header(&text, file, &mut diagnostics).map(|(header, _)| header);
            assert_eq!(read, Some(header), "{text}");
        }
    }
}
