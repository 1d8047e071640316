#!/bin/sh
# samples.sh RA: runs the samples of README.md in their order, on a log of their own, and prints each command with all of
# what it says, to be put into README.md by hand. Tests/CommandLineTests/SamplesTests.swift compares.
set -eu

ra=$1
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
PATH=$(cd "$(dirname "$ra")" && pwd):$PATH TMPDIR=$folder RA_AUDIT_LOG=$folder/audit.sqlite
export PATH TMPDIR RA_AUDIT_LOG
session=
# Indented lines that begin with a dollar sign; a backslash at the end goes on in the next line.
awk '/^    \$ / { on = 1; sub(/^    \$ /, "") } on { sub(/^    /, ""); sub(/ *#.*/, ""); print; on = /\\$/ }' README.md |
    sed -e ':a' -e '/\\$/{N;s/\\\n */ /;ba' -e '}' |
    while IFS= read -r command; do
        command=$(printf '%s' "$command" | sed "s/[0-9a-f]\{4\}-[0-9a-f]\{4\}-[0-9a-f]\{4\}/$session/")
        printf '    $ %s\n' "$command"
        sh -c "$command" </dev/null >"$folder/said" || echo "(status $?)"
        found=$(sed -n 's/.*Session: \([0-9a-f-]\{14\}\).*/\1/p' "$folder/said")
        session=${found:-$session}
        sed 's/^/    /' "$folder/said"
        echo
    done
