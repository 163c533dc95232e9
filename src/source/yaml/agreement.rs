//! Tests: what holds for any text. Spans fit, nothing panics, and a second YAML reader sees the same values.

use proptest::prelude::*;
use serde_yaml::Value as Other;

use super::parse::{attempt, has_control_characters};
use super::{Entry, Node, ReadContext, Scalar, Style, Value, from_node, parse, plain};
use crate::source::Span;

const SAMPLES: &[&str] = &[
    "revision: \"3f2a\"\r\ndown_revision: null\r\nupgrade:\r\n  - create_table:\r\n      name: é😀\r\n      columns:\r\n        - {name: id, type: bigint}\r\n",
    "upgrade:\n- sql: |\n    SELECT 'ü' # no comment\n\n    FROM t;\n- sql: >-\n    a\n    b\n# end\n- x: [1, 2.50, 'it''s', \"a\\tb\"]\n",
    "a: {b: [c, {d: e}], f: 'g', \"h\": }\ni:\n  - # note\n    - j\n  -\n  - k: |2\n      l\nm: plain text\n  over lines # c\n",
];

fn walk(node: &Node, text: &str, parent: Span, visit: &mut dyn FnMut(&Node)) {
    assert!(text.get(node.span.range()).is_some(), "{:?} is no part of the text", node.span);
    assert!(parent.start <= node.span.start && node.span.end <= parent.end, "{node:?} leaves {parent:?} in {text:?}");
    visit(node);
    node.items().iter().for_each(|item| walk(item, text, node.span, visit));
    for Entry { key, value } in node.entries() {
        walk(key, text, node.span, visit);
        walk(value, text, node.span, visit);
    }
}

/// Spans lie inside the text and their parents, on whole characters; plain one-line scalars are their own source.
fn check_spans(text: &str) {
    check_short_way(text);
    let whole = Span::new(0, text.len());
    match parse(text) {
        Ok(document) => {
            walk(&document.root, text, whole, &mut |node| {
                let (whole, source) = (text, &text[node.span.range()]);
                assert_eq!(source, source.trim_ascii(), "no white space around {node:?} in {whole:?}");
                if let Value::Scalar { text, style: Style::Plain } = &node.value
                    && !source.contains('\n')
                {
                    assert_eq!(source, text, "{whole:?}");
                }
                for (offset, character) in node.text().unwrap_or_default().char_indices() {
                    let rest = &whole[node.source_offset(whole, offset) as usize..];
                    let found = rest.starts_with(character) || rest.starts_with('\\');
                    assert!(found || " \t\r\n".contains(character), "{character:?} at {rest:?} in {whole:?}");
                }
                if let Some(comment) = node.cut_by_comment() {
                    assert!(text[comment.range()].starts_with('#'));
                    assert!(document.comments.contains(&comment), "{comment:?} in {:?}", document.comments);
                }
            });
            for comment in &document.comments {
                assert!(text[comment.range()].starts_with('#'));
            }
        }
        Err(errors) => {
            assert!(!errors.is_empty() && errors.is_sorted_by_key(|error| error.span));
            for error in errors {
                assert!(text.get(error.span.range()).is_some(), "{error:?} in {text:?}");
                for (span, _) in &error.secondary {
                    assert!(text.get(span.range()).is_some(), "{error:?} in {text:?}");
                }
            }
        }
    }
}

/// A text that goes the short way gives what the YAML parser gives.
fn check_short_way(text: &str) -> bool {
    let Some(document) = plain::read(text).filter(|_| !has_control_characters(text)) else { return false };
    match attempt(text) {
        Ok(long) => assert_eq!(document, long, "{text:?}"),
        Err(_) => panic!("{text:?} is not YAML, and goes the short way: {document:?}"),
    }
    true
}

/// Compares with the other reader, which turns plain scalars into numbers and booleans.
fn assert_same(node: &Node, other: &Other) {
    match (&node.value, other) {
        (Value::Sequence(items), Other::Sequence(others)) => {
            assert_eq!(items.len(), others.len());
            items.iter().zip(others).for_each(|(item, other)| assert_same(item, other));
        }
        (Value::Mapping(entries), Other::Mapping(others)) => {
            assert_eq!(entries.len(), others.len());
            for (entry, (key, value)) in entries.iter().zip(others) {
                assert_same(&entry.key, key);
                assert_same(&entry.value, value);
            }
        }
        (Value::Scalar { .. }, other) => {
            let scalar: Scalar = from_node(node, &ReadContext::default()).unwrap();
            match (scalar, other) {
                (Scalar::Text(text), Other::String(other)) => assert_eq!(&text, other),
                (Scalar::Bool(value), Other::Bool(other)) => assert_eq!(value, *other),
                (Scalar::Null, Other::Null) => {}
                (Scalar::Number(text), Other::Number(number)) => {
                    assert_eq!(text.parse::<f64>().ok(), number.as_f64(), "{text}");
                }
                // Known differences: `0010` is text for the other reader; `0x1f`, `.inf` are numbers for it.
                (Scalar::Number(text), Other::String(other)) => assert_eq!(&text, other),
                (Scalar::Text(text), Other::Number(_)) => assert!(odd_number(&text), "{text}"),
                (scalar, other) => panic!("{scalar:?} is {other:?} for the other reader"),
            }
        }
        (value, other) => panic!("{value:?} is {other:?} for the other reader"),
    }
}

