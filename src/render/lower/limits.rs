//! What a table of the dialect may not be: the rules that its manifest names, each with its reason, looked at for every
//! table that a group of transitions leaves behind.

use std::sync::Arc;

use super::key_limits::{keyless_in_key, long_column_in_key, long_key, method_without_class};
use super::made_names::made_name_twice;
use super::option_limits::{
    clustered_twice, engine_without_foreign_keys, partition_key_left_out, partition_with_foreign_key, rowless_table,
    unlogged_target, updated_otherwise,
};
use super::{Group, Lowering, Refusal};
use crate::catalog::{
    Action, Catalog, Column, Computed, ForeignKey, Index, Name, Order, QualifiedName, SqlText, Table, Timing, Trigger,
    Value,
};
use crate::dialect::{Dialect, Limit};
use crate::operation::{Op, Target};

/// What of a table breaks a rule, in a few words.
type Rule = fn(&Table, &Catalog, &Dialect) -> Option<String>;

/// Every rule that a manifest may name.
const RULES: &[(&str, Rule)] = &[
    ("action_columns_in_checks", action_column_in_check),
    ("cascade_paths", cascade_path),
    ("clustered_indexes", clustered_twice),
    ("computed_from_actions", computed_from_action),
    ("computed_from_computed", computed_from_computed),
    ("computed_in_primary_key", computed_in_primary_key),
    ("computed_in_when", computed_in_when),
    ("computed_not_null", computed_not_null),
    ("deferrable_targets", deferrable_target),
    ("empty_texts", empty_default),
    ("engines_without_foreign_keys", engine_without_foreign_keys),
    ("foreign_key_collations", foreign_key_collation),
    ("identity_in_expressions", identity_in_expression),
    ("identity_outside_keys", identity_outside_key),
    ("identity_outside_primary_key", identity_outside_primary_key),
    ("keyless_types", keyless_in_key),
    ("keys_to_indexes", key_to_index),
    ("long_columns_in_keys", long_column_in_key),
    ("long_comments", long_comment),
    ("long_keys", long_key),
    ("made_names", made_name_twice),
    ("method_types", method_without_class),
    ("partition_foreign_keys", partition_with_foreign_key),
    ("partition_keys", partition_key_left_out),
    ("rowless_tables", rowless_table),
    ("same_columns", same_columns),
    ("several_identities", several_identities),
    ("set_null_on_not_null", set_null_on_not_null),
    ("unlogged_targets", unlogged_target),
    ("updated_columns", updated_otherwise),
    ("virtual_in_foreign_key", virtual_in_foreign_key),
    ("virtual_in_primary_key", virtual_in_primary_key),
    ("virtual_not_null", virtual_not_null),
    ("wide_characters_in_comments", wide_character_in_comment),
];

/// Whether a manifest may name the rule.
pub fn is_rule(name: &str) -> bool {
    RULES.iter().any(|(known, _)| *known == name)
}

/// The first rule that a table breaks, and what breaks it.
fn broken<'a>(table: &Table, catalog: &Catalog, dialect: &'a Dialect) -> Option<(&'a str, &'a Limit, String)> {
    let check = |(name, limit): (&'a String, &'a Limit)| {
        let (_, rule) = RULES.iter().find(|(known, _)| known == name)?;
        Some((name.as_str(), limit, rule(table, catalog, dialect)?))
    };
    dialect.manifest.limits.iter().find_map(check)
}

