#!/bin/sh
# To be read in with `.`, by a script that has set programs (a folder): a PostgreSQL and a collector of its own in the new
# folder $estate, which goes when the script ends. With KEEP=1 the folder stays.
#
# PostgreSQL stands on a socket there, the collector on a free port of loopback. The machine's own PostgreSQL is left
# alone.
estate=$(mktemp -d "${TMPDIR:-/tmp}/ra-estate-XXXXXX")
chmod 755 "$estate"
server=$(find /usr/lib/postgresql -mindepth 1 -maxdepth 1 | sort -V | tail -n 1)/bin
serving=

# PostgreSQL refuses to run as root; its package brings a user.
database() {
    if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}
end() {
    [ -z "$serving" ] || { kill "$serving" 2>/dev/null && wait "$serving" || true; }
    database "$server/pg_ctl" -D "$estate/database/data" -m immediate stop >/dev/null 2>&1 || true
    [ -n "${KEEP:-}" ] || rm -rf "$estate"
}
trap end EXIT
trap 'exit 1' INT TERM
step() { printf '\n== %s\n' "$*"; }
collector() { "$programs/ra-collector" --config "$estate/collector.yaml" "$@"; }

begin_database() {
    mkdir "$estate/database"
    [ "$(id -u)" != 0 ] || chown postgres "$estate/database"
    database "$server/initdb" -D "$estate/database/data" -U estate -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
    database "$server/pg_ctl" -D "$estate/database/data" -w -l "$estate/database/log" \
        -o "-k $estate/database -c listen_addresses=" start >/dev/null
}
# Sets url.
begin_collector() {
    cat >"$estate/collector.yaml" <<YAML
database: host=$estate/database user=estate dbname=postgres
listen: 127.0.0.1:0
witness: {name: collector.example/w1, key: $estate/witness.key}
YAML
    collector init
    collector key >"$estate/keys"
    "$programs/ra-collector" serve --json --config "$estate/collector.yaml" \
        >"$estate/serving" 2>"$estate/collector.log" &
    serving=$!
    for _ in $(seq 300); do grep -q '"listening"' "$estate/serving" && break || sleep 0.1; done
    url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$estate/serving")
    [ -n "$url" ] || { cat "$estate/collector.log" >&2 && exit 1; }
}
