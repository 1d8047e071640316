import Handbook
import JSON
import Testing

@testable import DeskSession

/// A session about the operator's own card: one person, one card, one reader.
@Suite struct OwnCardTests {
    private let answers: [String: JSONValue] = [
        "holder.confirmed": true, "card.series": 9, "holder.passcodeKnown": true, "holder.email": "listed",
        "holder.mobileOnProfile": true, "holder.emailOwnedByESR": false, "holder.newEmail": "jo.bloggs@nhs.net",
    ]
    private let due = DeskCard(uuid: "000000000100", daysLeft: 30)
    private let oneReader = [DeskReader(name: "Reader A")]

    @Test func `with one reader the own card is renewed, and seen to be`() {
        var desk = SessionDriver(.renew, readers: oneReader, cardIsOwn: true)
        #expect(desk.transcript.first == "cardIsOwn")
        desk.insert(due, into: "Reader A")
        desk.answerAll(answers)
        #expect(desk.transcript.contains("decision self-renew"))
        desk.doSteps(butLast: { desk in desk.change(in: "Reader A") { $0.renew() } })
        #expect(desk.outcome == .verified)
        #expect(!desk.questions.contains { $0.key == "cim.loggedIn" })
        #expect(!desk.questions.contains { $0.text.contains("holder") && $0.steps.isEmpty })
    }

    @Test func `the record names one person as operator and as subject`() {
        var desk = SessionDriver(.renew, cardIsOwn: true)
        desk.insert(due, into: "Reader B")
        desk.answerAll(answers)
        let records = desk.records.filter { $0.subjectUUID != nil }
        #expect(!records.isEmpty)
        #expect(records.allSatisfy { $0.operatorUUID == "000000000100" && $0.subjectUUID == "000000000100" })
    }

    @Test func `nobody does assisted work on the own card`() {
        var desk = SessionDriver(.unlock, cardIsOwn: true)
        desk.insert(DeskCard(uuid: "000000000100", triesLeft: 0), into: "Reader A")
        var alone = answers
        alone["holder.passcodeKnown"] = false
        alone["holder.email"] = "none"
        alone["holder.mobileOnProfile"] = false
        alone["holder.emailOwnedByESR"] = true
        desk.answerAll(alone)
        #expect(desk.end?.route == .resolveAtOsprey)
        #expect(desk.outcome == .advised)
    }

    @Test func `with two cards in, it doesn't guess which is the own one`() {
        var desk = SessionDriver(.renew, cardIsOwn: true)
        desk.sendDesk([("Reader A", due), ("Reader B", .holder)])
        desk.answer(9)
        #expect(desk.readings.isEmpty)
        #expect(desk.messages.last == "There are 2 cards in. Leave only your own in.")
        desk.remove(from: "Reader B")
        #expect(desk.lastQuestion == "holder.confirmed")
    }

    @Test func `another card that comes back is not taken for the own one`() {
        var desk = SessionDriver(.renew, readers: oneReader, cardIsOwn: true)
        desk.insert(due, into: "Reader A")
        desk.answerAll(answers)
        desk.remove(from: "Reader A")
        #expect(!desk.transcript.contains { $0.hasPrefix("guard") }, "it may be taken to another computer")
        desk.insert(.holder, into: "Reader A")
        #expect(desk.transcript.last == "guard cardChanged")
        desk.remove(from: "Reader A")
        desk.insert(due, into: "Reader A")
        #expect(
            desk.transcript.suffix(3) == [
                "card holder inserted 000000000100", "restored cardChanged", "ask step.1",
            ])
    }

    @Test func `the address on the own profile is changed there, with the log-in as a step`() {
        var desk = SessionDriver(.email, readers: oneReader, cardIsOwn: true)
        desk.insert(DeskCard(uuid: "000000000100"), into: "Reader A")
        desk.answerAll(answers)
        #expect(desk.transcript.contains("decision edit-own-profile"))
        #expect(desk.questions.last?.steps.first?.text.hasPrefix("Open Care Identity Management") == true)
        desk.doSteps()
        desk.answer("succeeded")
        #expect(desk.outcome == .confirmedByOperator)
    }

    @Test func `a lost card of one's own needs no card in the reader`() {
        var desk = SessionDriver(.replace, cardIsOwn: true)
        desk.answerAll(["replace.reason": "lost", "holder.uuid": "000000000100", "holder.confirmed": true])
        #expect(desk.transcript.contains { $0.hasPrefix("decision") })
    }

    @Test func `where the own card is found in another's place, the session can be about it from there on`() {
        var desk = SessionDriver(.renew, readers: oneReader)
        desk.insert(DeskCard(uuid: "000000000100", daysLeft: 30), into: "Reader A")
        desk.answer(9)
        desk.remove(from: "Reader A")
        desk.insert(due, into: "Reader A")
        #expect(desk.transcript.last == "guard sameCardTwice")
        #expect(desk.messages.contains { $0.contains("about your own card") })
        desk.clearTranscript()
        desk.send(.answer(key: "holder.isOperator", true))
        #expect(desk.transcript.first == "cardIsOwn")
        #expect(desk.transcript.contains("restored sameCardTwice"))
        desk.answerAll(answers)
        #expect(desk.transcript.contains("decision self-renew"))
        desk.doSteps(butLast: { desk in desk.change(in: "Reader A") { $0.renew() } })
        #expect(desk.outcome == .verified)
        #expect(Set(desk.records.suffix(3).map(\.operatorUUID)) == ["000000000100"])
        #expect(SessionState.replaying(desk.session.entries, from: desk.session.start) == desk.session.state)
    }

    @Test func `one's own UUID that is typed for another's is offered as a session about the own card`() {
        var desk = SessionDriver(.unlock)
        desk.insert(.operator, into: "Reader A")
        desk.answer(true)
        desk.answer(9)
        desk.insert(DeskCard(uuid: nil), into: "Reader B")
        #expect(desk.lastQuestion == "holder.uuid")
        desk.answer("000000000100")
        #expect(desk.rejections.last?.isAboutOwnCard == true)
        desk.send(.answer(key: "holder.isOperator", true))
        #expect(desk.transcript.contains("cardIsOwn"))
    }

    @Test func `nowhere else can it be said that the card is one's own`() {
        var desk = SessionDriver(.unlock)
        desk.send(.answer(key: "holder.isOperator", true))
        #expect(desk.rejections.last?.code == .noQuestion)
        desk.bothCards()
        desk.send(.answer(key: "holder.isOperator", true))
        #expect(desk.rejections.last?.code == .otherKey)
        #expect(!desk.transcript.contains("cardIsOwn"))
    }
}
