//! Histories: revisions whose operations are possible one after the other, up and down.

use indexmap::IndexMap;
use sqlgen::catalog::{Catalog, Name, SqlText, Value};
use sqlgen::operation::{Delete, Manner, Op, Operation, Upsert, guard_field};

use super::{GENERATORS, Gen, Rng, Speech, valid, yaml};

/// What undoes an operation of a history.
#[derive(Debug, Clone, PartialEq)]
pub enum Undo {
    /// What the state says.
    Derived,
    /// Nothing.
    Nothing,
    /// These.
    Written(Vec<Operation>),
}

/// An operation of a history.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it does.
    pub operation: Operation,
    /// What undoes it.
    pub undo: Undo,
    /// How it is done.
    pub manner: Manner,
}

impl Item {
    /// An operation that is done as usual, and undone as the state says.
    pub fn plain(operation: Operation) -> Self {
        Self { operation, undo: Undo::Derived, manner: Manner::default() }
    }
}

/// Revisions, each a list of operations, that start from an empty database.
#[derive(Debug, Clone)]
pub struct History {
    /// The product it is for.
    pub speech: Speech,
    /// The revisions, first one first.
    pub revisions: Vec<Vec<Item>>,
}

/// Kinds that only one product has.
const ONLY_THERE: &[&str] = &["_domain", "_type", "_policy", "_row_security"];

/// How much more often than the rarest a kind is tried.
fn weight(kind: &str) -> usize {
    match kind {
        "create_table" => 4,
        "add_column" | "alter_column" | "rename_column" | "drop_column" => 5,
        "create_exclude_constraint" => 2,
        "create_index" | "create_foreign_key" | "create_view" | "create_trigger" | "replace_enum" | "rename_table"
        | "create_sequence" => 3,
        "drop_constraint"
        | "drop_index"
        | "create_unique_constraint"
        | "create_check_constraint"
        | "rename_constraint"
        | "validate_constraint" => 2,
        "rename_enum_value" => 4,
        "grant" => 4,
        "drop_schema" | "drop_table" | "drop_enum" | "drop_view" => 1,
        // What they bring is the server's and no other operation sees it: the forms try them.
        "create_extension" | "drop_extension" => 0,
        _ => 2,
    }
}

impl History {
    /// A history of `count` revisions. `takes` says whether the product can do a list of operations and undo it.
    pub fn new(seed: u64, speech: &Speech, count: usize, takes: &dyn Fn(&Catalog, &[Item]) -> bool) -> Self {
        let mut rng = Rng::new(seed);
        let mut catalog = Catalog::empty();
        let mut revisions = Vec::with_capacity(count);
        for number in 0..count - 1 {
            let wanted = rng.between(2, 5) + usize::from(number == 0) * 3;
            let start = catalog.clone();
            let mut items: Vec<Item> = Vec::new();
            for _ in 0..wanted * 12 {
                if items.len() >= wanted {
                    break;
                }
                let Some((more, after)) = step(&mut rng, &catalog, speech, number == 0 && items.len() < 4) else {
                    continue;
                };
                let mut longer = items.clone();
                longer.extend(more);
                if takes(&start, &longer) {
                    (items, catalog) = (longer, after);
                }
            }
            revisions.push(items);
        }
        // In a revision of their own: on the way down they are deleted, which goes with no rebuild of a table.
        let rows = rows(&mut rng, &catalog, speech).filter(|item| takes(&catalog, std::slice::from_ref(item)));
        revisions.push(rows.collect());
        // One more change under the rows: a trigger's columns go, and on the way down they and the trigger come back.
        let watched = Gen { rng: &mut rng, catalog: &catalog, speech }.change_watched_column();
        let change = watched.and_then(|operation| mended(operation, &mut rng, &catalog, speech));
        if let Some((items, _)) = change.filter(|(items, _)| takes(&catalog, items)) {
            revisions.push(items);
        }
        Self { speech: speech.clone(), revisions }
    }

    /// The revision files: name and text.
    pub fn files(&self) -> Vec<(String, String)> {
        let mut files = Vec::with_capacity(self.revisions.len());
        for (at, items) in self.revisions.iter().enumerate() {
            let down = at.checked_sub(1).map(id);
            files.push((format!("revisions/{}.yaml", id(at)), yaml::revision(&id(at), down.as_deref(), items)));
        }
        files
    }

    /// Every operation as one line, for messages.
    pub fn lines(&self) -> String {
        let mut lines = String::new();
        for (at, items) in self.revisions.iter().enumerate() {
            for item in items {
                lines.push_str(&format!("{}: {}: {}\n", id(at), item.operation.kind(), yaml::body(&item.operation)));
            }
        }
        lines
    }
}

/// The id of the revision at a position.
pub fn id(at: usize) -> String {
    format!("r{at:02}")
}

/// One operation and what mends what it breaks; sometimes under a name that something else has.
fn step(rng: &mut Rng, catalog: &Catalog, speech: &Speech, fresh: bool) -> Option<(Vec<Item>, Catalog)> {
    let kind = if fresh {
        rng.word(&["create_table", "create_enum", "create_table", "create_view"])
    } else {
        any_kind(rng, speech)
    };
    let mut operation = match kind {
        "alter_column" if rng.chance(10) => Gen { rng, catalog, speech }.alter_column_using()?,
        "drop_column" if rng.chance(25) => Gen { rng, catalog, speech }.change_watched_column()?,
        _ => valid(kind, rng, catalog, speech)?,
    };
    if rng.chance(8) {
        take_name(&mut operation, rng, catalog);
    }
    mended(operation, rng, catalog, speech)
}

