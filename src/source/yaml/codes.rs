//! The codes of everything the YAML reader refuses.

use crate::diagnostic::Code;

pub(super) const COMMA_IN_FLOW: Code = Code("comma-in-flow");
pub(super) const COMMENT_CUTS_TEXT: Code = Code("comment-cuts-text");
pub(super) const CONTROL_CHARACTER: Code = Code("control-character");
pub(super) const DUPLICATE_KEY: Code = Code("duplicate-key");
pub(super) const EMPTY_FILE: Code = Code("empty-file");
pub(super) const EMPTY_TEXT: Code = Code("empty-text");
pub(super) const FILE_TOO_LARGE: Code = Code("file-too-large");
pub(super) const INVALID_VALUE: Code = Code("invalid-value");
pub(super) const KEY_NOT_TEXT: Code = Code("key-not-text");
pub(super) const MISSING_DIALECT: Code = Code("missing-dialect");
pub(super) const MISSING_FIELD: Code = Code("missing-field");
pub(super) const NOT_UTF8: Code = Code("not-utf8");
pub(super) const SECOND_DOCUMENT: Code = Code("second-document");
pub(super) const TAB_INDENTATION: Code = Code("tab-indentation");
pub(super) const TEXT_AFTER_QUOTE: Code = Code("text-after-quote");
pub(super) const TOO_DEEP: Code = Code("too-deep");
pub(super) const UNCLOSED_BRACKET: Code = Code("unclosed-bracket");
pub(super) const UNCLOSED_QUOTE: Code = Code("unclosed-quote");
pub(super) const UNKNOWN_DIALECT: Code = Code("unknown-dialect");
pub(super) const UNKNOWN_FIELD: Code = Code("unknown-field");
pub(super) const UNKNOWN_VALUE: Code = Code("unknown-value");
pub(super) const UNQUOTED_COLON: Code = Code("unquoted-colon");
pub(super) const WRONG_INDENTATION: Code = Code("wrong-indentation");
pub(super) const WRONG_TYPE: Code = Code("wrong-type");
pub(super) const YAML_ALIAS: Code = Code("yaml-alias");
pub(super) const YAML_ANCHOR: Code = Code("yaml-anchor");
pub(super) const YAML_SYNTAX: Code = Code("yaml-syntax");
pub(super) const YAML_TAG: Code = Code("yaml-tag");

/// Every code of this reader with what it means, sorted by name.
pub const CODES: &[(Code, &str)] = &[
    (COMMA_IN_FLOW, "a comma ends a value between braces or brackets; text that holds one needs quotes"),
    (COMMENT_CUTS_TEXT, "a blank and `#` start a comment; in SQL they were probably meant as text"),
    (CONTROL_CHARACTER, "YAML allows tab and line breaks only; others are written as escapes"),
    (DUPLICATE_KEY, "the same key stands twice in one map, so one of its values would be lost"),
    (EMPTY_FILE, "the file holds no value"),
    (EMPTY_TEXT, "a text that may not be empty holds nothing"),
    (FILE_TOO_LARGE, "the file is larger than any written by hand"),
    (INVALID_VALUE, "the value has the right shape but cannot be used"),
    (KEY_NOT_TEXT, "the key of a map is a list, a map or nothing"),
    (MISSING_DIALECT, "a map per dialect has no entry for a dialect of the project"),
    (MISSING_FIELD, "a key that must be there is not"),
    (NOT_UTF8, "files are read as UTF-8"),
    (SECOND_DOCUMENT, "one file holds one YAML document"),
    (TAB_INDENTATION, "YAML indents with blanks, never with tabs"),
    (TEXT_AFTER_QUOTE, "quotes surround a whole value, not a part of it"),
    (TOO_DEEP, "lists and maps are nested deeper than any real file needs"),
    (UNCLOSED_BRACKET, "a `[` or `{` has no partner"),
    (UNCLOSED_QUOTE, "a quoted text has no end"),
    (UNKNOWN_DIALECT, "a map per dialect holds a key that is no dialect"),
    (UNKNOWN_FIELD, "a key is not one of those that can stand here"),
    (UNKNOWN_VALUE, "a word is not one of those that can stand here"),
    (UNQUOTED_COLON, "a colon and a blank start a map; text that holds them needs quotes"),
    (WRONG_INDENTATION, "a line belongs to nothing above it"),
    (WRONG_TYPE, "a text, list or map stands where another shape is needed"),
    (YAML_ALIAS, "aliases are refused: what is written is what is meant"),
    (YAML_ANCHOR, "anchors are refused, as nothing may refer to them"),
    (YAML_SYNTAX, "the text is not YAML"),
    (YAML_TAG, "tags are refused: types follow from the field"),
];

#[cfg(test)]
mod tests {
    use super::CODES;

    #[test]
    fn codes_are_sorted_and_unique() {
        assert!(CODES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
