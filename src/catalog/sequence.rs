//! A sequence: numbers that the database hands out, for columns or for whoever asks.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::sql_tokens::{Token, tokens};
use super::state::{add_user, remove_user};
use super::{Catalog, Conflict, Name, QualifiedName, Securable, SqlText, Table, Value};

/// The types of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whole {
    /// Two bytes.
    Smallint,
    /// Four bytes.
    Integer,
    /// Eight bytes.
    Bigint,
}

/// The column that a sequence goes with; its table is in the schema of the sequence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnedBy {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Name,
}

/// A sequence; what is not said is as the database has it by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Its name.
    pub name: Name,
    /// The type of its numbers.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub data_type: Option<Whole>,
    /// The first number; in the catalog it is always said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    /// The distance from one number to the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub increment: Option<i64>,
    /// The lowest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// The highest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// How many numbers a session takes at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<i64>,
    /// Whether it begins again behind its last number.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cycle: bool,
    /// The column that it is dropped with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<OwnedBy>,
}

impl Sequence {
    /// The name with its schema.
    pub fn qualified_name(&self) -> QualifiedName {
        QualifiedName::new(&self.schema, &self.name)
    }

    /// Whether its numbers grow.
    pub fn ascends(&self) -> bool {
        self.increment.is_none_or(|increment| increment > 0)
    }

    /// The lowest and the highest number.
    pub fn bounds(&self) -> (i64, i64) {
        let (lowest, highest) = self.limits();
        match self.ascends() {
            true => (self.min.unwrap_or(1), self.max.unwrap_or(highest)),
            false => (self.min.unwrap_or(lowest), self.max.unwrap_or(-1)),
        }
    }

    fn limits(&self) -> (i64, i64) {
        match self.data_type {
            Some(Whole::Smallint) => (i64::from(i16::MIN), i64::from(i16::MAX)),
            Some(Whole::Integer) => (i64::from(i32::MIN), i64::from(i32::MAX)),
            Some(Whole::Bigint) | None => (i64::MIN, i64::MAX),
        }
    }

    /// The first number.
    pub fn first(&self) -> i64 {
        let (min, max) = self.bounds();
        self.start.unwrap_or(if self.ascends() { min } else { max })
    }

    /// Checks what can be known of a sequence by itself.
    pub fn check(&self) -> Result<(), Conflict> {
        let wrong = |message: String, field: &str| Err(Conflict::new("wrong-value", message).at(field));
        let ((lowest, highest), (min, max)) = (self.limits(), self.bounds());
        if self.increment == Some(0) {
            return wrong(format!("sequence `{}` would hand out one number only", self.name), "increment");
        }
        if self.cache.is_some_and(|cache| cache < 1) {
            return wrong(format!("sequence `{}` would keep no number ready", self.name), "cache");
        }
        if min < lowest || min >= max {
            let field = if self.min.is_some() { "min" } else { "max" };
            return wrong(format!("sequence `{}` would go from {min} to {max}", self.name), field);
        }
        if max > highest {
            return wrong(format!("the numbers of sequence `{}` go to {highest}, not to {max}", self.name), "max");
        }
        if !(min..=max).contains(&self.first()) {
            return wrong(
                format!("sequence `{}` would start at {}, outside of {min} to {max}", self.name, self.first()),
                "start",
            );
        }
        Ok(())
    }

    fn owner(&self) -> Option<QualifiedName> {
        self.owned_by.as_ref().map(|owner| QualifiedName::new(&self.schema, &owner.table))
    }
}

impl Catalog {
    /// The sequences by name.
    pub fn sequences(&self) -> impl Iterator<Item = &Arc<Sequence>> {
        self.objects.sequences.values()
    }

    /// A sequence, if it exists.
    pub fn find_sequence(&self, name: &QualifiedName) -> Option<&Arc<Sequence>> {
        self.objects.sequences.get(name)
    }

    /// A sequence that exists.
    pub fn sequence(&self, name: &QualifiedName) -> Result<&Arc<Sequence>, Conflict> {
        self.find_sequence(name).ok_or_else(|| Conflict::unknown_in("sequence", name, self.objects.sequences.keys()))
    }

    /// Puts a sequence in, in place of one with its name.
    pub fn put_sequence(&mut self, mut sequence: Sequence) {
        sequence.start = Some(sequence.first());
        let name = sequence.qualified_name();
        self.forget_owner(&name);
        let objects = Arc::make_mut(&mut self.objects);
        if let Some(owner) = sequence.owner() {
            add_user(&mut objects.owned, owner, &name);
        }
        objects.sequences.insert(name, Arc::new(sequence));
    }

    /// Takes a sequence out.
    pub fn take_sequence(&mut self, name: &QualifiedName) -> Result<Sequence, Conflict> {
        let found = Arc::clone(self.sequence(name)?);
        self.forget_owner(name);
        Arc::make_mut(&mut self.objects).sequences.remove(name);
        Ok(Arc::unwrap_or_clone(found))
    }

