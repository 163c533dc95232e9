//! Reading single statements: verdicts by list, kinds, effects, and input that is meant to hurt.

use proptest::prelude::*;
use sqlgen::sql::{
    AlterAction, Client, ConstraintClass, EffectKind, Fault, ObjectClass, StatementKind, Syntax, TypeChange, Verdict,
    analyse, ast, split,
};

use super::{DIALECTS, syntax};

/// The statements of a dialect's list, each with the verdict that is expected.
pub fn list(dialect: &str) -> Vec<(&'static str, &'static str)> {
    let text = match dialect {
        "postgresql" => include_str!("lists/postgresql.sql"),
        "mysql" => include_str!("lists/mysql.sql"),
        "mariadb" => include_str!("lists/mariadb.sql"),
        "sqlite" => include_str!("lists/sqlite.sql"),
        "mssql" => include_str!("lists/mssql.sql"),
        _ => include_str!("lists/oracle.sql"),
    };
    let mut verdict = "";
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("-- ") {
            Some(name) => verdict = name,
            None => found.push((line, verdict)),
        }
    }
    found
}

fn name(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Parsed(_) => "parsed",
        Verdict::Recognised(_) => "recognised",
        Verdict::Opaque => "opaque",
        Verdict::Broken(_) => "broken",
    }
}

fn kind(dialect: &str, statement: &str) -> StatementKind {
    analyse(statement, &syntax(dialect)).kind
}

#[test]
fn each_statement_of_the_lists_has_its_verdict() {
    let mut counts = Vec::new();
    for dialect in DIALECTS {
        let syntax = syntax(dialect);
        let mut count = [0; 3];
        for (statement, expected) in list(dialect) {
            let found = analyse(statement, &syntax);
            assert_eq!(name(&found.verdict), expected, "{dialect}: {statement}");
            count[["parsed", "recognised", "opaque"].iter().position(|name| *name == expected).unwrap()] += 1;
        }
        counts.push((dialect, count));
    }
    let expected = [
        ("postgresql", [62, 47, 2]),
        ("mysql", [40, 19, 0]),
        ("mariadb", [12, 17, 0]),
        ("sqlite", [30, 6, 1]),
        ("mssql", [22, 24, 0]),
        ("oracle", [13, 28, 0]),
    ];
    assert_eq!(counts, expected);
}

#[test]
fn every_known_statement_of_the_lists_has_a_kind() {
    for dialect in DIALECTS {
        for (statement, verdict) in list(dialect) {
            let StatementKind::Other(words) = kind(dialect, statement) else { continue };
            let rare = [
                "ALTER SESSION",
                "ATTACH DATABASE",
                "CLUSTER",
                "DEALLOCATE",
                "DISABLE TRIGGER",
                "PREPARE",
                "PRINT",
                "RAISERROR",
                "REFRESH",
                "REINDEX",
                "UNLOCK",
                "VACUUM",
            ];
            assert!(
                verdict == "opaque" || rare.iter().any(|rare| words.starts_with(rare)),
                "{dialect}: {statement}: {words}"
            );
        }
    }
}

#[test]
fn a_script_of_the_list_is_split_into_its_statements() {
    for dialect in DIALECTS {
        let syntax = syntax(dialect);
        let ends = |statement: &str| match syntax.client {
            Client::Slash if statement.ends_with(';') || statement.contains(" TYPE ") => "\n/\n",
            Client::Go if statement.contains("PROCEDURE") || statement.contains("TRIGGER dbo.tr ON") => "\nGO\n",
            _ => ";\n",
        };
        let statements: Vec<_> = list(dialect).into_iter().map(|(statement, _)| statement).collect();
        let statements: Vec<_> = statements.into_iter().filter(|one| !one.contains("STDIN")).collect();
        for comment in ["", "-- it's (a comment\n", "/* ; ' */ "] {
            let script: String = statements.iter().map(|one| format!("{comment}{one}{}", ends(one))).collect();
            let found: Vec<_> = split(&script, &syntax);
            let texts: Vec<_> = found.iter().map(|piece| piece.text(&script)).collect();
            assert_eq!(texts, statements, "{dialect}");
            assert!(found.iter().all(|piece| piece.broken.is_none()), "{dialect}");
        }
    }
}

