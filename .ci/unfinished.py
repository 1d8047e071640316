#!/usr/bin/env python3
"""Which tests of a log began and didn't end: unfinished.py LOG. For a run that had to be ended."""
import re
import sys

MARKS = re.compile(r'Test (?!run |case )(".*?"|\S+)( with \d+ test cases?)? (started\.|passed after|failed after|skipped)')
began = {}
for line in open(sys.argv[1], errors="replace"):
    if found := MARKS.search(re.sub(r"\x1b\[\d+m", "", line)):
        if found[3] == "started.":
            began[found[1]] = None
        else:
            began.pop(found[1], None)
print(f"{len(began)} tests began and didn't end:")
for test in began:
    print(f"  {test}")
