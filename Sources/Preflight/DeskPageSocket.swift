import AuditLog
import CLinux
import Foundation

/// The socket by which other runs of `ra` find the desk that a user has open as a page.
public struct DeskPageSocket: Hashable, Sendable {
    /// Where the page listens, if nothing else is said and the port is free (page contract).
    public static let usualPort: UInt16 = 7310

    /// Its folder, which is closed to other users.
    public let folder: String
    public var path: String { folder + "/desk.sock" }

    /// In the user's runtime folder; where there is none, or it is another user's, as after su(1), in the folder of their
    /// state.
    public init(environment: [String: String], root: String = "", user: UInt32 = UInt32(geteuid())) {
        if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/"),
            // One that isn't there yet is made.
            [-1, Int64(user)].contains(ra_file_owner(root + runtime))
        {
            folder = runtime + "/ra"
        } else {
            folder = LogPlace.personalFolder(environment: environment)
        }
    }

    /// Where the desk of a user is who is logged in, by systemd's runtime folders.
    static func ofLogIn(_ user: UInt32) -> String { "/run/user/\(user)/ra/desk.sock" }
}
