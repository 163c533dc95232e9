//! Upgrade and downgrade: from a start and a target to the steps between them.

use super::order::{Sortable, sort};
use super::reach::{Edges, Ix, Marks};
use super::resolve::Overrun;
use super::rows::RowCount;
use super::spec::{Spec, Symbol, split_range};
use super::{Entry, GraphError, RevisionGraph, RowChange, VersionRows};
use crate::revision::RevisionId;

/// Which way a revision is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Upgrade.
    Up,
    /// Downgrade.
    Down,
}

/// One revision of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The revision that is applied or taken back.
    pub revision: RevisionId,
    /// Which of the two.
    pub direction: Direction,
    /// What happens to the version table, in this order.
    pub rows: Vec<RowChange>,
    /// The version rows that the step starts from.
    pub before: VersionRows,
    /// The version rows that it leaves.
    pub after: VersionRows,
    /// The revisions that it needs, whether they have rows or not.
    pub needs: Vec<Need>,
}

/// A revision that another one needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The revision.
    pub revision: RevisionId,
    /// Those besides that other one that need it too.
    pub others: Vec<RevisionId>,
}

/// The steps from one set of version rows to another. Without steps there is nothing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Which way it goes.
    pub direction: Direction,
    /// The version rows of the database that it is for.
    pub start: VersionRows,
    /// The steps in the order of the script.
    pub steps: Vec<Step>,
}

impl Route {
    /// The version rows at the end.
    pub fn end(&self) -> &VersionRows {
        self.steps.last().map_or(&self.start, |step| &step.after)
    }
}

impl RevisionGraph {
    fn need(&self, needed: Ix, by: Ix) -> Need {
        let others = self[needed].followers.iter().filter(|ix| **ix != by).map(|ix| self.id(*ix)).collect();
        Need { revision: self.id(needed), others }
    }

    /// The route of `[from:]to`; without a start from base.
    pub fn upgrade(&self, range: &str) -> Result<Route, GraphError> {
        let (from, to) = split_range(self, range)?;
        let start = from.map_or(Ok(VersionRows::base()), |from| self.rows(from))?;
        self.upgrade_from(&start, to)
    }

    /// The route of `[from:]to`; without a start from the heads.
    pub fn downgrade(&self, range: &str) -> Result<Route, GraphError> {
        let (from, to) = split_range(self, range)?;
        let heads = || Ok(self.version_rows(&self.select(Entry::is_real_head)));
        let start = from.map_or_else(heads, |from| self.rows(from))?;
        self.downgrade_from(&start, to)
    }

    /// The route from a database with these rows up to a target.
    pub fn upgrade_from(&self, start: &VersionRows, target: &str) -> Result<Route, GraphError> {
        let rows = self.positions(start)?;
        self.check_apart(&rows)?;
        let mut targets = Vec::new();
        for spec in Spec::parse_list(self, target)? {
            targets.extend(self.upgrade_targets(&rows, &spec, Overrun::Refuse)?);
        }
        self.check_apart(&targets)?;
        let applied = self.closure(&rows);
        let wanted = self.closure(&targets).filter(|ix| !applied.has(ix));
        if wanted.is_empty() && !self.stands_at(&rows, &targets, &applied) {
            return Err(GraphError::WrongWay {
                direction: Direction::Up,
                start: self.ids(&rows),
                target: target.into(),
                labelled: self.ids(&targets),
            });
        }
        let mut order = sort(self, &Sortable { heads: &targets, wanted: &wanted, region: &wanted });
        order.reverse();
        let mut count = RowCount::upwards(self, &rows);
        Ok(self.route(Direction::Up, start, &order, |ix| count.apply(ix)))
    }

    /// The route from a database with these rows down to a target.
    pub fn downgrade_from(&self, start: &VersionRows, target: &str) -> Result<Route, GraphError> {
        let rows = self.positions(start)?;
        self.check_apart(&rows)?;
        let active = self.closure(&rows);
        let wanted = match &Spec::parse_list(self, target)?[..] {
            [one] => self.above_target(&rows, &active, one)?,
            several => self.all_but(&rows, &active, several)?,
        };
        let order = sort(self, &Sortable { heads: &rows, wanted: &wanted, region: &wanted });
        let mut count = RowCount::downwards(self, &rows, &active);
        Ok(self.route(Direction::Down, start, &order, |ix| count.revert(ix)))
    }

