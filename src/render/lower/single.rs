//! One transition by the template of its kind.

use std::sync::Arc;

use super::context::{Changes, Readers};
use super::{Call, Context, Lowering, Refusal};
use crate::catalog::{Catalog, Constraint, Name, QualifiedName, SqlText, Table};
use crate::dialect::Converts;
use crate::operation::{Op, Operation, ReplaceMaterializedView, Target, part_key, routine_kind};
use crate::plan::Transition;
use crate::render::physical::{ColumnError, Physical, PhysicalColumn, PhysicalIndex};

impl Lowering<'_> {
    /// The call of the template that has the operation's name.
    pub(super) fn native(&self, index: usize) -> Result<Vec<Call>, Refusal> {
        let transition = self.transition(index);
        if matches!(transition.operation.as_ref(), Operation::Grant(_) | Operation::Revoke(_)) {
            return self.grant_calls(index);
        }
        let mut context = Context { guarded: transition.manner.guarded, ..Context::default() };
        self.fill(index, &mut context)?;
        let call = Call { template: transition.operation.kind().to_string(), context };
        match transition.operation.as_ref() {
            Operation::RenameSequence(op) => {
                self.with_defaults_aside(index, &QualifiedName::new(&op.schema, &op.name), call)
            }
            _ => Ok(vec![call]),
        }
    }

    fn fill(&self, index: usize, context: &mut Context) -> Result<(), Refusal> {
        let transition = self.transition(index);
        let (before, after) = (&transition.before, &transition.after);
        let refuse = |error: ColumnError| self.no_type(index, error);
        let old = Physical { dialect: self.dialect, catalog: before };
        let new = Physical { dialect: self.dialect, catalog: after };
        context.table = table_of(&transition.operation);
        let table = context.table.clone();
        let table_in = |catalog: &Catalog| table.as_ref().and_then(|name| catalog.find_table(name).cloned());
        match transition.operation.as_ref() {
            Operation::CreateTable(op) => {
                let made = table_in(after);
                context.new = Some(new.table(made.as_deref().unwrap_or(&op.0)).map_err(refuse)?);
                return Ok(());
            }
            Operation::AddColumn(op) => {
                context.column = column(&new, table_in(after).as_deref(), &op.column.name).map_err(refuse)?;
            }
            Operation::AlterColumn(op) => {
                let (was, is) = (table_in(before), table_in(after));
                context.old_column = column(&old, was.as_deref(), &op.column).map_err(refuse)?;
                context.column = column(&new, is.as_deref(), &op.column).map_err(refuse)?;
                context.changes = changes(context);
                context.readers = self.readers(&old, was.as_deref(), context);
                let data_type = |table: Option<Arc<Table>>| Some(table?.column(&op.column).ok()?.data_type.clone());
                if let (Some(was), Some(is)) = (data_type(was), data_type(is)) {
                    context.changes.cast = self.dialect.converts(&was, &is) == Converts::ByCast;
                }
            }
            Operation::AlterTableOptions(_) => {
                let options = |catalog| table_in(catalog).map(|table| table.options.clone()).unwrap_or_default();
                context.options = self.option_changes(&options(before), &options(after), index)?;
            }
            Operation::CreateIndex(op) => context.index = Some(new.index(&op.index(), &op.schema)),
            Operation::DropIndex(op) => context.index = self.old_index(&old, table.as_ref(), &op.name),
            Operation::RenameIndex(op) => context.index = self.old_index(&old, table.as_ref(), &op.name),
            Operation::Sql(_) => context.raw = transition.raw.to_vec(),
            _ => {
                self.fill_constraint(transition, context);
                self.fill_object(index, context)?;
            }
        }
        context.op = Some(transition.operation.as_ref().clone());
        Ok(())
    }

    /// What templates see of a constraint that comes, goes or gets another name.
    fn fill_constraint(&self, transition: &Transition, context: &mut Context) {
        let Some(name) = context.table.clone() else { return };
        let in_catalog = |catalog| {
            let physical = Physical { dialect: self.dialect, catalog };
            (physical, catalog.find_table(&name).map(AsRef::as_ref))
        };
        let (before, after) = (in_catalog(&transition.before), in_catalog(&transition.after));
        let key_indexes = |(physical, table): &(Physical<'_>, Option<&Table>)| {
            table.map_or_else(Vec::new, |table| physical.key_indexes(table))
        };
        let found = |(physical, table): &(Physical<'_>, Option<&Table>), name: &Name| {
            table.and_then(|table| table.constraint(name)).map(|found| physical.constraint(found))
        };
        match transition.operation.as_ref() {
            Operation::DropConstraint(op) => {
                context.constraint = found(&before, &op.name);
                let still = key_indexes(&after);
                context.index = key_indexes(&before).into_iter().find(|index| !still.contains(index));
            }
            Operation::RenameConstraint(op) => {
                context.constraint = found(&before, &op.name);
                context.index = key_indexes(&before).into_iter().find(|index| index.name == op.name);
            }
            operation => {
                if let Some(name) = made_constraint(operation) {
                    context.constraint = found(&after, name);
                }
            }
        }
    }
}

