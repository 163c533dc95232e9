//! Short histories in which something is renamed and changed in one revision, below texts that still name it as it was.

use super::History;
use crate::catalog::assert_same;
use crate::servers;

const FIRST: &str = "
  - create_table: {name: orders, columns: [{name: id, type: integer, primary_key: true}, {name: note, type: varchar(20)}, {name: size, type: integer}]}
  - create_view: {name: sizes, query: 'SELECT id, size FROM orders'}
  - create_view: {name: big_ones, query: 'SELECT id FROM sizes WHERE size > 5'}
";

/// Whatever is renamed before it is changed, a view below which that happens steps aside, and comes back with its new text.
#[test]
fn views_step_aside_for_what_was_renamed_before() {
    let changes = [
        "
  - rename_table: {name: orders, to: sales}
  - alter_column: {table: sales, column: size, type: bigint}
  - replace_view: {name: sizes, query: 'SELECT id, size FROM sales'}
",
        "
  - rename_table: {name: orders, to: bills}
  - rename_column: {table: bills, column: size, to: length}
  - rename_table: {name: bills, to: sales}
  - alter_column: {table: sales, column: length, type: bigint}
  - replace_view: {name: sizes, query: 'SELECT id, length AS size FROM sales'}
",
        "
  - rename_table: {name: orders, to: sales}
  - rename_view: {name: sizes, to: lengths}
  - drop_column: {table: sales, column: size}
  - replace_view: {name: lengths, query: 'SELECT id FROM sales'}
  - replace_view: {name: big_ones, query: 'SELECT id FROM lengths'}
",
    ];
    for server in servers::all() {
        for change in changes {
            let history = History::new(server, &[FIRST, change]);
            history.up("r0");
            history.database.execute("INSERT INTO orders VALUES (1, 'a', 3), (2, 'b', 7);");
            let before = history.facts();
            history.up("r0:r1");
            assert!(history.text("SELECT id FROM big_ones ORDER BY id").ends_with('2'), "{change}");
            history.down("r1:r0");
            assert_same("before", &before, "after up and down", &history.facts());
        }
    }
}

/// The same for a schema that gets another name in between, and for a trigger of the table.
#[test]
fn triggers_and_schemas_are_renamed_before_a_change() {
    let Some(server) = servers::postgresql() else { return };
    let first = "
  - create_schema: {name: shop}
  - create_table: {name: orders, schema: shop, columns: [{name: id, type: integer, primary_key: true}, {name: size, type: integer}]}
  - create_view: {name: sizes, schema: shop, query: 'SELECT id, size FROM shop.orders'}
  - create_trigger: {name: watch, table: orders, schema: shop, timing: before, events: [update], columns: [size], when: 'OLD.size IS NOT NULL', function: suppress_redundant_updates_trigger()}
";
    let change = "
  - rename_table: {name: orders, schema: shop, to: bills}
  - rename_schema: {name: shop, to: store}
  - rename_table: {name: bills, schema: store, to: sales}
  - rename_column: {table: sales, schema: store, column: size, to: length}
  - alter_column: {table: sales, schema: store, column: length, type: bigint}
  - replace_view: {name: sizes, schema: store, query: 'SELECT id, length FROM store.sales'}
  - replace_trigger: {name: watch, table: sales, schema: store, timing: before, events: [update], columns: [length], when: 'OLD.length IS NOT NULL', function: suppress_redundant_updates_trigger()}
";
    let history = History::new(server, &[first, change]);
    history.up("r0");
    let before = history.facts();
    history.up("r0:r1");
    history.down("r1:r0");
    assert_same("before", &before, "after up and down", &history.facts());
}

/// One trigger for all: a body where there are bodies, a function where there are none.
#[test]
fn one_trigger_serves_all_dialects() {
    let first = "
  - create_table: {name: orders, columns: [{name: id, type: integer, primary_key: true}, {name: size, type: integer}]}
  - create_table: {name: log, columns: [{name: size, type: integer}]}
  - create_function: {name: note, returns: trigger, body: 'BEGIN INSERT INTO log VALUES (NEW.size); RETURN NEW; END'}
    dialects: [postgresql]
  - create_trigger:
      name: watch
      table: orders
      timing: after
      events: [insert]
      body: {postgresql: null, default: INSERT INTO log VALUES (NEW.size);}
      function: {postgresql: note(), default: null}
";
    for server in servers::all() {
        let history = History::new(server, &[first]);
        history.up("r0");
        history.database.execute("INSERT INTO orders VALUES (1, 7);");
        assert_eq!(history.text("SELECT size FROM log"), "7");
        history.down("r0:base");
    }
}

