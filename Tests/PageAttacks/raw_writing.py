"""Rule 3 for what writes: forms from elsewhere, with the cookie and, as the worst case, a token that the page made."""
import urllib.parse

from attempt import attack
from desk import FORM, Rightful


def begins(a):
    """A form that would begin a session, whole and right but for what the attack changes."""
    return {"form-token": a.token("/", "data-job"), "job": "unlock"}


def answers(a):
    """A form that would stop the session that is going on."""
    return {"form-token": a.token("/session", 'data-action="stop"'), "stop": "true"}


ELSEWHERE = ["http://127.0.0.1:{other}", "http://localhost:{port}", "http://evil.test", "null", None, "",
             "http://127.0.0.1:{port}.evil.test", "http://evil127.0.0.1:{port}", "http://127.0.0.1",
             "http://127.0.0.1:{port}/", "http://127.0.0.1:{port}/session", "https://127.0.0.1:{port}",
             "HTTP://127.0.0.1:{port}", "127.0.0.1:{port}", "//127.0.0.1:{port}", "http://me@127.0.0.1:{port}",
             "http://127.0.0.1.:{port}", "http://0.0.0.0:{port}", "http://[::1]:{port}",
             "http://127.0.0.1:{port} http://evil.test", "http://evil.test, http://127.0.0.1:{port}",
             "http://127.0.0.1:0{port}", "http://127.1:{port}", "file://", "chrome-extension://abc", "about:blank"]


def origins(a):
    return [origin and origin.format(port=a.port, other=a.port + 1) for origin in ELSEWHERE]


@attack("A form from any other origin begins nothing, though it has the cookie and the page's own token")
def _(a):
    body = begins(a)
    for origin in origins(a):
        a.post("/session", body, origin=origin, site=None)
    a.post("/session", body, fields=[("Origin", "http://evil.test")])
    a.post("/session", body, fields=[("Origin", a.origin)])
    a.post("/session", body, origin=None, fields=[("Referer", a.origin + "/")])
    a.writes()


@attack("A form from any other origin doesn't end what is going on", desk="working")
def _(a):
    body = answers(a)
    for origin in origins(a):
        a.post("/session", body, origin=origin, site=None)
    a.writes()


@attack("A form that a browser says comes from elsewhere does nothing, even where its Origin is the page's own")
def _(a):
    body = begins(a)
    for site in ("same-site", "cross-site", "none", "Same-Origin", "x", "same-origin, cross-site"):
        a.post("/session", body, site=site)
    a.post("/session", body, fields=[("Sec-Fetch-Site", "cross-site")])
    a.post("/session", body, site="cross-site", fields=[("Sec-Fetch-Site", "same-origin")])
    a.writes()


@attack("A simple request of every content type from another port does nothing")
def _(a):
    body = begins(a)
    there = dict(origin=f"http://127.0.0.1:{a.port + 1}", site="same-site")
    boundary = "".join(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name,
                       value in body.items())
    text = "\r\n".join(f"{name}={value}" for name, value in body.items())
    for kind, data in ((FORM, body), ("multipart/form-data; boundary=x", boundary + "--x--\r\n"), ("text/plain", text),
                       ("text/plain", urllib.parse.urlencode(body)), ("application/json", str(body).replace("'", '"')),
                       ("text/plain;charset=UTF-8", str(body)), (None, body), ("text/ping", "PING"),
                       ("application/csp-report", "{}"), ("application/reports+json", "[]")):
        a.post("/session", data, kind=kind, **there)
        a.post("/whose", data, kind=kind, **there)
    a.writes()


@attack("A body of any other kind than a form's isn't read as one, wherever it comes from")
def _(a):
    body = urllib.parse.urlencode(begins(a))
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/json", None, "",
                 "application/x-www-form-urlencode", "application/x-www-form-urlencoded, text/plain",
                 "text/plain, application/x-www-form-urlencoded", "text/plain; x=application/x-www-form-urlencoded",
                 "x-www-form-urlencoded", "*/*"):
        a.post("/session", body, kind=kind)
    a.post("/session", body, kind="text/plain", fields=[("Content-Type", FORM)])
    a.post("/session", body, fields=[("Content-Type", "text/plain")])
    a.writes()


@attack("A form without the cookie does nothing, with everything else right")
def _(a):
    body = begins(a)
    for target in ("/session", "/whose", "/practice", "/practice/session", "/enter", "/"):
        a.post(target, body, cookie=None)
    a.post("/session", body, cookie=a.desks["working"].rightful.cookie)
    a.writes()


