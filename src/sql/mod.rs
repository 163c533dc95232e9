//! Reads SQL text: cuts scripts into statements, parses each one, and says honestly what it could not read.
//!
//! What differs between dialects comes in as data ([`Syntax`]); the parser crate is used here and nowhere else.

mod alter;
mod class;
mod classify;
mod cursor;
mod effects;
mod kind;
mod mention;
mod name;
mod new_type;
mod parse;
mod shape;
mod split;
mod supplement;
mod syntax;
mod texts;
mod token;

pub use alter::{AlterAction, Alteration, ConstraintClass};
pub use classify::classify;
pub use effects::{Effect, EffectKind};
pub use kind::{ObjectClass, StatementKind, TypeChange};
pub use mention::mentions;
pub use name::{NamePart, ObjectName};
pub use new_type::{NewType, new_type};
pub use parse::{Analysed, Verdict, analyse};
pub use shape::{Outcome, Reader};
pub use split::{Broken, Fault, Piece, PieceKind, Pieces, Terminator, broken, split};
pub use sqlparser::ast;
pub use supplement::has_form;
pub use syntax::{Client, Quote, Syntax};
pub use texts::statements;
pub use token::{Lexer, Token, TokenKind, tokens};
