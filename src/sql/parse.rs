//! Reads one statement: the tokens must hold together, then the parser is asked, then the recognisers.

use sqlparser::ast;
use sqlparser::dialect::{Dialect, GenericDialect, dialect_from_str};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token as ParserToken, TokenWithSpan, Tokenizer};

use super::classify::classify;
use super::cursor::Cursor;
use super::kind::StatementKind;
use super::split::{Broken, broken, split};
use super::supplement;
use super::syntax::Syntax;
use super::token::{Token, tokens};

/// How deeply the parser may nest.
const DEPTH: usize = 200;
/// Tokens without a comma at one depth: a longer chain of operators would be dropped on too deep a stack.
const CHAIN: usize = 2_000;
/// Words that open a statement inside of a statement: each costs the parser much stack.
const INNER: usize = 20;
/// Words between two queries or two tables, which may nest.
const SETS: usize = 200;
/// Bytes of a statement that the parser is given.
pub(super) const LENGTH: usize = 512 * 1024;

/// What is known about a statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysed {
    /// What it is, by its tokens.
    pub kind: StatementKind,
    /// How far it could be read.
    pub verdict: Verdict,
}

/// How far a statement could be read.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The parser read all of it.
    Parsed(Box<ast::Statement>),
    /// It has a known form, whose inside was not read.
    Recognised(&'static str),
    /// Not analysed: neither the parser nor a recogniser knows it. It may well be right.
    Opaque,
    /// Its tokens do not hold together; no server would take it.
    Broken(Broken),
}

impl Verdict {
    /// Whether something is known about the statement.
    pub fn is_analysed(&self) -> bool {
        matches!(self, Self::Parsed(_) | Self::Recognised(_))
    }
}

/// Reads one statement without its terminator.
pub fn analyse(statement: &str, syntax: &Syntax) -> Analysed {
    let tokens = tokens(statement, syntax);
    let kind = classify(statement, &tokens);
    let verdict = match broken(statement, syntax) {
        Some(broken) => Verdict::Broken(broken),
        None => read(statement, &tokens, syntax),
    };
    Analysed { kind, verdict }
}

fn read(statement: &str, tokens: &[Token], syntax: &Syntax) -> Verdict {
    let fits = statement.len() <= LENGTH && is_shallow(statement, tokens);
    if let Some(parsed) = fits.then(|| parse(statement, syntax)).flatten() {
        return Verdict::Parsed(parsed);
    }
    if split(statement, syntax).len() > 1 {
        return Verdict::Opaque;
    }
    match supplement::recognise(Cursor::new(statement, tokens)) {
        Some(form) => Verdict::Recognised(form),
        None => Verdict::Opaque,
    }
}

/// Whether parentheses, chains and inner statements are few enough for the parser's stack.
fn is_shallow(statement: &str, tokens: &[Token]) -> bool {
    let mut chains = Vec::new();
    let mut chain = 0usize;
    let (mut inner, mut sets) = (0, 0);
    for token in tokens {
        match statement.as_bytes()[token.start] {
            b'(' | b'[' | b'{' => chains.push(std::mem::take(&mut chain)),
            b')' | b']' | b'}' => chain = chains.pop().unwrap_or(chain) + 1,
            b',' | b';' => chain = 0,
            _ => chain += 1,
        }
        let is = |words: &[&str]| words.iter().any(|word| token.is_word(statement, word));
        match token.end - token.start {
            2 | 5 | 7 if is(&["if", "while", "begin", "explain", "prepare"]) => inner += 1,
            4 | 5 | 6 | 9 | 13 if is(&["join", "straight_join", "apply", "union", "except", "minus", "intersect"]) => {
                sets += 1
            }
            _ => {}
        }
        if chains.len() > DEPTH || chain > CHAIN || inner > INNER || sets > SETS {
            return false;
        }
    }
    true
}

/// The parser's reading in its own dialect, or else in the generic one, of the same tokens.
fn parse(statement: &str, syntax: &Syntax) -> Option<Box<ast::Statement>> {
    let own = dialect_from_str(&syntax.parser).unwrap_or_else(|| Box::new(GenericDialect));
    let tokens = Tokenizer::new(own.as_ref(), statement).tokenize_with_location().ok()?;
    let parsed = parse_in(tokens, own.as_ref()).or_else(|tokens| parse_in(tokens, &GenericDialect));
    parsed.ok().map(Box::new)
}

/// The statement, or the tokens for another try.
fn parse_in(tokens: Vec<TokenWithSpan>, dialect: &dyn Dialect) -> Result<ast::Statement, Vec<TokenWithSpan>> {
    let mut parser = Parser::new(dialect).with_recursion_limit(DEPTH).with_tokens_with_locations(tokens);
    if let Ok(parsed) = parser.parse_statement() {
        while parser.consume_token(&ParserToken::SemiColon) {}
        if parser.peek_token_ref().token == ParserToken::EOF {
            return Ok(parsed);
        }
    }
    Err(parser.into_tokens())
}
