#!/usr/bin/env python3
"""Draws the rooms of the house, docs/rooms.svg, from Package.swift: the modules in Sources and what each may import.

    draw-rooms.py             writes the picture
    draw-rooms.py --check     changes nothing; status 1 where the picture, or architecture.md, is behind the package
    draw-rooms.py --dump FILE takes what 'swift package dump-package' said from a file (- for standard input)

A line goes from a room to each one below that it stands on, but for those that it reaches through another: nearly all use
Instants, and a picture of that shows nothing. The whole list is in each room's title, and so in the file: whatever changes
in the package changes the picture. Standard library only, and the same package gives the same bytes.
"""
import argparse
import json
import os
import subprocess
import sys
from collections import defaultdict
from xml.sax.saxutils import escape

HERE = os.path.dirname(os.path.abspath(__file__))
PICTURE = os.path.join(HERE, "rooms.svg")
PAPER = os.path.join(HERE, "architecture.md")

ROW, GAP, MARGIN = 104, 22, 24
HEIGHT = 34
LINE = 14
LETTER, SMALL = 7.4, 5.7


class Room:
    def __init__(self, name, kind):
        self.name, self.kind = name, kind
        self.direct, self.outside = [], []


def rooms_of(package):
    """The targets in Sources, by name. Others have a path of their own, or are of type test."""
    outside = ("Tests/", "Examples/")
    targets = [t for t in package["targets"] if t["type"] != "test" and not (t.get("path") or "").startswith(outside)]
    systems = {t["name"]: t.get("pkgConfig") or t["name"] for t in targets if t["type"] == "system"}
    rooms = {t["name"]: Room(t["name"], t["type"]) for t in targets if t["type"] != "system"}
    for target in targets:
        room = rooms.get(target["name"])
        for dependency in target["dependencies"] if room else []:
            (kind, value), = dependency.items()
            name = value[0]
            if kind == "product":
                room.outside.append(name)
            elif name in systems:
                room.outside.append(systems[name])
            else:
                room.direct.append(name)
    for room in rooms.values():
        room.direct.sort()
        room.outside.sort(key=str.lower)
    return rooms


def reach(rooms, name, seen=None):
    """All that a room stands on, at whatever depth."""
    seen = set() if seen is None else seen
    for below in rooms[name].direct:
        if below not in seen:
            seen.add(below)
            reach(rooms, below, seen)
    return seen


def drawn(rooms):
    """For each room what is drawn: what it names and doesn't reach through another that it names."""
    return {
        name: [b for b in room.direct if not any(b in reach(rooms, other) for other in room.direct if other != b)]
        for name, room in rooms.items()
    }


def floors(rooms):
    """A room stands one floor above the highest that it stands on."""
    floor = {}

    def place(name):
        if name not in floor:
            floor[name] = 1 + max((place(below) for below in rooms[name].direct), default=-1)
        return floor[name]

    for name in sorted(rooms):
        place(name)
    return floor


class Layout:
    """Rooms in rows; a line that passes a row has a place of its own there, so that it runs between the rooms."""

    def __init__(self, rooms):
        self.rooms, self.floor = rooms, floors(rooms)
        self.top = max(self.floor.values())
        self.rows = defaultdict(list)
        self.up, self.down = defaultdict(list), defaultdict(list)
        self.paths = []
        for name in sorted(rooms):
            self.rows[self.floor[name]].append(name)
        for name, below in sorted(drawn(rooms).items()):
            for other in below:
                path = [name]
                for row in range(self.floor[name] - 1, self.floor[other], -1):
                    path.append((name, other, row))
                    self.rows[row].append(path[-1])
                path.append(other)
                for above, under in zip(path, path[1:]):
                    self.down[above].append(under)
                    self.up[under].append(above)
                self.paths.append(path)
        self.order()
        self.place()

    def width(self, node):
        if isinstance(node, tuple):
            return 10
        lines = [len(node) * LETTER] + [len(text) * SMALL for text in self.small(node)]
        return max(lines) + 24

    def small(self, node):
        """What comes from outside, in lines of two or three words."""
        lines = []
        for word in self.rooms[node].outside:
            if lines and len(lines[-1]) + len(word) < 24:
                lines[-1] += ", " + word
            else:
                lines.append(word)
        return lines

    def height(self, node):
        return HEIGHT + LINE * len(self.small(node))

    def order(self):
        """Each node near the middle of those that it is tied to, from above and from below by turns."""
        for sweep in range(24):
            rows = range(self.top - 1, -1, -1) if sweep % 2 == 0 else range(1, self.top + 1)
            ties = self.up if sweep % 2 == 0 else self.down
            for row in rows:
                places = {node: i for r in (row + 1, row - 1) for i, node in enumerate(self.rows.get(r, []))}
                old = {node: i for i, node in enumerate(self.rows[row])}

                def middle(node):
                    near = [places[other] for other in ties[node] if other in places]
                    return sum(near) / len(near) if near else old[node]

                self.rows[row].sort(key=lambda node: (middle(node), old[node]))

    def place(self):
        """Side by side, then drawn towards those that each is tied to, never over one another."""
        self.x = {}
        widths = {}
        for row, nodes in self.rows.items():
            widths[row] = sum(self.width(n) for n in nodes) + GAP * (len(nodes) - 1)
        self.wide = max(widths.values())
        for row, nodes in self.rows.items():
            left = (self.wide - widths[row]) / 2
            for node in nodes:
                self.x[node] = left + self.width(node) / 2
                left += self.width(node) + GAP
        for _ in range(60):
            for row in range(self.top + 1):
                self.settle(self.rows[row])
        left = min(self.x[n] - self.width(n) / 2 for n in self.x)
        right = max(self.x[n] + self.width(n) / 2 for n in self.x)
        self.x = {node: x - left + MARGIN for node, x in self.x.items()}
        self.wide = right - left + 2 * MARGIN
        self.y, self.tall, y = {}, {}, 64
        for row in range(self.top, -1, -1):
            tallest = max(self.height(n) for n in self.rows[row] if not isinstance(n, tuple))
            for node in self.rows[row]:
                self.y[node] = y + tallest / 2
                self.tall[node] = tallest
            y += tallest + ROW - HEIGHT
        self.high = y - ROW + HEIGHT + MARGIN

    def settle(self, nodes):
        wanted = {}
        for node in nodes:
            near = [self.x[other] for other in self.up[node] + self.down[node]]
            wanted[node] = sum(near) / len(near) if near else self.x[node]
        for i, node in enumerate(nodes):
            low, high = 0, self.wide
            if i:
                low = self.x[nodes[i - 1]] + (self.width(nodes[i - 1]) + self.width(node)) / 2 + GAP
            if i + 1 < len(nodes):
                high = self.x[nodes[i + 1]] - (self.width(nodes[i + 1]) + self.width(node)) / 2 - GAP
            self.x[node] = max(low, min(high, wanted[node])) if low <= high else self.x[node]


