"""Writes samples/*.json: one context for every view and state. The first part of a file's name is its template."""
import json
from pathlib import Path

from make_readme import used

OUT = Path(__file__).parent.parent / "samples"
A, B = "Identiv uTrust 2700 R (A)", "Identiv uTrust 2700 R (B)"
OP, HO = "000111222333", "000444555666"
ATR = "3B D6 97 00 81 B1 FE 45 1F 87 80 31 C1 52 41 1A 2B"


def page(title, icon="desk", current=None, simulated=False, live=True, **more):
    base = "/practice" if simulated else ""
    menu = [("Desk", "/"), ("Due", "/due"), ("Whom to call", "/call"), ("Checks", "/preflight"), ("Log", "/log"),
            ("Handbook", "/handbook"), ("Practice", "/practice")]
    context = {
        "title": title, "icon": icon, "assets": "/assets", "base": base, "simulated": simulated, "refreshes": False,
        "holderTurn": False, "place": "OSPREY-RA-01, Osprey Court", "hasMenu": True,
        "menu": [{"name": n, "href": h, "isCurrent": n == current} for n, h in menu],
        "events": f"{base}/events" if live else None, "lastEvent": "r7c1-0042" if live else None,
        "token": "t-6f1c0e6f8f0b4f1e9a6a", "asking": "r7c1-a17", "notices": [], "problem": None,
    }
    context.update(more)
    return context


def session(title, icon="turn", **more):
    more.setdefault("turn", "operator")
    more.setdefault("canStop", True)
    more.setdefault("answers", [])
    more["hasAnswers"] = bool(more["answers"])
    more.setdefault("hasSheet", False)
    more.setdefault("why", None)
    return page(title, icon, None, **more)


def answer(name, text, key=None):
    return {"answerName": name, "answerText": text, "changeKey": key}


def choice(value, label, letter=None, checked=False, focus=False, id_="value"):
    return {"choiceId": id_ if focus else f"value-{value}", "choiceValue": value, "choiceLabel": label, "letter": letter,
            "isChecked": checked, "hasFocus": focus, "choiceDescribedBy": None}


def choices(*items, checked=None):
    return [choice(v, label, letter, v == checked, i == 0, f"value-{v}") for i, (v, label, letter) in enumerate(items)]


YESNO = (("true", "Yes", "y"), ("false", "No", "n"))
UNKNOWN = ("unknown", "I don't know", "d")


def field(label, width, hint=None, mode=None, focus=True, wrong=False):
    described = " ".join(x for x in ["value-hint" if hint else "", "problem" if wrong else ""] if x) or None
    return {"fieldLabel": label, "fieldWidth": width, "fieldHint": hint, "fieldMode": mode, "hasFocus": focus,
            "isWrong": wrong, "fieldDescribedBy": described}


def question(title, key, text, why, **more):
    more.setdefault("fieldFirst", None)
    more.setdefault("fieldLast", None)
    more.setdefault("choices", [])
    more["hasOr"] = bool(more["fieldFirst"] and more["choices"])
    return session(title, questionKey=key, questionText=text, why=why, **more)


def reader(index, name, state, words, card=None, ask=True, epoch=None):
    context = {"index": index, "readerName": name, "state": state, "stateText": words, "epoch": str(epoch or ""),
               "canAsk": ask, "isPresent": state == "present",
               "atrText": "ATR " + ATR if state in ("present", "inUse") else "", "card": None}
    if card:
        context["card"] = {"cardOwner": card[0], "cardFacts": list(card[1:])}
    return context


NEW_READER = reader("", "", "empty", "")


def readers(*all_, row=False):
    return {"readers": list(all_), "hasReaders": bool(all_), "readersInRow": row, "newReader": NEW_READER}


OWN = reader(0, A, "present", "Card in", ("Your own card", f"UUID {OP}", "Not locked"), ask=True, epoch=1)
HOLDERS = reader(1, B, "present", "Card in",
                 (f"UUID {HO}", "LOCKED", "Certificates good until 26 December 2027"), epoch=2)
EMPTY = reader(1, B, "empty", "No card")

JOBS = [
    ("unlock", "Unlock a card", "Locked, or the passcode is forgotten."),
    ("renew", "Renew a card", "The certificates expire soon, or have expired."),
    ("email", "Change an email address", "So that a code can reach the holder."),
    ("replace", "Replace a card", "Lost, stolen, damaged, or of a blocked series."),
]


def desk(title="Smartcard desk", standing=None, off=False, **more):
    standing = standing or {}
    more.setdefault("unfinished", [])
    more.setdefault("running", None)
    more.setdefault("dueSoon", {"dueText": "1 card has expired, and 3 expire within 30 days.", "dueHref": "/due"})
    more.setdefault("callNow", {"callText": "A card that can't be put right: Shift Manager, then On Call Manager. The "
                                "Digital Team is back at 08:00.", "callHref": "/call?system=smartcards"})
    more.setdefault("readiness", [
        {"readyFor": "Unlocking", "readyKind": "good", "readyText": "Ready", "inTheWay": []},
        {"readyFor": "Renewing", "readyKind": "good", "readyText": "Ready", "inTheWay": []}])
    more.setdefault("preflightHref", "/preflight")
    jobs = [{"job": j, "jobName": n, "jobHint": h, "standing": standing.get(j), "isOff": off, "hasFocus": j == "unlock" and not off}
            for j, n, h in JOBS]
    own = [{"job": "own-unlock", "jobName": "Unlock my own card", "isOff": off},
           {"job": "own-renew", "jobName": "Renew my own card", "isOff": off}]
    more.setdefault("readers", None)
    if more["readers"] is None:
        more.update(readers(OWN, EMPTY))
    return page(title, more.pop("icon", "desk"), "Desk", jobs=jobs, hasOwnJobs=True, ownJobs=own, **more)


