#!/usr/bin/env python3
"""Finds runs of more than eight identical lines that stand twice in the sources: one truth, one place."""
import collections
import pathlib
import sys

ALLOWED = 8
SUFFIXES = {".swift", ".c", ".h", ".js", ".css", ".mustache"}

places = collections.defaultdict(list)
for path in sorted(pathlib.Path(__file__).resolve().parent.parent.joinpath("Sources").rglob("*")):
    if path.suffix in SUFFIXES:
        lines = [line.strip() for line in path.read_text().splitlines()]
        for start in range(len(lines) - ALLOWED):
            places[tuple(lines[start:start + ALLOWED + 1])].append(f"{path.name}:{start + 1}")
repeated = [where for where in places.values() if len(where) > 1]
for where in repeated:
    print("the same lines stand at " + " and ".join(where), file=sys.stderr)
sys.exit(bool(repeated))