#[test]
fn names_are_read_without_their_quotes() {
    let StatementKind::CreateTable { name, temporary } = kind("mssql", "CREATE TABLE [d]]b].\"T\"\"x\" (a int)") else {
        panic!()
    };
    assert_eq!((name.schema(), name.name(), temporary), (Some("d]b"), "T\"x", false));
    assert!(name.parts.iter().all(|part| part.quoted));
    let StatementKind::DropTable { names } = kind("mysql", "DROP TABLE IF EXISTS `a``b`, c.d") else { panic!() };
    assert_eq!(names.iter().map(ToString::to_string).collect::<Vec<_>>(), ["a`b", "c.d"]);
    let statement = "TRUNCATE TABLE only_me";
    let StatementKind::Truncate { tables } = kind("postgresql", statement) else { panic!() };
    assert_eq!(&statement[tables[0].range.clone()], "only_me");
}

/// The actions of an ALTER TABLE.
fn actions(dialect: &str, statement: &str) -> Vec<AlterAction> {
    match kind(dialect, statement) {
        StatementKind::AlterTable { actions, .. } => actions.into_iter().map(|one| one.action).collect(),
        other => panic!("{statement}: {other:?}"),
    }
}

#[test]
fn added_columns_tell_whether_old_rows_get_a_value() {
    let cases = [
        ("postgresql", "ADD COLUMN a int", false, false),
        ("postgresql", "ADD a int NOT NULL", true, false),
        ("postgresql", "ADD COLUMN IF NOT EXISTS a int DEFAULT 1 NOT NULL", true, true),
        ("postgresql", "ADD COLUMN a int DEFAULT NULL", false, false),
        ("postgresql", "ADD COLUMN a text CHECK (a IS NOT NULL)", false, false),
        ("postgresql", "ADD COLUMN a bigserial PRIMARY KEY", true, true),
        ("postgresql", "ADD COLUMN a int NOT NULL GENERATED ALWAYS AS IDENTITY", true, true),
        ("sqlite", "ADD COLUMN a TEXT GENERATED ALWAYS AS (upper(b)) VIRTUAL", false, true),
        ("mysql", "ADD COLUMN a int NOT NULL AUTO_INCREMENT FIRST", true, true),
        ("mariadb", "WAIT 5 ADD a varchar(20) NOT NULL COMMENT 'default'", true, false),
        ("oracle", "ADD a NUMBER DEFAULT ON NULL 0", false, true),
    ];
    for (dialect, action, not_null, has_default) in cases {
        let expected = AlterAction::AddColumn { name: "a".to_owned(), not_null, has_default };
        assert_eq!(actions(dialect, &format!("ALTER TABLE t {action}")), [expected], "{dialect}: {action}");
    }
}

