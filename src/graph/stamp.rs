//! Stamp: moving version rows without applying anything.

use super::reach::{Edges, Ix, Marks};
use super::resolve::Overrun;
use super::route::is_base;
use super::rows::replace;
use super::spec::{Spec, split_range};
use super::{GraphError, RevisionGraph, RowChange, VersionRows};

/// New version rows for a database that has the old ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The rows that the database has.
    pub before: VersionRows,
    /// What happens to the version table, in this order; nothing where the rows are there already.
    pub rows: Vec<RowChange>,
    /// The rows afterwards.
    pub after: VersionRows,
}

impl RevisionGraph {
    /// The changes for targets of the form `[from:]to`; without a start the version table is empty.
    pub fn stamp(&self, targets: &[&str]) -> Result<Stamp, GraphError> {
        let mut start: Option<&str> = None;
        let mut bare = Vec::new();
        for text in targets {
            let (from, to) = split_range(self, text)?;
            match (from, start) {
                (Some(from), Some(known)) if from != known => {
                    return Err(GraphError::TwoStarts { first: known.into(), second: from.into() });
                }
                (Some(from), _) => start = Some(from),
                (None, _) => {}
            }
            bare.push(to);
        }
        let start = start.map_or(Ok(VersionRows::base()), |from| self.rows(from))?;
        self.stamp_from(&start, &bare)
    }

    /// The changes for a database with these rows. A row that lies above or below a target gives way to it.
    pub fn stamp_from(&self, start: &VersionRows, targets: &[&str]) -> Result<Stamp, GraphError> {
        let mut rows = self.positions(start)?;
        self.check_apart(&rows)?;
        let mut goals: Vec<(Spec, Vec<Ix>)> = Vec::new();
        for text in targets {
            for spec in Spec::parse_list(self, text)? {
                let found = self.stamp_goal(&rows, &spec)?;
                goals.push((spec, found));
            }
        }
        let all: Vec<Ix> = goals.iter().flat_map(|(_, found)| found.iter().copied()).collect();
        self.check_apart(&all)?;
        let mut changes = Vec::new();
        for (spec, found) in &goals {
            let branch = self.branch(spec)?.map(|ix| self.lineage(ix, Edges::All));
            if is_base(spec) {
                changes.extend(self.clear(branch.as_ref(), &all, &mut rows));
                continue;
            }
            for goal in found {
                if !rows.contains(goal) {
                    changes.extend(self.move_to(*goal, branch.as_ref(), &all, &mut rows));
                }
            }
        }
        Ok(Stamp { before: start.clone(), after: start.after(&changes), rows: changes })
    }

    /// A distance counts from the rows, or from the heads where there are none.
    fn stamp_goal(&self, rows: &[Ix], spec: &Spec) -> Result<Vec<Ix>, GraphError> {
        let (true, Some(steps), [row]) = (spec.is_bare(), spec.steps, rows) else {
            if spec.is_bare() && rows.len() > 1 {
                return Err(GraphError::SeveralRows { text: spec.text.clone(), rows: self.ids(rows) });
            }
            return self.many(spec, Overrun::Refuse);
        };
        let branch = self.branch_lineage(spec)?;
        let found = if steps < 0 {
            self.walk_down(Some(*row), spec, Overrun::Refuse)?
        } else {
            self.walk_up(Some(*row), spec, branch.as_ref(), Overrun::Refuse)?
        };
        Ok(found.into_iter().collect())
    }

    /// Deletes the rows of a branch, or all, but for those that another target asks for.
    fn clear(&self, branch: Option<&Marks>, goals: &[Ix], rows: &mut Vec<Ix>) -> Vec<RowChange> {
        let goes = |row: &Ix| !goals.contains(row) && branch.is_none_or(|branch| branch.has(*row));
        let gone: Vec<Ix> = rows.iter().copied().filter(goes).collect();
        rows.retain(|row| !gone.contains(row));
        gone.into_iter().map(|row| RowChange::Delete(self.id(row))).collect()
    }

    fn move_to(&self, goal: Ix, branch: Option<&Marks>, goals: &[Ix], rows: &mut Vec<Ix>) -> Vec<RowChange> {
        let lineage = self.lineage(goal, Edges::All);
        let candidates: Vec<Ix> = rows.iter().copied().filter(|row| !goals.contains(row)).collect();
        let is_move = candidates.iter().any(|row| lineage.has(*row));
        let gives_way = |row: &Ix| is_move && (lineage.has(*row) || branch.is_some_and(|branch| branch.has(*row)));
        let old: Vec<Ix> = candidates.into_iter().filter(gives_way).collect();
        rows.retain(|row| !old.contains(row));
        rows.push(goal);
        replace(self, &old, goal)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{changes, code, graph};

    const TWO: &str = "root\nshop1 <- root #shop\nshop2 <- shop1\ncore1 <- root #core\ncore2 <- core1\nlone";

    fn stamp(targets: &[&str]) -> String {
        changes(&graph(TWO).stamp(targets).unwrap().rows)
    }

    #[test]
    fn an_empty_table_gets_a_row_per_target() {
        assert_eq!(stamp(&["shop1"]), "+shop1");
        assert_eq!(stamp(&["heads"]), "+shop2 +core2 +lone");
        assert_eq!(stamp(&["shop1,core1"]), "+shop1 +core1");
        assert_eq!(stamp(&["base"]), "");
    }

    #[test]
    fn a_row_moves_up_or_down_its_lineage() {
        assert_eq!(stamp(&["shop1:shop2"]), "shop1>shop2");
        assert_eq!(stamp(&["shop2:root"]), "shop2>root");
        assert_eq!(stamp(&["shop2,core2:root"]), "-core2 shop2>root");
        assert_eq!(stamp(&["shop1:core1"]), "+core1");
        assert_eq!(stamp(&["shop1:shop1"]), "");
        assert_eq!(stamp(&["shop2:-1"]), "shop2>shop1");
    }

    #[test]
    fn base_deletes_the_rows_of_a_branch_or_all() {
        assert_eq!(stamp(&["shop2,lone:base"]), "-lone -shop2");
        assert_eq!(stamp(&["shop2,lone:shop@base"]), "-shop2");
        assert_eq!(stamp(&["shop2,lone:base", "shop2,lone:lone"]), "-shop2");
    }

    #[test]
    fn targets_share_a_start_and_do_not_contain_each_other() {
        assert_eq!(stamp(&["root:shop1", "root:core1"]), "root>shop1 +core1");
        let graph = graph(TWO);
        assert_eq!(code(graph.stamp(&["root:shop1", "lone:core1"])), "two-starts");
        assert_eq!(code(graph.stamp(&["shop1", "shop2"])), "overlapping-revisions");
        assert_eq!(code(graph.stamp(&["shop1,core1:-1"])), "ambiguous-start");
    }

    #[test]
    fn a_row_that_is_a_target_stays() {
        let stamp = graph(TWO).stamp(&["lone,shop1:heads"]).unwrap();
        assert_eq!(changes(&stamp.rows), "shop1>shop2 +core2");
        assert_eq!(stamp.after.iter().map(|row| row.as_str()).collect::<Vec<_>>(), ["core2", "lone", "shop2"]);
    }
}
