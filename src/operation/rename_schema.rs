//! `rename_schema`: gives a schema a new name; everything in it, and what names it, follows.

use serde::{Deserialize, Serialize};

use super::{Irreversible, Op, Operation, Target};
use crate::catalog::{Catalog, Conflict, Name, QualifiedName};

/// Gives a schema a new name; everything in it, and what names it, follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameSchema {
    /// Present name.
    pub name: Name,
    /// Name after the change.
    pub to: Name,
}

impl RenameSchema {
    /// What an object is called afterwards.
    pub fn new_name(&self, object: QualifiedName) -> QualifiedName {
        moved(object, &self.name, &self.to)
    }

    /// What an object was called before.
    pub fn old_name(&self, object: QualifiedName) -> QualifiedName {
        moved(object, &self.to, &self.name)
    }
}

fn moved(object: QualifiedName, from: &Name, to: &Name) -> QualifiedName {
    match object.schema.as_ref() == Some(from) {
        true => QualifiedName { schema: Some(to.clone()), ..object },
        false => object,
    }
}

impl Op for RenameSchema {
    fn apply(&self, catalog: &mut Catalog) -> Result<(), Conflict> {
        catalog.rename_schema(&self.name, &self.to)
    }

    fn reverse(&self, _before: &Catalog) -> Result<Vec<Operation>, Irreversible> {
        Ok(vec![Self { name: self.to.clone(), to: self.name.clone() }.into()])
    }

    fn target(&self) -> Target {
        Target::Schema(self.name.clone())
    }

    fn summary(&self) -> String {
        format!("rename_schema {} to {}", self.name, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{
        Check, Column, DataType, EnumType, Event, ForeignKey, Level, Options, References, SqlText, Table, Timing, Trigger, Value,
        View,
    };

    fn name(text: &str) -> Name {
        Name::from(text)
    }

    fn column(text: &str, data_type: DataType) -> Column {
        let (nullable, default, identity, computed, collation, comment) = (true, None, None, None, None, None);
        Column { name: name(text), data_type, nullable, default, identity, computed, collation, comment, options: Options::default() }
    }

    fn table(schema: Option<&str>, called: &str, columns: Vec<Column>) -> Table {
        Table {
            schema: schema.map(name),
            name: name(called),
            columns,
            ..Table::default()
        }
    }

    /// `app` holds an enum, a table, a view and a trigger; a table and a view outside of it point in.
    fn catalog() -> Catalog {
        let mut catalog = Catalog::empty();
        catalog.add_schema(&name("app")).unwrap();
        catalog.put_enum(EnumType { schema: Some(name("app")), name: name("mood"), values: vec!["good".into()] });
        let mood = || DataType::Enum(QualifiedName { schema: Some(name("app")), name: name("mood") });
        let mut users = table(Some("app"), "users", vec![column("id", DataType::word("integer")), column("m", mood())]);
        users.columns[0].default = Some(Value::Sql(SqlText::new("app.next_id('app.x')")));
        users.checks.push(Check {
            name: name("ck"),
            expression: SqlText::new("app.good(m) AND users.id > 0"),
            ..Check::default()
        });
        catalog.put_table(users);
        let own = DataType::Array(Box::new(DataType::Raw("app.pair".into())));
        let mut notes = table(None, "notes", vec![column("owner", DataType::word("integer")), column("p", own)]);
        notes.foreign_keys.push(ForeignKey {
            name: name("fk"),
            columns: vec![name("owner")],
            references: References { schema: Some(name("app")), table: name("users"), columns: vec![name("id")] },
            ..ForeignKey::default()
        });
        catalog.put_table(notes);
        let query = SqlText::new("SELECT app.id, app.m::app.mood FROM app.users app WHERE 'app.' <> app.f(1)");
        catalog.put_view(View { schema: None, name: name("v"), query, materialized: None });
        catalog.put_trigger(Trigger {
            schema: Some(name("app")),
            name: name("t"),
            table: name("users"),
            timing: Timing::Before,
            events: vec![Event::Insert],
            columns: Vec::new(),
            level: Level::Row,
            when: None,
            body: SqlText::default(),
            function: Some(SqlText::new("app.f()")),
            constraint: false,
            deferrable: false,
            initially: None,
            referencing: None,
        });
        catalog
    }

    #[test]
    fn everything_that_names_the_schema_follows_and_comes_back() {
        let before = catalog();
        let mut after = before.clone();
        let rename = RenameSchema { name: name("app"), to: name("core") };
        rename.apply(&mut after).unwrap();
        let core = |object: &str| QualifiedName { schema: Some(name("core")), name: name(object) };
        let users = after.table(&core("users")).unwrap();
        assert_eq!(users.columns[0].default, Some(Value::Sql(SqlText::new("core.next_id('app.x')"))));
        assert_eq!(users.checks[0].expression.as_str(), "core.good(m) AND users.id > 0");
        assert_eq!(users.columns[1].data_type.enum_name(), Some(&core("mood")));
        assert!(after.enum_type(&core("mood")).is_ok());
        assert_eq!(after.type_users(&core("mood")).collect::<Vec<_>>(), [&core("users")]);
        assert_eq!(after.referrers(&core("users")).map(ToString::to_string).collect::<Vec<_>>(), ["notes"]);
        let notes = after.table(&QualifiedName { schema: None, name: name("notes") }).unwrap();
        assert_eq!(notes.columns[1].data_type.to_string(), "core.pair[]");
        let view = after.view(&QualifiedName { schema: None, name: name("v") }).unwrap();
        assert_eq!(
            view.query.as_str(),
            "SELECT app.id, app.m::core.mood FROM core.users app WHERE 'app.' <> core.f(1)"
        );
        assert_eq!(after.trigger(&core("users"), &name("t")).unwrap().action().as_str(), "core.f()");
        for operation in rename.reverse(&before).unwrap() {
            operation.apply(&mut after).unwrap();
        }
        assert_eq!(before, after);
    }

    #[test]
    fn a_name_that_is_taken_is_refused() {
        let mut catalog = catalog();
        catalog.put_table(table(Some("core"), "t", vec![column("a", DataType::word("integer"))]));
        let before = catalog.clone();
        let conflict = RenameSchema { name: name("app"), to: name("core") }.apply(&mut catalog).unwrap_err();
        assert_eq!((conflict.code.0, catalog == before), ("already-exists", true));
    }
}
