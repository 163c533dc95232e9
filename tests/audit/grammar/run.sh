#!/bin/sh
# Reads every golden script and every form of every operation on SQL Server, Oracle and MySQL with the grammars of sqlfluff, which know nothing of this program.
# Needs python3 and a package index.
set -eu
cd "$(dirname "$0")/../../.."
venv=target/audit/grammar
if ! "$venv/bin/python" -c 'import sqlfluff' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet sqlfluff
fi
"$venv/bin/python" -c 'import sqlfluff; print("sqlfluff", sqlfluff.__version__)'
rm -rf target/audit/forms
SQLGEN_FORMS=$PWD/target/audit/forms cargo test --quiet --locked --test it -- --ignored --exact forms::audit::written_out
"$venv/bin/python" tests/audit/grammar/audit.py target/audit/forms
