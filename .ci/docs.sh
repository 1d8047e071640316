#!/bin/sh
# docs.sh FOLDER: builds the documentation of the product PCSC into a folder. A broken link, or a parameter that isn't
# described, is an error.
set -eu

out=$1
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
graphs=$(mktemp -d)
trap 'rm -rf "$graphs"' EXIT
for module in PCSC ISO7816; do
    swift build --target $module >&2
    # shellcheck disable=SC2046 # several words
    swift symbolgraph-extract -module-name $module -I "$(swift build --show-bin-path)/Modules" \
        -Xcc -fmodule-map-file=Sources/CPCSCLite/module.modulemap \
        $(pkg-config --cflags-only-I libpcsclite | sed 's/-I/-Xcc -I/g') \
        -minimum-access-level public -skip-synthesized-members -output-dir "$graphs" \
        -target "$(swiftc -print-target-info | sed -n 's/.*"unversionedTriple": "\(.*\)",/\1/p')"
done
mkdir -p "$out"
docc convert Sources/PCSC/PCSC.docc --additional-symbol-graph-dir "$graphs" --fallback-display-name PCSC \
    --fallback-bundle-identifier PCSC --transform-for-static-hosting --output-path "$out/PCSC.doccarchive" \
    --warnings-as-errors
echo "$out/PCSC.doccarchive"
