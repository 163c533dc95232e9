//! The routines of a catalog, what calls them, and which of them read a table.

use std::sync::Arc;

use imbl::OrdSet;

use super::{Catalog, Conflict, Name, QualifiedName, Routine, RoutineKey, RoutineKind, Securable, Stale, Trigger};

impl Catalog {
    /// The routines by name and types.
    pub fn routines(&self) -> impl Iterator<Item = &Arc<Routine>> {
        self.routines.values()
    }

    /// A routine, if it exists.
    pub fn find_routine(&self, key: &RoutineKey) -> Option<&Arc<Routine>> {
        self.routines.get(key)
    }

    /// The routines of one name.
    pub fn overloads(&self, name: &QualifiedName) -> impl Iterator<Item = &Arc<Routine>> + use<'_> {
        let name = name.clone();
        let from = RoutineKey { name: name.clone(), types: Box::default() };
        self.routines.range(from..).take_while(move |(key, _)| key.name == name).map(|(_, routine)| routine)
    }

    /// The routine of a kind that a name means: the one with these types, else the only one of that name.
    pub fn routine(&self, kind: RoutineKind, key: &RoutineKey, exact: bool) -> Result<&Arc<Routine>, Conflict> {
        if let Some(found) = self.routines.get(key) {
            return of_kind(kind, found);
        }
        let mut found = self.overloads(&key.name);
        match (found.next(), found.next()) {
            (Some(only), None) if !exact => of_kind(kind, only),
            (Some(_), _) => {
                let known: Vec<String> = self.overloads(&key.name).map(|found| format!("`{}`", found.key())).collect();
                let conflict = Conflict::unknown(&kind.to_string(), &key.to_string(), std::iter::empty());
                Err(conflict.at("arguments").help(format!("of that name there are {}", known.join(", "))))
            }
            _ => {
                let known = self.routines.values().filter(|routine| routine.kind() == kind);
                let known: Vec<QualifiedName> = known.map(|routine| routine.qualified_name()).collect();
                Err(Conflict::unknown_in(&kind.to_string(), &key.name, known.iter()).at("name"))
            }
        }
    }

    /// Puts a routine in, in place of one with its key; its text is fresh.
    pub fn put_routine(&mut self, routine: Routine) {
        let key = routine.key();
        self.forget_routine(&key);
        for table in routine.body.tables() {
            self.body_readers.entry(table).or_default().insert(key.clone());
        }
        self.routines.insert(key, Arc::new(routine));
    }

    /// Takes a routine out.
    pub fn take_routine(&mut self, key: &RoutineKey) -> Option<Routine> {
        let found = self.routines.get(key).cloned()?;
        self.forget_routine(key);
        Some(Arc::unwrap_or_clone(found))
    }

    fn forget_routine(&mut self, key: &RoutineKey) {
        self.stale_routines.remove(key);
        let Some(old) = self.routines.remove(key) else { return };
        for table in old.body.tables() {
            if let Some(readers) = self.body_readers.get_mut(&table) {
                readers.remove(key);
                if readers.is_empty() {
                    self.body_readers.remove(&table);
                }
            }
        }
    }

    /// Changes the signatures of routines that `wanted` is true of; one that waits for a new text still does.
    pub fn edit_routines(&mut self, wanted: impl Fn(&Routine) -> bool, edit: impl Fn(&mut Routine)) {
        let keys: Vec<RoutineKey> =
            self.routines.iter().filter(|(_, routine)| wanted(routine)).map(|(key, _)| key.clone()).collect();
        for key in keys {
            let stale = self.stale_routines.get(&key).cloned();
            let Some(mut routine) = self.take_routine(&key) else { continue };
            edit(&mut routine);
            let old = Securable::Routine(key);
            let key = routine.key();
            self.move_rights(&old, Securable::Routine(key.clone()));
            self.put_routine(routine);
            if let Some(stale) = stale {
                self.stale_routines.insert(key, stale);
            }
        }
    }

    /// Whether a routine waits for a new text.
    pub fn is_stale_routine(&self, key: &RoutineKey) -> bool {
        self.stale_routines.contains_key(key)
    }

    /// Marks the routines that name a column, or a whole table, in their bodies, and those that triggers of the table call
    /// and that name the column of its row.
    pub(super) fn mark_stale_routines(&mut self, object: &QualifiedName, column: Option<&Name>, stale: &Stale) {
        let none = OrdSet::new();
        let readers = self.body_readers.get(&object.name.as_str().to_lowercase()).unwrap_or(&none);
        let readers = readers.iter().filter_map(|key| self.routines.get(key));
        let mut hit: Vec<RoutineKey> = readers
            .filter(|routine| routine.reads(object, column) && self.means(&routine.body, object))
            .map(|routine| routine.key())
            .collect();
        if let Some(column) = column {
            let called = self.triggers_of(object).flat_map(|trigger| self.called_by(trigger));
            hit.extend(called.filter(|routine| routine.body.names_row_column(column)).map(|routine| routine.key()));
        }
        for key in hit {
            self.stale_routines.insert(key, stale.clone());
        }
    }

    /// Marks the routines whose bodies qualify names with a schema.
    pub(super) fn mark_stale_with_schema(&mut self, schema: &Name) {
        let keys = self.routines.iter().filter(|(_, routine)| routine.body.qualifies_with(schema));
        let keys: Vec<RoutineKey> = keys.map(|(key, _)| key.clone()).collect();
        for key in keys {
            self.stale_routines.insert(key, Stale { changed: schema.to_string() });
        }
    }

    /// The routines that a trigger calls.
    pub(super) fn called_by<'a>(&'a self, trigger: &'a Trigger) -> impl Iterator<Item = &'a Arc<Routine>> + use<'a> {
        trigger.action().called().into_iter().flat_map(|name| self.overloads(&name))
    }

    /// What calls a routine by its name, in words: views, triggers, policies, and what belongs to tables.
    pub fn callers(&self, name: &QualifiedName) -> Option<String> {
        let view = self.views().find(|view| view.query.calls(name));
        let trigger = || self.triggers().find(|trigger| trigger.calls(name));
        let policy = || self.policies().find(|policy| policy.calls(name));
        let view = view.map(|view| format!("view `{}`", view.qualified_name()));
        view.or_else(|| trigger().map(|trigger| format!("trigger `{}` of `{}`", trigger.name, trigger.table_name())))
            .or_else(|| policy().map(|policy| format!("policy `{}` of `{}`", policy.name, policy.table_name())))
            .or_else(|| self.table_that_calls(name))
    }

    /// The trigger that runs the function of this name without arguments, in words, whatever others have the name.
    pub fn trigger_that_runs(&self, key: &RoutineKey) -> Option<String> {
        let runs = |trigger: &&Arc<Trigger>| {
            trigger.function_text().is_some_and(|text| text.called().first() == Some(&key.name))
        };
        let trigger = self.triggers().find(|trigger| key.types.is_empty() && runs(trigger))?;
        Some(format!("trigger `{}` of `{}`", trigger.name, trigger.table_name()))
    }

    /// The first part of a table that calls a routine, in words.
    pub fn table_that_calls(&self, name: &QualifiedName) -> Option<String> {
        self.tables().find_map(|table| {
            Some(format!("{} of `{}`", table.part_with(&|text, _| text.calls(name))?, table.qualified_name()))
        })
    }
}

fn of_kind(kind: RoutineKind, found: &Arc<Routine>) -> Result<&Arc<Routine>, Conflict> {
    if found.kind() == kind {
        return Ok(found);
    }
    let conflict = Conflict::unknown(&kind.to_string(), &found.qualified_name().to_string(), std::iter::empty());
    Err(conflict.at("name").help(format!("`{}` is a {}", found.qualified_name(), found.kind())))
}
