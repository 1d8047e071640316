#!/usr/bin/env python3
"""The desk page's attacks against a running `ra-collector pages`.

    auditor_attacks.py RA_COLLECTOR CONFIG [--slow] [--list] --secret TEXT [--secret TEXT ...] [NAME ...]

What is sent is what `attacks.py` sends; an address of the desk's that these pages lack becomes one that they have. Only
what needs a form, a stream or a session of the desk's is left out, and says why in LEFT_OUT. Each --secret is a text
that the pages show and no attacker may receive. --slow makes those alone that wait for the server's own time-outs: beside
the others they would measure this computer.

It ends `N attacks, M got through`, with status 0 where M is 0, as `attacks.py` does.
"""
import argparse
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

import attacks
import attempt
import janitor
import second_user
from desk import Rightful, State, Trouble, main_part

# The desk's views, as the nearest that these pages have, each as long: a request that stands in another's body keeps its
# length.
PLACES = [(b"/session", b"/search?"), (b"/whose", b"/month"), (b"/preflight", b"/month?a=b"),
          (b"/handbook", b"/checking")]
# What a view shows and nobody else may see, beside the secrets.
INSIDE = [f'data-view="{view}"' for view in ("estate", "search", "person", "month", "forks", "checking", "session")]

NO_FORM = "these pages take no form"
NO_STREAM = "these pages have no event stream"
NO_SESSION = "these pages have no session of work"
OTHER_WORDS = "these pages' words are looked at by other tests"
LEFT_OUT = {
    "The 403 page says how to get in": OTHER_WORDS,
    "The 403 page doesn't tell whether a session": NO_SESSION,
    "A way from elsewhere to /session shows a page": OTHER_WORDS,
    "Another page's event stream is refused": NO_STREAM,
    "What stands in a chunk's extension": NO_FORM,
    "Of several requests on one connection": NO_SESSION,
    "A body over 64 KiB gets 413 before it is read": NO_FORM,
    "A form of thousands of fields": NO_FORM,
    "The sixty-fifth connection": "the desk's own stream is one of them",
    "The seventeenth stream": NO_STREAM,
    "A flood of": NO_STREAM,
    "Another user's form": NO_FORM,
    "No other method than GET uses a link up": NO_FORM,
    "The page's own style, script and icons": "these pages have no script",
    "Another user gets no link from the desk's own socket": "it is called otherwise",
    "Another user who sends and closes at once": NO_FORM,
    "The body of a form": NO_FORM,
    "A body that comes byte by byte": NO_FORM,
    "Chunks that come byte by byte": NO_FORM,
}
MODULES = {"raw_hosts", "raw_reading", "raw_links", "raw_bytes", "raw_users", "raw_crowds"}


def translated(data):
    """A request for the desk, or pieces of one, as one for these pages."""
    if isinstance(data, list):
        return [translated(piece) for piece in data]
    for theirs, ours in PLACES:
        data = data.replace(theirs, ours)
    return data


class Auditor(Rightful):
    """A browser that came in by a link."""

    def bytes(self, *arguments, **more):
        return translated(super().bytes(*arguments, **more))

    def exchange(self, data, method="GET", **more):
        return super().exchange(translated(data), method, **more)

    def token(self, target, containing=None):
        """There is no form that posts: an attack makes do with what no page gave."""
        return "A" * 43

    def post(self, target, fields, seconds=30):
        raise Trouble("these pages take no form")


