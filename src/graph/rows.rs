//! Version rows: what the version table of a database holds, and how one step changes it.
//!
//! The rows are always the applied revisions with nothing applied above them, dependencies counted.

use std::ops::Deref;
use std::sync::Arc;

use super::RevisionGraph;
use super::reach::{Ix, Marks};
use crate::revision::RevisionId;

/// The rows of a version table, sorted; empty is base. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRows(Arc<[RevisionId]>);

impl VersionRows {
    /// The rows of a database that has no revision.
    pub fn base() -> Self {
        Self(Arc::new([]))
    }

    /// The rows that a database was found to have.
    pub fn claim(rows: impl IntoIterator<Item = RevisionId>) -> Self {
        Self::new(rows.into_iter().collect())
    }

    fn new(mut rows: Vec<RevisionId>) -> Self {
        rows.sort_unstable();
        rows.dedup();
        Self(rows.into())
    }

    /// The rows after the changes.
    #[must_use]
    pub fn after(&self, changes: &[RowChange]) -> Self {
        if let ([old], [RowChange::Update { from, to }]) = (&*self.0, changes)
            && old == from
        {
            return Self(Arc::new([to.clone()]));
        }
        let mut rows: Vec<RevisionId> = self.0.to_vec();
        for change in changes {
            match change {
                RowChange::Insert(id) => rows.push(id.clone()),
                RowChange::Delete(id) => rows.retain(|row| row != id),
                RowChange::Update { from, to } => {
                    rows.retain(|row| row != from);
                    rows.push(to.clone());
                }
            }
        }
        Self::new(rows)
    }
}

impl Deref for VersionRows {
    type Target = [RevisionId];

    fn deref(&self) -> &[RevisionId] {
        &self.0
    }
}

/// One statement on the version table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowChange {
    /// A new row.
    Insert(RevisionId),
    /// One row less.
    Delete(RevisionId),
    /// A row moves.
    Update {
        /// The row before.
        from: RevisionId,
        /// The row after.
        to: RevisionId,
    },
}

/// The rows of a database while steps are counted, as positions.
pub(super) struct RowCount<'a> {
    graph: &'a RevisionGraph,
    rows: Marks,
    /// How many applied revisions stand directly above; only kept for a way down.
    above: Vec<u32>,
}

impl<'a> RowCount<'a> {
    pub(super) fn upwards(graph: &'a RevisionGraph, start: &[Ix]) -> Self {
        Self { graph, rows: Marks::of(graph.len(), start), above: Vec::new() }
    }

    pub(super) fn downwards(graph: &'a RevisionGraph, start: &[Ix], active: &Marks) -> Self {
        let mut above = vec![0; graph.len()];
        for ix in active.members() {
            for below in &graph[ix].needs {
                above[below.at()] += 1;
            }
        }
        Self { graph, rows: Marks::of(graph.len(), start), above }
    }

    /// A new row, a row that moves, or rows that melt into one.
    pub(super) fn apply(&mut self, ix: Ix) -> Vec<RowChange> {
        let graph = self.graph;
        let merged: Vec<Ix> = graph[ix].needs.iter().copied().filter(|below| self.rows.has(*below)).collect();
        for below in &merged {
            self.rows.remove(*below);
        }
        self.rows.insert(ix);
        replace(graph, &merged, ix)
    }

    /// The row goes, and those come back that nothing else stands on.
    pub(super) fn revert(&mut self, ix: Ix) -> Vec<RowChange> {
        let graph = self.graph;
        let mut freed = Vec::new();
        self.rows.remove(ix);
        for below in &graph[ix].needs {
            self.above[below.at()] -= 1;
            if self.above[below.at()] == 0 {
                self.rows.insert(*below);
                freed.push(*below);
            }
        }
        let from = graph.id(ix);
        let Some((last, others)) = freed.split_last() else { return vec![RowChange::Delete(from)] };
        let mut changes: Vec<RowChange> = others.iter().map(|other| RowChange::Insert(graph.id(*other))).collect();
        changes.push(RowChange::Update { from, to: graph.id(*last) });
        changes
    }
}

/// The changes that put one row in the place of several.
pub(super) fn replace(graph: &RevisionGraph, old: &[Ix], new: Ix) -> Vec<RowChange> {
    let to = graph.id(new);
    let Some((last, others)) = old.split_last() else { return vec![RowChange::Insert(to)] };
    let mut changes: Vec<RowChange> = others.iter().map(|other| RowChange::Delete(graph.id(*other))).collect();
    changes.push(RowChange::Update { from: graph.id(*last), to });
    changes
}
