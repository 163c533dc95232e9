//! Impossible changes of tables and columns.

use sqlgen::catalog::{Check, Column, DataType, Name, Options, QualifiedName, SqlText, Table, Unique, Value};
use sqlgen::operation::{
    AddColumn, AlterColumn, CreateTable, CreateTableComment, DropColumn, DropTable, DropTableComment, Operation,
    RenameColumn, RenameTable,
};

use super::{GHOST, Wrong, ghost, numbered, owner, simple, wrong_columns};
use crate::generate::Gen;
use crate::generate::columns::is_number;

pub fn add_column(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let add =
        |column: Column| AddColumn { table: table.clone(), schema: schema.clone(), column, after: None, first: false };
    let mut wrong: Wrong = wrong_columns().into_iter().map(|(column, code)| (add(column).into(), code)).collect();
    wrong.push((
        AddColumn { table: ghost(), schema: schema.clone(), column: simple("x"), after: None, first: false }.into(),
        "unknown-table",
    ));
    wrong.push((add(simple(owner.columns[0].name.as_str())).into(), "already-exists"));
    if let Some(found) = make.catalog.enums().next() {
        let column = Column {
            data_type: DataType::Enum(found.qualified_name()),
            default: Some(Value::Text(GHOST.to_string())),
            ..simple("new one")
        };
        let odd = Column { identity: Some(numbered()), default: None, ..column.clone() };
        wrong.push((add(column).into(), "wrong-value"));
        wrong.push((add(odd).into(), "wrong-type"));
    }
    wrong
}

pub fn alter_column(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let column = &owner.columns[0];
    let bare = AlterColumn { table, schema, column: column.name.clone(), ..AlterColumn::default() };
    let mut wrong: Wrong = vec![
        (bare.clone().into(), "nothing-to-change"),
        (AlterColumn { table: ghost(), nullable: Some(true), ..bare.clone() }.into(), "unknown-table"),
        (AlterColumn { column: ghost(), nullable: Some(true), ..bare.clone() }.into(), "unknown-column"),
        (AlterColumn { default: Some(Value::Null), drop_default: true, ..bare.clone() }.into(), "contradiction"),
        (AlterColumn { using: Some(SqlText::new("1")), nullable: Some(false), ..bare.clone() }.into(), "contradiction"),
    ];
    let unknown = Some(DataType::Enum(QualifiedName { schema: None, name: ghost() }));
    wrong.push((AlterColumn { data_type: unknown, ..bare.clone() }.into(), "unknown-enum"));
    if column.identity.is_some() {
        wrong.push((AlterColumn { nullable: Some(true), ..bare.clone() }.into(), "contradiction"));
    }
    if column.default.is_none() {
        wrong.push((AlterColumn { drop_default: true, ..bare.clone() }.into(), "nothing-to-drop"));
    }
    if column.comment.is_none() {
        wrong.push((AlterColumn { drop_comment: true, ..bare.clone() }.into(), "nothing-to-drop"));
    }
    if column.identity.is_none() {
        wrong.push((AlterColumn { restart: Some(5), ..bare.clone() }.into(), "contradiction"));
        wrong.push((AlterColumn { drop_identity: true, ..bare.clone() }.into(), "nothing-to-drop"));
    }
    if owner.primary_key.as_ref().is_some_and(|key| key.columns.contains(&column.name)) {
        wrong.push((AlterColumn { nullable: Some(true), ..bare.clone() }.into(), "contradiction"));
    }
    if column.computed.is_none() && column.identity.is_none() && is_number(&column.data_type) {
        wrong.push((AlterColumn { default: Some(Value::Text("x".to_string())), ..bare.clone() }.into(), "wrong-value"));
    }
    if let Some(key) = owner.foreign_keys.first() {
        let to = DataType::Portable { word: "boolean", arguments: Box::default() };
        // A column that points at itself changes at both ends, and one of this type does not change.
        let itself = key.references.table == owner.name && key.references.columns[0] == key.columns[0];
        let plain = !itself
            && owner
                .column(&key.columns[0])
                .is_ok_and(|column| column.default.is_none() && column.identity.is_none() && column.data_type != to);
        let change = AlterColumn { column: key.columns[0].clone(), data_type: Some(to), drop_default: false, ..bare };
        if plain {
            wrong.push((change.into(), "wrong-reference"));
        }
    }
    wrong
}

