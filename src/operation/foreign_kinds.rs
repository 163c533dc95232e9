//! The words of other tools for operations, with ours or with what to say of them.

/// Words for operations, sorted, and ours.
pub(super) const KIND_WORDS: &[(&str, &str)] = &[
    ("add_constraint", "create_unique_constraint`, `create_foreign_key` or `create_check_constraint"),
    ("add_enum", "create_enum"),
    ("add_exclusion", "create_exclude_constraint"),
    ("add_foreign_key", "create_foreign_key"),
    ("add_index", "create_index"),
    ("add_primary_key", "create_primary_key"),
    ("alter_function", "replace_function"),
    ("alter_procedure", "replace_procedure"),
    ("alter_table", "add_column`, `alter_column` or `rename_table"),
    ("alter_view", "replace_view"),
    ("change_column", "alter_column"),
    ("create_constraint", "create_unique_constraint`, `create_foreign_key` or `create_check_constraint"),
    ("create_entity", "create_function`, `create_view` or `create_trigger"),
    ("create_exclusion", "create_exclude_constraint"),
    ("create_unique", "create_unique_constraint"),
    ("delete_column", "drop_column"),
    ("delete_table", "drop_table"),
    ("drop_check_constraint", "drop_constraint"),
    ("drop_entity", "drop_function`, `drop_view` or `drop_trigger"),
    ("drop_exclude_constraint", "drop_constraint"),
    ("drop_foreign_key", "drop_constraint"),
    ("drop_primary_key", "drop_constraint"),
    ("drop_unique_constraint", "drop_constraint"),
    ("exec", "sql"),
    ("execute", "sql"),
    ("insert_or_update", "upsert"),
    ("insert_rows", "bulk_insert"),
    ("merge", "upsert"),
    ("modify_column", "alter_column"),
    ("remove_column", "drop_column"),
    ("replace_entity", "replace_function`, `replace_view` or `replace_trigger"),
    ("revert_entity", "replace_function`, `replace_view` or `replace_trigger"),
    ("run_sql", "sql"),
    ("sync_enum_values", "replace_enum"),
    ("validate_check_constraint", "validate_constraint"),
    ("validate_foreign_key", "validate_constraint"),
];

/// What to say of words for operations that are something else here, sorted.
pub(super) const KINDS_SAID: &[(&str, &str)] = &[
    ("autocommit_block", "write `transaction: none` beside each operation that runs outside of the transaction"),
    (
        "batch_alter_table",
        "write its operations one after another, each with its `table`: neighbours on a table are one change by themselves",
    ),
];

/// Operations that there are none of, sorted.
pub(super) const RAW_KINDS: &[&str] = &[
    "alter_extension",
    "alter_schema",
    "analyze",
    "call",
    "cluster",
    "lock_table",
    "reorder_columns",
    "savepoint",
    "set",
    "set_schema",
    "truncate",
    "truncate_table",
    "update_extension",
    "vacuum",
];

/// What operations of others make, change and drop, sorted.
pub(super) const RAW_OBJECTS: &[&str] = &[
    "aggregate",
    "assembly",
    "cast",
    "collation",
    "database",
    "event",
    "foreign_table",
    "location",
    "login",
    "operator",
    "package",
    "partition",
    "publication",
    "role",
    "rule",
    "savepoint",
    "schema_owner",
    "server",
    "session",
    "statistics",
    "subscription",
    "synonym",
    "tablespace",
    "temp_table",
    "temporary_table",
    "user",
];

pub(super) const RAW: &str = "there is no operation for it: write it as `sql:`, with a `downgrade:` beside it";
