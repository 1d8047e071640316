/// What can go wrong between this program and a PostgreSQL server.
public enum PostgreSQLError: Error, Hashable, Sendable {
    /// The connection string or address can't be read. The text is libpq's.
    case badSettings(String)
    /// No connection came about. The text is libpq's, in the server's language.
    case cannotConnect(String)
    /// The connection broke. Whether the statement, or a commit that was on its way, took effect isn't known.
    case connectionLost(String)
    /// The server refused a statement, and said why. The connection can go on being used.
    case server(ServerRefusal)
    /// A transaction was undone at its commit, because one of its statements had been refused.
    case rolledBack
    /// A value isn't of the type that was asked for, or is null.
    case unexpectedValue(column: Int, wanted: String)

    /// True where the server isn't to be had now, and what was asked may be right all the same.
    public var isUnavailable: Bool {
        switch self {
        case .cannotConnect, .connectionLost: true
        case .server(let refusal): refusal.state.isUnavailable
        case .badSettings, .rolledBack, .unexpectedValue: false
        }
    }

    /// True where no server was asked, because what says how to reach it can't be read.
    public var isMistakeInSettings: Bool { if case .badSettings = self { true } else { false } }

    public var state: SQLState? {
        if case .server(let refusal) = self { refusal.state } else { nil }
    }
}

/// A server's answer that it won't do what it was asked.
public struct ServerRefusal: Hashable, Sendable {
    public let state: SQLState
    public let message: String
    public let detail: String?
    /// The constraint that would be broken.
    public let constraint: String?
}

extension PostgreSQLError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .badSettings(let text): "How to reach the database can't be read: \(text)"
        case .cannotConnect(let text): "The database can't be reached: \(text)"
        case .connectionLost(let text): "The connection to the database broke: \(text)"
        case .server(let refusal): "The database refused: \(refusal.message) (\(refusal.state))"
        case .rolledBack: "The database undid the transaction, because it had refused a part of it."
        case .unexpectedValue(let column, let wanted): "Column \(column) of the database's answer is no \(wanted)."
        }
    }
}
