//! Whether everything is there that a text reads: servers look into texts, and states do not.

use crate::catalog::{Catalog, Column, QualifiedName, SqlText, Table};
use crate::operation::Operation;

/// Whether the state has what the texts of an operation read in the end.
pub(super) fn is_ready(operation: &Operation, state: &Catalog, to: &Catalog) -> bool {
    let tables = |reads: &dyn Fn(&QualifiedName) -> bool| {
        to.tables().filter(|table| reads(&table.qualified_name())).all(|table| has_columns(table, state, |_| true))
    };
    let own = |table: QualifiedName, texts: Vec<&SqlText>| {
        let mentioned = |name: &str| texts.iter().any(|text| text.mentions(name));
        to.find_table(&table).is_none_or(|table| has_columns(table, state, mentioned))
    };
    match operation {
        Operation::CreateView(op) => tables(&|name| op.0.reads(name, None)),
        Operation::ReplaceView(op) => tables(&|name| op.0.reads(name, None)),
        Operation::CreateMaterializedView(op) => tables(&|name| op.query.names_table(name)),
        Operation::ReplaceMaterializedView(op) => tables(&|name| op.query.names_table(name)),
        Operation::CreateFunction(op) => tables(&|name| op.0.reads(name, None)),
        Operation::CreateProcedure(op) => tables(&|name| op.0.reads(name, None)),
        Operation::ReplaceFunction(op) => tables(&|name| op.0.reads(name, None)),
        Operation::ReplaceProcedure(op) => tables(&|name| op.0.reads(name, None)),
        Operation::CreateCheckConstraint(op) => own(QualifiedName::new(&op.schema, &op.table), vec![&op.expression]),
        Operation::CreateIndex(op) => {
            let expressions = op.columns.iter().filter_map(|part| part.expression.as_ref());
            own(QualifiedName::new(&op.schema, &op.table), expressions.chain(&op.predicate).collect())
        }
        Operation::CreateExcludeConstraint(op) => {
            let expressions = op.elements.iter().filter_map(|element| element.expression.as_ref());
            own(QualifiedName::new(&op.schema, &op.table), expressions.chain(&op.predicate).collect())
        }
        Operation::CreatePolicy(op) => own(op.0.table_name(), op.0.using.iter().chain(&op.0.check).collect()),
        Operation::ReplacePolicy(op) => own(op.0.table_name(), op.0.using.iter().chain(&op.0.check).collect()),
        Operation::CreateTrigger(op) => own(op.0.table_name(), op.0.when.iter().chain([&op.0.body]).collect()),
        Operation::ReplaceTrigger(op) => own(op.0.table_name(), op.0.when.iter().chain([&op.0.body]).collect()),
        Operation::AddColumn(op) => {
            let computed = op.column.computed.iter().map(|computed| &computed.expression);
            own(QualifiedName::new(&op.schema, &op.table), computed.collect())
        }
        _ => true,
    }
}

/// Whether the state has the columns of a table, as far as they are asked for, computed as they will be.
fn has_columns(table: &Table, state: &Catalog, asked: impl Fn(&str) -> bool) -> bool {
    let Some(found) = state.find_table(&table.qualified_name()) else { return false };
    let known = |column: &Column| found.column(&column.name).is_ok_and(|found| found.computed == column.computed);
    table.columns.iter().filter(|column| asked(column.name.as_str())).all(known)
}
