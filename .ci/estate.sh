#!/bin/sh
# From nothing to three simulated desks, one collector, and one fork found: estate.sh FOLDER-OF-PROGRAMS
#
# Everything stands in a folder of its own and goes when it ends: a PostgreSQL of its own on a socket there, a collector on
# a free port of loopback. The machine's own PostgreSQL is left alone. With KEEP=1 the folder stays.
set -eu
cd "$(dirname "$0")/.."
programs=$1
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
ra() { # DESK command…
    desk=$1 && shift
    "$programs/ra" "$@" --config "$estate/$desk.yaml" --audit-log "$estate/$desk/audit.sqlite"
}
session() { # DESK: unlocks a simulated card there
    "$programs/ra" unlock --simulate "$estate/$1.scenario.yaml" --answers "$estate/answers.yaml" \
        --audit-log "$estate/$1/audit.sqlite" >"$estate/$1.session" 2>&1 </dev/null ||
        { cat "$estate/$1.session" >&2 && exit 1; }
}

step 'A PostgreSQL of its own'
mkdir "$estate/database"
[ "$(id -u)" != 0 ] || chown postgres "$estate/database"
database "$server/initdb" -D "$estate/database/data" -U estate -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
database "$server/pg_ctl" -D "$estate/database/data" -w -l "$estate/database/log" \
    -o "-k $estate/database -c listen_addresses=" start >/dev/null

step 'A collector'
cat >"$estate/collector.yaml" <<YAML
database: host=$estate/database user=estate dbname=postgres
listen: 127.0.0.1:0
witness: {name: collector.example/w1, key: $estate/witness.key}
YAML
collector init
collector key >"$estate/keys"
"$programs/ra-collector" serve --json --config "$estate/collector.yaml" >"$estate/serving" 2>"$estate/collector.log" &
serving=$!
for _ in $(seq 300); do grep -q '"listening"' "$estate/serving" && break || sleep 0.1; done
url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$estate/serving")
[ -n "$url" ] || { cat "$estate/collector.log" >&2 && exit 1; }
echo "It listens at $url, with the key $(head -n 1 "$estate/keys")"

step 'Three desks, each with a log and a key of its own; on each a simulated card is unlocked'
sed -n '/^answers:/,$s/^  //p' Fixtures/scenarios/locked-with-email.yaml >"$estate/answers.yaml"
for number in 1 2 3; do
    desk=DESK-$number
    mkdir "$estate/$desk"
    printf 'workstation: %s\ncollector: {url: "%s", key: "%s"}\n' \
        "$desk" "$url" "$(head -n 1 "$estate/keys")" >"$estate/$desk.yaml"
    sed "s/workstation: .*/workstation: $desk/" Fixtures/scenarios/locked-with-email.yaml >"$estate/$desk.scenario.yaml"
    ra "$desk" audit init >"$estate/$desk.key" 2>/dev/null
    collector enrol "$(cat "$estate/$desk.key")" --site osprey
    session "$desk"
    ra "$desk" audit push
done

step 'Somebody copies DESK-3, and both go on'
cp -a "$estate/DESK-3" "$estate/CLONE"
sed 's/workstation: .*/workstation: DESK-3/' "$estate/DESK-3.yaml" >"$estate/CLONE.yaml"
cp "$estate/DESK-3.scenario.yaml" "$estate/CLONE.scenario.yaml"
session DESK-3
ra DESK-3 audit push
session CLONE
echo 'The copy pushes:'
if ra CLONE audit push; then echo 'estate: the copy was believed' >&2 && exit 1; fi

step 'The collector has found the fork, and can prove it'
collector status
collector forks
collector forks 1 >"$estate/evidence"
python3 Tests/CollectorTests/verify-fork.py "$estate/evidence" "$(cat "$estate/DESK-3.key")"

step "One person's history over all desks"
collector list --subject 000444555666 --limit 6

step 'Every tree, recomputed; and a statement of what was heard of every desk'
collector verify
collector complete --since -1h --until today
