//! Puts the files of `dialects/` into the binary as one sorted table.
#![allow(clippy::disallowed_methods, reason = "a build script reads its environment and writes its output")]

use std::fmt::Write as _;
use std::path::Path;

fn main() {
    let root = Path::new("dialects");
    println!("cargo:rerun-if-changed=dialects");
    let mut table = String::from("&[\n");
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let entry = entry.expect("the folder dialects/ can be read");
        println!("cargo:rerun-if-changed={}", entry.path().display());
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(root).expect("walked from the root").display().to_string();
            let path = entry.path().canonicalize().expect("the file was just listed");
            writeln!(table, "    ({name:?}, include_str!({path:?})),").expect("writing to a string");
        }
    }
    table.push_str("]\n");
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join("dialects.rs"), table).expect("OUT_DIR is writable");
}
