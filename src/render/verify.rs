//! Queries that a person runs before and after a script: what should be there, what is, and whether that is the same.

use std::borrow::Cow;

use indexmap::{IndexMap, IndexSet};
use serde::Serialize;

use super::template::ScriptValues;
use super::{Renderer, TemplateError};
use crate::catalog::{
    Catalog, Changed, Command, EnumType, Held, Name, QualifiedName, Right, RoutineKind, Securable, Table,
};
use crate::dialect::{Dialect, EnumForm};

/// What stands for something that is not there.
const NOTHING: &str = "-";

/// What stands before a privilege in the kind of what is granted.
const GRANT: &str = "grant of ";

/// One thing that a database may have: its kind, the table it belongs to, and its own name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Object {
    kind: Cow<'static, str>,
    schema: Option<Name>,
    /// The table or view that it is a part of, else itself.
    owner: Name,
    /// Nothing for what is a part of no table, and for a primary key: not every database keeps its name. For what is
    /// granted the role.
    name: Option<Name>,
    /// The column that something is granted on.
    column: Option<Name>,
}

/// What the database should say of a thing.
#[derive(Serialize)]
struct Expectation<'a> {
    kind: &'a str,
    schema: Option<&'a Name>,
    owner: &'a Name,
    name: Option<&'a Name>,
    column: Option<&'a Name>,
    expected: &'a str,
}

impl Object {
    fn is_part(&self) -> bool {
        let parts = ["column", "constraint", "index", "policy", "row security", "trigger"];
        parts.contains(&self.kind.as_ref()) || self.kind.starts_with(GRANT)
    }

    /// Whether a state has it, or what it is a part of. Columns and constraints are asked for in tables only.
    fn has_place(&self, state: &Catalog) -> bool {
        let owner = QualifiedName { schema: self.schema.clone(), name: self.owner.clone() };
        match self.kind.as_ref() {
            "column" | "constraint" | "policy" | "row security" => state.find_table(&owner).is_some(),
            _ => !self.is_part() || state.kind_of(&Securable::Relation(owner)).is_some(),
        }
    }
}

#[derive(Serialize)]
struct Query<'a> {
    /// When to run it.
    when: &'a str,
    rows: Vec<Expectation<'a>>,
    #[serde(flatten)]
    scope: Scope<'a>,
}

/// What a query has to read of a database.
#[derive(Serialize, Default)]
struct Scope<'a> {
    /// The kinds of what is asked for, `grant` and `routine` for any of these.
    asked: IndexSet<&'a str>,
    /// The schemas that are named.
    schemas: IndexSet<&'a Name>,
}

impl<'a> Scope<'a> {
    fn new(objects: impl Iterator<Item = &'a Object>) -> Self {
        let mut scope = Self::default();
        for Object { kind, schema, .. } in objects {
            scope.asked.insert(match kind.as_ref() {
                "function" | "procedure" => "routine",
                kind if kind.starts_with(GRANT) => "grant",
                kind => kind,
            });
            scope.schemas.extend(schema);
        }
        scope
    }
}

impl Renderer<'_> {
    /// The query that compares a database with a state in everything that another state does not have alike; nothing
    /// where they are the same, and several where one would be too long.
    pub fn verification(&self, when: &str, state: &Catalog, other: &Catalog) -> Result<String, TemplateError> {
        let all = expected(state, other, self.dialect);
        let all: Vec<(&Object, &String)> = all.iter().collect();
        let mut text = String::new();
        for (at, part) in all.chunks(LONGEST).enumerate() {
            let when = if at > 0 { format!("{when}, part {}", at + 1) } else { when.to_string() };
            let rows = part.iter().map(|(object, expected)| expectation(object, expected)).collect();
            let query = Query { when: &when, rows, scope: Scope::new(part.iter().map(|(object, _)| *object)) };
            text.push_str(if at > 0 { "\n" } else { "" });
            text.push_str(&self.templates().text("verify", &ScriptValues::new(&query))?);
        }
        Ok(text)
    }

    /// The same in short, each without its last semicolon: queries that say in one line whether all is as it should be.
    pub(super) fn verdicts(&self, state: &Catalog, other: &Catalog) -> Result<Vec<String>, TemplateError> {
        let all = expected(state, other, self.dialect);
        let scope = || Scope::new(all.keys());
        let verdict = |lists: &[List<'_>]| {
            let total = lists.iter().map(|list| list.count).sum();
            self.templates().text("_verdict", &ScriptValues::new(&Verdict { total, lists, scope: scope() }))
        };
        lists(&all, self.dialect).chunks(LONGEST).map(verdict).collect()
    }
}

/// What a database has to say where a state differs from another.
fn expected(state: &Catalog, other: &Catalog, dialect: &Dialect) -> IndexMap<Object, String> {
    let changed = state.changed(other);
    let mut all = objects(state, &changed, dialect);
    // Where a table is not there, its parts are not asked for.
    let gone = objects(other, &changed, dialect).into_keys();
    let gone: Vec<Object> = gone.filter(|object| !all.contains_key(object) && object.has_place(state)).collect();
    all.extend(gone.into_iter().map(|object| (object, NOTHING.to_string())));
    all
}

