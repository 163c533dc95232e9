//! The order of revisions: from the heads down, one branch as far as it goes before the next.
//!
//! The walk keeps a list of slots, each with the revision it stands at. It stays on one slot as long as it can, and
//! leaves it only for a slot that has to be walked first because its revision stands above.

use super::RevisionGraph;
use super::reach::{Ix, Marks};

/// What is to be sorted.
pub(super) struct Sortable<'a> {
    /// Where the walk starts.
    pub(super) heads: &'a [Ix],
    /// What comes out.
    pub(super) wanted: &'a Marks,
    /// What paths between wanted revisions may lead through: a superset of `wanted`.
    pub(super) region: &'a Marks,
}

/// The wanted revisions, newest first.
pub(super) fn sort(graph: &RevisionGraph, sortable: &Sortable<'_>) -> Vec<Ix> {
    let mut walk = Walk::new(graph, sortable);
    let mut output = Vec::new();
    loop {
        walk.run(&mut output);
        let Some(next) = walk.left_over() else { return output };
        walk.open(next);
    }
}

struct Slot {
    key: u32,
    at: Ix,
}

struct Walk<'a> {
    graph: &'a RevisionGraph,
    /// Wanted and not yet put out.
    todo: Marks,
    region: &'a Marks,
    /// Left behind: put out, or a revision of the region with nothing wanted above it.
    passed: Marks,
    /// How many revisions directly above are not passed.
    pending: Vec<u32>,
    slots: Vec<Slot>,
    slot_of: Vec<Option<u32>>,
    keys: u32,
    current: usize,
    /// The last search that came by.
    seen: Vec<u32>,
    searches: u32,
}

impl<'a> Walk<'a> {
    fn new(graph: &'a RevisionGraph, sortable: &Sortable<'a>) -> Self {
        let size = graph.len();
        let mut walk = Self {
            graph,
            todo: sortable.wanted.clone(),
            region: sortable.region,
            passed: Marks::none(size),
            pending: vec![0; size],
            slots: Vec::new(),
            slot_of: vec![None; size],
            keys: 0,
            current: 0,
            seen: vec![0; size],
            searches: 0,
        };
        for ix in sortable.region.members() {
            for below in &graph[ix].needs {
                walk.pending[below.at()] += 1;
            }
        }
        let idle: Vec<Ix> =
            sortable.region.members().filter(|ix| walk.pending[ix.at()] == 0 && !walk.todo.has(*ix)).collect();
        for ix in idle {
            walk.pass(ix);
        }
        let mut heads: Vec<Ix> = sortable.heads.iter().copied().filter(|ix| walk.todo.has(*ix)).collect();
        heads.sort_unstable();
        heads.dedup();
        for head in heads {
            walk.open(head);
        }
        walk
    }

    fn run(&mut self, output: &mut Vec<Ix>) {
        while let Some(slot) = self.slots.get(self.current) {
            let candidate = slot.at;
            if self.pending[candidate.at()] > 0 {
                self.current = self.slot_above(candidate);
                continue;
            }
            output.push(candidate);
            self.todo.remove(candidate);
            self.pass(candidate);
            self.step_down(candidate);
        }
    }

    /// Moves the current slot to the first revision below, opens slots for the others, or closes the slot.
    fn step_down(&mut self, from: Ix) {
        let graph = self.graph;
        let below = graph[from].needs.iter().copied();
        let mut below = below.filter(|ix| self.todo.has(*ix) && self.slot_of[ix.at()].is_none());
        let first = below.next();
        let rest: Vec<Ix> = below.collect();
        self.slot_of[from.at()] = None;
        let Some(first) = first else {
            self.slots.remove(self.current);
            self.current = self.current.saturating_sub(1);
            return;
        };
        self.slot_of[first.at()] = Some(self.slots[self.current].key);
        self.slots[self.current].at = first;
        for ix in rest {
            self.open(ix);
        }
    }

    fn open(&mut self, at: Ix) {
        self.slot_of[at.at()] = Some(self.keys);
        self.slots.push(Slot { key: self.keys, at });
        self.keys += 1;
    }

