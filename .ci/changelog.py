#!/usr/bin/env python3
"""CHANGELOG.md for the tools that want it in another form.

    changelog.py debian VERSION EPOCH    # debian/changelog, on standard output
    changelog.py released VERSION        # does CHANGELOG.md have a dated section for that version?
    changelog.py check                   # is its form that of Keep a Changelog 1.1.0?
    changelog.py --self-test
"""
import re
import sys
import textwrap
from datetime import date, datetime, timezone
from email.utils import format_datetime

KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
HEADING = re.compile(r"## (?:\[?Unreleased\]?|\[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d))$")


def sections(text):
    """(version or None, date or None, entries by kind), the newest first."""
    found = []
    for line in text.splitlines():
        if line.startswith("## "):
            heading = HEADING.match(line)
            if not heading:
                raise ValueError(f"{line!r} is neither Unreleased nor [version] - date")
            day = date.fromisoformat(heading[2]) if heading[2] else None
            found.append((heading[1], day, {}))
        elif line.startswith("### "):
            kind = line[4:]
            if kind not in KINDS or not found or kind in found[-1][2]:
                raise ValueError(f"{line!r} is no kind of change, or given twice")
            found[-1][2][kind] = []
        elif line.startswith("- "):
            entries = found[-1][2] if found else {}
            if not entries:
                raise ValueError(f"{line!r} stands under no kind of change")
            list(entries.values())[-1].append(line[2:])
        elif line.startswith("  ") and found and found[-1][2]:
            list(found[-1][2].values())[-1][-1] += " " + line.strip()
    days = [day for _, day, _ in found if day]
    if days != sorted(days, reverse=True):
        raise ValueError("the newest version doesn't come first")
    return found


def debian(text, version, epoch):
    out = []
    for name, day, entries in sections(text):
        if name is None:
            if any(known == version for known, _, _ in sections(text)):
                continue
            name, where = version, "UNRELEASED"
            time = datetime.fromtimestamp(int(epoch), timezone.utc)
        else:
            where = "unstable"
            time = datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc)
        lines = [line for kind in entries.values() for line in kind] or ["Nothing yet."]
        out.append(f"ra-workstation ({name}) {where}; urgency=medium\n")
        for line in lines:
            line = re.sub(r"[*`]|\[([^\]]*)\]\([^)]*\)", r"\1", line)
            out += textwrap.wrap(line, 76, initial_indent="  * ", subsequent_indent="    ", break_on_hyphens=False)
        out.append(
            "\n -- RA workstation maintainers <maintainers@users.noreply.github.com>  " + format_datetime(time) + "\n")
    return "\n".join(out)


def self_test():
    good = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- One\n  more `x`.\n\n## [0.1.0] - 2026-11-21\n\n### Added\n\n- First.\n"
    entries = sections(good)
    assert [e[0] for e in entries] == [None, "0.1.0"] and entries[0][2] == {"Added": ["One more `x`."]}
    text = debian(good, "0.2.0", 1795764988)
    assert "ra-workstation (0.2.0) UNRELEASED" in text and "  * One more x." in text and "Sat, 21 Nov 2026" in text
    assert "UNRELEASED" not in debian(good, "0.1.0", 1795764988)
    for bad in [
        good.replace("0.1.0] -", "0.1.0]"), good.replace("### Added", "### New"), good.replace("### Added\n", ""),
        good + "\n## [0.3.0] - 2027-01-01\n",
    ]:
        try:
            sections(bad)
        except ValueError:
            continue
        raise AssertionError(bad)


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    with open("CHANGELOG.md", encoding="utf-8") as file:
        text = file.read()
    try:
        found = sections(text)
    except ValueError as mistake:
        sys.exit(f"CHANGELOG.md: {mistake}")
    if arguments[0] == "debian":
        print(debian(text, arguments[1], arguments[2]), end="")
    elif arguments[0] == "released" and arguments[1] not in [name for name, _, _ in found]:
        sys.exit(
            f"CHANGELOG.md has no section for {arguments[1]}: rename Unreleased to '[{arguments[1]}] - DATE', or set DRAFT=1.")
    return None


main(sys.argv[1:])
