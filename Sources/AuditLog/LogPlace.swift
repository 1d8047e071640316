import CLinux
import Foundation

/// Where a log is, and who told.
public struct LogPlace: Hashable, Sendable {
    public enum Source: String, Hashable, Sendable {
        case option, environment, configuration
        /// The workstation's own folder, for every member of the group `ra-workstation`.
        case shared
        /// The user's own folder.
        case personal
    }

    public let path: String
    public let source: Source

    public init(path: String, source: Source) {
        self.path = path
        self.source = source
    }

    public static let sharedGroup = "ra-workstation"
    public static let sharedFolder = "/var/lib/ra-workstation"
    static let fileName = "audit.sqlite"

    /// The first of: the option, `RA_AUDIT_LOG`, the configuration, the shared folder if there is one, and the user's own
    /// folder. Nothing is made on disk here.
    ///
    /// One desk has one log: who may not write the shared one is refused, and gets none of their own.
    public static func choose(
        option: String?, environment: [String: String], configuration: String?, sharedFolder: String = sharedFolder
    ) -> LogPlace {
        if let option { return LogPlace(path: absolute(option), source: .option) }
        if let named = environment["RA_AUDIT_LOG"], !named.isEmpty {
            return LogPlace(path: absolute(named), source: .environment)
        }
        if let configuration { return LogPlace(path: absolute(configuration), source: .configuration) }
        if access(sharedFolder, F_OK) == 0 {
            return LogPlace(path: "\(sharedFolder)/\(fileName)", source: .shared)
        }
        return LogPlace(path: "\(personalFolder(environment: environment))/\(fileName)", source: .personal)
    }

    /// The user's own state of this program: `$XDG_STATE_HOME/ra-workstation`, by default in `~/.local/state` (XDG Base
    /// Directory Specification).
    public static func personalFolder(environment: [String: String]) -> String {
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let home = environment["HOME"] ?? NSHomeDirectory()
        return "\(state ?? "\(home)/.local/state")/ra-workstation"
    }

    /// Where a user's running programs find each other: in `$XDG_RUNTIME_DIR`; where there is none, or it is another
    /// user's, as after su(1), in the folder of their state.
    ///
    /// - Parameters:
    ///   - environment: of the process.
    ///   - root: what paths stand below; a test's folder.
    ///   - user: whose folder it must be.
    public static func runtimeFolder(
        environment: [String: String], root: String = "", user: UInt32 = UInt32(geteuid())
    ) -> String {
        guard let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/"),
            // One that isn't there yet is made.
            [-1, Int64(user)].contains(ra_file_owner(root + runtime))
        else { return personalFolder(environment: environment) }
        return runtime + "/ra"
    }

    /// The signing key stands beside the log.
    public static func keyPath(for path: String) -> String { path + ".key" }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }
}
