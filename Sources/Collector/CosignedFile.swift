import AuditLog
import CLinux
import Foundation

/// What was cosigned last of each log, in a file beside the witness's key: so that a database that is put back to an
/// older copy can't make the witness sign another history.
///
/// It is written after the database has committed and before anybody is answered. One line a log: origin, size, root, and
/// the signed note with our cosignature in base64, and how many events were held of what was cosigned at the entries' door,
/// which a line of an earlier version doesn't have. Several threads and several programs may share one file. Blocks.
public final class CosignedFile: Sendable {
    /// The file's path.
    public let path: String
    /// Unchecked by the compiler: touched with the lock held.
    private nonisolated(unsafe) var state = State()
    private let lock = NSCondition()

    private struct State {
        var logs: [LogName: Entry] = [:]
        /// The file that `logs` was read from.
        var version: Version?
        /// What is to be written next, and how many writes have begun and ended.
        var pending: [LogName: Entry] = [:]
        var isWriting = false
        var begun = 0
        var ended = 0
        var failure: (write: Int, error: CosignedFileError)?
    }

    /// A log's origin, byte by byte: two that are Unicode-equal are two logs.
    private struct LogName: Hashable, Comparable {
        let bytes: [UInt8]

        init(_ origin: some StringProtocol) { bytes = Array(origin.utf8) }

        static func < (one: LogName, other: LogName) -> Bool { one.bytes.lexicographicallyPrecedes(other.bytes) }
    }

    private struct Version: Hashable {
        let file: UInt64
        let changed: Date
        let size: UInt64
    }

    /// One log's last cosigned checkpoint.
    struct Entry: Hashable, Sendable {
        let size: Int64
        let root: TreeHash
        /// With the desk's signature and the cosignature.
        let note: String
        /// At least so many events were held, and all of them cosigned.
        let held: Int64

        /// The larger of two, with what either says was held.
        func merged(with other: Entry) -> Entry {
            let larger = size >= other.size ? self : other
            return Entry(size: larger.size, root: larger.root, note: larger.note, held: max(held, other.held))
        }
    }

    private static let header = "ra-cosigned/v1"

    /// - Parameter key: the path of the witness's key.
    public init(besideKey key: String) { path = key + ".cosigned" }

    /// Whether the file names a log: then the key isn't new.
    ///
    /// - Throws: ``CosignedFileError``
    public func namesALog() throws(CosignedFileError) -> Bool { try !current().isEmpty }

    /// The file isn't there; one that may not be looked for is not missing.
    public var isMissing: Bool { access(path, F_OK) != 0 && errno == ENOENT }

    func entry(_ origin: String) throws(CosignedFileError) -> Entry? { try current()[LogName(origin)] }

