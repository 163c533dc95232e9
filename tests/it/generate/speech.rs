//! What differs from product to product in generated input: the SQL texts that people write by hand.

use sqlgen::catalog::{DataType, RoutineKind, SqlText, Value};
use sqlgen::dialect::{Dialect, Library, Strategy};

/// A product as the generator writes for it.
#[derive(Debug, Clone)]
pub struct Speech {
    /// The target.
    pub dialect: Dialect,
    /// The product whatever the version.
    pub product: Product,
}

/// The products that have words of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// PostgreSQL.
    Postgresql,
    /// SQLite.
    Sqlite,
    /// MySQL and MariaDB.
    Mysql,
    /// SQL Server.
    Mssql,
    /// Oracle.
    Oracle,
}

/// The function that triggers call where a trigger needs one; [`Speech::preamble`] makes it.
const TRIGGER_FUNCTION: &str = "generated_noop";

impl Speech {
    /// For a target as `--dialect` takes it.
    pub fn new(target: &str) -> Self {
        let dialect = Library::embedded().dialect(target).unwrap_or_else(|error| panic!("{target}: {error:?}"));
        let product = match dialect.name() {
            "postgresql" => Product::Postgresql,
            "sqlite" => Product::Sqlite,
            "mssql" => Product::Mssql,
            "oracle" => Product::Oracle,
            _ => Product::Mysql,
        };
        Self { dialect, product }
    }

    /// For every dialect there is, at its usual version.
    pub fn all() -> Vec<Self> {
        Library::embedded().names().iter().map(|name| Self::new(name)).collect()
    }

    /// Whether schemas are namespaces inside the database under test.
    pub fn has_schemas(&self) -> bool {
        matches!(self.product, Product::Postgresql | Product::Mssql)
    }

    /// Whether the product has sequences.
    pub fn has_sequences(&self) -> bool {
        self.dialect.strategy("create_sequence", &[]) == &Strategy::Native
    }

    /// SQL that a database needs before the history: what triggers call.
    pub fn preamble(&self) -> Option<String> {
        (self.product == Product::Postgresql).then(|| {
            format!("CREATE FUNCTION public.{TRIGGER_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''DELETE'' THEN RETURN OLD; END IF; RETURN NEW; END';\n")
        })
    }

    /// A name as a careful person writes it.
    pub fn ident(&self, name: &str) -> String {
        let plain = name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
        let word = matches!(name, "order" | "group" | "user" | "select" | "table" | "check" | "key" | "values");
        if plain && !word {
            return name.to_string();
        }
        match self.product {
            Product::Mysql => format!("`{}`", name.replace('`', "``")),
            Product::Mssql => format!("[{}]", name.replace(']', "]]")),
            Product::Postgresql | Product::Sqlite | Product::Oracle => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// The body of a trigger that changes nothing and names a column of its table.
    pub fn trigger_body(&self, column: &str, reads_new: bool, function: Option<String>) -> SqlText {
        let function = function.unwrap_or_else(|| format!("public.{TRIGGER_FUNCTION}"));
        let column = self.ident(column);
        let row = if reads_new { "NEW" } else { "OLD" };
        SqlText::new(&match self.product {
            Product::Postgresql => format!("EXECUTE FUNCTION {function}()"),
            Product::Sqlite => format!("SELECT {row}.{column};\nSELECT 'a; b' WHERE {row}.{column} IS NULL;"),
            Product::Mssql => format!("IF EXISTS (SELECT 1 FROM inserted WHERE {column} IS NULL) PRINT N'a; b'"),
            Product::Oracle => format!("IF :{row}.{column} IS NULL THEN NULL; END IF"),
            Product::Mysql => {
                format!("BEGIN\n  DECLARE seen int DEFAULT 0;\n  SET seen = {row}.{column} IS NULL;\nEND")
            }
        })
    }

    /// The body of a routine that reads a table; of a function that returns a number.
    pub fn routine_body(&self, kind: RoutineKind, table: &str, column: &str) -> SqlText {
        let count = format!("SELECT count(*) FROM {table} x WHERE x.{column} IS NOT NULL");
        SqlText::new(&match (self.product, kind) {
            (Product::Postgresql | Product::Sqlite, RoutineKind::Function) => {
                format!("BEGIN\n\tRETURN ({count}); -- it's $$ $body$ \\ :a\nEND;")
            }
            (Product::Postgresql | Product::Sqlite, RoutineKind::Procedure) => {
                format!("BEGIN\n  PERFORM ({count});\n  RAISE DEBUG '{{\"k\": \"%\"}}', 'a; b';\nEND")
            }
            (Product::Mysql, RoutineKind::Function) => format!("BEGIN\n  -- a; b\n  RETURN ({count});\nEND"),
            (Product::Mysql, RoutineKind::Procedure) => format!("BEGIN\n  {count};\n  SELECT 'it\\'s $$ // @@';\nEND"),
            (Product::Mssql, RoutineKind::Function) => format!("BEGIN\n  RETURN ({count})\nEND"),
            (Product::Mssql, RoutineKind::Procedure) => count,
            (Product::Oracle, RoutineKind::Function) => {
                let count = count.replacen("count(*)", "count(*) INTO found", 1);
                format!("found NUMBER;\nBEGIN\n  {count};\n  RETURN found;\nEND")
            }
            (Product::Oracle, RoutineKind::Procedure) => {
                let count = count.replacen("count(*)", "count(*) INTO found", 1);
                format!("found NUMBER;\nBEGIN\n  {count};\nEND;")
            }
        })
    }

    /// An expression whose value new rows get, for a type.
    pub fn default_expression(&self, word: &str) -> Option<SqlText> {
        let text = match (word, self.product) {
            ("timestamp" | "timestamptz", _) => "CURRENT_TIMESTAMP",
            ("smallint" | "integer" | "bigint", _) => "1 + 1",
            ("varchar" | "text", _) => "upper('a''b')",
            ("uuid", Product::Postgresql) => "gen_random_uuid()",
            ("uuid", Product::Mysql) => "uuid()",
            ("uuid", Product::Mssql) => "NEWID()",
            ("uuid", Product::Oracle) => "SYS_GUID()",
            ("date", Product::Postgresql | Product::Sqlite | Product::Mssql | Product::Oracle) => "CURRENT_DATE",
            _ => return None,
        };
        Some(SqlText::new(text))
    }

    /// Types that only this product spells so.
    pub fn raw_types(&self) -> &'static [&'static str] {
        match self.product {
            Product::Postgresql => &["inet", "int4range", "tsvector"],
            Product::Sqlite => &["DATETIME", "DECIMAL(5,2)"],
            Product::Mysql => &["int unsigned", "mediumtext", "year"],
            Product::Mssql => &["money", "xml", "tinyint"],
            Product::Oracle => &["NUMBER(5,2)", "NCLOB", "DATE"],
        }
    }

    /// A collation that the server has.
    pub fn collations(&self) -> &'static [&'static str] {
        match self.product {
            Product::Postgresql => &["C", "POSIX"],
            Product::Sqlite => &["NOCASE", "RTRIM"],
            Product::Mysql => &["utf8mb4_general_ci", "utf8mb4_unicode_ci"],
            Product::Mssql => &["Latin1_General_CS_AS", "Latin1_General_BIN2"],
            Product::Oracle => &["BINARY_CI", "BINARY_AI"],
        }
    }

