#!/usr/bin/env python3
"""A hostile page, another program and another Unix user against a running `ra desk`.

    attacks.py RA [--browser chromium|firefox|none] [--no-raw] [--list] [NAME ...]

Each attack is made at a desk with simulated readers. It must get exactly the answer that it is to get; nothing of what
was planted at the desk may stand in what it received, and nothing at the desk may have changed; and the same thing,
done rightly beside it, must work. NAME is part of an attack's name.

It prints a line for each attack and ends `N attacks, M got through`, with status 0 where M is 0. An attack that can't
be made counts as one that got through.
"""
import argparse
import os
import re
import shutil
import signal
import sys
import tempfile
import threading
import time

import attempt
import browser_attacks
import janitor
import second_user
from desk import Desk, Trouble, difference
# Each of these declares its attacks.
import raw_hosts  # noqa: F401
import raw_reading  # noqa: F401
import raw_writing  # noqa: F401
import raw_links  # noqa: F401
import raw_bytes  # noqa: F401
import raw_pages  # noqa: F401
import raw_users  # noqa: F401
import raw_crowds  # noqa: F401

# The longest that a run may take, in seconds.
LONGEST = 1500
BOTH = "inserted: { A: operator, B: holder }\n"
ONE = "inserted: { A: operator }\n"
# A reader whose card comes and goes all the time, for what must not slow it.
RESTLESS = "events:\n" + "".join(
    f"  - {{ seconds: {0.5 * n}, {'insert: blank, into: C' if n % 2 else 'remove: C'} }}\n" for n in range(8, 1200))


class Desks(dict):
    """The desks, each started when an attack first needs it."""

    def __init__(self, ra, folder):
        super().__init__()
        self.ra, self.folder, self.lock = ra, folder, threading.Lock()
        self.failed, self.locks, self.plays = {}, {}, {}

    def __missing__(self, name):
        with self.lock:
            lock = self.locks.setdefault(name, threading.Lock())
        with lock:
            if name in self:
                return self[name]
            if name in self.failed:
                raise Trouble(self.failed[name])
            try:
                self[name] = self.begin(name)
            except Trouble as error:
                self.failed[name] = f"{name}: {error}"
                raise
            return self[name]

    def begin(self, name):
        extra, moves, inserted = "", False, BOTH
        if name in ("restless", "chromium", "firefox"):
            extra, moves = RESTLESS, True
        elif name == "working":
            # With one card in, the session reads it as the operator's, and goes on.
            inserted = ONE
        desk = Desk(self.ra, self.folder, name, inserted + extra, moves)
        try:
            if prepare := PREPARED.get(name.partition("-")[0]):
                prepare(desk)
        except BaseException:
            desk.stop()
            raise
        return desk

    def play(self, kind):
        """A browser at a desk of its own."""
        if kind not in self.plays:
            self.plays[kind] = browser_attacks.Play(kind, self[kind], self.folder)
        return self.plays[kind]

    def stop(self):
        """Ends all, and counts each log once more.

        Returns: what went wrong.
        """
        problems = []
        for play in self.plays.values():
            play.stop()
        for desk in list(self.values()):
            try:
                known = desk.events()
                if desk.events(anew=True) != known:
                    problems.append(f"{desk.name}: the log has changed unseen")
            except Exception as error:
                problems.append(f"{desk.name}: {error}")
            try:
                desk.stop()
            except Trouble as error:
                problems.append(str(error))
        return problems


def rest(desk):
    """Nothing goes on; of one card it is known whose it is, so that there is more to be learnt."""
    before = desk.state()
    token = desk.rightful.token("/", 'name="epoch"')
    desk.rightful.post("/whose", {"form-token": token, "epoch": "1"})
    after = desk.state()
    if desk.planted.uuids[0] not in after.desk or before.desk == after.desk:
        raise Trouble("the rightful client can't ask whose card it is")


def practise(desk):
    """A practice goes on, and stands at its second question."""
    desk.practice_form = desk.rightful.token("/practice", "data-scenario")
    before = desk.state()
    desk.rightful.post("/practice", {"form-token": desk.practice_form, "scenario": "locked-with-email"})
    answer(desk, "/practice/session")
    if not difference(before, desk.state()):
        raise Trouble("a practice that begins isn't seen")


def work(desk):
    """A session goes on, and stands at its second question, where a practice stood before. What is compared after each
    attack must have seen that."""
    desk.desk_token = desk.rightful.token("/", "data-job")
    practise(desk)
    desk.practice_token = desk.rightful.token("/practice/session", 'data-key="')
    before = desk.state()
    desk.rightful.post("/session", {"form-token": desk.desk_token, "job": "unlock"})
    asked(desk, "/session")
    stored(desk)
    began = desk.state()
    unseen = [name for name in ("desk", "session", "told", "events") if getattr(before, name) == getattr(began, name)]
    if unseen or 'data-key="holder.reach"' not in began.session:
        raise Trouble(f"a session that begins isn't seen: {unseen}, {began.session[:300]}")
    desk.old_token = answer(desk, "/session")
    if not difference(began, desk.state()):
        raise Trouble("an answer isn't seen")


