"""Rule 4: another Unix user of the same computer, who knows everything: port, cookie, a form's token, a fresh link."""
import os
import re
import stat
import time

import second_user
import wire
from attempt import attack
from raw_crowds import is_quick, waits


def sent(a, data, **more):
    """What the second user gets for these bytes."""
    return a.evidence(a.second.do(wire.exchange, a.port, data, **{"grace": 3, **more}))


def is_shut(a, result, what="it"):
    a.expect(result, 403, what=what)
    a.must(result.answer.body == b"Forbidden\n", f"{what} was told {result.answer.body[:80]!r}")
    a.must(result.ended in ("closed", "reset"), f"{what} stays {result.ended}")
    return result


@attack("The second user is one, for the kernel too", second=True)
def _(a):
    ids, owners = a.second.do(second_user.user)
    a.need(set(ids) == {second_user.USER} and owners == [second_user.USER], f"it is {ids}, its sockets {owners}'s")
    is_shut(a, sent(a, a.bytes(cookie=None)))
    a.reads()


@attack("Another user gets nothing, with the cookie and without", second=True)
def _(a):
    for target in ("/", "/session", "/log", "/events", "/preflight", "/nothing"):
        for cookie in (a.cookie, None):
            is_shut(a, sent(a, a.bytes("GET", target, cookie=cookie)), target)
    is_shut(a, sent(a, a.bytes(host="evil.test")), "a wrong name")
    a.reads()


@attack("Another user's form does nothing, with everything right", second=True)
def _(a):
    token = a.token("/", "data-job")
    is_shut(a, sent(a, a.form("/session", {"form-token": token, "job": "unlock"})))
    is_shut(a, sent(a, a.form("/whose", {"form-token": token, "epoch": "2"})))
    a.writes(token)


@attack("Another user's form doesn't end what is going on", desk="working", second=True)
def _(a):
    token = a.token("/session", 'data-action="stop"')
    is_shut(a, sent(a, a.form("/session", {"form-token": token, "stop": "true"})))
    a.writes()


@attack("Another user doesn't use a link up, and isn't let in by it", second=True)
def _(a):
    token = a.link_token()
    is_shut(a, sent(a, a.bytes("GET", "/enter?token=" + token, cookie=None)))
    a.enters(token)


@attack("Another user who sends and closes at once, so that nobody owns the socket any more, changes nothing",
        second=True)
def _(a):
    token = a.link_token()
    form = a.form("/session", {"form-token": a.token("/", "data-job"), "job": "unlock"})
    for data in (a.bytes("GET", "/enter?token=" + token, cookie=None), form):
        a.need(a.second.do(second_user.storm, a.port, data, 100) == 100, "the storm didn't come about")
    time.sleep(0.5)
    a.must("Refused connections of" in a.desk.said(), "nothing was refused")
    a.enters(token)


@attack("Another user is shut out before anything is read", second=True)
def _(a):
    # Nothing is sent at all, and the answer comes all the same.
    is_shut(a, sent(a, b""), "silence")
    is_shut(a, sent(a, b"\0" * 10), "rubbish")
    is_shut(a, sent(a, b"GET / HT"), "half a line")
    a.reads()


@attack("Another user gets nothing by an IPv6 socket, another address of loopback, or 0.0.0.0", second=True)
def _(a):
    data = a.bytes()
    is_shut(a, sent(a, data, host="::ffff:127.0.0.1"), "an IPv6 socket")
    is_shut(a, sent(a, data, source="127.0.0.2"), "127.0.0.2")
    is_shut(a, sent(a, data, host="0.0.0.0"), "0.0.0.0")
    for result in (wire.exchange(a.port, a.rightful.bytes(), host="::ffff:127.0.0.1", seconds=10),
                   wire.exchange(a.port, a.rightful.bytes(), source="127.0.0.2", seconds=10)):
        a.control(result.answer, 200, "the same way, as the desk's own user")


@attack("Two hundred connections of another user take nobody's place", desk="restless", second=True)
def _(a):
    usual = waits(a)
    results = a.second.do(second_user.crowd, a.port, 200, 1)
    a.need(len(results) >= 190, f"only {len(results)} connections came about")
    for received, ended in results:
        result = a.evidence(wire.Exchange(b"", received, ended, 0))
        a.must(result.statuses in ([403], []), f"one got {result.statuses}")
        a.must(ended in ("closed", "reset"), f"one stays {ended}")
    a.must(any(received for received, _ in results), "none was told why")
    is_quick(a, usual)


def quiet(desk):
    """The desk's log, when nothing more is written to it."""
    said, end = desk.said(), time.monotonic() + 30
    while time.monotonic() < end:
        time.sleep(2)
        if desk.said() == said:
            break
        said = desk.said()
    return said


@attack("The desk's log has at most one line a second about another user, with a count", desk="restless", second=True)
def _(a):
    pattern = re.compile(rf"Refused connections of Unix user {second_user.USER}: (\d+)")
    before, start = pattern.findall(quiet(a.desk)), time.monotonic()
    for _ in range(3):
        for received, ended in a.second.do(second_user.crowd, a.port, 30, 0.2):
            a.evidence(wire.Exchange(b"", received, ended, 0))
    told = [int(count) for count in pattern.findall(quiet(a.desk))[len(before):]]
    took = time.monotonic() - start
    a.must(told and len(told) <= took + 3, f"{len(told)} lines in {took:.1f} s")
    a.must(sum(told) == 90, f"the counts are {told}, of 90 connections")
    a.must(a.cookie not in a.desk.said() and "token" not in a.desk.said(), "the log holds a cookie or a link")
    a.reads()


@attack("Another user gets no link from the desk's own socket", second=True)
def _(a):
    run = os.path.join(a.desk.folder, "run")
    a.need("ra" in a.second.do(second_user.can_list, run), "the second user can't come near the socket")
    path = os.path.join(run, "ra/desk.sock")
    said = a.second.do(second_user.reach, path)
    a.must(all(error in ("EACCES", "EPERM") for error in said), f"the socket says {said}")
    a.must(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "the socket isn't 0600")
    a.must(stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700, "its folder isn't 0700")
    a.enters(a.link_token())


@attack("Another user can't listen in the desk's place", second=True)
def _(a):
    said = a.second.do(second_user.take_port, a.port)
    a.must(all(error == "EADDRINUSE" for error in said), f"the port says {said}")
    a.reads()


@attack("Another user can't read what the desk keeps, nor a link from its command line", second=True)
def _(a):
    files = [os.path.join(place, name) for part in ("home", "run", "tmp", "log")
             for place, _, names in os.walk(os.path.join(a.desk.folder, part)) for name in names]
    a.need(files, "the desk keeps nothing")
    found = a.second.do(second_user.readable, files + [f"/proc/{a.desk.process.pid}/environ"])
    a.must(not found, f"it can read {found}")
    with open(f"/proc/{a.desk.process.pid}/cmdline", "rb") as file:
        a.must(b"token" not in file.read(), "a link stands in the command line")
    a.reads()
