//! What is no table: schemas, extensions, types, sequences, routines, views, triggers, policies, rights.

use super::order::settled;
use super::tables::{gone_indexes, new_indexes};
use crate::catalog::{
    Catalog, Changed, Check, Composite, Domain, EnumType, Extension, Name, QualifiedName, Routine, RoutineKind,
    Sequence, View,
};
use crate::operation::{
    AddEnumValue, AlterDomain, AlterSequence, AlterType, CreateDomain, CreateEnum, CreateExtension, CreateFunction,
    CreateMaterializedView, CreatePolicy, CreateProcedure, CreateSchema, CreateSequence, CreateTrigger, CreateType,
    CreateView, DisableRowSecurity, DropDomain, DropEnum, DropExtension, DropFunction, DropMaterializedView,
    DropPolicy, DropProcedure, DropSchema, DropSequence, DropTrigger, DropType, DropView, EnableRowSecurity, Operation,
    RefreshMaterializedView, ReplaceEnum, ReplaceFunction, ReplaceMaterializedView, ReplacePolicy, ReplaceProcedure,
    ReplaceTrigger, ReplaceView,
};

/// Schemas and extensions that come.
pub(super) fn new_places(state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let schemas = to.schemas().filter(|name| !state.has_schema(name));
    let mut operations: Vec<Operation> =
        schemas.map(|name| Operation::from(CreateSchema { name: name.clone() })).collect();
    let known: Vec<&Extension> = state.extensions().collect();
    for Extension { name, schema } in to.extensions().filter(|extension| !known.contains(extension)) {
        if known.iter().any(|old| old.name == *name) {
            operations.push(DropExtension { name: name.clone() }.into());
        }
        let (name, schema) = (name.clone(), schema.clone());
        operations.push(CreateExtension { name, schema, if_not_exists: false }.into());
    }
    operations
}

/// Schemas and extensions that go.
pub(super) fn gone_places(state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let stays = |old: &Extension| to.extensions().any(|extension| extension.name == old.name);
    let extensions = state.extensions().filter(|old| !stays(old));
    let mut operations: Vec<Operation> =
        extensions.map(|old| Operation::from(DropExtension { name: old.name.clone() })).collect();
    let schemas = state.schemas().filter(|name| !to.has_schema(name));
    operations.extend(schemas.map(|name| Operation::from(DropSchema { name: name.clone() })));
    operations
}

/// Triggers, policies, row security and views that go.
pub(super) fn gone_texts(changed: &Changed, state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    for (table, name) in &changed.triggers {
        if state.trigger(table, name).is_ok() && to.trigger(table, name).is_err() {
            let (name, schema, table) = (name.clone(), table.schema.clone(), table.name.clone());
            operations.push(DropTrigger { name, table, schema }.into());
        }
    }
    for (table, name) in &changed.policies {
        if state.policy(table, name).is_ok() && to.policy(table, name).is_err() {
            let (name, schema, table) = (name.clone(), table.schema.clone(), table.name.clone());
            operations.push(DropPolicy { name, table, schema }.into());
        }
    }
    for table in changed.row_security.iter().filter(|table| to.row_security(table).is_none()) {
        let (table, schema) = (table.name.clone(), table.schema.clone());
        operations.push(DisableRowSecurity { table, schema }.into());
    }
    let of_kind = |view: &View| to.find_view(&view.qualified_name()).map(|new| new.materialized.is_some());
    let views = changed.views.iter().filter_map(|name| state.find_view(name)).map(AsRef::as_ref);
    let gone: Vec<&View> = views.filter(|view| of_kind(view) != Some(view.materialized.is_some())).collect();
    let read_by = |one: &&View, other: &&View| other.reads(&one.qualified_name(), None);
    operations.extend(settled(gone, read_by).into_iter().map(gone_view));
    operations
}

fn gone_view(view: &View) -> Operation {
    let (name, schema) = (view.name.clone(), view.schema.clone());
    match view.materialized {
        None => DropView { name, schema }.into(),
        Some(_) => DropMaterializedView { name, schema }.into(),
    }
}

