#!/usr/bin/env python3
"""Writes a bill of materials (SPDX 2.3, JSON) of the released programs.

    sbom.py VERSION COMMIT EPOCH STAGE [RELEASED-FILE…]  > ra-workstation.spdx.json
    sbom.py --check FILE                                 # is it a sound document
    sbom.py --self-test

STAGE is the folder with the programs. Which Swift packages a program is made of comes from the targets of Package.swift,
theirs from `swift package show-dependencies` and Package.resolved; libraries of Debian from what the program asks the loader
for. The same sources give the same bytes: the time is the commit's.
"""
import hashlib
import json
import re
import subprocess
import sys
import uuid
from datetime import datetime, timezone

# By whom each is licensed, where the package's own file says it (debian/copyright has the texts' places).
LICENCES = {"grdb.swift": "MIT", "yams": "MIT"}
DEFAULT_LICENCE = "Apache-2.0"


# Each released program, by the Debian package that has it.
PROGRAMS = {"ra-workstation": "ra", "ra-collector": "ra-collector"}


def identifier(name):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)


def graph(root):
    """Each package's identity and those it depends on, from the tree that SwiftPM prints."""
    edges = {}

    def visit(node):
        edges.setdefault(node["identity"], set())
        for child in node.get("dependencies", []):
            edges[node["identity"]].add(child["identity"])
            visit(child)

    visit(root)
    return edges


def used(manifest, target):
    """The packages that a target of ours uses, by itself and by way of other targets, as `dump-package` has them."""
    targets = {t["name"]: t["dependencies"] for t in manifest["targets"]}
    found, seen, waiting = set(), set(), [target]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for dependency in targets[name]:
            if "product" in dependency:
                found.add(dependency["product"][1].lower())
            else:
                waiting.append((dependency.get("byName") or dependency["target"])[0])
    return found


def reachable(edges, names):
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += edges[name]
    return found


def package(name, version, location, licence, purl, supplier="NOASSERTION"):
    return {
        "SPDXID": identifier(name), "name": name, "versionInfo": version, "downloadLocation": location,
        "filesAnalyzed": False, "licenseConcluded": licence, "licenseDeclared": licence,
        "copyrightText": "NOASSERTION", "supplier": supplier,
        "externalRefs": [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}],
    }


def document(version, commit, epoch, manifest, tree, resolved, libraries, files):
    """The whole bill; `libraries` are each program's of Debian, as (package, version); `files` are (name, SHA-256)."""
    pins = {pin["identity"]: pin for pin in resolved["pins"]}
    edges = graph(tree)
    uses = {name: used(manifest, program) for name, program in PROGRAMS.items()}
    packages, relations = [], []

    def relate(one, how, other):
        relations.append({
            "spdxElementId": identifier(one), "relationshipType": how, "relatedSpdxElement": identifier(other)})

    for name in PROGRAMS:
        own = package(name, version, "NOASSERTION", "Apache-2.0", f"pkg:generic/{name}@{version}")
        own["sourceInfo"] = f"git commit {commit}"
        own["primaryPackagePurpose"] = "APPLICATION"
        packages.append(own)
        relate("DOCUMENT", "DESCRIBES", name)
        for needed in sorted(uses[name]):
            relate(name, "DEPENDS_ON", needed)
    for name in sorted(reachable(edges, set().union(*uses.values()))):
        pin = pins[name]
        state, location = pin["state"], pin["location"].removesuffix(".git")
        where = location.removeprefix("https://")
        known = state.get("version", state["revision"])
        packages.append(
            package(
                name, known, f"git+{location}.git@{state['revision']}", LICENCES.get(name, DEFAULT_LICENCE),
                f"pkg:swift/{where}@{known}"))
        for needed in sorted(edges[name]):
            relate(name, "DEPENDS_ON", needed)
    for name, known in sorted(set().union(*libraries.values())):
        packages.append(
            package(
                f"debian-{name}", known, f"https://packages.debian.org/{name}", "NOASSERTION",
                f"pkg:deb/debian/{name}@{known}", "Organization: Debian"))
    for program in PROGRAMS:
        for name, _ in sorted(libraries[program]):
            relate(program, "DYNAMIC_LINK", f"debian-{name}")
    listed = []
    for name, digest in sorted(files):
        listed.append({
            "SPDXID": identifier(f"file-{name}"), "fileName": f"./{name}",
            "checksums": [{"algorithm": "SHA256", "checksumValue": digest}],
            "licenseConcluded": "NOASSERTION", "copyrightText": "NOASSERTION"})
        # A Debian package is made of its program, and each program of the source archive.
        made_of = [program for program in PROGRAMS if name.startswith(f"{program}_")]
        for program in made_of:
            relate(f"file-{name}", "GENERATED_FROM", program)
        for program in [] if made_of else PROGRAMS:
            relate(program, "GENERATED_FROM", f"file-{name}")
    made = datetime.fromtimestamp(int(epoch), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    result = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"ra-workstation-{version}",
        "documentNamespace": "urn:uuid:" + str(uuid.uuid5(uuid.NAMESPACE_URL, f"ra-workstation/{version}/{commit}")),
        "creationInfo": {"created": made, "creators": ["Tool: ra-workstation-sbom", "Organization: RA workstation maintainers"]},
        "packages": packages, "relationships": relations,
    }
    if listed:
        result["files"] = listed
    return result


