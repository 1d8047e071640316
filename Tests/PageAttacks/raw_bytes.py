"""Requests within requests, and bytes that two readers could understand in two ways. One of a connection's requests may
never become two, nor two of them one."""
from attempt import attack
from desk import FORM


def hidden(a):
    """A request that would show the desk, if anybody took it for one: it has the cookie."""
    return f"GET /session HTTP/1.1\r\nHost: {a.host}\r\nCookie: {a.cookie}\r\n\r\n".encode()


def whole(a, *lines, body=b"", cookie=True):
    """A rightful form with these further lines, and no length of its own."""
    head = ["POST /whose HTTP/1.1", f"Host: {a.host}", f"Origin: {a.origin}", f"Content-Type: {FORM}"]
    head += [f"Cookie: {a.cookie}"] if cookie else []
    return "\r\n".join(head + list(lines)).encode("latin1") + b"\r\n\r\n" + body


def chunked(data):
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(data), data)


def second_card(a):
    """A form that would ask the second card whose it is."""
    return f"form-token={a.token()}&epoch=2".encode()


@attack("A request in the body of one that is refused isn't a request")
def _(a):
    inner = hidden(a)
    for kind in ("text/plain", FORM):
        fields = [("Origin", "http://evil.test"), ("Content-Type", kind), ("Content-Length", len(inner))]
        for cookie in (a.cookie, None):
            data = a.bytes("POST", "/session", cookie=cookie, fields=fields, body=inner, close=False)
            a.raw(data, 403, what=f"a {kind} body")
    fields = [("Transfer-Encoding", "chunked"), ("Content-Type", "text/plain")]
    a.raw(a.bytes("POST", "/session", fields=fields, body=chunked(inner), close=False), 403, what="a chunked body")
    a.raw(a.bytes("POST", "/session", host="evil.test", fields=[("Content-Length", len(inner))], body=inner,
                  close=False), 421, what="a body for a wrong name")
    a.reads()


@attack("A request in the body of a GET isn't a request")
def _(a):
    inner = hidden(a)
    for fields, body in (([("Content-Length", len(inner))], inner),
                         ([("Transfer-Encoding", "chunked")], chunked(inner))):
        data = a.bytes("GET", "/session", cookie=None, fields=fields, body=body, close=False)
        a.raw(data, 403, what="the body of a GET")
        head = a.bytes("HEAD", "/session", cookie=None, fields=fields, body=body, close=False)
        a.raw(head, 403, what="the body of a HEAD", method="HEAD")
    a.reads()


@attack("A length and chunks together are refused, whichever comes first")
def _(a):
    body = second_card(a)
    for lines in ((f"Content-Length: {len(body)}", "Transfer-Encoding: chunked"),
                  ("Transfer-Encoding: chunked", "Content-Length: 4"),
                  ("Content-Length: 0", "Transfer-Encoding: chunked"),
                  ("Transfer-Encoding: chunked", "content-length: 6")):
        for data in (body, chunked(body), b"0\r\n\r\n" + hidden(a)):
            a.raw(whole(a, *lines, body=data), 400, what=str(lines))
    a.writes()


@attack("Two lengths are refused, equal or not")
def _(a):
    body = second_card(a)
    for lines in ((f"Content-Length: {len(body)}", "Content-Length: 0"),
                  ("Content-Length: 0", f"Content-Length: {len(body)}"),
                  (f"Content-Length: {len(body)}", f"Content-Length: {len(body)}"),
                  (f"Content-Length: {len(body)}, {len(body)}",), (f"Content-Length: {len(body)},0",)):
        a.raw(whole(a, *lines, body=body), 400, what=str(lines))
    a.writes()


@attack("A length that is no plain number is refused")
def _(a):
    body = second_card(a)
    size = len(body)
    for length in (f"+{size}", f"-{size}", f"0x{size:x}", f"{size}.0", f"{size}e0", f"{size} 1", "", "-1", "\xb2",
                   f"{size};a=b", f'"{size}"', f"{size}\x0b", str(2 ** 64 + size), "9" * 400):
        a.raw(whole(a, f"Content-Length: {length}", body=body), 400, what=f"Content-Length: {length[:40]}")
    a.writes()