#[derive(Serialize)]
struct Verdict<'a> {
    /// How many things are looked at.
    total: usize,
    lists: &'a [List<'a>],
    #[serde(flatten)]
    scope: Scope<'a>,
}

/// Things of one kind that belong to the same.
#[derive(Serialize)]
struct List<'a> {
    kind: &'a str,
    /// The schema and the owner as the database keeps their names.
    schema: Option<Cow<'a, str>>,
    owner: Cow<'a, str>,
    /// Whether they should be there.
    present: bool,
    count: usize,
    /// The things in words; nothing for rights, whose roles each database names in its own way.
    text: String,
    rights: Vec<Expectation<'a>>,
}

/// As many things as one query asks for: SQLite puts no more than 500 queries together, and others get slow.
const LONGEST: usize = 250;

/// As long as the things of one line become.
const LIST: usize = 80;

/// The things by kind and owner, in lines of readable length.
fn lists<'a>(all: &'a IndexMap<Object, String>, dialect: &Dialect) -> Vec<List<'a>> {
    let mut found: IndexMap<_, Vec<Expectation<'_>>> = IndexMap::new();
    for (object, expected) in all {
        let Object { kind, schema, owner, .. } = object;
        let present = expected != NOTHING;
        found.entry((kind.as_ref(), schema, owner, present)).or_default().push(expectation(object, expected));
    }
    // A table is there when its columns are.
    let columns: IndexSet<_> = found.keys().filter(|key| key.0 == "column" && key.3).copied().collect();
    found.retain(|(kind, schema, owner, present), _| {
        *kind != "table" || !present || !columns.contains(&("column", *schema, *owner, true))
    });
    let lines = found.into_iter().flat_map(|((kind, schema, owner, present), items)| {
        let line = move |items: Vec<Expectation<'a>>| {
            let is_right = kind.starts_with(GRANT);
            let words = items.iter().filter(|_| !is_right).map(|item| words(item, present, dialect));
            List {
                kind,
                schema: schema.as_ref().map(|name| dialect.stored(name.as_str())),
                owner: dialect.stored(owner.as_str()),
                present,
                count: items.len(),
                text: words.collect::<Vec<_>>().join("; "),
                rights: if is_right { items } else { Vec::new() },
            }
        };
        in_lines(items).into_iter().map(line)
    });
    lines.collect()
}

/// A thing and what is expected of it, in words.
fn words(item: &Expectation<'_>, present: bool, dialect: &Dialect) -> String {
    match item.name.map(|name| dialect.stored(name.as_str())) {
        None if present => item.expected.to_string(),
        None => "gone".to_string(),
        Some(name) if present => format!("{name} {}", item.expected),
        Some(name) => format!("no {name}"),
    }
}

