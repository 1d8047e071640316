/// PostgreSQL's five-character code of an error (PostgreSQL manual, appendix A). The first two characters are its class.
public struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public var description: String { rawValue }
    /// The class, such as `23` for a broken constraint.
    public var errorClass: Substring { rawValue.prefix(2) }

    public static let uniqueViolation = SQLState(rawValue: "23505")
    public static let checkViolation = SQLState(rawValue: "23514")
    public static let insufficientPrivilege = SQLState(rawValue: "42501")
    public static let undefinedTable = SQLState(rawValue: "42P01")
    public static let serialisationFailure = SQLState(rawValue: "40001")
    public static let deadlockDetected = SQLState(rawValue: "40P01")
    public static let readOnlyTransaction = SQLState(rawValue: "25006")
    public static let diskFull = SQLState(rawValue: "53100")
    public static let queryCanceled = SQLState(rawValue: "57014")
    public static let lockNotAvailable = SQLState(rawValue: "55P03")
    public static let adminShutdown = SQLState(rawValue: "57P01")

    /// True where the same transaction may succeed when it is tried again from its start.
    public var mayBeRetried: Bool { self == .serialisationFailure || self == .deadlockDetected }

    /// True where the server can't do its work now, whatever it is asked: connection exceptions (08), insufficient
    /// resources, a full disk among them (53), an operator's intervention but for a cancelled query (57), system errors
    /// (58), and a server that takes no writing.
    public var isUnavailable: Bool {
        if self == .queryCanceled { return false }
        return ["08", "53", "57", "58"].contains(errorClass) || self == .readOnlyTransaction
    }
}