impl Lowering<'_> {
    /// What templates see of enums, views, triggers and rows.
    fn fill_object(&self, index: usize, context: &mut Context) -> Result<(), Refusal> {
        let transition = self.transition(index);
        let (before, after) = (&transition.before, &transition.after);
        let table = context.table.clone();
        match transition.operation.as_ref() {
            Operation::ReplaceEnum(op) => {
                let name = QualifiedName::new(&op.schema, &op.name);
                context.old_enum = before.enum_type(&name).ok().map(|found| found.as_ref().clone());
                context.enum_type = after.enum_type(&name).ok().map(|found| found.as_ref().clone());
                for user in before.type_users(&name) {
                    if let Some(table) = before.find_table(user) {
                        context.users.push(self.enum_user(transition, &name, table, index)?);
                    }
                }
            }
            Operation::AddEnumValue(op) => context.used_later = self.may_use(index + 1, &op.value),
            operation if routine_kind(operation).is_some() => self.fill_routine(index, context)?,
            Operation::CreateMaterializedView(op) => {
                context.view = Some(op.view(Vec::new()));
                context.with_data = op.with_data;
            }
            Operation::ReplaceMaterializedView(op) => self.fill_replaced(op, index, context),
            Operation::CreateEnum(op) => context.enum_type = Some(op.0.clone()),
            Operation::CreateView(op) => context.view = Some(op.0.clone()),
            Operation::ReplaceView(op) => context.view = Some(op.0.clone()),
            Operation::CreateTrigger(op) => context.trigger = Some(op.0.clone()),
            Operation::ReplaceTrigger(op) => {
                let old = before.trigger(&op.0.table_name(), &op.0.name);
                let constraint = op.0.constraint || old.is_ok_and(|old| old.constraint);
                context.in_place = self.dialect.manifest.triggers.or_replace && !constraint;
                context.trigger = Some(op.0.clone());
            }
            Operation::DropTrigger(op) => {
                let found = table.as_ref().and_then(|table| before.trigger(table, &op.name).ok());
                context.trigger = found.map(|found| found.as_ref().clone());
            }
            Operation::RenameView(op) => {
                let name = QualifiedName::new(&op.schema, &op.name);
                context.view = before.view(&name).ok().map(|found| found.as_ref().clone());
            }
            Operation::RenameTable(op) if self.dialect.names_defaults() => {
                let physical = |catalog, name: &QualifiedName| {
                    let physical = Physical { dialect: self.dialect, catalog };
                    let found = catalog.find_table(name).map(|table| physical.table(table));
                    found.transpose().map_err(|error| self.no_type(index, error))
                };
                context.old = physical(before, &QualifiedName::new(&op.schema, &op.name))?;
                context.new = physical(after, &QualifiedName::new(&op.schema, &op.to))?;
            }
            _ if !self.fill_declared(index, context)? => self.fill_rows(index, context)?,
            _ => {}
        }
        Ok(())
    }

    /// What templates see of rows, and of the key whose ranges they change in.
    fn fill_rows(&self, index: usize, context: &mut Context) -> Result<(), Refusal> {
        self.check_texts(index)?;
        let Transition { before, operation, .. } = self.transition(index);
        let table = context.table.as_ref().and_then(|name| before.find_table(name));
        if let (Some(chunk), Some(table)) = (operation.chunk(), table) {
            let key = part_key(table, chunk).ok().map(|found| found.name.clone());
            context.chunk = Some(chunk);
            let physical = Physical { dialect: self.dialect, catalog: before };
            context.part_key = key
                .and_then(|name| column(&physical, Some(table), &name).transpose())
                .transpose()
                .map_err(|error| self.no_type(index, error))?;
        }
        self.rows(operation, before, context);
        Ok(())
    }

    /// What templates see of a view that keeps its rows and gets another query: its indexes too.
    fn fill_replaced(&self, op: &ReplaceMaterializedView, index: usize, context: &mut Context) {
        let transition = self.transition(index);
        let (before, after) = (&transition.before, &transition.after);
        context.view = Some(op.view(before));
        context.with_data = op.with_data;
        let physical = Physical { dialect: self.dialect, catalog: after };
        let indexes = context.table.as_ref().map_or(&[][..], |view| before.indexes_of(view));
        context.indexes = indexes.iter().map(|index| physical.index(index, &op.schema)).collect();
    }

    /// What templates see of sequences, domains, composite types and policies; false if the operation is about none.
    fn fill_declared(&self, index: usize, context: &mut Context) -> Result<bool, Refusal> {
        let transition = self.transition(index);
        let (before, after) = (&transition.before, &transition.after);
        let table = context.table.clone();
        match transition.operation.as_ref() {
            Operation::CreateSequence(_) | Operation::AlterSequence(_) => {
                let found = table.as_ref().and_then(|name| after.find_sequence(name));
                context.sequence = found.map(|found| found.as_ref().clone());
            }
            Operation::CreateDomain(_) | Operation::AlterDomain(_) => context.domain = self.domain(index)?,
            Operation::CreateType(_) | Operation::AlterType(_) => {
                context.attributes = self.attributes(index)?;
            }
            Operation::CreatePolicy(op) => context.policy = Some(op.0.clone()),
            Operation::ReplacePolicy(op) => context.policy = Some(op.0.clone()),
            Operation::DropPolicy(op) => {
                let found = table.as_ref().and_then(|table| before.policy(table, &op.name).ok());
                context.policy = found.map(|found| found.as_ref().clone());
            }
            Operation::EnableRowSecurity(_) | Operation::DisableRowSecurity(_) => {
                context.forced = table.as_ref().is_some_and(|table| before.row_security(table) == Some(true));
                context.secured = table.as_ref().is_some_and(|table| before.row_security(table).is_some());
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl Lowering<'_> {
    /// An index of a table, or of a view that keeps its rows, as it was.
    fn old_index(&self, old: &Physical<'_>, table: Option<&QualifiedName>, name: &Name) -> Option<PhysicalIndex> {
        let table = table?;
        let (indexes, schema) = (old.catalog.indexes_of(table), &table.schema);
        indexes.iter().find(|index| index.name == *name).map(|index| old.index(index, schema))
    }

    /// What reads a column in an expression, if the column gets a type for which all rows are written anew.
    fn readers(&self, physical: &Physical<'_>, table: Option<&Table>, context: &Context) -> Readers {
        let (Some(table), Some(old), Some(new)) = (table, &context.old_column, &context.column) else {
            return Readers::default();
        };
        if !context.changes.data_type || self.dialect.type_change(&old.type_name, &new.type_name).is_none() {
            return Readers::default();
        }
        let reads = |text: &SqlText| text.mentions(old.name.as_str());
        let checks = table.checks.iter().filter(|check| reads(&check.expression)).map(Constraint::Check);
        let exclusions = table.exclusions.iter().filter(|exclusion| exclusion.texts().any(reads));
        let constraints = checks.chain(exclusions.map(Constraint::Exclusion));
        let indexes = table.indexes.iter().filter(|index| index.texts().any(reads));
        Readers {
            constraints: constraints.map(|constraint| physical.constraint(constraint)).collect(),
            indexes: indexes.map(|index| physical.index(index, &table.schema)).collect(),
        }
    }

    /// Whether the step, from a transition on, may read or write a value of an enum: it says the value, or changes rows.
    fn may_use(&self, from: usize, value: &str) -> bool {
        self.step.transitions[from..].iter().any(|transition| {
            let operation = transition.operation.as_ref();
            let touches_rows = match operation {
                Operation::AlterColumn(op) => op.data_type.is_some(),
                _ => matches!(operation.target(), Target::Rows(_) | Target::Anything),
            };
            touches_rows || format!("{operation:?}").contains(format!("{value:?}").trim_matches('"'))
        })
    }
}

fn table_of(operation: &Operation) -> Option<QualifiedName> {
    match operation.target() {
        Target::Table(table)
        | Target::Rows(table)
        | Target::View(table)
        | Target::Trigger(table, _)
        | Target::Policy(table, _)
        | Target::Sequence(table)
        | Target::Domain(table)
        | Target::Type(table)
        | Target::Enum(table) => Some(table),
        Target::Schema(_) | Target::Extension(_) | Target::Routine(_) | Target::Grants(_) | Target::Anything => None,
    }
}

fn column(physical: &Physical<'_>, table: Option<&Table>, name: &Name) -> Result<Option<PhysicalColumn>, ColumnError> {
    let found = table.and_then(|table| Some((table, table.column(name).ok()?)));
    found.map(|(table, column)| physical.column(table, column)).transpose()
}

/// The constraint that an operation makes, or makes valid.
fn made_constraint(operation: &Operation) -> Option<&Name> {
    match operation {
        Operation::CreateCheckConstraint(op) => Some(&op.name),
        Operation::CreateExcludeConstraint(op) => Some(&op.name),
        Operation::CreateForeignKey(op) => Some(&op.name),
        Operation::CreatePrimaryKey(op) => Some(&op.name),
        Operation::CreateUniqueConstraint(op) => Some(&op.name),
        Operation::ValidateConstraint(op) => Some(&op.name),
        _ => None,
    }
}

fn changes(context: &Context) -> Changes {
    let (Some(old), Some(new)) = (&context.old_column, &context.column) else { return Changes::default() };
    Changes {
        data_type: old.type_name != new.type_name,
        cast: false,
        nullable: old.nullable != new.nullable,
        default: old.default != new.default,
        identity: old.identity != new.identity,
        collation: old.collation != new.collation,
        comment: old.comment != new.comment,
    }
}
