import CLinux
import Foundation

/// Makes the log's files and looks at their rights. A folder that its group may write (mode 2770) is shared: files in it
/// are 0660 and the key 0640. Any other is private: 0600 for both, and a folder that has to be made gets 0700.
struct LogFiles {
    let path: String

    private var folder: String { (path as NSString).deletingLastPathComponent }
    /// Where the file is, or would be made: a symbolic link may lead to a place where there is no file yet.
    private var file: String {
        var file = path
        for _ in 0..<Self.maximumLinks {
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: file) else { break }
            let folder = (file as NSString).deletingLastPathComponent
            file = target.hasPrefix("/") ? target : (folder as NSString).appendingPathComponent(target)
        }
        return file
    }
    private var fileFolder: String { (file as NSString).deletingLastPathComponent }

    /// As Linux follows them (path_resolution(7)).
    private static let maximumLinks = 40

    private static func isShared(_ folder: String) -> Bool {
        let mode = ra_file_mode(folder)
        return mode >= 0 && mode & Int64(S_IWGRP) != 0 && mode & Int64(S_ISGID) != 0
    }

    var fileMode: UInt16 { Self.isShared(fileFolder) ? 0o660 : 0o600 }
    var keyMode: UInt16 { Self.isShared(folder) ? 0o640 : 0o600 }

    /// - Throws: reason `notPermitted` where the folder may not be looked into.
    func exists() throws(AuditLogError) -> Bool {
        if access(file, F_OK) == 0 { return true }
        guard errno == ENOENT else { throw trouble(errno) }
        return false
    }

    /// Both the file and its folder, where the rollback journal is.
    var mayWrite: Bool { access(file, R_OK | W_OK) == 0 && access(fileFolder, W_OK | X_OK) == 0 }

    /// Refuses a folder in which no log could be made. Makes nothing.
    func checkFolder() throws(AuditLogError) {
        var place = fileFolder
        while access(place, F_OK) != 0, errno == ENOENT, place.count > 1 {
            place = (place as NSString).deletingLastPathComponent
        }
        guard access(place, W_OK | X_OK) == 0 else { throw trouble(errno) }
    }

    /// Makes a log where there is none: a file of its own first, that gets the log's name once it is whole. So no empty
    /// file is left that would look like a log that was emptied.
    ///
    /// - Parameter begin: writes the log into an empty file.
    /// - Returns: Nil where there is a file already, or another program was faster.
    func makeIfMissing<Value>(
        _ begin: (_ draft: String) throws(AuditLogError) -> Value
    ) throws(AuditLogError) -> Value? {
        if try exists() { return nil }
        let (file, folder) = (file, fileFolder)
        if access(folder, F_OK) != 0 {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw trouble(errno)
            }
        }
        let draft = "\(file).new-\(UUID().uuidString.prefix(8))"
        let descriptor = open(draft, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, mode_t(fileMode))
        guard descriptor >= 0 else { throw trouble(errno) }
        defer { unlink(draft) }
        // The umask may have taken the group's rights away.
        let isModeSet = fchmod(descriptor, mode_t(fileMode)) == 0
        let code = errno
        close(descriptor)
        guard isModeSet else { throw trouble(code) }
        let value: Value
        do {
            value = try begin(draft)
        } catch {
            throw AuditLogError(error.reason, path: path, stored: error.stored)
        }
        guard link(draft, file) == 0 else {
            if errno == EEXIST { return nil }
            throw trouble(errno)
        }
        try sync(folder)
        return value
    }

    /// The name in the key that is beside the log, whether or not there is a log.
    var keyName: String? {
        (try? readKey()).flatMap { $0 }.flatMap(SigningKey.init(text:))?.verifierKey.name
    }

    /// Refuses what is there and no file: SQLite would wait for a pipe's other end for ever.
    func checkKind() throws(AuditLogError) {
        let mode = ra_file_mode(path)
        guard mode < 0 || ra_is_regular(mode) == 1 else {
            throw AuditLogError(.notAFile, path: path)
        }
    }

    /// Refuses a log that others could read or write. Only for writing: a copy that is read may have any mode.
    func checkRights() throws(AuditLogError) {
        let mode = ra_file_mode(path)
        guard mode >= 0 else { throw trouble(errno) }
        try checkKind()
        try check(mode, of: path, allowed: fileMode)
        guard access(path, R_OK | W_OK) == 0, access(fileFolder, W_OK | X_OK) == 0 else { throw trouble(errno) }
    }

    /// The key's text; nil when there is no key file.
    func readKey() throws(AuditLogError) -> String? {
        let keyPath = LogPlace.keyPath(for: path)
        let mode = ra_file_mode(keyPath)
        guard mode >= 0 else {
            if errno == ENOENT { return nil }
            throw trouble(errno)
        }
        try check(mode, of: keyPath, allowed: keyMode)
        guard let data = FileManager.default.contents(atPath: keyPath) else {
            throw AuditLogError(access(keyPath, R_OK) == 0 ? .keyDamaged : .notPermitted, path: path)
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// Writes a key file that appears whole or not at all. Does nothing when another program was faster.
    func createKey(_ text: String) throws(AuditLogError) {
        let keyPath = LogPlace.keyPath(for: path)
        let draft = "\(keyPath).\(getpid())"
        let descriptor = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode_t(keyMode))
        guard descriptor >= 0 else { throw trouble(errno) }
        defer {
            close(descriptor)
            unlink(draft)
        }
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count, fchmod(descriptor, mode_t(keyMode)) == 0,
            fsync(descriptor) == 0, link(draft, keyPath) == 0 || errno == EEXIST
        else { throw trouble(errno) }
        try sync(folder)
    }

    /// Opens a file that is there to be locked, beside the log; it is made where there is none.
    func openLock(_ suffix: String) throws(AuditLogError) -> Int32 {
        let descriptor = open(path + suffix, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode_t(fileMode))
        guard descriptor >= 0 else { throw trouble(errno) }
        // The umask may have taken the group's rights away. Of another's file they stay as they are.
        _ = fchmod(descriptor, mode_t(fileMode))
        return descriptor
    }

    private func sync(_ folder: String) throws(AuditLogError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw trouble(errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw trouble(errno) }
    }

    private func check(_ mode: Int64, of file: String, allowed: UInt16) throws(AuditLogError) {
        guard UInt16(truncatingIfNeeded: mode) & 0o077 & ~allowed == 0 else {
            throw AuditLogError(.tooOpen(file: file, mode: allowed), path: path)
        }
    }

    func trouble(_ code: Int32) -> AuditLogError {
        switch code {
        case ENOENT, ENOTDIR: AuditLogError(.missing, path: path)
        case EACCES, EPERM: AuditLogError(.notPermitted, path: path)
        case EROFS: AuditLogError(.readOnly, path: path)
        case ENOSPC, EDQUOT: AuditLogError(.diskFull, path: path)
        default: AuditLogError(.inputOutput(String(cString: strerror(code))), path: path)
        }
    }
}
