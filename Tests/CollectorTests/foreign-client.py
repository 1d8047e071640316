#!/usr/bin/env python3
"""foreign-client.py URL WITNESS-KEY --vkey | URL WITNESS-KEY: a foreign client submits a growing log to a collector.

Wants aics-witness and aics-tlog (PyPI) in PYTHONPATH. With --vkey it prints the log's key, to be enrolled first. The
client verifies each cosignature itself.
"""
import sys, urllib.request
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from aics_tlog import format_vkey, vkey_from_ed25519
from aics_tlog.checkpoint import Checkpoint, sign_checkpoint
from aics_tlog.tree import MerkleTree
from aics_witness import WitnessClient, WitnessRejected, merge_cosignatures
from aics_witness.protocol import origin_hash

key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
name = "foreign.example/log"
if "--vkey" in sys.argv:
    sys.exit(print(format_vkey(vkey_from_ed25519(name, key.public_key()))))
url, witness = sys.argv[1:3]
tree = MerkleTree(str(i).encode() for i in range(2000))
client = WitnessClient(url, witness)
size = submitted = 0
while size < 1990:
    size = min(1990, size + 1 + size // 7)
    note = sign_checkpoint(Checkpoint(name, size, tree.root(size)), key, name).to_bytes()
    lines = client.submit(note, lambda old, new: tree.consistency_proof(old, new) if 0 < old < new else [])
    submitted += 1
    path = f"{url}/{origin_hash(name)}/checkpoint"
    newest = urllib.request.urlopen(path).read()
    assert newest == merge_cosignatures(note, lines), "the newest checkpoint is another"
# A second client that remembers nothing is told the size, and goes on from there.
note = sign_checkpoint(Checkpoint(name, 2000, tree.root(2000)), key, name).to_bytes()
WitnessClient(url, witness).submit(note, lambda old, new: tree.consistency_proof(old, new) if 0 < old < new else [])
other = MerkleTree(f"other {i}".encode() for i in range(2000))
try:
    client.submit(sign_checkpoint(Checkpoint(name, 2000, other.root(2000)), key, name).to_bytes(), lambda old, new: [])
    sys.exit("another history was cosigned")
except WitnessRejected as refusal:
    assert refusal.status == 422, refusal
print(submitted + 2, "submissions, each cosignature verified; another history refused")
