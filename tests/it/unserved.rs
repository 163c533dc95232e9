//! SQL Server and Oracle, which no test has a server of: what can be said about their scripts without one. Literals are
//! read back by a reader that shares nothing with what wrote them.

use std::fmt::Write;

use sqlgen::dialect::Library;
use sqlgen::sql::{PieceKind, Syntax, split};

use crate::literals::{first, second, texts};
use crate::sample::project::Project;

const DIALECTS: [&str; 2] = ["mssql", "oracle"];

/// Every text that a script says, put together from literals and numbers of characters.
fn said(script: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = script;
    while let Some(start) = rest.find(['\'', 'C', 'N', 'T', '-']) {
        rest = &rest[start..];
        if let Some(line) = rest.strip_prefix("--") {
            rest = line.find('\n').map_or("", |end| &line[end..]);
            continue;
        }
        match expression(rest) {
            Some((text, behind)) => {
                found.push(text);
                rest = behind;
            }
            None => rest = &rest[1..],
        }
    }
    found
}

/// Parts with `+` or `||` between them.
fn expression(text: &str) -> Option<(String, &str)> {
    let (mut whole, mut rest) = part(text)?;
    loop {
        let next = rest.trim_start();
        let joined = next.strip_prefix("||").or_else(|| next.strip_prefix('+'));
        let Some((more, behind)) = joined.and_then(|behind| part(behind.trim_start())) else {
            return Some((whole, rest));
        };
        whole += &more;
        rest = behind;
    }
}

/// A literal, the number of a character, or a literal that becomes a long text.
fn part(text: &str) -> Option<(String, &str)> {
    for (start, end) in [("CAST(", " AS nvarchar(max))"), ("TO_CLOB(", ")")] {
        if let Some(inside) = text.strip_prefix(start) {
            let (value, behind) = part(inside)?;
            return Some((value, behind.strip_prefix(end)?));
        }
    }
    for start in ["NCHAR(", "CHR("] {
        if let Some((number, behind)) = text.strip_prefix(start).and_then(|inside| inside.split_once(')')) {
            let character = char::from_u32(number.parse().ok()?)?;
            return Some((character.to_string(), behind));
        }
    }
    let mut rest = text.strip_prefix('N').unwrap_or(text).strip_prefix('\'')?;
    let mut value = String::new();
    loop {
        let (plain, behind) = rest.split_once('\'')?;
        value += plain;
        match behind.strip_prefix('\'') {
            Some(more) => {
                value.push('\'');
                rest = more;
            }
            None => return Some((value, behind)),
        }
    }
}

#[test]
fn the_reader_of_literals_reads() {
    let text = "x = N'it''s' + NCHAR(9) + N'$' + N'(x)' -- N'no'\n, TO_CLOB('a') || CHR(10) ||\n  'b'";
    assert_eq!(said(text), ["it's\t$(x)", "a\nb"]);
}

#[test]
fn texts_come_out_as_they_are_written() {
    let texts = texts();
    let project = Project::written(&[&first(&texts, &texts), &second(&texts, &texts)]);
    for dialect in DIALECTS {
        let one = said(&project.script("upgrade", "one", dialect));
        let both = said(&project.script("upgrade", "head", dialect));
        for text in &texts {
            let times = |found: &[String]| found.iter().filter(|said| *said == text).count();
            assert!(times(&one) >= 3, "{dialect}: default, comment and value are {text:?}: {}", times(&one));
            assert!(times(&both) >= 5, "{dialect}: comment and value again are {text:?}: {}", times(&both));
        }
    }
}

/// What a client would take for its own, or change, stands nowhere in a script.
#[test]
fn no_client_finds_something_of_its_own_in_a_text() {
    let texts = texts();
    let project = Project::written(&[&first(&texts, &texts), &second(&texts, &texts)]);
    for dialect in DIALECTS {
        let script = project.script("upgrade", "head", dialect);
        assert!(!script.chars().any(|c| c.is_control() && c != '\n'), "{dialect}: controls");
        let syntax = Syntax::of(&Library::embedded().dialect(dialect).expect("it is a dialect")).expect("a syntax");
        for piece in split(&script, &syntax).into_iter().filter(|piece| piece.kind == PieceKind::Statement) {
            assert!(piece.broken.is_none(), "{dialect}: {}", piece.text(&script));
        }
        match dialect {
            "mssql" => assert!(!script.contains("$("), "sqlcmd puts variables in place of $(x)"),
            _ => assert!(script.contains("\nSET DEFINE OFF\n"), "SQL*Plus puts variables in place of &x"),
        }
    }
}

