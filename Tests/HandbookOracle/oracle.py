"""A second, naive reading of the handbook's rules, to hold `ra decide` against.

Written from the rules' text and not from the Swift source, in another style on purpose: plain functions, one after the
other, no tables. Where the two differ, one of them is wrong.

    oracle.py RA COUNT SEED     compares COUNT random fact sets for each workflow, prints the differences
"""

import json
import random
import subprocess
import sys
from datetime import datetime, timedelta, timezone

DAY = 86400
SITES = {
    # id: (second reader allowed, self-service may not work, hosts may unlock)
    "osprey": (True, False, False),
    "marksbury-road": (True, False, False),
    "168-medical": (True, False, True),
    "christchurch": (True, False, False),
    "clevedon": (True, True, True),
    "greenway": (True, False, False),
    "cossham": (False, True, False),
    "remote": (True, False, False),
}
RA3 = {"ram", "raa-advanced", "raa"}
CIM_MAY = {
    "amend-email": RA3 | {"id-checker"},
    "unlock": RA3 | {"sponsor", "lsa"},
    "renew": RA3 | {"sponsor", "lsa"},
    "renew-expired": RA3,
    "repair": RA3,
}
FULL = dict(zip(CIM_MAY, ["yes", "yes", "yes", "yes", "cim"]))
ROLES = {
    "shift-manager": dict(FULL, **{"renew-expired": "cim"}),
    "team-manager": FULL,
    "rota-team-lead": FULL,
    "rota-team": dict(FULL, **{"amend-email": "no"}),
    "digital-team": FULL,
    "training-coordinator": dict.fromkeys(CIM_MAY, "no") | {"amend-email": "yes"},
    "selected-host": dict.fromkeys(CIM_MAY, "no") | {"unlock": "site"},
    "staff": dict.fromkeys(CIM_MAY, "no"),
}
DEFAULTS = {
    "card.lock": "locked",
    "card.certificatesExpire": "inside",
    "holder.passcodeKnown": False,
    "holder.email": "unverified",
    "holder.mobileOnProfile": False,
    "holder.emailOwnedByESR": False,
    "holder.employer": "this-organisation",
    "holder.present": False,
    "holder.isOperator": False,
    "operator.role": "staff",
    "operator.cimRole": "may-not",
    "workstation.designated": False,
}
ORDER = list(DEFAULTS)


