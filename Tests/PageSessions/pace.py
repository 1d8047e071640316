#!/usr/bin/env python3
"""How fast the page is, and whether it stays small.

    pace.py RA opening [--runs 5]
    pace.py RA changes [--changes 10000] [--pause 0.04]
    pace.py RA endurance [--changes 30000] [--seconds 1200] [--tabs 10]

opening: from `ra desk` to the first view with all that it needs, and its bytes as sent, headers included.
changes: from `ra` knowing of a reader's change to the page showing it, in Chromium.
endurance: the resident memory of `ra` while readers change and tabs look on.

Each prints its figures, and ends with status 1 where one is beyond its bound.
"""
import argparse
import http.client
import os
import re
import sys
import time

from desk import Desk, Folder

BOUNDS = {"opening KiB": 60, "opening ms": 700, "change p99 ms": 100, "growth MiB": 5}
HEAD = """\
readers:
  A:
    name: Simulated Reader (A) 00 00
  B:
    name: Simulated Reader (B) 00 00
cards:
  operator:
    kind: piv
    uuid: "000111222333"
    name: Sam Operator
    certificates: { from: -700 days, until: 395 days }
  h:
    kind: piv
    uuid: "000444555666"
    name: Chris Holder
    certificates: { from: -700 days, until: 395 days }
inserted:
  A: operator
events:
"""


def scenario(folder, changes, pause, after):
    """A desk where the second reader's card goes in and out."""
    path = folder.path + "/changes.yaml"
    with open(path, "w", encoding="utf8") as file:
        file.write(HEAD)
        for number in range(changes):
            # Short, so that 30,000 fit into the 1 MiB that a scenario may have.
            what = "remove: B" if number % 2 else "insert: h,into: B"
            file.write(f"- {{seconds: {after + number * pause:.2f},{what}}}\n")
    return path


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def request(connection, path, cookie=None):
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    body = answer.read()
    head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders()) + 17
    return answer, body, head + len(body)


def opening(ra, options):
    times, sizes = [], []
    for _ in range(options.runs):
        with Folder() as folder:
            began = time.monotonic()
            with Desk(ra, folder, "two-readers") as desk:
                connection = http.client.HTTPConnection(desk.host, desk.port, timeout=10)
                answer, _, sent = request(connection, desk.link.removeprefix(desk.origin))
                assert answer.status == 303, answer.status
                cookie = answer.getheader("Set-Cookie").split(";")[0]
                answer, page, size = request(connection, "/", cookie)
                assert answer.status == 200, answer.status
                parts = sorted(set(re.findall(rb'(?:href|src)="(/assets/[^"]+)"', page)))
                assert len(parts) >= 3, parts
                for part in parts:
                    answer, _, more = request(connection, part.decode(), cookie)
                    assert answer.status == 200, part
                    size += more
                times.append((time.monotonic() - began) * 1000)
                sizes.append(size / 1024)
                connection.close()
    print("opening: " + ", ".join(f"{t:.0f}" for t in times) + f" ms; {max(sizes):.1f} KiB")
    return {"opening KiB": max(sizes), "opening ms": percentile(times, 0.5)}


WATCH = """
window.delays = [];
const list = document.getElementById('readers');
new MutationObserver((changes) => {
  if (changes.some((change) => change.attributeName === 'data-state'))
    window.delays.push(Date.now() - Date.parse(list.dataset.at));
}).observe(list, {subtree: true, attributes: true, attributeFilter: ['data-state']});
"""


def changes(ra, options):
    from browser_client import Chromium
    with Folder() as folder:
        path = scenario(folder, options.changes, options.pause, 15)
        with Desk(ra, folder, path) as desk:
            client = Chromium(desk)
            try:
                client.enter(desk.link)
                client.script(WATCH)
                deadline = time.monotonic() + 60 + 2 * options.changes * options.pause
                seen, still = 0, 0
                while time.monotonic() < deadline and still < 20:
                    time.sleep(1)
                    now = client.script("return window.delays.length")
                    still = 0 if now != seen or now == 0 else still + 1
                    seen = now
                delays = client.script("return window.delays")
            finally:
                client.close()
    assert len(delays) > options.changes / 2, f"only {len(delays)} of {options.changes} changes were seen"
    print(f"changes: {len(delays)} of {options.changes} shown one by one (the rest skipped to the newest); "
          f"p50 {percentile(delays, 0.5)} ms, p99 {percentile(delays, 0.99)} ms, most {max(delays)} ms")
    return {"change p99 ms": percentile(delays, 0.99)}


def resident(process):
    text = open(f"/proc/{process.pid}/status", encoding="utf8").read()
    return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024


def endurance(ra, options):
    from browser_client import Chromium
    with Folder() as folder:
        path = scenario(folder, options.changes, options.seconds / options.changes, 20)
        with Desk(ra, folder, path) as desk:
            client = Chromium(desk)
            try:
                client.enter(desk.link)
                for _ in range(options.tabs - 1):
                    client.new_tab()
                    client.go("/")
                began, figures = time.monotonic(), []
                while time.monotonic() - began < options.seconds + 20:
                    time.sleep(5)
                    figures.append((time.monotonic() - began, resident(desk.process)))
                assert client.look().main.get("data-view") == "desk"
            finally:
                client.close()
    settled = [size for at, size in figures if at >= min(120, options.seconds / 10)]
    growth = max(settled) - settled[0]
    print(f"endurance: {options.changes} changes in {options.seconds} s, {options.tabs} tabs: "
          f"{settled[0]:.1f} MiB after the first minutes, {max(settled):.1f} MiB at most after that")
    return {"growth MiB": growth}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ra")
    parser.add_argument("what", choices=["opening", "changes", "endurance"])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--changes", type=int)
    parser.add_argument("--pause", type=float, default=0.04)
    parser.add_argument("--seconds", type=int, default=1200)
    parser.add_argument("--tabs", type=int, default=10)
    options = parser.parse_args()
    options.changes = options.changes or (30000 if options.what == "endurance" else 10000)
    figures = {"opening": opening, "changes": changes, "endurance": endurance}[options.what](
        os.path.abspath(options.ra), options)
    beyond = [f"{name}: {value:.1f}, at most {BOUNDS[name]}" for name, value in figures.items() if value > BOUNDS[name]]
    for line in beyond:
        print("!!", line)
    sys.exit(1 if beyond else 0)


main()
