//! Changes of a table from what it was and what it becomes: one ALTER TABLE, or a new table that takes the rows over.

use indexmap::IndexMap;

use super::context::{Clause, Copied};
use super::{Call, Context, Group, Lowering, Refusal};
use crate::catalog::{Catalog, Column, Index, IndexPart, Name, Options, Order, QualifiedName, Table};
use crate::dialect::WrittenOptions;
use crate::operation::Operation;
use crate::render::physical::{
    ColumnError, Physical, PhysicalCheck, PhysicalColumn, PhysicalConstraint, PhysicalIndex, PhysicalTable,
};

/// A table before and after some transitions.
pub(super) struct Change<'a> {
    pub before: &'a Catalog,
    pub after: &'a Catalog,
    pub old: &'a Table,
    pub new: &'a Table,
    /// New column name to old column name.
    pub renamed: IndexMap<Name, Name>,
    /// Columns that come, by their names afterwards: a column of the old table may have had such a name.
    pub added: Vec<Name>,
    /// Those of them whose place the file says.
    pub placed: Vec<Name>,
    /// Column to the expression that gives its new values.
    pub using: IndexMap<Name, String>,
    /// Columns whose numbers begin anew, with the next one.
    pub restarted: IndexMap<Name, i64>,
}

impl<'a> Change<'a> {
    /// The change of a table in which no column gets another name or its values otherwise.
    pub fn new(before: &'a Catalog, after: &'a Catalog, old: &'a Table, new: &'a Table) -> Self {
        let (renamed, using, restarted) = (IndexMap::new(), IndexMap::new(), IndexMap::new());
        Self { before, after, old, new, renamed, added: Vec::new(), placed: Vec::new(), using, restarted }
    }
}

