import CardIdentity
import DeskSession
import Handbook
import JSON
import Testing

@Suite struct UnlockTests {
    @Test func `an assisted unlock from the first card to the verified end`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll(assistedAnswers)
        #expect(
            desk.transcript.prefix(9) == [
                "ask holder.reach", "wait operator.card", "card operator inserted 000000000100", "report operator",
                "ask cim.loggedIn", "ask card.series", "wait holder.card",
                "card holder inserted 000123456789", "report holder",
            ])
        #expect(
            desk.transcript.suffix(4) == [
                "decision assisted-unlock", "ask decision.follow", "record intent assisted-unlock", "ask step.1",
            ])
        desk.clearTranscript()
        desk.doSteps(butLast: { desk in desk.change(in: "Reader B") { $0.unlock() } })
        #expect(
            desk.transcript.suffix(4) == [
                "report holder", "record outcome assisted-unlock verified", "record ended verified", "end verified",
            ])
        #expect(desk.end?.route == .assistedUnlock)
        #expect(desk.readings.filter { $0.role == .operator }.count == 1)
    }

    @Test func `the steps leave out what is behind: the log-in, the card's insertion, the end`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll(assistedAnswers)
        desk.doSteps()
        let steps = desk.questions.flatMap(\.steps)
        #expect(desk.questions.count { !$0.steps.isEmpty } == 3, "two people take turns")
        #expect(!steps.contains { $0.text.contains("own card alone") || $0.text.contains("Take out both") })
        #expect(steps.contains { $0.isForHolder && $0.text.contains("new passcode") })
        #expect(steps.contains { $0.remarks.contains { $0.contains("Look away") } })
        #expect(steps.map(\.number) == Array(1...steps.count))
    }

    @Test func `two cards at the beginning: one has to go first`() {
        var desk = SessionDriver(.unlock)
        desk.sendDesk([("Reader A", .operator), ("Reader B", .holder)])
        #expect(desk.messages.last?.contains("ERR1002") == true)
        #expect(desk.readings.isEmpty)
        desk.remove(from: "Reader B")
        #expect(desk.lastQuestion == "cim.loggedIn")
    }

    @Test func `a change that arrives late is waited for`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll(assistedAnswers)
        desk.doSteps()
        #expect(desk.end == nil)
        desk.wait(seconds: 15)
        #expect(desk.end == nil)
        desk.change(in: "Reader B") { $0.unlock() }
        desk.wait(seconds: 2)
        #expect(desk.outcome == .verified)
    }

    @Test func `a change that never arrives is not verified`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll(assistedAnswers)
        desk.doSteps()
        desk.wait(seconds: 21)
        #expect(desk.lastQuestion == "result.trouble" && desk.end == nil)
        desk.answer("giveUp")
        #expect(desk.outcome == .notVerified)
        let attempts = desk.records.compactMap { record -> SessionOutcome? in
            if case .outcome(_, let outcome, _) = record.kind { outcome } else { nil }
        }
        #expect(attempts == [.notVerified])
    }

    @Test func `a card that can't be read is bound by its printed number, and the operator confirms`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards(holder: DeskCard(atr: [0x3B, 0x01, 0x02]))
        #expect(desk.lastQuestion == "holder.uuid")
        desk.answer("12345")
        #expect(desk.transcript.last == "rejected looksSecret")
        desk.answer("000000000100")
        #expect(desk.transcript.last == "rejected badValue")
        desk.answer("000123456789")
        var answers = assistedAnswers
        answers["card.lock"] = "locked"
        answers["card.certificatesExpire"] = "2027-06-30"
        desk.answerAll(answers)
        desk.doSteps()
        #expect(desk.lastQuestion == "result")
        desk.answer("succeeded")
        #expect(desk.outcome == .confirmedByOperator)
    }

    @Test func `the wrong person's card is refused, and another is waited for`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answer(false)
        #expect(
            desk.transcript.suffix(3) == ["record refused wrongPerson", "changed card.series", "wait another.card"])
        #expect(desk.end == nil)
        #expect(!desk.transcript.contains { $0.hasPrefix("record intent") })
    }

    @Test func `the wrong card can be changed for the right one`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards(holder: DeskCard(uuid: "000999999999", triesLeft: 3))
        desk.answer(false)
        desk.remove(from: "Reader B")
        #expect(desk.lastQuestion == "card.series", "each card has its own")
        desk.answer(9)
        desk.insert(.holder, into: "Reader B")
        desk.answerAll(assistedAnswers)
        desk.change(in: "Reader B") { $0.unlock() }
        desk.doSteps()
        #expect(desk.outcome == .verified)
        #expect(desk.records.last?.subjectUUID == "000123456789")
    }

    @Test func `a failed unlock ends as failed, with the ticket told`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll(assistedAnswers)
        desk.fail("ERR1009")
        desk.answerAll([:])
        #expect(desk.outcome == .failed)
        #expect(desk.end?.route == .assistedUnlock)
        #expect(desk.transcript.contains("decision raise-ticket"))
        #expect(desk.end?.ticket?.contains("ERR1009") == true)
        #expect(desk.end?.ticket?.contains("000123456789") == true)
    }

    @Test func `self-service that failed leads to assisted work in the same session`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        var answers = assistedAnswers
        answers["holder.email"] = "listed"
        desk.answerAll(answers)
        #expect(desk.transcript.contains("decision self-service-unlock"))
        desk.fail()
        desk.answerAll(answers)
        #expect(desk.transcript.contains("record outcome self-service-unlock failed"))
        #expect(desk.transcript.suffix(3).contains("record intent assisted-unlock"))
        desk.change(in: "Reader B") { $0.unlock() }
        desk.doSteps()
        #expect(desk.outcome == .verified)
    }

    @Test func `a known address lets the holder unlock alone, with the cards out meanwhile`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        var answers = assistedAnswers
        answers["holder.email"] = "someone@nhs.net"
        desk.answerAll(answers)
        #expect(desk.transcript.last == "ask step.1")
        var card = desk.remove(from: "Reader B") ?? .holder
        desk.remove(from: "Reader A")
        #expect(!desk.transcript.contains { $0.hasPrefix("guard") })
        desk.doSteps()
        #expect(desk.end == nil)
        card.unlock()
        desk.insert(card, into: "Reader B")
        #expect(desk.outcome == .verified)
        #expect(desk.recorded("holder.email") == ["listed"])
    }

    @Test func `without the card at the desk the holder is told what to do`() {
        var desk = SessionDriver(.unlock, holderCardIsHere: false)
        desk.answerAll([
            "card.series": .null, "card.certificatesExpire": .null, "card.lock": "locked", "holder.email": "listed",
            "operator.uuid": .null,
        ])
        #expect(desk.outcome == .advised)
        #expect(desk.end?.route == .selfServiceUnlock)
        #expect(!desk.questions.contains { ["cim.loggedIn", "holder.uuid"].contains($0.key) })
        #expect(desk.questions.last?.sheet.isEmpty == false)
    }

    @Test func `with one reader both cards are read in it, one after the other`() {
        var desk = SessionDriver(.unlock, readers: [DeskReader(name: "Reader A")])
        desk.insert(.operator, into: "Reader A")
        desk.answer(9)
        desk.remove(from: "Reader A")
        desk.insert(.holder, into: "Reader A")
        desk.answerAll(assistedAnswers)
        #expect(desk.outcome == .advised)
        #expect(desk.end?.route == .resolveAtOsprey)
    }
}
