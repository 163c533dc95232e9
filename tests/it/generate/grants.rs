//! Grants and revokes on objects of every kind that the product has privileges on.

use sqlgen::catalog::{Held, Name, PUBLIC, QualifiedName, Right, Securable};
use sqlgen::operation::{Grant, On, Operation, Revoke};

use super::{Gen, Product};

/// Roles that the test servers have.
const ROLES: &[&str] = &["app", "reporting", "Night Shift"];

impl Gen<'_> {
    /// Something that privileges are on.
    fn securable(&mut self) -> Option<Securable> {
        let relation = |name: QualifiedName| Securable::Relation(name);
        let mut all: Vec<Securable> = self.catalog.tables().map(|table| relation(table.qualified_name())).collect();
        all.extend(self.catalog.views().map(|view| relation(view.qualified_name())));
        all.extend(self.catalog.sequences().map(|sequence| relation(sequence.qualified_name())));
        all.extend(self.catalog.routines().map(|routine| Securable::Routine(routine.key())));
        all.extend(self.catalog.enums().map(|found| Securable::Type(found.qualified_name())));
        all.extend(self.catalog.domains().map(|found| Securable::Type(found.qualified_name())));
        all.extend(self.catalog.composites().map(|found| Securable::Type(found.qualified_name())));
        all.extend(self.catalog.schemas().map(|name| Securable::Schema(name.clone())));
        let known = &self.speech.dialect.manifest.privileges;
        all.retain(|object| self.catalog.kind_of(object).is_some_and(|kind| known.contains_key(kind)));
        self.rng.pick(&all).cloned()
    }

    fn some_of(&mut self, words: &str) -> Vec<Name> {
        let words: Vec<&str> = words.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
        let mut chosen: Vec<Name> =
            words.iter().filter(|_| self.rng.chance(40)).map(|word| Name::from(*word)).collect();
        if chosen.is_empty() {
            chosen.extend(self.rng.pick(&words).map(|word| Name::from(*word)));
        }
        chosen
    }

    /// `grant`.
    pub fn grant(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let object = make.securable()?;
            let on = On::of(&object, make.catalog)?;
            let rules = make.speech.dialect.manifest.privileges.get(on.kind()?.0)?.clone();
            let mut columns = Vec::new();
            if let (Securable::Relation(name), true) = (&object, make.rng.chance(30)) {
                let table = make.catalog.find_table(name).cloned();
                let table = table.iter().flat_map(|table| &table.columns).map(|column| column.name.clone());
                let table: Vec<Name> = table.collect();
                columns.extend(make.rng.pick(&table).cloned());
            }
            let privileges = make.some_of(if columns.is_empty() { &rules.list } else { &rules.columns });
            let mut to = make.some_of(&ROLES.join(","));
            if make.speech.product == Product::Postgresql && make.rng.chance(10) {
                to = vec![Name::from(PUBLIC)];
            }
            let with_grant_option = make.rng.chance(20) && to != [Name::from(PUBLIC)];
            Some(Grant { privileges, columns, on, to, with_grant_option }.into())
        })
    }

    /// `revoke`: of what is held, or of what everybody has from the start.
    pub fn revoke(&mut self) -> Option<Operation> {
        if self.rng.chance(25) {
            return self.withhold();
        }
        let held = |(right, held): &(&Right, &Held)| (**held != Held::Withheld).then(|| ((*right).clone(), **held));
        let all: Vec<(Securable, Right, Held)> = self
            .catalog
            .grants()
            .flat_map(|(object, rights)| {
                rights.iter().filter_map(|one| held(&one)).map(move |(right, held)| (object.clone(), right, held))
            })
            .collect();
        let (object, right, held) = self.rng.pick(&all)?.clone();
        let on = On::of(&object, self.catalog)?;
        let from = vec![right.role];
        if self.rng.chance(30) {
            let privileges = vec![Name::from("all")];
            return Some(Revoke { privileges, columns: Vec::new(), on, from, grant_option_for: false }.into());
        }
        let grant_option_for = held == Held::Grantable && self.rng.chance(50);
        let columns = right.column.into_iter().collect();
        Some(Revoke { privileges: vec![right.privilege], columns, on, from, grant_option_for }.into())
    }

    /// Takes from everybody what everybody has on a new object.
    fn withhold(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let object = make.securable()?;
            let on = On::of(&object, make.catalog)?;
            let rules = make.speech.dialect.manifest.privileges.get(on.kind()?.0)?;
            let privilege = rules.public.split(',').map(str::trim).find(|word| !word.is_empty())?;
            let (privileges, from) = (vec![Name::from(privilege)], vec![Name::from(PUBLIC)]);
            Some(Revoke { privileges, columns: Vec::new(), on, from, grant_option_for: false }.into())
        })
    }
}