    fn route(
        &self,
        direction: Direction,
        start: &VersionRows,
        order: &[Ix],
        mut change: impl FnMut(Ix) -> Vec<RowChange>,
    ) -> Route {
        let mut before = start.clone();
        let mut steps = Vec::with_capacity(order.len());
        for ix in order {
            let rows = change(*ix);
            let after = before.after(&rows);
            let needs = self[*ix].needs.iter().map(|need| self.need(*need, *ix)).collect();
            let step = Step { revision: self.id(*ix), direction, rows, before, after: after.clone(), needs };
            steps.push(step);
            before = after;
        }
        Route { direction, start: start.clone(), steps }
    }

    /// Whether a database with nothing left to apply is at the targets and not past one of them.
    fn stands_at(&self, rows: &[Ix], targets: &[Ix], applied: &Marks) -> bool {
        if targets.is_empty() {
            return rows.is_empty();
        }
        targets.iter().all(|ix| !self[*ix].children.iter().any(|child| applied.has(*child)))
    }

    /// The revisions that an upgrade target names, seen from the start.
    pub(super) fn upgrade_targets(&self, rows: &[Ix], spec: &Spec, overrun: Overrun) -> Result<Vec<Ix>, GraphError> {
        let Some(steps) = spec.steps else { return self.many(spec, overrun) };
        let branch = self.branch_lineage(spec)?;
        let found = match (&spec.symbol, steps > 0) {
            (None, false) => {
                return Err(GraphError::Backwards { text: spec.text.clone(), direction: Direction::Up });
            }
            (None, true) => {
                let start = self.upgrade_start(rows, spec, branch.as_ref())?;
                self.walk_up(start, spec, branch.as_ref(), overrun)?
            }
            (Some(symbol), true) => {
                let anchor = Spec { branch: None, steps: None, symbol: Some(symbol.clone()), ..spec.clone() };
                self.walk_up(self.one(&anchor)?, spec, branch.as_ref(), overrun)?
            }
            (Some(_), false) => self.walk_down(self.one(&spec.anchor())?, spec, overrun)?,
        };
        Ok(found.into_iter().collect())
    }

    /// Where `+N` and `label@+N` count from: the row of the branch, or where the branch left what is applied.
    fn upgrade_start(&self, rows: &[Ix], spec: &Spec, branch: Option<&Marks>) -> Result<Option<Ix>, GraphError> {
        let several = |rows: &[Ix]| GraphError::SeveralRows { text: spec.text.clone(), rows: self.ids(rows) };
        let Some(branch) = branch else {
            return match rows {
                [] => Ok(None),
                [row] => Ok(Some(*row)),
                rows => Err(several(rows)),
            };
        };
        let mut found: Vec<Ix> = rows.iter().copied().filter(|ix| branch.has(*ix)).collect();
        if found.is_empty() {
            let active = self.closure(rows).filter(|ix| branch.has(ix));
            let below: Vec<Ix> = active.members().flat_map(|ix| self[ix].needs.iter().copied()).collect();
            let below = Marks::of(self.len(), &below);
            found = active.members().filter(|ix| !below.has(*ix)).collect();
        }
        match found[..] {
            [] => Ok(None),
            [start] => Ok(Some(start)),
            _ => Err(several(&found)),
        }
    }

    /// What a downgrade to one target takes back: what stands on it, and nothing of other branches.
    fn above_target(&self, rows: &[Ix], active: &Marks, spec: &Spec) -> Result<Marks, GraphError> {
        let (branch, to) = self.downgrade_target(rows, active, spec)?;
        let roots = self.downgrade_roots(branch, to, spec)?;
        let wanted = self.above_or_below(&roots, Direction::Up, Edges::All).filter(|ix| active.has(ix));
        match to {
            Some(to) if wanted.is_empty() && !rows.contains(&to) => Err(self.not_below(rows, to, active)),
            _ => Ok(wanted),
        }
    }

    /// What a downgrade to several targets takes back: everything but them and what they stand on.
    fn all_but(&self, rows: &[Ix], active: &Marks, specs: &[Spec]) -> Result<Marks, GraphError> {
        let mut kept = Vec::new();
        for spec in specs {
            kept.extend(self.downgrade_target(rows, active, spec)?.1);
        }
        if let Some(missing) = kept.iter().find(|ix| !active.has(**ix)) {
            return Err(self.not_below(rows, *missing, active));
        }
        self.check_apart(&kept)?;
        let kept = self.closure(&kept);
        Ok(active.clone().filter(|ix| !kept.has(ix)))
    }

