import AuditLog
import CardIdentity
import DeskSession
import Foundation
import Handbook
import Instants
import JSON
import PCSC
import PCSCTesting
import Synchronization
import VirtualCards
import WorkstationSettings

extension RowGroup {
    /// From the holder's card to the decision, with every question answered at once and every event made durable.
    static let session = RowGroup(name: "session") {
        try await Desk.run(cards: [try nhsCard("000000000100", tries: 3)]) { desk in
            var delays: [Double] = []
            var reading: [Double] = []
            for _ in 0..<30 {
                let round = try await decide(desk)
                delays.append(round.total - round.card)
                reading.append(round.card)
            }
            let late = Samples(delays)
            return [
                .figure(
                    "insertion to decision, beyond the card's own time, p95 of \(delays.count)",
                    Row.time(late.quantile(0.95)), theirs: "p50 \(Row.time(late.median))", bound: "≤ 150 ms",
                    isMet: late.quantile(0.95) <= 0.150),
                .figure(
                    "the card's own time for its APDUs, p50", Row.time(Samples(reading).median), bound: "",
                    isMet: nil),
            ]
        }
    }
}

private func nhsCard(_ uuid: String, tries: Int) throws -> VirtualCard {
    let now = UTCInstant(secondsSince1970: Int64(time(nil)))
    return VirtualCard(
        atr: PIVCard.atr,
        responder: try PIVCard.nhs(
            uuid: uuid, notBefore: now.adding(seconds: -86_400), notAfter: now.adding(seconds: 300 * 86_400),
            triesLeft: tries, minimumCertificateSize: 900))
}

/// One session up to its decision. Seconds from the event of the insertion until the decision was shown, and what the
/// card took of that.
private func decide(_ desk: Desk) async throws -> (total: Double, card: Double) {
    let folder = NSTemporaryDirectory() + "ra-benchmark-session-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let wall: @Sendable () -> UTCInstant = { UTCInstant(secondsSince1970: Int64(time(nil))) }
    let log = try await AuditLog.open(at: folder + "/audit.sqlite", context: LogContext(workstation: "BENCH"))
    let card = try nhsCard("000123456789", tries: 0)
    let person = Person { desk.slots[1].insert(card) }
    let watch = WatchedDesk(
        desk: PCSCDesk(examiner: CardExaminer(service: PCSCService(), now: wall), assignment: ReaderAssignment()))
    var facts = Facts()
    facts.operator.role = .shiftManager
    facts.workstation.site = Site.osprey
    facts.workstation.designated = true
    let loop = SessionLoop(
        session: "benchmark",
        settings: SessionSettings(
            workflow: .unlock, cim: .sameComputer, facts: facts, holderCardIsHere: true, cardIsOwn: false), desk: watch,
        frontEnd: person,
        log: AuditSessionLog(log: log, session: "benchmark", workflow: .unlock), wallTime: wall)
    _ = try await loop.run()
    desk.slots[1].remove()
    // The driver looks every 400 ms; the next session begins with the operator's card alone.
    try await Task.sleep(for: .milliseconds(700))
    let start = watch.inserted.withLock { $0 }
    let end = person.decided.withLock { $0 }
    return (end - start, person.cardTime.withLock { $0 })
}

/// The desk, with the moment noted at which the holder's card was told of.
private final class WatchedDesk: SessionDesk {
    let desk: PCSCDesk
    let inserted = Mutex(0.0)

    init(desk: PCSCDesk) { self.desk = desk }

    func events() -> AsyncStream<SessionEvent> {
        let (stream, continuation) = AsyncStream<SessionEvent>.makeStream()
        let task = Task {
            for await event in desk.events() {
                if case .inserted = event { inserted.withLock { $0 = now() } }
                continuation.yield(event)
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }

    func read(reader: String, epoch: UInt64) async -> CardReport { await desk.read(reader: reader, epoch: epoch) }
}

/// Somebody who answers at once, and goes when the decision stands.
private final class Person: SessionFrontEnd {
    let decided = Mutex(0.0)
    let cardTime = Mutex(0.0)
    private let putCardIn: @Sendable () -> Void
    private let events: AsyncStream<SessionEvent>
    private let continuation: AsyncStream<SessionEvent>.Continuation

    init(putCardIn: @escaping @Sendable () -> Void) {
        self.putCardIn = putCardIn
        (events, continuation) = AsyncStream<SessionEvent>.makeStream()
    }

    func show(_ effect: SessionEffect) async throws {
        switch effect {
        case .wait(let wait): if wait.code == .holderCard { putCardIn() }
        case .report(.holder, let report, _):
            cardTime.withLock { $0 = report.trace.reduce(0.0) { $0 + Double($1.microseconds) / 1e6 } }
        case .ask(let question): answer(question.key)
        case .decision:
            decided.withLock { $0 = now() }
            continuation.yield(.stopped)
        default: break
        }
    }

    func show(_ receipt: SessionReceipt) async throws {}

    let waitsForCardsOut = false

    func answers() -> AsyncStream<SessionEvent> { events }

    private func answer(_ key: String) {
        let answers: [String: JSONValue] = [
            "cim.loggedIn": true, "holder.confirmed": true, "card.series": 9, "holder.email": "none",
            "holder.mobileOnProfile": false, "holder.emailOwnedByESR": true, "holder.present": true,
        ]
        continuation.yield(.answer(key: key, answers[key] ?? .null))
    }
}
