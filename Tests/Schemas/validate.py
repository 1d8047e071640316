#!/usr/bin/env python3
"""Holds what ra prints for programs against docs/schemas.

    validate.py RA [--self-test] [--also FILE] [--part NAME ...]

Runs every command that has --json, on simulated desks and in a folder of its own, and validates each document. It
fails where a document doesn't fit its schema, where a command or a kind of document has none, and where a schema was
met by no document. What ra decide takes is held against its schema too: what the schema refuses, ra refuses. And the
papers in docs have to name every command, schema and word.

With --self-test each document is then changed, everywhere in it: a member is left out, one is added, a value gets
another type. Each of these has to be refused, but for the places in OPTIONAL and OPEN.

--part names some of the parts (audit, readers, cards, …), to try a change; what is met by no document isn't looked at
then. --also FILE has further documents, one a line: what comes only after minutes, and is made by a test in Swift. An
object of a session by its type, any other thing is an event.

Needs python3-jsonschema (Debian), 4.10 or newer, and python3-cryptography.
"""
import argparse
import base64
import collections
import copy
import glob
import hashlib
import http.client
import http.server
import json
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

import jsonschema
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FOLDER = os.path.join(ROOT, "docs/schemas")
BASE = "file:///schemas/"

# Not a document of its own: what the others refer to.
SHARED = {"common"}
# A session has to be left alone for eight minutes. --also has it.
LATE = {"conversation-idle"}

# Members that a document may lack, as schema:path, of an event as event[code]:path; * is anything.
OPTIONAL = {
    "card:trace": "only with --trace",
    "decision:now": "only where the facts had none",
    "decision:whyNot": "only with --why-not",
    "conversation-ask:sheet": "only where something is read out",
    "preflight:blockers.*": "only of jobs that aren't ready",
    "preflight:checks[].evidence.*": "each check's own",
    "facts:*": "what isn't known is left out",
    "call:*.citation.older": "only where it is true",
    "audit-report:outcomes.*": "counts of what there was",
    "audit-report:work[].outcomes.*": "likewise",
    "audit-report:refusals.*": "likewise",
    "audit-report:stops.*": "likewise",
    "audit-report:changes.*": "likewise",
    "event:facts.*": "what isn't known is left out",
    "event[decision.taken]:details.sources.*": "the facts that are known",
    "event[preflight.run]:details.ready.*": "the job that was asked about, or each",
    "event[log.opened]:details.checkpoint": "older events lack it",
    "event[log.opened]:details.earlierLog": "only beside an earlier log's key",
    "event[log.opened]:details.succeeds": "only where it goes on from another log",
    "event[configuration.changed]:details.collector": "only where one is set",
    "event[preflight.run]:details.blockers": "older events lack it",
    "event[preflight.run]:details.failed": "older events lack it",
    "event[configuration.changed]:details.auditLog": "older events lack it",
    "event[configuration.changed]:details.readers": "older events lack it",
    "event[configuration.changed]:details.verifySeconds": "older events lack it",
    "event[configuration.changed]:details.cardData": "newer events lack it",
    "event[session.started]:details.*": "older events lack them",
    "event[session.ended]:details.followUp": "older events lack it",
    "event[card.read]:details.isLook": "older events lack it",
    "event[card.read]:details.insertionEpoch": "older events lack it",
    "event[card.read]:details.source": "older events lack it",
    "event[card.read]:details.seriesSource": "older events lack it",
    "event[card.read]:details.uuidReadBy": "older events lack it",
    "event[fact.answered]:details.scope": "older events lack it",
    "event[decision.taken]:details.sources": "older events lack it",
    "event[intent]:details.operatorSource": "older events lack it",
    "event[intent]:details.subjectSource": "older events lack it",
    "event[outcome]:details.seriesSource": "older events lack it",
    "event[outcome]:details.operatorSource": "older events lack it",
    "event[outcome]:details.subjectSource": "older events lack it",
}
# Events in other documents: they are looked at by themselves.
EMBEDDED = re.compile(r"(audit-events:events\[\]|audit-proof(-verdict)?:event)\.")
# Objects whose members, and values in them whose types, are the program's own affair.
OPEN = {
    "preflight:checks[].evidence": "each check's own",
    "preflight:checks[].evidence.*": "likewise",
    "audit-report:*outcomes": "a count for each outcome",
    "audit-report:refusals": "a count for each reason",
}


