#!/usr/bin/env python3
"""The auditor's pages, looked at from outside: every view and state.

    auditor.py RA_COLLECTOR CONFIG --axe axe.min.js   axe-core in Chromium, at each width, with forced colours
    auditor.py RA_COLLECTOR CONFIG --nu vnu.jar       the Nu validator over each page as it is sent; needs java
    auditor.py RA_COLLECTOR CONFIG --pictures FOLDER  a picture of each view, 1280 and 320 px wide

The last line says how many were looked at. Status 0 if nothing was found, else 1.
"""

import argparse
import base64
import json
import os
import re
import subprocess
import sys

from axe import AXE, LOOKS
from browser_client import Chromium
from desk import Folder
from form_client import FormClient

VIEWS = [
    "/", "/search", "/search?question=refusals", "/search?subject=000444555666&page=2", "/search?outcome=nonsense",
    "/search?site=nowhere", "/search?subject=999999999999", "/person", "/person?uuid=000444555666", "/person?uuid=12",
    "/person?uuid=999999999999", "/session/0000-0000-1001", "/session/0000-0000-hostile", "/session/none", "/month",
    "/month?month=2026-11", "/month?month=2026-11&site=RX1", "/month?month=soon", "/month?month=2020-01", "/forks",
    "/checking", "/nothing-here",
]


class Pages:
    """`ra-collector pages`, from its first line until it has ended."""

    def __init__(self, program, configuration, folder):
        self.folder = folder
        self.process = subprocess.Popen(
            [program, "pages", "--config", configuration, "--listen", "127.0.0.1:0", "--json"],
            env=folder.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        )
        self.link = json.loads(self.process.stdout.readline())["link"]
        self.origin, self.host = self.link.split("/enter")[0], "127.0.0.1"
        self.port = int(self.origin.rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        assert self.process.wait(10) == 0, "the pages don't end well"


def without_database(configuration, folder):
    """The same settings, for a database that nobody serves."""
    path = folder.path + "/away.yaml"
    text = open(configuration, encoding="utf8").read()
    with open(path, "w", encoding="utf8") as file:
        file.write(re.sub(r"(?m)^database:.*$", f"database: host={folder.path}/tmp dbname=none", text))
    return path


def every_view(program, configuration, make, look):
    """Calls `look` with each view's name: refused, each address, and the first without a database."""
    with Folder("auditor") as folder, Pages(program, configuration, folder) as pages:
        client = make(pages)
        try:
            look(client, "/", "refused")
            client.enter(pages.link)
            for path in VIEWS:
                look(client, path, path)
        finally:
            client.close()
    with Folder("auditor") as folder, Pages(program, without_database(configuration, folder), folder) as pages:
        client = make(pages)
        try:
            # What comes after the link is a 503, which is what is looked at.
            if isinstance(client, FormClient):
                client.ask("GET", pages.link.removeprefix(pages.origin))
            else:
                client.navigate(pages.link)
            look(client, "/", "database away")
        finally:
            client.close()


def axe(program, configuration, source):
    found = []

    def look(client, path, name):
        client.navigate(path)
        for width, height, forced in LOOKS:
            client.size(width, height)
            client.forced_colours(forced)
            client.script(source)
            lines = client.later(AXE)
            wide = client.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                lines.append(f"{wide} px wider than the window")
            found.extend(f"{name}, {width} px{', forced colours' if forced else ''}: {line}" for line in lines)
        client.forced_colours(False)

    every_view(program, configuration, Chromium, look)
    print(*found, sep="\n")
    print(f"axe: {len(found)} violations in {len(LOOKS) * (len(VIEWS) + 2)} looks")
    return 1 if found else 0


def nu(program, configuration, jar):
    with Folder("nu") as out:

        def keep(client, path, name):
            _, _, text = client.ask("GET", path)
            file = f"{out.path}/{len(os.listdir(out.path)):03}-{re.sub('[^a-z0-9]+', '-', name)[:40]}.html"
            with open(file, "w", encoding="utf8") as page:
                page.write(text)

        every_view(program, configuration, FormClient, keep)
        done = subprocess.run(
            ["java", "-Xss4m", "-jar", jar, "--errors-only", "--skip-non-html", out.path],
            capture_output=True, text=True, timeout=300,
        )
        print(done.stderr.replace("file:" + out.path + "/", ""))
        print(f"Nu: {len(done.stderr.splitlines())} errors on {len(VIEWS) + 2} pages")
        return done.returncode


def pictures(program, configuration, folder):
    os.makedirs(folder, exist_ok=True)

    def look(client, path, name):
        client.navigate(path)
        for width in (1280, 320):
            client.size(width, 800)
            height = client.script("return document.documentElement.scrollHeight")
            client.size(width, min(height, 6000))
            data = client.wire.command("TakeScreenshot")
            file = f"{folder}/{re.sub('[^a-z0-9]+', '-', name).strip('-') or 'estate'}-{width}.png"
            with open(file, "wb") as picture:
                picture.write(base64.b64decode(data))

    every_view(program, configuration, Chromium, look)
    print(f"{2 * (len(VIEWS) + 2)} pictures")
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("configuration")
    parser.add_argument("--axe")
    parser.add_argument("--nu")
    parser.add_argument("--pictures")
    words = parser.parse_args()
    program = os.path.abspath(words.program)
    if words.axe:
        sys.exit(axe(program, words.configuration, open(words.axe, encoding="utf8").read()))
    sys.exit(
        nu(program, words.configuration, words.nu) if words.nu else pictures(program, words.configuration, words.pictures)
    )


if __name__ == "__main__":
    main()