CODES = [
    ("ERR1002", "The card can't be read at log-in."),
    ("ERR1009", "The service could not obtain the card's unlock secret (\"Failed to obtain SOPIN for user\")."),
    ("PR20002", "The port redirection service is unavailable: the NHS Port Service is not running."),
    ("INF1014", "The operation on the card could not be completed."),
    ("ERR5022", "The operation on the card could not be completed."),
    ("400_645", "The browser can't reach the card software on this computer."),
    ("Error 1000", "A general error (\"Error 1000\")."),
    ("readingProblem", "\"Problem reading your smartcard\": The card was not read. Mostly the reader's driver is the wrong one."),
]


def step(number, text, holder=False, *remarks):
    return {"number": number, "text": text, "isForHolder": holder, "remarks": list(remarks)}


def steps(title, heading, progress, done, *all_, **more):
    numbers = [s["number"] for s in all_]
    return session(title, questionKey=f"step.{numbers[0]}", stepNumbers=" ".join(map(str, numbers)), stepsTitle=heading,
                   stepsProgress=progress, doneText=done, steps=[dict(s) for s in all_],
                   codes=[{"code": c, "codeText": c + ": " + t if c != "readingProblem" else t} for c, t in CODES], **more)


def notice(kind, text, title=None, *items):
    return {"noticeKind": kind, "noticeTitle": title, "noticeText": text, "hasNoticeItems": bool(items),
            "noticeItems": list(items)}


def guard(code, heading, text):
    return {"guardCode": code, "guardTitle": heading, "guardText": text}


def waiting(title, icon, **more):
    more.setdefault("guards", [])
    more.setdefault("ownCardQuestion", None)
    more.setdefault("waitTitle", None)
    more.setdefault("waitText", more["waitTitle"])
    more.setdefault("afterGuard", None)
    more.setdefault("stillHref", "/session?still")
    more.setdefault("refreshes", more["stillHref"] is not None)
    return session(title, icon, turn=None, **more)


def receipt(title, icon, outcome, kind, headline, text, routes, **more):
    facts = more.pop("facts", None) or [
        ("Session", "ec87-88a0-7948"), ("Checkpoint", "38-F5TW-NT2A-NG09"), ("Holder's card", f"UUID {HO}"),
        ("Operator", f"UUID {OP}"), ("Began", "26 November 2026, 03:12, London time"),
        ("Ended", "26 November 2026, 03:19, London time"), ("Workstation", "OSPREY-RA-01, Osprey Court"),
        ("Rules", "2+9e15b4fb33b6")]
    more.setdefault("followUps", [])
    more.setdefault("ticket", None)
    more.setdefault("waitText", None)
    return page(title, icon, None, outcome=outcome, outcomeKind=kind, headline=headline, headlineText=text,
                hasRoutes=bool(routes), routes=[{"route": r, "routeText": t} for r, t in routes],
                facts=[{"factName": n, "factText": v} for n, v in facts], hasFollowUps=bool(more["followUps"]),
                deskHref="/", storyHref="/log/ec87-88a0-7948", **more)


ANSWERED = [
    answer("Where the holder is", "Here, with the card", "holder.reach"),
    answer("Whether you are logged in", "Yes", "cim.loggedIn"),
    answer("The card's series", "12", "card.series"),
    answer("Whose card it is", f"{HO}, the right person", "holder.confirmed"),
    answer("The email address on the profile", "None", "holder.email"),
    answer("The mobile number on the profile", "No", "holder.mobileOnProfile"),
]
S = {}

# ---- The desk
S["desk.ready"] = desk()
S["desk.card-unread"] = desk(**readers(reader(0, A, "present", "Card in", epoch=1), EMPTY))
S["desk.first-night"] = desk(
    title="Not ready: one reader", icon="stop",
    standing={"unlock": "Assisted unlock isn't possible here: one reader.", "renew": "Not ready: one reader."},
    readiness=[
        {"readyFor": "Unlocking", "readyKind": "warn", "readyText": "Self-service only",
         "inTheWay": ["There is 1 smartcard reader; assisted work needs 2. Plug the second one in."]},
        {"readyFor": "Renewing", "readyKind": "bad", "readyText": "Not ready",
         "inTheWay": ["There is 1 smartcard reader; assisted work needs 2. Plug the second one in.",
                      "This computer isn't set up for renewals. Use one that is."]}],
    dueSoon=None, **readers(reader(0, A, "inUse", "Card in, used by another program", ask=True, epoch=1)))
S["desk.no-reader"] = desk(title="No card reader", icon="stop", **readers())
S["desk.unfinished"] = desk(
    title="Not finished: an unlock", icon="stop",
    unfinished=[{"unfinishedText": f"Unlock of card {HO}, laid aside on 26 November at 03:14. Whether it worked isn't "
                 "recorded.", "unfinishedSession": "dc01-7a2b-1c9e"}],
    **readers(OWN, HOLDERS))
S["desk.running-elsewhere"] = desk(
    off=True, running={"runningText": f"Operator {OP} is at it, in a terminal on this computer, since 03:12 (London "
                       "time). It ends there, or is laid aside after 30 idle minutes.", "runningHref": None})
S["desk.running-here"] = desk(
    off=True, running={"runningText": "An unlock, since 03:12 (London time).", "runningHref": "/session"})
S["desk.error"] = desk(title="Not begun: Smartcard desk", notices=[notice(
    "bad", "The audit log can't be written: no space left on the disk. Without a record nothing is done.", "Nothing was begun")])

# ---- Questions
REACH = choices(("here", "Here, with the card", "h"), ("self-service", "Here, and a code can reach their email or mobile", "s"),
                ("telephone", "On the telephone", "t"), checked="here")
S["question.reach"] = question(
    "Where is the holder? Unlock", "holder.reach", "Where is the card's holder?",
    "Where a code can be sent, and on the telephone, no log-in to Care Identity Management (CIM) is needed.", choices=REACH)
S["question.logged-in"] = question(
    "Logged in? Unlock", "cim.loggedIn", "Log in to CIM with only your own card in. Are you logged in?",
    "The work is done in Care Identity Management (CIM). With two cards in, it refuses the log-in (ERR1002). Leave your "
    "card in afterwards.", choices=choices(*YESNO, checked="true"), answers=ANSWERED[:1])
SERIES = dict(
    choices=[choice("unknown", "I don't know", "d", id_="value-unknown")], answers=ANSWERED[:2])
