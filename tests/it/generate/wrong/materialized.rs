//! Impossible views that keep their rows.

use sqlgen::catalog::{Name, SqlText};
use sqlgen::operation::{
    CreateMaterializedView, DropMaterializedView, Operation, RefreshMaterializedView, RenameMaterializedView,
    ReplaceMaterializedView,
};

use super::{Wrong, ghost};
use crate::generate::Gen;

pub fn create_materialized_view(make: &mut Gen<'_>) -> Wrong {
    let create = |name: Name, schema: Option<Name>, text: &str| -> Operation {
        CreateMaterializedView { name, schema, query: SqlText::new(text), with_data: true }.into()
    };
    let mut wrong = vec![(create(ghost(), None, ""), "wrong-value")];
    let taken = make.catalog.views().next();
    wrong.extend(taken.map(|view| (create(view.name.clone(), view.schema.clone(), "SELECT 1"), "already-exists")));
    wrong
}

pub fn replace_materialized_view(make: &mut Gen<'_>) -> Wrong {
    let replace = |name: Name, schema: Option<Name>| -> Operation {
        ReplaceMaterializedView { name, schema, query: SqlText::new("SELECT 1"), with_data: true }.into()
    };
    let mut wrong = vec![(replace(ghost(), None), "unknown-view")];
    let plain = make.catalog.views().find(|view| view.materialized.is_none());
    wrong.extend(plain.map(|view| (replace(view.name.clone(), view.schema.clone()), "unknown-view")));
    wrong
}

pub fn drop_materialized_view(make: &mut Gen<'_>) -> Wrong {
    let drop = |name: Name, schema: Option<Name>| Operation::from(DropMaterializedView { name, schema });
    let mut wrong = vec![(drop(ghost(), None), "unknown-view")];
    let plain = make.catalog.views().find(|view| view.materialized.is_none());
    wrong.extend(plain.map(|view| (drop(view.name.clone(), view.schema.clone()), "unknown-view")));
    let read = make
        .catalog
        .views()
        .find(|view| view.materialized.is_some() && !make.catalog.readers(&view.qualified_name(), None).is_empty());
    wrong.extend(read.map(|view| (drop(view.name.clone(), view.schema.clone()), "still-used")));
    wrong
}

pub fn rename_materialized_view(make: &mut Gen<'_>) -> Wrong {
    let rename =
        |name: Name, schema: Option<Name>, to: Name| Operation::from(RenameMaterializedView { name, schema, to });
    let mut wrong = vec![(rename(ghost(), None, Name::from("x")), "unknown-view")];
    let kept = make.catalog.views().find(|view| view.materialized.is_some());
    wrong
        .extend(kept.map(|view| (rename(view.name.clone(), view.schema.clone(), view.name.clone()), "already-exists")));
    wrong
}

pub fn refresh_materialized_view(make: &mut Gen<'_>) -> Wrong {
    let refresh = |name: Name, schema: Option<Name>, concurrently: bool, with_data: bool| -> Operation {
        let mut refresh = RefreshMaterializedView { name, schema, concurrently: Default::default(), with_data };
        refresh.concurrently.0 = concurrently;
        refresh.into()
    };
    let mut wrong = vec![(refresh(ghost(), None, false, true), "unknown-view")];
    if let Some(view) = make.catalog.views().find(|view| view.materialized.is_some()) {
        wrong.push((refresh(view.name.clone(), view.schema.clone(), true, false), "contradiction"));
        if view.materialized.as_ref().is_some_and(|kept| !kept.has_key() || !kept.populated) {
            wrong.push((refresh(view.name.clone(), view.schema.clone(), true, true), "contradiction"));
        }
    }
    wrong
}
