#!/usr/bin/env python3
"""Plays whole sessions through the page, and the same ones at a terminal; compares outcome, routes and log.

    play.py RA --client forms|chromium|firefox [--save FOLDER] [--verbose] [CASE ...]

A line for each; the last is `N scenarios, M differ`. Status 0 if none differs, else 1.
"""

import argparse
import os
import sys
import tempfile
import time
import traceback
from types import SimpleNamespace

import script
from desk import Desk, Folder, comparable, differences, exported
from form_client import FormClient

MOST_VIEWS = 80
# A busy computer may be slow; what hangs isn't slow.
MOST_SECONDS = 300


def client_for(name, desk):
    if name == "forms":
        return FormClient(desk)
    if name == "chromium":
        from browser_client import Chromium

        return Chromium(desk)
    from browser_client import Firefox

    return Firefox(desk)


class Player:
    """One session in the page, from its job's button to its receipt."""

    def __init__(self, client, case, watch=lambda view: None, base=""):
        self.client, self.case, self.base = client, case, base
        self.answers = script.Answers(case)
        self.watch = watch
        self.keys, self.turns, self.guards = [], [], []
        self.deadline = time.monotonic() + MOST_SECONDS

    def begin(self):
        self.client.go("/")
        assert self.client.view.jobs, f"no jobs on {self.client.view.brief()}"
        self.watch(self.client.view)
        self.client.press(data_job=self.case.workflow)

    def note(self, view):
        self.watch(view)
        for guard in view.guards:
            if guard not in self.guards:
                self.guards.append(guard)

    def settled(self, view):
        self.note(view)
        if view.outcome:
            return view
        if view.question:
            return view
        if view.main.get("data-view") == "message":
            raise AssertionError(f"the session is gone: {view.main.text[:300]}")
        return None

    def play(self, until=None):
        """To the receipt; or to the question for which `until` is true."""
        while len(self.keys) < MOST_VIEWS:
            view = self.client.until(self.settled, 60, f"nothing to answer after {self.keys[-3:]}")
            if view.outcome:
                return view
            assert time.monotonic() < self.deadline, f"it takes too long: {self.keys}"
            if until and until(view):
                return view
            self.reply(view)
        raise AssertionError(f"it goes round and round: {self.keys[-8:]}")

    def reply(self, view):
        key, asking = view.key, view.asking
        if view.steps:
            # What a scenario lets happen in a step happens before it is done.
            time.sleep(0.35)
            view = self.client.look()
            if view.asking != asking:
                return self.note(view)
            value = self.answers.to_steps(view.steps)
            self.turns.append(view.turn)
            self.client.step(value)
        else:
            value = self.answers.to_question(view)
            self.client.answer(value)
        self.keys.append(f"{key}={value}")
        if self.client.view.errors:
            raise AssertionError(f"{key}={value} isn't taken: {self.client.view.errors}")


def through_page(ra, client_name, case, folder, watch):
    with Desk(ra, folder, case.scenario) as desk:
        client = client_for(client_name, desk)
        try:
            client.enter(desk.link)
            player = Player(client, case, watch)
            player.begin()
            receipt = player.play()
            result = SimpleNamespace(outcome=receipt.outcome, routes=receipt.routes, player=player)
            # The receipt stays what it is.
            again = client.look()
            assert (again.outcome, again.routes) == (receipt.outcome, receipt.routes), again.brief()
        finally:
            client.close()
        took = desk.end()
        assert took < 2, f"the desk took {took:.1f} s to end"
    return result


def play(ra, client_name, case, watch):
    """What differs, a line each."""
    problems = []
    with Folder() as folder, tempfile.TemporaryDirectory(prefix="terminal-") as terminal:
        result = through_page(ra, client_name, case, folder, watch)
        page = exported(ra, folder)
        status = script.at_terminal(ra, case, terminal)
        other = exported(ra, folder, terminal + "/log/audit.sqlite")
        problems += differences(comparable(page), comparable(other))
        ends = [e for e in other if e["event"] == "session.ended"]
        outcome = ends[-1]["details"]["outcome"]
        if result.outcome != outcome:
            problems.append(f"the page says {result.outcome}, the terminal's log {outcome}")
        routes = [e["route"] for e in other if e["event"] == "outcome"]
        if result.routes != routes:
            problems.append(f"routes: the receipt has {result.routes}, the terminal's log {routes}")
        if status != 0:
            problems.append(f"the terminal ends with status {status}")
        checked = folder.run(ra, "audit", "verify", "--audit-log", folder.log)
        if checked.returncode != 0:
            problems.append(f"the page's log isn't sound: {checked.stdout}{checked.stderr}")
        note = f"{result.outcome} {' '.join(result.routes)}, {len(result.player.keys)} answers"
        if result.player.guards:
            note += f", guards {' '.join(result.player.guards)}"
    return note, problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ra")
    parser.add_argument("--client", choices=["forms", "chromium", "firefox"], default="forms")
    parser.add_argument("--save", help="keep every page that is seen here")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("cases", nargs="*")
    words = parser.parse_intermixed_args()
    ra = os.path.abspath(words.ra)
    cases = [
        case for case in script.CASES if not words.cases or case.name in words.cases or case.scenario in words.cases
    ]
    unknown = [w for w in words.cases if not any(w in (case.name, case.scenario) for case in script.CASES)]
    if unknown or not cases:
        parser.error(f"no such case: {' '.join(unknown)}")
    differ = 0
    for case in cases:
        began = time.monotonic()
        keep = saver(words.save, case) if words.save else lambda view: None
        try:
            note, problems = play(ra, words.client, case, keep)
        except Exception as error:
            note, problems = "broke off", [f"{type(error).__name__}: {error}"]
            if words.verbose:
                traceback.print_exc()
        differ += bool(problems)
        print(
            f"{'differs' if problems else 'same':8}{case.name:28}{note} ({time.monotonic() - began:.1f} s)", flush=True
        )
        for problem in problems:
            print(f"        {problem}", flush=True)
    print(f"{len(cases)} scenarios, {differ} differ")
    sys.exit(1 if differ else 0)


def saver(folder, case):
    os.makedirs(folder, exist_ok=True)
    seen = {}

    def keep(view):
        if view.source not in seen:
            seen[view.source] = None
            with open(os.path.join(folder, f"{case.name}-{len(seen):02}.html"), "w", encoding="utf8") as file:
                file.write(view.source)

    return keep


if __name__ == "__main__":
    main()
