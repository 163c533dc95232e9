//! `alter_column`: changes what is said of a column, and leaves alone what is not.

use serde::{Deserialize, Serialize};

use super::{Feature, Irreversible, Op, Operation, Target, create_table::{check_reference, check_type}, qualified};
use crate::catalog::{Catalog, Collation, Column, Conflict, DataType, Identity, Name, Options, QualifiedName, SqlText, Value};

/// Changes what is said of a column; a field that is absent stays as it is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlterColumn {
    /// The table.
    pub table: Name,
    /// The schema of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The column.
    pub column: Name,
    /// The new type.
    #[serde(default, rename = "type", deserialize_with = "crate::catalog::per_dialect", skip_serializing_if = "Option::is_none")]
    pub data_type: Option<DataType>,
    /// How old values become values of the new type, where the database has to be told.
    #[serde(default, deserialize_with = "crate::catalog::per_dialect", skip_serializing_if = "Option::is_none")]
    pub using: Option<SqlText>,
    /// Whether it may hold NULL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nullable: Option<bool>,
    /// The new default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Whether the default goes.
    #[serde(default, skip_serializing_if = "is_false")]
    pub drop_default: bool,
    /// The new identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Box<Identity>>,
    /// Whether the identity goes.
    #[serde(default, skip_serializing_if = "is_false")]
    pub drop_identity: bool,
    /// The number that the next row gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart: Option<i64>,
    /// The new collation.
    #[serde(default, deserialize_with = "crate::catalog::per_dialect", skip_serializing_if = "Option::is_none")]
    pub collation: Option<Collation>,
    /// The new comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Whether the comment goes.
    #[serde(default, skip_serializing_if = "is_false")]
    pub drop_comment: bool,
    /// What changes of what it has in one dialect only; null takes an option away.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl AlterColumn {
    fn check_fields(&self) -> Result<(), Conflict> {
        let pairs = [
            (self.default.is_some() && self.drop_default, "default", "drop_default"),
            (self.identity.is_some() && self.drop_identity, "identity", "drop_identity"),
            (self.comment.is_some() && self.drop_comment, "comment", "drop_comment"),
        ];
        if let Some((_, one, other)) = pairs.iter().find(|(both, _, _)| *both) {
            return Err(Conflict::new("contradiction", format!("`{one}` and `{other}` exclude each other")).at(other));
        }
        if self.using.is_some() && self.data_type.is_none() {
            let conflict = Conflict::new("contradiction", "`using` says how values become a new type, and there is no `type`");
            return Err(conflict.at("using"));
        }
        let bare = Self { table: self.table.clone(), schema: self.schema.clone(), column: self.column.clone(), ..Self::default() };
        if *self == bare {
            let conflict = Conflict::new("nothing-to-change", format!("nothing is said about column `{}`", self.column));
            return Err(conflict.help("say `type`, `nullable`, `default`, `identity`, `collation` or `comment`"));
        }
        Ok(())
    }

    /// Checks that the foreign keys from and to the column still join equal types.
    fn check_keys(&self, catalog: &Catalog, name: &QualifiedName) -> Result<(), Conflict> {
        let owners = std::iter::once(name).chain(catalog.referrers(name).filter(|other| *other != name));
        for owner in owners {
            let table = catalog.table(owner)?;
            for key in &table.foreign_keys {
                let ours = owner == name && key.columns.contains(&self.column);
                let theirs = key.references.table_name() == *name && key.references.columns.contains(&self.column);
                if (ours || theirs) && let Err(conflict) = check_reference(catalog, table, key) {
                    let message = format!("foreign key `{}` of `{owner}` would not fit: {}", key.name, conflict.message);
                    let help = format!("drop foreign key `{}`, give both columns the new type, and create it again", key.name);
                    return Err(Conflict::new("wrong-reference", message).at("type").help(help));
                }
            }
        }
        Ok(())
    }

    fn change(&self, column: &mut Column) -> Result<(), Conflict> {
        if let Some(data_type) = &self.data_type {
            column.data_type = data_type.clone();
            column.collation.take_if(|_| !data_type.collates());
        }
        if let Some(nullable) = self.nullable {
            column.nullable = nullable;
        }
        if let Some(default) = &self.default {
            column.default = Some(default.clone());
        }
        if self.drop_default && column.default.take().is_none() {
            return Err(Conflict::new("nothing-to-drop", format!("column `{}` has no default", self.column)).at("drop_default"));
        }
        if let Some(identity) = &self.identity {
            column.identity = Some(identity.clone());
        }
        if self.drop_identity && column.identity.take().is_none() {
            return Err(Conflict::new("nothing-to-drop", format!("column `{}` has no identity", self.column)).at("drop_identity"));
        }
        if self.restart.is_some() && column.identity.is_none() {
            let message = format!("column `{}` has no identity that could begin anew", self.column);
            return Err(Conflict::new("contradiction", message).at("restart"));
        }
        if let (Some(restart), Some(identity)) = (self.restart, &column.identity) {
            let from = Identity { start: Some(restart), ..identity.as_ref().clone() };
            from.check(&column.data_type).map_err(|conflict| Conflict { path: Default::default(), ..conflict }.at("restart"))?;
        }
        if column.identity.is_some() && self.nullable == Some(true) {
            let message = format!("column `{}` has an identity and cannot be nullable", self.column);
            return Err(Conflict::new("contradiction", message).at("nullable"));
        }
        column.collation = self.collation.clone().or(column.collation.take());
        if let Some(comment) = &self.comment {
            column.comment = Some(comment.clone());
        }
        if self.drop_comment && column.comment.take().is_none() {
            return Err(Conflict::new("nothing-to-drop", format!("column `{}` has no comment", self.column)).at("drop_comment"));
        }
        column.options = column.options.with(&self.options);
        if let (Some(_), None, Some(reason)) = (&self.data_type, &self.default, column.default_misfit()) {
            let message = format!("the default of column `{}` does not go with its new type: {reason}", self.column);
            return Err(Conflict::new("wrong-value", message).at("type").help("say another `default`, or `drop_default: true`"));
        }
        column.check().map_err(|conflict| match self.data_type {
            None if conflict.code.0 == "wrong-type" => Conflict { path: Default::default(), ..conflict }.at("identity"),
            _ => conflict,
        })
    }
}

