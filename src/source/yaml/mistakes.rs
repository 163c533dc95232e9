//! Tests: typical mistakes of authors, each with the exact bytes that are underlined and what is said about them.

use indexmap::IndexMap;
use serde::Deserialize;

use super::{Document, ReadContext, YamlError, from_entry, from_node, parse};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Operation {
    CreateTable(#[expect(dead_code, reason = "only errors are looked at")] CreateTable),
    DropTable(#[expect(dead_code, reason = "only errors are looked at")] DropTable),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only errors are looked at")]
struct CreateTable {
    name: String,
    columns: Vec<Column>,
    #[serde(default)]
    options: IndexMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only errors are looked at")]
struct Column {
    name: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    nullable: Option<bool>,
    length: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only errors are looked at")]
struct DropTable {
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only errors are looked at")]
struct Revision {
    revision: String,
    sql: Option<String>,
    upgrade: Option<Vec<Operation>>,
}

/// Code, underlined text, message of the only mistake.
fn mistake(text: &str) -> (&'static str, &str, String) {
    let error = only(text);
    (error.code.0, &text[error.span.range()], error.message)
}

fn only(text: &str) -> YamlError {
    let mut errors = all(text);
    assert_eq!(errors.len(), 1, "{errors:#?}");
    errors.remove(0)
}

fn all(text: &str) -> Vec<YamlError> {
    match parse(text) {
        Err(errors) => errors,
        Ok(Document { root, .. }) => vec![from_node::<Revision>(&root, &ReadContext::default()).unwrap_err()],
    }
}

fn help(text: &str) -> String {
    only(text).help.unwrap()
}

const MISSPELT: &str = "revision: a\nupgrade:\n  - create_table:\n      nmae: é\n      columns: []\n";

#[test]
fn misspelt_field() {
    assert_eq!(mistake(MISSPELT), ("unknown-field", "nmae", "unknown field `nmae`".to_owned()));
    assert_eq!(help(MISSPELT), "did you mean `name`? the fields here are `name`, `columns`, `options`");
}

#[test]
fn unknown_operation() {
    let text = "revision: a\nupgrade:\n  - creat_table: {name: x}\n";
    assert_eq!(mistake(text), ("unknown-value", "creat_table", "unknown value `creat_table`".to_owned()));
    assert_eq!(help(text), "did you mean `create_table`? the choices are `create_table`, `drop_table`");
}

#[test]
fn yes_for_a_boolean() {
    let text = "revision: a\nupgrade:\n  - create_table: {name: x, columns: [{name: y, nullable: yes}]}\n";
    assert_eq!(mistake(text), ("wrong-type", "yes", "expected `true` or `false`, found `yes`".to_owned()));
    assert_eq!(help(text), "write true");
    assert_eq!(help(&text.replace("yes", "off")), "write false");
    assert_eq!(help(&text.replace("yes", "'true'")), "write true");
}

#[test]
fn map_where_a_list_is_due() {
    let text = "revision: a\nupgrade:\n  - create_table:\n      name: x\n      columns:\n        id: integer\n        b: text\n\n";
    let message = "expected a list, found a map".to_owned();
    assert_eq!(mistake(text), ("wrong-type", "id: integer\n        b: text", message));
    let text = "revision: a\nupgrade: drop\n";
    assert_eq!(mistake(text), ("wrong-type", "drop", "expected a list, found text".to_owned()));
    assert_eq!(help(text), "write a list of one: [drop]");
}

#[test]
fn tab_indentation() {
    for text in
        ["revision: a\nupgrade:\n\t- b\n", "revision: a\n\tb: c\n", "a:\n  b: |\n\tfoo\n", "\ta: b\n", "- \ta: b\n"]
    {
        let (code, shown, message) = mistake(text);
        assert_eq!((code, shown, message.as_str()), ("tab-indentation", "\t", "a tab in the indentation"), "{text:?}");
    }
    assert_eq!(mistake("a:\n  \tb: 1\n").1, "\t");
}

#[test]
fn duplicate_key_in_an_operation() {
    let text = "revision: a\nupgrade:\n  - create_table:\n      name: x\n      \"name\": y\n      columns: []\n";
    let error = only(text);
    assert_eq!(mistake(text), ("duplicate-key", "\"name\"", "duplicate key `name`".to_owned()));
    assert_eq!(&text[error.secondary[0].0.range()], "name");
    assert!(error.secondary[0].0 < error.span);
}

#[test]
fn duplicate_key_in_a_free_map() {
    let text = "revision: a\nupgrade:\n  - create_table: {name: x, columns: [], options: {é: 1, é: 2}}\n";
    assert_eq!(mistake(text), ("duplicate-key", "é", "duplicate key `é`".to_owned()));
    let many: String = (0..40).map(|number| format!("k{}: 1\n", number % 39)).collect();
    assert_eq!(mistake(&many).1, "k0");
}

#[test]
fn missing_field() {
    let text = "revision: a\nupgrade:\n  - create_table:\n      name: x   # c\n      options: {}\n\n# end\n";
    let message = "missing field `columns`".to_owned();
    assert_eq!(mistake(text), ("missing-field", "name: x   # c\n      options: {}", message));
    assert_eq!(help(text), "add `columns:`");
}

#[test]
fn two_operations_in_one_item() {
    let text = "revision: a\nupgrade:\n  - drop_table: {name: x}\n    create_table: {name: y, columns: []}\n";
    let message = "`drop_table` and `create_table` in one map".to_owned();
    assert_eq!(mistake(text), ("wrong-type", "create_table", message));
    assert_eq!(&text[only(text).secondary[0].0.range()], "drop_table");
}

#[test]
fn unclosed_quote() {
    let message = "a quoted text without an end".to_owned();
    for text in
        ["a: \"x\nb: 2\n", "a: 1\n\"b: 2\nc: 3\n", "a: 'é' # it's\nb: [\"x, y]\n", "- {t: \"abc\n- b\n", "a: \"unc"]
    {
        let error = only(text);
        assert_eq!(mistake(text), ("unclosed-quote", "\"", message.clone()), "{text:?}");
        assert_eq!(text.find('"'), Some(error.span.start as usize));
    }
    assert_eq!(mistake("a: 'x\n---\n y'\n").1, "'");
}

#[test]
fn unquoted_colon_in_sql() {
    let text = "revision: a\nsql: SELECT 'é' AS x, y: z FROM t\n";
    assert_eq!(mistake(text), ("unquoted-colon", ":", "a colon in text without quotes".to_owned()));
    assert_eq!(&text[..only(text).span.start as usize], "revision: a\nsql: SELECT 'é' AS x, y");
    assert_eq!(help(text), "quote the text: \"SELECT 'é' AS x, y: z FROM t\"");
}

#[test]
fn operation_without_a_body() {
    let text = "revision: a\nupgrade:\n  - create_table:\n";
    assert_eq!(mistake(text), ("wrong-type", "create_table", "expected a map, found nothing".to_owned()));
    let root = parse("create_table: # later\n").unwrap().root;
    let error = from_entry::<CreateTable>(&root.entries()[0], &ReadContext::default()).unwrap_err();
    assert_eq!((error.span, error.message.as_str()), (root.entries()[0].key.span, "expected a map, found nothing"));
    let text = "revision: a\nupgrade:\n  - create_table\n";
    assert_eq!(mistake(text), ("wrong-type", "create_table", "`create_table` needs a value".to_owned()));
}

#[test]
fn body_level_with_its_key() {
    let text = "revision: a\nupgrade:\n  - create_table:\n    name: x\n    columns: []\n";
    let message = "the body of `create_table` stands level with it".to_owned();
    assert_eq!(mistake(text), ("wrong-indentation", "name", message));
    assert_eq!(help(text), "indent the lines below `create_table:` by two more blanks");
}

/// The mistake of an internally tagged enum cannot be made; this is what becomes of one who writes it that way.
#[test]
fn operation_named_by_a_field() {
    let text = "revision: a\nupgrade:\n  - op: create_table\n    name: x\n";
    assert_eq!(mistake(text), ("unknown-field", "name", "unknown key `name` beside `op`".to_owned()));
    let text = "revision: a\nupgrade:\n  - op: create_table\n";
    assert_eq!(mistake(text), ("unknown-value", "op", "unknown value `op`".to_owned()));
}

#[test]
fn what_has_no_use_is_refused() {
    let text = "a: &x é\nb: *x\nc: *none\nd: !!str 5\ne: !own {f: 1}\n? [g]\n: h\n";
    let found: Vec<_> = all(text).iter().map(|error| (error.code.0, text[error.span.range()].to_owned())).collect();
    let expected = [
        ("yaml-anchor", "&x"),
        ("yaml-alias", "*x"),
        ("yaml-alias", "*none"),
        ("yaml-tag", "!!str"),
        ("yaml-tag", "!own"),
        ("key-not-text", "[g]"),
    ];
    assert_eq!(found, expected.map(|(code, text)| (code, text.to_owned())));
    assert_eq!(mistake("a: 1\n---\nb: 2\n"), ("second-document", "---", "a second document starts here".to_owned()));
    assert_eq!(mistake("a: {{ b }}\n").1, "{ b }");
    assert_eq!(help("a: {{ b }}\n"), "quote text that holds braces: \"{{ … }}\"");
}

#[test]
fn alias_bombs_cost_nothing() {
    let mut text = "a0: &a0 [x, x]\n".to_owned();
    (1..60).for_each(|level| text += &format!("a{level}: &a{level} [*a{0}, *a{0}, *a{0}]\n", level - 1));
    assert_eq!(all(&text).len(), 20, "no more than twenty mistakes are listed");
}

#[test]
fn depth_has_a_limit() {
    let nested = |depth: usize| format!("{}x{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse(&nested(64)).is_ok());
    let text = nested(65);
    let error = only(&text);
    assert_eq!((error.code.0, error.span.start, &text[error.span.range()]), ("too-deep", 64, "["));
    assert_eq!(only(&"[".repeat(100_000)).code.0, "too-deep");
    assert_eq!(only(&"{a: ".repeat(100_000)).code.0, "too-deep");
    assert_eq!(only(&"- ".repeat(100_000)).code.0, "too-deep");
    let steps: String = (0..1000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    assert_eq!(only(&steps).code.0, "too-deep");
    assert_eq!(only(&format!("- {}\n", "{a: [".repeat(40))).code.0, "too-deep");
}

#[test]
fn empty_and_large_files() {
    for (text, message) in [
        ("", "the file is empty"),
        (" \n\n", "the file is empty"),
        ("---\n", "the file is empty"),
        ("# x\n", "the file holds comments only"),
    ] {
        assert_eq!(mistake(text), ("empty-file", "", message.to_owned()), "{text:?}");
    }
    assert_eq!(only(&"a".repeat(super::MAX_BYTES + 1)).code.0, "file-too-large");
    assert!(parse(&"a".repeat(super::MAX_BYTES)).is_ok());
}

#[test]
fn commas_in_flow_collections() {
    for (text, shown) in [
        ("a: {type: numeric(10,2)}\n", "numeric(10,2)"),
        ("a: {é: 1, type: numeric( 10 , 2 ), x: y}\n", "numeric( 10 , 2 )"),
        ("a: {type: f(a, g(b, c), d) e}\n", "f(a, g(b, c), d) e"),
        ("a: [lower(a,b), c]\n", "lower(a,b)"),
        ("- {t: enum('a','b'), n: x}\n", "enum('a','b')"),
    ] {
        let message = "a comma ends the value here: text with a comma needs quotes".to_owned();
        assert_eq!(mistake(text), ("comma-in-flow", shown, message), "{text:?}");
        assert_eq!(help(text), format!("quote the text: \"{shown}\""));
    }
    for text in ["a: {type: \"numeric(10,2)\"}\n", "a: {t: char(2), n: y}\n", "a: [(, x]\n", "a: numeric(10,2)\n"] {
        assert!(parse(text).is_ok(), "{text:?}");
    }
}

#[test]
fn broken_syntax_is_explained_at_its_place() {
    for (text, code, shown) in [
        ("a: [1, 2\nb: 3\n", "unclosed-bracket", "["),
        ("a: {b: 1\nc: 2\n", "unclosed-bracket", "{"),
        ("a: {b: [1}\n", "unclosed-bracket", "["),
        ("a: {b: 1 # one, c: 2}\n", "comment-cuts-text", "# one, c: 2}"),
        ("a: {b: \"1 # one\", c: 2\n", "unclosed-bracket", "{"),
        ("a: {b: 1, c: x\n    d: 2}\n", "yaml-syntax", "d"),
        ("a: {t: text[], n: x}\n", "yaml-syntax", "["),
        ("a: 1\n b: 2\n", "wrong-indentation", "b"),
        ("a:\n    b: 1\n  c: 2\n", "wrong-indentation", "c: 2"),
        ("- a\n- b\nc: d\n", "wrong-indentation", "c: d"),
        ("a: 1\n- b\n", "wrong-indentation", "b"),
        ("a: 1\nb\nc: 2\n", "yaml-syntax", "b"),
        ("a: 'it's'\n", "text-after-quote", "s'"),
        ("a: 'x' = y\n", "text-after-quote", "= y"),
        ("a: \"x\\qy\"\n", "yaml-syntax", "\\q"),
        ("a: \"é\\x4Zy\"\n", "yaml-syntax", "\\x4"),
        ("a: @x\n", "yaml-syntax", "@"),
        ("a: `x`\n", "yaml-syntax", "`"),
        ("a: %x%\n", "yaml-syntax", "%"),
        ("a: ,x\n", "yaml-syntax", ","),
        ("a: ]\n", "yaml-syntax", "]"),
        ("a: - b\n", "yaml-syntax", "-"),
        ("a: | b\n  c\n", "yaml-syntax", "| b"),
        ("a: b # c\n  d\n", "comment-cuts-text", "# c"),
        ("a: x\u{7}y\n", "control-character", "\u{7}"),
        ("a: b\rc: d\r\n", "control-character", "\r"),
        ("a: \u{0}\n", "control-character", "\u{0}"),
        ("{a: b}\nc: d\n", "wrong-indentation", "c: d"),
        ("a: {b: c} d\n", "yaml-syntax", "d"),
    ] {
        let error = only(text);
        assert_eq!((error.code.0, &text[error.span.range()]), (code, shown), "{text:?} {error:#?}");
        assert!(error.help.is_some(), "{text:?} {error:?}");
    }
}

#[test]
fn wrong_types_say_what_was_found() {
    for (text, shown, message) in [
        ("revision: [a]\n", "[a]", "expected text, found a list"),
        ("revision:\n", "revision", "expected text, found nothing"),
        ("revision: ~\n", "~", "expected text, found null"),
        ("- a\n", "- a", "expected a map, found a list"),
        ("revision:a\n", "revision:a", "expected a map, found text"),
        ("revision: a\nupgrade: [~]\n", "~", "expected a word or a map with one key, found null"),
    ] {
        assert_eq!(mistake(text), ("wrong-type", shown, message.to_owned()), "{text:?}");
    }
    let column = |length: &str| {
        format!("revision: a\nupgrade: [{{create_table: {{name: x, columns: [{{name: y, length: {length}}}]}}}}]\n")
    };
    assert_eq!(only(&column("ten")).message, "expected a whole number from 0, found text");
    assert_eq!(only(&column("'10'")).help.unwrap(), "remove the quotes: 10");
    assert_eq!(only(&column("-1")).message, "expected a whole number from 0, found `-1`");
    assert_eq!(only(&column("1.5")).message, "expected a whole number from 0, found `1.5`");
    assert_eq!(only(&column("5000000000")).code.0, "invalid-value");
    assert_eq!(help("revision: null\n"), "leave the key out, or put the word in quotes: \"null\"");
}
