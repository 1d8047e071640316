"""Writes CONTEXTS.md: each template's keys with their types, as the samples have them. Every key needs its words here."""
import json
import re
import sys
from collections import defaultdict

from render import ROOT, TEMPLATES

WORDS = """
title|What matters first, then the job: "Card pulled out: Unlock". In practice ", practice" stands at its end
icon|desk, turn, holder, stop, wait, done, card or lost: `assets/icon-NAME.svg`
assets|Where the assets are, without a slash at the end: /assets/HASH
base|Empty text, or /practice. Never asked for by a section, so empty is right
simulated|Practice, or a scenario: banner in words and colour
refreshes|The page looks again every 3 s without scripts. Only where no form stands (`waiting` with `stillHref`)
holderTurn|No header, menu and footer: the holder's turn fills the window
place|Workstation and site
hasMenu|There is a menu
menu|Only addresses that exist
events|Address of the event stream; nil: the page isn't live
lastEvent|Id of the last event that this view shows. Needed with `events`
token|The form's secret
asking|What this view asks. A new one replaces the whole view in open tabs (a question, a guard, a wait, the end; on `/` what is unfinished or going on); with the same one only `notices` and what was read of the cards are brought up to date
notices|Beside the question: trouble with a code, idle minutes, what was refused. May change while `asking` stays
noticeKind|info, warn, bad or good
noticeTitle|
noticeText|
hasNoticeItems|
noticeItems|For instance the operator's remedies
problem|The answer wasn't taken
problemCode|`looksSecret`, `badValue`, …
problemText|Nothing that was typed is repeated in it
name|
href|
isCurrent|
unfinished|Intents without outcome, newest first
unfinishedText|
unfinishedSession|
running|A session is going on; then all jobs are `isOff`
runningText|Who, where, since when (London)
runningHref|/session; nil where it is somewhere else
jobs|unlock, renew, email, replace
job|The contract's word
jobName|
jobHint|
standing|What stands in the way of it
isOff|The button is disabled
hasFocus|On the first one of the view only: it gets the focus
hasOwnJobs|
ownJobs|own-unlock, own-renew
readers|In order of index
readersInRow|Side by side, without ATR: in the session
hasReaders|
newReader|One reader with empty texts and state `empty`: the form for a reader that is plugged in later. `canAsk` as for the others
index|
readerName|
state|The contract's word
stateText|The same words as in desk.js (`stateWords`)
epoch|Insertion epoch as text, or empty
canAsk|*Whose card is this?* stands here. A view with `refreshes` must not have it
isPresent|State is `present`; else the button is hidden
atrText|"ATR 3B D6 …", or empty
card|Only once a session has read it in this insertion, or it was asked
cardOwner|
cardFacts|UUID, locked or not, until when
readiness|
readyFor|
readyKind|good, warn or bad
readyText|
inTheWay|What stands in the way, and what to do
preflightHref|
dueSoon|
dueText|
dueHref|
callNow|
callText|
callHref|
turn|operator or holder: whose turn it is. Nil while something is waited for
canStop|
answers|What was answered, in order
hasAnswers|
answerName|`Question.words(for:)`
answerText|
changeKey|Nil where it can't be changed
hasSheet|
sheetTitle|
sheet|Steps to read out or to do elsewhere
why|
questionKey|
questionText|
choices|
choiceId|"value-" and the value; unique in the page
choiceValue|As JSON text, `unknown` for "I don't know"
choiceLabel|
letter|A lower-case letter that answers at once; unique in the question; nil: none
isChecked|The standard answer. Only where it is the first choice, so that focus and answer are one
choiceDescribedBy|"problem" on the first choice where there is a problem and no text field
fieldFirst|A text field before the choices
fieldLast|The same field after the choices, with "or" between
fieldLabel|
fieldWidth|2, 10, 12 or 30
fieldHint|
fieldMode|numeric, email or nil
fieldDescribedBy|"value-hint", "problem", both with a space, or nil
isWrong|With `problem`
hasOr|`fieldFirst` and choices
route|The contract's word
decisionText|
reasons|Because, Note, Certificates expire, Not known
hasReasons|
reasonName|
reasonText|
contacts|Whom to turn to
hasContacts|
sources|
hasSources|
steps|One block
number|
text|
isForHolder|In a block of both: "The holder" is said beside it
remarks|What to keep in mind
stepNumbers|The numbers with spaces: "3 4 5"
stepsTitle|"Your turn, in Care Identity Management"; "Holder's turn"
stepsProgress|"Steps 1 to 4 of 7"
doneText|
codes|
code|
codeText|Code and meaning
operatorText|"Operator: look away" where a passcode is typed, else "Operator: read this out"
onlyThere|Where it is done
guards|All that stand, the first cause first
guardCode|
guardTitle|In lower case: after "Stop: "
guardText|
ownCardQuestion|With a guard about the operator's own card
waitTitle|What is waited for; nil with a guard
waitText|The same, said by the one live region; on the receipt what is to be done with the cards
afterGuard|
stillHref|/session?still: the same view without `refreshes` and with forms, for those without scripts; nil in that view itself
outcome|The contract's word
outcomeKind|good, advice, open or bad
headline|
headlineText|
hasRoutes|
routes|
routeText|
hasFollowUps|
followUps|
facts|
factName|
factText|
ticket|
deskHref|
storyHref|
soundKind|good or bad
soundTitle|
soundText|
checkpointText|
verifyHref|
verifyText|
readyQuestions|
questionHref|
questionName|
isChosen|
filtersOpen|
textFilters|
listFilters|
filterName|The filter's name in the address: --since is since
filterLabel|
filterHint|
filterMode|
filterValue|Empty text where nothing was typed; an attribute, never asked for
options|
optionValue|
optionText|
isSelected|
eventsTitle|
rows|
hasRows|
rowNumber|
rowWhen|
rowWhat|
rowOperator|"-" where there is none
rowHolder|
rowSession|
rowSimulated|
olderHref|
hasWeeks|
weeks|
pictureWidth|20 + 70 × the number of weeks
x1|20 + 70 × i (due: 18 + 70 × i)
x2|x1 + 18
xText|x1 + 17
y1|140 - height1
y2|140 - height2
height1|Unlocks × 120 / the most of any week, rounded (due: cards)
height2|Renewals in the same scale
unlocks|
renewals|
count|
weekShort|"5 Oct"
weekLong|
session|
storyTitle|
hasFindings|
findings|
limitsText|
checkedText|
hasTroubles|
troubles|
checkKind|warn or bad
checkWord|
checkTitle|
checkText|
remedies|
remedyFor|"For you:" or "For IT:"
remedyText|
commands|
passed|
skippedText|
dueSource|
bands|
bandName|
bandKind|good, warn or bad
bandCount|
startText|
hasPeople|
people|No names, no addresses
personUUID|
expires|
personBand|
advice|
hasDates|
dates|
date|
dateText|
nowText|
answer|
systemName|
firstName|
firstText|
sections|
sectionTitle|
lines|
fromText|
systems|
systemTitle|
systemHref|
pageTitle|
chapters|
chapterName|
chapterHref|
tables|
tableName|
columns|
tableRows|
cells|As many as columns
groups|
groupName|
scenarios|
scenario|
scenarioTitle|
scenarioText|
heading|
paragraphs|
linkHref|
linkText|
"""
NAMES = dict(line.split("|", 1) for line in WORDS.strip().splitlines())
TYPES = {bool: "Bool", int: "Int", str: "String", dict: "object", type(None): "nil"}


