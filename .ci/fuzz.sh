#!/bin/sh
# fuzz.sh SECONDS [TARGET…]: builds the fuzzer and runs each target for so long, on the corpus in Fixtures/fuzz and what
# it finds itself. Ends with the number of executions; a crash ends it with a failure and leaves the input.
#
# With RUNS=10000000 in the environment each target runs that often instead, and a second for one input or 256 MiB is a
# failure too. AddressSanitizer is left out then: its own memory is larger than that.
set -eu

seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- atr tlv apdu exchange responses piv certificate certificate-fields packing answer answer-file facts note proof yaml
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root/Tests/Fuzz"
if [ "${RUNS:-}" ]; then
    how="--sanitize=fuzzer --scratch-path .build-plain"
    limits="-runs=$RUNS -timeout=1 -rss_limit_mb=256"
else
    how="--sanitize=fuzzer --sanitize=address"
    limits="-max_total_time=$seconds -timeout=10"
fi
# shellcheck disable=SC2086 # Several words each.
swift build -c release $how
# shellcheck disable=SC2086
built=$(swift build -c release $how --show-bin-path)
# Swift's backtracer can hang on a fuzzer's crash for minutes.
export SWIFT_BACKTRACE=enable=no
for target in "$@"; do
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
    printf '%s: ' "$target"
    # shellcheck disable=SC2086
    if ! ASAN_OPTIONS=detect_leaks=$leaks FUZZ_TARGET=$target "$fuzzer" \
        $limits -max_len=$longest -print_final_stats=1 \
        -artifact_prefix="$found/../$target-" "$found" "$root/Fixtures/fuzz/$target" \
        > "$found.log" 2>&1; then
        echo "CRASHED"
        tail -n 40 "$found.log"
        exit 1
    fi
    sed -n 's/^stat::number_of_executed_units: */executions /p; s/^stat::peak_rss_mb: */at most MiB /p' "$found.log" |
        paste -sd ' '
done
