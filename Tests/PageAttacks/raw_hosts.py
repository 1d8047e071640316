"""Rule 1: another name, another port, another address. What a rebound name makes a browser send."""
import socket

import wire
from attempt import attack


def names(attempt, *hosts):
    for host in hosts:
        attempt.get(host=host, status=421)
    attempt.reads()


@attack("A name that was made to mean this computer gets nothing, with the cookie and every port")
def _(a):
    names(a, f"evil.test:{a.port}", "evil.test", f"EVIL.TEST:{a.port}", f"127.0.0.1.evil.test:{a.port}",
          f"127.0.0.1.nip.test:{a.port}")


@attack("localhost isn't the page's name, in any case and with any dot")
def _(a):
    names(a, f"localhost:{a.port}", f"LOCALHOST:{a.port}", f"localhost.:{a.port}", "localhost", f"a.localhost:{a.port}")


@attack("0.0.0.0 leads to the desk, and gets nothing from it")
def _(a):
    data = a.bytes(host=f"0.0.0.0:{a.port}")
    a.expect(a.exchange(data, host="0.0.0.0"), 421, what="0.0.0.0")
    a.expect(a.exchange(a.bytes(host=f"0:{a.port}"), host="0.0.0.0"), 421, what="0")
    # The connection is good: it is the name that is refused.
    right = wire.exchange(a.port, a.rightful.bytes(), host="0.0.0.0", seconds=10)
    a.control(right.answer, 200, "the right name by way of 0.0.0.0")


@attack("No other address of this computer leads to the desk")
def _(a):
    own = [found[4][0] for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET, socket.SOCK_STREAM)]
    for address in ["127.0.0.2", "127.255.255.254", "::1", "::ffff:127.0.0.2"] + [o for o in own if o != wire.HOST]:
        result = a.exchange(a.bytes(host=f"[{address}]:{a.port}" if ":" in address else f"{address}:{a.port}"),
                            host=address)
        a.expect(result, what=address)
        a.must(result.ended == "refused", f"{address} ended {result.ended}")
    a.reads()


@attack("An IPv6 address as the name gets nothing")
def _(a):
    names(a, f"[::1]:{a.port}", f"[::ffff:127.0.0.1]:{a.port}", f"[::ffff:7f00:1]:{a.port}", f"[::]:{a.port}", "[::1]")


@attack("Another way to write 127.0.0.1 isn't the page's name")
def _(a):
    names(a, f"2130706433:{a.port}", f"0x7f000001:{a.port}", f"0x7f.1:{a.port}", f"0177.0.0.1:{a.port}",
          f"127.1:{a.port}", f"127.0.0.01:{a.port}", f"%3127.0.0.1:{a.port}", f"\uff11\uff12\uff17.0.0.1:{a.port}",
          f"127.0.0.1.:{a.port}")


@attack("The right address without its port, or with another, gets nothing")
def _(a):
    names(a, "127.0.0.1", "127.0.0.1:", "127.0.0.1:80", f"127.0.0.1:{a.port + 1}", f"127.0.0.1:0{a.port}",
          f"127.0.0.1:+{a.port}", f"127.0.0.1:{a.port}0", f"127.0.0.1:{a.port + 65536}", f"127.0.0.1: {a.port}")


@attack("A user before the name, or something after it, gets nothing")
def _(a):
    names(a, f"me@{a.host}", f"me:secret@{a.host}", f"{a.host}@evil.test", f"{a.host}/", f"{a.host}/evil.test",
          f"{a.host}#", f"{a.host}?", f"http://{a.host}", f"{a.host} evil.test", f"{a.host},evil.test",
          f"{a.host}, {a.host}", f"evil.test, {a.host}")


@attack("No name at all, or an empty one, gets nothing")
def _(a):
    a.get(host=None, status=421)
    a.get(host="", status=421)
    a.raw(f"GET /session HTTP/1.0\r\nCookie: {a.cookie}\r\n\r\n".encode(), 421, what="HTTP/1.0 without Host")
    a.reads()


@attack("A second Host gets nothing, whichever of the two is right")
def _(a):
    for first, second in ((a.host, "evil.test"), ("evil.test", a.host), (a.host, a.host), (a.host, "")):
        a.get(host=first, fields=[("Host", second)], status=421)
        a.get(host=first, fields=[("X-Between", "1"), ("hOST", second)], status=421)
    a.reads()


@attack("Spaces, tabs and folded lines hide no name")
def _(a):
    rest = f"Cookie: {a.cookie}\r\nConnection: close\r\n\r\n"
    for line in (f"Host : {a.host}", f" Host: {a.host}", f"\tHost: {a.host}", f"Host\t: {a.host}",
                 f"Host:\r\n {a.host}", f"Host: evil.test\r\n {a.host}", f"Host: {a.host}\r\n\tevil.test",
                 f"X: y\r\n Host: {a.host}"):
        a.raw(f"GET /session HTTP/1.1\r\n{line}\r\n{rest}".encode(), 400, what=repr(line))
    a.get(host=f"{a.host}\tevil.test", status=421)
    # White space around the value isn't part of it (RFC 9112, 5.1).
    a.control(a.rightful.exchange(a.rightful.bytes(host=f"\t {a.host} \t"), seconds=10).answer, 200)


@attack("A target with a server in it gets nothing, as to a proxy")
def _(a):
    for target in (f"http://evil.test:{a.port}/session", "http://evil.test/", "https://evil.test/",
                   f"http://me@{a.host}/"):
        a.get(target=target, status=421)
        a.get(target=target, host="evil.test", status=421)
    a.get(target=f"http://{a.host}/session", host=f"evil.test:{a.port}", status=421)
    a.get(target=f"HTTP://{a.host}/session", host="evil.test", status=421)
    a.expect(a.exchange(a.bytes("CONNECT", a.host)), 421, what="CONNECT")
    a.reads()


@attack("What a proxy would add doesn't stand for the name")
def _(a):
    for name in ("X-Forwarded-Host", "X-Host", "X-Original-Host", "X-Forwarded-Server", "X-HTTP-Host-Override",
                 ":authority"):
        if name.startswith(":"):
            a.raw(a.bytes(host="evil.test", fields=[(name, a.host)]), 400, what=name)
        else:
            a.get(host="evil.test", fields=[(name, a.host)], status=421)
    a.get(host="evil.test", fields=[("Forwarded", f"host={a.host};for=127.0.0.1")], status=421)
    for name in ("X-Original-URL", "X-Rewrite-URL"):
        a.get(target="/enter", fields=[(name, "/session")], status=403)
    a.reads()


@attack("A wrong name is refused before a link's token is looked at")
def _(a):
    token = a.link_token()
    a.get("/enter?token=" + token, host=f"evil.test:{a.port}", cookie=None, status=421)
    a.get("/enter?token=" + token, host=f"localhost:{a.port}", cookie=None, status=421)
    a.get(f"http://evil.test/enter?token={token}", cookie=None, status=421)
    a.enters(token)


@attack("A wrong name changes nothing, with everything else right")
def _(a):
    token = a.token()
    for host in (f"localhost:{a.port}", f"evil.test:{a.port}", f"0.0.0.0:{a.port}"):
        body = {"form-token": token, "job": "unlock"}
        a.post("/session", body, host=host, status=421)
        a.post("/session", body, host=host, origin="http://" + host, status=421)
    a.writes(token)
