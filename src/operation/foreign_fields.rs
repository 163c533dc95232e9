//! The words of other tools for fields, with ours or with what to say of them.

use super::foreign_kinds::RAW;

/// Words for fields, sorted, and ours. Before the word may stand the kind that it is so in.
pub(super) const FIELD_WORDS: &[(&str, &str)] = &[
    ("alter_column.using", "using"),
    ("args", "arguments"),
    ("autoincrement", "identity"),
    ("bulk_insert.values", "rows"),
    ("check_constraints", "checks"),
    ("column_name", "column"),
    ("concurrently", "concurrently"),
    ("condition", "expression"),
    ("constraint_name", "name"),
    ("create_materialized_view.definition", "query"),
    ("create_unique_constraint.source", "table"),
    ("create_view.definition", "query"),
    ("create_view.signature", "name"),
    ("definition", "body"),
    ("exclude_constraints", "exclusions"),
    ("foreign_key_constraints", "foreign_keys"),
    ("include", "include"),
    ("index_name", "name"),
    ("insert_after", "after"),
    ("local_cols", "columns"),
    ("new_column_name", "to"),
    ("new_name", "to"),
    ("new_table_name", "to"),
    ("not_null", "nullable"),
    ("not_valid", "not_valid"),
    ("null", "nullable"),
    ("nulls_not_distinct", "nulls_not_distinct"),
    ("old_table_name", "name"),
    ("ondelete", "on_delete"),
    ("onupdate", "on_update"),
    ("parameters", "arguments"),
    ("persisted", "stored"),
    ("referent_table", "references"),
    ("remote_cols", "references"),
    ("replace_materialized_view.definition", "query"),
    ("replace_view.definition", "query"),
    ("replace_view.signature", "name"),
    ("return_type", "returns"),
    ("server_default", "default"),
    ("source_schema", "schema"),
    ("source_table", "table"),
    ("sqltext", "expression"),
    ("table_name", "table"),
    ("type_", "type"),
    ("unique_constraints", "unique"),
    ("using", "method"),
    ("where", "where"),
];

pub(super) const DROPPED_ALONG: &str = "leave it out: what hangs on the column is dropped with it";
pub(super) const NOTHING: &str = "leave it out: it means nothing to a database";
pub(super) const OF_ONE_SESSION: &str =
    "a table of one session is gone with it and is no part of the state: make it with `sql:` where rows are worked on";
pub(super) const PASSED_ON: &str =
    "what tables pass on to others is no part of the state: make the table with `sql:`, and all that changes it";

