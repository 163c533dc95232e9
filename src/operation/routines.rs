//! What the operations on functions and procedures share.

use super::grants::granted_again;
use super::{
    CreateFunction, CreateProcedure, DropFunction, DropProcedure, Irreversible, Operation, ReplaceFunction,
    ReplaceProcedure,
};
use crate::catalog::{
    Catalog, Conflict, DataType, Mode, Name, QualifiedName, Routine, RoutineKey, RoutineKind, Securable,
};

/// Makes a routine whose key is free.
pub(super) fn create(catalog: &mut Catalog, kind: RoutineKind, routine: &Routine) -> Result<(), Conflict> {
    check(catalog, kind, routine)?;
    if let Some(known) = catalog.find_routine(&routine.key()) {
        return Err(Conflict::exists(&known.kind().to_string(), known.key()).at("name"));
    }
    catalog.put_routine(routine.clone());
    Ok(())
}

/// Puts a routine in the place of the one that it means.
pub(super) fn replace(catalog: &mut Catalog, kind: RoutineKind, routine: &Routine) -> Result<(), Conflict> {
    let old = catalog.routine(kind, &routine.key(), false)?.key();
    check(catalog, kind, routine)?;
    // Whether calls fit other types is for the server to say; another number of arguments they do not.
    let inputs = |routine: &Routine| routine.input_types().count();
    let other = catalog.find_routine(&old).is_some_and(|old| inputs(old) != inputs(routine));
    let alone = other && catalog.overloads(&old.name).count() == 1;
    let caller = alone.then(|| catalog.callers(&old.name)).flatten();
    if let Some(caller) = caller.or_else(|| catalog.trigger_that_runs(&old).filter(|_| other)) {
        let message = format!("{caller} calls {kind} `{old}` with another number of arguments");
        let help =
            "drop what calls it first; or make another routine, let what calls this one call that, and drop this one";
        return Err(Conflict::new("still-used", message).at_key_of("name").help(help));
    }
    if let Some(trigger) = catalog.trigger_that_runs(&old).filter(|_| !routine.is_for_triggers()) {
        let conflict =
            Conflict::new("still-used", format!("{trigger} runs {kind} `{old}`, which has to return `trigger`"));
        return Err(conflict.at_key_of("returns").help("drop the trigger first, or let it run another function"));
    }
    catalog.take_routine(&old);
    catalog.move_rights(&Securable::Routine(old), Securable::Routine(routine.key()));
    catalog.put_routine(routine.clone());
    Ok(())
}

/// What puts back the routine that another one has replaced.
pub(super) fn replace_back(before: &Catalog, kind: RoutineKind, new: &Routine) -> Result<Vec<Operation>, Irreversible> {
    let old = before.routine(kind, &new.key(), false).map_err(|conflict| Irreversible::new(conflict.message))?;
    let old = old.as_ref().clone();
    Ok(vec![match kind {
        RoutineKind::Function => ReplaceFunction(old).into(),
        RoutineKind::Procedure => ReplaceProcedure(old).into(),
    }])
}

/// Takes out the routine that a name means.
pub(super) fn drop(
    catalog: &mut Catalog,
    kind: RoutineKind,
    name: QualifiedName,
    types: Option<&Vec<DataType>>,
) -> Result<(), Conflict> {
    let key = meant(catalog, kind, &name, types)?.key();
    let alone = catalog.overloads(&name).count() == 1;
    let caller = alone.then(|| catalog.callers(&name)).flatten();
    if let Some(caller) = caller.or_else(|| catalog.trigger_that_runs(&key)) {
        let conflict = Conflict::new("still-used", format!("{caller} calls {kind} `{key}`"));
        return Err(conflict.at("name").help("drop what calls it first, or give it a text that does not"));
    }
    catalog.take_routine(&key);
    catalog.drop_rights(&Securable::Routine(key));
    Ok(())
}

/// What makes a dropped routine again.
pub(super) fn create_again(
    before: &Catalog,
    kind: RoutineKind,
    name: &QualifiedName,
    types: Option<&Vec<DataType>>,
) -> Result<Vec<Operation>, Irreversible> {
    let old = meant(before, kind, name, types).map_err(|conflict| Irreversible::new(conflict.message))?;
    let create = match kind {
        RoutineKind::Function => CreateFunction(old.clone()).into(),
        RoutineKind::Procedure => CreateProcedure(old.clone()).into(),
    };
    Ok(std::iter::once(create).chain(granted_again(before, &Securable::Routine(old.key()))).collect())
}

