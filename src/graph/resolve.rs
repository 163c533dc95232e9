//! Where a target leads: names, branches and steps up or down the lineage.

use super::reach::{Edges, Ix, Marks};
use super::spec::{Spec, Symbol, find_name};
use super::{Direction, Entry, GraphError, RevisionGraph, VersionRows};

/// What happens to a walk that has nowhere left to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overrun {
    Refuse,
    Stay,
}

impl RevisionGraph {
    /// The revisions that a target or a list of targets names; none for `base`. `-N` counts from the heads.
    pub fn resolve(&self, text: &str) -> Result<Vec<&Entry>, GraphError> {
        let found = self.list(text, Overrun::Refuse)?;
        Ok(found.into_iter().map(|ix| &self[ix]).collect())
    }

    /// The one revision that a target names; `None` for `base`.
    pub fn resolve_one(&self, text: &str) -> Result<Option<&Entry>, GraphError> {
        let ix = self.one(&Spec::parse(self, text)?)?;
        Ok(ix.map(|ix| &self[ix]))
    }

    /// The version rows that a text such as `a,b`, `head-1` or `base` claims. No row may contain another.
    pub fn rows(&self, text: &str) -> Result<VersionRows, GraphError> {
        let found = self.list(text, Overrun::Refuse)?;
        self.check_apart(&found)?;
        Ok(self.version_rows(&found))
    }

    pub(super) fn version_rows(&self, indexes: &[Ix]) -> VersionRows {
        VersionRows::claim(self.ids(indexes))
    }

    pub(super) fn positions(&self, rows: &VersionRows) -> Result<Vec<Ix>, GraphError> {
        rows.iter().map(|row| self.index(row.as_str()).ok_or_else(|| GraphError::unknown(self, row.as_str()))).collect()
    }

    /// The positions of a list of targets, each once, in the order written.
    pub(super) fn list(&self, text: &str, overrun: Overrun) -> Result<Vec<Ix>, GraphError> {
        let mut found = Vec::new();
        for spec in Spec::parse_list(self, text)? {
            found.extend(self.many(&spec, overrun)?);
        }
        let mut seen = Marks::none(self.len());
        found.retain(|ix| seen.insert(*ix));
        Ok(found)
    }

    /// The revisions that one target names.
    pub(super) fn many(&self, spec: &Spec, overrun: Overrun) -> Result<Vec<Ix>, GraphError> {
        let Some(steps) = spec.steps else { return self.absolute(spec) };
        let starts = match (&spec.symbol, steps < 0) {
            (Some(_), _) => vec![self.one(&spec.anchor())?],
            (None, true) => self.bare_heads(spec)?.into_iter().map(Some).collect(),
            (None, false) => vec![None],
        };
        let branch = self.branch_lineage(spec)?;
        let mut found = Vec::new();
        for start in starts {
            found.extend(if steps < 0 {
                self.walk_down(start, spec, overrun)?
            } else {
                self.walk_up(start, spec, branch.as_ref(), overrun)?
            });
        }
        Ok(found)
    }

    /// The one revision that a target names; `None` for base.
    pub(super) fn one(&self, spec: &Spec) -> Result<Option<Ix>, GraphError> {
        let found = self.many(spec, Overrun::Refuse)?;
        if found.len() > 1 {
            return Err(GraphError::SeveralHeads { text: spec.text.clone(), heads: self.ids(&found) });
        }
        Ok(found.first().copied())
    }

    fn absolute(&self, spec: &Spec) -> Result<Vec<Ix>, GraphError> {
        let lineage = self.branch_lineage(spec)?;
        let inside = |ix: &Ix| lineage.as_ref().is_none_or(|lineage| lineage.has(*ix));
        match &spec.symbol {
            None | Some(Symbol::Base) => Ok(Vec::new()),
            Some(Symbol::Heads) if lineage.is_none() => Ok(self.select(Entry::is_real_head)),
            Some(Symbol::Heads) => Ok(self.select(Entry::is_head).into_iter().filter(inside).collect()),
            Some(Symbol::Head) => {
                let heads: Vec<Ix> = self.select(Entry::is_head).into_iter().filter(inside).collect();
                if heads.len() > 1 {
                    return Err(GraphError::SeveralHeads { text: spec.text.clone(), heads: self.ids(&heads) });
                }
                Ok(heads)
            }
            Some(Symbol::Name(name)) => match lineage {
                None => Ok(vec![self.named(name)?]),
                Some(lineage) => Ok(vec![self.named_inside(name, spec, &lineage)?]),
            },
        }
    }

