//! The splitter: what ends a statement in each dialect and client, and what holds for any input.

use proptest::prelude::*;
use sqlgen::sql::{Client, Fault, Lexer, PieceKind, Syntax, Terminator, broken, split};

use super::{DIALECTS, syntax};

fn texts(dialect: &str, script: &str) -> Vec<String> {
    split(script, &syntax(dialect)).iter().map(|piece| piece.text(script).to_owned()).collect()
}

/// Each part of a script must come out as one piece.
#[track_caller]
fn keeps(dialect: &str, terminator: &str, parts: &[&str]) {
    let script = parts.iter().map(|part| format!("{part}{terminator}\n")).collect::<String>();
    assert_eq!(texts(dialect, &script), parts, "{script}");
}

#[test]
fn comments_around_a_statement_are_left_out_but_can_be_found() {
    let script = "-- first\nSELECT 1 -- why\n; /* second */ SELECT /* in */ 2";
    let pieces = split(script, &syntax("postgresql"));
    assert_eq!(texts("postgresql", script), ["SELECT 1", "SELECT /* in */ 2"]);
    assert_eq!(&script[pieces[0].leading.clone()], "-- first\n");
    assert_eq!(&script[pieces[1].leading.clone()].trim(), &"/* second */");
    assert_eq!(pieces[0].terminator, Terminator::Semicolon);
    assert_eq!(pieces[1].terminator, Terminator::Open);
}

#[test]
fn empty_statements_are_nothing() {
    for script in ["", "  \n", ";", ";;\n; ;", "-- only a comment", "/* a */;-- b", "\u{feff}"] {
        for dialect in DIALECTS {
            assert_eq!(texts(dialect, script), Vec::<String>::new(), "{dialect}: {script:?}");
        }
    }
}

#[test]
fn semicolons_in_literals_names_and_comments_end_nothing() {
    keeps("postgresql", ";", &["SELECT ';'", "SELECT \";\"", "SELECT /* ; /* ; */ ; */ 1", "SELECT 'a''; b'"]);
    keeps("mysql", ";", &["SELECT `;`", "SELECT \"a;\"", "SELECT 'a\\';b'", "SELECT 1 # ;\n + 1"]);
    keeps("sqlite", ";", &["SELECT [a;b]", "SELECT `;`", "SELECT \"x;\""]);
    keeps("mssql", ";", &["SELECT [a]];b]", "SELECT N'x;'"]);
    keeps("oracle", ";", &["SELECT q'[it's; ok]' FROM dual", "SELECT nq'!;!' FROM dual", "SELECT q'<;'>' FROM dual"]);
}

#[test]
fn a_backslash_escapes_only_where_the_dialect_says_so() {
    keeps("postgresql", ";", &["SELECT '\\'", "SELECT E'\\'; x'", "SELECT e'\\\\'"]);
    keeps("sqlite", ";", &["SELECT '\\'", "SELECT 1"]);
    keeps("mysql", ";", &["SELECT '\\\\'", "SELECT '\\'; x'", "SELECT \"\\\"; x\""]);
}

#[test]
fn an_end_right_before_a_delimiter_closes_its_block() {
    let body = "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW\nBEGIN SET @x = 1; END";
    for (before, mark) in [("", "$$"), ("", "//"), ("\n", "$$"), ("", "$sqlgen$")] {
        let script = format!("DELIMITER {mark}\n{body}{before}{mark}\nDELIMITER ;\n");
        let pieces = split(&script, &syntax("mysql"));
        assert_eq!((pieces.len(), pieces[1].text(&script), &pieces[1].broken), (3, body, &None), "{script}");
    }
    let script = format!("DELIMITER $$\n{}$$\n", body.trim_end_matches("END"));
    assert_eq!(split(&script, &syntax("mysql"))[1].broken.as_ref().map(|broken| broken.what), Some(Fault::Block));
}