    /// The branch that a downgrade keeps to, and the revision where it ends; `None` is base.
    fn downgrade_target(
        &self,
        rows: &[Ix],
        active: &Marks,
        spec: &Spec,
    ) -> Result<(Option<Ix>, Option<Ix>), GraphError> {
        let branch = self.branch(spec)?;
        let Some(steps) = spec.steps else { return Ok((branch, self.one(spec)?)) };
        if !spec.is_bare() {
            let found = self.upgrade_targets(rows, spec, Overrun::Refuse)?;
            return Ok((branch, found.first().copied()));
        }
        if steps > 0 {
            return Err(GraphError::Backwards { text: spec.text.clone(), direction: Direction::Down });
        }
        let starts = match branch {
            None => rows.to_vec(),
            Some(branch) => self.rows_of_branch(rows, active, branch),
        };
        match starts[..] {
            [] => Err(GraphError::TooFar { text: spec.text.clone(), way: Direction::Down, done: 0 }),
            [start] => Ok((branch.or(Some(start)), self.walk_down(Some(start), spec, Overrun::Refuse)?)),
            _ => Err(GraphError::SeveralRows { text: spec.text.clone(), rows: self.ids(&starts) }),
        }
    }

    /// The rows on a branch; where another row's dependency has taken their place, the tips of the branch.
    fn rows_of_branch(&self, rows: &[Ix], active: &Marks, branch: Ix) -> Vec<Ix> {
        let lineage = self.lineage(branch, Edges::Lineage);
        let found: Vec<Ix> = rows.iter().copied().filter(|ix| lineage.has(*ix)).collect();
        if !found.is_empty() {
            return found;
        }
        let is_tip = |ix: &Ix| !self[*ix].children.iter().any(|child| active.has(*child));
        active.members().filter(|ix| lineage.has(*ix)).filter(is_tip).collect()
    }

    /// The lowest revisions that a downgrade takes back.
    fn downgrade_roots(&self, branch: Option<Ix>, to: Option<Ix>, spec: &Spec) -> Result<Vec<Ix>, GraphError> {
        let roots = match to {
            None => self.select(Entry::is_base),
            Some(to) => self[to].children.clone(),
        };
        let Some(branch) = branch.filter(|_| roots.len() > 1) else { return Ok(roots) };
        let ancestors = self.above_or_below(&[branch], Direction::Down, Edges::Lineage);
        let kept: Vec<Ix> = roots.iter().copied().filter(|ix| ancestors.has(*ix)).collect();
        if kept.is_empty() {
            return Err(self.fork(spec, to, &roots));
        }
        Ok(kept)
    }

    fn not_below(&self, rows: &[Ix], to: Ix, active: &Marks) -> GraphError {
        let start = self.ids(rows);
        if active.has(to) {
            let above = self.above_or_below(&[to], Direction::Up, Edges::All);
            let by = rows.iter().copied().filter(|ix| above.has(*ix)).collect::<Vec<Ix>>();
            return GraphError::HeldBy { target: self.id(to), by: self.ids(&by) };
        }
        let below = self.closure(&[to]);
        if rows.iter().any(|ix| below.has(*ix)) || rows.is_empty() {
            let target = self.id(to);
            return GraphError::WrongWay {
                direction: Direction::Down,
                start,
                target: target.to_string(),
                labelled: vec![target],
            };
        }
        GraphError::NotApplied { target: self.id(to), start }
    }
}

/// Whether a target is `base`, whatever its branch.
pub(super) fn is_base(spec: &Spec) -> bool {
    spec.symbol == Some(Symbol::Base) && spec.steps.is_none()
}

#[cfg(test)]
mod tests {
    use super::super::VersionRows;
    use super::super::fixture::{code, graph, order};
    use crate::revision::RevisionId;

    const TWO: &str = "base1\nshop1 <- base1 #shop\nshop2 <- shop1\ncore1 <- base1 #core\ncore2 <- core1 (shop1)";

    #[test]
    fn an_upgrade_brings_the_dependencies() {
        assert_eq!(order(graph(TWO).upgrade("core@head")), "base1 shop1 core1 core2");
    }

    #[test]
    fn nothing_to_do_is_no_error() {
        let graph = graph(TWO);
        assert_eq!(order(graph.upgrade("shop2,core2:heads")), "");
        assert_eq!(order(graph.upgrade("shop1:shop1")), "");
        assert_eq!(order(graph.upgrade("base")), "");
        assert_eq!(order(graph.downgrade("base:base")), "");
        assert_eq!(order(graph.downgrade("shop1:shop1")), "");
        assert_eq!(graph.upgrade("shop1:shop1").unwrap().end().len(), 1);
    }

