//! An archive with two databases: the enum of what is being moved gets other values three times, and rows follow.

use super::Place;
use crate::servers::{self, Kind, Server};

fn place(server: &'static Server, database: &str) -> Place {
    let environment = if server.kind() == Kind::Sqlite { "laptop" } else { "production" };
    Place::new("two-databases", server).environment(environment).database(database)
}

/// Rows that hold values which the revisions rename, join and drop.
fn fill_monitor(place: &Place) {
    place.database.execute(
        "INSERT INTO request (id, request_id, owner, team, action, came_at)
         VALUES (1, '5e0f7a52-77f2-4d5e-8a57-0d3f4bb7e0aa', 'ada', 'ocean', 'put', '2023-06-13 08:00:00');
         INSERT INTO part (id, request_id, state) VALUES
         (1, 1, 'transfer_init'), (2, 1, 'catalog_rollback'), (3, 1, 'complete_with_errors'),
         (4, 1, 'complete_with_warnings'), (5, 1, 'routing');
         INSERT INTO failed_file (id, path, part_id) VALUES (1, '/a/b', 3), (2, '/a/c', 3);",
    );
}

/// What the states of parts are at a revision, on the way up and on the way down.
const UP: &[(&str, &str)] = &[
    ("e83b1f6027c9", "transfer_init catalog_rollback complete_with_errors complete_with_errors routing"),
    ("f0c92d417ab6", "archive_init catalog_removing complete_with_errors complete_with_errors routing"),
    ("4d6a1be8029c", "archive_init catalog_removing failed failed routing catalog_restoring"),
];
const DOWN: &[(&str, &str)] = &[
    ("3b90c7e5f148", "archive_init catalog_removing failed failed routing catalog_restoring archive_preparing"),
    ("e83b1f6027c9", "archive_init catalog_rollback failed failed routing catalog_getting archive_getting"),
    ("d1a40c5be207", "transfer_init catalog_rollback failed failed routing catalog_getting catalog_getting"),
];

fn states_are(place: &Place, wanted: &[(&str, &str)], revision: &str) {
    if let Some((_, states)) = wanted.iter().find(|(at, _)| *at == revision) {
        assert_eq!(place.rows("SELECT state FROM part ORDER BY id").join(" "), *states, "at {revision}");
    }
}

#[test]
fn states_of_parts_follow_three_replacements_and_come_back() {
    for server in [servers::sqlite(), servers::postgresql()].into_iter().flatten() {
        let place = place(server, "monitor");
        place.walk("upgrade", "head", |revision| {
            states_are(&place, UP, revision);
            match revision {
                "d1a40c5be207" => fill_monitor(&place),
                "f0c92d417ab6" => {
                    place
                        .database
                        .execute("INSERT INTO part (id, request_id, state) VALUES (6, 1, 'catalog_unpacking');");
                }
                "4d6a1be8029c" => place.database.execute(
                    "INSERT INTO part (id, request_id, state, parent_id) VALUES (7, 1, 'archive_waiting', 6);",
                ),
                _ => {}
            }
        });
        assert_eq!(place.rows("SELECT count(*) FROM failed_file WHERE part_id = 3"), ["2"]);
        place.walk("downgrade", "head:base", |revision| states_are(&place, DOWN, revision));
        assert!(place.facts().is_empty());
        place.go("upgrade", "head");
        place.go("downgrade", "head:-2");
        place.go("upgrade", "head-2:head");
        place.go("downgrade", "head:base");
        assert!(place.facts().is_empty());
    }
}

#[test]
fn locations_get_what_variables_say_between_two_changes_of_the_schema() {
    for server in [servers::sqlite(), servers::postgresql()].into_iter().flatten() {
        let place = place(server, "catalog");
        let urls = match server.kind() {
            Kind::Sqlite => ["1, http, localhost:9000", "2, root, tapes.local"],
            _ => ["1, http, store.example.org", "2, root, tapes.example.org"],
        };
        let links = "SELECT id, kind FROM file ORDER BY id";
        let seen = |revision: &str| {
            match revision {
            "d1a40c5be207" => place.database.execute(
                "INSERT INTO holding (id, label, owner, team) VALUES (1, 'sea ice', 'ada', 'ocean');
                 INSERT INTO ingest (id, request_id, came_at, holding_id)
                 VALUES (1, '5e0f7a52-77f2-4d5e-8a57-0d3f4bb7e0aa', '2023-06-13 08:00:00', 1);
                 INSERT INTO file (id, ingest_id, path, kind, size) VALUES
                 (1, 1, '/a', 'file', 12), (2, 1, '/b', 'link_common_path', NULL), (3, 1, '/c', 'link_absolute_path', NULL);
                 INSERT INTO location (id, kind, root, file_id) VALUES (1, 'object_storage', 'bucket', 1), (2, 'tape', 't1', 1);",
            ),
            "1c7f3a96d0e2" => assert_eq!(place.rows(links), ["1, file", "2, link", "3, link"]),
            "2ae8604bd15f" => {
                assert_eq!(place.rows("SELECT id, url_scheme, url_host FROM location ORDER BY id"), urls);
            }
            "3b90c7e5f148" => {
                place.database.execute("INSERT INTO bundle (id, tape_file) VALUES (1, 'b1'); UPDATE location SET bundle_id = 1 WHERE id = 2;");
            }
            _ => {}
        }
        };
        place.walk("upgrade", "head", seen);
        assert_eq!(place.rows("SELECT id, root, bundle_id FROM location ORDER BY id"), ["1, bucket, NULL", "2, t1, 1"]);
        let seen = |revision: &str| {
            if revision == "09bd5e71c4a8" {
                assert_eq!(place.rows(links), ["1, file", "2, link_common_path", "3, link_common_path"]);
                assert_eq!(place.rows("SELECT id, bundle_id FROM location ORDER BY id"), ["1, NULL", "2, 1"]);
            }
        };
        place.walk("downgrade", "head:base", seen);
        assert!(place.facts().is_empty());
        place.go("upgrade", "head");
        place.go("downgrade", "head:base");
    }
}

/// One name in both databases, two version tables: each moves on its own, and a script knows which it is for.
#[test]
fn the_databases_move_apart() {
    let Some(server) = servers::postgresql() else { return };
    let (catalog, monitor) = (place(server, "catalog"), place(server, "monitor"));
    catalog.go("upgrade", "head");
    monitor.go("upgrade", "+3");
    let versions = [&catalog, &monitor].map(|place| place.rows("SELECT version_num FROM alembic_version"));
    assert_eq!(versions, [["5ef2079cb3d1"], ["f0c92d417ab6"]]);
    assert!(monitor.script("upgrade", "f0c92d417ab6:head").contains("--   Database monitor\n"));
}