    /// Where a bare `-N` counts from.
    fn bare_heads(&self, spec: &Spec) -> Result<Vec<Ix>, GraphError> {
        Ok(match self.branch_lineage(spec)? {
            None => self.select(Entry::is_real_head),
            Some(lineage) => self.select(Entry::is_head).into_iter().filter(|ix| lineage.has(*ix)).collect(),
        })
    }

    /// The revision of an id, of a label, or of the unique beginning of one.
    pub(super) fn named(&self, text: &str) -> Result<Ix, GraphError> {
        match find_name(self, text)[..] {
            [] => Err(GraphError::unknown(self, text)),
            [(_, ix)] => Ok(ix),
            ref several => Err(GraphError::ambiguous(text, several)),
        }
    }

    fn named_inside(&self, text: &str, spec: &Spec, lineage: &Marks) -> Result<Ix, GraphError> {
        let found = find_name(self, text);
        let inside: Vec<(&str, Ix)> = found.iter().copied().filter(|(_, ix)| lineage.has(*ix)).collect();
        match (&found[..], &inside[..]) {
            ([], _) => Err(GraphError::unknown(self, text)),
            (_, [(_, ix)]) => Ok(*ix),
            ([(_, ix), ..], []) => {
                Err(GraphError::NotInBranch { revision: self.id(*ix), branch: spec.branch.clone().unwrap_or_default() })
            }
            (_, several) => Err(GraphError::ambiguous(text, several)),
        }
    }

    /// The revision that the branch of a target is named by.
    pub(super) fn branch(&self, spec: &Spec) -> Result<Option<Ix>, GraphError> {
        let Some(name) = &spec.branch else { return Ok(None) };
        match find_name(self, name)[..] {
            [] => Err(GraphError::unknown_branch(self, name)),
            [(_, ix)] => Ok(Some(ix)),
            ref several => Err(GraphError::ambiguous(name, several)),
        }
    }

    /// The ancestors and descendants of the branch of a target.
    pub(super) fn branch_lineage(&self, spec: &Spec) -> Result<Option<Marks>, GraphError> {
        Ok(self.branch(spec)?.map(|ix| self.lineage(ix, Edges::Lineage)))
    }

    pub(super) fn walk_down(&self, start: Option<Ix>, spec: &Spec, overrun: Overrun) -> Result<Option<Ix>, GraphError> {
        let mut at = start;
        for done in 0..spec.steps.unwrap_or(0).unsigned_abs() {
            at = match at.map(|ix| &self[ix].parents[..]) {
                None if overrun == Overrun::Stay => return Ok(None),
                None => return Err(GraphError::TooFar { text: spec.text.clone(), way: Direction::Down, done }),
                Some([]) => None,
                Some([parent]) => Some(*parent),
                Some(parents) => return Err(self.fork(spec, at, parents)),
            };
        }
        Ok(at)
    }

    pub(super) fn walk_up(
        &self,
        start: Option<Ix>,
        spec: &Spec,
        branch: Option<&Marks>,
        overrun: Overrun,
    ) -> Result<Option<Ix>, GraphError> {
        let mut at = start;
        for done in 0..spec.steps.unwrap_or(0).unsigned_abs() {
            let children = match at {
                None => self.select(Entry::is_base),
                Some(ix) => self[ix].children.clone(),
            };
            let inside = |ix: &Ix| branch.is_none_or(|branch| branch.has(*ix));
            let children: Vec<Ix> = children.into_iter().filter(inside).collect();
            at = match children[..] {
                [] if overrun == Overrun::Stay => return Ok(at),
                [] => return Err(GraphError::TooFar { text: spec.text.clone(), way: Direction::Up, done }),
                [child] => Some(child),
                _ => return Err(self.fork(spec, at, &children)),
            };
        }
        Ok(at)
    }

    pub(super) fn fork(&self, spec: &Spec, at: Option<Ix>, choices: &[Ix]) -> GraphError {
        GraphError::Fork { text: spec.text.clone(), at: at.map(|ix| self.id(ix)), choices: self.ids(choices) }
    }

