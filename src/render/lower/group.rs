//! Which neighbouring transitions become one change of a table, and how each reaches the database.

use super::forms::{drops_foreign_key, forms, renames_key_column};
use super::{Lowering, Refusal};
use crate::catalog::{Options, QualifiedName, Table};
use crate::dialect::{EnumForm, OptionRules, Strategy};
use crate::operation::{
    Batch, Feature, Op, Operation, Target, check_features, column_features, foreign_key_features, guard_field,
    identity_features, index_features, primary_key_features, unique_features,
};
use crate::plan::Transition;

/// How a group reaches the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// One transition by its template.
    Native,
    /// Not at all, with what to say about it.
    Omit(String),
    /// One ALTER TABLE of the table with this name afterwards.
    Alter(QualifiedName),
    /// A rebuild of the table with this name afterwards.
    Rebuild(QualifiedName),
    /// Changes of every column that uses an enum.
    EnumColumns,
}

/// Transitions that reach the database together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Their indexes in the step.
    pub transitions: Vec<usize>,
    /// How.
    pub way: Way,
}

struct Run {
    table: QualifiedName,
    transitions: Vec<usize>,
    strategies: Vec<Strategy>,
}

/// The groups of a step, in order, and what cannot be rendered.
pub fn groups(lowering: &Lowering<'_>) -> (Vec<Group>, Vec<Refusal>) {
    let mut groups = Vec::new();
    let mut refusals = Vec::new();
    let mut run: Option<Run> = None;
    for (index, transition) in lowering.step.transitions.iter().enumerate() {
        let strategy = strategy(lowering, transition);
        if let Some(refusal) = lacking_option(lowering, index, transition) {
            refusals.push(refusal);
            continue;
        }
        let mut all = std::iter::once(&strategy).chain(inner_strategies(lowering, transition));
        if let Some(refusal) = all.find_map(|strategy| refusal(lowering, index, strategy)) {
            refusals.push(refusal);
            continue;
        }
        let table = joinable(transition);
        if let (Some(open), Some(table)) = (&mut run, &table)
            && open.table == *table
            && joins(lowering, open, transition)
            && !(strategy != Strategy::Alter && parts(lowering, open, transition))
            && !needs_rows(lowering, open, transition)
        {
            open.transitions.push(index);
            open.strategies.push(strategy);
            continue;
        }
        groups.extend(run.take().map_or_else(Vec::new, |run| close(lowering, run)));
        match table {
            Some(table) => run = Some(Run { table, transitions: vec![index], strategies: vec![strategy] }),
            None => groups.push(Group { transitions: vec![index], way: way_alone(lowering, transition, strategy) }),
        }
    }
    groups.extend(run.take().map_or_else(Vec::new, |run| close(lowering, run)));
    (groups, refusals)
}

fn strategy(lowering: &Lowering<'_>, transition: &Transition) -> Strategy {
    let usual = usual_strategy(lowering, transition);
    let usual = if transition.manner.guarded { guarded(lowering, transition, usual) } else { usual };
    let (title, rebuilds) =
        (&lowering.dialect.manifest.title, lowering.dialect.template("rebuild_table.sql.j2").is_some());
    let unsupported = |reason: String, help: &str| Strategy::Unsupported {
        reason,
        manual: lowering.dialect.manual("table_options").unwrap_or_default().to_string(),
        help: Some(help.to_string()),
    };
    match (transition.manner.batch, &usual) {
        (_, Strategy::Omit(_) | Strategy::Unsupported { .. }) => usual,
        (Batch::Always, _) if joinable(transition).is_none() => {
            unsupported("only changes of a table rebuild it".to_string(), "leave `batch` out")
        }
        (Batch::Always, _) if !rebuilds => unsupported(
            format!("{title} changes tables in place, `batch: always` is for databases that rebuild them"),
            "say it by dialect: `batch: {DIALECT: always, default: auto}`",
        ),
        (Batch::Always, _) => Strategy::Rebuild,
        (Batch::Never, Strategy::Rebuild) => {
            unsupported("it needs a rebuild of the table".to_string(), "leave out `batch: never`, or the operation")
        }
        _ => usual,
    }
}