/// Gives what an operation makes a name that something in the catalog has.
fn take_name(operation: &mut Operation, rng: &mut Rng, catalog: &Catalog) {
    let name = match operation {
        Operation::CreateIndex(op) => &mut op.name,
        Operation::CreatePrimaryKey(op) => &mut op.name,
        Operation::CreateUniqueConstraint(op) => &mut op.name,
        Operation::CreateForeignKey(op) => &mut op.name,
        Operation::CreateCheckConstraint(op) => &mut op.name,
        Operation::CreateExcludeConstraint(op) => &mut op.name,
        Operation::CreateTrigger(op) => &mut op.0.name,
        Operation::RenameIndex(op) => &mut op.to,
        Operation::RenameConstraint(op) => &mut op.to,
        _ => return,
    };
    let mut names: Vec<Name> = catalog.triggers().map(|trigger| trigger.name.clone()).collect();
    for table in catalog.tables() {
        names.push(table.name.clone());
        names.extend(table.indexes.iter().map(|index| index.name.clone()));
        names.extend(table.constraint_names().into_iter().cloned());
    }
    if let Some(taken) = rng.pick(&names) {
        *name = taken.clone();
    }
}

/// An operation and what mends what it breaks.
fn mended(operation: Operation, rng: &mut Rng, catalog: &Catalog, speech: &Speech) -> Option<(Vec<Item>, Catalog)> {
    let mut after = catalog.clone();
    operation.apply(&mut after).ok()?;
    let undo = undo(&operation, catalog, speech)?;
    let guarded = rng.chance(10) && guard_field(operation.kind()).is_some();
    let undo = match (guarded, guard_field(operation.kind())) {
        (true, Some("if_not_exists")) => Undo::Written(operation.reverse(catalog).ok()?),
        _ => undo,
    };
    let manner = Manner { guarded, ..Manner::default() };
    let mut items = vec![Item { operation, undo, manner }];
    for _ in 0..3 {
        if after.stale().next().is_none() {
            break;
        }
        for operation in (Gen { rng, catalog: &after, speech }).mend() {
            operation.apply(&mut after).ok()?;
            items.push(Item::plain(operation));
        }
    }
    let fresh = after.stale().next().is_none();
    fresh.then_some((items, after))
}

/// Inserts for the end of a history: rows that no later change has to cope with.
fn rows<'a>(rng: &'a mut Rng, catalog: &'a Catalog, speech: &'a Speech) -> impl Iterator<Item = Item> + use<'a> {
    let kinds = ["insert", "bulk_insert", "upsert"];
    kinds.into_iter().filter_map(|kind| {
        let operation = valid(kind, rng, catalog, speech)?;
        let undo = match &operation {
            Operation::Upsert(op) => Undo::Written(deleted(op)),
            operation => operation.reverse(catalog).ok().map(|_| Undo::Derived)?,
        };
        Some(Item { undo, ..Item::plain(operation) })
    })
}

/// Deletes that take the rows of an upsert out again.
fn deleted(op: &Upsert) -> Vec<Operation> {
    let (table, schema) = (&op.table, &op.schema);
    let delete = |row: &IndexMap<Name, Value>| {
        let key = op.key.iter().map(|name| (name.clone(), row[name].clone())).collect();
        Delete { table: table.clone(), schema: schema.clone(), key, predicate: None, chunk: None }.into()
    };
    op.rows.iter().map(delete).collect()
}

fn any_kind(rng: &mut Rng, speech: &Speech) -> &'static str {
    let usable = |kind: &str| {
        !kind.ends_with("insert")
            && kind != "upsert"
            && (speech.has_schemas() || !kind.ends_with("_schema"))
            && (speech.has_sequences() || !kind.ends_with("_sequence"))
            && (speech.product != super::Product::Sqlite || !["grant", "revoke"].contains(&kind))
            && (speech.product == super::Product::Postgresql || !ONLY_THERE.iter().any(|end| kind.ends_with(end)))
    };
    let total: usize =
        GENERATORS.iter().filter(|generator| usable(generator.kind)).map(|generator| weight(generator.kind)).sum();
    let mut roll = rng.below(total);
    for generator in GENERATORS.iter().filter(|generator| usable(generator.kind)) {
        if roll < weight(generator.kind) {
            return generator.kind;
        }
        roll -= weight(generator.kind);
    }
    "create_table"
}

fn undo(operation: &Operation, before: &Catalog, speech: &Speech) -> Option<Undo> {
    match operation.reverse(before) {
        Ok(_) => Some(Undo::Derived),
        Err(_) => match operation {
            Operation::AlterColumn(op) if op.using.is_some() => {
                let mut back = op.clone();
                let column = before
                    .table(&sqlgen::catalog::QualifiedName::new(&op.schema, &op.table))
                    .ok()?
                    .column(&op.column)
                    .ok()?;
                back.data_type = Some(column.data_type.clone());
                let name = speech.ident(op.column.as_str());
                back.using = Some(SqlText::new(&if column.data_type.portable_word() == Some("integer") {
                    format!("length({name})")
                } else {
                    name
                }));
                Some(Undo::Written(vec![back.into()]))
            }
            // A text that names a value would not come back as it was.
            Operation::AlterColumn(_) | Operation::ReplaceEnum(_) | Operation::RenameEnumValue(_) => None,
            _ => Some(Undo::Nothing),
        },
    }
}
