#!/usr/bin/env python3
"""verify-fork.py FILE KEY: says FORK where the evidence shows that KEY signed two histories; else NOT PROVED.

Written from C2SP signed-note and tlog-checkpoint, RFC 9162 section 2.1.4.2 and the description of the evidence alone."""
import base64, hashlib, sys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

def need(condition, why):
    condition or sys.exit(f"NOT PROVED: {why}")

def checkpoint(text, signatures, name, key_id, key):
    lines = [line.split(" ") for line in signatures.splitlines()]
    blobs = [base64.b64decode(line[2]) for line in lines if line[1] == name]
    blobs = [blob[4:] for blob in blobs if blob[:4] == key_id]
    need(blobs, "a checkpoint isn't signed by the key")
    try:
        [key.verify(blob, (text + "\n").encode()) for blob in blobs]
    except InvalidSignature:
        need(False, "a signature doesn't hold")
    origin, size, root = text.split("\n")[:3]
    need(origin == name, "a checkpoint is of another log")
    return int(size), base64.b64decode(root)

def old_and_new_root(first, second, hashes):
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = hashes[0]
    node = lambda left, right: hashlib.sha256(b"\x01" + left + right).digest()
    for c in hashes[1:]:
        need(sn != 0, "there are too many hashes")
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0, "there are too few hashes")
    return fr, sr

name, key_hash, key_bytes = sys.argv[2].split("+", 2)
public = base64.b64decode(key_bytes)[1:]
key_id = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
parts = open(sys.argv[1], encoding="utf-8").read().split("\n\n")
need(len(parts) == 5, "it isn't two signed notes after a head")
first, named, *hashes = parts[0].split("\n")
need(first == "ra-evidence/v1" and named == sys.argv[2] and key_id.hex() == key_hash, "it isn't about this key")
key = Ed25519PublicKey.from_public_bytes(public)
small, small_root = checkpoint(parts[1], parts[2], name, key_id, key)
large, large_root = checkpoint(parts[3], parts[4], name, key_id, key)
if small == large:
    need(not hashes and small_root != large_root, "both are the same")
else:
    need(0 < small < large and hashes, "the sizes are out of order")
    old, new = old_and_new_root(small, large, [base64.b64decode(line) for line in hashes])
    need(new == large_root, "the hashes don't lead to the larger root")
    need(old != small_root, "the larger tree extends the smaller")
print("FORK")
