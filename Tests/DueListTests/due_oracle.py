#!/usr/bin/env python3
"""A second reading of the contract of `ra due`, written from its text and from nothing else. Standard library only.

    due_oracle.py [--report FILE]... [--at INSTANT] [--within N] [--organisation ODS] [--capacity N]
                  [--holidays YAML]             the answer as JSON, without dates and citations
    due_oracle.py --shapes FOLDER --people N --shapes-count N --seed N
                                                writes reports of many shapes, and a list of them
    due_oracle.py --compare RA FOLDER           runs RA on each of them and compares
"""
import argparse
import csv
import datetime as dt
import hashlib
import io
import json
import os
import random
import re
import subprocess
import sys
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
UTC = dt.timezone.utc
DAY = 86400
BANDS = ["expired", "7", "30", "60", "90", "later", "unknown"]
SYNONYMS = {
    "uuid": ["uuid"],
    "expires": ["expires", "expiry", "expiry date", "smartcard expiry date"],
    "name": ["name"],
    "email": ["email", "e-mail"],
    "mobile": ["mobile"],
    "organisation": ["organisation", "organisation code"],
    "cardType": ["card type"],
    "cardStatus": ["card status"],
    "serial": ["serial"],
    "issued": ["issued"],
    "positionExpires": ["position expires"],
    "userStatus": ["user status"],
}
MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december"]


def plain(header):
    return re.sub(r"[\W_]", "", header).lower()


ROLE_OF = {plain(name): role for role, names in SYNONYMS.items() for name in names}


class Refused(Exception):
    pass


# --- Bytes to rows ----------------------------------------------------------------------------------------------------

def decode(data):
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16"), "utf-16"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252"), "windows-1252"


def records(text, delimiter, first_line):
    """Rows with the physical line on which each begins: a state for each character."""
    row, cell, line, begins = [], [], first_line, first_line
    state = "start"
    position = 0
    while position < len(text):
        char = text[position]
        if char == "\r":
            if text[position + 1:position + 2] == "\n":
                position += 1
                brk = "\r\n"
            else:
                brk = "\r"
        else:
            brk = "\n" if char == "\n" else None
        if state == "quoted":
            if char == '"':
                if text[position + 1:position + 2] == '"':
                    cell.append('"')
                    position += 1
                else:
                    state = "after"
            elif brk:
                cell.append(brk)
                line += 1
            else:
                cell.append(char)
        elif state == "start" and char == '"':
            state = "quoted"
        elif char == delimiter:
            row.append("".join(cell))
            cell = []
            state = "start"
        elif brk:
            row.append("".join(cell))
            yield begins, row
            row, cell, state = [], [], "start"
            line += 1
            begins = line
        else:
            cell.append(char)
            if state == "start":
                state = "bare"
        position += 1
    if row or cell or state != "start":
        row.append("".join(cell))
        yield begins, row


def table(text):
    """The delimiter, the header's line and cells, and the rows below it."""
    lines = re.split(r"\r\n|\n|\r", text)
    ends = [match.end() for match in re.finditer(r"\r\n|\n|\r", text)] + [len(text)]
    starts = [0] + ends[:-1]
    first = 0
    candidates = [",", ";", "\t"]
    mark = re.fullmatch(r"sep=([,;\t])", lines[0], re.I)
    if mark:
        candidates, first = [mark.group(1)], 1
    titles = 0
    for index in range(first, len(lines)):
        for delimiter in candidates:
            found = next(records(text[starts[index]:starts[index] + 100000], delimiter, index + 1), None)
            if not found:
                continue
            roles = [ROLE_OF.get(plain(cell)) for cell in found[1]]
            if "uuid" in roles and "expires" in roles:
                rows = records(text[starts[index]:], delimiter, index + 1)
                next(rows)
                return delimiter, index + 1, roles, rows
        titles += bool(lines[index].strip())
        if titles > 20:
            break
    raise Refused("missing")


# --- Cells ------------------------------------------------------------------------------------------------------------

def bare(cell):
    cell = cell.strip("\u200b\ufeff \t\r\n\x0b\x0c\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
                      + "".join(chr(c) for c in range(0x2000, 0x200b)))
    return cell


