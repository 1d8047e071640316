import CardIdentity
import DeskSession
import Handbook
import JSON
import Testing

/// Answers that lead an unlock to assisted work.
let assistedAnswers: [String: JSONValue] = [
    "holder.confirmed": true, "card.series": 9, "holder.passcodeKnown": false, "holder.email": "none",
    "holder.mobileOnProfile": false, "holder.emailOwnedByESR": true, "holder.present": true,
]

@Suite struct GuardTests {
    /// Both cards in, the right person, and the first step shown.
    private func atFirstStep(operator own: DeskCard = .operator, holder: DeskCard = .holder) -> SessionDriver {
        var desk = SessionDriver(.unlock)
        desk.bothCards(operator: own, holder: holder)
        desk.answerAll(assistedAnswers)
        desk.clearTranscript()
        return desk
    }

    @Test func `the holder's card out stops the session, and the same card goes on`() {
        var desk = atFirstStep()
        let card = desk.remove(from: "Reader B") ?? .holder
        desk.insert(card, into: "Reader B")
        #expect(
            desk.transcript == [
                "card holder removed 000123456789", "guard cardRemoved", "card holder inserted 000123456789",
                "restored cardRemoved", "ask step.1",
            ])
    }

    @Test func `another card stops the session until the right one is back`() {
        var desk = atFirstStep()
        let card = desk.remove(from: "Reader B") ?? .holder
        desk.insert(DeskCard(uuid: "000999999999", triesLeft: 0), into: "Reader B")
        desk.remove(from: "Reader B")
        desk.insert(card, into: "Reader B")
        #expect(
            desk.transcript == [
                "card holder removed 000123456789", "guard cardRemoved", "card holder inserted 000999999999",
                "guard cardChanged", "card holder inserted 000123456789", "restored cardRemoved",
                "restored cardChanged", "ask step.1",
            ])
    }

    @Test func `a swap that reaches the session as removal and insertion is a changed card`() {
        var desk = atFirstStep()
        // The same reader, a new epoch, and no removal told in between.
        desk.insert(DeskCard(uuid: "000999999999", triesLeft: 0), into: "Reader B")
        #expect(desk.transcript.contains("guard cardChanged"))
    }

    @Test func `cards of one kind exchanged between the readers are told by reading the holder's reader only`() {
        var desk = atFirstStep()
        let own = desk.remove(from: "Reader A") ?? .operator
        let card = desk.remove(from: "Reader B") ?? .holder
        desk.insert(card, into: "Reader A")
        desk.insert(own, into: "Reader B")
        #expect(desk.transcript.last == "guard cardsExchanged")
        #expect(!desk.transcript.contains { $0.hasPrefix("restored") })
        desk.clearTranscript()
        desk.remove(from: "Reader A")
        desk.remove(from: "Reader B")
        desk.insert(own, into: "Reader A")
        #expect(!desk.transcript.contains { $0.hasPrefix("restored") })
        desk.insert(card, into: "Reader B")
        #expect(
            desk.transcript.suffix(4) == [
                "restored operatorCardRemoved", "restored cardRemoved", "restored cardsExchanged", "ask cim.loggedIn",
            ])
        #expect(desk.readings.filter { $0.reader == "Reader A" }.count == 1)
    }

    @Test func `the operator's card out is waited for and never read again`() {
        var desk = atFirstStep()
        let own = desk.remove(from: "Reader A") ?? .operator
        desk.insert(own, into: "Reader A")
        #expect(
            desk.transcript == [
                "card operator removed 000000000100", "guard operatorCardRemoved", "card operator inserted -",
                "restored operatorCardRemoved", "ask cim.loggedIn",
            ])
        desk.answer(true)
        #expect(desk.transcript.last == "ask step.1")
        #expect(desk.readings.filter { $0.reader == "Reader A" }.count == 1)
    }

    @Test func `a card of another kind where the operator's was is not taken for it`() {
        var desk = atFirstStep()
        let own = desk.remove(from: "Reader A") ?? .operator
        desk.insert(DeskCard(uuid: "000777777777", atr: [0x3B, 0x81, 0x00]), into: "Reader A")
        #expect(desk.transcript.last == "guard operatorCardChanged")
        desk.remove(from: "Reader A")
        desk.insert(own, into: "Reader A")
        #expect(
            desk.transcript.suffix(4) == [
                "restored operatorCardChanged", "card operator inserted -", "restored operatorCardRemoved",
                "ask cim.loggedIn",
            ])
    }

    @Test func `the operator's own UUID on the holder's card stops the session before anything is asked`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards(holder: .operator)
        #expect(desk.transcript.last == "guard sameCardTwice")
        #expect(desk.lastQuestion == "card.series")
        #expect(!desk.records.contains { if case .guardRaised = $0.kind { true } else { false } })
        desk.remove(from: "Reader B")
        desk.insert(.holder, into: "Reader B")
        #expect(desk.transcript.contains("restored sameCardTwice"))
        #expect(desk.transcript.last == "ask holder.confirmed")
    }

    @Test func `a reader that vanishes is waited for`() {
        var desk = atFirstStep()
        let card = desk.remove(from: "Reader B") ?? .holder
        desk.send(.readerDetached("Reader B"))
        desk.send(.readerAttached(DeskReader(name: "Reader B")))
        desk.insert(card, into: "Reader B")
        #expect(
            desk.transcript.filter { $0.hasPrefix("guard") } == ["guard cardRemoved", "guard readerLost"])
        #expect(desk.transcript.last == "ask step.1")
    }

    @Test func `a service that dies and comes back with the same cards goes on`() {
        var desk = atFirstStep()
        desk.send(.serviceLost("The service is away."))
        desk.restoreService()
        #expect(desk.transcript.first == "guard serviceLost")
        // Whether the operator's card stayed in can't be known.
        #expect(desk.transcript.suffix(2) == ["restored serviceLost", "ask cim.loggedIn"])
        desk.answer(true)
        #expect(desk.transcript.last == "ask step.1")
        #expect(!desk.transcript.contains("guard cardRemoved"))
        #expect(desk.readings.filter { $0.reader == "Reader A" }.count == 1)
    }

    @Test func `a service that comes back without the holder's card waits for the card`() {
        var desk = atFirstStep()
        desk.send(.serviceLost("The service is away."))
        let card = desk.cards.removeValue(forKey: "Reader B")?.card ?? .holder
        desk.restoreService()
        #expect(desk.transcript.last == "restored serviceLost")
        #expect(desk.transcript.contains("guard cardRemoved"))
        desk.insert(card, into: "Reader B")
        #expect(desk.transcript.last == "ask cim.loggedIn")
    }

    @Test func `an answer while the session is stopped is refused, and the question comes again`() {
        var desk = atFirstStep()
        let card = desk.remove(from: "Reader B") ?? .holder
        desk.answer("done")
        #expect(desk.transcript.last == "rejected noQuestion")
        desk.insert(card, into: "Reader B")
        #expect(desk.transcript.last == "ask step.1")
    }

    @Test func `a mute card is asked to be turned round, and read when it answers`() {
        var desk = SessionDriver(.unlock)
        desk.insert(.operator, into: "Reader A")
        desk.answer(true)
        desk.answer(9)
        var card = DeskCard.holder
        card.isMute = true
        desk.insert(card, into: "Reader B")
        #expect(desk.messages.last?.contains("doesn't answer") == true)
        desk.remove(from: "Reader B")
        desk.insert(.holder, into: "Reader B")
        #expect(desk.lastQuestion == "holder.confirmed")
    }
}
