//! CSV by RFC 4180, with what a field was written in: quotes tell an empty text from nothing.

use std::fmt;

/// A field of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its text, without the quotes around it.
    pub text: String,
    /// Whether quotes stood around it.
    pub quoted: bool,
    /// Where it begins.
    pub place: Place,
}

/// A place in the file, both numbers from 1 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character of the line.
    pub column: usize,
}

/// What is no CSV.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvError {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: &'static str,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// The records of a file, each its fields.
pub fn read(text: &str) -> Result<Vec<Vec<Field>>, CsvError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { rest: text, place: Place { line: 1, column: 1 } };
    let mut records = Vec::new();
    while !reader.rest.is_empty() {
        records.push(reader.record()?);
    }
    Ok(records)
}

struct Reader<'t> {
    rest: &'t str,
    place: Place,
}

impl<'t> Reader<'t> {
    fn record(&mut self) -> Result<Vec<Field>, CsvError> {
        let mut fields = Vec::new();
        loop {
            fields.push(self.field()?);
            if self.rest.starts_with(',') {
                self.skip(1);
                continue;
            }
            let ending = if self.rest.starts_with("\r\n") { 2 } else { self.rest.len().min(1) };
            self.skip(ending);
            return Ok(fields);
        }
    }

    fn field(&mut self) -> Result<Field, CsvError> {
        let place = self.place;
        let quoted = self.rest.starts_with('"');
        let text = if quoted { self.quoted(place)? } else { self.bare()?.to_string() };
        Ok(Field { text, quoted, place })
    }

    fn bare(&mut self) -> Result<&'t str, CsvError> {
        let end = self.rest.find([',', '\n', '"']).unwrap_or(self.rest.len());
        let found = &self.rest[..end];
        if self.rest[end..].starts_with('"') {
            self.skip(end);
            let message = "a quote inside of a field: put quotes around the field, and write this one twice";
            return Err(CsvError { place: self.place, message });
        }
        let found = if self.rest[end..].starts_with('\n') { found.strip_suffix('\r').unwrap_or(found) } else { found };
        self.skip(found.len());
        Ok(found)
    }

    fn quoted(&mut self, start: Place) -> Result<String, CsvError> {
        let mut text = String::new();
        self.skip(1);
        loop {
            let Some(end) = self.rest.find('"') else {
                return Err(CsvError { place: start, message: "the quote that begins here has no end" });
            };
            text.push_str(&self.rest[..end]);
            self.skip(end + 1);
            if !self.rest.starts_with('"') {
                break;
            }
            text.push('"');
            self.skip(1);
        }
        let ended = self.rest.is_empty() || self.rest.starts_with([',', '\n']) || self.rest.starts_with("\r\n");
        match ended {
            true => Ok(text),
            false => Err(CsvError { place: self.place, message: "text behind the closing quote of a field" }),
        }
    }

    fn skip(&mut self, bytes: usize) {
        let (skipped, rest) = self.rest.split_at(bytes);
        match skipped.rfind('\n') {
            Some(at) => {
                self.place.line += skipped.matches('\n').count();
                self.place.column = skipped[at + 1..].chars().count() + 1;
            }
            None => self.place.column += skipped.chars().count(),
        }
        self.rest = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<Vec<String>> {
        let field = |field: &Field| if field.quoted { format!("<{}>", field.text) } else { field.text.clone() };
        read(text).unwrap().iter().map(|record| record.iter().map(field).collect()).collect()
    }

    #[test]
    fn quotes_are_told_from_none() {
        assert_eq!(shown("a,b\n1,\n\"\",\"x\"\n"), [["a", "b"], ["1", ""], ["<>", "<x>"]]);
        assert_eq!(shown("\u{feff}a\r\n\"b\"\"c,\r\nd\"\r\n"), [["a"], ["<b\"c,\r\nd>"]]);
        assert_eq!(shown("a,b"), [["a", "b"]]);
        assert_eq!(shown("a\n\n"), [["a"], [""]]);
        assert!(shown("").is_empty());
    }

    #[test]
    fn mistakes_have_a_place() {
        let place = |text: &str| read(text).unwrap_err().place.to_string();
        assert_eq!(place("a,b\né,x\"y\n"), "line 2, column 4");
        assert_eq!(place("a\n\"x\ny\"z\n"), "line 3, column 3");
        assert_eq!(place("a,b\n1,\"x\n\n"), "line 2, column 3");
        assert_eq!(read("a\n\"x\ny\",b").unwrap()[1][1].place.to_string(), "line 3, column 4");
    }
}