#[test]
fn dollar_quotes_end_at_their_own_tag() {
    keeps("postgresql", ";", &["DO $$ a; b $$", "SELECT $x$ $$; $y$; $x$, $1", "SELECT $é$;$é$", "SELECT a$b$c, 2"]);
    assert_eq!(texts("sqlite", "SELECT $a$; SELECT 2").len(), 2);
}

#[test]
fn two_dashes_need_a_blank_in_some_dialects() {
    assert_eq!(texts("mysql", "SELECT 5--1; SELECT 2 -- x; y\n+1").len(), 2);
    assert_eq!(texts("postgresql", "SELECT 5--1; SELECT 2").len(), 1);
}

#[test]
fn executable_comments_are_statements() {
    assert_eq!(texts("mysql", "/*!40101 SET NAMES utf8 */; /* no */ /*M!100401 SET x=1 */;").len(), 2);
    assert_eq!(texts("postgresql", "/*!40101 SET NAMES utf8 */;").len(), 0);
    keeps("mysql", ";", &["CREATE TABLE t (a int) /*!40100 ENGINE=InnoDB */"]);
}

#[test]
fn trigger_bodies_stay_whole() {
    let head = "CREATE TRIGGER t AFTER UPDATE ON a FOR EACH ROW";
    for body in [
        "BEGIN UPDATE b SET c = 1; DELETE FROM d; END",
        "BEGIN SELECT CASE WHEN NEW.x THEN 1 ELSE 2 END; SELECT 1; END",
        "BEGIN SELECT CASE WHEN a THEN CASE b WHEN 1 THEN 2 END END, NEW.end, NEW.\"begin\"; END",
        "WHEN NEW.a <> CASE 1 WHEN 1 THEN 2 END BEGIN SELECT 1; END",
    ] {
        for dialect in ["sqlite", "mysql"] {
            keeps(dialect, ";", &[&format!("{head} {body}"), "SELECT 1"]);
        }
    }
    keeps("sqlite", ";", &["CREATE TEMP TRIGGER IF NOT EXISTS t BEFORE DELETE ON a BEGIN SELECT 1; END", "SELECT 2"]);
    keeps(
        "sqlite",
        ";",
        &["CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b VALUES (1) ON CONFLICT DO NOTHING; END"],
    );
}

#[test]
fn routine_bodies_nest() {
    let routines = [
        "CREATE PROCEDURE p() BEGIN IF a THEN SET b = 1; ELSEIF c THEN BEGIN SET d = 1; END; END IF; SELECT 1; END",
        "CREATE PROCEDURE p() BEGIN l: LOOP LEAVE l; END LOOP l; WHILE a DO SET b = REPEAT('x', 3); END WHILE; END",
        "CREATE PROCEDURE p() BEGIN REPEAT SET a = 1; UNTIL a END REPEAT; CASE a WHEN 1 THEN SET b = 1; END CASE; END",
        "CREATE PROCEDURE p() BEGIN DECLARE c CURSOR FOR SELECT IF(a, 1, 2) FROM t FOR UPDATE; SET x = 1; END",
        "CREATE PROCEDURE p() BEGIN SET a = CASE WHEN IF(a, 1, 0) = 1 THEN 1 ELSE IF(b, 1, 2) END; SELECT 1; END",
        "CREATE PROCEDURE p() CASE a WHEN 1 THEN IF b THEN SET c = 1; END IF; END CASE",
        "CREATE PROCEDURE p() l: BEGIN DECLARE EXIT HANDLER FOR NOT FOUND BEGIN SET a = 1; END; SET b = 2; END l",
        "CREATE DEFINER=`root`@`localhost` TRIGGER t AFTER INSERT ON a FOR EACH ROW BEGIN SET @x = 1; SET @y = 2; END",
        "CREATE DEFINER=root@localhost FUNCTION f() RETURNS int BEGIN RETURN 1; END",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM a; DELETE FROM b; END",
        "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW IF NEW.x IS NULL THEN SET NEW.x = 1; END IF",
        "ALTER EVENT e DO BEGIN SET a = 1; END",
        "CREATE PROCEDURE p() BEGIN SELECT begin, end FROM t ORDER BY end; END",
        "CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR SQLSTATE '42000' BEGIN END; SELECT 'x' end; END",
        "CREATE OR REPLACE FUNCTION f(a int) RETURNS int RETURN a + 1",
    ];
    for routine in routines {
        keeps("mysql", ";", &["SELECT 0", routine, "SELECT 1"]);
    }
    let blocks = [
        "BEGIN NOT ATOMIC DECLARE x int; SET x = 1; END",
        "IF a THEN SET b = 1; ELSE SET b = 2; END IF",
        "FOR i IN 1..10 DO SET a = i; END FOR",
        "WHILE a DO SET b = 1; END WHILE",
    ];
    for block in blocks {
        keeps("mariadb", ";", &[block, "SELECT 1"]);
    }
    keeps("postgresql", ";", &["CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END", "SELECT 1"]);
    keeps("postgresql", ";", &["CREATE RULE r AS ON INSERT TO v DO INSTEAD (INSERT INTO a VALUES (1); SELECT 1)"]);
}

