//! Names that a dialect keeps apart beyond what holds everywhere: its manifest lists what shares them, and where.

use indexmap::IndexMap;

use super::routines::new_routine;
use super::{Lowering, Refusal};
use crate::catalog::{Catalog, Index, Name, QualifiedName, Routine, RoutineKind, Table, Trigger};
use crate::dialect::{Named, Namespace, Within};
use crate::operation::{Op, Operation, Target, old_routine};
use crate::plan::Transition;

type Namespaces = IndexMap<String, Namespace>;

/// Something with a name, and the table that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Holder<'a> {
    kind: Named,
    schema: Option<&'a Name>,
    table: Option<&'a Name>,
    name: &'a Name,
    /// Which one it is of several with the same name in one place.
    number: usize,
}

/// What cannot be done because a name is taken.
pub fn check_names(lowering: &Lowering<'_>) -> Vec<Refusal> {
    let spaces = &lowering.dialect.manifest.namespaces;
    let mut refusals = Vec::new();
    for (index, transition) in lowering.step.transitions.iter().enumerate() {
        let fresh = fresh(spaces, transition);
        if fresh.is_empty() {
            continue;
        }
        let clash = spaces.values().find_map(|space| {
            let (one, other) = clash(space, &fresh, &transition.after)?;
            Some((space, one, other))
        });
        if let Some((space, one, other)) = clash {
            let title = &lowering.dialect.manifest.title;
            let what = format!("{} has the name of {}", one.words(), other.words());
            let message = format!("{title} cannot do this: {}, and {what}", space.unsupported);
            let help = "give one of the two a name of its own".to_string();
            refusals.push(Refusal { help, ..Refusal::new(index, message, Some(&space.manual)) });
        }
    }
    refusals
}

impl Holder<'_> {
    fn words(&self) -> String {
        let kind = match self.kind {
            Named::Table => "table",
            Named::View => "view",
            Named::Sequence => "sequence",
            Named::Enum => "enum",
            Named::Domain => "domain",
            Named::Type => "type",
            Named::Column => "column",
            Named::Index => "index",
            Named::PrimaryKey => "primary key",
            Named::Unique => "unique constraint",
            Named::ForeignKey => "foreign key",
            Named::Check => "check",
            Named::Exclusion => "exclusion constraint",
            Named::Trigger => "trigger",
            Named::ConstraintTrigger => "constraint trigger",
            Named::Function => "function",
            Named::Procedure => "procedure",
        };
        match self.table {
            Some(table) => format!("{kind} `{}` of `{table}`", self.name),
            None => format!("{kind} `{}`", self.name),
        }
    }

    /// Whether both stand in the same namespace under the same name.
    fn meets(&self, other: &Self, space: &Namespace) -> bool {
        let together = match space.within {
            Within::Database => true,
            Within::Schema => self.schema == other.schema,
            Within::Table => self.schema == other.schema && self.table == other.table,
        };
        let same = match space.ignore_case {
            true => self.name.as_str().to_lowercase() == other.name.as_str().to_lowercase(),
            false => self.name == other.name,
        };
        together && same
    }
}

/// Two things with the same name in a namespace, of which the transition brought the first.
fn clash<'a>(space: &Namespace, fresh: &[Holder<'a>], after: &'a Catalog) -> Option<(Holder<'a>, Holder<'a>)> {
    let fresh: Vec<&Holder<'a>> = fresh.iter().filter(|holder| space.of.contains(&holder.kind)).collect();
    if fresh.is_empty() {
        return None;
    }
    fresh.into_iter().find_map(|one| {
        let mut others = near(one, space, after).filter(|holder| space.of.contains(&holder.kind));
        let other = others.find(|other| other != one && other.meets(one, space))?;
        Some((one.clone(), other))
    })
}

