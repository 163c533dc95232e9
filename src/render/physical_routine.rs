//! Functions and procedures as one dialect writes them: types spelt, defaults written.

use serde::Serialize;

use super::physical::{ColumnError, Physical};
use crate::catalog::{DataType, Mode, Name, ReturnedColumn, Returns, Routine, RoutineKind, Security, Volatility};
use crate::dialect::{EnumForm, NoSuchType};

/// An argument as SQL parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhysicalArgument {
    /// Its name.
    pub name: Name,
    /// Its type as SQL.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Which way it goes.
    pub mode: Mode,
    /// Its default as SQL.
    pub default: Option<String>,
}

/// What a function returns, as SQL parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum PhysicalReturns {
    /// One value.
    Type {
        /// Its type as SQL.
        #[serde(rename = "type")]
        type_name: String,
        /// Whether it is one of the words that are no type of a column.
        word: bool,
    },
    /// Any number of values.
    SetOf {
        /// Their type as SQL.
        #[serde(rename = "type")]
        type_name: String,
    },
    /// Rows.
    Table {
        /// Their columns.
        columns: Vec<PhysicalArgument>,
    },
}

/// A function or procedure as SQL parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhysicalRoutine {
    /// Which of the two it is.
    pub kind: RoutineKind,
    /// The schema it is in.
    pub schema: Option<Name>,
    /// Its name.
    pub name: Name,
    /// Its arguments.
    pub arguments: Vec<PhysicalArgument>,
    /// The types of what goes in, as SQL.
    pub types: Vec<String>,
    /// What it returns.
    pub returns: Option<PhysicalReturns>,
    /// The language of the body.
    pub language: Option<Name>,
    /// Whether the same arguments always give the same result.
    pub volatility: Option<Volatility>,
    /// Whether NULL is returned for any argument that is NULL.
    pub strict: bool,
    /// With whose privileges it runs.
    pub security: Option<Security>,
    /// What else it says about itself.
    pub options: Option<String>,
    /// The body.
    pub body: String,
}

impl Physical<'_> {
    /// A function or procedure.
    pub fn routine(&self, routine: &Routine) -> Result<PhysicalRoutine, ColumnError> {
        let argument = |argument: &crate::catalog::Argument| {
            let type_name = self.argument_type(&argument.name, &argument.data_type)?;
            let default = argument.default.as_ref();
            let default = default.map(|value| self.dialect.literal_for(&argument.data_type, value));
            Ok(PhysicalArgument { name: argument.name.clone(), type_name, mode: argument.mode, default })
        };
        let types = routine.input_types().map(|data_type| self.argument_type(&routine.name, data_type));
        Ok(PhysicalRoutine {
            kind: routine.kind(),
            schema: routine.schema.clone(),
            name: routine.name.clone(),
            arguments: routine.arguments.iter().map(argument).collect::<Result<_, _>>()?,
            types: types.collect::<Result<_, _>>()?,
            returns: routine.returns.as_ref().map(|returns| self.returns(&routine.name, returns)).transpose()?,
            language: routine.language.clone(),
            volatility: routine.volatility,
            strict: routine.strict,
            security: routine.security,
            options: routine.options.as_ref().map(|text| self.dialect.sql_text(text).into_owned()),
            body: self.dialect.sql_text(&routine.body).into_owned(),
        })
    }

    fn returns(&self, routine: &Name, returns: &Returns) -> Result<PhysicalReturns, ColumnError> {
        Ok(match returns {
            Returns::Type(data_type) => PhysicalReturns::Type {
                type_name: self.argument_type(routine, data_type)?,
                word: matches!(data_type, DataType::Raw(word) if Returns::is_word(word)),
            },
            Returns::SetOf(data_type) => PhysicalReturns::SetOf { type_name: self.argument_type(routine, data_type)? },
            Returns::Table(columns) => {
                let column = |column: &ReturnedColumn| {
                    let type_name = self.argument_type(&column.name, &column.data_type)?;
                    Ok(PhysicalArgument { name: column.name.clone(), type_name, mode: Mode::Out, default: None })
                };
                PhysicalReturns::Table { columns: columns.iter().map(column).collect::<Result<_, _>>()? }
            }
        })
    }

    /// The type of an argument, without its length where the dialect takes none there.
    fn argument_type(&self, name: &Name, data_type: &DataType) -> Result<String, ColumnError> {
        let refuse = |error: NoSuchType| ColumnError { column: name.clone(), error };
        if let (Some(of), true) = (data_type.enum_name(), self.dialect.manifest.enums != EnumForm::Type) {
            let title = &self.dialect.manifest.title;
            let message = format!("{title} has no type `{of}` for an argument: its enums are columns with a list");
            return Err(refuse(NoSuchType { message }));
        }
        let spelt = self.dialect.type_spelling(data_type, self.catalog).map_err(refuse)?;
        let bare = self.dialect.fact("bare_arguments").is_some() && !matches!(data_type, DataType::Raw(_));
        Ok(if bare { without_lengths(&spelt) } else { spelt })
    }
}

/// A type without what stands in parentheses.
fn without_lengths(spelt: &str) -> String {
    let mut bare = String::with_capacity(spelt.len());
    let mut depth = 0_usize;
    for c in spelt.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_go_wherever_they_stand() {
        assert_eq!(without_lengths("INTERVAL DAY(9) TO SECOND(6)"), "INTERVAL DAY TO SECOND");
        assert_eq!(without_lengths("NUMBER(10,2)"), "NUMBER");
    }
}
