#!/usr/bin/env python3
"""The same sessions at a terminal, with answers from a file and as a conversation: their logs differ in nothing but
identifiers and times.

    ways.py RA [CASE ...]

A line for each; the last is `N scenarios, M differ`. Status 0 if none differs, else 1.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

import script
from desk import Folder, comparable, differences, exported


def words(case, folder, *more):
    return [case.workflow, "--simulate", case.scenario, "--audit-log", folder.log, *more]


def with_file(ra, case, folder, given):
    """What was answered in the conversation, question by question, in a file."""
    path = folder.path + "/answers.yaml"
    with open(path, "w", encoding="utf8") as file:
        for key, values in given.items():
            file.write(f"{key}: {json.dumps(values)}\n")
    done = folder.run(ra, *words(case, folder, "--answers", path))
    assert done.returncode == 0, f"status {done.returncode}: {done.stdout[-600:]}{done.stderr[-300:]}"


def typed(value):
    """A scenario's text as JSON has it: numbers of one or two digits, yes and no; a UUID is text."""
    if isinstance(value, list):
        return [typed(item) for item in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value.isdigit() and len(value) <= 2 else value


class Asked:
    """A question of the conversation, as the page's views have it."""

    def __init__(self, ask):
        self.key = ask["key"]
        self.choices = [json.dumps(c) if not isinstance(c, str) else c for c in ask["choices"] or []] + ["unknown"]
        self.steps = [str(step["number"]) for step in ask.get("steps", [])]

    def brief(self):
        return self.key


def in_conversation(ra, case, folder):
    """The answers that were given, by their keys; a block of steps is answered step by step."""
    given = {}
    process = subprocess.Popen(
        [ra, *words(case, folder, "--json", "--answers", "-")], env=folder.environment, cwd=folder.path,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    answers, deadline, has_ended = script.Answers(case), time.monotonic() + 90, False
    try:
        for line in process.stdout:
            assert time.monotonic() < deadline, "it takes too long"
            said = json.loads(line)
            if said["type"] == "end":
                has_ended = True
                process.stdin.close()
            if said["type"] != "ask":
                continue
            asked = Asked(said)
            # What a scenario lets happen at a question happens before its answer.
            time.sleep(0.3 if asked.steps else 0.15)
            value = answers.to_steps(asked.steps) if asked.steps else answers.to_question(asked)
            answer = {"key": asked.key, "value": None if value == "unknown" else typed(value)}
            for key in [f"step.{number}" for number in asked.steps] or [asked.key]:
                is_last = not asked.steps or key == f"step.{asked.steps[-1]}"
                given.setdefault(key, []).append(answer["value"] if is_last or value == "done" else "done")
            process.stdin.write(json.dumps(answer) + "\n")
            process.stdin.flush()
        assert process.wait(20) == 0 and has_ended, f"status {process.returncode}: {process.stderr.read()[-300:]}"
    finally:
        process.kill()
        process.wait()
    return given


def at(ra, terminal):
    with Folder() as folder:
        return exported(ra, folder, terminal + "/log/audit.sqlite")


def play(ra, case):
    with tempfile.TemporaryDirectory(prefix="terminal-") as terminal, Folder() as folder:
        status = script.at_terminal(ra, case, terminal)
        problems = [] if status == 0 else [f"the terminal ends with status {status}"]
        right = comparable(exported(ra, folder, terminal + "/log/audit.sqlite"))
    assert len(right) > 5, right
    given = {}
    for name in ["conversation", "file"]:
        with Folder() as folder:
            if name == "file":
                with_file(ra, case, folder, given)
            else:
                given = in_conversation(ra, case, folder)
            problems += differences(comparable(exported(ra, folder)), right, names=(name, "terminal"))
    return problems


def main():
    ra = os.path.abspath(sys.argv[1])
    cases = [case for case in script.CASES if not sys.argv[2:] or case.name in sys.argv[2:]]
    differ = 0
    for case in cases:
        try:
            problems = play(ra, case)
        except Exception as error:
            problems = [f"{type(error).__name__}: {error}"]
        differ += bool(problems)
        print(f"{'differs' if problems else 'same':8}{case.name}", flush=True)
        for problem in problems:
            print(f"        {problem}", flush=True)
    print(f"{len(cases)} scenarios, {differ} differ")
    sys.exit(1 if differ or not cases else 0)


if __name__ == "__main__":
    main()
