//! The end of a run: answers on standard output, findings on standard error, and the exit code.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use crate::diagnostic::{Diagnostic, Severity};
use crate::output::report::text::{self, ReportStyle};
use crate::project::Failure;
use crate::source::LongText;

use super::findings::Findings;
use super::globals::Globals;

/// Findings at or above the threshold.
const FINDINGS: u8 = 1;
/// It could not run.
const FAILED: u8 = 2;
/// The reader of standard output went away: what a shell says of a program that the signal SIGPIPE ended.
const BROKEN_PIPE: u8 = 141;

/// Prints what there is to print. Without an answer, nothing reaches standard output.
pub(super) fn finish(answer: Result<LongText, Failure>, globals: &Globals, mut findings: Findings) -> ExitCode {
    let (text, code) = match answer {
        Ok(text) => (text, ExitCode::SUCCESS),
        Err(Failure::Reported) => (LongText::default(), ExitCode::from(FAILED)),
        Err(Failure::Findings) => (LongText::default(), ExitCode::from(FINDINGS)),
        Err(Failure::Unlike(text)) => (text, ExitCode::from(FINDINGS)),
        Err(Failure::Finding(diagnostic)) => {
            findings.diagnostics.push(*diagnostic);
            (LongText::default(), ExitCode::from(FAILED))
        }
    };
    report(&findings, globals);
    // The process ends here: the texts of a long history need not be taken apart.
    std::mem::forget(findings);
    printed(print(&text), code)
}

/// Prints help, the version, or what is wrong with the arguments.
pub(super) fn usage(answer: &clap::Error) -> ExitCode {
    let code = u8::try_from(answer.exit_code()).unwrap_or(FAILED);
    printed(answer.print().and_then(|()| io::stdout().flush()), ExitCode::from(code))
}

/// The exit code, once the answer is on its way.
fn printed(written: io::Result<()>, code: ExitCode) -> ExitCode {
    match written {
        Ok(()) => code,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::from(BROKEN_PIPE),
        Err(error) => {
            // Nothing can be done if standard error is gone too.
            let _ = writeln!(io::stderr(), "error: cannot write to standard output: {error}");
            ExitCode::from(FAILED)
        }
    }
}

fn print(text: &LongText) -> io::Result<()> {
    let mut out = io::stdout().lock();
    text.write_to(&mut out)?;
    out.flush()
}

fn report(findings: &Findings, globals: &Globals) {
    let style = ReportStyle { color: globals.colors(), short: false };
    let shown = |diagnostic: &&Diagnostic| !globals.quiet || diagnostic.severity == Severity::Error;
    let mut diagnostics: Vec<&Diagnostic> = findings.diagnostics.sorted().into_iter().filter(shown).collect();
    // What is wrong for several dialects is said once.
    diagnostics.dedup();
    if !diagnostics.is_empty() {
        // Nothing can be done if standard error is gone.
        let _ = text::write(&diagnostics, &findings.files, style, &mut io::stderr().lock());
    }
}
