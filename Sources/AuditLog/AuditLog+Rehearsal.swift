extension AuditLog {
    /// What opening the log to write to it would find.
    public struct Rehearsal: Hashable, Sendable {
        /// There is no log yet; opening makes one.
        public let isNew: Bool
        /// Why checkpoints could not be signed; nil when they could, or when a key would be made.
        public let keyTrouble: AuditLogError?
        /// A key is beside the log; opening makes one where there is none.
        public var hasKey = true
    }

    /// Does all that ``open(at:context:clock:makeID:succeeding:)`` does, but for the commit: nothing is made and nothing is stored.
    ///
    /// - Throws: ``AuditLogError``, the one that opening would throw.
    public static func rehearse(
        at path: String, context: LogContext, clock: LogClock = .system()
    ) async throws -> Rehearsal {
        let thread = LogThread()
        return try await withTaskExecutorPreference(thread) {
            let files = LogFiles(path: path)
            guard try files.exists() else {
                try files.checkFolder()
                // The first event holds what the context says; a mistake in that would end the opening.
                try LogDatabase.opening(path) { try LogWriter.checkFirstEvent(context, clock) }
                return Rehearsal(isNew: true, keyTrouble: nil, hasKey: try files.readKey() != nil)
            }
            try files.checkRights()
            var writer = LogWriter(path: path, context: context, clock: clock)
            defer { writer.close() }
            var origin = ""
            try writer.rehearse { db, writer in
                origin = try writer.openInTransaction(db, earlier: nil) {
                    LogOrigin.make(workstation: context.workstation, id: "00000000")
                }.origin
            }
            do throws(AuditLogError) {
                guard try files.readKey() != nil else { return Rehearsal(isNew: false, keyTrouble: nil, hasKey: false) }
                _ = try writer.existingKey(in: files, origin: origin)
                return Rehearsal(isNew: false, keyTrouble: nil)
            } catch {
                return Rehearsal(isNew: false, keyTrouble: error)
            }
        }
    }
}

extension LogWriter {
    fileprivate static func checkFirstEvent(_ context: LogContext, _ clock: LogClock) throws {
        let stamp = EventBody.Stamp(
            seq: 1, log: LogOrigin.make(workstation: context.workstation, id: "00000000"), time: clock.now(),
            monotonicMilliseconds: clock.monotonicMilliseconds(), bootID: clock.bootID, context: context)
        _ = try EventBody.line(AuditEvent(LogOpened(program: context.program)), stamp: stamp)
    }
}
