//! What the rules and the manifests say, put to real servers: which changes of type write the table anew, and what
//! becomes of rows when a column without a default may not be NULL.

use sqlgen::catalog::{Catalog, DataType, EnumType, Name, QualifiedName};

use super::dialect;
use crate::servers::{self, Mode};

/// Types that columns have and are given.
const TYPES: &[&str] = &[
    "smallint",
    "integer",
    "bigint",
    "numeric",
    "numeric(10)",
    "numeric(12)",
    "numeric(10,2)",
    "numeric(12,2)",
    "numeric(12,4)",
    "real",
    "double",
    "boolean",
    "char(5)",
    "char(9)",
    "varchar(10)",
    "varchar(31)",
    "varchar(32)",
    "varchar(63)",
    "varchar(64)",
    "varchar(200)",
    "varchar",
    "text",
    "date",
    "time",
    "time(3)",
    "time(6)",
    "timestamp",
    "timestamp(3)",
    "timestamp(6)",
    "timestamptz",
    "timestamptz(3)",
    "timestamptz(6)",
    "interval",
    "uuid",
    "json",
    "jsonb",
    "binary(20)",
    "binary(127)",
    "binary(200)",
    "binary(300)",
    "blob",
];

/// Those that are near to one another: each try costs MariaDB 30 ms, so that all of them are a long test.
const NEAR: &[&str] = &[
    "integer",
    "bigint",
    "numeric",
    "numeric(10)",
    "numeric(12)",
    "char(9)",
    "varchar(31)",
    "varchar(32)",
    "varchar(63)",
    "varchar(64)",
    "varchar(200)",
    "binary(127)",
    "binary(200)",
    "binary(300)",
];

/// The types that a dialect has, as it spells them, each spelling once.
fn spellings(target: &str, types: &[&str]) -> Vec<String> {
    let (dialect, catalog) = (dialect(target), Catalog::empty());
    let types = types.iter().map(|word| DataType::parse(word).expect("a portable type"));
    let mut found: Vec<String> = types.filter_map(|one| dialect.type_spelling(&one, &catalog).ok()).collect();
    found.sort();
    found.dedup();
    found
}

fn pairs(target: &str, types: &[&str]) -> Vec<(String, String)> {
    let all = spellings(target, types);
    let others = |one: &String| all.iter().filter(|other| *other != one).cloned().collect::<Vec<_>>();
    all.iter().flat_map(|one| others(one).into_iter().map(|other| (one.clone(), other))).collect()
}

/// Compares what the manifest says of each pair with `found`: old type, new type, `t` if the rows stayed.
fn compare(target: &str, found: &servers::Rows) -> (usize, usize) {
    let dialect = dialect(target);
    let (mut free, mut wrong) = (0, Vec::new());
    for row in found {
        let [Some(old), Some(new), Some(kept)] = row.as_slice() else { panic!("{row:?}") };
        let (kept, said) = (kept == "t" || kept == "1", dialect.type_change(old, new).is_none());
        free += usize::from(kept);
        if kept != said {
            wrong.push(format!("{old} to {new}: the rows {} stay", if kept { "do" } else { "do not" }));
        }
    }
    assert!(wrong.is_empty(), "{target}, {} of {}\n{}", wrong.len(), found.len(), wrong.join("\n"));
    (found.len(), free)
}

#[test]
fn the_changes_of_type_that_postgresql_makes_in_place_are_those_of_the_manifest() {
    let Some(server) = servers::postgresql() else { return };
    let database = server.database();
    let values: Vec<String> =
        pairs("postgresql", TYPES).iter().map(|(old, new)| format!("('{old}', '{new}')")).collect();
    database.execute(&format!(
        "SET timezone = 'Asia/Tokyo'; CREATE TABLE found (old text, new text, kept boolean);
         DO $$ DECLARE one record; file oid; BEGIN
           FOR one IN SELECT * FROM (VALUES {}) AS pairs (old, new) LOOP
             BEGIN
               EXECUTE format('CREATE TABLE t (c %s)', one.old);
               SELECT relfilenode INTO file FROM pg_class WHERE oid = 't'::regclass;
               EXECUTE format('ALTER TABLE t ALTER COLUMN c TYPE %s', one.new);
               INSERT INTO found SELECT one.old, one.new, relfilenode = file FROM pg_class WHERE oid = 't'::regclass;
               DROP TABLE t;
             EXCEPTION WHEN datatype_mismatch THEN NULL;
             END;
           END LOOP;
         END $$;",
        values.join(", ")
    ));
    let (all, free) = compare("postgresql", &database.query("SELECT old, new, kept FROM found"));
    assert!(all > 300 && free > 30, "{free} of {all}");
}

