"""HTTP as bytes: what goes over a socket exactly as it was written, and what came back exactly as it came.

Nothing here repairs anything. A library would refuse to send most of what is sent here.
"""
import re
import select
import socket
import time

HOST = "127.0.0.1"


class Malformed(Exception):
    """The server wrote something that isn't HTTP."""


class Answer:
    """One answer of the server's."""

    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    def all(self, name):
        return [value for field, value in self.fields if field.lower() == name.lower()]

    def one(self, name):
        values = self.all(name)
        if len(values) > 1:
            raise Malformed(f"{name} came {len(values)} times")
        return values[0] if values else None

    # Two are the same but for their time.
    @property
    def content(self):
        return self.status, tuple(field for field in self.fields if field[0].lower() != "date"), self.body

    def __eq__(self, other):
        return self.content == other.content

    def __hash__(self):
        return hash(self.content)

    @property
    def text(self):
        return self.body.decode("utf8", "replace")


class Exchange:
    """What was sent on one connection, what came back, and how it ended: closed, reset, refused, or still open."""

    def __init__(self, sent, received, ended, seconds, methods=()):
        self.sent, self.received, self.ended, self.seconds = sent, received, ended, seconds
        self.answers = parse(received, list(methods))

    @property
    def statuses(self):
        return [answer.status for answer in self.answers]

    @property
    def answer(self):
        if len(self.answers) != 1:
            raise Malformed(f"{len(self.answers)} answers instead of one: {self.statuses}")
        return self.answers[0]


def parse(data, methods=()):
    """The answers in what came. One that isn't whole counts as far as it came. HEAD's answers have no body."""
    answers, methods = [], list(methods)
    while data:
        head, mark, rest = data.partition(b"\r\n\r\n")
        if not mark:
            if not re.match(rb"HTTP/1\.[01] \d\d\d", head):
                raise Malformed(f"not HTTP: {head[:80]!r}")
            rest = b""
        lines = head.split(b"\r\n")
        match = re.fullmatch(rb"HTTP/1\.[01] (\d\d\d) ?([^\r\n]*)", lines[0])
        if not match:
            raise Malformed(f"no status line: {lines[0][:80]!r}")
        fields = []
        for line in lines[1:]:
            name, colon, value = line.decode("latin1").partition(":")
            if not colon or not name or name != name.strip() or "\n" in line.decode("latin1"):
                raise Malformed(f"no field: {line[:80]!r}")
            fields.append((name, value.strip()))
        answer = Answer(int(match[1]), fields, b"")
        method = methods.pop(0) if methods and answer.status >= 200 else "GET"
        if method == "HEAD" or answer.status in (204, 304) or answer.status < 200:
            data = rest
        elif (answer.one("transfer-encoding") or "").lower() == "chunked":
            answer.body, data = unchunk(rest)
        elif answer.one("content-length") is not None:
            length = int(answer.one("content-length"))
            answer.body, data = rest[:length], rest[length:]
        else:
            answer.body, data = rest, b""
        answers.append(answer)
    return answers


def unchunk(data):
    """The body of what is chunked, as far as it came, and what follows."""
    body = b""
    while True:
        line, mark, rest = data.partition(b"\r\n")
        if not mark:
            return body, b""
        size = int(line.split(b";")[0], 16)
        if size == 0:
            return body, rest.partition(b"\r\n")[2]
        body += rest[:size]
        data = rest[size + 2:]


def connect(port, host=HOST, source=None, seconds=5.0, family=None):
    """A connected socket. `source` is the address that it comes from."""
    family = family or (socket.AF_INET6 if ":" in host else socket.AF_INET)
    link = socket.socket(family, socket.SOCK_STREAM)
    try:
        link.settimeout(seconds)
        if source:
            link.bind((source, 0))
        link.connect((host, port))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        link.close()
        raise
    return link


def is_whole(data, methods=()):
    """Whether what came is answers, and each of them whole."""
    methods = list(methods)
    while data:
        head, mark, rest = data.partition(b"\r\n\r\n")
        if not mark:
            return False
        if head[9:10] == b"1":
            data = rest
            continue
        bodiless = methods and methods.pop(0) == "HEAD"
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        if bodiless or head[9:12] in (b"204", b"304"):
            data = rest
        elif not length or len(rest) < int(length[1]):
            return False
        else:
            data = rest[int(length[1]):]
    return True


def read(link, seconds, grace=None, until=None, methods=()):
    """Reads to the connection's end, for so long at most; with `grace`, until nothing more has come for so long after
    whole answers; with `until`, until that is true of what came."""
    data, start, last = b"", time.monotonic(), None
    while True:
        now = time.monotonic()
        left = start + seconds - now
        if grace is not None and last is not None:
            left = min(left, last + grace - now)
        if left <= 0 or (until is not None and until(data)):
            return data, "open"
        if not select.select([link], [], [], left)[0]:
            continue
        try:
            piece = link.recv(1 << 16)
        except OSError:
            return data, "reset"
        if not piece:
            return data, "closed"
        data += piece
        last = time.monotonic() if grace is not None and is_whole(data, methods) else None


def exchange(port, data, host=HOST, source=None, seconds=5.0, grace=0.3, half_close=False, methods=(), family=None,
             pause=0.0):
    """One connection: sends the bytes (or the pieces of them, a pause between them) and reads what comes."""
    pieces = [data] if isinstance(data, bytes) else list(data)
    start = time.monotonic()
    try:
        link = connect(port, host, source, seconds, family)
    except OSError:
        return Exchange(b"".join(pieces), b"", "refused", time.monotonic() - start)
    with link:
        try:
            for number, piece in enumerate(pieces):
                if number:
                    time.sleep(pause)
                link.sendall(piece)
            if half_close:
                link.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # It was closed before everything was sent; what it said is still to be read.
        received, ended = read(link, seconds, grace, methods=methods)
    return Exchange(b"".join(pieces), received, ended, time.monotonic() - start, methods)


def request(method, target, fields, body=b""):
    """A request as bytes: the fields as they are given, in their order."""
    lines = [f"{method} {target} HTTP/1.1"] + [f"{name}: {value}" for name, value in fields]
    return "\r\n".join(lines).encode("utf8", "surrogateescape") + b"\r\n\r\n" + body
