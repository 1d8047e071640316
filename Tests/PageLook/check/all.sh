#!/bin/sh
# All checks, one after the other.
cd "$(dirname "$0")/.." || exit 1
python=.venv/bin/python
status=0
for check in "$python check/make_samples.py" "$python check/make_readme.py" "$python check/render.py" check/nu.sh \
    "$python check/print.py" "$python check/test_desk.py" "$python check/axe.py" "$python check/shots.py"; do
    nice -n 10 $check || { echo "FAILED: $check"; status=1; }
done
exit $status
