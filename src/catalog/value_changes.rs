//! What a change of the values of an enum does to the texts that name them: checks, indexes, policies, views, triggers.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::sql_text::Word;
use super::table_words::{Reference, references};
use super::value_words::{Around, Fate, Holds, Stuck, followed};
use super::{Catalog, Column, Conflict, DataType, Name, QualifiedName, RoutineKey, SqlText, Stale, Table, Value};

/// What becomes of the values of an enum: which get another name, and for which no new one stands alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ValueChanges {
    renamed: IndexMap<String, String>,
    gone: Vec<String>,
}

impl ValueChanges {
    /// Where these values come in place of others: `map` says of an old one which it becomes.
    pub fn new(old: &[String], new: &[String], map: &IndexMap<String, String>) -> Self {
        let become_of = |value: &String| map.get(value).or_else(|| new.contains(value).then_some(value)).cloned();
        let mut changes = Self::default();
        for value in old {
            match become_of(value) {
                Some(to) if to == *value => {}
                Some(to) if old.iter().filter(|other| become_of(other).as_ref() == Some(&to)).count() == 1 => {
                    changes.renamed.insert(value.clone(), to);
                }
                _ => changes.gone.push(value.clone()),
            }
        }
        changes
    }

    fn fate(&self, value: &str) -> Fate {
        match self.renamed.get(value) {
            Some(to) => Fate::Becomes(to.clone()),
            None if self.gone.iter().any(|gone| gone == value) => Fate::Goes,
            None => Fate::Stays,
        }
    }

    /// Whether the letters of such a value stand in a text: quick, and true too often.
    fn may_be_in(&self, text: &SqlText) -> bool {
        let stands = |value: &String| value.contains(['\'', '"']) || text.as_str().contains(value.as_str());
        self.renamed.keys().chain(&self.gone).any(stands)
    }

    /// For a text that nobody changes.
    fn all_gone(&self) -> Self {
        Self { renamed: IndexMap::new(), gone: self.renamed.keys().chain(&self.gone).cloned().collect() }
    }

    fn is_empty(&self) -> bool {
        self.renamed.is_empty() && self.gone.is_empty()
    }
}

/// The tables whose columns the names in a text may mean.
struct Scope<'a> {
    /// The table that the text belongs to: its columns need no qualifier, or that of a row.
    own: Option<&'a Table>,
    /// The tables that it names; none in place of one whose columns nobody knows.
    named: Vec<(Reference<'a>, Option<&'a Table>)>,
}

impl Scope<'_> {
    fn holds(&self, enum_name: &QualifiedName, qualifier: Option<Word<'_>>, name: Word<'_>) -> Option<Holds> {
        let holds = |table: &Table| {
            let column = table.columns.iter().find(|column| name.is(column.name.as_str()))?;
            Some(held(column, enum_name))
        };
        let Some(qualifier) = qualifier else {
            let known = self.named.iter().map(|(_, table)| *table).chain(self.own.map(Some));
            let mut found = BTreeSet::new();
            for table in known {
                found.extend(holds(table?));
            }
            return found.pop_first().filter(|_| found.is_empty());
        };
        let lower = qualifier.text.to_lowercase();
        let mut called = self.named.iter().filter(|(reference, _)| reference.is_called(&lower));
        if let Some((_, table)) = called.next() {
            return if called.next().is_none() { table.and_then(holds) } else { None };
        }
        let own = |table: &&Table| qualifier.is(table.name.as_str()) || qualifier.is("new") || qualifier.is("old");
        self.own.filter(own).and_then(holds)
    }
}

fn held(column: &Column, enum_name: &QualifiedName) -> Holds {
    match &column.data_type {
        DataType::Enum(name) if name == enum_name => Holds::Values,
        DataType::Array(_) if column.data_type.enum_name() == Some(enum_name) => Holds::Arrays,
        _ => Holds::Others,
    }
}

/// A change of an enum in a state.
struct Following<'a> {
    catalog: &'a Catalog,
    enum_name: &'a QualifiedName,
    changes: &'a ValueChanges,
    /// The columns that hold its values.
    columns: Vec<(QualifiedName, Vec<Name>)>,
    /// The views that may show them.
    views: BTreeSet<QualifiedName>,
}

