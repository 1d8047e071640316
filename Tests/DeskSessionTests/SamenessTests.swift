import CardIdentity
import DeskSession
import Handbook
import Instants
import JSON
import StrictYAML
import Testing

/// Which card a session works on: by UUID and certificates, and otherwise by a person's word for each insertion.
@Suite struct SamenessTests {
    private static let unreadable = DeskCard(uuid: nil, triesLeft: nil, daysLeft: nil)

    private func atFirstStep(holder: DeskCard = .holder) -> SessionDriver {
        var desk = SessionDriver(.unlock)
        desk.bothCards(holder: holder)
        var answers = assistedAnswers
        answers["holder.uuid"] = "000123456789"
        answers["card.lock"] = "locked"
        answers["card.certificatesExpire"] = "2027-06-30"
        desk.answerAll(answers)
        #expect(desk.lastQuestion == "step.1")
        desk.clearTranscript()
        return desk
    }

    // found: P10
    @Test func `another card of the same person is a changed card, and never verified`() {
        var desk = atFirstStep()
        let card = desk.remove(from: "Reader B") ?? .holder
        desk.insert(DeskCard(uuid: "000123456789", triesLeft: 3, serials: ["1A", "1B"]), into: "Reader B")
        #expect(desk.transcript.last == "guard cardChanged")
        #expect(desk.messages.last?.contains("another card of the same person") == true)
        desk.answer("done")
        #expect(desk.transcript.last == "rejected noQuestion")
        desk.remove(from: "Reader B")
        desk.insert(card, into: "Reader B")
        #expect(desk.transcript.suffix(3) == ["restored cardRemoved", "restored cardChanged", "ask step.1"])
    }

    @Test func `a card of which only one certificate could be read is the same by that one`() {
        var desk = atFirstStep()
        var card = desk.remove(from: "Reader B") ?? .holder
        card.serials = ["0A"]
        card.problem = .certificateUnreadable
        desk.insert(card, into: "Reader B")
        #expect(desk.transcript.last == "ask step.1")
    }

    // found: P3
    @Test func `an insertion that nothing identifies is confirmed anew, each time`() {
        var desk = atFirstStep(holder: Self.unreadable)
        for _ in 0..<2 {
            desk.remove(from: "Reader B")
            desk.insert(Self.unreadable, into: "Reader B")
            #expect(desk.transcript.last == "ask holder.confirmed")
            #expect(desk.questions.last?.text.contains("can't say that it is the one from before") == true)
            desk.answer(true)
            #expect(desk.transcript.last == "ask step.1")
        }
    }

