//! The files of all dialects: those in the binary, and those of a user's folder that add to them or win over them.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

use super::{Dialect, Manifest, Version};
use crate::catalog::closest;
use crate::source::yaml::{self, Entry, Node, ReadContext, Value, YamlError};

/// The files of `dialects/` as they were when the program was built, sorted by path.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/dialects.rs"));

/// The file that makes a folder a dialect.
const MANIFEST: &str = "dialect.yaml";

/// Why a dialect cannot be used.
#[derive(Debug)]
pub enum DialectError {
    /// No dialect has the name.
    Unknown {
        /// The name asked for.
        name: String,
        /// What to do.
        help: String,
    },
    /// The part after `@` is no version, or one that the templates do not know.
    Version {
        /// What is wrong.
        message: String,
    },
    /// A manifest cannot be read.
    Manifest {
        /// Its path below the folder of dialects.
        path: String,
        /// What is wrong with it.
        error: Box<YamlError>,
    },
}

/// Manifests and templates by path: `sqlite/dialect.yaml`.
#[derive(Debug, Clone)]
pub struct Library {
    files: IndexMap<String, String>,
}

impl Default for Library {
    fn default() -> Self {
        Self::embedded()
    }
}

impl Library {
    /// What is in the binary.
    pub fn embedded() -> Self {
        Self { files: EMBEDDED.iter().map(|(path, text)| ((*path).to_string(), (*text).to_string())).collect() }
    }

    /// Adds files, or puts them in place of those with the same path.
    pub fn extend(&mut self, files: impl IntoIterator<Item = (String, String)>) {
        self.files.extend(files);
    }

