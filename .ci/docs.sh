#!/bin/sh
# docs.sh FOLDER [MODULE ...]: builds the documentation of the library modules into a folder. A broken link, or a
# parameter that isn't described, is an error. A module that its users would reach through another's types
# (PCSC: ISO7816) is described with it as well.
#
# HOSTED_AT: the path on the web server below which each module has a folder of its name; without it, each archive is for
# itself.
set -eu

out=$1
shift
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
graphs=$(mktemp -d)
trap 'rm -rf "$graphs"' EXIT

# Every target below Sources that has sources in Swift and isn't a program.
[ $# -gt 0 ] || set -- $(swift package describe --type json |
    python3 -c 'import json, sys
for target in json.load(sys.stdin)["targets"]:
    if target["type"] == "library" and target["module_type"] == "SwiftTarget" and target["path"].startswith("Sources/"):
        print(target["name"])')

swift build >&2
bin=$(swift build --show-bin-path)
triple=$(swiftc -print-target-info | sed -n 's/.*"unversionedTriple": "\(.*\)",/\1/p')
# What the modules import of C, their own and the packages'; the first of a name counts.
maps=$(
    for map in $(ls "$bin"/*.build/module.modulemap 2>/dev/null) $(find .build/checkouts -name module.modulemap) \
        Sources/*/module.modulemap; do
        echo "$(sed -n 's/.*module  *\([A-Za-z_0-9]*\).*/\1/p' "$map" | head -n 1) $map"
    done | awk '!seen[$1]++ { folder = $2; sub("/[^/]*$", "", folder); print "-Xcc", "-fmodule-map-file=" $2, "-Xcc", "-I" folder }'
)

mkdir -p "$out"
for module in "$@"; do
    with=$module
    catalogue=
    if [ -d "Sources/$module/$module.docc" ]; then catalogue=Sources/$module/$module.docc; fi
    if [ "$module" = PCSC ]; then with="PCSC ISO7816"; fi
    for part in $with; do
        mkdir -p "$graphs/$module"
        # shellcheck disable=SC2046,SC2086 # several words
        swift symbolgraph-extract -module-name "$part" -I "$bin/Modules" $maps \
            $(pkg-config --cflags-only-I libpcsclite p11-kit-1 libpq | sed 's/-I/-Xcc -I/g') \
            -minimum-access-level public -skip-synthesized-members -output-dir "$graphs/$module" -target "$triple"
    done
    # shellcheck disable=SC2086 # no word, or one
    docc convert $catalogue --additional-symbol-graph-dir "$graphs/$module" --fallback-display-name "$module" \
        --fallback-bundle-identifier "$module" --transform-for-static-hosting \
        ${HOSTED_AT:+--hosting-base-path "$HOSTED_AT/$module"} --output-path "$out/$module.doccarchive" --warnings-as-errors
    echo "$out/$module.doccarchive"
done