/// Functions and procedures that go.
pub(super) fn gone_routines(changed: &Changed, state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let old = changed.routines.iter().filter_map(|key| state.find_routine(key));
    let stays = |routine: &Routine| to.find_routine(&routine.key()).is_some_and(|new| new.kind() == routine.kind());
    let drop = |routine: &Routine| {
        let (name, schema) = (routine.name.clone(), routine.schema.clone());
        let arguments = Some(routine.input_types().cloned().collect());
        match routine.kind() {
            RoutineKind::Function => DropFunction { name, schema, arguments }.into(),
            RoutineKind::Procedure => DropProcedure { name, schema, arguments }.into(),
        }
    };
    old.filter(|routine| !stays(routine)).map(|routine| drop(routine)).collect()
}

/// Enums, domains and composite types that come or change, each behind those that it is made of.
pub(super) fn types(changed: &Changed, state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let mut operations = Vec::new();
    for new in changed.enums.iter().filter_map(|name| to.enum_type(name).ok()) {
        match state.enum_type(&new.qualified_name()) {
            Err(_) => operations.push(CreateEnum(new.as_ref().clone()).into()),
            Ok(old) => operations.extend(other_values(old, new)),
        }
    }
    for new in changed.domains.iter().filter_map(|name| to.domain(name).ok()) {
        match state.domain(&new.qualified_name()) {
            Err(_) => operations.push(CreateDomain(new.as_ref().clone()).into()),
            Ok(old) => operations.extend(other_domain(old, new)),
        }
    }
    for new in changed.composites.iter().filter_map(|name| to.composite(name).ok()) {
        match state.composite(&new.qualified_name()) {
            Err(_) => operations.push(CreateType(new.as_ref().clone()).into()),
            Ok(old) => operations.extend(other_attributes(old, new)),
        }
    }
    operations
}

/// Values that come between the old ones, or others in their place. Which become which nobody knows: a row with one that
/// goes stops the change.
fn other_values(old: &EnumType, new: &EnumType) -> Vec<Operation> {
    let (name, schema) = (&new.name, &new.schema);
    let mut rest = new.values.iter();
    if !old.values.iter().all(|value| rest.any(|new| new == value)) {
        let (name, schema, values) = (name.clone(), schema.clone(), new.values.clone());
        let (map, map_back) = Default::default();
        return vec![ReplaceEnum { name, schema, values, map, map_back }.into()];
    }
    let added = (0..new.values.len()).filter(|at| !old.values.contains(&new.values[*at]));
    let add = |at: usize| {
        let (name, schema, value) = (name.clone(), schema.clone(), new.values[at].clone());
        let after = at.checked_sub(1).map(|before| new.values[before].clone());
        let before = if at == 0 { old.values.first().cloned() } else { None };
        Operation::from(AddEnumValue { name, schema, value, before, after })
    };
    added.map(add).collect()
}

fn other_domain(old: &Domain, new: &Domain) -> Option<Operation> {
    let (name, schema) = (new.name.clone(), new.schema.clone());
    if old.data_type != new.data_type || old.collation != new.collation {
        return Some(DropDomain { name, schema }.into());
    }
    let lacks = |checks: &[Check], check: &Check| !checks.contains(check);
    let drop_checks: Vec<Name> =
        old.checks.iter().filter(|check| lacks(&new.checks, check)).map(|check| check.name.clone()).collect();
    let add_checks: Vec<Check> = new.checks.iter().filter(|check| lacks(&old.checks, check)).cloned().collect();
    let operation = AlterDomain {
        name,
        schema,
        nullable: (old.nullable != new.nullable).then_some(new.nullable),
        default: new.default.clone().filter(|_| old.default != new.default),
        drop_default: old.default.is_some() && new.default.is_none(),
        drop_checks,
        add_checks,
    };
    let same = operation.nullable.is_none()
        && old.default == new.default
        && operation.drop_checks.is_empty()
        && operation.add_checks.is_empty();
    (!same).then(|| operation.into())
}