impl<'a> Lowering<'a> {
    fn change(&self, group: &Group, table: &QualifiedName) -> Option<Change<'a>> {
        let before = &self.transition(*group.transitions.first()?).before;
        let after = &self.transition(*group.transitions.last()?).after;
        let (old, new) = (before.find_table(table)?, after.find_table(table)?);
        let mut change = Change::new(before, after, old, new);
        for index in &group.transitions {
            match self.transition(*index).operation.as_ref() {
                Operation::AddColumn(op) => {
                    change.added.push(op.column.name.clone());
                    change.placed.extend(op.is_placed().then(|| op.column.name.clone()));
                }
                Operation::RenameColumn(op) if change.added.contains(&op.column) => {
                    change.added.retain(|name| *name != op.column);
                    change.added.push(op.to.clone());
                }
                Operation::RenameColumn(op) => {
                    let origin = change.renamed.shift_remove(&op.column).unwrap_or_else(|| op.column.clone());
                    if let Some(using) = change.using.shift_remove(&op.column) {
                        change.using.insert(op.to.clone(), using);
                    }
                    if let Some(number) = change.restarted.shift_remove(&op.column) {
                        change.restarted.insert(op.to.clone(), number);
                    }
                    change.renamed.insert(op.to.clone(), origin);
                }
                Operation::AlterColumn(op) => {
                    if let Some(using) = &op.using {
                        change.using.insert(op.column.clone(), self.dialect.sql_text(using).into_owned());
                    }
                    change.restarted.extend(op.restart.map(|number| (op.column.clone(), number)));
                }
                Operation::DropColumn(op) => {
                    change.renamed.shift_remove(&op.column);
                    change.added.retain(|name| *name != op.column);
                }
                _ => {}
            }
        }
        Some(change)
    }

    /// One ALTER TABLE for the group.
    pub(super) fn alter(&self, group: &Group, table: &QualifiedName) -> Result<Vec<Call>, Refusal> {
        let index = group.transitions[0];
        let Some(change) = self.change(group, table) else { return Ok(Vec::new()) };
        if !change.using.is_empty() {
            let message =
                format!("{} takes no `using`: values are converted by the server", self.dialect.manifest.title);
            return Err(Refusal::new(index, message, self.dialect.manual("using")));
        }
        let calls = self.alter_table(&change, index)?;
        let calls = self.with_keys_aside(&[change], calls, index)?;
        Ok(match group.transitions.as_slice() {
            [only] => self.with_referrers_aside(*only, calls),
            _ => calls,
        })
    }

    pub(super) fn alter_table(&self, change: &Change<'_>, index: usize) -> Result<Vec<Call>, Refusal> {
        let (old, new) = self.physical(change, index)?;
        let mut clauses = self.clauses(change, &old, &new);
        let changes = self.changed_options(change, index)?;
        if changes != WrittenOptions::default() {
            let texts = if changes.of_texts { texts_of(&change.new.columns, &new) } else { Vec::new() };
            clauses.push(Clause::Options { changes });
            clauses.extend(texts);
        }
        if clauses.is_empty() {
            return Ok(Vec::new());
        }
        let context = Context { table: Some(new.name.clone()), clauses, new: Some(new), ..Context::default() };
        Ok(vec![Call { template: "alter_table".to_string(), context }])
    }

    /// What changes of the options of a table, once its columns have their new names.
    fn changed_options(&self, change: &Change<'_>, index: usize) -> Result<WrittenOptions, Refusal> {
        let mut old = change.old.options.clone();
        for (to, from) in &change.renamed {
            old.texts_mut().for_each(|text| text.rename_column(change.old.name.as_str(), from.as_str(), to.as_str()));
        }
        self.option_changes(&old, &change.new.options, index)
    }

    /// What changes of the options of a table, as clauses of ALTER TABLE.
    pub(super) fn option_changes(&self, old: &Options, new: &Options, index: usize) -> Result<WrittenOptions, Refusal> {
        self.dialect.change_options(&self.dialect.manifest.table_options, old, new).map_err(|word| {
            let title = &self.dialect.manifest.title;
            let message =
                format!("{title} cannot do this: option `{word}` of a table is settled when the table is made");
            Refusal::new(index, message, self.dialect.manual("table_options"))
        })
    }

    pub(super) fn physical(
        &self,
        change: &Change<'_>,
        index: usize,
    ) -> Result<(PhysicalTable, PhysicalTable), Refusal> {
        let refuse = |error: ColumnError| self.no_type(index, error);
        let old = Physical { dialect: self.dialect, catalog: change.before }.table(change.old).map_err(refuse)?;
        let new = Physical { dialect: self.dialect, catalog: change.after }.table(change.new).map_err(refuse)?;
        Ok((old, new))
    }

    fn clauses(&self, change: &Change<'_>, old: &PhysicalTable, new: &PhysicalTable) -> Vec<Clause> {
        let carried = self.carried(change, old);
        let was = constraints(&carried);
        let is = constraints(new);
        let (had, has) = (indexes(&carried), indexes(new));
        let held = self.held(change, &carried, new);
        let steps_aside = |constraint: &PhysicalConstraint| held.contains(&name_of(constraint));
        let is_held = |index: &PhysicalIndex| held.contains(&&index.name);
        let mut clauses = Vec::new();
        for constraint in was.iter().filter(|constraint| !is.contains(constraint) || steps_aside(constraint)) {
            let original = constraints(old).into_iter().find(|original| name_of(original) == name_of(constraint));
            clauses.push(Clause::DropConstraint { constraint: original.unwrap_or_else(|| constraint.clone()) });
        }
        let gone = had.iter().filter(|index| !has.contains(index) || is_held(index));
        clauses.extend(gone.map(|index| Clause::DropIndex { index: index.clone() }));
        let origin = |name: &Name| change.renamed.get(name).unwrap_or(name).clone();
        let kept: Vec<Name> = new.columns.iter().map(|column| origin(&column.name)).collect();
        for column in old.columns.iter().filter(|column| !kept.contains(&column.name)) {
            clauses.push(Clause::DropColumn { name: column.name.clone(), computed: column.computed.is_some() });
        }
        for column in &new.columns {
            let name = origin(&column.name);
            match old.columns.iter().find(|old| old.name == name) {
                Some(same) if same == column || carried.columns.contains(column) && name == column.name => {}
                Some(_) if name != column.name && carried.columns.contains(column) && !self.restated(column) => {
                    clauses.push(Clause::RenameColumn { name, to: column.name.clone() });
                }
                Some(was) => clauses.push(Clause::ChangeColumn {
                    name,
                    old: Box::new(was.clone()),
                    column: column.clone(),
                    converts: self.dialect.type_change(&was.type_name, &column.type_name).is_some(),
                    resizes: self.resizes(was, column),
                }),
                None => clauses.push(added(change, column, new)),
            }
        }
        let come = has.iter().filter(|index| !had.contains(index) || is_held(index));
        clauses.extend(come.map(|index| Clause::AddIndex { index: index.clone() }));
        let comes_with_column = |constraint: &PhysicalConstraint| match constraint {
            PhysicalConstraint::Default(default) => old.columns.iter().all(|old| old.name != origin(&default.column)),
            _ => false,
        };
        for constraint in is.iter().filter(|constraint| !was.contains(constraint) || steps_aside(constraint)) {
            if !comes_with_column(constraint) {
                clauses.push(Clause::AddConstraint { constraint: constraint.clone() });
            }
        }
        for column in &new.columns {
            let with = change.restarted.get(&column.name);
            clauses.extend(with.map(|with| Clause::Restart { column: column.clone(), with: *with }));
        }
        if old.comment != new.comment {
            let text = |comment: &Option<String>| comment.clone().unwrap_or_default();
            clauses.push(Clause::Comment { comment: text(&new.comment), old: text(&old.comment) });
        }
        clauses
    }

    /// The constraints and indexes that stay and do not let a column under them change, where the database is like that.
    /// Foreign keys are not among them: those of other tables are no different, see `with_keys_aside`.
    fn held<'t>(&self, change: &Change<'_>, carried: &PhysicalTable, new: &'t PhysicalTable) -> Vec<&'t Name> {
        let everything = self.dialect.fact("objects_hold_columns").is_some();
        if !everything && self.dialect.fact("expressions_hold_columns").is_none() {
            return Vec::new();
        }
        let mut held = Vec::new();
        for column in &new.columns {
            let Some(was) = carried.columns.iter().find(|was| was.name == column.name) else { continue };
            let retyped = was.type_name != column.type_name || was.collation != column.collation;
            if !retyped && was.nullable == column.nullable {
                continue;
            }
            if !everything {
                let indexes = change.new.indexes.iter().filter(|index| retyped && computes_with(index, &column.name));
                let names: Vec<&Name> = indexes.map(|index| &index.name).collect();
                held.extend(new.indexes.iter().map(|index| &index.name).filter(|name| names.contains(name)));
                continue;
            }
            let grows = self.grows(was, column);
            let defaults = new.defaults.iter().filter(|default| retyped && default.column == column.name);
            held.extend(defaults.map(|default| &default.name));
            let key = new.primary_key.iter().filter(|key| key.columns.contains(&column.name));
            held.extend(key.map(|key| &key.name));
            if grows {
                continue;
            }
            let unique = new.unique.iter().chain(&new.repeated).filter(|key| key.columns.contains(&column.name));
            held.extend(unique.map(|key| &key.name));
            let type_check = self.dialect.type_check_name(&change.new.name, &column.name);
            let reads = |check: &&PhysicalCheck| {
                let own = change.new.checks.iter().find(|own| own.name == check.name);
                own.is_some_and(|own| own.expression.mentions(column.name.as_str()))
                    || type_check.as_ref() == Some(&check.name)
            };
            held.extend(new.checks.iter().filter(reads).map(|check| &check.name));
            let over = |index: &&PhysicalIndex| {
                let own = change.new.indexes.iter().find(|own| own.name == index.name);
                own.is_some_and(|own| {
                    own.plain_columns().any(|name| *name == column.name)
                        || own.include.contains(&column.name)
                        || own.texts().any(|text| text.mentions(column.name.as_str()))
                })
            };
            held.extend(new.indexes.iter().filter(over).map(|index| &index.name));
        }
        held
    }

    /// Whether the values of a column take the way through another one.
    pub(super) fn moves(&self, old: &PhysicalColumn, new: &PhysicalColumn) -> bool {
        self.dialect.type_change(&old.type_name, &new.type_name).is_some() && !self.resizes(old, new)
    }

    /// Whether a change of type is one of length only, and the database does it in place.
    fn resizes(&self, old: &PhysicalColumn, new: &PhysicalColumn) -> bool {
        let words = self.dialect.fact("resized_in_place").unwrap_or_default();
        type_word(old) == type_word(new)
            && words.split_whitespace().any(|word| word.eq_ignore_ascii_case(type_word(new)))
    }

    /// Whether a column of a type whose values have no fixed length only takes longer ones.
    fn grows(&self, old: &PhysicalColumn, new: &PhysicalColumn) -> bool {
        let varying = self.dialect.fact("varying_types").unwrap_or_default();
        varying.split_whitespace().any(|listed| listed == type_word(new))
            && old.collation == new.collation
            && self.dialect.type_change(&old.type_name, &new.type_name).is_none()
    }

    /// Whether the column is restated when it gets another name, though nothing else of it changes.
    fn restated(&self, column: &PhysicalColumn) -> bool {
        let words = self.dialect.fact("restated_when_renamed").unwrap_or_default();
        column.word.is_some_and(|word| words.split_whitespace().any(|listed| listed == word))
    }

    /// The old table with its columns under their new names, as far as the database carries renames along by itself.
    fn carried(&self, change: &Change<'_>, old: &PhysicalTable) -> PhysicalTable {
        let mut table = change.old.clone();
        for (to, from) in &change.renamed {
            if table.rename_column(from, to).is_err() {
                return old.clone();
            }
            let name = table.qualified_name();
            let own = table.foreign_keys.iter_mut().filter(|key| key.references.table_name() == name);
            for column in own.flat_map(|key| &mut key.references.columns).filter(|column| *column == from) {
                *column = to.clone();
            }
        }
        let follow = self.dialect.fact("checks_follow_renames").is_some();
        if !follow {
            table.checks.clone_from(&change.old.checks);
        }
        for (column, before) in table.columns.iter_mut().zip(&change.old.columns) {
            column.computed.clone_from(&before.computed);
        }
        if self.dialect.fact("objects_hold_columns").is_some() {
            for (index, before) in table.indexes.iter_mut().zip(&change.old.indexes) {
                index.predicate.clone_from(&before.predicate);
            }
        }
        let physical = Physical { dialect: self.dialect, catalog: change.before }.table(&table);
        // Names and texts that are made of the names of columns stay as they are until somebody changes them.
        let own = table.checks.len();
        let made = |table: PhysicalTable| {
            let checks = table.checks.into_iter().take(own).chain(old.checks.iter().skip(own).cloned());
            PhysicalTable { checks: checks.collect(), defaults: old.defaults.clone(), ..table }
        };
        physical.map_or_else(|_| old.clone(), made)
    }

    /// A new table that takes over the rows of the old one.
    pub(super) fn rebuild(&self, group: &Group, table: &QualifiedName) -> Result<Vec<Call>, Refusal> {
        match self.change(group, table) {
            Some(change) => Ok(vec![self.rebuild_table(&change, group.transitions[0])?]),
            None => Ok(Vec::new()),
        }
    }

    pub(super) fn rebuild_table(&self, change: &Change<'_>, index: usize) -> Result<Call, Refusal> {
        let (old, mut new) = self.physical(change, index)?;
        let mut copied = Vec::new();
        for column in change.new.columns.iter().filter(|column| column.computed.is_none()) {
            let origin = change.renamed.get(&column.name).unwrap_or(&column.name);
            let known =
                change.old.columns.iter().any(|old| old.name == *origin) && !change.added.contains(&column.name);
            let from = match change.using.get(&column.name) {
                Some(using) => using.clone(),
                None if known => self.dialect.identifier(origin.as_str()).into_owned(),
                None => continue,
            };
            copied.push(Copied { to: column.name.clone(), from });
        }
        // Rows stay although nothing of them does.
        if copied.is_empty()
            && let Some(column) = new.columns.iter().find(|column| column.computed.is_none())
        {
            let from = column.default.clone().unwrap_or_else(|| "NULL".to_string());
            copied.push(Copied { to: column.name.clone(), from });
        }
        let name = new.name.clone();
        let temporary = free_name(change.before, &name);
        new.name = temporary.clone();
        let context = Context {
            table: Some(name),
            temporary: Some(temporary),
            copied,
            old: Some(old),
            new: Some(new),
            ..Context::default()
        };
        Ok(Call { template: "rebuild_table".to_string(), context })
    }
}

