import CLinux
import Foundation

/// Where a running page answers other runs of its program by the same user: one link out for each connection.
///
/// In a folder that is closed to others, so whoever reaches it is this user, or root.
public struct LinkSocket: Sendable {
    /// What came of asking for a link.
    public enum Answer: Hashable, Sendable {
        /// A fresh one.
        case link(String)
        /// A page runs and doesn't answer.
        case silence
        /// No page runs.
        case nobody
    }

    /// How long a page may take to answer, in seconds.
    private static let patience: Int64 = 2
    /// A link has about 80 bytes.
    private static let longest = 4096

    private let folder: String
    private let name: String
    private var path: String { "\(folder)/\(name).sock" }

    /// Makes the folder where there is none.
    ///
    /// - Parameters:
    ///   - folder: of this user's alone.
    ///   - name: of the page, such as `desk`; its socket and its lock are called so.
    /// - Throws: ``LinkSocketError/unusable(_:)``, where there is no such folder that is this user's alone.
    public init(folder: String, name: String) throws(LinkSocketError) {
        self.folder = folder
        self.name = name
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let mode = ra_file_mode(folder)
        guard ra_is_folder(mode) == 1, ra_file_owner(folder) == Int64(geteuid()),
            mode & 0o77 == 0 || chmod(folder, 0o700) == 0
        else { throw .unusable(path) }
    }

    /// Asks the page that runs for a fresh link. Blocks for two seconds at most.
    public func ask() -> Answer {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return .nobody }
        defer { close(descriptor) }
        guard ra_limit_receiving(descriptor, Self.patience) == 0, ra_connect_unix(descriptor, path) == 0 else {
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

    /// A fresh link; nil where no page gives one. Blocks as ``ask()``.
    public func askForLink() -> String? { if case .link(let link) = ask() { link } else { nil } }

    /// Takes the place of this user's one page. Whoever asks from now on waits for an answer.
    ///
    /// - Throws: ``LinkSocketError``
    public func claim() throws(LinkSocketError) -> LinkClaim {
        let lock = open("\(folder)/\(name).lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw .unusable(path) }
        guard ra_lock_file(lock) == 0 else {
            let isHeld = errno == EWOULDBLOCK
            close(lock)
            throw isHeld ? .held : .unusable(path)
        }
        // Nobody listens there any more, or they would have the lock.
        unlink(path)
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0, ra_bind_unix(listener, path) == 0, chmod(path, 0o600) == 0, listen(listener, 64) == 0
        else {
            if listener >= 0 { close(listener) }
            close(lock)
            throw .unusable(path)
        }
        return LinkClaim(lock: lock, listener: listener, path: path)
    }
}

/// Why a page has no place of its own.
public enum LinkSocketError: Error, Hashable, Sendable {
    /// The socket can't be made, or its folder isn't this user's alone.
    case unusable(String)
    /// Another page of this user's runs.
    case held
}
