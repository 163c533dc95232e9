//! The target language: `head`, `base`, ids and their beginnings, `label@head`, `+2`, `id-1`, `a,b:heads`.
//! Says what a text asks for, not where that leads.

use std::ops::Bound;
use std::sync::Arc;

use super::reach::Ix;
use super::{GraphError, RevisionGraph};

/// Names shorter than this can only be written whole.
const SHORTEST_ABBREVIATED: usize = 4;

/// One target: `[branch@][symbol][±steps]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spec {
    /// As the user wrote it.
    pub(super) text: String,
    pub(super) branch: Option<String>,
    pub(super) symbol: Option<Symbol>,
    pub(super) steps: Option<i64>,
}

/// What stands in the place of a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Symbol {
    Head,
    Heads,
    Base,
    Name(String),
}

impl Symbol {
    fn read(text: &str) -> Self {
        match text {
            "head" => Self::Head,
            "heads" => Self::Heads,
            "base" => Self::Base,
            name => Self::Name(name.into()),
        }
    }
}

impl Spec {
    pub(super) fn parse(graph: &RevisionGraph, text: &str) -> Result<Self, GraphError> {
        let malformed = |problem| GraphError::Malformed { text: text.into(), problem };
        let spec = |branch: Option<&str>, symbol, steps| Self {
            text: text.into(),
            branch: branch.map(Into::into),
            symbol,
            steps,
        };
        if text.is_empty() {
            return Err(malformed("a target is missing"));
        }
        if graph.names.contains_key(text) {
            return Ok(spec(None, Some(Symbol::Name(text.into())), None));
        }
        if text.contains(':') {
            return Err(malformed("a range cannot stand here"));
        }
        let (branch, rest) = match text.split_once('@') {
            Some((branch, rest)) => (Some(branch), rest),
            None => (None, text),
        };
        if branch == Some("") {
            return Err(malformed("the name of a branch is missing before `@`"));
        }
        if rest.is_empty() || rest.contains('@') {
            return Err(malformed("one revision, `head`, `heads`, `base` or a distance has to follow `@`"));
        }
        let (symbol, steps) = if graph.names.contains_key(rest) { (rest, None) } else { split_steps(rest) };
        if symbol.is_empty() && steps == Some(0) {
            return Err(malformed("a distance of 0 needs a revision before it"));
        }
        Ok(spec(branch, (!symbol.is_empty()).then(|| Symbol::read(symbol)), steps))
    }

    /// The targets of a list `a,b`.
    pub(super) fn parse_list(graph: &RevisionGraph, text: &str) -> Result<Vec<Self>, GraphError> {
        if graph.names.contains_key(text) {
            return Ok(vec![Self::parse(graph, text)?]);
        }
        text.split(',').map(|item| Self::parse(graph, item.trim())).collect()
    }

    /// The same place without the distance.
    pub(super) fn anchor(&self) -> Self {
        Self { steps: None, ..self.clone() }
    }

    pub(super) fn is_bare(&self) -> bool {
        self.symbol.is_none()
    }
}

/// `ae10-2` is `ae10` and -2.
fn split_steps(text: &str) -> (&str, Option<i64>) {
    let Some(sign) = text.rfind(['+', '-']) else { return (text, None) };
    let digits = &text[sign + 1..];
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return (text, None);
    }
    let distance = digits.parse::<i64>().unwrap_or(i64::MAX);
    (&text[..sign], Some(if text[sign..].starts_with('-') { -distance } else { distance }))
}

/// The two sides of `from:to`, or only a target.
pub(super) fn split_range<'t>(graph: &RevisionGraph, text: &'t str) -> Result<(Option<&'t str>, &'t str), GraphError> {
    let text = text.trim();
    if graph.names.contains_key(text) {
        return Ok((None, text));
    }
    match text.split_once(':') {
        None => Ok((None, text)),
        Some((_, to)) if to.contains(':') => {
            Err(GraphError::Malformed { text: text.into(), problem: "a range has one `:`" })
        }
        Some((from, to)) => Ok((Some(from.trim()), to.trim())),
    }
}

/// The names that a text can mean: itself, or those that begin with it.
pub(super) fn find_name<'g>(graph: &'g RevisionGraph, text: &str) -> Vec<(&'g str, Ix)> {
    if let Some((name, ix)) = graph.names.get_key_value(text) {
        return vec![(name, *ix)];
    }
    if text.is_empty() {
        return Vec::new();
    }
    let from = (Bound::Included(text), Bound::Unbounded);
    let longer = graph.names.range::<str, _>(from).take_while(|(name, _)| name.starts_with(text));
    let abbreviated = |name: &Arc<str>| name.chars().nth(SHORTEST_ABBREVIATED - 1).is_some();
    longer.filter(|(name, _)| abbreviated(name)).map(|(name, ix)| (name.as_ref(), *ix)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{code, graph};
    use super::*;

    #[test]
    fn a_target_has_up_to_three_parts() {
        let graph = graph("aaaa #v1-2");
        let parts = |text: &str| {
            let spec = Spec::parse(&graph, text).unwrap();
            (spec.branch, spec.symbol, spec.steps)
        };
        assert_eq!(parts("head"), (None, Some(Symbol::Head), None));
        assert_eq!(parts("shop@heads"), (Some("shop".into()), Some(Symbol::Heads), None));
        assert_eq!(parts("+2"), (None, None, Some(2)));
        assert_eq!(parts("shop@-1"), (Some("shop".into()), None, Some(-1)));
        assert_eq!(parts("base+1"), (None, Some(Symbol::Base), Some(1)));
        assert_eq!(parts("a.b-10"), (None, Some(Symbol::Name("a.b".into())), Some(-10)));
    }

    #[test]
    fn a_label_may_look_like_a_distance() {
        let graph = graph("aaaa #v1-2\nbbbb <- aaaa");
        assert_eq!(Spec::parse(&graph, "v1-2").unwrap().steps, None);
        assert_eq!(Spec::parse(&graph, "v1-2+1").unwrap().symbol, Some(Symbol::Name("v1-2".into())));
        assert_eq!(Spec::parse(&graph, "v1-2@head").unwrap().branch, Some("v1-2".into()));
    }

    #[test]
    fn texts_that_are_no_target() {
        let graph = graph("aaaa");
        for text in ["", "@head", "a@", "a@b@c", "+0", "-0", "aaaa,", "a:b:c", "aaaa:", ":aaaa"] {
            assert_eq!(code(graph.upgrade(text)), "malformed-target", "{text}");
        }
        assert_eq!(code(graph.upgrade("aaaa+99999999999999999999")), "walked-too-far");
        assert_eq!(code(graph.history(Some("aaaa"))), "malformed-target");
    }
}
