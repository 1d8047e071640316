"""The desk's page in a real browser, with JavaScript: what a person does by mouse and keyboard."""

import time

from markup import View
from wire import ELEMENT, BrowserError, MarionetteWire, WebDriverWire

KEYS = {
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Space": " ",
    "Shift": "\ue008",
    "Escape": "\ue00c",
    "Left": "\ue012",
    "Up": "\ue013",
    "Right": "\ue014",
    "Down": "\ue015",
}


class BrowserClient:
    runs_scripts = True

    def __init__(self, desk, wire):
        self.desk, self.origin, self.wire = desk, desk.origin, wire
        self.view = None

    # ---- Browser ---------------------------------------------------------------------------------------------------

    def script(self, text, *arguments):
        return self.wire.command("ExecuteScript", {"script": text, "args": list(arguments), "newSandbox": False})

    def later(self, text, *arguments):
        """A script that calls its last argument when it is done."""
        return self.wire.command("ExecuteAsyncScript", {"script": text, "args": list(arguments)}, 90)

    def navigate(self, address):
        self.wire.command("Navigate", {"url": address if address.startswith("http") else self.origin + address})

    @property
    def address(self):
        return self.wire.command("GetCurrentURL")

    def enter(self, link):
        self.navigate(link)
        assert "token=" not in self.address, "the token stands in the address bar"
        return self.look()

    def go(self, path):
        self.navigate(path)
        return self.look()

    def look(self):
        """What stands in the page at this moment; nothing is loaded."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                text = self.script("return document.readyState === 'loading' ? '' : document.documentElement.outerHTML")
                if text:
                    self.view = View("<!DOCTYPE html>" + text)
                    return self.view
            except BrowserError:
                pass
            time.sleep(0.05)
        raise AssertionError("the page doesn't load")

    def find(self, selector):
        found = self.wire.command("FindElements", {"using": "css selector", "value": selector})
        assert found, f"no {selector} on {self.look().brief()}"
        return found[0][ELEMENT]

    def click(self, selector):
        self.wire.element("ElementClick", self.find(selector))

    def keys(self, *keys, pause=20):
        """Presses keys where the focus is, one after the other."""
        actions = []
        for key in keys:
            value = KEYS.get(key, key)
            actions += [
                {"type": "keyDown", "value": value},
                {"type": "keyUp", "value": value},
                {"type": "pause", "duration": pause},
            ]
        self.wire.command("PerformActions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    @property
    def focused(self):
        """What has the focus, in short."""
        return self.script("""const a = document.activeElement; if (!a || a === document.body) return null;
            return {tag: a.localName, type: a.type || null, name: a.getAttribute('name'),
                    value: a.getAttribute('value'), id: a.id, job: a.dataset.job || null,
                    text: a.textContent.trim().slice(0, 60)}""")

    # ---- Tabs ------------------------------------------------------------------------------------------------------

    @property
    def tabs(self):
        return self.wire.command("GetWindowHandles")

    @property
    def tab(self):
        return self.wire.command("GetWindowHandle")

    def new_tab(self):
        opened = self.wire.command("NewWindow", {"type": "tab"})
        self.to_tab(opened["handle"])
        return opened["handle"]

    def to_tab(self, handle):
        self.wire.command("SwitchToWindow", {"handle": handle, "name": handle})

    def close_tab(self):
        self.wire.command("CloseWindow")

    # ---- What a person does ----------------------------------------------------------------------------------------

    def leaves(self, action):
        """Does what sends a form, and waits until another page is there."""
        self.script("window.isOld = true")
        action()
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            try:
                if self.script("return !window.isOld && document.readyState !== 'loading'"):
                    return self.look()
            except BrowserError:
                pass
            time.sleep(0.03)
        raise AssertionError(f"nothing was sent: {self.look().brief()}")

    def press(self, **handle):
        selector = "".join(
            f'[{name.replace("_", "-")}]' if value is True else f'[{name.replace("_", "-")}="{value}"]'
            for name, value in handle.items()
        )
        is_form = self.script(
            "const e = document.querySelector(arguments[0]); return !!e && e.localName === 'form'", selector
        )
        return self.leaves(lambda: self.click(selector + (" button" if is_form else "")))

    def answer(self, value):
        view = self.view
        form = f'form[data-key="{view.key}"]'
        if value in view.choices:
            self.click(f'{form} input[type=radio][name=value][value="{value}"]')
        else:
            assert view.field is not None, f"{value!r} is no choice of {view.key}: {view.choices}"
            element = self.find(f"{form} input[type=text][name=value]")
            self.wire.element("ElementSendKeys", element, {"text": value, "value": list(value)})
        return self.leaves(lambda: self.click(f"{form} button.button-main"))

    def step(self, value):
        form = f'form[data-key="{self.view.key}"]'
        if value == "done":
            return self.leaves(lambda: self.click(f"{form} button[name=value][value=done]"))
        if value != "failed":
            assert (
                self.script(
                    "const s = document.querySelector(arguments[0]); s.value = arguments[1]; return s.value",
                    f"{form} select[name=code]",
                    value,
                )
                == value
            ), f"{value} isn't listed"
        return self.leaves(lambda: self.click(f"{form} button[name=value][value=failed]"))

    def until(self, what, seconds=20, say=""):
        deadline = time.monotonic() + seconds
        while True:
            view = self.look()
            if found := what(view):
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"{say or 'not so'} after {seconds} s: {view.brief()}")
            time.sleep(0.06)

    def close(self):
        self.wire.close()


class Chromium(BrowserClient):
    name = "chromium"

    def __init__(self, desk, **options):
        super().__init__(desk, WebDriverWire(**options))

    def size(self, width, height=800):
        self.wire.protocol(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def forced_colours(self, on):
        self.wire.protocol(
            "Emulation.setEmulatedMedia", {"features": [{"name": "forced-colors", "value": "active" if on else "none"}]}
        )

    def scripts(self, allowed):
        self.wire.protocol("Emulation.setScriptExecutionDisabled", {"value": not allowed})

    def accessibility(self):
        """The accessibility tree's nodes that a screen reader is told of."""
        self.wire.protocol("Accessibility.enable")
        return [node for node in self.wire.protocol("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]

    def complaints(self):
        """What the console calls severe; a network that is away isn't."""
        return [e["message"] for e in self.wire.console() if e["level"] == "SEVERE" and "net::ERR" not in e["message"]]


class Firefox(BrowserClient):
    name = "firefox"

    def __init__(self, desk, **options):
        super().__init__(desk, MarionetteWire(**options))
