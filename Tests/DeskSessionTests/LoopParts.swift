import CardIdentity
import DeskSession
import Instants
import JSON
import Synchronization

/// A log in memory that fails at its n-th record.
final class FaultyLog: SessionLog {
    struct Full: Error {}

    private let failsAt: Int?
    private let kept = Mutex<[SessionRecord]>([])
    private let asked = Mutex(0)

    init(failsAt: Int? = nil) { self.failsAt = failsAt }

    var records: [SessionRecord] { kept.withLock { $0 } }

    func append(_ record: SessionRecord) async throws {
        let number = asked.withLock { count in
            defer { count += 1 }
            return count
        }
        guard number != failsAt else { throw Full() }
        kept.withLock { $0.append(record) }
    }

    func checkpoint() async throws -> String { "1-AAAA-AAAA-AAAA" }
}

/// Two readers whose cards a test puts in and takes out; a card can be made slow to read.
final class LoopDesk: SessionDesk {
    private struct State {
        var cards: [String: (card: DeskCard, epoch: UInt64)] = [:]
        var epoch: UInt64 = 0
        var listener: AsyncStream<SessionEvent>.Continuation?
        var readings = 0
    }

    private let state = Mutex(State())
    private let readingTakes: Duration
    private let start = UTCInstant(secondsSince1970: 1_795_000_000)

    init(readingTakes: Duration = .zero) { self.readingTakes = readingTakes }

    var readings: Int { state.withLock { $0.readings } }

    func events() -> AsyncStream<SessionEvent> {
        AsyncStream { continuation in
            state.withLock { $0.listener = continuation }
            let readers = [SessionDriver.operatorReader, SessionDriver.holderReader].map { DeskReader(name: $0) }
            continuation.yield(.desk(readers, []))
        }
    }

    func read(reader: String, epoch: UInt64) async -> CardReport {
        state.withLock { $0.readings += 1 }
        if readingTakes > .zero { try? await Task.sleep(for: readingTakes) }
        let card = state.withLock { $0.cards[reader].flatMap { $0.epoch == epoch ? $0.card : nil } }
        return card?.report(in: reader, epoch: epoch, now: start)
            ?? CardReport(reader: .init(name: reader, index: 0), atr: [], problems: [CardProblem(.cardLost, "")])
    }

    func insert(_ card: DeskCard, into reader: String) {
        let (listener, epoch) = state.withLock { state in
            state.epoch += 1
            state.cards[reader] = (card, state.epoch)
            return (state.listener, state.epoch)
        }
        listener?.yield(.inserted(Insertion(reader: reader, epoch: epoch, atr: card.atr)))
    }

    func remove(from reader: String) {
        let (listener, gone) = state.withLock { ($0.listener, $0.cards.removeValue(forKey: reader)) }
        if let gone { listener?.yield(.removed(reader: reader, epoch: gone.epoch)) }
    }

    func send(_ event: SessionEvent) { _ = state.withLock { $0.listener }?.yield(event) }

    func has(_ reader: String) -> Bool { state.withLock { $0.cards[reader] != nil } }

    func change(in reader: String, _ change: (inout DeskCard) -> Void) {
        state.withLock { state in
            guard var there = state.cards[reader] else { return }
            change(&there.card)
            state.cards[reader] = there
        }
    }
}

/// A person at a journey's desk: puts in what is waited for, and answers what is asked.
final class LoopPerson: SessionFrontEnd {
    struct Deaf: Error {}

    let journey: Journey
    let desk: LoopDesk
    let waitsForCardsOut: Bool
    /// What is shown fails from this effect on.
    private let failsAt: Int?
    /// Does something at a question instead of answering it; true where it did.
    private let instead: @Sendable (Question, LoopDesk) -> Bool
    private let shown = Mutex<[SessionEffect]>([])
    private let receipts = Mutex<[SessionReceipt]>([])
    private let stream: AsyncStream<SessionEvent>
    private let continuation: AsyncStream<SessionEvent>.Continuation

    init(
        _ journey: Journey, at desk: LoopDesk, failsAt: Int? = nil, waitsForCardsOut: Bool = false,
        instead: @escaping @Sendable (Question, LoopDesk) -> Bool = { _, _ in false }
    ) {
        self.journey = journey
        self.desk = desk
        self.failsAt = failsAt
        self.waitsForCardsOut = waitsForCardsOut
        self.instead = instead
        (stream, continuation) = AsyncStream<SessionEvent>.makeStream()
    }

    var effects: [SessionEffect] { shown.withLock { $0 } }
    var receipt: SessionReceipt? { receipts.withLock { $0.last } }
    var questions: [String] { effects.compactMap { if case .ask(let question) = $0 { question.key } else { nil } } }

    func answers() -> AsyncStream<SessionEvent> { stream }

    func show(_ effect: SessionEffect) async throws {
        let count = shown.withLock { effects in
            effects.append(effect)
            return effects.count
        }
        if let failsAt, count > failsAt { throw Deaf() }
        switch effect {
        case .ask(let question):
            if instead(question, desk) { return }
            if question.key.hasPrefix("step.") { work() }
            guard let value = journey.answer(to: question.key) else { return }
            continuation.yield(.answer(key: question.key, value))
        case .wait(let wait):
            switch wait.code {
            case .operatorCard where !desk.has(SessionDriver.operatorReader):
                desk.insert(.operator, into: SessionDriver.operatorReader)
            case .holderCard where !desk.has(SessionDriver.holderReader):
                desk.insert(journey.holder, into: SessionDriver.holderReader)
            default: break
            }
        default: break
        }
    }

    func show(_ receipt: SessionReceipt) async throws { receipts.withLock { $0.append(receipt) } }

    private func work() { desk.change(in: SessionDriver.holderReader) { $0.unlock() } }
}
