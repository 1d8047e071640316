#!/bin/sh
# Imports the CSV of 'ra due' into LibreOffice Calc, writes it out again, and looks whether each UUID is still there.
#
# Usage: spreadsheet.sh RA REPORT
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
due() { "$1" due --report "$2" --at 2026-11-26T03:00:00Z --audit-log "$folder/audit.sqlite" --format "$3"; }
due "$1" "$2" csv >"$folder/due.csv"
due "$1" "$2" uuids | sed '/^$/d' | sort >"$folder/expected"
# To its own format and back, as a person would who opens, saves and exports.
for step in 'ods due.csv' 'csv due.ods'; do
    set -- $step
    (cd "$folder" && HOME="$folder" soffice --headless --convert-to "$1" --outdir "$folder/$1" "$2" >/dev/null 2>&1)
    if [ "$1" = ods ]; then cp "$folder/ods/due.ods" "$folder/due.ods"; fi
done
tail -n +2 "$folder/csv/due.csv" | cut -d , -f 1 | sed "s/^[\"']*//; s/\"$//" | sort >"$folder/got"
if ! diff "$folder/expected" "$folder/got"; then
    echo "spreadsheet: UUIDs were changed on the way" >&2
    exit 1
fi
echo "spreadsheet: $(wc -l <"$folder/got") UUIDs came back as they were"
