//! Every special form of every kind of operation, on every dialect: what is refused or left out is a golden file, and
//! real servers say whether that is right. `forms.yaml` holds the forms, and says how to write one.

mod audit;
mod complete;
mod golden;
mod sources;
mod versions;
mod witness;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde::Deserialize;
use serde_json::{Value as Json, json};
use sqlgen::dialect::{Dialect, Library, Version};
use sqlgen::render::Part;

use crate::laws::pipeline::Project;
use crate::rust_text::root;

/// One form; `forms.yaml` says what its fields are.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    form: String,
    #[serde(default)]
    given: Option<Vec<Json>>,
    #[serde(rename = "do")]
    operations: Vec<Json>,
    plain: Option<Plain>,
    says: Option<String>,
}

/// SQL for every dialect, or by dialect.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Plain {
    All(String),
    Each(BTreeMap<String, String>),
}

impl Plain {
    fn of(&self, dialect: &str) -> Option<&str> {
        match self {
            Self::All(text) => Some(text),
            Self::Each(texts) => texts.get(dialect).map(String::as_str),
        }
    }
}

/// A default for a type, and the plainest SQL of the type.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Type {
    default: Json,
    plain: Option<Plain>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    types: BTreeMap<String, Type>,
    forms: Vec<Form>,
}

/// The forms of the file, and one for each portable type that the documentation names.
fn forms() -> Vec<Form> {
    let stored: Stored = serde_yaml::from_str(include_str!("forms.yaml")).expect("forms.yaml can be read");
    let mut forms = stored.forms;
    let usual = forms[0].operations.clone();
    for form in &mut forms {
        form.given.get_or_insert_with(|| usual.clone());
    }
    let known: BTreeSet<String> = portable_types().into_iter().collect();
    assert_eq!(known, stored.types.keys().cloned().collect(), "forms.yaml and the documentation list the same types");
    for (word, of_type) in stored.types {
        let column = json!({"name": "a", "type": word, "nullable": false, "default": of_type.default});
        let id = json!({"name": "id", "type": "integer", "nullable": false});
        forms.push(Form {
            form: format!("create_table, a column of type {word}"),
            given: Some(Vec::new()),
            operations: vec![
                json!({"create_table": {"name": "u", "columns": [id, column], "primary_key": ["id"]}}),
                json!({"bulk_insert": {"table": "u", "rows": [{"id": 1, "a": of_type.default}, {"id": 2}]}}),
            ],
            plain: of_type.plain,
            says: None,
        });
    }
    forms
}

/// The types that the documentation lists, with numbers where it has letters; and texts without a length.
fn portable_types() -> Vec<String> {
    let docs = fs::read_to_string(root().join("docs/revisions.md")).expect("the documentation is there");
    let (_, list) = docs.split_once("- **type**: `").expect("a list of types");
    let (list, _) = list.split_once('`').expect("its end");
    let numbered = list.split_whitespace().map(|word| word.replace("(p,s)", "(10,2)").replace("(n)", "(10)"));
    numbered.chain(["varchar".to_string()]).collect()
}

impl Form {
    /// The YAML name of its kind.
    fn kind(&self) -> &str {
        self.form.split(',').next().unwrap_or_default()
    }

    /// The revisions `given` and `done`, for a dialect.
    fn project(&self, dialect: &Dialect) -> Project {
        let file = |id: &str, down: Json, operations: &[Json]| {
            let text = json!({"revision": id, "down_revision": down, "message": self.form, "upgrade": operations});
            (format!("revisions/{id}.yaml"), text.to_string())
        };
        let given = self.given.as_deref().unwrap_or_default();
        let files = [file("given", Json::Null, given), file("done", json!("given"), &self.operations)];
        Project::new(dialect, &files).unwrap_or_else(|said| panic!("{} for {}: {said}", self.form, dialect.title()))
    }
}

/// What becomes of a form.
#[derive(Debug, Clone, PartialEq)]
enum Outcome {
    /// Nothing can be done: why, and which section of the manual says so.
    Refused { reason: String, manual: String },
    /// It is rendered as these parts.
    Rendered(Vec<Part>),
}

impl Outcome {
    fn of(form: &Form, dialect: &Dialect) -> Self {
        let project = form.project(dialect);
        // A form is refused as well where nothing can be there that it would change.
        let said = match project.block(0).and_then(|_| project.block(1)) {
            Ok(block) => return Self::Rendered(block.parts),
            Err(said) => said,
        };
        let what = format!("{} for {}", form.form, dialect.title());
        let [diagnostic] = said.as_slice() else { panic!("{what}: it is refused more than once: {said:?}") };
        let title = format!("{} cannot do this: ", dialect.manifest.title);
        let (back, message) = match diagnostic.message.split_once("` is impossible: ") {
            Some((_, message)) => ("its downgrade: ", message),
            None => ("", diagnostic.message.as_str()),
        };
        let code = if back.is_empty() { "unsupported" } else { "missing-downgrade" };
        assert_eq!(diagnostic.code.0, code, "{what}: {}", diagnostic.message);
        let reason = format!("{back}{}", message.strip_prefix(&title).unwrap_or(message));
        let [manual] = diagnostic.notes.as_slice() else { panic!("{what}: no section of a manual: {diagnostic:?}") };
        let manual = manual.strip_prefix("see ").unwrap_or_else(|| panic!("{what}: {manual}")).to_string();
        Self::Refused { reason, manual }
    }

    /// What is said of operations that come to nothing: a comment without a statement.
    fn left_out(&self) -> Vec<String> {
        let Self::Rendered(parts) = self else { return Vec::new() };
        let silent = parts.iter().filter(|part| part.statements.is_empty());
        let said = silent.flat_map(|part| &part.comments);
        said.map(|comment| comment.strip_prefix("line 1: ").unwrap_or(comment).to_string()).collect()
    }

    /// Everything that is rendered.
    fn text(&self) -> String {
        let Self::Rendered(parts) = self else { return String::new() };
        let lines = parts.iter().flat_map(|part| {
            let statements = part.statements.iter().map(|statement| format!("{};", statement.sql));
            part.comments.iter().map(|comment| format!("-- {comment}")).chain(statements)
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// The versions of a dialect that may differ from one another: the oldest, those with news, and the usual one.
fn versions(library: &Library, name: &str) -> Vec<Version> {
    let text = library.file(&format!("{name}/dialect.yaml")).expect("a dialect has a manifest");
    let manifest: Json = serde_yaml::from_str(text).expect("a manifest is YAML");
    let own = [&manifest["oldest"], &manifest["version"]].into_iter();
    let news = manifest["versions"].as_array().into_iter().flatten().map(|layer| &layer["since"]);
    let parse = |text: &Json| Version::parse(text.as_str().expect("versions are text")).expect("a version");
    let mut versions: Vec<Version> = own.chain(news).map(parse).collect();
    versions.sort();
    versions.dedup();
    versions
}

fn dialect(library: &Library, name: &str, version: &Version) -> Dialect {
    library.dialect(&format!("{name}@{version}")).unwrap_or_else(|error| panic!("{name}@{version}: {error:?}"))
}
