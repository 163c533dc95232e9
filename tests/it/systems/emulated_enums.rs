//! A lending library where an enum is a type, the type of a column, or a text with a check: what is renamed keeps its rows.

use super::Place;
use crate::servers::{self, Kind, Mode};

#[test]
fn enums_that_the_database_does_not_have_go_the_same_way() {
    for server in servers::all() {
        let place = Place::new("emulated-enums", server);
        let kind = server.kind();
        let states = |table: &str, column: &str| place.rows(&format!("SELECT {column} FROM {table} ORDER BY id"));
        let seen = |revision: &str| {
            match revision {
            "a91c07d4e3f2" => place.database.execute(
                "INSERT INTO person (id, mail, name) VALUES (1, 'ada@example.org', 'Ada');
                 INSERT INTO book (id, title, pages, binding) VALUES (1, 'A', 10, 'hard'), (2, 'B', NULL, 'paper'), (3, 'C', 3, NULL);
                 INSERT INTO loan (id, book_id, person_id, status, since) VALUES (1, 1, 1, 'out', '2024-01-09'),
                 (2, 2, 1, 'back', '2024-01-10'), (3, 3, 1, 'lost', '2024-01-11'), (4, 3, 1, 'out', '2024-01-12');",
            ),
            "c4d0a6b95e17" => place.database.execute("UPDATE loan SET status = 'overdue' WHERE id = 4;"),
            "d80b13f7e2a6" => assert_eq!(states("book", "binding"), ["hard", "other", "other"]),
            "e5f94c21b708" => assert_eq!(states("loan", "status"), ["lent", "returned", "missing", "overdue"]),
            "0b7d3e96a5c1" => assert_eq!(states("lending", "state_before"), ["NULL", "NULL", "returned", "NULL"]),
            _ => {}
        }
        };
        place.walk("upgrade", "head", seen);
        assert_eq!(
            place.rows("SELECT r.email, count(*) FROM lending l JOIN reader r ON r.id = l.reader_id GROUP BY r.email"),
            ["ada@example.org, 4"]
        );
        let strict = if kind == Kind::Mariadb { "SET sql_mode = 'STRICT_ALL_TABLES';" } else { "" };
        let wrong = format!("{strict} UPDATE lending SET state = 'out';");
        assert!(!place.database.run_script(&wrong, Mode::Documented).success(), "{kind:?}: the values are checked");
        let seen = |revision: &str| match revision {
            "d80b13f7e2a6" => assert_eq!(states("loan", "status"), ["out", "back", "lost", "overdue"]),
            "b27e5f80c1d4" => assert_eq!(states("loan", "status"), ["out", "back", "lost", "out"]),
            _ => {}
        };
        place.walk("downgrade", "head:base", seen);
        assert!(place.facts().is_empty(), "{kind:?}");
        place.go("upgrade", "head");
        place.go("downgrade", "head:-4");
        place.go("upgrade", "head-4:head");
    }
}