@attack("A form without a token, or with one that is nearly right, does nothing")
def _(a):
    token = a.token("/", "data-job")
    seal, _, asking = token.partition(".")
    for wrong in ("", ".", asking, "." + asking, seal, seal + ".", f"{seal}.desk-1", f"{seal}.{asking}0",
                  f"{seal}.{asking} ", f"{seal[:-2]}AA.{asking}", f"{seal[1:]}.{asking}", f"{seal}A.{asking}",
                  token.swapcase(), token + "\0", f"{seal}..{asking}", "A" * len(seal) + "." + asking,
                  a.cookie.split("=")[1], "null", "undefined"):
        a.post("/session", {"form-token": wrong, "job": "unlock"})
    a.post("/session", {"job": "unlock"})
    a.post("/session", b"")
    for name in ("Form-Token", "form_token", "token", "form-token[]", " form-token", "form-token ", "csrf"):
        a.post("/session", {name: token, "job": "unlock"})
    a.writes(token)


@attack("A token counts only in the form itself, and only once")
def _(a):
    token = a.token("/", "data-job")
    a.post(f"/session?form-token={token}&job=unlock", {"job": "unlock"})
    a.post(f"/session?form-token={token}&job=unlock", b"")
    for name in ("form-token", "X-CSRF-Token", "X-Form-Token", "X-XSRF-TOKEN"):
        a.post("/session", {"job": "unlock"}, fields=[(name, token)])
    for twice in ([token, token], [token, "x"], ["x", token], ["", token]):
        a.post("/session", [("form-token", one) for one in twice] + [("job", "unlock")])
    a.post("/session", {"job": "unlock"}, cookie=f"{a.cookie}; form-token={token}")
    a.post("/session", b"form-token=%zz&job=unlock")
    a.post("/session", b"form-token=\xff\xfe&job=unlock")
    a.post("/session", f"form-token={token}&job=%ff".encode())
    a.writes(token)


@attack("A token that another browser got is no use to this one")
def _(a):
    other = Rightful(a.port, a.desk.link())
    token = other.token("/", "data-job")
    a.must(token != a.token("/", "data-job"), "two browsers have the same token")
    a.post("/session", {"form-token": token, "job": "unlock"})
    a.post("/whose", {"form-token": token, "epoch": "2"})
    a.control(other.post("/whose", {"form-token": token, "epoch": "0"}), 303, "the browser that got it")


@attack("A token of another desk is no use at this one")
def _(a):
    working = a.desks["working"]
    a.post("/session", {"form-token": working.rightful.token("/", "data-job"), "job": "unlock"})
    a.post("/session", {"form-token": working.old_token, "key": "holder.reach", "value": "here"})
    a.writes()


@attack("A form for an earlier question changes nothing, and leads to what stands", desk="working")
def _(a):
    for fields in ({"key": "holder.reach", "value": "telephone"}, {"stop": "true"}, {"change": "holder.reach"},
                   {"key": "cim.loggedIn", "value": "true"}, {"value": "true"}, {"key": "own.card", "value": "true"},
                   {}):
        result = a.post("/session", {"form-token": a.desk.old_token, **fields}, status=303)
        a.must(result.answer.one("location") == "/session", f"it leads to {result.answer.one('location')}")
    a.writes()


@attack("A form that began a session begins none the second time", desk="working")
def _(a):
    # As it stood before the session began, kept in an old tab; and as it stands now.
    for token in (a.desk.desk_token, a.token("/", "data-job")):
        for job in ("unlock", "renew", "own-unlock", "email"):
            result = a.post("/session", {"form-token": token, "job": job}, status=303)
            a.must(result.answer.one("location") == "/session", f"it leads to {result.answer.one('location')}")
    a.writes()


@attack("A form of the first view answers no question of the session", desk="working")
def _(a):
    token = a.token("/", "data-job")
    for fields in ({"stop": "true"}, {"key": "cim.loggedIn", "value": "true"}, {"change": "holder.reach"}):
        a.post("/session", {"form-token": token, **fields}, status=303)
    a.writes(token)


@attack("A form that was made for something else asks no card whose it is", desk="practising")
def _(a):
    a.post("/whose", {"form-token": a.token("/practice", "data-scenario"), "epoch": "2"}, status=303)
    a.writes()


@attack("A form for practice that is sent a second time begins no second practice", desk="practising")
def _(a):
    a.post("/practice", {"form-token": a.desk.practice_form, "scenario": "two-readers"}, status=303)
    a.writes()


@attack("A form that was made for something else begins no practice", desk="practising")
def _(a):
    a.post("/practice", {"form-token": a.token("/", "data-job"), "scenario": "two-readers"}, status=303)
    a.writes()


