import CLinux
import Foundation

/// Makes the log's files and looks at their rights. A folder that its group may write (mode 2770) is shared: files in it
/// are 0660 and the key 0640. Any other is private: 0600 for both, and a folder that has to be made gets 0700.
struct LogFiles {
    let path: String

    private var folder: String { (path as NSString).deletingLastPathComponent }

    private var isShared: Bool {
        let mode = ra_file_mode(folder)
        return mode >= 0 && mode & Int64(S_IWGRP) != 0 && mode & Int64(S_ISGID) != 0
    }

    var fileMode: UInt16 { isShared ? 0o660 : 0o600 }
    var keyMode: UInt16 { isShared ? 0o640 : 0o600 }

    /// Makes the folder and an empty file where there is none.
    func createIfMissing() throws(AuditLogError) {
        if access(path, F_OK) == 0 { return }
        if access(folder, F_OK) != 0 {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw trouble(errno)
            }
        }
        let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, mode_t(fileMode))
        if descriptor < 0 {
            if errno == EEXIST { return }
            throw trouble(errno)
        }
        defer { close(descriptor) }
        // The umask may have taken the group's rights away.
        guard fchmod(descriptor, mode_t(fileMode)) == 0 else { throw trouble(errno) }
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
        guard access(path, R_OK | W_OK) == 0, access(folder, W_OK | X_OK) == 0 else { throw trouble(errno) }
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
        try syncFolder()
    }

    private func syncFolder() throws(AuditLogError) {
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

    private func trouble(_ code: Int32) -> AuditLogError {
        switch code {
        case ENOENT: AuditLogError(.missing, path: path)
        case EACCES, EPERM: AuditLogError(.notPermitted, path: path)
        case EROFS: AuditLogError(.readOnly, path: path)
        case ENOSPC, EDQUOT: AuditLogError(.diskFull, path: path)
        default: AuditLogError(.inputOutput(String(cString: strerror(code))), path: path)
        }
    }
}
