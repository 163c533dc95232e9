//! The only YAML reader: text into nodes with byte spans, nodes into typed values.
pub const PER_DIALECT: &str = "$per_dialect";
pub const SQL_TEXT: &str = "$sql_text";
pub const LITERAL: &str = "$literal";
pub struct Node;
pub struct ReadContext;
pub struct YamlError;
pub fn from_node<T: serde::de::DeserializeOwned>(_: &Node, _: &ReadContext) -> Result<T, YamlError> {
    Err(YamlError)
}