    #[test]
    fn a_dependency_that_is_there_is_nothing_to_do() {
        let graph = graph("a1\nb1 (a1)");
        assert_eq!(order(graph.upgrade("b1:a1")), "");
        assert_eq!(code(graph.downgrade("b1:a1")), "held-by-dependency");
    }

    #[test]
    fn the_wrong_way_is_an_error() {
        let graph = graph(TWO);
        assert_eq!(code(graph.upgrade("shop2:base1")), "wrong-direction");
        assert_eq!(code(graph.upgrade("shop2:base")), "wrong-direction");
        assert_eq!(code(graph.downgrade("shop1:shop2")), "wrong-direction");
        assert_eq!(code(graph.downgrade("base:shop1")), "wrong-direction");
        assert_eq!(code(graph.downgrade("shop2:core1")), "not-applied");
        assert_eq!(code(graph.downgrade("shop2:+1")), "wrong-direction");
    }

    #[test]
    fn a_downgrade_starts_from_the_heads() {
        let graph = graph("a1\na2 <- a1\na3 <- a2");
        assert_eq!(order(graph.downgrade("a1")), "a3 a2");
        assert_eq!(order(graph.downgrade("-1")), "a3");
        assert_eq!(order(graph.downgrade("a3-1")), "a3");
        assert_eq!(order(graph.downgrade("a2:base+1")), "a2");
        assert_eq!(code(graph.downgrade("-4")), "walked-too-far");
    }

    #[test]
    fn a_downgrade_may_end_at_several_revisions() {
        let graph = graph("r\na1 <- r\na2 <- a1\nb1 <- r\nb2 <- b1\nm <- a2,b2\nc1 <- r");
        assert_eq!(order(graph.downgrade("m:a1,b2")), "m a2");
        assert_eq!(order(graph.downgrade("m:a1,b1")), "m a2 b2");
        assert_eq!(order(graph.downgrade("c1,m:c1,b2,a2")), "m");
        assert_eq!(order(graph.downgrade("c1,m:b2,a2")), "m c1");
        assert_eq!(order(graph.downgrade("c1,m:a1,base")), "m a2 c1 b2 b1");
        assert_eq!(order(graph.downgrade("c1,m:c1,m@a2,b1")), "m b2");
        assert_eq!(code(graph.downgrade("m:a1,a2")), "overlapping-revisions");
        assert_eq!(code(graph.downgrade("a2:a1,b1")), "not-applied");
    }

    #[test]
    fn a_distance_from_several_rows_needs_a_branch() {
        let graph = graph(TWO);
        assert_eq!(code(graph.downgrade("-1")), "ambiguous-start");
        assert_eq!(order(graph.downgrade("core@-1")), "core2");
    }

    #[test]
    fn a_branch_that_a_dependency_hides_is_counted_from_its_tip() {
        let graph = graph("a1 #one\na2 <- a1\nb1 (a2)");
        assert_eq!(order(graph.downgrade("b1:one@-1")), "b1 a2");
        assert_eq!(order(graph.upgrade("a1:one@+1")), "a2");
    }

    #[test]
    fn label_at_base_unwinds_what_depends_on_the_branch() {
        let islands = graph("a1 #one\na2 <- a1\nb1 (a1) #two\nc1");
        assert_eq!(order(islands.downgrade("one@base")), "a2 b1 a1");
        assert_eq!(order(islands.downgrade("two@base")), "b1");
        assert_eq!(order(graph(TWO).downgrade("shop@base")), "shop2 core2 core1 shop1 base1");
    }

    #[test]
    fn a_branch_chooses_the_way_down_to_a_fork() {
        let graph = graph(TWO);
        assert_eq!(order(graph.downgrade("shop@base1")), "shop2 core2 shop1");
        assert_eq!(code(graph.downgrade("base1@base1")), "ambiguous-walk");
        assert_eq!(order(graph.downgrade("base1")), "shop2 core2 core1 shop1");
    }

    #[test]
    fn two_targets_may_not_contain_each_other() {
        let graph = graph("a1\nb1 (a1) #two\nm1 <- a1,b1");
        assert_eq!(code(graph.upgrade("a1,m1")), "overlapping-revisions");
        let heads = self::graph("a0\na1 <- a0\nb1 <- a0 (a1)");
        assert_eq!(code(heads.upgrade("a0@heads")), "overlapping-revisions");
        assert_eq!(order(heads.upgrade("heads")), "a0 a1 b1");
    }

    #[test]
    fn a_row_that_no_file_has_is_unknown() {
        let rows = VersionRows::claim([RevisionId::new("zzzz")]);
        assert_eq!(code(graph(TWO).upgrade_from(&rows, "heads")), "unknown-revision");
    }
}