fn other_attributes(old: &Composite, new: &Composite) -> Option<Operation> {
    let named = |of: &Composite, name: &Name| of.attributes.iter().find(|other| other.name == *name).cloned();
    let gone = old.attributes.iter().filter(|attribute| named(new, &attribute.name).is_none());
    let known = |name: &Name| named(old, name);
    let added = new.attributes.iter().filter(|attribute| known(&attribute.name).is_none());
    let altered = new
        .attributes
        .iter()
        .filter(|attribute| known(&attribute.name).is_some_and(|before| before.data_type != attribute.data_type));
    let operation = AlterType {
        name: new.name.clone(),
        schema: new.schema.clone(),
        drop_attributes: gone.map(|attribute| attribute.name.clone()).collect(),
        alter_attributes: altered.cloned().collect(),
        add_attributes: added.cloned().collect(),
        ..AlterType::default()
    };
    let same = operation.drop_attributes.is_empty()
        && operation.alter_attributes.is_empty()
        && operation.add_attributes.is_empty();
    (!same).then(|| operation.into())
}

/// Types that go.
pub(super) fn gone_types(changed: &Changed, state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    let parts = |name: &QualifiedName| (name.name.clone(), name.schema.clone());
    for (name, schema) in changed.composites.iter().filter(|name| to.composite(name).is_err()).map(parts) {
        operations.push(DropType { name, schema }.into());
    }
    for (name, schema) in changed.domains.iter().filter(|name| to.domain(name).is_err()).map(parts) {
        operations.push(DropDomain { name, schema }.into());
    }
    for (name, schema) in changed.enums.iter().filter(|name| to.enum_type(name).is_err()).map(parts) {
        operations.push(DropEnum { name, schema }.into());
    }
    let gone = changed.sequences.iter().filter(|name| to.find_sequence(name).is_none());
    let gone = gone.filter(|name| state.find_sequence(name).is_some());
    operations.extend(gone.map(parts).map(|(name, schema)| Operation::from(DropSequence { name, schema })));
    operations
}

/// Sequences that come, without the columns that own them, and those that change.
pub(super) fn sequences(changed: &Changed, state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let new = changed.sequences.iter().filter_map(|name| to.find_sequence(name));
    let operation = |new: &Sequence| match state.find_sequence(&new.qualified_name()) {
        None => Some(CreateSequence(Sequence { owned_by: None, ..new.clone() }).into()),
        Some(old) => other_sequence(old, new),
    };
    new.filter_map(|new| operation(new)).collect()
}

fn other_sequence(old: &Sequence, new: &Sequence) -> Option<Operation> {
    let (name, schema) = (new.name.clone(), new.schema.clone());
    if old.ascends() != new.ascends() || (old.start.is_some() && new.start.is_none()) {
        return Some(DropSequence { name, schema }.into());
    }
    let same = Sequence { owned_by: new.owned_by.clone(), ..old.clone() } == *new;
    let operation = AlterSequence {
        name,
        schema,
        data_type: (old.data_type != new.data_type).then_some(new.data_type),
        start: new.start.filter(|_| old.start != new.start),
        increment: (old.increment != new.increment).then_some(new.increment),
        min: (old.min != new.min).then_some(new.min),
        max: (old.max != new.max).then_some(new.max),
        cache: (old.cache != new.cache).then_some(new.cache),
        cycle: (old.cycle != new.cycle).then_some(new.cycle),
        owned_by: None,
    };
    (!same).then(|| operation.into())
}

/// The columns that own sequences, where they are others.
pub(super) fn owned_sequences(changed: &Changed, state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let pairs = changed.sequences.iter().filter_map(|name| Some((state.find_sequence(name), to.find_sequence(name)?)));
    let others = pairs.filter(|(old, new)| old.map_or(new.owned_by.is_some(), |old| old.owned_by != new.owned_by));
    let owned = |new: &Sequence| AlterSequence {
        name: new.name.clone(),
        schema: new.schema.clone(),
        owned_by: Some(new.owned_by.clone()),
        ..AlterSequence::default()
    };
    others.map(|(_, new)| owned(new).into()).collect()
}

