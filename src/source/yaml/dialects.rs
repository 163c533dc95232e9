//! Maps per dialect: which entry a target reads, and what is wrong with such a map.

use crate::diagnostic::closest;

use super::codes::{MISSING_DIALECT, UNKNOWN_DIALECT};
use super::fault::Fault;
use super::{Entry, Node, ReadContext, Value, YamlError};

/// The key that stands for every dialect without an entry of its own.
const DEFAULT: &str = "default";

/// The node that the target reads: an entry of a map per dialect, or the node itself when it is no such map.
pub(super) fn choose<'a, 't>(node: &'a Node<'t>, context: &ReadContext) -> Result<&'a Node<'t>, Fault> {
    let entries = node.entries();
    if !is_per_dialect(entries, context)? {
        return Ok(node);
    }
    for target in &context.targets {
        if entry_for(node, target).is_none() {
            return Err(missing(node, target));
        }
    }
    entry_for(node, &context.chain).map(|entry| &entry.value).ok_or_else(|| missing(node, &context.chain))
}

/// The entry of the target in a map whose keys are dialects and nothing else, if it has one.
pub(super) fn own<'a, 't>(node: &'a Node<'t>, context: &ReadContext) -> Result<Option<&'a Entry<'t>>, Fault> {
    if !matches!(node.value, Value::Mapping(_)) {
        return Err(Fault::wrong_type(node, "a map from dialect to options"));
    }
    let is_dialect = |entry: &&Entry| context.known.iter().any(|known| known == entry.name());
    match node.entries().iter().find(|entry| !is_dialect(entry)) {
        Some(odd) => Err(no_dialect(odd, context)),
        None => Ok(context.chain.iter().find_map(|dialect| node.entry(dialect))),
    }
}

fn no_dialect(odd: &Entry, context: &ReadContext) -> Fault {
    let known = context.known.iter().map(|dialect| format!("`{dialect}`")).collect::<Vec<_>>().join(", ");
    let help = match nearest(odd, context) {
        Some(near) => format!("did you mean `{near}`? dialects are {known}"),
        None => format!("options stand below their dialect, one of {known}"),
    };
    let error = YamlError::new(UNKNOWN_DIALECT, odd.key.span, format!("unknown dialect `{}`", odd.name()));
    error.label("no dialect").help(help).into()
}

fn entry_for<'a, 't>(node: &'a Node<'t>, chain: &[String]) -> Option<&'a Entry<'t>> {
    chain.iter().map(String::as_str).chain([DEFAULT]).find_map(|dialect| node.entry(dialect))
}

fn missing(node: &Node, chain: &[String]) -> Fault {
    let dialect = chain.first().map_or(DEFAULT, String::as_str);
    YamlError::new(MISSING_DIALECT, node.span, format!("no entry for `{dialect}`"))
        .label(format!("neither `{dialect}` nor `{DEFAULT}`"))
        .help(format!("add `{dialect}:` or `{DEFAULT}:`"))
        .into()
}

/// Whether all keys are dialects or `default`; a mixture is an error at the first odd key.
fn is_per_dialect(entries: &[Entry], context: &ReadContext) -> Result<bool, Fault> {
    let is_dialect = |entry: &&Entry| context.known.iter().any(|known| known == entry.name());
    let odd = entries.iter().find(|entry| !is_dialect(entry) && entry.name() != DEFAULT);
    match (odd, entries.iter().find(is_dialect)) {
        (None, _) => Ok(!entries.is_empty()),
        (Some(odd), Some(dialect)) => Err(odd_key(odd, context).also(dialect.key.span, "this is a dialect").into()),
        (Some(odd), None) if entries.len() > 1 && nearest(odd, context).is_some() => {
            let default = entries.iter().find(|entry| entry.name() == DEFAULT);
            default.map_or(Ok(false), |default| {
                Err(odd_key(odd, context).also(default.key.span, "this stands for all other dialects").into())
            })
        }
        (Some(_), None) => Ok(false),
    }
}

fn nearest<'a>(entry: &Entry, context: &'a ReadContext) -> Option<&'a str> {
    closest(entry.name(), context.known.iter().map(String::as_str))
}

