//! The values of variables while a file is read: expressions and conditions in the words of the template engine, and two
//! filters that spell for a dialect.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use minijinja::value::Serde;
use minijinja::{Environment, Error, UndefinedBehavior, Value};

use crate::dialect::Dialect;
use crate::revision::Values;
use crate::source::Span;

/// A variable of a revision with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value; none where nothing gives one.
    pub value: Option<String>,
    /// How a value can be given.
    pub help: String,
    /// Where it is declared.
    pub span: Span,
}

/// The values that the texts of one file are filled with.
pub struct Bindings {
    environment: Environment<'static>,
    values: IndexMap<String, String>,
    /// The names that were asked for.
    used: RefCell<BTreeSet<String>>,
}

impl Bindings {
    /// From values by name. Without a dialect there are no filters that need one.
    pub fn new(values: IndexMap<String, String>, dialect: Option<&Arc<Dialect>>) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        if let Some(dialect) = dialect {
            let names = Arc::clone(dialect);
            environment.add_filter("ident", move |text: &str| names.identifier(text).into_owned());
            let texts = Arc::clone(dialect);
            environment.add_filter("literal", move |text: &str| texts.text_literal(text));
        }
        Self { environment, values, used: RefCell::default() }
    }

    /// The names and values that were asked for.
    pub fn into_used(self) -> impl Iterator<Item = (String, String)> {
        let used = self.used.into_inner();
        self.values.into_iter().filter(move |(name, _)| used.contains(name))
    }

    fn use_names(&self, names: impl IntoIterator<Item = String>) {
        self.used.borrow_mut().extend(names);
    }

    fn context(&self) -> Value {
        Value::from(Serde(&self.values))
    }
}

impl Values for Bindings {
    fn declares(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    fn text(&self, expression: &str) -> Result<String, String> {
        if let Some(value) = self.values.get(expression) {
            self.use_names([expression.to_string()]);
            return Ok(value.clone());
        }
        let words = |error: Error| format!("`{{{{ {expression} }}}}` cannot be worked out: {}", detail(&error));
        let compiled = self.environment.compile_expression(expression).map_err(words)?;
        self.use_names(compiled.undeclared_variables(false));
        let value = compiled.eval(self.context()).map_err(words)?;
        value.as_str().map(str::to_string).ok_or_else(|| format!("`{{{{ {expression} }}}}` is no text: {value}"))
    }

    fn holds(&self, condition: &str) -> Result<bool, String> {
        let words = |error: Error| format!("the condition cannot be worked out: {}", detail(&error));
        let expression = self.environment.compile_expression(condition).map_err(words)?;
        let mut strangers: Vec<String> = expression.undeclared_variables(false).into_iter().collect();
        self.use_names(strangers.clone());
        strangers.retain(|name| !self.declares(name));
        strangers.sort();
        match strangers.first() {
            Some(name) => Err(format!("the revision declares no variable `{name}`")),
            None => Ok(expression.eval(self.context()).map_err(words)?.is_true()),
        }
    }
}

fn detail(error: &Error) -> String {
    error.detail().map_or_else(|| error.kind().to_string(), str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bindings() -> Bindings {
        let values = [("stage", "prod"), ("text", "it's")];
        Bindings::new(values.map(|(name, value)| (name.to_string(), value.to_string())).into_iter().collect(), None)
    }

    #[test]
    fn expressions_are_values_with_filters() {
        let text = |expression| bindings().text(expression);
        assert_eq!(text("stage"), Ok("prod".to_string()));
        assert_eq!(text("stage | upper"), Ok("PROD".to_string()));
        assert!(text("stage | nothing").is_err_and(|message| message.contains("nothing")));
        assert!(text("stage | length").is_err());
    }

    #[test]
    fn what_was_asked_for_is_known() {
        let bindings = bindings();
        bindings.text("stage | upper").unwrap();
        assert_eq!(bindings.into_used().map(|(name, _)| name).collect::<Vec<_>>(), ["stage"]);
    }

    #[test]
    fn conditions_see_declared_names_only() {
        let holds = |condition| bindings().holds(condition);
        assert_eq!(holds("stage == 'prod'"), Ok(true));
        assert_eq!(holds("stage not in ['prod', 'test'] or text == ''"), Ok(false));
        assert_eq!(holds("stage == other"), Err("the revision declares no variable `other`".to_string()));
        assert!(holds("stage ==").is_err());
    }
}
