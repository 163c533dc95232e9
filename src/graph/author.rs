//! Where a new revision goes, and whether the names it wants are free.

use super::check::is_reserved;
use super::reach::{Edges, Ix, Marks};
use super::resolve::Overrun;
use super::{Direction, Entry, GraphError, RevisionGraph};
use crate::revision::RevisionId;

/// Whether a new revision may follow one that is no head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// Only heads can be followed.
    AtHead,
    /// Any revision can: this starts a branch.
    Splice,
}

/// What the header of a revision to be written is asked to say.
#[derive(Debug, Clone, Copy)]
pub struct NewRevision<'a> {
    /// Its id.
    pub id: &'a str,
    /// The targets that it follows: `head` unless the user says otherwise, `base` for a new base.
    pub parents: &'a [&'a str],
    /// Whether they may be no heads.
    pub placement: Placement,
    /// Its branch labels.
    pub labels: &'a [&'a str],
    /// Ids, beginnings of ids, labels or other targets that it depends on.
    pub depends_on: &'a [&'a str],
}

impl RevisionGraph {
    /// The parents of a new revision and what its `depends_on` has to say, once all its names are found to be right.
    pub fn place(&self, new: &NewRevision<'_>) -> Result<(Vec<RevisionId>, Vec<String>), GraphError> {
        self.check_new_id(new.id)?;
        for (position, label) in new.labels.iter().enumerate() {
            self.check_new_label(label)?;
            if *label == new.id || new.labels[..position].contains(label) {
                return Err(GraphError::Taken { name: (*label).into(), by: None });
            }
        }
        let parents = self.new_parents(new.parents, new.placement)?;
        let mut dependencies = Vec::new();
        for text in new.depends_on {
            dependencies.extend(self.new_dependency(text)?);
        }
        Ok((self.ids(&parents), dependencies))
    }

    /// The parents of a merge: at least two, none of them contained in another.
    pub fn merge_parents(&self, targets: &[&str], placement: Placement) -> Result<Vec<RevisionId>, GraphError> {
        let parents = self.new_parents(targets, placement)?;
        if parents.len() < 2 {
            return Err(GraphError::NothingToMerge { parents: self.ids(&parents) });
        }
        let below: Vec<Ix> = parents.iter().flat_map(|ix| self[*ix].parents.iter().copied()).collect();
        let below = self.above_or_below(&below, Direction::Down, Edges::Lineage);
        if let Some(contained) = parents.iter().copied().find(|ix| below.has(*ix)) {
            let above = self.above_or_below(&[contained], Direction::Up, Edges::Lineage);
            let by = parents.iter().copied().find(|ix| *ix != contained && above.has(*ix)).unwrap_or(contained);
            return Err(GraphError::Overlap { contained: self.id(contained), by: self.id(by) });
        }
        Ok(self.ids(&parents))
    }

    /// Refuses an id that is taken, is a word of the target language, or holds a character of it.
    pub fn check_new_id(&self, id: &str) -> Result<(), GraphError> {
        if let Some(character) = id.chars().find(|character| "@-+:".contains(*character)) {
            return Err(GraphError::BadCharacter { name: id.into(), character });
        }
        self.check_free(id)
    }

    /// Refuses a label that is taken, is a word of the target language, or could not be written in a target.
    pub fn check_new_label(&self, label: &str) -> Result<(), GraphError> {
        if let Some(character) = label.chars().find(|character| "@:,".contains(*character)) {
            return Err(GraphError::BadCharacter { name: label.into(), character });
        }
        self.check_free(label)
    }

    fn check_free(&self, name: &str) -> Result<(), GraphError> {
        if name.is_empty() || is_reserved(name) {
            return Err(GraphError::Reserved { name: name.into() });
        }
        match self.names.get(name) {
            Some(owner) => Err(GraphError::Taken { name: name.into(), by: Some(self.id(*owner)) }),
            None => Ok(()),
        }
    }

