#!/bin/sh
# Reads every golden script of SQL Server, Oracle and MySQL with the grammars of sqlfluff, which know nothing of this program.
# Needs python3 and a package index.
set -eu
cd "$(dirname "$0")/../../.."
venv=target/audit/grammar
if ! "$venv/bin/python" -c 'import sqlfluff' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet sqlfluff
fi
"$venv/bin/python" -c 'import sqlfluff; print("sqlfluff", sqlfluff.__version__)'
"$venv/bin/python" tests/audit/grammar/audit.py
