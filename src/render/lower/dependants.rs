//! Views, triggers, policies and routines around changes of what they read: dropped once before the first change, put back after
//! the last.

use super::changed_columns::enum_columns;
use super::dependant_order::{callers, exists, granted_on, is_replaceable, is_stale, ordered};
use super::group::{Group, Way};
use super::routines::new_routine;
use super::text_names::names;
use super::{Call, Lowering};
use crate::catalog::{Catalog, Name, QualifiedName, RoutineKey};
use crate::dialect::Dependants;
use crate::operation::{Op, Operation, Target, old_routine};

/// What may have to step aside, in the order in which it is made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dependant {
    /// A function or procedure.
    Routine(RoutineKey),
    /// A view.
    View(QualifiedName),
    /// A trigger of a table or view.
    Trigger(QualifiedName, Name),
    /// A policy of a table.
    Policy(QualifiedName, Name),
}

impl Dependant {
    /// Gives it, or the table that it belongs to, another name.
    pub(super) fn rename(&mut self, new: impl Fn(QualifiedName) -> QualifiedName) {
        let name = match self {
            Self::View(name) | Self::Trigger(name, _) | Self::Policy(name, _) => name,
            Self::Routine(key) => &mut key.name,
        };
        *name = new(name.clone());
    }
}

/// One thing to do, in the order of the script.
#[derive(Debug, Clone)]
pub enum Placed {
    /// A group as it is.
    Group(usize),
    /// A group whose work is done elsewhere, with what to say.
    Elsewhere(usize, &'static str),
    /// A dependant goes for a while.
    Drop {
        /// What goes.
        dependant: Dependant,
        /// The group that needs it gone.
        group: usize,
        /// The group that puts it back, if one does.
        back: Option<usize>,
        /// The calls that drop it.
        calls: Vec<Call>,
    },
    /// A dependant comes back.
    Create {
        /// What comes back.
        dependant: Dependant,
        /// The group after which, or as which, it comes.
        group: usize,
        /// Whether the group itself gives it its text.
        own: bool,
        /// The calls that make it.
        calls: Vec<Call>,
    },
}

/// Puts the groups of a step and the moves of their dependants in order.
pub fn place_dependants(lowering: &Lowering<'_>, groups: &[Group]) -> Vec<Placed> {
    let mut placer = Placer { lowering, groups, absent: Vec::new(), pending: Vec::new(), out: Vec::new() };
    for index in 0..groups.len() {
        placer.place(index);
    }
    placer.out
}

/// A state on the way, and the transition before which it holds.
#[derive(Clone, Copy)]
struct State<'a> {
    catalog: &'a Catalog,
    at: usize,
}

struct Placer<'a> {
    lowering: &'a Lowering<'a>,
    groups: &'a [Group],
    absent: Vec<Dependant>,
    /// Present with an old text that a group has already replaced in the catalog.
    pending: Vec<Dependant>,
    out: Vec<Placed>,
}

impl<'a> Placer<'a> {
    fn place(&mut self, index: usize) {
        let before = self.before(index);
        let mut needed: Vec<Dependant> =
            self.all(index, before).filter(|one| self.blocks(index, one, before)).collect();
        let followers = self.lowering.followers(self.groups[index].transitions[0]);
        for one in followers {
            if self.vanishes(index, &one) || needed.contains(&one) {
                continue;
            }
            match self.rules(&one).or_replace && is_replaceable(&one, before.catalog) {
                true if self.absent.contains(&one) => {}
                true => self.pending.push(one),
                false => needed.push(one),
            }
        }
        self.drop_all(index, needed, before);
        let renamed = self.renamed(index);
        match self.own(index) {
            _ if renamed.as_ref().is_some_and(|(from, _)| self.absent.contains(&Dependant::View(from.clone()))) => {
                self.out.push(Placed::Elsewhere(index, "put back under this name below"));
            }
            Some((dependant, true)) => self.replace(index, dependant),
            Some((dependant, false)) if self.absent.contains(&dependant) => {
                self.absent.retain(|one| *one != dependant);
                self.out.push(Placed::Elsewhere(index, "dropped above"));
            }
            _ if self.is_of_absent(index) => self.out.push(Placed::Elsewhere(index, "with it below")),
            _ => match self.made(index) {
                Some(dependant)
                    if self.base_is_absent(&dependant, self.after(index))
                        || self.runs_old_routine(index, &dependant) =>
                {
                    self.absent.push(dependant);
                    self.out.push(Placed::Elsewhere(index, "made below, after what it reads"));
                }
                _ => self.out.push(Placed::Group(index)),
            },
        }
        if let Some((from, to)) = renamed {
            self.follow(|name| if name == from { to.clone() } else { name });
        }
        if let Operation::RenameSchema(op) = self.first(index) {
            self.follow(|name| op.new_name(name));
        }
        if let Way::Rebuild(_) | Way::EnumColumns = self.groups[index].way {
            let vanished: Vec<Dependant> = self.all(index, before).filter(|one| self.vanishes(index, one)).collect();
            self.absent.extend(vanished.into_iter().filter(|one| !self.absent.contains(one)).collect::<Vec<_>>());
        }
        self.restore(index);
    }

