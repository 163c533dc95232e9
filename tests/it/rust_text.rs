//! Rust files as the house checks see them: code apart from comments, product apart from tests, offsets unchanged.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// One Rust file. All texts have the same length and line breaks as the file, with blanks for what was taken out.
#[derive(Debug)]
pub struct RustFile {
    /// Where it is, from the root of the repository, with `/`.
    pub path: String,
    /// As it is on disk.
    pub raw: String,
    /// Without comments and without the insides of strings.
    pub code: String,
    /// `code` without what is compiled for tests only.
    pub product: String,
    /// Without comments, with strings, without tests.
    pub product_text: String,
}

impl RustFile {
    /// Takes a file's text apart.
    pub fn new(path: &str, raw: &str) -> Self {
        let code = blank(raw, true);
        let tests = test_items(&code);
        let product = without(&code, &tests);
        let product_text = without(&blank(raw, false), &tests);
        Self { path: path.to_owned(), raw: raw.to_owned(), code, product, product_text }
    }

    /// `path:line` of a byte offset.
    pub fn place(&self, offset: usize) -> String {
        format!("{}:{}", self.path, self.raw[..offset].matches('\n').count() + 1)
    }

    /// The module that the file is, as names below the crate: `src/graph/spec.rs` is `graph`, `spec`.
    pub fn module(&self) -> Vec<&str> {
        let inner = self.path.strip_prefix("src/").and_then(|path| path.strip_suffix(".rs")).unwrap_or_default();
        let mut names: Vec<&str> = inner.split('/').collect();
        if matches!(names.last(), Some(&("mod" | "lib" | "main"))) {
            names.pop();
        }
        names
    }
}

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` of the repository whose name ends with `ending`, sorted; none if there is no such folder.
pub fn files_below(folder: &str, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(root().join(folder)) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.expect("the repository can be read");
        let path = format!("{folder}/{}", entry.file_name().to_str().expect("file names are plain text"));
        if entry.path().is_dir() {
            found.extend(files_below(&path, ending));
        } else if path.ends_with(ending) {
            found.push(PathBuf::from(path));
        }
    }
    found.sort();
    found
}

/// The Rust files below `folder`. A file that a `#[cfg(test)] mod name;` brings in is all test.
pub fn rust_files(folder: &str) -> Vec<RustFile> {
    let read = |path: PathBuf| {
        let path = path.to_str().expect("file names are plain text").to_owned();
        let raw = fs::read_to_string(root().join(&path)).expect("the repository can be read");
        RustFile::new(&path, &raw)
    };
    let mut files: Vec<RustFile> = files_below(folder, ".rs").into_iter().map(read).collect();
    let test_modules: Vec<String> = files.iter().flat_map(test_modules).collect();
    for file in &mut files {
        let module = file.module().join("/");
        if test_modules.iter().any(|test| module == *test || module.starts_with(&format!("{test}/"))) {
            file.product = String::new();
            file.product_text = String::new();
        }
    }
    files
}

/// The modules that `file` declares for tests only, as `graph/tests`.
fn test_modules(file: &RustFile) -> Vec<String> {
    let declared = test_items(&file.code).into_iter().filter_map(|item| {
        let item = file.code[item].trim_end();
        let name = item.strip_suffix(';')?.rsplit_once("mod ")?.1;
        Some(file.module().into_iter().chain([name.trim()]).collect::<Vec<_>>().join("/"))
    });
    declared.collect()
}

/// Byte ranges of the items behind a `#[cfg(test)]`, with the attribute.
fn test_items(code: &str) -> Vec<Range<usize>> {
    const MARK: &str = "#[cfg(test)]";
    let mut found: Vec<Range<usize>> = Vec::new();
    for (start, _) in code.match_indices(MARK) {
        let inside = found.last().is_some_and(|item| item.contains(&start));
        if !inside {
            found.push(start..item_end(code, start + MARK.len()));
        }
    }
    found
}

