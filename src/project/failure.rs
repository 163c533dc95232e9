//! Why a command ends without a result.

use std::io;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::LongText;

/// Why a command ends without a result.
#[derive(Debug)]
pub enum Failure {
    /// Errors, and all are reported already.
    Reported,
    /// Findings at or above the threshold of the project, all reported already.
    Findings,
    /// What was asked for is not so; how it is goes to standard output.
    Unlike(LongText),
    /// This, which is not reported yet.
    Finding(Box<Diagnostic>),
}

impl Failure {
    /// A file or folder that the system does not let us use; `verb` as in "cannot read".
    pub fn io(verb: &str, path: &Path, error: &io::Error) -> Self {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file or folder".to_string(),
            io::ErrorKind::PermissionDenied => "permission denied".to_string(),
            _ => error.to_string(),
        };
        Diagnostic::error(Code("file-system"), format!("cannot {verb} `{}`: {reason}", path.display())).into()
    }

    /// A failure with a way out.
    pub fn new(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Diagnostic::error(Code(code), message).help(help).into()
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Finding(Box::new(diagnostic))
    }
}
