import Foundation

/// A text from outside that is read whole: a file, or a pipe.
public enum TextFile {
    /// Why there is no text. `unreadable` has an `errno`.
    public enum Failure: Error, Hashable, Sendable {
        case missing, notPermitted, isFolder, tooLarge, notUTF8
        case unreadable(Int32)
    }

    /// The largest file that is read, in bytes.
    public static let largest = YAMLValue.largestFile

    /// Reads to the end. Blocks, for a pipe until its other end is closed. A byte order mark at the beginning goes.
    public static func text(at path: String) throws(Failure) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        defer { close(descriptor) }
        return try text(from: descriptor)
    }

    /// Reads an open file, such as standard input, to its end.
    public static func text(from descriptor: Int32) throws(Failure) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(code: errno) }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= largest else { throw .tooLarge }
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        guard let text = String(validating: bytes.dropFirst(bytes.starts(with: mark) ? 3 : 0), as: UTF8.self) else {
            throw .notUTF8
        }
        return text
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