#[test]
fn alterations_are_told_apart_in_every_spelling() {
    let alter_type = |column: &str, not_null| AlterAction::AlterType { column: column.to_owned(), not_null };
    let drop = |name: &str| AlterAction::DropColumn { name: name.to_owned() };
    let rename = |from: &str, to: &str| AlterAction::RenameColumn { from: from.to_owned(), to: to.to_owned() };
    let column = || "a".to_owned();
    let cases = [
        ("postgresql", "ALTER COLUMN a TYPE bigint USING a::bigint", vec![alter_type("a", false)]),
        ("postgresql", "ALTER a SET DATA TYPE text", vec![alter_type("a", false)]),
        ("mssql", "ALTER COLUMN [a] nvarchar(10) NOT NULL", vec![alter_type("a", true)]),
        ("mysql", "MODIFY COLUMN a int NOT NULL", vec![alter_type("a", true)]),
        ("mysql", "CHANGE a b text", vec![rename("a", "b"), alter_type("b", false)]),
        ("mysql", "CHANGE COLUMN `a` a text", vec![alter_type("a", false)]),
        (
            "oracle",
            "MODIFY (a NUMBER, b NOT NULL)",
            vec![alter_type("a", false), AlterAction::SetNotNull { column: "b".to_owned() }],
        ),
        (
            "postgresql",
            "ALTER COLUMN a SET NOT NULL, ALTER COLUMN a DROP NOT NULL",
            vec![AlterAction::SetNotNull { column: column() }, AlterAction::DropNotNull { column: column() }],
        ),
        (
            "postgresql",
            "ALTER a DROP DEFAULT, ALTER a SET DEFAULT f(1, 2)",
            vec![AlterAction::ChangeDefault { column: column() }, AlterAction::ChangeDefault { column: column() }],
        ),
        ("postgresql", "DROP COLUMN IF EXISTS a CASCADE, DROP b", vec![drop("a"), drop("b")]),
        ("mssql", "DROP COLUMN a, b", vec![drop("a"), drop("b")]),
        (
            "mssql",
            "DROP CONSTRAINT c, COLUMN a",
            vec![AlterAction::DropConstraint { name: Some("c".to_owned()) }, drop("a")],
        ),
        ("oracle", "DROP (a, b)", vec![drop("a"), drop("b")]),
        ("oracle", "SET UNUSED COLUMN a", vec![drop("a")]),
        ("postgresql", "RENAME a TO b", vec![rename("a", "b")]),
        ("mariadb", "RENAME COLUMN IF EXISTS a TO b", vec![rename("a", "b")]),
        ("mysql", "DROP PRIMARY KEY", vec![AlterAction::DropConstraint { name: None }]),
        ("mysql", "DROP KEY k", vec![AlterAction::DropIndex { name: "k".to_owned() }]),
        ("postgresql", "SET (fillfactor = 70)", vec![AlterAction::Other("SET ( FILLFACTOR".to_owned())]),
        (
            "postgresql",
            "ADD key text",
            vec![AlterAction::AddColumn { name: "key".to_owned(), not_null: false, has_default: false }],
        ),
    ];
    for (dialect, action, expected) in cases {
        assert_eq!(actions(dialect, &format!("ALTER TABLE s.t {action}")), expected, "{dialect}: {action}");
    }
}

#[test]
fn constraints_tell_whether_old_rows_are_checked() {
    let cases = [
        ("postgresql", "ADD CONSTRAINT c CHECK (a > 0) NOT VALID", Some("c"), ConstraintClass::Check, true, false),
        ("postgresql", "ADD UNIQUE (a)", None, ConstraintClass::Unique, false, false),
        (
            "postgresql",
            "ADD CONSTRAINT c PRIMARY KEY USING INDEX i",
            Some("c"),
            ConstraintClass::PrimaryKey,
            false,
            true,
        ),
        (
            "mssql",
            "WITH NOCHECK ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES b (a)",
            Some("c"),
            ConstraintClass::ForeignKey,
            true,
            false,
        ),
        ("mssql", "ADD CONSTRAINT c DEFAULT 1 FOR a", Some("c"), ConstraintClass::Default, false, false),
        ("oracle", "ADD CONSTRAINT c CHECK (a > 0) ENABLE NOVALIDATE", Some("c"), ConstraintClass::Check, true, false),
    ];
    for (dialect, action, name, constraint, not_valid, using_index) in cases {
        let name = name.map(str::to_owned);
        let expected = AlterAction::AddConstraint { name, constraint, not_valid, using_index };
        assert_eq!(actions(dialect, &format!("ALTER TABLE t {action}")), [expected], "{action}");
    }
}