/// What takes a new routine away.
pub(super) fn drop_again(kind: RoutineKind, routine: &Routine) -> Vec<Operation> {
    let (name, schema) = (routine.name.clone(), routine.schema.clone());
    let arguments = Some(routine.input_types().cloned().collect());
    vec![match kind {
        RoutineKind::Function => DropFunction { name, schema, arguments }.into(),
        RoutineKind::Procedure => DropProcedure { name, schema, arguments }.into(),
    }]
}

/// The routine that a name, and types where they are given, mean.
pub(super) fn meant<'a>(
    catalog: &'a Catalog,
    kind: RoutineKind,
    name: &QualifiedName,
    types: Option<&Vec<DataType>>,
) -> Result<&'a Routine, Conflict> {
    let key = RoutineKey::new(name.clone(), types.into_iter().flatten());
    catalog.routine(kind, &key, types.is_some()).map(AsRef::as_ref)
}

fn check(catalog: &Catalog, kind: RoutineKind, routine: &Routine) -> Result<(), Conflict> {
    match (kind, &routine.returns) {
        (RoutineKind::Function, None) => {
            let conflict = Conflict::new("wrong-value", "a function returns something, and nothing says what");
            return Err(conflict.at_key_of("name").help("add `returns:`, or make it a procedure"));
        }
        (RoutineKind::Procedure, Some(_)) => {
            return Err(Conflict::new("wrong-value", "a procedure returns nothing").at("returns"));
        }
        _ => {}
    }
    routine.body.check_filled("body")?;
    for data_type in routine.types() {
        catalog.check_type(data_type)?;
    }
    check_arguments(routine)
}

fn check_arguments(routine: &Routine) -> Result<(), Conflict> {
    let mut names: Vec<&Name> = Vec::new();
    let mut defaulted = false;
    for (index, argument) in routine.arguments.iter().enumerate() {
        let place = |conflict: Conflict, part: &str| conflict.at(part).at_index(index).at("arguments");
        if names.contains(&&argument.name) {
            return Err(place(Conflict::exists("argument", &argument.name), "name"));
        }
        names.push(&argument.name);
        if let Some(reason) = argument.default.as_ref().and_then(|value| value.misfit(&argument.data_type)) {
            return Err(place(Conflict::new("wrong-value", reason), "default"));
        }
        let given = argument.mode != Mode::Out;
        if given && defaulted && argument.default.is_none() && argument.mode != Mode::Variadic {
            let message = format!("`{}` has no default, and an argument before it has one", argument.name);
            return Err(place(Conflict::new("contradiction", message), "name"));
        }
        if !given && argument.default.is_some() {
            let message = format!("`{}` goes out, so nothing takes its default", argument.name);
            return Err(place(Conflict::new("contradiction", message), "default"));
        }
        defaulted |= argument.default.is_some();
    }
    Ok(())
}

/// A routine by its name, and by its types where they are given, for people.
pub(super) fn called(name: &QualifiedName, types: Option<&Vec<DataType>>) -> String {
    match types {
        Some(types) => RoutineKey::new(name.clone(), types.iter()).to_string(),
        None => name.to_string(),
    }
}

/// Which kind of routine an operation is about, if it is about one.
pub fn routine_kind(operation: &Operation) -> Option<RoutineKind> {
    match operation {
        Operation::CreateFunction(_) | Operation::ReplaceFunction(_) | Operation::DropFunction(_) => {
            Some(RoutineKind::Function)
        }
        Operation::CreateProcedure(_) | Operation::ReplaceProcedure(_) | Operation::DropProcedure(_) => {
            Some(RoutineKind::Procedure)
        }
        _ => None,
    }
}

/// The routine that an operation replaces or drops, as it was before.
pub fn old_routine<'a>(operation: &Operation, before: &'a Catalog) -> Option<&'a Routine> {
    let kind = routine_kind(operation)?;
    let replaced = |new: &Routine| before.routine(kind, &new.key(), false).ok().map(AsRef::as_ref);
    match operation {
        Operation::ReplaceFunction(op) => replaced(&op.0),
        Operation::ReplaceProcedure(op) => replaced(&op.0),
        Operation::DropFunction(op) => {
            meant(before, kind, &QualifiedName::new(&op.schema, &op.name), op.arguments.as_ref()).ok()
        }
        Operation::DropProcedure(op) => {
            meant(before, kind, &QualifiedName::new(&op.schema, &op.name), op.arguments.as_ref()).ok()
        }
        _ => None,
    }
}
