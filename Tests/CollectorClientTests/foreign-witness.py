#!/usr/bin/env python3
"""foreign-witness.py PROGRAMS COLLECTOR.yaml URL [FOLDER]: a desk's growing log before foreign witnesses and verifiers.

Wants aics-witness and aics-tlog (PyPI) in PYTHONPATH, the folder of `ra` and `ra-collector`, and a collector that
serves at URL. Their witnesses answer on loopback. With FOLDER the requests of the second part are kept there with their
answers, for ForeignWitnessTests.
"""
import base64, json, pathlib, random, shutil, subprocess, sys, tempfile, threading, time, urllib.request
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from aics_tlog import format_vkey, parse_vkey, vkey_from_ed25519
from aics_tlog.checkpoint import Checkpoint, checkpoint_from_note, sign_checkpoint, verify_checkpoint
from aics_tlog.hashing import leaf_hash
from aics_tlog.note import parse_note
from aics_tlog.tree import MerkleTree, verify_inclusion
from aics_witness import LogConfig, Witness, WitnessClient, WitnessError, WitnessStore, make_server
from aics_witness.protocol import origin_hash

programs, settings, collector = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
record = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else None
scenario = pathlib.Path("Fixtures/scenarios/locked-with-email.yaml")
folder = pathlib.Path(tempfile.mkdtemp())
random.seed(18)
rounds = 0


def run(*words, input="", status=0):
    done = subprocess.run([str(word) for word in words], input=input, capture_output=True, text=True)
    assert done.returncode == status, f"{words}: status {done.returncode}, not {status}\n{done.stdout}{done.stderr}"
    return done.stdout


class Desk:
    def __init__(self, name):
        self.folder = folder / name
        self.folder.mkdir(mode=0o700)
        (self.folder / "config.yaml").write_text(f"workstation: {name}\n")
        answers = scenario.read_text().split("\nanswers:\n")[1]
        (self.folder / "answers.yaml").write_text("".join(line[2:] + "\n" for line in answers.splitlines()))
        self.log = self.folder / "audit.sqlite"
        self.vkey = parse_vkey(self.ra("audit", "init").strip())
        self.name = self.vkey.name

    def ra(self, *words, **how):
        return run(programs / "ra", *words, "--config", self.folder / "config.yaml", "--audit-log", self.log, **how)

    def session(self):
        run(programs / "ra", "unlock", "--simulate", scenario, "--answers", self.folder / "answers.yaml",
            "--audit-log", self.log)

    def tree(self):
        return MerkleTree(line.encode() for line in self.ra("audit", "export").splitlines())

    def note(self, size, tree=None):
        """As the desk signs it, by its own key and their code."""
        key = base64.b64decode((self.folder / "audit.sqlite.key").read_text().strip().split("+", 4)[4])
        root = (tree or self.tree()).root(size)
        return sign_checkpoint(
            Checkpoint(self.name, size, root), Ed25519PrivateKey.from_private_bytes(key[1:]), self.name).to_bytes()

    def witness(self, policy, status=0):
        """What `ra audit witness` makes of it: the report, and its rows by name."""
        global rounds
        rounds += 1
        report = json.loads(self.ra("audit", "witness", "--policy", "-", "--json", input=policy, status=status))
        return report, {row["name"]: row for row in report["witnesses"]}

    def cosignatures(self):
        report = json.loads(self.ra("audit", "verify", "--json"))
        assert report["sound"], report
        return report["cosignatures"], report["cosignedSize"]


class Server:
    """Their witness behind their server; each answer is kept. Their clock and its logs can be changed."""

    def __init__(self, label, *logs, prefix=""):
        self.label, self.prefix, self.late, self.seen = label, prefix, 0, []
        store = WitnessStore(folder / f"{label}.db", create=True)
        key = Ed25519PrivateKey.from_private_bytes(random.randbytes(32))
        self.witness = Witness(f"{label}.foreign.example/w", key, store, logs, clock=lambda: time.time() - self.late)
        self.vkey = self.witness.vkey
        answer = self.witness.add_checkpoint

        def add(body):
            try:
                status, text = 200, answer(body)
                return text
            except WitnessError as error:
                status, text = error.status, error.body
                raise
            finally:
                self.seen.append({"request": body.decode(), "status": status, "answer": text.decode()})

        self.witness.add_checkpoint = add
        self.port = 0
        self.start()

    def start(self):
        self.server = make_server(self.witness, "127.0.0.1", self.port, prefix=self.prefix)
        self.port, self.url = self.server.server_address[1], self.server.url
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def feed(self, desk, size, old=0, tree=None):
        """Somebody else submits the desk's checkpoint, with their client."""
        tree = tree or desk.tree()
        with WitnessClient(self.url, self.vkey) as client:
            client.submit(desk.note(size, tree), lambda old, new: tree.consistency_proof(old, new) if old else [])

    def line(self, name=None):
        return f"witness {name or self.label} {format_vkey(self.vkey)} {self.url}\n"

    def newest(self, desk):
        return urllib.request.urlopen(f"{self.url}/{origin_hash(desk.name)}/checkpoint").read()


