//! Which revisions touch a table or a column: by what their operations are about, under every name that it has had.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::replay::raw_syntax;
use super::{Raw, Step, Transition};
use crate::catalog::{Catalog, Column, Name, QualifiedName};
use crate::dialect::Dialect;
use crate::operation::{Op, Operation, Target};
use crate::revision::RevisionId;
use crate::sql::{Syntax, mentions};

/// What has been there in the course of a history, each from its creation to its end.
#[derive(Debug)]
struct Lives<N> {
    /// The names of each, and the event that each begins behind; none once it is dropped.
    names: Vec<Vec<(usize, Option<N>)>>,
    /// What is there now, by its present name.
    present: BTreeMap<N, usize>,
}

impl<N: Clone + Ord> Lives<N> {
    fn new() -> Self {
        Self { names: Vec::new(), present: BTreeMap::new() }
    }

    /// What is called so now; what nobody has seen before is new.
    fn life(&mut self, name: N, event: usize) -> usize {
        if let Some(life) = self.present.get(&name) {
            return *life;
        }
        self.names.push(vec![(event, Some(name.clone()))]);
        self.present.insert(name, self.names.len() - 1);
        self.names.len() - 1
    }

    /// Gives what is there another name from an event on, or none.
    fn call(&mut self, from: &N, to: Option<N>, event: usize) {
        let Some(life) = self.present.remove(from) else { return };
        self.names[life].push((event, to.clone()));
        self.present.extend(to.map(|to| (to, life)));
    }

    /// Everything that has ever had a name that a test holds for.
    fn ever(&self, is_wanted: impl Fn(&N) -> bool) -> Vec<usize> {
        let was = |life: &usize| self.names[*life].iter().any(|(_, name)| name.as_ref().is_some_and(&is_wanted));
        (0..self.names.len()).filter(was).collect()
    }

    /// What is called so now, else what was last.
    fn known(&self, name: &N) -> Option<usize> {
        let last = || self.names.iter().rposition(|names| names.iter().any(|(_, known)| known.as_ref() == Some(name)));
        self.present.get(name).copied().or_else(last)
    }

    fn name_at(&self, life: usize, event: usize) -> Option<&N> {
        self.names[life].iter().rev().find(|(from, _)| *from <= event)?.1.as_ref()
    }

    fn all(&self) -> impl Iterator<Item = &N> {
        self.names.iter().flatten().filter_map(|(_, name)| name.as_ref())
    }
}

/// The tables, views and columns of a history, and which revision touches which.
#[derive(Debug)]
pub struct Touches {
    /// How raw SQL is read.
    syntax: Syntax,
    tables: Lives<QualifiedName>,
    /// Columns, each with its table.
    columns: Lives<(usize, Name)>,
    events: Vec<Event>,
}

#[derive(Debug)]
struct Event {
    revision: RevisionId,
    touched: Touched,
}

#[derive(Debug)]
enum Touched {
    /// A table or view, and those of its columns that change or are filled.
    Table(usize, Vec<usize>),
    /// Whatever these statements are about.
    Raw(Arc<[Raw]>),
}

impl Touches {
    /// Nothing but what is there from the start.
    pub fn new(dialect: &Dialect, start: &Catalog) -> Self {
        let (tables, columns) = (Lives::new(), Lives::new());
        let mut touches = Self { syntax: raw_syntax(dialect), tables, columns, events: Vec::new() };
        for table in start.tables() {
            let life = touches.tables.life(table.qualified_name(), 0);
            table.columns.iter().for_each(|column| _ = touches.columns.life((life, column.name.clone()), 0));
        }
        for view in start.views() {
            touches.tables.life(view.qualified_name(), 0);
        }
        for sequence in start.sequences() {
            touches.tables.life(sequence.qualified_name(), 0);
        }
        touches
    }

    /// Takes in the next step of the history.
    pub fn add(&mut self, step: &Step) {
        for transition in &step.transitions {
            self.transition(&step.header.revision, transition);
        }
        if let Some(last) = step.transitions.last() {
            step.written_back.iter().for_each(|operation| self.back(&step.header.revision, operation, &last.after));
        }
    }