@attack("Chunks are refused where their announcement isn't exactly that")
def _(a):
    body = second_card(a)
    for lines in (("Transfer-Encoding: xchunked",), ("Transfer-Encoding: identity",),
                  ("Transfer-Encoding: chunked, identity",),
                  ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"), ("Transfer-Encoding : chunked",),
                  ("Transfer-Encoding: \x0bchunked",), ("Transfer-Encoding: chunked\0",),
                  ("Transfer-Encoding:\n chunked",), (" Transfer-Encoding: chunked",),
                  ("X: y", " Transfer-Encoding: chunked"), ("Transfer-Encoding: chun\r\n ked",),
                  ('Transfer-Encoding: "chunked"',), ("Transfer-Encoding: chunked;q=1",)):
        a.raw(whole(a, *lines, body=chunked(body)), 400, what=str(lines))
    for lines in (("Transfer_Encoding: chunked",), ("X-Transfer-Encoding: chunked",)):
        # None of these says how long the body is, so that there is none; what follows is no request either.
        a.raw(whole(a, *lines, body=chunked(body)), 403, 400, what=str(lines))
    a.writes()


@attack("Chunks that are malformed are refused")
def _(a):
    body = second_card(a)
    size = b"%x" % len(body)
    for data in (b"0x" + size + b"\r\n" + body + b"\r\n0\r\n\r\n", b"-1\r\n" + body + b"\r\n0\r\n\r\n",
                 b"F" * 17 + b"\r\n" + body + b"\r\n0\r\n\r\n", b"+" + size + b"\r\n" + body + b"\r\n0\r\n\r\n",
                 size + b"\n" + body + b"\n0\n\n", size + b"\r\n" + body + b"XX0\r\n\r\n",
                 b"\r\n" + body + b"\r\n0\r\n\r\n", size + b";a\n" + body + b"\r\n0\r\n\r\n",
                 size + b" 1\r\n" + body + b"\r\n0\r\n\r\n", b"g\r\n" + body,
                 size + b";a=\0\r\n" + body + b"\r\n0\r\n\r\n", size + b"\r" + body + b"\r0\r\r"):
        a.raw(whole(a, "Transfer-Encoding: chunked", body=data), 400, what=repr(data[:30]))
    a.writes()


@attack("What stands in a chunk's extension or behind the chunks counts as nothing")
def _(a):
    body = second_card(a)
    lines = [f"Cookie: {a.cookie}", f"Origin: {a.origin}", f"Host: {a.host}"]
    trailers = "\r\n".join(lines).encode()
    data = b"%x;%b\r\n%b\r\n0\r\n%b\r\n\r\n" % (len(body), b'Cookie="' + a.cookie.encode() + b'"', body, trailers)
    a.raw(whole(a, "Transfer-Encoding: chunked", "Trailer: Cookie, Origin, Host", body=data, cookie=False), 403,
          what="a cookie")
    foreign = whole(a, "Transfer-Encoding: chunked", "Trailer: Origin", body=data).replace(a.origin.encode(),
                                                                                           b"http://evil.test", 1)
    a.raw(foreign, 403, what="an origin")
    nameless = whole(a, "Transfer-Encoding: chunked", body=data).replace(f"Host: {a.host}\r\n".encode(), b"", 1)
    a.raw(nameless, 421, what="a name")
    right = b"%x;ext=1\r\n%b\r\n0\r\nX: y\r\n\r\n" % (len(body) - 1, body[:-1] + b"")
    a.control(a.rightful.exchange(whole(a, "Transfer-Encoding: chunked", "Connection: close", body=right),
                                  seconds=10).answer, 303)


@attack("Lines that end with half a line's end are refused")
def _(a):
    for data in (f"GET /session HTTP/1.1\nHost: {a.host}\nCookie: {a.cookie}\n\n",
                 f"GET /session HTTP/1.1\r\nHost: {a.host}\nCookie: {a.cookie}\r\n\r\n",
                 f"GET /session HTTP/1.1\r\nHost: {a.host}\r\nX: a\rCookie: {a.cookie}\r\n\r\n",
                 f"GET /session HTTP/1.1\rHost: {a.host}\rCookie: {a.cookie}\r\r",
                 f"GET /session HTTP/1.1\r\nHost: {a.host}\r\nCookie: {a.cookie}\r\n\n",
                 f"GET /session HTTP/1.1\r\nHost: {a.host}\r\n\rCookie: {a.cookie}\r\n\r\n"):
        a.raw(data.encode(), 400, what=repr(data.replace(a.cookie, "C"))[:90])
    a.reads()


