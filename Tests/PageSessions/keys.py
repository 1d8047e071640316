#!/usr/bin/env python3
"""An assisted unlock by keyboard alone, in Chromium: key presses, focus, and what a screen reader is told.

    keys.py RA [NAME ...]

A line for each; the last is `N right, M not`. Status 0 if all are right, else 1.
"""

import argparse
import os
import re
import sys
import time
import traceback

import script
from browser_client import KEYS, Chromium
from desk import Desk, Folder, exported
from form_client import FormClient

RA = ""
MOST_WITH_ARROWS, MOST_WITH_LETTERS = 22, 14
# A button that has just got the focus takes no Enter for 300 ms.
PATIENCE = 0.45

# Keeps, over all pages of a tab, what live regions said.
LISTEN = """(() => {
  const note = (kind, text) => {
    text = text.trim();
    if (!text) return;
    const all = JSON.parse(sessionStorage.getItem('said') || '[]');
    all.push({kind, text, at: Date.now(), page: document.querySelector('main')?.dataset.asking || ''});
    sessionStorage.setItem('said', JSON.stringify(all));
  };
  const region = (node) =>
    (node.nodeType === 1 ? node : node.parentElement)?.closest('[role=status],[role=alert],[aria-live]');
  new MutationObserver((changes) => {
    const told = new Set();
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node.nodeType !== 1) continue;
        for (const alert of [node, ...node.querySelectorAll('*')].filter((n) => n.getAttribute('role') === 'alert')) {
          told.add(alert);
        }
      }
      const live = region(change.target);
      if (live) told.add(live);
    }
    for (const live of told) note(live.getAttribute('role') || 'live', live.textContent);
  }).observe(document, {childList: true, characterData: true, subtree: true});
})();"""

FIRST = """const a = document.activeElement;
  const form = document.querySelector('form[data-key]:not([data-key="holder.isOperator"])');
  const wanted = form ? form.querySelector('input:not([type=hidden]), select, textarea, button')
    : document.querySelector('[data-outcome]') ? document.querySelector('h1') : document.querySelector('[data-job]');
  const brief = (e) => e ? e.outerHTML.slice(0, 160) : null;
  return {isFirst: a === wanted, has: brief(a), wanted: brief(wanted)};"""


class Keyboard:
    """Somebody who has a keyboard only, and counts."""

    def __init__(self, browser, letters):
        self.browser, self.letters, self.count = browser, letters, 0
        self.pressed = []

    def press(self, *keys):
        for key in keys:
            if key == "Enter":
                time.sleep(PATIENCE)
            self.browser.keys(key)
            self.count += 1
            self.pressed.append(key)

    def answer(self, value):
        """From where the focus is, with as few presses as can be."""
        view = self.browser.view
        if value not in view.choices:
            return self.press(*value, "Enter")
        if self.letters:
            control = view.question.first("input", type="radio", value=value)
            return self.press(self.letter(control, view))
        checked = self.browser.script(
            "const r = document.querySelector('form[data-key] input:checked'); return r && r.value"
        )
        steps = view.choices.index(value)
        if steps:
            self.press(*["Down"] * steps)
        elif checked != value:
            self.press("Space")
        self.press("Enter")

    def done(self):
        if not self.letters:
            return self.press("Enter")
        view = self.browser.view
        button = next(b for b in view.question.all("button", name="value") if b.get("value") == "done")
        self.press(self.letter(button, view))

    def letter(self, control, view):
        """The letter that is shown beside an answer."""
        letter = control.get("data-letter")
        assert letter and re.fullmatch("[a-z]", letter), f"no letter for {control.attributes} at {view.key}"
        shown = self.browser.script(
            """const c = document.querySelector(`form[data-key] [data-letter="${arguments[0]}"]`);
            const label = c.labels?.[0] || c; const key = label.querySelector('kbd');
            return key && key.getClientRects().length ? key.textContent.trim() : null""",
            letter,
        )
        assert shown == letter, f"the letter {letter} isn't shown at {view.key}, but {shown}"
        return letter