impl Lowering<'_> {
    /// Refuses a group that leaves a table behind which the dialect cannot have.
    pub(super) fn check_limits(&self, group: &Group) -> Result<(), Refusal> {
        let last = self.transition(*group.transitions.last().expect("a group is never empty"));
        let (Target::Table(name) | Target::Trigger(name, _)) = last.operation.target() else { return Ok(()) };
        let Some(table) = last.after.find_table(&name) else { return Ok(()) };
        let Some((rule, limit, what)) = broken(table, &last.after, self.dialect) else { return Ok(()) };
        let breaks_in = |catalog: &Catalog| {
            let found = catalog.find_table(&name).and_then(|table| broken(table, catalog, self.dialect));
            found.is_some_and(|(found, ..)| found == rule)
        };
        // It was told where it began.
        if breaks_in(&self.transition(group.transitions[0]).before) {
            return Ok(());
        }
        let breaks = |index: &&usize| breaks_in(&self.transition(**index).after);
        let index = group.transitions.iter().find(breaks).unwrap_or(&group.transitions[0]);
        let message = format!("{} cannot do this: {}, and {what}", self.dialect.manifest.title, limit.unsupported);
        let mut refusal = Refusal::new(*index, message, Some(&limit.manual));
        if let Some(help) = &limit.help {
            refusal.help.clone_from(help);
        }
        Err(refusal)
    }
}

fn identities(table: &Table) -> impl Iterator<Item = &Column> {
    table.columns.iter().filter(|column| column.identity.is_some())
}

/// The columns of every key and index, each with its name.
pub(super) fn keys(table: &Table) -> Vec<(&Name, Vec<&Name>)> {
    let mut keys: Vec<(&Name, Vec<&Name>)> =
        table.primary_key.iter().map(|key| (&key.name, key.columns.iter().collect())).collect();
    keys.extend(table.unique.iter().map(|key| (&key.name, key.columns.iter().collect())));
    keys.extend(table.indexes.iter().map(|index| (&index.name, index.plain_columns().collect())));
    keys.extend(table.foreign_keys.iter().map(|key| (&key.name, key.columns.iter().collect())));
    keys
}

fn identity_outside_key(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    let leads = |column: &Column| {
        keys(table).iter().any(|(_, columns)| columns.first().is_some_and(|first| **first == column.name))
    };
    let column = identities(table).find(|column| !leads(column))?;
    Some(format!("no key of `{}` starts with `{}`", table.qualified_name(), column.name))
}

fn identity_outside_primary_key(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    let is_key = |column: &Column| table.primary_key.as_ref().is_some_and(|key| key.columns == [column.name.clone()]);
    let column = identities(table).find(|column| !is_key(column))?;
    Some(format!("`{}` is not the whole primary key of `{}`", column.name, table.qualified_name()))
}

fn several_identities(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    let second = identities(table).nth(1)?;
    Some(format!("`{}.{}` would be the second", table.qualified_name(), second.name))
}

fn identity_in_expression(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    let (column, reader) = identities(table).find_map(|column| Some((column, reader(table, column)?)))?;
    Some(format!("{reader} reads `{}`", column.name))
}

/// What of the table computes with the column.
fn reader(table: &Table, column: &Column) -> Option<String> {
    let reads = |text: &SqlText| text.mentions(column.name.as_str());
    let check =
        table.checks.iter().find(|check| reads(&check.expression)).map(|check| format!("check `{}`", check.name));
    let computed = |other: &&Column| other.computed.as_ref().is_some_and(|computed| reads(&computed.expression));
    check.or_else(|| table.columns.iter().find(computed).map(|other| format!("computed column `{}`", other.name)))
}

fn set_null_on_not_null(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    let sets_null = |action: Option<Action>| action == Some(Action::SetNull);
    let strict = |name: &&Name| table.column(name).is_ok_and(|column| !column.nullable);
    table.foreign_keys.iter().filter(|key| sets_null(key.on_delete) || sets_null(key.on_update)).find_map(|key| {
        let column = key.columns.iter().find(strict)?;
        Some(format!("foreign key `{}` sets `{column}`, which is not nullable", key.name))
    })
}

/// Columns that a foreign key may change, each with the key's name.
fn acted_on(table: &Table) -> impl Iterator<Item = (&Name, &Name)> {
    let acts = |action: Option<Action>| matches!(action, Some(Action::Cascade | Action::SetNull | Action::SetDefault));
    let changes = move |key: &&ForeignKey| {
        acts(key.on_update) || matches!(key.on_delete, Some(Action::SetNull | Action::SetDefault))
    };
    table.foreign_keys.iter().filter(changes).flat_map(|key| key.columns.iter().map(move |column| (column, &key.name)))
}

