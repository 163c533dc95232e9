//! What the rename of a schema changes: the names of what is in it, and every text that qualifies with it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::sql_text::qualifier;
use super::table_words::stands_for_table;
use super::{
    Catalog, Composite, Conflict, DataType, Domain, EnumType, Extension, Name, Policy, QualifiedName, Routine,
    Sequence, SqlText, Table, Trigger, Value, View,
};

impl Catalog {
    /// Gives a schema a new name; everything in it, and every text that qualifies with it, follows.
    pub fn rename_schema(&mut self, from: &Name, to: &Name) -> Result<(), Conflict> {
        if !self.schemas.contains(from) {
            return Err(Conflict::unknown("schema", from.as_str(), self.schemas.iter().map(Name::as_str)).at("name"));
        }
        if self.schemas.contains(to) || self.objects_in(to).next().is_some() {
            return Err(Conflict::exists("schema", to).at("to"));
        }
        let objects = self.objects_in(from).map(|object| object.name.as_str().to_lowercase()).collect();
        let rename = SchemaRename { from: from.clone(), to: to.clone(), objects };
        self.schemas.remove(from);
        self.schemas.insert(to.clone());
        self.rename_in_tables(&rename);
        self.move_schema_rights(from, to);
        // No server looks into bodies: they keep their texts, and need new ones where they name the schema.
        self.edit_routines(|_| true, |routine| rename.routine(routine));
        self.mark_stale_with_schema(from);
        for extension in self.extensions.clone().values().filter(|extension| extension.schema.as_ref() == Some(from)) {
            self.extensions.insert(extension.name.clone(), Extension { schema: Some(to.clone()), ..extension.clone() });
        }
        for sequence in
            self.sequences().filter(|sequence| sequence.schema.as_ref() == Some(from)).cloned().collect::<Vec<_>>()
        {
            self.take_sequence(&sequence.qualified_name())?;
            self.put_sequence(Sequence { schema: Some(to.clone()), ..Arc::unwrap_or_clone(sequence) });
        }
        self.rename_in_types(&rename);
        for table in self.tables().map(|table| table.qualified_name()).collect::<Vec<_>>() {
            if table.schema.as_ref() == Some(to) {
                self.move_policies(&QualifiedName { schema: Some(from.clone()), ..table.clone() }, &table);
            }
        }
        for policy in self.policies().cloned().collect::<Vec<_>>() {
            self.put_policy(rename.policy(&policy));
        }
        let enums: Vec<EnumType> = self.enums().map(|found| rename.enum_type(found)).collect();
        self.enums = enums.into_iter().map(|found| (found.qualified_name(), Arc::new(found))).collect();
        let views: Vec<View> = self.views().map(|view| rename.view(view)).collect();
        self.views = views.into_iter().map(|view| (view.qualified_name(), Arc::new(view))).collect();
        let triggers: Vec<Trigger> = self.triggers().map(|trigger| rename.trigger(trigger)).collect();
        let key = |trigger: &Trigger| (trigger.table_name(), trigger.name.clone());
        self.triggers = triggers.into_iter().map(|trigger| (key(&trigger), Arc::new(trigger))).collect();
        let stale = self.stale_views.iter().map(|(name, stale)| (rename.name(name), stale.clone())).collect();
        self.stale_views = stale;
        let stale = self.stale_triggers.iter();
        let stale = stale.map(|((table, name), stale)| ((rename.name(table), name.clone()), stale.clone())).collect();
        self.stale_triggers = stale;
        Ok(())
    }

    /// The tables, views, types, sequences and routines in a schema.
    pub(super) fn objects_in<'a>(&'a self, schema: &'a Name) -> impl Iterator<Item = &'a QualifiedName> {
        let all =
            self.tables.keys().chain(self.views.keys()).chain(self.enums.keys()).chain(self.objects.sequences.keys());
        let all = all.chain(self.objects.domains.keys()).chain(self.objects.composites.keys());
        let all = all.chain(self.routines.keys().map(|key| &key.name));
        all.filter(move |object| object.schema.as_ref() == Some(schema))
    }

    fn rename_in_types(&mut self, rename: &SchemaRename) {
        let domains: Vec<Domain> = self.domains().map(|old| rename.domain(old)).collect();
        let composites: Vec<Composite> = self.composites().map(|old| rename.composite(old)).collect();
        for name in self.domains().map(|old| old.qualified_name()).collect::<Vec<_>>() {
            _ = self.take_domain(&name);
        }
        for name in self.composites().map(|old| old.qualified_name()).collect::<Vec<_>>() {
            _ = self.take_composite(&name);
        }
        domains.into_iter().for_each(|domain| self.put_domain(domain));
        composites.into_iter().for_each(|composite| self.put_composite(composite));
    }