/// A text of many lines and characters, longer than any literal may be.
fn long_text() -> String {
    (0..400).fold(String::new(), |mut text, number| {
        writeln!(text, "line {number} isn't short, é 表").expect("a text");
        text
    })
}

#[test]
fn long_texts_are_put_together_from_pieces() {
    let text = long_text();
    let yaml = serde_json::to_string(&text).expect("a text");
    let file = format!(
        "revision: one\ndown_revision: null\nmessage: long\nupgrade:\n  - create_table: {{name: t, columns: [{{name: a, type: text}}]}}\n  - insert: {{table: t, values: {{a: {yaml}}}}}\n    downgrade: {{nothing: it is a row}}\n"
    );
    let project = Project::written(&[&file]);
    for (dialect, start) in [("mssql", "CAST(N'line 0"), ("oracle", "TO_CLOB('line 0")] {
        let script = project.script("upgrade", "head", dialect);
        assert!(said(&script).contains(&text), "{dialect}");
        assert!(script.contains(start), "{dialect}: a text of this length is cut without {start}");
        let longest = script.lines().map(str::len).max().unwrap_or(0);
        assert!(dialect != "oracle" || longest < 2499, "SQL*Plus takes no line of {longest} bytes");
    }
}

/// A history that every version writes in its own way.
const OF_VERSIONS: &str = r#"
revision: one
down_revision: null
message: versions
upgrade:
  - create_table:
      name: customers_of_the_shop
      columns:
        - {name: active, type: boolean, nullable: false, default: true}
        - {name: settings, type: json, nullable: false, default: "{}"}
        - {name: shipping_address, type: varchar(200)}
      indexes: [{columns: [shipping_address]}]
"#;

#[test]
fn the_version_of_the_server_decides() {
    let project = Project::written(&[OF_VERSIONS]);
    let script = |dialect: &str| project.script("upgrade", "head", dialect);
    let (old, new) = (script("mssql@2016"), script("mssql@2022"));
    assert!(old.contains("FOR XML PATH") && !old.contains("STRING_AGG"), "{old}");
    assert!(new.contains("STRING_AGG") && !new.contains("FOR XML PATH"), "{new}");
    assert!(
        old.contains("active           bit NOT NULL CONSTRAINT df_customers_of_the_shop_active DEFAULT 1"),
        "{old}"
    );
    assert_eq!(script("sqlserver@2022"), new, "an alias");

    let index = "CREATE INDEX ix_customers_of_the_shop_shipping_address ON";
    let number = "active           NUMBER(1) DEFAULT 1 NOT NULL";
    let check = "CHECK (active IN (0, 1))";
    let text = "settings         CLOB DEFAULT '{}' NOT NULL";
    let is_json = "CHECK (settings IS JSON)";
    for (version, long_names, json, booleans) in [
        ("12.1", false, false, false),
        ("12.2", true, false, false),
        ("19", true, false, false),
        ("21", true, true, false),
        ("23", true, true, true),
    ] {
        let script = script(&format!("oracle@{version}"));
        assert_eq!(script.contains(index), long_names, "{version}: {script}");
        for word in script.split(|c: char| !c.is_alphanumeric() && c != '_') {
            let named = word.starts_with("ix_") || word.starts_with("ck_");
            assert!(long_names || !named || word.len() <= 30, "{version}: {word}");
        }
        for part in [number, check] {
            assert_eq!(script.contains(part), !booleans, "{version}: {part}");
        }
        assert_eq!(script.contains("active           BOOLEAN DEFAULT TRUE NOT NULL"), booleans, "{version}");
        for part in [text, is_json] {
            assert_eq!(script.contains(part), !json, "{version}: {part}");
        }
        assert_eq!(script.contains("settings         JSON DEFAULT '{}' NOT NULL"), json, "{version}");
    }
}