#[test]
fn effects_are_what_rules_ask_for() {
    let effects = |dialect: &str, statement: &str| -> Vec<(String, String)> {
        let found = kind(dialect, statement).effects();
        let kind = |kind: &EffectKind| match kind {
            EffectKind::DropsTable { table } => format!("drops {table}"),
            EffectKind::DropsColumn { table, column } => format!("drops {table}.{column}"),
            EffectKind::EmptiesTable { table } => format!("empties {table}"),
            EffectKind::BuildsIndex { table, concurrently, .. } => format!("index on {table} {concurrently}"),
            EffectKind::DropsIndex { index, concurrently } => format!("drops index {index} {concurrently}"),
            EffectKind::AddsRequiredColumn { table, column } => format!("required {table}.{column}"),
            EffectKind::RequiresColumn { table, column } => format!("not null {table}.{column}"),
            EffectKind::ChangesType { table, column } => format!("type {table}.{column}"),
        };
        found.iter().map(|effect| (kind(&effect.kind), statement[effect.range.clone()].to_owned())).collect()
    };
    let one = |kind: &str, place: &str| vec![(kind.to_owned(), place.to_owned())];
    assert_eq!(effects("sqlite", "DROP TABLE a"), one("drops a", "a"));
    assert_eq!(effects("mssql", "ALTER TABLE s.a DROP COLUMN b"), one("drops s.a.b", "DROP COLUMN b"));
    assert_eq!(effects("mysql", "TRUNCATE a"), one("empties a", "a"));
    assert_eq!(effects("postgresql", "CREATE INDEX i ON a (b)"), one("index on a false", "i"));
    assert_eq!(effects("postgresql", "CREATE INDEX CONCURRENTLY ON a (b)"), one("index on a true", "a"));
    assert_eq!(effects("postgresql", "DROP INDEX CONCURRENTLY i"), one("drops index i true", "i"));
    assert_eq!(effects("mysql", "ALTER TABLE a ADD KEY k (b)"), one("index on a false", "ADD KEY k (b)"));
    assert_eq!(effects("postgresql", "ALTER TABLE a ADD b int NOT NULL"), one("required a.b", "ADD b int NOT NULL"));
    assert_eq!(
        effects("postgresql", "ALTER TABLE a ALTER b SET NOT NULL"),
        one("not null a.b", "ALTER b SET NOT NULL")
    );
    assert_eq!(effects("mysql", "ALTER TABLE a MODIFY b text"), one("type a.b", "MODIFY b text"));
    assert_eq!(effects("postgresql", "ALTER TABLE a ADD b int NOT NULL DEFAULT 1"), []);
}

#[test]
fn other_kinds_name_their_objects() {
    let text = |name: &Option<sqlgen::sql::ObjectName>| name.as_ref().map(ToString::to_string);
    let trigger = "CREATE DEFINER=`a`@`b` TRIGGER tr BEFORE UPDATE ON s.t FOR EACH ROW SET NEW.a = 1";
    let StatementKind::Create { class, name, table } = kind("mysql", trigger) else { panic!() };
    assert_eq!(
        (class, text(&name), text(&table)),
        (ObjectClass::Trigger, Some("tr".to_owned()), Some("s.t".to_owned()))
    );
    let StatementKind::AlterType { name, change } = kind("postgresql", "ALTER TYPE s.e ADD VALUE 'x'") else {
        panic!()
    };
    assert_eq!((name.to_string(), change), ("s.e".to_owned(), TypeChange::AddValue));
    let StatementKind::RenameTable { renames } = kind("mysql", "RENAME TABLE a TO b, c TO d") else { panic!() };
    assert_eq!(renames.len(), 2);
    let update = "UPDATE x SET a = 1 FROM dbo.t AS x";
    assert!(matches!(kind("mssql", update), StatementKind::Update { table } if table.to_string() == "dbo.t"));
    let delete = "DELETE x FROM t x JOIN u ON 1 = 1";
    assert!(matches!(kind("mysql", delete), StatementKind::Delete { table } if table.to_string() == "t"));
    let with = "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a";
    assert!(matches!(kind("postgresql", with), StatementKind::Insert { table } if table.to_string() == "t"));
    assert!(matches!(kind("oracle", "BEGIN NULL; END;"), StatementKind::Do));
    assert!(matches!(kind("postgresql", "BEGIN"), StatementKind::Begin));
    assert!(matches!(kind("postgresql", "BEGIN ISOLATION LEVEL SERIALIZABLE"), StatementKind::Begin));
    assert!(matches!(
        kind("postgresql", "COMMENT ON COLUMN a.b IS 'x'"),
        StatementKind::Comment { class: ObjectClass::Column, .. }
    ));
    assert_eq!(kind("postgresql", ""), StatementKind::Other(String::new()));
}

