//! Findings for a terminal: the place with its source, what is wrong, and what to do about it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use codespan_reporting::diagnostic::{Diagnostic as Shown, Label, LabelStyle, Severity as Level};
use codespan_reporting::files::{Error, Files as Sources};
use codespan_reporting::term::{Config, DisplayStyle, WriteStyle, emit_to_write_style};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, Files, Span};

/// A line longer than this is not repeated in a report.
const LONGEST_LINE: usize = 1000;

/// How findings look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReportStyle {
    /// Whether to use colours.
    pub color: bool,
    /// Whether to write one line for each finding, without its source.
    pub short: bool,
}

/// Writes every finding, in the given order.
pub fn write(
    diagnostics: &[&Diagnostic],
    files: &Files,
    style: ReportStyle,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut painter = Painter { out, color: style.color };
    let sources = Texts::new(diagnostics, files);
    for diagnostic in diagnostics {
        let display_style = match (style.short, sources.fit(diagnostic)) {
            (true, _) => DisplayStyle::Short,
            (false, true) => DisplayStyle::Rich,
            (false, false) => DisplayStyle::Medium,
        };
        let config = Config { display_style, ..Config::default() };
        let shown = sources.shown(diagnostic);
        emit_to_write_style(&mut painter, &config, &sources, &shown).map_err(into_io)?;
    }
    Ok(())
}

fn into_io(error: Error) -> io::Error {
    match error {
        Error::Io(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

/// The texts that are pointed into, without control characters that a terminal would obey.
struct Texts<'a> {
    files: &'a Files,
    texts: BTreeMap<FileId, Cow<'a, str>>,
}

impl<'a> Texts<'a> {
    fn new(diagnostics: &[&Diagnostic], files: &'a Files) -> Self {
        let ids = diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels).map(|label| label.file);
        Self { files, texts: ids.map(|file| (file, harmless(files.text(file)))).collect() }
    }

    /// Whether all lines to be shown are short enough.
    fn fit(&self, diagnostic: &Diagnostic) -> bool {
        diagnostic.labels.iter().all(|label| {
            let ends = [label.span.start, label.span.end].map(|offset| self.files.line(label.file, offset));
            let spans = ends.map(|line| self.files.line_span(label.file, line).unwrap_or_default());
            spans.iter().all(|span| span.range().len() <= LONGEST_LINE)
        })
    }

    fn shown(&self, diagnostic: &Diagnostic) -> Shown<FileId> {
        let labels = diagnostic.labels.iter().enumerate().map(|(position, label)| {
            let style = if position == 0 { LabelStyle::Primary } else { LabelStyle::Secondary };
            Label::new(style, label.file, self.inside(label.file, label.span)).with_message(escaped(&label.message))
        });
        let help = diagnostic.help.iter().map(|help| format!("help: {}", escaped(help)));
        let notes = diagnostic.notes.iter().map(|note| format!("note: {}", escaped(note)));
        Shown::new(level(diagnostic.severity))
            .with_code(diagnostic.code.to_string())
            .with_message(escaped(&diagnostic.message))
            .with_labels(labels.collect())
            .with_notes(notes.chain(help).collect())
    }

    /// The span, cut to whole characters of the text.
    fn inside(&self, file: FileId, span: Span) -> Range<usize> {
        let text = self.files.text(file);
        let start = text.floor_char_boundary(span.start as usize);
        start..text.ceil_char_boundary((span.end as usize).min(text.len())).max(start)
    }
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Note => Level::Note,
        Severity::Warning => Level::Warning,
        Severity::Error => Level::Error,
    }
}

fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t' | '\r')
}

/// The text with each control character replaced by one of the same length, so that places stay.
fn harmless(text: &str) -> Cow<'_, str> {
    if !text.contains(is_control) {
        return Cow::Borrowed(text);
    }
    let replace = |character: char| match (is_control(character), character.len_utf8()) {
        (false, _) => character,
        (true, 1) => '?',
        (true, _) => '¿',
    };
    Cow::Owned(text.chars().map(replace).collect())
}

/// A message with control characters written as escapes.
fn escaped(message: &str) -> String {
    let escape = |character: char| match is_control(character) || character == '\r' {
        true => character.escape_unicode().to_string(),
        false => character.to_string(),
    };
    message.chars().map(escape).collect()
}

impl<'a> Sources<'a> for Texts<'_> {
    type FileId = FileId;
    type Name = String;
    type Source = &'a str;

    fn name(&'a self, file: FileId) -> Result<String, Error> {
        Ok(escaped(self.files.name(file)))
    }

    fn source(&'a self, file: FileId) -> Result<&'a str, Error> {
        self.texts.get(&file).map(AsRef::as_ref).ok_or(Error::FileMissing)
    }

    fn line_index(&'a self, file: FileId, offset: usize) -> Result<usize, Error> {
        Ok(self.files.line(file, offset as u32) - 1)
    }

    fn line_range(&'a self, file: FileId, line: usize) -> Result<Range<usize>, Error> {
        let missing = Error::LineTooLarge { given: line, max: self.files.line_count(file) - 1 };
        self.files.line_span(file, line + 1).map(Span::range).ok_or(missing)
    }
}