/// A view is put in place after a function that it calls, which waits for its own new text.
#[test]
fn a_view_waits_for_a_function_that_waits_itself() {
    let Some(server) = servers::postgresql() else { return };
    let first = "
  - create_table: {name: orders, columns: [{name: id, type: integer, primary_key: true}, {name: note, type: integer}]}
  - create_function: {name: counted, returns: bigint, language: plpgsql, body: BEGIN RETURN (SELECT count(*) FROM orders); END}
  - create_view: {name: notes, query: 'SELECT id, note FROM orders'}
";
    let change = "
  - replace_function: {name: counted, arguments: [{name: least, type: integer}], returns: bigint, language: plpgsql, body: BEGIN RETURN (SELECT count(*) FROM orders WHERE id > least); END}
  - rename_table: {name: orders, to: sales}
  - replace_view: {name: notes, query: 'SELECT id, counted(1) AS many FROM sales'}
  - replace_function: {name: counted, arguments: [{name: least, type: integer}], returns: bigint, language: plpgsql, body: BEGIN RETURN (SELECT count(*) FROM sales WHERE id > least); END}
";
    let history = History::new(server, &[first, change]);
    history.up("r0");
    history.database.execute("INSERT INTO orders VALUES (1, 3), (2, 7);");
    let before = history.facts();
    history.up("r0:r1");
    assert!(history.text("SELECT many FROM notes").ends_with('1'));
    history.down("r1:r0");
    assert_same("before", &before, "after up and down", &history.facts());
}

/// A view that is filled when it is made waits for a function that names by its old text what has another name.
#[test]
fn a_filled_view_waits_for_the_function_that_it_runs() {
    let Some(server) = servers::postgresql() else { return };
    let first = "
  - create_table: {name: orders, columns: [{name: id, type: integer, primary_key: true}, {name: note, type: integer}]}
  - create_function: {name: counted, returns: bigint, language: plpgsql, body: BEGIN RETURN (SELECT count(*) FROM orders); END}
  - create_materialized_view: {name: counts, query: 'SELECT id, counted() AS many FROM orders'}
";
    let change = "
  - rename_table: {name: orders, to: sales}
  - replace_materialized_view: {name: counts, query: 'SELECT id, counted() AS how_many FROM sales'}
  - create_materialized_view: {name: others, query: 'SELECT counted() AS all_of_them FROM sales'}
  - replace_function: {name: counted, returns: bigint, language: plpgsql, body: BEGIN RETURN (SELECT count(*) FROM sales); END}
";
    let history = History::new(server, &[first, change]);
    history.up("r0");
    history.database.execute("INSERT INTO orders VALUES (1, 3), (2, 7);");
    let before = history.facts();
    history.up("r0:r1");
    assert_eq!(history.text("SELECT sum(how_many) FROM counts"), "4");
    history.down("r1:r0");
    assert_same("before", &before, "after up and down", &history.facts());
}

/// A type that gets another name is named so by every text that casts to it, also when these are made again afterwards.
#[test]
fn casts_follow_the_new_name_of_a_type() {
    let Some(server) = servers::postgresql() else { return };
    let first = "
  - create_enum: {name: mood, values: [ok, sad]}
  - create_domain: {name: short, type: varchar(9)}
  - create_table:
      name: days
      columns: [{name: id, type: integer, primary_key: true}, {name: state, type: {enum: mood}}, {name: note, type: varchar(20), default: {sql: \"'ok'::mood::text\"}}]
      checks: [{name: ck_note, expression: \"note IS NULL OR note::mood <> 'sad'::mood\"}]
      indexes: [{name: ix_ok, columns: [note], where: \"state = CAST('ok' AS mood)\"}]
  - create_view: {name: felt, query: \"SELECT id, note::mood AS felt, note::short AS brief FROM days WHERE state <> mood 'sad'\"}
  - create_policy: {name: mine, table: days, using: \"state = 'ok'::mood\"}
";
    let change = "
  - rename_enum: {name: mood, to: Feeling}
  - rename_domain: {name: short, to: brief text}
  - alter_column: {table: days, column: note, type: varchar(30)}
";
    let history = History::new(server, &[first, change]);
    history.up("r0");
    history.database.execute("INSERT INTO days VALUES (1, 'ok', 'ok');");
    let before = history.facts();
    let script = history.up("r0:r1");
    assert!(script.contains("note::\"Feeling\" AS felt, note::\"brief text\" AS brief"), "{script}");
    assert_eq!(history.text("SELECT felt FROM felt"), "ok");
    history.down("r1:r0");
    assert_same("before", &before, "after up and down", &history.facts());
}
