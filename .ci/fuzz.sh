#!/bin/sh
# fuzz.sh SECONDS [TARGET…]: builds the fuzzer and runs each target for so long, on the corpus in Fixtures/fuzz and what
# it finds itself; as many at a time as there are processors. Each tells its number of executions; a crash is a failure,
# and leaves the input.
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
printf '%s\n' "$@" | xargs -n 1 -P "$(getconf _NPROCESSORS_ONLN)" "$root/.ci/fuzz-target.sh" "$built" "$limits"
