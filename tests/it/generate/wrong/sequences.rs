//! Impossible sequences.

use sqlgen::catalog::{Name, OwnedBy, Sequence, Whole};
use sqlgen::operation::{AlterSequence, CreateSequence, DropSequence, Operation, RenameSequence};

use super::{Wrong, ghost, owner};
use crate::generate::Gen;

fn plain(name: Name, schema: Option<Name>) -> Sequence {
    let (start, increment, min, max, cache) = (None, None, None, None, None);
    Sequence { schema, name, data_type: None, start, increment, min, max, cache, cycle: false, owned_by: None }
}

pub fn create_sequence(make: &mut Gen<'_>) -> Wrong {
    let new = || plain(ghost(), None);
    let create = |sequence: Sequence| Operation::from(CreateSequence(sequence));
    let mut wrong = vec![
        (create(Sequence { increment: Some(0), ..new() }), "wrong-value"),
        (create(Sequence { cache: Some(0), ..new() }), "wrong-value"),
        (create(Sequence { min: Some(5), max: Some(5), ..new() }), "wrong-value"),
        (create(Sequence { start: Some(0), ..new() }), "wrong-value"),
        (create(Sequence { increment: Some(-1), max: Some(3), start: Some(4), ..new() }), "wrong-value"),
        (create(Sequence { data_type: Some(Whole::Smallint), max: Some(32768), ..new() }), "wrong-value"),
        (create(Sequence { owned_by: Some(OwnedBy { table: ghost(), column: ghost() }), ..new() }), "unknown-table"),
    ];
    if let Some((table, name, schema)) = owner(make) {
        let owned_by = Some(OwnedBy { table: name.clone(), column: ghost() });
        wrong.push((create(Sequence { owned_by, ..plain(ghost(), schema.clone()) }), "unknown-column"));
        wrong.push((create(plain(table.name.clone(), schema)), "already-exists"));
    }
    let taken = make.catalog.sequences().next();
    wrong.extend(taken.map(|old| (create(plain(old.name.clone(), old.schema.clone())), "already-exists")));
    wrong
}

pub fn alter_sequence(make: &mut Gen<'_>) -> Wrong {
    let alter = |name: Name| AlterSequence { name, cycle: Some(true), ..AlterSequence::default() };
    let mut wrong: Wrong = vec![(alter(ghost()).into(), "unknown-sequence")];
    if let Some(old) = make.catalog.sequences().next() {
        let schema = old.schema.clone();
        let alter = AlterSequence { name: old.name.clone(), schema, ..AlterSequence::default() };
        let increment = Some(Some(if old.ascends() { -1 } else { 1 }));
        wrong.push((alter.clone().into(), "nothing-to-change"));
        wrong.push((AlterSequence { increment, ..alter.clone() }.into(), "wrong-value"));
        wrong.push((AlterSequence { cache: Some(Some(-1)), ..alter.clone() }.into(), "wrong-value"));
        let owned_by = Some(Some(OwnedBy { table: ghost(), column: ghost() }));
        wrong.push((AlterSequence { owned_by, ..alter }.into(), "unknown-table"));
    }
    wrong
}

pub fn drop_sequence(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong = vec![(DropSequence { name: ghost(), schema: None }.into(), "unknown-sequence")];
    let used = |name: &&std::sync::Arc<Sequence>| make.catalog.sequence_users(&name.qualified_name()).next().is_some();
    let used = make.catalog.sequences().find(used);
    wrong.extend(
        used.map(|old| (DropSequence { name: old.name.clone(), schema: old.schema.clone() }.into(), "still-used")),
    );
    wrong
}

pub fn rename_sequence(make: &mut Gen<'_>) -> Wrong {
    let rename = |name: Name, schema: Option<Name>, to: Name| Operation::from(RenameSequence { name, schema, to });
    let mut wrong = vec![(rename(ghost(), None, Name::from("x")), "unknown-sequence")];
    let old = make.catalog.sequences().find(|old| old.schema.is_none());
    let table = make.catalog.tables().find(|table| table.schema.is_none());
    if let (Some(old), Some(table)) = (old, table) {
        wrong.push((rename(old.name.clone(), None, table.name.clone()), "already-exists"));
    }
    wrong
}