def collect(value, into):
    for key, inner in value.items():
        entry = into.setdefault(key, {"types": set(), "items": {}})
        if isinstance(inner, list):
            kinds = {TYPES[type(i)] for i in inner} or {"?"}
            entry["types"] |= {f"[{k}]" for k in kinds}
            for item in inner:
                if isinstance(item, dict):
                    collect(item, entry["items"])
        else:
            entry["types"].add(TYPES[type(inner)])
            if isinstance(inner, dict):
                collect(inner, entry["items"])


def used(template, seen=None):
    seen = set() if seen is None else seen
    if template in seen:
        return set()
    seen.add(template)
    text = TEMPLATES[template]
    keys = set(re.findall(r"\{\{[#^]?(\w+)\}\}", text))
    for partial in re.findall(r"\{\{> (\w+)\}\}", text):
        keys |= used(partial, seen)
    return keys


def lines(entries, depth, keys, skip=()):
    for key, entry in entries.items():
        if key in skip:
            continue
        if key not in keys:
            yield f"{'  ' * depth}- UNUSED {key}"
            continue
        kinds = entry["types"] - {"nil", "[?]"} or entry["types"] - {"nil"}
        kind = " or ".join(sorted(kinds)) + ("?" if "nil" in entry["types"] else "")
        words = NAMES.get(key)
        if words is None:
            yield f"{'  ' * depth}- UNDESCRIBED {key}"
        yield f"{'  ' * depth}- `{key}` {kind}" + (f": {words}" if words else "")
        yield from lines(entry["items"], depth + 1, keys)


def main():
    found = defaultdict(dict)
    states = defaultdict(list)
    for path in sorted((ROOT / "samples").glob("*.json")):
        template, state = path.stem.split(".", 1)
        states[template].append(state)
        collect(json.loads(path.read_text()), found[template])
    common = set.intersection(*(set(f) for f in found.values()))
    out = ["# Contexts", "", "Made by `check/make_readme.py` from the samples. `?`: may be nil. `[object]`: a list.", "",
           "## Of every view", ""]
    merged = {}
    for entries in found.values():
        for key in sorted(common, key=list(entries).index):
            entry = merged.setdefault(key, {"types": set(), "items": {}})
            entry["types"] |= entries[key]["types"]
            entry["items"].update(entries[key]["items"])
    everything = {k for t in TEMPLATES for k in used(t)}
    out += lines(merged, 0, everything)
    for template, entries in found.items():
        out += ["", f"## {template}", "", "Samples: " + ", ".join(states[template]) + ".", ""]
        out += lines(entries, 0, used(template), common)
        anywhere = {k for f in found.values() for e in f.values() for k in flat(e)}
        missing = used(template) - set(entries) - anywhere
        if missing:
            out.append("MISSING " + ", ".join(sorted(missing)))
    text = "\n".join(out) + "\n"
    (ROOT / "CONTEXTS.md").write_text(text)
    bad = [line for line in out if re.search("UNUSED|UNDESCRIBED|MISSING", line)]
    print("\n".join(sorted(set(bad))) or f"CONTEXTS.md: {len(out)} lines")
    return 1 if bad else 0


def flat(entry):
    for key, inner in entry["items"].items():
        yield key
        yield from flat(inner)


if __name__ == "__main__":
    sys.exit(main())
