//! Real servers on the forms: they fail at the plainest SQL of what is refused, and take what is rendered.

use sqlgen::dialect::Library;

use super::{Form, Outcome, Plain, forms};
use crate::servers::{self, Database, Kind, Mode, Server};

/// A database with what the form starts from, where that can be had.
fn given(server: &'static Server, form: &Form) -> Database {
    let dialect = Library::embedded().dialect(server.kind().dialect()).expect("it is a dialect");
    let database = server.database();
    if let Ok(script) = form.project(&dialect).upgrade("given") {
        database.run_script(&script, Mode::Documented).expect_success();
    }
    database
}

/// What is wrong with a form on a server, if anything is.
fn wrong(server: &'static Server, form: &Form) -> Option<String> {
    let name = server.kind().dialect();
    let dialect = Library::embedded().dialect(name).expect("it is a dialect");
    let plain = form.plain.as_ref().and_then(|plain| plain.of(name));
    match (Outcome::of(form, &dialect), &form.plain) {
        (Outcome::Refused { .. }, _) => {
            let Some(plain) = plain else { return Some("it is refused, and `plain` has nothing for it".to_string()) };
            let outcome = given(server, form).run_script(&format!("{plain};\n"), Mode::Documented);
            outcome.success().then(|| format!("it is refused, and the server does it: {plain}"))
        }
        (outcome @ Outcome::Rendered(_), plain_for) => {
            let script = form.project(&dialect).upgrade("done").expect("it is rendered");
            let done = server.database().run_script(&script, Mode::Documented);
            if !done.success() {
                return Some(format!("the server fails at what is rendered: {}\n{}", done.stderr, outcome.text()));
            }
            let Some(Plain::All(plain)) = plain_for else { return None };
            let done = given(server, form).run_script(&format!("{plain};\n"), Mode::Documented);
            (!done.success()).then(|| format!("the plain text is no SQL of the form: {}", done.stderr))
        }
    }
}

fn ask(server: &'static Server) {
    let mut found = Vec::new();
    for form in forms() {
        if let Some(said) = wrong(server, &form) {
            found.push(format!("{} on {:?}: {said}", form.form, server.kind()));
        }
        if server.kind() == Kind::Mariadb {
            // A schema is a database of its own there, and outlives the one of the test.
            server.database().execute("DROP SCHEMA IF EXISTS forms_s;");
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}

#[test]
fn postgresql_cannot_do_what_is_refused() {
    servers::postgresql().into_iter().for_each(ask);
}

#[test]
fn mariadb_cannot_do_what_is_refused() {
    servers::mariadb().into_iter().for_each(ask);
}

#[test]
fn sqlite_cannot_do_what_is_refused() {
    servers::sqlite().into_iter().for_each(ask);
}