impl Op for AlterColumn {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        self.check_fields()?;
        if let Some(data_type) = &self.data_type {
            catalog.check_type(data_type).map_err(|conflict| conflict.at("type"))?;
        }
        let name = qualified(&self.schema, &self.table);
        let mut changed = catalog.clone();
        changed.edit_table(&name, |table| {
            let keyed = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&self.column));
            if keyed && self.nullable == Some(true) {
                let message = format!("column `{}` is in the primary key and cannot be nullable", self.column);
                return Err(Conflict::new("contradiction", message).at("nullable"));
            }
            let column = table.column_mut(&self.column).map_err(|conflict| conflict.at("column"))?;
            self.change(column)
        })?;
        check_type(&changed, changed.table(&name)?.column(&self.column)?)?;
        if self.identity.is_some() {
            changed.check_numbered_once(&name, &self.column).map_err(|conflict| conflict.at("identity"))?;
        }
        if self.data_type.is_some() {
            self.check_keys(&changed, &name)?;
        }
        *catalog = changed;
        Ok(())
    }

    fn reverse(&self, before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        let table = before.table(&qualified(&self.schema, &self.table)).map_err(|conflict| Irreversible::new(conflict.message))?;
        let old = table.column(&self.column).map_err(|conflict| Irreversible::new(conflict.message))?;
        if self.using.is_some() {
            return Err(Irreversible::new("`using` says how values get there, and nothing says how they come back"));
        }
        if self.collation.is_some() && old.collation.is_none() {
            return Err(Irreversible::new("the column had the database's own collation, whose name is not known"));
        }
        if self.restart.is_some() {
            return Err(Irreversible::new("nothing says which number the next row had before"));
        }
        let default_changed = self.default.is_some() || self.drop_default;
        let identity_changed = self.identity.is_some() || self.drop_identity;
        let comment_changed = self.comment.is_some() || self.drop_comment;
        let operation = Self {
            table: self.table.clone(),
            schema: self.schema.clone(),
            column: self.column.clone(),
            data_type: self.data_type.as_ref().map(|_| old.data_type.clone()),
            using: None,
            nullable: (self.nullable.is_some() || self.identity.is_some() && old.nullable).then_some(old.nullable),
            default: old.default.clone().filter(|_| default_changed),
            drop_default: default_changed && old.default.is_none(),
            identity: old.identity.clone().filter(|_| identity_changed),
            drop_identity: identity_changed && old.identity.is_none(),
            restart: None,
            collation: old.collation.clone().filter(|_| self.collation.is_some() || self.data_type.as_ref().is_some_and(|new| !new.collates())),
            comment: old.comment.clone().filter(|_| comment_changed),
            drop_comment: comment_changed && old.comment.is_none(),
            options: old.options.undoing(&self.options),
        };
        Ok(vec![operation.into()])
    }

    fn target(&self) -> Target {
        Target::Table(qualified(&self.schema, &self.table))
    }

    fn summary(&self) -> String {
        let mut parts = vec![format!("alter_column {}.{}", qualified(&self.schema, &self.table), self.column)];
        parts.extend(self.data_type.as_ref().map(|data_type| format!("type {data_type}")));
        parts.extend(self.nullable.map(|nullable| if nullable { "nullable" } else { "not null" }.to_string()));
        parts.extend(self.default.as_ref().map(|_| "default".to_string()));
        parts.extend(self.drop_default.then(|| "no default".to_string()));
        parts.extend(self.identity.as_ref().map(|_| "identity".to_string()));
        parts.extend(self.drop_identity.then(|| "no identity".to_string()));
        parts.extend(self.restart.map(|number| format!("restart with {number}")));
        parts.extend(self.collation.as_ref().map(|_| "collation".to_string()));
        parts.extend(self.comment.as_ref().map(|_| "comment".to_string()));
        parts.extend(self.drop_comment.then(|| "no comment".to_string()));
        parts.extend(self.options.iter().map(|(word, _)| word.to_string()));
        parts.join(", ")
    }

    fn features(&self) -> Vec<Feature> {
        let mut features = Vec::new();
        let mut add = |used: bool, feature: Feature| features.extend(used.then_some(feature));
        add(self.data_type.is_some(), "type");
        add(self.using.is_some(), "using");
        add(self.nullable.is_some(), "nullable");
        add(self.default.is_some() || self.drop_default, "default");
        add(self.identity.is_some() || self.drop_identity, "identity");
        add(self.restart.is_some(), "restart");
        add(self.collation.is_some(), "collation");
        add(self.comment.is_some() || self.drop_comment, "comment");
        add(!self.options.is_empty(), "options");
        features
    }
}
