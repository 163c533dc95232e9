//! How far the statements of a script can be read. Needs one block and nothing around it, so that many can be read at
//! once.

use super::Tally;
use crate::dialect::Dialect;
use crate::render::Block;
use crate::sql::{Client, Outcome, PieceKind, Pieces, Reader, Syntax};

/// Reads the statements of scripts for one dialect.
#[derive(Debug)]
pub struct StatementReader {
    /// Reads statements as the server does.
    server: Reader,
    /// Reads scripts as their client does.
    client: Reader,
}

/// How far the statements of a block could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readings {
    /// One for each statement of the block.
    pub(super) statements: Vec<Outcome>,
    /// What stands around them.
    pub(super) around: Tally,
}

impl StatementReader {
    /// A reader that has seen nothing yet.
    pub fn new(dialect: &Dialect) -> Self {
        let syntax = Syntax::of(dialect).unwrap_or_default();
        let server = Reader::new(Syntax { client: Client::None, ..syntax.clone() });
        Self { server, client: Reader::new(syntax) }
    }

    /// Reads the statements of a block, and its text as the client would: guards, version rows and settings.
    pub fn block(&self, block: &Block, text: &str) -> Readings {
        let statements = block.statements().map(|statement| self.server.outcome(&statement.sql)).collect();
        Readings { statements, around: self.around(text, block.statements().map(|statement| statement.sql.as_str())) }
    }

    /// Reads a part of a script that is no block: whole statements.
    pub fn part(&self, text: &str) -> Tally {
        self.around(text, std::iter::empty())
    }

    /// Reads what is left of a text without the statements in `read`, in their order.
    fn around<'t>(&self, text: &str, read: impl Iterator<Item = &'t str>) -> Tally {
        let mut tally = Tally::default();
        let mut read = read.peekable();
        for piece in Pieces::new(text, self.client.syntax()).filter(|piece| piece.kind == PieceKind::Statement) {
            let statement = piece.text(text);
            tally.count(match piece.broken {
                Some(_) => Outcome::Broken,
                None if read.next_if_eq(&statement).is_some() => continue,
                None => self.client.outcome(statement),
            });
        }
        tally
    }
}
