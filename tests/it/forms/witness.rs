//! Real servers on the forms: they fail at the plainest SQL of what is refused, and take what is rendered.

use sqlgen::dialect::Library;

use super::{Form, Outcome, Plain, forms};
use crate::servers::{self, Database, Kind, Mode, Server};

/// A database with what the form starts from, where that can be had.
fn given(server: &'static Server, form: &Form) -> Database {
    let dialect = Library::embedded().dialect(server.kind().dialect()).expect("it is a dialect");
    let database = server.database();
    if let Ok(script) = form.project(&dialect).bare().upgrade("given") {
        database.run_script(&script, Mode::Documented).expect_success();
    }
    database
}

/// What the server says about the plainest SQL of a form; none if it takes it.
fn refusal(server: &'static Server, form: &Form, plain: &str) -> Option<String> {
    let outcome = given(server, form).run_script(&format!("{plain};\n"), Mode::Documented);
    (!outcome.success()).then_some(outcome.stderr)
}

/// What is wrong with a form on a server, if anything is. The database is empty before and, if all is well, after it.
fn wrong(server: &'static Server, form: &Form, database: &Database) -> Option<String> {
    let name = server.kind().dialect();
    let dialect = Library::embedded().dialect(name).expect("it is a dialect");
    let plain = form.plain.as_ref().and_then(|plain| plain.of(name));
    if let Outcome::Refused { .. } = Outcome::of(form, &dialect) {
        let Some(plain) = plain else { return Some("it is refused, and `plain` has nothing for it".to_string()) };
        let refused = refusal(server, form, plain).is_some();
        return (!refused).then(|| format!("it is refused, and the server does it: {plain}"));
    }
    let project = form.project(&dialect).bare();
    let [up, down] = [project.upgrade("done"), project.downgrade("base")].map(|script| script.expect("it is rendered"));
    let done = database.run_script(&format!("{up}\n{down}"), Mode::Documented);
    if !done.success() {
        let work = |script: &str| script.find("\n-- line ").map_or(String::new(), |at| script[at..].to_string());
        return Some(format!("the server fails at what is rendered: {}\n{}\n{}", done.stderr, work(&up), work(&down)));
    }
    let Some(Plain::All(plain)) = &form.plain else { return None };
    refusal(server, form, plain).map(|said| format!("the plain text is no SQL of the form: {said}"))
}

fn ask(server: &'static Server) {
    let mut found = Vec::new();
    let mut database = server.database();
    for form in forms() {
        if let Some(said) = wrong(server, &form, &database) {
            found.push(format!("{} on {:?}: {said}", form.form, server.kind()));
            database = server.database();
        }
        if server.kind() == Kind::Mariadb && form.kind().ends_with("_schema") {
            // A schema is a database of its own there, and outlives the one of the test.
            database.execute("DROP SCHEMA IF EXISTS forms_s;");
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
