//! Two catalogs to the operations between them.
//!
//! What an operation needs to be there, or to be gone, it knows itself: the order is found by trying, in an order that is
//! mostly right, and what is refused waits for the others. Where all wait, something that stays in the end steps aside.

mod aside;
mod objects;
mod order;
mod ready;
mod tables;

use self::ready::is_ready;
use crate::catalog::Catalog;
use crate::operation::{Op, Operation, rights_between};

/// What no operation leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreachable {
    /// The operations that would be left, each with the reason for which it is refused.
    pub refused: Vec<String>,
}

/// The operations that lead from one catalog to another. Positions of columns and attributes do not count: not every
/// database can move one.
pub fn diff(from: &Catalog, to: &Catalog) -> Result<Vec<Operation>, Unreachable> {
    let mut way = Way { state: from.clone(), to, operations: Vec::new() };
    let mut wanted = wanted(&way.state, to);
    // What steps aside comes back, and could do so for ever.
    let most = 2 * wanted.len() + SPARE;
    let mut left = usize::MAX;
    for _ in 0..most {
        if wanted.is_empty() {
            return Ok(way.operations);
        }
        let done = wanted.iter().filter(|operation| way.take(operation)).count();
        let nearer = done > 0 && (wanted.len() < left || done == wanted.len());
        left = left.min(wanted.len());
        if !nearer && !way.make_room(&wanted) {
            break;
        }
        wanted = self::wanted(&way.state, to);
    }
    let refused: Vec<String> = wanted.iter().filter_map(|operation| way.refusal(operation)).collect();
    Err(Unreachable { refused })
}

/// Rounds beyond those that every operation may need: one to step aside, and one to be done.
const SPARE: usize = 50;

/// The operations so far, and where they lead.
struct Way<'a> {
    state: Catalog,
    to: &'a Catalog,
    operations: Vec<Operation>,
}

impl Way<'_> {
    /// Takes an operation, if the state allows it.
    fn take(&mut self, operation: &Operation) -> bool {
        let next = self.after(operation, &self.state);
        let possible = next.is_some();
        if let Some(next) = next {
            self.state = next;
            self.operations.push(operation.clone());
        }
        possible
    }

    /// The state after an operation, if that is possible.
    fn after(&self, operation: &Operation, state: &Catalog) -> Option<Catalog> {
        let mut next = state.clone();
        (is_ready(operation, state, self.to) && operation.apply(&mut next).is_ok()).then_some(next)
    }

    /// Why the state does not allow an operation.
    fn refusal(&self, operation: &Operation) -> Option<String> {
        if !is_ready(operation, &self.state, self.to) {
            return Some(format!("{}: what it reads is not there", operation.summary()));
        }
        let conflict = operation.apply(&mut self.state.clone()).err()?;
        let reason = match operation {
            Operation::AlterColumn(op) if conflict.code.0 == "nothing-to-change" => {
                format!("nothing gives `{}.{}` the database's own collation back", op.table, op.column)
            }
            _ => conflict.message,
        };
        Some(format!("{}: {reason}", operation.summary()))
    }
}

/// What is still to be done, in an order that is mostly right.
fn wanted(state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let changed = to.changed(state);
    let mut wanted = objects::new_places(state, to);
    wanted.extend(objects::gone_texts(&changed, state, to));
    wanted.extend(tables::gone_parts(&changed, state, to));
    wanted.extend(tables::gone_tables(&changed, state, to));
    wanted.extend(objects::gone_routines(&changed, state, to));
    wanted.extend(objects::types(&changed, state, to));
    wanted.extend(objects::sequences(&changed, state, to));
    wanted.extend(tables::new_tables(&changed, state, to));
    wanted.extend(tables::new_parts(&changed, state, to));
    wanted.extend(objects::owned_sequences(&changed, state, to));
    wanted.extend(objects::routines(&changed, state, to));
    wanted.extend(objects::views(&changed, state, to));
    wanted.extend(objects::triggers(&changed, state, to));
    wanted.extend(objects::policies(&changed, state, to));
    wanted.extend(rights_between(state, to));
    wanted.extend(objects::gone_types(&changed, state, to));
    wanted.extend(objects::gone_places(state, to));
    wanted
}
