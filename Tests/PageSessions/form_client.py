"""The desk's page as a browser without JavaScript has it: a connection, a cookie, forms that are posted."""

import http.client
import time
from urllib.parse import urlencode, urlsplit

from markup import View


class Refused(AssertionError):
    """An answer that isn't a page."""

    def __init__(self, status, text):
        super().__init__(f"status {status}: {text[:300]}")
        self.status = status


class FormClient:
    name = "forms"
    runs_scripts = False

    def __init__(self, desk):
        self.host, self.port, self.origin = desk.host, desk.port, desk.origin
        self.cookies = {}
        self.path = "/"
        self.view = None

    # ---- A browser -------------------------------------------------------------------------------------------------

    def ask(self, method, path, body=None, headers=None):
        """One request: status, headers, text. Nothing is followed."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=15)
        sent = {"Accept": "text/html", **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin}
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode("utf8")
            for value in answer.headers.get_all("Set-Cookie", []):
                name, _, rest = value.partition("=")
                self.cookies[name] = rest.split(";")[0]
            return answer.status, answer.headers, text
        finally:
            connection.close()

    def go(self, path):
        """A page, and where it leads on its own."""
        for _ in range(5):
            status, headers, text = self.ask("GET", path)
            if status == 303:
                path = headers["Location"]
                continue
            if status != 200:
                raise Refused(status, text)
            self.path, self.view = path, View(text)
            return self.view
        raise AssertionError(f"it leads round and round: {path}")

    def enter(self, link):
        parts = urlsplit(link)
        return self.go(f"{parts.path}?{parts.query}")

    def look(self):
        """What stands now: without JavaScript a page that waits is loaded again."""
        return self.go(self.path)

    def submit(self, form, pairs):
        fields = [(node.get("name"), node.get("value", "")) for node in form.all("input", type="hidden")]
        status, headers, text = self.ask("POST", form.get("action"), urlencode(fields + pairs))
        if status == 200:
            # A form that isn't answered by 303 shows what is wrong.
            self.view = View(text)
            raise Refused(status, self.view.brief())
        if status != 303:
            raise Refused(status, text)
        return self.go(headers["Location"])

    # ---- What a person does ----------------------------------------------------------------------------------------

    def press(self, **handle):
        """A button, or a form's only button, by its handle."""
        node = self.view.root.first(**handle)
        assert node is not None, f"no {handle} on {self.view.brief()}"
        form = (
            node
            if node.tag == "form"
            else next(form for form in self.view.root.all("form") if any(inner is node for inner in form.walk()))
        )
        button = node if node.tag == "button" else form.first("button")
        assert button is not None and not button.has("disabled"), f"{handle} can't be pressed on {self.view.brief()}"
        pairs = [(button.get("name"), button.get("value", ""))] if button.get("name") else []
        return self.submit(form, pairs)

    def answer(self, value):
        """Answers the question that stands: a radio's value, or a text."""
        form, view = self.view.question, self.view
        if value in view.choices:
            pairs = [("value", value)] + ([("value", "")] if view.field else [])
        else:
            assert view.field is not None, f"{value!r} is no choice of {view.key}: {view.choices}"
            pairs = [("value", value)]
        return self.submit(form, pairs)

    def step(self, value):
        """`done`, `failed` or a code."""
        form = self.view.question
        offered = {button.get("value") for button in form.all("button", name="value")}
        assert {"done", "failed"} <= offered, f"only {offered} at {self.view.key}"
        if value in ("done", "failed"):
            return self.submit(form, [("value", value), ("code", "")])
        codes = [option.get("value") for option in form.all("option")]
        assert value in codes, f"{value} isn't listed"
        return self.submit(form, [("value", "failed"), ("code", value)])

    def until(self, what, seconds=20, say=""):
        """Looks until `what` says something of the view."""
        deadline = time.monotonic() + seconds
        while True:
            view = self.look()
            if found := what(view):
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"{say or 'not so'} after {seconds} s: {view.brief()}")
            time.sleep(0.12)

    def close(self):
        pass