/// Where the item that starts at `from` ends: behind its `;` or the `}` that closes it.
fn item_end(code: &str, from: usize) -> usize {
    let mut depth = 0usize;
    for (at, c) in code[from..].char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '}' if depth <= 1 => return from + at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return from + at + 1,
            _ => {}
        }
    }
    code.len()
}

fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for range in ranges {
        blank_bytes(&mut bytes[range.clone()]);
    }
    String::from_utf8(bytes).expect("whole characters were blanked")
}

fn blank_bytes(bytes: &mut [u8]) {
    bytes.iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
}

/// The text with comments blanked, and the insides of string and character literals if `strings` says so.
fn blank(raw: &str, strings: bool) -> String {
    let mut bytes = raw.as_bytes().to_vec();
    let mut at = 0;
    while at < raw.len() {
        let rest = &raw[at..];
        let length = token_length(rest, raw[..at].chars().next_back());
        let is_comment = rest.starts_with("//") || rest.starts_with("/*");
        if is_comment {
            blank_bytes(&mut bytes[at..at + length]);
        } else if strings && length > 2 {
            blank_bytes(&mut bytes[at + 1..at + length - 1]);
        }
        at += length;
    }
    String::from_utf8(bytes).expect("whole characters were blanked")
}

/// The length of the comment or literal that `rest` starts with, else of its first character.
fn token_length(rest: &str, before: Option<char>) -> usize {
    let to = |end: Option<usize>| end.unwrap_or(rest.len());
    if rest.starts_with("//") {
        return to(rest.find('\n'));
    }
    if rest.starts_with("/*") {
        return block_comment_length(rest);
    }
    if rest.starts_with('"') {
        return quoted_length(rest, '"');
    }
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let raw_start = rest.strip_prefix('r').map(|after| after.trim_start_matches('#'));
    if let (false, Some(after)) = (in_word && before != Some('b'), raw_start)
        && after.starts_with('"')
    {
        let hashes = rest.len() - 1 - after.len();
        let end = format!("\"{}", "#".repeat(hashes));
        return to(after[1..].find(&end).map(|at| rest.len() - after.len() + 1 + at + end.len()));
    }
    let mut chars = rest.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some('\''), Some('\\'), _) => quoted_length(rest, '\''),
        (Some('\''), Some(c), Some('\'')) => 2 + c.len_utf8(),
        (Some(c), _, _) => c.len_utf8(),
        (None, _, _) => 0,
    }
}

fn block_comment_length(rest: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn quoted_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if !escaped && c == quote {
            return at + 1;
        }
        escaped = !escaped && c == '\\';
    }
    rest.len()
}

#[test]
fn comments_strings_and_tests_are_told_from_code() {
    let raw = "//! crate::doc\nfn a<'x>(s: &'x str) { /* crate::b /* c */ d */ f(\"crate::e \\\" g\", r#\"h \" i\"#, '\\'', '\"', j) }\n\
               #[cfg(test)]\n#[allow(x)]\nmod tests {\n fn k() { l[0]; }\n}\nfn m() {}\n#[cfg(test)]\nmod far;\nfn o() {}\n";
    let file = RustFile::new("src/graph/mod.rs", raw);
    for text in [&file.code, &file.product, &file.product_text] {
        assert_eq!(text.len(), raw.len());
        assert_eq!(text.matches('\n').count(), raw.matches('\n').count());
    }
    assert!(!file.code.contains("crate") && !file.code.contains(" d ") && !file.code.contains('h'), "{}", file.code);
    assert!(file.code.contains("j)") && file.code.contains("fn k()"), "{}", file.code);
    assert!(!file.product.contains("fn k") && !file.product.contains("far"), "{}", file.product);
    assert!(file.product.contains("fn m") && file.product.contains("fn o"), "{}", file.product);
    assert!(file.product_text.contains("crate::e") && file.product_text.contains("h \" i"), "{}", file.product_text);
    assert_eq!(test_modules(&file), ["graph/tests", "graph/far"].into_iter().skip(1).collect::<Vec<_>>());
}