class Failure(Exception):
    """What is asked for here can't be had: no answer, another status."""


class Schemas:
    def __init__(self, folder):
        self.documents = {}
        for path in sorted(glob.glob(os.path.join(folder, "*.json"))):
            with open(path, encoding="utf-8") as file:
                self.documents[os.path.basename(path)[:-5]] = json.load(file)
        for document in self.documents.values():
            jsonschema.Draft202012Validator.check_schema(document)
        self.validators = {name: self.validator(name) for name in self.documents}

    def validator(self, name):
        reference = {"$ref": f"{BASE}{name}.json"}
        try:
            from referencing import Registry, Resource
        except ImportError:  # before 4.18
            store = {f"{BASE}{other}.json": document for other, document in self.documents.items()}
            resolver = jsonschema.RefResolver(BASE, reference, store=store)
            return jsonschema.Draft202012Validator(reference, resolver=resolver)
        resources = [(f"{BASE}{other}.json", Resource.from_contents(d)) for other, d in self.documents.items()]
        return jsonschema.Draft202012Validator(reference, registry=Registry().with_resources(resources))

    def trouble(self, name, document):
        """The first mistake that says most; nil where there is none."""
        error = jsonschema.exceptions.best_match(self.validators[name].iter_errors(document))
        if error is None:
            return None
        return f"{'/'.join(str(part) for part in error.absolute_path) or 'the document'}: {error.message[:300]}"

    def unclear(self):
        """Members that nothing describes, and objects that take any member without saying so."""
        found = []

        def described(schema):
            reference = schema.get("$ref")
            if "description" in schema or reference is None:
                return "description" in schema or any(described(part) for part in schema.get("anyOf", []))
            target, _, pointer = reference.partition("#")
            part = self.documents[target[:-5]] if target else document
            for step in pointer.split("/")[1:]:
                part = part[step]
            return described(part)

        def look(schema, path):
            if isinstance(schema, list):
                for i, part in enumerate(schema):
                    look(part, f"{path}[{i}]")
            elif isinstance(schema, dict):
                for member, part in schema.get("properties", {}).items():
                    if "/if" not in path and "/then" not in path and not described(part):
                        found.append(f"{path}/{member} has no description")
                if schema.get("type") == "object" and not {"additionalProperties", "description"} & set(schema):
                    found.append(f"{path} takes any member")
                for key, part in schema.items():
                    look(part, f"{path}/{key}")

        for name, document in self.documents.items():
            look(document, name)
        return found


class Desk:
    """Runs ra in a folder of its own, and takes in what it prints."""

    def __init__(self, ra, schemas, folder):
        self.ra, self.schemas, self.folder = ra, schemas, folder
        self.environment = {
            "PATH": "/usr/bin:/bin", "HOME": os.path.join(folder, "home"), "TMPDIR": os.path.join(folder, "tmp"),
            "XDG_RUNTIME_DIR": os.path.join(folder, "run"), "LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no",
        }
        for name in ("HOME", "TMPDIR", "XDG_RUNTIME_DIR"):
            os.mkdir(self.environment[name], 0o700)
        self.log = os.path.join(folder, "log/audit.sqlite")
        os.mkdir(os.path.dirname(self.log), 0o700)
        self.met = collections.defaultdict(list)
        self.asked, self.problems = set(), []

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *words, given="", status=(0,)):
        """What is printed. A status that isn't expected is a failure."""
        command = [self.ra, *words, "--audit-log", self.log]
        try:
            done = subprocess.run(
                command, input=given, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                text=True, timeout=180)
        except subprocess.TimeoutExpired as late:
            raise Failure(f"ra {' '.join(words)}: no end after {late.timeout:.0f} seconds") from None
        if done.returncode not in status:
            raise Failure(f"ra {' '.join(words)}: status {done.returncode}: {done.stderr.strip()[-400:]}")
        return done.stdout

    def take(self, schema, document, where):
        if not isinstance(document, dict) or document.get("schemaVersion") != 1 and schema != "facts":
            self.problems.append(f"{where}: a document without schemaVersion 1: {json.dumps(document)[:120]}")
        if schema not in self.schemas.documents:
            return self.problems.append(f"{where}: there is no schema '{schema}' for {json.dumps(document)[:120]}")
        trouble = self.schemas.trouble(schema, document)
        if trouble:
            self.problems.append(f"{where}: not as {schema}.json has it: {trouble}")
        self.met[schema].append(document)

    def lines(self, schema, text, where):
        """- schema: its name, or what finds it from a document."""
        count = 0
        for line in text.splitlines():
            count += 1
            try:
                document = json.loads(line)
            except ValueError:
                self.problems.append(f"{where}: a line that is no JSON: {line[:120]}")
                continue
            self.take(schema if isinstance(schema, str) else schema(document), document, where)
        if not count:
            self.problems.append(f"{where}: nothing was printed")

    def ask(self, schema, *words, given="", status=(0,)):
        """Runs a command with --json, whose name is the words up to the first option."""
        where = "ra " + " ".join(words)
        self.note(words)
        try:
            text = self.run(*words, "--json", given=given, status=status)
        except Failure as failure:
            return self.problems.append(str(failure))
        self.lines(schema, text, where)

    def note(self, words):
        """Which command it is: of two words where the first has commands of its own."""
        self.asked.add(" ".join(words[:2]) if words[0] in ("audit", "handbook") else words[0])

    def start(self, *words):
        self.note(words)
        command = [self.ra, *words, "--json", "--audit-log", self.log]
        return subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, bufsize=1)

    def stop(self, process):
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            self.problems.append("ra didn't end within 20 seconds of SIGTERM")
        process.stdout.close()
        process.stdin.close()


