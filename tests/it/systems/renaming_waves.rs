//! A keeper of certificates on SQLite: what its application has made is stamped, named and renamed twice.

use super::{Place, Stop};
use crate::sample::direct;
use crate::servers::{self, Mode};

/// One line for each row of every table that rows are put into, by the ends of its name.
const EVENTS: &str = "SELECT e.id, e.payload, a.contact, d.domain_ids, c.pem FROM event e
    LEFT JOIN acme_account a ON a.id = e.acme_account_id LEFT JOIN domain_set d ON d.id = e.domain_set_id
    LEFT JOIN x509_certificate c ON c.id = e.x509_certificate_id ORDER BY e.id";

/// A database that the application has made, with rows.
fn place() -> Option<Place> {
    let place = Place::new("renaming-waves", servers::sqlite()?).environment("production");
    place.database.execute(&place.text("application.sql"));
    place.database.execute(&place.text("rows.sql"));
    Some(place)
}

/// The application gives its constraints no names: until a table is written anew they have none.
#[test]
fn what_the_application_made_is_stamped_and_renamed() {
    let Some(mut place) = place() else { return };
    place.nameless = true;
    let before = place.facts();
    place.go("stamp", "b0e6d3a91c44");
    let seen = |revision: &str| {
        if revision == "07d94be63af1" {
            let notes = place.rows("SELECT id, note FROM domain ORDER BY id");
            assert_eq!(notes, ["1, NULL", "2, mixed case; kept {as it came}"]);
        }
    };
    place.walk("upgrade", "b0e6d3a91c44:head", seen);
    assert_eq!(
        place.rows(EVENTS),
        [
            "1, {}, ada@example.org, NULL, NULL",
            "2, {\"renews\": {\"id\": 1}}, NULL, NULL, CERT 2",
            "3, {}, NULL, 1,2, NULL"
        ]
    );
    let sets = place.rows("SELECT domain_set_id, position, domain_id FROM domain_set_2_domain ORDER BY 1, 2");
    assert_eq!(sets, ["1, 0, 1", "2, 0, 1", "2, 1, 2"]);
    assert_eq!(place.rows("SELECT id, is_revoked FROM x509_certificate ORDER BY id"), ["1, 0", "2, 1"]);
    place.walk("downgrade", "head:b0e6d3a91c44", |_| {});
    assert_eq!(place.taken_back(place.facts()), place.taken_back(before));
    let events = place.rows("SELECT id, ssl_user_id, ssl_cert_id, payload FROM ssl_event ORDER BY id");
    assert_eq!(events, ["1, 1, NULL, {}", "2, NULL, 2, {\"renews\": {\"id\": 1}}", "3, NULL, NULL, {}"]);
    place.go("upgrade", "b0e6d3a91c44:head");
}

/// With names from the start, every name is right after every step, and none is left of those before.
#[test]
fn every_constraint_and_index_is_called_what_our_catalog_says() {
    let Some(server) = servers::sqlite() else { return };
    let place = Place::new("renaming-waves", server).environment("development");
    let stops = place.stops("upgrade", "b0e6d3a91c44");
    let [Stop { script, state }] = stops.as_slice() else { panic!("one revision, not {}", stops.len()) };
    place.database.run_script(&direct::script(&state.catalog, &[], "sqlite"), Mode::Documented).expect_success();
    place.database.run_script(script, Mode::Documented).expect_success();
    place.database.execute(&place.text("rows.sql"));
    place.walk("upgrade", "b0e6d3a91c44:head", |_| {});
    let stale = "SELECT s.name, k.\"table\" FROM sqlite_schema s JOIN pragma_foreign_key_list(s.name) k
        WHERE k.\"table\" NOT IN (SELECT name FROM sqlite_schema WHERE type = 'table')";
    assert_eq!(place.rows(stale), Vec::<String>::new());
    place.walk("downgrade", "head:b0e6d3a91c44", |_| {});
}

#[test]
fn a_few_revisions_go_back_and_come_again() {
    let Some(place) = place() else { return };
    place.go("stamp", "b0e6d3a91c44");
    place.go("upgrade", "b0e6d3a91c44:head");
    for (down, up) in
        [("head:-1", "head-1:head"), ("head:-2", "head-2:head"), ("head:-5", "head-5:+3"), ("head-2:-1", "head-3:head")]
    {
        place.go("downgrade", down);
        place.go("upgrade", up);
    }
    assert_eq!(place.rows("SELECT version_num FROM alembic_version"), ["4b1e83c6f2da"]);
    assert_eq!(place.rows(EVENTS).len(), 3);
}

/// A block that is switched off, and on.
#[test]
fn one_installation_keeps_fingerprints() {
    let Some(place) = place() else { return };
    let mut place = place.variable("keep_fingerprints", "yes");
    place.nameless = true;
    place.go("stamp", "b0e6d3a91c44");
    place.go("upgrade", "b0e6d3a91c44:29fc61a4d0b8");
    place.walk("upgrade", "29fc61a4d0b8:head", |_| {});
    assert_eq!(place.rows("SELECT count(*) FROM x509_certificate WHERE fingerprint IS NULL"), ["2"]);
    place.walk("downgrade", "head:29fc61a4d0b8", |_| {});
}
