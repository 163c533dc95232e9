//! What `sqlgen.yaml` says, each part read on its own so that one run reports every mistake.

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::house::{self, PerDialect};
use super::new_revisions::{self, RevisionConfig};
use super::variables::{Choice, Settings};
use super::{environments, naming, receipt};
use crate::catalog::{Name, QualifiedName};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::plan::Convention;
use crate::render::Receipt;
use crate::revision::fill;
use crate::source::yaml::{self, Entry, Node, ReadContext, Value, YamlError};
use crate::source::{FileId, Span, read_every};

/// Keys of a project file.
const KEYS: &[&str] = &[
    "baseline",
    "databases",
    "dialect",
    "dialect_path",
    "environments",
    "lint",
    "naming",
    "receipt",
    "revision",
    "revisions",
    "script",
    "targets",
    "variables",
    "version_table",
];

/// A value, and where it stands if the project file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Its place in the project file.
    pub span: Option<Span>,
}

/// The version table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionTable {
    /// Its name and schema.
    pub name: QualifiedName,
    /// The width of its column.
    pub length: u32,
}

/// How scripts are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptConfig {
    /// The rules of the house, by name.
    pub rules: IndexMap<String, PerDialect>,
    /// How often locks are tried for again.
    pub retries: u32,
    /// What stands in every header.
    pub header: Option<String>,
    /// Seconds to wait for a lock; 0 leaves the server's setting.
    pub lock_timeout: u32,
    /// Seconds that a statement may take; 0 leaves the server's setting.
    pub statement_timeout: u32,
}

/// How much findings of one rule matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Not at all.
    Off,
    /// Worth knowing.
    Note,
    /// Worth looking at.
    Warning,
    /// Nothing is written while one stands.
    Error,
}

/// The least that makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailOn {
    /// Warnings and errors.
    Warning,
    /// Errors.
    #[default]
    Error,
}

impl From<FailOn> for Severity {
    fn from(least: FailOn) -> Self {
        match least {
            FailOn::Warning => Self::Warning,
            FailOn::Error => Self::Error,
        }
    }
}

/// What the project wants of lint.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LintConfig {
    /// How much the findings of a rule matter, by rule.
    pub severity: IndexMap<String, Level>,
    /// The least that makes a run fail.
    pub fail_on: FailOn,
}

/// Everything that a project file says.
#[derive(Debug, Clone)]
pub struct Config {
    /// The project file.
    pub file: FileId,
    /// The folders of revision files, from the project.
    pub revisions: Vec<Placed<String>>,
    /// The dialect that scripts are for unless the command line says another.
    pub dialect: Option<Placed<String>>,
    /// Every dialect that scripts are for.
    pub targets: Vec<Placed<String>>,
    /// The folder of the project's own dialects, from the project.
    pub dialect_path: Option<Placed<String>>,
    /// The version table.
    pub version_table: VersionTable,
    /// The naming conventions, in the order they came into force.
    pub naming: Vec<Convention>,
    /// Where the conventions name the revision they begin at.
    pub(super) since: Vec<Span>,
    /// The file of the schema that the history starts from, from the project.
    pub baseline: Option<Placed<String>>,
    /// How scripts are written.
    pub script: ScriptConfig,
    /// What the project wants of lint.
    pub lint: LintConfig,
    /// What is written behind each version row.
    pub receipt: Option<Receipt>,
    /// How new revision files are written.
    pub revision: RevisionConfig,
    /// What gives variables their values.
    pub settings: Settings,
    /// The environments.
    pub environments: Vec<String>,
    /// The databases, where there are several.
    pub databases: Vec<String>,
    /// Whether some of them have folders of revisions of their own.
    pub(super) own_histories: bool,
}

impl Default for ScriptConfig {
    fn default() -> Self {
        Self { rules: IndexMap::new(), retries: 0, header: None, lock_timeout: 5, statement_timeout: 15 * 60 }
    }
}

impl Config {
    fn new(file: FileId) -> Self {
        let name = crate::render::script::default_version_table();
        Self {
            file,
            revisions: vec![Placed { value: "revisions".to_string(), span: None }],
            dialect: None,
            targets: Vec::new(),
            dialect_path: None,
            version_table: VersionTable { name, length: 32 },
            naming: Vec::new(),
            since: Vec::new(),
            baseline: None,
            script: ScriptConfig::default(),
            lint: LintConfig::default(),
            receipt: None,
            revision: RevisionConfig::default(),
            settings: Settings::default(),
            environments: Vec::new(),
            databases: Vec::new(),
            own_histories: false,
        }
    }
}

/// Reads a project file as the command line chooses; none, with messages, if it holds no map.
pub(super) fn read(text: &str, file: FileId, choice: &Choice, diagnostics: &mut Diagnostics) -> Option<Config> {
    let document = match yaml::parse(text) {
        Ok(document) => document,
        Err(errors) => {
            errors.into_iter().for_each(|error| diagnostics.push(error.into_diagnostic(file)));
            return None;
        }
    };
    let mut reader = ConfigReader { file, diagnostics };
    let mut config = Config::new(file);
    if !matches!(document.root.value, Value::Mapping(_)) {
        reader.error(document.root.span, "wrong-type", "a project file is a map", "start it with `dialect: NAME`");
        return None;
    }
    environments::read_settings(&mut reader, &document.root, choice, &mut config);
    for entry in document.root.entries() {
        reader.entry(entry, &mut config);
    }
    environments::read(&mut reader, &document.root, choice, &mut config);
    Some(config)
}