@attack("A question's form from a practice answers nothing in the session that followed it", desk="working")
def _(a):
    # The practice stood at the same question when it was left for the session.
    for fields in ({"key": "cim.loggedIn", "value": "true"}, {"change": "holder.reach"}):
        result = a.exchange(a.form("/session", {"form-token": a.desk.practice_token, **fields}), seconds=30)
        a.must(result.statuses in ([303], [403]), f"it got {result.statuses}")
    a.writes()


@attack("A job's form from the first view begins none at the practice desk", desk="practising")
def _(a):
    a.post("/practice/session", {"form-token": a.token("/", "data-job"), "job": "renew"}, status=303)
    a.post("/practice/session", {"form-token": a.token("/", "data-job"), "stop": "true"}, status=303)
    a.writes()


@attack("GET and HEAD with all of a form in the address change nothing")
def _(a):
    body = urllib.parse.urlencode(begins(a))
    for method in ("GET", "HEAD"):
        for target in ("/session", "/whose", "/practice", "/"):
            for more in ("", "&_method=POST"):
                answer = a.rightful.exchange(a.bytes(method,
                                                     f"{target}?{body}&epoch=2&scenario=two-readers&stop=true{more}"),
                                             method, seconds=20).answer
                a.control(answer, 404 if target == "/whose" else 200, f"{method} {target}")
    a.get(f"/session?{body}", cookie=None)


@attack("No header makes a GET another method")
def _(a):
    body = urllib.parse.urlencode(begins(a))
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-Method"):
        for method in ("GET", "HEAD"):
            data = a.bytes(method, "/session?" + body, fields=[(name, "POST"), ("Content-Type", FORM),
                                                               ("Origin", a.origin), ("Content-Length", len(body))],
                           body=body.encode())
            a.control(a.rightful.exchange(data, method, seconds=20).answer, 200, f"{method} with {name}")
            a.get("/session?" + body, fields=[(name, "POST")], cookie=None, method=method)
    a.writes()


@attack("No header or field makes a form's POST a GET, so that it needn't be right")
def _(a):
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        a.post("/session", {"job": "unlock", "_method": "GET"}, origin="http://evil.test", fields=[(name, "GET")])
        a.post("/session", {"job": "unlock"}, origin=None, site="none", fields=[(name, "HEAD")])
    a.post("/session?_method=GET", {"_method": "GET"}, origin="null")
    a.writes()


@attack("Any other method needs all that a form needs, and then does nothing")
def _(a):
    token = a.token()
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "MOVE", "LOCK", "REPORT", "SEARCH",
                   "PURGE", "LINK"):
        a.get(method=method)
        a.get(cookie=None, method=method)
        a.post("/session", {"form-token": token, "job": "unlock"}, method=method, origin="http://evil.test")
        a.expect(a.exchange(a.form("/session", {"form-token": token, "job": "unlock"}, method=method)), 404,
                 what=method)
    for method in ("get", "Post", "GETT", "G\tT", "FOO", "", "GET\0"):
        a.raw(a.form("/session", {"form-token": token, "job": "unlock"}, method=method), 400, what=repr(method))
    a.writes(token)


@attack("A body says nothing in a GET")
def _(a):
    body = urllib.parse.urlencode(begins(a)).encode()
    fields = [("Content-Type", FORM), ("Origin", a.origin), ("Content-Length", len(body))]
    a.control(a.rightful.exchange(a.bytes("GET", "/session", fields=fields, body=body), seconds=10).answer, 200)
    a.get(cookie=None, fields=fields, body=body)
    a.writes()


@attack("A form for what isn't there does nothing", desk="working")
def _(a):
    token = a.token("/", "data-job")
    for fields in ({"resume": "nothing"}, {"resume": "../../etc/passwd"}, {"job": "nothing"}, {"job": ""},
                   {"job": "own-replace"}, {"job": "UNLOCK"}):
        a.post("/session", {"form-token": token, **fields}, status=303)
    for epoch in ("-1", "0", "99999999999999999999999", "1e9", "x", ""):
        a.post("/whose", {"form-token": token, "epoch": epoch}, status=303)
    for scenario in ("nothing", "../locked-with-email", "/etc/passwd", ""):
        a.post("/practice", {"form-token": token, "scenario": scenario}, status=303)
    a.writes(token)


@attack("An answer to a question that isn't asked is none", desk="working")
def _(a):
    token = a.token("/session", 'data-key="')
    for key in ("holder.reach", "decision.follow", "step.1", "result", "holder.confirmed", "", "__proto__"):
        a.post("/session", {"form-token": token, "key": key, "value": "true"}, status=303)
    a.writes()
