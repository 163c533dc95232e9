//! Other tools' words for our operations and fields, and what to write instead.

use super::KINDS;
use super::foreign_fields::{FIELD_WORDS, FIELDS_SAID, OPTION_WORDS, SIBLINGS_SAID, WITH_OPTIONS};
use super::foreign_kinds::{KIND_WORDS, KINDS_SAID, RAW, RAW_KINDS, RAW_OBJECTS};
use crate::catalog::closest;

/// What to do about an unknown operation.
pub fn kind_help(word: &str) -> String {
    if let Some(said) = lookup(KINDS_SAID, word) {
        return said.to_string();
    }
    let object =
        word.split_once('_').filter(|(verb, _)| ["add", "alter", "attach", "create", "detach", "drop"].contains(verb));
    if RAW_KINDS.contains(&word) || object.is_some_and(|(_, object)| RAW_OBJECTS.contains(&object)) {
        return RAW.to_string();
    }
    match lookup(KIND_WORDS, word).or_else(|| closest(word, KINDS.iter().copied())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the operations are {}", KINDS.join(", ")),
    }
}

/// What to do about an unknown field of an operation, where another tool's word tells; `known` are the dialects.
pub fn field_help(kind: &str, word: &str, known: &[String]) -> Option<String> {
    if word.starts_with("existing_") {
        return Some("leave it out: the history says what was there before".to_string());
    }
    if let Some(help) = word_help(kind, word) {
        return Some(help);
    }
    if WITH_OPTIONS.contains(&kind) && OPTION_WORDS.contains(&word) {
        return Some(format!("say it below the name of its dialect: `options: {{…: {{{word}: …}}}}`"));
    }
    // As Alembic writes what one dialect has.
    let (dialect, option) = word.split_once('_')?;
    if !known.iter().any(|name| name == dialect) {
        return None;
    }
    let help = word_help(kind, option).or_else(|| {
        let options = WITH_OPTIONS.contains(&kind);
        options.then(|| format!("say it below the name of the dialect: `options: {{{dialect}: {{{option}: …}}}}`"))
    });
    Some(help.unwrap_or_else(|| format!("`{kind}` has nothing of one dialect alone: {RAW}")))
}

/// What to do about an unknown word beside an operation, where another tool's word tells.
pub fn sibling_help(word: &str) -> Option<&'static str> {
    lookup(SIBLINGS_SAID, word)
}

fn word_help(kind: &str, word: &str) -> Option<String> {
    let own = format!("{kind}.{word}");
    let said = |word: &str| lookup(FIELDS_SAID, word).map(str::to_string);
    let ours = |word: &str| lookup(FIELD_WORDS, word).map(|near| format!("did you mean `{near}`?"));
    said(&own).or_else(|| ours(&own)).or_else(|| said(word)).or_else(|| ours(word))
}

fn lookup(words: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    words.binary_search_by_key(&word, |(theirs, _)| theirs).ok().map(|at| words[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [KIND_WORDS, KINDS_SAID, FIELD_WORDS, FIELDS_SAID, SIBLINGS_SAID] {
            assert!(list.is_sorted_by_key(|(word, _)| word));
        }
        assert!(
            RAW_KINDS.is_sorted()
                && RAW_OBJECTS.is_sorted()
                && KINDS.is_sorted()
                && WITH_OPTIONS.is_sorted()
                && OPTION_WORDS.is_sorted()
        );
    }

    #[test]
    fn what_is_said_of_an_operation_is_said_of_none_of_ours() {
        let words = KIND_WORDS.iter().chain(KINDS_SAID).map(|(word, _)| word).chain(RAW_KINDS);
        for word in words {
            assert!(!KINDS.contains(word), "{word}");
        }
        for (object, verb) in
            RAW_OBJECTS.iter().flat_map(|object| ["alter", "create", "drop"].map(|verb| (object, verb)))
        {
            assert!(!KINDS.contains(&format!("{verb}_{object}").as_str()), "{verb} {object}");
        }
    }

    #[test]
    fn other_words_for_operations_lead_to_ours() {
        assert_eq!(kind_help("execute"), "did you mean `sql`?");
        assert_eq!(kind_help("creat_table"), "did you mean `create_table`?");
        assert_eq!(kind_help("create_tablespace"), RAW);
        assert_eq!(kind_help("truncate"), RAW);
        assert!(kind_help("autocommit_block").contains("`transaction: none`"));
        assert!(kind_help("frobnicate").starts_with("the operations are "));
    }

    #[test]
    fn other_words_for_fields_lead_to_ours() {
        let known = ["postgresql".to_string(), "mysql".to_string()];
        let help = |kind: &str, word: &str| field_help(kind, word, &known);
        let meant = |word: &str| Some(format!("did you mean `{word}`?"));
        assert_eq!(help("alter_column", "server_default"), meant("default"));
        assert_eq!(help("create_index", "postgresql_where"), meant("where"));
        assert_eq!(help("create_index", "postgresql_using"), meant("method"));
        assert_eq!(help("alter_column", "postgresql_using"), meant("using"));
        assert!(help("alter_column", "new_column_name").unwrap().contains("`rename_column`"));
        assert_eq!(
            help("create_table", "mysql_engine").unwrap(),
            "say it below the name of the dialect: `options: {mysql: {engine: …}}`"
        );
        assert!(help("create_unique_constraint", "postgresql_storage").unwrap().contains(RAW));
        assert_eq!(help("drop_index", "index"), meant("name"));
        assert_eq!(help("insert", "key"), None);
        assert_eq!(help("create_table", "nothing_engine"), None);
        assert_eq!(help("create_table", "colums"), None);
        assert!(sibling_help("recreate").unwrap().contains("`batch: always`"));
    }
}
