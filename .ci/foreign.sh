#!/bin/sh
# Other people's witness, client and verifier with ours, both ways: foreign.sh FOLDER-OF-PROGRAMS FOLDER-OF-PACKAGES [RECORD]
set -eu
cd "$(dirname "$0")/.."
programs=$1
. .ci/own-collector.sh
export PYTHONPATH="$2" PYTHONDONTWRITEBYTECODE=1

begin_database
begin_collector
key=$(head -n 1 "$estate/keys")
step 'Their client, our collector'
collector enrol "$(python3 Tests/CollectorTests/foreign-client.py "$url" "$key" --vkey)"
python3 Tests/CollectorTests/foreign-client.py "$url" "$key"
step 'Our desk, their witnesses'
python3 Tests/CollectorClientTests/foreign-witness.py "$programs" "$estate/collector.yaml" "$url" ${3:+"$3"}
