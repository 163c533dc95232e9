//! Functions and procedures.

use std::sync::Arc;

use sqlgen::catalog::{
    Argument, DataType, Mode, Name, QualifiedName, Returns, Routine, RoutineKind, Security, SqlText, Table, Value,
    Volatility,
};
use sqlgen::operation::{
    CreateFunction, CreateProcedure, DropFunction, DropProcedure, Operation, ReplaceFunction, ReplaceProcedure,
};

use super::{Gen, Product};

const ROUTINE_NAMES: &[&str] = &["f_touch", "f_count", "Sum up", "user"];

const ARGUMENT_NAMES: &[&str] = &["p_a", "p_b", "P c"];

impl Gen<'_> {
    /// A function or procedure; what it reads is there.
    pub fn routine(&mut self, kind: RoutineKind, schema: Option<Name>, name: Name) -> Option<Routine> {
        let table = self.table()?;
        let column = self.rng.pick(&table.columns)?.name.clone();
        let mut routine = Routine {
            schema,
            name,
            arguments: self.arguments(kind),
            returns: (kind == RoutineKind::Function).then(|| Returns::Type(DataType::word("bigint"))),
            language: None,
            volatility: None,
            strict: false,
            security: None,
            options: None,
            body: SqlText::new("x"),
        };
        if self.rng.chance(30) {
            routine.security = Some(*self.rng.one_of(&[Security::Definer, Security::Invoker]));
        }
        match (self.speech.product, kind) {
            (Product::Postgresql | Product::Sqlite, RoutineKind::Function) => {
                self.postgresql(&mut routine, &table, &column)
            }
            (Product::Mysql, RoutineKind::Function) => {
                routine.options = Some(SqlText::new("READS SQL DATA COMMENT 'it\\'s; so'"))
            }
            _ => {}
        }
        if routine.body.as_str() == "x" {
            let of = self.name_of(&table);
            let column = self.speech.ident(column.as_str());
            routine.body = self.speech.routine_body(kind, &of, &column);
        }
        Some(routine)
    }

    fn name_of(&self, table: &Table) -> String {
        let name = self.speech.ident(table.name.as_str());
        table.schema.as_ref().map_or(name.clone(), |schema| format!("{}.{name}", self.speech.ident(schema.as_str())))
    }

    fn arguments(&mut self, kind: RoutineKind) -> Vec<Argument> {
        let types = ["integer", "varchar(20)", "numeric(10,2)", "boolean"];
        let count = self.rng.below(3);
        let mut arguments: Vec<Argument> = Vec::new();
        for name in ARGUMENT_NAMES.iter().take(count) {
            let data_type = DataType::parse(self.rng.word(&types)).expect("a type");
            arguments.push(Argument { name: Name::from(*name), data_type, mode: Mode::In, default: None });
        }
        if kind == RoutineKind::Procedure && self.rng.chance(30) {
            for argument in &mut arguments {
                argument.mode = Mode::Inout;
            }
        }
        arguments
    }

    /// What only PostgreSQL has: languages, defaults, sets, arguments of an enum.
    fn postgresql(&mut self, routine: &mut Routine, table: &Table, column: &Name) {
        let of = self.name_of(table);
        let column = self.speech.ident(column.as_str());
        if let Some(last) = routine.arguments.last_mut()
            && last.data_type.portable_word() == Some("varchar")
        {
            last.default = Some(Value::Text("x, 'y'".to_string()));
        }
        let enums: Vec<QualifiedName> = self.catalog.enums().map(|found| found.qualified_name()).collect();
        if let (Some(name), true) = (self.rng.pick(&enums).cloned(), self.rng.chance(30)) {
            let argument = Argument {
                name: Name::from("p_first"),
                data_type: DataType::Enum(name),
                mode: Mode::In,
                default: None,
            };
            routine.arguments.insert(0, argument);
        }
        routine.volatility = self.rng.chance(30).then(|| *self.rng.one_of(&[Volatility::Stable, Volatility::Volatile]));
        routine.strict = self.rng.chance(20);
        match self.rng.below(4) {
            0 => {
                routine.returns = Some(Returns::Type(DataType::Raw("trigger".to_string())));
                routine.arguments.clear();
                routine.strict = false;
                routine.body = trigger_body(&of, &column);
            }
            1 => {
                routine.language = Some(Name::from("sql"));
                routine.body =
                    SqlText::new(&format!("SELECT count(*) FROM {of} x WHERE x.{column} IS NOT NULL -- it's"));
            }
            2 => {
                routine.returns = Some(Returns::SetOf(DataType::word("bigint")));
                routine.options = Some(SqlText::new("ROWS 10 SET search_path = public, pg_temp"));
            }
            _ => {}
        }
        if routine.returns == Some(Returns::SetOf(DataType::word("bigint"))) {
            routine.body = SqlText::new(&format!("BEGIN\n  RETURN QUERY SELECT count(*) FROM {of};\nEND"));
        }
    }

    fn routines_of(&self, kind: RoutineKind) -> Vec<Arc<Routine>> {
        self.catalog.routines().filter(|routine| routine.kind() == kind).cloned().collect()
    }

    fn new_routine(&mut self, kind: RoutineKind) -> Option<Routine> {
        let schema = self.schema();
        let name = Name::from(self.rng.word(ROUTINE_NAMES));
        self.routine(kind, schema, name)
    }

    /// Another definition of a routine that is there: often with the same arguments.
    pub fn other_routine(&mut self, kind: RoutineKind) -> Option<Routine> {
        let old = self.rng.pick(&self.routines_of(kind))?.clone();
        let mut new = self.routine(kind, old.schema.clone(), old.name.clone())?;
        // Whether a call fits other types only the server knows.
        if self.catalog.callers(&old.qualified_name()).is_some() {
            new.arguments.clone_from(&old.arguments);
        }
        if self.rng.chance(60) {
            new.arguments.clone_from(&old.arguments);
            new.returns = old.returns.as_ref().map(|_| Returns::Type(DataType::word("bigint")));
            if new.language.is_none() {
                let table = self.table()?;
                let column = self.rng.pick(&table.columns)?.name.clone();
                let column = self.speech.ident(column.as_str());
                new.body = self.speech.routine_body(kind, &self.name_of(&table), &column);
                new.options = old.options.clone().filter(|text| !text.as_str().starts_with("ROWS"));
            }
        }
        Some(new)
    }

    /// A new text for a routine that waits for one.
    pub fn mend_routine(&mut self, old: &Routine) -> Option<Operation> {
        let table = self.table()?;
        let column = self.rng.pick(&table.columns)?.name.clone();
        let column = self.speech.ident(column.as_str());
        let of = self.name_of(&table);
        let body = match (&old.returns, &old.language) {
            (Some(Returns::SetOf(_)), _) => {
                SqlText::new(&format!("BEGIN\n  RETURN QUERY SELECT count(*) FROM {of};\nEND"))
            }
            (Some(Returns::Type(DataType::Raw(_))), _) => trigger_body(&of, &column),
            (_, Some(_)) => SqlText::new(&format!("SELECT count(*) FROM {of} x WHERE x.{column} IS NULL")),
            _ => self.speech.routine_body(old.kind(), &of, &column),
        };
        let new = Routine { body, ..old.clone() };
        Some(match old.kind() {
            RoutineKind::Function => ReplaceFunction(new).into(),
            RoutineKind::Procedure => ReplaceProcedure(new).into(),
        })
    }

    /// `create_function`.
    pub fn create_function(&mut self) -> Option<Operation> {
        self.first_possible(|make| Some(CreateFunction(make.new_routine(RoutineKind::Function)?).into()))
    }

    /// `create_procedure`.
    pub fn create_procedure(&mut self) -> Option<Operation> {
        self.first_possible(|make| Some(CreateProcedure(make.new_routine(RoutineKind::Procedure)?).into()))
    }

    /// `replace_function`.
    pub fn replace_function(&mut self) -> Option<Operation> {
        self.first_possible(|make| Some(ReplaceFunction(make.other_routine(RoutineKind::Function)?).into()))
    }

    /// `replace_procedure`.
    pub fn replace_procedure(&mut self) -> Option<Operation> {
        self.first_possible(|make| Some(ReplaceProcedure(make.other_routine(RoutineKind::Procedure)?).into()))
    }

    /// `drop_function`.
    pub fn drop_function(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let old = make.rng.pick(&make.routines_of(RoutineKind::Function))?.clone();
            let arguments = Some(old.input_types().cloned().collect());
            Some(DropFunction { name: old.name.clone(), schema: old.schema.clone(), arguments }.into())
        })
    }

    /// `drop_procedure`.
    pub fn drop_procedure(&mut self) -> Option<Operation> {
        self.first_possible(|make| {
            let old = make.rng.pick(&make.routines_of(RoutineKind::Procedure))?.clone();
            let arguments = (make.catalog.overloads(&old.qualified_name()).count() > 1)
                .then(|| old.input_types().cloned().collect());
            Some(DropProcedure { name: old.name.clone(), schema: old.schema.clone(), arguments }.into())
        })
    }

    /// A call of a function that is there, for a view.
    pub fn function_call(&mut self) -> Option<String> {
        let returns_one = |routine: &Arc<Routine>| {
            routine.returns == Some(Returns::Type(DataType::word("bigint")))
                && routine.arguments.iter().all(|argument| argument.data_type.enum_name().is_none())
        };
        let functions: Vec<Arc<Routine>> =
            self.catalog.routines().filter(|routine| returns_one(routine)).cloned().collect();
        let function = self.rng.pick(&functions)?;
        let value = |argument: &Argument| match argument.data_type.portable_word() {
            Some("integer") => "1",
            Some("boolean") => "true",
            Some("numeric") => "1.5",
            _ => "'x'",
        };
        let values: Vec<&str> = function.arguments.iter().map(value).collect();
        let name = self.speech.ident(function.name.as_str());
        let name = match &function.schema {
            Some(schema) => format!("{}.{name}", self.speech.ident(schema.as_str())),
            None => name,
        };
        Some(format!("{name}({})", values.join(", ")))
    }

    /// A trigger function that is there.
    pub fn trigger_function(&mut self) -> Option<String> {
        let is_one =
            |routine: &&Arc<Routine>| routine.returns == Some(Returns::Type(DataType::Raw("trigger".to_string())));
        let functions: Vec<Arc<Routine>> = self.catalog.routines().filter(is_one).cloned().collect();
        let function = self.rng.pick(&functions)?;
        let name = self.speech.ident(function.name.as_str());
        Some(match &function.schema {
            Some(schema) => format!("{}.{name}", self.speech.ident(schema.as_str())),
            None => name,
        })
    }
}

/// The body of a function that triggers call: it gives the row back.
fn trigger_body(table: &str, column: &str) -> SqlText {
    SqlText::new(&format!("BEGIN\n  PERFORM count(*) FROM {table} x WHERE x.{column} IS NOT NULL;\n  RETURN NEW;\nEND"))
}
