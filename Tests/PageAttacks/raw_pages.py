"""What every answer says, what no answer tells, and names that want to be more than names."""
import json
import select
import time
import urllib.parse

import wire
from answers import Loads, faults
from attempt import attack
from desk import Sender
from planted import found_in

# Of everything that the page may say: how it is made to say it.
VIEWS = ["/", "/session", "/log", "/log?verify=1", "/call", "/handbook", "/preflight", "/practice"]


@attack("Every status that there is comes with every header, and none lets another origin in")
def _(a):
    asks = [("Access-Control-Request-Method", "POST")]
    fields = [("Origin", "http://evil.test")] + asks
    seen = set()
    for target, status in [(view, 200) for view in VIEWS] + [("/nothing", 404), ("/practice/session", 303)]:
        for method in ("GET", "HEAD") if target in ("/session", "/nothing", "/practice/session") else ("GET",):
            result = a.rightful.exchange(a.bytes(method, target, fields=asks), method, seconds=20)
            a.control(result.answer, status, f"{method} {target}")
            seen.add(status)
    token = a.token()
    for result, status in ((a.get(cookie=None, fields=fields), 403),
                           (a.get(fields=fields, status=403), 403),
                           (a.get(host="evil.test", status=421, fields=fields), 421),
                           (a.get("http://evil.test/", status=421, fields=fields), 421),
                           (a.get(method="FOO", status=400, fields=fields), 400),
                           (a.post("/whose", b"a" * 70_000, status=413, fields=fields), 413),
                           (a.expect(a.exchange(a.form("/enter", {"form-token": token})), 405), 405)):
        a.must(result.answer.status == status, f"{result.answer.status}")
        seen.add(status)
    a.must(seen == {200, 303, 400, 403, 404, 405, 413, 421}, f"only {seen} were seen")


@attack("503 comes with every header too", desk="restless")
def _(a):
    links = [wire.connect(a.port, seconds=10) for _ in range(66)]
    try:
        # Those that are let in have ten seconds to say something. Which are refused is up to the desk's threads.
        refused = select.select(links, [], [], 8)[0]
        a.need(refused, "there is room for more")
        data, ended = wire.read(refused[0], 5)
        a.expect(a.evidence(wire.Exchange(b"", data, ended, 0)), 503, what="one too many")
    finally:
        for link in links:
            link.close()
    end = time.monotonic() + 20
    while a.rightful.exchange(a.rightful.bytes(), seconds=10).statuses != [200] and time.monotonic() < end:
        time.sleep(0.1)
    a.reads()


@attack("A reader, a person or a workstation whose name is markup stays a name in every view")
def _(a):
    evil = a.desk.planted
    seen = 0
    for view in VIEWS + ["/session?still=1", f"/log?subject={evil.uuids[0]}"]:
        page = a.control(a.rightful.get(view), 200, view).text
        seen += evil.mark in page
        for name in evil.readers + evil.people + [evil.workstation]:
            a.must(name not in page, f"{view} holds {name} as it is")
        loads = Loads()
        loads.feed(page)
        a.must(not loads.wrong, f"{view}: {loads.wrong}")
        a.must(not {"i", "u", "img"} & set(loads.tags), f"{view} has grown a tag")
        a.must("id=grown" not in page.replace("&lt;b id=grown&gt;", ""), f"{view} has grown a tag")
    a.need(seen >= 2, "no view shows a planted name")
    page = a.rightful.view("/")
    a.must("{{token}}" in page, "a name was taken for a template")
    a.get(cookie=None)


@attack("A reader whose name is markup stays a name in the event stream")
def _(a):
    link = wire.connect(a.port, seconds=10)
    link.sendall(a.rightful.bytes("GET", "/events", close=False))
    data, _ = wire.read(link, 10, until=lambda data: data.count(b"\n\n") > 0 and b"event: readers" in data)
    link.close()
    text = wire.parse(data)[0].body.decode()
    blocks = [block for block in text.split("\n\n") if block]
    a.need(blocks and all(found_in(block.encode(), [a.desk.planted.mark]) for block in blocks[:1]),
           "no readers were told")
    for block in blocks:
        lines = block.split("\n")
        a.must([line.split(":")[0] for line in lines] == ["id", "event", "data"], f"an event of {lines}")
        names = [reader["name"] for reader in json.loads(lines[2].partition(": ")[2])["readers"]]
        a.must(names[:2] == a.desk.planted.readers, f"the names are {names}")
    a.must(wire.parse(data)[0].one("content-type").startswith("text/event-stream"), "the stream's kind")
    a.get("/events", cookie=None)
    a.reads()


