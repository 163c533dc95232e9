//! Values that a column would hold otherwise than the file says, because the dialect keeps less in it: refused.

use super::{Call, Context, Group, Lowering, Refusal, Way};
use crate::catalog::{Catalog, Column, DataType, Decimal, Moment, QualifiedName, Table, Value};
use crate::dialect::Dialect;
use crate::operation::{Op, Operation, Target};

impl Lowering<'_> {
    /// Refuses rows and defaults with values that would come out as others.
    pub(super) fn check_held(&self, index: usize) -> Result<(), Refusal> {
        let transition = self.transition(index);
        let found = match transition.operation.as_ref() {
            Operation::CreateTable(op) => op.0.columns.iter().find_map(|column| self.default_not_held(column)),
            Operation::AddColumn(op) => self.default_not_held(&op.column),
            Operation::AlterColumn(op) if op.default.is_some() || op.data_type.is_some() => {
                let table = table_of(&transition.operation, &transition.after);
                table.and_then(|table| self.default_not_held(table.column(&op.column).ok()?))
            }
            operation => table_of(operation, &transition.before).and_then(|table| self.row_not_held(operation, table)),
        };
        let Some((what, reason, help)) = found else { return Ok(()) };
        let message = format!("{} cannot do this: {reason}, and {what}", self.dialect.manifest.title);
        Err(Refusal { help, ..Refusal::new(index, message, self.dialect.manual("types")) })
    }

    /// The calls in a session whose zone is UTC, where the database reads instants in the zone of the session.
    pub(super) fn with_instants(&self, group: &Group, calls: Vec<Call>) -> Vec<Call> {
        let literals = &self.dialect.manifest.literals;
        if !literals.session_zone
            || calls.is_empty()
            || !group.transitions.iter().any(|index| self.writes_instants(*index, group))
        {
            return calls;
        }
        let call = |template: &str| Call { template: template.to_string(), context: Context::default() };
        std::iter::once(call("begin_utc")).chain(calls).chain([call("end_utc")]).collect()
    }

    fn writes_instants(&self, index: usize, group: &Group) -> bool {
        let transition = self.transition(index);
        let operation = transition.operation.as_ref();
        let instant = |column: &Column, value: &Value| {
            column.data_type.portable_word() == Some("timestamptz") && matches!(value, Value::Text(_) | Value::Cell(_))
        };
        let defines = matches!(operation, Operation::CreateTable(_)) || matches!(group.way, Way::Alter(_));
        let table = table_of(operation, if defines { &transition.after } else { &transition.before });
        table.is_some_and(|table| {
            let default = |column: &Column| column.default.as_ref().is_some_and(|default| instant(column, default));
            defines && table.columns.iter().any(default)
                || operation
                    .given_values()
                    .any(|(name, value)| table.column(name).is_ok_and(|column| instant(column, value)))
        })
    }

    fn default_not_held(&self, column: &Column) -> Option<(String, String, String)> {
        let value = column.default.as_ref()?;
        let (reason, help) = not_held(self.dialect, &column.data_type, value)?;
        Some((format!("the default of `{}` is {value}", column.name), reason, help))
    }

    fn row_not_held(&self, operation: &Operation, table: &Table) -> Option<(String, String, String)> {
        operation.given_values().find_map(|(name, value)| {
            let column = table.column(name).ok()?;
            let (reason, help) = not_held(self.dialect, &column.data_type, value)?;
            Some((format!("`{}.{name}` is given {value}", table.name), reason, help))
        })
    }
}

fn table_of<'a>(operation: &Operation, catalog: &'a Catalog) -> Option<&'a Table> {
    let found = |name: &QualifiedName| catalog.find_table(name).map(AsRef::as_ref);
    match operation.target() {
        Target::Table(name) | Target::Rows(name) => found(&name),
        _ => None,
    }
}

/// Why the dialect would keep another value, and what to do.
fn not_held(dialect: &Dialect, data_type: &DataType, value: &Value) -> Option<(String, String)> {
    let DataType::Portable { word, arguments } = data_type else { return None };
    if let Some(held) = dialect.manifest.holds.get(*word).filter(|_| arguments.is_empty()) {
        let kept = DataType::parse(held).ok()?;
        if value.misfit(&kept).is_some() {
            let help = format!("give the column the type with what it has to hold, not `{word}` alone");
            return Some((format!("`{word}` without numbers is `{held}`"), help));
        }
    }
    match (value.spelt_for(data_type).as_ref(), *word) {
        (Value::Number(digits), "numeric") => {
            let most: usize = dialect.fact("exact_digits")?.parse().ok()?;
            let long = Decimal::parse(digits)?.significant() > most;
            let help = "give the column the type `text`, or the value fewer digits".to_string();
            long.then(|| (format!("a number keeps {most} digits"), help))
        }
        (Value::Text(text), "timestamptz") => {
            let (first, last) = dialect.fact("instants")?.split_once('/')?;
            let instant = Moment::timestamp(text)?.in_utc()?.to_string();
            let outside = instant.as_str() < first || instant.as_str() > last;
            let help = "give the column the type `timestamp`, and the value in UTC and without a zone".to_string();
            outside.then(|| (format!("an instant is between {first} and {last} in UTC"), help))
        }
        _ => None,
    }
}
