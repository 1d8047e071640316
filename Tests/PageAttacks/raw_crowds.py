"""Rule 6: too many, too much, too slow. The desk stays as fast for whoever may use it."""
import select
import socket
import threading
import time

import second_user
import wire
from attempt import attack
from desk import FORM

MOST_CONNECTIONS, MOST_STREAMS, BODY, PATIENCE = 64, 16, 64 * 1024, 10
# How late a busy computer may be.
SLACK = 6


def open_all(a, count):
    links = []
    for _ in range(count):
        links.append(wire.connect(a.port, seconds=10))
    return links


def close_all(links):
    for link in links:
        link.close()


def answered(links, count, seconds):
    """Those that something came on, or that have ended: a moment after there were so many, or when the time is up."""
    end, found = time.monotonic() + seconds, set()
    while time.monotonic() < end:
        found |= set(select.select([link for link in links if link not in found], [], [], 0.1)[0])
        if len(found) >= count:
            end = min(end, time.monotonic() + 0.5)
    return found


def free_again(a, seconds=5):
    """The desk answers whoever may use it, within a moment."""
    end = time.monotonic() + seconds
    while True:
        result = a.rightful.exchange(a.rightful.bytes(), seconds=10)
        if result.statuses == [200]:
            return a.control(result.answer, 200)
        a.need(time.monotonic() < end, f"the desk still answers {result.statuses} to its user")
        time.sleep(0.1)


@attack("The sixty-fifth connection gets 503, and the desk is free again when they have gone", desk="restless")
def _(a):
    links = open_all(a, MOST_CONNECTIONS + 6)
    try:
        full = answered(links, 7, PATIENCE - 2)
        # The rightful client's stream is one of the sixty-four.
        a.must(len(full) == 7, f"{len(full)} of {len(links)} were refused")
        for link in full:
            data, ended = wire.read(link, 3)
            a.expect(a.evidence(wire.Exchange(b"", data, ended, 0)), 503, what="one too many")
            a.must(ended == "closed", f"it stays {ended}")
    finally:
        close_all(links)
    free_again(a)


@attack("The seventeenth stream gets 503, and the others go on", desk="restless")
def _(a):
    for _ in range(3):
        a.control(a.rightful.exchange(a.bytes("HEAD", "/events"), "HEAD", seconds=10).answer, 200, "HEAD of the stream")
    links = open_all(a, MOST_STREAMS)
    try:
        for number, link in enumerate(links):
            link.sendall(a.bytes("GET", "/events", close=number == len(links) - 1))
            data, ended = wire.read(link, 10, until=lambda data: b"\r\n\r\n" in data)
            if number < MOST_STREAMS - 1:
                a.need(data.startswith(b"HTTP/1.1 200"), f"stream {number + 2} got {data[:40]!r}")
        data += wire.read(links[-1], 3)[0]
        a.expect(a.evidence(wire.Exchange(b"", data, ended, 0)), 503, what="stream 17")
        a.must(all(b"event: readers" in wire.read(link, 5, until=lambda data: b"event: readers" in data)[0]
                   for link in links[:3]), "a stream has stopped")
    finally:
        close_all(links)
    end = time.monotonic() + 5
    while True:
        link = wire.connect(a.port, seconds=10)
        link.sendall(a.bytes("GET", "/events", close=False))
        data, _ = wire.read(link, 10, until=lambda data: b"\r\n\r\n" in data)
        link.close()
        if data.startswith(b"HTTP/1.1 200") or time.monotonic() > end:
            break
    a.must(data.startswith(b"HTTP/1.1 200"), "no place becomes free")
    a.reads()


def waits(a):
    """How long the desk's user waits for a view: the longest of three times."""
    times = []
    for _ in range(3):
        start = time.monotonic()
        a.reads()
        times.append(time.monotonic() - start)
    return max(times)


def is_quick(a, usual):
    """The desk's user needn't wait until the slow ones are ended, or not much longer than before."""
    start = time.monotonic()
    a.reads()
    took = time.monotonic() - start
    a.must(took < max(PATIENCE - 2, 6 * usual), f"the desk's user waits {took:.1f} s, and before {usual:.1f} s")


def told_during(a, seconds, flood):
    """How many changes of a reader the rightful stream hears in that time, and how many answers its client gets."""
    stop, sent = threading.Event(), []

    def run():
        while not stop.is_set():
            sent.append(flood())

    threads = [threading.Thread(target=run) for _ in range(3)]
    before = a.desk.stream.count
    start = time.monotonic()
    for thread in threads:
        thread.start()
    try:
        time.sleep(seconds)
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    a.need(len(sent) >= 10, f"only {len(sent)} were sent")
    took = time.monotonic() - start
    told = a.desk.stream.count - before
    # A card goes in or out each half second.
    a.must(told >= took, f"in {took:.1f} s of it the readers' stream told {told} changes instead of {2 * took:.0f}")


