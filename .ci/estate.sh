#!/bin/sh
# From nothing to three simulated desks, one collector, and one fork found: estate.sh FOLDER-OF-PROGRAMS
set -eu
cd "$(dirname "$0")/.."
programs=$1
. .ci/own-collector.sh
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
begin_database

step 'A collector'
begin_collector
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
echo 'The copy pushes, and is refused:'
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
