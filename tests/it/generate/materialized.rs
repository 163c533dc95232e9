//! Views that keep their rows, and their indexes.

use std::sync::Arc;

use sqlgen::catalog::{Flag, Index, IndexPart, Name, Options, QualifiedName, View};
use sqlgen::operation::{
    CreateIndex, CreateMaterializedView, DropMaterializedView, Operation, RefreshMaterializedView,
    RenameMaterializedView, ReplaceMaterializedView,
};

use super::Gen;

impl Gen<'_> {
    fn materialized(&mut self) -> Option<View> {
        let all: Vec<Arc<View>> = self.catalog.views().filter(|view| view.materialized.is_some()).cloned().collect();
        self.rng.pick(&all).map(|view| view.as_ref().clone())
    }

    fn is_read(&self, view: &View) -> bool {
        !self.catalog.readers(&view.qualified_name(), None).is_empty()
    }

    /// `create_materialized_view`.
    pub fn create_materialized_view(&mut self) -> Option<Operation> {
        let schema = self.schema();
        let name = self.object_name(&schema)?;
        let query = self.query(None)?;
        let with_data = !self.rng.chance(15);
        Some(CreateMaterializedView { name, schema, query, with_data }.into())
    }

    /// `replace_materialized_view`.
    pub fn replace_materialized_view(&mut self) -> Option<Operation> {
        let view = self.materialized()?;
        let query = self.query(Some(&view))?;
        let with_data = self.is_read(&view) || !self.rng.chance(15);
        Some(ReplaceMaterializedView { name: view.name, schema: view.schema, query, with_data }.into())
    }

    /// `drop_materialized_view`.
    pub fn drop_materialized_view(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let view = make.materialized()?;
            Some(DropMaterializedView { name: view.name, schema: view.schema }.into())
        })
    }

    /// `rename_materialized_view`.
    pub fn rename_materialized_view(&mut self) -> Option<Operation> {
        let view = self.materialized()?;
        let to = self.object_name(&view.schema)?;
        Some(RenameMaterializedView { name: view.name, schema: view.schema, to }.into())
    }

    /// `refresh_materialized_view`.
    pub fn refresh_materialized_view(&mut self) -> Option<Operation> {
        let view = self.materialized()?;
        let kept = view.materialized.as_ref()?;
        let with_data = self.is_read(&view) || !self.rng.chance(20);
        let mut refresh = RefreshMaterializedView {
            name: view.name.clone(),
            schema: view.schema.clone(),
            concurrently: Default::default(),
            with_data,
        };
        refresh.concurrently.0 = with_data && kept.populated && kept.has_key() && self.rng.chance(50);
        Some(refresh.into())
    }

    /// An index of a view that keeps its rows, over the column that every generated query has.
    pub fn index_of_view(&mut self) -> Option<Operation> {
        let view = self.materialized()?;
        let first = IndexPart { column: Some(Name::from("first_one")), ..IndexPart::default() };
        let index = Index {
            name: self.part_name("ix"),
            columns: vec![first],
            unique: self.rng.chance(30),
            nulls_not_distinct: Flag::default(),
            method: None,
            include: Vec::new(),
            predicate: None,
            options: Options::default(),
        };
        Some(CreateIndex::of(index, &QualifiedName::new(&view.schema, &view.name)).into())
    }
}
