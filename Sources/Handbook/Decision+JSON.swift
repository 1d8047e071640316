import Instants
import JSON

extension Decision {
    /// The decision's members, without `schemaVersion`, so that other documents can hold them too.
    public var members: [String: JSONValue] {
        [
            "workflow": .string(workflow.rawValue),
            "route": .string(route.rawValue),
            "needs": .array(needs.map { .string($0.rawValue) }),
            "reasons": .array(reasons.map { .string($0.rawValue) }),
            "warnings": .array(warnings.map { .string($0.rawValue) }),
            "assumed": .array(assumed.map { .string($0.rawValue) }),
            "opensAt": .optional(opensAt?.rfc3339),
            "expiresAt": .optional(expiresAt?.rfc3339),
            "citations": .array(citations.map(\.json)),
            "steps": .array(steps.map(\.json)),
            "trace": .array(trace.map(\.json)),
            "ruleSet": .string(ruleSet),
        ]
    }

    /// The document that `ra decide` prints.
    public var json: JSONValue {
        .object(members.merging(["schemaVersion": 1]) { first, _ in first })
    }
}

extension Citation {
    public var json: JSONValue { ["source": .string(source), "section": .string(section)] }
}

extension Step {
    public var json: JSONValue {
        ["for": .string(audience.rawValue), "text": .string(text), "label": .optional(label)]
    }
}

extension TraceEntry {
    public var json: JSONValue { ["rule": .string(rule), "result": .string(result.rawValue)] }
}
