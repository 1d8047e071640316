"""Rule 2: the link's token: used once, in time, by whoever opens it and nobody else."""
import secrets
import threading
import time

import wire
from attempt import attack
from desk import Sender
from raw_reading import SITES, from_page


@attack("A link that was used lets nobody in again")
def _(a):
    token = a.link_token()
    a.enters(token)
    for _ in range(3):
        a.get("/enter?token=" + token, cookie=None)
    a.get("/enter?token=" + token)
    spent = a.desk.spent_link.split("token=")[1]
    a.get("/enter?token=" + spent, cookie=None)


@attack("Of many who open a link at the same moment one gets in")
def _(a):
    token, results, gate = a.link_token(), [], threading.Barrier(8)

    def enter():
        link = wire.connect(a.port, seconds=10)
        gate.wait(10)
        data = a.bytes("GET", "/enter?token=" + token, cookie=None)
        link.sendall(data)
        received, ended = wire.read(link, 10)
        link.close()
        results.append(wire.Exchange(data, received, ended, 0))

    threads = [threading.Thread(target=enter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    let_in = [result for result in results if result.statuses == [303]]
    refused = [result for result in results if result.statuses == [403]]
    a.need(len(results) == 8, f"only {len(results)} came back")
    a.must(len(let_in) == 1 and len(refused) == 7, f"{len(let_in)} were let in, {len(refused)} refused")
    for result in refused:
        a.evidence(result)
    a.control(let_in[0].answer, 303, "the one that was first")


@attack("A guess at a token lets nobody in, and doesn't void the link that waits")
def _(a):
    token = a.link_token()
    a.must(len(token) >= 22, f"a token of {len(token)} characters can't hold 128 bits")
    others = [a.link_token() for _ in range(2)]
    a.must(len({token, *others}) == 3 and not {one[:8] for one in others} & {token[:8]}, "links resemble each other")
    guesses = [token[:-1], token + "A", token[:-1] + ("A" if token[-1] != "A" else "B"), token.swapcase(), "",
               "A" * len(token), token[::-1], f"{token},{others[0]}", f" {token}", f"{token}%00", f"{token}%20",
               f"%00{token}", f"{token}/", token.replace(token[0], f"%25{ord(token[0]):02x}", 1), "%ff", "%", "null",
               "undefined", "*", "A" * 30000]
    guesses += [secrets.token_urlsafe(32) for _ in range(20)]
    for guess in guesses:
        a.get("/enter?token=" + guess.replace(" ", "%20"), cookie=None)
    a.get("/enter", cookie=None)
    a.get("/enter?", cookie=None)
    a.enters(token)


@attack("A token counts only where it is to stand")
def _(a):
    token = a.link_token()
    for target in (f"/enter?token={token}&token={token}", f"/enter?token={token}&token=",
                   f"/enter?token=&token={token}", f"/enter?Token={token}", f"/enter?token[]={token}",
                   f"/enter?a={token}", f"/enter?{token}", f"/enter/?token={token}", f"//enter?token={token}",
                   f"/ENTER?token={token}", f"/enter;?token={token}", f"/%65nter?token={token}",
                   f"/enter%3Ftoken={token}", f"/./enter?token={token}", f"/x/../enter?token={token}",
                   f"/enter/..?token={token}", f"/?token={token}", f"/session?token={token}", f"/enter#?token={token}",
                   f"/enter/{token}", f"/enter?token={token}%", f"/\\enter?token={token}"):
        a.get(target, cookie=None)
    for fields in ([("Token", token)], [("Authorization", f"Bearer {token}")], [("Cookie", f"token={token}")],
                   [("Referer", f"{a.origin}/enter?token={token}")]):
        a.get("/enter", cookie=None, fields=fields)
        a.get("/session", cookie=None, fields=fields)
    a.enters(token)


@attack("No other method than GET uses a link up")
def _(a):
    token = a.link_token()
    target = "/enter?token=" + token
    a.get(target, cookie=None, method="HEAD")
    a.get(target, status=405, method="HEAD")
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        a.get(target, cookie=None, method=method, fields=[("Content-Length", "0")])
    form = a.form(target, {"form-token": a.token(), "token": token})
    a.expect(a.exchange(form), 405, what="POST with all that a form needs")
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method"):
        a.get(target, cookie=None, method="HEAD", fields=[(name, "GET")])
        a.get(target, cookie=None, method="POST", fields=[(name, "GET"), ("Content-Length", "0")])
    a.enters(token)


@attack("A browser or a messenger that only looks ahead doesn't use a link up")
def _(a):
    token = a.link_token()
    target = "/enter?token=" + token
    for name, value in (("Sec-Purpose", "prefetch"), ("Sec-Purpose", "prefetch;prerender"), ("sec-purpose", "Prefetch"),
                        ("Purpose", "prefetch"), ("Purpose", "preview"), ("X-Purpose", "preview"),
                        ("X-Moz", "prefetch"), ("Sec-Purpose", "")):
        a.get(target, cookie=None, fields=[(name, value)])
        a.get(target, fields=from_page("none", "navigate", "document", (name, value)))
    a.enters(token)


@attack("A page that knows a link can't use it up in the background")
def _(a):
    token = a.link_token()
    for site in SITES:
        for mode, destination in (("no-cors", "image"), ("no-cors", "script"), ("no-cors", "empty"), ("cors", "empty"),
                                  ("navigate", "iframe"), ("navigate", "embed"), ("navigate", "object"),
                                  ("no-cors", "style"), ("websocket", "websocket"), ("navigate", None),
                                  (None, "document"), ("navigate", "empty")):
            a.get("/enter?token=" + token, fields=from_page(site, mode, destination))
    a.enters(token)


@attack("A way from elsewhere to /enter with a wrong token neither lets in nor logs out")
def _(a):
    there = from_page("cross-site", "navigate", "document", ("Sec-Fetch-User", "?1"), ("Referer", "http://evil.test/"))
    for token in ("", "A" * 43, a.desk.spent_link.split("token=")[1]):
        result = a.get("/enter?token=" + token, fields=there)
        a.must(not result.answer.all("set-cookie"), "it sets a cookie")
        a.get("/enter?token=" + token, cookie=None, fields=there)
    a.reads()


@attack("A way from elsewhere to /session shows a page without the desk, where no cookie comes with it")
def _(a):
    there = from_page("cross-site", "navigate", "document", ("Sec-Fetch-User", "?1"))
    page = a.get("/session", cookie=None, fields=there).answer.text
    a.must("Open the desk" in page, "no way to the desk")
    a.control(a.rightful.get("/", fields=from_page("same-origin", "navigate", "document")), 200, "that page's button")


@attack("A link of another desk lets nobody in here, and isn't used up")
def _(a):
    working = a.desks["working"]
    token = working.link().split("token=")[1]
    a.get("/enter?token=" + token, cookie=None)
    there = Sender(working.port)
    answer = there.exchange(there.bytes("GET", "/enter?token=" + token), seconds=20).answer
    a.control(answer, 303, "the other desk's link there")


@attack("A link sets no cookie but the one that the contract names, and stays out of every later address")
def _(a):
    token = a.link_token()
    answer = a.enters(token)
    a.must(answer.one("location") == "/" and token not in str(answer.fields) and not answer.body, "the token goes on")
    a.get("/enter?token=" + token, cookie=None)
    page = a.rightful.view("/")
    a.must(token not in page, "the page holds a token")


@attack("A link that lay about for more than a minute lets nobody in", desk="slow", apart=True)
def _(a):
    token, fresh = a.link_token(), a.link_token()
    start = time.monotonic()
    a.enters(fresh)
    time.sleep(62 - (time.monotonic() - start))
    a.get("/enter?token=" + token, cookie=None)
    a.enters(a.link_token())