#[test]
fn begin_is_a_transaction_where_no_block_follows() {
    for begin in ["BEGIN", "BEGIN TRANSACTION", "BEGIN WORK", "BEGIN IMMEDIATE", "BEGIN ISOLATION LEVEL SERIALIZABLE"] {
        for dialect in ["postgresql", "mysql", "mariadb", "sqlite", "mssql"] {
            keeps(dialect, ";", &[begin, "INSERT INTO t VALUES (1)", "COMMIT"]);
        }
    }
    keeps("postgresql", ";", &["BEGIN NOT DEFERRABLE", "SELECT 1"]);
}

#[test]
fn psql_commands_end_with_the_line() {
    let script = "\\set x 'it''s'\n\\echo it's\n\\set y 1 \\\\ SELECT 1;\nSELECT 2 \\gset p_\nSELECT 3\\gexec\nSELECT 4 \\; SELECT 5;";
    let pieces = split(script, &syntax("postgresql"));
    let kinds: Vec<_> = pieces.iter().map(|piece| piece.kind).collect();
    let (command, statement) = (PieceKind::ClientCommand, PieceKind::Statement);
    assert_eq!(kinds, [command, command, command, statement, statement, statement, statement]);
    assert_eq!(pieces[1].text(script), "\\echo it's");
    assert_eq!(pieces[2].text(script), "\\set y 1 \\\\");
    assert_eq!(pieces[4].terminator, Terminator::Command);
    assert_eq!(pieces[6].text(script), "SELECT 4 \\; SELECT 5");
    assert!(pieces.iter().all(|piece| piece.broken.is_none()), "{pieces:?}");
}

#[test]
fn rows_follow_a_copy() {
    let script = "COPY t (a, b) FROM STDIN WITH (FORMAT csv);\n1,it's;\n\\.\nSELECT 1;\n\\copy t from stdin\n2,(\n\\.\nSELECT 2;";
    let pieces = split(script, &syntax("postgresql"));
    let found: Vec<_> = pieces.iter().map(|piece| (piece.kind, piece.text(script))).collect();
    let expected = [
        (PieceKind::Statement, "COPY t (a, b) FROM STDIN WITH (FORMAT csv)"),
        (PieceKind::Data, "1,it's;\n"),
        (PieceKind::Statement, "SELECT 1"),
        (PieceKind::ClientCommand, "\\copy t from stdin"),
        (PieceKind::Data, "2,(\n"),
        (PieceKind::Statement, "SELECT 2"),
    ];
    assert_eq!(found, expected);
    assert_eq!(texts("postgresql", "COPY t FROM 'stdin'; SELECT 1;").len(), 2);
}

#[test]
fn sqlite3_commands_start_with_a_dot() {
    let script = ".bail on\n.print it's\nSELECT .5;\nSELECT 1\n.5;\n";
    assert_eq!(texts("sqlite", script), [".bail on", ".print it's", "SELECT .5", "SELECT 1\n.5"]);
}