fn in_lines(items: Vec<Expectation<'_>>) -> Vec<Vec<Expectation<'_>>> {
    let mut lines: Vec<Vec<Expectation<'_>>> = Vec::new();
    let mut length = LIST;
    for item in items {
        let needs = item.name.map_or(0, |name| name.as_str().len()) + item.expected.len() + 3;
        length += needs;
        match lines.last_mut() {
            Some(line) if length <= LIST => line.push(item),
            _ => {
                length = needs;
                lines.push(vec![item]);
            }
        }
    }
    lines
}

fn expectation<'a>(object: &'a Object, expected: &'a str) -> Expectation<'a> {
    let Object { kind, schema, owner, name, column } = object;
    Expectation { kind, schema: schema.as_ref(), owner, name: name.as_ref(), column: column.as_ref(), expected }
}

/// What a state has of the objects that are looked at, in the order of the state.
fn objects(catalog: &Catalog, changed: &Changed, dialect: &Dialect) -> IndexMap<Object, String> {
    let mut found = IndexMap::new();
    let enums = changed.enums.iter().filter(|_| dialect.manifest.enums == EnumForm::Type);
    for enum_type in enums.filter_map(|name| catalog.enum_type(name).ok()) {
        found.insert(whole("enum", &enum_type.qualified_name()), values(enum_type));
    }
    for table in changed.tables.iter().filter_map(|name| catalog.find_table(name)) {
        found.insert(whole("table", &table.qualified_name()), "yes".to_string());
        parts(table, dialect, &mut found);
    }
    for view in changed.views.iter().filter_map(|name| catalog.find_view(name)) {
        let kind = if view.materialized.is_some() { "materialized view" } else { "view" };
        found.insert(whole(kind, &view.qualified_name()), "yes".to_string());
        for index in catalog.indexes_of(&view.qualified_name()) {
            let object = Object { name: Some(index.name.clone()), ..whole("index", &view.qualified_name()) };
            found.insert(object, if index.unique { "unique" } else { "not unique" }.to_string());
        }
    }
    others(catalog, changed, &mut found);
    grants(catalog, changed, dialect, &mut found);
    for (table, name) in changed.triggers.iter().filter(|(table, name)| catalog.trigger(table, name).is_ok()) {
        let object = Object { name: Some(name.clone()), ..whole("trigger", table) };
        found.insert(object, "yes".to_string());
    }
    found
}

/// What is no table or view and belongs to none, or says who sees its rows.
fn others(catalog: &Catalog, changed: &Changed, found: &mut IndexMap<Object, String>) {
    for name in changed.sequences.iter().filter(|name| catalog.sequence(name).is_ok()) {
        found.insert(whole("sequence", name), "yes".to_string());
    }
    for domain in changed.domains.iter().filter_map(|name| catalog.domain(name).ok()) {
        found.insert(whole("domain", &domain.qualified_name()), nullability(domain.nullable).to_string());
    }
    for composite in changed.composites.iter().filter_map(|name| catalog.composite(name).ok()) {
        let parts: Vec<&str> = composite.attributes.iter().map(|attribute| attribute.name.as_str()).collect();
        found.insert(whole("type", &composite.qualified_name()), parts.join(", "));
    }
    for name in changed.routines.iter().map(|key| &key.name) {
        for kind in [RoutineKind::Function, RoutineKind::Procedure] {
            let count = catalog.overloads(name).filter(|routine| routine.kind() == kind).count();
            let word = if kind == RoutineKind::Function { "function" } else { "procedure" };
            let several = || format!("{count} of this name");
            let expected = (count > 0).then(|| if count == 1 { "yes".to_string() } else { several() });
            found.extend(expected.map(|expected| (whole(word, name), expected)));
        }
    }
    for policy in changed.policies.iter().filter_map(|(table, name)| catalog.policy(table, name).ok()) {
        let object = Object { name: Some(policy.name.clone()), ..whole("policy", &policy.table_name()) };
        found.insert(object, policy_command(policy.command).to_string());
    }
    for (table, force) in changed.row_security.iter().filter_map(|table| Some((table, catalog.row_security(table)?))) {
        found.insert(whole("row security", table), if force { "forced" } else { "yes" }.to_string());
    }
}

/// What is granted on tables, views and sequences, and on columns.
fn grants(catalog: &Catalog, changed: &Changed, dialect: &Dialect, found: &mut IndexMap<Object, String>) {
    let one_option = dialect.fact("one_grant_option").is_some();
    for securable in &changed.grants {
        let Securable::Relation(on) = securable else { continue };
        for (Right { role, column, privilege }, held) in
            catalog.rights(securable).into_iter().flat_map(|all| all.iter())
        {
            let object = Object {
                kind: format!("{GRANT}{privilege}").into(),
                name: Some(role.clone()),
                column: column.clone(),
                ..whole("", on)
            };
            // Where a role may grant all that it holds or nothing, the server does not say it of each.
            let grantable = *held == Held::Grantable && !one_option;
            found.insert(object, if grantable { "grantable" } else { "yes" }.to_string());
        }
    }
}

/// A thing that is a part of no other.
fn whole(kind: &'static str, name: &QualifiedName) -> Object {
    Object { kind: kind.into(), schema: name.schema.clone(), owner: name.name.clone(), name: None, column: None }
}

fn nullability(nullable: bool) -> &'static str {
    if nullable { "null" } else { "not null" }
}

fn policy_command(command: Command) -> &'static str {
    match command {
        Command::All => "all",
        Command::Select => "select",
        Command::Insert => "insert",
        Command::Update => "update",
        Command::Delete => "delete",
    }
}

fn values(enum_type: &EnumType) -> String {
    enum_type.values.join(", ")
}

fn parts(table: &Table, dialect: &Dialect, found: &mut IndexMap<Object, String>) {
    let mut insert = |kind: &'static str, name: Option<&Name>, expected: &str| {
        let (schema, owner) = (table.schema.clone(), table.name.clone());
        let object = Object { kind: kind.into(), schema, owner, name: name.cloned(), column: None };
        found.insert(object, expected.to_string());
    };
    for column in &table.columns {
        insert("column", Some(&column.name), nullability(column.nullable));
    }
    if table.primary_key.is_some() {
        insert("constraint", None, "primary key");
    }
    if dialect.fact("constraints_without_names").is_none() {
        let unique = table.unique.iter().map(|key| (&key.name, "unique"));
        let foreign = table.foreign_keys.iter().map(|key| (&key.name, "foreign key"));
        let checks = table.checks.iter().map(|check| (&check.name, "check"));
        let exclusions = table.exclusions.iter().map(|exclusion| (&exclusion.name, "exclusion"));
        for (name, kind) in unique.chain(foreign).chain(checks).chain(exclusions).filter(|(name, _)| !name.is_unnamed())
        {
            insert("constraint", Some(name), kind);
        }
    }
    for index in table.indexes.iter().filter(|index| !index.name.is_unnamed()) {
        insert("index", Some(&index.name), if index.unique { "unique" } else { "not unique" });
    }
}