fn odd_number(text: &str) -> bool {
    let unsigned = text.trim_start_matches(['+', '-']);
    unsigned.starts_with('0') || [".inf", ".nan"].contains(&unsigned.to_lowercase().as_str())
}

#[test]
fn revisions_go_the_short_way() {
    let sample = [
        include_str!("../../../revisions/2a7be4c815d0_tickets.yaml"),
        include_str!("../../../revisions/83e6b1f740c2_reporting_views.yaml"),
        include_str!("../../../revisions/94a0f7d25e6b_count_tickets.yaml"),
    ];
    for text in sample {
        assert!(check_short_way(text), "{text}");
    }
}

#[test]
fn samples_have_exact_spans_and_agree() {
    for text in SAMPLES {
        check_spans(text);
        assert_same(&parse(text).unwrap().root, &serde_yaml::from_str(text).unwrap());
    }
}

#[test]
fn spans_are_exact_in_every_corner() {
    let text = "é: ça # 😀\r\n\"ü\" : [ö , {ä: 😀 }]\r\n'x y': >-\r\n\r\n  a\r\n  b\r\n\r\nz:\r\n  - # c\r\n    - q: \r\n    -\r\nw: |\r\nv: 'l\r\n  m'\r\n";
    let document = parse(text).unwrap();
    let mut found = Vec::new();
    walk(&document.root, text, Span::new(0, text.len()), &mut |node| found.push(&text[node.span.range()]));
    let expected = [
        text.trim_ascii_end(),
        "é",
        "ça",
        "\"ü\"",
        "[ö , {ä: 😀 }]",
        "ö",
        "{ä: 😀 }",
        "ä",
        "😀",
        "'x y'",
        "a\r\n  b",
        "z",
        "- # c\r\n    - q: \r\n    -",
        "- q: \r\n    -",
        "q:",
        "q",
        "",
        "",
        "w",
        "|",
        "v",
        "'l\r\n  m'",
    ];
    assert_eq!(found, expected);
    assert_eq!(document.comments.iter().map(|span| &text[span.range()]).collect::<Vec<_>>(), ["# 😀", "# c"]);
    let absent = document.root.get("z").unwrap().items()[0].items();
    assert_eq!(
        &text[..absent[0].get("q").unwrap().span.start as usize],
        text.split_once("q:").unwrap().0.to_owned() + "q:"
    );
}

#[test]
fn comments_move_no_span() {
    let text =
        "a:  # 1\n\n  # 2\n  - # 3\n   # 4\n    - # 5 -\n    -\n  - - # 6 |\n      - b: | # 7\n\n\"c\" : # 8\nd: # 9\n";
    let mut found = Vec::new();
    let document = parse(text).unwrap();
    walk(&document.root, text, Span::new(0, text.len()), &mut |node| {
        found.push(text[node.span.range()].split('\n').next().unwrap());
    });
    let expected =
        ["a:  # 1", "a", "- # 3", "- # 5 -", "", "", "- # 6 |", "- b: |", "b: |", "b", "|", "\"c\"", "", "d", ""];
    assert_eq!(found, expected);
    assert_eq!(document.comments.len(), 9);
}

#[test]
fn a_byte_order_mark_is_kept_out_of_spans() {
    let text = super::decode("\u{feff}é: b\n".as_bytes()).unwrap();
    assert_eq!(&text[parse(&text).unwrap().root.span.range()], "é: b");
    let kept = "\u{feff}é: b\n";
    assert_eq!(&kept[parse(kept).unwrap().root.span.range()], "é: b");
}

#[test]
fn large_files_take_linear_time() {
    let lines = |line: &str, count: usize| line.repeat(count);
    let texts = [
        (0..100_000).map(|number| format!("key{number}: {number}\n")).collect::<String>(),
        lines("# a comment\n", 100_000) + "a: b\n",
        "a:\n".to_owned() + &lines("- # a comment\n", 100_000),
        "a: [".to_owned() + &lines("(, ", 400_000) + "]\n",
        "a: {b: (".to_owned() + &(0..100_000).map(|number| format!(", k{number}")).collect::<String>() + "}\n",
        "a: ".to_owned() + &lines("*b ", 400_000),
        lines("- 'a\n", 200_000),
        lines("- {a: b\n", 200_000),
        lines("a: 1\n", 200_000),
        lines("- \"\\q\"\n", 200_000),
        "a: \"".to_owned() + &lines("'\" ", 400_000),
        "- [\n".to_owned() + &lines(" 'x', # y\n", 200_000),
        "a: |\n".to_owned() + &lines("\n", 1_000_000),
        lines(" \t\n", 400_000),
    ];
    for text in texts {
        let shown: String = text.chars().take(30).collect();
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || sender.send(parse(&text).is_ok()));
        let done = receiver.recv_timeout(std::time::Duration::from_secs(20));
        assert!(done.is_ok(), "{shown:?} takes too long");
    }
}

