//! Grants: what they say, and how an object that is made anew, or found under its name only, keeps what was granted on it.

use serde::Serialize;

use super::context::Clause;
use super::routines::new_routine;
use super::{Call, Context, Group, Lowering, Refusal, Way};
use crate::catalog::{
    Catalog, Held, Name, PUBLIC, QualifiedName, Right, Rights, RightsGroup, RoutineKey, Securable, grouped,
};
use crate::dialect::{EnumForm, PrivilegeRules};
use crate::operation::{Grant, On, Operation, Revoke, old_routine};
use crate::render::physical::Physical;

/// What privileges are on, as `ident` takes it.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum ObjectName {
    /// The name of a schema.
    Plain(Name),
    /// The name of what is in one.
    Qualified(QualifiedName),
}

/// Privileges that one statement grants or revokes.
#[derive(Debug, Clone, Serialize)]
pub struct Privileges {
    /// Their words.
    pub privileges: Vec<Name>,
    /// The columns that they are on; else they are on the whole.
    pub columns: Vec<Name>,
    /// What stands before the name of the object.
    pub before: String,
    /// What they are on.
    pub object: ObjectName,
    /// The types of a routine, where they stand behind its name.
    pub types: Option<Vec<String>>,
    /// What stands behind the name.
    pub behind: String,
    /// The roles; one of several parts is an account on a host.
    pub roles: Vec<Vec<Name>>,
    /// Whether the roles may grant them, or could.
    pub grantable: bool,
    /// Whether it is about the right to grant them only.
    pub grant_option_only: bool,
    /// Whether the right to grant goes too, because a role has nothing left.
    pub with_grant_option: bool,
}

/// The name of an object and how it is said.
struct Said<'a> {
    rules: &'a PrivilegeRules,
    object: ObjectName,
    types: Option<Vec<String>>,
}

/// Which statement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Grant,
    Revoke,
    /// Takes the right to grant only.
    RevokeOption,
    /// Takes the right to grant as well, which the server keeps apart.
    RevokeWithOption,
}

