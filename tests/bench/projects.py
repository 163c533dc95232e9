"""Writes the histories that are measured, each as a project of sqlgen and as one of Alembic, with the same ids.

Sizes come from BENCH_SIZES and BENCH_CYCLE; what is there already is kept.

A history is a list of revisions, a revision one operation: a tuple of the kind and its values. Everything is computed
from the number of the revision, so two machines measure the same bytes.
"""

import hashlib
import os
import pathlib
import random
import shutil

# Kind of column: the type in YAML, the type in SQLAlchemy.
TYPES = {
    "bigint": ("bigint", "sa.BigInteger()"),
    "integer": ("integer", "sa.Integer()"),
    "boolean": ("boolean", "sa.Boolean()"),
    "date": ("date", "sa.Date()"),
    "text": ("text", "sa.Text()"),
    "name": ("varchar(80)", "sa.String(80)"),
    "price": ('"numeric(10,2)"', "sa.Numeric(10, 2)"),
    "moment": ("timestamptz", "sa.DateTime(timezone=True)"),
}
# Name, kind, whether it may be NULL, default: a literal as (YAML, SQLAlchemy), or None.
COLUMNS = [
    ("id", "bigint", False, None),
    ("owner_id", "bigint", False, None),
    ("name", "name", False, None),
    ("body", "text", True, None),
    ("price", "price", False, ("0", "'0'")),
    ("active", "boolean", False, ("true", "sa.text('true')")),
    ("due_on", "date", True, None),
    ("created_at", "moment", False, ("{sql: CURRENT_TIMESTAMP}", "sa.text('CURRENT_TIMESTAMP')")),
]
CYCLE = ["create_table", "add_column", "create_index", "set_not_null", "rename_column"]


def linear(size):
    """Half create_table with eight columns, half add_column on a table drawn from those that exist."""
    draw = random.Random(size)
    for number in range(size):
        if number % 2 == 0:
            yield ("create_table", f"t_{number:05}", COLUMNS)
        else:
            table = f"t_{2 * draw.randrange(number // 2 + 1):05}"
            yield ("add_column", table, (f"c_{number:05}", draw.choice(list(TYPES)), True, None))


def cycle(size):
    """Create a table, add a column to it, index that, set it NOT NULL, rename it; then the next table."""
    for number in range(size):
        kind, table = CYCLE[number % 5], f"t_{number // 5:05}"
        yield {
            "create_table": (kind, table, COLUMNS),
            "add_column": (kind, table, ("state", "name", True, ("new", "'new'"))),
            "create_index": (kind, table, f"ix_{table}_state", "state"),
            "set_not_null": (kind, table, "state"),
            "rename_column": (kind, table, "state", "status"),
        }[kind]


def yaml_column(column):
    name, kind, nullable, default = column
    parts = [f"name: {name}", f"type: {TYPES[kind][0]}"]
    parts += ["nullable: false"] * (not nullable)
    parts += [f"default: {default[0]}"] if default else []
    return "{" + ", ".join(parts) + "}"


def yaml_operation(operation):
    match operation:
        case ("create_table", table, columns):
            rows = "".join(f"        - {yaml_column(column)}\n" for column in columns)
            return f"create_table:\n      name: {table}\n      columns:\n{rows}      primary_key: [id]"
        case ("add_column", table, column):
            return f"add_column: {{table: {table}, column: {yaml_column(column)}}}"
        case ("create_index", table, name, column):
            return f"create_index: {{name: {name}, table: {table}, columns: [{column}]}}"
        case ("set_not_null", table, column):
            return f"alter_column: {{table: {table}, column: {column}, nullable: false}}"
        case ("rename_column", table, old, new):
            return f"rename_column: {{table: {table}, column: {old}, to: {new}}}"


def python_column(column):
    name, kind, nullable, default = column
    fallback = f", server_default={default[1]}" if default else ""
    return f"sa.Column('{name}', {TYPES[kind][1]}{fallback}, nullable={nullable})"