    fn rename_in_tables(&mut self, rename: &SchemaRename) {
        let changed: Vec<(QualifiedName, Table)> = self
            .tables()
            .map(|table| (table.qualified_name(), table, rename.table(table)))
            .filter(|(_, old, new)| ***old != *new)
            .map(|(name, _, new)| (name, new))
            .collect();
        for (old, new) in changed {
            if let Some(table) = self.tables.remove(&old) {
                self.forget_users(&table);
                self.rename_parts(Some(&table), None);
            }
            self.put_table(new);
        }
    }
}

impl SqlText {
    /// Gives a schema a new name where it stands before the name of an object. What may be the name of a table as well,
    /// as other names for tables in the text may and `table` itself, means the schema before one of its `objects` only.
    fn rename_schema(&mut self, from: &str, to: &str, table: Option<&str>, objects: &BTreeSet<String>) {
        let doubtful = table == Some(from) || stands_for_table(self.as_str(), from);
        self.replace(to, |text, words, at| {
            let Some(next) = words.get(at + 1) else { return false };
            let behind = text[next.end..].trim_start();
            words[at].is(from)
                && text[words[at].end..next.start].trim() == "."
                && qualifier(text, words, at).is_none()
                && (!doubtful || behind.starts_with(['(', '.']) || objects.contains(&next.text.to_lowercase()))
        });
    }
}

struct SchemaRename {
    from: Name,
    to: Name,
    /// The tables, views and enums in the schema, in lower case.
    objects: BTreeSet<String>,
}

impl SchemaRename {
    fn schema(&self, schema: &mut Option<Name>) {
        if schema.as_ref() == Some(&self.from) {
            *schema = Some(self.to.clone());
        }
    }

    fn name(&self, name: &QualifiedName) -> QualifiedName {
        let mut name = name.clone();
        self.schema(&mut name.schema);
        name
    }

    /// `table` is the table whose columns the text names without saying so.
    fn text(&self, text: &mut SqlText, table: Option<&Name>) {
        text.rename_schema(self.from.as_str(), self.to.as_str(), table.map(Name::as_str), &self.objects);
    }

    fn data_type(&self, data_type: &mut DataType) {
        match data_type {
            DataType::Enum(name) | DataType::Domain(name) | DataType::Composite(name) => self.schema(&mut name.schema),
            DataType::Array(item) => self.data_type(item),
            DataType::Raw(raw) => {
                let mut text = SqlText::new(raw);
                self.text(&mut text, None);
                if text.as_str() != raw.trim() {
                    *raw = text.as_str().to_string();
                }
            }
            DataType::Portable { .. } => {}
        }
    }

    fn table(&self, old: &Table) -> Table {
        let mut table = old.clone();
        self.schema(&mut table.schema);
        for key in &mut table.foreign_keys {
            self.schema(&mut key.references.schema);
        }
        for column in &mut table.columns {
            self.data_type(&mut column.data_type);
            match &mut column.default {
                Some(Value::Sql(text)) => self.text(text, None),
                Some(Value::Sequence(name)) => self.schema(&mut name.schema),
                Some(_) | None => {}
            }
        }
        let name = table.name.clone();
        for text in table.texts_mut() {
            self.text(text, Some(&name));
        }
        table
    }

    fn enum_type(&self, old: &EnumType) -> EnumType {
        let mut found = old.clone();
        self.schema(&mut found.schema);
        found
    }

    fn policy(&self, old: &Policy) -> Policy {
        let mut policy = old.clone();
        let table = policy.table.clone();
        policy.using.iter_mut().chain(&mut policy.check).for_each(|text| self.text(text, Some(&table)));
        policy
    }

    fn domain(&self, old: &Domain) -> Domain {
        let mut domain = old.clone();
        self.schema(&mut domain.schema);
        self.data_type(&mut domain.data_type);
        if let Some(Value::Sql(text)) = &mut domain.default {
            self.text(text, None);
        }
        domain.checks.iter_mut().for_each(|check| self.text(&mut check.expression, None));
        domain
    }

    fn composite(&self, old: &Composite) -> Composite {
        let mut composite = old.clone();
        self.schema(&mut composite.schema);
        composite.attributes.iter_mut().for_each(|attribute| self.data_type(&mut attribute.data_type));
        composite
    }

    fn routine(&self, routine: &mut Routine) {
        self.schema(&mut routine.schema);
        routine.types_mut().for_each(|data_type| self.data_type(data_type));
        for argument in &mut routine.arguments {
            if let Some(Value::Sql(text)) = &mut argument.default {
                self.text(text, None);
            }
        }
    }

    fn view(&self, old: &View) -> View {
        let mut view = old.clone();
        self.schema(&mut view.schema);
        self.text(&mut view.query, None);
        view
    }

    fn trigger(&self, old: &Trigger) -> Trigger {
        let mut trigger = old.clone();
        self.schema(&mut trigger.schema);
        self.text(&mut trigger.body, None);
        for text in trigger.when.iter_mut().chain(&mut trigger.function) {
            self.text(text, None);
        }
        trigger
    }
}