def mistakes(bill):
    """What SPDX 2.3 asks for and the bill hasn't got, as sentences."""
    found = []
    for name in ["spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace", "creationInfo", "packages"]:
        if name not in bill:
            found.append(f"the document has no {name}")
    if bill.get("spdxVersion") != "SPDX-2.3" or bill.get("dataLicense") != "CC0-1.0":
        found.append("the version isn't SPDX-2.3, or the licence of the data not CC0-1.0")
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", bill.get("creationInfo", {}).get("created", "")):
        found.append("created is no time")
    ids = ["SPDXRef-DOCUMENT"]
    for item in bill.get("packages", []) + bill.get("files", []):
        ids.append(item.get("SPDXID", ""))
        if not re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", ids[-1]):
            found.append(f"{ids[-1]!r} is no identifier")
    if len(set(ids)) != len(ids):
        found.append("an identifier is given twice")
    for item in bill.get("packages", []):
        for name in ["name", "downloadLocation", "versionInfo"]:
            if not item.get(name):
                found.append(f"{item.get('SPDXID')} has no {name}")
    for item in bill.get("files", []):
        sums = [c for c in item.get("checksums", []) if re.fullmatch("[0-9a-f]{64}", c.get("checksumValue", ""))]
        if not sums:
            found.append(f"{item.get('SPDXID')} has no SHA-256")
    reached, described = set(), set()
    for relation in bill.get("relationships", []):
        ends = [relation["spdxElementId"], relation["relatedSpdxElement"]]
        for end in ends:
            if end not in ids:
                found.append(f"a relationship names {end}, which isn't there")
        reached.update(ends)
        if relation["relationshipType"] == "DESCRIBES":
            described.add(relation["relatedSpdxElement"])
    programs = {p.get("SPDXID") for p in bill.get("packages", []) if p.get("primaryPackagePurpose") == "APPLICATION"}
    if not programs or described != programs:
        found.append("the document doesn't describe each program, and nothing else")
    found += [f"nothing depends on {name}" for name in ids if name not in reached]
    return found


def libraries(binary):
    """Debian's packages of what the program asks the loader for, with their versions here."""
    needed = re.findall(r"NEEDED\s+(\S+)", subprocess.check_output(["objdump", "-p", binary], text=True))
    found = set()
    for name in needed:
        owner = subprocess.run(["dpkg", "-S", f"*/{name}"], capture_output=True, text=True).stdout
        names = {line.split(": ")[0].split(":")[0].split(",")[0] for line in owner.splitlines() if ": /" in line}
        # A library's own package, and not one that brings a copy.
        names = sorted(n for n in names if n.startswith("lib")) or sorted(names)
        if not names:
            sys.exit(f"sbom: no package of Debian's has {name}")
        found.add(
            (names[0], subprocess.check_output(
                ["dpkg-query", "-W", "-f", "${Version}\n", names[0]], text=True).splitlines()[0]))
    return found


