#!/bin/sh
# fuzz.sh SECONDS [TARGET…]: builds the fuzzer and runs each target for so long, on the corpus in Fixtures/fuzz and what
# it finds itself. Ends with the number of executions; a crash ends it with a failure and leaves the input.
set -eu

seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- atr tlv apdu responses piv certificate certificate-fields packing facts note proof yaml
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root/Tests/Fuzz"
swift build -c release --sanitize=fuzzer --sanitize=address
built=$(swift build -c release --sanitize=fuzzer --sanitize=address --show-bin-path)
# Swift's backtracer can hang on a fuzzer's crash for minutes.
export SWIFT_BACKTRACE=enable=no
for target in "$@"; do
    found=$root/.build/fuzz/$target leaks=1
    mkdir -p "$found"
    # Certificates and whole cards need longer inputs than the rest, and more code.
    case $target in
        certificate | certificate-fields | packing | piv | responses) fuzzer=$built/FuzzCard longest=4096 ;;
        # Tables that live in Swift's lazy globals to the end count as leaked here.
        facts | note | proof | yaml) fuzzer=$built/FuzzText longest=2048 leaks=0 ;;
        atr) fuzzer=$built/FuzzISO7816 longest=40 ;;
        *) fuzzer=$built/FuzzISO7816 longest=512 ;;
    esac
    printf '%s: ' "$target"
    if ! ASAN_OPTIONS=detect_leaks=$leaks FUZZ_TARGET=$target "$fuzzer" \
        -max_total_time="$seconds" -max_len=$longest -timeout=10 -print_final_stats=1 \
        -artifact_prefix="$found/../$target-" "$found" "$root/Fixtures/fuzz/$target" \
        > "$found.log" 2>&1; then
        echo "CRASHED"
        tail -n 40 "$found.log"
        exit 1
    fi
    sed -n 's/^stat::number_of_executed_units: */executions /p' "$found.log"
done