def trusts(desk, **more):
    return LogConfig(desk.name, (desk.vkey,), **more)


def accepted(note, desk, witnesses):
    """By their verifier: the desk's signature, and each witness's cosignature of now."""
    result = verify_checkpoint(parse_note(note), desk.vkey, witnesses, len(witnesses), expected_origin=desk.name,
                               max_age_seconds=600)
    assert result.ok and result.cosignature_count == len(witnesses), result
    return result


# First: a log that grows, two foreign witnesses and our own collector.
desk = Desk("DESK-8")
keys = run(programs / "ra-collector", "key", "--config", settings).split()
ours = parse_vkey(keys[0])
run(programs / "ra-collector", "enrol", format_vkey(desk.vkey), "--config", settings)
a, b = Server("a", trusts(desk)), Server("b", trusts(desk), prefix="/some/place")
everybody = [a.vkey, b.vkey, ours]
log = f"log {format_vkey(desk.vkey)}\n"
three = log + a.line() + b.line() + f"witness c {keys[0]} {collector}\n"
all_three, any_of_two = three + "group g all a b c\nquorum g\n", three + "group g any a b\nquorum g\n"
sizes, kept = [], 0
for turn in range(8):
    if turn:
        desk.session()
    report, rows = desk.witness(all_three)
    assert report["quorum"] and all(row["outcome"] == "cosigned" for row in rows.values()), report
    note = report["note"].encode()
    checkpoint, _ = checkpoint_from_note(note)
    tree = desk.tree()
    assert (checkpoint.size, checkpoint.root) == (tree.size, tree.root()), "their tree is another"
    accepted(note, desk, everybody)
    for server in (a, b):
        _, newest = checkpoint_from_note(server.newest(desk))
        _, whole = checkpoint_from_note(note)
        assert newest.text == whole.text and set(newest.signatures) <= set(whole.signatures), "the newest is another"
    kept += 3
    assert desk.cosignatures() == (kept, tree.size), desk.cosignatures()
    (folder / "note").write_bytes(note)
    desk.ra("audit", "verify", "--against", folder / "note", "--key", format_vkey(desk.vkey))
    run(sys.executable, "-m", "aics_tlog", "verify-checkpoint", "--note", folder / "note", "--quorum", 3,
        "--log-key", format_vkey(desk.vkey), *(f"--witness-key={format_vkey(key)}" for key in everybody))
    number = random.randint(1, tree.size)
    proof = desk.ra("audit", "prove", number).encode()
    head, _, signed = proof.partition(b"\n\n")
    lines = head.decode().splitlines()
    entry = base64.b64decode(lines[1].removeprefix("extra "))
    assert verify_inclusion(leaf_hash(entry), number - 1, tree.size, [base64.b64decode(line) for line in lines[3:]],
                            checkpoint_from_note(signed)[0].root), "their verifier refuses a proof"
    sizes.append(tree.size)

# A witness is away: enough are left, or not; what it missed is made up for with a proof.
b.stop()
desk.session()
report, rows = desk.witness(any_of_two)
assert rows["b"]["outcome"] == "unreachable" and report["quorum"], report
accepted(report["note"].encode(), desk, [a.vkey, ours])
report, _ = desk.witness(all_three, status=69)
assert not report["quorum"], report
b.start()
report, _ = desk.witness(all_three)
accepted(report["note"].encode(), desk, everybody)
# One that is away, and cosigned this very checkpoint before, counts.
b.stop()
report, rows = desk.witness(all_three)
assert rows["b"]["outcome"] == "unreachable" and rows["b"]["cosigned"] and report["quorum"], report
accepted(report["note"].encode(), desk, everybody)
b.start()
# Somebody else was faster: the desk is told the size, and goes on from there.
desk.session()
tree = desk.tree()
a.feed(desk, tree.size - 3, tree=tree)
before = len(a.seen)
report, _ = desk.witness(all_three)
assert [one["status"] for one in a.seen[before:]] == [409, 200], a.seen[before:]
accepted(report["note"].encode(), desk, everybody)
size = report["size"]
# A backup is put back, and the desk goes on from it: their witnesses refuse, and keep the proof of it.
shutil.copytree(desk.folder, folder / "backup")
desk.session()
desk.witness(all_three)
shutil.copy(folder / "backup/audit.sqlite", desk.log)
report, rows = desk.witness(all_three, status=1)
assert {row["outcome"] for row in rows.values()} == {"fork"}, report
while desk.tree().size < a.witness.store.get(desk.name).size:
    desk.session()
