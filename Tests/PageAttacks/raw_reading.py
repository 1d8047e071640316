"""Rules 2 and 3 for what reads: without the cookie, and with it from another site or another port of this address."""
import wire
from attempt import attack
from desk import Sender

VIEWS = ["/", "/session", "/log", "/log?verify=1", "/log/20261126T184735-0a0b0c", "/due", "/call", "/handbook",
         "/preflight", "/practice", "/practice/session", "/practice/events", "/events", "/whose", "/assets/",
         "/nothing", "/enter"]
SITES = ["same-site", "cross-site"]


def from_page(site, mode, destination, *more):
    """What a browser says of a request that another page made it send."""
    said = [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination)]
    return [(name, value) for name, value in said if value is not None] + list(more)


def from_elsewhere(a, mode, destination, *more, target="/session", method="GET"):
    """The same from another port of this address and from another site, with the cookie as if both were given it."""
    for site in SITES:
        a.get(target, fields=from_page(site, mode, destination, *more), method=method)


@attack("Without the cookie every address is the same 403 page, whether there is such a view or not")
def _(a):
    pages = {a.get(view, cookie=None).answer.body for view in VIEWS}
    a.must(len(pages) == 1, f"{len(pages)} different pages")
    a.reads()


@attack("The 403 page says how to get in and leads to the desk, and nothing else")
def _(a):
    page = a.get("/", cookie=None).answer.text
    a.must('href="/"' in page and "Open the desk" in page and "ra desk --link" in page, f"no way in: {page[-900:]}")
    a.reads()


@attack("The 403 page doesn't tell whether a session is going on")
def _(a):
    working = a.desks["working"]
    there = wire.exchange(working.port, Sender(working.port).bytes("GET", "/session"), seconds=10)
    a.evidence(there)
    a.must(there.answer.body == a.get("/session", cookie=None).answer.body, "it differs")
    a.need('data-key="' in working.rightful.view("/session"), "no session is going on")
    a.reads()


@attack("HEAD learns no more than GET, without the cookie and with it from elsewhere")
def _(a):
    for view in VIEWS:
        answer = a.get(view, cookie=None, method="HEAD").answer
        a.must(not answer.body, "HEAD has a body")
    from_elsewhere(a, "no-cors", "empty", method="HEAD", target="/")
    from_elsewhere(a, "cors", "empty", ("Origin", f"http://127.0.0.1:{a.port + 1}"), method="HEAD", target="/events")
    a.reads()


@attack("A cookie of this name that isn't ours lets nobody in")
def _(a):
    name, _, value = a.cookie.partition("=")
    session, _, seal = value.partition(".")
    flipped = seal[:-2] + ("A" if seal[-2] != "A" else "B") + seal[-1]
    other = Sender(a.port, None)
    answer = other.exchange(other.bytes("GET", "/enter?token=" + a.link_token()), seconds=20).answer
    other_session, _, other_seal = answer.one("set-cookie").split(";")[0].partition("=")[2].partition(".")
    for wrong in ("", "x", session, session + ".", "." + seal, f"{session}.{flipped}", f"{session}.{seal[:-1]}",
                  f"{session}.{seal}A", f"{other_session}.{seal}", f"{session}.{other_seal}", value.swapcase(),
                  f'"{value}"', value.replace(".", "%2E"), "A" * len(session) + "." + "A" * len(seal), value + "\t.",
                  f"{session}..{seal}"):
        a.get(cookie=f"{name}={wrong}")
    for wrong in (f"{name}x={value}", f"x{name}={value}", f"{name[:-1]}={value}", f"{name.upper()}={value}",
                  f"$Path={value}", f"{name} ={value}", f"={value}", value, f"a=b,{name}={value}", f"{name}[]={value}"):
        a.get(cookie=wrong)
    a.reads()


@attack("The cookie of another desk of this user lets nobody in")
def _(a):
    working = a.desks["working"]
    a.get(cookie=working.rightful.cookie)
    name, value = a.cookie.split("=")[0], working.rightful.cookie.split("=")[1]
    a.get(cookie=f"{name}={value}")
    a.control(working.rightful.get("/session"), 200, "that cookie at its own desk")


@attack("The cookie is for this browser and this run alone, and hidden from scripts")
def _(a):
    line = a.rightful.cookie_line
    said = [part.strip().lower() for part in line.split(";")[1:]]
    a.must(sorted(said) == ["httponly", "path=/", "samesite=strict"], f"the cookie says {said}")
    a.must(a.desks["working"].rightful.cookie.split("=")[0] != a.cookie.split("=")[0], "two runs share a cookie's name")
    a.get(cookie=None)
    a.reads()