def spoken(document):
    return f"conversation-{document.get('type')}"


def scenario(name):
    return os.path.join(HERE, f"scenarios/{name}.yaml")


# --- The desk: readers, cards, checks --------------------------------------------------------------------------------


def readers(desk):
    desk.ask("readers", "readers", "--simulate", "two-readers")
    desk.ask("readers", "readers", "--simulate", scenario("no-readers"))
    process = desk.start("readers", "--watch", "--simulate", scenario("comings-and-goings"))
    timer = threading.Timer(120, process.kill)
    timer.start()
    seen = []
    for line in process.stdout:
        document = json.loads(line)
        seen.append(document.get("event"))
        desk.take("readers-event", document, "ra readers --watch")
        if seen.count("snapshot") == 2:
            break
    timer.cancel()
    desk.stop(process)
    for kind in ("readerAttached", "readerDetached", "cardInserted", "cardRemoved", "serviceLost", "serviceRestored"):
        if kind not in seen:
            desk.problems.append(f"ra readers --watch: no event {kind} in {seen}")


def cards(desk):
    desk.ask("card", "card", "--simulate", "two-readers", "--trace")
    for path in sorted(glob.glob(os.path.join(ROOT, "Fixtures/reports/card/*.yaml")))[::4]:
        desk.ask("card", "card", "--simulate", path)
    desk.ask("card", "card", "--simulate", os.path.join(ROOT, "Fixtures/reports/card/conflict.yaml"))


def checks(desk):
    desk.ask("preflight", "preflight", "--simulate", "two-readers", "--verbose")
    desk.ask("preflight", "preflight", "--simulate", "one-reader", "--for", "unlock", status=(1,))
    desk.ask("preflight", "preflight", "--only", "readers.count,clock.sane", "--simulate", scenario("no-readers"))
    desk.ask("preflight-checks", "preflight", "--list", "--network")
    desk.ask("preflight-checks", "preflight", "--explain", "readers.count")
    desk.run("preflight", "--simulate", "two-readers", "--report", desk.path("report.json"))
    with open(desk.path("report.json"), encoding="utf-8") as file:
        desk.lines("preflight", file.read(), "ra preflight --report report.json")


# --- What is written: rules, calls, who is due -----------------------------------------------------------------------


def handbook(desk):
    for name in ("rules", "sites", "roles", "sources"):
        desk.ask(f"handbook-{name}", "handbook", name)
    desk.ask("handbook-errors", "handbook", "error")
    desk.ask("handbook-errors", "handbook", "error", "ERR1002")


def fact_values(schemas):
    """For each fact the values that the schema lists, or some that its form allows."""
    forms = {"now": "2026-11-26T03:00:00Z", "certificatesExpire": "2027-01-05", "newEmail": "a.person@nhs.net"}
    forms |= {"location": "overseas", "site": "osprey"}
    values = {}
    for group, schema in schemas.documents["facts"]["properties"].items():
        for name, part in schema.get("anyOf", [{}])[0].get("properties", {}).items():
            choices = [None]
            for form in part.get("anyOf", [part]):
                if "$ref" in form:
                    form = schemas.documents["common"]["$defs"][form["$ref"].rsplit("/", 1)[1]]
                kinds = form.get("type", [])
                choices += form.get("enum", [])
                choices += [True, False] if "boolean" in kinds else []
                choices += [form["minimum"], form["maximum"], 2, 5, 9] if "integer" in kinds else []
                choices += [forms[name]] if "string" in kinds else []
            values[group, name] = choices
    return values


