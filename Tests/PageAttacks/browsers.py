"""Debian's Chromium by chromedriver, and its Firefox by Marionette: as much of both as a hostile page needs, by
the standard library alone. Names under .test lead to this computer, as a rebound name would."""
import http.client
import json
import os
import re
import select
import signal
import socket
import subprocess
import threading
import time

import janitor
from network_log import NetworkLog

START_SECONDS = 60
SCRIPT_SECONDS = 30


class BrowserTrouble(Exception):
    """The browser can't be driven: nothing can be said of any attack."""


def environment(folder):
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": folder, "TMPDIR": folder, "XDG_RUNTIME_DIR": folder,
            "MOZ_HEADLESS": "1", "MOZ_CRASHREPORTER_DISABLE": "1"}


class Program:
    """A program with children of its own, all ended together."""

    def __init__(self, words, folder, output=subprocess.DEVNULL):
        self.folder = folder
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL,
                                        env=environment(folder), cwd=folder, start_new_session=True)

    def stop(self):
        for number, seconds in ((signal.SIGTERM, 5), (signal.SIGKILL, 10)):
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                pass
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                continue
            if number == signal.SIGTERM:
                time.sleep(0.2)
        # A browser may have groups of processes of its own.
        janitor.end_all_in(self.folder, 2)


class Chromium:
    """By WebDriver (W3C), over HTTP."""

    name = "chromium"
    hasStatuses = True

    def __init__(self, folder):
        self.program = Program(["/usr/bin/chromedriver", "--port=0", f"--log-path={folder}/chromedriver.log"],
                               folder, subprocess.PIPE)
        self.session, self.log = None, NetworkLog()
        try:
            self.port = self.find_port()
            arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                         "--disable-background-networking", "--disable-component-update", "--disable-sync",
                         "--host-resolver-rules=MAP *.test 127.0.0.1", f"--user-data-dir={folder}/chromium",
                         # What a frame in a process of its own asks, chromedriver's log doesn't say.
                         "--disable-features=IsolateSandboxedIframes"]
            wanted = {"browserName": "chrome", "pageLoadStrategy": "normal",
                      "timeouts": {"script": SCRIPT_SECONDS * 1000, "pageLoad": SCRIPT_SECONDS * 1000},
                      "goog:loggingPrefs": {"performance": "ALL"},
                      "goog:chromeOptions": {"binary": "/usr/bin/chromium", "args": arguments,
                                             "perfLoggingPrefs": {"enableNetwork": True, "enablePage": False}}}
            made = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}}, START_SECONDS)
            self.session = made["sessionId"]
            self.version = made["capabilities"]["browserVersion"]
        except BaseException:
            self.stop()
            raise

    def find_port(self):
        end, text = time.monotonic() + START_SECONDS, ""
        output = self.program.process.stdout
        while time.monotonic() < end:
            if select.select([output], [], [], 1)[0]:
                piece = os.read(output.fileno(), 4096)
                text += piece.decode("utf8", "replace")
                if match := re.search(r"on port ([1-9]\d*)", text):
                    threading.Thread(target=output.read, daemon=True).start()
                    return int(match[1])
                if not piece:
                    break
        raise BrowserTrouble(f"chromedriver doesn't say its port: {text!r}")

    def ask(self, method, path, body=None, seconds=SCRIPT_SECONDS + 15):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            data = None if method == "GET" else json.dumps(body or {})
            link.request(method, path, data, {"Content-Type": "application/json"})
            value = json.loads(link.getresponse().read())["value"]
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise BrowserTrouble(f"chromedriver: {error}") from None
        finally:
            link.close()
        if isinstance(value, dict) and "error" in value and "message" in value:
            raise BrowserTrouble(f"{value['error']}: {value['message'].splitlines()[0]}")
        return value

    def command(self, method, path, body=None):
        return self.ask(method, f"/session/{self.session}{path}", body)

    def open(self, address):
        self.command("POST", "/url", {"url": address})

    def run(self, script, *arguments):
        """Runs the body of an async function in the tab's page."""
        return self.command("POST", "/execute/async", {"script": asynchronous(script), "args": list(arguments)})

    def tab(self):
        return self.command("GET", "/window")

    def tabs(self):
        return self.command("GET", "/window/handles")

    def new_tab(self):
        handle = self.command("POST", "/window/new", {"type": "tab"})["handle"]
        self.switch(handle)
        return handle

    def switch(self, handle):
        self.command("POST", "/window", {"handle": handle})

    def close_tab(self):
        self.command("DELETE", "/window")

    def statuses(self, port, without):
        """What a port of this computer has answered to other tabs since the last look: address and status."""
        entries = [json.loads(entry["message"]) for entry in self.command("POST", "/se/log", {"type": "performance"})]
        try:
            seen = self.log.answers(entry["message"] for entry in entries if entry.get("webview") != without)
        except ValueError as error:
            raise BrowserTrouble(f"Chromium's network log: {error}") from None
        return [(address, status) for address, status in seen if f":{port}/" in address + "/"]

    def stop(self):
        if self.session:
            try:
                self.ask("DELETE", f"/session/{self.session}", seconds=10)
            except BrowserTrouble:
                pass
        self.program.stop()
        self.program.process.stdout.close()