    fn forget_owner(&mut self, name: &QualifiedName) {
        if let Some(owner) = self.find_sequence(name).and_then(|old| old.owner()) {
            remove_user(&mut Arc::make_mut(&mut self.objects).owned, &owner, name);
        }
    }

    /// The tables with a column whose default takes its numbers from the sequence.
    pub fn sequence_users(&self, name: &QualifiedName) -> impl Iterator<Item = &QualifiedName> {
        self.sequence_users.get(name).into_iter().flatten()
    }

    /// The sequences that go with a table, or with one of its columns.
    pub fn owned_sequences(&self, table: &QualifiedName, column: Option<&Name>) -> Vec<Arc<Sequence>> {
        let names = self.objects.owned.get(table).into_iter().flatten();
        let found = names.filter_map(|name| self.find_sequence(name));
        let of = |sequence: &&Arc<Sequence>| {
            column.is_none_or(|column| sequence.owned_by.as_ref().is_some_and(|owner| owner.column == *column))
        };
        found.filter(of).cloned().collect()
    }

    /// Refuses that a column gets numbers of its own beside a sequence that goes with it: a database does not tell which
    /// of the two numbers its rows.
    pub fn check_numbered_once(&self, table: &QualifiedName, column: &Name) -> Result<(), Conflict> {
        let Some(sequence) = self.owned_sequences(table, Some(column)).pop() else { return Ok(()) };
        let message = format!("the sequence `{}` goes with column `{column}` already", sequence.name);
        Err(Conflict::new("contradiction", message).help("let the sequence go with no column before: `owned_by: null`"))
    }

    /// Refuses that a sequence goes while columns take their numbers from it, but for those that go with it: of the
    /// table, or the column.
    pub fn check_unused_sequence(
        &self,
        name: &QualifiedName,
        gone: Option<(&QualifiedName, Option<&Name>)>,
    ) -> Result<(), Conflict> {
        for user in self.sequence_users(name) {
            let Some(table) = self.find_table(user) else { continue };
            let goes = |column: &Name| {
                gone.is_some_and(|(table, only)| table == user && only.is_none_or(|only| only == column))
            };
            let takes =
                |default: &Option<Value>| default.as_ref().is_some_and(|value| value.sequences().contains(name));
            if let Some(column) = table.columns.iter().find(|column| takes(&column.default) && !goes(&column.name)) {
                let conflict = Conflict::new(
                    "still-used",
                    format!("column `{user}.{}` takes its numbers from sequence `{name}`", column.name),
                );
                return Err(conflict
                    .help(format!("drop the default of `{user}.{}`, or give it another one, first", column.name)));
            }
        }
        Ok(())
    }

    /// Drops the sequences that go with a table or a column.
    pub fn drop_owned(&mut self, table: &QualifiedName, column: Option<&Name>) -> Result<(), Conflict> {
        let owned: Vec<QualifiedName> =
            self.owned_sequences(table, column).iter().map(|sequence| sequence.qualified_name()).collect();
        for name in &owned {
            self.check_unused_sequence(name, Some((table, column)))?;
        }
        owned.iter().try_for_each(|name| {
            self.drop_rights(&Securable::Relation(name.clone()));
            self.take_sequence(name).map(|_| ())
        })
    }

    /// Lets the sequences that go with a table, or with one of its columns, follow its new name.
    pub fn move_owned(&mut self, table: &QualifiedName, column: Option<&Name>, to: &Name) {
        for sequence in self.owned_sequences(table, column) {
            let mut sequence = Arc::unwrap_or_clone(sequence);
            if let Some(owner) = &mut sequence.owned_by {
                match column {
                    Some(_) => owner.column = to.clone(),
                    None => owner.table = to.clone(),
                }
            }
            self.put_sequence(sequence);
        }
    }

    /// Gives a sequence another name; defaults that take their numbers from it follow.
    pub fn move_sequence(&mut self, from: &QualifiedName, to: &QualifiedName) -> Result<(), Conflict> {
        let sequence = self.take_sequence(from)?;
        self.move_rights(&Securable::Relation(from.clone()), Securable::Relation(to.clone()));
        self.put_sequence(Sequence { schema: to.schema.clone(), name: to.name.clone(), ..sequence });
        for user in self.sequence_users(from).cloned().collect::<Vec<_>>() {
            self.edit_table(&user, |table| {
                table
                    .columns
                    .iter_mut()
                    .filter_map(|column| column.default.as_mut())
                    .for_each(|value| value.rename_sequence(from, to));
                Ok(())
            })?;
        }
        Ok(())
    }
}

impl Table {
    /// The sequences that defaults of columns take their numbers from.
    pub(super) fn sequences(&self) -> impl Iterator<Item = QualifiedName> + use<'_> {
        self.columns.iter().filter_map(|column| column.default.as_ref()).flat_map(Value::sequences)
    }
}

