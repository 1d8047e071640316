import Handbook
import Instants
import JSON

extension CallAnswer {
    /// The document of the contract.
    public var json: JSONValue {
        [
            "schemaVersion": 1, "system": .string(system.id), "problem": .optional(problem?.id),
            "site": .optional(site), "at": .string(at.rfc3339), "impact": .string(impact.rawValue),
            "digitalSupport": [
                "available": .bool(digitalSupport.isAvailable), "source": .string(digitalSupport.source.rawValue),
            ],
            "tryFirst": .array(
                tryFirst.enumerated().map { index, text in
                    ["order": .integer(Int64(index + 1)), "text": .string(text), "citation": stepsCitation.json]
                }),
            "contacts": .array(contacts.enumerated().map { index, now in now.json(order: index + 1) }),
            "inform": .array(inform.map(\.json)),
            "escalate": .array(escalate.map(JSONValue.string)),
            "record": .string(record),
            "notes": .array(notes.map(JSONValue.string)),
            "warnings": .array(warnings.map { .string($0.rawValue) }),
        ]
    }

    /// Where the steps come from.
    public var stepsCitation: Citation { problem?.citation ?? system.citation }
}

extension ContactNow {
    func json(order: Int) -> JSONValue {
        [
            "order": .integer(Int64(order)), "kind": .string(contact.kind.rawValue), "who": .string(contact.who),
            "how": .string(contact.how), "quote": .optional(contact.quote),
            "reaches": .string(contact.reaches.rawValue),
            "hours": contact.hours.isStated ? "stated" : "not-stated",
            "open": .bool(state.isOpen), "opensAt": .optional(state.opensAt?.rfc3339),
            "closesAt": .optional(state.closesAt?.rfc3339), "targetFix": .optional(contact.targetFix),
            "citation": contact.citation.json,
        ]
    }
}

extension Notice {
    var json: JSONValue {
        ["who": .string(who), "how": .string(how), "when": .string(when), "citation": citation.json]
    }
}

extension Citation {
    /// True where a newer document took its place.
    public var isOlder: Bool { source == SupportGuide.olderSource }

    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["source": .string(source), "section": .string(section)]
        if isOlder { members["older"] = true }
        return .object(members)
    }
}

extension SupportGuide {
    /// The list of systems, problems and sites.
    public func listDocument(older: Bool) -> JSONValue {
        [
            "schemaVersion": 1,
            "systems": .array(
                listed(older: older).map { system in
                    ["id": .string(system.id), "what": .string(system.what), "older": .bool(system.isOlder)]
                }),
            "problems": .array(
                problems.map { problem in
                    ["id": .string(problem.id), "what": .string(problem.what), "system": .string(problem.system)]
                }),
            "sites": .array(sites.map { ["id": .string($0.id), "name": .string($0.name)] }),
        ]
    }

    /// Systems that are shown; those that only an older handbook names where they are asked for.
    public func listed(older: Bool) -> [SupportSystem] {
        systems.filter { older || !$0.isOlder }
    }
}
