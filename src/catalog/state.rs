//! Looking things up in a catalog and changing it, with the reverse lookups kept in step.

use std::collections::BTreeSet;
use std::sync::Arc;

use imbl::{OrdMap, OrdSet};

use super::{
    Catalog, Conflict, EnumType, Name, QualifiedName, RoutineKind, Securable, SqlText, Stale, Table, Trigger, View,
};

pub(super) type Users = OrdMap<QualifiedName, OrdSet<QualifiedName>>;

impl Catalog {
    /// A database without objects.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        let objects = self.enums.is_empty() && self.tables.is_empty() && self.views.is_empty();
        let objects = objects && self.objects.is_empty() && self.routines.is_empty();
        objects && self.schemas.is_empty() && self.extensions.is_empty()
    }

    /// Whether it holds views, triggers or routines.
    pub fn has_texts(&self) -> bool {
        !self.views.is_empty() || !self.triggers.is_empty() || !self.routines.is_empty()
    }

    /// The schemas that were created, by name.
    pub fn schemas(&self) -> impl Iterator<Item = &Name> {
        self.schemas.iter()
    }

    /// The tables by name.
    pub fn tables(&self) -> impl Iterator<Item = &Arc<Table>> {
        self.tables.values()
    }

    /// The enums by name.
    pub fn enums(&self) -> impl Iterator<Item = &Arc<EnumType>> {
        self.enums.values()
    }

    /// The views by name.
    pub fn views(&self) -> impl Iterator<Item = &Arc<View>> {
        self.views.values()
    }

    /// The triggers by table and name.
    pub fn triggers(&self) -> impl Iterator<Item = &Arc<Trigger>> {
        self.triggers.values()
    }

    /// Whether a schema was created here.
    pub fn has_schema(&self, name: &Name) -> bool {
        self.schemas.contains(name)
    }

    /// Adds a schema.
    pub fn add_schema(&mut self, name: &Name) -> Result<(), Conflict> {
        match self.schemas.insert(name.clone()) {
            Some(_) => Err(Conflict::exists("schema", name).at("name")),
            None => Ok(()),
        }
    }

    /// Removes an empty schema.
    pub fn remove_schema(&mut self, name: &Name) -> Result<(), Conflict> {
        if !self.schemas.contains(name) {
            return Err(Conflict::unknown("schema", name.as_str(), self.schemas.iter().map(Name::as_str)).at("name"));
        }
        let kept = self.objects_in(name).next();
        if let Some(object) = kept {
            let conflict = Conflict::new("still-used", format!("schema `{name}` still holds `{object}`"));
            return Err(conflict.at("name").help("drop what is in it first"));
        }
        if let Some(extension) = self.extensions().find(|extension| extension.schema.as_ref() == Some(name)) {
            let message = format!("schema `{name}` still holds what the extension `{}` brought", extension.name);
            let conflict = Conflict::new("still-used", message);
            return Err(conflict.at("name").help("`drop_extension` first"));
        }
        self.schemas.remove(name);
        self.drop_rights(&Securable::Schema(name.clone()));
        Ok(())
    }

    /// A table that exists.
    pub fn table(&self, name: &QualifiedName) -> Result<&Arc<Table>, Conflict> {
        self.tables.get(name).ok_or_else(|| {
            let conflict = Conflict::unknown_in("table", name, self.tables.keys()).at("table");
            match self.views.contains_key(name) {
                true => conflict.help(format!("`{name}` is a view")),
                false => conflict,
            }
        })
    }

    /// A table, if it exists.
    pub fn find_table(&self, name: &QualifiedName) -> Option<&Arc<Table>> {
        self.tables.get(name)
    }

    /// Adds a table whose name is free.
    pub fn add_table(&mut self, table: Table) -> Result<(), Conflict> {
        let name = table.qualified_name();
        self.check_free(&name)?;
        self.put_table(table);
        Ok(())
    }

    /// Refuses the name of a table, view or sequence that exists.
    pub fn check_free(&self, name: &QualifiedName) -> Result<(), Conflict> {
        if self.tables.contains_key(name) {
            return Err(Conflict::exists("table", name).at("name"));
        }
        if self.views.contains_key(name) {
            return Err(Conflict::exists("view", name).at("name"));
        }
        if self.find_sequence(name).is_some() {
            return Err(Conflict::exists("sequence", name).at("name"));
        }
        Ok(())
    }

    /// Takes a table out, with the reverse lookups.
    pub fn take_table(&mut self, name: &QualifiedName) -> Result<Table, Conflict> {
        let table = Arc::clone(self.table(name)?);
        self.tables.remove(name);
        self.forget_users(&table);
        self.rename_parts(Some(&table), None);
        Ok(Arc::unwrap_or_clone(table))
    }

    /// Puts a table in, in place of one with its name.
    pub fn put_table(&mut self, mut table: Table) {
        table.settle_nullable();
        table.columns.shrink_to_fit();
        let name = table.qualified_name();
        let old = self.tables.get(&name).cloned();
        if let Some(old) = &old {
            self.forget_users(old);
        }
        self.rename_parts(old.as_deref(), Some(&table));
        for key in &table.foreign_keys {
            add_user(&mut self.referrers, key.references.table_name(), &name);
        }
        for used in table.columns.iter().filter_map(|column| column.data_type.user_type()) {
            add_user(&mut self.type_users, used.clone(), &name);
        }
        for sequence in table.sequences() {
            add_user(&mut self.sequence_users, sequence, &name);
        }
        self.tables.insert(name, Arc::new(table));
    }

    /// Changes a table in place.
    pub fn edit_table(
        &mut self,
        name: &QualifiedName,
        edit: impl FnOnce(&mut Table) -> Result<(), Conflict>,
    ) -> Result<(), Conflict> {
        let mut table = Table::clone(self.table(name)?);
        edit(&mut table)?;
        self.put_table(table);
        Ok(())
    }

    /// Puts the parts of a table in the order that they had before; what is new stands at the end. The order is ours:
    /// a database puts a column that comes back behind all others, and statements name what they mean.
    pub fn arrange(&mut self, before: &Table) {
        let Some(table) = self.tables.get_mut(&before.qualified_name()) else { return };
        let mut arranged = Table::clone(table);
        arranged.arrange(before);
        if arranged != **table {
            *table = Arc::new(arranged);
        }
    }

    pub(super) fn forget_users(&mut self, table: &Table) {
        let name = table.qualified_name();
        for key in &table.foreign_keys {
            remove_user(&mut self.referrers, &key.references.table_name(), &name);
        }
        for used in table.columns.iter().filter_map(|column| column.data_type.user_type()) {
            remove_user(&mut self.type_users, used, &name);
        }
        for sequence in table.sequences() {
            remove_user(&mut self.sequence_users, &sequence, &name);
        }
    }

    /// The tables whose foreign keys point at this one, itself among them if it does.
    pub fn referrers(&self, table: &QualifiedName) -> impl Iterator<Item = &QualifiedName> {
        self.referrers.get(table).into_iter().flatten()
    }

    /// The tables with a column of this enum, domain or composite type.
    pub fn type_users(&self, name: &QualifiedName) -> impl Iterator<Item = &QualifiedName> {
        self.type_users.get(name).into_iter().flatten()
    }

    /// An enum that exists.
    pub fn enum_type(&self, name: &QualifiedName) -> Result<&Arc<EnumType>, Conflict> {
        self.enums.get(name).ok_or_else(|| Conflict::unknown_in("enum", name, self.enums.keys()))
    }

    /// Puts an enum in, in place of one with its name.
    pub fn put_enum(&mut self, enum_type: EnumType) {
        self.enums.insert(enum_type.qualified_name(), Arc::new(enum_type));
    }

    /// Takes an enum out.
    pub fn take_enum(&mut self, name: &QualifiedName) -> Result<EnumType, Conflict> {
        let found = Arc::clone(self.enum_type(name)?);
        self.enums.remove(name);
        Ok(Arc::unwrap_or_clone(found))
    }

    /// A view that exists.
    pub fn view(&self, name: &QualifiedName) -> Result<&Arc<View>, Conflict> {
        self.views.get(name).ok_or_else(|| Conflict::unknown_in("view", name, self.views.keys()))
    }

    /// A view, if it exists.
    pub fn find_view(&self, name: &QualifiedName) -> Option<&Arc<View>> {
        self.views.get(name)
    }

    /// Puts a view in, in place of one with its name; its text is fresh.
    pub fn put_view(&mut self, view: View) {
        let name = view.qualified_name();
        self.stale_views.remove(&name);
        self.views.insert(name, Arc::new(view));
    }

    /// Takes a view out.
    pub fn take_view(&mut self, name: &QualifiedName) -> Result<View, Conflict> {
        let found = Arc::clone(self.view(name)?);
        self.views.remove(name);
        self.stale_views.remove(name);
        Ok(Arc::unwrap_or_clone(found))
    }

    /// Gives a view another name; one that waits for a new text still does.
    pub fn move_view(&mut self, from: &QualifiedName, to: &QualifiedName) -> Result<(), Conflict> {
        let stale = self.stale_views.get(from).cloned();
        let view = self.take_view(from)?;
        self.put_view(View { schema: to.schema.clone(), name: to.name.clone(), ..view });
        if let Some(stale) = stale {
            self.stale_views.insert(to.clone(), stale);
        }
        Ok(())
    }

    /// A trigger that exists.
    pub fn trigger(&self, table: &QualifiedName, name: &Name) -> Result<&Arc<Trigger>, Conflict> {
        self.triggers.get(&(table.clone(), name.clone())).ok_or_else(|| {
            Conflict::unknown("trigger", name.as_str(), self.triggers_of(table).map(|known| known.name.as_str()))
        })
    }

    /// The triggers of a table or view.
    pub fn triggers_of<'a>(&'a self, table: &QualifiedName) -> impl Iterator<Item = &'a Arc<Trigger>> + use<'a> {
        let table = table.clone();
        let from = (table.clone(), Name::default());
        self.triggers.range(from..).take_while(move |(key, _)| key.0 == table).map(|(_, trigger)| trigger)
    }

    /// Puts a trigger in, in place of one with its table and name; its text is fresh.
    pub fn put_trigger(&mut self, trigger: Trigger) {
        let key = (trigger.table_name(), trigger.name.clone());
        self.stale_triggers.remove(&key);
        self.triggers.insert(key, Arc::new(trigger));
    }

    /// Takes a trigger out.
    pub fn take_trigger(&mut self, table: &QualifiedName, name: &Name) -> Result<Trigger, Conflict> {
        let found = Arc::clone(self.trigger(table, name)?);
        let key = (table.clone(), name.clone());
        self.triggers.remove(&key);
        self.stale_triggers.remove(&key);
        Ok(Arc::unwrap_or_clone(found))
    }

    /// The views that read a table or view, or one of its columns; by name.
    pub fn readers(&self, object: &QualifiedName, column: Option<&Name>) -> Vec<Arc<View>> {
        let reads = |view: &&Arc<View>| {
            view.qualified_name() != *object && view.reads(object, column) && self.means(&view.query, object)
        };
        self.views.values().filter(reads).cloned().collect()
    }

    /// Whether a text that names the table means it, and not one of a schema that is here: a schema that nobody made may be
    /// the usual one.
    pub fn means(&self, text: &SqlText, table: &QualifiedName) -> bool {
        let is_here = |schema: &str| self.schemas.iter().any(|known| known.as_str().eq_ignore_ascii_case(schema));
        text.names_table_outside(table, |schema| table.schema.is_none() && is_here(schema))
    }

    /// Marks the views, triggers and routines that name a column, or a whole table, as in need of a new text.
    pub fn mark_stale(&mut self, object: &QualifiedName, column: Option<&Name>) {
        let changed = match column {
            Some(column) => format!("{object}.{column}"),
            None => object.to_string(),
        };
        let readers = self.readers(object, column);
        for view in readers.iter().filter(|view| view.breaks_with(object, column)) {
            self.stale_views.insert(view.qualified_name(), Stale { changed: changed.clone() });
        }
        let hit = |trigger: &Trigger| match column {
            Some(column) => trigger.reads(object) && trigger.mentions(column),
            None => self.means(&trigger.body, object),
        };
        let keys: Vec<_> =
            self.triggers.iter().filter(|(_, trigger)| hit(trigger)).map(|(key, _)| key.clone()).collect();
        for key in keys {
            self.stale_triggers.insert(key, Stale { changed: changed.clone() });
        }
        self.mark_stale_routines(object, column, &Stale { changed });
    }

    /// Takes views, triggers and routines for valid that have the text that they had in `before`, over tables with the same columns.
    pub fn freshen(&mut self, before: &Self) {
        let names =
            |table: &Arc<Table>| table.columns.iter().map(|column| column.name.clone()).collect::<BTreeSet<_>>();
        let columns = |catalog: &Self| {
            catalog.tables.iter().map(|(name, table)| (name.clone(), names(table))).collect::<Vec<_>>()
        };
        let none = self.stale_views.is_empty() && self.stale_triggers.is_empty() && self.stale_routines.is_empty();
        if none || columns(self) != columns(before) {
            return;
        }
        let views = self
            .stale_views
            .iter()
            .filter(|(name, _)| self.views.get(*name) != before.views.get(*name) || before.is_stale_view(name));
        self.stale_views = views.map(|(name, stale)| (name.clone(), stale.clone())).collect();
        let triggers = self.stale_triggers.iter().filter(|(key, _)| {
            self.triggers.get(*key) != before.triggers.get(*key) || before.stale_triggers.contains_key(*key)
        });
        self.stale_triggers = triggers.map(|(key, stale)| (key.clone(), stale.clone())).collect();
        let routines = self.stale_routines.iter().filter(|(key, _)| {
            self.routines.get(*key) != before.routines.get(*key) || before.stale_routines.contains_key(*key)
        });
        self.stale_routines = routines.map(|(key, stale)| (key.clone(), stale.clone())).collect();
    }

    /// What a change under it has left without a valid text: kind, name and what changed.
    pub fn stale(&self) -> impl Iterator<Item = (&'static str, String, &Stale)> {
        let views = self.stale_views.iter().map(|(name, stale)| {
            let kind = if self.is_materialized(name) { "materialized_view" } else { "view" };
            (kind, name.to_string(), stale)
        });
        let triggers = self.stale_triggers.iter().map(|((_, name), stale)| ("trigger", name.to_string(), stale));
        let routines = self.stale_routines.iter().filter_map(|(key, stale)| {
            let kind = match self.routines.get(key)?.kind() {
                RoutineKind::Function => "function",
                RoutineKind::Procedure => "procedure",
            };
            Some((kind, key.to_string(), stale))
        });
        views.chain(triggers).chain(routines)
    }

    /// Whether a view waits for a new text.
    pub fn is_stale_view(&self, name: &QualifiedName) -> bool {
        self.stale_views.contains_key(name)
    }

    /// Whether a trigger waits for a new text.
    pub fn is_stale_trigger(&self, trigger: &Trigger) -> bool {
        self.stale_triggers.contains_key(&(trigger.table_name(), trigger.name.clone()))
    }

    /// Moves the triggers of a renamed table.
    pub fn move_triggers(&mut self, from: &QualifiedName, to: &QualifiedName) {
        let moved: Vec<Arc<Trigger>> = self.triggers_of(from).cloned().collect();
        for trigger in moved {
            let key = (from.clone(), trigger.name.clone());
            self.triggers.remove(&key);
            let stale = self.stale_triggers.remove(&key);
            let new_key = (to.clone(), trigger.name.clone());
            let mut trigger = Arc::unwrap_or_clone(trigger);
            trigger.table = to.name.clone();
            if let Some(stale) = stale {
                self.stale_triggers.insert(new_key.clone(), stale);
            }
            self.triggers.insert(new_key, Arc::new(trigger));
        }
    }
}

pub(super) fn add_user(users: &mut Users, used: QualifiedName, user: &QualifiedName) {
    users.entry(used).or_default().insert(user.clone());
}

pub(super) fn remove_user(users: &mut Users, used: &QualifiedName, user: &QualifiedName) {
    if let Some(set) = users.get_mut(used) {
        set.remove(user);
        if set.is_empty() {
            users.remove(used);
        }
    }
}
