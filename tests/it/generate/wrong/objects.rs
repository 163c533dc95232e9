//! Impossible schemas, enums, views and triggers.

use indexmap::IndexMap;
use sqlgen::catalog::{Column, DataType, EnumType, Name, SqlText, Timing, Trigger, Value, View};
use sqlgen::operation::{
    AddEnumValue, CreateEnum, CreateExtension, CreateSchema, CreateTrigger, CreateView, DropEnum, DropExtension,
    DropSchema, DropTrigger, DropView, Operation, RenameEnum, RenameEnumValue, RenameSchema, RenameView, ReplaceEnum,
    ReplaceTrigger, ReplaceView,
};

use super::{GHOST, Wrong, ghost, owner};
use crate::generate::Gen;

pub fn add_enum_value(make: &mut Gen<'_>) -> Wrong {
    let add = |found: &EnumType, value: &str, before: Option<&str>, after: Option<&str>| -> Operation {
        let (before, after) = (before.map(str::to_string), after.map(str::to_string));
        AddEnumValue { name: found.name.clone(), schema: found.schema.clone(), value: value.to_string(), before, after }
            .into()
    };
    let unknown = EnumType { schema: None, name: ghost(), values: Vec::new() };
    let mut wrong = vec![(add(&unknown, "x", None, None), "unknown-enum")];
    if let Some(found) = make.catalog.enums().next() {
        let first = found.values[0].as_str();
        wrong.push((add(found, first, None, None), "already-exists"));
        wrong.push((add(found, GHOST, Some(GHOST), None), "unknown-value"));
        wrong.push((add(found, GHOST, None, Some("nor this")), "unknown-value"));
        wrong.push((add(found, GHOST, Some(first), Some(first)), "contradiction"));
    }
    wrong
}

pub fn create_enum(make: &mut Gen<'_>) -> Wrong {
    let create = |name: Name, schema: Option<Name>, values: &[&str]| -> Operation {
        CreateEnum(EnumType { schema, name, values: values.iter().map(ToString::to_string).collect() }).into()
    };
    let mut wrong =
        vec![(create(ghost(), None, &[]), "wrong-value"), (create(ghost(), None, &["a", "b", "a"]), "already-exists")];
    wrong.extend(
        make.catalog
            .enums()
            .next()
            .map(|found| (create(found.name.clone(), found.schema.clone(), &["a"]), "already-exists")),
    );
    wrong
}

pub fn create_schema(make: &mut Gen<'_>) -> Wrong {
    let taken = make.catalog.schemas().next();
    taken.map(|name| (CreateSchema { name: name.clone() }.into(), "already-exists")).into_iter().collect()
}

pub fn create_extension(make: &mut Gen<'_>) -> Wrong {
    let create = |name: Name| CreateExtension { name, schema: None, if_not_exists: true };
    let taken = make.catalog.extensions().next();
    taken.map(|found| (create(found.name.clone()).into(), "already-exists")).into_iter().collect()
}

pub fn drop_extension(_make: &mut Gen<'_>) -> Wrong {
    vec![(DropExtension { name: ghost() }.into(), "unknown-extension")]
}

pub fn rename_schema(make: &mut Gen<'_>) -> Wrong {
    let rename = |name: Name, to: Name| Operation::from(RenameSchema { name, to });
    let mut wrong = vec![(rename(ghost(), Name::from("x")), "unknown-schema")];
    wrong.extend(make.catalog.schemas().next().map(|name| (rename(name.clone(), name.clone()), "already-exists")));
    wrong
}

fn wrong_triggers(make: &mut Gen<'_>) -> Vec<(Trigger, &'static str)> {
    let Some((owner, _, _)) = owner(make) else { return Vec::new() };
    let Some(trigger) = make.trigger(&owner, Name::from("tr_wrong")) else { return Vec::new() };
    vec![
        (Trigger { table: ghost(), ..trigger.clone() }, "unknown-table"),
        (Trigger { events: Vec::new(), ..trigger.clone() }, "wrong-value"),
        (Trigger { columns: vec![ghost()], ..trigger.clone() }, "unknown-column"),
        (
            Trigger {
                timing: Timing::InsteadOf,
                constraint: false,
                deferrable: false,
                initially: None,
                ..trigger.clone()
            },
            "unknown-view",
        ),
        (Trigger { body: SqlText::default(), function: None, ..trigger.clone() }, "wrong-value"),
        (Trigger { body: SqlText::default(), function: Some(SqlText::new("touch")), ..trigger.clone() }, "wrong-value"),
        (
            Trigger { body: SqlText::new("x"), function: Some(SqlText::new("touch()")), ..trigger.clone() },
            "contradiction",
        ),
        (Trigger { constraint: false, deferrable: true, ..trigger.clone() }, "contradiction"),
        (Trigger { constraint: true, timing: Timing::Before, ..trigger }, "contradiction"),
    ]
}

