//! Who may do what with which object. Which privileges there are is the dialect's.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::{Catalog, Name, QualifiedName, RoutineKey, RoutineKind};

/// The role that stands for everybody.
pub const PUBLIC: &str = "public";

/// What privileges are granted on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Securable {
    /// A schema; one that nobody made here may be the usual one.
    Schema(Name),
    /// A table, a view of either kind, or a sequence: they share their names.
    Relation(QualifiedName),
    /// A function or procedure.
    Routine(RoutineKey),
    /// An enum, a domain or a composite type.
    Type(QualifiedName),
}

/// One privilege that a role may hold, on an object or on one of its columns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Right {
    /// The role.
    pub role: Name,
    /// The column, where it is not on the whole object.
    pub column: Option<Name>,
    /// The privilege, in the dialect's words.
    pub privilege: Name,
}

/// How a right is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Held {
    /// For the role's own use.
    Plain,
    /// And the role may grant it to others.
    Grantable,
    /// Not at all, though everybody has it where nobody says otherwise.
    Withheld,
}

/// The rights on one object.
pub type Rights = BTreeMap<Right, Held>;

/// Rights that one statement can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightsGroup {
    /// The privileges, each on the whole object or on all of the columns.
    pub privileges: Vec<Name>,
    /// The columns.
    pub columns: Vec<Name>,
    /// The roles.
    pub roles: Vec<Name>,
    /// How they are held.
    pub held: Held,
}

/// Puts rights together that one statement can say.
pub fn grouped<'r>(rights: impl IntoIterator<Item = (&'r Right, Held)>) -> Vec<RightsGroup> {
    let mut columns = IndexMap::<_, Vec<&Name>>::new();
    for (right, held) in rights {
        columns.entry((&right.role, held, &right.privilege)).or_default().extend(&right.column);
    }
    let mut privileges = IndexMap::<_, Vec<&Name>>::new();
    for ((role, held, privilege), columns) in columns {
        privileges.entry((role, held, columns)).or_default().push(privilege);
    }
    let mut roles = IndexMap::<_, Vec<Name>>::new();
    for ((role, held, columns), privileges) in privileges {
        roles.entry((held, columns, privileges)).or_default().push(role.clone());
    }
    let owned = |names: Vec<&Name>| names.into_iter().cloned().collect();
    let group = |((held, columns, privileges), roles)| RightsGroup {
        privileges: owned(privileges),
        columns: owned(columns),
        roles,
        held,
    };
    roles.into_iter().map(group).collect()
}

impl Catalog {
    /// The objects that rights were granted on or taken from, with the rights.
    pub fn grants(&self) -> impl Iterator<Item = (&Securable, &Arc<Rights>)> {
        self.objects.grants.iter()
    }

    /// Whether rights were granted or taken at all.
    pub fn has_grants(&self) -> bool {
        !self.objects.grants.is_empty()
    }

    /// The rights on an object.
    pub fn rights(&self, object: &Securable) -> Option<&Arc<Rights>> {
        self.objects.grants.get(object)
    }

    /// The objects whose rights are not as they were.
    pub fn changed_rights(&self, before: &Self) -> Vec<Securable> {
        if Arc::ptr_eq(&self.objects, &before.objects) {
            return Vec::new();
        }
        super::changed::keys(&before.objects.grants, &self.objects.grants).into_iter().collect()
    }

    /// Puts rights in the place of those on an object.
    pub fn put_rights(&mut self, object: Securable, rights: Rights) {
        if rights.is_empty() {
            self.drop_rights(&object);
            return;
        }
        Arc::make_mut(&mut self.objects).grants.insert(object, Arc::new(rights));
    }

    /// Takes the rights on an object that goes.
    pub fn drop_rights(&mut self, object: &Securable) {
        if self.objects.grants.contains_key(object) {
            Arc::make_mut(&mut self.objects).grants.remove(object);
        }
    }

    /// Lets rights follow an object to its new name.
    pub fn move_rights(&mut self, from: &Securable, to: Securable) {
        if *from == to {
            return;
        }
        if let Some(rights) = self.rights(from).map(|rights| Rights::clone(rights)) {
            self.drop_rights(from);
            self.put_rights(to, rights);
        }
    }