fn action_column_in_check(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    acted_on(table).find_map(|(column, key)| {
        let check = table.checks.iter().find(|check| check.expression.mentions(column.as_str()))?;
        Some(format!("foreign key `{key}` changes `{column}`, which check `{}` reads", check.name))
    })
}

fn computed_from_action(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    acted_on(table).find_map(|(column, key)| {
        let stored = |other: &&Column| {
            let computed = other.computed.as_ref().filter(|computed| computed.stored);
            computed.is_some_and(|computed| computed.expression.mentions(column.as_str()))
        };
        let reader = table.columns.iter().find(stored)?;
        Some(format!("foreign key `{key}` changes `{column}`, which computed column `{}` reads", reader.name))
    })
}

/// A foreign key from or to the table whose two ends sort their texts differently.
fn foreign_key_collation(table: &Table, catalog: &Catalog, dialect: &Dialect) -> Option<String> {
    let name = table.qualified_name();
    let usual = dialect.fact("default_collation");
    let collation = |table: &Table, column: &Name| -> Option<String> {
        let own = table.column(column).ok()?.collation.as_ref().map(|collation| collation.0.to_string());
        let of_table = match (table.options.text("collate"), table.options.text("charset")) {
            (None, Some(charset)) => Some(format!("the usual one of {charset}")),
            (collate, _) => collate.map(str::to_string),
        };
        own.or(of_table).or_else(|| usual.map(str::to_string))
    };
    let differs = |owner: &Table, key: &ForeignKey| {
        let target = key.references.table_name();
        let other = if target == name { table } else { catalog.find_table(&target)?.as_ref() };
        let mut pairs = key.columns.iter().zip(&key.references.columns);
        let (ours, theirs) = pairs.find(|(ours, theirs)| collation(owner, ours) != collation(other, theirs))?;
        Some(format!("foreign key `{}` joins `{}.{ours}` and `{target}.{theirs}`", key.name, owner.name))
    };
    let referrers =
        catalog.referrers(&name).filter(|other| **other != name).filter_map(|other| catalog.find_table(other));
    let theirs = referrers.flat_map(|owner| owner.foreign_keys.iter().map(move |key| (owner.as_ref(), key)));
    let ours = table.foreign_keys.iter().map(|key| (table, key));
    ours.chain(theirs.filter(|(_, key)| key.references.table_name() == name))
        .find_map(|(owner, key)| differs(owner, key))
}

fn computed_not_null(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    let column = table.columns.iter().find(|column| column.computed.is_some() && !column.nullable)?;
    Some(format!("`{}.{}` is not nullable", table.qualified_name(), column.name))
}

fn computed_from_computed(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    let computed = || table.columns.iter().filter_map(|column| Some((column, column.computed.as_ref()?)));
    let (column, read) = computed().find_map(|(column, by)| {
        let (read, _) = computed().find(|(read, _)| by.expression.mentions(read.name.as_str()))?;
        Some((column, read))
    })?;
    Some(format!("`{}.{}` reads `{}`", table.qualified_name(), column.name, read.name))
}

fn computed_in_primary_key(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    primary_key_column(table, |_| true)
}

/// A trigger whose condition reads a row that has no computed values yet. One that waits for a new text is not there.
fn computed_in_when(table: &Table, catalog: &Catalog, _: &Dialect) -> Option<String> {
    let name = table.qualified_name();
    let early = |trigger: &&Arc<Trigger>| trigger.timing == Timing::Before && !catalog.is_stale_trigger(trigger);
    catalog.triggers_of(&name).filter(early).find_map(|trigger| {
        let mut computed = table.columns.iter().filter(|column| column.computed.is_some());
        let column = computed.find(|column| trigger.condition_reads_new(&column.name))?;
        Some(format!("trigger `{}` reads `{}` of `{name}`", trigger.name, column.name))
    })
}