/// A table that was there before the first revision: nobody but the server knows what its defaults are called.
#[test]
fn a_default_of_unknown_name_is_looked_up() {
    let files = [
        ("sqlgen.yaml", "revisions: revisions\ndialect: mssql\nbaseline: baseline.yaml\n"),
        (
            "baseline.yaml",
            "tables: [{name: t, columns: [{name: a, type: integer, default: 1}, {name: b, type: integer}]}]\n",
        ),
        (
            "revisions/one.yaml",
            "revision: one\ndown_revision: null\nmessage: m\nupgrade:\n  - alter_column: {table: t, column: a, drop_default: true}\n  - create_table: {name: u, columns: [{name: a, type: integer, default: 1}]}\n",
        ),
        (
            "revisions/two.yaml",
            "revision: two\ndown_revision: one\nmessage: m\nupgrade:\n  - alter_column: {table: u, column: a, drop_default: true}\n",
        ),
    ];
    let project = Project::of(&files);
    let script = project.script("upgrade", "head", "mssql");
    let looks = script.matches("FROM sys.default_constraints").count();
    assert_eq!(looks, 1, "{script}");
    assert!(script.contains("OBJECT_ID(N'dbo.t')") && script.contains("EXEC sys.sp_executesql @drop;"), "{script}");
    assert!(script.contains("ALTER TABLE dbo.u DROP CONSTRAINT df_u_a;"), "{script}");
}

/// Batches of SQL Server: what has to come first does, and behind each one stands the latch.
#[test]
fn every_batch_is_followed_by_the_latch() {
    let script = Project::sample().script("upgrade", "head", "mssql");
    let (_, blocks) = script.split_once("\nPRINT ").expect("a block");
    let batches: Vec<&str> = blocks
        .split("\nGO\n")
        .map(|batch| {
            let lines = batch.trim_start_matches('\n');
            let comments = lines.lines().take_while(|line| line.starts_with("--") || line.is_empty());
            let length: usize = comments.map(|line| line.len() + 1).sum();
            lines.get(length..).unwrap_or_default()
        })
        .collect();
    for (at, batch) in batches.iter().enumerate().skip(1) {
        let harmless = ["IF @@ERROR", "PRINT ", "BEGIN TRANSACTION", "DECLARE @done", "DECLARE @verified"]
            .iter()
            .any(|start| batch.starts_with(start));
        let next = batches.get(at + 1).copied().unwrap_or_default();
        assert!(harmless || batch.is_empty() || next.starts_with("IF @@ERROR <> 0"), "{batch}\n=> {next}");
        for first in ["CREATE VIEW", "CREATE OR ALTER VIEW", "CREATE TRIGGER", "EXEC sys.sp_rename"] {
            assert!(!batch.contains(first) || batch.starts_with(first), "{batch}");
        }
    }
    assert!(batches.len() > 100, "only {} batches", batches.len());
}

/// What people write between the statements of these servers is read as their clients read it.
#[test]
fn raw_texts_keep_their_batches_and_blocks() {
    let file = r#"
revision: one
down_revision: null
message: "raw -"
upgrade:
  - sql:
      mssql: |
        DECLARE @x int = 1;
        UPDATE t SET a = @x;
        GO
        CREATE PROCEDURE dbo.p AS
        SELECT 1; SELECT 2;
        GO
        DELETE FROM t
      default: |
        CREATE OR REPLACE PROCEDURE p (a IN NUMBER) AS BEGIN NULL; END;
        /
        UPDATE t SET a = q'[it's; so]';
        BEGIN NULL; END;
        /
        DELETE FROM t
    downgrade: {nothing: they are only rows}
"#;
    let project = Project::written(&[file]);
    let script = project.script("upgrade", "head", "mssql");
    let latch = "GO\nIF @@ERROR <> 0 OR @@TRANCOUNT = 0 SET NOEXEC ON;\nGO\n";
    let wanted = format!(
        "-- line 6: sql\nDECLARE @x int = 1;\nUPDATE t SET a = @x;\n{latch}CREATE PROCEDURE dbo.p AS\nSELECT 1; SELECT 2;\n{latch}DELETE FROM t;\n{latch}"
    );
    assert!(script.contains(&wanted), "{script}");
    let script = project.script("upgrade", "head", "oracle");
    let wanted = "-- line 6: sql\nCREATE OR REPLACE PROCEDURE p (a IN NUMBER) AS BEGIN NULL; END;\n/\nUPDATE t SET a = q'[it's; so]';\nBEGIN NULL; END;\n/\nDELETE FROM t;\n\n";
    assert!(script.contains(wanted), "{script}");
    assert!(script.contains("\nPROMPT one: raw\n"), "a hyphen at the end of the line would take in the next one");
}