def focused_node(browser):
    found = [
        node
        for node in browser.accessibility()
        if any(p["name"] == "focused" and p["value"]["value"] for p in node.get("properties", []))
        and node["role"]["value"] != "RootWebArea"
    ]
    assert len(found) == 1, f"{len(found)} nodes have the focus: {[n['role']['value'] for n in found]}"
    return found[0]


def name_of(node):
    return " ".join(str(node.get("name", {}).get("value", "")).split())


def question_above(browser, node):
    """The name of the group around a node."""
    nodes = {one["nodeId"]: one for one in browser.wire.protocol("Accessibility.getFullAXTree")["nodes"]}
    while node:
        if node["role"]["value"] in ("group", "radiogroup") and name_of(node):
            return name_of(node)
        node = nodes.get(node.get("parentId"))
    return None


def check_focus(browser, view):
    """The first control has the focus, and a screen reader says what it is and what it is about."""
    state = browser.script(FIRST)
    assert state["isFirst"], f"{view.brief()}: the focus is on {state['has']}, not on {state['wanted']}"
    node = focused_node(browser)
    role, name = node["role"]["value"], name_of(node)
    assert name, f"{view.brief()}: what has the focus has no name"
    if view.outcome:
        assert role == "heading", f"the receipt's focus is on a {role}"
    elif view.steps:
        assert role == "button", role
    elif view.question:
        assert role == ("textbox" if view.field else "radio"), f"{view.key}: {role}"
        heading = (view.question.first("legend") or view.question).text
        above = question_above(browser, node)
        assert above and above == heading, f"{view.key}: the control is in {above!r}, not in {heading!r}"


def begun(desk, letters=False, listen=False):
    browser = Chromium(desk)
    if listen:
        browser.wire.protocol("Page.addScriptToEvaluateOnNewDocument", {"source": LISTEN})
    try:
        browser.enter(desk.link)
    except BaseException:
        browser.close()
        raise
    return browser, Keyboard(browser, letters)


def settle(browser, passing=lambda view: None):
    def is_there(view):
        passing(view)
        return view if view.question or view.outcome else None

    return browser.until(is_there, 60, "nothing to answer")


def whole_unlock(folder, letters, most):
    case = next(c for c in script.CASES if c.name == "assisted-unlock")
    answers = script.Answers(case)
    with Desk(RA, folder, case.scenario) as desk:
        browser, keyboard = begun(desk, letters)
        try:
            view = browser.look()
            check_focus(browser, view)
            assert browser.focused["job"] == "unlock", browser.focused
            browser.leaves(lambda: keyboard.press("Enter"))
            while not (view := settle(browser)).outcome:
                asking, before = view.asking, keyboard.count
                check_focus(browser, view)
                if view.steps:
                    # What a scenario lets happen in a step happens before it is done.
                    time.sleep(0.4)
                    answers.to_steps(view.steps)
                    keyboard.done()
                else:
                    keyboard.answer(answers.to_question(view))
                browser.until(lambda v: v.outcome or v.asking != asking, 20, f"{keyboard.pressed[before:]} isn't taken")
                assert not browser.view.errors, browser.view.errors
            check_focus(browser, view)
            assert view.outcome == "verified", view.brief()
        finally:
            browser.close()
    assert [e["outcome"] for e in exported(RA, folder) if e["event"] == "outcome"] == ["verified"]
    assert keyboard.count <= most, f"{keyboard.count} presses, at most {most}: {' '.join(keyboard.pressed)}"
    return f"{keyboard.count} presses: {' '.join(keyboard.pressed)}"


def test_whole_unlock_with_arrows(folder):
    return whole_unlock(folder, False, MOST_WITH_ARROWS)


def test_whole_unlock_with_letters(folder):
    return whole_unlock(folder, True, MOST_WITH_LETTERS)


