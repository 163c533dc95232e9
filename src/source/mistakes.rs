//! Every mistake of a YAML value, where reading it stops at the first: what is wrong is left out, and the rest read again.

use super::Span;
use super::yaml::{Node, Value, YamlError};

/// Of one value, more than these are not looked for.
const MOST: usize = 20;

/// Reads a node; what could be read without its mistakes, and the mistakes in the order they were found.
pub fn read_every<T>(node: &Node, read: impl Fn(&Node) -> Result<T, YamlError>) -> (Option<T>, Vec<YamlError>) {
    let mut errors = Vec::new();
    let mut left = None;
    loop {
        match read(left.as_ref().unwrap_or(node)) {
            Ok(value) => return (Some(value), errors),
            Err(error) => {
                let again = leave_out(left.get_or_insert_with(|| node.clone()), error.span);
                // What is missing now may be what was left out.
                let around = |found: &YamlError| holds(error.span, found.span);
                let left_out = match error.code.0 {
                    "missing-field" => !errors.is_empty(),
                    "missing-dialect" => errors.iter().any(around),
                    _ => false,
                };
                if !left_out {
                    errors.push(error);
                }
                if !again || errors.len() >= MOST {
                    return (None, errors);
                }
            }
        }
    }
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Takes the innermost entry or item out that a mistake stands in; false where there is none.
fn leave_out(node: &mut Node, mistake: Span) -> bool {
    let holds = |span: Span| holds(span, mistake);
    match &mut node.value {
        Value::Mapping(entries) => {
            let Some(at) = entries.iter().position(|entry| holds(entry.key.span) || holds(entry.value.span)) else {
                return false;
            };
            if holds(entries[at].key.span) || !leave_out(&mut entries[at].value, mistake) {
                entries.remove(at);
            }
            true
        }
        Value::Sequence(items) => {
            let Some(at) = items.iter().position(|item| holds(item.span)) else { return false };
            if !leave_out(&mut items[at], mistake) {
                items.remove(at);
            }
            true
        }
        Value::Scalar { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::source::yaml::{ReadContext, from_node, parse};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only errors are looked at")]
    struct Table {
        name: String,
        columns: Vec<Column>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only errors are looked at")]
    struct Column {
        name: String,
        length: Option<u32>,
    }

    fn found(text: &str) -> Vec<String> {
        let root = parse(text).unwrap().root;
        let (value, errors) = read_every(&root, |node| from_node::<Table>(node, &ReadContext::default()));
        assert_eq!(value.is_some() && errors.is_empty(), errors.is_empty());
        errors.iter().map(|error| text[error.span.range()].to_string()).collect()
    }

    #[test]
    fn every_mistake_is_found_once() {
        assert_eq!(found("{name: t, columns: [{name: a, length: 3}]}").len(), 0);
        assert_eq!(
            found("{nam: t, columns: [{nam: a, length: x}, {name: [], lenght: 1}], x: 1}"),
            ["nam", "nam", "x", "[]", "lenght", "x"]
        );
        assert_eq!(found("{name: t, columns: [3, {name: a}, {}]}"), ["3"]);
        assert_eq!(found("{columns: 3}"), ["3"]);
    }

    #[test]
    fn what_is_missing_from_the_start_is_said() {
        assert_eq!(found("{columns: []}"), ["{columns: []}"]);
    }
}
