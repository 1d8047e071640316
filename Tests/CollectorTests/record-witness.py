#!/usr/bin/env python3
"""record-witness.py FILE: what a foreign witness answers to its own client's requests, for WitnessTests.

Wants the packages aics-witness and aics-tlog (PyPI) in PYTHONPATH. Each request is made by their code, and answered by
their witness in this process; `status` is theirs, `contract` ours where the newer specification or a bound differs.
"""
import base64, json, random, sys, tempfile
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from aics_tlog import format_vkey, vkey_from_ed25519
from aics_tlog.checkpoint import Checkpoint, sign_checkpoint
from aics_tlog.tree import MerkleTree
from aics_witness.config import LogConfig
from aics_witness.protocol import format_add_checkpoint_request
from aics_witness.service import Witness, WitnessError
from aics_witness.store import WitnessStore

random.seed(18)
clock = [1_795_000_000]
requests, logs = [], []


class Log:
    def __init__(self, number, size=300):
        self.key = Ed25519PrivateKey.from_private_bytes(random.randbytes(32))
        self.name = f"log.example/{number}"
        self.tree = MerkleTree(f"{number} {i}".encode() for i in range(size))
        self.vkey = vkey_from_ed25519(self.name, self.key.public_key())

    def note(self, size, root=None, key=None, name=None):
        root = self.tree.root(size) if root is None else root
        return sign_checkpoint(
            Checkpoint(name or self.name, size, root), key or self.key, name or self.name).to_bytes()

    def body(self, old, size, proof=None, **other):
        if proof is None:
            proof = self.tree.consistency_proof(old, size) if 0 < old < size else []
        return format_add_checkpoint_request(old, proof, self.note(size, **other))


def ask(row, body, contract=None):
    clock[0] += 1
    try:
        witness.add_checkpoint(body)
        status, text = 200, ""
    except WitnessError as error:
        status, text = error.status, error.body.decode() if error.status == 409 else ""
    requests.append({"row": row, "body": base64.b64encode(body).decode(), "status": status,
                     "contract": contract or status, "size": text})


known = [Log(n) for n in range(6)]
other = Ed25519PrivateKey.from_private_bytes(random.randbytes(32))
with tempfile.TemporaryDirectory() as folder:
    store = WitnessStore(folder + "/w.db", create=True)
    witness = Witness("foreign.example/w", Ed25519PrivateKey.generate(), store,
                      [LogConfig(log.name, (log.vkey,)) for log in known], clock=lambda: clock[0])
    for log in known:
        size = 0
        ask("first, empty tree with another root", log.body(0, 0, root=bytes(32)))
        ask("empty tree", log.body(0, 0))
        for _ in range(6):
            step = random.randint(size + 1, size + 40)
            ask("extension", log.body(size, step))
            ask("the same again, from the new size", log.body(step, step))
            ask("from a size that was", log.body(size, step))
            ask("from a size that will be", log.body(step + 1, step + 2))
            ask("proof of another size", log.body(step, step + 9, proof=log.tree.consistency_proof(step, step + 8)))
            ask("no proof", log.body(step, step + 3, proof=[]))
            ask("another root at the size cosigned", log.body(step, step, root=random.randbytes(32)))
            size = step
        ask("unknown key", log.body(size, size + 1, key=other))
        ask("old above the size", log.body(size + 5, size + 1, proof=[]))
        ask("a line of the log's key that doesn't hold, beside a good one",
            log.body(size, size + 1) + log.note(size + 2).split(b"\n\n")[1])
        ask("a stranger's line beside a good one",
            log.body(size, size + 1) + Log("stranger", 3).note(3).split(b"\n\n")[1])
        size += 1
        ask("proof with old 0", log.body(0, size + 1, proof=[bytes(32)]))
    fresh = Log(9)
    ask("unknown log", fresh.body(0, 5))
    log = known[0]
    good = log.body(0, 1)
    for text in (b"", b"old\n\n", b"old -1\n\n", b"old 00\n\n", b"old +1\n\n", b"old 1 \n\n", b"new 0\n\n",
                 b"old 9223372036854775808\n\n", b"old 18446744073709551616\n\n", b"old 0\nAAAA\n\n", b"old 0\n!\n\n",
                 b"old 0\n" + b"A" * 43 + b"\n\n", b"old 0\r\n\n"):
        ask("malformed head", text + log.note(1))
    for text in (b"", b"nothing\n", b"x\n1\n\n", log.note(1)[:-1], log.note(1).replace(b"\n1\n", b"\n01\n"),
                 log.note(1).replace(b"\n1\n", b"\n-1\n")):
        ask("malformed checkpoint", b"old 0\n\n" + text)
    # Theirs looks at the signature first.
    ask("a size above 2^63 - 1", b"old 0\n\n" + log.note(1).replace(b"\n1\n", b"\n9223372036854775808\n"), contract=400)
    ask("64 hashes", good.replace(b"old 0\n", b"old 0\n" + (base64.b64encode(bytes(32)) + b"\n") * 64))
    store.close()
logs = [{"origin": log.name, "vkey": format_vkey(log.vkey)} for log in known]
json.dump({"logs": logs, "requests": requests}, open(sys.argv[1], "w"), indent=0)
counts = {}
for r in requests:
    counts[(r["row"], r["status"])] = counts.get((r["row"], r["status"]), 0) + 1
for key, n in counts.items():
    print(n, *key)
print(len(requests), "requests")