pub fn create_trigger(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong =
        wrong_triggers(make).into_iter().map(|(trigger, code)| (CreateTrigger(trigger).into(), code)).collect();
    wrong.extend(
        make.catalog.triggers().next().map(|old| (CreateTrigger(old.as_ref().clone()).into(), "already-exists")),
    );
    wrong
}

pub fn create_view(make: &mut Gen<'_>) -> Wrong {
    let view = |name: Name, schema: Option<Name>, text: &str| -> Operation {
        CreateView(View { schema, name, query: SqlText::new(text), materialized: None }).into()
    };
    let mut wrong = vec![(view(ghost(), None, ""), "wrong-value")];
    wrong.extend(
        make.catalog.tables().next().map(|t| (view(t.name.clone(), t.schema.clone(), "SELECT 1"), "already-exists")),
    );
    wrong.extend(
        make.catalog.views().next().map(|v| (view(v.name.clone(), v.schema.clone(), "SELECT 1"), "already-exists")),
    );
    wrong
}

pub fn drop_enum(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong = vec![(DropEnum { name: ghost(), schema: None }.into(), "unknown-enum")];
    let used = make.catalog.enums().filter(|found| make.catalog.type_users(&found.qualified_name()).next().is_some());
    wrong.extend(
        used.map(|found| (DropEnum { name: found.name.clone(), schema: found.schema.clone() }.into(), "still-used")),
    );
    wrong
}

pub fn drop_schema(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong = vec![(DropSchema { name: ghost() }.into(), "unknown-schema")];
    let full = make.catalog.tables().find_map(|table| table.schema.clone());
    wrong.extend(full.map(|name| (DropSchema { name }.into(), "still-used")));
    let brought = make.catalog.extensions().find_map(|extension| extension.schema.clone());
    wrong.extend(brought.map(|name| (DropSchema { name }.into(), "still-used")));
    wrong
}

pub fn drop_trigger(make: &mut Gen<'_>) -> Wrong {
    let Some((_, table, schema)) = owner(make) else { return Vec::new() };
    vec![(DropTrigger { name: ghost(), table, schema }.into(), "unknown-trigger")]
}

pub fn drop_view(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong = vec![(DropView { name: ghost(), schema: None }.into(), "unknown-view")];
    let plain = make.catalog.views().filter(|view| view.materialized.is_none());
    let read = plain.filter(|view| !make.catalog.readers(&view.qualified_name(), None).is_empty());
    wrong.extend(
        read.map(|view| (DropView { name: view.name.clone(), schema: view.schema.clone() }.into(), "still-used")),
    );
    wrong
}

pub fn rename_enum(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong =
        vec![(RenameEnum { name: ghost(), schema: None, to: Name::from("x") }.into(), "unknown-enum")];
    let all: Vec<_> = make.catalog.enums().filter(|found| found.schema.is_none()).collect();
    if let [first, second, ..] = all.as_slice() {
        let rename = RenameEnum { name: first.name.clone(), schema: None, to: second.name.clone() };
        wrong.push((rename.into(), "already-exists"));
    }
    wrong
}

pub fn rename_enum_value(make: &mut Gen<'_>) -> Wrong {
    let rename = |name: Name, schema: Option<Name>, from: &str, to: &str| {
        Operation::from(RenameEnumValue { name, schema, from: from.to_string(), to: to.to_string() })
    };
    let mut wrong: Wrong = vec![(rename(ghost(), None, "a", "b"), "unknown-enum")];
    if let Some(found) = make.catalog.enums().next() {
        let first = found.values[0].as_str();
        wrong.push((rename(found.name.clone(), found.schema.clone(), GHOST, "b"), "unknown-value"));
        wrong.push((rename(found.name.clone(), found.schema.clone(), first, first), "already-exists"));
    }
    wrong
}