class Pages:
    """One `ra-collector pages` with its own home and runtime folder, in the place of a desk."""

    moves, stream = False, None

    def __init__(self, program, configuration, folder, name, secrets):
        self.program, self.configuration, self.name, self.planted_secrets = program, configuration, name, secrets
        self.folder = os.path.join(folder, name)
        os.mkdir(self.folder, 0o755)
        for part, mode in (("home", 0o755), ("run", 0o755), ("tmp", 0o700), ("log", 0o700)):
            os.mkdir(os.path.join(self.folder, part), mode)
        self.last = None
        self.errors = open(os.path.join(self.folder, "stderr"), "w+b")
        self.process = subprocess.Popen(
            [program, "pages", "--config", configuration, "--listen", "127.0.0.1:0", "--json"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors, env=self.environment, cwd=self.folder)
        try:
            self.spent_link = self.first_link()
            self.port = int(self.spent_link.split(":")[2].split("/")[0])
            self.rightful = Auditor(self.port, self.spent_link)
        except BaseException:
            self.stop()
            raise

    @property
    def environment(self):
        def inside(part):
            return os.path.join(self.folder, part)
        return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": inside("home"), "XDG_RUNTIME_DIR": inside("run"),
                "TMPDIR": inside("tmp"), "SWIFT_BACKTRACE": "enable=no"}

    def first_link(self):
        lines = queue.Queue()
        threading.Thread(target=lambda: lines.put(self.process.stdout.readline()), daemon=True).start()
        try:
            return json.loads(lines.get(timeout=60))["link"]
        except (queue.Empty, ValueError):
            raise Trouble(f"the pages don't say that they listen: {self.said()!r}") from None

    def link(self):
        done = subprocess.run([self.program, "pages", "--link", "--config", self.configuration], env=self.environment,
                              cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        if done.returncode != 0:
            raise Trouble(f"--link ends with {done.returncode}: {done.stderr.decode()}")
        return done.stdout.decode().strip()

    def said(self):
        with open(self.errors.name, encoding="utf8", errors="replace") as file:
            return file.read()

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    @property
    def secrets(self):
        name, _, value = self.rightful.cookie.partition("=")
        return self.planted_secrets + [name, value]

    def state(self):
        """What an attack could have changed, as the rightful client sees it."""
        if self.process.poll() is not None:
            raise Trouble(f"the pages have ended with {self.process.returncode}: {self.said()[-500:]!r}")
        estate = re.sub(r"As of [^<]*", "", main_part(self.rightful.view("/")))
        if any(secret not in estate + self.rightful.view("/search") for secret in self.planted_secrets):
            raise Trouble("the rightful client doesn't see what is planted")
        return State(estate, main_part(self.rightful.view("/search")), None, None, None, self.files())

    def files(self):
        return sorted(os.path.relpath(os.path.join(place, name), self.folder)
                      for place, folders, names in os.walk(self.folder) for name in folders + names)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
                raise Trouble(f"{self.name}: the pages didn't end within 10 s of SIGTERM") from None
        self.process.stdout.close()
        self.errors.close()


class AuditorAttempt(attempt.Attempt):
    """An attempt whose rightful forms are rightful questions: these pages take none."""

    def bytes(self, *arguments, **more):
        return translated(super().bytes(*arguments, **more))

    def exchange(self, data, method="GET", **more):
        return super().exchange(translated(data), method, **more)

    def writes(self, token=None):
        return self.reads()


class Estate(attacks.Desks):
    """The pages that attacks are made at, by the name of the desk that they stand for."""

    def __init__(self, program, configuration, folder, secrets):
        super().__init__(program, folder)
        self.configuration, self.planted_secrets = configuration, secrets

    def begin(self, name):
        return Pages(self.ra, self.configuration, self.folder, name, self.planted_secrets)

    def stop(self):
        problems = []
        for pages in list(self.values()):
            try:
                pages.stop()
            except Trouble as error:
                problems.append(str(error))
        return problems


def chosen(names, slow):
    """The attacks that are made, and those that are left out, with the reason."""
    made, left = [], []
    for one in attempt.ATTACKS:
        if one.body.__module__ not in MODULES or names and not any(n.lower() in one.name.lower() for n in names):
            continue
        reason = next((why for name, why in LEFT_OUT.items() if one.name.startswith(name)), None)
        if one.apart != slow:
            reason = reason or ("it waits for time-outs: --slow" if one.apart else "it waits for none")
        if reason:
            left.append((one.name, reason))
            continue
        # A few at a time, and two runs where an attack wants another one.
        if one.desk == "restless" or one.desk == "slow" and not one.apart:
            one.desk = "resting-5"
        made.append(one)
    return made, left


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("configuration")
    parser.add_argument("--secret", action="append", default=[])
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--list", action="store_true", help="print the names, and do nothing")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    made, left = chosen(options.names, options.slow)
    if options.list:
        print("\n".join([one.name for one in made] + [f"left out: {name} ({why})" for name, why in left]))
        return 0
    if not made or not options.secret:
        print("no attack is called that, or nothing is secret", file=sys.stderr)
        return 64
    attempt.Attempt, attempt.INSIDE = AuditorAttempt, INSIDE
    second = second_user.SecondUser.start() if os.geteuid() == 0 else None
    folder = tempfile.mkdtemp(prefix="ra-auditor-attacks-")
    os.chmod(folder, 0o755)
    janitor.watch(folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    estate = Estate(os.path.abspath(options.program), os.path.abspath(options.configuration), folder, options.secret)
    try:
        return attacks.play(made, estate, second)
    finally:
        for problem in estate.stop():
            print("!!", problem)
        if second:
            second.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
