//! The template engine: the only place that knows minijinja. Templates print statements through `stmt` and nothing else.

use std::sync::Arc;

use indexmap::IndexMap;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};
use serde::Serialize;

use super::filters;
use crate::dialect::Dialect;

/// A statement as a template printed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The text, without a terminator.
    pub sql: String,
    /// Whether it may run in a transaction.
    pub transactional: bool,
    /// Whether it shares its batch with no other, where a client cuts scripts into batches.
    pub alone: bool,
    /// Whether its batch ends behind it, where a client cuts scripts into batches.
    pub ends_batch: bool,
    /// Whether it only makes room for another one.
    pub aside: bool,
}

/// What went wrong in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// The template, and the line when it is known.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// Where the template itself says that the dialect cannot do it, by `refuse(…)`: the manual's section that says so.
    pub refused: Option<String>,
}

/// The templates of one dialect, compiled when they are first used.
pub struct Templates {
    environment: Environment<'static>,
}

#[derive(Default)]
struct Collected {
    statements: Vec<Printed>,
    open: bool,
}

/// Steps that a template may take: one of a project that never comes to its end is an error, not a hang.
const FUEL: u64 = 50_000_000;

const REFUSED: &str = "refused by: ";

/// Keeps a bar that a value has at the beginning of a line from starting a piece of a list (see `bars`).
const HELD: char = '\u{E002}';

const HELD_BAR: &str = "\n\u{E002}|";

const REASON: &str = ", because ";

impl Templates {
    /// The templates of a dialect, each found in its own folder or the nearest parent's.
    pub fn new(dialect: &Dialect, globals: impl Serialize) -> Self {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
        environment.set_syntax(syntax.expect("the built-in syntax is valid"));
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_fuel(Some(FUEL));
        environment.set_formatter(print_value);
        let dialect = Arc::new(dialect.clone());
        let files = Arc::clone(&dialect);
        environment.set_loader(move |name| Ok(files.template(&format!("{name}.sql.j2")).map(str::to_string)));
        environment.add_function("stmt", statement);
        environment.add_function("refuse", |reason: String, manual: String| -> Result<Value, Error> {
            Err(Error::new(ErrorKind::InvalidOperation, format!("{REFUSED}{manual}{REASON}{reason}")))
        });
        environment.add_global("dialect", Value::from(Serde(DialectContext::new(&dialect))));
        environment.add_global("environment", Value::from(Serde(globals)));
        filters::install(&mut environment, &dialect);
        // Every block names it: worked out once.
        let name = environment.get_template("_version_table").and_then(|template| template.render(()));
        if let Ok(name) = name {
            environment.add_global("version_table", name);
        }
        Self { environment }
    }

    /// Gives every template a value under a name.
    pub fn set(&mut self, name: &'static str, value: impl Serialize + Clone + Send + Sync + std::fmt::Debug + 'static) {
        self.environment.add_global(name, Value::from(Serde(value)));
    }

    /// Whether there is a template of this name.
    pub fn has(&self, name: &str) -> bool {
        self.environment.get_template(name).is_ok()
    }

    /// Renders the statements of an operation.
    pub fn statements<T: Serialize>(&self, name: &str, context: &T) -> Result<Vec<Printed>, TemplateError> {
        let template = self.environment.get_template(name).map_err(|error| failure(name, &error))?;
        let mut captured =
            template.render_captured(Value::from(Serde(context))).map_err(|error| failure(name, &error))?;
        let stray = captured.output().trim().to_string();
        if !stray.is_empty() {
            let message = format!("text outside of `stmt`: {stray}");
            return Err(TemplateError { place: name.to_string(), message, refused: None });
        }
        Ok(captured.with_state_mut(|state| {
            std::mem::take(&mut state.get_or_insert_extension(Collected::default()).statements)
        }))
    }

