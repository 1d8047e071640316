"""Plays the hostile pages in a browser whose user has the desk open in another tab."""
import browsers
import json
import os
import tempfile
import time
from attempt import GotThrough, Impossible
from desk import Sender, Trouble, difference
from hostile import HostileServer
from hostile_pages import PAGES
from planted import INSIDE, found_in

HERE = os.path.dirname(os.path.abspath(__file__))
RESULT_SECONDS = 100
ELSEWHERE = "about:blank"


class Play:
    """One browser with the desk open, and a hostile server on another port."""

    def __init__(self, kind, desk, folder):
        self.desk, self.received = desk, []
        self.server = HostileServer()
        self.browser = None
        try:
            place = tempfile.mkdtemp(prefix=f"browser-{kind}-", dir=folder)
            self.browser = browsers.BROWSERS[kind](place)
            self.home = self.browser.tab()
            self.browser.open(desk.link())
            self.sees_the_desk()
            self.tools_work()
        except BaseException:
            self.stop()
            raise

    def stop(self):
        if self.browser:
            self.browser.stop()
        self.server.stop()

    # The browser's user

    def sees_the_desk(self):
        """The user's tab shows the desk, and may still ask for it."""
        self.browser.switch(self.home)
        text = self.browser.run("return document.documentElement.outerHTML")
        if self.desk.planted.mark not in text:
            raise Impossible(f"the user's tab doesn't show the desk: {text[:300]!r}")
        asked = self.browser.run("const answer = await fetch('/session'); return [answer.status, await answer.text()]")
        if asked[0] != 200 or self.desk.planted.mark not in asked[1]:
            raise Impossible(f"the user's tab gets {asked[0]} from the desk")
        lost = self.browser.run("return document.querySelector('[data-connection]').dataset.connection")
        if lost != "open":
            raise GotThrough(f"the user's tab says that the desk is {lost}")
        return asked

    def tools_work(self):
        """The page's own tab, with the tools of the hostile page: there each of them reaches the desk."""
        with open(os.path.join(HERE, "hostile.js"), encoding="utf8") as file:
            tools = file.read()
        learnt = self.browser.run("const DESK = location.origin, GIVEN = {};" + tools + """
            const form = document.querySelector("[name=job]").form.elements["form-token"].value;
            const assets = new URL(document.querySelector("link[rel=stylesheet]").href).pathname.replace(/[^/]*$/, "");
            const body = new URLSearchParams({ "form-token": form, epoch: "0" });
            return [
                (await fetched("/session", { mode: "cors" })).status,
                (await fetched("/whose", { method: "POST", body })).status,
                (await requested("/session", "GET")).status,
                (await loaded("img", { src: assets + "icon-desk.svg" })).event,
                (await loaded("link", { rel: "stylesheet", href: assets + "page.css" })).event,
                (await streamed("/events")).word,
            ];
        """)
        if learnt not in ([200, 200, 200, "load", "load", word] for word in ("open", "told")):
            raise Impossible(f"the tools don't work where they may: {learnt}")

    def given(self):
        """What the page knows before it begins: more than any could."""
        self.browser.switch(self.home)
        form = self.browser.run("return document.querySelector('[name=job]').form.elements['form-token'].value")
        assets = self.browser.run("return new URL(document.querySelector('link[rel=stylesheet]').href).pathname")
        return {"form": form, "assets": assets.rpartition("/")[0],
                "token": "", "cookie": self.desk.rightful.cookie.split("=")[0]}

    def close_others(self, keep):
        """Closes the windows that an attack has opened."""
        for handle in self.browser.tabs():
            if handle not in keep:
                try:
                    self.browser.switch(handle)
                    self.browser.close_tab()
                except browsers.BrowserTrouble:
                    pass

    # Attacks

    def run(self, attack):
        """One hostile page, from each of its places."""
        before = self.desk.last or self.desk.state()
        self.desk.last = None
        given = self.given()
        self.server.prepare(attack.script, f"http://127.0.0.1:{self.desk.port}", given)
        if self.browser.hasStatuses:
            self.browser.statuses(self.desk.port, self.home)
        for origin in attack.origins(self.server.port):
            if attack.link:
                # One for each place: it is good for a minute.
                given["token"] = self.desk.link().split("token=")[1]
            self.visit(attack, origin)
            if attack.link:
                self.is_still_good(given["token"])
        self.sees_the_desk()
        self.judge(before)

    def visit(self, attack, origin):
        tab = self.browser.new_tab()
        try:
            self.browser.open(origin + "/attack")
            result = self.server.result(origin, RESULT_SECONDS)
            if result is None:
                raise Impossible(f"the page at {origin} never said what it learnt")
            self.received.append(result)
            said = json.loads(result)
            if isinstance(said["learnt"], dict) and "failed" in said["learnt"]:
                raise Impossible(f"the page at {origin} couldn't do it: {said['learnt']['failed']}")
            try:
                attack.judge(said["learnt"])
            except GotThrough as error:
                raise GotThrough(f"at {origin}: {error}") from None
            if self.browser.hasStatuses:
                self.judge_statuses(attack, origin)
        finally:
            self.close_others([self.home, tab])
            self.browser.switch(tab)
            self.browser.open(ELSEWHERE)
            self.browser.close_tab()
            self.browser.switch(self.home)

    def judge_statuses(self, attack, origin):
        seen = self.browser.statuses(self.desk.port, self.home)
        patience = time.monotonic() + 8
        while attack.needsAnswer and not seen and time.monotonic() < patience:
            # What the browser asked is told a little later.
            time.sleep(0.3)
            seen = self.browser.statuses(self.desk.port, self.home)
        wrong = [(address, status) for address, status in seen if status not in attack.statuses]
        if wrong:
            raise GotThrough(f"at {origin} the desk answered {wrong[:4]}")
        if attack.needsAnswer and not seen:
            raise Impossible(f"at {origin} the browser asked the desk nothing")

    def is_still_good(self, token):
        """The link that the page knew still lets somebody in."""
        sender = Sender(self.desk.port)
        statuses = sender.exchange(sender.bytes("GET", "/enter?token=" + token), seconds=20).statuses
        if statuses != [303]:
            raise GotThrough(f"the link was used up: it gets {statuses}")

    def judge(self, before):
        for data in self.received:
            if seen := found_in(data, self.desk.planted.secrets + INSIDE):
                raise GotThrough(f"the page received {seen}: {data[:300]!r}")
        for data in self.server.heard:
            if seen := found_in(data, self.desk.planted.secrets):
                raise GotThrough(f"the page's server heard {seen}: {data[:300]!r}")
        self.received = []
        time.sleep(0.1)
        after = self.desk.state()
        self.desk.last = after
        if changes := difference(before, after):
            raise GotThrough(f"something changed: {changes}")

    # Attacks that aren't a page on the hostile server

    def rebound(self):
        """The desk itself under another name: what a rebound name shows, and what a page of that name may then ask."""
        before = self.desk.last or self.desk.state()
        self.desk.last = None
        form = self.given()["form"]
        for name in ("rebound.test", "localhost", "0.0.0.0"):
            self.browser.new_tab()
            try:
                try:
                    self.browser.open(f"http://{name}:{self.desk.port}/")
                except browsers.BrowserTrouble:
                    # Some browsers go to no such address; the others must.
                    if name == "0.0.0.0":
                        continue
                    raise
                if self.browser.run("return location.hostname") != name:
                    raise Impossible(f"the browser doesn't go to {name}")
                self.received.append(self.browser.run("return document.documentElement.outerHTML").encode())
                learnt = self.browser.run(ASK_OF_OWN_ORIGIN, form)
                if [one[0] for one in learnt] != [421] * len(learnt):
                    raise GotThrough(f"as {name} it learnt {[one[0] for one in learnt]}")
                self.received += [str(one).encode() for one in learnt]
            finally:
                self.browser.close_tab()
                self.browser.switch(self.home)
        self.sees_the_desk()
        self.judge(before)

    def markup(self):
        """Names that want to be HTML, in the user's own tab: as the page was sent, and as its script has changed it."""
        self.browser.switch(self.home)
        count = self.desk.stream.count
        end = time.monotonic() + 30
        while self.desk.stream.count < count + 3:
            if time.monotonic() > end:
                raise Impossible("no reader changes")
            time.sleep(0.2)
        time.sleep(0.5)
        seen = self.browser.run("""
            const names = [...document.querySelectorAll("[data-reader] .reader-name")].map((name) => name.textContent);
            const grown = document.querySelectorAll("#grown, main img, main svg, main style, main script, main b[id]");
            const entries = performance.getEntriesByType("resource");
            const foreign = entries.filter((entry) => !entry.name.startsWith(location.origin));
            return [names, grown.length, foreign.length];
        """)
        names = seen[0][:2]
        if names != self.desk.planted.readers:
            raise Impossible(f"the user's tab shows the readers {names}")
        if seen[1:] != [0, 0]:
            raise GotThrough(f"{seen[1]} elements have grown, and {seen[2]} things were fetched from elsewhere")
        self.sees_the_desk()