S["question.series"] = question(
    "Which series? Unlock", "card.series", "Back of the holder's card, bottom right: the first two digits?",
    "They are the card's series, which stands only in print. NHS England has blocked series 1 to 6: such a card has to "
    "be replaced.", fieldFirst=field("Two digits", "2", mode="numeric"), **SERIES)
S["question.series-wrong"] = question(
    "Error: Which series? Unlock", "card.series", "Back of the holder's card, bottom right: the first two digits?",
    "They are the card's series, which stands only in print. NHS England has blocked series 1 to 6: such a card has to "
    "be replaced.", fieldFirst=field("Two digits", "2", mode="numeric", wrong=True),
    problem={"problemCode": "looksSecret", "problemText":
             "That looks like a passcode, or a code that was sent to somebody. Neither is ever taken here, and it isn't "
             "kept. Answer a whole number from 1 to 99."}, **SERIES)
S["question.confirmed"] = question(
    "Right person? Unlock", "holder.confirmed", f"Is {HO} on the card's front, and is it the right person?",
    "The steps that follow are about this card and its holder. Compare the number, and look at the photograph.",
    choices=choices(*YESNO), answers=ANSWERED[:3])
S["question.email"] = question(
    "Which email? Unlock", "holder.email", "Open the holder's profile in CIM. Which email address is there?",
    "A code can be sent to it, so that the holder unlocks the card without help. To find the profile, search for the "
    "UUID. You may type the address: only its kind is kept.",
    choices=choices(
        ("none", "None", "n"), ("listed", "At nhs.net, nhs.uk, gov.uk, mod.uk, or your site's own domain", "l"),
        ("unverified", "At another domain", "a"), ("unlisted", "At a domain that you know isn't allowed", "k"),
        ("inaccessible", "A wrong one, or one that the holder can't read now", "w"), UNKNOWN),
    fieldLast=field("The address", "30", "Only its kind is kept.", mode="email", focus=False), answers=ANSWERED[:4])
S["question.new-email"] = question(
    "Which new address? Email", "holder.newEmail", "What is the holder's new email address?",
    "Only some domains are allowed. The record keeps the domain alone.",
    fieldFirst=field("Email address", "30", mode="email"), answers=ANSWERED[:2])
S["question.uuid"] = question(
    "Which UUID? Unlock", "holder.uuid", "The card can't say whose it is. Type the holder's UUID: 12 digits.",
    "It is on the front of the card, and on the holder's profile in CIM. The record is found by it.",
    fieldFirst=field("UUID", "12", mode="numeric"), answers=ANSWERED[:2])
S["question.date"] = question(
    "When do they expire? Renew", "card.certificatesExpire", "On what date do the card's certificates expire?",
    "The holder's profile in CIM shows it. An expired card is renewed by somebody with the rights for it; one that isn't "
    "due can't be renewed.", fieldFirst=field("Date", "10", "For example, 31/03/2027"),
    choices=[choice("unknown", "I don't know", "d", id_="value-unknown")], answers=ANSWERED[:2])
S["question.readers"] = question(
    "How many readers? Unlock", "workstation.readers", "How many card readers can hold a card at the same time here?",
    "Assisted work needs two.", fieldFirst=field("Readers", "2", mode="numeric"))
S["question.role"] = question(
    "Which role? Unlock", "operator.role", "What is your role here?", "The handbook says which role may do what.",
    choices=choices(
        ("shift-manager", "Shift Manager", "s"), ("team-manager", "Team Manager", "t"),
        ("rota-team-lead", "Rota Team Lead", "l"), ("rota-team", "Rota Team", "r"), ("digital-team", "Digital Team", "i"),
        ("training-coordinator", "Training Support Co-ordinator", "c"), ("selected-host", "Selected Host", "h"),
        ("staff", "None of these", "n"), UNKNOWN))
S["question.trouble"] = question(
    "It failed: what now? Unlock", "step.5.trouble", "That didn't work. What do you want to do?",
    "A failed attempt is a fact: with it the handbook may know another way.",
    choices=choices(("again", "Try again", "t"), ("noCode", "No security code came", "n"),
                    ("giveUp", "Give up: it counts as a failed attempt", "g"), checked="again"),
    notices=[notice("warn", "The service could not obtain the card's unlock secret (\"Failed to obtain SOPIN for user\").",
                    "ERR1009", "Try once more, then on another workstation.",
                    "If it comes again, raise a ticket with the code, the UUID, the time and the steps taken.")],
    answers=ANSWERED)
S["question.result-trouble"] = question(
    "Not shown yet. Unlock", "result.trouble", "The card doesn't show it yet. What do you want to do?",
    "It may still be under way in CIM.",
    choices=choices(("look", "Read the card again", "r"), ("again", "Go through the steps again", "s"),
                    ("again.1", "Go back to step 1", "b"), ("giveUp", "Give up: it ends as not verified", "g"), checked="look"),
    answers=ANSWERED)
S["question.change"] = question(
    "Change an answer. Unlock", "change", "Which answer do you want to change?", "What follows from it is decided anew.",
    choices=choices(("holder.reach", "Where the holder is", "w"), ("cim.loggedIn", "Whether you are logged in", "l"),
                    ("card.series", "The card's series", "s"), ("holder.confirmed", "Whose card it is", "c"),
                    ("holder.email", "The email address on the profile", "e")), answers=ANSWERED[:5])
S["question.idle"] = question(
    "Waiting for you. Unlock", "holder.reach", "Where is the card's holder?",
    "Where a code can be sent, and on the telephone, no log-in to Care Identity Management (CIM) is needed.", choices=REACH,
    notices=[notice("warn", "Nothing has happened for 8 minutes. The session waits for you. After 30 it is laid aside.")])
S["question.practice"] = question(
    "Where is the holder? Unlock, practice", "holder.reach", "Where is the card's holder?",
    "Where a code can be sent, and on the telephone, no log-in to Care Identity Management (CIM) is needed.", choices=REACH,
    simulated=True)
