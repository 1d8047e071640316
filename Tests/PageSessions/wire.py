"""Two ways to a browser, with the standard library alone: WebDriver to Chromium's driver, Marionette to Firefox.

Both know the same commands; a `Wire` has `command(name, parameters)`.
"""

import http.client
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class BrowserError(AssertionError):
    """The browser says that something can't be done."""

    def __init__(self, error, message):
        super().__init__(f"{error}: {message[:400]}")
        self.error = error


def stop_group(process):
    """Ends a program and what it started; nothing else."""
    for one in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, one)
        except ProcessLookupError:
            return
        try:
            process.wait(5)
            return
        except subprocess.TimeoutExpired:
            continue


class WebDriverWire:
    """Debian's chromium with its driver."""

    # What the commands are called on the way to the driver.
    PATHS = {
        "Navigate": ("POST", "url"),
        "Refresh": ("POST", "refresh"),
        "Back": ("POST", "back"),
        "GetCurrentURL": ("GET", "url"),
        "ExecuteScript": ("POST", "execute/sync"),
        "ExecuteAsyncScript": ("POST", "execute/async"),
        "FindElements": ("POST", "elements"),
        "PerformActions": ("POST", "actions"),
        "ReleaseActions": ("DELETE", "actions"),
        "NewWindow": ("POST", "window/new"),
        "CloseWindow": ("DELETE", "window"),
        "SwitchToWindow": ("POST", "window"),
        "GetWindowHandles": ("GET", "window/handles"),
        "GetWindowHandle": ("GET", "window"),
        "SetTimeouts": ("POST", "timeouts"),
        "TakeScreenshot": ("GET", "screenshot"),
    }

    def __init__(self, width=1280, height=900, arguments=(), environment=None):
        self.folder = tempfile.mkdtemp(prefix="chromium-")
        self.session = None
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, **(environment or {}), "HOME": self.folder, "TMPDIR": self.folder},
        )
        try:
            self.port = self._port()
            options = [
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--hide-scrollbars",
                f"--user-data-dir={self.folder}/profile",
                f"--window-size={width},{height}",
                *arguments,
            ]
            answer = self._ask(
                "POST",
                "/session",
                {
                    "capabilities": {
                        "alwaysMatch": {
                            "browserName": "chrome",
                            "goog:chromeOptions": {"binary": "/usr/bin/chromium", "args": options},
                            "goog:loggingPrefs": {"browser": "ALL"},
                        }
                    }
                },
                60,
            )
            self.session = answer["sessionId"]
            self.browser_pid = None
            self.command("SetTimeouts", {"script": 60000, "pageLoad": 30000, "implicit": 0})
        except BaseException:
            self.close()
            raise

    def _port(self, limit=20):
        deadline, text = time.monotonic() + limit, b""
        while time.monotonic() < deadline:
            ready, _, _ = select.select([self.driver.stdout], [], [], 0.5)
            if ready:
                piece = os.read(self.driver.stdout.fileno(), 4096)
                if not piece:
                    break
                text += piece
            if found := re.search(rb"successfully on port (\d+)", text):
                return int(found[1])
        raise AssertionError(f"the driver doesn't start: {text.decode(errors='replace')}")

    def _ask(self, method, path, body=None, limit=60):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=limit)
        try:
            data = json.dumps(body if body is not None else {}) if method == "POST" else None
            connection.request(method, path, data, {"Content-Type": "application/json"} if data else {})
            answer = json.loads(connection.getresponse().read())["value"]
        finally:
            connection.close()
        if isinstance(answer, dict) and answer.get("error"):
            raise BrowserError(answer["error"], answer.get("message", ""))
        return answer

    def command(self, name, parameters=None, limit=60):
        method, path = self.PATHS[name]
        return self._ask(method, f"/session/{self.session}/{path}", parameters, limit)

    def element(self, name, element, parameters=None):
        path = {"ElementClick": "click", "ElementSendKeys": "value", "ElementClear": "clear"}[name]
        return self._ask("POST", f"/session/{self.session}/element/{element}/{path}", parameters)

    def protocol(self, command, parameters=None):
        """A command of Chromium's own protocol."""
        return self._ask(
            "POST", f"/session/{self.session}/goog/cdp/execute", {"cmd": command, "params": parameters or {}}
        )

    def console(self):
        return self._ask("POST", f"/session/{self.session}/se/log", {"type": "browser"})

    def kill(self):
        """The browser dies, as in a crash."""
        os.killpg(self.driver.pid, signal.SIGKILL)
        self.driver.wait(10)

    def close(self):
        try:
            if self.session and self.driver.poll() is None:
                self._ask("DELETE", f"/session/{self.session}", limit=15)
        except Exception:
            pass
        stop_group(self.driver)
        self.driver.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class MarionetteWire:
    """Debian's firefox-esr, which needs no driver."""

    PREFERENCES = {
        "marionette.port": 0,
        "browser.shell.checkDefaultBrowser": False,
        "browser.startup.page": 0,
        "browser.startup.homepage": "about:blank",
        "datareporting.policy.dataSubmissionEnabled": False,
        "toolkit.telemetry.enabled": False,
        "app.update.enabled": False,
        "app.normandy.enabled": False,
        "extensions.update.enabled": False,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
        "browser.safebrowsing.malware.enabled": False,
        "browser.safebrowsing.phishing.enabled": False,
        "dom.disable_open_during_load": False,
        "browser.tabs.warnOnClose": False,
        "browser.aboutwelcome.enabled": False,
        "remote.prefs.recommended": True,
    }

    def __init__(self, width=1280, height=900):
        self.folder = tempfile.mkdtemp(prefix="firefox-")
        self.profile = self.folder + "/profile"
        os.mkdir(self.profile)
        self.number, self.socket = 0, None
        with open(self.profile + "/user.js", "w") as file:
            for name, value in self.PREFERENCES.items():
                file.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")
        self.browser = subprocess.Popen(
            [
                "firefox-esr",
                "--headless",
                "--marionette",
                "--no-remote",
                "--profile",
                self.profile,
                "--width",
                str(width),
                "--height",
                str(height),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={
                **os.environ,
                "HOME": self.folder,
                "TMPDIR": self.folder,
                "MOZ_HEADLESS_WIDTH": str(width),
                "MOZ_HEADLESS_HEIGHT": str(height),
            },
        )
        try:
            self._connect()
            self.command("NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": False}}}, 60)
            self.command("SetTimeouts", {"script": 60000, "pageLoad": 30000, "implicit": 0})
        except BaseException:
            self.close()
            raise

    def _connect(self, limit=60):
        """Port 0 takes a free one, which Firefox writes into its profile."""
        deadline, active = time.monotonic() + limit, self.profile + "/MarionetteActivePort"
        while time.monotonic() < deadline:
            assert self.browser.poll() is None, f"Firefox ended with {self.browser.returncode}"
            try:
                port = int(open(active).read())
                self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
                self.rest = b""
                hello = self._message()
                assert hello["applicationType"] == "gecko" and hello["marionetteProtocol"] == 3, hello
                return
            except (OSError, ValueError):
                time.sleep(0.2)
        raise AssertionError("Firefox doesn't answer")

    def _message(self):
        """One message: its length, a colon, and JSON."""
        while b":" not in self.rest:
            self._more()
        length, _, self.rest = self.rest.partition(b":")
        while len(self.rest) < int(length):
            self._more()
        text, self.rest = self.rest[: int(length)], self.rest[int(length) :]
        return json.loads(text)

    def _more(self):
        data = self.socket.recv(65536)
        if not data:
            raise BrowserError("gone", "Firefox closed the connection")
        self.rest += data

    def command(self, name, parameters=None, limit=60):
        self.number += 1
        prefix = "" if ":" in name else "WebDriver:"
        text = json.dumps([0, self.number, prefix + name, parameters or {}]).encode()
        self.socket.settimeout(limit)
        self.socket.sendall(str(len(text)).encode() + b":" + text)
        while True:
            kind, number, error, result = self._message()
            if kind == 1 and number == self.number:
                break
        if error:
            raise BrowserError(error["error"], error.get("message", ""))
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def element(self, name, element, parameters=None):
        return self.command(name, {"id": element, **(parameters or {})})

    def kill(self):
        os.killpg(self.browser.pid, signal.SIGKILL)
        self.browser.wait(10)

    def close(self):
        try:
            if self.socket and self.browser.poll() is None:
                self.command("Marionette:Quit", {"flags": ["eForceQuit"]}, 15)
                self.browser.wait(10)
        except Exception:
            pass
        if self.socket:
            self.socket.close()
        stop_group(self.browser)
        shutil.rmtree(self.folder, ignore_errors=True)
