//! Which objects two catalogs do not have alike.

use std::collections::BTreeSet;

use imbl::OrdMap;
use imbl::ordmap::DiffItem;

use super::{Catalog, Name, QualifiedName, RoutineKey, Securable};

/// The names of objects that two catalogs do not have alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// Tables.
    pub tables: BTreeSet<QualifiedName>,
    /// Views.
    pub views: BTreeSet<QualifiedName>,
    /// Enums.
    pub enums: BTreeSet<QualifiedName>,
    /// Triggers, each with its table or view.
    pub triggers: BTreeSet<(QualifiedName, Name)>,
    /// Functions and procedures.
    pub routines: BTreeSet<RoutineKey>,
    /// Sequences.
    pub sequences: BTreeSet<QualifiedName>,
    /// Domains.
    pub domains: BTreeSet<QualifiedName>,
    /// Composite types.
    pub composites: BTreeSet<QualifiedName>,
    /// Policies, each with its table.
    pub policies: BTreeSet<(QualifiedName, Name)>,
    /// Tables whose row security is not alike.
    pub row_security: BTreeSet<QualifiedName>,
    /// What is granted or withheld on.
    pub grants: BTreeSet<Securable>,
}

impl Catalog {
    /// What is not as it was.
    pub fn changed(&self, before: &Self) -> Changed {
        Changed {
            tables: keys(&before.tables, &self.tables),
            views: keys(&before.views, &self.views),
            enums: keys(&before.enums, &self.enums),
            triggers: keys(&before.triggers, &self.triggers),
            routines: keys(&before.routines, &self.routines),
            sequences: keys(&before.objects.sequences, &self.objects.sequences),
            domains: keys(&before.objects.domains, &self.objects.domains),
            composites: keys(&before.objects.composites, &self.objects.composites),
            policies: keys(&before.objects.policies, &self.objects.policies),
            row_security: keys(&before.objects.row_security, &self.objects.row_security),
            grants: keys(&before.objects.grants, &self.objects.grants),
        }
    }
}

impl Catalog {
    /// The first table, view, trigger or policy that is not as it was, in words.
    pub fn changed_texts(&self, before: &Self) -> Option<String> {
        let changed = self.changed(before);
        let table = changed.tables.first().map(|name| format!("a part of table `{name}`"));
        let view = changed.views.first().map(|name| format!("view `{name}`"));
        let part = |kind: &str, (table, name): &(QualifiedName, Name)| format!("{kind} `{name}` of `{table}`");
        let trigger = changed.triggers.first().map(|found| part("trigger", found));
        table.or(view).or(trigger).or_else(|| changed.policies.first().map(|found| part("policy", found)))
    }
}

pub(super) fn keys<K: Ord + Clone, V: PartialEq>(before: &OrdMap<K, V>, after: &OrdMap<K, V>) -> BTreeSet<K> {
    let key = |item: DiffItem<'_, '_, K, V>| match item {
        DiffItem::Add(key, _) | DiffItem::Remove(key, _) => key.clone(),
        DiffItem::Update { new: (key, _), .. } => key.clone(),
    };
    before.diff(after).map(key).collect()
}