@attack("Cookies that another port has set shut nobody out and let nobody in")
def _(a):
    name, _, value = a.cookie.partition("=")
    wrong = "A" * len(value)
    others = [f"{name}={wrong}", f"{name}=", "a=b", f"{name}={value[:-1]}", "ra-desk=1", "b", "="]
    a.get(cookie="; ".join(others))
    for cookies in (others + [a.cookie], [a.cookie] + others, others[:3] + [a.cookie] + others[3:],
                    [f"{name}={wrong}"] * 100 + [a.cookie], [f"c{n}={'x' * 100}" for n in range(150)] + [a.cookie]):
        a.control(a.rightful.get("/session", cookie="; ".join(cookies)), 200, "the right cookie among others")
    a.control(a.rightful.get("/session", cookie=None, fields=[("Cookie", "a=b"), ("Cookie", a.cookie)]), 200)


@attack("More cookies than a request may hold tell nothing")
def _(a):
    a.get(cookie="; ".join([f"c{n}={'x' * 4000}" for n in range(100)] + [a.cookie]), status=400)
    a.reads()


@attack("A cookie that comes in a header of another kind is none")
def _(a):
    for name in ("X-Cookie", "Cookie2", "Authorization", "Set-Cookie", "X-Forwarded-Cookie"):
        a.get(cookie=None, fields=[(name, a.cookie)])
    a.get("/session?" + a.cookie, cookie=None)
    a.reads()


@attack("fetch without CORS from another port or site learns nothing, with the cookie")
def _(a):
    for view in ("/", "/session", "/log", "/preflight", "/practice", "/events"):
        from_elsewhere(a, "no-cors", "empty", target=view)
    a.control(a.rightful.get("/session", fields=from_page("same-origin", "no-cors", "empty")), 200)


@attack("fetch with CORS and credentials from another port or site learns nothing")
def _(a):
    for origin in (f"http://127.0.0.1:{a.port + 1}", "http://evil.test", "null", f"http://localhost:{a.port}"):
        for view in ("/", "/session", "/events"):
            from_elsewhere(a, "cors", "empty", ("Origin", origin), target=view)
    a.control(a.rightful.get("/session", fields=from_page("same-origin", "cors", "empty")), 200)


@attack("A preflight for CORS or a private network is refused, and allows nothing")
def _(a):
    for asked in ("GET", "POST", "PUT"):
        fields = [("Origin", "http://evil.test"), ("Access-Control-Request-Method", asked),
                  ("Access-Control-Request-Headers", "x-anything,content-type"),
                  ("Access-Control-Request-Private-Network", "true"), ("Access-Control-Request-Local-Network", "true")]
        from_elsewhere(a, "cors", "empty", *fields, method="OPTIONS")
        a.get(cookie=None, fields=fields, method="OPTIONS")
        a.get(fields=fields, method="OPTIONS")
    a.get("*", method="OPTIONS")
    a.reads()


@attack("An image, sound, film or font from elsewhere is no probe: one answer for all")
def _(a):
    for destination in ("image", "audio", "video", "track", "font"):
        from_elsewhere(a, "no-cors", destination)
        from_elsewhere(a, "cors", destination, ("Origin", "http://evil.test"), target="/practice/session")
    from_elsewhere(a, "no-cors", "image", target="/assets/nothing/icon-desk.svg")
    a.reads()


@attack("A view can't be read as a script, a style or a module from elsewhere")
def _(a):
    for destination in ("script", "style", "xslt", "json", "manifest", "worker", "sharedworker", "audioworklet",
                        "paintworklet", "report", "webidentity", "serviceworker"):
        from_elsewhere(a, "no-cors", destination)
    from_elsewhere(a, "cors", "script", ("Origin", "http://evil.test"))
    from_elsewhere(a, "same-origin", "serviceworker", ("Service-Worker", "script"))
    a.reads()


@attack("The page's own style, script and icons can't be loaded from elsewhere, so that none shows that it is here")
def _(a):
    page = a.rightful.view("/")
    folder = page.split('href="/assets/')[1].split("/")[0]
    for name in ("page.css", "desk.js", "icon-desk.svg"):
        asset = f"/assets/{folder}/{name}"
        for destination in ("style", "script", "image", "empty"):
            from_elsewhere(a, "no-cors", destination, target=asset)
        a.get(asset, cookie=None, fields=from_page("cross-site", "no-cors", "empty"))
        a.control(a.rightful.get(asset), 200)


@attack("No frame, object or embedded part of another page shows the desk")
def _(a):
    for destination in ("iframe", "frame", "object", "embed", "fencedframe"):
        from_elsewhere(a, "navigate", destination, target="/")
        from_elsewhere(a, "no-cors", destination)
    from_elsewhere(a, "nested-navigate", "nested-document")
    policy = a.reads("/").one("content-security-policy")
    a.must("frame-ancestors 'none'" in policy, policy)