    /// Renders a part of the script that is not an operation.
    pub fn text(&self, name: &str, context: &ScriptValues) -> Result<String, TemplateError> {
        let template = self.environment.get_template(name).map_err(|error| failure(name, &error))?;
        let text = template.render(context.0.clone()).map_err(|error| failure(name, &error))?;
        Ok(released(text))
    }
}

/// What the templates of one part of a script see, ready for several of them.
pub struct ScriptValues(Value);

impl ScriptValues {
    /// Takes the fields of a struct.
    pub fn new<T: Serialize>(values: &T) -> Self {
        Self(Value::from(Serde(values)))
    }
}

/// The dialect as templates see it.
#[derive(Serialize)]
struct DialectContext<'a> {
    name: &'a str,
    title: &'a str,
    version: String,
    facts: &'a IndexMap<String, String>,
    manual: &'a IndexMap<String, String>,
}

impl<'a> DialectContext<'a> {
    fn new(dialect: &'a Dialect) -> Self {
        let manifest = &dialect.manifest;
        Self {
            name: dialect.name(),
            title: &manifest.title,
            version: dialect.version.to_string(),
            facts: &manifest.facts,
            manual: &manifest.manual,
        }
    }
}

fn failure(name: &str, error: &Error) -> TemplateError {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let inner = innermost.downcast_ref::<Error>().unwrap_or(error);
    let detail = match inner.kind() {
        ErrorKind::OutOfFuel => format!("it takes more than {FUEL} steps: does a loop of it ever end?"),
        _ => inner.detail().map_or_else(|| inner.to_string(), str::to_string),
    };
    let place = match (inner.name(), inner.line()) {
        (Some(file), Some(line)) => format!("{file}.sql.j2:{line}"),
        _ => format!("{name}.sql.j2"),
    };
    match detail.strip_prefix(REFUSED).and_then(|rest| rest.split_once(REASON)) {
        Some((manual, reason)) => {
            TemplateError { place, message: reason.to_string(), refused: Some(manual.to_string()) }
        }
        None => TemplateError { place, message: detail, refused: None },
    }
}

/// `{% call stmt() %}…{% endcall %}`: takes the text inside as one statement.
fn statement(state: &mut State, options: Kwargs) -> Result<Value, Error> {
    let transactional = options.get::<Option<bool>>("transactional")?.unwrap_or(true);
    let alone = options.get::<Option<bool>>("alone")?.unwrap_or(false);
    let ends_batch = options.get::<Option<bool>>("ends_batch")?.unwrap_or(false);
    let aside = options.get::<Option<bool>>("aside")?.unwrap_or(false);
    let caller: Value = options.get("caller")?;
    options.assert_all_used()?;
    let collected = state.get_or_insert_extension(Collected::default());
    if std::mem::replace(&mut collected.open, true) {
        return Err(Error::new(ErrorKind::InvalidOperation, "`stmt` inside `stmt`"));
    }
    let text = caller.call(state, &[])?;
    let sql = released(text.as_str().unwrap_or_default().trim().to_string());
    let collected = state.get_or_insert_extension(Collected::default());
    collected.open = false;
    if !sql.is_empty() {
        collected.statements.push(Printed { sql, transactional, alone, ends_batch, aside });
    }
    Ok(Value::from(""))
}

/// The text with its bars let go.
fn released(text: String) -> String {
    if text.contains(HELD) { text.replace(HELD, "") } else { text }
}

/// Prints text and numbers, and refuses what would come out in another language's spelling.
fn print_value(out: &mut Output, _state: &mut State, value: &Value) -> Result<(), Error> {
    let written = match (value.as_str(), value.kind()) {
        (Some(text), _) if text.contains('\n') => out.write_str(&text.replace("\n|", HELD_BAR)),
        (Some(text), _) => out.write_str(text),
        (None, ValueKind::Number) => out.write_str(&value.to_string()),
        (None, kind) => {
            return Err(Error::new(ErrorKind::InvalidOperation, format!("a template prints {kind} into SQL")));
        }
    };
    written.map_err(|_| Error::new(ErrorKind::WriteFailure, "cannot print"))
}
