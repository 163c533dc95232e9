//! Reads SQL text: cuts scripts into statements, parses each one, and says honestly what it could not read.
//!
//! What differs between dialects comes in as data ([`Syntax`]); the parser crate is used here and nowhere else.

mod split;
mod syntax;
mod token;

pub use split::{Broken, Fault, Piece, PieceKind, Terminator, broken, split};
pub use syntax::{Client, Quote, Syntax};
pub use token::{Lexer, Token, TokenKind, tokens};