S["question.sheet"] = question(
    "Which email? Unlock elsewhere", "step.1.trouble", "At the other computer: did it work?", "The record says what you say.",
    hasSheet=True, sheetTitle="At the other computer", sheet=[
        step(1, "On the home page choose 'Service smartcard'."),
        step(2, "Type a new passcode of 6 to 8 digits, then the same again.", True, "Look away while the holder types.")],
    choices=choices(*YESNO), answers=ANSWERED[:3])

# ---- Decisions
SOURCES = ["SM24, Unlocking Smartcards.", "NWC, How to unlock a user's smartcard in CIS (older)."]


def decision(title, route, text, reasons, question_text, **more):
    more.setdefault("contacts", [])
    return session(
        title, questionKey="decision.follow", questionText=question_text, route=route, decisionText=text,
        reasons=[{"reasonName": n, "reasonText": t} for n, t in reasons], hasReasons=bool(reasons),
        hasContacts=bool(more["contacts"]), hasSources=True, sources=SOURCES,
        **{"choices": choices(*YESNO, checked="true"), **more})


S["decision.assisted"] = decision(
    "Begin? Unlock", "assisted-unlock", "Unlock the card here, in CIM, together with the holder.",
    [("Note", "No source describes a card of that series.")], "Is that right, and do you want to begin?",
    answers=ANSWERED + [answer("Whether ESR holds the email address", "Yes", "holder.emailOwnedByESR")])
S["decision.renew"] = decision(
    "Begin? Renew", "assisted-renewal", "Renew the card here, in CIM, together with the holder.",
    [("Certificates expire", "12 December 2026, 23:59, London time"),
     ("Note", "As a selected host you do this under guidance."),
     ("Not known", "The card's series; the careful answer was taken.")],
    "Is that right, and do you want to begin?", answers=ANSWERED[:4])
S["decision.advice"] = decision(
    "What to tell the holder. Unlock", "self-service-unlock", "The holder unlocks the card with the self-service.", [],
    "Is that right? It ends the session.", hasSheet=True, sheetTitle="What to tell the holder", sheet=[
        step(1, "Go to any PC with internet, a card reader and the browser Chrome or Edge. Any internet connection will do."),
        step(2, "Open https://digital.nhs.uk/unlock and put your card in the reader."),
        step(3, "Ask for a security code. It comes by email to the address on your profile and is valid for 15 minutes "
                "from when you start."),
        step(4, "Type the code, then choose a new passcode of 6 to 8 digits. Avoid obvious sequences."),
        step(5, "Keep the passcode to yourself. Then log in as usual to see that it works.")],
    answers=[answer("Where the holder is", "On the telephone", "holder.reach")])
S["decision.ticket"] = decision(
    "Raise a ticket. Unlock", "raise-ticket", "Raise a ticket with the Digital Team.",
    [("Because", "Your role may not do it.")], "Is that right? It ends the session.",
    contacts=["Digital Team: BrisDoc IT Support Form on weblinks. Waits until somebody looks at it; back at 08:00.",
              "If it hurts the service: Shift Manager, then On Call Manager."], answers=ANSWERED[:4])

# ---- Steps
S["steps.operator"] = steps(
    "Your turn: Unlock", "Your turn, in Care Identity Management", "Steps 1 to 4 of 7", "Done, all four",
    step(1, "On the home page choose 'Service smartcard'."), step(2, "Check that the page shows the card's holder. If not, stop."),
    step(3, "Choose 'Unlock smartcard'."), step(4, "Choose 'Continue'."), answers=ANSWERED)
S["steps.last"] = steps(
    "Your turn: Unlock", "Your turn, in Care Identity Management", "Step 7 of 7", "Done",
    step(7, "Expect the message 'Smartcard unlocked successfully'.", False,
         "If the page only spins, a keyboard's card reader is the likely cause: use two separate readers."), answers=ANSWERED)
S["steps.both"] = steps(
    "At the other computer: Unlock", "At the other computer, both of you", "Steps 1 to 3 of 5", "Done, all three",
    step(1, "On the home page choose 'Service smartcard'."),
    step(2, "Type a new passcode of 6 to 8 digits, then the same again.", True, "Look away while the holder types."),
    step(3, "Expect the message 'Smartcard unlocked successfully'."), answers=ANSWERED)
S["steps.error"] = steps(
    "Error: Your turn: Unlock", "Your turn, in Care Identity Management", "Step 7 of 7", "Done",
    step(7, "Expect the message 'Smartcard unlocked successfully'."), answers=ANSWERED,
    problem={"problemCode": "badValue", "problemText": "Answer done, failed, or the error code that CIM shows, such as ERR1009."})
HOLDER = [step(5, "Type a new passcode of 6 to 8 digits, then the same again. Avoid obvious sequences such as 123456."),
          step(6, "Choose 'Confirm'.")]
ONLY = "In the window of Care Identity Management, never on this page. Tell the passcode to nobody. Then come back to this page."
S["holder.passcode"] = steps(
    "Holder's turn: Unlock", "Holder's turn", "", "Done: give it back", *HOLDER, holderTurn=True, turn="holder", icon="holder",
    operatorText="Operator: look away", onlyThere=ONLY)
S["holder.read-out"] = steps(
    "Holder's turn: Renew", "Holder's turn", "", "Done: give it back",
    step(3, "Choose 'Renew my smartcard certificates'."), step(4, "Wait for the message, and leave your card in."),
    holderTurn=True, turn="holder", icon="holder", operatorText="Operator: read this out",
    onlyThere="In the window of Care Identity Management. Then come back to this page.")
S["holder.practice"] = steps(
    "Holder's turn: Unlock, practice", "Holder's turn", "", "Done: give it back", *HOLDER, holderTurn=True, turn="holder",
    icon="holder", operatorText="Operator: look away", onlyThere=ONLY, simulated=True)

# ---- Waits and guards
ROW = readers({**OWN, "canAsk": False}, {**EMPTY, "canAsk": False}, row=True)
NEW = {**NEW_READER, "canAsk": False}
ROW["newReader"] = NEW
S["waiting.holder-card"] = waiting(
    "Insert the holder's card: Unlock", "wait", waitTitle=f"Insert the holder's card into {B}. Your own card stays in.",
    answers=ANSWERED[:3], **ROW)