def self_test():
    # The desk uses a by way of Part, and b by way of a; the collector uses b. Only tests use c.
    tree = {"identity": "root", "dependencies": [
        {"identity": "a", "dependencies": [{"identity": "b", "dependencies": []}]}, {"identity": "b"}, {"identity": "c"}]}
    manifest = {"targets": [
        {"name": "ra", "dependencies": [{"byName": ["Part", None]}]},
        {"name": "Part", "dependencies": [{"product": ["A", "a", None, None]}]},
        {"name": "ra-collector", "dependencies": [{"product": ["B", "b", None, None]}]},
        {"name": "Tests", "dependencies": [{"byName": ["Part", None]}, {"product": ["C", "c", None, None]}]}]}
    resolved = {"pins": [
        {"identity": n, "location": f"https://example.org/{n}.git", "state": {"revision": n * 40, "version": "1.2.3"}}
        for n in "abc"]}
    arguments = (
        "1.0.0", "c" * 40, "1795764988", manifest, tree, resolved,
        {"ra-workstation": {("libc6", "2.36-9")}, "ra-collector": {("libc6", "2.36-9"), ("libpq5", "15.1")}},
        {("ra-workstation_1.0.0_amd64.deb", "0" * 64), ("ra-collector_1.0.0_amd64.deb", "1" * 64), ("x.tar.gz", "2" * 64)})
    bill = document(*arguments)
    assert mistakes(bill) == [], mistakes(bill)
    assert json.dumps(bill) == json.dumps(document(*arguments))
    assert [p["name"] for p in bill["packages"]] == [
        "ra-workstation", "ra-collector", "a", "b", "debian-libc6", "debian-libpq5"]
    links = {
        (r["spdxElementId"][8:], r["relationshipType"], r["relatedSpdxElement"][8:]) for r in bill["relationships"]}
    assert len(links) == 2 + 3 + 3 + 4, links
    assert links > {
        ("ra-workstation", "DEPENDS_ON", "a"), ("a", "DEPENDS_ON", "b"), ("ra-collector", "DEPENDS_ON", "b"),
        ("ra-collector", "DYNAMIC_LINK", "debian-libpq5"),
        ("file-ra-collector-1.0.0-amd64.deb", "GENERATED_FROM", "ra-collector")}, links
    assert bill["creationInfo"]["created"] == "2026-11-27T07:36:28Z"
    # Each of these has to be found.
    for change in [
        lambda b: b.pop("documentNamespace"), lambda b: b.update(spdxVersion="SPDX-2.2"),
        lambda b: b["packages"].pop(1), lambda b: b["packages"].append(b["packages"][1]),
        lambda b: b["relationships"].pop(0), lambda b: b["packages"][1].update(versionInfo=""),
        lambda b: b["packages"][1].update(SPDXID="a b"), lambda b: b["files"][0]["checksums"].clear(),
        lambda b: b["relationships"].clear(), lambda b: b["creationInfo"].update(created="today"),
    ]:
        bad = json.loads(json.dumps(bill))
        change(bad)
        assert mistakes(bad), "a mistake isn't found"


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if arguments[:1] == ["--check"]:
        with open(arguments[1], encoding="utf-8") as file:
            found = mistakes(json.load(file))
        if found:
            sys.exit("\n".join(f"sbom: {sentence}" for sentence in found))
        return None
    version, commit, epoch, stage, *names = arguments
    manifest = json.loads(subprocess.check_output(["swift", "package", "dump-package"], text=True))
    tree = json.loads(subprocess.check_output(["swift", "package", "show-dependencies", "--format", "json"], text=True))
    with open("Package.resolved", encoding="utf-8") as file:
        resolved = json.load(file)
    files = set()
    for name in names:
        with open(name, "rb") as file:
            files.add((name.rsplit("/", 1)[-1], hashlib.sha256(file.read()).hexdigest()))
    linked = {name: libraries(f"{stage}/{program}") for name, program in PROGRAMS.items()}
    bill = document(version, commit, epoch, manifest, tree, resolved, linked, files)
    print(json.dumps(bill, indent=1, ensure_ascii=False))
    return None


main(sys.argv[1:])
