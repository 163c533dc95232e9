//! Listings: the history of a range newest first, the branch points, and what to say about a revision.

use super::order::{Sortable, sort};
use super::reach::{Edges, Ix, Marks};
use super::resolve::Overrun;
use super::spec::{Spec, find_name, split_range};
use super::{Direction, Entry, GraphError, RevisionGraph};
use crate::source::yaml::choices;

/// Whether and how a revision is a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadKind {
    /// Nothing follows it.
    Head,
    /// Nothing has it as a parent, but another revision depends on it.
    EffectiveHead,
}

/// What a listing says about a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description<'g> {
    /// Whether and how it is a head.
    pub head: Option<HeadKind>,
    /// Several revisions have it as a parent.
    pub branch_point: bool,
    /// It has several parents.
    pub merge_point: bool,
    /// The parents, as the file orders them.
    pub parents: Vec<&'g str>,
    /// The revisions that have it as a parent, in load order.
    pub children: Vec<&'g str>,
    /// The labels of its branches, sorted.
    pub labels: Vec<&'g str>,
    /// What it depends on, in the words of the file.
    pub dependencies: Vec<&'g str>,
}

impl RevisionGraph {
    /// What a listing says about a revision.
    pub fn describe<'g>(&'g self, entry: &'g Entry) -> Description<'g> {
        let head = match (entry.is_head(), entry.is_real_head()) {
            (true, true) => Some(HeadKind::Head),
            (true, false) => Some(HeadKind::EffectiveHead),
            (false, _) => None,
        };
        Description {
            head,
            branch_point: entry.is_branch_point(),
            merge_point: entry.is_merge_point(),
            parents: entry.header.down_revision.iter().map(|id| id.as_str()).collect(),
            children: self.children(entry).map(|child| child.id().as_str()).collect(),
            labels: entry.labels().collect(),
            dependencies: entry.header.depends_on.iter().map(String::as_str).collect(),
        }
    }

    /// The revisions of `from:to`, both included, newest first; a side left out is base or the heads.
    pub fn history(&self, range: Option<&str>) -> Result<Vec<&Entry>, GraphError> {
        let (from, to) = match range.map(|text| (text, split_range(self, text))) {
            None => ("base", "heads"),
            Some((_, Ok((Some(from), to)))) => {
                (if from.is_empty() { "base" } else { from }, if to.is_empty() { "heads" } else { to })
            }
            Some((text, Ok((None, _)))) => {
                let problem = "a history range is written `from:to`, `from:` or `:to`";
                return Err(GraphError::Malformed { text: text.into(), problem });
            }
            Some((_, Err(error))) => return Err(error),
        };
        let order = self.between(from, to)?;
        Ok(order.into_iter().map(|ix| &self[ix]).collect())
    }

    /// The label that a text is, or is the unique beginning of.
    pub fn label(&self, text: &str) -> Result<&str, GraphError> {
        let is_label = |(name, ix): &(&str, Ix)| self[*ix].id().as_str() != *name;
        let found: Vec<(&str, Ix)> = find_name(self, text).into_iter().filter(is_label).collect();
        match found[..] {
            [] => {
                let all = self.names.iter().map(|(name, ix)| (name.as_ref(), *ix)).filter(is_label);
                let help = match all.map(|(label, _)| label).collect::<Vec<_>>() {
                    none if none.is_empty() => "no revision has `branch_labels`".into(),
                    labels => choices(text, "the labels", &labels),
                };
                Err(GraphError::UnknownBranch { text: text.into(), help })
            }
            [(label, _)] => Ok(label),
            ref several => Err(GraphError::ambiguous(text, several)),
        }
    }

    /// The branch points in the order of the history.
    pub fn branches(&self) -> Vec<&Entry> {
        let all = self.history(None).expect("the whole history names nothing that could be unknown");
        all.into_iter().filter(|entry| entry.is_branch_point()).collect()
    }

    fn between(&self, from: &str, to: &str) -> Result<Vec<Ix>, GraphError> {
        let lower = self.list(from, Overrun::Stay)?;
        self.check_apart(&lower)?;
        let mut targets = Vec::new();
        for spec in Spec::parse_list(self, to)? {
            targets.extend(self.upgrade_targets(&lower, &spec, Overrun::Stay)?);
        }
        if let [spec] = &Spec::parse_list(self, from)?[..] {
            self.keep_branch(spec, &mut targets)?;
        }
        self.check_apart(&targets)?;
        let required = self.closure(&targets);
        if lower.iter().any(|ix| !required.has(*ix)) {
            return Err(GraphError::NoPath { from: self.ids(&lower), to: self.ids(&targets) });
        }
        let below = self.closure(&lower);
        let region = required.filter(|ix| !below.has(ix) || lower.contains(&ix));
        let wanted = if lower.is_empty() {
            region.clone()
        } else {
            let above = self.above_or_below(&lower, Direction::Up, Edges::Lineage);
            region.clone().filter(|ix| above.has(ix))
        };
        Ok(sort(self, &Sortable { heads: &targets, wanted: &wanted, region: &region }))
    }