    /// The revisions that touch the tables which have ever had this name; none if nothing has, and no SQL names it.
    pub fn of(&self, name: &QualifiedName) -> Option<BTreeSet<&RevisionId>> {
        let wanted = self.tables.ever(|known| known == name);
        let found = self.revisions(|at, touched| match touched {
            Touched::Table(table, _) => wanted.contains(table),
            Touched::Raw(statements) => {
                let names = wanted.iter().filter_map(|table| self.tables.name_at(*table, at)).chain([name]);
                let names: Vec<&QualifiedName> = names.collect();
                statements.iter().any(|raw| names.iter().any(|name| mentions(&raw.text, &self.syntax, name)))
            }
        });
        (!wanted.is_empty() || !found.is_empty()).then_some(found)
    }

    /// The revisions that touch the columns which have ever had this name in such a table; none if there was none.
    pub fn of_column(&self, table: &QualifiedName, column: &Name) -> Option<BTreeSet<&RevisionId>> {
        let tables = self.tables.ever(|known| known == table);
        let wanted = self.columns.ever(|(table, name)| name == column && tables.contains(table));
        let names_both = |text: &str, at: usize, column: &usize| {
            let Some((table, name)) = self.columns.name_at(*column, at) else { return false };
            let column = QualifiedName { schema: None, name: name.clone() };
            let table = self.tables.name_at(*table, at);
            table.is_some_and(|table| mentions(text, &self.syntax, table)) && mentions(text, &self.syntax, &column)
        };
        let found = self.revisions(|at, touched| match touched {
            Touched::Table(_, columns) => wanted.iter().any(|column| columns.contains(column)),
            Touched::Raw(statements) => {
                statements.iter().any(|raw| wanted.iter().any(|column| names_both(&raw.text, at, column)))
            }
        });
        (!wanted.is_empty()).then_some(found)
    }

    /// Whether a table or view has ever had this name.
    pub fn has_been(&self, name: &QualifiedName) -> bool {
        !self.tables.ever(|known| known == name).is_empty()
    }

    /// Every name that a table or view has ever had.
    pub fn names(&self) -> BTreeSet<&QualifiedName> {
        self.tables.all().collect()
    }

    /// Every name that a column of such a table has ever had.
    pub fn columns(&self, table: &QualifiedName) -> BTreeSet<&Name> {
        let tables = self.tables.ever(|known| known == table);
        self.columns.all().filter(|(table, _)| tables.contains(table)).map(|(_, name)| name).collect()
    }

