//! A client that stays connected, so that its locks and its open transaction can be in somebody's way.

use std::io::Write;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// An open session. Dropping it disconnects, which undoes what was not committed.
#[derive(Debug)]
pub struct Session {
    client: Child,
    input: Option<ChildStdin>,
}

impl Session {
    /// Gives `text` to the client; returns when the client has made the file `done`, which the end of the text asks for.
    pub(super) fn start(mut client: Command, text: &str, done: &Path) -> Self {
        client.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut client = client.spawn().expect("`timeout` can be started");
        let mut input = client.stdin.take().expect("the client's input is a pipe");
        input.write_all(text.as_bytes()).and_then(|()| input.flush()).expect("the client reads");
        let session = Self { client, input: Some(input) };
        let start = Instant::now();
        while !done.exists() {
            assert!(start.elapsed() < Duration::from_secs(30), "the session did not get through:\n{text}");
            std::thread::sleep(Duration::from_millis(10));
        }
        session
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        drop(self.input.take());
        self.client.wait().expect("the client was ours");
    }
}
