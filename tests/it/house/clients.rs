//! Every way of running a script against every rule: is a database at another revision left as it is, and what follows a
//! failure? The answers are the table of docs/clients.md, which this test writes and holds to.

use std::fmt::Write as _;
use std::fs;

use crate::catalog;
use crate::rust_text::root;
use crate::sample::picture::picture;
use crate::sample::project::Project;
use crate::servers::{self, Kind, Mode, Server};

const MODES: [(Mode, &str); 5] = [
    (Mode::Documented, "as the header says"),
    (Mode::Piped, "on standard input"),
    (Mode::Sourced, "`\\i`, `source`, `.read`, piped"),
    (Mode::Typed, "the same, typed at a terminal"),
    (Mode::Forced, "by a client that goes on"),
];

/// The rules of each server, as options and as the head of a column.
const RULES: &[(Kind, &[&str], &str)] = &[
    (Kind::Postgresql, &[], "usual"),
    (Kind::Postgresql, &["--on-error", "exit"], "`on_error: exit`"),
    (Kind::Postgresql, &["--on-error", "continue"], "`on_error: continue`"),
    (Kind::Postgresql, &["--client", "plain"], "`client: plain`"),
    (Kind::Postgresql, &["--transaction", "single"], "`transaction: single`"),
    (Kind::Postgresql, &["--transaction", "none"], "`transaction: none`"),
    (Kind::Postgresql, &["--mode", "idempotent"], "`mode: idempotent`"),
    (Kind::Mariadb, &[], "usual"),
    (Kind::Mariadb, &["--on-error", "exit"], "`on_error: exit`"),
    (Kind::Mariadb, &["--on-error", "fence"], "`on_error: fence`"),
    (Kind::Mariadb, &["--mode", "idempotent"], "`mode: idempotent`"),
    (Kind::Sqlite, &[], "usual"),
    (Kind::Sqlite, &["--transaction", "single"], "`transaction: single`"),
    (Kind::Sqlite, &["--client", "plain"], "`client: plain`"),
];

const REVISIONS: &[&str] = &[
    "revision: a\ndown_revision: null\nmessage: first\nupgrade: [create_table: {name: t, columns: [{name: id, type: integer, primary_key: true}]}]",
    "revision: b\ndown_revision: a\nmessage: second\nupgrade: [create_table: {name: u, columns: [{name: id, type: integer}]}, sql: INSERT INTO missing VALUES (1), create_table: {name: v, columns: [{name: id, type: integer}]}]\ndowngrade: [drop_table: {name: v}, drop_table: {name: u}]",
    "revision: c\ndown_revision: b\nmessage: third\nupgrade: [create_table: {name: w, columns: [{name: id, type: integer}]}]",
];

/// The same history without what fails, and one that goes another way.
const OTHER: &str = "revision: z\ndown_revision: a\nmessage: elsewhere\nupgrade: [create_table: {name: z, columns: [{name: id, type: integer}]}]";

struct Cell {
    /// Is a database at another revision left as it is?
    holds: bool,
    /// Does nothing behind a failure take effect?
    stops: bool,
}

fn cell(server: &'static Server, options: &[&str], mode: Mode) -> Cell {
    let dialect = server.kind().dialect();
    let (project, other) = (Project::written(REVISIONS), Project::written(&[REVISIONS[0], OTHER]));
    let misplaced = server.database();
    misplaced.run_script(&other.script("upgrade", "head", dialect), Mode::Documented).expect_success();
    let before = picture(&misplaced);
    misplaced.run_script(&project.script_with("upgrade", "a:head", dialect, options), mode);
    let failing = server.database();
    failing.run_script(&project.script_with("upgrade", "head", dialect, options), mode);
    let tables = catalog::read(&failing).tables;
    assert!(tables.contains_key("t") || options.contains(&"single"), "the first revision went well");
    Cell { holds: picture(&misplaced) == before, stops: !tables.contains_key("v") && !tables.contains_key("w") }
}

/// The lines of the table of one server.
fn table(server: &'static Server) -> String {
    let rules: Vec<_> = RULES.iter().filter(|(kind, ..)| *kind == server.kind()).collect();
    let mut text = String::from("|");
    rules.iter().for_each(|(_, _, head)| _ = write!(text, " | {head}"));
    text.push_str(" |\n|---");
    rules.iter().for_each(|_| text.push_str("|---"));
    text.push_str("|\n");
    for (mode, name) in MODES {
        let _ = write!(text, "| {name}");
        for (_, options, _) in &rules {
            let Cell { holds, stops } = cell(server, options, mode);
            let word = |yes: bool| if yes { "yes" } else { "**no**" };
            let _ = write!(text, " | {}, {}", word(holds), word(stops));
        }
        text.push_str(" |\n");
    }
    text
}

#[test]
fn the_table_of_clients_is_what_they_do() {
    let path = root().join("docs/clients.md");
    let said = fs::read_to_string(&path).expect("docs/clients.md");
    let mut text = said.clone();
    for server in servers::all() {
        let mark = format!("<!-- {} -->\n", server.kind().dialect());
        let start = text.find(&mark).expect("the table has its mark") + mark.len();
        let end = text[start..].find("\n\n").map_or(text.len(), |end| start + end + 1);
        text.replace_range(start..end, &table(server));
    }
    if std::env::var_os("SQLGEN_UPDATE").is_some() {
        fs::write(&path, &text).expect("the docs can be written");
    } else {
        assert_eq!(said, text, "docs/clients.md says something else");
    }
}
