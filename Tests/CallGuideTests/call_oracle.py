#!/usr/bin/env python3
"""Whom to call, evaluated once more, from the contract alone.

call_oracle.py short|full PROOF   compares the answers of PROOF (call-proof) at each instant: systems x sites x cases.

Every quarter of an hour from December 2026 to March 2028, and every minute of the days when clocks change and of bank
holidays; 'short' takes the seconds around each hour at which something changes, on days of each kind.
The contacts, hours and bank holidays stand in this file's own tables.
"""
import subprocess
import sys
import threading
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
FORM = "BrisDoc IT Support Form on weblinks (https://brisdoc.co.uk/weblinks/)"
PORTAL = "CLEO Service Desk Portal, link on weblinks (https://brisdoc.co.uk/weblinks/)"
ON_CALL = "by telephone, as the rota has it"
SITES = ["osprey", "marksbury-road", "168-medical", "christchurch", "clevedon", "greenway", "cossham", "remote"]

# Bank holidays of England and Wales, gov.uk/bank-holidays; substitute days where the day falls on a weekend.
HOLIDAYS = {date.fromisoformat(day) for day in """
    2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
    2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
    2028-01-03 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-08-28 2028-12-25 2028-12-26
    """.split()}
CLOCKS = [date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26)]
FIRST, LAST = date(2026, 12, 1), date(2028, 3, 31)

# how, a person?, hours (None: not stated), doubtful
form, portal = (FORM, False, None), (PORTAL, False, None)
WORK, SWCCSU_HOURS, URGENT = "work", "swccsu", "urgent"
SWCCSU = [("0300 561 0550", True, SWCCSU_HOURS), ("as the practice has given it to the site", False, None), form]
NASSTAR = ("0345 123 7118", True, None)
NASSTAR_PORTAL = ("incident portal (https://nasstar.service-now.com/serviceportal)", False, None)
EMIS_USER = [("'Forgotten password' at the EMIS log-in", False, None), ("resets the password inside EMIS", True, None)]
BASE = ("by a note on the shift report", False, None)
RA = [(f"ra {verb}", False, None) for verb in ("unlock", "renew", "replace")]
WEBLINKS = ("https://brisdoc.co.uk/weblinks/", False, None)
CARDS = RA + [form, portal]
# system: with digital support, without
SYSTEMS = [
    ("cleo", [form], [portal, ("03435 064 046", True, URGENT)]),
    ("cleo-password", [portal], [portal]),
    ("adastra", [form], [form]),
    ("sesui", [form], [("03445 600 600", True, None), ("0800 440 2959 option 3", True, None)]),
    ("site-phones", [BASE], [BASE]),
    ("mobile-phones", [form], [form]),
    ("call-recording", [form], [form]),
    ("hardware", [form], [form]),
    ("photocopiers", [form], [form]),
    ("emis", [form], [("0330 0024 1270 option 2", True, None)]),
    ("emis-password", EMIS_USER, EMIS_USER),
    ("hscn", None, None),
    ("connecting-care", [form], [form]),
    ("smartcards", CARDS, CARDS),
    ("weblinks", [WEBLINKS], [WEBLINKS]),
    ("rugged-laptops", [form], [form]),
    ("cloudcall", [form], [("0345 241 0014", True, None), ("0345 241 0015", True, None)]),
    ("toughbook", [form], [form]),
]
CASES = [("one", None), ("one", True), ("one", False), ("everybody", None)]


def contacts(system, with_support, without, site, digital, impact):
    if system != "hscn":
        return with_support if digital else without
    if site == "osprey":
        return [NASSTAR, NASSTAR_PORTAL] if impact == "one" else [NASSTAR]
    if digital or site == "remote":
        return [form]
    return [("0117 950 5050", True, None)] if site == "cossham" else SWCCSU


def london(day, hour):
    return int(datetime(day.year, day.month, day.day, hour, tzinfo=LONDON).timestamp())


def is_working(day):
    return day.weekday() < 5 and day not in HOLIDAYS


def spans(day_is_open, start, end):
    """Instants from and to which something is open, over the whole period and a fortnight more."""
    found, day = [], FIRST - timedelta(days=15)
    while day <= LAST + timedelta(days=30):
        if day_is_open(day):
            found.append((london(day, start), london(day, end)))
        day += timedelta(days=1)
    return found