    fn revisions(&self, is_touched: impl Fn(usize, &Touched) -> bool) -> BTreeSet<&RevisionId> {
        let events = self.events.iter().enumerate().filter(|(at, event)| is_touched(*at, &event.touched));
        events.map(|(_, event)| &event.revision).collect()
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
            Operation::RenameSequence(op) => {
                let from = QualifiedName::new(&op.schema, &op.name);
                self.rename(revision, &from, from.renamed(&op.to));
            }
            Operation::RenameSchema(op) => {
                let tables = transition.before.tables().map(|table| table.qualified_name());
                let objects = tables.chain(transition.before.views().map(|view| view.qualified_name()));
                let objects = objects.chain(transition.before.sequences().map(|sequence| sequence.qualified_name()));
                for from in objects.filter(|name| name.schema.as_ref() == Some(&op.name)) {
                    self.rename(revision, &from, op.new_name(from.clone()));
                }
            }
            Operation::RenameColumn(op) => {
                let table = self.touch(revision, &QualifiedName::new(&op.schema, &op.table), &[&op.column]);
                let event = self.events.len();
                self.columns.call(&(table, op.column.clone()), Some((table, op.to.clone())), event);
            }
            Operation::Sql(_) => self.event(revision, Touched::Raw(Arc::clone(&transition.raw))),
            operation => {
                let names = objects(operation, &transition.before);
                names.iter().for_each(|name| self.change(revision, transition, name));
            }
        }
    }

    /// What the file says that undoes a revision.
    fn back(&mut self, revision: &RevisionId, operation: &Operation, after: &Catalog) {
        if let Operation::Sql(op) = operation {
            let raw = Raw { text: op.0.as_str().to_string(), ends_batch: false };
            return self.event(revision, Touched::Raw(Arc::new([raw])));
        }
        for name in objects(operation, after) {
            let Some(table) = self.tables.known(&name) else { continue };
            let columns = named_columns(operation).into_iter();
            let columns = columns.filter_map(|column| self.columns.known(&(table, column.clone()))).collect();
            self.event(revision, Touched::Table(table, columns));
        }
    }

    /// A change of a table, its end included.
    fn change(&mut self, revision: &RevisionId, transition: &Transition, name: &QualifiedName) {
        let columns = columns(transition, name);
        let table = self.touch(revision, name, &columns);
        let event = self.events.len();
        let after = transition.after.find_table(name);
        for column in columns {
            if after.is_none_or(|table| table.column(column).is_err()) {
                self.columns.call(&(table, column.clone()), None, event);
            }
        }
        if after.is_none()
            && transition.after.find_view(name).is_none()
            && transition.after.find_sequence(name).is_none()
        {
            self.tables.call(name, None, event);
        }
    }

    fn rename(&mut self, revision: &RevisionId, from: &QualifiedName, to: QualifiedName) {
        self.touch(revision, from, &[]);
        self.tables.call(from, Some(to), self.events.len());
    }

    /// Notes that a revision touches what is called so now.
    fn touch(&mut self, revision: &RevisionId, name: &QualifiedName, columns: &[&Name]) -> usize {
        let event = self.events.len();
        let table = self.tables.life(name.clone(), event);
        let columns = columns.iter().map(|column| self.columns.life((table, (*column).clone()), event)).collect();
        self.event(revision, Touched::Table(table, columns));
        table
    }

    fn event(&mut self, revision: &RevisionId, touched: Touched) {
        self.events.push(Event { revision: revision.clone(), touched });
    }
}

/// The tables and views that an operation is about. One that changes an enum changes the tables that use it; one that
/// only points at a table or reads it leaves it as it is.
fn objects(operation: &Operation, before: &Catalog) -> Vec<QualifiedName> {
    match operation.target() {
        Target::Table(name)
        | Target::Rows(name)
        | Target::View(name)
        | Target::Trigger(name, _)
        | Target::Policy(name, _)
        | Target::Grants(name)
        | Target::Sequence(name) => vec![name],
        Target::Enum(name) | Target::Domain(name) | Target::Type(name) => before.type_users(&name).cloned().collect(),
        Target::Schema(_) | Target::Extension(_) | Target::Routine(_) | Target::Anything => Vec::new(),
    }
}

/// The columns that an operation names as those that it changes or fills.
fn named_columns(operation: &Operation) -> Vec<&Name> {
    match operation {
        Operation::AddColumn(op) => vec![&op.column.name],
        Operation::AlterColumn(op) => vec![&op.column],
        Operation::DropColumn(op) => vec![&op.column],
        Operation::RenameColumn(op) => vec![&op.column, &op.to],
        Operation::CreateTable(op) => op.0.columns.iter().map(|column| &column.name).collect(),
        Operation::Insert(op) if op.query.is_some() => op.columns.iter().collect(),
        operation => operation.given_values().map(|(name, _)| name).collect(),
    }
}

