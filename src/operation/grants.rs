//! What `grant` and `revoke` share: which rights they mean, and what goes back to earlier ones.

use super::{Feature, Grant, On, Operation, Revoke};
use crate::catalog::{
    Catalog, Conflict, Held, Name, PUBLIC, QualifiedName, Right, Rights, RightsGroup, Securable, grouped,
};

/// The word for every privilege that there is.
pub(super) const ALL: &str = "all";

/// The fields that both operations have.
pub(super) struct Wanted<'a> {
    pub privileges: &'a [Name],
    pub columns: &'a [Name],
    pub on: &'a On,
    /// The field with the roles, and these.
    pub roles: (&'static str, &'a [Name]),
}

impl Wanted<'_> {
    /// Checks what a catalog can say, and finds the object.
    pub fn check(&self, catalog: &Catalog) -> Result<Securable, Conflict> {
        let object = self.on.object(catalog)?;
        for (field, names) in [("privileges", self.privileges), self.roles] {
            if names.is_empty() {
                return Err(Conflict::new("missing-value", format!("`{field}` names nothing")).at(field));
            }
        }
        let Some(table) = self.on.table.as_ref().filter(|_| !self.columns.is_empty()) else {
            return match self.columns.is_empty() {
                true => Ok(object),
                false => {
                    let message = format!("{} has no columns that privileges could be on", self.on);
                    Err(Conflict::new("contradiction", message).at("columns").help("only tables have"))
                }
            };
        };
        let table = catalog.table(&self.on.qualified(table))?;
        for (at, column) in self.columns.iter().enumerate() {
            table.column(column).map_err(|conflict| conflict.at_index(at).at("columns"))?;
        }
        Ok(object)
    }
}

/// The rights that an operation names.
pub(super) fn asked(wanted: &Wanted<'_>) -> Vec<Right> {
    let columns: Vec<Option<&Name>> = match wanted.columns {
        [] => vec![None],
        columns => columns.iter().map(Some).collect(),
    };
    let mut rights = Vec::new();
    for role in wanted.roles.1 {
        for privilege in wanted.privileges {
            let right = |column: &Option<&Name>| Right {
                role: role.clone(),
                column: column.cloned(),
                privilege: privilege.clone(),
            };
            rights.extend(columns.iter().map(right));
        }
    }
    rights
}

/// Refuses a right on the whole where one on columns is held, and the other way round: servers differ in what they make
/// of the two together.
pub(super) fn check_form(rights: &Rights, right: &Right) -> Result<(), Conflict> {
    let same = |other: &&Right| other.role == right.role && other.privilege == right.privilege;
    let Some(other) = rights.keys().filter(same).find(|other| other.column.is_some() != right.column.is_some()) else {
        return Ok(());
    };
    let Right { role, privilege, .. } = right;
    let (message, field, help) = match &other.column {
        None => (format!("`{role}` holds `{privilege}` on the whole table already"), "columns", "on the whole table"),
        Some(column) => (format!("`{role}` holds `{privilege}` on column `{column}`"), "privileges", "on columns"),
    };
    Err(Conflict::new("contradiction", message).at(field).help(format!("`revoke` what it holds {help} first")))
}

/// The conflict of a right that is not held, or not in this way.
pub(super) fn unknown_right(wanted: &Wanted<'_>, right: &Right, held: Option<Held>, rights: &Rights) -> Conflict {
    let Right { role, privilege, column } = right;
    let on = match column {
        Some(column) => format!("column `{column}` of {}", wanted.on),
        None => wanted.on.to_string(),
    };
    let message = match held {
        Some(Held::Withheld) => format!("`{privilege}` on {on} is taken from everybody already"),
        Some(_) => format!("`{role}` holds `{privilege}` on {on}, and may not grant it"),
        None => format!("`{role}` does not hold `{privilege}` on {on}"),
    };
    let of_role = rights.iter().filter(|(other, held)| other.role == *role && **held != Held::Withheld);
    let known: Vec<String> = of_role.map(|(other, _)| said(other)).collect();
    let roles: Vec<String> = rights.keys().map(|other| format!("`{}`", other.role)).collect();
    let help = match (known.is_empty(), roles.is_empty()) {
        (false, _) => format!("what it holds there is {}", known.join(", ")),
        (true, false) => {
            let roles: std::collections::BTreeSet<String> = roles.into_iter().collect();
            format!("those who hold something there are {}", roles.into_iter().collect::<Vec<_>>().join(", "))
        }
        (true, true) => {
            "nothing in the history grants it; one that was granted by hand is revoked with `sql`".to_string()
        }
    };
    let (field, names) = wanted.roles;
    let at = names.iter().position(|name| name == role).unwrap_or_default();
    let place = Conflict::new("unknown-grant", message).help(help);
    match known.is_empty() {
        true => place.at_index(at).at(field),
        false => {
            let at = wanted.privileges.iter().position(|name| name == privilege).unwrap_or_default();
            place.at_index(at).at("privileges")
        }
    }
}

fn said(right: &Right) -> String {
    match &right.column {
        Some(column) => format!("`{}` on column `{column}`", right.privilege),
        None => format!("`{}`", right.privilege),
    }
}

