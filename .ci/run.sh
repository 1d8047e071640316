#!/bin/sh
# Runs the preflight on this computer's readers, or on the simulated desk where it has none.
set -eu

ra=$1
scenario=$2
# Virtual readers are no readers for this purpose. No service is no reader.
physical=$("$ra" readers --json 2>/dev/null | grep -oE '"kind":"(desktop|keyboard|laptop|unknown)"' | wc -l)
if [ "$physical" -gt 0 ]; then
    echo "Preflight on this computer's own smartcard readers: $physical."
    exec "$ra" preflight
fi
echo "No physical smartcard reader here, so this is the simulated desk of $scenario."
"$ra" preflight --simulate "$scenario"
echo
echo "A guided unlock on a simulated desk; the scenario gives the answers, and plays CIM."
exec "$ra" unlock --simulate locked-with-email </dev/null
