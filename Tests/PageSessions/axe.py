#!/usr/bin/env python3
"""axe-core over every view and state that the scenarios reach, in Chromium; the Nu validator over the same pages.

    axe.py RA --axe axe.min.js [CASE ...]     widths 320, 768 and 1280, forced colours, with JavaScript and without
    axe.py RA --nu vnu.jar [CASE ...]         every page as it is sent; needs java

Each violation is a line; the last says how many there are and in how many looks. Status 0 if there are none, else 1.
"""

import argparse
import json
import os
import re
import subprocess
import sys

import play
import script
from browser_client import Chromium
from desk import Desk, Folder, exported
from form_client import FormClient
from markup import View

# Width, height (320 is 1280 at 400 %), forced colours.
LOOKS = [(1280, 800, False), (768, 900, False), (320, 256, False), (1280, 800, True), (320, 256, True)]
# A page that waits refreshes itself without scripts: the contract's own exception.
AXE = """const done = arguments[arguments.length - 1];
axe.run(document, {rules: {'meta-refresh': {enabled: false}}, resultTypes: ['violations']}).then(
  (r) => done(r.violations.map((v) => v.id + ': ' + v.help + ' | ' + v.nodes.slice(0, 3).map(
    (n) => n.target.join(' ') + ' ' + ((n.any[0] || n.all[0] || n.none[0] || {}).message || '')).join(' || '))),
  (e) => done(['axe itself: ' + e]));"""


def state_of(view):
    """What tells one state of a view from another; not its words."""
    question = view.question
    return json.dumps(
        [
            view.main.get("data-view"),
            view.key,
            view.steps,
            view.guards,
            view.outcome,
            view.turn,
            view.connection,
            bool(view.errors),
            view.choices if question else None,
            sorted(view.readers.values()),
            len(view.changes),
            bool(view.resumable),
            any(view.jobs.values()),
            [n.get("class") for n in view.main.all() if n.has("class")][:60],
        ]
    )


class Watch:
    """Looks at each state once, at every width."""

    def __init__(self, axe):
        self.axe, self.seen, self.looks, self.violations = axe, set(), 0, []

    def look(self, client, name, scripts=True, again=False):
        view = client.look()
        state = (state_of(view), scripts)
        if state in self.seen and not again:
            return
        self.seen.add(state)
        for width, height, forced in LOOKS:
            client.size(width, height)
            client.forced_colours(forced)
            client.script(self.axe)
            found = client.later(AXE)
            wide = client.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                found.append(f"{wide} px wider than the window")
            self.looks += 1
            where = f"{name}, {width} px{', forced colours' if forced else ''}{'' if scripts else ', no scripts'}"
            for line in found:
                self.violations.append(f"{where}: {line}")
                print(f"{where}: {line}", flush=True)
        client.forced_colours(False)
        client.size(1280, 800)


# These wait for something that no other case waits for.
HELD = {"assisted-unlock", "swapped-cards", "card-pulled-out", "wrong-card", "cim-elsewhere"}


def sessions(ra, cases, watch):
    for case in cases:
        with Folder("axe") as folder:
            scenario = script.held(case, folder) if case.name in HELD else case.scenario
            with Desk(ra, folder, scenario) as desk:
                client = Chromium(desk)
                try:
                    client.enter(desk.link)
                    player = play.Player(
                        client, case, lambda view: watch.look(client, f"{case.name}, {view.key or view.title}")
                    )
                    player.deadline += 900
                    player.begin()
                    receipt = player.play()
                    watch.look(client, f"{case.name}, receipt")
                    print(f"{case.name}: {receipt.outcome}, {watch.looks} looks so far", flush=True)
                finally:
                    client.close()


