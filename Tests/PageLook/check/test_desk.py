"""desk.js in chromium against a small server that plays a session: stream, swaps, keys, lost connection, ten tabs."""
import json
import re
import sys
import threading
import time
import traceback
from urllib.parse import parse_qs

import combustache
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

import browser
import render
import server

# What an assisted unlock asks, in order; and the keys that answer it: with arrows, and with letters.
COURSE = [
    ("desk.ready", [Keys.ENTER], [Keys.ENTER]),
    ("question.reach", [Keys.ENTER], ["h"]),
    ("question.logged-in", [Keys.ENTER], ["y"]),
    ("question.series", ["1", "2", Keys.ENTER], ["1", "2", Keys.ENTER]),
    ("question.confirmed", [Keys.SPACE, Keys.ENTER], ["y"]),
    ("question.email", [Keys.SPACE, Keys.ENTER], ["n"]),
    ("question.mobile", [Keys.SPACE, Keys.ARROW_DOWN, Keys.ENTER], ["n"]),
    ("decision.assisted", [Keys.ENTER], ["y"]),
    ("steps.operator", [Keys.ENTER], ["d"]),
    ("holder.passcode", [Keys.ENTER], ["d"]),
    ("steps.last", [Keys.ENTER], ["d"]),
    ("receipt.verified", [], []),
]


class Desk:
    """What the server holds."""

    def __init__(self):
        self.lock = threading.Condition()
        self.run = 1
        self.events = []
        self.state = "desk.ready"
        self.asking = 1
        self.answers = []
        self.streams = 0
        self.opened = 0
        self.refuses = False
        self.delay = 0
        self.closing = False
        self.sockets = set()

    def id(self):
        return f"run{self.run}-{len(self.events)}"

    def push(self, name, data):
        with self.lock:
            self.events.append((f"run{self.run}-{len(self.events) + 1}", name, json.dumps(data)))
            self.lock.notify_all()

    def go(self, state, event="ask"):
        self.state = state
        self.asking += 1
        self.push("session", {"type": event})

    def context(self, state):
        name = "question.confirmed" if state == "question.mobile" else state
        context = json.loads((render.ROOT / "samples" / f"{name}.json").read_text())
        if state == "question.mobile":
            context.update(questionKey="holder.mobileOnProfile", questionText="Is a mobile number there that the holder can use now?")
        context.update(asking=f"a{self.asking}", lastEvent=self.id())
        return context

    def page(self, state=None):
        state = state or self.state
        return combustache.render(render.TEMPLATES[state.split(".")[0]], self.context(state), render.TEMPLATES).encode()


desk = Desk()


class Handler(server.Handler):
    def setup(self):
        super().setup()
        desk.sockets.add(self.connection)

    def finish(self):
        desk.sockets.discard(self.connection)
        try:
            super().finish()
        except OSError:
            pass

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path == "/events":
            return self.listen(parse_qs(query).get("after", [""])[0])
        if path.startswith("/assets/"):
            return super().do_GET()
        if path == "/" and not desk.state.startswith("desk"):
            return self.answer(200, desk.page("desk.running-here"), "text/html; charset=utf-8")
        if path == "/session" and desk.state.startswith("desk"):
            return self.answer(303, Location="/")
        time.sleep(desk.delay)
        self.answer(200, desk.page(), "text/html; charset=utf-8")

    def do_POST(self):
        fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
        with desk.lock:
            if fields.get("asking") == [f"a{desk.asking}"]:
                desk.answers.append({k: v for k, v in fields.items() if k not in ("token", "asking")})
                names = [c[0] for c in COURSE]
                if "stop" in fields:
                    desk.state = "receipt.abandoned"
                elif desk.state in names:
                    desk.state = names[min(names.index(desk.state) + 1, len(names) - 1)]
                desk.asking += 1
        desk.push("session", {"type": "ask"})
        self.answer(303, Location="/session")

    def listen(self, after):
        if desk.refuses:
            return self.answer(403, b"no")
        with desk.lock:
            known = [e[0] for e in desk.events]
            at = known.index(after) + 1 if after in known else len(known)
            desk.streams += 1
            desk.opened += 1
        try:
            out = self.stream()
            while not desk.closing:
                with desk.lock:
                    if at >= len(desk.events):
                        desk.lock.wait(0.5)
                    batch, at = desk.events[at:], len(desk.events)
                text = "".join(f"id: {i}\nevent: {n}\ndata: {d}\n\n" for i, n, d in batch) or ":\n\n"
                out.write(text.encode())
                out.flush()
        except OSError:
            pass
        finally:
            with desk.lock:
                desk.streams -= 1


def begin(port=0):
    desk.closing = False
    return server.start(Handler, port)