/// What stands below `version_table:`.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct VersionTableFields {
    name: Option<Name>,
    schema: Option<Name>,
    length: Option<u32>,
}

pub(super) struct ConfigReader<'a> {
    pub(super) file: FileId,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl ConfigReader<'_> {
    pub(super) fn entry(&mut self, entry: &Entry, config: &mut Config) {
        match entry.name() {
            "databases" | "environments" | "variables" => {} // read apart
            "baseline" => config.baseline = self.text(entry),
            "dialect" => config.dialect = self.text(entry),
            "dialect_path" => config.dialect_path = self.text(entry),
            "lint" => config.lint = self.section(entry, &["known", "targets", "thresholds"]).unwrap_or_default(),
            "naming" => naming::read(self, entry, config),
            "receipt" => receipt::read(self, entry, config),
            "revision" => new_revisions::read(self, entry, config),
            "revisions" => config.revisions = self.texts(entry),
            "script" => house::read(self, entry, config),
            "targets" => config.targets = self.texts(entry),
            "version_table" => self.version_table(entry, config),
            name => {
                let message = format!("unknown field `{name}` in a project file");
                self.error(entry.key.span, "unknown-field", &message, &yaml::choices(name, "the fields", KEYS));
            }
        }
    }

    fn version_table(&mut self, entry: &Entry, config: &mut Config) {
        let mut entry = entry.clone();
        fill(&mut entry.value, &config.settings.own(), self.file, self.diagnostics);
        let fields: VersionTableFields = self.section(&entry, &[]).unwrap_or_default();
        let table = &mut config.version_table;
        if let Some(name) = fields.name {
            table.name.name = name;
        }
        table.name.schema = fields.schema.or_else(|| table.name.schema.take());
        table.length = fields.length.unwrap_or(table.length);
        let names = std::iter::once(&table.name.name).chain(&table.name.schema);
        if names.into_iter().any(|name| name.as_str().contains('$')) {
            let message = "the name of the version table holds a `$`, which could end the quotes of a guard";
            self.error(entry.value.span, "invalid-value", message, "choose a name without it");
        }
        if table.length == 0 {
            let place = entry.value.get("length").map_or(entry.value.span, |node| node.span);
            self.error(place, "invalid-value", "a version row needs a width", "write the longest id that may come");
        }
    }

    /// A text that is not empty.
    pub(super) fn text(&mut self, entry: &Entry) -> Option<Placed<String>> {
        let value: String = self.read(entry)?;
        if value.trim().is_empty() {
            self.error(entry.value.span, "empty-text", &format!("`{}` is empty", entry.name()), "write its value");
            return None;
        }
        Some(Placed { value, span: Some(entry.value.span) })
    }

    /// One text or a list of them.
    fn texts(&mut self, entry: &Entry) -> Vec<Placed<String>> {
        let Value::Sequence(items) = &entry.value.value else { return self.text(entry).into_iter().collect() };
        let mut found = Vec::new();
        for item in items {
            match yaml::from_node(item, &ReadContext::default()) {
                Ok(value) => found.push(Placed { value, span: Some(item.span) }),
                Err(error) => self.push(error),
            }
        }
        if items.is_empty() {
            self.error(entry.value.span, "empty-list", &format!("`{}` is empty", entry.name()), "name at least one");
        }
        found
    }

    /// A map of its own; keys in `later` are refused by name. What is wrong is left out, so that the rest is read too.
    pub(super) fn section<T: DeserializeOwned>(&mut self, entry: &Entry, later: &[&str]) -> Option<T> {
        let mut known: Node = entry.value.clone();
        if let Value::Mapping(entries) = &mut known.value {
            entries.retain(|inner| {
                let built = !later.contains(&inner.name());
                if !built {
                    self.not_built(inner.key.span, &format!("{}.{}", entry.name(), inner.name()));
                }
                built
            });
        }
        let (value, errors) = read_every(&known, |node| {
            yaml::from_entry(&Entry { key: entry.key.clone(), value: node.clone() }, &ReadContext::default())
        });
        errors.into_iter().for_each(|error| self.push(error));
        value
    }

    fn read<T: DeserializeOwned>(&mut self, entry: &Entry) -> Option<T> {
        match yaml::from_entry(entry, &ReadContext::default()) {
            Ok(value) => Some(value),
            Err(error) => {
                self.push(error);
                None
            }
        }
    }

    pub(super) fn not_built(&mut self, span: Span, name: &str) {
        let help = "leave it out for now: nothing is accepted and ignored";
        self.error(span, "not-built", &format!("`{name}` is not built yet"), help);
    }

    pub(super) fn push(&mut self, error: YamlError) {
        self.diagnostics.push(error.into_diagnostic(self.file));
    }

    pub(super) fn error(&mut self, span: Span, code: &'static str, message: &str, help: &str) {
        self.diagnostics.push(Diagnostic::error(Code(code), message).at(self.file, span, "").help(help));
    }
}