    /// An access method for an index.
    pub fn methods(&self) -> &'static [&'static str] {
        match self.product {
            Product::Postgresql => &["btree", "hash", "brin"],
            Product::Sqlite => &[],
            Product::Mysql => &["btree"],
            Product::Mssql => &["nonclustered"],
            Product::Oracle => &["bitmap"],
        }
    }

    /// A literal that a column of the type takes; `number` keeps the values of a column apart.
    pub fn value(&self, data_type: &DataType, number: usize) -> Option<Value> {
        let text = |text: String| Some(Value::Text(text));
        let day = number % 28 + 1;
        match data_type {
            DataType::Portable { word, arguments } => match *word {
                "smallint" | "integer" | "bigint" => Some(Value::Number(number.to_string())),
                "numeric" => match arguments.get(1) {
                    Some(scale) if *scale > 0 => Some(Value::Number(format!("{number}.5"))),
                    _ => Some(Value::Number(number.to_string())),
                },
                "real" | "double" => Some(Value::Number(format!("{number}.25"))),
                "boolean" => Some(Value::Boolean(number.is_multiple_of(2))),
                "char" | "varchar" | "text" => text(format!("v{number}")),
                "date" => text(format!("2024-02-{day:02}")),
                "time" => text(format!("12:30:{day:02}")),
                "timestamp" => text(format!("2024-02-{day:02} 12:30:00")),
                "timestamptz" => text(format!("2024-02-{day:02}T12:30:00+0{}:00", number % 10)),
                "interval" => text(format!("{number} days")),
                "uuid" => text(format!("00000000-0000-4000-8000-{number:012}")),
                "json" | "jsonb" => text(format!("{{\"k\": {number}}}")),
                "binary" | "blob" if number.is_multiple_of(2) => {
                    Some(Value::Bytes(format!("\0b'{number}").into_bytes()))
                }
                "binary" | "blob" => text(format!("b{number}")),
                _ => None,
            },
            DataType::Array(item) if number.is_multiple_of(2) => {
                Some(Value::List(vec![self.value(item, number)?, Value::Null]))
            }
            DataType::Array(_) => text(format!("{{{number}}}")),
            DataType::Raw(raw) => match raw.as_str() {
                "inet" => text(format!("10.0.0.{number}")),
                "int4range" => text(format!("[{number},{})", number + 1)),
                "int unsigned" | "tinyint" | "money" | "NUMBER(5,2)" => Some(Value::Number(number.to_string())),
                "DECIMAL(5,2)" => Some(Value::Number(format!("{number}.5"))),
                "year" => Some(Value::Number(format!("{}", 2000 + number % 150))),
                _ => text(format!("v{number}")),
            },
            DataType::Enum(_) | DataType::Domain(_) | DataType::Composite(_) => None,
        }
    }
}
