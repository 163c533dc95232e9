//! How serde walks lists, maps and enums of nodes.

use serde::Deserializer;
use serde::de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::codes::{UNKNOWN_FIELD, WRONG_INDENTATION, WRONG_TYPE};
use super::de::{KeyReader, NodeReader, ReadContext};
use super::fault::Fault;
use super::{Entry, Node, Value, YamlError};

/// The items of a list.
pub(super) struct Items<'a> {
    rest: std::slice::Iter<'a, Node<'a>>,
    context: &'a ReadContext,
}

impl<'a> Items<'a> {
    pub(super) fn new(items: &'a [Node<'a>], context: &'a ReadContext) -> Self {
        Self { rest: items.iter(), context }
    }

    /// Lets `visitor` take the items; one that it leaves is an error.
    pub(super) fn visit<'de, V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        let length = self.rest.len();
        let value = visitor.visit_seq(&mut self)?;
        match self.rest.next() {
            None => Ok(value),
            Some(extra) => {
                let message = format!("expected {} items, found {length}", length - self.rest.len() - 1);
                Err(YamlError::new(WRONG_TYPE, extra.span, message).label("one too many").help("remove it").into())
            }
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Items<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some(node) = self.rest.next() else { return Ok(None) };
        let value = seed.deserialize(NodeReader { node, context: self.context });
        value.map(Some).map_err(|fault| fault.at(node.span))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The entries of a map.
pub(super) struct Pairs<'a> {
    rest: std::slice::Iter<'a, Entry<'a>>,
    value: Option<&'a Entry<'a>>,
    context: &'a ReadContext,
}

impl<'a> Pairs<'a> {
    pub(super) fn new(entries: &'a [Entry<'a>], context: &'a ReadContext) -> Self {
        Self { rest: entries.iter(), value: None, context }
    }
}

impl<'de> MapAccess<'de> for Pairs<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some(entry) = self.rest.next() else { return Ok(None) };
        self.value = Some(entry);
        let key = seed.deserialize(KeyReader { key: &entry.key, context: self.context });
        key.map(Some).map_err(|fault| fault.at(entry.key.span))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let Some(entry) = self.value.take() else { return Err(Fault::custom("a value was read before its key")) };
        read_value(entry, self.context, seed)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

fn read_value<'de, V: DeserializeSeed<'de>>(entry: &Entry, context: &ReadContext, seed: V) -> Result<V::Value, Fault> {
    let node = &entry.value;
    let value = seed.deserialize(NodeReader { node, context });
    value.map_err(|fault| fault.at(node.span).shown_at(node.span, entry.key.span))
}

/// One of several words, alone or as the only key of a map.
pub(super) struct Choice<'a> {
    word: &'a Node<'a>,
    entry: Option<&'a Entry<'a>>,
    context: &'a ReadContext,
}

impl<'a> Choice<'a> {
    pub(super) fn new(node: &'a Node<'a>, context: &'a ReadContext, variants: &[&str]) -> Result<Self, Fault> {
        match &node.value {
            Value::Scalar { .. } if !node.is_null() => Ok(Self { word: node, entry: None, context }),
            Value::Mapping(entries) => match entries.as_slice() {
                [entry] => Ok(Self { word: &entry.key, entry: Some(entry), context }),
                [first, second, ..] => Err(several_keys(first, second, variants)),
                [] => Err(Fault::wrong_type(node, "a map with one key")),
            },
            Value::Scalar { .. } | Value::Sequence(_) => Err(Fault::wrong_type(node, "a word or a map with one key")),
        }
    }
}

fn several_keys(first: &Entry, second: &Entry, variants: &[&str]) -> Fault {
    let known = |entry: &Entry| variants.contains(&entry.name());
    if first.value.is_absent() && known(first) && !known(second) {
        let message = format!("the body of `{}` stands level with it", first.name());
        return YamlError::new(WRONG_INDENTATION, second.key.span, message)
            .label("read as a sibling")
            .also(first.key.span, "this has no body")
            .help(format!("indent the lines below `{}:` by two more blanks", first.name()))
            .into();
    }
    let (code, message) = match known(second) {
        true => (WRONG_TYPE, format!("`{}` and `{}` in one map", first.name(), second.name())),
        false => (UNKNOWN_FIELD, format!("unknown key `{}` beside `{}`", second.name(), first.name())),
    };
    YamlError::new(code, second.key.span, message)
        .label("only one key can stand here")
        .also(first.key.span, "the first key")
        .help("begin a new list item with `- ` for each")
        .into()
}

impl<'de, 'a> EnumAccess<'de> for Choice<'a> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Fault> {
        let word = seed.deserialize(KeyReader { key: self.word, context: self.context });
        let word = word?;
        Ok((word, self))
    }
}

impl<'a> Choice<'a> {
    fn body(&self) -> Result<&'a Entry<'a>, Fault> {
        self.entry.ok_or_else(|| {
            let word = self.word.text().unwrap_or_default();
            YamlError::new(WRONG_TYPE, self.word.span, format!("`{word}` needs a value"))
                .help(format!("write `{word}: ` and its value"))
                .into()
        })
    }
}

impl<'de> VariantAccess<'de> for Choice<'_> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.entry {
            Some(entry) if !entry.value.is_null() => {
                let message = format!("`{}` takes no value", entry.name());
                Err(YamlError::new(WRONG_TYPE, entry.value.span, message)
                    .help(format!("write the word alone: {}", entry.name()))
                    .into())
            }
            _ => Ok(()),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        read_value(self.body()?, self.context, seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        let node = &self.body()?.value;
        NodeReader { node, context: self.context }.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        let entry = self.body()?;
        let body = NodeReader { node: &entry.value, context: self.context }.deserialize_map(visitor);
        body.map_err(|fault| fault.shown_at(entry.value.span, entry.key.span))
    }
}