#[test]
fn the_changes_of_type_that_postgresql_makes_by_itself_are_those_of_the_manifest() {
    let Some(server) = servers::postgresql() else { return };
    let (database, dialect) = (server.database(), dialect("postgresql"));
    let mut catalog = Catalog::empty();
    let mut types: Vec<DataType> = TYPES.iter().map(|word| DataType::parse(word).expect("a portable type")).collect();
    for name in ["mood", "kind"].map(Name::from) {
        catalog.put_enum(EnumType { schema: None, name: name.clone(), values: vec!["one".to_owned()] });
        types.push(DataType::Enum(QualifiedName { schema: None, name }));
    }
    types.extend(types.clone().into_iter().map(|item| DataType::Array(Box::new(item))));
    types.extend(["int4", "bytea", "date", "bpchar"].map(|raw| DataType::Raw(raw.to_owned())));
    let spelt = |one: &DataType| dialect.type_spelling(one, &catalog).expect("a type of PostgreSQL");
    let values: Vec<String> = types.iter().enumerate().map(|(at, one)| format!("({at}, '{}')", spelt(one))).collect();
    let script = format!(
        "CREATE TYPE mood AS ENUM ('one'); CREATE TYPE kind AS ENUM ('one');
         CREATE TABLE types (at integer, name text); INSERT INTO types VALUES {};
         CREATE TABLE found (old integer, new integer, works text);
         DO $$ DECLARE one record; BEGIN
           FOR one IN SELECT a.at AS old, b.at AS new, a.name AS old_name, b.name AS new_name FROM types a, types b LOOP
             BEGIN
               EXECUTE format('CREATE TABLE t (c %s)', one.old_name);
               EXECUTE format('ALTER TABLE t ALTER COLUMN c TYPE %s', one.new_name);
               INSERT INTO found VALUES (one.old, one.new, 'Alone');
               DROP TABLE t;
             EXCEPTION WHEN datatype_mismatch THEN
               BEGIN
                 EXECUTE format('CREATE TABLE t (c %s)', one.old_name);
                 EXECUTE format('ALTER TABLE t ALTER COLUMN c TYPE %s USING CAST(c AS %s)', one.new_name, one.new_name);
                 INSERT INTO found VALUES (one.old, one.new, 'ByCast');
                 DROP TABLE t;
               EXCEPTION WHEN cannot_coerce THEN
                 INSERT INTO found VALUES (one.old, one.new, 'No');
               END;
             END;
             COMMIT;
           END LOOP;
         END $$;",
        values.join(", ")
    );
    database.run_script(&script, Mode::Documented).expect_success();
    let found = database.query("SELECT old, new, works FROM found ORDER BY old, new");
    let (mut wrong, mut refused) = (Vec::new(), 0);
    for row in &found {
        let [Some(old), Some(new), Some(works)] = row.as_slice() else { panic!("{row:?}") };
        let at = |number: &String| &types[number.parse::<usize>().expect("a number")];
        refused += usize::from(works == "No");
        let ours = format!("{:?}", dialect.converts(at(old), at(new)));
        if *works != ours {
            wrong.push(format!("{} to {}: {works}, not {ours}", spelt(at(old)), spelt(at(new))));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), found.len(), wrong.join("\n"));
    assert!(found.len() == types.len().pow(2) && refused > 1000, "{refused} of {}", found.len());
}

/// Enums that grow at their end and elsewhere, also past the values that one byte counts.
fn enums() -> Vec<(String, String)> {
    let list = |from: usize, to: usize| {
        let values: Vec<String> = (from..to).map(|number| format!("'v{number}'")).collect();
        format!("enum({})", values.join(", "))
    };
    let pairs = [((1, 3), (1, 4)), ((1, 3), (0, 3)), ((1, 4), (1, 3)), ((0, 255), (0, 256)), ((0, 256), (0, 260))];
    pairs.into_iter().map(|((from, to), (start, end))| (list(from, to), list(start, end))).collect()
}

#[test]
fn the_changes_of_type_that_mariadb_makes_in_place_are_those_of_the_manifest() {
    let Some(server) = servers::mariadb() else { return };
    let database = server.database();
    let types = if std::env::var("SQLGEN_TEST_LONG").is_ok_and(|value| value == "1") { TYPES } else { NEAR };
    let table = |old: &str| {
        format!("CREATE OR REPLACE TABLE t (id int PRIMARY KEY, c {old}) ENGINE=InnoDB CHARACTER SET utf8mb4;\n")
    };
    let mut script = String::from(
        "CREATE TABLE found (old text, new text, kept int);\nDELIMITER $$\n\
         BEGIN NOT ATOMIC\nDECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET @kept = 0;\n",
    );
    let mut last = String::new();
    for (old, new) in pairs("mariadb", types).into_iter().chain(enums()) {
        if old != last {
            script += &table(&old);
            last.clone_from(&old);
        }
        script += &format!(
            "SET @kept = 1;\nALTER TABLE t MODIFY c {new}, ALGORITHM=NOCOPY, LOCK=NONE;\n\
             INSERT INTO found VALUES ('{}', '{}', @kept);\nIF @kept THEN {} END IF;\n",
            old.replace('\'', "''"),
            new.replace('\'', "''"),
            table(&old).trim()
        );
    }
    script += "END $$\nDELIMITER ;\n";
    database.run_script(&script, Mode::Documented).expect_success();
    let (all, free) = compare("mariadb", &database.query("SELECT old, new, kept FROM found"));
    assert!(all > 150 && free >= 10, "{free} of {all}");
}

#[test]
fn rows_that_lack_a_value_stop_the_statement_or_get_one_that_nobody_chose() {
    for server in servers::all() {
        let (database, target) = (server.database(), server.kind().dialect());
        let dialect = dialect(target);
        let strict = if dialect.fact("implicit_defaults").is_some() {
            "SET sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE';"
        } else {
            ""
        };
        database.execute("CREATE TABLE t (a integer); INSERT INTO t VALUES (1);");
        for spelt in spellings(target, &["integer", "varchar(10)", "date", "time", "timestamp", "timestamptz", "json"])
        {
            let script = format!("{strict} ALTER TABLE t ADD COLUMN b {spelt} NOT NULL; ALTER TABLE t DROP COLUMN b;");
            let ended = database.run_script(&script, Mode::Documented);
            assert_eq!(ended.success(), dialect.fills_rows(Some(&spelt)), "{target}, {spelt}: {}", ended.stderr);
        }
    }
}
