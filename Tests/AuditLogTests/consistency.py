#!/usr/bin/python3
"""Checks a consistency proof against an exported log, from nothing but RFC 6962 section 2.1.

consistency.py EXPORT PROOF     roots and proof are computed from the export's lines, by the definitions (MTH, PROOF)
"""
import base64
import hashlib
import json
import sys


def split(count):  # the largest power of two below
    k = 1
    while k * 2 < count:
        k *= 2
    return k


def mth(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = split(len(leaves))
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def subproof(m, leaves, whole):
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return subproof(m, leaves[:k], whole) + [mth(leaves[k:])]
    return subproof(m - k, leaves[k:], False) + [mth(leaves[:k])]


def size_and_root(note):
    lines = note.split("\n")
    return int(lines[1]), base64.b64decode(lines[2])


with open(sys.argv[1], "rb") as file:
    lines = file.read().split(b"\n")[:-1]
with open(sys.argv[2], encoding="utf-8") as file:
    proof = json.load(file)
(older, older_root), (newer, newer_root) = size_and_root(proof["older"]), size_and_root(proof["newer"])
assert older <= newer <= len(lines), "sizes"
assert mth(lines[:older]) == older_root and mth(lines[:newer]) == newer_root, "roots"
expected = subproof(older, lines[:newer], True) if 0 < older < newer else []
assert [base64.b64decode(hash) for hash in proof["path"]] == expected, "path"
print(f"{older} to {newer}: {len(expected)} hashes")