def other_states(ra, watch):
    """Every other address, and states that no scenario comes to."""
    with Folder("axe") as folder:
        with Desk(ra, folder, "lost-card") as desk:
            client = Chromium(desk)
            try:
                client.navigate("/")
                watch.look(client, "403")
                client.enter(desk.link)
                watch.look(client, "/")
                for path in ("/session", "/log", "/nothing-here", "/log/0000-0000-0000"):
                    client.go(path)
                    watch.look(client, path + " at first")
                player = play.Player(client, next(c for c in script.CASES if c.name == "stolen-card"))
                player.begin()
                player.play(until=lambda view: view.key == "holder.uuid")
                client.answer("482913")
                watch.look(client, "an answer that isn't taken")
                client.go("/")
                watch.look(client, "/ while a session goes on")
                client.go("/practice")
                watch.look(client, "/practice while a session goes on")
                client.go("/session")
                player.play(until=lambda view: view.steps)
                client.keys("1", "2", "3")
                watch.look(client, "wrong window", again=True)
                client.keys("Enter")
                client.look()
                client.step("failed")
                client.until(lambda view: view.key and view.key.endswith(".trouble"), 25)
                watch.look(client, "a step that failed")
                client.press(data_action="stop")
                client.until(lambda view: view.outcome, 10)
                watch.look(client, "stopped")
                session = exported(ra, folder)[-1]["session"]
                links = [
                    "/log",
                    f"/log/{session}",
                    "/log?verify",
                    "/log?since=nonsense",
                    "/log?subject=000444555666",
                    "/call",
                    "/call?system=smartcards",
                    "/handbook",
                    "/preflight",
                    "/practice",
                ]
                client.go("/log")
                links += [
                    node.get("href")
                    for node in client.view.main.all("a", href=True)
                    if node.get("href").startswith("/log?question=")
                ]
                for path in links:
                    client.go(path)
                    watch.look(client, path, again=True)
                client.go("/practice")
                client.press(data_scenario="locked-esr-owned")
                client.until(lambda view: view.question, 25)
                watch.look(client, "practice")
                for path in (
                    "/",
                    "/session",
                    "/session?still",
                    "/log",
                    "/preflight",
                    "/call?system=smartcards",
                    "/handbook",
                    "/practice",
                ):
                    client.scripts(False)
                    client.navigate(path)
                    client.scripts(True)
                    watch.look(client, path, scripts=False)
                client.go("/")
                desk.kill()
                client.until(lambda view: view.connection == "lost", 10)
                watch.look(client, "lost")
            finally:
                client.close()
        with Desk(ra, folder, "lost-card") as desk:
            client = Chromium(desk)
            try:
                client.enter(desk.link)
                watch.look(client, "/ anew")
            finally:
                client.close()


def without_scripts(ra, watch):
    """A session's own views, as a browser without JavaScript shows them."""
    case = next(c for c in script.CASES if c.name == "assisted-unlock")
    with Folder("axe") as folder, Desk(ra, folder, script.held(case, folder)) as desk:
        forms = FormClient(desk)
        forms.enter(desk.link)
        client = Chromium(desk)
        try:
            client.enter(desk.fresh_link())

            def see(view):
                client.scripts(False)
                client.navigate("/session")
                client.scripts(True)
                watch.look(client, f"{case.name}, {view.key or view.title}", scripts=False)

            player = play.Player(forms, case, lambda view: see(view) if forms.path.startswith("/session") else None)
            player.deadline += 900
            player.begin()
            player.play()
        finally:
            client.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ra")
    parser.add_argument("--axe")
    parser.add_argument("--nu")
    parser.add_argument("cases", nargs="*")
    words = parser.parse_intermixed_args()
    ra = os.path.abspath(words.ra)
    cases = [case for case in script.CASES if not words.cases or case.name in words.cases]
    if not cases or not (words.axe or words.nu):
        parser.error("which cases, and with --axe or --nu?")
    status = 0
    if words.axe:
        watch = Watch(open(words.axe, encoding="utf8").read())
        sessions(ra, cases, watch)
        if not words.cases:
            other_states(ra, watch)
            without_scripts(ra, watch)
        print(f"axe: {len(watch.violations)} violations in {watch.looks} looks at {len(watch.seen)} states")
        status = 1 if watch.violations or not watch.looks else 0
    if words.nu:
        status = max(status, validate(ra, cases, words.nu))
    sys.exit(status)


def validate(ra, cases, jar):
    """Every page as it is sent, kept and given to the validator."""
    with Folder("nu") as out:
        kept = {}

        def keep(view):
            state = state_of(view)
            if state not in kept:
                name = re.sub("[^a-z0-9.]+", "-", (view.key or view.title).lower())[:40]
                kept[state] = f"{out.path}/{len(kept):03}-{name}.html"
                with open(kept[state], "w", encoding="utf8") as file:
                    file.write(view.source)

        for case in cases:
            with Folder("nu") as folder:
                play.through_page(ra, "forms", case, folder, keep)
                with Desk(ra, folder, case.scenario) as desk:
                    client = FormClient(desk)
                    _, _, text = client.ask("GET", "/")
                    keep(View(text))
                    client.enter(desk.link)
                    session = exported(ra, folder)[-1]["session"]
                    for path in (
                        "/",
                        "/session",
                        "/log",
                        f"/log/{session}",
                        "/log?verify",
                        "/log?since=nonsense",
                        "/call",
                        "/call?system=smartcards",
                        "/handbook",
                        "/preflight",
                        "/practice",
                    ):
                        keep(client.go(path))
                    _, _, text = client.ask("GET", "/nothing-here")
                    keep(View(text)) if text.lstrip().lower().startswith("<!doctype") else None
        done = subprocess.run(
            ["java", "-Xss4m", "-jar", jar, "--errors-only", "--skip-non-html", out.path],
            capture_output=True,
            text=True,
            timeout=300,
        )
        for line in done.stderr.splitlines():
            print(line.replace("file:" + out.path + "/", ""))
        print(f"Nu: {len(done.stderr.splitlines())} errors on {len(kept)} pages")
        return 1 if done.returncode or not kept else 0


if __name__ == "__main__":
    main()
