//! The generators by kind: one row for each, and a test that no kind is missing.

use sqlgen::operation::{KINDS, Operation};

use super::{Gen, wrong};

/// What makes instances of one kind.
pub struct Generator {
    /// The YAML name.
    pub kind: &'static str,
    /// An instance that is possible in the catalog, if there is one.
    pub valid: fn(&mut Gen<'_>) -> Option<Operation>,
    /// Instances that are impossible, each with the code of its conflict.
    pub invalid: fn(&mut Gen<'_>) -> Vec<(Operation, &'static str)>,
}

macro_rules! generators {
    ($($kind:ident,)*) => {
        &[$(Generator { kind: stringify!($kind), valid: |make| make.$kind(), invalid: wrong::$kind },)*]
    };
}

/// Every generator, sorted by kind.
pub const GENERATORS: &[Generator] = generators! {
    add_column,
    add_enum_value,
    alter_column,
    alter_domain,
    alter_sequence,
    alter_table_options,
    alter_type,
    bulk_insert,
    create_check_constraint,
    create_domain,
    create_enum,
    create_exclude_constraint,
    create_extension,
    create_foreign_key,
    create_function,
    create_index,
    create_materialized_view,
    create_policy,
    create_primary_key,
    create_procedure,
    create_schema,
    create_sequence,
    create_table,
    create_table_comment,
    create_trigger,
    create_type,
    create_unique_constraint,
    create_view,
    delete,
    disable_row_security,
    drop_column,
    drop_constraint,
    drop_domain,
    drop_enum,
    drop_extension,
    drop_function,
    drop_index,
    drop_materialized_view,
    drop_policy,
    drop_procedure,
    drop_schema,
    drop_sequence,
    drop_table,
    drop_table_comment,
    drop_trigger,
    drop_type,
    drop_view,
    enable_row_security,
    grant,
    insert,
    refresh_materialized_view,
    rename_column,
    rename_constraint,
    rename_domain,
    rename_enum,
    rename_enum_value,
    rename_index,
    rename_materialized_view,
    rename_policy,
    rename_schema,
    rename_sequence,
    rename_table,
    rename_type,
    rename_view,
    replace_enum,
    replace_function,
    replace_materialized_view,
    replace_policy,
    replace_procedure,
    replace_trigger,
    replace_view,
    revoke,
    sql,
    update,
    upsert,
    validate_constraint,
};

#[test]
fn every_kind_of_operation_has_a_generator() {
    let kinds: Vec<&str> = GENERATORS.iter().map(|generator| generator.kind).collect();
    assert_eq!(kinds, KINDS, "a new kind of operation needs a row in GENERATORS, `Gen::kind` and `wrong::kind`");
}
