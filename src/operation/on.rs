//! What privileges are on, as a file names it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Target, routines};
use crate::catalog::{Catalog, Conflict, DataType, Name, QualifiedName, RoutineKind, Securable};

/// What privileges are on: one object by its kind, in a schema if it is in one; a schema alone is the object itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct On {
    /// The schema of the object, or the schema that is the object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// A table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Name>,
    /// A view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<Name>,
    /// A view that keeps its rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub materialized_view: Option<Name>,
    /// A sequence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<Name>,
    /// A function.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub function: Option<Name>,
    /// A procedure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<Name>,
    /// The types of what goes into the function or procedure, where several have the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Vec<DataType>>,
    /// An enum.
    #[serde(default, rename = "enum", skip_serializing_if = "Option::is_none")]
    pub enum_type: Option<Name>,
    /// A domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Name>,
    /// A composite type.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub composite: Option<Name>,
}

impl On {
    fn named(&self) -> impl Iterator<Item = (&'static str, &Name)> {
        let kinds = [
            ("table", &self.table),
            ("view", &self.view),
            ("materialized_view", &self.materialized_view),
            ("sequence", &self.sequence),
            ("function", &self.function),
            ("procedure", &self.procedure),
            ("enum", &self.enum_type),
            ("domain", &self.domain),
            ("type", &self.composite),
        ];
        kinds.into_iter().filter_map(|(kind, name)| Some((kind, name.as_ref()?)))
    }

    /// The word for what it is, and its name; none if nothing is named.
    pub fn kind(&self) -> Option<(&'static str, &Name)> {
        self.named().next().or_else(|| Some(("schema", self.schema.as_ref()?)))
    }

    /// A name in its schema.
    pub(super) fn qualified(&self, name: &Name) -> QualifiedName {
        QualifiedName::new(&self.schema, name)
    }

    /// The object in a catalog.
    pub fn object(&self, catalog: &Catalog) -> Result<Securable, Conflict> {
        let mut named = self.named();
        let (Some((kind, name)), second) = (self.kind(), named.nth(1)) else {
            let conflict = Conflict::new("missing-value", "nothing says what the privileges are on");
            return Err(conflict.at("on").help("name one object: `on: {table: orders}`"));
        };
        if let Some((other, _)) = second {
            let message = format!("`{kind}` and `{other}` are two objects");
            return Err(Conflict::new("contradiction", message).at(other).at("on").help("give each its own operation"));
        }
        if self.arguments.is_some() && !matches!(kind, "function" | "procedure") {
            let conflict = Conflict::new("contradiction", format!("a {} has no arguments", kind.replace('_', " ")));
            return Err(conflict.at("arguments").at("on"));
        }
        self.found(kind, name, catalog).map_err(|conflict| conflict.at("on"))
    }

    fn found(&self, kind: &str, name: &Name, catalog: &Catalog) -> Result<Securable, Conflict> {
        let name = self.qualified(name);
        let at_kind = |conflict: Conflict| Conflict { path: Default::default(), ..conflict }.at(kind);
        match kind {
            "table" => catalog.table(&name).map(|_| Securable::Relation(name.clone())).map_err(at_kind),
            "view" => catalog.plain_view(&name).map(|_| Securable::Relation(name.clone())).map_err(at_kind),
            "materialized_view" => {
                catalog.materialized_view(&name).map(|_| Securable::Relation(name.clone())).map_err(at_kind)
            }
            "sequence" => catalog.sequence(&name).map(|_| Securable::Relation(name.clone())).map_err(at_kind),
            "function" | "procedure" => {
                let of = if kind == "function" { RoutineKind::Function } else { RoutineKind::Procedure };
                let found = routines::meant(catalog, of, &name, self.arguments.as_ref());
                let place = |conflict: Conflict| match self.arguments {
                    Some(_) => conflict,
                    None => at_kind(conflict),
                };
                found.map(|routine| Securable::Routine(routine.key())).map_err(place)
            }
            "enum" => catalog.enum_type(&name).map(|_| Securable::Type(name.clone())).map_err(at_kind),
            "domain" => catalog.domain(&name).map(|_| Securable::Type(name.clone())).map_err(at_kind),
            "type" => catalog.composite(&name).map(|_| Securable::Type(name.clone())).map_err(at_kind),
            _ => Ok(Securable::Schema(name.name)),
        }
    }

    /// How a file names an object of a catalog; none if it is not there.
    pub fn of(object: &Securable, catalog: &Catalog) -> Option<Self> {
        let mut on = Self::default();
        let name = match object {
            Securable::Schema(name) => {
                on.schema = Some(name.clone());
                return Some(on);
            }
            Securable::Relation(name) | Securable::Type(name) => name,
            Securable::Routine(key) => {
                let routine = catalog.find_routine(key)?;
                let alone = catalog.overloads(&key.name).count() == 1;
                on.arguments = (!alone).then(|| routine.input_types().cloned().collect());
                &key.name
            }
        };
        on.schema = name.schema.clone();
        let place = match catalog.kind_of(object)? {
            "table" => &mut on.table,
            "view" => &mut on.view,
            "materialized_view" => &mut on.materialized_view,
            "sequence" => &mut on.sequence,
            "function" => &mut on.function,
            "procedure" => &mut on.procedure,
            "enum" => &mut on.enum_type,
            "domain" => &mut on.domain,
            _ => &mut on.composite,
        };
        *place = Some(name.name.clone());
        Some(on)
    }

    /// What an operation on it is about.
    pub(super) fn target(&self) -> Target {
        match (self.named().next(), &self.schema) {
            (Some((_, name)), _) => Target::Grants(self.qualified(name)),
            (None, Some(schema)) => Target::Schema(schema.clone()),
            (None, None) => Target::Anything,
        }
    }
}

impl fmt::Display for On {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((kind, name)) = self.kind() else { return f.write_str("nothing") };
        let name = if kind == "schema" { name.to_string() } else { self.qualified(name).to_string() };
        match &self.arguments {
            Some(types) => {
                let types: Vec<String> = types.iter().map(ToString::to_string).collect();
                write!(f, "{kind} `{name}({})`", types.join(", "))
            }
            None => write!(f, "{} `{name}`", kind.replace('_', " ")),
        }
    }
}
