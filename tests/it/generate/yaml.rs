//! Operations as the text of a revision file. Flow style, since that is JSON with comments.

use serde_json::{Map, Value as Json, json};
use sqlgen::catalog::{Attribute, Column, DataType, QualifiedName, ReturnedColumn, Returns, Routine, Value};
use sqlgen::operation::{Operation, guard_field};

use super::history::{Item, Undo};

/// Stands before a number that has to keep its digits.
const NUMBER: &str = "\u{1}number:";

/// A revision file.
pub fn revision(id: &str, down: Option<&str>, items: &[Item]) -> String {
    let down = down.map_or("null".to_string(), |down| format!("\"{down}\""));
    let mut text = format!("revision: \"{id}\"\ndown_revision: {down}\nmessage: generated\nupgrade:");
    if items.is_empty() {
        text.push_str(" []");
    }
    for item in items {
        let mut fields = body(&item.operation);
        if let (true, Some(guard)) = (item.manner.guarded, guard_field(item.operation.kind())) {
            fields[guard] = Json::Bool(true);
        }
        text.push_str(&format!("\n- {}: {}", item.operation.kind(), printed(&fields)));
        match &item.undo {
            Undo::Derived => {}
            Undo::Nothing => text.push_str("\n  downgrade: {nothing: \"it only touches rows\"}"),
            Undo::Written(operations) => {
                let list: Vec<String> = operations
                    .iter()
                    .map(|operation| format!("{{{}: {}}}", operation.kind(), printed(&body(operation))))
                    .collect();
                text.push_str(&format!("\n  downgrade: [{}]", list.join(", ")));
            }
        }
    }
    text.push('\n');
    text
}

/// JSON, with numbers in the digits that they were given.
fn printed(body: &Json) -> String {
    let text = body.to_string();
    let mark = format!("\"{}", NUMBER.replace('\u{1}', "\\u0001"));
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(&mark) {
        let (digits, after) = after.split_once('"').expect("a text ends");
        out.push_str(before);
        out.push_str(digits);
        rest = after;
    }
    out + rest
}

/// The body of an operation as a file gives it.
pub fn body(operation: &Operation) -> Json {
    let mut body = without_nulls(serde_json::to_value(operation).expect("an operation is plain data"));
    match operation {
        Operation::AlterTableOptions(op) => {
            body["options"] = serde_json::to_value(&op.options).expect("options are plain data");
        }
        Operation::CreateTable(op) => body["columns"] = op.0.columns.iter().map(column).collect(),
        Operation::AddColumn(op) => body["column"] = column(&op.column),
        Operation::AlterColumn(op) => {
            if let Some(of) = &op.data_type {
                body["type"] = data_type(of);
            }
            if let Some(default) = &op.default {
                body["default"] = value(default);
            }
        }
        Operation::CreateFunction(op) => routine(&mut body, &op.0),
        Operation::ReplaceFunction(op) => routine(&mut body, &op.0),
        Operation::CreateProcedure(op) => routine(&mut body, &op.0),
        Operation::ReplaceProcedure(op) => routine(&mut body, &op.0),
        Operation::DropFunction(op) => types(&mut body, op.arguments.as_deref()),
        Operation::Grant(op) => types(&mut body["on"], op.on.arguments.as_deref()),
        Operation::Revoke(op) => types(&mut body["on"], op.on.arguments.as_deref()),
        Operation::DropProcedure(op) => types(&mut body, op.arguments.as_deref()),
        Operation::AlterSequence(op) => body = serde_json::to_value(op).expect("it is plain data"),
        Operation::CreateDomain(op) => {
            body["type"] = data_type(&op.0.data_type);
            if let Some(default) = &op.0.default {
                body["default"] = value(default);
            }
        }
        Operation::AlterDomain(op) => {
            if let Some(default) = &op.default {
                body["default"] = value(default);
            }
        }
        Operation::CreateType(op) => body["attributes"] = op.0.attributes.iter().map(attribute).collect(),
        Operation::AlterType(op) => {
            for (field, list) in [("alter_attributes", &op.alter_attributes), ("add_attributes", &op.add_attributes)] {
                if !list.is_empty() {
                    body[field] = list.iter().map(attribute).collect();
                }
            }
        }
        Operation::Insert(op) if op.query.is_none() => body["values"] = row(&op.values),
        Operation::BulkInsert(op) => body["rows"] = op.rows.iter().map(row).collect(),
        Operation::Upsert(op) => {
            body["rows"] = op.rows.iter().map(row).collect();
            if op.updated().is_empty() {
                body["update"] = json!("nothing");
            }
        }
        Operation::Update(op) => body["set"] = row(&op.set),
        Operation::Delete(op) if !op.key.is_empty() => body["key"] = row(&op.key),
        _ => {}
    }
    body
}

