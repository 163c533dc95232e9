//! An exclusion constraint of a table: no two rows of which all elements meet.

use std::fmt;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Conflict, Flag, Initially, Method, Name, SqlText, check_deferral, per_dialect};

/// How the values of two rows are compared, in the database's own sign: `&&`, `=`, `OPERATOR(app.~~~)`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(transparent)]
pub struct Operator(String);

impl Operator {
    /// Takes a sign; none if it cannot be one.
    pub fn new(text: &str) -> Option<Self> {
        let sign = |c: char| "+-*/<>=~!@#%^&|`?".contains(c);
        let is_sign =
            |text: &str| !text.is_empty() && text.chars().all(sign) && !text.contains("--") && !text.contains("/*");
        let inside = text.strip_prefix("OPERATOR(").and_then(|rest| rest.strip_suffix(')'));
        let plain = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let named =
            inside.and_then(|inside| inside.split_once('.')).is_some_and(|(schema, of)| plain(schema) && is_sign(of));
        (named || is_sign(text)).then(|| Self(text.to_string()))
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Operator {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).ok_or_else(|| {
            de::Error::custom(format!("`{text}` is no operator: write its sign, as in `\"&&\"` or `OPERATOR(app.=)`"))
        })
    }
}

/// A column or an expression, and the operator by which two rows meet in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct Element {
    /// The column, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<Name>,
    /// The expression, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expression: Option<SqlText>,
    /// The operator.
    pub operator: Operator,
    /// The operators that its index serves, in the database's own word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opclass: Option<Name>,
}

/// No two rows of which all elements meet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Its name.
    #[serde(default)]
    pub name: Name,
    /// What is compared, in order.
    pub elements: Vec<Element>,
    /// The access method of its index, in the database's own word.
    #[serde(default, deserialize_with = "super::per_dialect", skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// The rows it is for, if not all.
    #[serde(
        default,
        rename = "where",
        deserialize_with = "super::per_dialect",
        skip_serializing_if = "Option::is_none"
    )]
    pub predicate: Option<SqlText>,
    /// Whether its check may wait for the end of the transaction.
    #[serde(default, skip_serializing_if = "Flag::is_off")]
    pub deferrable: Flag,
    /// When it is checked.
    #[serde(default, deserialize_with = "per_dialect", skip_serializing_if = "Option::is_none")]
    pub initially: Option<Initially>,
}

impl Exclusion {
    /// Checks what can be known of it by itself.
    pub fn check(&self) -> Result<(), Conflict> {
        if self.elements.is_empty() {
            return Err(Conflict::new("wrong-value", "the list of elements is empty").at("elements"));
        }
        check_deferral(self.deferrable, self.initially)
    }

    /// The columns that are elements by themselves.
    pub fn plain_columns(&self) -> impl Iterator<Item = &Name> {
        self.elements.iter().filter_map(|element| element.column.as_ref())
    }

    /// The SQL texts in it.
    pub fn texts(&self) -> impl Iterator<Item = &SqlText> {
        self.elements.iter().filter_map(|element| element.expression.as_ref()).chain(&self.predicate)
    }

    /// Whether it reads this column anywhere.
    pub fn uses(&self, column: &Name) -> bool {
        self.plain_columns().any(|name| name == column) || self.texts().any(|text| text.mentions(column.as_str()))
    }
}

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Long {
            column: Option<Name>,
            expression: Option<SqlText>,
            operator: Operator,
            #[serde(default, deserialize_with = "super::per_dialect")]
            opclass: Option<Name>,
        }
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Element;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`{column: …, operator: …}` or `{expression: …, operator: …}`")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Element, A::Error> {
                let Long { column, expression, operator, opclass } =
                    Long::deserialize(de::value::MapAccessDeserializer::new(map))?;
                if column.is_some() == expression.is_some() {
                    return Err(de::Error::custom("an element has either `column` or `expression`"));
                }
                Ok(Element { column, expression, operator, opclass })
            }
        }
        deserializer.deserialize_map(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_signs_and_nothing_else() {
        for sign in ["=", "&&", "<->", "-|-", "OPERATOR(app.~~~)"] {
            assert!(Operator::new(sign).is_some(), "{sign}");
        }
        for text in ["", "= 1", "--", "a", "&&;", "/*", "OPERATOR(app.a)", "OPERATOR(a b.=)", "OPERATOR(=)"] {
            assert!(Operator::new(text).is_none(), "{text}");
        }
    }
}