/// How an operation is done that may meet a database which differs: always by its own template.
fn guarded(lowering: &Lowering<'_>, transition: &Transition, usual: Strategy) -> Strategy {
    let kind = transition.operation.kind();
    let special =
        guard_field(kind).and_then(|guard| lowering.dialect.manifest.strategies.get(&format!("{kind}.{guard}")));
    match (usual, special) {
        (usual @ (Strategy::Unsupported { .. } | Strategy::Omit(_)), _) => usual,
        (_, Some(special @ Strategy::Unsupported { .. })) => special.clone(),
        (Strategy::Alter, _) if matches!(kind, "create_index" | "drop_index") => Strategy::Unsupported {
            reason: "an index that a foreign key needs goes or comes with it".to_string(),
            manual: lowering.dialect.manual("foreign_keys").unwrap_or_default().to_string(),
            help: None,
        },
        (_, Some(special)) => special.clone(),
        (_, None) => Strategy::Native,
    }
}

fn usual_strategy(lowering: &Lowering<'_>, transition: &Transition) -> Strategy {
    let operation = &transition.operation;
    if let Operation::AlterTableOptions(op) = operation.as_ref()
        && op.options.is_empty()
    {
        return Strategy::Omit(format!("it names no options of {}", lowering.dialect.manifest.title));
    }
    let mut features = operation.features();
    let forms = forms(lowering, transition);
    if forms.iter().any(|form| form.starts_with("identity_")) {
        features.retain(|feature| *feature != "identity");
    }
    features.extend(forms);
    lowering.dialect.strategy(operation.kind(), &features).clone()
}

fn refusal(lowering: &Lowering<'_>, index: usize, strategy: &Strategy) -> Option<Refusal> {
    let Strategy::Unsupported { reason, manual, help } = strategy else { return None };
    let message = format!("{} cannot do this: {reason}", lowering.dialect.manifest.title);
    let refusal = Refusal::new(index, message, Some(manual));
    Some(Refusal { help: help.clone().unwrap_or_else(|| refusal.help.clone()), ..refusal })
}

/// Why a transition cannot be done as its kind, or this form of it, wants.
pub(super) fn refused(lowering: &Lowering<'_>, transition: &Transition) -> Option<Refusal> {
    refusal(lowering, 0, &strategy(lowering, transition))
}

/// What the dialect says of the columns and indexes inside a new table, as if each came by itself.
fn inner_strategies<'a>(lowering: &Lowering<'a>, transition: &Transition) -> Vec<&'a Strategy> {
    if let Operation::AlterColumn(op) = transition.operation.as_ref() {
        let features = op.identity.as_ref().map(|identity| identity_features(identity)).unwrap_or_default();
        return features.iter().map(|feature| lowering.dialect.strategy("add_column", &[feature])).collect();
    }
    let Operation::CreateTable(op) = transition.operation.as_ref() else { return Vec::new() };
    let columns = op.0.columns.iter().map(|column| ("add_column", column_features(column)));
    let indexes = op.0.indexes.iter().map(|index| ("create_index", index_features(index)));
    let parts = columns.chain(indexes).chain(constraint_features(&op.0));
    parts.map(|(kind, features)| lowering.dialect.strategy(kind, &features)).collect()
}

/// The constraints of a table that have special forms, by the operation that would make each.
fn constraint_features(table: &Table) -> impl Iterator<Item = (&'static str, Vec<Feature>)> {
    let primary = table.primary_key.iter().map(|key| ("create_primary_key", primary_key_features(key)));
    let unique = table.unique.iter().map(|key| ("create_unique_constraint", unique_features(key)));
    let foreign = table.foreign_keys.iter().map(|key| ("create_foreign_key", foreign_key_features(key)));
    let checks = table.checks.iter().map(|check| ("create_check_constraint", check_features(check.not_valid)));
    let all = primary.chain(unique).chain(foreign).chain(checks).filter(|(_, features)| !features.is_empty());
    all.chain(table.exclusions.iter().map(|_| ("create_exclude_constraint", Vec::new())))
}

