/// What is wrong with facts that came from outside. Nothing of the value itself is repeated, because a value can be
/// personal data.
public struct FactMistake: Error, Hashable, Sendable, CustomStringConvertible {
    /// Stable words for scripts.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case notAnObject = "not-an-object"
        case unknownKey = "unknown-key"
        case wrongType = "wrong-type"
        /// A word that isn't one of the set.
        case unknownValue = "unknown-value"
        case outOfRange = "out-of-range"
        /// A text that is no date, no instant or an instant without its offset; also a date that doesn't exist.
        case notADate = "not-a-date"
        /// A key in `cannotSay` for which "I don't know" counts as nothing.
        case noDefault = "no-default"
        case schemaVersion = "schema-version"
    }

    public let code: Code
    /// The key, as far as it is known: `card.series`.
    public let key: String?
    public let message: String

    public init(_ code: Code, key: String?, _ message: String) {
        self.code = code
        self.key = key
        self.message = message
    }

    public var description: String {
        key.map { "\($0) \(message)" } ?? message
    }
}
