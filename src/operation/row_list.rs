//! The rows of an operation: a list in the revision, or a CSV file beside it.

use std::fmt;
use std::ops::Deref;

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::rows::Row;
use crate::catalog::{Conflict, Name, Value};
use crate::source::csv::{self, Field};
use crate::source::{Path, PathPart};

/// Rows, each its values by column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    list: Vec<Row>,
    file: Option<Box<RowFile>>,
}

/// The file that rows come from.
#[derive(Debug, Clone, PartialEq)]
struct RowFile {
    path: String,
    /// None where it could not be read, which was told before.
    text: Option<String>,
}

impl Rows {
    /// The rows of a CSV file, whose first record names the columns.
    pub fn from_csv(path: &str, text: &str) -> Result<Self, String> {
        let records = csv::read(text).map_err(|error| format!("{path}, {}: {}", error.place, error.message))?;
        let mut records = records.into_iter();
        let header = records.next().ok_or_else(|| format!("{path}: the first line has to name the columns"))?;
        for (at, name) in header.iter().enumerate() {
            if name.text.is_empty() || header[..at].iter().any(|other| other.text == name.text) {
                let what =
                    if name.text.is_empty() { "a column without a name" } else { "this column has a name twice" };
                return Err(format!("{path}, {}: {what}", name.place));
            }
        }
        let row = |record: Vec<Field>| {
            if record.len() != header.len() {
                let count = |count: usize| if count == 1 { "1 field".to_string() } else { format!("{count} fields") };
                let (found, wanted) = (count(record.len()), header.len());
                return Err(format!("{path}, {}: {found}, and the first line names {wanted} columns", record[0].place));
            }
            Ok(header.iter().zip(record).map(|(name, field)| (Name::from(name.text.as_str()), cell(field))).collect())
        };
        let list: Result<Vec<Row>, String> = records.map(row).collect();
        let file = RowFile { path: path.to_string(), text: Some(text.to_string()) };
        Ok(Self { list: list?, file: Some(Box::new(file)) })
    }

    /// Whether it was told already why there are none.
    pub(super) fn is_unread(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.text.is_none())
    }

    /// A conflict of a row at its place: in the revision, or in words for a file.
    pub(super) fn conflict(&self, index: usize, conflict: Conflict) -> Conflict {
        let Some(RowFile { path, text: Some(text) }) = self.file.as_deref() else {
            return conflict.at_index(index).at("rows");
        };
        let records = csv::read(text).unwrap_or_default();
        let (record, name) = match conflict.path.0.first() {
            Some(PathPart::KeyOf(name)) => (0, Some(name)),
            Some(PathPart::Key(name)) => (index + 1, Some(name)),
            Some(PathPart::Index(_)) | None => (index + 1, None),
        };
        let header = records.first().map_or(&[][..], Vec::as_slice);
        let at = name.and_then(|name| header.iter().position(|field| field.text == *name)).unwrap_or(0);
        let place = records.get(record).and_then(|fields| fields.get(at)).map(|field| format!(", {}", field.place));
        let message = format!("{path}{}: {}", place.unwrap_or_default(), conflict.message);
        Conflict { message, path: Path::root(), ..conflict }.at("rows")
    }
}

/// Nothing between two commas is NULL, nothing in quotes is an empty text.
fn cell(field: Field) -> Value {
    if field.text.is_empty() && !field.quoted { Value::Null } else { Value::Cell(field.text) }
}

impl From<Vec<Row>> for Rows {
    fn from(list: Vec<Row>) -> Self {
        Self { list, file: None }
    }
}

impl Deref for Rows {
    type Target = [Row];

    fn deref(&self) -> &[Row] {
        &self.list
    }
}

impl Serialize for Rows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.list.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RowsVisitor)
    }
}

struct RowsVisitor;

impl<'de> Visitor<'de> for RowsVisitor {
    type Value = Rows;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows, or `{file: rows.csv}`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Rows, A::Error> {
        let mut list = Vec::new();
        while let Some(row) = items.next_element::<Row>()? {
            list.push(row);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Rows, A::Error> {
        let (mut path, mut text) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "file" => path = Some(map.next_value::<String>()?),
                "$text" if path.is_some() => text = Some(map.next_value::<String>()?),
                _ => return Err(de::Error::unknown_field(&key, &["file"])),
            }
        }
        let path = path.ok_or_else(|| de::Error::missing_field("file"))?;
        match text {
            Some(text) => Rows::from_csv(&path, &text).map_err(de::Error::custom),
            None => Ok(Rows { list: Vec::new(), file: Some(Box::new(RowFile { path, text: None })) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_fields_are_null_or_empty_texts() {
        let rows = Rows::from_csv("s.csv", "id,name\n1,\n2,\"\"\n").unwrap();
        let cell = |text: &str| Value::Cell(text.to_string());
        assert_eq!(rows[0][&Name::from("name")], Value::Null);
        assert_eq!(rows[1][&Name::from("name")], cell(""));
        assert_eq!(rows[1][&Name::from("id")], cell("2"));
    }

    #[test]
    fn mistakes_say_the_line_of_the_file() {
        let said = |text: &str| Rows::from_csv("s.csv", text).unwrap_err();
        assert_eq!(said("id,name\n1\n"), "s.csv, line 2, column 1: 1 field, and the first line names 2 columns");
        assert_eq!(said("id,id\n"), "s.csv, line 1, column 4: this column has a name twice");
        assert_eq!(said(""), "s.csv: the first line has to name the columns");
        let rows = Rows::from_csv("s.csv", "id,name\n1,a\n2,\"b\"\n").unwrap();
        let conflict = rows.conflict(1, Conflict::new("wrong-value", "no").at("name"));
        assert_eq!(
            (conflict.message.as_str(), conflict.path.to_string().as_str()),
            ("s.csv, line 3, column 3: no", "rows")
        );
    }
}
