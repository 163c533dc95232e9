//! Impossible grants and revokes.

use sqlgen::catalog::{Held, Name};
use sqlgen::operation::{Grant, On, Operation, Revoke};

use super::{Wrong, ghost, owner};
use crate::generate::Gen;

fn names(names: &[&str]) -> Vec<Name> {
    names.iter().map(|name| Name::from(*name)).collect()
}

pub fn grant(make: &mut Gen<'_>) -> Wrong {
    let grant = |on: On, privileges: Vec<Name>, columns: Vec<Name>, to: Vec<Name>| {
        Operation::from(Grant { privileges, columns, on, to, with_grant_option: false })
    };
    let (select, app) = (names(&["select"]), names(&["app"]));
    let nothing = |on: On| grant(on, select.clone(), Vec::new(), app.clone());
    let mut wrong = vec![
        (nothing(On::default()), "missing-value"),
        (nothing(On { table: Some(ghost()), ..On::default() }), "unknown-table"),
        (nothing(On { view: Some(ghost()), ..On::default() }), "unknown-view"),
        (nothing(On { materialized_view: Some(ghost()), ..On::default() }), "unknown-view"),
        (nothing(On { sequence: Some(ghost()), ..On::default() }), "unknown-sequence"),
        (nothing(On { function: Some(ghost()), ..On::default() }), "unknown-function"),
        (nothing(On { procedure: Some(ghost()), ..On::default() }), "unknown-procedure"),
        (nothing(On { enum_type: Some(ghost()), ..On::default() }), "unknown-enum"),
        (nothing(On { domain: Some(ghost()), ..On::default() }), "unknown-domain"),
        (nothing(On { composite: Some(ghost()), ..On::default() }), "unknown-type"),
        (nothing(On { table: Some(ghost()), view: Some(ghost()), ..On::default() }), "contradiction"),
        (nothing(On { table: Some(ghost()), arguments: Some(Vec::new()), ..On::default() }), "contradiction"),
    ];
    let Some((_, table, schema)) = owner(make) else { return wrong };
    let on = On { table: Some(table), schema, ..On::default() };
    wrong.push((grant(on.clone(), Vec::new(), Vec::new(), app.clone()), "missing-value"));
    wrong.push((grant(on.clone(), select.clone(), Vec::new(), Vec::new()), "missing-value"));
    wrong.push((grant(on, select.clone(), vec![ghost()], app.clone()), "unknown-column"));
    let held = make.catalog.grants().find_map(|(object, rights)| {
        let on = On::of(object, make.catalog).filter(|on| on.table.is_some())?;
        let table =
            make.catalog.tables().find(|table| Some(&table.name) == on.table.as_ref() && table.schema == on.schema)?;
        let (right, _) = rights.iter().find(|(_, held)| **held != Held::Withheld)?;
        let columns = if right.column.is_some() { Vec::new() } else { vec![table.columns[0].name.clone()] };
        Some(grant(on, vec![right.privilege.clone()], columns, vec![right.role.clone()]))
    });
    wrong.extend(held.map(|operation| (operation, "contradiction")));
    wrong
}

pub fn revoke(make: &mut Gen<'_>) -> Wrong {
    let revoke = |on: On, privilege: &str, from: Name, grant_option_for: bool| {
        let (privileges, from) = (names(&[privilege]), vec![from]);
        Operation::from(Revoke { privileges, columns: Vec::new(), on, from, grant_option_for })
    };
    let missing = On { table: Some(ghost()), ..On::default() };
    let mut wrong = vec![(revoke(missing, "select", Name::from("app"), false), "unknown-table")];
    if let Some((_, table, schema)) = owner(make) {
        let on = On { table: Some(table), schema, ..On::default() };
        wrong.push((revoke(on.clone(), "select", ghost(), false), "unknown-grant"));
        wrong.push((revoke(on.clone(), "all", ghost(), false), "unknown-grant"));
        wrong.push((revoke(on, "select", ghost(), true), "unknown-grant"));
    }
    let plain = make.catalog.grants().find_map(|(object, rights)| {
        let (right, _) = rights.iter().find(|(right, held)| **held == Held::Plain && right.column.is_none())?;
        Some(revoke(On::of(object, make.catalog)?, right.privilege.as_str(), right.role.clone(), true))
    });
    wrong.extend(plain.map(|operation| (operation, "unknown-grant")));
    wrong
}