/// Turns the parts of a report into colours.
struct Painter<'a> {
    out: &'a mut dyn io::Write,
    color: bool,
}

impl Painter<'_> {
    fn set(&mut self, style: Style) -> io::Result<()> {
        if self.color { write!(self.out, "{}{style}", anstyle::Reset) } else { Ok(()) }
    }
}

fn color(level: Level) -> AnsiColor {
    match level {
        Level::Bug | Level::Error => AnsiColor::BrightRed,
        Level::Warning => AnsiColor::BrightYellow,
        Level::Note => AnsiColor::BrightGreen,
        Level::Help => AnsiColor::BrightCyan,
    }
}

fn frame() -> Style {
    AnsiColor::Blue.on_default()
}

impl io::Write for Painter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl WriteStyle for Painter<'_> {
    fn set_header(&mut self, level: Level) -> io::Result<()> {
        self.set(color(level).on_default().bold())
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.set(Style::new().bold())
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.set(frame())
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.set(frame())
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.set(frame())
    }

    fn set_label(&mut self, level: Level, style: LabelStyle) -> io::Result<()> {
        match style {
            LabelStyle::Primary => self.set(color(level).on_default()),
            LabelStyle::Secondary => self.set(frame()),
        }
    }

    fn reset(&mut self) -> io::Result<()> {
        if self.color { write!(self.out, "{}", anstyle::Reset) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn written(diagnostics: &[&Diagnostic], files: &Files, style: ReportStyle) -> String {
        let mut out = Vec::new();
        write(diagnostics, files, style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn plain(diagnostic: &Diagnostic, files: &Files) -> String {
        written(&[diagnostic], files, ReportStyle::default())
    }

    #[test]
    fn shows_places_in_several_files_notes_and_help() {
        let mut files = Files::new();
        let (a, b) = (files.add("revisions/a.yaml", "up:\n  - é: 😀x\n"), files.add("b.yaml", "one\ntwo"));
        let diagnostic = Diagnostic::error(Code("unknown-field"), "unknown field `x`")
            .at(a, Span::new(16, 17), "not known here")
            .at(b, Span::new(4, 7), "first seen here")
            .note("a fact")
            .help("remove it");
        let expected = "\
error[unknown-field]: unknown field `x`
  ┌─ revisions/a.yaml:2:9
  │
2 │   - é: 😀x
  │          ^ not known here
  │
  ┌─ b.yaml:2:1
  │
2 │ two
  │ --- first seen here
  │
  = note: a fact
  = help: remove it

";
        assert_eq!(plain(&diagnostic, &files), expected);
        let short = written(&[&diagnostic, &diagnostic], &files, ReportStyle { short: true, color: false });
        assert_eq!(short, "revisions/a.yaml:2:9: error[unknown-field]: unknown field `x`\n".repeat(2));
    }

    #[test]
    fn works_without_a_place_and_behind_the_end() {
        let mut files = Files::new();
        let warning = Diagnostic::new(Severity::Warning, Code("no-heads"), "nothing to do").help("add a revision");
        assert_eq!(plain(&warning, &files), "warning[no-heads]: nothing to do\n = help: add a revision\n\n");
        for text in ["", "x", "x\n", "é"] {
            let file = files.add("f", text);
            for span in [Span::new(0, 0), Span::new(1, 1), Span::new(0, 9), Span::new(7, 9)] {
                let shown = plain(&Diagnostic::error(Code("c"), "m").at(file, span, ""), &files);
                assert!(shown.starts_with("error[c]: m\n  ┌─ f:"), "{shown}");
            }
        }
    }

    #[test]
    fn colours_only_when_asked_and_without_letting_the_source_choose() {
        let mut files = Files::new();
        let file = files.add("a\u{1b}[31m", "x: \u{1b}[31m\u{9b}y\n");
        let diagnostic = Diagnostic::error(Code("c"), "bad \u{1b}[0m\r").at(file, Span::new(3, 4), "\u{7}");
        let shown = plain(&diagnostic, &files);
        assert!(shown.contains("bad \\u{1b}[0m\\u{d}") && shown.contains("x: ?[31m¿y"), "{shown}");
        assert!(!shown.contains(is_control));
        let coloured = written(&[&diagnostic], &files, ReportStyle { color: true, short: false });
        assert!(coloured.starts_with("\u{1b}[0m\u{1b}[1m\u{1b}[91merror[c]\u{1b}[0m\u{1b}[1m: bad"), "{coloured:?}");
    }

    #[test]
    fn very_long_lines_are_not_repeated() {
        let mut files = Files::new();
        let file = files.add("a", "x".repeat(100_000));
        let shown =
            plain(&Diagnostic::error(Code("c"), "m").at(file, Span::new(50_000, 50_001), "l").help("h"), &files);
        assert_eq!(shown, "a:1:50001: error[c]: m\n = help: h\n");
    }
}