    /// Refuses revisions of which one has to be applied before another.
    pub(super) fn check_apart(&self, found: &[Ix]) -> Result<(), GraphError> {
        let below: Vec<Ix> = found.iter().flat_map(|ix| self[*ix].needs.iter().copied()).collect();
        let below = self.closure(&below);
        let Some(contained) = found.iter().copied().find(|ix| below.has(*ix)) else { return Ok(()) };
        let above = self.above_or_below(&[contained], Direction::Up, Edges::All);
        let by = found.iter().copied().find(|ix| *ix != contained && above.has(*ix));
        Err(GraphError::Overlap { contained: self.id(contained), by: self.id(by.unwrap_or(contained)) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{code, graph, newest_first, order};

    const TWO: &str =
        "base1\nbase2 <- base1\nshop1 <- base2 #shop\nshop2 <- shop1\ncore1 <- base2 #core\ncore2 <- core1";

    #[test]
    fn ids_and_their_unique_beginnings() {
        let graph = graph("ae1027a\nae1027b <- ae1027a\nb2 <- ae1027b\nc #ship\nd <- c #shop,de");
        let one = |text: &str| graph.resolve_one(text).map(|entry| entry.unwrap().id().to_string());
        assert_eq!(one("ae1027b").unwrap(), "ae1027b");
        assert_eq!(code(one("sh")), "ambiguous-revision");
        assert_eq!(one("shi").unwrap(), "c");
        assert_eq!(one("sho").unwrap(), "d");
        assert_eq!(code(one("ae10")), "ambiguous-revision");
        assert_eq!(code(one("b")), "unknown-revision");
        assert_eq!(one("b2").unwrap(), "b2");
        assert_eq!(one("c").unwrap(), "c");
    }

    #[test]
    fn head_is_one_and_heads_are_all_that_nothing_depends_on() {
        let forked = graph(TWO);
        assert_eq!(code(forked.upgrade("head")), "several-heads");
        assert_eq!(newest_first(forked.resolve("heads")), "shop2 core2");
        let depending = graph("a1\nb1 (a1)");
        assert_eq!(code(depending.upgrade("head")), "several-heads");
        assert_eq!(newest_first(depending.resolve("heads")), "b1");
        assert_eq!(newest_first(graph("").resolve("head")), "");
    }

    #[test]
    fn a_branch_narrows() {
        let graph = graph(TWO);
        assert_eq!(newest_first(graph.resolve("shop@head")), "shop2");
        assert_eq!(newest_first(graph.resolve("shop1@head")), "shop2");
        assert_eq!(newest_first(graph.resolve("base1@heads")), "shop2 core2");
        assert_eq!(newest_first(graph.resolve("shop@base2")), "base2");
        assert_eq!(newest_first(graph.resolve("shop@base")), "");
        assert_eq!(code(graph.resolve("base1@head")), "several-heads");
        assert_eq!(code(graph.resolve("shop@core1")), "not-in-branch");
        assert_eq!(code(graph.resolve("nosuch@head")), "unknown-branch");
        assert_eq!(code(graph.resolve("head@base1")), "unknown-branch");
    }

    #[test]
    fn a_beginning_need_only_be_unique_in_its_branch() {
        let graph = graph("root\nabcd1 <- root #shop\nabcd2 <- root #core");
        assert_eq!(code(graph.resolve("abcd")), "ambiguous-revision");
        assert_eq!(newest_first(graph.resolve("core@abcd")), "abcd2");
    }

    #[test]
    fn distances() {
        let graph = graph(TWO);
        assert_eq!(order(graph.upgrade("+1")), "base1");
        assert_eq!(order(graph.upgrade("base1:+1")), "base2");
        assert_eq!(code(graph.upgrade("base1:+2")), "ambiguous-walk");
        assert_eq!(order(graph.upgrade("base1:shop@+2")), "base2 shop1");
        assert_eq!(order(graph.upgrade("base2:shop2-1")), "shop1");
        assert_eq!(order(graph.upgrade("base2:core@base1+2")), "core1");
        assert_eq!(order(graph.upgrade("base2:shop@head-1")), "shop1");
        assert_eq!(code(graph.upgrade("shop1:+2")), "walked-too-far");
        assert_eq!(code(graph.upgrade("shop1-4")), "walked-too-far");
        assert_eq!(code(graph.upgrade("shop1:-1")), "wrong-direction");
        assert_eq!(code(graph.upgrade("shop1,core1:+1")), "ambiguous-start");
        assert_eq!(order(graph.upgrade("shop1,core1:core@+1")), "core2");
    }

    #[test]
    fn starts_of_any_form() {
        let graph = graph(TWO);
        assert_eq!(order(graph.upgrade("shop@head-1:shop@head")), "shop2");
        assert_eq!(order(graph.upgrade("shop1,core1:heads")), "core2 shop2");
        assert_eq!(order(graph.upgrade("shop1, core2 : heads")), "shop2");
        assert_eq!(order(graph.upgrade("base:base1")), "base1");
        assert_eq!(code(graph.upgrade("base1,shop1:heads")), "overlapping-revisions");
        assert_eq!(order(graph.downgrade("heads:shop@-1")), "shop2");
        assert_eq!(code(graph.downgrade("head:-1")), "several-heads");
    }

    #[test]
    fn relative_steps_do_not_follow_dependencies() {
        let graph = graph("a1\na2 <- a1\nb1 (a2)");
        assert_eq!(code(graph.upgrade("a2:a2+1")), "walked-too-far");
        assert_eq!(order(graph.upgrade("b1-1")), "");
    }
}