S["waiting.still"] = waiting(
    "Insert the holder's card: Unlock", "wait", waitTitle=f"Insert the holder's card into {B}. Your own card stays in.",
    answers=ANSWERED[:3], stillHref=None, **ROW)
S["waiting.another-card"] = waiting(
    "Not the right card: Unlock", "stop", waitTitle=f"Take the card out of {B}, and insert the right person's.",
    answers=ANSWERED[:3], notices=[notice("bad", "That card is somebody else's. Nothing was done to it.", "Card refused")],
    **ROW)
S["waiting.reading"] = waiting(
    "Reading the card: Unlock", "wait", waitTitle="Reading the card. Leave both cards in.", answers=ANSWERED, **ROW)
AFTER = "What you answered is kept. The page goes on by itself when this is put right."
S["waiting.guard"] = waiting(
    "Card pulled out: Unlock", "stop", guards=[guard(
        "cardRemoved", "card pulled out", f"The holder's card is out of {B}. Insert the same card again.")],
    afterGuard=AFTER, answers=ANSWERED, **ROW)
S["waiting.guard-exchanged"] = waiting(
    "Cards exchanged: Unlock", "stop", guards=[guard(
        "cardsExchanged", "cards exchanged", f"The cards are exchanged: your own is in {B}. Take both out, and put each back where it was.")],
    afterGuard=AFTER, answers=ANSWERED, **ROW)
S["waiting.guard-two"] = waiting(
    "Reader gone: Unlock", "stop", guards=[
        guard("cardRemoved", "card pulled out", f"The holder's card is out of {B}. Insert the same card again."),
        guard("readerLost", "reader gone", f"The reader {B} is gone. Plug it in again, with the same card in it.")],
    afterGuard=AFTER, answers=ANSWERED, **{**ROW, "readers": ROW["readers"][:1]})
S["waiting.guard-own"] = waiting(
    "Your own card twice: Unlock", "stop", guards=[guard(
        "sameCardTwice", "your own card", f"Your own card is in {B}. Take it out, and insert the holder's card.")],
    ownCardQuestion="Or is this session about your own card?", afterGuard=AFTER, answers=ANSWERED[:2], **ROW)
S["waiting.guard-practice"] = waiting(
    "Card pulled out: Unlock, practice", "stop", simulated=True, stillHref="/practice/session?still", guards=[guard(
        "cardRemoved", "card pulled out", "The holder's card is out of Simulated Reader (B). Insert the same card again.")],
    afterGuard=AFTER, answers=ANSWERED, **ROW)

# ---- Receipts
S["receipt.verified"] = receipt(
    "Unlocked: Smartcard desk", "done", "verified", "good", "Unlocked", f"Card {HO}, checked on the card.",
    [("assisted-unlock", f"Unlocked here in CIM, with the holder. Card {HO}, checked on the card.")])
S["receipt.cards-left"] = receipt(
    "Card left in reader: Unlocked", "card", "verified", "good", "Unlocked", f"Card {HO}, checked on the card.",
    [("assisted-unlock", f"Unlocked here in CIM, with the holder. Card {HO}, checked on the card.")],
    waitText="Log out of CIM, and take both cards out. Leave none behind.")
S["receipt.confirmed"] = receipt(
    "Unlocked, as you said", "done", "confirmedByOperator", "good", "Unlocked, as you said",
    f"Card {HO} can't show it.", [("assisted-unlock", "Unlocked here in CIM, with the holder, as you said.")])
S["receipt.advised"] = receipt(
    "Told what to do", "done", "advised", "advice", "Told what to do", "The holder unlocks the card with the self-service.",
    [("self-service-unlock", "The holder was told: unlock the card with the self-service.")],
    followUps=["The holder rings again if no code arrives."])
S["receipt.two-routes"] = receipt(
    "Renewed: Smartcard desk", "done", "verified", "good", "Renewed", f"Card {HO}, checked on the card.",
    [("self-renew", "Not renewed by the holder. It was tried, and it didn't work."),
     ("assisted-renewal", "Not renewed. It was tried, and it didn't work."),
     ("repair-card", f"Repaired. Card {HO}, checked on the card.")],
    followUps=["Write to the RA manager that the card was repaired.", "The holder logs in once before going home."])
TICKET = f"""Smartcard trouble: unlock, assisted-unlock
Holder's UUID: {HO}
From 26 November 2026, 03:12 to 26 November 2026, 03:24 (London time)
Readers: {A}; {B}
Error code in CIM: ERR1009
Card: locked, not due for renewal
Steps taken:
  1. On the home page choose 'Service smartcard'. -> done
  2. Check that the page shows the card's holder. If not, stop. -> done
  3. Choose 'Unlock smartcard'. -> ERR1009
To be added by hand: the computer's asset number, the room, the effect on the service."""
S["receipt.failed"] = receipt(
    "Not unlocked: Smartcard desk", "stop", "failed", "bad", "Not unlocked", "It was tried, and it didn't work.",
    [("assisted-unlock", "Not unlocked. It was tried, and it didn't work.")], ticket=TICKET,
    followUps=["Raise a ticket with the Digital Team. Its text is below.", "Note it on the Shift Manager Report."])
S["receipt.not-verified"] = receipt(
    "Not shown: Smartcard desk", "stop", "notVerified", "open", "Not shown", f"Card {HO} doesn't show that it worked.",
    [("assisted-unlock", "Not shown on the card.")])
S["receipt.abandoned"] = receipt(
    "Ended: Smartcard desk", "stop", "abandoned", "open", "Ended", "Nothing was done.", [])
S["receipt.laid-aside"] = receipt(
    "Laid aside: Smartcard desk", "wait", "laidAside", "open", "Laid aside", "Not finished. Go on with it from the desk.",
    [("assisted-unlock", "Laid aside, not finished.")])
S["receipt.refused"] = receipt(
    "Nothing was done: Smartcard desk", "stop", "refused", "bad", "Nothing was done", "The card's certificates name different people.", [])
