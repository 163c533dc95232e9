//! Schemas, extensions, enums, comments, views and triggers.

use indexmap::IndexMap;
use sqlgen::catalog::{EnumType, Event, Initially, Level, Name, Referencing, SqlText, Table, Timing, Trigger, View};
use sqlgen::operation::{
    AddEnumValue, CreateEnum, CreateExtension, CreateMaterializedView, CreateSchema, CreateTableComment, CreateTrigger,
    CreateView, DropEnum, DropExtension, DropSchema, DropTableComment, DropTrigger, DropView, Op, Operation,
    RenameEnum, RenameEnumValue, RenameSchema, RenameView, ReplaceEnum, ReplaceMaterializedView, ReplaceTrigger,
    ReplaceView,
};

use super::{Gen, Product};

const SCHEMA_NAMES: &[&str] = &["app", "Archive", "log data"];

const EXTENSIONS: &[&str] = &["citext", "hstore", "uuid-ossp"];

const ENUM_NAMES: &[&str] = &["mood", "file_state", "Kind", "traffic light"];

const VALUES: &[&str] = &["new", "stored", "lost", "it's", "a b", "Big", "größe", "x\\y", "100%"];

impl Gen<'_> {
    /// `create_schema`.
    pub fn create_schema(&mut self) -> Option<Operation> {
        let free: Vec<Name> =
            SCHEMA_NAMES.iter().map(|name| Name::from(*name)).filter(|name| !self.catalog.has_schema(name)).collect();
        self.rng.pick(&free).map(|name| CreateSchema { name: name.clone() }.into())
    }

    /// `drop_schema`.
    pub fn drop_schema(&mut self) -> Option<Operation> {
        let schemas: Vec<Name> = self.catalog.schemas().cloned().collect();
        self.first_possible(|make| make.rng.pick(&schemas).map(|name| DropSchema { name: name.clone() }.into()))
    }

    /// `rename_schema`.
    pub fn rename_schema(&mut self) -> Option<Operation> {
        let schemas: Vec<Name> = self.catalog.schemas().cloned().collect();
        let name = self.rng.pick(&schemas)?.clone();
        self.first_possible(|make| {
            let to = Name::from(make.rng.word(SCHEMA_NAMES));
            Some(RenameSchema { name: name.clone(), to }.into())
        })
    }

    /// `create_extension`.
    pub fn create_extension(&mut self) -> Option<Operation> {
        let free: Vec<&str> =
            EXTENSIONS.iter().copied().filter(|name| self.catalog.extension(&Name::from(*name)).is_err()).collect();
        let name = Name::from(*self.rng.pick(&free)?);
        let schema = self.schema();
        Some(CreateExtension { name, schema, if_not_exists: false }.into())
    }

    /// `drop_extension`.
    pub fn drop_extension(&mut self) -> Option<Operation> {
        let names: Vec<Name> = self.catalog.extensions().map(|extension| extension.name.clone()).collect();
        self.rng.pick(&names).map(|name| DropExtension { name: name.clone() }.into())
    }

    fn values(&mut self) -> Vec<String> {
        let mut values = self.rng.some_of(VALUES, 2);
        values.truncate(5);
        values.into_iter().map(str::to_string).collect()
    }

    /// `create_enum`.
    pub fn create_enum(&mut self) -> Option<Operation> {
        let schema = self.schema();
        let name = self.free_name(&schema, ENUM_NAMES)?;
        Some(CreateEnum(EnumType { schema, name, values: self.values() }).into())
    }

    fn any_enum(&mut self) -> Option<EnumType> {
        let all: Vec<EnumType> = self.catalog.enums().map(|found| found.as_ref().clone()).collect();
        self.rng.pick(&all).cloned()
    }

    /// `drop_enum`.
    pub fn drop_enum(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let found = make.any_enum()?;
            Some(DropEnum { name: found.name, schema: found.schema }.into())
        })
    }

    /// `rename_enum`.
    pub fn rename_enum(&mut self) -> Option<Operation> {
        let found = self.any_enum()?;
        let to = self.free_name(&found.schema, ENUM_NAMES)?;
        Some(RenameEnum { name: found.name, schema: found.schema, to }.into())
    }

    /// An enum whose list of values may be replaced: no other type is made of it.
    fn replaceable_enum(&mut self) -> Option<EnumType> {
        self.any_enum().filter(|found| self.catalog.types_of(&found.qualified_name()).next().is_none())
    }

    /// `rename_enum_value`.
    pub fn rename_enum_value(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let found = make.replaceable_enum()?;
            let from = make.rng.one_of(&found.values).clone();
            let is_free = |value: &&&str| !found.values.iter().any(|old| old == **value);
            let free: Vec<&&str> = VALUES.iter().filter(is_free).collect();
            let to = (**make.rng.pick(&free)?).to_string();
            Some(RenameEnumValue { name: found.name, schema: found.schema, from, to }.into())
        })
    }

    /// `add_enum_value`.
    pub fn add_enum_value(&mut self) -> Option<Operation> {
        let found = self.replaceable_enum()?;
        let free: Vec<&&str> = VALUES.iter().filter(|value| !found.values.iter().any(|old| old == **value)).collect();
        let value = (**self.rng.pick(&free)?).to_string();
        let near = Some(self.rng.one_of(&found.values).clone());
        let (before, after) = match self.rng.below(3) {
            0 => (near, None),
            1 => (None, near),
            _ => (None, None),
        };
        Some(AddEnumValue { name: found.name, schema: found.schema, value, before, after }.into())
    }

    /// `replace_enum`: other values, where some old ones become others, also in circles.
    pub fn replace_enum(&mut self) -> Option<Operation> {
        self.first_possible(|make| make.other_values())
    }

    fn other_values(&mut self) -> Option<Operation> {
        let found = self.replaceable_enum()?;
        let mut values = self.values();
        let mut map = IndexMap::new();
        for (at, old) in found.values.iter().enumerate() {
            if !values.contains(old) || self.rng.chance(30) {
                map.insert(old.clone(), values[at % values.len()].clone());
            }
        }
        if self.rng.chance(30) {
            values.reverse();
        }
        let mut map_back = IndexMap::new();
        for value in &values {
            let comes_from = map.values().filter(|to| *to == value).count();
            if !found.values.contains(value) || comes_from > 0 {
                map_back.insert(value.clone(), found.values[0].clone());
            }
        }
        Some(ReplaceEnum { name: found.name, schema: found.schema, values, map, map_back }.into())
    }

    /// `create_table_comment`.
    pub fn create_table_comment(&mut self) -> Option<Operation> {
        let table = self.table()?;
        let comment = "a table's \"note\"".to_string();
        Some(CreateTableComment { table: table.name.clone(), schema: table.schema.clone(), comment }.into())
    }

    /// `drop_table_comment`.
    pub fn drop_table_comment(&mut self) -> Option<Operation> {
        let with: Vec<_> = self.catalog.tables().filter(|table| table.comment.is_some()).cloned().collect();
        let table = self.rng.pick(&with)?;
        Some(DropTableComment { table: table.name.clone(), schema: table.schema.clone() }.into())
    }

    fn qualified(&self, schema: &Option<Name>, name: &Name) -> String {
        let name = self.speech.ident(name.as_str());
        schema.as_ref().map_or(name.clone(), |schema| format!("{}.{name}", self.speech.ident(schema.as_str())))
    }

    /// A query over one or two tables, or over a view.
    pub fn query(&mut self, not_this: Option<&View>) -> Option<SqlText> {
        let views: Vec<View> = self.catalog.views().map(|view| view.as_ref().clone()).collect();
        let last = |view: &View| {
            !self.catalog.is_stale_view(&view.qualified_name())
                && view.materialized.as_ref().is_none_or(|materialized| materialized.populated)
        };
        // A view that others read keeps its columns: only the newest may be read, and only by name.
        if not_this.is_none() && self.rng.chance(15) {
            let fresh: Vec<View> = views.into_iter().filter(last).collect();
            let view = self.rng.pick(&fresh)?.clone();
            let name = self.qualified(&view.schema, &view.name);
            return Some(SqlText::new(&format!("SELECT v.first_one FROM {name} v")));
        }
        let table = self.table()?;
        let columns = self.columns_of(&table, "t");
        let from = self.qualified(&table.schema, &table.name);
        let text = match (self.rng.below(3), self.table()) {
            (0, Some(other)) => {
                let more = self.qualified(&other.schema, &other.name);
                format!(
                    "SELECT {columns}, count(*) AS many\nFROM {from} t CROSS JOIN {more} u\nGROUP BY {}",
                    self.group(&columns)
                )
            }
            (1, _) => {
                let first = self.speech.ident(table.columns[0].name.as_str());
                let named = self.value_condition(&table, "t.").filter(|_| self.rng.chance(70));
                let condition = named.unwrap_or_else(|| format!("t.{first} IS NOT NULL"));
                format!("SELECT {columns} FROM {from} AS t\nWHERE {condition} -- it's fine")
            }
            _ => {
                let call = if self.rng.chance(60) { self.function_call() } else { None };
                let call = call.map_or(String::new(), |call| format!(", {call} AS called"));
                format!("SELECT {columns}{call} FROM {from} t")
            }
        };
        Some(SqlText::new(text.trim()))
    }

    fn group(&self, columns: &str) -> String {
        columns.split(", ").filter_map(|column| column.split(" AS ").next()).collect::<Vec<_>>().join(", ")
    }

    fn columns_of(&mut self, table: &Table, alias: &str) -> String {
        let comparable = |word: Option<&str>| !matches!(word, Some("json" | "jsonb"));
        let usable: Vec<&str> = table
            .columns
            .iter()
            .filter(|column| comparable(column.data_type.portable_word()))
            .map(|column| column.name.as_str())
            .collect();
        let mut chosen = self.rng.some_of(&usable, 1);
        chosen.truncate(3);
        let column = |(at, name): (usize, &&str)| {
            let quoted = self.speech.ident(name);
            if at == 0 { format!("{alias}.{quoted} AS first_one") } else { format!("{alias}.{quoted}") }
        };
        chosen.iter().enumerate().map(column).collect::<Vec<_>>().join(", ")
    }

    /// `create_view`.
    pub fn create_view(&mut self) -> Option<Operation> {
        let schema = self.schema();
        let name = self.object_name(&schema)?;
        let query = self.query(None)?;
        Some(CreateView(View { schema, name, query, materialized: None }).into())
    }

    fn any_view(&mut self) -> Option<View> {
        let plain = self.catalog.views().filter(|view| view.materialized.is_none());
        let all: Vec<View> = plain.map(|view| view.as_ref().clone()).collect();
        self.rng.pick(&all).cloned()
    }

    /// `replace_view`.
    pub fn replace_view(&mut self) -> Option<Operation> {
        let view = self.any_view()?;
        let query = self.query(Some(&view))?;
        Some(ReplaceView(View { query, ..view }).into())
    }

    /// `drop_view`.
    pub fn drop_view(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let view = make.any_view()?;
            Some(DropView { name: view.name, schema: view.schema }.into())
        })
    }

    /// `rename_view`.
    pub fn rename_view(&mut self) -> Option<Operation> {
        let view = self.any_view()?;
        let to = self.object_name(&view.schema)?;
        Some(RenameView { name: view.name, schema: view.schema, to }.into())
    }

    /// A trigger on a table.
    pub fn trigger(&mut self, table: &Table, name: Name) -> Option<Trigger> {
        let event = *self.rng.one_of(&[Event::Insert, Event::Update, Event::Delete]);
        let mut trigger = Trigger {
            schema: table.schema.clone(),
            name,
            table: table.name.clone(),
            timing: *self.rng.one_of(&[Timing::Before, Timing::After]),
            events: vec![event],
            columns: Vec::new(),
            level: Level::Row,
            when: None,
            body: SqlText::new("x"),
            function: None,
            constraint: false,
            deferrable: false,
            initially: None,
            referencing: None,
        };
        let column = self.rng.pick(&table.columns)?.name.clone();
        let function = if self.rng.chance(50) { self.trigger_function() } else { None };
        trigger.body = self.speech.trigger_body(column.as_str(), event != Event::Delete, function);
        if event == Event::Update && self.rng.chance(40) {
            trigger.columns = vec![column.clone()];
        }
        if self.rng.chance(30) {
            let row = if event == Event::Delete { "OLD" } else { "NEW" };
            let named = self.value_condition(table, &format!("{row}."));
            let condition =
                named.unwrap_or_else(|| format!("{row}.{} IS NOT NULL", self.speech.ident(column.as_str())));
            trigger.when = Some(SqlText::new(&condition));
        }
        if self.speech.product == Product::Mssql {
            trigger.level = Level::Statement;
        }
        if self.speech.product == Product::Postgresql && self.rng.chance(20) {
            trigger.level = Level::Statement;
            trigger.when = None;
        }
        if self.speech.product == Product::Postgresql && self.rng.chance(30) {
            self.postgresql_trigger(&mut trigger);
            return Some(trigger);
        }
        if self.rng.chance(10) && event != Event::Insert {
            trigger.events = vec![Event::Update, Event::Delete];
            trigger.when = None;
        }
        Some(trigger)
    }

    /// What only PostgreSQL has: named functions, constraints, tables of changed rows, TRUNCATE.
    fn postgresql_trigger(&mut self, trigger: &mut Trigger) {
        let call = trigger.body.as_str().trim_start_matches("EXECUTE FUNCTION ").to_string();
        trigger.function = Some(SqlText::new(&call));
        trigger.body = SqlText::default();
        match self.rng.below(4) {
            0 => {
                (trigger.timing, trigger.level, trigger.constraint) = (Timing::After, Level::Row, true);
                trigger.deferrable = self.rng.chance(70);
                if trigger.deferrable {
                    trigger.initially = Some(*self.rng.one_of(&[Initially::Deferred, Initially::Immediate]));
                }
            }
            1 => {
                (trigger.timing, trigger.level, trigger.when) = (Timing::After, Level::Statement, None);
                trigger.columns.clear();
                let name = |name: &str| Some(Name::from(name));
                let (old_table, new_table) = match trigger.events[0] {
                    Event::Insert => (None, name("New Rows")),
                    Event::Delete => (name("old_rows"), None),
                    _ => (name("old_rows"), name("New Rows")),
                };
                trigger.referencing = Some(Referencing { old_table, new_table });
            }
            2 => {
                (trigger.level, trigger.when) = (Level::Statement, None);
                trigger.columns.clear();
                trigger.events = vec![Event::Truncate];
            }
            _ => {}
        }
    }

    /// `create_trigger`.
    pub fn create_trigger(&mut self) -> Option<Operation> {
        let table = self.table()?;
        let name = self.part_name("tr");
        self.trigger(&table, name).map(|trigger| CreateTrigger(trigger).into())
    }

    fn any_trigger(&mut self) -> Option<Trigger> {
        let all: Vec<Trigger> = self.catalog.triggers().map(|trigger| trigger.as_ref().clone()).collect();
        self.rng.pick(&all).cloned()
    }

    /// `replace_trigger`.
    pub fn replace_trigger(&mut self) -> Option<Operation> {
        let old = self.any_trigger()?;
        let table = self.catalog.find_table(&old.table_name())?.clone();
        self.trigger(&table, old.name).map(|trigger| ReplaceTrigger(trigger).into())
    }

    /// `drop_trigger`.
    pub fn drop_trigger(&mut self) -> Option<Operation> {
        let old = self.any_trigger()?;
        Some(DropTrigger { name: old.name, table: old.table, schema: old.schema }.into())
    }

    /// What gives everything that a change has left without a valid text a new one.
    pub fn mend(&mut self) -> Vec<Operation> {
        let mut mended = Vec::new();
        let mut catalog = self.catalog.clone();
        let stale: Vec<(&'static str, String)> = self.catalog.stale().map(|(kind, name, _)| (kind, name)).collect();
        for view in self.catalog.views().filter(|view| self.catalog.is_stale_view(&view.qualified_name())) {
            let Some(query) = self.query(Some(view)) else { continue };
            let new = View { query, ..view.as_ref().clone() };
            mended.push(match CreateMaterializedView::of(&new) {
                None => ReplaceView(new).into(),
                Some(CreateMaterializedView { name, schema, query, with_data }) => {
                    ReplaceMaterializedView { name, schema, query, with_data }.into()
                }
            });
        }
        for old in self.catalog.triggers().filter(|trigger| stale.contains(&("trigger", trigger.name.to_string()))) {
            let table = self.catalog.find_table(&old.table_name()).cloned();
            let new = table.and_then(|table| self.trigger(&table, old.name.clone()));
            mended.extend(new.map(|trigger| Operation::from(ReplaceTrigger(trigger))));
        }
        for old in self.catalog.routines().filter(|old| self.catalog.is_stale_routine(&old.key())) {
            mended.extend(self.mend_routine(old));
        }
        mended.retain(|operation: &Operation| operation.apply(&mut catalog).is_ok());
        mended
    }
}