    /// `label@…:heads` lists the heads of that branch alone.
    fn keep_branch(&self, from: &Spec, targets: &mut Vec<Ix>) -> Result<(), GraphError> {
        let (Some(branch), Some(name)) = (self.branch(from)?, &from.branch) else { return Ok(()) };
        let before = targets.clone();
        let label = match &self[branch] {
            entry if entry.id().as_str() != name => Some(name.as_str()),
            entry => entry.labels().next().filter(|_| entry.labels.len() == 1),
        };
        let lineage: Option<Marks> = match label {
            Some(label) if self[branch].labels().any(|known| known == label) => None,
            _ => Some(self.lineage(branch, Edges::Lineage)),
        };
        targets.retain(|ix| match &lineage {
            Some(lineage) => lineage.has(*ix),
            None => self[*ix].labels().any(|known| Some(known) == label),
        });
        match before.first() {
            Some(first) if targets.is_empty() => {
                Err(GraphError::NotInBranch { revision: self.id(*first), branch: name.clone() })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{code, graph, newest_first};
    use super::*;

    const TWO: &str = "root\nshop1 <- root #shop\nshop2 <- shop1\ncore1 <- root #core\ncore2 <- core1 (shop2)";

    #[test]
    fn a_side_left_out_is_base_or_the_heads() {
        let graph = graph(TWO);
        assert_eq!(newest_first(graph.history(Some(":"))), newest_first(graph.history(None)));
        assert_eq!(newest_first(graph.history(Some(":shop1"))), "shop1 root");
        assert_eq!(newest_first(graph.history(Some("shop1:shop@head"))), "shop2 shop1");
    }

    #[test]
    fn a_branch_at_the_start_keeps_to_its_heads() {
        let graph = graph("a1 #one\na2 <- a1\nb1 #two\nb2 <- b1");
        assert_eq!(newest_first(graph.history(Some("two@base:heads"))), "b2 b1");
        assert_eq!(newest_first(graph.history(Some("two@b1:"))), "b2 b1");
        assert_eq!(newest_first(graph.history(Some("b1@base:"))), "b2 b1");
        assert_eq!(code(graph.history(Some("two@base:a2"))), "not-in-branch");
    }

    #[test]
    fn a_range_leaves_out_other_lineages() {
        let graph = graph(TWO);
        assert_eq!(newest_first(graph.history(Some("root:core2"))), "core2 core1 shop2 shop1 root");
        assert_eq!(newest_first(graph.history(Some("core1:core2"))), "core2 core1");
        assert_eq!(code(graph.history(Some("core2:core1"))), "no-path");
    }

    #[test]
    fn distances_stop_at_the_ends() {
        let graph = graph("a1\na2 <- a1\na3 <- a2");
        assert_eq!(newest_first(graph.history(Some("-1:"))), "a3 a2");
        assert_eq!(newest_first(graph.history(Some("-9:"))), "a3 a2 a1");
        assert_eq!(newest_first(graph.history(Some("a1:+9"))), "a3 a2 a1");
        assert_eq!(newest_first(graph.history(Some("a3-1:a3"))), "a3 a2");
    }

    #[test]
    fn a_label_is_found_by_its_beginning_and_an_id_is_none() {
        let graph = graph("shop1\nshop2 <- shop1 #shopping\ncore1 <- shop1 #core");
        assert_eq!(graph.label("shopping").unwrap(), "shopping");
        assert_eq!(graph.label("shop").unwrap(), "shopping", "`shop1` and `shop2` are ids");
        assert_eq!(code(graph.label("shop1")), "unknown-branch");
        assert_eq!(code(graph.label("sho2")), "unknown-branch");
    }

    #[test]
    fn a_listing_tells_what_a_revision_is() {
        let graph = graph("root\nleft <- root #one\nright <- root (left)\nother (right)\nmerge <- left,other");
        let about = |id: &str| graph.describe(graph.get(id).unwrap());
        assert!(about("root").branch_point && !about("root").merge_point);
        assert_eq!(about("root").children, ["left", "right"]);
        assert_eq!(about("right").head, Some(HeadKind::EffectiveHead));
        assert_eq!(about("right").dependencies, ["left"]);
        assert_eq!((about("merge").head, about("merge").merge_point), (Some(HeadKind::Head), true));
        assert_eq!(about("merge").parents, ["left", "other"]);
        assert_eq!(about("merge").labels, ["one"]);
        assert_eq!(about("left").head, None);
        assert_eq!(newest_first(Ok(graph.branches())), "root");
    }
}
