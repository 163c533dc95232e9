//! A view over a table that no revision makes: a name written wrongly, or something that only some databases have.

use crate::catalog::{Catalog, Name, QualifiedName, SqlText, closest};
use crate::diagnostic::Severity;
use crate::dialect::Dialect;
use crate::lint::rule::everywhere;
use crate::lint::{Change, Check, Finding, Group, Reporter, Rule, Scope};
use crate::operation::Operation;

/// The rule.
pub static RULE: Rule = Rule {
    name: "reads-unknown-table",
    group: Group::Correctness,
    severity: Severity::Warning,
    applies: everywhere,
    scope: Scope::Every,
    why: "no operation makes it, so the view fails where nothing else has made it, and does not step aside when it changes",
    help: "write the name as the table has it; if something else makes the table, raw `sql` for one, take it on and say what",
    given: "- create_table: {name: users, columns: [{name: id, type: bigint}]}",
    bad: &[
        "- create_view: {name: names, query: SELECT id FROM user}",
        "- create_view: {name: a, query: SELECT id FROM users}\n- replace_view: {name: a, query: SELECT id FROM users JOIN accounts USING (id)}",
    ],
    good: &[
        "- create_view: {name: a, query: SELECT id FROM users}\n- create_view: {name: b, query: WITH x AS (SELECT id FROM a) SELECT id FROM x}",
        "- create_view: {name: a, query: SELECT 1 AS n FROM elsewhere.users}",
    ],
    checks: &[Check::Transition(operation)],
};

fn operation(change: &Change<'_>, report: &mut Reporter) {
    let transition = change.transition;
    let (name, query) = match transition.operation.as_ref() {
        Operation::CreateView(op) => (&op.0.name, &op.0.query),
        Operation::ReplaceView(op) => (&op.0.name, &op.0.query),
        Operation::CreateMaterializedView(op) => (&op.name, &op.query),
        Operation::ReplaceMaterializedView(op) => (&op.name, &op.query),
        _ => return,
    };
    if transition.derived {
        return;
    }
    for table in unknown(query, &transition.after, change.dialect) {
        let known: Vec<Name> =
            relations(&transition.after).map(|known| known.name).filter(|known| known != name).collect();
        let near = closest(table.name.as_str(), known.iter().map(Name::as_str));
        let meant = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        let message = format!("view `{name}` reads `{table}`, which no operation makes{meant}");
        report.report(Finding::new(message).field(&["query"]));
    }
}

/// The tables and views that a query reads and the state does not know; those of a schema that no operation makes, and
/// those that a server has of its own, are somebody else's.
fn unknown(query: &SqlText, catalog: &Catalog, dialect: &Dialect) -> Vec<QualifiedName> {
    let is_there = |table: &QualifiedName| catalog.find_table(table).is_some() || catalog.find_view(table).is_some();
    let is_foreign = |table: &QualifiedName| match &table.schema {
        Some(schema) => !catalog.has_schema(schema),
        None => is_of_server(&table.name, dialect),
    };
    // A name without a schema may mean a table of any: a path says of which.
    let meant = |table: &QualifiedName| {
        relations(catalog)
            .any(|known| same_name(&known.name, &table.name) && (table.schema.is_none() || is_same(&known, table)))
    };
    let is_unknown = |table: &QualifiedName| !is_there(table) && !is_foreign(table) && !meant(table);
    query.tables_read().into_iter().filter(is_unknown).collect()
}

fn relations(catalog: &Catalog) -> impl Iterator<Item = QualifiedName> {
    catalog.tables().map(|table| table.qualified_name()).chain(catalog.views().map(|view| view.qualified_name()))
}

fn is_same(one: &QualifiedName, other: &QualifiedName) -> bool {
    let schema = |name: &QualifiedName| name.schema.clone().unwrap_or_default();
    same_name(&schema(one), &schema(other)) && same_name(&one.name, &other.name)
}

/// Letter case is left to the server.
fn same_name(one: &Name, other: &Name) -> bool {
    one.as_str().to_lowercase() == other.as_str().to_lowercase()
}

/// Whether every database of the server has it: `pg_class`, `dual`.
fn is_of_server(name: &Name, dialect: &Dialect) -> bool {
    let name = name.as_str().to_lowercase();
    let own = dialect.fact("server_relations").unwrap_or_default();
    own.split_whitespace().any(|word| match word.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == word,
    })
}