/// What to say of words for fields that are something else here, sorted, in the same way.
pub(super) const FIELDS_SAID: &[(&str, &str)] = &[
    ("add_column.before", "say `after` and the column that stands before it, or `first: true`"),
    ("alter_column.after", "a column keeps its place: where it matters, make the table anew with `sql:`"),
    ("alter_column.computed", "drop the column and add it again: what is computed is computed anew"),
    ("alter_column.name", "`rename_column` is an operation of its own"),
    ("alter_column.new_column_name", "`rename_column` is an operation of its own"),
    ("bitmap", "say `method: bitmap`"),
    ("cascade", "drop what depends on it in operations of its own: nothing goes unseen"),
    ("check", "write it among the `checks` of the table, or as `create_check_constraint`"),
    ("clustered", "say `method: clustered` or `method: nonclustered`"),
    ("compression", RAW),
    ("constraints", "they are `primary_key`, `unique`, `foreign_keys`, `checks` and `exclusions`"),
    ("create_extension.cascade", "create the extensions that it needs before it"),
    ("create_index.length", "say it at the column: `columns: [{column: …, length: 20}]`"),
    ("create_exclude_constraint.ops", "say it at the element: `elements: [{column: …, operator: …, opclass: …}]`"),
    ("create_index.ops", "say it at the column: `columns: [{column: …, opclass: …}]`"),
    ("create_index.sql", "say `expression`"),
    ("create_primary_key.options", "a key has nothing of one dialect alone but its `method`"),
    ("create_unique_constraint.options", "a key has nothing of one dialect alone but its `method`"),
    ("create_view.materialized", "`create_materialized_view` is an operation of its own"),
    ("deferrable", "keys and foreign keys may wait; a check that may is made with `sql:`, where the database has it"),
    ("descending", "say `order: desc`"),
    ("doc", NOTHING),
    ("drop_check", DROPPED_ALONG),
    ("drop_constraint.type", "leave it out: the history says what the constraint is"),
    ("drop_constraint.type_", "leave it out: the history says what the constraint is"),
    ("drop_default", DROPPED_ALONG),
    ("drop_foreign_key", DROPPED_ALONG),
    ("expressions", "write each as `{expression: …}` among the `columns`"),
    ("foreign_key", "write `references: {table: …, columns: […]}`"),
    ("index", "write it among the `indexes` of the table, or as `create_index`"),
    ("info", NOTHING),
    ("inherits", PASSED_ON),
    ("initially", "keys and foreign keys may wait; a check that may is made with `sql:`, where the database has it"),
    ("inline_primary_key", "leave it out: `primary_key: true` at the column makes the key with it"),
    ("inline_references", "leave it out: `references` at the column makes the foreign key with it"),
    ("insert_before", "say `after` and the column that stands before it, or `first: true`"),
    ("keep_existing", NOTHING),
    ("key", NOTHING),
    ("like", "write the columns: a revision says what it makes"),
    ("multiinsert", "leave it out: rows are written in as few statements as the database takes"),
    ("no_inherit", PASSED_ON),
    ("not_enforced", RAW),
    ("not_for_replication", RAW),
    ("on_commit", OF_ONE_SESSION),
    ("on_conflict", "what becomes of a row that clashes is said where rows are written: `upsert`"),
    ("on_conflict_not_null", "what becomes of a row that clashes is said where rows are written: `upsert`"),
    ("on_conflict_primary_key", "what becomes of a row that clashes is said where rows are written: `upsert`"),
    ("on_conflict_unique", "what becomes of a row that clashes is said where rows are written: `upsert`"),
    (
        "on_update",
        "what a changed row gets is in the `options` of the column where the database has it, else a trigger",
    ),
    ("partition_of", PASSED_ON),
    (
        "prefixes",
        "what stands between CREATE and TABLE is an option of its own; a table of one session is made with `sql:`",
    ),
    ("quote", "leave it out: names are quoted where they have to be"),
    ("referent_schema", "write it as `references: {schema: …}`"),
    (
        "server_onupdate",
        "what a changed row gets is in the `options` of the column where the database has it, else a trigger",
    ),
    ("statistics", RAW),
    ("storage", RAW),
    ("system", NOTHING),
    ("temporary", OF_ONE_SESSION),
    ("use_alter", "leave it out: `create_foreign_key` behind the tables does it"),
];

/// What to say of words beside an operation, sorted.
pub(super) const SIBLINGS_SAID: &[(&str, &str)] = &[
    ("copy_from", "leave it out: the history says what the table is"),
    ("execution_options", "write `transaction: none` to run outside of the transaction"),
    ("naming_convention", "say it for the project: `naming:` in sqlgen.yaml"),
    ("partial_reordering", "leave it out: columns keep their order; a new one says `after`"),
    ("recreate", "say `batch: always` or `batch: never`"),
    ("reflect_args", "leave it out: the history says what the table is"),
    ("reflect_kwargs", "leave it out: the history says what the table is"),
    ("table_args", "leave it out: the history says what the table is"),
    ("table_kwargs", "leave it out: the history says what the table is"),
];

/// Kinds with `options` by dialect.
pub(super) const WITH_OPTIONS: &[&str] =
    &["add_column", "alter_column", "alter_table_options", "create_index", "create_table"];

/// Words of `options`, sorted: what is said without the name of a dialect.
pub(super) const OPTION_WORDS: &[&str] = &[
    "charset",
    "collate",
    "columnstore",
    "compress",
    "engine",
    "fillfactor",
    "partition_by",
    "prefix",
    "strict",
    "tablespace",
    "unlogged",
    "with",
    "with_parser",
    "without_rowid",
];
