//! The words between CREATE, ALTER or DROP and the name of the object.

use super::cursor::Cursor;
use super::kind::ObjectClass;

/// What stands before an object's name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub class: ObjectClass,
    pub temporary: bool,
    pub unique: bool,
}

/// Words that may stand before the word for the object.
const MODIFIERS: &[&str] = &[
    "or",
    "replace",
    "alter",
    "global",
    "local",
    "unlogged",
    "virtual",
    "clustered",
    "nonclustered",
    "columnstore",
    "fulltext",
    "spatial",
    "vector",
    "bitmap",
    "private",
    "public",
    "constraint",
    "recursive",
    "force",
    "noforce",
    "no",
    "editionable",
    "noneditionable",
    "editioning",
    "sql",
    "security",
    "definer",
    "invoker",
    "trusted",
    "procedural",
    "default",
    "ignore",
    "online",
    "offline",
    "partition",
    "primary",
    "xml",
    "external",
    "immutable",
    "blockchain",
    "duplicated",
    "sharded",
];

/// One word for each kind of object.
const CLASSES: &[(&str, ObjectClass)] = &[
    ("table", ObjectClass::Table),
    ("column", ObjectClass::Column),
    ("index", ObjectClass::Index),
    ("view", ObjectClass::View),
    ("type", ObjectClass::Type),
    ("domain", ObjectClass::Domain),
    ("sequence", ObjectClass::Sequence),
    ("function", ObjectClass::Function),
    ("procedure", ObjectClass::Procedure),
    ("proc", ObjectClass::Procedure),
    ("routine", ObjectClass::Function),
    ("aggregate", ObjectClass::Aggregate),
    ("package", ObjectClass::Package),
    ("trigger", ObjectClass::Trigger),
    ("event", ObjectClass::Event),
    ("rule", ObjectClass::Rule),
    ("policy", ObjectClass::Policy),
    ("schema", ObjectClass::Schema),
    ("database", ObjectClass::Database),
    ("extension", ObjectClass::Extension),
    ("role", ObjectClass::Role),
    ("user", ObjectClass::User),
    ("login", ObjectClass::User),
    ("synonym", ObjectClass::Synonym),
    ("tablespace", ObjectClass::Tablespace),
];

/// Kinds of objects that take several words, or that get no class of their own.
const PHRASES: &[(&[&str], ObjectClass)] = &[
    (&["materialized", "view"], ObjectClass::MaterializedView),
    (&["event", "trigger"], ObjectClass::Other),
    (&["foreign", "table"], ObjectClass::Table),
    (&["package", "body"], ObjectClass::Package),
    (&["type", "body"], ObjectClass::Type),
    (&["aggregate", "function"], ObjectClass::Function),
    (&["user", "mapping"], ObjectClass::Other),
    (&["partition", "function"], ObjectClass::Other),
    (&["partition", "scheme"], ObjectClass::Other),
    (&["security", "policy"], ObjectClass::Policy),
    (&["text", "search", "configuration"], ObjectClass::Other),
    (&["text", "search", "dictionary"], ObjectClass::Other),
    (&["text", "search", "parser"], ObjectClass::Other),
    (&["text", "search", "template"], ObjectClass::Other),
    (&["foreign", "data", "wrapper"], ObjectClass::Other),
    (&["operator", "class"], ObjectClass::Other),
    (&["operator", "family"], ObjectClass::Other),
    (&["access", "method"], ObjectClass::Other),
    (&["default", "privileges"], ObjectClass::Other),
    (&["large", "object"], ObjectClass::Other),
    (&["materialized", "view", "log"], ObjectClass::Other),
    (&["database", "link"], ObjectClass::Other),
    (&["collation"], ObjectClass::Other),
    (&["statistics"], ObjectClass::Other),
    (&["publication"], ObjectClass::Other),
    (&["subscription"], ObjectClass::Other),
    (&["server"], ObjectClass::Other),
    (&["conversion"], ObjectClass::Other),
    (&["language"], ObjectClass::Other),
    (&["operator"], ObjectClass::Other),
    (&["transform"], ObjectClass::Other),
    (&["assertion"], ObjectClass::Other),
    (&["directory"], ObjectClass::Other),
    (&["profile"], ObjectClass::Other),
    (&["context"], ObjectClass::Other),
    (&["library"], ObjectClass::Other),
    (&["cast"], ObjectClass::Other),
];

/// Reads from after CREATE, ALTER or DROP to the object's name.
pub(super) fn head(cursor: &mut Cursor) -> Option<Head> {
    let (mut temporary, mut unique) = (false, false);
    for _ in 0..16 {
        if let Some(class) = class(cursor) {
            return Some(Head { class, temporary, unique });
        }
        if cursor.eat_one(&["temp", "temporary"]).is_some() {
            temporary = true;
        } else if cursor.eat(&["unique"]) {
            unique = true;
        } else if cursor.sees(&["definer"]) || cursor.sees(&["algorithm"]) {
            definer(cursor);
        } else {
            cursor.eat_one(MODIFIERS)?;
        }
    }
    None
}

/// Reads the word or words for a kind of object.
pub(super) fn class(cursor: &mut Cursor) -> Option<ObjectClass> {
    let phrase = PHRASES.iter().filter(|(words, _)| cursor.sees(words)).max_by_key(|(words, _)| words.len());
    if let Some((words, class)) = phrase {
        cursor.eat(words);
        return Some(*class);
    }
    let found = CLASSES.iter().find(|(word, _)| cursor.sees(&[word]))?;
    cursor.skip();
    Some(found.1)
}

/// `DEFINER = user@host` or `ALGORITHM = word`; after SQL SECURITY only the word stands.
fn definer(cursor: &mut Cursor) {
    cursor.skip();
    if !cursor.eat_symbol("=") {
        return;
    }
    cursor.skip();
    cursor.parentheses();
    if cursor.eat_symbol("@") || cursor.peek().is_some_and(|next| next.starts_with('@')) {
        cursor.skip();
    }
}