def last_sunday(year, month):
    day = datetime(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def is_summer(utc):
    naive = utc.replace(tzinfo=None)
    start = last_sunday(naive.year, 3).replace(hour=1)
    end = last_sunday(naive.year, 10).replace(hour=1)
    return start <= naive < end


def instant(text):
    if len(text) == 10:
        end = datetime.fromisoformat(text + "T23:59:59+00:00")
        earlier = end - timedelta(hours=1)
        return int((earlier if is_summer(earlier) else end).timestamp())
    text = text.replace("Z", "+00:00")
    if "." in text:
        head, tail = text.split(".")
        text = head + tail.lstrip("0123456789")
    return int(datetime.fromisoformat(text).timestamp())


def show(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class T:
    """A truth value, what would have to be asked, and which defaults it rests on."""

    def __init__(self, value, needs=(), used=()):
        self.value, self.needs, self.used = value, list(needs), set(used)


def once(lists):
    out = []
    for part in lists:
        for item in part:
            if item not in out:
                out.append(item)
    return out


def AND(*parts):
    for p in parts:
        if p.value is False and not p.used:
            return T(False)
    used = set().union(*[p.used for p in parts])
    if any(p.value is False for p in parts):
        return T(False, (), used)
    if all(p.value for p in parts):
        return T(True, (), used)
    return T(None, once(p.needs for p in parts if p.value is None), used)


def NOT(p):
    return T(None if p.value is None else not p.value, p.needs, p.used)


def OR(*parts):
    return NOT(AND(*[NOT(p) for p in parts]))


def KNOWN(p):
    return T(p.value is True, (), p.used)


YES = T(True)


def address(text):
    if len(text.encode()) > 254 or any(not (33 <= ord(c) <= 126) for c in text) or text.count("@") != 1:
        return None
    local, domain = text.split("@")
    if not 1 <= len(local) <= 64 or local[0] == "." or local[-1] == "." or ".." in local:
        return None
    labels = domain.split(".")
    if len(labels) < 2:
        return None
    for label in labels:
        if not 1 <= len(label) <= 63 or label[0] == "-" or label[-1] == "-":
            return None
        if any(not (c.isascii() and c.isalnum() or c == "-") for c in label):
            return None
    domain = domain.lower()
    known = ["nhs.net", "nhs.uk", "gov.uk", "mod.uk"]
    return "listed" if any(domain == k or domain.endswith("." + k) for k in known) else "unverified"


class Case:
    def __init__(self, document):
        self.f = {}
        for group, members in document.items():
            if isinstance(members, dict):
                for name, value in members.items():
                    self.f[group + "." + name] = value
            else:
                self.f[group] = members
        self.cannot = set(self.f.get("cannotSay") or [])
        self.now = instant(self.f["now"])

    def get(self, key):
        return self.f.get(key)

    def ask(self, key, test):
        value = self.get(key)
        if value is not None:
            return T(test(value))
        if key in self.cannot:
            return T(test(DEFAULTS[key]), (), [key])
        return T(None, [key])

    def failed(self, what):
        return T(self.get("attempts." + what) == "failed")

    def overseas(self):
        return T(self.get("holder.location") == "overseas")

    def blocked(self):
        series = self.get("card.series")
        if series in (1, 2, 3):
            return T(True)
        if series == 4:
            return T(self.now >= instant("2026-04-01T00:00:00+01:00"))
        if series in (5, 6):
            return T(self.now >= instant("2026-05-07T00:00:00+01:00"))
        return T(False)

    def expired(self):
        return self.ask("card.certificatesExpire", lambda e: e != "inside" and self.now > instant(e))

    def early(self):
        return self.ask("card.certificatesExpire", lambda e: e != "inside" and self.now < instant(e) - 90 * DAY)

    def locked(self):
        return self.ask("card.lock", lambda v: v == "locked")

    def knows(self):
        return self.ask("holder.passcodeKnown", lambda v: v)

    def trouble(self):
        return OR(self.locked(), NOT(self.knows()))

    def reach(self):
        return OR(
            self.ask("holder.email", lambda v: v in ("listed", "unverified")),
            self.ask("holder.mobileOnProfile", lambda v: v),
        )

    def esr(self):
        return self.ask("holder.emailOwnedByESR", lambda v: v)

    def own(self):
        return self.ask("holder.isOperator", lambda v: v)

    def site(self, index):
        site = self.get("workstation.site")
        return T(None, ["workstation.site"]) if site is None else T(SITES[site][index])

    def may(self, permission):
        role = self.get("operator.role")
        known = self.get("operator.cimRole")
        if known is not None and known not in CIM_MAY[permission]:
            return T(False)
        if role is None:
            return self.ask("operator.role", lambda v: False)
        cell = ROLES[role][permission]
        cim = self.ask("operator.cimRole", lambda v: v in CIM_MAY[permission])
        if cell == "no":
            return T(False)
        if cell == "cim":
            return cim
        base = self.site(2) if cell == "site" else YES
        return base if cim.value is not False else AND(base, cim)

    def requirements(self, permission):
        out = [("own-card", NOT(self.own())), ("operator-not-permitted", self.may(permission))]
        if permission != "unlock":
            out.append(("not-a-designated-workstation", self.ask("workstation.designated", lambda v: v)))
        readers = self.get("workstation.readers")
        out.append(("needs-two-readers", T(None, ["workstation.readers"]) if readers is None else T(readers >= 2)))
        out.append(("second-reader-not-allowed", self.site(0)))
        out.append(("holder-not-present", self.ask("holder.present", lambda v: v)))
        return out

    def possible(self, permission):
        return AND(*[truth for _, truth in self.requirements(permission)])

    def domain(self):
        new = self.get("holder.newEmail")
        return None if new is None else (address(new) or "malformed")

    def new(self, test):
        return T(None, ["holder.newEmail"]) if self.domain() is None else T(test(self.domain()))

    def reason(self, *wanted):
        value = self.get("replace.reason")
        return T(None, ["replace.reason"]) if value is None else T(value in wanted)


class Answer(Exception):
    pass


class Walk:
    def __init__(self, workflow, case):
        self.w, self.c = workflow, case
        self.trace, self.sources, self.used = [], [], set()
        self.route, self.needs, self.reasons = None, [], []
        self.fired, self.chains = set(), set()
        try:
            getattr(self, workflow)()
        except Answer:
            pass
        self.warnings = self.warn()
        self.assumed = [k for k in ORDER if k in self.used]

    def row(self, name, truth, cites):
        self.trace.append({"rule": name, "result": {True: "true", False: "false", None: "unknown"}[truth.value]})
        self.used |= truth.used
        if truth.value is not False:
            self.cite(cites)
        if truth.value is None:
            self.needs = truth.needs
            self.end("ask")
        if truth.value:
            self.fired.add(name)
        return truth.value

    def cite(self, cites):
        for cite in cites:
            if cite not in self.sources:
                self.sources.append(cite)

    def end(self, route, *reasons):
        self.route = route
        self.reasons = list(reasons)
        raise Answer

    def osprey(self, permission):
        where = "resolve-at-osprey" if self.c.get("workstation.site") == "osprey" else "take-card-to-osprey"
        self.end(where, *[r for r, truth in self.c.requirements(permission) if truth.value is False])

    def useless(self, name):
        blocked = self.c.blocked()
        if self.row(name, OR(blocked, self.c.failed("repair")), ["NHSE", "DOR Certificate Renewals Issues"]):
            self.end("replace-card", "blocked-series" if blocked.value else "repair-failed")

    def unlock(self):
        c, row, end = self.c, self.row, self.end
        self.useless("U1")
        if row("U2", c.expired(), ["H10 If your smartcard certificates have expired"]):
            self.X()
        if row("U3", AND(NOT(c.locked()), c.knows()), ["H10 Renew your own smartcard"]):
            end("nothing-to-unlock")
        if row("U4", AND(c.reach(), c.failed("selfServiceUnlock")), ["H10 How to unlock a smartcard"]):
            self.A()
        if row("U5", c.reach(), ["H10 App. D", "SM24 Unlocking Smartcards", "NHSE"]):
            end("self-service-unlock")
        no_email = "H10 If your smartcard is locked but you do not have an email address on your profile"
        if row("U6", AND(c.may("amend-email"), NOT(c.own()), NOT(c.esr())), ["H10 Smartcards", no_email]):
            end("add-email-then-self-service")
        fine = AND(NOT(c.overseas()), NOT(c.failed("assistedUnlock")), c.possible("unlock"))
        if row("U7", fine, ["SM24 Unlocking Smartcards", "NWC"]):
            end("assisted-unlock")
        if row("U8", c.esr(), ["H10 Smartcards"]):
            self.A()
        row("U9", YES, [no_email])
        end("ask-email-editor")

    def A(self):
        self.chains.add("A")
        if self.row("A1", self.c.overseas(), ["SM24 Renew a smartcard"]):
            self.end("contact-smartcard-team")
        if self.row("A2", self.c.failed("assistedUnlock"), ["H10 Call Logging Tips"]):
            self.end("raise-ticket")
        cites = ["H10 How to unlock a smartcard", "SM24 Unlocking Smartcards", "NWC"]
        self.last("A3", "unlock", cites, "assisted-unlock")

    def last(self, name, permission, cites, route):
        if self.row(name, self.c.possible(permission), cites):
            self.end(route)
        self.cite(cites)
        self.osprey(permission)

    def X(self):
        self.chains.add("X")
        elsewhere = self.c.ask("holder.employer", lambda v: v == "other")
        if self.row("X1", elsewhere, ["H10 If your smartcard certificates have expired"]):
            self.end("refer-to-primary-employer")
        if self.row("X2", self.c.overseas(), ["SM24 Renew a smartcard"]):
            self.end("contact-smartcard-team")
        if self.row("X3", self.c.failed("assistedRenewal"), ["DOR Certificate Renewals Issues"]):
            self.K()
        self.row("X4", YES, ["SM24 Renew a smartcard"])
        self.N("renew-expired")

    def first(self, name):
        trouble = OR(KNOWN(self.c.locked()), KNOWN(NOT(self.c.knows())))
        if self.row(name, AND(trouble, self.c.failed("assistedUnlock")), ["H10 Call Logging Tips"]):
            self.end("raise-ticket")

    def N(self, permission):
        self.chains.add("N")
        self.first("N1")
        self.last("N2", permission, ["H10 Smartcards", "SM24 Renew a smartcard"], "assisted-renewal")

    def K(self):
        self.chains.add("K")
        self.first("K1")
        self.last("K2", "repair", ["H10 Smartcards", "DOR Certificate Renewals Issues"], "repair-card")

    def renew(self):
        c, row, end = self.c, self.row, self.end
        self.useless("R1")
        if row("R2", c.expired(), ["H10 If your smartcard has already expired"]):
            self.X()
        option = "H10 If you do not see the option to renew your smartcard"
        if row("R3", c.early(), [option, "SM24 Renew a smartcard"]):
            end("not-due")
        if row("R4", c.trouble(), ["H10 If your smartcard is locked, but not expired"]):
            end("unlock-first")
        if row("R5", c.overseas(), ["SM24 Renew a smartcard"]):
            end("contact-smartcard-team")
        if row("R6", c.failed("assistedRenewal"), ["DOR Certificate Renewals Issues"]):
            self.K()
        if row("R7", c.failed("selfRenewal"), ["SM24 Renew a smartcard"]):
            self.N("renew")
        row("R8", YES, ["H10 Renew your own smartcard", "SM24 Renew a smartcard"])
        end("self-renew")

    def email(self):
        c, row, end = self.c, self.row, self.end
        if row("M1", c.esr(), ["H10 Smartcards", "NHSE"]):
            end("change-in-esr")
        malformed = c.new(lambda d: d == "malformed")
        cites = ["H10 Adding an email address to their Care Identity profile"]
        if row("M2", OR(malformed, c.new(lambda d: d == "unlisted")), cites):
            end("choose-listed-address", "address-malformed" if malformed.value else "domain-not-listed")
        own = AND(c.own(), NOT(c.locked()), NOT(KNOWN(c.expired())))
        if row("M3", own, ["H10 Make sure you have an email address associated with your Care Identity profile"]):
            end("edit-own-profile")
        change = "H10 How to change a user's details, add or amend an EMAIL address"
        if row("M4", AND(c.may("amend-email"), NOT(c.own())), [change]):
            end("amend-in-cim")
        row("M5", YES, ["H10 App. D"])
        end("ask-email-editor")

    def replace(self):
        c, row, end = self.c, self.row, self.end
        other = c.get("holder.hasOtherCard")
        other = T(None, ["holder.hasOtherCard"]) if other is None else T(other)
        if row("C1", AND(c.reason("new-starter"), other), ["DOR FAQs"]):
            end("add-position")
        if row("C2", c.reason("lost", "stolen"), ["DOR CIS Smartcard Printing"]):
            end("cancel-then-order")
        row("C3", YES, ["SM24 Ordering Smartcards", "DOR"])
        end("order-card")

    def warn(self):
        c, out = self.c, []

        def add(name, when, truth):
            if when and truth.value:
                out.append(name)
                self.used |= truth.used

        series = c.get("card.series")
        desk = self.w in ("unlock", "renew")
        add("series-unknown", desk, T(series is None))
        add("series-not-established", True, T(series is not None and (series == 7 or series > 10)))
        profile = c.ask("holder.email", lambda v: v == "unverified")
        add("check-email-domain", self.fired & {"U4", "U5"}, profile)
        add("check-email-domain", self.fired & {"U6", "M3", "M4"}, c.new(lambda d: d == "unverified"))
        place = c.get("holder.location") or c.get("workstation.site")
        bad = T(place in SITES and SITES[place][1])
        add("self-service-unreliable-at-site", self.fired & {"U5", "U6", "R8"}, bad)
        add("unlock-during-renewal", self.chains & {"X", "N", "K"}, c.trouble())
        add("card-also-locked", "R3" in self.fired, c.trouble())
        host = c.ask("operator.role", lambda v: v == "selected-host")
        add("under-guidance", self.route == "assisted-unlock", host)
        add("keyboard-reader", desk, T(c.get("workstation.keyboardReader") is True))
        if self.used:
            out.append("assumed")
        return out


def pick(rng, chance, values):
    return rng.choice(values) if rng.random() < chance else None


def random_facts(rng):
    """Facts near the places where answers change: each present with a probability of its own."""
    p = rng.choice([0.3, 0.6, 0.9, 1.0])
    edges = ["2026-03-31T22:59:59Z", "2026-03-31T23:00:00Z", "2026-05-06T22:59:59.9Z", "2026-05-07T00:00:00+01:00"]
    now = pick(rng, 0.5, edges) or show(rng.randrange(instant("2025-01-01T00:00:00Z"), instant("2028-12-31T00:00:00Z")))
    base = instant(now)
    near = rng.choice([0, 89 * DAY, 90 * DAY, 91 * DAY, 30 * DAY, -DAY, 400 * DAY]) + rng.choice([-1, 0, 1, 3600])
    expiry = show(base + near)
    if rng.random() < 0.4:
        expiry = expiry[:10]
    elif rng.random() < 0.2:
        expiry = expiry[:-1] + rng.choice([".000Z", ".999Z", "+01:00", "-05:30"])
    flag = [True, False]
    tried = ["not-tried", "failed"]
    addresses = [
        "a@nhs.net", "a@trust.nhs.uk", "a@NHS.NET", "a@example.com", "a@notnhs.net", "a.@nhs.net", "a b@nhs.net", "",
        "a@nhs", "a@-x.uk", "a@@nhs.net", "a" * 64 + "@nhs.net", "a" * 65 + "@nhs.net", "é@nhs.net", "a@nhs.net\n",
    ]
    facts = {
        "now": now,
        "card": {
            "series": pick(rng, p, [1, 3, 4, 5, 6, 7, 8, 9, 9, 9, 10, 11, 99]),
            "lock": pick(rng, p, ["unlocked", "locked"]),
            "certificatesExpire": expiry if rng.random() < p else None,
        },
        "holder": {
            "passcodeKnown": pick(rng, p, flag),
            "email": pick(rng, p, ["none", "listed", "unverified", "unlisted", "inaccessible", "none"]),
            "mobileOnProfile": pick(rng, p, [True, False, False]),
            "newEmail": pick(rng, p, addresses),
            "emailOwnedByESR": pick(rng, p, flag),
            "employer": pick(rng, p, ["this-organisation", "other"]),
            "present": pick(rng, p, flag),
            "isOperator": pick(rng, p, [True, False, False]),
            "location": pick(rng, p * 0.6, list(SITES) + ["overseas", "overseas"]),
            "hasOtherCard": pick(rng, p, flag),
        },
        "attempts": {
            k: pick(rng, p, tried)
            for k in ["selfServiceUnlock", "assistedUnlock", "selfRenewal", "assistedRenewal"]
        } | {"repair": pick(rng, p, ["not-tried"] * 4 + ["failed"])},
        "operator": {"role": pick(rng, p, list(ROLES)), "cimRole": pick(rng, p * 0.7, sorted(CIM_MAY["unlock"] | {"id-checker"}))},
        "workstation": {
            "site": pick(rng, p, list(SITES)),
            "readers": pick(rng, p, [0, 1, 2, 2, 3, 64]),
            "keyboardReader": pick(rng, p * 0.3, flag),
            "designated": pick(rng, p, flag),
        },
        "replace": {
            "reason": pick(rng, p, ["lost", "stolen", "damaged", "blocked-series", "repair-failed", "new-starter"])
        },
        "cannotSay": [k for k in ORDER if rng.random() < 0.25] if rng.random() < 0.5 else None,
    }
    if rng.random() < 0.5:  # absent and null are the same
        for group in list(facts):
            if isinstance(facts[group], dict):
                facts[group] = {k: v for k, v in facts[group].items() if v is not None}
        facts = {k: v for k, v in facts.items() if v is not None and v != {}}
    return facts


def compare(facts, walk, got):
    case = walk.c
    expiry = case.get("card.certificatesExpire")
    expected = {
        "schemaVersion": 1,
        "workflow": walk.w,
        "route": walk.route,
        "needs": walk.needs,
        "reasons": walk.reasons,
        "warnings": walk.warnings,
        "assumed": walk.assumed,
        "opensAt": show(instant(expiry) - 90 * DAY) if expiry else None,
        "expiresAt": show(instant(expiry)) if expiry else None,
        "trace": walk.trace,
    }
    for key, value in expected.items():
        if got.get(key) != value:
            yield key, value, got.get(key)
    cited = [(c["source"], c["section"]) for c in got["citations"]]
    fits = len(cited) == len(walk.sources) and all(
        source == want.split(" ")[0] and " ".join(want.split(" ")[1:]) in section
        for (source, section), want in zip(cited, walk.sources)
    )
    if not fits:
        yield "citations", walk.sources, cited
    if any((source in ("DOR", "NWC")) != ("older" in section) for source, section in cited):
        yield "older", walk.sources, cited
    if (walk.route == "ask") != (got["steps"] == []):
        yield "steps", walk.route, got["steps"]


def main():
    program, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rng = random.Random(seed)
    differences, routes, rows = 0, {}, set()
    for workflow in ["unlock", "renew", "email", "replace"]:
        sets = [random_facts(rng) for _ in range(count)]
        text = "".join(json.dumps(facts) + "\n" for facts in sets)
        run = subprocess.run([program, "decide", workflow], input=text.encode(), stdout=subprocess.PIPE)
        answers = run.stdout.decode().splitlines()
        if run.returncode != 0 or len(answers) != count:
            sys.exit(f"{workflow}: status {run.returncode}, {len(answers)} answers to {count} lines")
        for facts, answer in zip(sets, answers):
            walk = Walk(workflow, Case(facts))
            routes[walk.route] = routes.get(walk.route, 0) + 1
            rows |= {t["rule"] for t in walk.trace if t["result"] == "true"}
            for key, want, got in compare(facts, walk, json.loads(answer)):
                differences += 1
                if differences <= 20:
                    print(f"{workflow} {key}: want {want}, got {got}\n  {json.dumps(facts)}")
    missing = sorted({f"{t}{n}" for t, k in zip("URMCAXNK", [9, 8, 5, 3, 3, 4, 2, 2]) for n in range(1, k + 1)} - rows)
    print(f"{4 * count} fact sets, {differences} differences, {len(routes)} routes, {len(rows)} rows led on; never: {missing}")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
