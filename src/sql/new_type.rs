//! The type that one action of an ALTER TABLE gives to a column, as it is written.

use super::cursor::Cursor;
use super::syntax::Syntax;
use super::token::tokens;

/// The type that an action gives to a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewType {
    /// The column, by the name that it has before the action.
    pub column: String,
    /// The type.
    pub name: String,
    /// How old values become new ones.
    pub using: Option<String>,
}

/// Words of a column's definition that stand behind its type.
const AFTER_TYPE: &[&str] = &[
    "after",
    "as",
    "auto_increment",
    "charset",
    "check",
    "collate",
    "comment",
    "constraint",
    "default",
    "first",
    "generated",
    "invisible",
    "not",
    "null",
    "on",
    "primary",
    "references",
    "unique",
    "using",
    "visible",
];

/// Reads `ALTER COLUMN c TYPE t USING u`, `MODIFY c t …` or `CHANGE c d t …`.
pub fn new_type(action: &str, syntax: &Syntax) -> Option<NewType> {
    let tokens = tokens(action, syntax);
    let mut cursor = Cursor::new(action, &tokens);
    let verb = cursor.eat_one(&["alter", "modify", "change"])?;
    cursor.eat(&["column"]);
    let _ = cursor.eat(&["if", "exists"]);
    let column = cursor.name()?.name().to_owned();
    match verb {
        "alter" => {
            let _ = cursor.eat(&["set", "data", "type"]) || cursor.eat(&["type"]);
        }
        "change" => {
            cursor.name()?;
        }
        _ => {}
    }
    let start = cursor;
    while !cursor.at_end() && !ends_type(&cursor) {
        cursor.step();
    }
    let name = written(start.until(cursor))?;
    let using = cursor.eat(&["using"]) || cursor.find(&["using"]).is_some_and(|_| cursor.eat(&["using"]));
    Some(NewType { column, name, using: if using { written(cursor) } else { None } })
}

fn ends_type(cursor: &Cursor) -> bool {
    cursor.sees(&["character", "set"]) || AFTER_TYPE.iter().any(|word| cursor.sees(&[word]))
}

fn written(cursor: Cursor) -> Option<String> {
    let text = &cursor.text[cursor.range()];
    (!text.is_empty()).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(action: &str) -> (String, String, Option<String>) {
        let found = new_type(action, &Syntax::default()).unwrap();
        (found.column, found.name, found.using)
    }

    #[test]
    fn types_are_cut_out_of_actions() {
        let of =
            |column: &str, name: &str, using: Option<&str>| (column.into(), name.into(), using.map(str::to_string));
        assert_eq!(read("ALTER a TYPE bigint"), of("a", "bigint", None));
        assert_eq!(
            read("alter column \"a\" set data type numeric(10, 2) using a::text::numeric"),
            of("a", "numeric(10, 2)", Some("a::text::numeric"))
        );
        assert_eq!(read("ALTER a TYPE timestamp(3)  with time zone COLLATE x USING b"), {
            of("a", "timestamp(3) with time zone", Some("b"))
        });
        assert_eq!(read("MODIFY COLUMN a character varying(9) NOT NULL DEFAULT 'x'"), {
            of("a", "character varying(9)", None)
        });
        assert_eq!(read("CHANGE a b int unsigned AFTER c"), of("a", "int unsigned", None));
        assert_eq!(new_type("MODIFY a NOT NULL", &Syntax::default()), None);
        assert_eq!(new_type("DROP COLUMN a", &Syntax::default()), None);
    }
}
