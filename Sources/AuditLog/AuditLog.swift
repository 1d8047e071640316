import Foundation
import GRDB
import JSON
import Synchronization

/// The workstation's audit log, open for writing.
///
/// Every call is safe from any task and leaves the caller's thread free; the work is done in order on a thread of the
/// log's own. A call that began is not cancelled. Other programs may append to the same file meanwhile: each waits at
/// most five seconds for another.
public final class AuditLog: Sendable {
    public let path: String
    /// The log's name in checkpoints and events.
    public let origin: String
    /// Why checkpoints can't be signed; nil when they can. Events are recorded all the same.
    public let keyTrouble: AuditLogError?
    /// What whoever opened it must be told.
    public let notices: [LogNotice]

    let signingKey: SigningKey?
    private let writer: Mutex<LogWriter>
    /// The thread that writes. A task that prefers it (`withTaskExecutorPreference`) saves changing threads twice for
    /// each event, and waits for the disk itself.
    public var executor: any TaskExecutor { thread }
    private let thread: LogThread

    /// Opens the log, makes it if there is none, and records that it was opened. That event shows that the log can be
    /// written: no log, no action.
    ///
    /// A missing signing key is made and recorded. Once in 24 hours the events so far are signed.
    ///
    /// - Parameters:
    ///   - path: The log's file. Its folder is made too where there is none.
    ///   - context: Where the events come from; every event says so.
    ///   - clock: What the events are stamped with.
    ///   - makeID: Tells this log from any other, 8 hexadecimal digits. Asked only for a new log.
    ///   - predecessor: The log that a new one goes on from; its first event says so. Nothing of it is said where there
    ///     is a log already.
    /// - Throws: ``AuditLogError``
    public static func open(
        at path: String, context: LogContext, clock: LogClock = .system(),
        makeID: @escaping @Sendable () -> String = randomID, succeeding predecessor: LogOpened.Predecessor? = nil
    ) async throws -> AuditLog {
        let thread = LogThread()
        return try await withTaskExecutorPreference(thread) {
            let files = LogFiles(path: path)
            var writer = LogWriter(path: path, context: context, clock: clock)
            let makeOrigin = { LogOrigin.make(workstation: context.workstation, id: makeID()) }
            let earlier = files.keyName
            // Whole with its first event, or not at all.
            let made = try files.makeIfMissing { draft throws(AuditLogError) in
                var maker = LogWriter(path: draft, context: context, clock: clock)
                defer { maker.close() }
                return try maker.open(earlier: earlier, succeeding: predecessor, makeOrigin: makeOrigin).origin
            }
            try files.checkRights()
            let (origin, isNew) =
                if let made { (made, true) } else { try writer.open(earlier: earlier, makeOrigin: makeOrigin) }
            var notices: [LogNotice] = []
            if isNew, let earlier { notices.append(.begunAnew(earlier: earlier)) }
            let key = Result { () throws(AuditLogError) in
                let (key, isAnother) = try writer.signingKey(in: files, origin: origin)
                if isAnother { notices.append(.keyExchanged) }
                try writer.dailyCheckpoint(with: key)
                return key
            }
            return AuditLog(writer: writer, origin: origin, key: key, notices: notices, thread: thread)
        }
    }

    /// Opens a log that is there already, to sign it; records nothing.
    ///
    /// - Throws: ``AuditLogError``, with reason `missing` where there is no log.
    public static func openExisting(
        at path: String, context: LogContext, clock: LogClock = .system()
    ) async throws -> AuditLog {
        let thread = LogThread()
        return try await withTaskExecutorPreference(thread) {
            let files = LogFiles(path: path)
            try files.checkRights()
            var writer = LogWriter(path: path, context: context, clock: clock)
            let origin = try writer.openExisting()
            let key = Result { () throws(AuditLogError) in try writer.existingKey(in: files, origin: origin) }
            return AuditLog(writer: writer, origin: origin, key: key, notices: [], thread: thread)
        }
    }

    /// Records an event. Returns once it is on the disk; until then nothing may be done that it speaks of.
    ///
    /// - Throws: ``AuditLogError``, whose ``AuditLogError/stored`` says whether the event is in the log nevertheless.
    @discardableResult
    public func append(_ event: AuditEvent) async throws -> StoredEvent {
        try await onThread { try $0.append(event, origin: self.origin) }
    }

    /// Records several events in one commit: all of them, or none.
    ///
    /// - Throws: ``AuditLogError``, whose ``AuditLogError/stored`` names the last of them.
    @discardableResult
    public func append(contentsOf events: [AuditEvent]) async throws -> [StoredEvent] {
        try await onThread { try $0.append(contentsOf: events, origin: self.origin) }
    }

    /// Records what the settings are, when they are not those that were recorded last.
    ///
    /// - Parameter settings: An object that says the same thing the same way each time.
    /// - Returns: The event; nil when nothing has changed.
    /// - Throws: ``AuditLogError``, as ``append(_:)``.
    @discardableResult
    public func record(settings: [String: JSONValue]) async throws -> StoredEvent? {
        try await onThread { try $0.record(settings: settings, origin: self.origin) }
    }

    /// Signs all events so far, and keeps the checkpoint in the log. Where nothing was added since the last one, that one
    /// is returned.
    ///
    /// - Throws: ``AuditLogError``
    public func checkpoint() async throws -> Checkpoint {
        guard let signingKey else { throw keyTrouble ?? AuditLogError(.keyMissing, path: path) }
        return try await onThread { try $0.checkpoint(with: signingKey) }
    }

    public static let randomID: @Sendable () -> String = {
        hexadecimal(UInt32.random(in: .min ... .max))
    }

    private init(
        writer: consuming LogWriter, origin: String, key: Result<SigningKey, AuditLogError>, notices: [LogNotice],
        thread: LogThread
    ) {
        path = writer.path
        self.origin = origin
        self.notices = notices
        switch key {
        case .success(let key): (signingKey, keyTrouble) = (key, nil)
        case .failure(let error): (signingKey, keyTrouble) = (nil, error)
        }
        self.writer = Mutex(writer)
        self.thread = thread
    }

    func onThread<Value>(_ body: (inout LogWriter) throws -> Value) async throws -> Value {
        try await withTaskExecutorPreference(thread) { try writer.withLock { try body(&$0) } }
    }
}
