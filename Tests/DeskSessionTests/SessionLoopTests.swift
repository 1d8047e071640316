import CardIdentity
import DeskSession
import Handbook
import Instants
import Synchronization
import Testing
import WorkstationSettings

/// The loop with a log, readers and a person that fail in every way; no reader, no disk.
@Suite struct SessionLoopTests {
    private static let journey = Journey.all[0]

    private func loop(
        _ person: LoopPerson, log: FaultyLog, patienceForCards: Duration = .milliseconds(200)
    ) -> SessionLoop {
        var facts = Facts()
        facts.operator.role = .shiftManager
        facts.workstation.site = Site.osprey
        facts.workstation.designated = true
        var settings = SessionSettings(
            workflow: person.journey.workflow, cim: .sameComputer, facts: facts, holderCardIsHere: true,
            cardIsOwn: false)
        settings.verifyWithin = .milliseconds(100)
        return SessionLoop(
            session: "0000-0000-0000", settings: settings, desk: person.desk, frontEnd: person, log: log,
            wallTime: { UTCInstant(secondsSince1970: 1_795_000_000) }, patienceForCards: patienceForCards)
    }

    @Test(.timeLimit(.minutes(1))) func `a whole session comes to its end, and all of it is in the log`() async throws {
        let (log, person) = (FaultyLog(), LoopPerson(Self.journey, at: LoopDesk()))
        let receipt = try await loop(person, log: log).run()
        #expect(receipt.end.outcome == .verified && receipt.end.isRecorded && receipt.checkpoint != nil)
        #expect(person.receipt == receipt)
        #expect(log.records.contains { if case .intent = $0.kind { true } else { false } })
    }

    /// The last is beyond the last record.
    @Test(.timeLimit(.minutes(2)))
    func `a log that fails at any record is told in the receipt, and no step is shown after a lost intent`()
        async throws
    {
        let whole = FaultyLog()
        _ = try await loop(LoopPerson(Self.journey, at: LoopDesk()), log: whole).run()
        let intent = try #require(
            whole.records.firstIndex { if case .intent = $0.kind { true } else { false } })
        for number in whole.records.indices {
            let (log, person) = (FaultyLog(failsAt: number), LoopPerson(Self.journey, at: LoopDesk()))
            let receipt = try await loop(person, log: log).run()
            #expect(!receipt.end.isRecorded, "record \(number)")
            #expect(receipt.checkpoint == nil && person.receipt == receipt, "record \(number)")
            if number <= intent {
                #expect(!person.questions.contains { $0.hasPrefix("step.") }, "record \(number)")
            }
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a front end that fails at any effect ends the session, and the outcome is in the log all the same`()
        async throws
    {
        let whole = LoopPerson(Self.journey, at: LoopDesk())
        _ = try await loop(whole, log: FaultyLog()).run()
        for number in whole.effects.indices.dropLast() {
            let (log, person) = (FaultyLog(), LoopPerson(Self.journey, at: LoopDesk(), failsAt: number))
            await #expect(throws: LoopPerson.Deaf.self, "effect \(number)") {
                try await loop(person, log: log).run()
            }
            let last = try #require(log.records.last)
            switch last.kind {
            case .ended, .laidAside: break
            default: Issue.record("effect \(number): the last record is \(last.kind)")
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a reader that goes and comes back stops the session and lets it go on`() async throws {
        let isDone = Mutex(false)
        let person = LoopPerson(Self.journey, at: LoopDesk()) { question, desk in
            guard question.key.hasPrefix("step."), !isDone.withLock({ $0 }) else { return false }
            isDone.withLock { $0 = true }
            desk.remove(from: SessionDriver.holderReader)
            desk.send(.readerDetached(SessionDriver.holderReader))
            desk.send(.readerAttached(DeskReader(name: SessionDriver.holderReader)))
            desk.insert(Self.journey.holder, into: SessionDriver.holderReader)
            return true
        }
        let receipt = try await loop(person, log: FaultyLog()).run()
        #expect(receipt.end.outcome == .verified)
        let guards = person.effects.compactMap { if case .raised(let raised) = $0 { raised.code } else { nil } }
        #expect(!guards.isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func `an end while a card is being read waits for no reader`() async throws {
        let desk = LoopDesk(readingTakes: .seconds(30))
        let (log, person) = (FaultyLog(), LoopPerson(Self.journey, at: desk))
        let running = Task { try await loop(person, log: log).run() }
        while desk.readings == 0 { try await Task.sleep(for: .milliseconds(5)) }
        let asked = ContinuousClock.now
        running.cancel()
        let receipt = try await running.value
        #expect(ContinuousClock.now - asked < .seconds(10))
        #expect(!receipt.end.outcome.isGood && receipt.end.isRecorded)
    }

    @Test(.timeLimit(.minutes(1))) func `cards that stay in after the end are recorded once the patience ends`()
        async throws
    {
        let (log, person) = (FaultyLog(), LoopPerson(Self.journey, at: LoopDesk(), waitsForCardsOut: true))
        _ = try await loop(person, log: log).run()
        #expect(
            log.records.last?.kind
                == .cardsLeft([SessionDriver.operatorReader, SessionDriver.holderReader]))
    }

    @Test(.timeLimit(.minutes(1))) func `nothing is recorded of cards that are taken out in time`() async throws {
        let desk = LoopDesk()
        let (log, person) = (FaultyLog(), LoopPerson(Self.journey, at: desk, waitsForCardsOut: true))
        let running = Task { try await loop(person, log: log, patienceForCards: .seconds(30)).run() }
        while person.receipt == nil { try await Task.sleep(for: .milliseconds(5)) }
        desk.remove(from: SessionDriver.operatorReader)
        desk.remove(from: SessionDriver.holderReader)
        _ = try await running.value
        #expect(!log.records.contains { if case .cardsLeft = $0.kind { true } else { false } })
    }
}