impl Lowering<'_> {
    /// The calls of a grant or revoke.
    pub(super) fn grant_calls(&self, index: usize) -> Result<Vec<Call>, Refusal> {
        let transition = self.transition(index);
        let (before, after) = (&transition.before, &transition.after);
        match transition.operation.as_ref() {
            Operation::Grant(op) => {
                let object = self.checked(index, &op.on, before)?;
                self.check_grant(index, op, &object)?;
                let held = if op.with_grant_option { Held::Grantable } else { Held::Plain };
                let group = RightsGroup {
                    privileges: op.privileges.clone(),
                    columns: op.columns.clone(),
                    roles: op.to.clone(),
                    held,
                };
                Ok(self.say(Verb::Grant, &object, after, vec![group]))
            }
            Operation::Revoke(op) => {
                let object = self.checked(index, &op.on, before)?;
                self.check_revoke(index, op, &object)?;
                let none = Rights::new();
                let of = |catalog: &'_ Catalog| catalog.rights(&object).map(|rights| rights.as_ref().clone());
                let (old, new) = (of(before).unwrap_or(none.clone()), of(after).unwrap_or(none));
                Ok(self.revokes(&object, after, &old, &new))
            }
            _ => Ok(Vec::new()),
        }
    }

    /// The calls of a group with what keeps grants as they were: those that go by the name of their object are revoked
    /// before and granted after, and an object that is made anew is granted them again.
    pub(super) fn with_grants(&self, group: &Group, calls: Vec<Call>) -> Vec<Call> {
        let last = *group.transitions.last().expect("a group is never empty");
        let (before, after) = (&self.transition(group.transitions[0]).before, &self.transition(last).after);
        let is_own = matches!(self.transition(last).operation.as_ref(), Operation::Grant(_) | Operation::Revoke(_));
        if is_own || calls.is_empty() || !(before.has_grants() || after.has_grants()) {
            return calls;
        }
        let (mut front, mut back) = (Vec::new(), Vec::new());
        let none = Rights::new();
        for object in after.changed_rights(before) {
            let of =
                |catalog: &'_ Catalog| catalog.rights(&object).map_or(none.clone(), |rights| rights.as_ref().clone());
            let (old, new) = (of(before), of(after));
            if self.kept_by_name(&object, before) {
                front.extend(self.revokes(&object, before, &old, &new));
            }
            if self.kept_by_name(&object, after) {
                let is_new = |(right, held): &(&Right, &Held)| old.get(right) != Some(held);
                back.extend(self.grants(&object, after, new.iter().filter(is_new)));
            }
        }
        for object in self.made_anew(group, after) {
            back.extend(self.granted_again(&object, after));
        }
        back.extend(self.columns_granted_again(&calls, after));
        front.into_iter().chain(calls).chain(back).collect()
    }

    /// The calls that grant on a new object what a catalog says of it.
    pub(super) fn granted_again(&self, object: &Securable, catalog: &Catalog) -> Vec<Call> {
        catalog.rights(object).map_or_else(Vec::new, |rights| self.grants(object, catalog, rights.iter()))
    }

    /// Whether the server keeps the grants on such an object under its name, also when it is gone.
    fn kept_by_name(&self, object: &Securable, catalog: &Catalog) -> bool {
        let kind = catalog.kind_of(object).unwrap_or_default();
        self.dialect.fact("grants_by_name").is_some_and(|kinds| kinds.split(' ').any(|listed| listed == kind))
    }

    /// The objects that a group drops and makes again.
    fn made_anew(&self, group: &Group, after: &Catalog) -> Vec<Securable> {
        let transition = self.transition(group.transitions[0]);
        let manifest = &self.dialect.manifest;
        let view = |schema: &Option<Name>, name: &Name| vec![Securable::Relation(QualifiedName::new(schema, name))];
        if let Way::Rebuild(table) = &group.way {
            return vec![Securable::Relation(table.clone())];
        }
        match transition.operation.as_ref() {
            Operation::ReplaceView(op) if !manifest.views.or_replace => view(&op.0.schema, &op.0.name),
            Operation::RenameView(op) if self.dialect.fact("views_renamed_anew").is_some() => view(&op.schema, &op.to),
            Operation::ReplaceMaterializedView(op) => view(&op.schema, &op.name),
            Operation::ReplaceEnum(op) if manifest.enums == EnumForm::Type => {
                vec![Securable::Type(QualifiedName::new(&op.schema, &op.name))]
            }
            operation => {
                let old = old_routine(operation, &transition.before);
                let new = new_routine(operation).filter(|new| after.find_routine(&new.key()).is_some());
                match (old, new) {
                    (Some(old), Some(new)) if !self.replaces_in_place(old, new) => vec![Securable::Routine(new.key())],
                    _ => Vec::new(),
                }
            }
        }
    }

    /// The calls that grant again what was granted on columns that an ALTER TABLE drops and adds.
    fn columns_granted_again(&self, calls: &[Call], after: &Catalog) -> Vec<Call> {
        let mut back = Vec::new();
        for call in calls {
            let Some(object) = call.context.table.clone().map(Securable::Relation) else { continue };
            let added = |right: &Right| {
                call.context.clauses.iter().any(
                    |clause| matches!(clause, Clause::AddColumn { column, .. } if right.column.as_ref() == Some(&column.name)),
                )
            };
            let Some(rights) = after.rights(&object).filter(|_| !self.kept_by_name(&object, after)) else { continue };
            back.extend(self.grants(&object, after, rights.iter().filter(|(right, _)| added(right))));
        }
        back
    }
}

