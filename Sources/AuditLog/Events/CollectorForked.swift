import JSON

extension EventCode {
    /// The collector's answer shows that it has another history of this log, or is no longer to be believed.
    public static let collectorFork = EventCode("collector.fork")
}

public struct CollectorForked: EventDetails {
    /// What the answer was.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// It says that what was sent isn't the history that it has (status 422).
        case refused
        /// It names the very size that was sent as the one that it holds.
        case sameSize
        /// It says that it holds more than this log has.
        case beyondLog
    }

    /// The name of the collector's key, or the key's id where the name holds an `@`.
    public var collector: String?
    /// Nil where a newer program knows another.
    public var reason: Reason?
    /// What was sent as the size last acknowledged.
    public var old: Int64?
    /// The size of the checkpoint that was sent.
    public var size: Int64?
    /// The size that the collector says it holds.
    public var held: Int64?

    public init(collector: String?, reason: Reason?, old: Int64?, size: Int64?, held: Int64?) {
        self.collector = collector
        self.reason = reason
        self.old = old
        self.size = size
        self.held = held
    }

    public static let code = EventCode.collectorFork
    public static let name = "collector has another history"
    public static let isChange = true

    public init(reading details: JSONValue, action: String?) {
        collector = details["collector"]?.string
        reason = details["reason"]?.string.flatMap(Reason.init(rawValue:))
        old = details["old"]?.integer
        size = details["size"]?.integer
        held = details["held"]?.integer
    }

    public var members: [String: JSONValue] {
        [
            "collector": .optional(collector), "reason": .optional(reason?.rawValue), "old": .optional(old),
            "size": .optional(size), "held": .optional(held),
        ]
    }
}
