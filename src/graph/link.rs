//! Builds the graph: names, edges, dependencies that add nothing, labels that spread.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Place;
use std::sync::Arc;

use super::check::{self, Fault};
use super::reach::{Edges, Ix, Marks};
use super::spec::find_name;
use super::{Direction, Entry, Origin, RevisionGraph};
use crate::diagnostic::Diagnostics;
use crate::revision::Header;

/// Where one cycle is, there are often many; the first ones tell what to change.
const CYCLES_SHOWN: usize = 20;

impl RevisionGraph {
    /// Links the revisions, in load order. Whatever is wrong with the history is reported and then left out, so that
    /// the graph that comes back has no cycle, no unknown parent and no name with two meanings.
    pub fn new(headers: Vec<(Header, Origin)>, diagnostics: &mut Diagnostics) -> Self {
        let mut linker = Linker { graph: Self { entries: Vec::new(), names: BTreeMap::new() }, diagnostics };
        linker.take_ids(headers);
        linker.take_labels();
        linker.link_parents();
        linker.link_dependencies();
        linker.cut_cycles();
        let mut graph = linker.graph;
        graph.link_upwards();
        graph.leave_out_implied();
        graph.spread_labels();
        graph
    }

    fn link_upwards(&mut self) {
        for ix in self.all() {
            for below in self[ix].parents.clone() {
                self.entries[below.at()].children.push(ix);
                self.entries[below.at()].followers.push(ix);
            }
            for below in self[ix].dependencies.clone() {
                let followers = &mut self.entries[below.at()].followers;
                if followers.last() != Some(&ix) {
                    followers.push(ix);
                }
            }
        }
    }

    /// A dependency that an ancestor by lineage already has is no edge of its own.
    fn leave_out_implied(&mut self) {
        let mut implied: Vec<Vec<Ix>> = vec![Vec::new(); self.len()];
        let rank = self.rank();
        for target in self.all() {
            let dependents = &self[target].followers;
            let dependents: Vec<Ix> =
                dependents.iter().copied().filter(|ix| self[*ix].dependencies.contains(&target)).collect();
            if dependents.len() < 2 {
                continue;
            }
            let last = dependents.iter().map(|ix| rank[ix.at()]).max().unwrap_or(0);
            let mut todo: Vec<Ix> = dependents.clone();
            let mut below_another = Marks::none(self.len());
            while let Some(ix) = todo.pop() {
                for child in &self[ix].children {
                    if rank[child.at()] <= last && below_another.insert(*child) {
                        todo.push(*child);
                    }
                }
            }
            for ix in dependents.into_iter().filter(|ix| below_another.has(*ix)) {
                implied[ix.at()].push(target);
            }
        }
        for (entry, implied) in self.entries.iter_mut().zip(implied) {
            let kept = entry.dependencies.iter().filter(|ix| !implied.contains(ix) && !entry.parents.contains(ix));
            entry.needs = entry.parents.iter().chain(kept).copied().collect();
        }
    }

    /// For each revision a number greater than that of its parents.
    fn rank(&self) -> Vec<u32> {
        let mut missing: Vec<usize> = self.entries.iter().map(|entry| entry.parents.len()).collect();
        let mut rank = vec![0; self.len()];
        let mut todo = self.select(Entry::is_base);
        while let Some(ix) = todo.pop() {
            for child in &self[ix].children {
                rank[child.at()] = rank[child.at()].max(rank[ix.at()] + 1);
                missing[child.at()] -= 1;
                if missing[child.at()] == 0 {
                    todo.push(*child);
                }
            }
        }
        rank
    }

    /// A label goes to all descendants, and where the branch neither forks nor merges above its start, back to the
    /// fork that it comes from.
    fn spread_labels(&mut self) {
        for start in self.select(|entry| !entry.header.branch_labels.is_empty()) {
            let own: Vec<Arc<str>> =
                self[start].header.branch_labels.iter().filter_map(|label| self.own_label(label, start)).collect();
            let mut members: Vec<Ix> = self.above_or_below(&[start], Direction::Up, Edges::Lineage).members().collect();
            if members.iter().all(|ix| self.is_plain(*ix)) {
                let mut at = start;
                while let [parent] = self[at].parents[..]
                    && self.is_plain(parent)
                {
                    members.push(parent);
                    at = parent;
                }
            }
            for ix in members {
                self.entries[ix.at()].labels.extend(own.iter().cloned());
            }
        }
        for entry in &mut self.entries {
            entry.labels.sort_unstable();
            entry.labels.dedup();
        }
    }