S["receipt.not-recorded"] = receipt(
    "Not recorded: Unlocked", "stop", "verified", "bad", "Unlocked, not recorded", f"Card {HO}, checked on the card.",
    [("assisted-unlock", f"Unlocked here in CIM. Card {HO}, checked on the card.")],
    notices=[notice("bad", "The audit log doesn't hold all of this session: no space left on the disk. Write down the "
                    "session, the time and the outcome, and tell the RA manager.", "Not recorded")])

# ---- The log
WEEKS = [("28 September", 3, 2), ("5 October", 5, 1), ("12 October", 2, 4), ("19 October", 6, 3), ("26 October", 4, 4),
         ("2 November", 7, 2), ("9 November", 3, 6), ("16 November", 5, 8), ("23 November", 2, 3)]


def short(week):
    day, month = week.split()
    return f"{day} {month[:3]}"


def weeks():
    out = []
    for i, (name, unlocks, renewals) in enumerate(WEEKS):
        x = 20 + i * 70
        out.append({"x1": x, "x2": x + 18, "xText": x + 17, "y1": 140 - unlocks * 15, "height1": unlocks * 15,
                    "y2": 140 - renewals * 15, "height2": renewals * 15, "unlocks": unlocks, "renewals": renewals,
                    "weekShort": short(name), "weekLong": name + " 2026"})
    return {"hasWeeks": True, "weeks": out, "pictureWidth": 20 + len(WEEKS) * 70}


def row(number, when, what, operator=OP, holder=HO, session_="ec87-88a0-7948", simulated=False):
    return {"rowNumber": number, "rowWhen": when, "rowWhat": what, "rowOperator": operator, "rowHolder": holder,
            "rowSession": session_, "rowSimulated": simulated}


QUESTIONS = [("card-history", "All about one person's card"), ("operator-week", "One operator's last seven days"),
             ("out-of-hours", "Outside Monday to Friday, 8:00 to 18:30"),
             ("open-intents", "Work that was begun and whose end is not recorded"), ("refusals", "What was not done, and why"),
             ("expired-while-eligible", "Cards seen expired that were seen before while renewal was open"),
             ("own-card", "Operator and holder are the same person"),
             ("follow-ups", "What a session left to be done later")]
OUTCOMES = ["verified", "confirmedByOperator", "failed", "abandoned", "refused", "advised", "notVerified", "laidAside"]


def log(title="Log: Smartcard desk", rows=(), chosen=None, opened=False, **more):
    text = [("since", "From", "For example 25/11/2026, yesterday, or -12h", None), ("until", "Until", None, None),
            ("subject", "Holder's UUID", None, "numeric"), ("operator", "Operator's UUID", None, "numeric"),
            ("workstation", "Workstation", None, None), ("session", "Session", None, None)]
    lists = [("action", "Job", ["unlock", "renew", "email", "replace"]), ("outcome", "Outcome", OUTCOMES),
             ("event", "Kind of event", ["session.started", "card.read", "decision.taken", "intent", "outcome", "refusal"]),
             ("open", "Intents without an outcome", ["only"]), ("out-of-hours", "Out of hours", ["only"])]
    return page(
        title, more.pop("icon", "desk"), "Log", rows=list(rows), hasRows=bool(rows), eventsTitle=more.pop("eventsTitle", "The last events"),
        readyQuestions=[{"questionName": t, "questionHref": f"/log?question={q}", "isChosen": q == chosen} for q, t in QUESTIONS],
        filtersOpen=opened,
        textFilters=[{"filterName": n, "filterLabel": t, "filterHint": h, "filterMode": m, "filterValue": ""} for n, t, h, m in text],
        listFilters=[{"filterName": n, "filterLabel": t, "options": [
            {"optionValue": o, "optionText": o, "isSelected": False} for o in os]} for n, t, os in lists],
        **{"soundKind": "good", "soundTitle": "The log is sound",
           "soundText": "38 events; none of them shows a change, a gap or a move.",
           "checkpointText": "The last checkpoint, 38-F5TW-NT2A-NG09, covers 38 of them.", "verifyHref": "/log?verify",
           "verifyText": "Verify it again", "olderHref": "/log?before=20", **weeks(), **more})


ROWS = [row(30, "26/11/2026 03:15", "unlock: decision, assisted-unlock"), row(32, "26/11/2026 03:15", "assisted-unlock: intent"),
        row(36, "26/11/2026 03:18", "unlock: card read"), row(37, "26/11/2026 03:19", "assisted-unlock: verified"),
        row(38, "26/11/2026 03:19", "unlock: session ends", simulated=True)]
S["log.events"] = log(rows=ROWS)
S["log.nothing"] = log(title="Nothing fits: Log", chosen="open-intents", opened=True, olderHref=None,
                       eventsTitle="Work that was begun and whose end is not recorded", hasWeeks=False)
S["log.wrong-filter"] = log(title="Error: Log", opened=True, rows=ROWS, problem={
    "problemCode": "badValue", "problemText": "From: a date, such as 25/11/2026, with a time or without, yesterday, or -12h."})
S["log.unsound"] = log(title="Log changed: Smartcard desk", rows=ROWS, icon="stop", soundKind="bad",
                       soundTitle="The log was changed",
                       soundText="Event 31 doesn't fit the checkpoint 38-F5TW-NT2A-NG09. Tell the RA manager now.",
                       checkpointText=None, verifyText="What was found")
S["story.unlock"] = page(
    "Session ec87-88a0-7948: Log", "desk", "Log", session="ec87-88a0-7948", storyTitle="26 November 2026, London time",
    facts=[{"factName": n, "factText": v} for n, v in [
        ("Where", "OSPREY-RA-01, Osprey Court"), ("Operator", f"{OP} (shift-manager)"), ("Holder", HO),
        ("Outcome", "assisted-unlock: verified")]],
    rows=[{"rowWhen": w, "rowNumber": n, "rowWhat": t} for w, n, t in [
        ("03:12:13", 19, "Preflight: ready"), ("03:12:13", 20, "Session begins: unlock"),
        ("03:12:20", 21, "Answer: holder.reach = here"),
        ("03:12:34", 22, f"Operator's card {OP}: not locked, expires 26 December 2027"),
        ("03:13:02", 23, "Answer: cim.loggedIn = yes"),
        ("03:13:24", 25, f"Holder's card {HO}: locked, expires 26 December 2027"),
        ("03:15:14", 30, "Decision: assisted-unlock"), ("03:15:20", 32, "Intent: assisted-unlock"),
        ("03:18:55", 36, f"Holder's card {HO}: not locked, expires 26 December 2027"),
        ("03:19:00", 37, "Outcome of assisted-unlock: verified: locked before, not locked after"),
        ("03:19:00", 38, "Session ends: verified")]])
