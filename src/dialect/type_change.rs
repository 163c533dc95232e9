//! What it costs to give a column another type: the manifest lists the changes that leave the rows as they are.

use indexmap::IndexMap;
use serde::Deserialize;

use super::{Dialect, EnumForm};
use crate::catalog::{Catalog, DataType};

/// What the manifest knows about changes of a column's type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeChanges {
    /// What every other change does, as a phrase behind "which".
    pub otherwise: String,
    /// The changes that only touch the catalog.
    #[serde(default)]
    pub free: Vec<FreeChange>,
    /// Other spellings of a type's words.
    #[serde(default)]
    pub aliases: IndexMap<String, String>,
    /// Values may join an inline enum at its end without touching the rows, until there are more than so many; every
    /// number in the list is such a border.
    #[serde(default)]
    pub enum_grows_within: Vec<usize>,
    /// Which types become which without a word about how; where it is left out, every type becomes every other.
    #[serde(default)]
    pub converts: Vec<Conversion>,
    /// Which types become which where the statement says the cast.
    #[serde(default)]
    pub casts: Vec<Conversion>,
}

/// How values of one type become values of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Converts {
    /// By themselves.
    Alone,
    /// By a cast that the statement says.
    ByCast,
    /// Somebody has to say how.
    No,
}

/// Types whose values become values of other types by themselves; by their words as in SQL, without numbers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conversion {
    /// The old types; `any` stands for every type.
    pub from: Vec<String>,
    /// The new types; the same.
    pub to: Vec<String>,
}

/// A change of type that leaves the rows as they are. Types are written as in SQL, with a letter for each number; behind
/// `to`, `+` stands for the same number or a larger one and `=` for the same.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreeChange {
    /// The old type: `varchar(n)`, or `varchar(10)` for that one only.
    pub from: String,
    /// The new types: `varchar(+)`, `text`.
    pub to: Vec<String>,
    /// A number may not grow from this or less to more than this.
    #[serde(default)]
    pub border: Option<u32>,
    /// Numbers up to this may grow over the border all the same.
    #[serde(default)]
    pub small: Option<u32>,
}

/// A type in SQL as its words and its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Spelling {
    words: String,
    numbers: Vec<String>,
}

impl Spelling {
    fn read(text: &str, aliases: &IndexMap<String, String>) -> Self {
        let (head, rest) = text.split_once('(').unwrap_or((text, ""));
        let (inside, tail) = rest.rsplit_once(')').unwrap_or(("", rest));
        let words: Vec<String> =
            head.split_whitespace().chain(tail.split_whitespace()).map(str::to_lowercase).collect();
        let words = words.join(" ");
        let numbers = inside.split(',').map(str::trim).filter(|number| !number.is_empty()).map(str::to_string);
        Self { words: aliases.get(&words).cloned().unwrap_or(words), numbers: numbers.collect() }
    }
}

impl TypeChanges {
    fn is_free(&self, old: &Spelling, new: &Spelling) -> bool {
        old == new || self.enum_grows(old, new) || self.free.iter().any(|change| change.covers(old, new))
    }

    /// Whether the new type is the old enum with more values behind it, and within the same border.
    fn enum_grows(&self, old: &Spelling, new: &Spelling) -> bool {
        let (before, after) = (old.numbers.len(), new.numbers.len());
        let crosses = |border: &usize| before <= *border && *border < after;
        let is_longer = old.words == "enum" && new.words == old.words && new.numbers.starts_with(&old.numbers);
        is_longer && !self.enum_grows_within.is_empty() && !self.enum_grows_within.iter().any(crosses)
    }

    fn converts(&self, old: &str, new: &str) -> Converts {
        let has = |words: &[String], word: &str| words.iter().any(|listed| listed == word || listed == "any");
        let listed = |list: &[Conversion]| list.iter().any(|one| has(&one.from, old) && has(&one.to, new));
        match (listed(&self.converts), listed(&self.casts)) {
            (true, _) => Converts::Alone,
            (false, true) => Converts::ByCast,
            (false, false) => Converts::No,
        }
    }
}

impl FreeChange {
    fn covers(&self, old: &Spelling, new: &Spelling) -> bool {
        let none = IndexMap::new();
        let from = Spelling::read(&self.from, &none);
        let fits = |to: &String| {
            let to = Spelling::read(to, &none);
            to.words == new.words
                && to.numbers.len() == new.numbers.len()
                && to
                    .numbers
                    .iter()
                    .enumerate()
                    .all(|(at, sign)| self.number_fits(sign, old.numbers.get(at), &new.numbers[at]))
        };
        let is_letter = |number: &String| number.chars().all(char::is_alphabetic);
        from.words == old.words
            && from.numbers.len() == old.numbers.len()
            && from.numbers.iter().zip(&old.numbers).all(|(sign, number)| is_letter(sign) || sign == number)
            && self.to.iter().any(fits)
    }