@attack("A flood of refused requests doesn't slow the readers", desk="restless")
def _(a):
    a.need(not a.desk.stream.hasEnded, "the stream has ended")
    evil = a.bytes(host="evil.test")
    foreign = a.form("/session", {"job": "unlock"}, origin="http://evil.test")

    def flood():
        a.expect(a.exchange(evil), 421)
        a.expect(a.exchange(foreign), 403)
        return 2
    told_during(a, 4, flood)
    a.reads()


@attack("A flood of connections that are never used doesn't slow the readers", desk="restless")
def _(a):
    held = open_all(a, MOST_CONNECTIONS + 3)
    try:
        a.need(len(answered(held, 4, PATIENCE - 2)) == 4, "there is room for more")

        def flood():
            try:
                link = wire.connect(a.port, seconds=5)
            except OSError:
                return 1
            data, ended = wire.read(link, 5)
            link.close()
            if data:
                a.expect(a.evidence(wire.Exchange(b"", data, ended, 0)), 503, what="one too many")
            return 1
        told_during(a, 4, flood)
        a.need(a.refused > 1, "none was one too many")
    finally:
        close_all(held)
    free_again(a)


@attack("Sockets that are closed before they are looked up leave nothing behind", desk="restless")
def _(a):
    a.reads()
    before = a.desk.descriptors()
    form = a.form("/session", {"form-token": "x", "job": "unlock"}, origin="http://evil.test")
    for data in (b"", b"G", form):
        a.need(second_user.storm(a.port, data, 60) == 60, "the storm didn't come about")
    end = time.monotonic() + 40
    while a.desk.descriptors() > before + 1 and time.monotonic() < end:
        time.sleep(0.1)
    left = a.desk.descriptors() - before
    a.must(left <= 1, f"{left} descriptors are left")
    free_again(a)


@attack("A body over 64 KiB gets 413 before it is read, with its length said")
def _(a):
    token = a.token()
    head = [("Origin", a.origin), ("Content-Type", FORM)]
    for length in (BODY + 1, 10 ** 6, 2 ** 31, 2 ** 32, 2 ** 63 - 1):
        result = a.exchange(a.bytes("POST", "/whose", fields=head + [("Content-Length", length)], body=b"form-token="),
                            seconds=5, grace=5)
        a.expect(result, 413, what=f"{length} bytes")
        a.must(result.ended == "closed", f"the connection stays {result.ended}")
        # It is the body that is too large, whoever sends it.
        a.get("/whose", 413, method="POST", cookie=None, fields=[("Content-Length", length)])
    body = f"form-token={token}&epoch=0&x=".encode()
    a.control(a.rightful.exchange(a.form("/whose", body + b"a" * (BODY - len(body))), seconds=20).answer, 303, "64 KiB")
    a.post("/whose", body + b"a" * (BODY - len(body) + 1), status=413)