    /// Leaves a revision behind, and those of the region below it that only led here.
    fn pass(&mut self, ix: Ix) {
        let graph = self.graph;
        let mut stack = vec![ix];
        while let Some(ix) = stack.pop() {
            self.passed.insert(ix);
            for below in &graph[ix].needs {
                if !self.region.has(*below) {
                    continue;
                }
                self.pending[below.at()] -= 1;
                if self.pending[below.at()] == 0 && !self.todo.has(*below) {
                    stack.push(*below);
                }
            }
        }
    }

    /// The first slot whose revision stands above `blocked`; a new one where the heads do not lead there.
    fn slot_above(&mut self, blocked: Ix) -> usize {
        let graph = self.graph;
        self.searches += 1;
        let mut best: Option<u32> = None;
        let mut top = blocked;
        let mut stack = vec![blocked];
        while let Some(ix) = stack.pop() {
            for above in &graph[ix].followers {
                let known = std::mem::replace(&mut self.seen[above.at()], self.searches) == self.searches;
                if known || !self.region.has(*above) || self.passed.has(*above) {
                    continue;
                }
                stack.push(*above);
                if let Some(key) = self.slot_of[above.at()] {
                    best = Some(best.map_or(key, |known| known.min(key)));
                }
                if self.pending[above.at()] == 0 {
                    top = *above;
                }
            }
        }
        match best {
            Some(key) => self.slots.partition_point(|slot| slot.key < key),
            None => {
                self.open(top);
                self.slots.len() - 1
            }
        }
    }

    /// A wanted revision that no head led to, with nothing wanted above it.
    fn left_over(&self) -> Option<Ix> {
        self.todo.members().find(|ix| self.pending[ix.at()] == 0)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::time::{Duration, Instant};

    use super::super::fixture::{graph, newest_first};

    #[test]
    fn a_branch_is_walked_to_its_fork_before_the_next() {
        let graph = graph("a1\na2 <- a1\nx1 <- a2\nx2 <- x1\ny1 <- a2\ny2 <- y1");
        assert_eq!(newest_first(graph.history(None)), "x2 x1 y2 y1 a2 a1");
    }

    #[test]
    fn load_order_decides_between_heads() {
        let graph = graph("b1\na1\nb2 <- b1\na2 <- a1");
        assert_eq!(newest_first(graph.history(None)), "b2 b1 a2 a1");
    }

    #[test]
    fn a_dependency_waits_for_what_depends_on_it() {
        let graph = graph("a1\na2 <- a1\nb1 (a1)\nb2 <- b1");
        assert_eq!(newest_first(graph.history(None)), "a2 b2 b1 a1");
    }

    #[test]
    fn a_merge_brings_both_sides() {
        let graph = graph("a\nb <- a\nc <- a\nm <- c,b\nn <- m");
        assert_eq!(newest_first(graph.history(None)), "n m c b a");
    }

    /// The best of three, so that a busy machine does not decide.
    fn downgrade_time(size: usize) -> Duration {
        let mut history = String::from("r0\n");
        for position in (1..size).step_by(3) {
            let (last, left, right, merge) = (position - 1, position, position + 1, position + 2);
            writeln!(history, "r{left} <- r{last}\nr{right} <- r{last}\nr{merge} <- r{left},r{right}").unwrap();
        }
        let graph = graph(&history);
        let time = |_| {
            let start = Instant::now();
            assert!(graph.downgrade("base").unwrap().steps.len() >= size);
            start.elapsed()
        };
        (0..3).map(time).min().unwrap()
    }

    #[test]
    fn a_long_braided_history_costs_no_squares() {
        // The best of several, since other work on the machine only ever adds: a square would be 64 times.
        let best = |count| (0..4).map(|_| downgrade_time(count)).min().expect("four runs");
        let (short, long) = (best(2_500), best(20_000));
        assert!(long < short * 40, "8 times the revisions took {long:?} after {short:?}");
    }
}