before = len(a.seen)
report, rows = desk.witness(all_three, status=1)
assert {row["outcome"] for row in rows.values()} == {"fork"}, report
assert a.seen[-1]["status"] == 422 and a.witness.store.evidence_counts()[desk.name], a.seen[before:]
print("Grown over the sizes", *sizes, "and further: the cosignatures of both sides are accepted by both.")

# Second: one checkpoint, and witnesses in each state; these exchanges are what is kept.
desk = Desk("DESK-9")
desk.session()
desk.ra("audit", "checkpoint")
tree = desk.tree()
other = MerkleTree(b"other %d" % number for number in range(tree.size + 9))
stranger = vkey_from_ed25519(desk.name, Ed25519PrivateKey.from_private_bytes(random.randbytes(32)).public_key())
servers = {
    "new": Server("new", trusts(desk)),
    "behind": Server("behind", trusts(desk), prefix="/below"),
    "there": Server("there", trusts(desk)),
    "ahead": Server("ahead", trusts(desk)),
    "forked": Server("forked", trusts(desk)),
    "forked-below": Server("forked-below", trusts(desk)),
    "pinned": Server("pinned", trusts(desk, initial=(7, tree.root(7)))),
    "other-key": Server("other-key", LogConfig(desk.name, (stranger,))),
    "unknown": Server("unknown"),
    "late": Server("late", trusts(desk)),
}
servers["behind"].feed(desk, 10, tree=tree)
servers["there"].feed(desk, tree.size, tree=tree)
servers["ahead"].feed(desk, tree.size + 9, tree=other)
servers["forked"].feed(desk, tree.size, tree=other)
servers["forked-below"].feed(desk, 10, tree=other)
servers["late"].feed(desk, 4, tree=tree)
servers["late"].late = 100
policy = f"log {format_vkey(desk.vkey)}\n" + "".join(server.line() for server in servers.values())
want = {
    "new": ([200], "cosigned"), "behind": ([409, 200], "cosigned"), "there": ([409, 200], "cosigned"),
    "ahead": ([409], "fork"), "forked": ([409, 422], "fork"), "forked-below": ([409, 422], "fork"),
    "pinned": ([409, 200], "cosigned"), "other-key": ([403], "refused"), "unknown": ([404], "refused"),
    "late": ([409, 503], "unreachable"),
}
if record:
    record.mkdir(exist_ok=True)
    shutil.copy(desk.log, record / "audit.sqlite")
    shutil.copy(desk.folder / "audit.sqlite.key", record / "made-for-tests.key")
for server in servers.values():
    server.seen.clear()
# The quorum is met, and some have another history of the log.
report, rows = desk.witness(policy + "group g 4 " + " ".join(servers) + "\nquorum g\n", status=1)
assert report["quorum"], report
good = [servers[name].vkey for name, (_, outcome) in want.items() if outcome == "cosigned"]
accepted(report["note"].encode(), desk, good)
kept = []
for name, server in servers.items():
    statuses, outcome = want[name]
    assert ([one["status"] for one in server.seen], rows[name]["outcome"]) == (statuses, outcome), (name, rows[name])
    kept.append({"name": name, "vkey": format_vkey(server.vkey), "prefix": server.prefix, "outcome": outcome,
                 "exchanges": server.seen[:]})
desk.witness(policy + "group g 5 " + " ".join(servers) + "\nquorum g\n", status=1)
assert desk.cosignatures()[1] == tree.size
# A witness that signs with another key than the policy says.
report, rows = desk.witness(
    f"witness x {format_vkey(servers['late'].vkey)} {servers['new'].url}\nquorum x\n", status=1)
assert rows["x"]["outcome"] == "refused", report
if record:
    text = json.dumps({"log": format_vkey(desk.vkey), "size": tree.size, "witnesses": kept}, indent=1)
    (record / "answers.json").write_text(text + "\n")
answers = sum(len(one["exchanges"]) for one in kept)
print(f"{len(servers)} witnesses in {len(want)} states: {answers} answers as expected.")
answers = sum(len(server.seen) for server in (a, b, *servers.values()))
print(f"{rounds} rounds, {answers} answers of foreign witnesses.")
shutil.rmtree(folder)
