#!/usr/bin/python3
"""Checks an exported audit log without any of its own code, from RFC 6962 and C2SP's signed-note and tlog-proof.

verify_log.py KEY EXPORT CHECKPOINT [PROOF ...]      needs Debian's python3-cryptography
"""
import base64
import hashlib
import sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

def leaf_hash(line):
    return hashlib.sha256(b"\x00" + line).digest()
def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()

def root(leaves):  # RFC 6962 section 2.1; a level at a time, the odd one out goes up as it is
    while len(leaves) > 1:
        pairs = [node_hash(a, b) for a, b in zip(leaves[::2], leaves[1::2])]
        leaves = pairs + leaves[len(leaves) & ~1:]
    return leaves[0] if leaves else hashlib.sha256(b"").digest()

def open_note(note, key):  # C2SP signed-note: origin, size and root, once a signature by the key holds
    name, key_id, key_data = key.strip().split("+", 2)
    public = base64.b64decode(key_data)
    assert public[0] == 1 and hashlib.sha256(name.encode() + b"\n" + public).digest()[:4].hex() == key_id, "key hash"
    text, signatures = note.rsplit("\n\n", 1)
    mine = [s for s in signatures.splitlines() if s.startswith("— " + name + " ")]
    assert mine, "unsigned"
    for line in mine:
        signature = base64.b64decode(line.split(" ")[2])
        assert signature[:4].hex() == key_id
        Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature[4:], (text + "\n").encode())
    assert text.split("\n")[0] == name, "another log"
    return int(text.split("\n")[1]), base64.b64decode(text.split("\n")[2])

def check_proof(proof, key):  # C2SP tlog-proof; the path as in RFC 9162 section 2.1.3.2
    head, note = proof.split("\n\n", 1)
    magic, extra, index, *path = head.split("\n")
    assert magic == "c2sp.org/tlog-proof@v1" and extra.startswith("extra ") and index.startswith("index ")
    (size, expected), fn = open_note(note, key), int(index[6:])
    sn, value = size - 1, leaf_hash(base64.b64decode(extra[6:]))
    assert 0 <= fn < size, "index"
    for sibling in map(base64.b64decode, path):
        assert sn > 0, "path too long"
        if fn & 1 or fn == sn:
            value = node_hash(sibling, value)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            value = node_hash(value, sibling)
        fn, sn = fn >> 1, sn >> 1
    assert sn == 0 and value == expected, "not in the tree"

key, export, checkpoint, *proofs = [open(name, encoding="utf-8", newline="").read() for name in sys.argv[1:]]
size, expected = open_note(checkpoint, key)
leaves = [leaf_hash(line) for line in export.encode().split(b"\n")[:-1]]
assert size <= len(leaves) and root(leaves[:size]) == expected, "root"
for proof in proofs:
    check_proof(proof, key)
print(f"{size} events, {len(proofs)} proofs: good")
