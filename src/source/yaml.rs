//! The only YAML reader: text into nodes with byte spans, nodes into typed values.