fn virtual_in_primary_key(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    primary_key_column(table, |computed| !computed.stored)
}

/// A computed column of the primary key that is so.
fn primary_key_column(table: &Table, is_so: impl Fn(&Computed) -> bool) -> Option<String> {
    let key = table.primary_key.as_ref()?;
    let found = |name: &&Name| table.column(name).is_ok_and(|column| column.computed.as_deref().is_some_and(&is_so));
    key.columns.iter().find(found).map(|column| format!("`{column}` of `{}` is computed", key.name))
}

fn wide_character_in_comment(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    let name = table.qualified_name();
    let wide = |text: &str| text.chars().find(|c| *c > '\u{ffff}');
    let of_table = table.comment.as_deref().and_then(wide).map(|c| format!("the comment of `{name}` has {c}"));
    let of_column = |column: &Column| {
        let c = column.comment.as_deref().and_then(wide)?;
        Some(format!("the comment of `{name}.{}` has {c}", column.name))
    };
    of_table.or_else(|| table.columns.iter().find_map(of_column))
}

fn long_comment(table: &Table, _: &Catalog, dialect: &Dialect) -> Option<String> {
    let most: usize = dialect.fact("comment_length")?.parse().ok()?;
    let most_of_table = dialect.fact("table_comment_length").and_then(|most| most.parse().ok()).unwrap_or(most);
    let name = table.qualified_name();
    let long = |text: &Option<String>, most: usize| {
        text.as_ref().map(|text| text.chars().count()).filter(|length| *length > most)
    };
    let of_table = long(&table.comment, most_of_table).map(|length| format!("the comment of `{name}` has {length}"));
    let of_column =
        |column: &Column| Some(format!("the comment of `{name}.{}` has {}", column.name, long(&column.comment, most)?));
    of_table.or_else(|| table.columns.iter().find_map(of_column))
}

fn virtual_not_null(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    let is_virtual = |column: &&Column| column.computed.as_ref().is_some_and(|computed| !computed.stored);
    let column = table.columns.iter().filter(is_virtual).find(|column| !column.nullable)?;
    Some(format!("`{}.{}` is not nullable", table.qualified_name(), column.name))
}

fn virtual_in_foreign_key(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    let is_virtual = |name: &&Name| {
        table.column(name).is_ok_and(|column| column.computed.as_ref().is_some_and(|computed| !computed.stored))
    };
    let found = |key: &ForeignKey| {
        let column = key.columns.iter().find(is_virtual)?;
        Some(format!("`{column}` is one of `{}`", key.name))
    };
    table.foreign_keys.iter().find_map(found)
}

/// A table that the same delete or update would reach on two ways, the changed table among them.
fn cascade_path(table: &Table, catalog: &Catalog, _: &Dialect) -> Option<String> {
    let acts = |action: Option<Action>| matches!(action, Some(Action::Cascade | Action::SetNull | Action::SetDefault));
    let deletes = |key: &ForeignKey| acts(key.on_delete);
    let updates = |key: &ForeignKey| acts(key.on_update);
    let touched = table.foreign_keys.iter().any(|key| deletes(key) || updates(key));
    let found = |follows: &dyn Fn(&ForeignKey) -> bool, verb: &str| {
        catalog.tables().find_map(|root| {
            let twice = reached_twice(&root.qualified_name(), catalog, follows)?;
            Some(format!("{verb} of rows of `{}` would reach `{twice}` twice", root.qualified_name()))
        })
    };
    if !touched {
        return None;
    }
    found(&deletes, "a delete").or_else(|| found(&updates, "an update"))
}