    /// The table or view that a group gives another name: from, to.
    fn renamed(&self, index: usize) -> Option<(QualifiedName, QualifiedName)> {
        match self.first(index) {
            Operation::RenameTable(op) => {
                let from = QualifiedName::new(&op.schema, &op.name);
                Some((from.clone(), from.renamed(&op.to)))
            }
            Operation::RenameView(op) => {
                let from = QualifiedName::new(&op.schema, &op.name);
                Some((from.clone(), from.renamed(&op.to)))
            }
            Operation::RenameMaterializedView(op) => {
                let from = QualifiedName::new(&op.schema, &op.name);
                Some((from.clone(), from.renamed(&op.to)))
            }
            _ => None,
        }
    }

    /// What waits to come back goes by its new name from here on.
    fn follow(&mut self, new: impl Fn(QualifiedName) -> QualifiedName) {
        self.absent.iter_mut().chain(&mut self.pending).for_each(|waiting| waiting.rename(&new));
    }

    /// The first operation of a group.
    fn first(&self, index: usize) -> &'a Operation {
        &self.lowering.transition(self.groups[index].transitions[0]).operation
    }

    fn replace(&mut self, index: usize, dependant: Dependant) {
        let after = self.after(index);
        let renewed = self.renewed(index, &dependant);
        let later: Vec<usize> = self.until_barrier(index).filter(|j| self.touches(*j, &renewed, after)).collect();
        let gone = self.absent.contains(&dependant);
        let in_place = self.replaces_in_place(index, &dependant);
        let waits = self.base_is_absent(&renewed, after) || self.runs_old_routine(index, &renewed);
        let now = later.is_empty() && !waits;
        if now && gone {
            self.absent.retain(|one| *one != dependant);
            self.create(index, renewed, true);
            self.grant_again(index);
        } else if now {
            let readers: Vec<Dependant> = self.readers_of(&dependant, self.before(index));
            if !in_place {
                self.drop_all(index, readers, self.before(index));
            }
            self.pending.retain(|one| *one != dependant);
            self.out.push(Placed::Group(index));
        } else {
            let must_go = !in_place || later.iter().any(|j| self.blocks(*j, &dependant, after));
            if !gone && must_go {
                self.drop_all(index, vec![dependant.clone()], self.before(index));
            } else if !gone && !self.pending.contains(&dependant) {
                self.pending.push(dependant.clone());
            }
            for waiting in self.absent.iter_mut().chain(&mut self.pending).filter(|one| **one == dependant) {
                *waiting = renewed.clone();
            }
            self.out.push(Placed::Elsewhere(index, "put in place below"));
        }
    }

    /// Whether a group is about an index of a view, or grants on something, that has stepped aside: it comes back with the
    /// indexes and grants it has then.
    fn is_of_absent(&self, index: usize) -> bool {
        let operation = self.first(index);
        let on = match (operation, operation.target()) {
            (Operation::CreateIndex(_) | Operation::DropIndex(_) | Operation::RenameIndex(_), Target::Table(name)) => {
                Some(Dependant::View(name))
            }
            _ => granted_on(operation, self.before(index).catalog),
        };
        on.is_some_and(|on| self.absent.contains(&on))
    }

    /// What a group puts in the place of a dependant: a routine may get other arguments.
    fn renewed(&self, index: usize, dependant: &Dependant) -> Dependant {
        match new_routine(self.first(index)) {
            Some(new) => Dependant::Routine(new.key()),
            None => dependant.clone(),
        }
    }

    fn replaces_in_place(&self, index: usize, dependant: &Dependant) -> bool {
        let old = old_routine(self.first(index), self.before(index).catalog);
        match (old, new_routine(self.first(index))) {
            (Some(old), Some(new)) => self.lowering.replaces_in_place(old, new),
            _ => {
                self.rules(dependant).or_replace
                    && is_replaceable(dependant, self.before(index).catalog)
                    && is_replaceable(dependant, self.after(index).catalog)
            }
        }
    }

    /// Drops dependants and whatever reads them, readers first.
    fn drop_all(&mut self, index: usize, wanted: Vec<Dependant>, state: State<'a>) {
        let mut chosen: Vec<Dependant> = Vec::new();
        let mut queue = wanted;
        while let Some(one) = queue.pop() {
            if !chosen.contains(&one) && !self.absent.contains(&one) {
                queue.extend(self.readers_of(&one, state));
                chosen.push(one);
            }
        }
        let order: Vec<Dependant> = self.ordered(chosen, state).into_iter().rev().collect();
        let views: Vec<QualifiedName> = order
            .iter()
            .filter_map(|one| match one {
                Dependant::View(name) => Some(name.clone()),
                Dependant::Trigger(..) | Dependant::Policy(..) | Dependant::Routine(_) => None,
            })
            .collect();
        for dependant in order {
            self.pending.retain(|one| *one != dependant);
            let silent = matches!(&dependant, Dependant::Trigger(table, _) if views.contains(table));
            if !silent {
                let calls = self.lowering.drop_calls(&dependant, state.catalog);
                let back = self.until_barrier(index).find(|j| self.own(*j) == Some((dependant.clone(), true)));
                self.out.push(Placed::Drop { dependant: dependant.clone(), group: index, back, calls });
            }
            self.absent.push(dependant);
        }
    }

    /// Puts back what nothing later in reach touches.
    fn restore(&mut self, index: usize) {
        let after = self.after(index);
        let waiting = self.absent.iter().chain(&self.pending).filter(|one| exists(one, after.catalog)).cloned();
        for dependant in self.ordered(waiting.collect(), after) {
            let mut later = self.until_barrier(index);
            let waits = later
                .any(|j| self.touches(j, &dependant, after) || self.own(j).is_some_and(|(own, _)| own == dependant))
                || self.runs_old_routine(index, &dependant);
            if !waits && !is_stale(&dependant, after.catalog) && !self.base_is_absent(&dependant, after) {
                let gone = self.absent.contains(&dependant);
                self.absent.retain(|one| *one != dependant);
                self.pending.retain(|one| *one != dependant);
                self.create(index, dependant, false);
                if gone {
                    self.grant_again(index);
                }
            }
        }
    }

    fn create(&mut self, index: usize, dependant: Dependant, own: bool) {
        let Some(calls) = self.lowering.create_calls(&dependant, self.after(index).catalog) else { return };
        self.out.push(Placed::Create { dependant, group: index, own, calls });
    }

    /// Lets what has just come back be granted as it was.
    fn grant_again(&mut self, index: usize) {
        let after = self.after(index).catalog;
        if let Some(Placed::Create { dependant, calls, .. }) = self.out.last_mut() {
            calls.extend(self.lowering.dependant_granted_again(dependant, after));
        }
    }

    fn before(&self, index: usize) -> State<'a> {
        let at = self.groups[index].transitions[0];
        State { catalog: &self.lowering.transition(at).before, at }
    }

    fn after(&self, index: usize) -> State<'a> {
        let last = *self.groups[index].transitions.last().expect("a group is never empty");
        State { catalog: &self.lowering.transition(last).after, at: last + 1 }
    }

    /// The groups after `index` up to the next one that reads or writes rows, where everything has to be in place.
    fn until_barrier(&self, index: usize) -> impl Iterator<Item = usize> + use<'a> {
        let (lowering, groups) = (self.lowering, self.groups);
        let barrier = |j: &usize| {
            let first = lowering.transition(groups[*j].transitions[0]);
            matches!(first.operation.target(), Target::Rows(_) | Target::Anything)
        };
        (index + 1..groups.len()).take_while(move |j| !barrier(j))
    }

    fn rules(&self, dependant: &Dependant) -> &'a Dependants {
        match dependant {
            Dependant::View(_) => &self.lowering.dialect.manifest.views,
            Dependant::Trigger(..) => &self.lowering.dialect.manifest.triggers,
            Dependant::Policy(..) => &self.lowering.dialect.manifest.policies,
            Dependant::Routine(_) => &self.lowering.dialect.manifest.routines,
        }
    }

    /// Every view, trigger and policy, and the routines that may keep the group from running.
    fn all(&self, index: usize, state: State<'a>) -> impl Iterator<Item = Dependant> + use<'a> {
        let views = state.catalog.views().map(|view| Dependant::View(view.qualified_name()));
        let triggers =
            state.catalog.triggers().map(|trigger| Dependant::Trigger(trigger.table_name(), trigger.name.clone()));
        let policies =
            state.catalog.policies().map(|policy| Dependant::Policy(policy.table_name(), policy.name.clone()));
        let kind = self.first(index).kind();
        let held = self.lowering.dialect.manifest.routines.absent_during.iter().any(|rule| rule == kind);
        let routines = state.catalog.routines().filter(move |_| held).filter(|routine| routine.uses_enums());
        let routines = routines.map(|routine| Dependant::Routine(routine.key()));
        views.chain(triggers).chain(policies).chain(routines)
    }

    fn readers_of(&self, dependant: &Dependant, state: State<'a>) -> Vec<Dependant> {
        let name = match dependant {
            Dependant::View(name) => name,
            Dependant::Routine(key) if self.lowering.callers_hold() => return callers(&key.name, state.catalog),
            Dependant::Routine(_) | Dependant::Trigger(..) | Dependant::Policy(..) => return Vec::new(),
        };
        let views = state.catalog.views().map(|view| Dependant::View(view.qualified_name()));
        let policies = state.catalog.policies();
        let policies = policies.map(|policy| Dependant::Policy(policy.table_name(), policy.name.clone()));
        let readers = views.chain(policies).filter(|one| self.lowering.text_reads(one, state.at, state.catalog, name));
        let triggers =
            state.catalog.triggers_of(name).map(|trigger| Dependant::Trigger(name.clone(), trigger.name.clone()));
        readers.chain(triggers).collect()
    }

    fn ordered(&self, waiting: Vec<Dependant>, state: State<'a>) -> Vec<Dependant> {
        ordered(waiting, |one, base| self.lowering.text_reads(one, state.at, state.catalog, base))
    }

    fn base_is_absent(&self, dependant: &Dependant, state: State<'a>) -> bool {
        // One that keeps its old text for now may not be read either: what it names may be gone.
        self.absent.iter().chain(&self.pending).any(|other| match (other, dependant) {
            (Dependant::View(base), Dependant::Trigger(table, _)) => base == table,
            (Dependant::View(base), Dependant::View(_) | Dependant::Policy(..)) => {
                self.lowering.text_reads(dependant, state.at, state.catalog, base)
            }
            (Dependant::Routine(base), _) => {
                self.lowering.callers_hold() && callers(&base.name, state.catalog).contains(dependant)
            }
            (Dependant::Trigger(..) | Dependant::Policy(..), _) | (_, Dependant::Routine(_)) => false,
        })
    }

    /// Whether a view that is filled when it is made would run a routine that gets its right text only after the group.
    fn runs_old_routine(&self, index: usize, dependant: &Dependant) -> bool {
        let catalog = self.after(index).catalog;
        let Dependant::View(name) = dependant else { return false };
        let kept = catalog.find_view(name).and_then(|view| view.materialized.as_ref());
        kept.is_some_and(|kept| kept.populated)
            && self.until_barrier(index).any(|j| match self.own(j) {
                Some((Dependant::Routine(key), true)) => {
                    catalog.is_stale_routine(&key) && callers(&key.name, catalog).contains(dependant)
                }
                _ => false,
            })
    }

    /// The dependant that a group is about, and whether the group gives it a text; else it drops it.
    fn own(&self, index: usize) -> Option<(Dependant, bool)> {
        match self.first(index) {
            Operation::ReplaceView(op) => Some((Dependant::View(op.0.qualified_name()), true)),
            Operation::ReplaceTrigger(op) => Some((Dependant::Trigger(op.0.table_name(), op.0.name.clone()), true)),
            Operation::ReplaceMaterializedView(op) => {
                Some((Dependant::View(QualifiedName::new(&op.schema, &op.name)), true))
            }
            Operation::DropMaterializedView(op) => {
                Some((Dependant::View(QualifiedName::new(&op.schema, &op.name)), false))
            }
            Operation::ReplacePolicy(op) => Some((Dependant::Policy(op.0.table_name(), op.0.name.clone()), true)),
            Operation::DropPolicy(op) => {
                Some((Dependant::Policy(QualifiedName::new(&op.schema, &op.table), op.name.clone()), false))
            }
            Operation::DropView(op) => Some((Dependant::View(QualifiedName::new(&op.schema, &op.name)), false)),
            Operation::DropTrigger(op) => {
                Some((Dependant::Trigger(QualifiedName::new(&op.schema, &op.table), op.name.clone()), false))
            }
            operation => {
                let old = old_routine(operation, self.before(index).catalog)?;
                Some((Dependant::Routine(old.key()), new_routine(operation).is_some()))
            }
        }
    }

    /// The dependant that a group makes.
    fn made(&self, index: usize) -> Option<Dependant> {
        match self.lowering.transition(self.groups[index].transitions[0]).operation.as_ref() {
            Operation::CreateView(op) => Some(Dependant::View(op.0.qualified_name())),
            Operation::CreatePolicy(op) => Some(Dependant::Policy(op.0.table_name(), op.0.name.clone())),
            Operation::CreateMaterializedView(op) => Some(Dependant::View(QualifiedName::new(&op.schema, &op.name))),
            Operation::CreateTrigger(op) => Some(Dependant::Trigger(op.0.table_name(), op.0.name.clone())),
            _ => None,
        }
    }

    /// Whether the dependant may not exist while the group runs.
    fn blocks(&self, index: usize, dependant: &Dependant, state: State<'a>) -> bool {
        let group = &self.groups[index];
        if matches!(group.way, Way::Omit(_)) || self.vanishes(index, dependant) {
            return false;
        }
        let rules = &self.rules(dependant).absent_during;
        let rebuilt = self.is_rebuild(group);
        group.transitions.iter().any(|at| {
            let operation = &self.lowering.transition(*at).operation;
            let kind = operation.kind();
            let listed = |rule: &String| match rule.split_once('.') {
                Some((of, feature)) => of == kind && operation.features().contains(&feature),
                None => rule == kind || (rebuilt && rule == "rebuild"),
            };
            rules.iter().any(listed) && self.reads(*at, dependant, state, rebuilt)
        })
    }

    /// Whether the group changes something that the dependant's text names, or may not run while it exists.
    fn touches(&self, index: usize, dependant: &Dependant, state: State<'a>) -> bool {
        if self.blocks(index, dependant, state) || self.vanishes(index, dependant) {
            return true;
        }
        self.groups[index].transitions.iter().any(|at| self.reads(*at, dependant, state, false))
    }

    fn is_rebuild(&self, group: &Group) -> bool {
        matches!(group.way, Way::Rebuild(_))
            || (group.way == Way::EnumColumns
                && self.lowering.dialect.manifest.enums == crate::dialect::EnumForm::Check)
    }

    fn vanishes(&self, index: usize, dependant: &Dependant) -> bool {
        let Dependant::Trigger(table, _) = dependant else { return false };
        let group = &self.groups[index];
        let dropped = self.rules(dependant).dropped_by.iter().any(|rule| rule == "rebuild");
        dropped && self.is_rebuild(group) && group.transitions.iter().any(|at| self.tables(*at).contains(table))
    }

    /// The tables that a transition changes, and views that it renames; by their names before and after.
    fn tables(&self, at: usize) -> Vec<QualifiedName> {
        let transition = self.lowering.transition(at);
        match (transition.operation.as_ref(), transition.operation.target()) {
            (Operation::RenameTable(op), Target::Table(table)) => vec![table.renamed(&op.to), table],
            (Operation::RenameView(op), Target::View(view)) => vec![view.renamed(&op.to), view],
            (Operation::RenameMaterializedView(op), Target::View(view)) => vec![view.renamed(&op.to), view],
            (_, Target::Table(table)) => vec![table],
            (_, Target::Enum(name)) => transition.before.type_users(&name).cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// Whether the dependant's text names what a transition changes; `whole` asks for the table only.
    fn reads(&self, at: usize, dependant: &Dependant, state: State<'a>, whole: bool) -> bool {
        let transition = self.lowering.transition(at);
        if let (Operation::ReplaceEnum(op), Dependant::Routine(key)) = (transition.operation.as_ref(), dependant) {
            let name = QualifiedName::new(&op.schema, &op.name);
            return state.catalog.find_routine(key).is_some_and(|routine| routine.uses_type(&name));
        }
        self.tables(at).into_iter().any(|table| {
            let users = if whole { Vec::new() } else { enum_columns(transition, &table) };
            let mut called = self.lowering.called_in(dependant, state.at, at, table);
            called.columns.retain(|_| !whole);
            names(dependant, state.catalog, &called, &users, whole)
        })
    }
}
