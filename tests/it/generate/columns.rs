//! Columns with everything that a column can have.

use sqlgen::catalog::{Collation, Column, Computed, DataType, Generated, Identity, Name, SqlText, Table, Value};

use super::Gen;

/// Portable types, the usual ones several times.
const TYPES: &[&str] = &[
    "integer",
    "integer",
    "integer",
    "bigint",
    "bigint",
    "smallint",
    "varchar(40)",
    "varchar(40)",
    "varchar(12)",
    "text",
    "text",
    "boolean",
    "numeric(10,2)",
    "numeric",
    "date",
    "timestamp",
    "timestamptz",
    "timestamp(3)",
    "double",
    "real",
    "uuid",
    "json",
    "jsonb",
    "blob",
    "binary(8)",
    "char(6)",
    "time",
    "interval",
    "varchar",
    "timestamptz(6)",
];

/// Types that keys are made of everywhere.
const KEY_TYPES: &[&str] = &["integer", "bigint", "smallint", "varchar(40)", "uuid", "date", "numeric(10,2)"];

/// Whether values of the type are numbers.
pub fn is_number(data_type: &DataType) -> bool {
    matches!(data_type.portable_word(), Some("integer" | "bigint" | "smallint" | "numeric" | "double" | "real"))
}

/// Whether values of the type are texts of any content.
pub fn is_text(data_type: &DataType) -> bool {
    matches!(data_type.portable_word(), Some("varchar" | "text" | "char"))
}

/// Whether a key may be made of the type.
pub fn is_key_type(data_type: &DataType) -> bool {
    KEY_TYPES.iter().any(|text| DataType::parse(text).as_ref() == Ok(data_type))
}

fn portable(text: &str) -> DataType {
    DataType::parse(text).expect("the list holds types")
}

