#!/bin/sh
# Makes the release twice, in two folders, and compares: each file has to be the same, byte for byte. Half an hour on two cores.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for folder in one another/and-deeper; do
    mkdir -p "$(dirname "$work/$folder")"
    git clone -q . "$work/$folder"
    if [ -e Package.resolved ]; then cp Package.resolved "$work/$folder/"; fi
    DRAFT=1 "$work/$folder/.ci/release.sh" "$work/$folder/out" >/dev/null
done
(cd "$work/one/out" && sha256sum -- *) >"$work/sums"
(cd "$work/another/and-deeper/out" && sha256sum --quiet -c "$work/sums")
cat "$work/sums"
echo "reproducible: two folders gave the same bytes"
