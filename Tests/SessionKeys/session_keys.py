#!/usr/bin/env python3
"""Plays guided sessions on a terminal of 80 columns and 24 lines, as a person would, and counts.

    session_keys.py RA [--show] [--type wrong|secret] [CASE ...]

For each case it prints the keys that were pressed (Enter counted), the lines that appeared, the most lines between two
keys, and how it ended; a limit that is passed ends it with status 1. The answers are the scenario's own.

With --type, things that are no answer are typed at every prompt first. None may end the session; afterwards nothing that
looks like a secret may stand anywhere but in the terminal's own echo.
"""
import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SCENARIOS = os.path.join(HERE, "../../Sources/VirtualCards/Scenarios")
MARK = "[simulated] "
PROMPT = re.compile(r"\(\? back stop\): \Z")
MOVEMENT = re.compile(r"(Your|The holder's) card: (out of|in) ")
# Eight digits at most, so that none is a UUID; two that could be a series are not among them.
SECRETS = ["482913", "4829", "48291375", "my passcode is 482913", "48 29 13", "4-8-2-9-1-3", "ERR482913", "\uff14\uff18\uff12\uff19\uff11\uff13"]
TRACES = ["482913", "48291375", "48 29 13", "4-8-2-9-1-3", "\uff14\uff18\uff12\uff19\uff11\uff13"]
WRONG = ["", "maybe", "yes no", "0", "100", "123", "1234567890123", "y1", "ERR 99999", "31/02/2027", "a b@c", "\x01\x02", "first\nsecond"]

# What a question is about, by its words; how an answer in a scenario's file is typed.
QUESTIONS = [
    (r"Where is the card's holder", "holder.reach", ["here", "self-service", "telephone"]),
    (r"Log in to CIM|log in there with it alone|Without a log-in", "cim.loggedIn", bool),
    (r"first two digits", "card.series", str),
    (r"on the card's front|right person|was worked on|front of your own card\?", "holder.confirmed", bool),
    (r"on the front of your own card:", "operator.uuid", str),
    (r"holder's UUID", "holder.uuid", str),
    (r"certificates expire", "card.certificatesExpire", str),
    (r"card locked\?", "card.lock", ["locked", "unlocked"]),
    (r"know (the|your) card's passcode", "holder.passcodeKnown", bool),
    (r"Which email address|which email address", "holder.email", ["none", "listed", "unverified", "unlisted", "inaccessible"]),
    (r"mobile number", "holder.mobileOnProfile", bool),
    (r"ESR", "holder.emailOwnedByESR", bool),
    (r"new email address\?", "holder.newEmail", str),
    (r"main employer\?", "holder.employer", ["this-organisation", "other"]),
    (r"card that works|smartcard that works", "holder.hasOtherCard", bool),
    (r"Why is the card to be replaced", "replace.reason", ["lost", "stolen", "damaged", "blocked-series", "repair-failed", "new-starter"]),
    (r"do you want to begin|It ends the session", "decision.follow", bool),
    (r"What does CIM say", "result", ["succeeded", "failed"]),
    (r"doesn't show it yet", "result.trouble", None),
    (r"What do you want to do", "step.trouble", None),
]


class Case:
    def __init__(self, name, workflow, scenario, answers=None, keys=None, lines=None):
        self.name, self.workflow, self.scenario = name, workflow, scenario
        self.answers, self.keys, self.lines = answers or {}, keys, lines


CASES = [
    Case("assisted-unlock", "unlock", "locked-esr-owned", keys=18, lines=60),
    Case("renewal-after-unlock", "renew", "locked-and-due", keys=28),
    Case("telephone", "unlock", "locked-with-email", {"holder.reach": "telephone", "card.lock": "locked"}, keys=12),
    # Thirteen for the UUID, twelve for the rest.
    Case("stolen-card", "replace", "lost-card", {"replace.reason": "stolen"}, keys=25),
    Case("locked-with-email", "unlock", "locked-with-email"),
    Case("locked-without-email", "unlock", "locked-without-email"),
    Case("expired-here", "renew", "expired-here"),
    Case("expired-elsewhere", "renew", "expired-elsewhere"),
    Case("due-for-renewal", "renew", "due-for-renewal"),
    Case("renewal-fails-then-repair", "renew", "renewal-fails-then-repair"),
    Case("blocked-series", "unlock", "blocked-series"),
    Case("wrong-card", "unlock", "wrong-card"),
    Case("swapped-cards", "unlock", "swapped-cards"),
    Case("card-pulled-out", "unlock", "card-pulled-out"),
    Case("unreadable-card", "unlock", "unreadable-card"),
    Case("one-reader", "unlock", "one-reader"),
    Case("cim-elsewhere", "unlock", "cim-elsewhere"),
    Case("new-email", "email", "new-email"),
]


