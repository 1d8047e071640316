"""What must be true of every answer of the page, whatever was asked and whoever asked (page contract, safety 5)."""
import functools
import html.parser
import re

SELF_OR_NONE = {"'self'", "'none'"}
SAID = {
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
POLICY = {"default-src": ["'none'"], "frame-ancestors": ["'none'"], "base-uri": ["'none'"], "form-action": ["'self'"]}


@functools.lru_cache(maxsize=4096)
def faults(answer):
    """What is wrong with an answer's headers and, where it is a view, with what it loads."""
    if answer.status < 200:
        return []
    wrong = []
    for name, value in SAID.items():
        if answer.all(name) != [value]:
            wrong.append(f"{name} is {answer.all(name)}")
    wrong += policy_faults(answer.all("content-security-policy"))
    caching = answer.all("cache-control")
    isAsset = answer.status == 200 and len(caching) == 1 and "immutable" in caching[0]
    if not isAsset and caching != ["no-store"]:
        wrong.append(f"cache-control is {caching}")
    if isAsset and (answer.one("content-type") or "").startswith("text/html"):
        wrong.append("a view may be kept by the browser")
    wrong += [f"{name} is there" for name, _ in answer.fields if name.lower().startswith("access-control-")]
    for place in answer.all("location"):
        if not re.fullmatch(r"/[^/\\].*|/", place):
            wrong.append(f"it leads to {place}")
    if answer.body and not answer.one("content-type"):
        wrong.append("its kind isn't said")
    if (answer.one("content-type") or "").startswith("text/html"):
        wrong += Loads.of(answer.text)
    return wrong


def policy_faults(policies):
    if len(policies) != 1:
        return [f"{len(policies)} content security policies"]
    said = {}
    for directive in policies[0].split(";"):
        words = directive.split()
        if words:
            said[words[0].lower()] = words[1:]
    wrong = [f"{name} is {said.get(name)}" for name, value in POLICY.items() if said.get(name) != value]
    wrong += [f"{name} allows {sources}" for name, sources in said.items() if not set(sources) <= SELF_OR_NONE]
    return wrong


class Loads(html.parser.HTMLParser):
    """What a view loads, runs, and where it leads."""

    def __init__(self):
        super().__init__()
        self.wrong, self.tags, self.script = [], [], False

    @classmethod
    def of(cls, text):
        seen = cls()
        seen.feed(text)
        return seen.wrong

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.script = tag == "script"
        if tag in ("style", "iframe", "frame", "object", "embed", "base", "img", "applet", "portal"):
            self.wrong.append(f"there is a <{tag}>")
        names = dict(attributes)
        if tag == "script" and "src" not in names:
            self.wrong.append("a script stands in the view")
        for name, value in attributes:
            if name == "style" or name.startswith("on"):
                self.wrong.append(f"there is a {name}=")
            if name in ("src", "href", "action", "formaction", "poster", "srcset", "data", "data-events"):
                if not re.match(r"(/(?!/)|#|tel:|mailto:)", value or "") and value:
                    self.wrong.append(f"{tag} leads to {value}")

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        if self.script and data.strip():
            self.wrong.append("a script stands in the view")
        self.script = False
