import JSON

extension EventCode {
    /// The collector holds less than it cosigned: its database was put back to an older state.
    public static let collectorRolledBack = EventCode("collector.rolledBack")
}

public struct CollectorRolledBack: EventDetails {
    /// The name of the collector's key, or the key's id where the name holds an `@`.
    public var collector: String?
    /// The size that it had cosigned.
    public var cosigned: Int64?
    /// The size that it says it holds now.
    public var held: Int64?

    public init(collector: String?, cosigned: Int64?, held: Int64?) {
        self.collector = collector
        self.cosigned = cosigned
        self.held = held
    }

    public static let code = EventCode.collectorRolledBack
    public static let name = "collector put back to an older state"
    public static let isChange = true

    public init(reading details: JSONValue, action: String?) {
        collector = details["collector"]?.string
        cosigned = details["cosigned"]?.integer
        held = details["held"]?.integer
    }

    public var members: [String: JSONValue] {
        ["collector": .optional(collector), "cosigned": .optional(cosigned), "held": .optional(held)]
    }
}
