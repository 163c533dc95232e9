//! The names that an operation brings, as its file says them: of one that cannot be read or done, so that nothing is said
//! of what follows from that.

use crate::operation::KINDS;
use crate::source::yaml::Node;

/// The names of what an operation makes, or gives another name. Of a kind that nobody knows, whatever may be one.
pub fn declared(kind: &str, body: &Node) -> Vec<String> {
    let text = |path: &[&str]| {
        let found = path.iter().try_fold(body, |node, key| node.get(key))?;
        found.text().map(str::to_string)
    };
    let any = !KINDS.contains(&kind);
    let paths: [(bool, &[&str]); 3] = [
        (kind.starts_with("create_"), &["name"]),
        (kind.starts_with("rename_"), &["to"]),
        (kind == "add_column", &["column", "name"]),
    ];
    paths.iter().filter(|(brings, _)| any || *brings).filter_map(|(_, path)| text(path)).collect()
}