@attack("Markup in an address comes back as text, or not at all")
def _(a):
    for text in ('"><script>alert(1)</script>', "'><img src=//evil.test onerror=alert(1)>",
                 "</title><script>{{token}}{{{token}}}", "<svg onload=alert(1)>\u202e\0",
                 "\r\nSet-Cookie: a=b\r\n\r\n<script>"):
        quoted = urllib.parse.quote(text, safe="")
        filters = "&".join(f"{field}={quoted}" for field in ("subject", "operator", "since", "until", "action",
                                                             "outcome", "workstation", "session", "question", "before",
                                                             "open"))
        for target in (f"/log?{filters}", f"/log?workstation={quoted}", f"/log?subject={quoted}",
                       f"/call?system={quoted}", f"/log/{quoted}", f"/{quoted}", f"/session?still={quoted}",
                       f"/assets/{quoted}/page.css"):
            answer = a.rightful.get(target)
            a.must(answer.status in (200, 404), f"{target} got {answer.status}")
            a.must(not faults(answer), f"{target}: {faults(answer)}")
            a.must("<script>" not in answer.text and "<svg o" not in answer.text, f"{target} comes back as it was")
            a.must(not answer.all("set-cookie"), f"{target} sets a cookie")
    a.get("/log?subject=%3Cscript%3E", cookie=None)
    a.reads()


@attack("No way out of the assets leads to a file")
def _(a):
    folder = a.rightful.view("/").split('href="/assets/')[1].split("/")[0]
    paths = ["/../../../../etc/passwd", "/..%2f..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd",
             "/....//....//etc/passwd", "/..%5c..%5cetc%5cpasswd", "/..%c0%af..%c0%afetc/passwd",
             "/%252e%252e%252fetc%252fpasswd", "//etc/passwd", "/page.css/../../../etc/passwd", "/desk.css%00.html",
             "/.", "", "/desk.mustache", "/PAGE.CSS", "/page.css;a", "/~root/.bashrc", "/file:%2f%2f%2fetc%2fpasswd"]
    for path in [f"/assets/{folder}{path}" for path in paths] + ["/assets" + path for path in paths[:4]]:
        a.get(path, cookie=None)
        answer = a.rightful.get(path)
        a.must(answer.status == 404 and not answer.body and not faults(answer), f"{path} got {answer.status}")
    a.control(a.rightful.get(f"/assets/{folder}/page.css"), 200)


@attack("What anybody may load tells nothing of the desk")
def _(a):
    page = a.rightful.view("/")
    folder = page.split('href="/assets/')[1].split("/")[0]
    for name in ("page.css", "desk.js", "icon-desk.svg", "icon-lost.svg", "icon-holder.svg"):
        result = a.exchange(a.bytes("GET", f"/assets/{folder}/{name}", cookie=None))
        a.expect(result, 200, what=name)
        a.must(not found_in(result.received, a.desk.secrets + ["evil.test"]), f"{name} tells of the desk")
        a.must(result.answer.one("content-type").split(";")[0] in ("text/css", "text/javascript", "image/svg+xml"),
               name)
        a.must(b"<script" not in result.answer.body or name == "desk.js", f"{name} holds a script")
    a.must(found_in(wire.exchange(a.desks["working"].port, Sender(a.desks["working"].port).bytes(
        "GET", f"/assets/{folder}/page.css"), seconds=10).received, ["immutable"]), "another desk has other assets")
    a.reads()


@attack("An id for the stream that nobody gave gets the present state, and no more")
def _(a):
    for last in ("x", "-1", "x-99999999999999999999", "a-1\r\nX: y", "<script>", "", "x-0-part", "%00"):
        for target, fields in ((f"/events?after={urllib.parse.quote(last)}", []),
                               ("/events", [("Last-Event-ID", last.replace("\r\n", " "))])):
            link = wire.connect(a.port, seconds=10)
            link.sendall(a.rightful.bytes("GET", target, fields=fields, close=False))
            data, _ = wire.read(link, 10, until=lambda data: b"event: readers" in data)
            link.close()
            a.must(b"event: readers" in data and b"<script>" not in data.partition(b"\r\n\r\n")[0],
                   f"{last}: {data[:80]!r}")
    a.get("/events?after=x-1", cookie=None)
    a.reads()


@attack("No name, address or token stands in an address that a view leads to")
def _(a):
    for view in VIEWS:
        page = a.control(a.rightful.get(view), 200, view).text
        for part in page.split('href="')[1:] + page.split('action="')[1:] + page.split('src="')[1:]:
            address = part.split('"')[0]
            told = found_in(urllib.parse.unquote(address).encode(),
                            [a.desk.planted.mark, "@", "token", a.cookie.split("=")[1]])
            a.must(not told, f"{view} leads to {address}")
    a.get(cookie=None)


@attack("No view has a field for a passcode, and each says that none is typed")
def _(a):
    for view in VIEWS:
        page = a.control(a.rightful.get(view), 200, view).text
        a.must('type="password"' not in page, f"{view} has a field for a passcode")
        a.must("No passcode is ever typed here" in page, f"{view} doesn't say so")
        for form in page.split("<form")[1:]:
            head = form.split(">")[0]
            a.must('autocomplete="off"' in head and 'spellcheck="false"' in head, f"{view} has a form {head[:120]}")
    a.get(cookie=None)
