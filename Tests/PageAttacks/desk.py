"""A running `ra desk` on simulated readers, and the client who may use it: with it, what an attack may have changed is
seen."""
import collections
import json
import os
import queue
import re
import signal
import subprocess
import threading
import time
import urllib.parse

import wire
from planted import Planted

START_SECONDS = 60
FORM = "application/x-www-form-urlencoded"


class Trouble(Exception):
    """The desk itself doesn't work: nothing can be said of any attack."""


class Sender:
    """Writes requests as one browser would, with that browser's cookie, and sends them. What a request says
    otherwise is up to the caller."""

    def __init__(self, port, cookie=None):
        self.port, self.cookie = port, cookie

    @property
    def host(self):
        return f"{wire.HOST}:{self.port}"

    @property
    def origin(self):
        return "http://" + self.host

    def bytes(self, method="GET", target="/session", host=..., cookie=..., fields=(), body=b"", close=True):
        """A request. `host` and `cookie` are the page's own and this browser's, unless something else is given; None
        leaves the field out."""
        host = self.host if host is ... else host
        cookie = self.cookie if cookie is ... else cookie
        head = [("Host", host)] if host is not None else []
        head += [("Cookie", cookie)] if cookie else []
        head += fields
        head += [("Connection", "close")] if close else []
        return wire.request(method, target, head, body)

    def form(self, target, body, origin=..., site="same-origin", kind=FORM, fields=(), method="POST", length=True,
             **more):
        """A form as the page's own would be posted, unless something else is given."""
        if isinstance(body, (dict, list)):
            body = urllib.parse.urlencode(body)
        body = body.encode() if isinstance(body, str) else body
        origin = self.origin if origin is ... else origin
        head = [("Origin", origin)] if origin is not None else []
        head += [("Sec-Fetch-Site", site)] if site is not None else []
        head += [("Content-Type", kind)] if kind is not None else []
        head += list(fields)
        head += [("Content-Length", len(body))] if length else []
        return self.bytes(method, target, fields=head, body=body, **more)

    def exchange(self, data, method="GET", **more):
        return wire.exchange(self.port, data, methods=[method], **more)


class Rightful(Sender):
    """A browser that came in by a link."""

    def __init__(self, port, link):
        super().__init__(port)
        answer = self.get(link_target(link))
        if answer.status != 303 or answer.one("location") != "/":
            raise Trouble(f"a fresh link lets nobody in: {answer.status}")
        self.cookie = answer.one("set-cookie").split(";")[0]
        self.cookie_line = answer.one("set-cookie")

    def get(self, target, seconds=20, **more):
        return self.exchange(self.bytes("GET", target, **more), seconds=seconds).answer

    def view(self, target):
        answer = self.get(target)
        if answer.status != 200:
            raise Trouble(f"the rightful client gets {answer.status} for {target}")
        return answer.text

    def post(self, target, fields, seconds=30):
        return self.exchange(self.form(target, fields), seconds=seconds).answer

    def token(self, target, containing=None):
        """A form's hidden token from a view."""
        for form in re.findall(r"(?s)<form.*?</form>", self.view(target)):
            match = re.search(r'name="form-token" value="([^"]+)"', form)
            if match and (containing is None or containing in form):
                return match[1]
        raise Trouble(f"no form with {containing or 'a token'} in {target}")


class Stream(threading.Thread):
    """The rightful client's event stream: counts what the desk tells, and when."""

    def __init__(self, rightful):
        super().__init__(daemon=True)
        self.link = wire.connect(rightful.port, seconds=60)
        self.link.sendall(rightful.bytes("GET", "/events", close=False))
        self.count, self.times, self.text, self.hasEnded = 0, [], b"", False
        self.start()

    def run(self):
        while True:
            try:
                piece = self.link.recv(1 << 16)
            except TimeoutError:
                continue
            except OSError:
                break
            if not piece:
                break
            self.text += piece
            new = self.text.count(b"\nevent: ")
            self.times += [time.monotonic()] * (new - self.count)
            self.count = new
        self.hasEnded = True

    def wait(self, seconds=20):
        """Until the first event is there."""
        end = time.monotonic() + seconds
        while self.count == 0:
            if self.hasEnded or time.monotonic() > end:
                raise Trouble("the event stream tells nothing")
            time.sleep(0.02)


def link_target(link):
    """The path and query of a link."""
    return link[link.index("/", len("http://")):]


State = collections.namedtuple("State", "desk session practice told events files")


