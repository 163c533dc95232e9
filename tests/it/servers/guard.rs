//! Keeps a server alive exactly as long as this test process, whatever ends it: return, panic or `kill -9`.
//!
//! A small shell stands between: it starts the server and waits for our end of a pipe to close, which the kernel does
//! when this process is gone. Then it stops the server and removes the folder.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use super::programs::short_folder;

/// The shell's own text: `$0` is the folder to remove, `$1` the signal that stops the server, the rest its command.
const WATCHER: &str = r#"
folder=$0
signal=$1
shift
"$@" </dev/null >>"$folder/log" 2>&1 &
server=$!
echo "$server"
exec >/dev/null
while read -r _; do :; done
kill -s "$signal" "$server"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
  kill -0 "$server" || break
  sleep 0.1
done
kill -s KILL "$server"
wait "$server"
cd / && rm -rf -- "$folder"
"#;

/// Who a program runs as; database servers refuse to be root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct User {
    /// The user's number.
    pub uid: u32,
    /// The number of the user's own group.
    pub gid: u32,
}

/// A running server. The server ends when this value is dropped, or with the process that holds it.
#[derive(Debug)]
pub struct Guard {
    pipe: Option<ChildStdin>,
    watcher: Child,
    pid: u32,
}

impl Guard {
    /// Starts `command` for `folder`, which is removed when the server has ended. Its output goes to `log` in there.
    pub fn start(folder: &Path, signal: &str, command: &[String], user: Option<User>) -> Self {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(WATCHER).arg(folder).arg(signal).args(command);
        shell.current_dir(folder).process_group(0).env("LC_ALL", "C");
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        if let Some(user) = user {
            give(folder, user);
            shell.uid(user.uid).gid(user.gid);
        }
        let mut child = shell.spawn().expect("a shell can be started");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("the shell's output is a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("the shell says which process it started");
        let pid = line.trim().parse().unwrap_or_else(|_| panic!("the watcher of {command:?} did not start: {line:?}"));
        Self { pipe: child.stdin.take(), watcher: child, pid }
    }

    /// Asks until the server answers; says what its log holds when it never does.
    pub fn wait_until_ready(&self, folder: &Path, mut client: Command) {
        let start = Instant::now();
        while !client.output().expect("a client can be started").status.success() {
            let log = || fs::read_to_string(folder.join("log")).unwrap_or_default();
            assert!(alive(self.pid), "the server ended while starting:\n{}", log());
            assert!(start.elapsed() < Duration::from_secs(60), "the server does not answer:\n{}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.pipe.take());
        self.watcher.wait().expect("the watcher was ours");
    }
}

/// Makes `folder` and everything in it `user`'s own.
pub fn give(folder: &Path, user: User) {
    let owner = format!("{}:{}", user.uid, user.gid);
    let done = Command::new("chown").arg("-R").arg(owner).arg(folder).status().expect("`chown` can be started");
    assert!(done.success(), "could not give {} away", folder.display());
}

/// Is there a process with this id, other than one that only waits to be collected?
fn alive(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

#[test]
fn a_server_ends_with_its_guard_and_leaves_nothing() {
    let folder = short_folder();
    let guard = Guard::start(&folder, "TERM", &["sleep".into(), "1000".into()], None);
    let pid = guard.pid;
    assert!(alive(pid) && folder.exists());
    drop(guard);
    assert_gone(pid, &folder);
}

#[test]
fn a_server_that_ignores_the_signal_is_killed() {
    let folder = short_folder();
    let stubborn = "trap '' TERM; while :; do sleep 0.1; done";
    let guard = Guard::start(&folder, "TERM", &["sh".into(), "-c".into(), stubborn.into()], None);
    let pid = guard.pid;
    drop(guard);
    assert_gone(pid, &folder);
}

/// Where the test below finds its second self's folder to write to.
const HOLD: &str = "SQLGEN_TEST_HOLD";

#[test]
fn a_server_ends_when_its_tests_are_killed() {
    if let Ok(report) = std::env::var(HOLD) {
        let folder = short_folder();
        let guard = Guard::start(&folder, "TERM", &["sleep".into(), "1000".into()], None);
        fs::write(report, format!("{} {}.", guard.pid, folder.display())).expect("the report can be written");
        std::thread::sleep(Duration::from_secs(60));
        return;
    }
    let report = tempfile::NamedTempFile::new().expect("a temporary file");
    let mut second = Command::new(std::env::current_exe().expect("the tests know their program"));
    second.args(["a_server_ends_when_its_tests_are_killed", "--nocapture"]).env(HOLD, report.path());
    let mut second =
        second.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the tests can be started again");
    let told = || fs::read_to_string(report.path()).unwrap_or_default();
    until("the second run to start its server", || told().ends_with('.'));
    second.kill().expect("the second run can be killed");
    second.wait().expect("the second run was ours");
    let told = told();
    let (pid, folder) = told.trim_end_matches('.').split_once(' ').expect("a process and a folder");
    assert_gone(pid.parse().expect("a process id"), Path::new(folder));
}

fn assert_gone(pid: u32, folder: &Path) {
    until("the server to end and its folder to vanish", || !alive(pid) && !folder.exists());
}

fn until(what: &str, done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(20), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