/// The columns of a table that an operation creates, changes, fills or drops.
fn columns<'t>(transition: &'t Transition, table: &QualifiedName) -> Vec<&'t Name> {
    let of = |catalog: &'t Catalog| catalog.find_table(table).map_or(&[][..], |table| &table.columns);
    let (before, after) = (of(&transition.before), of(&transition.after));
    match transition.operation.as_ref() {
        Operation::Insert(op) if op.query.is_some() => op.columns.iter().collect(),
        Operation::Insert(_) | Operation::BulkInsert(_) | Operation::Upsert(_) | Operation::Update(_) => {
            transition.operation.given_values().map(|(name, _)| name).collect()
        }
        operation => {
            let its_enum = match operation.target() {
                Target::Enum(name) => Some(name),
                _ => None,
            };
            let is_same = |column: &Column, others: &[Column]| {
                others.contains(column) && (its_enum.is_none() || column.data_type.enum_name() != its_enum.as_ref())
            };
            let changed = before.iter().filter(|column| !is_same(column, after));
            changed.chain(after.iter().filter(|column| !is_same(column, before))).map(|column| &column.name).collect()
        }
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
            sources.push(Source {
                header: Arc::new(header),
                file,
                variables: Vec::new(),
                databases: None,
                attachments: None,
            });
        }
        let mut replay = Replay::new(&files, &dialect, context, Naming::new(Vec::new()), Default::default());
        let mut touches = Touches::new(&dialect, &Catalog::empty());
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
    fn what_a_written_downgrade_is_about_counts() {
        let touches = touches(&[
            USERS,
            "  - create_table: {name: jobs, columns: [{name: id, type: integer}, {name: note, type: text}]}",
            "  - rename_table: {name: jobs, to: tasks}\n    downgrade:\n      - update: {table: users, set: {id: 1}}\n      - rename_table: {name: tasks, to: jobs}\n      - update: {table: jobs, set: {note: x}}",
            "  - sql: SELECT 1\n    downgrade: [sql: TRUNCATE users]",
            "  - sql: SELECT 1\n    downgrade: {nothing: x}",
            "  - sql: SELECT 1\ndowngrade:\n  - delete: {table: tasks}",
        ]);
        assert_eq!(of(&touches, "users").unwrap(), "acd");
        assert_eq!(of(&touches, "jobs").unwrap(), "bcf");
        let of_column = |table: &str, column: &str| {
            let found = touches.of_column(&QualifiedName { schema: None, name: table.into() }, &column.into()).unwrap();
            found.iter().map(|id| id.as_str()).collect::<String>()
        };
        assert_eq!((of_column("users", "id"), of_column("tasks", "note")), ("ac".to_string(), "bc".to_string()));
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

    #[test]
    fn a_column_is_followed_through_its_names() {
        let touches = touches(&[
            "  - create_enum: {name: mood, values: [good, bad]}",
            "  - create_table: {name: users, columns: [{name: id, type: integer}, {name: m, type: {enum: mood}}, {name: mail, type: text}]}",
            "  - rename_column: {table: users, column: mail, to: email}",
            "  - rename_table: {name: users, to: people}",
            "  - alter_column: {table: people, column: email, type: varchar(9)}",
            "  - update: {table: people, set: {email: x}}\n    downgrade: {nothing: x}",
            "  - sql: UPDATE people SET EMAIL = 'id'\n    downgrade: {nothing: x}",
            "  - create_primary_key: {table: people, columns: [id]}",
            "  - replace_enum: {name: mood, values: [good, fair], map: {bad: fair}, map_back: {fair: bad}}",
            "  - insert: {table: people, values: {id: 1, m: good}}\n    downgrade: {nothing: x}",
            "  - drop_column: {table: people, column: email}",
            "  - add_column: {table: people, column: {name: email, type: text}}",
            "  - drop_table: {name: people}",
        ]);
        let of = |table: &str, column: &str| {
            let table = QualifiedName { schema: None, name: table.into() };
            let found = touches.of_column(&table, &column.into())?;
            Some(found.iter().map(|id| id.as_str()).collect::<String>())
        };
        assert_eq!(of("users", "mail").unwrap(), "bcefgk");
        assert_eq!(of("people", "email").unwrap(), "bcefgklm", "two columns have been called so");
        assert_eq!(of("people", "id").unwrap(), "bhjm", "a column of a primary key is no longer nullable");
        assert_eq!(of("people", "m").unwrap(), "bijm");
        assert_eq!(of("people", "x"), None);
        let table = QualifiedName { schema: None, name: "people".into() };
        let names: Vec<&str> = touches.columns(&table).into_iter().map(Name::as_str).collect();
        assert_eq!(names, ["email", "id", "m", "mail"]);
    }
}
