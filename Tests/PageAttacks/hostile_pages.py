"""The attacks that a page makes, each from three places: another port of this address, localhost, and another site.
Each is a script of the hostile page's, and what it must have learnt."""
from attempt import GotThrough

PAGES = []
UNREADABLE = {"none", "SecurityError", "TypeError", "", "about:blank", "unreadable"}


class HostilePage:
    def __init__(self, name, script, judge, statuses, link, needsAnswer, only):
        self.name, self.script, self.judge, self.statuses = name, script, judge, set(statuses)
        self.link, self.needsAnswer, self.only = link, needsAnswer, only

    def origins(self, port):
        places = {"port": f"http://127.0.0.1:{port}", "localhost": f"http://localhost:{port}",
                  "site": f"http://evil.test:{port}"}
        return [address for name, address in places.items() if self.only in (None, name)]


def page(name, script, judge, statuses=(403,), link=False, needsAnswer=True, only=None):
    """Declares an attack.

    judge: takes what the page learnt, and raises where it is too much. statuses: all that the desk may have answered,
    where the browser can say. link: the page knows a fresh link, which must still be good afterwards. needsAnswer: the
    browser must have asked the desk at all. only: from this place alone.
    """
    PAGES.append(HostilePage(name, script, judge, statuses, link, needsAnswer, only))


def only(*allowed):
    """Everything that was learnt is one of these."""
    def judge(learnt):
        items = learnt if isinstance(learnt, list) else [learnt]
        if not items:
            raise GotThrough("it tried nothing")
        for number, item in enumerate(items):
            if item not in allowed:
                raise GotThrough(f"number {number + 1} learnt {str(item)[:300]}")
    return judge


def unreadable(learnt):
    """Frames and windows of which nothing can be read."""
    for item in learnt:
        for part in ("document", "address"):
            if item[part] not in UNREADABLE:
                raise GotThrough(f"the {part} of a frame is {str(item[part])[:200]}")
        if item["frames"] not in (0, None, "SecurityError", "TypeError"):
            raise GotThrough(f"a frame has {item['frames']} frames")


def severed(learnt):
    """Windows of which their opener has lost hold."""
    for item in learnt:
        if item["closed"] is not True:
            raise GotThrough(f"its opener still holds the window: {item}")
        unreadable([item])


page("fetch reads nothing in any mode, with credentials", """
    const learnt = [];
    for (const path of ["/", "/session", "/log", "/events", "/practice", "/nothing"])
        for (const mode of ["no-cors", "cors", "same-origin"]) learnt.push(await fetched(path, { mode }));
    for (const method of ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
        learnt.push(await fetched("/session", { method }));
    learnt.push(await fetched("/session", { headers: { "X-Anything": "1" } }));
    learnt.push(await fetched("/session", { cache: "force-cache", mode: "no-cors" }));
    learnt.push(await fetched("/session", { redirect: "manual", mode: "no-cors" }));
    learnt.push(await fetched("/session", { targetAddressSpace: "loopback" }));
    return learnt;
""", only("TypeError"))

page("fetch sends no form of any kind", """
    const text = `form-token=${encodeURIComponent(GIVEN.form)}&job=unlock`, learnt = [];
    const form = new FormData(), plain = { method: "POST", mode: "no-cors", body: text };
    form.append("form-token", GIVEN.form);
    form.append("job", "unlock");
    for (const body of [new URLSearchParams(text), form, text, JSON.stringify({ job: "unlock" }), new Blob([text])])
        for (const mode of ["no-cors", "cors"]) learnt.push(await fetched("/session", { method: "POST", mode, body }));
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"])
        learnt.push(await fetched("/session", { ...plain, headers: { "Content-Type": type } }));
    const headers = { "Content-Type": "application/json" };
    learnt.push(await fetched("/session", { method: "POST", body: "{}", headers }));
    learnt.push(await fetched("/session", { ...plain, keepalive: true }));
    learnt.push(await fetched("/session", { ...plain, referrerPolicy: "no-referrer" }));
    return learnt;
""", only("TypeError"))