    fn own_label(&self, label: &str, start: Ix) -> Option<Arc<str>> {
        self.names.get_key_value(label).filter(|(_, ix)| **ix == start).map(|(name, _)| name.clone())
    }

    fn is_plain(&self, ix: Ix) -> bool {
        self[ix].followers.len() <= 1 && self[ix].parents.len() <= 1
    }
}

struct Linker<'a> {
    graph: RevisionGraph,
    diagnostics: &'a mut Diagnostics,
}

impl Linker<'_> {
    fn report(&mut self, ix: Ix, fault: &Fault) {
        self.diagnostics.push(check::diagnostic(&self.graph, ix, fault));
    }

    fn take_ids(&mut self, headers: Vec<(Header, Origin)>) {
        self.graph.entries.reserve_exact(headers.len());
        for (header, origin) in headers {
            let id: Arc<str> = (&header.revision).into();
            let ix = Ix::new(self.graph.len());
            let reserved = check::is_reserved(&id);
            match self.graph.names.entry(id) {
                Place::Occupied(first) => {
                    let first = *first.get();
                    self.diagnostics.push(check::duplicate_id(&self.graph[first], &origin));
                    continue;
                }
                Place::Vacant(place) => place.insert(ix),
            };
            self.graph.entries.push(unlinked(header, origin));
            if reserved {
                self.report(ix, &Fault::ReservedId);
            }
        }
    }

    fn take_labels(&mut self) {
        for ix in self.graph.all() {
            for label in self.graph[ix].header.branch_labels.clone() {
                if check::is_reserved(&label) {
                    self.report(ix, &Fault::ReservedLabel(label));
                } else if let Some(owner) = self.graph.names.get(label.as_str()).copied() {
                    self.report(ix, &Fault::DuplicateLabel { label, owner });
                } else {
                    self.graph.names.insert(label.into(), ix);
                }
            }
        }
    }

    fn link_parents(&mut self) {
        for ix in self.graph.all() {
            let mut parents: Vec<Ix> = Vec::new();
            for id in self.graph[ix].header.down_revision.clone() {
                match self.graph.index(id.as_str()) {
                    None => self.report(ix, &Fault::MissingParent(id)),
                    Some(parent) if parent == ix => self.report(ix, &Fault::SelfLoop),
                    Some(parent) if parents.contains(&parent) => self.report(ix, &Fault::RepeatedParent(id)),
                    Some(parent) => parents.push(parent),
                }
            }
            self.graph.entries[ix.at()].parents = parents;
        }
    }

    fn link_dependencies(&mut self) {
        for ix in self.graph.all() {
            let mut found: Vec<Ix> = Vec::new();
            for text in self.graph[ix].header.depends_on.clone() {
                match find_name(&self.graph, &text)[..] {
                    [] => self.report(ix, &Fault::UnknownDependency(text)),
                    [(_, target)] if target == ix => self.report(ix, &Fault::DependencySelfLoop),
                    [(_, target)] if found.contains(&target) => {}
                    [(_, target)] => found.push(target),
                    _ => self.report(ix, &Fault::AmbiguousDependency(text)),
                }
            }
            self.graph.entries[ix.at()].dependencies = found;
        }
    }

    /// Reports the cycles. Of one by lineage the last edge is left out; if there is one by dependencies, all of those.
    fn cut_cycles(&mut self) {
        let cycles = cycles(&self.graph, |entry| entry.parents.clone());
        for cycle in cycles.iter().take(CYCLES_SHOWN) {
            self.report(cycle[0], &Fault::Cycle(cycle.clone()));
        }
        for cycle in &cycles {
            let (last, first) = (cycle[cycle.len() - 1], cycle[0]);
            self.graph.entries[last.at()].parents.retain(|ix| *ix != first);
        }
        let all = |entry: &Entry| entry.parents.iter().chain(&entry.dependencies).copied().collect::<Vec<Ix>>();
        let cycles = self::cycles(&self.graph, all);
        for cycle in cycles.iter().take(CYCLES_SHOWN) {
            self.report(cycle[0], &Fault::DependencyCycle(cycle.clone()));
        }
        if !cycles.is_empty() {
            for entry in &mut self.graph.entries {
                entry.dependencies.clear();
            }
        }
    }
}

