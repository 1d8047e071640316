/// What kind of thing happened. The raw values are stable: scripts, exports and old logs rely on them. Each is defined
/// with its details and its words, in `Events`.
public struct EventCode: RawRepresentable, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    /// Nil for a code that this program doesn't know.
    public init?(rawValue: String) {
        guard let kind = EventKinds.byCode[rawValue] else { return nil }
        self = kind.code
    }

    /// For the definition of a kind of event.
    init(_ stable: String) { rawValue = stable }

    public static var allCases: [EventCode] { EventKinds.all.map { $0.code } }

    public var description: String { rawValue }
}

/// How a piece of work ended (cli-contract, "Guided sessions from a script").
public enum EventOutcome: String, CaseIterable, Hashable, Sendable {
    case verified, confirmedByOperator, failed, abandoned, refused, advised, notVerified, laidAside
}
