import AuditLog
import Foundation

/// The socket by which other runs of `ra` find the desk that a user has open as a page.
public struct DeskPageSocket: Hashable, Sendable {
    /// Where the page listens, if nothing else is said and the port is free (page contract).
    public static let usualPort: UInt16 = 7310

    /// Its folder, which is closed to other users.
    public let folder: String
    public var path: String { "\(folder)/\(Self.name).sock" }
    /// What the socket is called.
    public static let name = "desk"

    /// In the folder of `LogPlace.runtimeFolder(environment:root:user:)`.
    public init(environment: [String: String], root: String = "", user: UInt32 = UInt32(geteuid())) {
        folder = LogPlace.runtimeFolder(environment: environment, root: root, user: user)
    }

    /// Where the desk of a user is who is logged in, by systemd's runtime folders.
    static func ofLogIn(_ user: UInt32) -> String { "/run/user/\(user)/ra/\(name).sock" }
}
