//! Types of the user besides enums: domains, which narrow another type, and composite types, which have several parts.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::column::yes;
use super::state::{add_user, remove_user};
use super::{Catalog, Check, Collation, Column, Conflict, DataType, EnumType, Name, QualifiedName, Securable, Value};

/// A domain: a type with its own default and rules.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Its name.
    pub name: Name,
    /// The type that it narrows.
    #[serde(rename = "type")]
    pub data_type: DataType,
    /// Whether a value may be NULL.
    #[serde(default = "yes")]
    pub nullable: bool,
    /// The value of a column that gives none and has no default of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The collation of its text.
    #[serde(default, deserialize_with = "super::per_dialect", skip_serializing_if = "Option::is_none")]
    pub collation: Option<Collation>,
    /// What every value fulfils; `VALUE` stands for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
}

/// A part of a composite type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// Its name.
    pub name: Name,
    /// Its type.
    #[serde(rename = "type")]
    pub data_type: DataType,
}

/// A type whose values have several parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Composite {
    /// The schema it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Its name.
    pub name: Name,
    /// Its parts, in order.
    pub attributes: Vec<Attribute>,
}

impl Domain {
    /// The name with its schema.
    pub fn qualified_name(&self) -> QualifiedName {
        QualifiedName::new(&self.schema, &self.name)
    }

    /// The domain as if it were a column.
    pub fn as_column(&self) -> Column {
        Column {
            name: self.name.clone(),
            data_type: self.data_type.clone(),
            nullable: self.nullable,
            default: self.default.clone(),
            identity: None,
            computed: None,
            collation: self.collation.clone(),
            comment: None,
            options: super::Options::default(),
        }
    }

    /// Checks what can be known of a domain by itself.
    pub fn check(&self) -> Result<(), Conflict> {
        if self.default.as_ref().is_some_and(|default| !default.sequences().is_empty()) {
            let conflict =
                Conflict::new("wrong-value", format!("domain `{}` would take numbers from a sequence", self.name));
            return Err(conflict.at("default").help("give the columns the default"));
        }
        self.as_column().check()?;
        for (index, check) in self.checks.iter().enumerate() {
            let at = |conflict: Conflict| conflict.at_index(index).at("checks");
            check.expression.check_filled("expression").map_err(at)?;
            if self.checks[..index].iter().any(|other| other.name == check.name) {
                return Err(at(Conflict::exists("check", format!("{}.{}", self.name, check.name)))
                    .help("give it a `name` of its own"));
            }
        }
        Ok(())
    }
}

impl Composite {
    /// The name with its schema.
    pub fn qualified_name(&self) -> QualifiedName {
        QualifiedName::new(&self.schema, &self.name)
    }

    /// The position of a part.
    pub fn attribute_index(&self, name: &Name) -> Result<usize, Conflict> {
        self.attributes.iter().position(|attribute| attribute.name == *name).ok_or_else(|| {
            Conflict::unknown("attribute", name.as_str(), self.attributes.iter().map(|known| known.name.as_str()))
        })
    }

    /// Checks the list of parts.
    pub fn check(&self) -> Result<(), Conflict> {
        for (index, attribute) in self.attributes.iter().enumerate() {
            if self.attributes[..index].iter().any(|other| other.name == attribute.name) {
                return Err(Conflict::exists("attribute", format!("{}.{}", self.name, attribute.name))
                    .at_index(index)
                    .at("attributes"));
            }
        }
        Ok(())
    }
}

impl Catalog {
    /// The domains by name.
    pub fn domains(&self) -> impl Iterator<Item = &Arc<Domain>> {
        self.objects.domains.values()
    }

    /// The composite types by name.
    pub fn composites(&self) -> impl Iterator<Item = &Arc<Composite>> {
        self.objects.composites.values()
    }

    /// A domain that exists.
    pub fn domain(&self, name: &QualifiedName) -> Result<&Arc<Domain>, Conflict> {
        let domains = &self.objects.domains;
        domains.get(name).ok_or_else(|| Conflict::unknown_in("domain", name, domains.keys()))
    }

    /// A composite type that exists.
    pub fn composite(&self, name: &QualifiedName) -> Result<&Arc<Composite>, Conflict> {
        let composites = &self.objects.composites;
        composites.get(name).ok_or_else(|| Conflict::unknown_in("type", name, composites.keys()))
    }

    /// Refuses the name of an enum, a domain or a composite type that exists.
    pub fn check_free_type(&self, name: &QualifiedName) -> Result<(), Conflict> {
        let taken = [
            ("enum", self.enum_type(name).is_ok()),
            ("domain", self.objects.domains.contains_key(name)),
            ("type", self.objects.composites.contains_key(name)),
        ];
        match taken.into_iter().find(|(_, taken)| *taken) {
            Some((kind, _)) => Err(Conflict::exists(kind, name).at("name")),
            None => Ok(()),
        }
    }

    /// Checks that the type of the user that a type names exists.
    pub fn check_type(&self, data_type: &DataType) -> Result<(), Conflict> {
        match data_type {
            DataType::Enum(name) => self.enum_type(name).map(|_| ()),
            DataType::Domain(name) => self.domain(name).map(|_| ()),
            DataType::Composite(name) => self.composite(name).map(|_| ()),
            DataType::Array(item) => self.check_type(item),
            DataType::Portable { .. } | DataType::Raw(_) => Ok(()),
        }
    }

    /// Puts a domain in, in place of one with its name.
    pub fn put_domain(&mut self, domain: Domain) {
        let name = domain.qualified_name();
        self.forget_type(&name);
        self.note_types(&name, [&domain.data_type]);
        Arc::make_mut(&mut self.objects).domains.insert(name, Arc::new(domain));
    }