S["verify.sound"] = page(
    "Sound: Log", "done", "Log", soundKind="good", soundTitle="The log is sound",
    soundText="38 events; none of them shows a change, a gap or a move.", hasFindings=False, findings=[],
    facts=[{"factName": n, "factText": v} for n, v in [
        ("Checkpoint", "38-F5TW-NT2A-NG09"), ("Covers", "38 of 38 events"), ("Made", "26 November 2026, 03:19, London time"),
        ("Key", "osprey-ra-01+5f0c1a2b")]],
    limitsText="No checkpoint from outside was given. So events that were cut off at the end, with the checkpoints over "
               "them, and a log that somebody who may write it wrote anew, would not show.")
S["verify.unsound"] = page(
    "Changed: Log", "stop", "Log", soundKind="bad", soundTitle="The log was changed",
    soundText="Tell the RA manager now, and change nothing on this computer.", hasFindings=True,
    findings=["Event 31 doesn't fit the checkpoint 38-F5TW-NT2A-NG09.", "Event 33 is missing."],
    facts=[{"factName": "Checkpoint", "factText": "38-F5TW-NT2A-NG09"}], limitsText="Events after 30 can't be relied on.")

# ---- Checks, due, call, handbook
S["preflight.warnings"] = page(
    "Ready for all but renewing: Checks", "stop", "Checks", checkedText="Looked at on 26 November 2026, 03:10, London time.",
    readiness=[
        {"readyFor": "Self-service", "readyKind": "good", "readyText": "Ready", "inTheWay": []},
        {"readyFor": "Unlocking", "readyKind": "good", "readyText": "Ready", "inTheWay": []},
        {"readyFor": "Renewing", "readyKind": "bad", "readyText": "Not ready", "inTheWay": ["Clock: it is 4 minutes slow."]}],
    hasTroubles=True, troubles=[
        {"checkKind": "bad", "checkWord": "Fail", "checkTitle": "Clock", "checkText": "The clock is 4 minutes slow.",
         "remedies": [{"remedyFor": "For you:", "remedyText": "Don't renew on this computer tonight.", "commands": []},
                      {"remedyFor": "For IT:", "remedyText": "Have the clock synchronised over the network.",
                       "commands": ["apt-get install systemd-timesyncd", "systemctl enable --now systemd-timesyncd"]}]},
        {"checkKind": "warn", "checkWord": "Warning", "checkTitle": "Configuration",
         "checkText": "There is no configuration; sessions ask for what they need.",
         "remedies": [{"remedyFor": "For IT:", "remedyText": "Write the workstation's site, role and readers into "
                       "/etc/ra-workstation/config.yaml.", "commands": []}]}],
    passed=[{"checkTitle": "Card service", "checkText": "pcscd answers."},
            {"checkTitle": "Number of readers", "checkText": "There are 2 smartcard readers."},
            {"checkTitle": "Browser", "checkText": "A browser that CIM works in is installed."}],
    skippedText="12 checks were skipped, as not needed or not possible here.")
DUE_WEEKS = [("23 November", 0), ("30 November", 1), ("7 December", 0), ("14 December", 2), ("21 December", 1),
             ("28 December", 0), ("4 January", 3), ("11 January", 1)]
S["due.people"] = page(
    "1 expired: Who is due", "stop", "Due", dueSource="Cards that this desk's log has seen, counted on 26 November 2026, 03:10.",
    bands=[{"bandName": n, "bandCount": c, "bandKind": k} for n, c, k in [
        ("Expired", 1, "bad"), ("Within 7 days", 1, "bad"), ("Within 30 days", 2, "warn"), ("Within 60 days", 1, "good"),
        ("Within 90 days", 1, "good"), ("Later", 12, "good")]],
    startText="At 6 on a working day, begin by 30 November 2026: then nobody expires.", hasPeople=True, people=[
        {"personUUID": "000444555667", "expires": "20 November 2026", "personBand": "Expired", "advice": "To the Registration Authority"},
        {"personUUID": "000444555668", "expires": "30 November 2026", "personBand": "Within 7 days", "advice": "Renew now"},
        {"personUUID": HO, "expires": "26 December 2026", "personBand": "Within 30 days", "advice": "Renew now"}],
    hasWeeks=True, pictureWidth=580, weeks=[
        {"x1": 18 + i * 70, "xText": 35 + i * 70, "y1": 140 - c * 35, "height1": c * 35, "count": c, "weekShort": short(n),
         "weekLong": n} for i, (n, c) in enumerate(DUE_WEEKS)],
    hasDates=True, dates=[
        {"date": "30 November 2026", "dateText": "The renewal window opens for cards that expire on 28 February 2027."},
        {"date": "28 February 2027", "dateText": "CIS1 authentication and the Identity Agent retire (NHSE, Care Identity Service, "
                                                  "deprecation and retirement)."}])
S["due.nobody"] = page(
    "Who is due: Smartcard desk", "desk", "Due", dueSource="Cards that this desk's log has seen.", bands=[], startText=None,
    hasPeople=False, people=[], hasWeeks=False, hasDates=False)
SYSTEMS = [("smartcards", "Smartcards: locked, expired, lost"), ("cleo", "CLEO"), ("adastra", "Adastra"), ("sesui", "Sesui"),
           ("site-phones", "Telephones on site"), ("hardware", "Computers and printers"), ("emis", "EMIS")]
