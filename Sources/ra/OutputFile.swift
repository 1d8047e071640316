import CLinux
import Foundation
import PlainText

/// A file that a command writes because it was asked to.
enum OutputFile {
    /// Writes whole or not at all; into a pipe or a device as far as that takes it.
    ///
    /// - Parameters:
    ///   - data: what it holds.
    ///   - file: its path.
    ///   - what: what it is called in a message.
    ///   - rights: who may read it; nobody else, unless that is wanted.
    /// - Throws: `CommandFailure`, status 74 or 77.
    static func write(
        _ data: Data, to file: String, what: String, rights: Int = 0o600
    ) throws(CommandFailure) {
        do {
            // An atomic write puts a new file in the place of what is there, were it /dev/stdout.
            if ra_is_stream(ra_file_mode(file)) == 1 {
                let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
                try handle.write(contentsOf: data)
                try handle.close()
            } else {
                // A ticket holds a UUID, a report what a computer is like: nobody else may read them meanwhile either.
                let others = umask(0o077)
                defer { umask(others) }
                try data.write(to: URL(fileURLWithPath: file), options: .atomic)
                try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: file)
            }
        } catch {
            throw CommandFailure(error, writing: "\(what) \(SafeText(file))")
        }
    }
}

extension CommandFailure {
    fileprivate init(_ error: any Error, writing name: String) {
        let code = (error as? CocoaError)?.code
        let underlying = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError)?.code
        if code == .fileWriteNoPermission {
            self.init(
                .notPermitted, "\(name) can't be written: this user may not.",
                hint: "Name a file in a folder of your own.")
        } else if code == .fileWriteOutOfSpace || underlying == Int(ENOSPC) {
            self.init(
                .fileTrouble, "\(name) can't be written: there is no space left.",
                hint: "Make room, or name a file on another disk.")
        } else {
            self.init(
                .fileTrouble, "\(name) can't be written.",
                hint: "Name a file in a folder that is there and that is your own.")
        }
    }
}
