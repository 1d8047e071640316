import AuditLog
import DeskSession
import Foundation

extension Workplace {
    /// So many sessions back an unfinished one is looked for.
    private static let sessionsLookedAt = 100

    /// The newest session without an end that isn't under way elsewhere, or the one that is named; nil where there is
    /// none.
    ///
    /// - Throws: `WorkplaceError.log`.
    public func unfinishedSession(named name: String? = nil) async throws(WorkplaceError) -> LoggedSession? {
        guard name != nil || FileManager.default.fileExists(atPath: auditLogPlace.path) else { return nil }
        do {
            let reader = try await LogReader.open(at: auditLogPlace.path)
            return try await withTaskExecutorPreference(reader.executor) {
                if let name { return try await reader.unfinished(name) }
                return try await newestUnfinished(in: reader)
            }
        } catch {
            throw WorkplaceError(error)
        }
    }

    private func newestUnfinished(in reader: LogReader) async throws -> LoggedSession? {
        let started = try await reader.newest(.sessionStarted) { count, _ in count < Workplace.sessionsLookedAt }
        guard let oldest = started.last?.seq else { return nil }
        // In two reads, and not one for each session: this is asked before every session.
        let ended = try await reader.newest(.sessionEnded) { _, event in event.seq > oldest }
        let hasEnded = Set(try ended.compactMap { try $0.logged().session })
        for event in started {
            let logged = try event.logged()
            guard logged.isSimulated == isSimulated, let session = logged.session,
                !hasEnded.contains(session), let unfinished = try await reader.unfinished(session),
                SessionClaim(session) != nil
            else { continue }
            return unfinished
        }
        return nil
    }
}

extension LogReader {
    /// The newest events of a code, as long as they are wanted.
    fileprivate func newest(
        _ code: EventCode, while isWanted: (_ count: Int, StoredEvent) -> Bool
    ) async throws -> [StoredEvent] {
        var query = EventQuery()
        query.code = code
        var found: [StoredEvent] = []
        var scan = scan(query, newestFirst: true)
        while let page = try await scan.nextPage() {
            for event in page {
                guard isWanted(found.count, event) else { return found }
                found.append(event)
            }
        }
        return found
    }

    /// What is logged of a session that hasn't ended.
    fileprivate func unfinished(_ session: String) async throws -> LoggedSession? {
        var query = EventQuery()
        query.session = session
        var events: [LoggedEvent] = []
        var scan = scan(query)
        while let page = try await scan.nextPage() { for event in page { events.append(try event.logged()) } }
        return LoggedSession(events)
    }
}
