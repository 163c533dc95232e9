#!/bin/sh
# `make check`: what a reviewer should not have to say. All parts run; the exit status is 1 when one of them failed.
# Where rustfmt or clippy is missing and rustup cannot add it, that part is reported as NOT CHECKED and does not fail
# the rest (the machine is at fault, not the change); with STRICT=1 it does.
set -u
cd "$(dirname "$0")/.." || exit 2
cargo=${CARGO:-cargo}
failed=''
missing=''

part() { # part NAME COMMAND...
  name=$1
  shift
  echo "== $name"
  "$@" </dev/null || failed="$failed, $name"
}

component() { # component NAME SUBCOMMAND: is it here, or can rustup add it?
  "$cargo" "$2" --version >/dev/null 2>&1 && return 0
  rustup component add "$1" </dev/null >/dev/null 2>&1 && "$cargo" "$2" --version >/dev/null 2>&1 && return 0
  missing="$missing, $1"
  return 1
}

component rustfmt fmt && part formatting "$cargo" fmt --check
component clippy clippy && part clippy "$cargo" clippy --locked --all-targets -- -D warnings
part 'layers, sizes, licences' "$cargo" test --locked --test it -- --nocapture layers:: sizes:: licences:: rust_text::

if [ -n "$missing" ]; then
  echo "== NOT CHECKED: ${missing#, } cannot be found, and rustup could not add it"
  [ "${STRICT:-0}" = 1 ] && failed="$failed${missing}"
fi
if [ -n "$failed" ]; then
  echo "== FAILED: ${failed#, }"
  exit 1
fi
echo "== check is clean"