/// Whether an index does not sort by the values of a column as they are.
fn computes_with(index: &Index, column: &Name) -> bool {
    let descends = |part: &IndexPart| part.order == Some(Order::Desc) && part.column.as_ref() == Some(column);
    index.columns.iter().any(descends) || index.texts().any(|text| text.mentions(column.as_str()))
}

/// The clause of a new column; those before it in the table are there by then.
fn added(change: &Change<'_>, column: &PhysicalColumn, new: &PhysicalTable) -> Clause {
    let at = new.columns.iter().position(|other| other.name == column.name).unwrap_or_default();
    let before = at.checked_sub(1).map(|at| new.columns[at].name.clone());
    let placed = change.placed.contains(&column.name);
    Clause::AddColumn { column: column.clone(), first: placed && before.is_none(), after: before.filter(|_| placed) }
}

/// The columns of text that have what the table says of texts, restated; types that are not portable may be text.
fn texts_of(columns: &[Column], physical: &PhysicalTable) -> Vec<Clause> {
    let is_text = |column: &Column| {
        let word = column.data_type.portable_word();
        column.collation.is_none() && word.is_none_or(|word| matches!(word, "char" | "text" | "varchar"))
    };
    let texts = columns.iter().zip(&physical.columns).filter(|(column, _)| is_text(column));
    let restated = |(_, column): (&Column, &PhysicalColumn)| Clause::ChangeColumn {
        name: column.name.clone(),
        old: Box::new(column.clone()),
        column: column.clone(),
        converts: false,
        resizes: false,
    };
    texts.map(restated).collect()
}