impl Value {
    /// The sequences that the value takes numbers from.
    pub fn sequences(&self) -> Vec<QualifiedName> {
        match self {
            Self::Sequence(name) => vec![name.clone()],
            Self::Sql(text) => calls(text).into_iter().map(|call| call.name).collect(),
            _ => Vec::new(),
        }
    }

    fn rename_sequence(&mut self, from: &QualifiedName, to: &QualifiedName) {
        match self {
            Self::Sequence(name) if name == from => *name = to.clone(),
            Self::Sql(text) => {
                let mut renamed = text.as_str().to_string();
                for call in calls(text).iter().rev().filter(|call| call.name == *from) {
                    renamed.replace_range(call.start..call.end, to.name.as_str());
                }
                *text = SqlText::new(&renamed);
            }
            _ => {}
        }
    }
}

/// A place in a text that names a sequence; `start..end` is its own name without the schema, as far as it is plain.
struct Call {
    name: QualifiedName,
    start: usize,
    end: usize,
}

/// `nextval('s')`, `nextval(s)`, `NEXT VALUE FOR s` and `s.NEXTVAL`, with a schema or without. Names that need quotes are
/// not seen: `{sequence: name}` says them.
fn calls(text: &SqlText) -> Vec<Call> {
    let text = text.as_str();
    if !text.to_ascii_lowercase().contains("next") {
        return Vec::new();
    }
    let words: Vec<_> = tokens(text)
        .into_iter()
        .filter_map(|token| match token {
            Token::Word(word) => Some(word),
            Token::Literal(_) | Token::Other(_) => None,
        })
        .collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let behind = &text[word.end..];
        let start = match () {
            () if word.is("nextval") && behind.trim_start().starts_with('(') => {
                let inside = behind.trim_start()[1..].trim_start();
                text.len() - inside.strip_prefix('\'').unwrap_or(inside).len()
            }
            () if word.is("for") && at >= 2 && words[at - 1].is("value") && words[at - 2].is("next") => {
                text.len() - behind.trim_start().len()
            }
            () if word.is("nextval") && text[..word.start].trim_end().ends_with('.') => {
                let before = text[..word.start].trim_end().trim_end_matches('.');
                before.len() - before.chars().rev().take_while(|c| is_part(*c)).count()
            }
            () => continue,
        };
        let name: &str = &text[start..];
        let name = &name[..name.find(|c: char| !is_part(c)).unwrap_or(name.len())];
        let name = name
            .trim_end_matches('.')
            .strip_suffix(".nextval")
            .or_else(|| name.strip_suffix(".NEXTVAL"))
            .unwrap_or(name);
        if name.is_empty() {
            continue;
        }
        let own = name.rfind('.').map_or(0, |dot| dot + 1);
        let schema = name[..own].trim_end_matches('.');
        let schema = (!schema.is_empty()).then(|| Name::new(schema));
        found.push(Call {
            name: QualifiedName { schema, name: Name::new(&name[own..]) },
            start: start + own,
            end: start + name.len(),
        });
    }
    found
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '.'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_name_their_sequences() {
        let names =
            |text: &str| Value::Sql(SqlText::new(text)).sequences().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(names("nextval('s'::regclass) + nextval('app.t')"), ["s", "app.t"]);
        assert_eq!(names("(NEXT VALUE FOR app.s)"), ["app.s"]);
        assert_eq!(names("'A' || s.NEXTVAL"), ["s"]);
        assert_eq!(names("nextval(d)"), ["d"]);
        assert!(names("next_number('s') + 'nextval(x)'").is_empty());
        let mut value = Value::Sql(SqlText::new("1 + nextval('app.s') + nextval('s')"));
        let name = |text: &str| QualifiedName { schema: None, name: Name::from(text) };
        value.rename_sequence(&name("s"), &name("longer"));
        assert_eq!(value, Value::Sql(SqlText::new("1 + nextval('app.s') + nextval('longer')")));
    }

    #[test]
    fn bounds_are_those_of_the_direction_and_the_type() {
        let plain = Sequence {
            schema: None,
            name: Name::from("s"),
            data_type: None,
            start: None,
            increment: None,
            min: None,
            max: None,
            cache: None,
            cycle: false,
            owned_by: None,
        };
        assert_eq!((plain.bounds(), plain.first()), ((1, i64::MAX), 1));
        let down = Sequence { increment: Some(-2), data_type: Some(Whole::Smallint), ..plain.clone() };
        assert_eq!((down.bounds(), down.first()), ((-32768, -1), -1));
        assert!(Sequence { max: Some(40000), data_type: Some(Whole::Smallint), ..plain.clone() }.check().is_err());
        assert!(Sequence { start: Some(0), ..plain.clone() }.check().is_err());
        assert!(Sequence { min: Some(-5), max: Some(5), cycle: true, ..plain }.check().is_ok());
    }
}