fn routine(body: &mut Json, routine: &Routine) {
    for (at, argument) in routine.arguments.iter().enumerate() {
        body["arguments"][at]["type"] = data_type(&argument.data_type);
        if let Some(default) = &argument.default {
            body["arguments"][at]["default"] = value(default);
        }
    }
    if let Some(returns) = &routine.returns {
        body["returns"] = match returns {
            Returns::Type(of) => data_type(of),
            Returns::SetOf(of) => json!({"set_of": data_type(of)}),
            Returns::Table(columns) => {
                let column = |column: &ReturnedColumn| json!({"name": column.name.as_str(), "type": data_type(&column.data_type)});
                json!({"table": columns.iter().map(column).collect::<Json>()})
            }
        };
    }
}

fn types(body: &mut Json, types: Option<&[DataType]>) {
    if let Some(types) = types {
        body["arguments"] = types.iter().map(data_type).collect();
    }
}

fn row<'a>(row: impl IntoIterator<Item = (&'a sqlgen::catalog::Name, &'a Value)>) -> Json {
    let values: Map<String, Json> = row.into_iter().map(|(name, given)| (name.to_string(), value(given))).collect();
    Json::Object(values)
}

fn column(column: &Column) -> Json {
    let mut body = without_nulls(serde_json::to_value(column).expect("a column is plain data"));
    body["type"] = data_type(&column.data_type);
    if let Some(default) = &column.default {
        body["default"] = value(default);
    }
    body
}

fn named(kind: &str, name: &QualifiedName) -> Json {
    match &name.schema {
        Some(schema) => json!({kind: name.name.as_str(), "schema": schema.as_str()}),
        None => json!({kind: name.name.as_str()}),
    }
}

fn attribute(attribute: &Attribute) -> Json {
    json!({"name": attribute.name.as_str(), "type": data_type(&attribute.data_type)})
}

fn data_type(of: &DataType) -> Json {
    match of {
        DataType::Portable { .. } => Json::String(of.to_string()),
        DataType::Enum(name) => named("enum", name),
        DataType::Domain(name) => named("domain", name),
        DataType::Composite(name) => named("composite", name),
        DataType::Array(item) => json!({"array": data_type(item)}),
        DataType::Raw(text) => json!({"raw": text}),
    }
}

fn value(given: &Value) -> Json {
    match given {
        Value::Null => Json::Null,
        Value::Boolean(value) => Json::Bool(*value),
        Value::Number(digits) => Json::String(format!("{NUMBER}{digits}")),
        Value::Text(text) | Value::Cell(text) => Json::String(text.clone()),
        Value::Sql(text) => json!({"sql": text.as_str()}),
        Value::Sequence(name) => named("sequence", name),
        Value::Bytes(bytes) => json!({"hex": bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()}),
        Value::List(items) => items.iter().map(value).collect(),
    }
}

/// Fields that are left out, left out.
fn without_nulls(json: Json) -> Json {
    match json {
        Json::Object(fields) => fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect(),
        Json::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}
