#!/bin/sh
# fuzz-target.sh PROGRAMS LIMITS TARGET: runs one target of the built fuzzers; for fuzz.sh.
set -eu
built=$1 limits=$2 target=$3
root=$(cd "$(dirname "$0")/.." && pwd)
# Swift's backtracer can hang on a fuzzer's crash for minutes.
export SWIFT_BACKTRACE=enable=no
found=$root/.build/fuzz/$target leaks=1
mkdir -p "$found"
# Certificates and whole cards need longer inputs than the rest, and more code.
case $target in
    certificate | certificate-fields | packing | piv | responses) fuzzer=$built/FuzzCard longest=4096 ;;
    # What is typed at a prompt is short.
    answer | answer-file) fuzzer=$built/FuzzText longest=256 leaks=0 ;;
    # Tables that live in Swift's lazy globals to the end count as leaked here.
    facts | note | proof | yaml) fuzzer=$built/FuzzText longest=2048 leaks=0 ;;
    atr) fuzzer=$built/FuzzISO7816 longest=40 ;;
    *) fuzzer=$built/FuzzISO7816 longest=512 ;;
esac
# shellcheck disable=SC2086 # Several words.
if ! ASAN_OPTIONS=detect_leaks=$leaks FUZZ_TARGET=$target "$fuzzer" \
    $limits -max_len=$longest -print_final_stats=1 \
    -artifact_prefix="$found/../$target-" "$found" "$root/Fixtures/fuzz/$target" \
    >"$found.log" 2>&1; then
    # Its own end ends no other target.
    printf '%s: CRASHED\n%s\n' "$target" "$(tail -n 40 "$found.log")"
    exit 1
fi
figures=$(sed -n 's/^stat::number_of_executed_units: */executions /p; s/^stat::peak_rss_mb: */at most MiB /p' \
    "$found.log" | paste -sd ' ')
echo "$target: $figures"
