import AuditLog
import Foundation

/// The collector's two keys: the witness's, whose file the settings name, and the one that signs statements, in a file
/// beside it. Files of one line that nobody but their owner may read.
public struct CollectorKeys: Sendable {
    /// Of algorithm `SignatureAlgorithm.cosignature`.
    public let witness: SigningKey
    /// Of algorithm `SignatureAlgorithm.ed25519`: a key pair of its own, because one key signs one kind of thing.
    public let statements: SigningKey

    /// Reads both.
    ///
    /// - Parameters:
    ///   - name: the witness's name.
    ///   - path: the witness's key file.
    /// - Throws: ``CollectorKeyError``
    public init(name: String, path: String) throws(CollectorKeyError) {
        witness = try Self.read(path, name: name, algorithm: .cosignature)
        statements = try Self.read(Self.statementPath(path), name: name, algorithm: .ed25519)
    }

    /// Reads both, and makes what isn't there. A witness's key is not made beside a statement's: it was lost.
    ///
    /// - Throws: ``CollectorKeyError``
    public static func make(name: String, path: String) throws(CollectorKeyError) -> CollectorKeys {
        let statements = statementPath(path)
        if !exists(path) {
            if exists(statements) { throw .lost(path) }
            try write(SigningKey(name: name, algorithm: .cosignature), to: path)
        }
        if !exists(statements) { try write(SigningKey(name: name), to: statements) }
        return try CollectorKeys(name: name, path: path)
    }

    public static func statementPath(_ path: String) -> String { path + ".statements" }

    private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    private static func read(
        _ path: String, name: String, algorithm: SignatureAlgorithm
    ) throws(CollectorKeyError) -> SigningKey {
        guard exists(path) else { throw .missing(path) }
        let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? NSNumber
        guard let mode else { throw .unreadable(path) }
        guard mode.intValue & 0o077 == 0 else { throw .open(path) }
        guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
        guard let key = SigningKey(text: String(decoding: data, as: UTF8.self)), key.verifierKey.algorithm == algorithm
        else { throw .notAKey(path) }
        guard key.verifierKey.name.utf8.elementsEqual(name.utf8) else { throw .otherName(path, key.verifierKey.name) }
        return key
    }

    /// Never over another.
    private static func write(_ key: SigningKey, to path: String) throws(CollectorKeyError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .notWritten(path, errno) }
        defer { close(file) }
        let bytes = Array(key.text.utf8)
        guard Foundation.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw .notWritten(path, errno)
        }
    }
}

/// Why there are no keys. Each has the file's path.
public enum CollectorKeyError: Error, Hashable, Sendable {
    case missing(String)
    case unreadable(String)
    /// Its group or others may read or write it.
    case open(String)
    case notAKey(String)
    /// The key has another name than the settings say.
    case otherName(String, String)
    /// The statements' key is there and the witness's isn't.
    case lost(String)
    /// With an `errno`.
    case notWritten(String, Int32)
}