def end(httpd):
    desk.closing = True
    httpd.shutdown()
    httpd.server_close()
    for connection in list(desk.sockets):
        try:
            connection.shutdown(2)
            connection.close()
        except OSError:
            pass
    desk.sockets.clear()


httpd, port = begin()
home = f"http://127.0.0.1:{port}"
driver = None


def js(script, *arguments):
    return driver.execute_script(script, *arguments)


def until(what, seconds=8, say=""):
    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        try:
            value = what()
            if value:
                return value
        except Exception:
            pass
        time.sleep(0.03)
    raise AssertionError(say or f"not within {seconds} s")


def press(*keys):
    ActionChains(driver, duration=0).send_keys(*keys).perform()


def asking():
    return js("const m = document.getElementById('main'); return m && m.dataset.asking")


def fresh(state, path="/session"):
    desk.state = state
    desk.asking += 1
    desk.answers.clear()
    driver.get(home + path)
    until(lambda: asking() == f"a{desk.asking}")


def shown(selector):
    return js("const e = document.querySelector(arguments[0]); return !!e && e.getClientRects().length > 0", selector)


def course(column, most):
    fresh("desk.ready", "/")
    count = 0
    for state, *ways in COURSE:
        until(lambda: asking() == f"a{desk.asking}", say=state)
        assert desk.state == state, (desk.state, state)
        first = js("""const form = document.querySelector('form[data-key]'), a = document.activeElement;
            return form ? a === form.querySelector('input:not([type=hidden]), button') : a.matches('[data-job], h1')""")
        assert first, f"{state}: focus is on {js('return document.activeElement.outerHTML')}"
        for key in ways[column]:
            if key == Keys.ENTER:
                time.sleep(0.35)
            before = desk.asking
            press(key)
            count += 1
        if ways[column]:
            until(lambda: desk.asking > before, say=f"{state}: not answered")
    assert count <= most, count
    return f"{count} key presses"


def test_course_with_arrows():
    return course(0, 22)


def test_course_with_letters():
    return course(1, 14)


def test_values_that_are_sent():
    course(0, 22)
    sent = [(a.get("key", a.get("job"))[0], a.get("value", a.get("job"))) for a in desk.answers]
    assert sent == [
        ("unlock", ["unlock"]), ("holder.reach", ["here"]), ("cim.loggedIn", ["true"]), ("card.series", ["12"]),
        ("holder.confirmed", ["true"]), ("holder.email", ["none", ""]), ("holder.mobileOnProfile", ["false"]),
        ("decision.follow", ["true"]), ("step.1", ["done"]), ("step.5", ["done"]), ("step.7", ["done"])], sent


def test_enter_waits_300_ms():
    fresh("steps.operator")
    taken = """const b = document.querySelector('button[value=done]'); if (arguments[0]) { b.blur(); b.focus(); }
        const e = new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, repeat: arguments[1]});
        b.dispatchEvent(e); return !e.defaultPrevented"""
    assert not js(taken, True, False), "at once"
    time.sleep(0.4)
    assert js(taken, False, False), "after 300 ms"
    assert not js(taken, False, True), "held down"


def test_failed_with_code():
    fresh("steps.operator")
    js("document.getElementById('code').value = 'ERR1009'")
    js("document.querySelector('button[value=failed]').click()")
    until(lambda: desk.answers)
    assert desk.answers[0]["value"] == ["failed"] and desk.answers[0]["code"] == ["ERR1009"], desk.answers


def test_letters_only_in_the_form():
    fresh("question.reach")
    js("document.activeElement.blur()")
    press("h")
    js("document.querySelector('.end-session button').focus()")
    press("t")
    time.sleep(0.4)
    assert not desk.answers
    fresh("question.series")
    press("d", "f")
    time.sleep(0.4)
    assert not desk.answers and js("return document.getElementById('value').value") == "df"


def test_digits_are_the_wrong_window():
    for state in ("question.confirmed", "holder.passcode"):
        fresh(state)
        time.sleep(0.4)
        assert not shown("#wrong-window")
        press(*"482913")
        until(lambda: shown("#wrong-window"))
        assert "Wrong window" in js("return document.getElementById('status').textContent")
        press(Keys.SPACE) if state.startswith("question") else None
        press(Keys.ENTER)
        time.sleep(0.4)
        assert not desk.answers, f"{state}: the Enter was taken"
        press(Keys.ENTER)
        until(lambda: desk.answers, say="the Enter after it")


def test_typing_unchecks_dont_know():
    fresh("question.series")
    js("document.getElementById('value-unknown').checked = true")
    press("1")
    assert not js("return document.getElementById('value-unknown').checked")


