//! What is different between two texts, line by line.

use similar::TextDiff;

/// The lines that differ, with three around them, as `diff -u` shows them; `name` is what the texts are called.
pub fn difference(name: &str, old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new).unified_diff().context_radius(3).header(name, name).to_string()
}