impl Gen<'_> {
    /// Any type.
    pub fn data_type(&mut self) -> DataType {
        let enums: Vec<_> = self.catalog.enums().map(|found| found.qualified_name()).collect();
        if self.rng.chance(8)
            && let Some(own) = self.user_type()
        {
            return own;
        }
        let roll = self.rng.below(100);
        match roll {
            0..15 if !enums.is_empty() => DataType::Enum(self.rng.one_of(&enums).clone()),
            15..18 => DataType::Array(Box::new(portable("integer"))),
            18..22 => DataType::Raw((self.rng.word(self.speech.raw_types())).to_string()),
            _ => portable(self.rng.word(TYPES)),
        }
    }

    /// A type that a key may have everywhere.
    pub fn key_type(&mut self) -> DataType {
        portable(self.rng.word(KEY_TYPES))
    }

    /// A column for a table that has `others`.
    pub fn column(&mut self, name: Name, others: &Table) -> Column {
        let data_type = self.data_type();
        let mut column = Column {
            name,
            nullable: self.rng.chance(65),
            default: None,
            identity: None,
            computed: None,
            collation: None,
            comment: self.comment(),
            options: self.column_options(&data_type),
            data_type,
        };
        if self.rng.chance(12)
            && let Some((data_type, computed)) = self.computed(others)
        {
            column.data_type = data_type;
            column.computed = Some(Box::new(computed));
            column.nullable = true;
            column.options = Default::default();
            return column;
        }
        if self.rng.chance(4) && matches!(column.data_type.portable_word(), Some("integer" | "bigint" | "smallint")) {
            column.identity = Some(self.identity());
            return column;
        }
        if self.rng.chance(45) {
            column.default = self.default_value(&column.data_type);
        }
        if is_text(&column.data_type) && self.rng.chance(10) {
            column.collation = Some(self.collation());
        }
        column
    }

    /// How a column is numbered.
    pub fn identity(&mut self) -> Box<Identity> {
        let mut identity = Identity::from(*self.rng.one_of(&[Generated::Always, Generated::ByDefault]));
        if self.rng.chance(25) {
            identity.start = self.rng.chance(60).then_some(7);
            identity.increment = *self.rng.one_of(&[None, None, Some(5)]);
            identity.cache = *self.rng.one_of(&[None, None, Some(10)]);
            identity.max = *self.rng.one_of(&[None, None, Some(900)]);
            identity.min = *self.rng.one_of(&[None, None, Some(3)]);
            identity.cycle = self.rng.chance(20);
        }
        Box::new(identity)
    }

    /// A collation of the server.
    pub fn collation(&mut self) -> Collation {
        Collation(Name::from(self.rng.word(self.speech.collations())))
    }

    /// A default for a type: a literal or SQL.
    pub fn default_value(&mut self, data_type: &DataType) -> Option<Value> {
        let word = data_type.portable_word().unwrap_or("");
        if self.rng.chance(25)
            && let Some(number) = self.next_number(data_type)
        {
            return Some(number);
        }
        if self.rng.chance(20)
            && let Some(expression) = self.speech.default_expression(word)
        {
            return Some(Value::Sql(expression));
        }
        if let DataType::Enum(name) = data_type {
            let values = self.catalog.enum_type(name).ok()?.values.clone();
            return self.rng.pick(&values).cloned().map(Value::Text);
        }
        if word == "varchar" || word == "text" {
            let texts = ["", "it's", "a\\b", "tab\tnew\nline", "{\"k\":true, \"p\":\"100%\"}", ":name $$ {{x}}"];
            let text = self.rng.word(&texts);
            let value = Value::Text(text.to_string());
            return Some(if value.misfit(data_type).is_some() { Value::Text("x".to_string()) } else { value });
        }
        let number = self.rng.between(1, 9);
        self.speech.value(data_type, number)
    }

    fn computed(&mut self, others: &Table) -> Option<(DataType, Computed)> {
        let usable = |column: &&Column| {
            let raw = column.computed.is_none() && column.identity.is_none();
            raw && (is_number(&column.data_type) || is_text(&column.data_type))
                && column.data_type.portable_word() != Some("char")
        };
        if self.rng.chance(20)
            && let Some((column, value)) = self.named_value(others)
        {
            let text = format!("CASE WHEN {} = {value} THEN 1 ELSE 0 END", self.speech.ident(column.as_str()));
            return Some((
                portable("integer"),
                Computed { expression: SqlText::new(&text), stored: self.rng.chance(70) },
            ));
        }
        let sources: Vec<Column> = others.columns.iter().filter(usable).cloned().collect();
        let source = self.rng.pick(&sources)?.clone();
        let name = self.speech.ident(source.name.as_str());
        let (data_type, text) = match is_number(&source.data_type) {
            true => (portable("numeric(20,4)"), format!("{name} + 1")),
            false => (portable("varchar(200)"), format!("upper({name})")),
        };
        let stored = self.rng.chance(70);
        Some((data_type, Computed { expression: SqlText::new(&text), stored }))
    }

    /// A condition that rows filled by the tests keep, over columns of the table.
    pub fn condition(&mut self, table: &Table) -> Option<SqlText> {
        if self.rng.chance(40)
            && let Some(text) = self.value_condition(table, "")
        {
            return Some(SqlText::new(&text));
        }
        let usable: Vec<Column> =
            table.columns.iter().filter(|c| is_number(&c.data_type) || is_text(&c.data_type)).cloned().collect();
        let column = self.rng.pick(&usable)?.clone();
        let name = self.speech.ident(column.name.as_str());
        let quoted = name.replace('\'', "''");
        let texts = match is_number(&column.data_type) {
            true => [
                format!("{name} > -1"),
                format!("{name} >= 0 AND {name} <> 7777"),
                format!("({name} + 1) > 0 OR {name} IS NULL"),
            ],
            false => [
                format!("{name} <> 'it''s {quoted}'"),
                format!("length({name}) < 4000"),
                format!("{name} IS NULL OR {name} <> '?'"),
            ],
        };
        let text = self.rng.one_of(&texts).clone();
        Some(SqlText::new(&text))
    }
}