impl<'a> Following<'a> {
    fn new(catalog: &'a Catalog, enum_name: &'a QualifiedName, changes: &'a ValueChanges) -> Self {
        let of_enum = |column: &&Column| column.data_type.enum_name() == Some(enum_name);
        let columns = catalog.type_users(enum_name).filter_map(|user| {
            let columns = catalog.find_table(user)?.columns.iter().filter(of_enum);
            Some((user.clone(), columns.map(|column| column.name.clone()).collect()))
        });
        let columns = columns.collect();
        let mut following = Self { catalog, enum_name, changes, columns, views: BTreeSet::new() };
        loop {
            let shows = |text: &SqlText| following.is_about(text) || following.reads_all(text);
            let more = catalog.views().filter(|view| shows(&view.query)).map(|view| view.qualified_name());
            let more: BTreeSet<QualifiedName> = more.collect();
            if more.len() == following.views.len() {
                return following;
            }
            following.views = more;
        }
    }

    /// Whether a query or a body reads a column of the enum, or names the enum.
    fn is_about(&self, text: &SqlText) -> bool {
        text.mentions(self.enum_name.name.as_str())
            || self.reads_column(text)
            || self.views.iter().any(|view| text.names_table(view))
    }

    fn reads_column(&self, text: &SqlText) -> bool {
        self.columns.iter().any(|(table, columns)| {
            self.catalog.means(text, table) && columns.iter().any(|column| text.names_column(table, column))
        })
    }

    fn reads_all(&self, text: &SqlText) -> bool {
        text.has_star() && self.columns.iter().any(|(table, _)| self.catalog.means(text, table))
    }

    /// Whether a text that belongs to a table names a column of the enum.
    fn is_about_own(&self, text: &SqlText, owner: &QualifiedName) -> bool {
        let mut own = self.columns.iter().filter(|(table, _)| table == owner).flat_map(|(_, columns)| columns);
        self.views.contains(owner) || own.any(|column| text.mentions(column.as_str()))
    }

    /// A text under the new names of values; none where it stays.
    fn text(&self, text: &SqlText, owner: Option<&QualifiedName>) -> Result<Option<SqlText>, Stuck> {
        let own = || owner.is_some_and(|owner| self.is_about_own(text, owner));
        let about = self.changes.may_be_in(text) && (own() || self.is_about(text));
        if about { self.followed(text, owner, false) } else { Ok(None) }
    }

    /// The same for the default of a column of the enum.
    fn default(&self, text: &SqlText) -> Result<Option<SqlText>, Stuck> {
        if self.changes.may_be_in(text) { self.followed(text, None, true) } else { Ok(None) }
    }

    fn followed(&self, text: &SqlText, owner: Option<&QualifiedName>, whole: bool) -> Result<Option<SqlText>, Stuck> {
        let known = |reference: &Reference<'_>| {
            let mut tables = self.catalog.tables().filter(|table| reference.is(&table.qualified_name()));
            let found = tables.next();
            found.filter(|_| tables.next().is_none()).map(AsRef::as_ref)
        };
        let named = references(text.as_str()).into_iter().map(|reference| {
            let table = known(&reference);
            (reference, table)
        });
        let own = owner.and_then(|owner| self.catalog.find_table(owner)).map(AsRef::as_ref);
        let scope = Scope { own, named: named.collect() };
        let holds = |qualifier: Option<Word<'_>>, name: Word<'_>| scope.holds(self.enum_name, qualifier, name);
        let fate = |value: &str| self.changes.fate(value);
        followed(text, &Around { enum_name: self.enum_name, holds: &holds, whole, fate: &fate })
    }

    fn conflict(&self, what: &str, stuck: &Stuck, help: &str) -> Conflict {
        let (value, of) = (&stuck.value, self.enum_name);
        let message = match stuck.goes {
            true => format!("{what} names the value `{value}` of `{of}`, which goes"),
            false => format!("{what} names `{value}`, and it is not certain that the value of `{of}` is meant"),
        };
        Conflict::new("still-used", message).at(value).help(format!("{help} first, and create it again afterwards"))
    }

    fn stale(&self, stuck: &Stuck) -> Stale {
        Stale { changed: format!("{} '{}'", self.enum_name, stuck.value) }
    }

    /// A table whose texts have followed; none where none has to.
    fn table(&self, table: &Table) -> Result<Option<Table>, Conflict> {
        let (mut new, owner) = (table.clone(), table.qualified_name());
        let follow = |text: &mut SqlText, found: Result<Option<SqlText>, Stuck>, what: &str, help: &str| {
            let what = format!("{what} of `{owner}`");
            let found = found.map_err(|stuck| self.conflict(&what, &stuck, help))?;
            *text = found.unwrap_or_else(|| std::mem::take(text));
            Ok(())
        };
        for column in new.columns.iter_mut().filter(|column| column.data_type.enum_name() == Some(self.enum_name)) {
            let what = format!("the default of column `{}`", column.name);
            if let Some(Value::Sql(text)) = &mut column.default {
                let found = self.default(text);
                follow(text, found, &what, "`alter_column` with `drop_default`")?;
            }
        }
        for (what, help, text) in parts(&mut new) {
            let found = self.text(text, Some(&owner));
            follow(text, found, &what, help)?;
        }
        Ok((new != *table).then_some(new))
    }
}

