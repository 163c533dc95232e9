//! Impossible functions and procedures.

use sqlgen::catalog::{Argument, DataType, Mode, Name, QualifiedName, Returns, Routine, RoutineKind, SqlText, Value};
use sqlgen::operation::{
    CreateFunction, CreateProcedure, DropFunction, DropProcedure, Operation, ReplaceFunction, ReplaceProcedure,
};

use super::{Wrong, ghost};
use crate::generate::Gen;

fn simple(kind: RoutineKind) -> Routine {
    Routine {
        schema: None,
        name: ghost(),
        arguments: Vec::new(),
        returns: (kind == RoutineKind::Function).then(|| Returns::Type(DataType::word("integer"))),
        language: None,
        volatility: None,
        strict: false,
        security: None,
        options: None,
        body: SqlText::new("SELECT 1"),
    }
}

fn argument(name: &str, data_type: DataType, mode: Mode, default: Option<&str>) -> Argument {
    let default = default.map(|digits| Value::Number(digits.to_string()));
    Argument { name: Name::from(name), data_type, mode, default }
}

/// Every wrong routine of a kind with its code.
fn wrong_routines(kind: RoutineKind) -> Vec<(Routine, &'static str)> {
    let simple = || simple(kind);
    let with = |arguments: Vec<Argument>| Routine { arguments, ..simple() };
    let integer = || DataType::word("integer");
    let other = match kind {
        RoutineKind::Function => None,
        RoutineKind::Procedure => Some(Returns::Type(integer())),
    };
    vec![
        (Routine { body: SqlText::new(""), ..simple() }, "wrong-value"),
        (Routine { returns: other, ..simple() }, "wrong-value"),
        (
            with(vec![argument("a", integer(), Mode::In, None), argument("a", integer(), Mode::In, None)]),
            "already-exists",
        ),
        (
            with(vec![argument("a", integer(), Mode::In, Some("1")), argument("b", integer(), Mode::In, None)]),
            "contradiction",
        ),
        (with(vec![argument("a", integer(), Mode::Out, Some("1"))]), "contradiction"),
        (with(vec![argument("a", DataType::word("text"), Mode::In, Some("1"))]), "wrong-value"),
        (
            with(vec![argument("a", DataType::Enum(QualifiedName { schema: None, name: ghost() }), Mode::In, None)]),
            "unknown-enum",
        ),
    ]
}

fn create(kind: RoutineKind, routine: Routine) -> Operation {
    match kind {
        RoutineKind::Function => CreateFunction(routine).into(),
        RoutineKind::Procedure => CreateProcedure(routine).into(),
    }
}

fn replace(kind: RoutineKind, routine: Routine) -> Operation {
    match kind {
        RoutineKind::Function => ReplaceFunction(routine).into(),
        RoutineKind::Procedure => ReplaceProcedure(routine).into(),
    }
}

fn drop(kind: RoutineKind, name: Name, schema: Option<Name>, arguments: Option<Vec<DataType>>) -> Operation {
    match kind {
        RoutineKind::Function => DropFunction { name, schema, arguments }.into(),
        RoutineKind::Procedure => DropProcedure { name, schema, arguments }.into(),
    }
}

fn unknown(kind: RoutineKind) -> &'static str {
    match kind {
        RoutineKind::Function => "unknown-function",
        RoutineKind::Procedure => "unknown-procedure",
    }
}

fn wrong_create(make: &mut Gen<'_>, kind: RoutineKind) -> Wrong {
    let mut wrong: Wrong =
        wrong_routines(kind).into_iter().map(|(routine, code)| (create(kind, routine), code)).collect();
    let taken = make.catalog.routines().find(|found| found.kind() == kind);
    wrong.extend(taken.map(|found| (create(kind, found.as_ref().clone()), "already-exists")));
    wrong
}

fn wrong_replace(make: &mut Gen<'_>, kind: RoutineKind) -> Wrong {
    let mut wrong: Wrong = vec![(replace(kind, simple(kind)), unknown(kind))];
    if let Some(old) = make.catalog.routines().find(|found| found.kind() == kind) {
        let named = |routine: Routine| Routine { schema: old.schema.clone(), name: old.name.clone(), ..routine };
        let alone = make.catalog.overloads(&old.qualified_name()).count() == 1;
        let routines = wrong_routines(kind).into_iter().filter(|_| alone);
        wrong.extend(routines.map(|(routine, code)| (replace(kind, named(routine)), code)));
    }
    let other = make.catalog.routines().find(|found| found.kind() != kind);
    if let Some(other) = other.filter(|other| make.catalog.overloads(&other.qualified_name()).count() == 1) {
        let named = Routine { schema: other.schema.clone(), name: other.name.clone(), ..simple(kind) };
        wrong.push((replace(kind, named), unknown(kind)));
    }
    wrong
}

fn wrong_drop(make: &mut Gen<'_>, kind: RoutineKind) -> Wrong {
    let mut wrong: Wrong = vec![(drop(kind, ghost(), None, None), unknown(kind))];
    let blob = || Some(vec![DataType::word("blob"), DataType::word("blob")]);
    for found in make.catalog.routines().filter(|found| found.kind() == kind) {
        let (name, schema) = (found.name.clone(), found.schema.clone());
        wrong.push((drop(kind, name.clone(), schema.clone(), blob()), unknown(kind)));
        match make.catalog.overloads(&found.qualified_name()).count() {
            1 if make.catalog.callers(&found.qualified_name()).is_some() => {
                wrong.push((drop(kind, name, schema, None), "still-used"));
            }
            1 => {}
            _ if found.arguments.is_empty() => {}
            _ if make.catalog.overloads(&found.qualified_name()).any(|other| other.arguments.is_empty()) => {}
            _ => wrong.push((drop(kind, name, schema, None), unknown(kind))),
        }
    }
    wrong
}

pub fn create_function(make: &mut Gen<'_>) -> Wrong {
    wrong_create(make, RoutineKind::Function)
}

pub fn create_procedure(make: &mut Gen<'_>) -> Wrong {
    wrong_create(make, RoutineKind::Procedure)
}

pub fn replace_function(make: &mut Gen<'_>) -> Wrong {
    wrong_replace(make, RoutineKind::Function)
}

pub fn replace_procedure(make: &mut Gen<'_>) -> Wrong {
    wrong_replace(make, RoutineKind::Procedure)
}

pub fn drop_function(make: &mut Gen<'_>) -> Wrong {
    wrong_drop(make, RoutineKind::Function)
}

pub fn drop_procedure(make: &mut Gen<'_>) -> Wrong {
    wrong_drop(make, RoutineKind::Procedure)
}