def python_operation(operation):
    """The body of upgrade() and of downgrade()."""
    match operation:
        case ("create_table", table, columns):
            rows = "".join(f"        {python_column(column)},\n" for column in columns)
            up = f"op.create_table(\n        '{table}',\n{rows}        sa.PrimaryKeyConstraint('id'),\n    )"
            return up, f"op.drop_table('{table}')"
        case ("add_column", table, column):
            return f"op.add_column('{table}', {python_column(column)})", f"op.drop_column('{table}', '{column[0]}')"
        case ("create_index", table, name, column):
            return (f"op.create_index('{name}', '{table}', ['{column}'])",
                    f"op.drop_index('{name}', table_name='{table}')")
        case ("set_not_null", table, column):
            alter = f"op.alter_column('{table}', '{column}', existing_type=sa.String(80), nullable="
            return f"{alter}False)", f"{alter}True)"
        case ("rename_column", table, old, new):
            return (f"op.alter_column('{table}', '{old}', new_column_name='{new}')",
                    f"op.alter_column('{table}', '{new}', new_column_name='{old}')")


def revision_id(number):
    return hashlib.sha256(f"revision {number}".encode()).hexdigest()[:12]


SQLGEN_PROJECT = "revisions: revisions\ndialect: postgresql@15\n"
SQLGEN_REVISION = """\
revision: "{revision}"
down_revision: {yaml_down}
message: {message}
create_date: 2025-01-01T00:00:00Z

upgrade:
  - {operation}
"""
ALEMBIC_INI = "[alembic]\nscript_location = %(here)s\n"
ALEMBIC_ENV = """\
from alembic import context

context.configure(dialect_name="postgresql", literal_binds=True)
with context.begin_transaction():
    context.run_migrations()
"""
ALEMBIC_REVISION = '''\
"""{message}

Revision ID: {revision}
Revises: {down}
Create Date: 2025-01-01 00:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = {revision!r}
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade():
    {up}


def downgrade():
    {back}
'''


def write(folder, operations):
    shutil.rmtree(folder, ignore_errors=True)
    ours, peers = folder / "sqlgen", folder / "alembic"
    (ours / "revisions").mkdir(parents=True)
    (peers / "versions").mkdir(parents=True)
    (ours / "sqlgen.yaml").write_text(SQLGEN_PROJECT)
    (peers / "alembic.ini").write_text(ALEMBIC_INI)
    (peers / "env.py").write_text(ALEMBIC_ENV)
    down = None
    for number, operation in enumerate(operations):
        revision, message = revision_id(number), f"{operation[0].replace('_', ' ')} on {operation[1]}"
        up, back = python_operation(operation)
        values = {"revision": revision, "down": down, "message": message, "up": up, "back": back,
                  "yaml_down": f'"{down}"' if down else "null", "operation": yaml_operation(operation)}
        name = f"{revision}_{message.replace(' ', '_')}"
        (ours / "revisions" / f"{name}.yaml").write_text(SQLGEN_REVISION.format(**values))
        (peers / "versions" / f"{name}.py").write_text(ALEMBIC_REVISION.format(**values))
        down = revision


def wanted():
    """Name and size of every history that was asked for, the linear ones by size."""
    sizes = sorted(int(size) for size in os.environ["BENCH_SIZES"].split(",") if size)
    cycle_size = int(os.environ["BENCH_CYCLE"])
    return [("linear", size) for size in sizes] + [("cycle", cycle_size)] * (cycle_size > 0)


def operations(kind, size):
    return list({"linear": linear, "cycle": cycle}[kind](size))


def main(folder):
    digest = hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest()
    for kind, size in wanted():
        project = folder / f"{kind}-{size}"
        stamp = project / "stamp"
        if stamp.exists() and stamp.read_text() == digest:
            continue
        print(f"writing {project.name}", flush=True)
        write(project, operations(kind, size))
        stamp.write_text(digest)