@attack("A browser that looks ahead from another page gets nothing")
def _(a):
    for purpose in ("prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip"):
        for destination in ("empty", "script", "style", "iframe"):
            from_elsewhere(a, "no-cors", destination, ("Sec-Purpose", purpose))
        from_elsewhere(a, "cors", "empty", ("Sec-Purpose", purpose), ("Purpose", "prefetch"))
    from_elsewhere(a, "no-cors", "document", ("Sec-Purpose", "prefetch"), target="/")
    a.reads()


@attack("Another page's event stream is refused before it takes a place")
def _(a):
    accept = ("Accept", "text/event-stream")
    for origin in (f"http://127.0.0.1:{a.port + 1}", "http://evil.test", "null"):
        for target in ("/events", "/events?after=x-0", "/practice/events"):
            from_elsewhere(a, "cors", "empty", accept, ("Origin", origin), target=target)
    for _ in range(20):
        a.get("/events", cookie=None, fields=[accept])
    links = []
    try:
        # All the sixteen places but the one that is taken are still free.
        for _ in range(15):
            link = wire.connect(a.port, seconds=10)
            links.append(link)
            link.sendall(a.rightful.bytes("GET", "/events", close=False))
        for link in links:
            data, _ = wire.read(link, 10, until=lambda data: b"event: readers" in data)
            a.need(b"event: readers" in data, f"a rightful stream got {data[:60]!r}")
    finally:
        for link in links:
            link.close()
    a.reads()


@attack("A WebSocket is opened for nobody")
def _(a):
    upgrade = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"),
               ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]
    for origin in (f"http://127.0.0.1:{a.port + 1}", "http://evil.test"):
        for target in ("/", "/events", "/session"):
            from_elsewhere(a, "websocket", "websocket", ("Origin", origin), *upgrade, target=target)
            a.get(target, cookie=None, fields=[("Origin", origin)] + upgrade)
    # Even from the page itself nothing is switched over: it stays HTTP.
    a.control(a.rightful.get("/session", fields=upgrade), 200)


@attack("Another protocol isn't switched to, nor spoken")
def _(a):
    fields = [("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABkAAQCAAAAAAIAAAAA"),
              ("Connection", "Upgrade, HTTP2-Settings")]
    a.get(cookie=None, fields=fields)
    from_elsewhere(a, "no-cors", "empty", *fields)
    a.raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 400, what="HTTP/2")
    a.raw(bytes.fromhex("16030102000100 01fc0303".replace(" ", "")) + bytes(500), 400, what="TLS")
    a.raw(b"GET /session\r\n\r\n", 400, what="HTTP/0.9")
    for version in ("HTTP/1.2", "HTTP/2.0", "HTTP/3", "HTTP/1.1.1", "http/1.1", "HTTP/11", "ICY/1.1"):
        a.raw(f"GET /session {version}\r\nHost: {a.host}\r\nCookie: {a.cookie}\r\n\r\n".encode(), 400, what=version)
    a.reads()


@attack("A way that isn't quite a top-level one counts as another page's")
def _(a):
    for site in SITES + ["Same-Origin", "none x", "none, same-origin"]:
        for mode, destination in (("navigate", None), (None, "document"), ("navigate", "empty"),
                                  ("no-cors", "document"), ("cors", "document"), ("Navigate", "document"),
                                  ("navigate", "Document"), (None, None), ("navigate, navigate", "document"),
                                  ("websocket", "document")):
            a.get(fields=from_page(site, mode, destination))
    a.get(fields=from_page("same-origin", "cors", "empty") + [("Sec-Fetch-Site", "cross-site")])
    a.get(fields=[("Sec-Fetch-Site", "cross-site")] + from_page("same-origin", "cors", "empty"))
    a.get(fields=from_page("cross-site", "navigate", "document") + [("Sec-Fetch-Dest", "iframe")])
    a.control(a.rightful.get("/session", fields=from_page("none", "navigate", "document")), 200)


@attack("A link from elsewhere opens the desk for its user alone: the page that led there can't look in")
def _(a):
    # Without the cookie, as a Strict one isn't sent from another site.
    a.get("/", cookie=None, fields=from_page("cross-site", "navigate", "document", ("Sec-Fetch-User", "?1")))
    for site in SITES:
        answer = a.control(a.rightful.get("/", fields=from_page(site, "navigate", "document")), 200,
                           "a link to the desk")
        a.must(answer.one("cross-origin-opener-policy") == "same-origin", "its opener keeps a hold of it")