/// A document out of block and flow collections and all styles of scalars.
fn documents() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::{Value as Json, json};
    let text = prop_oneof![
        "[a-zé😀_ ]{0,8}",
        "[ -~]{0,12}",
        Just("a\nb\n".to_owned()),
        Just("null".to_owned()),
        Just("0010".to_owned()),
        Just("x: y # z".to_owned()),
        "[\\t\\n'\"\\\\é]{0,6}",
    ];
    let leaf = prop_oneof![
        text.clone().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        (-1e9..1e9).prop_map(|number: f64| json!(number)),
        any::<bool>().prop_map(Json::from),
        Just(Json::Null),
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..5).prop_map(Json::from),
            prop::collection::btree_map("[a-zé]{1,5}", inner, 1..5).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_readers_agree_on_written_documents(document in documents(), flow in any::<bool>()) {
        let text = match flow {
            true => serde_json::to_string(&document).unwrap(),
            false => serde_yaml::to_string(&document).unwrap(),
        };
        if document.is_null() {
            return Ok(());
        }
        check_spans(&text);
        let root = parse(&text).map_err(|errors| TestCaseError::fail(format!("{text}\n{errors:?}")))?.root;
        assert_same(&root, &serde_yaml::from_str(&text).unwrap());
    }

    #[test]
    fn mutated_documents_never_panic(
        sample in 0..SAMPLES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..4_u8, prop::sample::select(PIECES)), 1..6),
    ) {
        let mut text: Vec<char> = SAMPLES[sample].chars().collect();
        for (place, kind, piece) in changes {
            let at = place.index(text.len() + 1);
            match kind {
                0 => drop(text.splice(at..at, piece.chars())),
                1 => drop(text.splice(at..(at + 1).min(text.len()), piece.chars())),
                2 => drop(text.drain(at..(at + 3).min(text.len()))),
                _ => text.truncate(at),
            }
        }
        check_spans(&text.into_iter().collect::<String>());
    }

    #[test]
    fn plain_lines_are_read_alike(
        lines in prop::collection::vec((0..7_usize, prop::sample::select(LINES), prop::sample::select(ENDS)), 1..9),
        flow in "[a:,\\[\\]{}' \"-]{0,8}",
        last in prop::sample::select(&["", "\n", "\n\n", "\n # end"][..]),
    ) {
        let lines = lines.iter().map(|(indent, line, end)| format!("{}{line}{end}", " ".repeat(*indent)));
        let text = lines.collect::<Vec<_>>().join("\n");
        check_spans(&format!("{text}{last}"));
        check_spans(&format!("a: [{flow}]{last}"));
        check_spans(&format!("- {{{flow}}}{last}"));
    }

    #[test]
    fn any_text_never_panics(text in "[a\\-:#\\[\\]{}, \n'\"|>&*!%@?é\t\r]{0,40}") {
        check_spans(&text);
    }
}

const PIECES: &[&str] = &[
    "\n",
    "\t",
    " ",
    ":",
    ": ",
    "- ",
    "#",
    " #",
    "'",
    "\"",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "\\",
    "é",
    "😀",
    "\r\n",
    "---\n",
    "...\n",
    "? ",
    "%",
    "@",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "(",
    "numeric(10,2)",
    "\u{1}",
    "<<: ",
];

const LINES: &[&str] = &[
    "a:",
    "b: c",
    "d: e f",
    "-",
    "- g",
    "- h: i",
    "- 'j': k",
    "- {l: m, n: [o, 'p']}",
    "q: [r]",
    "s: |",
    "t",
    "u: 'v''w'",
    "x: \"y\"",
    "# z",
    "",
    "é: -1",
    "null: ~",
    "c: d: e",
    "f: g#h",
    "i: (j, k)",
    "l: 2:3",
    "---",
    "- - m",
    "n:o",
    "p :q",
    "r: {s: t}u",
    "'v'",
    "w: 'x' y",
    "a: >",
    "b: &c d",
    "? e",
    "f: http://g",
    "h: {}",
    "- []",
    "i: . j",
    "...",
    "k: \u{85}l",
];

const ENDS: &[&str] = &["", "", "", " ", " # m", "# n", ":", ","];