class Desk:
    """One `ra desk` with its own home, log and runtime folder."""

    def __init__(self, ra, folder, name, extra="", moves=False):
        self.ra, self.name, self.moves = ra, name, moves
        self.folder = os.path.join(folder, name)
        self.planted = Planted()
        # Others may pass through to the runtime folder: what keeps them out of the socket is ra's own work.
        os.mkdir(self.folder, 0o755)
        for part, mode in (("home", 0o755), ("run", 0o755), ("tmp", 0o700), ("log", 0o700)):
            os.mkdir(os.path.join(self.folder, part), mode)
        self.log = os.path.join(self.folder, "log/audit.sqlite")
        scenario = os.path.join(self.folder, "scenario.yaml")
        with open(scenario, "w", encoding="utf8") as file:
            file.write(self.planted.scenario(extra))
        self.counted = None
        # The state after the last attack.
        self.last = None
        self.run_ra("audit", "init", "--audit-log", self.log)
        self.errors = open(os.path.join(self.folder, "stderr"), "w+b")
        self.process = subprocess.Popen(
            [ra, "desk", "--listen", "127.0.0.1:0", "--json", "--simulate", scenario, "--audit-log", self.log],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors, env=self.environment, cwd=self.folder)
        try:
            link = self.first_link()
            self.port = int(link.split(":")[2].split("/")[0])
            self.rightful = Rightful(self.port, link)
            self.spent_link = link
            self.stream = Stream(self.rightful)
            self.stream.wait()
        except BaseException:
            self.stop()
            raise

    @property
    def environment(self):
        def inside(part):
            return os.path.join(self.folder, part)
        return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": inside("home"), "XDG_RUNTIME_DIR": inside("run"),
                "TMPDIR": inside("tmp"), "PCSCLITE_CSOCK_NAME": "/nonexistent/pcscd.comm",
                "SWIFT_BACKTRACE": "enable=no"}

    def first_link(self):
        lines = queue.Queue()
        threading.Thread(target=lambda: lines.put(self.process.stdout.readline()), daemon=True).start()
        try:
            line = lines.get(timeout=START_SECONDS)
            said = json.loads(line)
        except (queue.Empty, ValueError):
            raise Trouble(f"{self.name}: ra desk doesn't say that it listens: {self.said()!r}") from None
        if said.get("type") != "listening" or said.get("schemaVersion") != 1:
            raise Trouble(f"the first line is {line!r}")
        return said["link"]

    def run_ra(self, *words):
        done = subprocess.run([self.ra, *words], env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=START_SECONDS)
        if done.returncode != 0:
            raise Trouble(f"ra {' '.join(words)} ends with {done.returncode}: {done.stderr.decode()}")
        return done.stdout.decode()

    def link(self):
        """A fresh link, as `ra desk --link` prints it."""
        return self.run_ra("desk", "--link").strip()

    def said(self):
        """What the desk wrote to its log."""
        with open(self.errors.name, encoding="utf8", errors="replace") as file:
            return file.read()

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    @property
    def secrets(self):
        name, _, value = self.rightful.cookie.partition("=")
        return self.planted.secrets + [name, value]

    # What may have changed

    def state(self):
        """Everything that an attack could have changed, as the rightful client sees it."""
        if self.process.poll() is not None:
            raise Trouble(f"{self.name}: the desk has ended with {self.process.returncode}: {self.said()[-500:]!r}")
        desk = main_part(self.rightful.view("/"))
        if self.planted.mark not in desk:
            raise Trouble("the rightful client doesn't see the planted reader")
        for section in ("ready-title", "call-title"):
            desk = re.sub(rf'(?s)<section aria-labelledby="{section}">.*?</section>', "", desk)
        if self.moves:
            desk = re.sub(r'(?s)<li class="reader" data-reader="2".*?</li>', "", desk)
        practice = self.rightful.get("/practice/session")
        return State(desk, main_part(self.rightful.view("/session")), (practice.status, main_part(practice.text)),
                     None if self.moves else self.stream.count, self.events(), self.files())

    def events(self, anew=False):
        """How many events the log holds, by `ra audit list --json`. Untouched files aren't counted anew."""
        seen = []
        for name in sorted(self.log_files()):
            try:
                stat = os.stat(os.path.join(self.folder, "log", name))
            except FileNotFoundError:
                # A journal goes as soon as its event is stored.
                continue
            seen.append((name, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
        if anew or self.counted is None or self.counted[0] != seen:
            said = json.loads(self.run_ra("audit", "list", "--json", "--audit-log", self.log))
            self.counted = (seen, len(said["events"]))
        return self.counted[1]

    def log_files(self):
        # The desk's lock stands beside the log; while a session goes on its time changes.
        return [name for name in os.listdir(os.path.join(self.folder, "log"))]

    def files(self):
        """What the desk keeps in its folders, but for the log."""
        kept = []
        for part in ("home", "run", "tmp"):
            for place, folders, names in os.walk(os.path.join(self.folder, part)):
                kept += [os.path.relpath(os.path.join(place, name), self.folder) for name in folders + names
                         if not name.endswith("-journal")]
        return sorted(kept)

    def stop(self):
        """Ends it, as Ctrl-C would."""
        if getattr(self, "stream", None):
            self.stream.link.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
                raise Trouble(f"{self.name}: the desk didn't end within 10 s of SIGTERM") from None
        self.process.stdout.close()
        self.errors.close()


def main_part(page):
    """What a view shows, without its frame."""
    match = re.search(r"(?s)<main.*?</main>", page)
    return match[0] if match else page


def difference(before, after):
    """In words; empty where nothing has changed."""
    changed = [name for name, old, new in zip(State._fields, before, after) if old != new]
    words = []
    for name in changed:
        old, new = getattr(before, name), getattr(after, name)
        if isinstance(old, str):
            words.append(f"{name}: {[line for line in new.splitlines() if line not in old.splitlines()][:4]}")
        else:
            words.append(f"{name}: {str(old)[:200]} became {str(new)[:200]}")
    return "; ".join(words)