def picture(package):
    rooms = rooms_of(package)
    layout = Layout(rooms)
    wide, high = round(layout.wide), round(layout.high)
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!-- Drawn from Package.swift by docs/draw-rooms.py. Not to be edited. -->",
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" role="img"'
        ' font-family="Helvetica, Arial, sans-serif">',
        "<title>The rooms, and which stand on which</title>",
        f'<rect width="{wide}" height="{high}" fill="#ffffff"/>',
        f'<text x="{MARGIN}" y="30" font-size="13" fill="#333333">A room imports only what is below it. Dark: a program.'
        " Small print: libraries from outside.</text>",
        '<g fill="none" stroke="#7a8691" stroke-width="1.2">',
    ]
    for path in layout.paths:
        start, end = path[0], path[-1]
        x, y = layout.x[start], layout.y[start] + layout.height(start) / 2
        text = f"M{x:.0f} {y:.0f}"
        for node in path[1:]:
            # Straight past the rooms of a row, bent between the rows.
            past = layout.tall[node] / 2 if node != end else layout.height(end) / 2
            nx, ny = layout.x[node], layout.y[node] - past
            half = (y + ny) / 2
            text += f" C{x:.0f} {half:.0f} {nx:.0f} {half:.0f} {nx:.0f} {ny:.0f}"
            x, y = nx, ny
            if node != end:
                y += 2 * past
                text += f" V{y:.0f}"
        out.append(f'<path d="{text}"/>')
    out.append("</g>")
    for row in range(layout.top, -1, -1):
        for node in layout.rows[row]:
            if not isinstance(node, tuple):
                out += box(layout, node)
    out.append("</svg>")
    return "\n".join(out) + "\n"


def box(layout, name):
    room = layout.rooms[name]
    width, height = layout.width(name), layout.height(name)
    x, y = layout.x[name] - width / 2, layout.y[name] - height / 2
    is_program = room.kind == "executable"
    fill, ink = ("#1d3c5a", "#ffffff") if is_program else ("#eef3f8", "#12212e")
    on = ", ".join(room.direct) or "nothing in this package"
    lines = [
        f"<g><title>{escape(name)} stands on: {escape(on)}</title>",
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="5" fill="{fill}" stroke="#5b7690"/>',
        f'<text x="{layout.x[name]:.0f}" y="{y + 22:.0f}" font-size="13" text-anchor="middle" fill="{ink}">'
        f"{escape(name)}</text>",
    ]
    for i, text in enumerate(layout.small(name)):
        lines.append(
            f'<text x="{layout.x[name]:.0f}" y="{y + 22 + LINE * (i + 1):.0f}" font-size="10" text-anchor="middle"'
            f' fill="{"#c9d7e4" if is_program else "#4b5b69"}">{escape(text)}</text>')
    return lines + ["</g>"]


def dump(path):
    if path == "-":
        return json.load(sys.stdin)
    if path:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    command = ["swift", "package", "--package-path", os.path.dirname(HERE), "dump-package"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--dump", metavar="FILE")
    options = parser.parse_args()
    package = dump(options.dump)
    text = picture(package)
    if not options.check:
        with open(PICTURE, "w", encoding="utf-8") as file:
            file.write(text)
        return 0
    troubles = []
    if read(PICTURE) != text:
        troubles.append("docs/rooms.svg is not the package as it is: run docs/draw-rooms.py.")
    paper = read(PAPER)
    names = sorted(rooms_of(package)) + [t["name"] for t in package["targets"] if t["type"] == "system"]
    missing = [name for name in names if f"`{name}`" not in paper]
    if missing:
        troubles.append(f"docs/architecture.md says nothing of: {', '.join(missing)}.")
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
