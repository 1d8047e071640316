"""A document as a tree, and what the page's handles say of it: read the same way from a server and from a browser."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Node:
    tag: str
    attributes: dict
    children: list = field(default_factory=list)

    def get(self, name, default=None):
        return self.attributes.get(name, default)

    def has(self, name):
        return name in self.attributes

    def walk(self):
        """Every element below, in order. What stands in a template isn't part of the page."""
        for child in self.children:
            if isinstance(child, Node) and child.tag != "template":
                yield child
                yield from child.walk()

    def all(self, tag=None, **attributes):
        """Elements with these attributes; a value of True asks for any. `data_key` stands for `data-key`."""
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [
            node
            for node in self.walk()
            if (tag is None or node.tag == tag)
            and all(node.has(n) if v is True else node.get(n) == v for n, v in wanted.items())
        ]

    def first(self, tag=None, **attributes):
        found = self.all(tag, **attributes)
        return found[0] if found else None

    @property
    def text(self):
        return " ".join("".join(self._pieces()).split())

    def _pieces(self):
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in ("template", "script", "style"):
                yield from child._pieces()


class _Builder(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Node("#document", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attributes):
        node = Node(tag, {name: value if value is not None else "" for name, value in attributes})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        for index in range(len(self.open) - 1, 0, -1):
            if self.open[index].tag == tag:
                del self.open[index:]
                return

    def handle_data(self, data):
        self.open[-1].children.append(data)


def parse(text):
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root


class View:
    """What a page shows, by the contract's handles."""

    def __init__(self, text):
        self.source = text
        self.root = parse(text)

    @property
    def title(self):
        node = self.root.first("title")
        return node.text if node else ""

    @property
    def main(self):
        return self.root.first("main") or self.root

    @property
    def question(self):
        """The form of the question, the steps or the decision that stand; none while something is waited for."""
        found = [form for form in self.root.all("form", data_key=True) if form.get("data-key") != "holder.isOperator"]
        if len(found) > 1:
            raise AssertionError(f"{len(found)} questions on one page: {[form.get('data-key') for form in found]}")
        return found[0] if found else None

    @property
    def key(self):
        return self.question.get("data-key") if self.question else None

    @property
    def steps(self):
        """The numbers of the steps that stand."""
        text = self.question.get("data-steps", "") if self.question else ""
        return [int(number) for number in text.split()]

    @property
    def choices(self):
        return [radio.get("value") for radio in self.question.all("input", type="radio", name="value")]

    @property
    def field(self):
        return self.question.first("input", type="text", name="value")

    @property
    def asking(self):
        """Which asking this is: the form's own token tells one from another."""
        token = self.question and self.question.first("input", name="form-token")
        return token.get("value") if token else None

    @property
    def guards(self):
        return [node.get("data-guard") for node in self.root.all(data_guard=True)]

    @property
    def routes(self):
        return [node.get("data-route") for node in self.root.all(data_route=True)]

    @property
    def outcome(self):
        found = [node.get("data-outcome") for node in self.root.all(data_outcome=True)]
        if len(found) > 1:
            raise AssertionError(f"{len(found)} outcomes on one page")
        return found[0] if found else None

    @property
    def turn(self):
        node = self.root.first(data_turn=True)
        return node.get("data-turn") if node else None

    @property
    def errors(self):
        return [node.text for node in self.root.all(data_error=True)]

    @property
    def readers(self):
        return {node.get("data-reader"): node.get("data-state") for node in self.root.all(data_reader=True)}

    @property
    def changes(self):
        return [node.get("data-change") for node in self.root.all(data_change=True)]

    @property
    def jobs(self):
        return {node.get("data-job"): not node.has("disabled") for node in self.root.all(data_job=True)}

    @property
    def resumable(self):
        return [node.get("data-session") for node in self.root.all("form", data_action="resume")]

    @property
    def is_simulated(self):
        return self.root.first(data_simulated=True) is not None

    @property
    def connection(self):
        node = self.root.first(data_connection=True)
        return node.get("data-connection") if node else None

    def brief(self):
        """A line for a message about what went wrong."""
        words = " | ".join(node.text for node in self.main.all() if node.tag in ("h1", "h2"))
        return (
            f"{self.title!r} key={self.key} steps={self.steps} guards={self.guards} outcome={self.outcome} "
            f"errors={self.errors} [{words}]"
        )