/// What has a name after the transition that nothing of the kind had there before.
fn fresh<'a>(spaces: &Namespaces, transition: &'a Transition) -> Vec<Holder<'a>> {
    let (before, after) = (&transition.before, &transition.after);
    match (transition.operation.as_ref(), transition.operation.target()) {
        (Operation::RenameTable(op), Target::Table(old)) => {
            moved(spaces, (before, after), (&old, &old.renamed(&op.to)))
        }
        (Operation::RenameView(op), Target::View(old)) => view(after, &old.renamed(&op.to)),
        (Operation::RenameMaterializedView(op), Target::View(old)) => view(after, &old.renamed(&op.to)),
        (Operation::RenameSequence(op), Target::Sequence(old)) => sequence(after, &old.renamed(&op.to)),
        (Operation::RenameEnum(op), Target::Enum(old)) => types(after, &old.renamed(&op.to)),
        (Operation::RenameDomain(op), Target::Domain(old)) => types(after, &old.renamed(&op.to)),
        (Operation::RenameType(op), Target::Type(old)) => types(after, &old.renamed(&op.to)),
        (_, Target::Table(name)) if after.is_materialized(&name) => {
            let known = |index: &Index| before.indexes_of(&name).iter().any(|old| old.name == index.name);
            of_view(after, &name).filter(|(index, _)| !known(index)).map(|(_, holder)| holder).collect()
        }
        (_, Target::Table(name)) => moved(spaces, (before, after), (&name, &name)),
        (_, Target::View(name)) if before.find_view(&name).is_none() => view(after, &name),
        (_, Target::Sequence(name)) if before.find_sequence(&name).is_none() => sequence(after, &name),
        (_, Target::Enum(name) | Target::Domain(name) | Target::Type(name))
            if before.check_free_type(&name).is_ok() =>
        {
            types(after, &name)
        }
        (_, Target::Trigger(table, name)) => {
            let old = before.trigger(&table, &name).ok().map(|old| old.constraint);
            let found = after.trigger(&table, &name).ok().filter(|found| old != Some(found.constraint));
            found.map(|found| trigger(found)).into_iter().collect()
        }
        (operation, Target::Routine(name)) => match new_routine(operation) {
            Some(new) if old_routine(operation, before).is_none() => overloads(after, &name)
                .filter(|(found, _)| found.key() == new.key())
                .map(|(_, holder)| holder)
                .collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The indexes of a view that keeps its rows.
fn of_view<'a>(catalog: &'a Catalog, name: &QualifiedName) -> impl Iterator<Item = (&'a Index, Holder<'a>)> + use<'a> {
    let view = catalog.find_view(name);
    view.into_iter().flat_map(move |view| {
        let indexes = view.materialized.iter().flat_map(|materialized| &materialized.indexes);
        indexes.map(|index| {
            let (schema, table) = (view.schema.as_ref(), Some(&view.name));
            (index, Holder { kind: Named::Index, schema, table, name: &index.name, number: 0 })
        })
    })
}

/// The routines of one name.
fn overloads<'a>(
    catalog: &'a Catalog,
    name: &QualifiedName,
) -> impl Iterator<Item = (&'a Routine, Holder<'a>)> + use<'a> {
    catalog.overloads(name).enumerate().map(|(number, found)| (found.as_ref(), routine(found, number)))
}

fn routine(found: &Routine, number: usize) -> Holder<'_> {
    let kind = match found.kind() {
        RoutineKind::Function => Named::Function,
        RoutineKind::Procedure => Named::Procedure,
    };
    Holder { kind, schema: found.schema.as_ref(), table: None, name: &found.name, number }
}

/// The new names of a table that was called `old` before, where they can meet others; its triggers keep theirs.
fn moved<'a>(
    spaces: &Namespaces,
    (before, after): (&Catalog, &'a Catalog),
    (old, new): (&QualifiedName, &QualifiedName),
) -> Vec<Holder<'a>> {
    let Some(table) = after.find_table(new) else { return Vec::new() };
    let columns = spaces.values().any(|space| space.of.contains(&Named::Column));
    let kept = of_table(table, columns).filter(|holder| spaces.values().any(|space| space.of.contains(&holder.kind)));
    let Some(old) = before.find_table(old) else { return kept.collect() };
    let known =
        |holder: &Holder<'_>| of_table(old, columns).any(|was| was.kind == holder.kind && was.name == holder.name);
    kept.filter(|holder| !known(holder)).collect()
}

fn view<'a>(catalog: &'a Catalog, name: &QualifiedName) -> Vec<Holder<'a>> {
    let found = catalog.find_view(name);
    let holder = |schema, name| Holder { kind: Named::View, schema, table: None, name, number: 0 };
    found.map(|view| holder(view.schema.as_ref(), &view.name)).into_iter().collect()
}