fn odd_key(odd: &Entry, context: &ReadContext) -> YamlError {
    let known = context.known.iter().map(|dialect| format!("`{dialect}`")).collect::<Vec<_>>().join(", ");
    let help = match nearest(odd, context) {
        Some(near) => format!("did you mean `{near}`? dialects are {known}, and `{DEFAULT}` for all others"),
        None => format!("dialects are {known}, and `{DEFAULT}` for all others"),
    };
    YamlError::new(UNKNOWN_DIALECT, odd.key.span, format!("unknown dialect `{}`", odd.name()))
        .label("no dialect")
        .help(help)
}

/// The error for a map that stands where only a text or a map per dialect can stand.
pub(super) fn not_per_dialect(node: &Node, context: &ReadContext) -> Fault {
    match node.entries().iter().find(|entry| !context.known.iter().any(|known| known == entry.name())) {
        Some(odd) => odd_key(odd, context).into(),
        None => Fault::wrong_type(node, "text"),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use indexmap::IndexMap;
    use serde::Deserialize;
    use serde::de::value::MapAccessDeserializer;
    use serde::de::{Deserializer, Error, MapAccess, Visitor};

    use super::super::{LITERAL, ReadContext, Scalar, YamlError, from_node, parse};

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename = "$per_dialect")]
    struct PerDialect<T>(T);

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename = "$sql_text")]
    struct Sql(String);

    /// A literal or `{sql: …}`: the pattern for types that are a scalar or a map.
    #[derive(Debug, PartialEq)]
    enum Default {
        Literal(Scalar),
        Sql(Sql),
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct SqlBody {
        sql: Sql,
    }

    struct DefaultVisitor;

    impl<'de> Visitor<'de> for DefaultVisitor {
        type Value = Default;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a literal or `{sql: …}`")
        }

        fn visit_bool<E: Error>(self, value: bool) -> Result<Default, E> {
            Ok(Default::Literal(Scalar::Bool(value)))
        }

        fn visit_bytes<E: Error>(self, number: &[u8]) -> Result<Default, E> {
            Ok(Default::Literal(Scalar::Number(String::from_utf8_lossy(number).into_owned())))
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Default, A::Error> {
            SqlBody::deserialize(MapAccessDeserializer::new(map)).map(|body| Default::Sql(body.sql))
        }
    }

    impl<'de> Deserialize<'de> for Default {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_newtype_struct(LITERAL, DefaultVisitor)
        }
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Index {
        expression: Option<Sql>,
    }

    fn context(chain: &[&str]) -> ReadContext {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        ReadContext {
            chain: names(chain),
            known: names(&["postgresql", "mysql", "mariadb", "sqlite"]),
            targets: vec![names(chain), names(&["sqlite"])],
        }
    }

    fn read<T: serde::de::DeserializeOwned>(text: &str, chain: &[&str]) -> Result<T, YamlError> {
        from_node(&parse(text).unwrap().root, &context(chain))
    }

    fn sql(text: &str, chain: &[&str]) -> Result<String, YamlError> {
        read::<Sql>(text, chain).map(|sql| sql.0)
    }

    fn mistake(text: &str) -> (&'static str, &str, String, String) {
        let error = sql(text, &["mariadb", "mysql"]).unwrap_err();
        (error.code.0, &text[error.span.range()], error.message, error.help.unwrap_or_default())
    }

    #[test]
    fn the_nearest_entry_is_read() {
        let text = "{mysql: a, sqlite: b, default: c}";
        assert_eq!(sql(text, &["mysql"]).unwrap(), "a");
        assert_eq!(sql(text, &["mariadb", "mysql"]).unwrap(), "a", "a child takes its parent's entry");
        assert_eq!(sql("{mariadb: d, mysql: a, default: c}", &["mariadb", "mysql"]).unwrap(), "d");
        assert_eq!(sql(text, &["postgresql"]).unwrap(), "c");
        assert_eq!(sql("select 1", &["postgresql"]).unwrap(), "select 1");
        assert_eq!(sql("{default: x}", &["postgresql"]).unwrap(), "x");
        let root = parse(text).unwrap().root;
        assert_eq!(root.chosen(&context(&["mariadb", "mysql"])).text(), Some("a"));
    }

    #[test]
    fn every_target_needs_an_entry() {
        let text = "{mariadb: a, mysql: b}";
        let help = "add `sqlite:` or `default:`".to_owned();
        assert_eq!(mistake(text), ("missing-dialect", text, "no entry for `sqlite`".to_owned(), help));
        let error = sql("{sqlite: a}", &["mariadb", "mysql"]).unwrap_err();
        assert_eq!(error.help.unwrap(), "add `mariadb:` or `default:`");
    }

    #[test]
    fn an_odd_key_among_dialects_is_an_error() {
        let known = "dialects are `postgresql`, `mysql`, `mariadb`, `sqlite`, and `default` for all others";
        for text in ["{mysql: a, postgres: b}", "{default: a, postgres: b}"] {
            let help = format!("did you mean `postgresql`? {known}");
            assert_eq!(mistake(text), ("unknown-dialect", "postgres", "unknown dialect `postgres`".to_owned(), help));
        }
        assert_eq!(mistake("{text: a}").3, known);
    }

    #[test]
    fn other_maps_are_handed_through() {
        let map: PerDialect<IndexMap<String, Scalar>> = read("{default: 1, name: x}", &["mysql"]).unwrap();
        assert_eq!(map.0["default"], Scalar::Number("1".to_owned()));
        let map: PerDialect<IndexMap<String, u8>> = read("{mysql: {a: 1}, default: {a: 2}}", &["mysql"]).unwrap();
        assert_eq!(map.0["a"], 1);
        let list: PerDialect<Vec<Option<PerDialect<String>>>> = read("[a, ~, {default: b}]", &["mysql"]).unwrap();
        assert_eq!(list.0, [Some(PerDialect("a".to_owned())), None, Some(PerDialect("b".to_owned()))]);
    }

    #[test]
    fn texts_per_dialect_may_be_nested() {
        let read = |text| read::<PerDialect<Default>>(text, &["mysql"]).unwrap().0;
        assert_eq!(read("{sql: {mysql: X, default: Y}}"), Default::Sql(Sql("X".to_owned())));
        assert_eq!(read("{mysql: {sql: now()}, default: 5}"), Default::Sql(Sql("now()".to_owned())));
        assert_eq!(read("{mysql: true, default: 5}"), Default::Literal(Scalar::Bool(true)));
        assert_eq!(read("{mysql: 1.50, default: x}"), Default::Literal(Scalar::Number("1.50".to_owned())));
    }

    #[test]
    fn mistakes_inside_such_types_keep_their_place() {
        let mistake = |text| {
            let error = read::<PerDialect<Default>>(text, &["mysql"]).unwrap_err();
            (&text[error.span.range()], error.message)
        };
        assert_eq!(mistake("{sqll: a}"), ("sqll", "unknown field `sqll`".to_owned()));
        assert_eq!(mistake("{sql: {mysql: '', sqlite: x}}"), ("''", "expected SQL, found an empty text".to_owned()));
        assert_eq!(
            mistake("{mysql: [x], default: 1}"),
            ("[x]", "expected a literal or `{sql: …}`, found a list".to_owned())
        );
    }

    #[test]
    fn sql_is_text_and_not_empty() {
        for (text, shown) in [("''", "''"), ("{mysql: ' ', default: x}", "' '"), ("|\n\n", "|")] {
            let (code, found, message, _) = mistake(text);
            assert_eq!((code, found, message.as_str()), ("empty-text", shown, "expected SQL, found an empty text"));
        }
        assert_eq!(mistake("NULL").2, "expected text, found null");
        assert_eq!(mistake("{mysql: [a], default: x}").2, "expected text, found a list");
        assert_eq!(mistake("{mysql: {mysql: a}, default: x}").2, "expected text, found a map");
    }

    #[test]
    fn a_comment_may_not_cut_sql() {
        let text = "expression: data #>> '{a}'\n";
        let error = read::<Index>(text, &["mysql"]).unwrap_err();
        assert_eq!((error.code.0, &text[error.span.range()]), ("comment-cuts-text", "#>> '{a}'"));
        assert_eq!(&text[error.secondary[0].0.range()], "data");
        for fine in ["data#>>'{a}'", "\"data #>> '{a}'\"", "|\n  data #>> '{a}'", "'x' # a comment", "x\n# a comment"] {
            assert!(sql(fine, &["mysql"]).is_ok(), "{fine}");
        }
        assert_eq!(mistake("{mysql: a # b\n, default: c}").1, "# b");
    }
}
