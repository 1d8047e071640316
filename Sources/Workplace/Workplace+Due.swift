import AuditLog
import DueList
import Foundation
import Handbook
import Instants
import NHSCards

extension Workplace {
    /// The cards that the audit log has seen. Practice cards count on a simulated desk only.
    ///
    /// - Returns: nil where there is no log.
    /// - Throws: `WorkplaceError.log`.
    public func dueCards(at now: UTCInstant) async throws(WorkplaceError) -> LogCards? {
        let path = auditLogPlace.path
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            let reader = try await LogReader.open(at: path)
            var cards = LogCards()
            for code in [EventCode.cardRead, .outcome] {
                var query = EventQuery()
                query.code = code
                var scan = reader.scan(query)
                while let events = try await scan.nextPage() {
                    for event in events { take(try event.logged(), at: now, into: &cards) }
                }
            }
            return cards
        } catch {
            throw WorkplaceError(error)
        }
    }

    private func take(_ event: LoggedEvent, at now: UTCInstant, into cards: inout LogCards) {
        guard !event.isSimulated || isSimulated else { return }
        guard let uuid = (event.details as? CardRead)?.uuid ?? event.subject else { return }
        cards.saw(
            event: event.seq, uuid: uuid, expires: event.expiresAt,
            isBlocked: event.card?.series.map { CardSeries.block(of: $0).holds(at: now) })
    }
}
