#!/usr/bin/env python3
"""Checks every relative link in the repository's Markdown: the file is there, and so is the heading that it leads to.

    check-links.py [--self-test]

Looks at each *.md that git knows (or would add), and at nothing on the network. Prints each link that leads nowhere, and
ends with status 1 where there is one. Standard library only.
"""
import os
import re
import subprocess
import sys
import tempfile
from urllib.parse import unquote

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
CODE = re.compile(r"(`+)(?:(?!\1).)+?\1")
INLINE = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^)<>\s]+)>?(?:\s+\"[^\"]*\")?\s*\)")
REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?([^<>\s]+)>?")
HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
ELSEWHERE = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*:|//)")


def files(root):
    """Of DocC's catalogues only the plain links count: it has a syntax of its own for the others."""
    command = ["git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return sorted(path for path in said.splitlines() if os.path.exists(os.path.join(root, path)))


def prose(text):
    """The lines that aren't code, with their numbers. An indented line counts as prose: lists have indented ones too."""
    fence = None
    for number, line in enumerate(text.splitlines(), 1):
        mark = FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence):
                fence = None
        elif mark:
            fence = mark[1]
        else:
            yield number, line


def headings(text):
    """What each heading is called in a link, as GitHub makes it, with its own text; in their order."""
    seen = {}
    for _, line in prose(text):
        heading = HEADING.match(line)
        if heading:
            words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading[2]).replace("`", "").strip()
            name = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            count = seen.get(name, 0)
            seen[name] = count + 1
            yield (name if count == 0 else f"{name}-{count}"), words


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def troubles(root):
    found, count = [], 0
    for path in files(root):
        text = read(os.path.join(root, path))
        for number, line in prose(text):
            line = CODE.sub("", line)
            for target in INLINE.findall(line) + REFERENCE.findall(line):
                if ELSEWHERE.match(target):
                    continue
                count += 1
                place, _, anchor = target.partition("#")
                there = os.path.normpath(os.path.join(root, os.path.dirname(path), unquote(place))) if place else None
                there = there or os.path.join(root, path)
                if place.startswith("/") or not (there + "/").startswith(root + "/"):
                    found.append(f"{path}:{number}: {target} leads out of the repository")
                elif not os.path.exists(there):
                    found.append(f"{path}:{number}: {target}: there is no such file")
                elif anchor and os.path.isfile(there) and unquote(anchor) not in dict(headings(read(there))):
                    found.append(f"{path}:{number}: {target}: there is no such heading")
    return found, count


def self_test():
    """That each kind of trouble is found, and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        subprocess.run(["git", "init", "-q", folder], check=True)
        with open(os.path.join(folder, "other.md"), "w", encoding="utf-8") as file:
            file.write("# A heading, with `code`\n\n```sh\n# none\n```\n\n## Twice\n\n## Twice\n")
        good = ["(other.md)", "(other.md#a-heading-with-code)", "(other.md#twice-1)", "(#here)", "(https://example.invalid/x)"]
        bad = ["(missing.md)", "(other.md#none)", "(#nowhere)", "(../out.md)", "(/other.md)"]
        lines = ["# Here", "", *(f"[a link]{link}" for link in good + bad), "", "[one]: gone.md", "`[not](one.md)`"]
        lines += ["```", "[nor](this.md)", "```"]
        with open(os.path.join(folder, "page.md"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        found, count = troubles(folder)
        wanted = [link[1:-1] for link in bad] + ["gone.md"]
        right = len(found) == len(wanted) and all(link in line for link, line in zip(wanted, found))
        if not right or count != len(good) - 1 + len(wanted):
            print("\n".join(found), file=sys.stderr)
            print("The self-test failed: these were found, and not exactly what leads nowhere.", file=sys.stderr)
            return 1
    return 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    if sys.argv[1:]:
        print(__doc__, file=sys.stderr)
        return 64
    found, count = troubles(os.path.realpath(ROOT))
    for line in found:
        print(line, file=sys.stderr)
    print(f"{count} links, {len(found)} lead nowhere")
    return 1 if found or not count else 0


if __name__ == "__main__":
    sys.exit(main())
