/// Why an event may not be recorded. A mistake of the program that made it, told before anything is written.
public enum EventMistake: Error, Hashable, Sendable {
    /// A string that reads as an email address whose local part is not `x`. The value itself is not repeated here.
    case emailAddress(member: String)
    /// A member whose name says that it holds a secret or a person's name.
    case secret(member: String)
    /// An operator or subject that is not made of digits.
    case notAUUID(member: String)
    /// A number with a fraction.
    case fraction
    /// A body above ``LogBounds/bodyBytes``.
    case tooLong(bytes: Int)
    /// Objects and arrays nested deeper than `LogBounds.bodyDepth`.
    case tooDeep
}

extension EventMistake: CustomStringConvertible {
    public var description: String {
        switch self {
        case .emailAddress(let member): "The event's '\(member)' holds an email address."
        case .secret(let member): "The event has a member named '\(member)', which may not be recorded."
        case .notAUUID(let member): "The event's \(member) is not a smartcard UUID (digits only)."
        case .fraction: "The event holds a number that is not whole."
        case .tooLong(let bytes): "The event is \(bytes) bytes long; at most \(LogBounds.bodyBytes) are recorded."
        case .tooDeep: "The event is nested more than \(LogBounds.bodyDepth) deep."
        }
    }
}