/// The first word of a column's type.
fn type_word(column: &PhysicalColumn) -> &str {
    column.type_name.split('(').next().unwrap_or_default()
}

/// A name for the new table that nothing has.
fn free_name(catalog: &Catalog, name: &QualifiedName) -> QualifiedName {
    let mut number = 1;
    loop {
        let suffix = if number == 1 { String::new() } else { number.to_string() };
        let candidate = name.renamed(&Name::new(format!("{}_new{suffix}", name.name)));
        if catalog.check_free(&candidate).is_ok() && catalog.tables_named(&candidate.name).next().is_none() {
            return candidate;
        }
        number += 1;
    }
}

fn constraints(table: &PhysicalTable) -> Vec<PhysicalConstraint> {
    let mut all: Vec<PhysicalConstraint> =
        table.foreign_keys.iter().cloned().map(PhysicalConstraint::ForeignKey).collect();
    all.extend(table.late_keys.iter().cloned());
    all.extend(table.checks.iter().cloned().map(PhysicalConstraint::Check));
    all.extend(table.unique.iter().chain(&table.repeated).cloned().map(PhysicalConstraint::Unique));
    all.extend(table.primary_key.iter().cloned().map(PhysicalConstraint::PrimaryKey));
    all.extend(table.exclusions.iter().cloned().map(PhysicalConstraint::Exclusion));
    all.extend(table.defaults.iter().cloned().map(PhysicalConstraint::Default));
    all
}