pub fn rename_view(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong =
        vec![(RenameView { name: ghost(), schema: None, to: Name::from("x") }.into(), "unknown-view")];
    let view = make.catalog.views().find(|view| view.schema.is_none() && view.materialized.is_none());
    let table = make.catalog.tables().find(|table| table.schema.is_none());
    if let (Some(view), Some(table)) = (view, table) {
        let rename = RenameView { name: view.name.clone(), schema: None, to: table.name.clone() };
        wrong.push((rename.into(), "already-exists"));
    }
    wrong
}

pub fn replace_enum(make: &mut Gen<'_>) -> Wrong {
    let replace = |found: &EnumType, values: &[&str], map: &[(&str, &str)]| ReplaceEnum {
        name: found.name.clone(),
        schema: found.schema.clone(),
        values: values.iter().map(ToString::to_string).collect(),
        map: map.iter().map(|(from, to)| ((*from).to_string(), (*to).to_string())).collect(),
        map_back: IndexMap::new(),
    };
    let unknown = EnumType { schema: None, name: ghost(), values: Vec::new() };
    let mut wrong: Wrong = vec![(replace(&unknown, &["a"], &[]).into(), "unknown-enum")];
    if let Some(found) = make.catalog.enums().next() {
        let first = found.values[0].as_str();
        wrong.push((replace(found, &[], &[]).into(), "wrong-value"));
        wrong.push((replace(found, &["a", "a"], &[]).into(), "already-exists"));
        wrong.push((replace(found, &["a"], &[(GHOST, "a")]).into(), "unknown-value"));
        wrong.push((replace(found, &["a"], &[(first, GHOST)]).into(), "unknown-value"));
        let back = ReplaceEnum {
            map_back: IndexMap::from_iter([("a".to_string(), GHOST.to_string())]),
            ..replace(found, &["a"], &[])
        };
        wrong.push((back.into(), "unknown-value"));
    }
    if let Some((found, value)) = value_in_a_check(make) {
        let others: Vec<&str> = found.values.iter().map(String::as_str).filter(|other| *other != value).collect();
        if let Some(other) = others.first() {
            let of_enum = |column: &&Column| column.data_type.enum_name() == Some(&found.qualified_name());
            let mut columns = make.catalog.tables().flat_map(|table| &table.columns).filter(of_enum);
            // A default that is no value any more is found first.
            if !columns.any(|column| column.default.is_some()) {
                wrong.push((replace(&found, &others, &[]).into(), "still-used"));
            }
            wrong.push((replace(&found, &others, &[(&value, other)]).into(), "still-used"));
        }
    }
    wrong
}

/// A value that a check names by itself, of an enum that no other type is made of.
fn value_in_a_check(make: &Gen<'_>) -> Option<(EnumType, String)> {
    make.catalog.tables().find_map(|table| {
        table.columns.iter().find_map(|column| {
            let DataType::Enum(name) = &column.data_type else { return None };
            let found = make.catalog.enum_type(name).ok().filter(|_| make.catalog.types_of(name).next().is_none())?;
            let is_default = |value: &&String| column.default == Some(Value::Text((*value).clone()));
            let named = |value: &&String| {
                let compared = format!("{} <> '{value}'", make.speech.ident(column.name.as_str()));
                table.checks.iter().any(|check| check.expression.as_str().starts_with(&compared))
            };
            let value = found.values.iter().find(|value| named(value) && !is_default(value))?;
            Some((found.as_ref().clone(), value.clone()))
        })
    })
}

pub fn replace_trigger(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong =
        wrong_triggers(make).into_iter().map(|(trigger, code)| (ReplaceTrigger(trigger).into(), code)).collect();
    if let Some((owner, _, _)) = owner(make)
        && let Some(trigger) = make.trigger(&owner, ghost())
    {
        wrong.push((ReplaceTrigger(trigger).into(), "unknown-trigger"));
    }
    wrong
}

pub fn replace_view(make: &mut Gen<'_>) -> Wrong {
    let view = |name: Name, schema: Option<Name>, text: &str| -> Operation {
        ReplaceView(View { schema, name, query: SqlText::new(text), materialized: None }).into()
    };
    let mut wrong = vec![(view(ghost(), None, "SELECT 1"), "unknown-view")];
    wrong.extend(
        make.catalog
            .views()
            .find(|old| old.materialized.is_none())
            .map(|old| (view(old.name.clone(), old.schema.clone(), ""), "wrong-value")),
    );
    wrong
}