@attack("A body over 64 KiB gets 413 in chunks too, however small they are")
def _(a):
    token = a.token()
    start = f"form-token={token}&epoch=2&x=".encode()
    for size in (BODY, 1000):
        chunk = b"%x\r\n%b\r\n" % (size, b"a" * size)
        data = b"%x\r\n%b\r\n" % (len(start), start) + chunk * (BODY // size + 1) + b"0\r\n\r\n"
        a.post("/whose", data, status=413, length=False, fields=[("Transfer-Encoding", "chunked")])
    # A form that was answered so isn't acted on either; asking a card takes its time.
    time.sleep(1)
    a.writes(token)


@attack("A form of thousands of fields does nothing, and costs little")
def _(a):
    token = a.token()
    for filling in ("&a" * 20_000, "&" * 60_000, "&%41=%42" * 7_000, "&form-token" * 5_000, "=" * 60_000):
        start = time.monotonic()
        result = a.exchange(a.form("/session", f"job=unlock{filling}&form-token={token}x"))
        a.expect(result, 403, what=filling[:12])
        a.must(time.monotonic() - start < 5, f"{filling[:12]}… took {result.seconds} s")
    a.writes(token)


# Slow ones: each at its own pace, all at the same time

def dribble(a, first, piece, seconds=PATIENCE + SLACK):
    """Sends a first part, then a piece each second until it is stopped: what came, how it ended, and after how long."""
    link = wire.connect(a.port, seconds=20)
    start, received, ended = time.monotonic(), b"", "open"
    try:
        link.sendall(first)
        while ended == "open" and time.monotonic() - start < seconds:
            data, ended = wire.read(link, 1)
            received += data
            if ended == "open":
                try:
                    link.sendall(piece)
                except OSError:
                    data, ended = wire.read(link, 1)
                    received += data
                    ended = "closed"
    finally:
        link.close()
    return a.evidence(wire.Exchange(first, received, ended, time.monotonic() - start))


def in_time(a, result, *statuses):
    a.must(result.ended in ("closed", "reset"), f"after {result.seconds:.0f} s it is still {result.ended}")
    a.expect(result, *statuses, what=f"after {result.seconds:.0f} s it")
    a.reads()


@attack("A head that comes byte by byte is ended after ten seconds", desk="slow", apart=True)
def _(a):
    in_time(a, dribble(a, b"GET /session HTTP/1.1\r\nHost: " + a.host.encode() + b"\r\nX: ", b"x"), 408)


@attack("A head that never ends, a header a second, is ended after ten seconds", desk="slow", apart=True)
def _(a):
    in_time(a, dribble(a, b"GET /session HTTP/1.1\r\nHost: " + a.host.encode() + b"\r\n", b"X: y\r\n"), 408)


@attack("A body that comes byte by byte is ended after ten seconds, with the cookie and all that a form needs",
        desk="slow", apart=True)
def _(a):
    start = f"form-token={a.token()}&epoch=2".encode()
    fields = [("Origin", a.origin), ("Content-Type", FORM), ("Content-Length", 60_000)]
    in_time(a, dribble(a, a.bytes("POST", "/whose", fields=fields, body=start, close=False), b"x"), 408)


@attack("Chunks that come byte by byte are ended after ten seconds", desk="slow", apart=True)
def _(a):
    start = f"form-token={a.token()}&epoch=2&x=".encode()
    fields = [("Origin", a.origin), ("Content-Type", FORM), ("Transfer-Encoding", "chunked")]
    first = a.bytes("POST", "/whose", fields=fields, body=b"%x\r\n%b\r\n" % (len(start), start), close=False)
    in_time(a, dribble(a, first, b"1\r\nx\r\n"), 408)


@attack("The body of a form that will be refused holds its connection no longer than ten seconds", desk="slow", apart=True)
def _(a):
    first = a.bytes("POST", "/whose", cookie=None, fields=[("Content-Length", 60_000)], close=False)
    in_time(a, dribble(a, first, b"x"), 408)


@attack("A second request that is slow on a good connection is ended after ten seconds", desk="slow", apart=True)
def _(a):
    first = a.bytes("GET", "/session", cookie=None, close=False) + b"GET /session HTTP/1.1\r\nHo"
    result = dribble(a, first, b"s")
    a.must(result.ended in ("closed", "reset"), f"after {result.seconds:.0f} s it is still {result.ended}")
    a.must(result.statuses in ([403, 408], [403]), f"it got {result.statuses}")
    a.reads()


@attack("A connection on which nothing comes is closed after ten seconds", desk="slow", apart=True)
def _(a):
    link = wire.connect(a.port, seconds=20)
    start = time.monotonic()
    received, ended = wire.read(link, PATIENCE + SLACK)
    link.close()
    in_time(a, a.evidence(wire.Exchange(b"", received, ended, time.monotonic() - start)))


@attack("Forty slow connections leave the desk free for its user", desk="slow", apart=True)
def _(a):
    usual = waits(a)
    links = open_all(a, 40)
    try:
        for link in links:
            link.sendall(b"GET /session HTTP/1.1\r\nHost: " + a.host.encode() + b"\r\nX: ")
        for _ in range(8):
            time.sleep(0.5)
            is_quick(a, usual)
        for link in links:
            data, ended = wire.read(link, PATIENCE + SLACK)
            a.expect(a.evidence(wire.Exchange(b"", data, ended, 0)), 408, what="a slow one")
    finally:
        close_all(links)
    a.reads()


@attack("A client that sends without reading is no burden", desk="slow", apart=True)
def _(a):
    usual = waits(a)
    link = wire.connect(a.port, seconds=5)
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    link.settimeout(0.5)
    sent, end = 0, time.monotonic() + 3
    data = a.bytes("GET", "/session", cookie=None, close=False) * 50
    while time.monotonic() < end:
        try:
            sent += link.send(data)
        except OSError:
            time.sleep(0.1)
    a.need(sent > 10_000, f"only {sent} bytes were taken")
    is_quick(a, usual)
    link.close()
    a.reads()