def test_everything_is_reached_by_tab_in_order(folder):
    """Tab comes to the question, to Continue, to each Change and to Stop, and is caught nowhere."""
    with Desk(RA, folder, "locked-esr-owned") as desk:
        browser, keyboard = begun(desk)
        try:
            browser.leaves(lambda: keyboard.press("Enter"))
            settle(browser)
            browser.leaves(lambda: keyboard.answer("here"))
            settle(browser)
            seen = []
            for _ in range(40):
                at = browser.focused
                seen.append((at["tag"], at["name"], at["value"]) if at else None)
                browser.keys("Tab")
                if seen.count(seen[0]) > 1:
                    break
            names = [one[:2] for one in seen if one]
            assert names[0] == ("input", "value"), names
            order = [
                names.index(one)
                for one in (("input", "value"), ("button", "change"), ("button", "stop"))
                if one in names
            ]
            assert order == sorted(order) and len(order) == 3, names
            assert browser.script(
                "return document.querySelectorAll('[tabindex]').length && "
                "[...document.querySelectorAll('[tabindex]')].every((e) => e.tabIndex <= 0)"
            ), "an order of its own"
        finally:
            browser.close()


def test_letters_act_only_in_the_questions_form(folder):
    with Desk(RA, folder, "locked-esr-owned") as desk:
        browser, keyboard = begun(desk)
        try:
            browser.leaves(lambda: keyboard.press("Enter"))
            view = settle(browser)
            for place in (
                "document.querySelector('form[data-action=stop] button').focus()",
                "document.activeElement.blur()",
                "document.querySelector('nav a').focus()",
            ):
                browser.script(place)
                time.sleep(0.3)
                browser.keys("h", "t", "s", "y", "n", "d")
                time.sleep(0.5)
                assert (
                    browser.look().asking == view.asking and browser.view.key == view.key
                ), f"a letter was taken: {place}"
        finally:
            browser.close()
    assert not [e for e in exported(RA, folder) if e["event"] == "fact.answered"]


def test_digits_are_the_wrong_window_and_the_next_enter_isnt_taken(folder):
    with Desk(RA, folder, "locked-esr-owned") as desk:
        browser, keyboard = begun(desk, listen=True)
        try:
            browser.leaves(lambda: keyboard.press("Enter"))
            for _ in range(2):
                view = settle(browser)
                time.sleep(0.5)
                strip = (
                    "const s = document.getElementById('wrong-window');"
                    "return s.getClientRects().length ? s.innerText : ''"
                )
                assert browser.script(strip) == ""
                browser.keys(*"482913")
                assert "rong window" in browser.script(strip), "the page doesn't say so"
                assert browser.look().asking == view.asking, "a digit answered something"
                if "here" in view.choices:
                    browser.keys("Space")
                time.sleep(PATIENCE)
                browser.keys("Enter")
                time.sleep(0.6)
                assert browser.look().asking == view.asking, "the Enter after the digits was taken"
                said = browser.script(
                    "return JSON.parse(sessionStorage.getItem('said') || '[]').map((s) => s.text).join(' | ')"
                )
                assert "rong window" in said, f"nobody who listens is told: {said}"
                browser.leaves(lambda: keyboard.press("Enter"))
            source = browser.look().source
            assert "482913" not in source
        finally:
            browser.close()
    values = [e["details"]["value"] for e in exported(RA, folder) if e["event"] == "fact.answered"]
    assert values == ["here", True], values