#[test]
fn delimiter_chooses_the_terminator() {
    let script = "DELIMITER //\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET x = '//'; END//\n\
                  SELECT 1 //\ndelimiter ;\nSELECT 2; SELECT 3\\G\nsource file.sql\nDELIMITER $$\nSELECT 4; END$$\nSELECT 5$$";
    let pieces = split(script, &syntax("mysql"));
    let found: Vec<_> = pieces.iter().map(|piece| piece.text(script)).collect();
    let trigger = "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET x = '//'; END";
    let rest = ["SELECT 1", "delimiter ;", "SELECT 2", "SELECT 3", "source file.sql", "DELIMITER $$", "SELECT 4; END"];
    assert_eq!(found[..2], ["DELIMITER //", trigger]);
    assert_eq!(found[2..9], rest);
    assert_eq!(pieces[9].terminator, Terminator::Delimiter);
}

#[test]
fn go_ends_a_batch() {
    let script = ":setvar x 1\nCREATE TABLE t (go int)\nGO\nSELECT 1;\ngo 5 -- times\nCREATE PROC p AS SELECT 1; SELECT 2;\nGO\nSELECT 3";
    let pieces = split(script, &syntax("mssql"));
    let found: Vec<_> = pieces.iter().map(|piece| (piece.text(script), piece.terminator)).collect();
    let expected = [
        (":setvar x 1", Terminator::Line),
        ("CREATE TABLE t (go int)", Terminator::Go(1)),
        ("SELECT 1", Terminator::Semicolon),
        ("go 5 -- times", Terminator::Line),
        ("CREATE PROC p AS SELECT 1; SELECT 2;", Terminator::Go(1)),
        ("SELECT 3", Terminator::Open),
    ];
    assert_eq!(found, expected);
    keeps(
        "mssql",
        ";",
        &["IF 1 = 1 BEGIN SELECT 1; SELECT 2; END", "BEGIN TRY SELECT 1; END TRY BEGIN CATCH THROW; END CATCH"],
    );
    keeps("mssql", ";", &["IF a BEGIN SELECT 1; END IF b BEGIN SELECT 2; END", "WHILE 1 = 1 BEGIN BREAK; END"]);
}

#[test]
fn a_slash_runs_a_block() {
    let block = "BEGIN\n  IF a / 2 = 1 THEN NULL; END IF;\nEND;";
    let script =
        format!("SET DEFINE OFF\nREM it's\n{block}\n/\nSELECT 1\n/\nSELECT 2;\nALTER SESSION SET x = 1;\nEXIT\n");
    let found = texts("oracle", &script);
    assert_eq!(found, ["SET DEFINE OFF", "REM it's", block, "SELECT 1", "SELECT 2", "ALTER SESSION SET x = 1", "EXIT"]);
    keeps("oracle", "\n/", &["CREATE PACKAGE p AS PROCEDURE q; END;", "DECLARE n NUMBER; BEGIN n := 1; END;"]);
    keeps("oracle", ";", &["SET TRANSACTION READ ONLY", "CREATE TABLE t (a NUMBER)"]);
}

#[test]
fn unicode_is_kept() {
    keeps("postgresql", ";", &["SELECT 'é;😀' AS größe", "SELECT \"ä;ö\"", "SELECT 名前 FROM 表"]);
    keeps("mysql", ";", &["SELECT '\\é;\\😀'", "SELECT `ü;`"]);
}

#[test]
fn broken_tokens_are_said_with_their_place() {
    let cases = [
        ("SELECT 1; SELECT 'abc; SELECT 2", Fault::Text, 17),
        ("SELECT \"abc; SELECT 2", Fault::Name, 7),
        ("SELECT 1 /* abc", Fault::Comment, 9),
        ("SELECT 1; /* abc", Fault::Comment, 10),
        ("DO $x$ abc $$", Fault::Text, 3),
        ("SELECT ((1); SELECT 2", Fault::Opening, 7),
        ("SELECT (1)); SELECT 2", Fault::Closing, 10),
        ("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1;", Fault::Block, 32),
    ];
    for (script, fault, at) in cases {
        let pieces = split(script, &syntax("postgresql"));
        let first = pieces.iter().find_map(|piece| piece.broken.clone()).unwrap();
        assert_eq!((first.what, first.range.start), (fault, at), "{script}");
    }
    assert_eq!(texts("postgresql", "SELECT ((1); SELECT 2").len(), 2, "a parenthesis does not swallow the script");
    assert_eq!(broken("SELECT f(')', \"(\") /* ( */", &syntax("postgresql")), None);
}

