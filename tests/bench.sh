#!/bin/sh
# `make bench`: sqlgen and Alembic side by side on the same generated histories. Needs python3 (3.10 or later); Alembic
# comes from its package into target/bench, once. With these settings, each of which may be changed, it takes
# four to five minutes on two quiet cores, nearly all of it Alembic's, and up to seven on busy ones:
#   BENCH_SIZES=100,1000,5000,20000   revisions of the linear histories; above 5,000 Alembic's downgrade is left out
#   BENCH_CYCLE=1000                  revisions of the cycle; 0 leaves it out
#   BENCH_RUNS=3                      counted runs of each command, each after an uncounted `heads` on the same project
#   BENCH_START_RUNS=20               counted runs of the two start-up commands
#   BENCH_PEER=yes                    no: sqlgen alone
#   BENCH_COLD=no                     yes: Python keeps no byte code, so Alembic compiles every revision in every run
#   SQLGEN=FILE                       the program to measure; left out: the release build, built first
set -eu
cd "$(dirname "$0")/.."
root=$PWD
work=$root/target/bench
mkdir -p "$work"

if [ -z "${SQLGEN:-}" ]; then
    "${CARGO:-cargo}" build --quiet --locked --release
    SQLGEN=${CARGO_TARGET_DIR:-$root/target}/release/sqlgen
fi
if [ "${BENCH_PEER:-yes}" = yes ] && ! "$work/venv/bin/python" -c 'import alembic' 2>/dev/null; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet alembic
fi
export SQLGEN BENCH_SIZES="${BENCH_SIZES:-100,1000,5000,20000}" BENCH_CYCLE="${BENCH_CYCLE:-1000}"
PYTHONDONTWRITEBYTECODE=1 exec python3 tests/bench/bench.py "$work" "$root"