    /// The names of the logs that the file names, in its order.
    func origins() throws(CosignedFileError) -> [String] {
        try current().keys.sorted().map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    /// Looks up entries as they are now.
    func entries() throws(CosignedFileError) -> (String) -> Entry? {
        let logs = try current()
        return { logs[LogName($0)] }
    }

    private func current() throws(CosignedFileError) -> [LogName: Entry] {
        lock.lock()
        defer { lock.unlock() }
        return try refreshed()
    }

    /// The file, read again where somebody has written it meanwhile. Called with the lock held.
    private func refreshed() throws(CosignedFileError) -> [LogName: Entry] {
        let version = Self.version(of: path)
        // It never goes by itself, and a new one would guard one log alone.
        if version == nil, state.version != nil { throw .damaged(path) }
        if version != state.version {
            state.logs = try Self.read(path)
            state.version = version
        }
        return state.logs
    }

    /// Makes the file, with no log in it, where there is none: before anything is cosigned, so that a collector that dies
    /// between its first commit and its first line isn't taken for one whose file was lost.
    ///
    /// - Throws: ``CosignedFileError``
    func makeWhereMissing() throws(CosignedFileError) {
        if isMissing { _ = try Self.write([:], to: path, whichWasThere: false) }
    }

    /// Keeps a cosigned checkpoint, unless a larger one of its log is kept. Returns when that is durable. What comes
    /// together is written together.
    ///
    /// - Parameters:
    ///   - checkpoint: with the desk's signature and the cosignature.
    ///   - held: how many events are held and cosigned, as far as that is known.
    /// - Throws: ``CosignedFileError``
    func keep(_ checkpoint: Checkpoint, held: Int64) throws(CosignedFileError) {
        let entry = Entry(size: checkpoint.size, root: checkpoint.root, note: checkpoint.note, held: held)
        let name = LogName(checkpoint.origin)
        lock.lock()
        defer { lock.unlock() }
        if let kept = try refreshed()[name], kept.size >= entry.size, kept.held >= held { return }
        state.pending[name] = state.pending[name]?.merged(with: entry) ?? entry
        // The next write has it, whoever does that.
        let write = state.begun + 1
        while state.ended < write {
            if state.isWriting {
                lock.wait()
            } else {
                writePending()
            }
        }
        if let failure = state.failure, failure.write >= write { throw failure.error }
    }

    /// Called with the lock held, which is free while the disk works.
    private func writePending() {
        let pending = state.pending
        state.pending = [:]
        state.isWriting = true
        state.begun += 1
        let number = state.begun
        let wasThere = state.version != nil
        lock.unlock()
        let result = Result { () throws(CosignedFileError) in
            try Self.write(pending, to: path, whichWasThere: wasThere)
        }
        lock.lock()
        switch result {
        case .success(let (logs, version)):
            (state.logs, state.version, state.failure) = (logs, version, nil)
        case .failure(let error): state.failure = (number, error)
        }
        state.isWriting = false
        state.ended = number
        lock.broadcast()
    }

    // MARK: The disk

    private static func version(of path: String) -> Version? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        return Version(
            file: (attributes[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0,
            changed: attributes[.modificationDate] as? Date ?? .distantPast,
            size: (attributes[.size] as? NSNumber)?.uint64Value ?? 0)
    }

    private static func read(_ path: String) throws(CosignedFileError) -> [LogName: Entry] {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile || error.code == .fileNoSuchFile {
            return [:]
        } catch {
            throw .unreadable(path)
        }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first == Substring(header), lines.last == "" else { throw .damaged(path) }
        var logs: [LogName: Entry] = [:]
        for line in lines.dropFirst().dropLast() {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            guard (4...5).contains(parts.count), let size = requestNumber(parts[1]),
                let root = TreeHash(base64: parts[2]),
                let note = Data(base64Encoded: String(parts[3])),
                let held = parts.count == 5 ? requestNumber(parts[4]) : 0
            else { throw .damaged(path) }
            logs[LogName(parts[0])] = Entry(
                size: size, root: root, note: String(decoding: note, as: UTF8.self), held: held)
        }
        return logs
    }

    /// Another program may have written meanwhile, so what stands there is read first, and nobody writes in between.
    private static func write(
        _ entries: [LogName: Entry], to path: String, whichWasThere wasThere: Bool
    ) throws(CosignedFileError) -> ([LogName: Entry], Version?) {
        let guarding = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard guarding >= 0 else { throw .notWritten(path, errno) }
        // Closing it gives the lock back.
        defer { close(guarding) }
        guard ra_lock_file_waiting(guarding) == 0 else { throw .notWritten(path, errno) }
        if wasThere, version(of: path) == nil { throw .damaged(path) }
        var logs = try read(path)
        logs.merge(entries) { $0.merged(with: $1) }
        let lines = logs.sorted { $0.key < $1.key }.map { name, entry in
            let note = Data(entry.note.utf8).base64EncodedString()
            return
                "\(String(decoding: name.bytes, as: UTF8.self)) \(entry.size) \(entry.root.base64) \(note) \(entry.held)\n"
        }
        try replace(path, with: Array((header + "\n" + lines.joined()).utf8))
        return (logs, version(of: path))
    }

    /// Whole or not at all, and durable.
    private static func replace(_ path: String, with bytes: [UInt8]) throws(CosignedFileError) {
        let new = path + ".new"
        let file = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .notWritten(path, errno) }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                throw .notWritten(path, errno)
            }
        }
        guard fsync(file) == 0, rename(new, path) == 0 else { throw .notWritten(path, errno) }
        let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .notWritten(path, errno) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw .notWritten(path, errno) }
    }
}

/// Why what was cosigned isn't known, or couldn't be kept.
public enum CosignedFileError: Error, Hashable, Sendable {
    /// The file's path.
    case unreadable(String)
    /// The file isn't whole, or went while it was in use. It is never written so: somebody changed it, or the disk lost
    /// it.
    case damaged(String)
    /// The file's path, and an `errno`.
    case notWritten(String, Int32)
}

extension CosignedFileError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let path): "The file \(path), which says what was cosigned, can't be read."
        case .damaged(let path): "The file \(path), which says what was cosigned, is damaged."
        case .notWritten(let path, let code):
            "The file \(path), which says what was cosigned, can't be written: \(String(cString: strerror(code)))."
        }
    }
}
