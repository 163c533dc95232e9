//! The key `naming` of the project file: one convention, or several with the revision each begins at.

use serde::Deserialize;

use super::config::{Config, ConfigReader};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::dialect::Dialect;
use crate::graph::RevisionGraph;
use crate::plan::Convention;
use crate::revision::RevisionId;
use crate::source::yaml::{Entry, Node, Value};
use crate::source::{FileId, Span};

/// The word for the names that the database itself gives.
const DATABASE: &str = "database";

/// One convention as it is written: what is left out stays as it is built in.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Fields {
    ix: Option<String>,
    uq: Option<String>,
    ck: Option<String>,
    fk: Option<String>,
    pk: Option<String>,
    ex: Option<String>,
    since: Option<String>,
}

/// Reads one convention or a list of them.
pub(super) fn read(reader: &mut ConfigReader<'_>, entry: &Entry, config: &mut Config) {
    let alone = std::slice::from_ref(&entry.value);
    let nodes = if let Value::Sequence(items) = &entry.value.value { items } else { alone };
    for (position, node) in nodes.iter().enumerate() {
        if position == 0 && node.text() == Some(DATABASE) {
            config.since.push(node.span);
            config.naming.push(Convention { database: true, ..Convention::default() });
            continue;
        }
        let Some(fields) = reader.section::<Fields>(&Entry { key: entry.key.clone(), value: node.clone() }, &[]) else {
            continue;
        };
        match (position, node.get("since")) {
            (0, Some(since)) => {
                let help = "leave `since` out here, and put a convention for the time before in front";
                reader.error(since.span, "wrong-since", "the first convention holds from the start", help);
            }
            (1.., None) => {
                let help = "write `since:` with the id of the first revision that it is for";
                reader.error(node.span, "missing-field", "a later convention needs `since`", help);
            }
            _ => {}
        }
        let convention = fields.into_convention();
        check(reader, node, &convention);
        config.since.push(node.get("since").unwrap_or(node).span);
        config.naming.push(convention);
    }
}

impl Fields {
    fn into_convention(self) -> Convention {
        let built_in = Convention::default();
        Convention {
            ix: self.ix.unwrap_or(built_in.ix),
            uq: self.uq.unwrap_or(built_in.uq),
            ck: self.ck.unwrap_or(built_in.ck),
            fk: self.fk.unwrap_or(built_in.fk),
            pk: self.pk.unwrap_or(built_in.pk),
            ex: self.ex.unwrap_or(built_in.ex),
            database: false,
            since: self.since.map(RevisionId::new),
        }
    }
}

fn check(reader: &mut ConfigReader<'_>, node: &Node, convention: &Convention) {
    let Err(error) = convention.check() else { return };
    let holds = |entry: &&Entry| entry.value.text().is_some_and(|text| text.contains(&error.token));
    let place = node.entries().iter().find(holds).map_or(node.span, |entry| entry.value.span);
    let message = format!("`%({})s` is no part of a name", error.token);
    let help =
        "the tokens are SQLAlchemy's, such as `%(table_name)s`, `%(column_0_N_name)s`, `%(referred_table_name)s`";
    reader.error(place, "unknown-token", &message, help);
}

/// Reports conventions that begin at a revision which does not exist.
pub(super) fn check_since(config: &Config, graph: &RevisionGraph, diagnostics: &mut Diagnostics) {
    for (convention, span) in config.naming.iter().zip(&config.since) {
        let Some(since) = &convention.since else { continue };
        if graph.get(since.as_str()).is_none() {
            let message = format!("the convention begins at revision `{since}`, which does not exist");
            let diagnostic = Diagnostic::error(Code("unknown-revision"), message).at(config.file, *span, "");
            diagnostics.push(diagnostic.help("write the whole id of a revision"));
        }
    }
}

/// Where the project asks for the names that a database itself gives.
pub(super) fn own(config: &Config) -> Option<(FileId, Span)> {
    let (_, span) = config.naming.iter().zip(&config.since).find(|(convention, _)| convention.database)?;
    Some((config.file, *span))
}

/// What is wrong with asking for the names that this database itself gives, if something is.
pub(super) fn check_own(place: Option<(FileId, Span)>, dialect: &Dialect) -> Option<Diagnostic> {
    let (file, span) = place.filter(|_| dialect.manifest.own_names.is_none())?;
    let message = format!("what {} calls a thing without a name cannot be known beforehand", dialect.manifest.title);
    let diagnostic = Diagnostic::error(Code("no-own-names"), message).at(file, span, "");
    Some(diagnostic.help("write a convention, or `name:` wherever a name is left out"))
}
