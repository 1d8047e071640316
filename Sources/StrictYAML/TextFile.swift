import CLinux
import Foundation

/// A text from outside that is read whole: a file, or a pipe.
public enum TextFile {
    /// Why there is no text. `unreadable` has an `errno`.
    public enum Failure: Error, Hashable, Sendable {
        case missing, notPermitted, isFolder, tooLarge, tooSlow, notUTF8
        case unreadable(Int32)
    }

    /// The largest file that is read, in bytes.
    public static let largest = YAMLValue.largestFile

    /// How long a named pipe or a device may take to give its whole text.
    public static let longestWait = Duration.seconds(10)

    /// Reads to the end. Blocks, for a pipe until its other end is closed, but no longer than `wait`. A byte order mark
    /// at the beginning goes.
    public static func text(at path: String, wait: Duration = longestWait) throws(Failure) -> String {
        // Without O_NONBLOCK a named pipe that nobody writes to blocks here for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        defer { close(descriptor) }
        return try text(from: descriptor, until: ContinuousClock.now + wait)
    }

    /// Reads an open file, such as standard input, to its end.
    ///
    /// Blocks until the end has come: somebody may be typing.
    public static func text(from descriptor: Int32) throws(Failure) -> String {
        try text(from: descriptor, until: nil)
    }

    /// As ``text(at:wait:)``, and as ``text(from:)`` for `-`, where the bytes need not be UTF-8.
    public static func bytes(of file: String) throws(Failure) -> [UInt8] {
        if file == "-" { return try bytes(from: STDIN_FILENO, until: nil) }
        let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        defer { close(descriptor) }
        return try bytes(from: descriptor, until: ContinuousClock.now + longestWait)
    }

    private static func text(from descriptor: Int32, until end: ContinuousClock.Instant?) throws(Failure) -> String {
        let bytes = try bytes(from: descriptor, until: end)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        guard let text = String(validating: bytes.dropFirst(bytes.starts(with: mark) ? 3 : 0), as: UTF8.self) else {
            throw .notUTF8
        }
        return text
    }

    private static func bytes(
        from descriptor: Int32, until end: ContinuousClock.Instant?
    ) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            if let end { try wait(for: descriptor, until: end) }
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count >= 0 else { throw Failure(code: errno) }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= largest else { throw .tooLarge }
        }
        return bytes
    }

    /// Returns when there is something to read, or nothing more will come.
    private static func wait(for descriptor: Int32, until end: ContinuousClock.Instant) throws(Failure) {
        while true {
            let left = end - ContinuousClock.now
            guard left > .zero else { throw .tooSlow }
            let count = ra_wait_until_readable(descriptor, Int32((left / .milliseconds(1)).rounded(.up)))
            if count > 0 { return }
            if count < 0, errno != EINTR { throw Failure(code: errno) }
        }
    }
}

extension TextFile.Failure {
    fileprivate init(code: Int32) {
        switch code {
        case ENOENT, ENOTDIR: self = .missing
        case EACCES, EPERM: self = .notPermitted
        case EISDIR: self = .isFolder
        default: self = .unreadable(code)
        }
    }
}
