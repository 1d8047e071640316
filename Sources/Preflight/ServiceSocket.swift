/// Where libpcsclite looks for the card service, and who says so.
public struct ServiceSocket: Sendable, Hashable {
    /// libpcsclite's own default (`PCSCLITE_CSOCK_NAME` in its build; Debian).
    public static let standard = ServiceSocket(path: "/run/pcscd/pcscd.comm", isNamed: false)
    /// The variable that puts another path in its place.
    public static let variable = "PCSCLITE_CSOCK_NAME"
    /// The longest path of a socket, in bytes: `sun_path` less its NUL (unix(7)). libpcsclite cuts what is longer.
    public static let longestPath = 107

    public let path: String
    /// True where the variable names the path, an empty one included: libpcsclite takes that as it is.
    public let isNamed: Bool

    public init(path: String, isNamed: Bool) {
        self.path = path
        self.isNamed = isNamed
    }

    public init(environment: [String: String]) {
        self = environment[Self.variable].map { ServiceSocket(path: $0, isNamed: true) } ?? .standard
    }
}

/// What is wrong with the path of the service's socket itself.
public enum SocketTrouble: String, Sendable, Hashable {
    case empty, tooLong, folder, notASocket
}
