#!/bin/sh
# Compares the graph with the real Alembic: random histories, thousands of targets. Needs python3 and a package index.
set -eu
cd "$(dirname "$0")/../../.."
count=${1:-2400}
venv=target/audit/venv
work=target/audit/graph
mkdir -p "$work"
if ! "$venv/bin/python" -c 'import alembic' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet alembic
fi
"$venv/bin/python" -c 'import alembic, sqlalchemy; print("Alembic", alembic.__version__, "with SQLAlchemy", sqlalchemy.__version__)'
export PYTHONHASHSEED=0
"$venv/bin/python" tests/audit/graph/audit.py cases "$work/cases.jsonl" "$count"
SQLGEN_GRAPH_CASES=$PWD/$work/cases.jsonl SQLGEN_GRAPH_ANSWERS=$PWD/$work/answers.jsonl \
    cargo test --quiet --test it -- --ignored --exact graph_audit::answers
"$venv/bin/python" tests/audit/graph/audit.py compare "$work/cases.jsonl" "$work/answers.jsonl"
