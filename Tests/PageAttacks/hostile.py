"""A server of hostile pages on another port: it serves an attack as a page, hears what the page learnt, and notes
everything that any browser sends it."""
import http.server
import json
import os
import threading
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Win a prize</title><body>
<script>const DESK = {desk}, GIVEN = {given};</script>
<script src="/tools.js"></script>
<script>
attack(async () => {{
{script}
}});
</script>
"""


class HostileServer:
    """One for each browser."""

    def __init__(self):
        outside = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                outside.answer(self)

            do_GET = do_POST = do_HEAD = do_OPTIONS = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.script, self.desk, self.given = "", "", {}
        self.results, self.heard, self.lock = {}, [], threading.Condition()
        threading.Thread(target=self.server.serve_forever, args=(0.1,), daemon=True).start()

    def prepare(self, script, desk, given):
        """What the page of the next attack does."""
        with self.lock:
            self.script, self.desk, self.given = script, desk, given
            self.results, self.heard = {}, []

    def answer(self, request):
        length = int(request.headers.get("Content-Length") or 0)
        body = request.rfile.read(length)
        address = urllib.parse.urlsplit(request.path)
        fields = dict(urllib.parse.parse_qsl(address.query))
        # The browser's cookie for 127.0.0.1 comes to each of its ports; it is of use to no other user, and to no page.
        headers = "".join(f"{name}: {value}\n" for name, value in request.headers.items() if name.lower() != "cookie")
        with self.lock:
            self.heard.append(f"{request.path}\n{headers}".encode() + (b"" if address.path == "/result" else body))
            if address.path == "/result":
                self.results[fields["from"]] = body
                self.lock.notify_all()
        status, kind, said, more = 200, "text/html; charset=utf-8", b"", []
        if address.path == "/attack":
            said = PAGE.format(desk=json.dumps(self.desk), given=json.dumps(self.given), script=self.script).encode()
        elif address.path == "/tools.js":
            kind = "text/javascript"
            with open(os.path.join(HERE, "hostile.js"), "rb") as file:
                said = file.read()
        elif address.path == "/redirect":
            status, more = int(fields["status"]), [("Location", fields["to"]), ("Access-Control-Allow-Origin", "*")]
        elif address.path == "/cookies":
            # The same name for other paths, names that resemble it, and many more.
            more = [("Set-Cookie", f"{fields['name']}={value}; Path={path}{flags}") for value, path, flags in (
                ("tossed", "/session", "; HttpOnly"), ("tossed", "/log", ""), ("", "/practice", ""))]
            more += [("Set-Cookie", f"{name}=1; Path=/; HttpOnly")
                     for name in (fields["name"] + "x", fields["name"][:-1])]
            more += [("Set-Cookie", f"filler{number}={'x' * 60}; Path=/") for number in range(40)]
        elif address.path == "/blank":
            said = b"<!DOCTYPE html><title>Blank</title>"
        elif address.path != "/result":
            status = 404
        request.send_response(status)
        for name, value in [("Content-Type", kind), ("Content-Length", str(len(said)))] + more:
            request.send_header(name, value)
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(said)

    def result(self, origin, seconds):
        """What a page from that origin learnt; nothing where it never said."""
        end = time.monotonic() + seconds
        with self.lock:
            while origin not in self.results and time.monotonic() < end:
                self.lock.wait(max(0, end - time.monotonic()))
            return self.results.get(origin)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
