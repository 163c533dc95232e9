//! A line on the terminal while work takes longer than a second.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use super::globals::Globals;

/// Work that takes less is not worth a line.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line changes.
const PERIOD: Duration = Duration::from_millis(100);

/// Counts steps, and shows them when it takes long.
#[derive(Debug)]
pub(super) struct Progress {
    visible: bool,
    total: usize,
    done: usize,
    next: Instant,
    shown: bool,
}

impl Progress {
    /// Starts to count; shows nothing where nobody looks.
    pub(super) fn new(total: usize, globals: &Globals) -> Self {
        let visible = !globals.quiet && io::stderr().is_terminal();
        Self { visible, total, done: 0, next: Instant::now() + PATIENCE, shown: false }
    }

    /// One step more.
    pub(super) fn step(&mut self) {
        self.done += 1;
        if !self.visible || Instant::now() < self.next {
            return;
        }
        self.next = Instant::now() + PERIOD;
        self.shown = true;
        // A line that cannot be shown is no reason to stop.
        let _ = write!(io::stderr(), "\r{} of {} revisions\x1b[K", self.done, self.total);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            // The same.
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
