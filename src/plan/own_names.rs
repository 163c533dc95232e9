//! What a database calls a thing that is given no name: its table, its columns and a word, as long as there is room.

use crate::catalog::{Name, SqlText};
use crate::dialect::Dialect;

/// Table, columns and label in one name; where they are too long, the longer of the first two is cut, at its end.
pub(super) fn joined(dialect: &Dialect, table: &str, columns: &str, label: &str) -> String {
    let separators = 1 + usize::from(!columns.is_empty());
    let limit = dialect.manifest.identifiers.max_length.unwrap_or(usize::MAX);
    let room = limit.saturating_sub(label.len() + separators);
    let (mut first, mut second) = (table.len(), columns.len());
    while first + second > room {
        if first > second { first -= 1 } else { second -= 1 }
    }
    let parts = [cut(table, first), cut(columns, second), label];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}

/// At most so many bytes of a text, in whole characters.
fn cut(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// The columns of an index as its name counts them: an expression is its function, and what is there twice has a number.
pub(super) fn of_parts<'p>(parts: impl Iterator<Item = (Option<&'p Name>, Option<&'p SqlText>)>) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for (column, expression) in parts {
        let plain = column.map(|column| column.as_str().to_string());
        let base = plain.or_else(|| expression.map(of_expression)).unwrap_or_default();
        let numbered = (1..).map(|number| format!("{base}{number}"));
        let mut free = std::iter::once(base.clone()).chain(numbered);
        names.extend(free.find(|name| !names.iter().any(|taken| taken.as_str() == name)).map(Name::new));
    }
    names
}

/// The function that an expression is a call of.
fn of_expression(expression: &SqlText) -> String {
    let words = expression.words();
    let call = words.first().filter(|word| {
        let rest = expression.as_str()[word.end..].trim_start();
        expression.as_str()[..word.end].trim_start().len() == word.text.len()
            && rest.starts_with('(')
            && closes_last(rest)
    });
    call.map_or_else(|| "expr".to_string(), |word| word.text.to_lowercase())
}

/// Whether the parenthesis that a text begins with is closed by its last character.
fn closes_last(text: &str) -> bool {
    let mut depth = 0;
    for (at, c) in text.trim_end().char_indices() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if depth == 0 {
            return at + 1 == text.trim_end().len();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Library;

    #[test]
    fn the_longer_part_is_cut() {
        let dialect = Library::embedded().dialect("postgresql").expect("it is embedded");
        assert_eq!(joined(&dialect, "users", "", "pkey"), "users_pkey");
        assert_eq!(joined(&dialect, "users", "a_b", "key"), "users_a_b_key");
        let long = joined(&dialect, &"t".repeat(60), "column", "key");
        assert_eq!(long, format!("{}_column_key", "t".repeat(52)));
        let both = joined(&dialect, &"t".repeat(60), &"é".repeat(40), "fkey");
        assert_eq!(both, format!("{}_{}_fkey", "t".repeat(29), "é".repeat(14)));
    }

    #[test]
    fn expressions_are_called_after_their_function() {
        let name = |text: &str| of_expression(&SqlText::new(text));
        assert_eq!(name("lower(email)"), "lower");
        assert_eq!(name("coalesce(a, (b)) || trim(c)"), "expr");
        assert_eq!(name("a + b"), "expr");
    }
}
