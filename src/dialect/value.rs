//! How a dialect writes the values of a file, each as the type of its column takes it.

use super::Dialect;
use crate::catalog::{DataType, Moment, QualifiedName, Value};

impl Dialect {
    /// A value for a column as SQL.
    pub fn literal_for(&self, data_type: &DataType, value: &Value) -> String {
        match value.spelt_for(data_type).as_ref() {
            Value::Null => "NULL".to_string(),
            Value::Boolean(true) => self.manifest.literals.yes.clone(),
            Value::Boolean(false) => self.manifest.literals.no.clone(),
            Value::Number(digits) => digits.clone(),
            Value::Text(text) if self.writes_bytes(data_type) => self.bytes_literal(text.as_bytes()),
            Value::Text(text) | Value::Cell(text) => self.typed_literal(data_type, text),
            Value::Bytes(bytes) => self.bytes_literal(bytes),
            Value::List(items) => self.text_literal(&array_text(items, data_type)),
            Value::Sql(text) => self.sql_text(text).into_owned(),
            Value::Sequence(name) => self.next_value(name),
        }
    }

    /// The next number of a sequence as SQL.
    fn next_value(&self, name: &QualifiedName) -> String {
        let name = self.qualified(name);
        let form = self.manifest.defaults.next_value.as_deref().unwrap_or("NEXT VALUE FOR {name}");
        form.replace("{text}", &self.text_literal(&name)).replace("{name}", &name)
    }

    /// Whether a text for the type is written as its bytes.
    pub(super) fn writes_bytes(&self, data_type: &DataType) -> bool {
        self.manifest.literals.bytes.is_some() && matches!(data_type.portable_word(), Some("binary" | "blob"))
    }

    fn bytes_literal(&self, bytes: &[u8]) -> String {
        let form = self.manifest.literals.bytes.as_deref().unwrap_or("x'{0}'");
        form.replace("{0}", &digits(bytes))
    }

    /// A text for a column that may hold something else than text.
    fn typed_literal(&self, data_type: &DataType, text: &str) -> String {
        let Some(word) = data_type.portable_word() else { return self.text_literal(text) };
        let literals = &self.manifest.literals;
        let in_utc = match word {
            "timestamptz" if literals.utc_instants => Moment::timestamp(text).and_then(|moment| moment.in_utc()),
            _ => None,
        };
        let literal = self.text_literal(&in_utc.map_or_else(|| text.to_string(), |moment| moment.to_string()));
        literals.typed.get(word).map_or(literal.clone(), |form| form.replace("{0}", &literal))
    }
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A list as the text of an array: `{1,"a",NULL}`.
fn array_text(items: &[Value], data_type: &DataType) -> String {
    let item_type = if let DataType::Array(item) = data_type { item } else { data_type };
    let parts: Vec<String> = items.iter().map(|item| array_item(item, item_type)).collect();
    format!("{{{}}}", parts.join(","))
}

fn array_item(value: &Value, data_type: &DataType) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    match value.spelt_for(data_type).as_ref() {
        Value::Null => "NULL".to_string(),
        Value::Boolean(value) => value.to_string(),
        Value::Number(digits) => digits.clone(),
        Value::Text(text) if matches!(data_type.portable_word(), Some("binary" | "blob")) => {
            quoted(&format!("\\x{}", digits(text.as_bytes())))
        }
        Value::Text(text) | Value::Cell(text) => quoted(text),
        Value::Bytes(bytes) => quoted(&format!("\\x{}", digits(bytes))),
        Value::List(items) => array_text(items, data_type),
        Value::Sql(text) => text.as_str().to_string(),
        Value::Sequence(name) => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Library;

    fn text(text: &str) -> Value {
        Value::Text(text.to_string())
    }

    #[test]
    fn instants_keep_their_zone_or_are_in_utc() {
        let instant = text("2025-03-10T01:30:00.5+02:00");
        let spelt = |name: &str| {
            let dialect = Library::embedded().dialect(name).unwrap();
            dialect.literal_for(&DataType::word("timestamptz"), &instant)
        };
        assert_eq!(spelt("postgresql"), "'2025-03-10 01:30:00.5 +02:00'");
        assert_eq!(spelt("mssql"), "N'2025-03-10 01:30:00.5 +02:00'");
        assert_eq!(spelt("oracle"), "TIMESTAMP '2025-03-10 01:30:00.5 +02:00'");
        assert_eq!(spelt("sqlite"), "'2025-03-09 23:30:00.5'");
        assert_eq!(spelt("mysql"), "'2025-03-09 23:30:00.5'");
    }

    #[test]
    fn arrays_are_one_text() {
        let postgresql = Library::embedded().dialect("postgresql").unwrap();
        let texts = DataType::Array(Box::new(DataType::word("text")));
        let items = Value::List(vec![text("a\"b\\c"), Value::Null, text("NULL"), text(""), text("it's, {x}")]);
        assert_eq!(postgresql.literal_for(&texts, &items), r#"'{"a\"b\\c",NULL,"NULL","","it''s, {x}"}'"#);
        let pairs = Value::List(vec![Value::List(vec![text("a")]), Value::List(vec![text("b")])]);
        assert_eq!(postgresql.literal_for(&texts, &pairs), r#"'{{"a"},{"b"}}'"#);
    }
}