def test_swap_keeps_what_is_typed():
    fresh("question.series")
    press("1")
    mark = "document.getElementById('main').marked = true"
    js(mark)
    desk.push("session", {"type": "idle"})
    time.sleep(0.8)
    assert js("return document.getElementById('main').marked && document.getElementById('value').value") == "1"
    assert js("return document.activeElement.id") == "value"


def test_swap_brings_notices():
    fresh("question.reach")
    desk.state = "question.idle"
    desk.push("session", {"type": "idle"})
    until(lambda: "8 minutes" in js("return document.getElementById('notices').textContent"))
    assert js("return document.activeElement.id") == "value-here"


def test_swap_to_guard_and_back():
    fresh("steps.operator")
    js("window.here = true")
    desk.go("waiting.guard", "guard")
    until(lambda: shown("[data-guard=cardRemoved][role=alert]"))
    assert driver.title.startswith("Card pulled out"), driver.title
    assert "icon-stop" in js("return document.querySelector('link[rel=icon]').href")
    assert shown("form[data-action=stop]") and not js("return document.querySelector('noscript, form[data-key]')")
    assert js("return document.getElementById('status').textContent") == "", "announced twice"
    desk.go("holder.passcode", "restored")
    until(lambda: shown("[data-turn=holder]"))
    assert not js("return document.querySelector('header, footer')"), "the holder's turn fills the window"
    assert js("return document.activeElement.value") == "done" and js("return window.here")
    desk.go("waiting.holder-card", "wait")
    until(lambda: "Insert the holder" in js("return document.getElementById('status').textContent"))
    desk.go("question.confirmed", "ask")
    until(lambda: js("return document.activeElement.id") == "value-true")
    assert shown("header") and js("return window.here")


def reader_state(a, b):
    return {"schemaVersion": 1, "at": "2026-11-26T03:12:00Z", "readers": [
        {"name": "Identiv uTrust 2700 R (A)", "index": 0, "state": a, "atr": "3B00", "insertionEpoch": 1, "usb": None, "kind": "desktop"},
        {"name": "Identiv uTrust 2700 R (B)", "index": 1, "state": b, "atr": "3BFF" if b != "empty" else None,
         "insertionEpoch": 7 if b != "empty" else None, "usb": None, "kind": "desktop"}]}


def test_readers_without_loss_of_focus():
    fresh("desk.ready", "/")
    time.sleep(0.5)
    js("document.querySelector('#job-renew').focus(); window.said = [];"
       "new MutationObserver(() => said.push([performance.now(), status.textContent])).observe("
       "window.status = document.getElementById('status'), {childList: true, characterData: true, subtree: true})"
       .replace("window.status = ", "").replace("status.textContent", "document.getElementById('status').textContent"))
    for i in range(60):
        desk.push("readers", reader_state("present", "present" if i % 2 else "empty"))
        time.sleep(0.05)
    until(lambda: js("return document.querySelector('[data-reader=\"1\"]').dataset.state") == "present")
    assert js("return document.querySelector('[data-reader=\"1\"] .reader-state').textContent") == "Card in"
    assert js("return document.querySelector('[data-reader=\"1\"] .reader-atr').textContent") == "ATR 3B FF"
    assert shown("[data-reader='1'] form") and js("return document.querySelector('[data-reader=\"1\"] input[name=epoch]').value") == "7"
    assert js("return document.activeElement.id") == "job-renew"
    time.sleep(2.2)
    said = js("return said")
    gaps = [b[0] - a[0] for a, b in zip(said, said[1:])]
    assert 1 <= len(said) <= 4 and all(g > 1900 for g in gaps), said
    return f"{len(said)} announcements of 60 changes"


def test_readers_come_and_go():
    fresh("desk.ready", "/")
    three = reader_state("present", "empty")
    three["readers"].append({"name": "New one", "index": 2, "state": "inUse", "atr": "3B", "insertionEpoch": 9, "usb": None, "kind": "desktop"})
    desk.push("readers", three)
    until(lambda: shown("[data-reader='2'][data-state=inUse]"))
    assert not shown("[data-reader='2'] form")
    desk.push("readers", {"readers": []})
    until(lambda: not js("return document.querySelector('[data-reader]')"))
    assert shown("#no-readers")


def test_latency_of_readers():
    fresh("desk.ready", "/")
    js("""window.took = []; new MutationObserver((all) => all.forEach(() => took.push(Date.now()))).observe(
        document.querySelector('[data-reader="1"]'), {attributes: true, attributeFilter: ['data-state']})""")
    sent = []
    for i in range(200):
        sent.append(time.time() * 1000)
        desk.push("readers", reader_state("present", "present" if i % 2 == 0 else "empty"))
        time.sleep(0.02)
    until(lambda: len(js("return took")) >= 200, 20)
    delays = sorted(t - s for s, t in zip(sent, js("return took")))
    assert delays[197] < 100, delays[-10:]
    return f"p50 {delays[100]:.0f} ms, p99 {delays[197]:.0f} ms"