    fn new_parents(&self, targets: &[&str], placement: Placement) -> Result<Vec<Ix>, GraphError> {
        let mut seen = Marks::none(self.len());
        let mut parents = Vec::new();
        for text in targets {
            for ix in self.list(text, Overrun::Refuse)? {
                if !seen.insert(ix) {
                    return Err(GraphError::Repeated { revision: self.id(ix) });
                }
                parents.push(ix);
            }
        }
        match parents.iter().find(|ix| placement == Placement::AtHead && !self[**ix].is_head()) {
            Some(ix) => Err(GraphError::NotAHead { revision: self.id(*ix), children: self.ids(&self[*ix].children) }),
            None => Ok(parents),
        }
    }

    /// A label stays a label; everything else becomes a whole id.
    fn new_dependency(&self, text: &str) -> Result<Vec<String>, GraphError> {
        let found: Vec<&Entry> = self.resolve(text)?;
        let is_label = |entry: &&Entry| entry.header.branch_labels.iter().any(|label| label == text);
        Ok(found.iter().map(|entry| if is_label(entry) { text.into() } else { entry.id().to_string() }).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{code, graph};
    use super::*;

    const TWO: &str = "root\nshop1 <- root #shop\ncore1 <- root #core\ncore2 <- core1";

    fn new<'a>(parents: &'a [&'a str], placement: Placement) -> NewRevision<'a> {
        NewRevision { id: "new1", parents, placement, labels: &[], depends_on: &[] }
    }

    fn parents(history: &str, targets: &[&str], placement: Placement) -> Result<String, GraphError> {
        let (parents, _) = graph(history).place(&new(targets, placement))?;
        Ok(parents.iter().map(RevisionId::as_str).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn a_new_revision_follows_the_head() {
        assert_eq!(parents("a1\na2 <- a1", &["head"], Placement::AtHead).unwrap(), "a2");
        assert_eq!(parents("", &["head"], Placement::AtHead).unwrap(), "");
        assert_eq!(code(parents(TWO, &["head"], Placement::AtHead)), "several-heads");
        assert_eq!(parents(TWO, &["core@head"], Placement::AtHead).unwrap(), "core2");
        assert_eq!(parents(TWO, &["base"], Placement::AtHead).unwrap(), "");
    }

    #[test]
    fn only_a_splice_follows_what_is_no_head() {
        assert_eq!(code(parents(TWO, &["core1"], Placement::AtHead)), "not-a-head");
        assert_eq!(parents(TWO, &["core1"], Placement::Splice).unwrap(), "core1");
    }

    #[test]
    fn a_merge_has_several_parents() {
        let graph = graph(TWO);
        let merge = |targets: &[&str], placement| {
            graph.merge_parents(targets, placement).map(|ids| ids.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        assert_eq!(merge(&["heads"], Placement::AtHead).unwrap(), ["shop1", "core2"]);
        assert_eq!(merge(&["core2", "shop1"], Placement::AtHead).unwrap(), ["core2", "shop1"]);
        assert_eq!(code(merge(&["core2"], Placement::AtHead)), "nothing-to-merge");
        assert_eq!(code(merge(&["core2", "core2"], Placement::AtHead)), "repeated-revision");
        assert_eq!(code(merge(&["core2", "core1"], Placement::AtHead)), "not-a-head");
        assert_eq!(code(merge(&["core2", "core1"], Placement::Splice)), "overlapping-revisions");
    }

    #[test]
    fn names_have_to_be_free() {
        let graph = graph(TWO);
        for (id, error) in [
            ("root", "name-taken"),
            ("shop", "name-taken"),
            ("heads", "reserved-name"),
            ("a-b", "name-character"),
            ("", "reserved-name"),
        ] {
            assert_eq!(code(graph.check_new_id(id)), error, "{id}");
        }
        assert!(graph.check_new_label("v1-2").is_ok());
        assert_eq!(code(graph.check_new_label("a@b")), "name-character");
        let labelled = NewRevision { labels: &["x1", "x1"], ..new(&["base"], Placement::AtHead) };
        assert_eq!(code(graph.place(&labelled)), "name-taken");
    }

    #[test]
    fn dependencies_become_ids_and_labels_stay() {
        let wanted = NewRevision { depends_on: &["shop", "core@head", "root"], ..new(&["base"], Placement::AtHead) };
        assert_eq!(graph(TWO).place(&wanted).unwrap().1, ["shop", "core2", "root"]);
    }
}
