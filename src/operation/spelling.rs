//! Other tools' words for our operations and fields, for "did you mean".

use super::KINDS;
use crate::catalog::closest;

/// Words for operations, sorted, and ours.
const KIND_WORDS: &[(&str, &str)] = &[
    ("add_constraint", "create_unique_constraint`, `create_foreign_key` or `create_check_constraint"),
    ("add_enum", "create_enum"),
    ("add_exclusion", "create_exclude_constraint"),
    ("add_foreign_key", "create_foreign_key"),
    ("add_index", "create_index"),
    ("add_primary_key", "create_primary_key"),
    ("alter_function", "replace_function"),
    ("alter_table", "add_column`, `alter_column` or `rename_table"),
    ("batch_alter_table", "add_column`, `drop_column` or `alter_column"),
    ("change_column", "alter_column"),
    ("create_constraint", "create_unique_constraint`, `create_foreign_key` or `create_check_constraint"),
    ("create_entity", "create_function`, `create_view` or `create_trigger"),
    ("create_exclusion", "create_exclude_constraint"),
    ("create_unique", "create_unique_constraint"),
    ("delete_column", "drop_column"),
    ("delete_table", "drop_table"),
    ("drop_check_constraint", "drop_constraint"),
    ("drop_entity", "drop_function`, `drop_view` or `drop_trigger"),
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
    ("run_sql", "sql"),
    ("sync_enum_values", "replace_enum"),
    ("validate_check_constraint", "validate_constraint"),
    ("validate_foreign_key", "validate_constraint"),
];

/// Alembic's and other tools' words for fields, sorted, and ours.
const FIELD_WORDS: &[(&str, &str)] = &[
    ("args", "arguments"),
    ("autoincrement", "identity"),
    ("column_name", "column"),
    ("condition", "expression"),
    ("constraint_name", "name"),
    ("definition", "body"),
    ("existing_comment", ""),
    ("existing_nullable", ""),
    ("existing_server_default", ""),
    ("existing_type", ""),
    ("index_name", "name"),
    ("local_cols", "columns"),
    ("new_column_name", "to"),
    ("new_table_name", "to"),
    ("not_null", "nullable"),
    ("null", "nullable"),
    ("old_table_name", "name"),
    ("ondelete", "on_delete"),
    ("onupdate", "on_update"),
    ("parameters", "arguments"),
    ("referent_table", "references"),
    ("remote_cols", "references"),
    ("return_type", "returns"),
    ("server_default", "default"),
    ("source_table", "table"),
    ("sqltext", "expression"),
    ("table_name", "table"),
    ("type_", "type"),
    ("using", "method"),
];

/// Options that Alembic writes behind the name of a dialect and `_`, sorted, and our fields.
const DIALECT_OPTIONS: &[(&str, &str)] = &[
    ("concurrently", "concurrently"),
    ("include", "include"),
    ("not_valid", "not_valid"),
    ("nulls_not_distinct", "nulls_not_distinct"),
    ("using", "method"),
    ("where", "where"),
];

/// What a user who wrote an unknown operation probably meant.
pub fn suggest_kind(word: &str) -> Option<&'static str> {
    lookup(KIND_WORDS, word).or_else(|| closest(word, KINDS.iter().copied()))
}

/// What a user who wrote an unknown field probably meant: a field, or nothing where the catalog knows it.
pub fn suggest_field(word: &str) -> Option<&'static str> {
    lookup(FIELD_WORDS, word).or_else(|| {
        let (_, option) = word.split_once('_')?;
        lookup(DIALECT_OPTIONS, option)
    })
}

fn lookup(words: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    words.binary_search_by_key(&word, |(theirs, _)| theirs).ok().map(|at| words[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(KIND_WORDS.is_sorted());
        assert!(FIELD_WORDS.is_sorted());
        assert!(DIALECT_OPTIONS.is_sorted());
        assert!(KINDS.is_sorted());
    }

    #[test]
    fn other_words_lead_to_ours() {
        assert_eq!(suggest_kind("execute"), Some("sql"));
        assert_eq!(suggest_kind("creat_table"), Some("create_table"));
        assert_eq!(suggest_field("server_default"), Some("default"));
        assert_eq!(suggest_field("postgresql_where"), Some("where"));
        assert_eq!(suggest_kind("frobnicate"), None);
    }
}
