//! Recognises statements that the parser cannot read: by the form of their words, without reading what is inside.
//!
//! A form is written as words, `A|B` for a choice, `[A B]` for what may be left out, and places in braces:
//! `{name}`, `{names}`, `{word}`, `{value}`, `{text}`, `{group}` (parentheses); `...` stands for anything.

mod actions;
mod statements;

use super::Syntax;
use super::cursor::Cursor;
use super::token::{TokenKind, tokens};

/// The form that the statement has, if it is one of those that are known.
pub(super) fn recognise(cursor: Cursor) -> Option<&'static str> {
    let first = cursor.peek()?.bytes().next()?.to_ascii_uppercase();
    let mut forms = statements::FORMS.iter().filter(|form| may_start(form, first));
    forms.find(|form| matches(cursor, form)).copied().or_else(|| alter_table(cursor))
}

/// Whether a statement has a form: words, `A|B` for a choice, `[A B]` for what may be left out, places in braces.
pub fn has_form(text: &str, syntax: &Syntax, form: &str) -> bool {
    matches(Cursor::new(text, &tokens(text, syntax)), form)
}

/// The words that the forms are made of.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    let forms = statements::FORMS.iter().chain(actions::FORMS).copied().chain([ALTER_TABLE]);
    forms.flat_map(|form| form.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')).filter(|word| !word.is_empty())
}

/// Whether a statement that starts with the byte `first` may have the form: most forms are passed over by this.
fn may_start(form: &str, first: u8) -> bool {
    let word = form.split(' ').next().unwrap_or_default();
    word.split('|').any(|word| word.as_bytes().first() == Some(&first))
}

const ALTER_TABLE: &str = "ALTER [ONLINE|OFFLINE|FOREIGN] [IGNORE] TABLE [IF EXISTS] [ONLY] {name}";

/// An ALTER TABLE, each of whose actions has a known form.
fn alter_table(mut cursor: Cursor) -> Option<&'static str> {
    if !advance(&mut cursor, ALTER_TABLE) {
        return None;
    }
    cursor.eat_symbol("*");
    let _ = advance(&mut cursor, "WAIT {value}") || advance(&mut cursor, "NOWAIT");
    let parts = cursor.split_commas();
    let known = |part: &Cursor| actions::FORMS.iter().any(|form| matches(*part, form));
    let continues = |part: &Cursor| matches(*part, "{name} ...");
    let mut adds = false;
    let all = parts.iter().all(|part| {
        let found = known(part) || (adds && continues(part));
        adds = part.sees(&["add"]) || part.sees(&["drop"]) || (adds && !known(part));
        found
    });
    all.then_some("ALTER TABLE {name} ...")
}

/// Whether the whole statement has the form.
fn matches(mut cursor: Cursor, form: &str) -> bool {
    advance(&mut cursor, form) && cursor.at_end()
}

/// Passes over what has the form, if it comes next.
fn advance(cursor: &mut Cursor, form: &str) -> bool {
    let start = *cursor;
    let found = walk(cursor, form);
    if !found {
        *cursor = start;
    }
    found
}

fn walk(cursor: &mut Cursor, mut form: &str) -> bool {
    loop {
        form = form.trim_start();
        if form.is_empty() {
            return true;
        }
        if let Some(rest) = form.strip_prefix('[') {
            let Some((inner, rest)) = rest.split_once(']') else { return false };
            advance(cursor, inner);
            form = rest;
            continue;
        }
        let (item, rest) = form.split_once(' ').unwrap_or((form, ""));
        if item == "..." {
            return anything(cursor, rest);
        }
        if !place(cursor, item) {
            return false;
        }
        form = rest;
    }
}

/// `...`: up to the place from where the rest of the form reaches the end. If the rest has a `...` of its own, the
/// first place decides, so that no input makes this slow.
fn anything(cursor: &mut Cursor, rest: &str) -> bool {
    let next = rest.split_whitespace().next().unwrap_or_default();
    if next.is_empty() {
        *cursor = Cursor::new(cursor.text, &[]);
        return true;
    }
    let last = !rest.contains("...");
    while !cursor.at_end() {
        let mut ahead = *cursor;
        if place(&mut ahead, next) {
            let mut ahead = *cursor;
            let found = advance(&mut ahead, rest) && ahead.at_end();
            if found || !last {
                *cursor = ahead;
                return found;
            }
        }
        cursor.step();
    }
    false
}

fn place(cursor: &mut Cursor, item: &str) -> bool {
    let kind = |kind: TokenKind| cursor.tokens.first().is_some_and(|token| token.kind == kind);
    match item {
        "{name}" => cursor.name().is_some(),
        "{names}" => !cursor.names().is_empty(),
        "{group}" => cursor.parentheses().is_some_and(|inside| !inside.at_end()),
        "{word}" => kind(TokenKind::Word) && cursor.skip().is_some(),
        "{text}" => kind(TokenKind::Text) && cursor.skip().is_some(),
        "{value}" => {
            let some = !cursor.at_end();
            cursor.step();
            some
        }
        choice => choice.split('|').any(|one| cursor.eat(&[one]) || cursor.eat_symbol(one)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::{Syntax, tokens};

    fn has(text: &str, form: &str) -> bool {
        matches(Cursor::new(text, &tokens(text, &Syntax::default())), form)
    }

    #[test]
    fn forms_are_read_to_their_end() {
        assert!(has("drop index concurrently if exists a.b, c", "DROP INDEX CONCURRENTLY [IF EXISTS] {names}"));
        assert!(!has("drop index concurrently a nonsense", "DROP INDEX CONCURRENTLY [IF EXISTS] {names}"));
        assert!(has("create x y (1) trigger t on u", "CREATE ... TRIGGER {name} ON {name}"));
        assert!(!has("create x trigger", "CREATE ... TRIGGER {name} ..."));
        assert!(has("a = b", "{word} = {value}"));
        assert!(!has("alter sequence", "ALTER SEQUENCE {name} ..."));
    }

    /// A statement of the form, with or without what may be left out.
    fn example(form: &str, whole: bool) -> String {
        let mut kept = String::new();
        for (position, part) in form.split('[').enumerate() {
            let (inner, after) =
                if position == 0 { ("", part) } else { part.split_once(']').expect("brackets are closed") };
            if whole {
                kept += inner;
            }
            kept += after;
            kept += " ";
        }
        let words = kept.split_whitespace().map(|item| match item {
            "{name}" => "a.b",
            "{names}" => "a.b, c",
            "{group}" => "(x, (y))",
            "{word}" => "w",
            "{text}" => "'t'",
            "{value}" => "7",
            "..." => "zz (zz)",
            words => words.split('|').next().unwrap_or_default(),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_form_has_its_own_examples() {
        for form in statements::FORMS.iter().chain(actions::FORMS) {
            for whole in [true, false] {
                let text = example(form, whole);
                assert!(has(&text, form), "{form}: {text}");
                assert!(!text.contains(['{', '}', '[', ']', '|']), "{form}: {text}");
                assert!(!has(&format!("{text} ,"), form) || form.ends_with("..."), "{form}: {text} ,");
            }
        }
    }

    #[test]
    fn every_form_starts_with_a_word() {
        for form in statements::FORMS {
            assert!(form.starts_with(|c: char| c.is_ascii_uppercase()), "{form}");
        }
    }
}