fn sequence<'a>(catalog: &'a Catalog, name: &QualifiedName) -> Vec<Holder<'a>> {
    let holder = |schema, name| Holder { kind: Named::Sequence, schema, table: None, name, number: 0 };
    catalog.find_sequence(name).map(|found| holder(found.schema.as_ref(), &found.name)).into_iter().collect()
}

fn types<'a>(catalog: &'a Catalog, name: &QualifiedName) -> Vec<Holder<'a>> {
    all_types(catalog).filter(|holder| holder.schema == name.schema.as_ref() && *holder.name == name.name).collect()
}

/// The types of the user.
fn all_types(catalog: &Catalog) -> impl Iterator<Item = Holder<'_>> {
    let object = |kind, schema, name| Holder { kind, schema, table: None, name, number: 0 };
    let enums = catalog.enums().map(move |found| object(Named::Enum, found.schema.as_ref(), &found.name));
    let domains = catalog.domains().map(move |found| object(Named::Domain, found.schema.as_ref(), &found.name));
    let composites = catalog.composites().map(move |found| object(Named::Type, found.schema.as_ref(), &found.name));
    enums.chain(domains).chain(composites)
}

fn trigger(found: &Trigger) -> Holder<'_> {
    let kind = if found.constraint { Named::ConstraintTrigger } else { Named::Trigger };
    Holder { kind, schema: found.schema.as_ref(), table: Some(&found.table), name: &found.name, number: 0 }
}

/// What may have the same name: what is in tables where something has it, other columns of the table, what is in none.
fn near<'a>(one: &Holder<'a>, space: &Namespace, catalog: &'a Catalog) -> impl Iterator<Item = Holder<'a>> {
    let columns = space.of.contains(&Named::Column);
    let object = |kind, schema, name| Holder { kind, schema, table: None, name, number: 0 };
    let own = one.table.filter(|_| one.kind == Named::Column);
    let own = own.and_then(|table| catalog.find_table(&QualifiedName::new(&one.schema.cloned(), table)));
    let tables = own.into_iter().chain(catalog.tables_named(one.name)).flat_map(move |table| of_table(table, columns));
    let views = catalog.views().map(move |view| object(Named::View, view.schema.as_ref(), &view.name));
    let sequences = catalog.sequences().map(move |found| object(Named::Sequence, found.schema.as_ref(), &found.name));
    let triggers = catalog.triggers().map(|found| trigger(found));
    let counts = space.of.contains(&Named::Function) || space.of.contains(&Named::Procedure);
    let mut number = 0;
    let routines = catalog.routines().filter(move |_| counts).scan(None, move |last, found| {
        number = if *last == Some(found.qualified_name()) { number + 1 } else { 0 };
        *last = Some(found.qualified_name());
        Some(routine(found, number))
    });
    let indexed = catalog.views().filter(|view| view.materialized.is_some());
    let indexes = indexed.flat_map(|view| of_view(catalog, &view.qualified_name())).map(|(_, holder)| holder);
    let tables = tables.chain(indexes);
    tables.chain(views).chain(sequences).chain(all_types(catalog)).chain(triggers).chain(routines)
}

/// A table and its parts; its columns too where they count.
fn of_table(table: &Table, columns: bool) -> impl Iterator<Item = Holder<'_>> {
    let schema = table.schema.as_ref();
    let part = move |kind, name| Holder { kind, schema, table: Some(&table.name), name, number: 0 };
    let own = std::iter::once(Holder { kind: Named::Table, schema, table: None, name: &table.name, number: 0 });
    let columns = if columns { table.columns.as_slice() } else { &[] };
    own.chain(columns.iter().map(move |column| part(Named::Column, &column.name)))
        .chain(table.indexes.iter().map(move |index| part(Named::Index, &index.name)))
        .chain(table.primary_key.iter().map(move |key| part(Named::PrimaryKey, &key.name)))
        .chain(table.unique.iter().map(move |key| part(Named::Unique, &key.name)))
        .chain(table.foreign_keys.iter().map(move |key| part(Named::ForeignKey, &key.name)))
        .chain(table.checks.iter().map(move |check| part(Named::Check, &check.name)))
        .chain(table.exclusions.iter().map(move |exclusion| part(Named::Exclusion, &exclusion.name)))
}
