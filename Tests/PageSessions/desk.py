"""A running `ra desk` with folders of its own, and the log that it keeps."""

import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlsplit

# Told to end, a script ends what it started first.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


class Folder:
    """A home, a runtime folder and a log that nothing else uses; gone at the end."""

    def __init__(self, name="page"):
        self.path = tempfile.mkdtemp(prefix=f"{name}-")
        for part in ("home", "run", "tmp", "log"):
            os.mkdir(os.path.join(self.path, part), 0o700)
        self.log = self.path + "/log/audit.sqlite"

    @property
    def environment(self):
        return {
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "HOME": self.path + "/home",
            "XDG_RUNTIME_DIR": self.path + "/run",
            "TMPDIR": self.path + "/tmp",
            "PCSCLITE_CSOCK_NAME": "/nonexistent/pcscd.comm",
            "SWIFT_BACKTRACE": "enable=no",
        }

    def run(self, ra, *words, timeout=60):
        return subprocess.run(
            [ra, *words],
            env=self.environment,
            cwd=self.path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()


class Desk:
    """`ra desk`, from its first line until it has ended."""

    def __init__(self, ra, folder, scenario, listen="127.0.0.1:0", wrapper=(), extra=(), before=None):
        self.ra, self.folder, self.scenario = ra, folder, scenario
        self.errors = open(os.path.join(folder.path, f"desk-{time.monotonic_ns()}.err"), "w+")
        words = [*wrapper, ra, "desk", "--listen", listen, "--json", "--audit-log", folder.log, *extra]
        words += ["--simulate", scenario] if scenario else []
        self.process = subprocess.Popen(
            words,
            env=folder.environment,
            cwd=folder.path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            start_new_session=True,
            preexec_fn=before,
        )
        self.link = self._link()
        parts = urlsplit(self.link)
        self.host, self.port = parts.hostname, parts.port
        self.origin = f"http://{parts.netloc}"

    def _link(self, limit=20):
        ready, _, _ = select.select([self.process.stdout], [], [], limit)
        line = self.process.stdout.readline() if ready else b""
        if not line:
            self.end()
            raise AssertionError(f"the desk says nothing: {self.said()}")
        first = json.loads(line)
        assert first["type"] == "listening" and first["schemaVersion"] == 1, first
        return first["link"]

    def fresh_link(self):
        done = self.folder.run(self.ra, "desk", "--link")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def said(self):
        self.errors.flush()
        self.errors.seek(0)
        return self.errors.read()[-3000:]

    @property
    def is_running(self):
        return self.process.poll() is None

    def kill(self):
        """As if the power went."""
        self.process.kill()
        self.process.wait(10)
        self.process.stdout.close()

    def end(self, limit=10):
        """Ended in order. The seconds that took."""
        began = time.monotonic()
        if self.is_running:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(limit)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
        took = time.monotonic() - began
        if not self.process.stdout.closed:
            self.process.stdout.close()
        return took

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()


def exported(ra, folder, log=None):
    """The log's events, as they are stored."""
    done = folder.run(ra, "audit", "export", "--audit-log", log or folder.log)
    assert done.returncode == 0, f"the log can't be read: {done.stderr}"
    return [json.loads(line) for line in done.stdout.splitlines()]


# What no two runs have in common.
OWN = {"seq", "time", "monotonicMilliseconds", "bootId", "log", "session", "intent", "checkpoint"}
INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
NUMBERED = {"serialNumber", "insertionEpoch"}


def comparable(events):
    """The sessions' events as they would be in any other run: no identifiers, no times; what a card was given by chance
    is numbered as it appears. What comes after the end, cards taken out or left, is about the desk, not the session."""
    seen = {}

    def plain(value, name=None):
        if isinstance(value, dict):
            return {key: plain(member, key) for key, member in value.items() if key not in OWN}
        if isinstance(value, list):
            return [plain(item, name) for item in value]
        if isinstance(value, str) and INSTANT.match(value):
            return "<instant>"
        if name in NUMBERED and value is not None:
            return seen.setdefault((name, value), f"<{name} {len([k for k in seen if k[0] == name])}>")
        return value

    kept, has_ended = [], False
    for event in events:
        if not event["session"]:
            continue
        if has_ended and event["event"] in ("cards.left", "card.removed"):
            continue
        has_ended = event["event"] == "session.ended"
        kept.append(plain(event))
    return kept


def differences(left, right, names=("page", "terminal")):
    """What two lists of events don't have in common, a line each, the first few."""
    found = []
    codes = [
        [
            event["event"] + (":" + str(event["details"].get("key")) if "key" in event["details"] else "")
            for event in events
        ]
        for events in (left, right)
    ]
    if codes[0] != codes[1]:
        at = next((i for i, pair in enumerate(zip(*codes)) if pair[0] != pair[1]), min(map(len, codes)))
        found.append(f"from event {at + 1} on: {names[0]} {codes[0][at:at + 4]}, {names[1]} {codes[1][at:at + 4]}")
        left, right = left[:at], right[:at]
    for number, (one, other) in enumerate(zip(left, right), 1):
        found += [f"event {number}, {one['event']}, {line}" for line in _unequal(one, other, "", names)]
    return found[:8]


def _unequal(one, other, path, names):
    if isinstance(one, dict) and isinstance(other, dict):
        lines = []
        for key in sorted(one.keys() | other.keys()):
            lines += _unequal(one.get(key), other.get(key), f"{path}.{key}", names)
        return lines
    if one == other:
        return []
    return [f"{path[1:]}: {names[0]} {json.dumps(one)}, {names[1]} {json.dumps(other)}"]
