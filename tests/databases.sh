#!/bin/sh
# Installs the database servers that the tests run scripts on, when they are missing. Debian and its relatives only;
# elsewhere it says what is needed. Starts nothing: the tests start their own servers, in temporary folders.
set -eu

has() {
  command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || ls /usr/lib/postgresql/*/bin/"$1" >/dev/null 2>&1
}

packages=''
has initdb && has psql || packages="$packages postgresql"
has mariadbd && has mariadb && has mariadb-install-db || packages="$packages mariadb-server"
has sqlite3 || packages="$packages sqlite3"
[ -n "$packages" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "tests/databases.sh: install$packages by hand (PostgreSQL with initdb, MariaDB with mariadb-install-db, the sqlite3 shell)" >&2
  exit 1
fi
as_root=''
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "tests/databases.sh: not root; run: sudo apt-get install --no-install-recommends$packages" >&2
    exit 1
  fi
  as_root='sudo'
fi
echo "tests/databases.sh: installing$packages" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
install() {
  # shellcheck disable=SC2086  # both are lists
  $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends $packages
}
if ! install >"$log" 2>&1 </dev/null; then
  tail -n 40 "$log" >&2
  echo "tests/databases.sh: could not install$packages" >&2
  exit 1
fi
rm -f "$log"