fn unlinked(header: Header, origin: Origin) -> Entry {
    Entry {
        header: Arc::new(header),
        origin,
        parents: Vec::new(),
        dependencies: Vec::new(),
        needs: Vec::new(),
        children: Vec::new(),
        followers: Vec::new(),
        labels: Vec::new(),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Colour {
    New,
    OnPath,
    Done,
}

/// Each cycle that a walk down the edges closes, from the revision where it was entered; of those that are not shown
/// only the ends.
fn cycles(graph: &RevisionGraph, below: impl Fn(&Entry) -> Vec<Ix>) -> Vec<Vec<Ix>> {
    let mut colour = vec![Colour::New; graph.len()];
    let mut found = Vec::new();
    for start in graph.all() {
        if colour[start.at()] != Colour::New {
            continue;
        }
        colour[start.at()] = Colour::OnPath;
        let mut path = vec![(start, below(&graph[start]))];
        while let Some((at, rest)) = path.last_mut() {
            let at = *at;
            let Some(next) = rest.pop() else {
                colour[at.at()] = Colour::Done;
                path.pop();
                continue;
            };
            match colour[next.at()] {
                Colour::Done => {}
                Colour::OnPath => {
                    let shown = found.len() < CYCLES_SHOWN;
                    let members = path.iter().map(|(ix, _)| *ix).skip_while(|ix| *ix != next);
                    found.push(if shown { members.collect() } else { vec![next, at] });
                }
                Colour::New => {
                    colour[next.at()] = Colour::OnPath;
                    path.push((next, below(&graph[next])));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{graph, read};

    fn labels(history: &str, id: &str) -> String {
        let graph = graph(history);
        graph.get(id).unwrap().labels().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn labels_spread_to_all_descendants_and_back_to_the_fork() {
        let history = "root\nx1 <- root\nx2 <- x1 #shop\nx3 <- x2\ny1 <- root";
        assert_eq!(labels(history, "x3"), "shop");
        assert_eq!(labels(history, "x1"), "shop");
        assert_eq!(labels(history, "root"), "");
        assert_eq!(labels(history, "y1"), "");
    }

    #[test]
    fn labels_stay_below_a_branch_that_forks_or_merges() {
        assert_eq!(labels("root\na1 <- root #shop\nb1 <- a1\nb2 <- a1", "root"), "");
        assert_eq!(labels("root\nz1\na1 <- root #shop\nm1 <- a1,z1", "root"), "");
        assert_eq!(labels("root\nz1 (root)\na1 <- root #shop", "root"), "");
    }

    #[test]
    fn a_dependency_that_an_ancestor_has_is_no_edge() {
        let graph = graph("dep1\na1 (dep1)\na2 <- a1 (dep1)\nb1 (dep1)");
        let needs = |id: &str| graph.ids(&graph.get(id).unwrap().needs).len();
        assert_eq!((needs("a1"), needs("a2"), needs("b1")), (1, 1, 1));
        assert_eq!(graph.dependencies(graph.get("a2").unwrap()).count(), 1);
    }

    #[test]
    fn a_dependency_may_be_a_label_or_the_beginning_of_a_name() {
        let graph = graph("abcdef #shop\nb1 (shop)\nc1 (abcd)");
        for id in ["b1", "c1"] {
            let entry = graph.get(id).unwrap();
            assert_eq!(graph.dependencies(entry).next().unwrap().id().as_str(), "abcdef");
        }
    }

    #[test]
    fn heads_and_bases_with_and_without_dependencies() {
        let graph = graph("a1\na2 <- a1\nb1 (a2)");
        let ids = |found: Vec<&super::Entry>| found.iter().map(|entry| entry.id().to_string()).collect::<Vec<_>>();
        assert_eq!(ids(graph.heads().collect()), ["a2", "b1"]);
        assert_eq!(ids(graph.real_heads().collect()), ["b1"]);
        assert_eq!(ids(graph.bases().collect()), ["a1", "b1"]);
        let b1 = graph.get("b1").unwrap();
        assert_eq!(ids(graph.ancestors(b1).collect()), ["a1", "a2"]);
        assert_eq!(ids(graph.followers(graph.get("a2").unwrap()).collect()), ["b1"]);
        assert_eq!(graph.children(graph.get("a2").unwrap()).count(), 0);
    }

    #[test]
    fn a_faulty_history_still_gives_a_graph() {
        let (graph, diagnostics) = read("a1 <- c1\nb1 <- a1\nc1 <- b1\nd1 <- c1 (e1)\ne1 (d1)");
        assert_eq!(diagnostics.sorted().len(), 2);
        assert_eq!(graph.upgrade("heads").unwrap().steps.len(), 5);
    }
}
