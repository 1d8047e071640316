import NextSteps

/// Why the log could not be opened, read or written.
public struct AuditLogError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// There is no file.
        case missing
        /// A folder, a pipe or a device.
        case notAFile
        case notPermitted
        case readOnly
        case diskFull
        /// Verifying works on a copy, and there is no room for one in this folder, or no such folder.
        case noRoomForCopy(folder: String)
        /// Another program held the log for so many seconds.
        case busy(seconds: Int)
        case notADatabase
        /// A sound SQLite database that is no audit log.
        case notAnAuditLog
        /// A file in which no log was begun.
        case empty
        /// A log whose events are gone, all of them.
        case emptied
        case damaged(String)
        /// The database's schema is not the one that this program makes; what was added to it, removed or changed.
        case altered([String])
        /// The database didn't store what it was told to, or stored something else.
        case notKept
        /// The log doesn't go on from where this program left it: another file stands in its place, or it was cut,
        /// emptied or written anew.
        case exchanged
        /// Made by a newer program.
        case newerVersion(Int)
        /// A crash left a rollback journal, and this place can't be written to roll it back.
        case hotJournal
        /// A file that other users may read or write; the mode it should have.
        case tooOpen(file: String, mode: UInt16)
        case keyMissing
        case keyDamaged
        case inputOutput(String)
        /// The event itself may not be recorded.
        case mistake(EventMistake)
        /// No event has that number.
        case noSuchEvent(Int64)
    }

    /// Whether an event whose append failed is in the log nevertheless.
    public enum Stored: Hashable, Sendable {
        case no
        /// It is there in full, though its durability was not confirmed.
        case yes(seq: Int64)
        /// The log could not be opened again to look.
        case unknown
    }

    public let reason: Reason
    /// The log's file.
    public let path: String
    /// Set by a failed append only.
    public let stored: Stored?

    init(_ reason: Reason, path: String, stored: Stored? = nil) {
        self.reason = reason
        self.path = path
        self.stored = stored
    }

    func with(stored: Stored) -> AuditLogError {
        AuditLogError(reason, path: path, stored: stored)
    }
}

extension AuditLogError: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch stored {
        case nil: "\(sentence)."
        case .no: "\(sentence). The event was not recorded."
        case .yes(let seq): "\(sentence). The event is in the log as number \(seq), but may not survive a power cut."
        case .unknown: "\(sentence). Whether the event was recorded is not known."
        }
    }

    private var sentence: String {
        switch reason {
        case .missing: "There is no audit log at \(path)"
        case .notAFile: "The audit log at \(path) is not a regular file"
        case .notPermitted: "You may not use the audit log at \(path)"
        case .readOnly: "The audit log at \(path) can't be written: its file or file system is read-only"
        case .diskFull: "There is no room for the audit log at \(path)"
        case .noRoomForCopy(let folder):
            "There is no room in the folder \(folder) for a copy of the audit log at \(path), which is what is checked"
        case .busy(let seconds): "Another program has held the audit log at \(path) for \(seconds) seconds"
        case .notADatabase: "The file at \(path) is not a database, or its beginning is damaged"
        case .notAnAuditLog: "The database at \(path) is not an audit log"
        case .empty: "The audit log at \(path) is empty: no event was ever recorded in it"
        case .emptied: "The audit log at \(path) was emptied: all its events were removed"
        case .damaged(let detail): "The audit log at \(path) is damaged: \(detail)"
        case .altered(let objects):
            "The database of the audit log at \(path) was altered (\(objects.prefix(5).joined(separator: ", ")))"
        case .notKept: "The database of the audit log at \(path) did not keep what was written to it"
        case .exchanged: "The audit log at \(path) was removed, exchanged or changed while it was in use"
        case .newerVersion(let version):
            "The audit log at \(path) has format \(version), which this program is too old for"
        case .hotJournal:
            "A write to the audit log at \(path) was cut short by a crash, and this user may not undo it here"
        case .tooOpen(let file, _): "Other users could reach \(file)"
        case .keyMissing: "The audit log's signing key is not at \(LogPlace.keyPath(for: path))"
        case .keyDamaged: "The file at \(LogPlace.keyPath(for: path)) is not this log's signing key"
        case .inputOutput(let detail): "The audit log at \(path) can't be read or written: \(detail)"
        case .mistake(let mistake): "\(mistake)".trimmingSuffix(".")
        case .noSuchEvent(let seq): "The audit log at \(path) has no event \(seq)"
        }
    }

    /// What to do about it, and what of that this program does; nil where nothing is known to help.
    public var advice: Advice? {
        switch reason {
        case .missing: Advice(next: .openLog(.theFile), .makeLog)
        case .notAFile, .notAnAuditLog: Advice(next: .openLog(.theFile))
        case .notPermitted where path.hasPrefix(LogPlace.sharedFolder + "/"):
            Advice("Ask IT to add you to the group \(LogPlace.sharedGroup), then log in again.")
        case .notPermitted:
            Advice("Ask IT to let you read and write that file and its folder.", next: .openLog(.another))
        case .readOnly: Advice("Ask IT to make this one writable.", next: .openLog(.another))
        case .diskFull: Advice("Free some space, then try again. Nothing in the log was lost.")
        case .noRoomForCopy: Advice("Make room there, or name a folder of your own with TMPDIR.")
        case .busy: Advice("Close other programs that read the log (a backup, a copy), then try again.")
        case .notADatabase, .damaged, .altered, .notKept, .emptied:
            Advice("Keep the file as it is, and tell the RA manager.", next: .openLog(.new))
        case .empty: Advice("The next session begins a log there.")
        case .exchanged:
            Advice("Keep all files as they are and tell the RA manager. A new session opens what is there now.")
        case .newerVersion: Advice("Update this program.")
        case .hotJournal:
            Advice(
                "Let somebody who may write the log verify it. Or copy the file and '\(path)-journal' together to a folder "
                    + "that you can write, and use the copy.", next: .verifyLog)
        case .tooOpen(let file, let mode): Advice(next: .close(file: file, mode: mode))
        case .keyMissing:
            Advice("Put the key file back from a backup. A new session makes a new key and records it.")
        case .keyDamaged:
            Advice("Put the right key file back, or move this one away: a new session then makes a new key.")
        case .inputOutput: Advice("Check the disk.", next: .verifyLog)
        case .mistake: nil
        case .noSuchEvent: Advice(next: .listEvents)
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