impl Lowering<'_> {
    /// The calls that grant rights, and take from everybody what is withheld.
    fn grants<'r>(
        &self,
        object: &Securable,
        catalog: &Catalog,
        rights: impl Iterator<Item = (&'r Right, &'r Held)>,
    ) -> Vec<Call> {
        let groups = grouped(rights.map(|(right, held)| (right, *held)));
        let (withheld, held): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| group.held == Held::Withheld);
        let mut calls = self.say(Verb::Grant, object, catalog, held);
        calls.extend(self.say(Verb::Revoke, object, catalog, withheld));
        calls
    }

    /// The calls that take what is in the old rights and not in the new ones.
    fn revokes(&self, object: &Securable, catalog: &Catalog, old: &Rights, new: &Rights) -> Vec<Call> {
        let gone = |(right, held): &(&Right, &Held)| **held != Held::Withheld && !new.contains_key(right);
        let removed: Vec<(&Right, Held)> = old.iter().filter(gone).map(|(right, held)| (right, *held)).collect();
        let narrowed =
            |(right, held): &(&Right, &Held)| **held == Held::Grantable && new.get(right) == Some(&Held::Plain);
        let narrowed: Vec<(&Right, Held)> = old.iter().filter(narrowed).map(|(right, held)| (right, *held)).collect();
        let withheld = new.iter().filter(|(right, held)| **held == Held::Withheld && !old.contains_key(right));
        let withheld = grouped(withheld.map(|(right, held)| (right, *held)));
        let mut calls = self.say(Verb::Revoke, object, catalog, withheld);
        if self.dialect.fact("revokes_whole").is_some() {
            let taken: Vec<(&Right, Held)> = removed.into_iter().chain(narrowed).collect();
            calls.extend(self.revoked_whole(object, catalog, &taken, new));
            return calls;
        }
        // Where the right to grant is one for all privileges, it stays with a role that has nothing else left.
        let apart = self.dialect.fact("one_grant_option").is_some();
        let leaves = |(right, held): &(&Right, Held)| {
            apart && *held == Held::Grantable && !new.keys().any(|other| other.role == right.role)
        };
        let (leaving, staying): (Vec<_>, Vec<_>) = removed.into_iter().partition(leaves);
        calls.extend(self.say(Verb::Revoke, object, catalog, grouped(staying)));
        calls.extend(self.say(Verb::RevokeWithOption, object, catalog, grouped(leaving)));
        calls.extend(self.say(Verb::RevokeOption, object, catalog, grouped(narrowed)));
        calls
    }

    /// Revokes privileges as a whole, and grants again what of them stays.
    fn revoked_whole(
        &self,
        object: &Securable,
        catalog: &Catalog,
        taken: &[(&Right, Held)],
        new: &Rights,
    ) -> Vec<Call> {
        let wholes: Rights =
            taken.iter().map(|(right, held)| (Right { column: None, ..(*right).clone() }, *held)).collect();
        let mut calls =
            self.say(Verb::Revoke, object, catalog, grouped(wholes.iter().map(|(right, held)| (right, *held))));
        let stays = |(right, _): &(&Right, &Held)| {
            taken.iter().any(|(other, _)| other.role == right.role && other.privilege == right.privilege)
        };
        calls.extend(self.grants(object, catalog, new.iter().filter(stays)));
        calls
    }

    fn say(&self, verb: Verb, object: &Securable, catalog: &Catalog, groups: Vec<RightsGroup>) -> Vec<Call> {
        let Some(said) = self.said(object, catalog) else { return Vec::new() };
        let template = if verb == Verb::Grant { "grant" } else { "revoke" };
        groups
            .into_iter()
            .map(|group| self.call(verb, &said, group))
            .map(|context| Call { template: template.to_string(), context })
            .collect()
    }

    fn call(&self, verb: Verb, said: &Said<'_>, mut group: RightsGroup) -> Context {
        said.rules.arrange(&mut group.privileges);
        let (before, behind) = said.rules.on.split_once("{0}").unwrap_or((&said.rules.on, ""));
        let privileges = Privileges {
            privileges: group.privileges,
            columns: group.columns,
            before: before.to_string(),
            object: said.object.clone(),
            types: said.types.clone(),
            behind: behind.to_string(),
            roles: group.roles.iter().map(|role| self.role(role)).collect(),
            grantable: group.held == Held::Grantable,
            grant_option_only: verb == Verb::RevokeOption,
            with_grant_option: verb == Verb::RevokeWithOption,
        };
        Context { privileges: Some(privileges), ..Context::default() }
    }

    /// The parts of a role: where roles are accounts, what stands behind the last `@` is their host.
    fn role(&self, role: &Name) -> Vec<Name> {
        match role.as_str().rsplit_once('@').filter(|_| self.dialect.fact("accounts").is_some()) {
            Some((user, host)) => vec![Name::from(user), Name::from(host)],
            None => vec![role.clone()],
        }
    }

    fn said(&self, object: &Securable, catalog: &Catalog) -> Option<Said<'_>> {
        let rules = self.dialect.manifest.privileges.get(catalog.kind_of(object)?)?;
        let name = match object {
            Securable::Schema(name) => {
                let name = if rules.pattern { escaped(name) } else { name.clone() };
                ObjectName::Plain(name)
            }
            Securable::Relation(name) | Securable::Type(name) | Securable::Routine(RoutineKey { name, .. }) => {
                ObjectName::Qualified(name.clone())
            }
        };
        let types = match object {
            Securable::Routine(key) if rules.signature => {
                let routine = Physical { dialect: self.dialect, catalog }.routine(catalog.find_routine(key)?).ok()?;
                Some(routine.types)
            }
            _ => None,
        };
        Some(Said { rules, object: name, types })
    }
}

