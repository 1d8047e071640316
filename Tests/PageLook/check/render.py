"""Renders samples with templates into build/pages. Plain mustache, and no key of an item hides one further out:
swift-mustache looks further out where a key is nil."""
import json
import sys
from pathlib import Path

import combustache

ROOT = Path(__file__).parent.parent
TEMPLATES = {p.stem: p.read_text() for p in (ROOT / "templates").glob("*.mustache")}
# Items that are one object in several places; their keys are the same on purpose.
BESIDE = {"noticeKind"}


def clashes(value, outer, path):
    if isinstance(value, list):
        for item in value:
            yield from clashes(item, outer, path + "[]")
    elif isinstance(value, dict):
        for key in value:
            if key in outer and path:
                yield f"{path}.{key}"
        for key, inner in value.items():
            yield from clashes(inner, outer | set(value), f"{path}.{key}")


def empties(value, path=""):
    """Swift has an empty string as true, Python as false: only where no section asks for it may one stand."""
    if isinstance(value, list):
        for item in value:
            yield from empties(item, path + "[]")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from empties(inner, f"{path}.{key}")
    elif value == "":
        yield path


def render(name):
    context = json.loads((ROOT / "samples" / f"{name}.json").read_text())
    return combustache.render(TEMPLATES[name.split(".")[0]], context, TEMPLATES)


def sections():
    import re
    return {m for t in TEMPLATES.values() for m in re.findall(r"\{\{[#^](\w+)\}\}", t)}


def main():
    out = ROOT / "build" / "pages"
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.html"):
        old.unlink()
    bad = set()
    asked = sections()
    names = sorted(p.stem for p in (ROOT / "samples").glob("*.json"))
    for name in names:
        context = json.loads((ROOT / "samples" / f"{name}.json").read_text())
        bad |= {f"hidden key: {c}" for c in clashes(context, set(), "")}
        bad |= {f"empty text asked for: {e}" for e in empties(context) if e.split(".")[-1] in asked}
        html = render(name)
        if "{{" in html:
            bad.add(f"{name}: a tag is left")
        (out / f"{name}.html").write_text(html)
    sizes = sorted(((out / f"{n}.html").stat().st_size, n) for n in names)
    assets = sum((ROOT / "assets" / f).stat().st_size for f in ("desk.css", "desk.js", "icon-desk.svg"))
    desk = (out / "desk.ready.html").stat().st_size
    print(f"{len(names)} pages, largest {sizes[-1][1]} {sizes[-1][0]} B; first view {desk} + assets {assets} = {desk + assets} B")
    if desk + assets > 60 * 1024:
        bad.add("first view above 60 KiB")
    for line in sorted(bad):
        print("BAD", line)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
