//! Lines of a statement that its client would take for itself, wherever they stand: also in a body or a text.

use crate::diagnostic::{Code, Diagnostic};
use crate::dialect::Dialect;

/// The first line of a statement that the client does not send: one that is nothing but a word of the client, with a
/// number behind it or without, or that begins as its commands do.
pub(super) fn client_line<'s>(dialect: &Dialect, sql: &'s str) -> Option<&'s str> {
    let words = dialect.fact("client_lines")?;
    let starts = dialect.fact("client_line_starts").unwrap_or_default();
    let is_word = |word: &str| words.split_whitespace().any(|known| known.eq_ignore_ascii_case(word));
    let is_line = |line: &&str| {
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        // `GO 5` runs a batch five times; `/ 5` divides.
        let counted = first.bytes().all(|byte| byte.is_ascii_alphabetic());
        let number = rest.is_empty() || counted && rest.trim().bytes().all(|byte| byte.is_ascii_digit());
        let command = |start: &str| {
            let rest = line.strip_prefix(start);
            rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!'))
        };
        (is_word(first) && number) || starts.split_whitespace().any(command)
    };
    sql.lines().map(str::trim).find(is_line)
}

/// What is wrong with such a line.
pub(super) fn diagnostic(dialect: &Dialect, line: &str) -> Diagnostic {
    let title = &dialect.manifest.title;
    let message = format!("the clients of {title} would take the line `{line}` for a command of their own");
    let help =
        "they look at lines and at nothing else: put something else before it on the line, or write a text in parts";
    Diagnostic::error(Code("client-line"), message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Library;

    /// For each dialect that has such lines, those that are found.
    fn found(sql: &str) -> Vec<String> {
        let library = Library::embedded();
        let names = library.names();
        let dialects = names.iter().filter_map(|name| library.dialect(name).ok());
        let line = |dialect: Dialect| client_line(&dialect, sql).map(|line| format!("{}: {line}", dialect.name()));
        dialects.filter_map(line).collect()
    }

    #[test]
    fn lines_of_the_client_are_found_in_texts_too() {
        assert_eq!(found("SELECT 'a\n go 5 \nb'"), ["mssql: go 5"]);
        assert_eq!(found("SELECT 1\n/\nFROM dual"), ["oracle: /"]);
        assert_eq!(found("BEGIN\n  :r other.sql\nEND"), ["mssql: :r other.sql"]);
        assert_eq!(found("BEGIN\n  !!del *\nEND"), ["mssql: !!del *"]);
        assert_eq!(found("SELECT go, 4 / 2\n-- go on\nGO_ON\n:new.a := 1"), ["mssql: :new.a := 1"]);
        assert!(found("SELECT 1 / 2\n* 3\n/ 4\n:: x").is_empty());
    }
}
