import CLinux
import Foundation

/// Where a running desk answers other runs of `ra` by the same user: one line in, one link out.
///
/// In the user's runtime folder, or else beside their state; closed to others, so whoever reaches it is this user, or root.
struct DeskSocket: Sendable {
    let path: String

    /// - Throws: `CommandFailure`, where there is no folder for it.
    init(environment: [String: String]) throws(CommandFailure) {
        let runtime = environment["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let home = environment["HOME"] ?? NSHomeDirectory()
        let folder = runtime.map { $0 + "/ra" } ?? (state ?? home + "/.local/state") + "/ra-workstation"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure(
                .fileTrouble, "No folder can be made for the desk's socket: \(folder).",
                hint: "Set XDG_RUNTIME_DIR to a folder of your own.")
        }
        path = folder + "/desk.sock"
    }

    /// Asks the desk that runs for a fresh link. Blocks for two seconds at most.
    ///
    /// - Returns: nil where none runs.
    func askForLink() -> String? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard ra_connect_unix(descriptor, path) == 0, ra_limit_receiving(descriptor, 2) == 0 else { return nil }
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 512)
        while line.count < 4096 {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            line += buffer.prefix(count)
        }
        let text = String(decoding: line, as: UTF8.self).split(separator: "\n").first.map(String.init)
        return text?.hasPrefix("http://127.0.0.1") == true ? text : nil
    }

    /// Answers until the program ends, on a thread of its own. A socket that nobody answers any more is replaced.
    ///
    /// - Throws: `CommandFailure` where another desk of this user runs, or no socket can be made.
    func answer(with link: @escaping @Sendable () -> String) throws(CommandFailure) -> DeskSocketListener {
        guard askForLink() == nil else {
            throw CommandFailure(
                .serviceUnavailable, "A desk of yours runs already.", hint: "'ra desk --link' prints a link to it.")
        }
        unlink(path)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let others = umask(0o177)
        let isBound = descriptor >= 0 && ra_bind_unix(descriptor, path) == 0
        umask(others)
        guard isBound, listen(descriptor, 8) == 0 else {
            throw CommandFailure(
                .fileTrouble, "The desk's socket can't be made: \(path).",
                hint: "Set XDG_RUNTIME_DIR to a folder of your own.")
        }
        Thread.detachNewThread {
            while true {
                let connection = accept(descriptor, nil, nil)
                if connection < 0 {
                    guard errno == EINTR || errno == ECONNABORTED else { return }
                    continue
                }
                let line = Array((link() + "\n").utf8)
                _ = write(connection, line, line.count)
                close(connection)
            }
        }
        return DeskSocketListener(descriptor: descriptor, path: path)
    }
}

/// A socket that is answered; gone with this value.
final class DeskSocketListener: Sendable {
    private let descriptor: Int32
    private let path: String

    fileprivate init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        unlink(path)
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }
}