ASK_OF_OWN_ORIGIN = """
    const [form] = given, learnt = [];
    for (const path of ["/", "/session", "/events", "/nothing"]) {
        const answer = await fetch(path, { credentials: "include" });
        learnt.push([answer.status, await answer.text()]);
    }
    const body = new URLSearchParams({ "form-token": form, job: "unlock" });
    const answer = await fetch("/session", { method: "POST", credentials: "include", body });
    learnt.push([answer.status, await answer.text()]);
    return learnt;
"""


class BrowserAttack:
    """As the raw attacks are, for the list and the lanes."""

    second, apart = False, False

    def __init__(self, name, kind, body):
        self.name, self.desk, self.body = f"{name} ({kind})", kind, body

    def run(self, desks, second):
        """Returns: what went wrong; nothing where it was withstood."""
        play = None
        try:
            play = desks.play(self.desk)
            self.body(play)
        except (GotThrough, Impossible, Trouble, browsers.BrowserTrouble) as error:
            return f"{type(error).__name__}: {error}"
        except Exception as error:
            return f"Impossible: {type(error).__name__} {error}"
        finally:
            if play:
                play.received = []
        return None


def attacks(kind):
    """All of one browser's, in their order."""
    # First what needs readers that change: the scenario's end comes.
    return [BrowserAttack("A reader whose name is markup stays a name, also where the page's script writes it", kind,
                          Play.markup),
            BrowserAttack("The desk under a name that was rebound, or localhost, or 0.0.0.0, shows nothing", kind,
                          Play.rebound),] + [BrowserAttack(one.name, kind, lambda play,
                                                           one=one: play.run(one)) for one in PAGES]
