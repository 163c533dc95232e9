//! Shapes: whatever is taken for a mere name or value may be exchanged without changing how far a statement is read.

use sqlgen::sql::{Lexer, Reader, TokenKind, analyse};

use super::parse::list;
use super::{DIALECTS, syntax};

/// What a token is exchanged for: another name or value of its kind.
fn other(kind: TokenKind, written: &str) -> Option<String> {
    match kind {
        TokenKind::Word => Some("qx7".to_owned()),
        TokenKind::Number => Some("7".to_owned()),
        TokenKind::Text => Some("'q; (x'".to_owned()),
        TokenKind::Quoted => {
            let (open, close) = (&written[..1], &written[written.len() - 1..]);
            Some(format!("{open}q; (x{close}"))
        }
        TokenKind::Symbol | TokenKind::Parameter | TokenKind::Comment | TokenKind::Executable => None,
    }
}

#[test]
fn names_and_values_of_one_shape_may_be_exchanged() {
    for dialect in DIALECTS {
        let syntax = syntax(dialect);
        let (mut tried, mut same) = (0, 0);
        for (statement, _) in list(dialect) {
            let outcome = analyse(statement, &syntax).verdict.outcome();
            for token in Lexer::new(statement, &syntax).filter(|token| token.closed) {
                let Some(name) = other(token.kind, token.text(statement)) else { continue };
                let changed = format!("{}{name}{}", &statement[..token.start], &statement[token.end..]);
                let reader = Reader::new(syntax.clone());
                assert_eq!(reader.outcome(statement), outcome);
                reader.outcome(&changed);
                tried += 1;
                if reader.shapes() == 1 {
                    same += 1;
                    let now = analyse(&changed, &syntax).verdict.outcome();
                    assert_eq!(now, outcome, "{dialect}: of one shape are\n{statement}\n{changed}");
                }
            }
        }
        assert!(same * 5 > tried, "{dialect}: {same} of {tried}");
    }
}