def test_each_thing_is_announced_in_one_way(folder):
    """A guard by its alert, a wait by the status region, a question by its focus alone."""
    case = next(c for c in script.CASES if c.name == "card-pulled-out")
    answers = script.Answers(case)
    guards, questions = [], []
    with Desk(RA, folder, script.held(case, folder)) as desk:
        browser, keyboard = begun(desk, listen=True)
        try:
            browser.leaves(lambda: keyboard.press("Enter"))

            def passing(view):
                statuses = view.root.all(role="status")
                assert len(statuses) == 1, f"{len(statuses)} status regions"
                for node in view.root.all(data_guard=True):
                    assert node.get("role") == "alert", node.attributes
                    if node.text not in guards:
                        guards.append(node.text)
                        tree = [n for n in browser.accessibility() if n["role"]["value"] == "alert"]
                        assert tree, "the guard is no alert in the accessibility tree"

            while not (view := settle(browser, passing)).outcome:
                heading = view.main.first("h1") or view.main.first("h2")
                questions.append(heading.text)
                asking = view.asking
                if view.steps:
                    time.sleep(0.4)
                    if browser.look().asking != asking:
                        continue
                    answers.to_steps(view.steps)
                    keyboard.done()
                else:
                    keyboard.answer(answers.to_question(view))
                browser.until(lambda v: passing(v) or v.outcome or v.asking != asking, 10)
            said = browser.script("return JSON.parse(sessionStorage.getItem('said') || '[]')")
        finally:
            browser.close()
    assert view.outcome == "verified" and guards, (view.brief(), guards)
    alerts = [one["text"] for one in said if one["kind"] == "alert"]
    statuses = [one["text"] for one in said if one["kind"] == "status"]
    assert any("out of Simulated Reader (B)" in text for text in alerts), alerts
    assert {one["kind"] for one in said} <= {"alert", "status"}, said
    for text in questions:
        # A heading that is also a wait's sentence isn't one.
        assert not any(text and text in one for one in statuses), f"a question is announced twice: {text}"
    for text in statuses:
        assert not any(text in alert or alert in text for alert in alerts), f"in two ways: {text}"
    return f"{len(alerts)} alerts, {len(statuses)} of status, {len(questions)} questions"


def test_readers_are_announced_at_most_every_two_seconds(folder):
    text = open(os.path.join(script.SCENARIOS, "locked-esr-owned.yaml"), encoding="utf8").read()
    changes = "".join(
        f"  - {{ at: holder.reach, seconds: {0.5 + i / 10:.1f}, "
        + ("insert: holder, into: B }\n" if i % 2 == 0 else "remove: B }\n")
        for i in range(60)
    )
    own = folder.path + "/busy.yaml"
    with open(own, "w", encoding="utf8") as file:
        file.write(re.sub(r"(?m)^events:\n", "events:\n" + changes, text))
    with Desk(RA, folder, own) as desk:
        browser, _ = begun(desk, listen=True)
        try:
            browser.script("sessionStorage.removeItem('said'); document.querySelector('[data-job=renew]').focus()")
            other = FormClient(desk)
            other.enter(desk.fresh_link())
            other.press(data_job="unlock")
            time.sleep(15)
            said = browser.script("return JSON.parse(sessionStorage.getItem('said') || '[]')")
            shown = browser.look().readers
        finally:
            browser.close()
    about = [one for one in said if one["kind"] == "status" and "Reader (B)" in one["text"]]
    gaps = [b["at"] - a["at"] for a, b in zip(about, about[1:])]
    assert 2 <= len(about) <= 5 and all(gap >= 1900 for gap in gaps), (len(about), gaps)
    assert shown["1"] == "empty" and "No card" in about[-1]["text"], (shown, about[-1])
    return f"{len(about)} announcements of 60 changes"


def main():
    global RA
    parser = argparse.ArgumentParser()
    parser.add_argument("ra")
    parser.add_argument("names", nargs="*")
    words = parser.parse_intermixed_args()
    RA = os.path.abspath(words.ra)
    assert set(KEYS) >= {"Tab", "Enter", "Space", "Down"}
    right = wrong = 0
    for name, function in list(globals().items()):
        if not name.startswith("test_") or (words.names and not any(w in name for w in words.names)):
            continue
        began = time.monotonic()
        with Folder("keys") as folder:
            try:
                note = function(folder)
                right += 1
                print(f"right  {name[5:]} ({time.monotonic() - began:.1f} s){': ' + note if note else ''}", flush=True)
            except Exception as error:
                wrong += 1
                print(f"WRONG  {name[5:]}: {type(error).__name__}: {error}", flush=True)
                if not isinstance(error, AssertionError):
                    traceback.print_exc()
    print(f"{right} right, {wrong} not")
    sys.exit(1 if wrong or not right else 0)


if __name__ == "__main__":
    main()
