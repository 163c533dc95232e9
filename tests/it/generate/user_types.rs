//! Domains and composite types.

use std::sync::Arc;

use indexmap::IndexMap;
use sqlgen::catalog::{Attribute, Check, Composite, DataType, Domain, Flag, Name, QualifiedName, SqlText, Value};
use sqlgen::dialect::UserType;
use sqlgen::operation::{
    AlterDomain, AlterType, CreateDomain, CreateType, DropDomain, DropType, Op, Operation, RenameDomain, RenameType,
};

use super::columns::is_number;
use super::{Gen, Product};

const DOMAIN_NAMES: &[&str] = &["email", "Amount", "short text"];

const TYPE_NAMES: &[&str] = &["pair", "Place", "name parts"];

const ATTRIBUTE_NAMES: &[&str] = &["x", "y", "Street", "group", "no"];

impl Gen<'_> {
    /// A domain or a composite type that a column may have.
    pub fn user_type(&mut self) -> Option<DataType> {
        let kinds = &self.speech.dialect.manifest.user_types;
        let domains = self.catalog.domains().filter(|_| kinds.contains(&UserType::Domain));
        let mut all: Vec<DataType> = domains.map(|found| DataType::Domain(found.qualified_name())).collect();
        let composites = self.catalog.composites().filter(|_| kinds.contains(&UserType::Composite));
        all.extend(composites.map(|found| DataType::Composite(found.qualified_name())));
        self.rng.pick(&all).cloned()
    }

    /// The type below a domain; another type as it is.
    pub fn base_type(&self, data_type: &DataType) -> DataType {
        match data_type {
            DataType::Domain(name) => {
                self.catalog.domain(name).map_or(data_type.clone(), |found| found.data_type.clone())
            }
            other => other.clone(),
        }
    }

    fn simple_type(&mut self) -> DataType {
        let enums: Vec<QualifiedName> = self.catalog.enums().map(|found| found.qualified_name()).collect();
        let own = self.speech.product == Product::Postgresql && self.rng.chance(25);
        match self.rng.pick(&enums).filter(|_| own) {
            Some(name) => DataType::Enum(name.clone()),
            None => {
                DataType::parse(self.rng.word(&["integer", "varchar(40)", "bigint"])).expect("the list holds types")
            }
        }
    }

    fn domain_check(&mut self, of: &DataType) -> Check {
        let name = Name::new(format!("ck {}", self.rng.below(1000)));
        let text = if is_number(of) { "VALUE > -1" } else { "VALUE <> 'it''s' OR VALUE IS NULL" };
        Check { name, expression: SqlText::new(text), not_valid: Flag(false) }
    }

    fn domain_default(&mut self, of: &DataType) -> Option<Value> {
        match of {
            DataType::Enum(_) => None,
            other => self.speech.value(other, 3),
        }
    }

    /// `create_domain`.
    pub fn create_domain(&mut self) -> Option<Operation> {
        let schema = self.schema();
        let name = self.free_name(&schema, DOMAIN_NAMES)?;
        let data_type = self.simple_type();
        let whole = self.speech.product == Product::Postgresql;
        let default = if whole && self.rng.chance(30) { self.domain_default(&data_type) } else { None };
        let checked = whole && self.rng.chance(50) && !matches!(data_type, DataType::Enum(_));
        let checks = if checked { vec![self.domain_check(&data_type)] } else { Vec::new() };
        let domain = Domain { schema, name, data_type, nullable: true, default, collation: None, checks };
        Some(CreateDomain(domain).into())
    }

    fn any_domain(&mut self) -> Option<Arc<Domain>> {
        let all: Vec<Arc<Domain>> = self.catalog.domains().cloned().collect();
        self.rng.pick(&all).cloned()
    }

    /// `alter_domain`.
    pub fn alter_domain(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let old = make.any_domain()?;
            let mut alter =
                AlterDomain { name: old.name.clone(), schema: old.schema.clone(), ..AlterDomain::default() };
            match make.rng.below(3) {
                0 if old.default.is_some() => alter.drop_default = true,
                0 => alter.default = make.domain_default(&old.data_type),
                1 => alter.drop_checks.extend(old.checks.first().map(|check| check.name.clone())),
                _ if matches!(old.data_type, DataType::Enum(_)) => return None,
                _ => alter.add_checks.push(make.domain_check(&old.data_type)),
            }
            Some(alter.into())
        })
    }

    /// `drop_domain`.
    pub fn drop_domain(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let old = make.any_domain()?;
            Some(DropDomain { name: old.name.clone(), schema: old.schema.clone() }.into())
        })
    }

    /// `rename_domain`.
    pub fn rename_domain(&mut self) -> Option<Operation> {
        let old = self.any_domain()?;
        let to = self.free_name(&old.schema, DOMAIN_NAMES)?;
        Some(RenameDomain { name: old.name.clone(), schema: old.schema.clone(), to }.into())
    }

    fn attribute(&mut self, taken: &[Attribute]) -> Option<Attribute> {
        let free = |name: &&&str| taken.iter().all(|attribute| attribute.name.as_str() != **name);
        let free: Vec<&&str> = ATTRIBUTE_NAMES.iter().filter(free).collect();
        let name = Name::from(**self.rng.pick(&free)?);
        let data_type = self.simple_type();
        Some(Attribute { name, data_type })
    }

    /// `create_type`.
    pub fn create_type(&mut self) -> Option<Operation> {
        let schema = self.schema();
        let name = self.free_name(&schema, TYPE_NAMES)?;
        let mut attributes = Vec::new();
        for _ in 0..self.rng.between(1, 3) {
            attributes.push(self.attribute(&attributes)?);
        }
        Some(CreateType(Composite { schema, name, attributes }).into())
    }

    fn any_composite(&mut self) -> Option<Arc<Composite>> {
        let all: Vec<Arc<Composite>> = self.catalog.composites().cloned().collect();
        self.rng.pick(&all).cloned()
    }

    /// `alter_type`.
    pub fn alter_type(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let old = make.any_composite()?;
            let mut alter = AlterType { name: old.name.clone(), schema: old.schema.clone(), ..AlterType::default() };
            let any = make.rng.pick(&old.attributes)?.clone();
            let new = make.attribute(&old.attributes)?;
            match make.rng.below(5) {
                0 => alter.rename_attributes = IndexMap::from_iter([(any.name, new.name)]),
                1 => alter.drop_attributes.push(any.name),
                2 => alter.alter_attributes.push(Attribute { data_type: DataType::word("bigint"), ..any }),
                3 => {
                    alter.rename_attributes = IndexMap::from_iter([(any.name.clone(), new.name)]);
                    alter.add_attributes.push(any);
                }
                _ => alter.add_attributes.push(new),
            }
            Some(alter.into())
        })
    }

    /// `drop_type`.
    pub fn drop_type(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let old = make.any_composite()?;
            Some(DropType { name: old.name.clone(), schema: old.schema.clone() }.into())
        })
    }

    /// `rename_type`.
    pub fn rename_type(&mut self) -> Option<Operation> {
        let old = self.any_composite()?;
        let to = self.free_name(&old.schema, TYPE_NAMES)?;
        let operation = Operation::from(RenameType { name: old.name.clone(), schema: old.schema.clone(), to });
        operation.apply(&mut self.catalog.clone()).is_ok().then_some(operation)
    }
}