#[test]
fn the_tree_is_there_for_what_parses() {
    let found = analyse("CREATE TABLE t (a int, b text)", &syntax("postgresql"));
    let Verdict::Parsed(statement) = found.verdict else { panic!() };
    let ast::Statement::CreateTable(table) = *statement else { panic!() };
    assert_eq!(table.columns.len(), 2);
}

#[test]
fn broken_tokens_are_broken_and_nothing_else_is() {
    let broken = |statement: &str| match analyse(statement, &syntax("postgresql")).verdict {
        Verdict::Broken(broken) => Some((broken.what, broken.range.start)),
        _ => None,
    };
    assert_eq!(broken("INSERT INTO t VALUES ('it's')"), Some((Fault::Text, 27)));
    assert_eq!(broken("SELECT (1"), Some((Fault::Opening, 7)));
    assert_eq!(broken("SELECT 1)"), Some((Fault::Closing, 8)));
    assert_eq!(broken("SELECT 'it''s' FROM FROM"), None);
}

#[test]
fn several_statements_are_not_taken_for_one() {
    let found = analyse("ALTER SEQUENCE s RESTART; DROP TABLE t", &syntax("postgresql"));
    assert_eq!(found.verdict, Verdict::Opaque);
    assert!(!found.verdict.is_analysed());
}

#[test]
fn deep_and_long_input_is_harmless() {
    let repeated = |start: &str, middle: &str, end: &str, times: usize| {
        format!("{start}{}1{}", middle.repeat(times), end.repeat(times))
    };
    for times in [150, 900, 30_000] {
        let texts = [
            repeated("SELECT ", "(", ")", times),
            repeated("SELECT ", "f(", "", times),
            repeated("SELECT ", "CASE WHEN ", " THEN 1 END", times),
            repeated("SELECT 1,2", " UNION SELECT 1,", "", times),
            repeated("SELECT * FROM t WHERE a", " AND a", "", times),
            repeated("SELECT ", "NOT ", "", times),
            repeated("SELECT * FROM a", " JOIN b", "", times),
            repeated("", "IF 1 = 1 ", "", times),
            repeated("", "BEGIN ", " END;", times),
            repeated("CREATE TABLE t (a ", "ARRAY<", ">", times),
            repeated("ALTER TABLE t ", "ADD a int,", "", times),
            repeated("ALTER TABLE t ADD a ", "(", "", times),
            repeated("CREATE INDEX i ", "x (", ")", times),
            repeated("GRANT ", "TO TO ", "(", times),
            repeated("INSERT INTO t VALUES (1)", ",(2)", "", times),
            repeated("MERGE INTO t ", "USING ", "", times),
            "'".repeat(times),
            "$$".repeat(times + 1),
            "/*".repeat(times),
            ";".repeat(times),
            "END ".repeat(times),
        ];
        for text in texts {
            for dialect in ["postgresql", "mssql"] {
                analyse(&text, &syntax(dialect));
                split(&text, &syntax(dialect));
            }
        }
    }
}

/// Statements that are made of pieces of the lists.
fn statements() -> impl Strategy<Value = String> {
    let words: Vec<&str> =
        DIALECTS.iter().flat_map(|dialect| list(dialect)).flat_map(|(one, _)| one.split(' ')).collect();
    let symbols =
        vec!["(", ")", ",", "=", ".", ";", "'a'", "\"b\"", "*", "::", "[1]", "@x", ":=", "a.b.", ".a", "-- x\n", "é"];
    let word = prop_oneof![8 => prop::sample::select(words), 1 => prop::sample::select(symbols)];
    prop::collection::vec(word, 0..25).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_statement_gets_a_verdict(statement in statements(), dialect in prop::sample::select(DIALECTS.to_vec())) {
        let syntax: Syntax = syntax(dialect);
        let found = analyse(&statement, &syntax);
        for effect in found.kind.effects() {
            prop_assert!(statement.get(effect.range).is_some());
        }
        if let Verdict::Broken(broken) = found.verdict {
            prop_assert!(statement.get(broken.range).is_some());
        }
    }
}
