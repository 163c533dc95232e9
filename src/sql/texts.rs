//! The texts inside of a revision: which statements they hold, and where a batch of them ends.

use super::split::{Piece, PieceKind, Terminator, split};
use super::syntax::Syntax;

/// The statements of a text, each with whether its batch ends behind it. A client's lines that only end something are not
/// among them; its other commands are, so that nothing is lost.
pub fn statements(text: &str, syntax: &Syntax) -> Vec<(Piece, bool)> {
    let mut found: Vec<(Piece, bool)> = Vec::new();
    for piece in split(text, syntax) {
        let first = piece.text(text).split_whitespace().next().unwrap_or_default();
        match piece.kind {
            PieceKind::ClientCommand if first.eq_ignore_ascii_case("go") => {
                if let Some((_, ends)) = found.last_mut() {
                    *ends = true;
                }
            }
            PieceKind::ClientCommand if first == "/" => {}
            PieceKind::Data => {}
            PieceKind::ClientCommand | PieceKind::Statement => {
                let ends = matches!(piece.terminator, Terminator::Go(_));
                found.push((piece, ends));
            }
        }
    }
    found
}