class Firefox:
    """By Marionette, its own protocol: a length, a colon, and a JSON array over TCP."""

    name = "firefox"
    hasStatuses = False
    settings = {"marionette.port": 0, "browser.shell.checkDefaultBrowser": False,
                "datareporting.policy.dataSubmissionEnabled": False, "app.update.enabled": False,
                "browser.startup.page": 0, "browser.startup.homepage_override.mstone": "ignore",
                "toolkit.telemetry.enabled": False, "network.captive-portal-service.enabled": False,
                "browser.aboutwelcome.enabled": False, "network.connectivity-service.enabled": False,
                "services.settings.server": "", "extensions.update.enabled": False,
                "dom.disable_open_during_load": False, "network.dns.localDomains": "evil.test,rebound.test,other.test",
                "dom.max_script_run_time": 0, "network.proxy.type": 0, "privacy.trackingprotection.enabled": False,
                "network.prefetch-next": True, "dom.security.https_first": False, "dom.security.https_only_mode": False,
                }

    def __init__(self, folder):
        self.profile = os.path.join(folder, "firefox")
        os.mkdir(self.profile)
        with open(os.path.join(self.profile, "user.js"), "w", encoding="utf8") as file:
            for name, value in self.settings.items():
                file.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")
        self.program = Program(["/usr/bin/firefox-esr", "--headless", "--marionette", "--remote-allow-system-access",
                                "--no-remote", "--profile", self.profile], folder)
        self.link, self.number, self.rest = None, 0, b""
        try:
            self.link = self.connect()
            self.read()
            made = self.command("WebDriver:NewSession",
                                {"capabilities": {"alwaysMatch": {"pageLoadStrategy": "normal"}}})
            self.version = made["capabilities"]["browserVersion"]
            self.command("WebDriver:SetTimeouts", {"script": SCRIPT_SECONDS * 1000, "pageLoad": SCRIPT_SECONDS * 1000})
        except BaseException:
            self.stop()
            raise

    def connect(self):
        """The port stands in a file of the profile, once it listens."""
        end, place = time.monotonic() + START_SECONDS, os.path.join(self.profile, "MarionetteActivePort")
        while time.monotonic() < end:
            try:
                with open(place, encoding="ascii") as file:
                    return socket.create_connection(("127.0.0.1", int(file.read())), timeout=START_SECONDS)
            except (OSError, ValueError):
                if self.program.process.poll() is not None:
                    break
                time.sleep(0.2)
        raise BrowserTrouble("Firefox doesn't say its port")

    def read(self):
        """One message."""
        try:
            while b":" not in self.rest:
                self.receive()
            length, _, self.rest = self.rest.partition(b":")
            while len(self.rest) < int(length):
                self.receive()
        except OSError as error:
            raise BrowserTrouble(f"Firefox: {error}") from None
        message, self.rest = self.rest[:int(length)], self.rest[int(length):]
        return json.loads(message)

    def receive(self):
        piece = self.link.recv(1 << 16)
        if not piece:
            raise BrowserTrouble("Firefox has gone")
        self.rest += piece

    def command(self, name, arguments=None):
        self.number += 1
        message = json.dumps([0, self.number, name, arguments or {}]).encode()
        try:
            self.link.sendall(b"%d:%b" % (len(message), message))
        except OSError as error:
            raise BrowserTrouble(f"Firefox: {error}") from None
        while True:
            kind, number, error, result = self.read()
            if (kind, number) == (1, self.number):
                break
        if error:
            raise BrowserTrouble(f"{name}: {error['error']}: {error['message'][:200]}")
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def open(self, address):
        self.command("WebDriver:Navigate", {"url": address})

    def run(self, script, *arguments):
        return self.command("WebDriver:ExecuteAsyncScript", {"script": asynchronous(script), "args": list(arguments),
                                                             "newSandbox": True})

    def tab(self):
        return self.command("WebDriver:GetWindowHandle")

    def tabs(self):
        return self.command("WebDriver:GetWindowHandles")

    def new_tab(self):
        handle = self.command("WebDriver:NewWindow", {"type": "tab", "focus": True})["handle"]
        self.switch(handle)
        return handle

    def switch(self, handle):
        self.command("WebDriver:SwitchToWindow", {"handle": handle, "focus": True})

    def close_tab(self):
        self.command("WebDriver:CloseWindow")

    def stop(self):
        if self.link:
            self.link.close()
        self.program.stop()


def asynchronous(script):
    """The body of an async function as WebDriver wants it: the last argument takes what comes out."""
    return f"""
        const done = arguments[arguments.length - 1], given = Array.from(arguments).slice(0, -1);
        (async (...given) => {{ {script} }})(...given).then(value => done(value === undefined ? null : value),
            error => done({{ failed: String(error) }}));"""


BROWSERS = {"chromium": Chromium, "firefox": Firefox}
