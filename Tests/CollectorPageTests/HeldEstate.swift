import AuditLog
import CollectorPage
import Instants
import Synchronization

/// An estate in memory.
struct HeldEstate: Estate {
    var held: [EstateDesk] = []
    var log: [EstateEvent] = []
    var outcomes: [EstateWork] = []
    var onRecord: [EstateFork] = []
    /// Answers every question with this.
    var trouble: EstateTrouble?
    /// What was asked for.
    let searches = Searches()

    final class Searches: Sendable {
        private let list = Mutex<[EstateSearch]>([])
        var all: [EstateSearch] { list.withLock { $0 } }
        func add(_ search: EstateSearch) { list.withLock { $0.append(search) } }
    }

    func desks() throws(EstateTrouble) -> [EstateDesk] { try answer { held } }

    func events(_ search: EstateSearch, limit: Int) throws(EstateTrouble) -> [EstateEvent] {
        try answer { Array(fitting(search).prefix(limit)) }
    }

    func count(_ search: EstateSearch) throws(EstateTrouble) -> Int64 { try answer { Int64(fitting(search).count) } }

    func work(_ search: EstateSearch) throws(EstateTrouble) -> [EstateWork] {
        searches.add(search)
        if search.desk == "nobody" { throw .unknownDesk("nobody") }
        return try answer { outcomes }
    }

    func forks() throws(EstateTrouble) -> [EstateFork] { try answer { onRecord } }

    func evidence(_ fork: Int64) throws(EstateTrouble) -> String? {
        try answer { onRecord.contains { $0.id == fork } ? "ra-evidence/v1\n" : nil }
    }

    private func answer<Value>(_ value: () -> Value) throws(EstateTrouble) -> Value {
        if let trouble { throw trouble }
        return value()
    }

    private func fitting(_ search: EstateSearch) -> [EstateEvent] {
        searches.add(search)
        return log.reversed().filter { event in
            guard let logged = try? event.event.logged() else { return search.events == EventQuery() }
            func fits(_ wanted: String?, _ value: String?) -> Bool { wanted == nil || wanted == value }
            return fits(search.desk, event.origin) && fits(search.events.subject, logged.subject)
                && fits(search.events.operatorUUID, logged.operatorUUID) && fits(search.events.session, logged.session)
        }
    }
}

extension HeldEstate {
    static let now = UTCInstant(rfc3339: "2026-11-27T07:00:00Z")!
    static let osprey = "ra-workstation/OSPREY/00000000"
    static let heron = "ra-workstation/HERON/00000000"

    /// Two desks, one of them with a fork, a retired one, and a session.
    static var some: HeldEstate {
        var estate = HeldEstate()
        estate.held = [
            EstateDesk(
                origin: heron, site: "RX1", size: 3, state: .forked,
                lastContact: UTCInstant(rfc3339: "2026-11-26T03:00:00Z"), cosigned: 3, ruleSet: "2026.2",
                clockWentBack: true),
            EstateDesk(origin: osprey, site: "RX2", note: "Night desk", size: 120, state: .ok, cosigned: 120),
            EstateDesk(origin: "ra-workstation/OLD/00000000", size: 9, state: .retired, expired: 4),
        ]
        estate.log = (1...60).map { event($0, of: osprey, session: "0000-0000-0001") } + [event(1, of: heron)]
        estate.outcomes = [
            EstateWork(
                day: CivilDate(iso8601: "2026-11-03")!, action: "unlock", outcome: "confirmedByOperator", count: 4),
            EstateWork(day: CivilDate(iso8601: "2026-11-03")!, action: "renew", outcome: "verified", count: 2),
            EstateWork(day: CivilDate(iso8601: "2026-11-30")!, action: "unlock", outcome: "refused", count: 1),
        ]
        estate.onRecord = [EstateFork(id: 7, origin: heron, kind: "entries", at: now)]
        return estate
    }

    static func event(
        _ seq: Int, of origin: String, session: String = "0000-0000-0002", what: String = "outcome"
    ) -> EstateEvent {
        EstateEvent(
            origin: origin, site: "RX2",
            event: StoredEvent(
                seq: Int64(seq),
                body: """
                    {"action":"unlock","event":"\(what)","operator":"000111222333","outcome":"verified",\
                    "seq":\(seq),"session":"\(session)","subject":"000444555666","time":"2026-11-26T03:00:00Z",\
                    "workstation":"OSPREY"}
                    """))
    }
}