    /// Puts a composite type in, in place of one with its name.
    pub fn put_composite(&mut self, composite: Composite) {
        let name = composite.qualified_name();
        self.forget_type(&name);
        self.note_types(&name, composite.attributes.iter().map(|attribute| &attribute.data_type));
        Arc::make_mut(&mut self.objects).composites.insert(name, Arc::new(composite));
    }

    /// Takes a domain out.
    pub fn take_domain(&mut self, name: &QualifiedName) -> Result<Domain, Conflict> {
        let found = Arc::clone(self.domain(name)?);
        self.forget_type(name);
        Arc::make_mut(&mut self.objects).domains.remove(name);
        Ok(Arc::unwrap_or_clone(found))
    }

    /// Takes a composite type out.
    pub fn take_composite(&mut self, name: &QualifiedName) -> Result<Composite, Conflict> {
        let found = Arc::clone(self.composite(name)?);
        self.forget_type(name);
        Arc::make_mut(&mut self.objects).composites.remove(name);
        Ok(Arc::unwrap_or_clone(found))
    }

    fn note_types<'t>(&mut self, name: &QualifiedName, types: impl IntoIterator<Item = &'t DataType>) {
        let objects = Arc::make_mut(&mut self.objects);
        for used in types.into_iter().filter_map(DataType::user_type) {
            add_user(&mut objects.types_in_types, used.clone(), name);
        }
    }

    fn forget_type(&mut self, name: &QualifiedName) {
        let domain = self.objects.domains.get(name).map(|domain| vec![domain.data_type.clone()]);
        let types = || {
            Some(
                self.objects
                    .composites
                    .get(name)?
                    .attributes
                    .iter()
                    .map(|attribute| attribute.data_type.clone())
                    .collect(),
            )
        };
        let Some(types) = domain.or_else(types) else { return };
        let objects = Arc::make_mut(&mut self.objects);
        for used in types.iter().filter_map(DataType::user_type) {
            remove_user(&mut objects.types_in_types, used, name);
        }
    }

    /// The domains and composite types that are made of a type of the user.
    pub fn types_of(&self, name: &QualifiedName) -> impl Iterator<Item = &QualifiedName> {
        self.objects.types_in_types.get(name).into_iter().flatten()
    }

    /// The table with a column that holds values of the type as parts of others: of a composite type, or of an array.
    pub fn holder(&self, name: &QualifiedName) -> Option<&QualifiedName> {
        let in_array = |user: &&QualifiedName| {
            let table = self.find_table(user);
            let mut types = table.into_iter().flat_map(|table| &table.columns).map(|column| &column.data_type);
            types.any(|used| matches!(used, DataType::Array(_)) && used.user_type() == Some(name))
        };
        let in_types = || {
            self.types_of(name).find_map(|other| match self.composite(other) {
                Ok(_) => self.type_users(other).next().or_else(|| self.holder(other)),
                Err(_) => self.holder(other),
            })
        };
        self.type_users(name).find(in_array).or_else(in_types)
    }

    /// Refuses that a type of the user goes, or becomes another, while a column, another type or a routine is of it.
    pub fn check_unused_type(&self, name: &QualifiedName, kind: &str) -> Result<(), Conflict> {
        if let Some(table) = self.type_users(name).next() {
            let conflict =
                Conflict::new("still-used", format!("a column of `{table}` still has the type {kind} `{name}`"));
            return Err(conflict.help("drop the column, or give it another type, first"));
        }
        if let Some(other) = self.types_of(name).next() {
            let conflict = Conflict::new("still-used", format!("the type `{other}` is made of the {kind} `{name}`"));
            return Err(conflict.help(format!("drop `{other}` first")));
        }
        if let Some(routine) = self.routines().find(|routine| routine.uses_type(name)) {
            let message = format!("{} `{}` takes or returns the {kind} `{name}`", routine.kind(), routine.key());
            let help = format!("`drop_{}` `{}` first", routine.kind(), routine.key());
            return Err(Conflict::new("still-used", message).help(help));
        }
        self.check_casts(name, kind, |_, _| false)
    }

    /// Gives a type of the user another name: columns, routines, casts and types that are made of it follow.
    pub fn move_type(&mut self, from: &QualifiedName, to: &QualifiedName) -> Result<(), Conflict> {
        let users: Vec<_> = self.type_users(from).cloned().collect();
        let types: Vec<_> = self.types_of(from).cloned().collect();
        let (schema, name) = (to.schema.clone(), to.name.clone());
        self.move_rights(&Securable::Type(from.clone()), Securable::Type(to.clone()));
        if let Ok(domain) = self.take_domain(from) {
            self.put_domain(Domain { schema, name, ..domain });
        } else if let Ok(composite) = self.take_composite(from) {
            self.put_composite(Composite { schema, name, ..composite });
        } else {
            let found = self.take_enum(from)?;
            self.put_enum(EnumType { schema, name, ..found });
        }
        for user in users {
            self.edit_table(&user, |table| {
                table.columns.iter_mut().for_each(|column| column.data_type.rename_type(from, to));
                Ok(())
            })?;
        }
        for user in types {
            if let Ok(domain) = self.domain(&user) {
                let mut domain = Domain::clone(domain);
                domain.data_type.rename_type(from, to);
                self.put_domain(domain);
            } else if let Ok(composite) = self.composite(&user) {
                let mut composite = Composite::clone(composite);
                composite.attributes.iter_mut().for_each(|attribute| attribute.data_type.rename_type(from, to));
                self.put_composite(composite);
            }
        }
        self.edit_routines(
            |routine| routine.uses_type(from),
            |routine| routine.types_mut().for_each(|data_type| data_type.rename_type(from, to)),
        );
        self.rename_in_casts(from, &to.name);
        Ok(())
    }
}
