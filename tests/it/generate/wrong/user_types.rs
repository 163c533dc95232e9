//! Impossible domains and composite types.

use indexmap::IndexMap;
use sqlgen::catalog::{Attribute, Check, Composite, DataType, Domain, Flag, Name, QualifiedName, SqlText, Value};
use sqlgen::operation::{
    AlterDomain, AlterType, CreateDomain, CreateType, DropDomain, DropType, Operation, RenameDomain, RenameType,
};

use super::{Wrong, ghost};
use crate::generate::Gen;

fn plain(name: Name, schema: Option<Name>) -> Domain {
    let data_type = DataType::word("integer");
    Domain { schema, name, data_type, nullable: true, default: None, collation: None, checks: Vec::new() }
}

fn check(name: &str, text: &str) -> Check {
    Check { name: Name::from(name), expression: SqlText::new(text), not_valid: Flag(false) }
}

fn no_enum() -> DataType {
    DataType::Enum(QualifiedName { schema: None, name: ghost() })
}

/// The name of a type that there is.
fn taken(make: &Gen<'_>) -> Option<QualifiedName> {
    let domains = make.catalog.domains().map(|found| found.qualified_name());
    let composites = make.catalog.composites().map(|found| found.qualified_name());
    domains.chain(composites).chain(make.catalog.enums().map(|found| found.qualified_name())).next()
}

pub fn create_domain(make: &mut Gen<'_>) -> Wrong {
    let create = |domain: Domain| Operation::from(CreateDomain(domain));
    let new = || plain(ghost(), None);
    let mut wrong = vec![
        (create(Domain { data_type: no_enum(), ..new() }), "unknown-enum"),
        (create(Domain { default: Some(Value::Text("x".to_string())), ..new() }), "wrong-value"),
        (create(Domain { checks: vec![check("a", "")], ..new() }), "wrong-value"),
        (create(Domain { checks: vec![check("a", "VALUE > 1"), check("a", "VALUE < 9")], ..new() }), "already-exists"),
        (
            create(Domain { default: Some(Value::Sequence(QualifiedName { schema: None, name: ghost() })), ..new() }),
            "wrong-value",
        ),
    ];
    wrong.extend(taken(make).map(|name| (create(plain(name.name, name.schema)), "already-exists")));
    wrong
}

pub fn alter_domain(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong =
        vec![(AlterDomain { name: ghost(), drop_default: true, ..AlterDomain::default() }.into(), "unknown-domain")];
    if let Some(old) = make.catalog.domains().next() {
        let schema = old.schema.clone();
        let alter = AlterDomain { name: old.name.clone(), schema, ..AlterDomain::default() };
        wrong.push((alter.clone().into(), "nothing-to-change"));
        wrong.push((AlterDomain { drop_checks: vec![ghost()], ..alter.clone() }.into(), "unknown-check"));
        wrong.push((AlterDomain { add_checks: vec![check("c", "")], ..alter.clone() }.into(), "wrong-value"));
        let default = Some(Value::Number("1".to_string()));
        wrong.push((AlterDomain { default, drop_default: true, ..alter.clone() }.into(), "contradiction"));
        if old.default.is_none() {
            wrong.push((AlterDomain { drop_default: true, ..alter.clone() }.into(), "nothing-to-drop"));
        }
        let again = old.checks.first().cloned();
        wrong.extend(again.map(|known| (AlterDomain { add_checks: vec![known], ..alter }.into(), "already-exists")));
    }
    wrong
}

pub fn drop_domain(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong = vec![(DropDomain { name: ghost(), schema: None }.into(), "unknown-domain")];
    let used =
        make.catalog.domains().find(|found| make.catalog.check_unused_type(&found.qualified_name(), "").is_err());
    wrong.extend(
        used.map(|old| (DropDomain { name: old.name.clone(), schema: old.schema.clone() }.into(), "still-used")),
    );
    wrong
}

pub fn rename_domain(make: &mut Gen<'_>) -> Wrong {
    let rename = |name: Name, schema: Option<Name>, to: Name| Operation::from(RenameDomain { name, schema, to });
    let mut wrong = vec![(rename(ghost(), None, Name::from("x")), "unknown-domain")];
    let own = make.catalog.domains().next();
    wrong.extend(own.map(|old| (rename(old.name.clone(), old.schema.clone(), old.name.clone()), "already-exists")));
    wrong
}

pub fn create_type(make: &mut Gen<'_>) -> Wrong {
    let create = |name: Name, schema: Option<Name>, attributes: Vec<Attribute>| {
        Operation::from(CreateType(Composite { schema, name, attributes }))
    };
    let part = |data_type: DataType| Attribute { name: Name::from("x"), data_type };
    let number = || part(DataType::word("integer"));
    let mut wrong = vec![
        (create(ghost(), None, Vec::new()), "wrong-value"),
        (create(ghost(), None, vec![number(), number()]), "already-exists"),
        (create(ghost(), None, vec![part(no_enum())]), "unknown-enum"),
    ];
    wrong.extend(taken(make).map(|name| (create(name.name, name.schema, vec![number()]), "already-exists")));
    wrong
}

pub fn alter_type(make: &mut Gen<'_>) -> Wrong {
    let drop = |name: Name, schema: Option<Name>| AlterType {
        name,
        schema,
        drop_attributes: vec![ghost()],
        ..AlterType::default()
    };
    let mut wrong: Wrong = vec![(drop(ghost(), None).into(), "unknown-type")];
    if let Some(old) = make.catalog.composites().next() {
        let unknown = drop(old.name.clone(), old.schema.clone());
        let alter = AlterType { drop_attributes: Vec::new(), ..unknown.clone() };
        wrong.push((alter.clone().into(), "nothing-to-change"));
        wrong.push((unknown.into(), "unknown-attribute"));
        let to = IndexMap::from_iter([(ghost(), Name::from("z"))]);
        wrong.push((AlterType { rename_attributes: to, ..alter.clone() }.into(), "unknown-attribute"));
        if let Some(known) = old.attributes.first().cloned() {
            wrong.push((AlterType { add_attributes: vec![known], ..alter.clone() }.into(), "already-exists"));
        }
        let part = Attribute { name: ghost(), data_type: no_enum() };
        wrong.push((AlterType { add_attributes: vec![part], ..alter }.into(), "unknown-enum"));
    }
    wrong
}

pub fn drop_type(make: &mut Gen<'_>) -> Wrong {
    let mut wrong: Wrong = vec![(DropType { name: ghost(), schema: None }.into(), "unknown-type")];
    let used =
        make.catalog.composites().find(|found| make.catalog.check_unused_type(&found.qualified_name(), "").is_err());
    wrong
        .extend(used.map(|old| (DropType { name: old.name.clone(), schema: old.schema.clone() }.into(), "still-used")));
    wrong
}

pub fn rename_type(make: &mut Gen<'_>) -> Wrong {
    let rename = |name: Name, schema: Option<Name>, to: Name| Operation::from(RenameType { name, schema, to });
    let mut wrong = vec![(rename(ghost(), None, Name::from("x")), "unknown-type")];
    let own = make.catalog.composites().next();
    wrong.extend(own.map(|old| (rename(old.name.clone(), old.schema.clone(), old.name.clone()), "already-exists")));
    wrong
}