def facts(desk):
    """Random facts that the schema allows, and every one of them that it doesn't: ra agrees with it."""
    values, dice = fact_values(desk.schemas), random.Random(10)
    lists = desk.schemas.documents["facts"]["properties"]["cannotSay"]["items"]["enum"]
    good, bad = [{}], []
    for _ in range(250):
        line = {"now": "2026-11-26T03:00:00Z", "cannotSay": dice.sample(lists, dice.randint(0, 3))}
        for (group, name), choices in values.items():
            if dice.random() < 0.7:
                line.setdefault(group, {})[name] = dice.choice(choices)
        if dice.random() < 0.1:
            line.update(schemaVersion=1, now=None)
        good.append(line)
    for (group, name), choices in values.items():
        strings = [value for value in choices if isinstance(value, str)]
        wrong = [[], {}, 7.5, "no-such-word" if strings or True in choices else "text", 1000]
        if name == "newEmail":
            wrong.remove("no-such-word")
        bad += [{group: {name: value}} for value in wrong]
    bad += [{"unexpected": 1}, {"card": {"unexpected": 1}}, {"card": []}, {"now": 7}, {"schemaVersion": 2}, [], "text"]
    bad += [{"cannotSay": ["card.series"]}, {"cannotSay": "card.lock"}]
    # Of these texts only the program knows that they say nothing.
    beyond = [{"workstation": {"site": "no-such-word"}}, {"holder": {"location": "no-such-word"}}]
    beyond += [{"card": {"certificatesExpire": "no-such-word"}}]
    for line in good:
        desk.take("facts", line, "a line of facts")
    for line in bad:
        if line not in beyond and desk.schemas.trouble("facts", line) is None:
            desk.problems.append(f"facts.json takes what it should refuse: {json.dumps(line)}")
    everything = "\n".join(json.dumps(line) for line in good) + "\n"
    for workflow in ("unlock", "renew", "email", "replace"):
        desk.ask("decision", "decide", workflow, given=everything)
    desk.ask("decision", "decide", "unlock", "--why-not", given="\n".join(json.dumps(line) for line in good[:40]))
    raw = ["not json", '{"card":{},"card":{}}', '{"card":{"series":1e999}}']
    desk.ask(
        "decision-error", "decide", "renew", given="\n".join([json.dumps(line) for line in bad] + raw), status=(65,))


