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
        let mut rows: Vec<RevisionId> = rows.into_iter().collect();
        rows.sort_unstable();
        rows.dedup();
        Self(rows.into())
    }

    /// The rows after the changes.
    #[must_use]
    pub fn after(&self, changes: &[RowChange]) -> Self {
        let mut rows: Vec<RevisionId> = self.0.to_vec();
        for change in changes {
            match change {
                RowChange::Insert(id) => insert(&mut rows, id),
                RowChange::Delete(id) => delete(&mut rows, id),
                RowChange::Update { from, to } => {
                    delete(&mut rows, from);
                    insert(&mut rows, to);
                }
            }
        }
        Self(rows.into())
    }
}

fn insert(rows: &mut Vec<RevisionId>, id: &RevisionId) {
    if let Err(position) = rows.binary_search(id) {
        rows.insert(position, id.clone());
    }
}

fn delete(rows: &mut Vec<RevisionId>, id: &RevisionId) {
    if let Ok(position) = rows.binary_search(id) {
        rows.remove(position);
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
        let mut changes = Vec::with_capacity(freed.len());
        changes.extend(others.iter().map(|other| RowChange::Insert(graph.id(*other))));
        changes.push(RowChange::Update { from, to: graph.id(*last) });
        changes
    }
}

/// The changes that put one row in the place of several.
pub(super) fn replace(graph: &RevisionGraph, old: &[Ix], new: Ix) -> Vec<RowChange> {
    let to = graph.id(new);
    let Some((last, others)) = old.split_last() else { return vec![RowChange::Insert(to)] };
    let mut changes = Vec::with_capacity(old.len());
    changes.extend(others.iter().map(|other| RowChange::Delete(graph.id(*other))));
    changes.push(RowChange::Update { from: graph.id(*last), to });
    changes
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{graph, rows};
    use super::*;

    #[test]
    fn plain_movement_updates_and_a_base_inserts() {
        let graph = graph("a1\na2 <- a1\nb1");
        assert_eq!(rows(graph.upgrade("heads")), "+b1; +a1; a1>a2");
        assert_eq!(rows(graph.downgrade("base")), "a2>a1; -a1; -b1");
    }

    #[test]
    fn a_fork_inserts_for_the_second_branch() {
        let graph = graph("a1\nb1 <- a1\nc1 <- a1");
        assert_eq!(rows(graph.upgrade("heads")), "+a1; a1>c1; +b1");
        assert_eq!(rows(graph.downgrade("base")), "-b1; c1>a1; -a1");
    }

    #[test]
    fn a_merge_keeps_one_row_and_its_downgrade_brings_them_back() {
        let graph = graph("a1\nb1 <- a1\nc1 <- a1\nm1 <- b1,c1");
        assert_eq!(rows(graph.upgrade("b1,c1:head")), "-b1 c1>m1");
        assert_eq!(rows(graph.downgrade("b1")), "+b1 m1>c1");
        assert_eq!(rows(graph.downgrade("a1")), "+b1 m1>c1; -b1; c1>a1");
    }

    #[test]
    fn a_dependency_takes_the_place_of_a_row() {
        let graph = graph("a1\nb1 (a1)\nb2 <- b1");
        assert_eq!(rows(graph.upgrade("a1:heads")), "a1>b1; b1>b2");
        assert_eq!(rows(graph.downgrade("b1@base")), "b2>b1; b1>a1");
    }

    #[test]
    fn what_another_row_depends_on_gets_no_row_back() {
        let graph = graph("a1\na2 <- a1\nb1 (a1)");
        assert_eq!(rows(graph.downgrade("a2,b1:a1")), "-a2");
    }

    #[test]
    fn rows_never_contain_each_other() {
        let graph = graph("a1\na2 <- a1\nb1\nm1 <- a2,a1");
        assert_eq!(rows(graph.downgrade("m1,b1:a2")), "m1>a2");
        assert_eq!(rows(graph.upgrade("a2,b1:m1")), "a2>m1");
    }

    #[test]
    fn each_step_starts_where_the_last_one_ended() {
        let route = graph("a1\nb1 <- a1\nc1 <- a1\nm1 <- b1,c1").upgrade("head").unwrap();
        assert_eq!(*route.start, []);
        for pair in route.steps.windows(2) {
            assert_eq!(pair[0].after, pair[1].before);
        }
        assert_eq!(route.end().iter().map(RevisionId::as_str).collect::<Vec<_>>(), ["m1"]);
    }
}