    /// Takes the rights on a column that goes.
    pub fn drop_column_rights(&mut self, table: &QualifiedName, column: &Name) {
        self.edit_column_rights(table, column, |_| None);
    }

    /// Lets rights follow a column to its new name.
    pub fn rename_column_rights(&mut self, table: &QualifiedName, column: &Name, to: &Name) {
        self.edit_column_rights(table, column, |right| Some(Right { column: Some(to.clone()), ..right }));
    }

    fn edit_column_rights(&mut self, table: &QualifiedName, column: &Name, edit: impl Fn(Right) -> Option<Right>) {
        let object = Securable::Relation(table.clone());
        let Some(rights) = self.rights(&object) else { return };
        let on_column = |right: &Right| right.column.as_ref() == Some(column);
        if !rights.keys().any(on_column) {
            return;
        }
        let edited = rights.iter().filter_map(|(right, held)| match on_column(right) {
            true => Some((edit(right.clone())?, *held)),
            false => Some((right.clone(), *held)),
        });
        let edited = edited.collect();
        self.put_rights(object, edited);
    }

    /// Lets the rights on what is in a schema, and on the schema, follow its new name.
    pub(super) fn move_schema_rights(&mut self, from: &Name, to: &Name) {
        let named = |object: &Securable| match object {
            Securable::Schema(name) => (*name == *from).then(|| Securable::Schema(to.clone())),
            Securable::Relation(name) => moved(name, from, to).map(Securable::Relation),
            Securable::Type(name) => moved(name, from, to).map(Securable::Type),
            // The types in a key may be of the schema too: routines let their rights follow themselves.
            Securable::Routine(_) => None,
        };
        let moves = self.objects.grants.keys().filter_map(|object| Some((object.clone(), named(object)?)));
        for (old, new) in moves.collect::<Vec<_>>() {
            self.move_rights(&old, new);
        }
    }

    /// The word for what an object is; none if it is not there.
    pub fn kind_of(&self, object: &Securable) -> Option<&'static str> {
        match object {
            Securable::Schema(_) => Some("schema"),
            Securable::Relation(name) if self.find_table(name).is_some() => Some("table"),
            Securable::Relation(name) if self.is_materialized(name) => Some("materialized_view"),
            Securable::Relation(name) if self.find_view(name).is_some() => Some("view"),
            Securable::Relation(name) => self.find_sequence(name).map(|_| "sequence"),
            Securable::Routine(key) => self.find_routine(key).map(|routine| match routine.kind() {
                RoutineKind::Function => "function",
                RoutineKind::Procedure => "procedure",
            }),
            Securable::Type(name) if self.enum_type(name).is_ok() => Some("enum"),
            Securable::Type(name) if self.domain(name).is_ok() => Some("domain"),
            Securable::Type(name) => self.composite(name).is_ok().then_some("type"),
        }
    }
}

fn moved(name: &QualifiedName, from: &Name, to: &Name) -> Option<QualifiedName> {
    let inside = name.schema.as_ref() == Some(from);
    inside.then(|| QualifiedName { schema: Some(to.clone()), ..name.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(role: &str, column: Option<&str>, privilege: &str) -> (Right, Held) {
        let (role, column, privilege) = (Name::from(role), column.map(Name::from), Name::from(privilege));
        (Right { role, column, privilege }, Held::Plain)
    }

    #[test]
    fn what_is_alike_is_said_once() {
        let rights: Rights = [
            right("app", None, "select"),
            right("app", None, "insert"),
            right("web", None, "select"),
            right("web", None, "insert"),
            right("app", Some("a"), "update"),
            right("app", Some("b"), "update"),
        ]
        .into_iter()
        .collect();
        let groups = grouped(rights.iter().map(|(right, held)| (right, *held)));
        let said: Vec<String> = groups
            .iter()
            .map(|group| {
                let join = |names: &[Name]| names.iter().map(Name::as_str).collect::<Vec<_>>().join(" ");
                format!("{} ({}) {}", join(&group.privileges), join(&group.columns), join(&group.roles))
            })
            .collect();
        assert_eq!(said, ["insert select () app web", "update (a b) app"]);
    }
}