fn indexes(table: &PhysicalTable) -> Vec<PhysicalIndex> {
    table.indexes.iter().chain(&table.key_indexes).cloned().collect()
}

fn name_of(constraint: &PhysicalConstraint) -> &Name {
    match constraint {
        PhysicalConstraint::PrimaryKey(key) => &key.name,
        PhysicalConstraint::Unique(key) => &key.name,
        PhysicalConstraint::ForeignKey(key) => &key.name,
        PhysicalConstraint::Check(check) => &check.name,
        PhysicalConstraint::Exclusion(exclusion) => &exclusion.name,
        PhysicalConstraint::Default(default) => &default.name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_table_takes_no_name_of_a_table_or_of_one_of_their_parts() {
        let index = |name: &str| Index { name: Name::from(name), ..Index::default() };
        let table = |name: &str, indexes: Vec<Index>| Table {
            schema: None,
            name: Name::from(name),
            columns: Vec::new(),
            primary_key: None,
            unique: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            indexes,
            comment: None,
            options: Options::default(),
        };
        let mut catalog = Catalog::empty();
        catalog.put_table(table("t", vec![index("T_new2")]));
        catalog.put_table(table("t_new", Vec::new()));
        let name = QualifiedName { schema: None, name: Name::from("t") };
        assert_eq!(free_name(&catalog, &name).name.as_str(), "t_new3");
    }
}