page("XMLHttpRequest reads and sends nothing", """
    const learnt = [];
    for (const path of ["/", "/session", "/events"]) learnt.push(await requested(path, "GET"));
    learnt.push(await requested("/session", "POST"));
    for (const [name, value] of [["Content-Type", "application/x-www-form-urlencoded"],
                                 ["X-HTTP-Method-Override", "GET"]])
        learnt.push(await requested("/session", "POST", (r) => r.setRequestHeader(name, value)));
    learnt.push(await requested("/session", "GET", (r) => r.upload.onprogress = () => {}));
    return learnt;
""", only("error"))

page("Images, sounds and films are no probes", """
    const learnt = [];
    for (const path of ["/", "/session", "/practice/session", "/nothing", `${GIVEN.assets}/icon-desk.svg`]) {
        learnt.push(await loaded("img", { src: DESK + path }));
        learnt.push(await loaded("img", { src: DESK + path, crossorigin: "use-credentials" }));
    }
    for (const tag of ["audio", "video"]) {
        learnt.push(await loaded(tag, { src: `${DESK}/session`, preload: "auto" }));
    }
    learnt.push(await loaded("input", { type: "image", src: `${DESK}/session` }));
    return learnt;
""", only("error"))

page("Scripts, modules and styles can't be made of views, nor of the page's own", """
    const learnt = [];
    for (const path of ["/", "/session", "/events", `${GIVEN.assets}/desk.js`, `${GIVEN.assets}/page.css`]) {
        learnt.push(await loaded("script", { src: DESK + path }));
        learnt.push(await loaded("script", { src: DESK + path, type: "module" }));
        learnt.push(await loaded("link", { rel: "stylesheet", href: DESK + path }));
        learnt.push(await loaded("link", { rel: "stylesheet", href: DESK + path, crossorigin: "use-credentials" }));
    }
    learnt.push(await import(`${DESK}/session`).then(() => "imported", () => "error"));
    const isStyled = [...document.styleSheets].some((sheet) => looked(() => sheet.cssRules.length) > 0);
    learnt.push(isStyled ? "style" : "error");
    return learnt;
""", only("error"))

page("A worker of any kind can't be made of the page's own", """
    const learnt = [], address = `${DESK}${GIVEN.assets}/desk.js`;
    for (const make of [() => new Worker(address), () => new Worker(address, { type: "module" }),
                        () => new SharedWorker(address)])
        learnt.push(await within(20000, new Promise((done) => {
            const worker = looked(make);
            if (typeof worker === "string") return done("error");
            worker.onerror = () => done("error");
            worker.onmessage = () => done("message");
        })));
    const blob = URL.createObjectURL(new Blob([`try { importScripts("${address}"); postMessage("imported") }
        catch (error) { postMessage("error") }`]));
    const worker = new Worker(blob);
    learnt.push(await within(20000, new Promise((done) => { worker.onmessage = (event) => done(event.data); })));
    const registered = navigator.serviceWorker ? navigator.serviceWorker.register(address) : Promise.reject();
    learnt.push(await registered.then(() => "registered", () => "error"));
    return learnt;
""", only("error"), needsAnswer=False)

page("Nothing that looks ahead learns anything, or uses a link up", """
    const enter = `/enter?token=${GIVEN.token}`;
    for (const path of ["/", "/session", enter]) {
        for (const rel of ["prefetch", "prerender", "modulepreload", "dns-prefetch", "preconnect", "manifest"])
            loaded("link", { rel, href: DESK + path });
        for (const as of ["fetch", "image", "script", "style", "font", "document", "track"])
            loaded("link", { rel: "preload", as, href: DESK + path });
        loaded("link", { rel: "preload", as: "fetch", href: DESK + path, crossorigin: "use-credentials" });
    }
    const rules = document.createElement("script");
    rules.type = "speculationrules";
    const urls = [DESK + enter, DESK + "/session"];
    rules.textContent = JSON.stringify({ prefetch: [{ source: "list", urls, eagerness: "immediate" }],
        prerender: [{ source: "list", urls, eagerness: "immediate" }] });
    document.head.append(rules);
    await pause(2500);
    return ["done"];
""", only("done"), link=True)