def unwrap(cell):
    cell = bare(cell)
    if cell.startswith("'"):
        cell = bare(cell[1:])
    if len(cell) >= 3 and cell.startswith('="') and cell.endswith('"'):
        cell = bare(cell[2:-1])
    return cell


def uuid_of(cell):
    cell = unwrap(cell)
    if re.fullmatch(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+", cell):
        raise Refused("scientific")
    closed = re.sub(r"(?<=[0-9])[ \u00a0\u202f\u2007\u2009](?=[0-9])", "", cell)
    if re.fullmatch(r"[0-9]{12}", closed):
        return closed
    if re.fullmatch(r"[0-9]{9,11}", closed):
        raise Refused("tooShort")
    raise Refused("notAUUID")


def day(year, month, date):
    try:
        return dt.date(year, month, date)
    except ValueError:
        return None


TIME = r"(?:(?P<sep>[ Tt])(?P<h>\d\d):(?P<mi>\d\d)(?::(?P<s>\d\d)(?:\.\d+)?)?(?P<off>[Zz]|[+-]\d\d:\d\d)?)?"
FORMS = [
    ("iso", re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)" + TIME, re.A)),
    ("numbers", re.compile(r"(?P<a>\d\d?)(?P<x>[/.-])(?P<b>\d\d?)(?P=x)(?P<y>\d{4})" + TIME, re.A)),
    ("words", re.compile(r"(?P<d>\d\d?)(?P<x>[ -])(?P<name>[A-Za-z]+)(?P=x)(?P<y>\d{4})" + TIME, re.A)),
    ("compact", re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)" + TIME, re.A)),
    ("stamp", re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?P<h>\d\d)(?P<mi>\d\d)(?P<s>\d\d)(?P<off>)?", re.A)),
]


def written(cell):
    """The two dates that a cell may mean (day first, month first), and its time."""
    cell = unwrap(cell)
    if re.fullmatch(r"\d{5}([.,]\d+)?", cell, re.A):
        raise Refused("excelDay")
    for kind, form in FORMS:
        match = form.fullmatch(cell)
        if not match:
            continue
        part = match.groupdict()
        if kind in ("numbers", "words") and (part["off"] or part["sep"] in ("T", "t")):
            break
        year = int(part["y"])
        if kind == "numbers":
            dates = day(year, int(part["b"]), int(part["a"])), day(year, int(part["a"]), int(part["b"]))
        elif kind == "words":
            name = part["name"].lower()
            months = [i + 1 for i, month in enumerate(MONTHS) if name in (month, month[:3]) or (
                name == "sept" and i == 8)]
            if not months:
                break
            dates = (day(year, months[0], int(part["d"])),) * 2
        else:
            dates = (day(year, int(part["m"]), int(part["d"])),) * 2
        if part["h"] is None:
            clock = (23, 59, 59)
        else:
            clock = int(part["h"]), int(part["mi"]), int(part["s"] or 0)
            if clock[0] > 23 or clock[1] > 59 or clock[2] > 59:
                break
        return dates, clock, part["off"]
    raise Refused("badDate")


def instant(date, clock, offset):
    if date is None:
        raise Refused("badDate")
    moment = dt.datetime(date.year, date.month, date.day, *clock)
    seconds = int((moment - dt.datetime(1970, 1, 1)).total_seconds())
    if offset:
        if offset in "Zz":
            return seconds
        if int(offset[1:3]) > 23 or int(offset[4:]) > 59:
            raise Refused("badDate")
        return seconds - (1 if offset[0] == "+" else -1) * (int(offset[1:3]) * 3600 + int(offset[4:]) * 60)
    # Summer time: from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October, in London. The
    # zone's data does the same; the earlier of two is fold 0.
    aware = moment.replace(tzinfo=LONDON, fold=0)
    result = aware.astimezone(UTC)
    if result.astimezone(LONDON).replace(tzinfo=None) != moment:
        raise Refused("noSuchTime")
    return int(result.timestamp())


# --- A report ---------------------------------------------------------------------------------------------------------

def report(path, number):
    with open(path, "rb") as file:
        data = file.read()
    text, encoding = decode(data)
    delimiter, header_line, roles, rows = table(text)
    for role in SYNONYMS:
        if roles.count(role) > 1:
            raise Refused("ambiguous")
    rows = [(line, row) for line, row in rows if any(bare(cell) for cell in row)]
    place = {role: roles.index(role) for role in SYNONYMS if role in roles}

    def cell(row, role):
        index = place.get(role)
        return bare(row[index]) if index is not None and index < len(row) else ""

    refused = []
    month_first = {}
    for role in ("expires", "issued", "positionExpires"):
        votes = set()
        for _, row in rows:
            try:
                (one, other), _, _ = written(cell(row, role))
                if (one is None) != (other is None):
                    votes.add("month" if one is None else "day")
            except Refused:
                pass
        if len(votes) == 2:
            if role == "expires":
                raise Refused("missing")
            refused.append({"row": header_line, "column": role, "reason": None})
            place.pop(role)
        month_first[role] = votes == {"month"}

    def date(row, role):
        if not unwrap(cell(row, role)):
            return None
        dates, clock, offset = written(cell(row, role))
        return instant(dates[month_first[role]], clock, offset)

    cards = []
    for line, row in rows:
        def refuse(reason, role):
            refused.append({"row": line, "column": role, "reason": reason})
        try:
            who = uuid_of(cell(row, "uuid"))
        except Refused as reason:
            refuse(str(reason), "uuid")
            continue
        try:
            expires = date(row, "expires")
        except Refused as reason:
            refuse(str(reason), "expires")
            continue
        card = {"uuid": who, "expires": expires, "number": number}
        kind = cell(row, "cardType").lower()
        card["type"] = {"gemplus": "Gemplus", "oberthur": "Oberthur", "piv": "PIV"}.get(kind)
        if kind and not card["type"]:
            refuse(None, "cardType")
        status = cell(row, "cardStatus").lower()
        if status and status not in ("active", "cancelled", "expired"):
            refuse(None, "cardStatus")
        card["cancelled"] = status == "cancelled"
        for role in ("issued", "positionExpires"):
            try:
                card[role] = date(row, role)
            except Refused as reason:
                card[role] = None
                refuse(str(reason), role)
        card["organisation"] = cell(row, "organisation") or None
        card["serial"] = unwrap(cell(row, "serial")) or None
        has = [role for role in ("email", "mobile") if role in place]
        card["contact"] = any(cell(row, role) for role in has) if has else None
        cards.append(card)
    source = {"file": path, "sha256": hashlib.sha256(data).hexdigest().upper(), "rows": len(rows),
              "encoding": encoding, "delimiter": delimiter, "refused": refused}
    return source, cards


# --- People -----------------------------------------------------------------------------------------------------------

def band(moment, at):
    if moment is None:
        return "unknown"
    if moment < at:
        return "expired"
    for days in (7, 30, 60, 90):
        if moment - at <= days * DAY:
            return str(days)
    return "later"


def joined(reports):
    """Over several reports the same serial counts once; within one each row is a card."""
    cards = []
    for found in reports:
        earlier = len(cards)
        used = set()
        for card in found:
            same = next((index for index in range(earlier) if index not in used and card["serial"]
                         and cards[index]["serial"] == card["serial"]
                         and cards[index]["uuid"] == card["uuid"]), None)
            if same is None:
                cards.append(card)
                continue
            used.add(same)
            old = cards[same]
            keep = dict(old)
            if card["expires"] is not None and (old["expires"] is None or card["expires"] > old["expires"]):
                keep = dict(card)
            elif card["expires"] == old["expires"]:
                keep["cancelled"] = old["cancelled"] or card["cancelled"]
            known = [c["contact"] for c in (old, card) if c["contact"] is not None]
            keep["contact"] = any(known) if known else None
            cards[same] = keep
    return cards


def person(cards, at):
    cards = [card for card in cards if not card["cancelled"]]
    if not cards:
        return None
    dated = [card for card in cards if card["expires"] is not None]
    coming = [card for card in dated if card["expires"] >= at]
    if coming:
        card = min(coming, key=lambda c: c["expires"])
    elif dated:
        card = max(dated, key=lambda c: c["expires"])
    else:
        card = cards[0]
    where = band(card["expires"], at)
    blocked = card["type"] == "Gemplus"
    known = [c["contact"] for c in cards if c["contact"] is not None]
    advice = "replace-card" if blocked else {
        "expired": "registration-authority", "later": "wait", "unknown": None}.get(where, "renew-now")
    expires = card["expires"]
    return {
        "uuid": card["uuid"], "band": where, "expiresAt": stamp(expires),
        "opensAt": stamp(None if expires is None else expires - 90 * DAY),
        "daysLeft": None if expires is None else (expires - at) // DAY, "cards": len(cards),
        "cardType": card["type"], "blocked": blocked, "noContact": not any(known) if known else None,
        "positionBand": None if card["positionExpires"] is None else band(card["positionExpires"], at),
        "organisation": card["organisation"], "advice": advice, "_expires": expires}


EPOCH = dt.datetime(1970, 1, 1)


def stamp(seconds):
    return None if seconds is None else (EPOCH + dt.timedelta(seconds=seconds)).isoformat() + "Z"


def london_day(seconds):
    return dt.datetime.fromtimestamp(seconds, LONDON).date()


def days(moments):
    counts = {}
    for moment in moments:
        if moment is not None:
            counts[london_day(moment)] = counts.get(london_day(moment), 0) + 1
    return [{"day": str(key), "count": counts[key]} for key in sorted(counts)]


# --- Capacity ---------------------------------------------------------------------------------------------------------

def capacity(people, at, per_day, holidays):
    def noon(date):
        return int(dt.datetime(date.year, date.month, date.day, 12, tzinfo=LONDON).timestamp())

    def works(date):
        return date.weekday() < 5 and str(date) not in holidays

    one = dt.timedelta(days=1)
    jobs = []
    for entry in people:
        expires = entry["_expires"]
        if expires is None or expires < at:
            continue
        last = london_day(expires)
        while not (works(last) and noon(last) <= expires):
            last -= one
        first = max(london_day(at), london_day(expires - 90 * DAY))
        while not (works(first) and noon(first) >= expires - 90 * DAY and noon(first) > at):
            first += one
        jobs.append((first, last))

    def missed(start):
        late = {}
        rest = sorted(jobs, key=lambda job: job[1])
        date = start
        while rest:
            for job in [job for job in rest if job[1] < date]:
                late[job[1]] = late.get(job[1], 0) + 1
            rest = [job for job in rest if job[1] >= date]
            if works(date):
                room = per_day
                left = []
                for job in rest:
                    if room and job[0] <= date:
                        room -= 1
                    else:
                        left.append(job)
                rest = left
            date += one
        return late

    today = london_day(at)
    late = missed(today)
    start_by = None
    if jobs and not late:
        date = today
        while not missed(date):
            if works(date) and noon(date) > at:
                start_by = date
            date += one
    return {"perWorkingDay": per_day, "startBy": start_by and str(start_by),
            "shortfall": [{"day": str(key), "people": late[key]} for key in sorted(late)]}


def answer(paths, at, within=None, organisation=None, per_day=None, holidays=()):
    sources, reports = [], []
    for number, path in enumerate(paths):
        source, cards = report(path, number)
        sources.append(source)
        reports.append(cards)
    holders = {}
    for card in joined(reports) if len(reports) > 1 else reports[0]:
        holders.setdefault(card["uuid"], []).append(card)
    people = [entry for entry in (person(cards, at) for cards in holders.values()) if entry]
    if within:
        people = [entry for entry in people if BANDS.index(entry["band"]) <= BANDS.index(str(within))]
    if organisation:
        people = [entry for entry in people if (entry["organisation"] or "").upper() == organisation.upper()]
    people.sort(key=lambda e: (BANDS.index(e["band"]), e["_expires"] or 0, e["uuid"]))
    document = {
        "schemaVersion": 1, "at": stamp(at), "sources": sources,
        "bands": {name: sum(entry["band"] == name for entry in people) for name in BANDS},
        "waves": {"expiring": days(entry["_expires"] for entry in people),
                  "opening": days(None if entry["_expires"] is None else entry["_expires"] - 90 * DAY
                                  for entry in people),
                  "capacity": capacity(people, at, per_day, holidays) if per_day else None}}
    document["people"] = [{k: v for k, v in entry.items() if k != "_expires"} for entry in people]
    status = 65 if any(r["column"] in ("uuid", "expires") for s in sources for r in s["refused"]) else 0
    return document, status


# --- Reports of many shapes -------------------------------------------------------------------------------------------

def write_date(rng, date, style):
    clock = rng.choice(["", "", " %02d:%02d" % (rng.randrange(24), rng.randrange(60)),
                        " %02d:%02d:%02d" % (rng.randrange(24), rng.randrange(60), rng.randrange(60))])
    d, m, y = date.day, date.month, date.year
    pad = rng.choice([lambda n: "%02d" % n, str])
    if style == "rfc3339":
        return "%04d-%02d-%02dT%02d:%02d:%02d%s" % (y, m, d, rng.randrange(24), rng.randrange(60), rng.randrange(60),
                                                    rng.choice(["Z", "+00:00", "+01:00", "-05:30", ".25Z"]))
    name = MONTHS[m - 1].capitalize()
    return {
        "iso": lambda: "%04d-%s-%s" % (y, pad(m), pad(d)) + clock,
        "slash": lambda: "%s/%s/%04d" % (pad(d), pad(m), y) + clock,
        "hyphen": lambda: "%s-%s-%04d" % (pad(d), pad(m), y) + clock,
        "dot": lambda: "%s.%s.%04d" % (pad(d), pad(m), y) + clock,
        "us": lambda: "%s/%s/%04d" % (pad(m), pad(d), y) + clock,
        "words": lambda: "%s %s %04d" % (pad(d), name, y) + clock,
        "mon": lambda: "%02d-%s-%04d" % (d, rng.choice([name[:3], name[:3].upper()]), y) + clock,
        "compact": lambda: "%04d%02d%02d" % (y, m, d) + clock,
        "stamp": lambda: "%04d%02d%02d%02d%02d%02d" % (y, m, d, rng.randrange(24), rng.randrange(60), rng.randrange(60)),
    }[style]()


STYLES = ["rfc3339", "iso", "slash", "hyphen", "dot", "us", "words", "mon", "compact", "stamp"]
WRAPS = [str, lambda u: "'" + u, lambda u: '="%s"' % u, lambda u: "\u00a0%s \t" % u,
         lambda u: "%s %s %s" % (u[:3], u[3:6], u[6:]), lambda u: "\u2003" + u + "\ufeff"]
SPOILT = [lambda u: "1.02E+11", lambda u: u.lstrip("0")[:9] or "123456789", lambda u: u[1:], lambda u: u + "0",
          lambda u: "Total", lambda u: "1,02e11", lambda u: u[:4] + "  " + u[4:], lambda u: "",
          lambda u: "\u0661" * 12]
BAD_DATES = ["46811", "46811.5", "30/02/2027", "soon", "28/02/27", "2027-13-01", "28 Mar 2027 01:30",
             "2027-03-28 01:30:00", "1 Foo 2027", "2027-02-28 24:00"]


def write_shapes(folder, people, count, seed):
    rng = random.Random(seed)
    each = max(1, people // count)
    plans = []
    for shape in range(count):
        delimiter = [",", ";", "\t"][shape % 3]
        encoding = ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252"][shape % 5]
        line_end = ["\n", "\r\n", "\r"][shape // 3 % 3]
        quoting = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL][shape // 2 % 2]
        style = STYLES[shape % len(STYLES)]
        wrap = WRAPS[shape % len(WRAPS)]
        if encoding == "cp1252" and wrap is WRAPS[5]:
            wrap = WRAPS[3]
        spoil = 0 if shape % 4 == 0 else 0.02
        columns = [("uuid", "UUID"), ("expires", rng.choice(["Expiry Date", "expires", "SMARTCARD_EXPIRY-DATE", "Expiry"]))]
        for role, names in (("name", ["Name"]), ("email", ["E-mail", "Email"]), ("mobile", ["Mobile"]),
                            ("organisation", ["Organisation Code", "organisation"]), ("cardType", ["Card type"]),
                            ("cardStatus", ["Card Status"]), ("serial", ["Serial"]), ("issued", ["Issued"]),
                            ("positionExpires", ["Position expires"]), ("userStatus", ["User status"]),
                            ("other", ["Remarks"])):
            if rng.random() < 0.75:
                columns.append((role, rng.choice(names)))
        rng.shuffle(columns)
        out = io.StringIO()
        if shape % 7 == 3:
            out.write("sep=" + delimiter + line_end)
        for title in range([0, 0, 1, 3, 20][shape // 5 % 5]):
            out.write(rng.choice(["Smartcard report", "Printed on 26/11/2026", "", "St Mary's \u201ctrust\u201d"]) + line_end)
        writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
        writer.writerow([name for _, name in columns])
        position_style = rng.choice(STYLES)
        mixed_position = shape % 11 == 5
        for index in range(each):
            number = rng.randrange(10 ** 12) if rng.random() < 0.9 else rng.randrange(max(1, each // 10))
            uuid = "%012d" % number
            date = dt.date(2026, 9, 1) + dt.timedelta(days=rng.randrange(400))
            row = {}
            row["uuid"] = rng.choice(SPOILT)(uuid) if rng.random() < spoil else wrap(uuid)
            row["expires"] = write_date(rng, date, style)
            if rng.random() < 0.03:
                row["expires"] = ""
            if rng.random() < spoil:
                row["expires"] = rng.choice(BAD_DATES)
            row["name"] = rng.choice(["Ada Example", "Zo\u00eb \u20ac Test", 'O"Brien, Pat', "Two\nLines", ""])
            row["email"] = rng.choice(["a@example.nhs.uk", "", ""])
            row["mobile"] = rng.choice(["07700 900123", "", ""])
            row["organisation"] = rng.choice(["Y00001", "A1B2C", "FFFFF", "", "  Y00001 "])
            row["cardType"] = rng.choice(["Gemplus", "Oberthur", "PIV", "piv", ""] + (["Idemia"] if spoil else []))
            row["cardStatus"] = rng.choice(["active", "Active", "cancelled", "expired", ""] + (["lost"] if spoil else []))
            row["serial"] = rng.choice(["", "S%07d" % rng.randrange(10 ** 7), "S%03d" % rng.randrange(100)])
            row["issued"] = rng.choice(["", "2024-02-29", "29/02/2024"] + (["29/02/2023"] if spoil else []))
            row["positionExpires"] = rng.choice(["", write_date(rng, dt.date(2027, 2, 1), position_style)])
            if position_style != "us" and rng.random() < 0.05:
                row["positionExpires"] = "13/02/2027"
            if mixed_position and rng.random() < 0.1:
                row["positionExpires"] = rng.choice(["13/02/2027", "02/13/2027"])
            row["userStatus"] = "active"
            row["other"] = rng.choice(["", "x" * rng.randrange(40), "a\r\nb", '""'])
            writer.writerow([row[role] for role, _ in columns])
            if rng.random() < 0.01:
                out.write(rng.choice(["", delimiter * 3, "  "]) + line_end)
        text = out.getvalue()
        if encoding == "cp1252":
            text = "".join(c if c.encode("cp1252", "ignore") else "?" for c in text)
        marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
        name = "shape-%03d.csv" % shape
        with open(os.path.join(folder, name), "wb") as file:
            file.write(marks.get(encoding, b"") + text.encode(encoding))
        plan = {"files": [name], "at": rng.choice(["2026-11-26T03:00:00Z", "2026-12-01T00:00:00Z", "2027-03-28T01:00:00Z"])}
        if shape % 3 == 1:
            plan["within"] = rng.choice([7, 30, 60, 90])
        if shape % 5 == 2:
            plan["organisation"] = "y00001"
        if shape % 4 == 1:
            plan["capacity"] = rng.choice([1, 5, max(1, each // 150), max(1, each // 50), each])
        if shape % 6 == 5:
            plan["files"] = ["shape-%03d.csv" % (shape - 1), name]
        plans.append(plan)
    with open(os.path.join(folder, "plans.json"), "w") as file:
        json.dump(plans, file)


def without_more(document):
    """What the contract leaves to the program: wording, citations, and the word for reasons that it doesn't name."""
    document.pop("dates", None)
    for entry in document["people"]:
        entry.pop("citations", None)
    for source in document["sources"]:
        for entry in source["refused"]:
            if entry["column"] in ("cardType", "cardStatus") or entry["reason"] == "mixedDateOrder":
                entry["reason"] = None
        source["refused"].sort(key=lambda e: (e["row"], e["column"]))
    return document


def compare(ra, folder, holidays):
    plans = json.load(open(os.path.join(folder, "plans.json")))
    people = rows = 0
    for plan in plans:
        files = [os.path.join(folder, name) for name in plan["files"]]
        arguments = [ra, "due", "--json", "--at", plan["at"], "--audit-log", os.path.join(folder, "audit.sqlite")]
        for file in files:
            arguments += ["--report", file]
        for option in ("within", "organisation", "capacity"):
            if option in plan:
                arguments += ["--" + option, str(plan[option])]
        run = subprocess.run(arguments, capture_output=True, env={"HOME": folder, "PATH": os.environ.get("PATH", "")})
        at = int(dt.datetime.fromisoformat(plan["at"].replace("Z", "+00:00")).timestamp())
        try:
            expected, status = answer(files, at, plan.get("within"), plan.get("organisation"), plan.get("capacity"), holidays)
        except Refused:
            expected, status = None, 65
        if expected is None:
            if run.returncode != 65 or run.stdout:
                sys.exit("%s: expected to be refused, got %d %s" % (plan, run.returncode, run.stderr.decode()[:500]))
            continue
        if run.returncode != status:
            sys.exit("%s: status %d, expected %d: %s" % (plan, run.returncode, status, run.stderr.decode()[:500]))
        got = without_more(json.loads(run.stdout))
        expected = without_more(json.loads(json.dumps(expected)))
        if got != expected:
            sys.exit("%s differs: %s" % (plan, difference(got, expected)))
        people += len(got["people"])
        rows += sum(source["rows"] for source in got["sources"])
    print("%d shapes, %d rows, %d people listed: the same" % (len(plans), rows, people))


def difference(got, expected, where=""):
    if type(got) is not type(expected):
        return "%s: got %r, expected %r" % (where, got, expected)
    if isinstance(got, dict):
        for key in sorted(set(got) | set(expected)):
            if got.get(key, "absent") != expected.get(key, "absent"):
                return difference(got.get(key, "absent"), expected.get(key, "absent"), where + "/" + key)
    if isinstance(got, list):
        for index, (one, other) in enumerate(zip(got, expected)):
            if one != other:
                return difference(one, other, "%s/%d" % (where, index))
        return "%s: %d entries, expected %d" % (where, len(got), len(expected))
    return "%s: got %r, expected %r" % (where, got, expected)


def holidays_of(path):
    return set(re.findall(r"^  (\d{4}-\d\d-\d\d):", open(path).read(), re.M)) if path else set()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--report", action="append", default=[])
    parser.add_argument("--at")
    parser.add_argument("--within", type=int)
    parser.add_argument("--organisation")
    parser.add_argument("--capacity", type=int)
    parser.add_argument("--holidays")
    parser.add_argument("--shapes")
    parser.add_argument("--people", type=int, default=200000)
    parser.add_argument("--shapes-count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--compare", nargs=2)
    options = parser.parse_args()
    if options.shapes:
        write_shapes(options.shapes, options.people, options.shapes_count, options.seed)
    if options.compare:
        compare(*options.compare, holidays_of(options.holidays))
    if options.report:
        at = int(dt.datetime.fromisoformat(options.at.replace("Z", "+00:00")).timestamp())
        document, status = answer(options.report, at, options.within, options.organisation, options.capacity,
                                  holidays_of(options.holidays))
        print(json.dumps(document))
        sys.exit(status)


if __name__ == "__main__":
    main()