@attack("A NUL or another control character is refused wherever it stands")
def _(a):
    for data in (f"GET /session HTTP/1.1\r\nHost: {a.host}\r\nX: a\0b\r\nCookie: {a.cookie}\r\n\r\n",
                 f"GET /session HTTP/1.1\r\nHost: {a.host}\0\r\nCookie: {a.cookie}\r\n\r\n",
                 f"GET /session HTTP/1.1\r\nX\0Y: a\r\nHost: {a.host}\r\nCookie: {a.cookie}\r\n\r\n",
                 f"GET /session\0 HTTP/1.1\r\nHost: {a.host}\r\nCookie: {a.cookie}\r\n\r\n",
                 f"GET /session HTTP/1.1\r\nHost: {a.host}\r\nX\x7f: a\r\nCookie: {a.cookie}\r\n\r\n",
                 f"GET /session HTTP/1.1\r\nHost: {a.host}\r\nX: \x01\r\nCookie: {a.cookie}\r\n\r\n",
                 f"GET /ses sion HTTP/1.1\r\nHost: {a.host}\r\nCookie: {a.cookie}\r\n\r\n",
                 f"GET  /session HTTP/1.1\r\nHost: {a.host}\r\nX y: a\r\nCookie: {a.cookie}\r\n\r\n",
                 f"GET /session HTTP/1.1\r\nHost: {a.host}\r\nno colon\r\nCookie: {a.cookie}\r\n\r\n",
                 f"GET /session HTTP/1.1\r\nHost: {a.host}\r\n: empty\r\nCookie: {a.cookie}\r\n\r\n"):
        a.raw(data.encode("latin1"), 400, what=repr(data.replace(a.cookie, "C"))[:90])
    a.reads()


@attack("Headers that are too long or too many are refused, and cost little")
def _(a):
    head = f"GET /session HTTP/1.1\r\nHost: {a.host}\r\n".encode()
    tail = f"Cookie: {a.cookie}\r\n\r\n".encode()
    for more in (b"X: " + b"a" * 70_000 + b"\r\n", b"X" * 70_000 + b": a\r\n", b"X: a\r\n" * 10_000,
                 b"X: " + b"a" * 5_000_000):
        result = a.raw(head + more + tail, 400, what=f"{len(more)} bytes of headers")
        a.must(result.seconds < 16, f"it took {result.seconds} s")
    a.raw(b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n" + head.partition(b"\r\n")[2] + tail, 400, what="a long target")
    a.raw(b"G" * 100_000, 400, what="a long method")
    a.reads()


@attack("Of several requests on one connection each is judged by itself")
def _(a):
    good = a.rightful.bytes("GET", "/practice/session", close=False)
    for bad, status in ((a.bytes(host="evil.test", close=False), 421), (a.bytes(cookie=None, close=False), 403),
                        (a.form("/session", {"job": "unlock"}, origin="http://evil.test", close=False), 403)):
        for order, statuses in (([good, bad], [303, status]), ([bad, good], [status, 303]),
                                ([bad, bad, good], [status] * 2 + [303])):
            # The last one ends the connection, so that no pause between the answers is taken for their end.
            last = order[-1].replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
            result = a.exchange(b"".join(order[:-1]) + last, grace=5)
            a.expect(result, *statuses, what="several requests")
    # Half of the next one is no request, and the first one's cookie isn't the second one's.
    result = a.exchange(good + a.bytes(cookie=None), grace=5)
    a.expect(result, 303, 403, what="a second request without the cookie")
    a.reads()


@attack("A form that is refused isn't asked to go on, and one in two parts isn't two")
def _(a):
    body = second_card(a)
    expect = [("Expect", "100-continue")]
    a.post("/whose", body, origin="http://evil.test", fields=expect)
    a.post("/whose", body, cookie=None, fields=expect)
    split = whole(a, f"Content-Length: {len(body) + 5}", body=body)
    result = a.exchange([split, b"\r\n\r\n"], pause=0.2, half_close=True, seconds=3)
    a.must(all(status >= 400 for status in result.statuses), f"a form that isn't whole got {result.statuses}")
    a.writes()


@attack("A form whose connection ends before it is whole does nothing")
def _(a):
    body = second_card(a)
    for half_close in (True, False):
        data = whole(a, f"Content-Length: {len(body) + 1}", body=body)
        result = a.exchange(data, half_close=half_close, seconds=1)
        a.must(all(status >= 400 for status in result.statuses), f"a form that isn't whole got {result.statuses}")
    data = whole(a, "Transfer-Encoding: chunked", body=b"%x\r\n%b\r\n" % (len(body), body))
    result = a.exchange(data, half_close=True, seconds=1)
    a.must(all(status >= 400 for status in result.statuses), f"chunks without an end got {result.statuses}")
    a.writes()


@attack("Hop-by-hop headers take nothing away from what is judged")
def _(a):
    for name in ("Origin", "Sec-Fetch-Site", "Cookie", "Host", "Content-Type"):
        body = {"form-token": a.token(), "epoch": "2"}
        a.post("/whose", body, origin="http://evil.test", site="cross-site", fields=[("Connection", f"close, {name}")],
               close=False)
    a.expect(a.exchange(a.bytes(fields=[("Sec-Fetch-Site", "cross-site"), ("Connection", "close, Sec-Fetch-Site")],
                                close=False)), 403, what="a GET")
    a.reads()