page("A link that the page knows can't be used up in the background", """
    const enter = `/enter?token=${GIVEN.token}`, learnt = [];
    for (const mode of ["no-cors", "cors"]) learnt.push(await fetched(enter, { mode }));
    for (const method of ["POST", "HEAD"]) learnt.push(await fetched(enter, { method, mode: "no-cors" }));
    for (const tag of ["img", "script"]) learnt.push(await loaded(tag, { src: DESK + enter }));
    learnt.push(await loaded("link", { rel: "stylesheet", href: DESK + enter }));
    await framed("iframe", { src: DESK + enter });
    await framed("object", { data: DESK + enter });
    await framed("embed", { src: DESK + enter });
    return learnt;
""", only("TypeError", "error"), link=True)

page("No frame, object or embedded part shows the desk", """
    const learnt = [];
    for (const path of ["/", "/session", "/practice"]) {
        learnt.push(await framed("iframe", { src: DESK + path, width: 800, height: 600 }));
        learnt.push(await framed("iframe", { src: DESK + path, sandbox: "allow-scripts allow-same-origin" }));
        learnt.push(await framed("object", { data: DESK + path, width: 800, height: 600 }));
        learnt.push(await framed("embed", { src: DESK + path, width: 800, height: 600 }));
    }
    learnt.push(await framed("iframe", { src: `/redirect?status=302&to=${encodeURIComponent(DESK + "/")}` }));
    learnt.push(await framed("iframe", { src: `data:text/html,<iframe src="${DESK}/">` }));
    return learnt;
""", lambda learnt: unreadable([{**item, "frames": 0 if number == len(learnt) - 1 else item["frames"]}
                                for number, item in enumerate(learnt)]))

page("A window that the page opens on the desk is lost to it at once", """
    const learnt = [];
    for (const path of ["/", "/session", "/nothing"])
        learnt.push(await opened(DESK + path, 2000, (page) => page.postMessage("x", "*")));
    return learnt;
""", severed, statuses=(200, 403, 404), needsAnswer=False)

page("A window on the desk takes no message, and can't be led away", """
    const learnt = [];
    const page = window.open(DESK + "/");
    for (let number = 0; number < 20; number++) {
        looked(() => page.postMessage({ job: "unlock", stop: true }, "*"));
        await pause(50);
    }
    // The empty page that a window begins with is this page's own, and may be led anywhere.
    for (let tries = 0; tries < 200 && !page.closed && looked(() => page.location.href) === "about:blank"; tries++)
        await pause(50);
    looked(() => { page.location = "/blank"; });
    await pause(2000);
    learnt.push(page.closed);
    return learnt;
""", only(True), statuses=(200, 403), needsAnswer=False)

page("EventSource hears nothing, with credentials", """
    return [await streamed("/events"), await streamed("/events?after=x-0"), await streamed("/practice/events")];
""", only({"word": "error", "state": 2}))

page("WebSocket opens nothing", """
    return [await socketed("/events"), await socketed("/"), await socketed("/session")];
""", only({"code": 1006, "reason": ""}))

page("A form into a frame does nothing, whatever its kind", """
    const learnt = [], fields = { "form-token": GIVEN.form, job: "unlock", epoch: "1", scenario: "two-readers" };
    for (const path of ["/session", "/whose", "/practice", "/enter"])
        learnt.push(await posted(path, fields, "application/x-www-form-urlencoded", "frame"));
    for (const kind of ["multipart/form-data", "text/plain"])
        learnt.push(await posted("/session", fields, kind, "frame"));
    return learnt;
""", only(*UNREADABLE))

page("A form into a window of its own does nothing, whatever its kind", """
    const fields = { "form-token": GIVEN.form, job: "unlock" };
    for (const kind of ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"])
        await posted("/session", fields, kind, "_blank");
    return ["done"];
""", only("done"), statuses=(200, 403), needsAnswer=False)

page("A form that asks by GET changes nothing", """
    const fields = { "form-token": GIVEN.form, job: "unlock", _method: "POST" };
    await posted("/session", fields, "application/x-www-form-urlencoded", "frame", "GET");
    await posted("/session", fields, "application/x-www-form-urlencoded", "_blank", "GET");
    return ["done"];
""", only("done"), statuses=(200, 403), needsAnswer=False)

page("A beacon or a ping does nothing", """
    const text = `form-token=${encodeURIComponent(GIVEN.form)}&job=unlock`;
    for (const body of [new URLSearchParams(text), text, new Blob([text], { type: "text/plain" }), new FormData(),
                        new Blob(["{}"], { type: "application/json" })])
        looked(() => navigator.sendBeacon(`${DESK}/session`, body));
    const link = document.createElement("a");
    link.href = "#here";
    link.ping = `${DESK}/session?job=unlock`;
    document.body.append(link);
    link.click();
    await pause(1000);
    return ["done"];
""", only("done"))