    fn number_fits(&self, sign: &str, old: Option<&String>, new: &str) -> bool {
        // `20 CHAR` counts characters.
        let number = |text: &str| text.split(' ').next()?.parse::<u32>().ok();
        if !matches!(sign, "=" | "+") {
            return sign == new;
        }
        let (Some(old), Some(new)) = (old.and_then(|old| number(old)), number(new)) else { return false };
        let small = self.small.is_some_and(|small| old <= small);
        let crosses = !small && self.border.is_some_and(|border| old <= border && border < new);
        if sign == "=" { old == new } else { old <= new && !crosses }
    }
}

impl Dialect {
    /// How values of one type become values of another. A type that the dialect has only in its own spelling is not
    /// judged.
    pub fn converts(&self, old: &DataType, new: &DataType) -> Converts {
        let Some(changes) = self.manifest.type_changes.as_ref().filter(|changes| !changes.converts.is_empty()) else {
            return Converts::Alone;
        };
        let word = |one: &DataType| match one {
            DataType::Domain(_) | DataType::Composite(_) => None,
            DataType::Array(_) => Some(String::new()),
            DataType::Enum(_) if self.manifest.enums != EnumForm::Check => Some(String::new()),
            DataType::Enum(_) | DataType::Portable { .. } | DataType::Raw(_) => {
                let spelt = self.type_spelling(one, &Catalog::empty()).ok()?;
                let words = Spelling::read(&spelt, &changes.aliases).words;
                self.has_type(&words).then_some(words)
            }
        };
        match (old, new) {
            (DataType::Enum(old), DataType::Enum(new)) if old == new => Converts::Alone,
            (DataType::Array(old), DataType::Array(new)) => self.converts(old, new),
            _ => match (word(old), word(new)) {
                (Some(old), Some(new)) if old != new || old.is_empty() => changes.converts(&old, &new),
                _ => Converts::Alone,
            },
        }
    }

    /// Whether a portable type is spelt with these words.
    fn has_type(&self, words: &str) -> bool {
        self.manifest.types.values().any(|spelt| Spelling::read(spelt, &IndexMap::new()).words == words)
    }

    /// What the change from one type to another does to the table, both as SQL; none if the rows stay as they are, or
    /// if the dialect does not say.
    pub fn type_change(&self, old: &str, new: &str) -> Option<&str> {
        let changes = self.manifest.type_changes.as_ref()?;
        let read = |text: &str| Spelling::read(text, &changes.aliases);
        (!changes.is_free(&read(old), &read(new))).then_some(changes.otherwise.as_str())
    }
}

#[cfg(test)]
mod tests {
    use crate::dialect::Library;

    fn rewrites(dialect: &str, old: &str, new: &str) -> bool {
        Library::embedded().dialect(dialect).unwrap().type_change(old, new).is_some()
    }

    #[test]
    fn what_only_widens_is_free() {
        let free = [
            ("varchar(10)", "varchar(20)"),
            ("varchar(10)", "VARCHAR( 10 )"),
            ("varchar(10)", "character varying"),
            ("varchar", "text"),
            ("text", "varchar"),
            ("numeric(10,2)", "numeric(12,2)"),
            ("numeric(10,2)", "decimal"),
            ("timestamp(3)", "timestamp(6)"),
            ("timestamp(3) with time zone", "timestamptz"),
            ("cidr", "inet"),
        ];
        for (old, new) in free {
            assert!(!rewrites("postgresql", old, new), "{old} to {new}");
        }
        let dear = [
            ("varchar(20)", "varchar(10)"),
            ("text", "varchar(10)"),
            ("integer", "bigint"),
            ("char(3)", "char(4)"),
            ("numeric(10,2)", "numeric(12,3)"),
            ("timestamp", "timestamptz"),
            ("timestamp(6)", "timestamp(3)"),
            ("json", "jsonb"),
        ];
        for (old, new) in dear {
            assert!(rewrites("postgresql", old, new), "{old} to {new}");
        }
    }

    #[test]
    fn an_inline_enum_grows_at_its_end_within_one_byte() {
        let list =
            |count: usize| format!("enum({})", (0..count).map(|at| format!("'v{at}'")).collect::<Vec<_>>().join(", "));
        assert!(!rewrites("mysql", "enum('a', 'b')", "ENUM('a','b','c')"));
        assert!(rewrites("mysql", "enum('a', 'b')", "enum('b', 'a', 'c')") && rewrites("mysql", &list(3), &list(2)));
        assert!(!rewrites("mariadb", &list(254), &list(255)) && !rewrites("mariadb", &list(256), &list(300)));
        assert!(rewrites("mariadb", &list(255), &list(256)) && rewrites("mysql", &list(3), &list(300)));
    }

    #[test]
    fn a_border_between_two_lengths_counts() {
        assert!(!rewrites("mysql", "varchar(20)", "varchar(63)"));
        assert!(rewrites("mysql", "varchar(20)", "varchar(64)"));
        assert!(!rewrites("mariadb", "varchar(64)", "varchar(200)"));
        assert!(rewrites("mariadb", "varchar(32)", "varchar(64)"));
        assert!(!rewrites("mariadb", "varchar(31)", "varchar(64)"));
        assert!(!rewrites("sqlite", "integer", "bigint"), "a dialect that does not say is not judged");
    }
}