/// Characters and words that the splitter looks at.
const SIGNS: &[&str] = &[
    ";",
    "'",
    "\"",
    "`",
    "[",
    "]",
    "(",
    ")",
    "$$",
    "$a$",
    "--",
    "-- ",
    "#",
    "/*",
    "*/",
    "/*!",
    "\\",
    "\\\\",
    "\n",
    "\n/\n",
    "\nGO\n",
    "GO 2\n",
    ".x\n",
    "\\.\n",
    "\\g",
    "DELIMITER //\n",
    "DELIMITER ;\n",
    "//",
    "BEGIN",
    "END",
    "END IF",
    "CASE",
    "IF",
    "THEN",
    "LOOP",
    "WHILE",
    "DO",
    "REPEAT",
    "CREATE TRIGGER",
    "CREATE PROCEDURE",
    "COPY t FROM STDIN;",
    "\n",
    " ",
    "SELECT",
    "é",
    "😀",
    "E'",
    "q'",
    "q'é",
    "N'",
    "U&'",
    ":",
    "::",
    ":x",
    "@",
    "1.5",
    "0x",
    "1e",
    "\u{feff}",
    "DECLARE",
    ",",
    "CREATE RULE",
    "NOT ATOMIC",
    ":'",
    "$1",
    "%",
    "\r\n",
    "\\copy t from stdin\n",
    "SET x\n",
    "REM '\n",
];

/// Texts with many of the characters and words that the splitter looks at.
fn scripts() -> impl Strategy<Value = String> {
    let word = prop_oneof![6 => prop::sample::select(SIGNS.to_vec()).prop_map(str::to_owned), 1 => ".{0,6}"];
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_text_is_cut_into_disjoint_ordered_pieces(script in scripts(), dialect in prop::sample::select(DIALECTS.to_vec())) {
        let syntax = syntax(dialect);
        let mut last = 0;
        for piece in split(&script, &syntax) {
            prop_assert_eq!(piece.leading.start, last);
            prop_assert!(piece.leading.end <= piece.range.start || piece.kind == PieceKind::Data);
            prop_assert!(piece.range.start <= piece.range.end && piece.range.end <= piece.end && last < piece.end);
            prop_assert!(script.is_char_boundary(piece.range.start) && script.is_char_boundary(piece.range.end));
            if let Some(broken) = &piece.broken {
                prop_assert!(broken.range.start >= piece.range.start && broken.range.end <= piece.range.end);
                prop_assert!(script.get(broken.range.clone()).is_some_and(|text| !text.is_empty()));
            }
            last = piece.end;
        }
        prop_assert!(last <= script.len());
        let mut at = 0;
        for token in Lexer::new(&script, &syntax) {
            prop_assert!(token.start >= at && token.end > token.start && script.get(token.start..token.end).is_some());
            at = token.end;
        }
    }

    #[test]
    fn a_statement_is_split_into_itself(script in scripts(), dialect in prop::sample::select(DIALECTS.to_vec())) {
        let syntax = Syntax { client: Client::None, ..syntax(dialect) };
        for piece in split(&script, &syntax).iter().filter(|piece| piece.broken.is_none()) {
            // two minus signs are a comment only where the text ends with them
            let text = piece.text(&script);
            if text.ends_with("--") {
                continue;
            }
            let again = split(text, &syntax);
            prop_assert_eq!(again.iter().map(|piece| piece.text(text)).collect::<Vec<_>>(), vec![text]);
        }
    }
}