page("A redirection from elsewhere carries nothing to the desk", """
    const learnt = [], body = new URLSearchParams({ "form-token": GIVEN.form, job: "unlock" });
    const by = (status, path) => `/redirect?status=${status}&to=${encodeURIComponent(DESK + path)}`;
    for (const status of [301, 302, 303, 307, 308]) {
        for (const more of [{}, { method: "POST", body }])
            learnt.push(await fetch(by(status, "/session"), { mode: "no-cors", credentials: "include", ...more })
                .then((answer) => answer.type, spoken));
        learnt.push(await loaded("img", { src: by(status, "/enter?token=" + GIVEN.token) }));
    }
    const kind = "application/x-www-form-urlencoded";
    for (const status of [307, 308])
        await posted(location.origin + by(status, "/session"), Object.fromEntries(body), kind, "frame");
    return learnt;
""", only("TypeError", "error"), link=True)

page("A window that is led to the desk by a redirection is lost to the page, and a wrong token changes nothing", """
    const learnt = [];
    for (const path of ["/session", "/", "/enter?token=" + "A".repeat(43)])
        learnt.push(await opened(`/redirect?status=302&to=${encodeURIComponent(DESK + path)}`, 2000));
    return learnt;
""", severed, statuses=(200, 403), needsAnswer=False)

page("A page without an origin does no more", """
    return [await cutOff(`
        const learnt = [], text = "form-token=" + encodeURIComponent(GIVEN.form) + "&job=unlock";
        for (const options of [{ mode: "no-cors" }, { mode: "cors" }, { method: "POST", mode: "no-cors", body: text },
                               { method: "POST", mode: "no-cors", body: new URLSearchParams(text) }])
            learnt.push(await fetch(DESK + "/session", { credentials: "include", ...options })
                .then((answer) => answer.type, (error) => error.name));
        const form = document.createElement("form");
        form.method = "POST";
        form.action = DESK + "/session";
        for (const [name, value] of [["form-token", GIVEN.form], ["job", "unlock"]]) {
            const input = document.createElement("input");
            input.name = name;
            input.value = value;
            form.append(input);
        }
        const frame = document.createElement("iframe");
        frame.name = "inner";
        form.target = "inner";
        document.body.append(frame, form);
        form.submit();
        await new Promise((done) => setTimeout(done, 1000));
        return learnt.join();
    `, 8000)];
""", only("TypeError,TypeError,TypeError,TypeError"))

page("Cookies that another port sets shut nobody out", """
    const name = GIVEN.cookie;
    for (const path of ["/", "/session", "/practice"]) document.cookie = `${name}=tossed; path=${path}`;
    document.cookie = `${name}=; path=/; max-age=0`;
    for (let number = 0; number < 30; number++) document.cookie = `more${number}=${"y".repeat(60)}; path=/`;
    await fetch(`/cookies?name=${encodeURIComponent(name)}`, { credentials: "include" });
    return [document.cookie.includes(name) ? document.cookie : "hidden"];
""", only("hidden"), needsAnswer=False, only="port")

page("Nothing is heard over channels, locks or storage of the same names", """
    const heard = [], channel = new BroadcastChannel("desk /events");
    channel.onmessage = (event) => heard.push(String(event.data));
    channel.postMessage({ type: "readers", readers: [] });
    const locks = navigator.locks ? (await navigator.locks.query()).held.map((lock) => lock.name) : [];
    await pause(1500);
    return [heard.length + locks.length + localStorage.length + sessionStorage.length];
""", only(0), needsAnswer=False)

page("What a request took, and how it ended, isn't told by the browser's own clock", """
    await fetched("/", { mode: "no-cors" });
    await fetched("/session", { mode: "cors" });
    await loaded("img", { src: `${DESK}/session` });
    await pause(300);
    const entries = performance.getEntriesByType("resource").filter((entry) => entry.name.startsWith(DESK));
    const isTold = (entry) => entry.responseStatus || entry.transferSize || entry.encodedBodySize;
    return [entries.some(isTold) ? "told" : "nothing"];
""", only("nothing"))