/// Functions and procedures that come, change, or wait for a text.
pub(super) fn routines(changed: &Changed, state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let wanted =
        |routine: &&Routine| changed.routines.contains(&routine.key()) || state.is_stale_routine(&routine.key());
    let operation = |new: &Routine| {
        let known = state.find_routine(&new.key()).is_some_and(|old| old.kind() == new.kind());
        match (known, new.kind()) {
            (false, RoutineKind::Function) => Operation::from(CreateFunction(new.clone())),
            (false, RoutineKind::Procedure) => CreateProcedure(new.clone()).into(),
            (true, RoutineKind::Function) => ReplaceFunction(new.clone()).into(),
            (true, RoutineKind::Procedure) => ReplaceProcedure(new.clone()).into(),
        }
    };
    to.routines().map(AsRef::as_ref).filter(wanted).map(operation).collect()
}

/// Views that come, change, or wait for a text, each behind those that it reads, with their indexes.
pub(super) fn views(changed: &Changed, state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let wanted =
        |view: &&View| changed.views.contains(&view.qualified_name()) || state.is_stale_view(&view.qualified_name());
    let new: Vec<&View> = to.views().map(AsRef::as_ref).filter(wanted).collect();
    let reads = |one: &&View, other: &&View| one.reads(&other.qualified_name(), None);
    let mut operations = Vec::new();
    for view in settled(new, reads) {
        let name = view.qualified_name();
        let old = state.find_view(&name).filter(|old| old.materialized.is_some() == view.materialized.is_some());
        let other_query = old.is_none_or(|old| old.query != view.query) || state.is_stale_view(&name);
        match CreateMaterializedView::of(view) {
            None if old.is_none() => operations.push(CreateView(view.clone()).into()),
            None => operations.push(ReplaceView(view.clone()).into()),
            Some(create) if old.is_none() => operations.push(create.into()),
            Some(CreateMaterializedView { name, schema, query, with_data }) if other_query => {
                operations.push(ReplaceMaterializedView { name, schema, query, with_data }.into());
            }
            Some(CreateMaterializedView { name, schema, with_data, .. }) => {
                let filled = old.and_then(|old| old.materialized.as_ref()).is_some_and(|old| old.populated);
                if filled != with_data {
                    let concurrently = Default::default();
                    operations.push(RefreshMaterializedView { name, schema, concurrently, with_data }.into());
                }
            }
        }
        let indexes = old.map_or(&[][..], |_| state.indexes_of(&name));
        operations.extend(gone_indexes(&name, indexes, to.indexes_of(&name)));
        operations.extend(new_indexes(&name, indexes, to.indexes_of(&name)));
    }
    operations
}

/// Triggers that come, change, or wait for a text.
pub(super) fn triggers(changed: &Changed, state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    for new in to.triggers() {
        let key = (new.table_name(), new.name.clone());
        let old = state.trigger(&key.0, &key.1).ok();
        match old {
            None => operations.push(CreateTrigger(new.as_ref().clone()).into()),
            Some(old) if changed.triggers.contains(&key) || state.is_stale_trigger(old) => {
                operations.push(ReplaceTrigger(new.as_ref().clone()).into());
            }
            Some(_) => {}
        }
    }
    operations
}

/// Policies that come or change, and tables that are under policies from now on.
pub(super) fn policies(changed: &Changed, state: &Catalog, to: &Catalog) -> Vec<Operation> {
    let new = changed.policies.iter().filter_map(|(table, name)| to.policy(table, name).ok());
    let mut operations: Vec<Operation> = new
        .map(|new| match state.policy(&new.table_name(), &new.name) {
            Err(_) => Operation::from(CreatePolicy(new.as_ref().clone())),
            Ok(_) => ReplacePolicy(new.as_ref().clone()).into(),
        })
        .collect();
    for (table, force) in changed.row_security.iter().filter_map(|table| Some((table, to.row_security(table)?))) {
        let (table, schema) = (table.name.clone(), table.schema.clone());
        operations.push(EnableRowSecurity { table, schema, force }.into());
    }
    operations
}