class Hours:
    def __init__(self, found):
        self.found, self.at = found, 0

    def state(self, instant):
        """Inside, and when that changes. Instants come in order."""
        while self.found[self.at][1] <= instant:
            self.at += 1
        start, end = self.found[self.at]
        return (True, end) if start <= instant else (False, start)


def instants(mode):
    chosen = set()
    if mode == "full":
        start = int(datetime(2026, 12, 1, tzinfo=timezone.utc).timestamp())
        end = int(datetime(2028, 4, 1, tzinfo=timezone.utc).timestamp())
        chosen.update(range(start, end, 900))
        for day in CLOCKS + [h for h in HOLIDAYS if FIRST <= h <= LAST]:
            midnight, next_midnight = london(day, 0), london(day + timedelta(days=1), 0)
            chosen.update(range(midnight, next_midnight, 60))
    else:
        for day in ("2026-12-24 2026-12-25 2026-12-26 2026-12-28 2027-03-28 2027-10-31").split():
            for hour in (0, 1, 7, 8, 18, 20):
                chosen.update(london(date.fromisoformat(day), hour) + step for step in (-1, 0))
    return sorted(chosen)


def main(mode, program):
    moments = instants(mode)
    work = Hours(spans(is_working, 8, 18))
    swccsu = Hours(spans(lambda day: day.weekday() < 5, 7, 20))
    proof = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def feed():
        proof.stdin.write("".join(f"{moment}\n" for moment in moments))
        proof.stdin.close()

    threading.Thread(target=feed, daemon=True).start()
    differences = answers = nobody = 0
    for moment in moments:
        working, working_until = work.state(moment)
        supporting, supporting_until = swccsu.state(moment)
        states = {
            None: (True, 0), SWCCSU_HOURS: (supporting, supporting_until), URGENT: (not working, working_until),
        }
        holiday = datetime.fromtimestamp(moment, LONDON).date() in HOLIDAYS
        parts = [str(moment)]
        for system, with_support, without in SYSTEMS:
            for site in SITES:
                for impact, option in CASES:
                    digital = working if option is None else option
                    listed = contacts(system, with_support, without, site, digital, impact)
                    is_open = [c for c in listed if states[c[2]][0]]
                    warnings = []
                    if not digital and not any(c[1] for c in is_open):
                        is_open.append((ON_CALL, True, None))
                        warnings.append("nobody-now")
                        nobody += 1
                    if not is_open:
                        print(f"nobody is open: {system} {site} {impact} {option} at {moment}")
                        differences += 1
                    shown = is_open + [c for c in listed if not states[c[2]][0]]
                    if any(c[0].startswith("0330 0024 1270") for c in shown):
                        warnings.append("number-doubtful")
                    if system == "hscn" and impact != "one" and form in shown:
                        warnings.append("form-needs-the-line")
                    if option is None:
                        warnings.append("hours-assumed")
                    if holiday and any(c[2] == SWCCSU_HOURS for c in shown):
                        warnings.append("bank-holiday")
                    warnings.append("source-past-review")
                    text = [f"{how}{'+' if states[h][0] else '-'}{states[h][1]}|" for how, _, h in shown]
                    parts.append("".join(text) + "".join(w + "," for w in warnings))
                    answers += 1
        mine, theirs = "\t".join(parts), proof.stdout.readline().rstrip("\n")
        if mine != theirs:
            for index, (a, b) in enumerate(zip(parts, theirs.split("\t"))):
                if a != b:
                    differences += 1
                    if differences <= 10:
                        system, rest = divmod(index - 1, len(SITES) * len(CASES))
                        site, case = divmod(rest, len(CASES))
                        print(moment, SYSTEMS[system][0], SITES[site], CASES[case], "mine:", a, "theirs:", b)
            if len(parts) != len(theirs.split("\t")):
                differences += 1
                print(moment, "another number of answers:", len(theirs.split("\t")), "for", len(parts))
    status = proof.wait()
    print(f"{len(moments)} instants, {answers} answers, {nobody} with nobody-now, {differences} differences")
    sys.exit(1 if differences or status else 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
