//! Positions of revisions, sets of them, and what can be reached from where.

use super::{Direction, RevisionGraph};

/// The position of a revision in load order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Ix(u32);

impl Ix {
    pub(super) fn new(position: usize) -> Self {
        Self(u32::try_from(position).expect("fewer than four thousand million revisions"))
    }

    pub(super) fn at(self) -> usize {
        self.0 as usize
    }
}

/// A set of revisions of one graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marks(Vec<bool>);

impl Marks {
    pub(super) fn none(size: usize) -> Self {
        Self(vec![false; size])
    }

    pub(super) fn of(size: usize, members: &[Ix]) -> Self {
        let mut marks = Self::none(size);
        for ix in members {
            marks.insert(*ix);
        }
        marks
    }

    pub(super) fn has(&self, ix: Ix) -> bool {
        self.0[ix.at()]
    }

    /// Whether the member is new.
    pub(super) fn insert(&mut self, ix: Ix) -> bool {
        !std::mem::replace(&mut self.0[ix.at()], true)
    }

    pub(super) fn remove(&mut self, ix: Ix) {
        self.0[ix.at()] = false;
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.0.contains(&true)
    }

    /// Keeps what `test` holds for.
    #[must_use]
    pub(super) fn filter(mut self, test: impl Fn(Ix) -> bool) -> Self {
        for (position, inside) in self.0.iter_mut().enumerate() {
            *inside = *inside && test(Ix::new(position));
        }
        self
    }

    /// The members in load order.
    pub(super) fn members(&self) -> impl Iterator<Item = Ix> {
        self.0.iter().enumerate().filter(|(_, inside)| **inside).map(|(position, _)| Ix::new(position))
    }

    pub(super) fn into_bools(self) -> Vec<bool> {
        self.0
    }
}

/// Which edges count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edges {
    /// `down_revision` alone.
    Lineage,
    /// `down_revision` and `depends_on`.
    All,
}

impl RevisionGraph {
    /// Everything that can be reached from the starts, themselves included.
    pub(super) fn above_or_below(&self, starts: &[Ix], way: Direction, edges: Edges) -> Marks {
        let mut marks = Marks::of(self.len(), starts);
        let mut todo: Vec<Ix> = marks.members().collect();
        while let Some(ix) = todo.pop() {
            for next in self.neighbours(ix, way, edges) {
                if marks.insert(*next) {
                    todo.push(*next);
                }
            }
        }
        marks
    }

    /// The revisions and all that has to be applied before them.
    pub(super) fn closure(&self, starts: &[Ix]) -> Marks {
        self.above_or_below(starts, Direction::Down, Edges::All)
    }

    /// The ancestors and the descendants of a revision, and itself.
    pub(super) fn lineage(&self, ix: Ix, edges: Edges) -> Marks {
        let mut marks = self.above_or_below(&[ix], Direction::Down, edges);
        for other in self.above_or_below(&[ix], Direction::Up, edges).members() {
            marks.insert(other);
        }
        marks
    }

    fn neighbours(&self, ix: Ix, way: Direction, edges: Edges) -> &[Ix] {
        let entry = &self[ix];
        match (way, edges) {
            (Direction::Down, Edges::Lineage) => &entry.parents,
            (Direction::Down, Edges::All) => &entry.needs,
            (Direction::Up, Edges::Lineage) => &entry.children,
            (Direction::Up, Edges::All) => &entry.followers,
        }
    }
}