def scenario_answers(name):
    """The flat `answers:` of a scenario."""
    answers, within = {}, False
    for line in open(os.path.join(SCENARIOS, name + ".yaml"), encoding="utf8"):
        if not line.startswith(" "):
            within = line.startswith("answers:")
        elif within:
            key, value = line.strip().split(": ", 1)
            value = value.split(" #")[0].strip()
            answers[key] = [part.strip().strip('"') for part in value[1:-1].split(",")] if value.startswith("[") else value.strip('"')
    return answers


class Session:
    def __init__(self, ra, case, folder):
        self.case, self.folder = case, folder
        self.answers = {**scenario_answers(case.scenario), **case.answers}
        self.typed, self.screen, self.since_key = 0, "", 0
        self.longest, self.steps = 0, []
        words = [ra, case.workflow, "--simulate", case.scenario, "--audit-log", folder + "/log/audit.sqlite",
                 "--sheet", folder + "/sheet", "--ticket", folder + "/ticket"]
        os.mkdir(folder + "/log", 0o700)
        os.mkdir(folder + "/tmp", 0o700)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "dumb", "HOME": folder,
                           "TMPDIR": folder + "/tmp", "PCSCLITE_CSOCK_NAME": "/nonexistent/pcscd.comm"}
            os.chdir(folder)
            os.execve(ra, words, environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def read(self, seconds):
        """What appears within that time; None at the end."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return ""
        try:
            text = os.read(self.fd, 65536).decode("utf8", "replace").replace("\r\n", "\n")
        except OSError:
            return None
        if not text:
            return None
        self.screen += text
        self.since_key += text.count("\n")
        self.longest = max(self.longest, self.since_key)
        return text

    def until_prompt(self, limit=30):
        """Waits for a prompt: its text since the prompt before; None where the session has ended."""
        start, deadline = len(self.screen), time.time() + limit
        while time.time() < deadline:
            text = self.read(0.05)
            shown = self.screen[start:]
            if PROMPT.search(shown) and not is_only_movement(shown):
                return shown
            if text is None or "Leave none behind." in shown:
                return None
        raise SystemExit(f"{self.case.name}: no prompt in {limit} s:\n{self.screen[-2000:]}")

    def type(self, text, counted=True):
        if counted:
            self.typed += len(text) + 1
        self.since_key = 0
        os.write(self.fd, (text + "\n").encode())

    def answer(self, shown):
        """The key that is asked for, and what a person types."""
        question = " ".join(line.removeprefix(MARK).strip() for line in shown.split("\n"))
        default = re.search(r"Enter (for|when)", shown.split("\n")[-1])
        if "Enter when done" in shown:
            numbers = [int(n) for n in re.findall(r"^(?:\[simulated\])?\s+(\d+)  ", shown, re.M)]
            # What comes after something that doesn't work isn't reached.
            reply = next((r for n in numbers if (r := self.used_up(f"step.{n}")) not in (None, "done")), "done")
            return "step", "" if reply == "done" else "n" if reply == "failed" else reply
        known = [entry for entry in QUESTIONS if re.search(entry[0], question)]
        if not known:
            # The prompt came again after its question was read: what stands above counts, the last of it.
            above = " ".join(line.removeprefix(MARK).strip() for line in self.screen[-1500:].split("\n"))
            places = [(list(re.finditer(entry[0], above)), entry) for entry in QUESTIONS]
            known = [max((p for p in places if p[0]), key=lambda p: p[0][-1].start())[1]] if any(p[0] for p in places) else []
        for _, key, kind in known[:1]:
            value = self.used_up(key) if kind is not None else None
            if key == "decision.follow" and value is None:
                value = "true"
            if key == "step.trouble":
                return key, str(len(re.findall(r"^(?:\[simulated\])?\s+\d  ", shown, re.M)))
            if key == "result.trouble":
                return key, ""
            if value is None:
                return key, "" if default else "d"
            if kind is bool:
                reply = "y" if value == "true" else "n"
            elif kind is str:
                reply = value
            else:
                reply = str(kind.index(value) + 1)
            words = {"y": "yes", "n": "no"}.get(reply, reply)
            if default and f"Enter for {words} " in shown.split("\n")[-1] + " ":
                reply = ""
            return key, reply
        raise SystemExit(f"{self.case.name}: no answer is known to:\n{shown}")

    def used_up(self, key):
        value = self.answers.get(key)
        if isinstance(value, list):
            return value.pop(0) if value else None
        return value

    def end(self):
        """Enter where cards are waited for; the exit status."""
        if "Leave none behind." in self.screen:
            self.type("")
        deadline = time.time() + 20
        while self.read(0.2) is not None:
            if time.time() > deadline:
                raise SystemExit(f"{self.case.name}: it doesn't end:\n{self.screen[-2000:]}")
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def is_only_movement(shown):
    """Whether a prompt came again only because a card went in or out: it answers nothing that was typed."""
    lines = [line.removeprefix(MARK).strip() for line in shown.split("\n")[1:-1]]
    return any(lines) and all(not line or MOVEMENT.match(line) for line in lines)


def is_of_form(key, text):
    """Whether something that is typed is an answer there."""
    word = text.strip().lower()
    if key == "card.series":
        return word.isdigit() and 1 <= int(word) <= 99
    return key in ("holder.newEmail",) and "@" in word


def play(ra, case, what, show):
    folder = tempfile.mkdtemp(prefix="session-keys-")
    problems = []
    try:
        session = Session(ra, case, folder)
        prompts = 0
        while (shown := session.until_prompt()) is not None:
            prompts += 1
            if prompts > 60:
                raise SystemExit(f"{case.name}: it goes round and round:\n{session.screen[-2000:]}")
            key, reply = session.answer(shown)
            for text in {"wrong": WRONG, "secret": SECRETS}.get(what, []):
                last = shown.split("\n")[-1]
                if is_of_form(key, text) or (text == "" and "Enter" in last):
                    continue
                session.type(text, counted=False)
                again = session.until_prompt()
                if again is None:
                    problems.append(f"{text!r} at {key} ended the session")
                    break
                if "STOP: " in again:
                    # Something happened to a card meanwhile, and what was typed is no answer to anything.
                    shown = again
                    key, reply = session.answer(shown)
                    continue
                if "! " not in again:
                    problems.append(f"{text!r} at {key} isn't refused: {again[-300:]!r}")
                if what == "secret" and "looks like a passcode" not in again:
                    problems.append(f"{text!r} at {key} isn't told as a secret: {again[-300:]!r}")
            if key == "step":
                time.sleep(0.3)
            session.type(reply)
        status = session.end()
        lines = session.screen.count("\n")
        print(f"{case.name:28} {session.typed:4} keys {lines:4} lines {session.longest:3} at once  status {status}")
        if show:
            print(session.screen)
        if not what:
            if case.keys and session.typed > case.keys:
                problems.append(f"{session.typed} keys, at most {case.keys}")
            if case.lines and lines > case.lines:
                problems.append(f"{lines} lines, at most {case.lines}")
            if session.longest > 24:
                problems.append(f"{session.longest} lines between two keys")
        if status != 0:
            problems.append(f"status {status}")
        if prompts < 3:
            problems.append(f"only {prompts} prompts")
        if what == "secret":
            problems += traces(ra, session)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [f"{case.name}: {problem}" for problem in problems]


def traces(ra, session):
    """Where a secret stands, outside the lines that the terminal echoed."""
    log = session.folder + "/log/audit.sqlite"
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": session.folder, "TMPDIR": session.folder + "/tmp"}
    for words in (["show"], ["list"], ["report"], ["report", "--format", "html"], ["export"], ["verify"]):
        done = subprocess.run([ra, "audit"] + words + ["--audit-log", log], capture_output=True, env=environment)
        with open(session.folder + "/audit-" + "-".join(words).replace("/", ""), "wb") as file:
            file.write(done.stdout + done.stderr)
    said = "\n".join(line for line in session.screen.split("\n") if "(? back stop): " not in line)
    found = [f"on the screen: {trace}" for trace in TRACES if trace in said]
    count = 0
    for place, _, names in os.walk(session.folder):
        for name in names:
            data = open(os.path.join(place, name), "rb").read()
            count += 1
            found += [f"in {name}: {trace}" for trace in TRACES if trace.encode() in data]
    return found + ([] if count >= 8 else [f"only {count} files were looked at"])


def main():
    words = sys.argv[1:]
    show = "--show" in words
    what = words[words.index("--type") + 1] if "--type" in words else None
    names = [w for w in words[1:] if not w.startswith("--") and w != what]
    cases = [case for case in CASES if not names or case.name in names]
    problems = []
    for case in cases:
        problems += play(os.path.abspath(words[0]), case, what, show)
    for problem in problems:
        print("!!", problem)
    print(f"{len(cases)} sessions, {len(problems)} problems")
    sys.exit(1 if problems or not cases else 0)


if __name__ == "__main__":
    main()
