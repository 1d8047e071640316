import CLinux
import Foundation
import Preflight

/// Where a running desk answers other runs of `ra` by the same user: one link out for each connection.
///
/// In a folder that is closed to others, so whoever reaches it is this user, or root.
struct DeskSocket: Sendable {
    /// What came of asking for a link.
    enum Answer: Hashable, Sendable {
        case link(String)
        /// A desk runs and doesn't answer.
        case silence
        case nobody
    }

    /// How long a desk may take to answer.
    private static let patience: Int64 = 2
    /// A link has about 80 bytes.
    private static let longest = 4096

    private let place: DeskPageSocket

    /// - Throws: `CommandFailure`, where there is no folder for it that is this user's alone.
    init(environment: [String: String]) throws(CommandFailure) {
        let place = DeskPageSocket(environment: environment)
        try? FileManager.default.createDirectory(
            atPath: place.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let mode = ra_file_mode(place.folder)
        guard ra_is_folder(mode) == 1, ra_file_owner(place.folder) == Int64(geteuid()),
            mode & 0o77 == 0 || chmod(place.folder, 0o700) == 0
        else { throw Self.trouble(with: place) }
        self.place = place
    }

    /// Asks the desk that runs for a fresh link. Blocks for two seconds at most.
    func ask() -> Answer {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return .nobody }
        defer { close(descriptor) }
        guard ra_limit_receiving(descriptor, Self.patience) == 0, ra_connect_unix(descriptor, place.path) == 0 else {
            return .nobody
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 512)
        while bytes.count < Self.longest {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EAGAIN { return .silence }
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
        // It goes on to a browser's command line.
        let form = /http:\/\/127\.0\.0\.1(:[0-9]+)?\/enter\?token=[A-Za-z0-9_\-]+/
        guard let line, line.wholeMatch(of: form) != nil else { return .nobody }
        return .link(line)
    }

    /// A fresh link; nil where no desk gives one.
    func askForLink() -> String? { if case .link(let link) = ask() { link } else { nil } }

    /// Takes the place of this user's one desk. Whoever asks from now on waits for an answer.
    ///
    /// - Throws: `CommandFailure` where another desk of this user runs, or no socket can be made.
    func claim() throws(CommandFailure) -> DeskClaim {
        let folder = place.folder
        let lock = open(folder + "/desk.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw Self.trouble(with: place) }
        guard ra_lock_file(lock) == 0 else {
            let isHeld = errno == EWOULDBLOCK
            close(lock)
            guard isHeld else { throw Self.trouble(with: place) }
            throw CommandFailure(
                .serviceUnavailable, "A desk of yours runs already.", hint: "'ra desk --open' opens it.")
        }
        // Nobody listens there any more, or they would have the lock.
        unlink(place.path)
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0, ra_bind_unix(listener, place.path) == 0, chmod(place.path, 0o600) == 0,
            listen(listener, 64) == 0
        else {
            if listener >= 0 { close(listener) }
            close(lock)
            throw Self.trouble(with: place)
        }
        return DeskClaim(lock: lock, listener: listener, path: place.path)
    }

    private static func trouble(with place: DeskPageSocket) -> CommandFailure {
        CommandFailure(
            .fileTrouble, "The desk's socket can't be made, or isn't yours alone: \(place.path).",
            hint: "Set XDG_RUNTIME_DIR to a folder of your own.")
    }
}