/// The refusal of an option that this version of the dialect does not have.
fn lacking_option(lowering: &Lowering<'_>, index: usize, transition: &Transition) -> Option<Refusal> {
    let manifest = &lowering.dialect.manifest;
    let (tables, indexes) = (&manifest.table_options, &manifest.index_options);
    let named: Vec<(&OptionRules, &Options)> = match transition.operation.as_ref() {
        Operation::CreateTable(op) => {
            let of_indexes = op.0.indexes.iter().map(|found| (indexes, &found.options));
            std::iter::once((tables, &op.0.options)).chain(of_indexes).collect()
        }
        Operation::AlterTableOptions(op) => vec![(tables, &op.options)],
        Operation::CreateIndex(op) => vec![(indexes, &op.options)],
        _ => Vec::new(),
    };
    let lacks = |(rules, options): (&OptionRules, &Options)| {
        options.iter().find_map(|(word, _)| lowering.dialect.lacks_option(word, rules.get(word)?))
    };
    let reason = named.into_iter().find_map(lacks)?;
    let message = format!("{} cannot do this: {reason}", manifest.title);
    Some(Refusal::new(index, message, lowering.dialect.manual("table_options")))
}

/// The table of an operation that may share one change of it with its neighbours.
fn joinable(transition: &Transition) -> Option<QualifiedName> {
    let operation = transition.operation.as_ref();
    let alone = transition.manner.guarded
        || matches!(operation, Operation::CreateTable(_) | Operation::DropTable(_) | Operation::RenameTable(_));
    match operation.target() {
        Target::Table(table) if !alone => Some(table),
        _ => None,
    }
}

/// Whether a transition may be put with the ones before it.
fn joins(lowering: &Lowering<'_>, run: &Run, transition: &Transition) -> bool {
    let last = lowering.transition(*run.transitions.last().expect("a run is never empty"));
    let alone = |transition: &Transition| matches!(transition.manner.batch, Batch::Apart | Batch::Never);
    let concurrent = transition.operation.features().contains(&"concurrently");
    last.transactional == transition.transactional
        && !concurrent
        && !alone(last)
        && !alone(transition)
        && !last.operation.features().contains(&"concurrently")
}

/// Whether a rename stands apart from its neighbours: where foreign keys of other tables name the column, only the
/// database's own rename changes them too.
fn parts(lowering: &Lowering<'_>, run: &Run, transition: &Transition) -> bool {
    let renames_target = |transition: &Transition| {
        let Operation::RenameColumn(op) = transition.operation.as_ref() else { return false };
        let table = QualifiedName::new(&op.schema, &op.table);
        let before = &transition.before;
        let mut others =
            before.referrers(&table).filter(|name| **name != table).filter_map(|name| before.find_table(name));
        others.any(|other| {
            let mut keys = other.foreign_keys.iter().filter(|key| key.references.table_name() == table);
            keys.any(|key| key.references.columns.contains(&op.column))
        })
    };
    let last = lowering.transition(*run.transitions.last().expect("a run is never empty"));
    renames_target(last) || renames_target(transition)
}

/// Whether a transition needs the rows as those before it leave them: a column that was added with a default gets another
/// one, and the rows keep the first; a column comes that was dropped, and the rows must not keep its values; or `using`
/// reads columns, by the names and with the values that they have by then.
fn needs_rows(lowering: &Lowering<'_>, run: &Run, transition: &Transition) -> bool {
    let mut earlier = run.transitions.iter().rev().map(|index| lowering.transition(*index).operation.as_ref());
    match transition.operation.as_ref() {
        Operation::AlterColumn(op) if op.using.is_some() => earlier.any(|operation| {
            matches!(operation, Operation::RenameColumn(_) | Operation::AddColumn(_) | Operation::AlterColumn(_))
        }),
        Operation::AlterColumn(op) if op.default.is_some() || op.drop_default || op.data_type.is_some() => {
            let mut name = &op.column;
            earlier.any(|operation| match operation {
                Operation::RenameColumn(rename) if rename.to == *name => {
                    name = &rename.column;
                    false
                }
                Operation::AddColumn(add) => add.column.name == *name && add.column.default.is_some(),
                _ => false,
            })
        }
        Operation::AddColumn(op) => {
            earlier.any(|operation| matches!(operation, Operation::DropColumn(drop) if drop.column == op.column.name))
        }
        _ => false,
    }
}

fn close(lowering: &Lowering<'_>, run: Run) -> Vec<Group> {
    if run.strategies.contains(&Strategy::Rebuild) {
        return vec![Group { transitions: run.transitions, way: Way::Rebuild(run.table) }];
    }
    let mut groups: Vec<Group> = Vec::new();
    for (index, strategy) in run.transitions.iter().zip(run.strategies) {
        match (&strategy, groups.last_mut()) {
            (Strategy::Alter, Some(Group { way: Way::Alter(_), transitions }))
                if !collides(lowering, transitions, *index) =>
            {
                transitions.push(*index);
            }
            (Strategy::Alter, _) => {
                groups.push(Group { transitions: vec![*index], way: Way::Alter(run.table.clone()) })
            }
            (Strategy::Omit(note), _) => groups.push(Group { transitions: vec![*index], way: Way::Omit(note.clone()) }),
            _ => groups.push(Group { transitions: vec![*index], way: Way::Native }),
        }
    }
    groups
}

