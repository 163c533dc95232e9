//! Which revisions touch a table: by what their operations are about, under every name that the table has had.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::replay::raw_syntax;
use super::{Step, Transition};
use crate::catalog::QualifiedName;
use crate::dialect::Dialect;
use crate::operation::{Op, Operation, Target};
use crate::revision::RevisionId;
use crate::sql::{Syntax, mentions};

/// The tables and views of a history, and which revision touches which.
#[derive(Debug)]
pub struct Touches {
    /// How raw SQL is read.
    syntax: Syntax,
    lives: Vec<Life>,
    /// What is there now, by its present name.
    present: BTreeMap<QualifiedName, usize>,
    events: Vec<Event>,
}

/// A table or view from its creation to its end.
#[derive(Debug)]
struct Life {
    /// Its names, and the event that each begins behind; none once it is dropped.
    names: Vec<(usize, Option<QualifiedName>)>,
}

#[derive(Debug)]
struct Event {
    revision: RevisionId,
    touched: Touched,
}

#[derive(Debug)]
enum Touched {
    /// A table or view.
    Life(usize),
    /// Whatever these statements are about.
    Raw(Arc<[String]>),
}

impl Touches {
    /// Nothing but the tables that are there from the start.
    pub fn new(dialect: &Dialect, baseline: impl IntoIterator<Item = QualifiedName>) -> Self {
        let (syntax, present) = (raw_syntax(dialect), BTreeMap::new());
        let mut touches = Self { syntax, lives: Vec::new(), present, events: Vec::new() };
        for name in baseline {
            touches.life(&name);
        }
        touches
    }

    /// Takes in the next step of the history.
    pub fn add(&mut self, step: &Step) {
        for transition in &step.transitions {
            self.transition(&step.header.revision, transition);
        }
    }

    /// The revisions that touch the tables which have ever had this name; none if nothing has, and no SQL names it.
    pub fn of(&self, name: &QualifiedName) -> Option<BTreeSet<&RevisionId>> {
        let wanted: Vec<usize> = (0..self.lives.len()).filter(|life| self.lives[*life].was(name)).collect();
        let is_touched = |(at, event): &(usize, &Event)| match &event.touched {
            Touched::Life(life) => wanted.contains(life),
            Touched::Raw(statements) => {
                let names = wanted.iter().filter_map(|life| self.lives[*life].name_at(*at)).chain([name]);
                let names: Vec<&QualifiedName> = names.collect();
                statements.iter().any(|text| names.iter().any(|name| mentions(text, &self.syntax, name)))
            }
        };
        let found: BTreeSet<&RevisionId> =
            self.events.iter().enumerate().filter(is_touched).map(|(_, event)| &event.revision).collect();
        (!wanted.is_empty() || !found.is_empty()).then_some(found)
    }

    /// Every name that a table or view has ever had.
    pub fn names(&self) -> BTreeSet<&QualifiedName> {
        self.lives.iter().flat_map(|life| &life.names).filter_map(|(_, name)| name.as_ref()).collect()
    }

    fn transition(&mut self, revision: &RevisionId, transition: &Transition) {
        match transition.operation.as_ref() {
            Operation::RenameTable(op) => {
                let from = QualifiedName::new(&op.schema, &op.name);
                self.rename(revision, &from, from.renamed(&op.to));
            }
            Operation::RenameView(op) => {
                let from = QualifiedName::new(&op.schema, &op.name);
                self.rename(revision, &from, from.renamed(&op.to));
            }
            Operation::RenameSchema(op) => {
                let tables = transition.before.tables().map(|table| table.qualified_name());
                let objects = tables.chain(transition.before.views().map(|view| view.qualified_name()));
                for from in objects.filter(|name| name.schema.as_ref() == Some(&op.name)) {
                    self.rename(revision, &from, op.new_name(from.clone()));
                }
            }
            Operation::DropTable(_) | Operation::DropView(_) => {
                for name in objects(transition) {
                    self.touch(revision, &name);
                    self.call(&name, None);
                }
            }
            Operation::Sql(_) => self.event(revision, Touched::Raw(Arc::clone(&transition.raw))),
            _ => objects(transition).iter().for_each(|name| self.touch(revision, name)),
        }
    }

    fn touch(&mut self, revision: &RevisionId, name: &QualifiedName) {
        let life = self.life(name);
        self.event(revision, Touched::Life(life));
    }

    fn rename(&mut self, revision: &RevisionId, from: &QualifiedName, to: QualifiedName) {
        self.touch(revision, from);
        self.call(from, Some(to));
    }

    /// Gives what is there another name from the next event on, or none.
    fn call(&mut self, from: &QualifiedName, to: Option<QualifiedName>) {
        let Some(life) = self.present.remove(from) else { return };
        self.lives[life].names.push((self.events.len(), to.clone()));
        self.present.extend(to.map(|to| (to, life)));
    }

    fn event(&mut self, revision: &RevisionId, touched: Touched) {
        self.events.push(Event { revision: revision.clone(), touched });
    }

    /// What is called so now; what nobody has seen before is new.
    fn life(&mut self, name: &QualifiedName) -> usize {
        if let Some(life) = self.present.get(name) {
            return *life;
        }
        let life = self.lives.len();
        self.lives.push(Life { names: vec![(self.events.len(), Some(name.clone()))] });
        self.present.insert(name.clone(), life);
        life
    }
}

impl Life {
    fn was(&self, name: &QualifiedName) -> bool {
        self.names.iter().any(|(_, known)| known.as_ref() == Some(name))
    }

