//! Whether a table is named anywhere in a text, whatever the text does with it.

use super::name::unquote;
use super::syntax::Syntax;
use super::token::{Token, TokenKind, tokens};
use crate::catalog::QualifiedName;

/// Whether the table or view is named in statements, bodies between dollars and comments that the server reads included:
/// alone, behind its schema, or, where its schema is not said, behind anything. A column of the same name counts too.
pub fn mentions(text: &str, syntax: &Syntax, object: &QualifiedName) -> bool {
    let tokens = tokens(text, syntax);
    tokens.iter().enumerate().any(|(at, token)| match token.kind {
        TokenKind::Word | TokenKind::Quoted if is(text, token, object.name.as_str()) => {
            let schema = object.schema.as_ref().map(|schema| schema.as_str());
            match (qualifier(text, &tokens[..at]), schema) {
                (Some(written), Some(schema)) => is(text, written, schema),
                (None, _) | (_, None) => true,
            }
        }
        TokenKind::Text | TokenKind::Executable => {
            inside(token.text(text)).is_some_and(|inner| mentions(inner, syntax, object))
        }
        _ => false,
    })
}

/// Whether the token is this name: letter case counts only between quotes.
fn is(text: &str, token: &Token, name: &str) -> bool {
    match token.kind {
        TokenKind::Quoted => unquote(token.text(text)) == name,
        _ => token.text(text).to_lowercase() == name.to_lowercase(),
    }
}

/// The name before the last dot.
fn qualifier<'t>(text: &str, before: &'t [Token]) -> Option<&'t Token> {
    let [.., written, dot] = before else { return None };
    let names = matches!(written.kind, TokenKind::Word | TokenKind::Quoted);
    (names && dot.is_symbol(text, ".")).then_some(written)
}

/// The statements between dollars, or in a comment that the server reads.
fn inside(text: &str) -> Option<&str> {
    if let Some(body) = text.strip_prefix("/*") {
        return Some(body.strip_suffix("*/").unwrap_or(body));
    }
    let tag = &text[..text.strip_prefix('$')?.find('$')? + 2];
    let body = &text[tag.len()..];
    Some(body.strip_suffix(tag).unwrap_or(body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Name;

    fn named(text: &str, schema: Option<&str>, name: &str) -> bool {
        let syntax = Syntax { dollar_quotes: true, executable_comments: true, ..Syntax::default() };
        mentions(text, &syntax, &QualifiedName { schema: schema.map(Name::from), name: name.into() })
    }

    #[test]
    fn a_name_counts_wherever_it_stands() {
        for text in
            ["TRUNCATE users", "ALTER TABLE ONLY Users ADD x int", "CALL f(\"users\")", "SELECT 1 FROM a, b.users"]
        {
            assert!(named(text, None, "users"), "{text}");
        }
        assert!(named("DO $x$ BEGIN EXECUTE $$DROP TABLE users$$; END $x$", None, "users"));
        assert!(named("/*!50001 DROP TABLE users */", None, "users"));
    }

    #[test]
    fn values_comments_and_other_names_do_not_count() {
        for text in
            ["SELECT 'users'", "SELECT 1 -- users", "/* users */ SELECT 1", "SELECT users_id", "TRUNCATE \"Users\""]
        {
            assert!(!named(text, None, "users"), "{text}");
        }
    }

    #[test]
    fn a_schema_that_is_written_has_to_be_the_right_one() {
        assert!(named("TRUNCATE app . users", Some("app"), "users") && named("TRUNCATE users", Some("app"), "users"));
        assert!(!named("TRUNCATE other.users", Some("app"), "users"));
    }
}