/// Whether a name that goes in one of the transitions comes back in another: one statement cannot say that.
fn collides(lowering: &Lowering<'_>, transitions: &[usize], next: usize) -> bool {
    let dropped = |operation: &Operation| match operation {
        Operation::DropColumn(op) => Some(op.column.clone()),
        Operation::DropConstraint(op) => Some(op.name.clone()),
        Operation::RenameColumn(op) => Some(op.column.clone()),
        _ => None,
    };
    // A place is said by the columns that are there: a new name, or a column that goes, comes in a statement before.
    let placed =
        |transition: &Transition| matches!(transition.operation.as_ref(), Operation::AddColumn(op) if op.is_placed());
    let renames_or_drops = |transition: &Transition| {
        matches!(transition.operation.as_ref(), Operation::DropColumn(_) | Operation::RenameColumn(_))
    };
    let any = |holds: &dyn Fn(&Transition) -> bool| {
        holds(lowering.transition(next)) || transitions.iter().any(|index| holds(lowering.transition(*index)))
    };
    if any(&placed) && any(&renames_or_drops) {
        return true;
    }
    let made = match lowering.transition(next).operation.as_ref() {
        Operation::AddColumn(op) => Some(op.column.name.clone()),
        Operation::RenameColumn(op) => Some(op.to.clone()),
        Operation::CreateUniqueConstraint(op) => Some(op.name.clone()),
        Operation::CreateForeignKey(op) => Some(op.name.clone()),
        Operation::CreateCheckConstraint(op) => Some(op.name.clone()),
        Operation::CreateExcludeConstraint(op) => Some(op.name.clone()),
        Operation::CreatePrimaryKey(op) => Some(op.name.clone()),
        _ => None,
    };
    let restated = |operation: &Operation| match operation {
        Operation::AlterColumn(op) => Some(op.column.clone()),
        Operation::RenameColumn(op) => Some(op.to.clone()),
        _ => None,
    };
    let next_transition = lowering.transition(next);
    // What the options of a table say of its columns holds for all of them at once.
    let of_options = |transition: &Transition| matches!(transition.operation.as_ref(), Operation::AlterTableOptions(_));
    if of_options(lowering.transition(transitions[0])) != of_options(next_transition) {
        return true;
    }
    // A rename of such a column is for itself: servers do it in place only, and most other changes with a copy.
    if renames_key_column(lowering.transition(transitions[0])) != renames_key_column(next_transition) {
        return true;
    }
    let again = restated(&next_transition.operation).filter(|name| is_computed(next_transition, name));
    if again.is_some() && transitions.iter().any(|index| restated(&lowering.transition(*index).operation) == again) {
        return true;
    }
    let is_new_key = matches!(lowering.transition(next).operation.as_ref(), Operation::CreateForeignKey(_));
    let drops_a_key = |index: &usize| drops_foreign_key(lowering.transition(*index));
    if is_new_key && transitions.iter().any(drops_a_key) {
        return true;
    }
    made.is_some() && transitions.iter().any(|index| dropped(&lowering.transition(*index).operation) == made)
}

fn is_computed(transition: &Transition, column: &crate::catalog::Name) -> bool {
    let Target::Table(name) = transition.operation.target() else { return false };
    let table = transition.after.find_table(&name);
    table.and_then(|table| table.column(column).ok()).is_some_and(|column| column.computed.is_some())
}

fn way_alone(lowering: &Lowering<'_>, transition: &Transition, strategy: Strategy) -> Way {
    let values = matches!(
        transition.operation.as_ref(),
        Operation::AddEnumValue(_) | Operation::ReplaceEnum(_) | Operation::RenameEnumValue(_)
    );
    match strategy {
        Strategy::Omit(note) => Way::Omit(note),
        _ if values && lowering.dialect.manifest.enums != EnumForm::Type => Way::EnumColumns,
        _ => Way::Native,
    }
}