/// The first table on a second way from another one along foreign keys that act.
fn reached_twice(
    root: &QualifiedName,
    catalog: &Catalog,
    follows: &dyn Fn(&ForeignKey) -> bool,
) -> Option<QualifiedName> {
    let (mut seen, mut waiting) = (vec![root.clone()], vec![root.clone()]);
    while let Some(next) = waiting.pop() {
        for owner in catalog.referrers(&next).filter_map(|name| catalog.find_table(name)) {
            let keys = owner.foreign_keys.iter().filter(|key| key.references.table_name() == next && follows(key));
            for _ in keys {
                let name = owner.qualified_name();
                if seen.contains(&name) {
                    return Some(name);
                }
                seen.push(name.clone());
                waiting.push(name);
            }
        }
    }
    None
}

fn empty_default(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    let empty = |column: &&Column| match &column.default {
        Some(Value::Text(text)) => text.is_empty(),
        Some(Value::Bytes(bytes)) => bytes.is_empty(),
        _ => false,
    };
    let column = table.columns.iter().find(empty)?;
    Some(format!("that is the default of `{}.{}`", table.qualified_name(), column.name))
}

/// Two keys or plain indexes over the same columns in the same order.
fn same_columns(table: &Table, _: &Catalog, _: &Dialect) -> Option<String> {
    let mut lists: Vec<(&Name, Vec<&Name>)> =
        table.primary_key.iter().map(|key| (&key.name, key.columns.iter().collect())).collect();
    lists.extend(table.unique.iter().map(|key| (&key.name, key.columns.iter().collect())));
    let plain =
        |index: &&Index| index.columns.iter().all(|part| part.column.is_some() && part.order != Some(Order::Desc));
    lists.extend(table.indexes.iter().filter(plain).map(|index| (&index.name, index.plain_columns().collect())));
    lists.iter().enumerate().find_map(|(at, (name, columns))| {
        let (other, _) = lists[..at].iter().find(|(_, before)| before == columns)?;
        Some(format!("`{name}` and `{other}` are over the same columns"))
    })
}

/// A foreign key from or to the table whose other end is unique by an index only.
fn key_to_index(table: &Table, catalog: &Catalog, _: &Dialect) -> Option<String> {
    let by_keys = |target: &Table, columns: &[Name]| {
        let keys = Table { indexes: Vec::new(), ..target.clone() };
        keys.is_unique(columns)
    };
    let (key, target) = loose_key(table, catalog, by_keys)?;
    Some(format!("`{key}` points at an index of `{target}`"))
}

/// A foreign key from or to the table whose other end is unique at the end of a transaction only.
fn deferrable_target(table: &Table, catalog: &Catalog, _: &Dialect) -> Option<String> {
    let at_once = |target: &Table, columns: &[Name]| {
        let waits = target.primary_key.iter().any(|key| key.deferrable.0);
        if !waits && !target.unique.iter().any(|key| key.deferrable.0) {
            return true;
        }
        let mut target = target.clone();
        target.primary_key = target.primary_key.filter(|key| !key.deferrable.0);
        target.unique.retain(|key| !key.deferrable.0);
        target.is_unique(columns)
    };
    let (key, target) = loose_key(table, catalog, at_once)?;
    Some(format!("`{key}` points at a deferrable one of `{target}`"))
}

/// A foreign key from or to the table that points at columns which are not unique in the way that is asked for.
fn loose_key(
    table: &Table,
    catalog: &Catalog,
    is_unique: impl Fn(&Table, &[Name]) -> bool,
) -> Option<(Name, QualifiedName)> {
    let name = table.qualified_name();
    let owners = catalog.referrers(&name).filter_map(|owner| catalog.find_table(owner)).map(AsRef::as_ref);
    let breaks = |owner: &Table, key: &ForeignKey| {
        let target = key.references.table_name();
        let found = if target == name { Some(table) } else { catalog.find_table(&target).map(AsRef::as_ref) };
        (owner.qualified_name() == name || target == name)
            && found.is_some_and(|found| !is_unique(found, &key.references.columns))
    };
    std::iter::once(table).chain(owners).find_map(|owner| {
        let key = owner.foreign_keys.iter().find(|key| breaks(owner, key))?;
        Some((key.name.clone(), key.references.table_name()))
    })
}