pub fn create_table(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, ..)) = owner(make) else { return Vec::new() };
    let new = Table {
        name: ghost(),
        schema: None,
        columns: vec![simple("a"), simple("b")],
        primary_key: None,
        unique: Vec::new(),
        foreign_keys: Vec::new(),
        checks: Vec::new(),
        exclusions: Vec::new(),
        indexes: Vec::new(),
        comment: None,
        options: Options::default(),
    };
    let key = |columns: &[&str]| {
        let columns = columns.iter().map(|column| Name::from(*column)).collect();
        Some(sqlgen::catalog::PrimaryKey { name: Name::from("pk"), columns, ..Default::default() })
    };
    let check =
        |name: &str, text: &str| Check { name: Name::from(name), expression: SqlText::new(text), ..Check::default() };
    let unique = |name: &str| Unique { name: Name::from(name), columns: vec![Name::from("a")], ..Unique::default() };
    let mut wrong: Wrong = vec![
        (CreateTable(owner.as_ref().clone()).into(), "already-exists"),
        (CreateTable(Table { columns: Vec::new(), ..new.clone() }).into(), "wrong-value"),
        (CreateTable(Table { columns: vec![simple("a"), simple("a")], ..new.clone() }).into(), "already-exists"),
        (CreateTable(Table { primary_key: key(&["c"]), ..new.clone() }).into(), "unknown-column"),
        (CreateTable(Table { primary_key: key(&[]), ..new.clone() }).into(), "wrong-value"),
        (
            CreateTable(Table { checks: vec![check("x", "a > 0")], unique: vec![unique("x")], ..new.clone() }).into(),
            "already-exists",
        ),
    ];
    let bad = |(column, code): (Column, &'static str)| {
        (Operation::from(CreateTable(Table { columns: vec![simple("a"), column], ..new.clone() })), code)
    };
    wrong.extend(wrong_columns().into_iter().map(bad));
    wrong
}

pub fn create_table_comment(make: &mut Gen<'_>) -> Wrong {
    let _ = make;
    let comment = "x".to_string();
    vec![(CreateTableComment { table: ghost(), schema: None, comment }.into(), "unknown-table")]
}

pub fn drop_column(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let drop = |table: &Name, column: &Name| -> Operation {
        DropColumn { table: table.clone(), schema: schema.clone(), column: column.clone() }.into()
    };
    let mut wrong = vec![(drop(&ghost(), &ghost()), "unknown-table"), (drop(&table, &ghost()), "unknown-column")];
    let needed =
        owner.columns.iter().filter(|column| owner.columns.len() > 1 && owner.users_of(&column.name).is_some());
    wrong.extend(needed.map(|column| (drop(&table, &column.name), "still-used")));
    if let [only] = owner.columns.as_slice() {
        wrong.push((drop(&table, &only.name), "last-column"));
    }
    wrong
}

pub fn drop_table(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong = vec![(DropTable { name: ghost(), schema: None }.into(), "unknown-table")];
    let needed = make.catalog.tables().filter(|table| {
        let name = table.qualified_name();
        make.catalog.referrers(&name).any(|other| *other != name)
    });
    wrong.extend(
        needed.map(|table| (DropTable { name: table.name.clone(), schema: table.schema.clone() }.into(), "still-used")),
    );
    wrong
}

pub fn drop_table_comment(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong = vec![(DropTableComment { table: ghost(), schema: None }.into(), "unknown-table")];
    let bare = make.catalog.tables().find(|table| table.comment.is_none());
    wrong.extend(bare.map(|table| {
        (DropTableComment { table: table.name.clone(), schema: table.schema.clone() }.into(), "nothing-to-drop")
    }));
    wrong
}

pub fn rename_column(make: &mut Gen<'_>) -> Wrong {
    let Some((owner, table, schema)) = owner(make) else { return Vec::new() };
    let rename = |table: &Name, column: &Name, to: &Name| -> Operation {
        RenameColumn { table: table.clone(), schema: schema.clone(), column: column.clone(), to: to.clone() }.into()
    };
    let first = &owner.columns[0].name;
    let mut wrong = vec![
        (rename(&ghost(), first, &ghost()), "unknown-table"),
        (rename(&table, &ghost(), &Name::from("x")), "unknown-column"),
    ];
    wrong.extend(owner.columns.get(1).map(|second| (rename(&table, first, &second.name), "already-exists")));
    wrong
}

pub fn rename_table(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong =
        vec![(RenameTable { name: ghost(), schema: None, to: Name::from("x") }.into(), "unknown-table")];
    let all: Vec<_> = make.catalog.tables().filter(|table| table.schema.is_none()).collect();
    if let [first, second, ..] = all.as_slice() {
        let rename = RenameTable { name: first.name.clone(), schema: None, to: second.name.clone() };
        wrong.push((rename.into(), "already-exists"));
    }
    wrong
}
