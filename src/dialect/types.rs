//! How a dialect spells column types.

use std::borrow::Cow;

use super::{Dialect, EnumForm, UserType};
use crate::catalog::{Catalog, Column, DataType, Name, QualifiedName, SqlText};

/// A type that the dialect does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuchType {
    /// What to say.
    pub message: String,
}

impl Dialect {
    /// The type of a column as SQL.
    pub fn type_name(&self, column: &Column, catalog: &Catalog) -> Result<String, NoSuchType> {
        if column.identity.is_some()
            && let Some(word) = column.data_type.portable_word()
            && let Some(spelling) = self.manifest.identity_types.get(word)
        {
            return Ok(spelling.clone());
        }
        self.type_spelling(&column.data_type, catalog)
    }

    /// A type as SQL.
    pub fn type_spelling(&self, data_type: &DataType, catalog: &Catalog) -> Result<String, NoSuchType> {
        match data_type {
            DataType::Portable { word, arguments } => self.portable(word, arguments, data_type),
            DataType::Enum(name) => Ok(self.enum_spelling(name, catalog)),
            DataType::Domain(name) => self.user_type(UserType::Domain, name, data_type),
            DataType::Composite(name) => self.user_type(UserType::Composite, name, data_type),
            DataType::Array(item) => match &self.manifest.array {
                Some(suffix) => Ok(format!("{}{suffix}", self.type_spelling(item, catalog)?)),
                None => Err(self.no_such("array")),
            },
            DataType::Raw(text) => Ok(self.sql_text(&SqlText::new(text)).into_owned()),
        }
    }

    fn portable(&self, word: &str, arguments: &[u32], data_type: &DataType) -> Result<String, NoSuchType> {
        let key = match arguments.len() {
            0 => Cow::Borrowed(word),
            1 => Cow::Owned([word, "(n)"].concat()),
            _ => Cow::Owned([word, "(n,m)"].concat()),
        };
        let Some(spelling) = self.manifest.types.get(&*key).filter(|spelling| !spelling.is_empty()) else {
            let with_length =
                self.manifest.types.get(&format!("{word}(n)")).is_some_and(|spelling| !spelling.is_empty());
            return Err(match arguments.is_empty() && with_length {
                true => NoSuchType {
                    message: format!("{} needs a length for type `{word}`, as in `{word}(255)`", self.manifest.title),
                },
                false => self.no_such(&data_type.to_string()),
            });
        };
        if let Some(longer) = self.manifest.longer.get(&*key).filter(|longer| arguments[0] > longer.most) {
            return Ok(longer.spelling.clone());
        }
        let mut text = spelling.clone();
        for (place, argument) in ["{0}", "{1}"].into_iter().zip(arguments) {
            text = text.replace(place, &argument.to_string());
        }
        Ok(text)
    }

    fn user_type(&self, kind: UserType, name: &QualifiedName, data_type: &DataType) -> Result<String, NoSuchType> {
        match self.manifest.user_types.contains(&kind) {
            true => Ok(self.qualified(name)),
            false => Err(self.no_such(&data_type.to_string())),
        }
    }

    fn no_such(&self, what: &str) -> NoSuchType {
        NoSuchType { message: format!("{} has no type `{what}`", self.manifest.title) }
    }

    fn enum_spelling(&self, name: &QualifiedName, catalog: &Catalog) -> String {
        let values: &[String] = catalog.enum_type(name).map_or(&[], |found| &found.values);
        match self.manifest.enums {
            EnumForm::Type => self.qualified(name),
            EnumForm::Inline => {
                let list: Vec<String> = values.iter().map(|value| self.text_literal(value)).collect();
                format!("enum({})", list.join(", "))
            }
            EnumForm::Check => {
                let longest = values.iter().map(|value| value.chars().count()).max().unwrap_or(1).max(1);
                let word = self.manifest.types.get("varchar(n)").map_or("varchar({0})", String::as_str);
                word.replace("{0}", &longest.to_string())
            }
        }
    }

    /// A name with its schema as SQL.
    pub fn qualified(&self, name: &QualifiedName) -> String {
        match &name.schema {
            Some(schema) => format!("{}.{}", self.identifier(schema.as_str()), self.identifier(name.name.as_str())),
            None => match &self.manifest.identifiers.default_schema {
                Some(schema) => format!("{}.{}", self.identifier(schema), self.identifier(name.name.as_str())),
                None => self.identifier(name.name.as_str()).into_owned(),
            },
        }
    }

    /// The name of the constraint that the default of a column is, where it is one.
    pub fn default_name(&self, table: &Name, column: &Name) -> Option<Name> {
        let form = self.manifest.defaults.constraint.as_deref()?;
        Some(self.made_name(form, table, column))
    }

    /// The name of the check that comes with the type of a column, where it has one.
    pub fn type_check_name(&self, table: &Name, column: &Name) -> Option<Name> {
        let form = self.manifest.type_check_name.as_deref()?;
        Some(self.made_name(form, table, column))
    }

    /// Whether a check comes with a type.
    pub fn has_type_check(&self, data_type: &DataType) -> bool {
        match data_type {
            DataType::Enum(_) => self.manifest.enums == EnumForm::Check,
            DataType::Portable { word, .. } => {
                self.manifest.type_checks.get(*word).is_some_and(|check| !check.is_empty())
            }
            DataType::Domain(_) | DataType::Composite(_) | DataType::Array(_) | DataType::Raw(_) => false,
        }
    }

    /// Whether names of constraints are made of the names of tables.
    pub fn names_defaults(&self) -> bool {
        self.manifest.defaults.constraint.is_some() || self.manifest.type_check_name.is_some()
    }

    fn made_name(&self, form: &str, table: &Name, column: &Name) -> Name {
        Name::new(self.shorten(&form.replace("{table}", table.as_str()).replace("{column}", column.as_str())))
    }
}
