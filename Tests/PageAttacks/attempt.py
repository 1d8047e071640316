"""An attack: what it is called, what it does, and what is true after it."""
import os
import time
import traceback

import answers
import wire
from desk import Sender, Trouble, difference
from planted import INSIDE, found_in

ATTACKS = []
# Which of the resting desks the attacks of a module are made at.
RESTING = {"raw_hosts": 1, "raw_users": 1, "raw_reading": 2, "raw_writing": 3, "raw_links": 4, "raw_pages": 4,
           "raw_bytes": 5, "raw_crowds": 5}


class GotThrough(Exception):
    """Something came back, or changed, that mustn't."""


class Impossible(Exception):
    """The attack, or its control, couldn't be made: it says nothing."""


class Attack:
    def __init__(self, name, body, desk, second, apart):
        self.name, self.body, self.desk, self.second, self.apart = name, body, desk, second, apart

    def run(self, desks, second):
        """Makes the attack, and looks what came of it.

        Returns: what went wrong; nothing where it was withstood.
        """
        try:
            self.make(desks, second)
        except (GotThrough, Impossible, Trouble) as error:
            return f"{type(error).__name__}: {error}"
        except Exception as error:
            # Whatever kept it from being made: it says nothing, and mustn't look as if it did.
            where = traceback.extract_tb(error.__traceback__)[-1]
            return f"Impossible: {type(error).__name__} {error} ({os.path.basename(where.filename)}:{where.lineno})"
        return None

    def make(self, desks, second):
        desk = desks[self.desk]
        before = desk.last or desk.state()
        # What is seen after this attack is what the next one begins with, so that what comes late is seen too.
        desk.last = None
        attempt = Attempt(desk, desks, second)
        self.body(attempt)
        time.sleep(0.05)
        after = desk.state()
        desk.last = after
        attempt.judge(before, after)


def attack(name, desk="resting", second=False, apart=False):
    """Declares an attack.

    desk: at which desk; of "resting" there are several, so that not everything waits for everything. second: as another
    Unix user. apart: waits for the server's own time-outs, so it runs beside the others.
    """
    def declare(body):
        if any(other.name == name for other in ATTACKS):
            raise ValueError(f"two attacks are called {name!r}")
        place = f"resting-{RESTING[body.__module__]}" if desk == "resting" else desk
        ATTACKS.append(Attack(name, body, place, second, apart))
        return body
    return declare


class Attempt(Sender):
    """One run of one attack. As a sender it is a hostile program of the same user, or a browser that a hostile page
    makes send something: the browser's cookie goes with it unless the attack says otherwise. All that comes back is
    evidence."""

    def __init__(self, desk, desks, second):
        super().__init__(desk.port, desk.rightful.cookie)
        self.desk, self.desks, self.second = desk, desks, second
        self.received, self.refused, self.controls = [], 0, 0

    # What is hostile

    def exchange(self, data, method="GET", seconds=10, **more):
        try:
            result = wire.exchange(self.port, data, methods=[method], seconds=seconds, **more)
        except wire.Malformed as error:
            raise GotThrough(f"what came back isn't HTTP: {error}") from None
        return self.evidence(result)

    def evidence(self, result):
        self.received.append(result)
        return result

    def expect(self, result, *statuses, what="it"):
        """Exactly these answers came back, in this order."""
        if tuple(result.statuses) != statuses:
            raise GotThrough(f"{what} got {result.statuses or result.ended}, not {list(statuses)}")
        self.refused += 1
        return result

    def must(self, condition, what):
        """What else has to be so for the attack to have failed."""
        if not condition:
            raise GotThrough(what)
        self.refused += 1

    def get(self, target="/session", status=403, what=None, method="GET", **more):
        """A hostile request for something, and what it must get."""
        data = self.bytes(method, target, **more)
        return self.expect(self.exchange(data, method), status, what=what or f"{method} {target[:60]} {brief(more)}")

    def post(self, target, body, status=403, what=None, **more):
        """A hostile form, and what it must get."""
        data = self.form(target, body, **more)
        return self.expect(self.exchange(data), status, what=what or f"{target} {brief(more)}")

    def raw(self, data, *statuses, what="it", **more):
        """Bytes as they are, and what they must get."""
        return self.expect(self.exchange(data, **more), *statuses, what=what)

    # What is right

    @property
    def rightful(self):
        return self.desk.rightful

    def control(self, answer, status, what="the rightful client"):
        """The same thing, done rightly, works."""
        if answer.status != status:
            raise Impossible(f"control: {what} got {answer.status}, not {status}")
        if wrong := answers.faults(answer):
            raise GotThrough(f"{what}'s answer: {', '.join(wrong)}")
        self.controls += 1
        return answer

    def reads(self, target="/session", **more):
        return self.control(self.rightful.get(target, **more), 200, f"the rightful GET {target}")

    def writes(self, token=None):
        """A rightful form that changes nothing: it asks for a card that isn't there."""
        token = token or self.token()
        return self.control(self.rightful.post("/whose", {"form-token": token, "epoch": "0"}), 303, "the rightful form")

    def token(self, target="/", containing=None):
        """A form's token that the page made for this very browser: an attack that has it has the most that there is."""
        return self.rightful.token(target, containing)

    def link_token(self):
        return self.desk.link().split("token=")[1]

    def enters(self, token):
        """The link is still good, and used up now."""
        rightful = Sender(self.port)
        answer = rightful.exchange(rightful.bytes("GET", "/enter?token=" + token), seconds=20).answer
        return self.control(answer, 303, "the rightful link")

    def need(self, condition, what):
        """What has to be so for the attack to say anything."""
        if not condition:
            raise Impossible(what)

    # Afterwards

    def judge(self, before, after):
        """Raises where something was learnt or changed, or nothing was tried."""
        if not self.refused:
            raise Impossible("nothing was tried")
        if not self.controls:
            raise Impossible("nothing was done rightly, so nothing says that the desk works")
        for result in self.received:
            self.judge_received(result)
        if changes := difference(before, after):
            raise GotThrough(f"something changed: {changes}")

    def judge_received(self, result):
        if told := found_in(result.received, self.desk.secrets):
            raise GotThrough(f"it received {told}: {result.received[:200]!r}")
        for answer in result.answers:
            if answer.all("set-cookie"):
                raise GotThrough("it received a cookie")
            if wrong := answers.faults(answer):
                raise GotThrough(f"the answer {answer.status}: {', '.join(wrong)}")
            # Style, script and icons are everybody's; they are looked at by themselves.
            isAsset = "immutable" in (answer.one("cache-control") or "")
            if not isAsset and (seen := found_in(answer.body, INSIDE)):
                raise GotThrough(f"the answer {answer.status} shows the inside of the desk: {seen}")


def brief(more):
    """For a message: what was special about a request."""
    return " ".join(f"{name}={value}"[:120] for name, value in more.items())
