"""The answer of `ra due --json` with csv and json, for one plain report (UTF-8, comma, dates as DD/MM/YYYY): the least
that a script has to do. Prints the document."""
import csv
import datetime as dt
import hashlib
import json
import sys
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DAY = 86400
BANDS = ["expired", "7", "30", "60", "90", "later", "unknown"]
ADVICE = {
    "replace-card": [("NHSE", "deprecation notice: smartcard series 4, 5 and 6")],
    "registration-authority": [("H10", 'App. D "If your smartcard has already expired"')],
    "renew-now": [("H10", 'App. D "Renew your own smartcard"'), ("SM24", "Renew a smartcard")],
    "wait": [("H10", 'App. D "If you do not see the option to renew your smartcard"'), ("SM24", "Renew a smartcard")],
    None: [],
}
CITATIONS = {k: [{"source": a, "section": b} for a, b in v] for k, v in ADVICE.items()}
stamps, ends, dates = {}, {}, {}


def stamp(seconds):
    if seconds not in stamps:
        stamps[seconds] = dt.datetime.fromtimestamp(seconds, dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return stamps[seconds]


def end_of_day(text):
    if text not in ends:
        day, month, year = text.split("/")
        ends[text] = int(dt.datetime(int(year), int(month), int(day), 23, 59, 59, tzinfo=LONDON).timestamp())
    return ends[text]


def band(left):
    if left < 0:
        return "expired"
    for days in (7, 30, 60, 90):
        if left <= days * DAY:
            return str(days)
    return "later"


def main(path, at):
    now = int(dt.datetime.fromisoformat(at.replace("Z", "+00:00")).timestamp())
    digest = hashlib.sha256(open(path, "rb").read()).hexdigest().upper()
    holders, rows = {}, 0
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows += 1
            if row["Card status"] == "cancelled":
                continue
            text = row["Expiry date"]
            expires = end_of_day(text) if text else None
            contact = bool(row["E-mail"] or row["Mobile"])
            holders.setdefault(row["UUID"], []).append((expires, row["Card type"], contact, row["Organisation code"]))
    people = []
    for uuid, cards in holders.items():
        dated = [c for c in cards if c[0] is not None]
        coming = [c for c in dated if c[0] >= now]
        card = min(coming, key=lambda c: c[0]) if coming else max(dated, key=lambda c: c[0]) if dated else cards[0]
        expires = card[0]
        where = "unknown" if expires is None else band(expires - now)
        blocked = card[1] == "Gemplus"
        advice = "replace-card" if blocked else {
            "expired": "registration-authority", "later": "wait", "unknown": None}.get(where, "renew-now")
        people.append((BANDS.index(where), expires or 0, uuid, {
            "uuid": uuid, "band": where, "expiresAt": None if expires is None else stamp(expires),
            "opensAt": None if expires is None else stamp(expires - 90 * DAY),
            "daysLeft": None if expires is None else (expires - now) // DAY, "cards": len(cards),
            "cardType": card[1] or None, "blocked": blocked, "noContact": not any(c[2] for c in cards),
            "positionBand": None, "organisation": card[3] or None, "advice": advice,
            "citations": CITATIONS[advice]}))
    people.sort(key=lambda p: p[:3])
    counts, expiring, opening = dict.fromkeys(BANDS, 0), {}, {}
    for _, expires, _, entry in people:
        counts[entry["band"]] += 1
        if entry["expiresAt"]:
            for seconds, days in ((expires, expiring), (expires - 90 * DAY, opening)):
                if seconds not in dates:
                    dates[seconds] = dt.datetime.fromtimestamp(seconds, LONDON).date().isoformat()
                days[dates[seconds]] = days.get(dates[seconds], 0) + 1
    # dumps: json.dump writes piece by piece in Python, several times slower.
    sys.stdout.write(json.dumps({
        "schemaVersion": 1, "at": at,
        "sources": [{"file": path, "sha256": digest, "rows": rows, "encoding": "utf-8", "delimiter": ",", "refused": []}],
        "bands": counts, "people": [p[3] for p in people],
        "waves": {"expiring": [{"day": d, "count": expiring[d]} for d in sorted(expiring)],
                  "opening": [{"day": d, "count": opening[d]} for d in sorted(opening)], "capacity": None}}))


main(sys.argv[1], sys.argv[2])
