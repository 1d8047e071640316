#!/usr/bin/env python3
"""Writes a bill of materials (SPDX 2.3, JSON) of the released program.

    sbom.py VERSION COMMIT EPOCH BINARY [PACKAGE-FILE…]  > ra-workstation.spdx.json
    sbom.py --check FILE                                 # is it a sound document
    sbom.py --self-test

Swift packages come from `swift package show-dependencies` and Package.resolved, libraries of Debian from what the program
asks the loader for. The same sources give the same bytes: the time is the commit's.
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


def package(name, version, location, licence, purl, supplier="NOASSERTION"):
    return {
        "SPDXID": identifier(name), "name": name, "versionInfo": version, "downloadLocation": location,
        "filesAnalyzed": False, "licenseConcluded": licence, "licenseDeclared": licence,
        "copyrightText": "NOASSERTION", "supplier": supplier,
        "externalRefs": [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}],
    }


def document(version, commit, epoch, tree, resolved, libraries, files):
    """The whole bill; `libraries` are Debian's, as (package, version); `files` are (name, SHA-256)."""
    root = tree["identity"]
    pins = {pin["identity"]: pin for pin in resolved["pins"]}
    edges = graph(tree)
    own = package("ra-workstation", version, "NOASSERTION", "Apache-2.0", f"pkg:generic/ra-workstation@{version}")
    own["sourceInfo"] = f"git commit {commit}"
    own["primaryPackagePurpose"] = "APPLICATION"
    packages, relations = [own], [
        {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": own["SPDXID"]}]
    for name in sorted(edges):
        if name != root:
            pin = pins[name]
            state, location = pin["state"], pin["location"].removesuffix(".git")
            where = location.removeprefix("https://")
            known = state.get("version", state["revision"])
            packages.append(
                package(
                    name, known, f"git+{location}.git@{state['revision']}", LICENCES.get(name, DEFAULT_LICENCE),
                    f"pkg:swift/{where}@{known}"))
        for needed in sorted(edges[name]):
            relations.append({
                "spdxElementId": own["SPDXID"] if name == root else identifier(name),
                "relationshipType": "DEPENDS_ON", "relatedSpdxElement": identifier(needed)})
    for name, known in sorted(libraries):
        packages.append(
            package(
                f"debian-{name}", known, f"https://packages.debian.org/{name}", "NOASSERTION",
                f"pkg:deb/debian/{name}@{known}", "Organization: Debian"))
        relations.append({
            "spdxElementId": own["SPDXID"], "relationshipType": "DYNAMIC_LINK",
            "relatedSpdxElement": identifier(f"debian-{name}")})
    listed = []
    for name, digest in sorted(files):
        listed.append({
            "SPDXID": identifier(f"file-{name}"), "fileName": f"./{name}",
            "checksums": [{"algorithm": "SHA256", "checksumValue": digest}],
            "licenseConcluded": "NOASSERTION", "copyrightText": "NOASSERTION"})
        relations.append({
            "spdxElementId": identifier(f"file-{name}"), "relationshipType": "GENERATED_FROM",
            "relatedSpdxElement": own["SPDXID"]})
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
    reached, described = set(), False
    for relation in bill.get("relationships", []):
        ends = [relation["spdxElementId"], relation["relatedSpdxElement"]]
        for end in ends:
            if end not in ids:
                found.append(f"a relationship names {end}, which isn't there")
        reached.update(ends)
        described = described or relation["relationshipType"] == "DESCRIBES"
    if not described:
        found.append("the document describes nothing")
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
    tree = {"identity": "root", "dependencies": [
        {"identity": "a", "dependencies": [{"identity": "b", "dependencies": []}]}, {"identity": "b"}]}
    resolved = {"pins": [
        {"identity": n, "location": f"https://example.org/{n}.git", "state": {"revision": n * 40, "version": "1.2.3"}}
        for n in "ab"]}
    arguments = ("1.0.0", "c" * 40, "1795764988", tree, resolved, {("libc6", "2.36-9")}, {("x.deb", "0" * 64)})
    bill = document(*arguments)
    assert mistakes(bill) == [], mistakes(bill)
    assert json.dumps(bill) == json.dumps(document(*arguments))
    assert [p["name"] for p in bill["packages"]] == ["ra-workstation", "a", "b", "debian-libc6"]
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
    version, commit, epoch, binary, *names = arguments
    tree = json.loads(subprocess.check_output(["swift", "package", "show-dependencies", "--format", "json"], text=True))
    with open("Package.resolved", encoding="utf-8") as file:
        resolved = json.load(file)
    files = set()
    for name in names:
        with open(name, "rb") as file:
            files.add((name.rsplit("/", 1)[-1], hashlib.sha256(file.read()).hexdigest()))
    bill = document(version, commit, epoch, tree, resolved, libraries(binary), files)
    print(json.dumps(bill, indent=1, ensure_ascii=False))
    return None


main(sys.argv[1:])