    /// A file by path.
    pub fn file(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// All files, by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The names of the dialects, sorted. A folder that only others extend has no version and is not among them.
    pub fn names(&self) -> Vec<String> {
        let folders: BTreeSet<&str> =
            self.files.keys().filter_map(|path| path.strip_suffix(MANIFEST)?.strip_suffix('/')).collect();
        let target = |name: &&&str| {
            self.file(&format!("{name}/{MANIFEST}"))
                .is_some_and(|text| text.lines().any(|line| line.starts_with("version:")))
        };
        folders.iter().filter(target).map(ToString::to_string).collect()
    }

    /// A dialect as `--dialect` says it: `name`, or `name@version`.
    pub fn dialect(&self, wanted: &str) -> Result<Dialect, DialectError> {
        let (name, version) = match (of_url(wanted), wanted.split_once('@')) {
            (Some(name), _) => (name, None),
            (None, Some((name, version))) => (name, Some(version)),
            (None, None) => (wanted, None),
        };
        let name = self.resolve_alias(name)?;
        let mut chain = vec![name.clone()];
        let mut merged = self.manifest_node(&name)?;
        let own_versions = merged.get("versions").cloned();
        while let Some(parent) = text_of(&merged, "extends") {
            if chain.contains(&parent) {
                break;
            }
            let node = self.manifest_node(&parent)?;
            chain.push(parent.clone());
            merged = merge(
                &without(&node, &["versions", "name", "title", "aliases", "version", "oldest"]),
                &without(&merged, &["extends"]),
            );
        }
        let version = self.version(&merged, version)?;
        let mut merged = without(&merged, &["versions", "extends"]);
        for layer in own_versions.iter().flat_map(Node::items) {
            if text_of(layer, "since")
                .and_then(|since| Version::parse(&since))
                .is_some_and(|since| version.reaches(&since))
            {
                merged = merge(&merged, &without(layer, &["since"]));
            }
        }
        let manifest: Manifest = yaml::from_node(&merged, &ReadContext::default())
            .map_err(|error| DialectError::Manifest { path: format!("{name}/{MANIFEST}"), error: Box::new(error) })?;
        let reserved = manifest.identifiers.reserved.split_whitespace().map(str::to_string).collect();
        Ok(Dialect {
            manifest: Arc::new(manifest),
            version,
            chain,
            reserved: Arc::new(reserved),
            templates: Arc::new(self.clone()),
        })
    }

    /// The versions of a dialect from which on something is different, oldest first.
    pub fn versions(&self, name: &str) -> Result<Vec<Version>, DialectError> {
        let manifest = self.manifest_node(&self.resolve_alias(name)?)?;
        let layers = manifest.get("versions").map_or(&[][..], Node::items);
        let texts =
            text_of(&manifest, "oldest").into_iter().chain(layers.iter().filter_map(|layer| text_of(layer, "since")));
        let mut versions: Vec<Version> = texts.filter_map(|text| Version::parse(&text)).collect();
        versions.sort();
        versions.dedup();
        Ok(versions)
    }

    /// Every known dialect with its parents, nearest first.
    pub fn chains(&self) -> Vec<Vec<String>> {
        self.names().iter().filter_map(|name| self.dialect(name).ok()).map(|dialect| dialect.chain).collect()
    }

    fn resolve_alias(&self, name: &str) -> Result<String, DialectError> {
        let names = self.names();
        if names.iter().any(|known| known == name) {
            return Ok(name.to_string());
        }
        let alias = |known: &&String| {
            let node = self.manifest_node(known).ok();
            let aliases = node.as_ref().and_then(|node| node.get("aliases"));
            aliases.is_some_and(|aliases| aliases.items().iter().any(|item| item.text() == Some(name)))
        };
        if let Some(found) = names.iter().find(alias) {
            return Ok(found.clone());
        }
        let near = closest(name, names.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        let help = near.unwrap_or_else(|| format!("known dialects: {}", names.join(", ")));
        Err(DialectError::Unknown { name: name.to_string(), help })
    }

    fn manifest_node(&self, name: &str) -> Result<Node<'_>, DialectError> {
        let path = format!("{name}/{MANIFEST}");
        let Some(text) = self.file(&path) else {
            return Err(DialectError::Unknown { name: name.to_string(), help: format!("there is no {path}") });
        };
        match yaml::parse(text) {
            Ok(document) => Ok(document.root),
            Err(errors) => {
                let error = errors.into_iter().next().expect("a failed parse has an error");
                Err(DialectError::Manifest { path, error: Box::new(error) })
            }
        }
    }

    fn version(&self, manifest: &Node, wanted: Option<&str>) -> Result<Version, DialectError> {
        let own = text_of(manifest, "version").unwrap_or_default();
        let text = wanted.unwrap_or(&own);
        let Some(version) = Version::parse(text) else {
            return Err(DialectError::Version {
                message: format!("`{text}` is not a server version: write numbers and dots, as in `{own}`"),
            });
        };
        let oldest = text_of(manifest, "oldest").and_then(|oldest| Version::parse(&oldest));
        match oldest.filter(|oldest| !version.reaches(oldest)) {
            Some(oldest) => {
                let title = text_of(manifest, "title").unwrap_or_default();
                Err(DialectError::Version {
                    message: format!("{title} {version} is not known: the oldest known version is {oldest}"),
                })
            }
            None => Ok(version),
        }
    }
}

fn text_of(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::text).map(str::to_string)
}

fn without<'t>(node: &Node<'t>, keys: &[&str]) -> Node<'t> {
    let mut node = node.clone();
    if let Value::Mapping(entries) = &mut node.value {
        entries.retain(|entry| !keys.iter().any(|key| entry.key.text() == Some(key)));
    }
    node
}

/// The map of `below` with the entries of `above` put over it, map by map.
fn merge<'t>(below: &Node<'t>, above: &Node<'t>) -> Node<'t> {
    let (Value::Mapping(lower), Value::Mapping(upper)) = (&below.value, &above.value) else { return above.clone() };
    if is_strategy(upper) {
        return above.clone();
    }
    let mut entries: Vec<Entry> = lower.clone();
    for entry in upper {
        match entries.iter_mut().find(|known| known.key.text() == entry.key.text()) {
            Some(known) => known.value = merge(&known.value, &entry.value),
            None => entries.push(entry.clone()),
        }
    }
    let mut merged = above.clone();
    merged.value = Value::Mapping(entries);
    merged
}

/// A strategy in map form is one value: its keys are not mixed with those of the parent's. A map with nothing but the
/// section of a manual is none: it goes into the parent's.
fn is_strategy(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| matches!(entry.key.text(), Some("unsupported" | "omit" | "emulate" | "function")))
}
/// The dialect that the URL of a database begins with, as SQLAlchemy writes them: `postgresql+psycopg://user@host/db`.
/// Nothing else of it is looked at.
pub fn of_url(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once("://")?;
    Some(scheme.split_once('+').map_or(scheme, |(name, _)| name))
}