def calls(desk):
    desk.ask("call-list", "call", "--list")
    desk.ask("call-list", "call", "--list", "--older")
    listed = json.loads(desk.run("call", "--list", "--older", "--json"))
    for i, system in enumerate(listed["systems"]):
        impact = ("one", "site", "everybody")[i % 3]
        moment = ("2026-11-26T03:20:00Z", "2026-12-25T11:00:00Z", "2027-06-01T09:00:00Z")[i // 3 % 3]
        more = ["--site", "clevedon"] if i % 2 else []
        desk.ask("call", "call", system["id"], "--impact", impact, "--at", moment, *more)
    for problem in listed["problems"][:3]:
        desk.ask("call", "call", "--problem", problem["id"], "--digital", "yes")


def due(desk):
    moment = ("--at", "2026-11-26T03:00:00Z")
    for name in ("report", "cards", "contacts", "other-cells"):
        path = f"Fixtures/due/{name}.csv"
        desk.ask("due", "due", "--report", path, *moment, "--capacity", "1", status=(0, 65))
    for name in ("dates-refused", "uuids", "unclosed-quote", "utf-16-le"):
        desk.ask("due", "due", "--report", f"Fixtures/due/{name}.csv", *moment, status=(0, 65))
    desk.ask("due", "due", "--simulate", "two-readers")


# --- Guided sessions -------------------------------------------------------------------------------------------------

ANSWERS = {
    "holder.reach": "here", "cim.loggedIn": True, "card.series": 9, "holder.confirmed": True, "holder.email": "none",
    "holder.mobileOnProfile": False, "holder.emailOwnedByESR": True, "holder.passcodeKnown": False,
    "result": "succeeded",
}
# What is said instead, the first time that a question stands. The last one answers it, or takes it back.
FIRST = {
    "holder.reach": [
        "not json", {"key": "card.series", "value": 9}, {"key": "holder.reach", "value": "nowhere"},
        {"key": "holder.reach", "value": "482913"}, {"change": "cim"}, {"key": "holder.reach", "value": "here"}],
    "holder.mobileOnProfile": [{"change": "holder.email"}],
    "step.1": [{"key": "step.1", "value": "failed"}],
    "step.1.trouble": [{"key": "step.1.trouble", "value": "again"}],
    "step.5": [{"key": "step.5", "value": "done"}],
}
SECOND = {
    "step.1": {"key": "step.1", "value": "ERR1009"}, "step.1.trouble": {"key": "step.1.trouble", "value": "again"},
}


def converse(desk, *words, until=None, stops=False):
    """A conversation: every question is answered, some of them wrongly first.

    - until: the question at which the program is ended. - stops: the session is stopped at the first guard.
    """
    process = desk.start(*words, "--answers", "-")
    timer = threading.Timer(180, process.kill)
    timer.start()
    times, first = collections.Counter(), copy.deepcopy(FIRST)
    ended = None
    try:
        for line in process.stdout:
            document = json.loads(line)
            desk.take(spoken(document), document, "ra " + " ".join(words))
            if document["type"] == "wait" and document["for"] == "operator.card":
                process.stdin.write('{"key":"card.series","value":9}\n')
            if document["type"] == "wait" and document["for"] == "cards.out":
                process.stdin.close()
            if document["type"] == "guard" and stops:
                process.stdin.write('{"stop":true}\n')
            if document["type"] == "end":
                ended = document
            if document["type"] not in ("ask", "rejected"):
                continue
            key = document["key"]
            if document["type"] == "ask":
                times[key] += 1
            if document["type"] == "rejected" and document["code"] == "noQuestion":
                continue
            if document["type"] == "ask" and key == until:
                process.send_signal(signal.SIGTERM)
                continue
            # What a rejection is about still stands.
            key = key if document["type"] == "ask" else "holder.reach"
            said = first[key].pop(0) if first.get(key) else None
            if said is None:
                said = SECOND.get(key) if times[key] == 2 else None
            if said is None:
                step = key.startswith("step.")
                said = {"key": key, "value": "done" if step else ANSWERS.get(key, True)}
            process.stdin.write((said if isinstance(said, str) else json.dumps(said)) + "\n")
    except BrokenPipeError:
        pass
    finally:
        timer.cancel()
        desk.stop(process)
    if ended is None:
        desk.problems.append(f"ra {' '.join(words)}: the conversation had no end")
    return ended


def sessions(desk):
    for word, name in [
        ("unlock", "locked-esr-owned"), ("unlock", "wrong-card"), ("unlock", "card-pulled-out"),
        ("renew", "locked-and-due"), ("email", "new-email"), ("replace", "lost-card"), ("unlock", "unreadable-card"),
        ("unlock", "cim-elsewhere"), ("unlock", "blocked-series"),
    ]:
        # What a scenario leads to, good or not, isn't what is looked at here.
        desk.ask(spoken, word, "--simulate", name, status=(0, 1))
    converse(desk, "unlock", "--simulate", "locked-esr-owned")
    # Laid aside, and taken up again.
    ended = converse(desk, "unlock", "--simulate", "locked-esr-owned", until="step.5")
    if ended and ended["outcome"] != "laidAside":
        desk.problems.append(f"a session that SIGTERM ends: {ended['outcome']}")
    # Another run's card has other certificates, so it isn't the one that was worked on.
    converse(desk, "resume", "--simulate", scenario("taken-up"), stops=True)


def page(desk):
    """The link, and the stream of a browser that has followed it."""
    process = desk.start("desk", "--listen", "127.0.0.1:0", "--simulate", "two-readers")
    timer = threading.Timer(120, process.kill)
    timer.start()
    try:
        line = process.stdout.readline()
        desk.lines("desk", line, "ra desk")
        link = re.match(r"http://([^/]+)(/.*)", json.loads(line)["link"])
        desk.ask("desk", "desk", "--link")
        connection = http.client.HTTPConnection(link[1], timeout=10)
        connection.request("GET", link[2])
        answer = connection.getresponse()
        cookie = answer.getheader("Set-Cookie").split(";")[0]
        answer.read()
        connection.request("GET", "/events", headers={"Cookie": cookie})
        stream = connection.getresponse()
        for line in iter(stream.readline, b""):
            if line.startswith(b"data: "):
                desk.lines("page-readers", line[6:].decode(), "the page's event 'readers'")
                break
        connection.close()
    finally:
        timer.cancel()
        desk.stop(process)


# --- The audit log ---------------------------------------------------------------------------------------------------


def audit(desk):
    desk.ask("audit-init", "audit", "init")
    desk.ask("audit-init", "audit", "init")


def audit_afterwards(desk):
    """Of a log that has sessions in it, of one of an earlier version, and of one that isn't what it was."""
    desk.ask("audit-key", "audit", "key", "--all")
    desk.ask("audit-checkpoint", "audit", "checkpoint")
    desk.ask("audit-events", "audit", "list", "--limit", "2")
    desk.ask("audit-events", "audit", "list", "--question", "open-intents")
    desk.ask("audit-events", "audit", "show")
    desk.ask("event", "audit", "export")
    desk.ask("audit-report", "audit", "report")
    desk.ask("audit-proof", "audit", "prove", "3")
    desk.ask("audit-verification", "audit", "verify")
    checkpoint, key = desk.run("audit", "checkpoint"), desk.run("audit", "key").strip()
    proof = desk.run("audit", "prove", "3")
    older = os.path.join(ROOT, "Fixtures/logs/v1")
    files = {"checkpoint": checkpoint, "proof": proof, "wrong": proof.replace("\nindex 2\n", "\nindex 1\n")}
    for name, text in files.items():
        with open(desk.path(name), "w", encoding="utf-8") as file:
            file.write(text)
    desk.ask("audit-verification", "audit", "verify", "--against", desk.path("checkpoint"))
    code = desk.run("audit", "checkpoint", "--code").strip()
    desk.ask("audit-verification", "audit", "verify", "--code", code)
    # Of another log; with an end that was never so.
    other = os.path.join(older, "checkpoint.txt")
    desk.ask("audit-verification", "audit", "verify", "--against", other, status=(1,))
    wrong = code.split("-")[0] + "-0000-0000-0000"
    desk.ask("audit-verification", "audit", "verify", "--code", wrong, status=(1,))
    with open(os.path.join(older, "key.txt"), encoding="utf-8") as file:
        strange = file.read().strip()
    for name, given, status in (("proof", key, 0), ("wrong", key, 1), ("proof", strange, 1)):
        desk.ask("audit-proof-verdict", "audit", "verify-proof", desk.path(name), "--key", given, status=(status,))
    ours, desk.log = desk.log, desk.path("older.sqlite")
    shutil.copyfile(os.path.join(older, "audit.sqlite"), desk.log)
    desk.ask("event", "audit", "export")
    desk.ask("audit-report", "audit", "report", "--month", "2026-11")
    desk.ask("audit-verification", "audit", "verify")
    # One that was begun anew, beside the key of another.
    desk.log = desk.path("log/anew.sqlite")
    desk.run("audit", "init")
    os.remove(desk.log)
    desk.run("audit", "init", status=(74,))  # That key signs nothing here.
    desk.ask("event", "audit", "export")
    desk.log = ours


class Witness(http.server.BaseHTTPRequestHandler):
    """A collector and witness that answers as the path before the door says: cosigned, fork, rolled-back, away."""

    key = ed25519.Ed25519PrivateKey.generate()
    name = "collector.example/w1"
    notes = {}

    @classmethod
    def key_bytes(cls):
        raw = cls.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return b"\x04" + raw

    @classmethod
    def key_id(cls):
        return hashlib.sha256(cls.name.encode() + b"\n" + cls.key_bytes()).digest()[:4]

    @classmethod
    def verifier(cls):
        return f"{cls.name}+{cls.key_id().hex()}+{base64.b64encode(cls.key_bytes()).decode()}"

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        how = self.path.split("/")[1]
        old = int(re.search(rb"^old (\d+)", body, re.M)[1])
        if how == "away":
            return self.answer(503)
        if how == "fork":
            return self.answer(422)
        if how == "rolled-back" and old > 1:
            return self.answer(409, b"1\n")
        note = re.search("([^\n]+\n[0-9]+\n[A-Za-z0-9+/]{43}=\n)\n((?:\u2014 [^\n]+\n)+)", body.decode())
        text, now = note[1], int(time.time())
        message = f"cosignature/v1\ntime {now}\n{text}".encode()
        blob = self.key_id() + struct.pack(">q", now) + self.key.sign(message)
        line = f"\u2014 {self.name} {base64.b64encode(blob).decode()}\n"
        origin = text.split("\n")[0]
        Witness.notes[hashlib.sha256(origin.encode()).hexdigest()] = text + "\n" + note[2] + line
        self.answer(200, line.encode())

    def do_GET(self):
        note = self.notes.get(self.path.split("/")[-2])
        self.answer(200 if note else 404, (note or "").encode())

    def log_message(self, *_):
        pass


def collector(desk):
    """Pushing and witnesses, against a server of this script's own."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Witness)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = f"http://127.0.0.1:{server.server_port}"
    settings = desk.path("collector.yaml")
    with open(settings, "w", encoding="utf-8") as file:
        file.write(f"collector:\n  url: {place}/cosigned\n  key: {Witness.verifier()}\n")
    ours, desk.log = desk.log, desk.path("log/pushed.sqlite")
    try:
        desk.run("audit", "init", "--config", settings)
        for how, status in (("cosigned", 0), ("rolled-back", 0), ("fork", 1), ("away", 69), ("cosigned", 0)):
            desk.ask(
                "audit-push", "audit", "push", "--collector", f"{place}/{how}", "--config", settings, status=(status,))
        for how, quorum, status in (
                ("cosigned", "w", 0), ("fork", "w", 1), ("fork", "v", 1), ("away", "v", 69), ("cosigned", "none", 0)):
            policy = f"witness w {Witness.verifier()} {place}/{how}\n"
            if quorum == "v":
                # Another name for the key is another key, which has given nothing.
                bytes_ = Witness.key_bytes()
                id_ = hashlib.sha256(b"other\n" + bytes_).digest()[:4].hex()
                policy = f"witness v other+{id_}+{base64.b64encode(bytes_).decode()} {place}/{how}\n"
            desk.ask(
                "audit-witness", "audit", "witness", "--policy", "-", given=policy + f"quorum {quorum}\n",
                status=(status,))
        desk.ask("audit-verification", "audit", "verify", "--config", settings)
        desk.ask("event", "audit", "export")
        origin = json.loads(desk.run("audit", "export").splitlines()[0])["log"]
        desk.log = desk.path("log/successor.sqlite")
        desk.ask("audit-init", "audit", "init", "--succeeds", origin, "--config", settings)
        desk.ask("event", "audit", "export")
    finally:
        desk.log = ours
        server.shutdown()


def commands(desk):
    """The commands that the program says it has, but for hidden ones."""
    found = {}

    def look(command, path):
        inner = [c for c in command.get("subcommands", []) if c["commandName"] != "help"]
        for part in inner:
            look(part, path + [part["commandName"]])
        if not inner and command.get("shouldDisplay", True):
            names = [n["name"] for a in command.get("arguments", []) for n in a.get("names", [])]
            found[" ".join(path)] = "json" in names

    help_ = subprocess.run(
        [desk.ra, "--experimental-dump-help"], env=desk.environment, check=True, stdout=subprocess.PIPE, text=True)
    look(json.loads(help_.stdout)["command"], [])
    return found


def papers(desk, commands):
    """The papers name every command, every word that the schemas list, and every schema."""
    texts = {}
    for path in glob.glob(os.path.join(ROOT, "docs/*.md")) + glob.glob(os.path.join(FOLDER, "*.md")):
        with open(path, encoding="utf-8") as file:
            texts[os.path.relpath(path, ROOT)] = file.read()

    def expect(paper, words):
        missing = [word for word in words if f"`{word}" not in texts[paper]]
        desk.problems += [f"{paper} says nothing of {word}" for word in missing]

    shared = desk.schemas.documents["common"]["$defs"]
    for name in ("workflow", "route", "reason", "warning", "fact", "operatorRole", "cimRole"):
        expect("docs/rules.md", shared[name]["enum"])
    expect("docs/log-format.md", desk.schemas.documents["event"]["properties"]["event"]["enum"])
    expect("docs/log-format.md", desk.schemas.documents["event"]["properties"])
    words = [part.get("enum", []) for part in shared["key"]["anyOf"]]
    expect("docs/command-line.md", [word for part in words for word in part])
    # Those of 'ra audit' stand in a table of their own.
    expect("docs/command-line.md", [name[6:] if name.startswith("audit ") else f"ra {name}" for name in commands])
    for name in desk.schemas.documents:
        if not any(f"{name}.json)" in text for text in texts.values()):
            desk.problems.append(f"no paper leads to {name}.json")


# --- Changed documents -----------------------------------------------------------------------------------------------


def kind(schema, document):
    return f"event[{document['event']}]" if schema == "event" else schema


def places(value, path=()):
    """Every value in a document, with the way to it."""
    yield path, value
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(part, path + (key,))


def spelled(path):
    return "".join("[]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def allowed(table, used, name, path):
    """Whether a table has that place."""
    for pattern in table:
        form = re.escape(pattern).replace("\\*", ".*")
        if re.fullmatch(form, f"{name}:{path}") or re.fullmatch(form, f"{name.split('[')[0]}:{path}"):
            used.add(pattern)
            return True
    return False


def changed(document, path, change):
    document = copy.deepcopy(document)
    place = document
    for step in path[:-1]:
        place = place[step]
    change(place, path[-1])
    return document


def remove(place, key):
    del place[key]


def retype(place, key):
    place[key] = 7.5  # No document holds a fraction.


def add(place, key):
    place[key]["unexpected"] = "x"


def self_test(desk, is_whole):
    """Counts the changes; each that is taken, and shouldn't be, is a problem."""
    done, used, count = set(), set(), 0

    def refused(schema, what, document, path):
        nonlocal count
        count += 1
        if desk.schemas.validators[schema].is_valid(document):
            desk.problems.append(f"self-test: {schema}.json takes a document that was changed: {what} {spelled(path)}")

    for schema in sorted(desk.met):
        for document in sorted(desk.met[schema], key=lambda d: len(json.dumps(d))):
            name = kind(schema, document)
            for path, value in places(document):
                place = spelled(path)
                if EMBEDDED.match(f"{name}:{place}"):
                    continue
                fresh = [(w, name, place) for w in ("remove", "retype", "add") if (w, name, place) not in done]
                done.update(fresh)
                for what, _, _ in fresh:
                    if what == "remove" and path and not isinstance(path[-1], int):
                        if not allowed(OPTIONAL, used, name, place):
                            refused(schema, "without", changed(document, path, remove), path)
                    if what == "retype" and path and not allowed(OPEN, used, name, place):
                        refused(schema, "another type at", changed(document, path, retype), path)
                    if what == "add" and isinstance(value, dict) and not allowed(OPEN, used, name, place):
                        inner = changed({"": document}, ("", *path), add)[""]
                        refused(schema, "one more member in", inner, path)
    for pattern in sorted((set(OPTIONAL) | set(OPEN)) - used) if is_whole else []:
        desk.problems.append(f"self-test: no document has the place {pattern}")
    return count


# ---------------------------------------------------------------------------------------------------------------------


PARTS = [audit, readers, cards, checks, handbook, facts, calls, sessions, due, page, collector, audit_afterwards]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ra")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--also", metavar="FILE")
    parser.add_argument("--part", action="append", choices=[part.__name__ for part in PARTS])
    options = parser.parse_args()
    schemas = Schemas(FOLDER)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o700)
        desk = Desk(os.path.abspath(options.ra), schemas, folder)
        desk.problems += schemas.unclear()
        for part in PARTS:
            if not options.part or part.__name__ in options.part:
                part(desk)
        if options.also:
            with open(options.also, encoding="utf-8") as file:
                desk.lines(lambda d: spoken(d) if "type" in d else "event", file.read(), options.also)
        known = commands(desk)
        papers(desk, known)
        for name, has_json in known.items():
            if has_json and not options.part and name not in desk.asked:
                desk.problems.append(f"ra {name} --json: nothing of it was looked at")
        missing = set(schemas.documents) - set(desk.met) - SHARED
        # The collector's are met by its own tests, which have a database.
        missing -= {name for name in missing if name.startswith("collector-")}
        if not options.also:
            missing -= LATE
        desk.problems += [] if options.part else [f"{name}.json was met by no document" for name in sorted(missing)]
        changes = self_test(desk, not options.part) if options.self_test else 0
    for problem in desk.problems:
        print(problem, file=sys.stderr)
    said = f"{sum(map(len, desk.met.values()))} documents, {len(desk.met)} schemas"
    said += f", {changes} changed documents" if options.self_test else ""
    print(f"{said}, {len(desk.problems)} problems")
    return 1 if desk.problems else 0


if __name__ == "__main__":
    sys.exit(main())
