"""What is answered in each scenario, and by whom it is played at a terminal."""

import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../SessionKeys"))

import session_keys  # noqa: E402

SCENARIOS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Sources/VirtualCards/Scenarios")
# Every scenario. The one whose cards are in from the beginning has no answers of its own.
CASES = session_keys.CASES + [
    session_keys.Case(
        "two-readers",
        "unlock",
        "two-readers",
        {
            "holder.reach": "telephone",
            "card.lock": "locked",
            "holder.email": "listed",
            "operator.uuid": "000111222333",
            "cim.loggedIn": "true",
            "step.1": "done",
        },
    )
]
# What a person would answer where a scenario leaves a question open.
OPEN = {"decision.follow": "true", "result.trouble": "giveUp"}


def held(case, folder):
    """The scenario with time to look at what it waits for."""
    text = open(os.path.join(SCENARIOS, case.scenario + ".yaml"), encoding="utf8").read()
    waits = r"((?:operator|holder|another)\.(?:card|back)|guard\.\w+)"
    text = re.sub(rf"at: {waits}, seconds: ([\d.]+)", lambda m: f"at: {m[1]}, seconds: {float(m[2]) + 9:.2f}", text)
    path = f"{folder.path}/{case.scenario}.yaml"
    with open(path, "w", encoding="utf8") as file:
        file.write(text)
    return path


class Answers:
    """A scenario's answers, used up as an answers file is."""

    def __init__(self, case):
        self.values = {**session_keys.scenario_answers(case.scenario), **case.answers}
        self.used = set()

    def to(self, key):
        value = self.values.get(key)
        if isinstance(value, list):
            return value.pop(0) if value else None
        if key == "holder.confirmed" or key.endswith(".trouble"):
            if key in self.used:
                return None
            self.used.add(key)
        return value

    def to_steps(self, numbers):
        """The block's answer is the first of its steps' answers that isn't `done`."""
        return next((reply for n in numbers if (reply := self.to(f"step.{n}")) not in (None, "done")), "done")

    def to_question(self, view):
        key = view.key
        value = self.to(key)
        if value is None:
            value = "giveUp" if key.startswith("step.") and key.endswith(".trouble") else OPEN.get(key)
        if value is None and "unknown" in view.choices:
            value = "unknown"
        if value is None:
            raise AssertionError(f"no answer to {key}: {view.brief()}")
        return value


def at_terminal(ra, case, folder):
    """Plays a case on a terminal, as a person would, in an empty folder, which then holds the log. The exit status."""
    try:
        return _typed(session_keys.Session(ra, case, folder))
    except SystemExit as trouble:
        raise AssertionError(f"at the terminal: {str(trouble)[-400:]}")


def _typed(session):
    for _ in range(60):
        shown = session.until_prompt()
        if shown is None:
            return session.end()
        key, reply = session.answer(shown)
        if key == "step":
            time.sleep(0.3)
        session.type(reply)
    raise AssertionError(f"the terminal goes round and round: {session.screen[-500:]}")
