#!/usr/bin/env python3
"""Makes the documentation a site of static pages: site.py MAN-PAGES LIBRARY OUT

MAN-PAGES is a folder with them, LIBRARY one with DocC's archives; both become part of the site. Every Markdown file of the
repository is a page at its own place, and what a page leads to is copied to its own place too. Then every link of every page is followed, but for those within DocC's pages, which DocC has checked.

Needs Debian's cmark-gfm and mandoc.
"""
import html
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from urllib.parse import quote, unquote

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
SPEC = importlib.util.spec_from_file_location("check_links", os.path.join(ROOT, "docs/check-links.py"))
links = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(links)

LINK = re.compile(r'(?<= )(href|src)="([^"]*)"')
STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
pre, code { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
img { max-width: 100%; }
"""


def page(place, title, body):
    """A whole page; `place` is where it lies in the site."""
    up = "../" * place.count("/")
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{html.escape(title)}</title>\n'
        f'<link rel="stylesheet" href="{up}site.css">\n</head>\n<body>\n'
        f'<nav><a href="{up}index.html">Contents</a></nav>\n<main>\n{body}</main>\n</body>\n</html>\n')


def write(out, place, text):
    path = os.path.join(out, place)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def renamed(path):
    """Where a file or folder of the repository stands in the site."""
    manual_page = re.fullmatch(r"debian/([^/]+\.7)", path)
    if manual_page:
        return f"man/{manual_page[1]}.html"
    if os.path.isdir(os.path.join(ROOT, path)):
        return f"{path}/index.html"
    return re.sub(r"\.md$", ".html", path)


def copied(out, path):
    """A file that pages lead to, or a list of what is in such a folder, at its own place."""
    full, target = os.path.join(ROOT, path), os.path.join(out, renamed(path))
    if os.path.exists(target) or target.endswith((".7.html", ".md")):
        return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.isfile(full):
        shutil.copyfile(full, target)
        return
    command = ["git", "-C", full, "ls-files", "--cached", "--others", "--exclude-standard", "."]
    inside = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    rows = []
    for name in sorted({name.partition("/")[0] for name in inside}):
        if os.path.isdir(os.path.join(full, name)):
            rows.append(f"<li>{html.escape(name)}/</li>")
        else:
            if not name.endswith(".md"):
                copied(out, f"{path}/{name}")
            rows.append(f'<li><a href="{quote(os.path.basename(renamed(name)))}">{html.escape(name)}</a></li>')
    body = f"<h1>{html.escape(path)}</h1>\n<ul>\n" + "\n".join(rows) + "\n</ul>\n"
    write(out, renamed(path), page(renamed(path), path, body))


def paper(out, path):
    """One Markdown file as a page, with what it leads to at its own place; its title."""
    text = links.read(os.path.join(ROOT, path))
    # The files are our own, so that HTML in them is as trusted as they are.
    body = subprocess.run(
        ["cmark-gfm", "--unsafe", "--extension", "table"], input=text, check=True, capture_output=True, text=True).stdout
    names = list(links.headings(text))
    waiting = iter(names)
    body = re.sub(r"<h([1-6])>", lambda match: f'<h{match[1]} id="{html.escape(next(waiting)[0])}">', body)
    if next(waiting, None):
        sys.exit(f"site: {path} has headings that became none")

    def followed(match):
        place, mark, anchor = html.unescape(match[2]).partition("#")
        if links.ELSEWHERE.match(place) or not place:
            return match[0]
        there = os.path.normpath(os.path.join(os.path.dirname(path), unquote(place)))
        if not there.endswith(".md"):
            copied(out, there)
        target = os.path.relpath(renamed(there), os.path.dirname(path) or ".")
        return f'{match[1]}="{html.escape(quote(target) + mark + anchor)}"'

    body = LINK.sub(followed, body)
    title = names[0][1] if names else path
    write(out, renamed(path), page(renamed(path), title, body))
    return title


def manual(out, folder, name):
    stem, section = name.rsplit(".", 1)
    body = subprocess.run(
        ["mandoc", "-T", "html", "-O", "fragment,man=%N.%S.html;https://manpages.debian.org/%N.%S",
         os.path.join(folder, name)], check=True, capture_output=True, text=True, cwd=os.path.join(out, "man")).stdout
    write(out, f"man/{name}.html", page(f"man/{name}.html", f"{stem}({section})", body))


def contents(papers, manuals, modules):
    def items(rows):
        rows = "".join(f'<li><a href="{quote(to)}">{html.escape(text)}</a></li>\n' for to, text in rows)
        return f"<ul>\n{rows}</ul>\n"

    def number(name):
        stem, section = name.rsplit(".", 1)
        return f"{stem}({section})"

    return (
        "<h1>ra-workstation</h1>\n<h2>Papers</h2>\n" + items((renamed(path), title) for path, title in papers)
        + "<h2>Manual pages</h2>\n" + items((f"man/{name}.html", number(name)) for name in manuals)
        + "<h2>The library's modules</h2>\n"
        + items((f"library/{name}/documentation/{name.lower()}/index.html", name) for name in modules))


def dead(out):
    """Each link in a page that leads nowhere."""
    found, count, known = [], 0, {}

    def ids(path):
        if path not in known:
            known[path] = set(map(html.unescape, re.findall(r'\bid="([^"]*)"', links.read(path))))
        return known[path]

    for folder, folders, names in os.walk(out):
        if folder == out:
            folders.remove("library")
        for name in sorted(n for n in names if n.endswith(".html")):
            path = os.path.join(folder, name)
            for _, target in LINK.findall(links.read(path)):
                target = html.unescape(target)
                if links.ELSEWHERE.match(target):
                    continue
                count += 1
                place, _, anchor = target.partition("#")
                there = os.path.normpath(os.path.join(folder, unquote(place))) if place else path
                if not os.path.isfile(there):
                    found.append(f"{os.path.relpath(path, out)}: {target}: there is no such file")
                elif anchor and there.endswith(".html") and unquote(anchor) not in ids(there):
                    found.append(f"{os.path.relpath(path, out)}: {target}: there is no such heading")
    return found, count


def main(arguments):
    man, library, out = map(os.path.abspath, arguments)
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(os.path.join(out, "man"))
    write(out, "site.css", STYLE.lstrip())
    # DocC's catalogues are in its own archives.
    papers = [path for path in links.files(ROOT) if ".docc/" not in path]
    papers.sort(key=lambda path: (path != "README.md", not path.startswith("docs/"), path))
    titles = [(path, paper(out, path)) for path in papers]
    manuals = sorted(name for name in os.listdir(man) if re.search(r"\.[17]$", name))
    for name in manuals:
        shutil.copyfile(os.path.join(man, name), os.path.join(out, "man", name))
    for name in manuals:
        manual(out, man, name)
    for name in manuals:
        os.remove(os.path.join(out, "man", name))
    modules = sorted(name.removesuffix(".doccarchive") for name in os.listdir(library) if name.endswith(".doccarchive"))
    for name in modules:
        shutil.copytree(os.path.join(library, f"{name}.doccarchive"), os.path.join(out, "library", name))
    write(out, "index.html", page("index.html", "ra-workstation", contents(titles, manuals, modules)))
    found, count = dead(out)
    for line in found:
        print(f"site: {line}", file=sys.stderr)
    print(f"site: {len(titles)} papers, {len(manuals)} manual pages, {len(modules)} modules; {count} links, "
          f"{len(found)} lead nowhere")
    return 1 if found or not modules else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