/// The texts of a table with what each belongs to, and what takes that away.
fn parts(table: &mut Table) -> Vec<(String, &'static str, &mut SqlText)> {
    let mut parts: Vec<(String, &'static str, &mut SqlText)> = Vec::new();
    for column in &mut table.columns {
        if let Some(computed) = &mut column.computed {
            let what = format!("computed column `{}`", column.name);
            parts.push((what, "`drop_column`", &mut computed.expression));
        }
    }
    for check in &mut table.checks {
        parts.push((format!("check `{}`", check.name), "`drop_constraint`", &mut check.expression));
    }
    for exclusion in &mut table.exclusions {
        let what = format!("exclusion constraint `{}`", exclusion.name);
        let elements = exclusion.elements.iter_mut().filter_map(|element| element.expression.as_mut());
        parts.extend(elements.chain(&mut exclusion.predicate).map(|text| (what.clone(), "`drop_constraint`", text)));
    }
    for index in &mut table.indexes {
        let what = format!("index `{}`", index.name);
        let expressions = index.columns.iter_mut().filter_map(|part| part.expression.as_mut());
        parts.extend(expressions.chain(&mut index.predicate).map(|text| (what.clone(), "`drop_index`", text)));
    }
    parts.extend(table.options.texts_mut().map(|text| ("an option".to_string(), "`drop_table`", text)));
    parts
}

impl Catalog {
    /// Refuses where a text names the enum in a cast and reads no column of it: nothing would step aside for another enum
    /// in its place.
    pub fn check_casts_to_enum(&self, enum_name: &QualifiedName) -> Result<(), Conflict> {
        let changes = ValueChanges::default();
        let following = Following::new(self, enum_name, &changes);
        self.check_casts(enum_name, "enum", |text, owner| {
            let own = owner.is_some_and(|owner| following.is_about_own(text, owner));
            let mut views = following.views.iter().filter_map(|name| self.view(name).ok());
            own || following.reads_column(text)
                || views.any(|view| view.query != *text && text.names_table(&view.qualified_name()))
        })
    }

    /// Lets the texts that name values of an enum follow a change of these; one that belongs to a table or is a policy
    /// and cannot follow stops the change, any other one needs a new text.
    pub fn follow_values(&mut self, enum_name: &QualifiedName, changes: &ValueChanges) -> Result<(), Conflict> {
        if changes.is_empty() {
            return Ok(());
        }
        let before = self.clone();
        let following = Following::new(&before, enum_name, changes);
        for user in before.type_users(enum_name) {
            if let Some(table) = following.table(before.table(user)?)? {
                self.put_table(table);
            }
        }
        self.follow_in_arguments(&following)?;
        self.follow_in_policies(&following)?;
        self.follow_in_views(&following);
        self.follow_in_triggers(&following);
        self.follow_in_routines(&following);
        Ok(())
    }

    fn follow_in_arguments(&mut self, following: &Following<'_>) -> Result<(), Conflict> {
        let is_enum = |data_type: &DataType| matches!(data_type, DataType::Enum(name) if name == following.enum_name);
        for routine in following.catalog.routines().filter(|routine| routine.uses_type(following.enum_name)) {
            let mut new = routine.as_ref().clone();
            for argument in new.arguments.iter_mut().filter(|argument| is_enum(&argument.data_type)) {
                let Some(Value::Text(value)) = &mut argument.default else { continue };
                match following.changes.fate(value) {
                    Fate::Stays => {}
                    Fate::Becomes(to) => *value = to,
                    Fate::Goes => {
                        let what = format!("{} `{}`", routine.kind(), routine.qualified_name());
                        let stuck = Stuck { value: value.clone(), goes: true };
                        return Err(following.conflict(&what, &stuck, &format!("`drop_{}`", routine.kind())));
                    }
                }
            }
            if new != **routine {
                let key = new.key();
                self.edit_routines(|routine| routine.key() == key, |routine| routine.clone_from(&new));
            }
        }
        Ok(())
    }

    fn follow_in_policies(&mut self, following: &Following<'_>) -> Result<(), Conflict> {
        for policy in following.catalog.policies() {
            let (mut new, owner) = (policy.as_ref().clone(), policy.table_name());
            for text in new.using.iter_mut().chain(&mut new.check) {
                match following.text(text, Some(&owner)) {
                    Ok(Some(followed)) => *text = followed,
                    Ok(None) => {}
                    Err(stuck) => {
                        let what = format!("policy `{}` of `{owner}`", policy.name);
                        return Err(following.conflict(&what, &stuck, "`drop_policy`"));
                    }
                }
            }
            if new != **policy {
                self.put_policy(new);
            }
        }
        Ok(())
    }

    fn follow_in_views(&mut self, following: &Following<'_>) {
        for view in following.catalog.views() {
            let name = view.qualified_name();
            match following.text(&view.query, None) {
                Ok(Some(query)) => {
                    let stale = self.stale_views.get(&name).cloned();
                    self.put_view(super::View { query, ..view.as_ref().clone() });
                    self.stale_views.extend(stale.map(|stale| (name, stale)));
                }
                Ok(None) => {}
                Err(stuck) => _ = self.stale_views.insert(name, following.stale(&stuck)),
            }
        }
    }

    fn follow_in_triggers(&mut self, following: &Following<'_>) {
        for trigger in following.catalog.triggers() {
            let (mut new, key) = (trigger.as_ref().clone(), (trigger.table_name(), trigger.name.clone()));
            let mut stale = self.stale_triggers.get(&key).cloned();
            for text in new.when.iter_mut().chain([&mut new.body]) {
                match following.text(text, Some(&key.0)) {
                    Ok(Some(followed)) => *text = followed,
                    Ok(None) => {}
                    Err(stuck) => stale = Some(following.stale(&stuck)),
                }
            }
            if new != **trigger {
                self.put_trigger(new);
            }
            self.stale_triggers.extend(stale.map(|stale| (key, stale)));
        }
    }

    /// Marks the routines whose bodies name a value: a body is exact, and no server looks into it.
    fn follow_in_routines(&mut self, following: &Following<'_>) {
        let catalog = following.catalog;
        let changes = following.changes.all_gone();
        let following = Following {
            changes: &changes,
            columns: following.columns.clone(),
            views: following.views.clone(),
            ..*following
        };
        let mut owners: Vec<(RoutineKey, Option<&QualifiedName>)> =
            catalog.routines().map(|routine| (routine.key(), None)).collect();
        for (table, _) in &following.columns {
            let called = catalog.triggers_of(table).flat_map(|trigger| catalog.called_by(trigger).collect::<Vec<_>>());
            owners.extend(called.map(|routine| (routine.key(), Some(table))));
        }
        for (key, owner) in owners {
            let Some(routine) = catalog.find_routine(&key) else { continue };
            if let Err(stuck) = following.text(&routine.body, owner) {
                self.stale_routines.insert(key, following.stale(&stuck));
            }
        }
    }
}
