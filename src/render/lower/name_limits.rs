//! Names that a dialect refuses for how they are written: too long, or with a character that no name may hold. Names
//! that a convention gives are cut before they come here.

use super::{Lowering, Refusal};
use crate::catalog::{Name, Routine, Table};
use crate::dialect::Dialect;
use crate::operation::Operation;

/// What cannot be done because of how a name is written, where the manifest names the section that says so.
pub fn check_name_limits(lowering: &Lowering<'_>) -> Vec<Refusal> {
    let dialect = lowering.dialect;
    let Some(manual) = dialect.manual("identifiers") else { return Vec::new() };
    let mut refusals = Vec::new();
    for (index, transition) in lowering.step.transitions.iter().enumerate() {
        let names = made(&transition.operation);
        let Some((what, help)) = names.into_iter().find_map(|name| broken(name, dialect)) else { continue };
        let message = format!("{} cannot do this: {what}", dialect.manifest.title);
        refusals.push(Refusal { help: help.to_string(), ..Refusal::new(index, message, Some(manual)) });
    }
    refusals
}

/// The limit that a name breaks, in words, and what to do.
fn broken(name: &Name, dialect: &Dialect) -> Option<(String, &'static str)> {
    let identifiers = &dialect.manifest.identifiers;
    let length = dialect.identifier_length(name.as_str());
    if let Some(most) = identifiers.max_length.filter(|most| length > *most) {
        let unit = if identifiers.length_in_bytes { "bytes" } else { "characters" };
        return Some((
            format!("a name has {most} {unit} at most, and `{name}` has {length}"),
            "give it a shorter name",
        ));
    }
    let excluded = name.as_str().chars().find(|c| identifiers.excluded.contains(*c))?;
    Some((format!("no name holds a {excluded}, and `{name}` does"), "give it a name without"))
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
        Operation::CreateExcludeConstraint(op) => vec![&op.name],
        Operation::RenameConstraint(op) => vec![&op.to],
        Operation::CreateIndex(op) => vec![&op.name],
        Operation::RenameIndex(op) => vec![&op.to],
        Operation::CreateView(op) => vec![&op.0.name],
        Operation::RenameView(op) => vec![&op.to],
        Operation::CreateMaterializedView(op) => vec![&op.name],
        Operation::RenameMaterializedView(op) => vec![&op.to],
        Operation::CreateDomain(op) => vec![&op.0.name],
        Operation::RenameDomain(op) => vec![&op.to],
        Operation::CreateType(op) => vec![&op.0.name],
        Operation::RenameType(op) => vec![&op.to],
        Operation::CreatePolicy(op) => vec![&op.0.name],
        Operation::RenamePolicy(op) => vec![&op.to],
        Operation::CreateSequence(op) => vec![&op.0.name],
        Operation::RenameSequence(op) => vec![&op.to],
        Operation::CreateTrigger(op) => vec![&op.0.name],
        Operation::CreateFunction(op) => of_routine(&op.0),
        Operation::CreateProcedure(op) => of_routine(&op.0),
        Operation::ReplaceFunction(op) => of_routine(&op.0),
        Operation::ReplaceProcedure(op) => of_routine(&op.0),
        Operation::CreateEnum(op) => vec![&op.0.name],
        Operation::RenameEnum(op) => vec![&op.to],
        Operation::CreateSchema(op) => vec![&op.name],
        Operation::RenameSchema(op) => vec![&op.to],
        _ => Vec::new(),
    }
}

fn of_routine(routine: &Routine) -> Vec<&Name> {
    std::iter::once(&routine.name).chain(routine.arguments.iter().map(|argument| &argument.name)).collect()
}

fn of_table(table: &Table) -> Vec<&Name> {
    let mut names = vec![&table.name];
    names.extend(table.columns.iter().map(|column| &column.name));
    names.extend(table.constraint_names());
    names.extend(table.indexes.iter().map(|index| &index.name));
    names
}