def test_lost_and_found():
    global httpd
    fresh("steps.operator")
    until(lambda: desk.streams == 1)
    end(httpd)
    begun = time.monotonic()
    until(lambda: shown("[data-connection=lost]"), 10)
    took = time.monotonic() - begun
    assert 2.5 < took < 6, took
    assert js("return document.querySelectorAll('button:enabled').length") == 0
    words = js("return document.getElementById('connection').innerText")
    assert "lost the desk" in words and "ra desk --open" in words and "anew" not in words, words
    httpd, _ = begin(port)
    until(lambda: not shown("[data-connection=lost]"), 15, "found again")
    assert js("return document.querySelectorAll('button:disabled').length") == 0
    assert js("return document.activeElement.value") == "done"
    return f"lost after {took:.1f} s"


def test_refused():
    fresh("question.reach")
    until(lambda: desk.streams == 1)
    desk.refuses = True
    global httpd
    end(httpd)
    httpd, _ = begin(port)
    until(lambda: shown("[data-connection=lost]"), 5)
    assert "anew" in js("return document.getElementById('connection').innerText")
    assert js("return document.querySelectorAll('button:enabled').length") == 0
    desk.refuses = False
    until(lambda: not shown("[data-connection=lost]"), 15)


def test_ten_tabs():
    fresh("question.reach")
    until(lambda: desk.streams == 1)
    first = driver.current_window_handle
    opened = desk.opened
    times = []
    for _ in range(9):
        driver.switch_to.new_window("tab")
        begun = time.monotonic()
        driver.get(home + "/session")
        times.append(time.monotonic() - begun)
    time.sleep(0.5)
    assert desk.streams == 1 and desk.opened == opened, (desk.streams, desk.opened - opened)
    desk.go("waiting.guard", "guard")
    tabs = driver.window_handles
    for tab in tabs:
        driver.switch_to.window(tab)
        until(lambda: shown("[data-guard]"), say="a tab without the guard")
    # The tab that listens goes; another takes over, and nothing is lost.
    driver.switch_to.window(first)
    driver.close()
    desk.go("steps.operator", "restored")
    for tab in tabs:
        if tab != first:
            driver.switch_to.window(tab)
            until(lambda: shown("form[data-key='step.1']"), say="a tab without the steps")
    until(lambda: desk.streams == 1)
    for tab in driver.window_handles[1:]:
        driver.switch_to.window(tab)
        driver.close()
    driver.switch_to.window(driver.window_handles[0])
    return f"first tab {times[0] * 1000:.0f} ms, tenth {times[-1] * 1000:.0f} ms"


def test_without_shared_stream():
    script = driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": "delete window.BroadcastChannel"})
    fresh("question.reach")
    desk.go("waiting.guard", "guard")
    until(lambda: shown("[data-guard]"))
    driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": script["identifier"]})


def test_nothing_is_logged():
    trouble = [e for e in driver.get_log("browser") if e["level"] == "SEVERE" and "ERR_" not in e["message"]
               and "403" not in e["message"]]
    assert not trouble, trouble


def test_without_javascript():
    page = desk.page("waiting.holder-card").decode()
    bare = re.sub(r"<template[^>]*>.*?</template>", "", page, flags=re.S)
    assert "<form" not in bare and 'http-equiv="refresh"' in page
    assert 'http-equiv="refresh"' not in desk.page("question.reach").decode()
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        fresh("question.reach")
        assert js("return document.activeElement.id") == "value-here"
        press(Keys.ENTER)
        until(lambda: desk.answers)
        assert desk.answers[0]["value"] == ["here"]
        desk.state = "waiting.holder-card"
        driver.get(home + "/session")
        desk.state = "question.confirmed"
        until(lambda: js("return !!document.querySelector('form[data-key]')"), 8, "the wait didn't look again")
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def main():
    global driver
    driver = browser.chromium()
    wanted = sys.argv[1:]
    passed = failed = 0
    for name, test in list(globals().items()):
        if not name.startswith("test_") or (wanted and not any(w in name for w in wanted)):
            continue
        begun = time.monotonic()
        try:
            note = test()
            passed += 1
            print(f"ok    {name} ({time.monotonic() - begun:.1f} s){': ' + note if note else ''}", flush=True)
        except Exception as error:
            failed += 1
            print(f"FAIL  {name}: {error}", flush=True)
            if not str(error) or not isinstance(error, AssertionError):
                traceback.print_exc()
            desk.refuses = False
    driver.quit()
    print(f"{passed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