S["call.smartcards"] = page(
    "Shift Manager: Whom to call", "desk", "Whom to call",
    nowText="26 November 2026, 03:10, London time. The Digital Team is back at 08:00, as is assumed.",
    answer={"systemName": "Smartcards: locked, expired, lost", "firstName": "Unlock it on this computer",
            "firstText": "A locked card, on this computer.", "sections": [
                {"sectionTitle": "Also open", "lines": ["A card that expires: renew it on this computer.",
                 "CLEO Service Desk, for a registration in CLEO that can't wait: CLEO Service Desk Portal."]},
                {"sectionTitle": "If it can't be put right and hurts the service",
                 "lines": ["Shift Manager, then On Call Manager, then Senior On Call or Head of IUC."]},
                {"sectionTitle": "Closed now", "lines": ["Digital Team: from 08:00."]}],
            "fromText": "From H10, Smartcards. The handbook is past its review (4 August 2026)."},
    systems=[{"systemTitle": t, "systemHref": f"/call?system={s}", "isChosen": s == "smartcards"} for s, t in SYSTEMS])
S["call.list"] = page(
    "Whom to call: Smartcard desk", "desk", "Whom to call", nowText="26 November 2026, 03:10, London time.", answer=None,
    systems=[{"systemTitle": t, "systemHref": f"/call?system={s}", "isChosen": False} for s, t in SYSTEMS])
S["handbook.errors"] = page(
    "Errors: Handbook", "desk", "Handbook", pageTitle="Handbook",
    notices=[notice("warn", "H10, BrisDoc IUC Manager Digital Support Handbook, is past its review (4 August 2026). Ask its "
                    "owner for a newer version.")],
    chapters=[{"chapterName": n, "chapterHref": f"/handbook?{h}", "isChosen": h == "errors"} for n, h in [
        ("Errors of CIM", "errors"), ("Roles", "roles"), ("Sites and contacts", "sites"), ("Rules", "rules"), ("Sources", "sources")]],
    tables=[{"tableName": "Errors of Care Identity Management", "columns": ["Code", "What it means", "What to do"],
             "tableRows": [{"cells": [c, t, "Try once more, then on another workstation."]} for c, t in CODES]},
            {"tableName": "Sources", "columns": ["Short name", "Document", "Version", "Next review"],
             "tableRows": [{"cells": ["H10", "BrisDoc IUC Manager Digital Support Handbook", "10.0", "4 August 2026, overdue"]},
                           {"cells": ["SM24", "SevernSide IUC Smartcard Management", "2.4", "4 August 2027"]}]}])

# ---- Practice
SCENARIOS = [
    ("Unlocking", [
        ("locked-with-email", "Locked, with an email address", "The holder can read the email on the profile. Self-service, with the card in reader B."),
        ("locked-esr-owned", "Locked, ESR holds the address", "The address can't be added here. Assisted unlock."),
        ("locked-without-email", "Locked, without an address", "You add one, and the holder unlocks the card with the code sent to it."),
        ("one-reader", "One reader", "Both cards are read in it, one after the other, and assisted work needs two."),
        ("blocked-series", "A blocked series", "The number on the card's back begins with 05. The card has to be replaced."),
        ("unreadable-card", "A card that can't be read", "UUID and series are typed from the card, and you confirm that it worked.")]),
    ("When something goes wrong", [
        ("card-pulled-out", "Card pulled out", "The holder's card is pulled out half-way, and put back."),
        ("swapped-cards", "Cards swapped", "Both cards are put back the wrong way round. The session stops until each is back."),
        ("wrong-card", "Somebody else's card", "It is refused; the right one is put in, and the session goes on.")]),
    ("Renewing, email, replacing", [
        ("due-for-renewal", "Due for renewal", "30 days are left, and the holder knows the passcode."),
        ("locked-and-due", "Locked and due", "Led through the unlock first, and back to the renewal."),
        ("new-email", "A new address", "You change it on the holder's profile."),
        ("lost-card", "A lost card", "It is cancelled, and another is ordered.")]),
]


def practice(off=False, **more):
    return page(
        more.pop("title", "Practice: Smartcard desk"), "desk", "Practice", simulated=True, live=False, groups=[
            {"groupName": g, "scenarios": [
                {"scenario": s, "scenarioTitle": t, "scenarioText": x, "isOff": off, "hasFocus": i == 0 and j == 0 and not off}
                for j, (s, t, x) in enumerate(all_)]} for i, (g, all_) in enumerate(SCENARIOS)], **more)


S["practice.list"] = practice()
S["practice.busy"] = practice(off=True, notices=[notice(
    "warn", "A session is going on at this desk. Practice begins when it has ended.")])

# ---- Messages
def message(title, icon, heading, paragraphs, href="/", text="Back to the desk", **more):
    return page(title, icon, None, live=more.pop("live", False), heading=heading, paragraphs=paragraphs, linkHref=href, linkText=text, **more)


S["message.not-found"] = message("Not here: Smartcard desk", "desk", "There is no such page", ["The address leads nowhere."])
S["message.error"] = message("Error: Smartcard desk", "stop", "The desk couldn't do that", [
    "Something went wrong in ra itself. What was answered before is kept.",
    "If it comes again, close the page and open the desk anew. Tell the Digital Team what you did last."])
S["message.busy"] = message("Somebody is at it: Smartcard desk", "stop", "Somebody is at it", [
    f"Operator {OP} has a session open in a terminal on this computer, since 03:12 (London time).",
    "One session at a time is possible at a desk. It ends there, or is laid aside after 30 idle minutes."])
S["message.no-session"] = message("No session: Smartcard desk", "desk", "No session is going on", ["Begin one at the desk."])
S["refused.no-cookie"] = page("Not let in: Smartcard desk", "lost", None, live=False, hasMenu=False, menu=[], place=None,
                              token=None, asking=None)


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    for old in OUT.glob("*.json"):
        old.unlink()
    for name, context in S.items():
        keys = used(name.split(".")[0])
        context = {key: value for key, value in context.items() if key in keys}
        if name.startswith("holder"):
            for one in context["steps"]:
                del one["isForHolder"]
        (OUT / f"{name}.json").write_text(json.dumps(context, indent=1, ensure_ascii=False) + "\n")
    print(len(S), "samples")