    fn name_at(&self, event: usize) -> Option<&QualifiedName> {
        let known = self.names.iter().rev().find(|(from, _)| *from <= event)?;
        known.1.as_ref()
    }
}

/// The tables and views that an operation is about. One that changes an enum changes the tables that use it; one that
/// only points at a table or reads it leaves it as it is.
fn objects(transition: &Transition) -> Vec<QualifiedName> {
    match transition.operation.target() {
        Target::Table(name) | Target::Rows(name) | Target::View(name) | Target::Trigger(name, _) => vec![name],
        Target::Enum(name) => transition.before.enum_users(&name).cloned().collect(),
        Target::Schema(_) | Target::Anything => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::dialect::Library;
    use crate::plan::{Naming, Replay, Source};
    use crate::revision::read_header;
    use crate::source::Files;
    use crate::source::yaml::ReadContext;

    /// Replays revisions `a`, `b`, … with these operations.
    fn touches(revisions: &[&str]) -> Touches {
        let library = Library::embedded();
        let name = library.names().into_iter().find(|name| name.starts_with("post")).unwrap();
        let dialect = library.dialect(&name).unwrap();
        let context = ReadContext { chain: dialect.chain.clone(), known: library.names(), targets: Vec::new() };
        let (mut files, mut diagnostics, mut sources) = (Files::new(), Diagnostics::new(), Vec::new());
        for (at, operations) in revisions.iter().enumerate() {
            let id = char::from(b'a' + u8::try_from(at).unwrap());
            let text = format!("revision: {id}\ndown_revision:\nupgrade:\n{operations}\n");
            let file = files.add(format!("{id}.yaml"), text.clone());
            let (header, _) = read_header(&text, file, &mut diagnostics).unwrap();
            sources.push(Source { header: Arc::new(header), file, variables: Vec::new() });
        }
        let mut replay = Replay::new(&files, &dialect, context, Naming::new(Vec::new()), Default::default());
        let mut touches = Touches::new(&dialect, Vec::new());
        for source in &sources {
            touches.add(&replay.upgrade(source, &mut diagnostics));
        }
        assert!(!diagnostics.has_errors(), "{:?}", diagnostics.sorted());
        touches
    }

    fn of(touches: &Touches, name: &str) -> Option<String> {
        let (schema, name) = match name.split_once('.') {
            Some((schema, name)) => (Some(schema.into()), name),
            None => (None, name),
        };
        let found = touches.of(&QualifiedName { schema, name: name.into() })?;
        Some(found.iter().map(|id| id.as_str()).collect())
    }

    const USERS: &str = "  - create_table: {name: users, columns: [{name: id, type: integer}], primary_key: [id]}";

    #[test]
    fn a_table_is_followed_through_its_names() {
        let touches = touches(&[
            USERS,
            "  - rename_table: {name: users, to: people}",
            "  - add_column: {table: people, column: {name: x, type: integer}}",
            "  - create_table: {name: users, columns: [{name: id, type: integer}]}",
            "  - rename_table: {name: people, to: persons}",
            "  - drop_table: {name: persons}\n    downgrade: {nothing: x}",
            "  - insert: {table: users, values: {id: 1}}\n    downgrade: {nothing: x}",
        ]);
        assert_eq!(of(&touches, "persons").unwrap(), "abcef");
        assert_eq!(of(&touches, "people").unwrap(), "abcef");
        assert_eq!(of(&touches, "users").unwrap(), "abcdefg", "two tables have been called so");
        assert_eq!(of(&touches, "user"), None);
    }

    #[test]
    fn raw_sql_counts_where_it_names_the_table_as_it_is_called_then() {
        let touches = touches(&[
            USERS,
            "  - sql: UPDATE \"users\" SET id = 2\n    downgrade: {nothing: x}",
            "  - rename_table: {name: users, to: people}",
            "  - sql: UPDATE Public.People SET id = 2\n    downgrade: {nothing: x}",
            "  - sql: SELECT 'people' -- people\n    downgrade: {nothing: x}",
            "  - sql: TRUNCATE persons\n    downgrade: {nothing: x}",
        ]);
        assert_eq!(of(&touches, "people").unwrap(), "abcd");
        assert_eq!(of(&touches, "users").unwrap(), "abcd");
        assert_eq!(of(&touches, "persons").unwrap(), "f", "what only SQL knows");
    }

    #[test]
    fn what_changes_a_table_without_naming_it_counts() {
        let touches = touches(&[
            "  - create_schema: {name: app}\n  - create_enum: {name: mood, values: [good, bad]}",
            "  - create_table: {schema: app, name: t, columns: [{name: m, type: {enum: mood}}, {name: k, type: integer}], primary_key: [k]}",
            "  - replace_enum: {name: mood, values: [good, fair], map: {bad: fair}, map_back: {fair: bad}}",
            "  - create_table: {name: u, columns: [{name: t, type: integer}], foreign_keys: [{columns: [t], references: {schema: app, table: t, columns: [k]}}]}",
            "  - rename_schema: {name: app, to: shop}",
            "  - create_view: {name: v, query: SELECT k FROM shop.t}",
            "  - create_index: {schema: shop, table: t, columns: [k]}",
        ]);
        assert_eq!(of(&touches, "app.t").unwrap(), "bceg");
        assert_eq!(of(&touches, "shop.t").unwrap(), "bceg");
        assert_eq!(of(&touches, "u").unwrap(), "d");
        assert_eq!(of(&touches, "v").unwrap(), "f");
        assert_eq!(of(&touches, "t"), None);
    }
}
