//! Names that a dialect refuses because they are too long. Names that a convention gives are cut before they come here.

use super::{Lowering, Refusal};
use crate::catalog::{Name, Table};
use crate::operation::Operation;

/// What cannot be done because a name is too long, where the manifest names the section that says how long it may be.
pub fn check_lengths(lowering: &Lowering<'_>) -> Vec<Refusal> {
    let dialect = lowering.dialect;
    let limits = dialect.manifest.identifiers.max_length.zip(dialect.manual("identifiers"));
    let Some((most, manual)) = limits else { return Vec::new() };
    let unit = if dialect.manifest.identifiers.length_in_bytes { "bytes" } else { "characters" };
    let mut refusals = Vec::new();
    for (index, transition) in lowering.step.transitions.iter().enumerate() {
        let length = |name: &&Name| dialect.identifier_length(name.as_str());
        let names = made(&transition.operation);
        let Some(name) = names.into_iter().find(|name| length(name) > most) else { continue };
        let title = &dialect.manifest.title;
        let message =
            format!("{title} cannot do this: a name has {most} {unit} at most, and `{name}` has {}", length(&name));
        let help = "give it a shorter name".to_string();
        refusals.push(Refusal { help, ..Refusal::new(index, message, Some(manual)) });
    }
    refusals
}

/// The names that an operation gives.
fn made(operation: &Operation) -> Vec<&Name> {
    match operation {
        Operation::CreateTable(op) => of_table(&op.0),
        Operation::RenameTable(op) => vec![&op.to],
        Operation::AddColumn(op) => vec![&op.column.name],
        Operation::RenameColumn(op) => vec![&op.to],
        Operation::CreatePrimaryKey(op) => vec![&op.name],
        Operation::CreateUniqueConstraint(op) => vec![&op.name],
        Operation::CreateForeignKey(op) => vec![&op.name],
        Operation::CreateCheckConstraint(op) => vec![&op.name],
        Operation::RenameConstraint(op) => vec![&op.to],
        Operation::CreateIndex(op) => vec![&op.name],
        Operation::RenameIndex(op) => vec![&op.to],
        Operation::CreateView(op) => vec![&op.0.name],
        Operation::RenameView(op) => vec![&op.to],
        Operation::CreateTrigger(op) => vec![&op.0.name],
        Operation::CreateSchema(op) => vec![&op.name],
        Operation::RenameSchema(op) => vec![&op.to],
        _ => Vec::new(),
    }
}

fn of_table(table: &Table) -> Vec<&Name> {
    let mut names = vec![&table.name];
    names.extend(table.columns.iter().map(|column| &column.name));
    names.extend(table.constraint_names());
    names.extend(table.indexes.iter().map(|index| &index.name));
    names
}
