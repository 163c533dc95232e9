//! Where the values of variables come from.

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::graph::RevisionGraph;
use crate::plan::{Bindings, Variable};
use crate::revision::{Declaration, Values};
use crate::source::yaml;

/// What the command line chooses of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// The environment.
    pub environment: Option<String>,
    /// The database.
    pub database: Option<String>,
    /// Values of variables.
    pub variables: IndexMap<String, String>,
}

/// What gives variables their values: the command line, the process's environment, the chosen environment, the project
/// file, and the revision itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The chosen environment.
    pub environment: Option<String>,
    /// The chosen database.
    pub database: Option<String>,
    /// From the command line.
    pub given: IndexMap<String, String>,
    /// From the chosen environment.
    pub chosen: IndexMap<String, String>,
    /// The environments that give a variable its value.
    pub offered: IndexMap<String, Vec<String>>,
    /// What the project file declares.
    pub declared: Vec<Declaration>,
}

impl Settings {
    fn declaration(&self, name: &str) -> Option<&Declaration> {
        self.declared.iter().find(|declaration| declaration.name == name)
    }

    /// The value of a variable; what is empty gives none.
    fn value(&self, variable: &Declaration) -> Option<String> {
        let name = &variable.name;
        let project = self.declaration(name);
        let set = |name: &String| std::env::var(name).ok().filter(|value| !value.is_empty());
        let some = |value: &String| (!value.is_empty()).then(|| value.clone());
        let own = variable.env.iter().chain(project.and_then(|project| project.env.as_ref()));
        let outer = std::iter::once(setting_name(name)).chain(own.cloned());
        self.given
            .get(name)
            .and_then(some)
            .or_else(|| outer.into_iter().find_map(|name| set(&name)))
            .or_else(|| self.chosen.get(name).and_then(some))
            .or_else(|| project.and_then(|project| project.default.clone()))
            .or_else(|| variable.default.clone())
    }

    /// The variables of a revision with their values.
    pub fn variables(&self, declarations: &[Declaration]) -> Vec<Variable> {
        let variable = |declaration: &Declaration| Variable {
            name: declaration.name.clone(),
            value: self.value(declaration),
            help: self.help(declaration),
            span: declaration.span,
        };
        declarations.iter().map(variable).collect()
    }

    /// How a value can be given.
    fn help(&self, variable: &Declaration) -> String {
        let name = &variable.name;
        let own = variable.env.as_ref().or_else(|| self.declaration(name)?.env.as_ref());
        let own = own.map_or_else(String::new, |own| format!(" or `{own}`"));
        let offered = self.offered.get(name).map_or(&[][..], Vec::as_slice);
        let choices: Vec<String> = offered.iter().map(|name| format!("`--env {name}`")).collect();
        let choice = if choices.is_empty() { String::new() } else { format!("choose {}, ", choices.join(" or ")) };
        format!(
            "{choice}give it one with `-x {name}=VALUE`, set `{}`{own} in the process's environment, or write its `default:`",
            setting_name(name)
        )
    }

    /// The values for the texts of the project file.
    pub(super) fn own(&self) -> OwnValues<'_> {
        let value = |declaration: &Declaration| Some((declaration.name.clone(), self.value(declaration)?));
        OwnValues { settings: self, bindings: Bindings::new(self.declared.iter().filter_map(value).collect(), None) }
    }

    /// A value of the command line that nothing asks for.
    pub(super) fn stranger(&self, graph: &RevisionGraph) -> Option<Diagnostic> {
        let of_revisions = || graph.iter().flat_map(|entry| entry.header.variables.iter());
        let declared = || self.declared.iter().chain(of_revisions()).map(|declaration| declaration.name.as_str());
        let stranger = self.given.keys().find(|name| declared().all(|declared| declared != *name))?;
        let mut names: Vec<&str> = declared().collect();
        names.sort_unstable();
        names.dedup();
        let help = match names.is_empty() {
            true => "a revision or the project file declares it: `variables: {NAME: {}}`".to_string(),
            false => yaml::choices(stranger, "the variables", &names),
        };
        let message = format!("no revision declares the variable `{stranger}`, nor does the project file");
        Some(Diagnostic::error(Code("unknown-variable"), message).help(help))
    }
}

/// The values of the project's own variables. One without a value is missed where it is used.
pub(super) struct OwnValues<'a> {
    settings: &'a Settings,
    bindings: Bindings,
}

impl Values for OwnValues<'_> {
    fn declares(&self, name: &str) -> bool {
        self.settings.declaration(name).is_some()
    }

    fn text(&self, expression: &str) -> Result<String, String> {
        let name = expression.split(['|', ' ']).next().unwrap_or(expression);
        match self.settings.declaration(name) {
            Some(missed) if !self.bindings.declares(name) => {
                Err(format!("the variable `{name}` has no value: {}", self.settings.help(missed)))
            }
            _ => self.bindings.text(expression),
        }
    }

    fn holds(&self, condition: &str) -> Result<bool, String> {
        self.bindings.holds(condition)
    }
}

/// What the variable of the process's environment is called that sets a variable of the project.
fn setting_name(name: &str) -> String {
    format!("SQLGEN_VAR_{}", name.to_ascii_uppercase())
}