impl Lowering<'_> {
    /// The object of an operation, if the dialect has privileges on such.
    fn checked(&self, index: usize, on: &On, catalog: &Catalog) -> Result<Securable, Refusal> {
        let refuse = |message: String| Refusal::new(index, message, self.dialect.manual("privileges"));
        let object = on.object(catalog).map_err(|conflict| refuse(conflict.message))?;
        let kind = catalog.kind_of(&object).unwrap_or_default();
        match self.dialect.manifest.privileges.contains_key(kind) {
            true => Ok(object),
            false => {
                let title = &self.dialect.manifest.title;
                Err(refuse(format!("{title} cannot do this: it has no privileges on a {}", kind.replace('_', " "))))
            }
        }
    }

    /// Refuses to grant everybody what everybody has from the start: the downgrade would take it away.
    fn check_grant(&self, index: usize, op: &Grant, object: &Securable) -> Result<(), Refusal> {
        let transition = self.transition(index);
        self.check_grant_options(index, object)?;
        if !op.to.iter().any(|role| role.as_str() == PUBLIC) {
            return Ok(());
        }
        let withheld = |privilege: &Name| {
            let right = Right { role: Name::from(PUBLIC), column: None, privilege: privilege.clone() };
            transition.before.rights(object).is_some_and(|rights| rights.get(&right) == Some(&Held::Withheld))
        };
        let known = |privilege: &&Name| self.is_public(object, privilege, &transition.before) && !withheld(privilege);
        let Some(privilege) = op.privileges.iter().find(known) else { return Ok(()) };
        let message = format!("everybody has `{privilege}` on {} from the start", op.on);
        let refusal = Refusal::new(index, message, self.dialect.manual("privileges"));
        Err(Refusal { help: "leave it out".to_string(), ..refusal })
    }

    /// Refuses to take from everybody what nobody has given.
    fn check_revoke(&self, index: usize, op: &Revoke, object: &Securable) -> Result<(), Refusal> {
        let transition = self.transition(index);
        self.check_grant_options(index, object)?;
        let Some(rights) = transition.after.rights(object) else { return Ok(()) };
        let known = |right: &&Right| {
            !self.is_public(object, &right.privilege, &transition.before)
                && !transition.before.rights(object).is_some_and(|rights| rights.contains_key(*right))
        };
        let mut withheld = rights.iter().filter(|(_, held)| **held == Held::Withheld).map(|(right, _)| right);
        let Some(right) = withheld.find(known) else { return Ok(()) };
        let message = format!("`{PUBLIC}` does not hold `{}` on {}", right.privilege, op.on);
        let refusal = Refusal::new(index, message, self.dialect.manual("privileges"));
        let help = "nothing in the history grants it; one that was granted by hand is revoked with `sql`";
        Err(Refusal { help: help.to_string(), ..refusal })
    }

    fn is_public(&self, object: &Securable, privilege: &Name, catalog: &Catalog) -> bool {
        let name = match object {
            Securable::Schema(name) => name,
            Securable::Relation(name) | Securable::Type(name) | Securable::Routine(RoutineKey { name, .. }) => {
                &name.name
            }
        };
        let rules = catalog.kind_of(object).and_then(|kind| self.dialect.manifest.privileges.get(kind));
        rules.is_some_and(|rules| rules.is_public(privilege, name))
    }

    /// Refuses that a role may grant some of what it holds on an object and not the rest, where that cannot be said.
    fn check_grant_options(&self, index: usize, object: &Securable) -> Result<(), Refusal> {
        let rights = self.transition(index).after.rights(object);
        let Some(rights) = rights.filter(|_| self.dialect.fact("one_grant_option").is_some()) else { return Ok(()) };
        let other = |right: &Right, held: &Held| {
            rights
                .iter()
                .any(|(other, how)| other.role == right.role && *how == Held::Plain && *held == Held::Grantable)
        };
        let Some((right, _)) = rights.iter().find(|(right, held)| other(right, held)) else { return Ok(()) };
        let message = format!(
            "{} cannot do this: a role may grant everything that it holds on an object or nothing of it, and `{}` would \
             hold some with the grant option and some without",
            self.dialect.manifest.title, right.role
        );
        let refusal = Refusal::new(index, message, self.dialect.manual("privileges"));
        Err(Refusal { help: "grant all of it with `with_grant_option`, or nothing".to_string(), ..refusal })
    }
}

/// A name as a pattern that means it.
fn escaped(name: &Name) -> Name {
    Name::new(name.as_str().replace('\\', "\\\\").replace('_', "\\_").replace('%', "\\%"))
}
