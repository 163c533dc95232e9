//! The tree of a YAML document: every node with the bytes it was written in.

use std::borrow::Cow;

use crate::source::{Path, PathPart, Span};

use super::scalar::{self, Kind};
use super::{ReadContext, dialects};

/// What one file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document<'t> {
    /// The outermost value.
    pub root: Node<'t>,
    /// Every comment from its `#` to the end of its line, in source order.
    pub comments: Vec<Span>,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node<'t> {
    /// The bytes of the value, with its quotes or brackets and without white space after it. Empty for an absent value,
    /// and then right behind the colon or dash.
    pub span: Span,
    /// The value.
    pub value: Value<'t>,
    pub(super) comment: Option<Span>,
}

/// The three shapes of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'t> {
    /// Text, numbers, booleans and null: all of them as text until a type asks.
    Scalar {
        /// The text without quotes and with escapes resolved; empty for an absent value.
        text: Cow<'t, str>,
        /// How it was written.
        style: Style,
    },
    /// A list.
    Sequence(Vec<Node<'t>>),
    /// A map, in source order, without duplicate keys.
    Mapping(Vec<Entry<'t>>),
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// Between `'`.
    SingleQuoted,
    /// Between `"`.
    DoubleQuoted,
    /// A block after `|`.
    Literal,
    /// A block after `>`.
    Folded,
}

/// One key of a map and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'t> {
    /// Always a scalar.
    pub key: Node<'t>,
    /// The value; null when absent.
    pub value: Node<'t>,
}

impl<'t> Entry<'t> {
    /// The text of the key.
    pub fn name(&self) -> &str {
        self.key.text().unwrap_or_default()
    }
}

impl<'t> Node<'t> {
    /// A node that no comment follows.
    pub fn new(span: Span, value: Value<'t>) -> Self {
        Self { span, value, comment: None }
    }

    /// The text of a scalar, also of null.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// Whether the value is absent or a plain `null` or `~`.
    pub fn is_null(&self) -> bool {
        self.kind() == Some(Kind::Null)
    }

    /// Whether nothing at all was written, as after the colon of `key:`.
    pub fn is_absent(&self) -> bool {
        self.is_null() && self.text() == Some("")
    }

    /// What a scalar means by the core schema.
    pub(super) fn kind(&self) -> Option<Kind> {
        match &self.value {
            Value::Scalar { text, style } => Some(scalar::kind(text, *style)),
            Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// The comment that ends this unquoted text on its line: in `data #>> 'a'` it may have been meant as part of it.
    pub fn cut_by_comment(&self) -> Option<Span> {
        self.comment
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node<'t>] {
        match &self.value {
            Value::Sequence(items) => items,
            Value::Scalar { .. } | Value::Mapping(_) => &[],
        }
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[Entry<'t>] {
        match &self.value {
            Value::Mapping(entries) => entries,
            Value::Scalar { .. } | Value::Sequence(_) => &[],
        }
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry<'t>> {
        self.entries().iter().find(|entry| entry.name() == key)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node<'t>> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value that `path` leads to.
    pub fn find(&self, path: &Path) -> Option<&Node<'t>> {
        path.0.iter().try_fold(self, |node, part| match part {
            PathPart::Key(key) => node.get(key),
            PathPart::KeyOf(key) => node.entry(key).map(|entry| &entry.key),
            PathPart::Index(index) => node.items().get(*index),
        })
    }

    /// The place of the value, or of the key, that `path` leads to; an absent value is shown by its key.
    pub fn at(&self, path: &Path) -> Option<Span> {
        self.find(path).map(|node| if node.span.is_empty() { self.nearest(path) } else { node.span })
    }

    /// Like [`Node::at`], but where the path leaves the tree the place of the last value it met.
    pub fn nearest(&self, path: &Path) -> Span {
        let (mut node, mut span) = (self, self.span);
        for part in &path.0 {
            let next = match part {
                PathPart::Key(key) => node.entry(key).map(|entry| (&entry.value, entry.shown())),
                PathPart::KeyOf(key) => node.entry(key).map(|entry| (&entry.key, entry.key.span)),
                PathPart::Index(index) => node.items().get(*index).map(|item| (item, item.span)),
            };
            match next {
                Some(next) => (node, span) = next,
                None => return span,
            }
        }
        span
    }

    /// The entry that the target reads when this is a map per dialect, else the node itself.
    pub fn chosen(&self, context: &ReadContext) -> &Node<'t> {
        dialects::choose(self, context).unwrap_or(self)
    }
}

impl<'t> Entry<'t> {
    /// The span of the value, or of the key when the value has none.
    pub(super) fn shown(&self) -> Span {
        if self.value.span.is_empty() { self.key.span } else { self.value.span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::yaml::parse;

    const TEXT: &str = "a:\n  - b: é\n    c:\n  - [x, 'y z']\nd: {e: 1}\n";

    fn shown(path: &Path) -> Option<&'static str> {
        parse(TEXT).unwrap().root.at(path).map(|span| &TEXT[span.range()])
    }

    #[test]
    fn paths_lead_to_values_and_keys() {
        let first = Path::root().key("a").index(0);
        assert_eq!(shown(&first), Some("b: é\n    c:"));
        assert_eq!(shown(&first.clone().key("b")), Some("é"));
        assert_eq!(shown(&first.clone().join(&Path(vec![PathPart::KeyOf("b".into())]))), Some("b"));
        assert_eq!(shown(&first.key("c")), Some("c"), "an absent value is shown by its key");
        assert_eq!(shown(&Path::root().key("a").index(1).index(1)), Some("'y z'"));
        assert_eq!(shown(&Path::root().key("d")), Some("{e: 1}"));
        assert_eq!(shown(&Path::root()), Some(TEXT.trim_end()));
    }

    #[test]
    fn a_path_that_leaves_the_tree_has_a_nearest_place() {
        let path = Path::root().key("a").index(1).key("nothing");
        assert_eq!(shown(&path), None);
        assert_eq!(&TEXT[parse(TEXT).unwrap().root.nearest(&path).range()], "[x, 'y z']");
        assert_eq!(shown(&Path::root().key("a").index(9)), None);
    }

    #[test]
    fn null_is_plain() {
        let root = parse("a:\nb: ~\nc: null\nd: 'null'\ne: \"\"\nf: x\ng: []\n").unwrap().root;
        let nulls: Vec<bool> = root.entries().iter().map(|entry| entry.value.is_null()).collect();
        assert_eq!(nulls, [true, true, true, false, false, false, false]);
        assert!(root.get("a").unwrap().is_absent() && !root.get("b").unwrap().is_absent());
        assert!(!root.get("e").unwrap().is_absent());
    }
}