    // found: P3
    @Test func `a card that isn't confirmed is a changed card, and the step waits for the right one`() {
        var desk = atFirstStep(holder: Self.unreadable)
        desk.remove(from: "Reader B")
        desk.insert(Self.unreadable, into: "Reader B")
        desk.answer(false)
        #expect(
            desk.transcript.suffix(3) == ["record refused wrongCard", "guard cardChanged", "wait another.card"])
        desk.remove(from: "Reader B")
        desk.insert(Self.unreadable, into: "Reader B")
        #expect(desk.transcript.last == "ask holder.confirmed")
        desk.answer(true)
        #expect(desk.transcript.last == "ask step.1")
        #expect(desk.end == nil)
    }

    // found: P3
    @Test func `a card taken out before it is confirmed leaves nothing behind`() {
        var desk = atFirstStep(holder: Self.unreadable)
        desk.remove(from: "Reader B")
        desk.insert(Self.unreadable, into: "Reader B")
        desk.remove(from: "Reader B")
        #expect(desk.transcript.last == "guard cardRemoved")
        desk.insert(Self.unreadable, into: "Reader B")
        #expect(desk.transcript.last == "ask holder.confirmed")
    }

    // found: P3
    @Test func `after the card service was away, a card that can't say whose it is is confirmed anew`() {
        var desk = atFirstStep(holder: Self.unreadable)
        desk.send(.serviceLost("away"))
        desk.restoreService()
        desk.answer(true)
        #expect(desk.transcript.last == "ask holder.confirmed")
    }

    @Test func `a card of another kind, where the first couldn't be read, is a changed card`() {
        var desk = atFirstStep(holder: Self.unreadable)
        desk.remove(from: "Reader B")
        desk.insert(DeskCard(uuid: nil, triesLeft: nil, daysLeft: nil, atr: [0x3B, 0x01]), into: "Reader B")
        #expect(desk.transcript.last == "guard cardChanged")
    }

    // found: P10
    @Test func `where a renewal may have changed the certificates, the person is confirmed anew`() {
        var desk = SessionDriver(.renew)
        desk.bothCards(holder: DeskCard(uuid: "000123456789", triesLeft: 3, daysLeft: 30))
        desk.answerAll(["holder.confirmed": true, "card.series": 9, "holder.passcodeKnown": true])
        #expect(desk.lastQuestion == "step.1")
        var card = desk.remove(from: "Reader B") ?? .holder
        card.renew()
        desk.insert(card, into: "Reader B")
        #expect(desk.transcript.last == "ask holder.confirmed")
        #expect(desk.questions.last?.text.contains("other certificates than before") == true)
        desk.answer(true)
        #expect(desk.transcript.last == "ask step.1")
        desk.doSteps()
        #expect(desk.outcome == .verified)
    }

    // found: P2
    @Test func `a card whose certificates name different people is never worked on, and no UUID is typed for it`() {
        let conflict = DeskCard(uuid: nil, triesLeft: 0, daysLeft: nil, problem: .uuidConflict)
        var desk = SessionDriver(.unlock)
        desk.bothCards(holder: conflict)
        #expect(desk.transcript.last == "guard identityConflict")
        desk.send(.answer(key: "holder.uuid", "000123456789"))
        #expect(desk.transcript.last == "rejected noQuestion")
        desk.remove(from: "Reader B")
        #expect(desk.transcript.suffix(2) == ["restored identityConflict", "wait holder.card"])
        desk.insert(.holder, into: "Reader B")
        #expect(desk.lastQuestion == "holder.confirmed")
        #expect(!desk.questions.contains { $0.key == "holder.uuid" })
    }

    // found: P2
    @Test func `such a card is refused where the holder's or the operator's card was`() {
        let conflict = DeskCard(uuid: nil, triesLeft: 0, daysLeft: nil, problem: .uuidConflict)
        var desk = atFirstStep()
        desk.remove(from: "Reader B")
        desk.insert(conflict, into: "Reader B")
        #expect(desk.transcript.last == "guard identityConflict")

        var atStart = SessionDriver(.unlock)
        atStart.insert(conflict, into: "Reader A")
        #expect(atStart.transcript.last == "guard identityConflict")
        #expect(atStart.lastQuestion == "holder.reach")
        atStart.remove(from: "Reader A")
        atStart.insert(.operator, into: "Reader A")
        #expect(atStart.lastQuestion == "cim.loggedIn")
    }

    // found: W6
    @Test func `the operator's card gets the same patience as the holder's`() {
        var desk = SessionDriver(.unlock)
        desk.insert(DeskCard(uuid: nil, triesLeft: nil, daysLeft: nil, problem: .inUse), into: "Reader A")
        #expect(desk.lastQuestion == "holder.reach")
        #expect(desk.messages.last?.contains("Your own card is in use by another program") == true)
        desk.wait(seconds: 2)
        desk.change(in: "Reader A") { $0 = .operator }
        desk.wait(seconds: 2)
        #expect(desk.lastQuestion == "cim.loggedIn")
    }

    // found: F5
    @Test func `while a card is tried again, it is said why`() {
        var desk = SessionDriver(.unlock)
        desk.insert(.operator, into: "Reader A")
        desk.answer(true)
        desk.answer(9)
        desk.insert(DeskCard(uuid: nil, triesLeft: nil, daysLeft: nil, problem: .readerFailed), into: "Reader B")
        #expect(desk.messages.last?.contains("wasn't read. A problem. Trying again") == true)
    }

    // found: F4
    @Test func `a reading that takes longer than two seconds is said`() {
        let start = UTCInstant(secondsSince1970: 1_790_000_000)
        var session = DeskSession(
            settings: SessionSettings(workflow: .replace), now: Moment(wall: start, elapsed: .zero))
        func moment(_ seconds: Int64) -> Moment {
            Moment(wall: start.adding(seconds: seconds), elapsed: .seconds(seconds))
        }
        let insertion = Insertion(reader: "R", epoch: 1, atr: [0x3B])
        let effects = session.handle(.desk([DeskReader(name: "R")], [insertion]), at: moment(0))
        #expect(effects.contains(.read(reader: "R", epoch: 1, role: .operator)))
        #expect(session.nextTick == .seconds(2))
        let later = session.handle(.tick, at: moment(2))
        #expect(
            later.contains { effect in
                if case .say(let message) = effect { message.text.contains("Reading the card in R") } else { false }
            })
    }

    // found: P4
    @Test func `the series that was typed stands in the outcome, with the person as its source`() {
        var desk = atFirstStep()
        desk.fail()
        let series = desk.records.compactMap { record -> Sourced<Int>? in
            if case .outcome(_, .failed, let evidence) = record.kind { evidence.before?.series } else { nil }
        }
        #expect(series == [Sourced(9, source: .operator)])
    }

    // found: P4
    @Test func `each fact of a decision has its source`() {
        let desk = atFirstStep()
        let sources = desk.records.compactMap { record -> [FactKey: FactOrigin]? in
            if case .decided(_, let facts, let origins) = record.kind {
                FactKey.allCases.allSatisfy { (facts[$0] == nil) == (origins[$0] == nil) } ? origins : [:]
            } else {
                nil
            }
        }
        let last = sources.last ?? [:]
        #expect(last[.cardLock] == .card && last[.cardCertificatesExpire] == .card)
        #expect(last[.cardSeries] == .operator && last[.holderEmail] == .operator)
        #expect(last[.operatorRole] == .configuration)
        #expect(last[.workstationReaders] == .desk && last[.now] == .clock)
    }

    // found: F9
    @Test func `a keyboard's reader that a file tells is a fact from that file`() throws {
        let file = try AnswersFile(yaml: "workstation.keyboardReader: yes\nholder.location: remote", file: "a.yaml")
        #expect(file.volunteered == ["workstation.keyboardReader": true, "holder.location": "remote"])
        #expect(throws: YAMLMistake.self) { try AnswersFile(yaml: "workstation.keyboardReader: 7", file: "a.yaml") }
    }

    @Test func `a file confirms one insertion, and a further one only with a further value`() throws {
        let question = Question(about: .own(.confirmed), text: "", why: "", form: .yesNo, allowsUnknown: false)
        let single = AnswerSupply(try AnswersFile(yaml: "holder.confirmed: yes", file: "a.yaml"))
        #expect(single.next(for: question) == .value(true))
        #expect(single.next(for: question) == .none)
        let list = AnswerSupply(try AnswersFile(yaml: "holder.confirmed: [yes, yes]", file: "a.yaml"))
        #expect(list.next(for: question) == .value(true))
        #expect(list.next(for: question) == .value(true))
    }
}
