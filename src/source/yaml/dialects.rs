//! Maps per dialect: which entry a target reads, and what is wrong with such a map.

use crate::diagnostic::closest;

use super::codes::{MISSING_DIALECT, UNKNOWN_DIALECT};
use super::fault::Fault;
use super::{Entry, Node, ReadContext, YamlError};

/// The key that stands for every dialect without an entry of its own.
const DEFAULT: &str = "default";

/// The node that the target reads: an entry of a map per dialect, or the node itself when it is no such map.
pub(super) fn choose<'a>(node: &'a Node, context: &ReadContext) -> Result<&'a Node, Fault> {
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

fn entry_for<'a>(node: &'a Node, chain: &[String]) -> Option<&'a Entry> {
    chain.iter().map(String::as_str).chain([DEFAULT]).find_map(|dialect| node.entry(dialect))
}

fn missing(node: &Node, chain: &[String]) -> Fault {
    let dialect = chain.first().map_or(DEFAULT, String::as_str);
    YamlError::new(MISSING_DIALECT, node.span, format!("no entry for {dialect}"))
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