def asked(desk, session):
    """Waits until the first question stands: the answer to a form waits only a moment for it."""
    end = time.monotonic() + 30
    while 'data-key="holder.reach"' not in desk.rightful.view(session) and time.monotonic() < end:
        time.sleep(0.1)


def stored(desk):
    """Waits until no more is written: what is shown doesn't wait for the disk."""
    count = None
    while count != (count := desk.events(anew=True)):
        time.sleep(0.5)


def answer(desk, session):
    """Answers a session's first question, and waits for the second.

    Returns: the first one's token.
    """
    asked(desk, session)
    token = desk.rightful.token(session, 'data-key="holder.reach"')
    desk.rightful.post(session, {"form-token": token, "key": "holder.reach", "value": "here"})
    end = time.monotonic() + 30
    while not re.search(r'data-key="(?!holder\.reach")', desk.rightful.view(session)):
        if time.monotonic() > end:
            raise Trouble(f"the second question doesn't come: {desk.rightful.view(session)[-3000:]}")
        time.sleep(0.1)
    stored(desk)
    return token


def judge_fails(desks):
    """Whether what judges the attacks would see one that gets through: a rightful reader and a rightful writer pretend
    to be attacks, and two attacks do less than they must.

    Returns: those that were found to be withstood, which none is.
    """
    def reads(a):
        a.get("/", status=200)
        a.reads()

    def writes(a):
        a.post("/whose", {"form-token": a.token("/", 'name="epoch"'), "epoch": "2"}, status=303)
        a.writes()

    def rests(a):
        a.reads()

    def trusts(a):
        a.get(cookie=None)

    shams = {"reads": (reads, "GotThrough: it received"), "writes": (writes, "GotThrough: something changed: desk"),
             "rests": (rests, "Impossible"), "trusts": (trusts, "Impossible")}
    problems = []
    for name, (body, expected) in shams.items():
        found = attempt.Attack(name, body, "restless", False, False).run(desks, None)
        if not (found or "").startswith(expected):
            problems.append(f"a sham attack that {name} is judged so: {found}")
    return problems


PREPARED = {"resting": rest, "working": work, "practising": practise, "chromium": rest, "firefox": rest}


class Lane(threading.Thread):
    """The attacks at one desk, one after the other, beside those at the other desks; or one that takes its time."""

    def __init__(self, attacks, desks, second, tell):
        super().__init__(daemon=True)
        self.left, self.desks, self.second, self.tell = list(attacks), desks, second, tell

    def run(self):
        while self.left:
            began = time.monotonic()
            problem = self.left[0].run(self.desks, self.second)
            self.tell(self.left.pop(0), problem, time.monotonic() - began)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ra")
    parser.add_argument("--browser", choices=["chromium", "firefox", "none"], default="none")
    parser.add_argument("--no-raw", action="store_true", help="leave out what needs no browser")
    parser.add_argument("--list", action="store_true", help="print the names, and do nothing")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    attacks = [] if options.no_raw else list(attempt.ATTACKS)
    if options.browser != "none":
        attacks += browser_attacks.attacks(options.browser)
    chosen = [one for one in attacks
              if not options.names or any(name.lower() in one.name.lower() for name in options.names)]
    if options.list:
        print("\n".join(one.name for one in chosen))
        return 0
    if not chosen:
        print("no attack is called that", file=sys.stderr)
        return 64
    # Before there are threads: a child with another user, made by fork.
    second = second_user.SecondUser.start() if os.geteuid() == 0 else None
    folder = tempfile.mkdtemp(prefix="ra-attacks-")
    os.chmod(folder, 0o755)
    janitor.watch(folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    desks = Desks(os.path.abspath(options.ra), folder)
    try:
        blind = [] if options.no_raw else judge_fails(desks)
        for problem in blind:
            print("!!", problem)
        return play(chosen, desks, second) or (1 if blind else 0)
    finally:
        for problem in desks.stop():
            print("!!", problem)
        if second:
            second.stop()
        shutil.rmtree(folder, ignore_errors=True)


def play(chosen, desks, second):
    left_out = [one for one in chosen if one.second and not second]
    chosen = [one for one in chosen if one not in left_out]
    problems, lock = [], threading.Lock()

    def tell(one, problem, seconds):
        with lock:
            problems.extend([one] if problem else [])
            print(f"{'GOT THROUGH' if problem else 'withstood':11} {seconds:5.1f} s  {one.name}", flush=True)
            if problem:
                print(" " * 21 + problem[:1000], flush=True)

    beside = [[one] for one in chosen if one.apart]
    in_turn = [[one for one in chosen if one.desk == desk and not one.apart] for desk in {one.desk for one in chosen}]
    lanes = [Lane(attacks, desks, second, tell) for attacks in beside + in_turn if attacks]
    for lane in lanes:
        lane.start()
    deadline = time.monotonic() + LONGEST
    for lane in lanes:
        lane.join(max(0, deadline - time.monotonic()))
        for one in list(lane.left):
            tell(one, f"Impossible: it hasn't ended after {LONGEST} s", LONGEST)
    for one in left_out:
        print(f"left out              {one.name}: only root can be a second user")
    print(f"{len(chosen)} attacks, {len(problems)} got through", flush=True)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