/// The special forms that both operations may have.
pub(super) fn rights_features(wanted: &Wanted<'_>) -> Vec<Feature> {
    let mut features: Vec<Feature> = Vec::new();
    features.extend(wanted.on.kind().map(|(kind, _)| match kind {
        "table" => "on_table",
        "view" => "on_view",
        "materialized_view" => "on_materialized_view",
        "sequence" => "on_sequence",
        "function" => "on_function",
        "procedure" => "on_procedure",
        "enum" => "on_enum",
        "domain" => "on_domain",
        "type" => "on_type",
        _ => "on_schema",
    }));
    features.extend((!wanted.columns.is_empty()).then_some("columns"));
    features.extend(wanted.roles.1.iter().any(|role| role.as_str() == PUBLIC).then_some("to_public"));
    features
}

/// An operation without its verb, for people.
pub(super) fn summarized(wanted: &Wanted<'_>) -> String {
    let join = |names: &[Name]| names.iter().map(Name::as_str).collect::<Vec<_>>().join(", ");
    let columns = if wanted.columns.is_empty() { String::new() } else { format!(" ({})", join(wanted.columns)) };
    let on = wanted.on.to_string().replace('`', "");
    let (field, roles) = wanted.roles;
    format!("{}{columns} on {on} {field} {}", join(wanted.privileges), join(roles))
}

/// The operations that grant on an object what a catalog says, and take from everybody what it withholds.
pub fn granted_again(catalog: &Catalog, object: &Securable) -> Vec<Operation> {
    let Some(rights) = catalog.rights(object) else { return Vec::new() };
    said_by(catalog, object, rights.iter().map(|(right, held)| (right, *held)))
}

/// The same for the rights on one column.
pub(super) fn column_granted_again(catalog: &Catalog, table: &QualifiedName, column: &Name) -> Vec<Operation> {
    let object = Securable::Relation(table.clone());
    let Some(rights) = catalog.rights(&object) else { return Vec::new() };
    let of_column = rights.iter().filter(|(right, _)| right.column.as_ref() == Some(column));
    said_by(catalog, &object, of_column.map(|(right, held)| (right, *held)))
}

/// The operations that lead from the rights in one catalog to those in another, on objects that the other has.
pub fn rights_between(from: &Catalog, to: &Catalog) -> Vec<Operation> {
    taken_back(to, from)
}

/// The operations that go back from the rights after an operation on rights to those before it.
pub(super) fn taken_back(before: &Catalog, after: &Catalog) -> Vec<Operation> {
    let none = Rights::new();
    let mut operations = Vec::new();
    for object in after.changed_rights(before) {
        let of = |catalog: &Catalog| catalog.rights(&object).map_or(none.clone(), |rights| rights.as_ref().clone());
        let (old, new) = (of(before), of(after));
        let Some(on) = On::of(&object, before) else { continue };
        let is_new = |right: &Right| !old.contains_key(right);
        let added = new.iter().filter(|(right, held)| is_new(right) && **held != Held::Withheld);
        operations.extend(revokes(&on, grouped(added.map(|(right, _)| (right, Held::Plain))), false));
        let widened =
            new.iter().filter(|(right, held)| **held == Held::Grantable && old.get(right) == Some(&Held::Plain));
        operations.extend(revokes(&on, grouped(widened.map(|(right, _)| (right, Held::Plain))), true));
        let withheld = new.iter().filter(|(right, held)| is_new(right) && **held == Held::Withheld);
        operations.extend(grants(&on, grouped(withheld.map(|(right, _)| (right, Held::Plain)))));
        let lost =
            old.iter().filter(|(right, held)| new.get(right) != Some(held) && new.get(right) != Some(&Held::Grantable));
        operations.extend(said_by(before, &object, lost.map(|(right, held)| (right, *held))));
    }
    operations
}

fn said_by<'r>(
    catalog: &Catalog,
    object: &Securable,
    rights: impl Iterator<Item = (&'r Right, Held)>,
) -> Vec<Operation> {
    let Some(on) = On::of(object, catalog) else { return Vec::new() };
    let (withheld, held): (Vec<_>, Vec<_>) =
        grouped(rights).into_iter().partition(|group| group.held == Held::Withheld);
    grants(&on, held).into_iter().chain(revokes(&on, withheld, false)).collect()
}

fn grants(on: &On, groups: Vec<RightsGroup>) -> Vec<Operation> {
    let grant = |group: RightsGroup| Grant {
        privileges: group.privileges,
        columns: group.columns,
        on: on.clone(),
        to: group.roles,
        with_grant_option: group.held == Held::Grantable,
    };
    groups.into_iter().map(|group| grant(group).into()).collect()
}

fn revokes(on: &On, groups: Vec<RightsGroup>, grant_option_for: bool) -> Vec<Operation> {
    let revoke = |group: RightsGroup| Revoke {
        privileges: group.privileges,
        columns: group.columns,
        on: on.clone(),
        from: group.roles,
        grant_option_for,
    };
    groups.into_iter().map(|group| revoke(group).into()).collect()
}
