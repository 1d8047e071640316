import Handbook
import JSON
import Testing

@testable import DeskSession

/// Whose card is whose, in a session that is taken up: the log says it, wherever the cards lie now.
@Suite struct TakingUpTests {
    private func killed(at key: String) -> SessionDriver {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll(assistedAnswers.filter { $0.key != key })
        if key.hasPrefix("step.") { #expect(desk.lastQuestion == key) }
        return desk
    }

    private var other: DeskCard { DeskCard(uuid: "000000000200") }

    @Test(arguments: ["holder.email", "step.1"])
    func `the holder's card, found first where the operator's was, isn't taken for the operator's`(key: String) throws {
        var desk = killed(at: key)
        try desk.takeUp(with: [("Reader A", .holder)])
        #expect(desk.transcript.last == "ask cim.loggedIn")
        desk.clearTranscript()
        desk.answer(false)
        #expect(desk.transcript == ["card holder inserted 000123456789", "wait operator.card"])
        #expect(desk.messages.last == "The card in Reader A is the holder's. Take it out, and insert your own.")
        #expect(desk.session.state.operatorCard == nil)

        desk.remove(from: "Reader A")
        desk.insert(.operator, into: "Reader A")
        desk.insert(.holder, into: "Reader B")
        #expect(desk.standing?.key == "cim.loggedIn", "\(desk.transcript)")
        desk.answer(true)
        #expect(desk.session.state.operatorCard?.uuid == DeskCard.operator.uuid)
        #expect(desk.session.state.holderCard?.uuid == DeskCard.holder.uuid && desk.session.state.isHolderPresent)
        #expect(desk.standing?.key == key, "\(desk.transcript)")
    }

    @Test func `the holder's card in its own place is known before the operator's is looked for`() throws {
        var desk = killed(at: "step.1")
        try desk.takeUp(with: [("Reader B", .holder)])
        desk.answer(false)
        #expect(desk.messages.last == "Take the holder's card out, and insert your own, alone, into a reader.")
        desk.remove(from: "Reader B")
        // Into the other reader than before, which is empty now.
        desk.insert(.holder, into: "Reader A")
        #expect(desk.messages.last == "The card in Reader A is the holder's. Take it out, and insert your own.")
        #expect(desk.session.state.operatorCard == nil)
    }

    @Test func `killed again while the holder's card lies in the operator's place, it is still the holder's`() throws {
        var desk = killed(at: "step.1")
        try desk.takeUp(with: [("Reader A", .holder)])
        desk.answer(false)
        try desk.takeUp(with: [("Reader A", .holder)])
        #expect(desk.session.state.operatorCard == nil && desk.transcript.last == "wait operator.card")
        desk.remove(from: "Reader A")
        desk.insert(.operator, into: "Reader A")
        desk.insert(.holder, into: "Reader B")
        desk.answer(true)
        #expect(desk.standing?.key == "step.1", "\(desk.transcript)")
    }

    @Test func `another operator's card is taken for what it is, and the holder's afterwards for the holder's`() throws
    {
        var desk = killed(at: "step.1")
        try desk.takeUp(with: [("Reader A", other), ("Reader B", .holder)])
        desk.answer(false)
        #expect(desk.messages.last?.contains("There are 2 cards in") == true)
        desk.remove(from: "Reader B")
        #expect(desk.session.state.operatorCard?.uuid == other.uuid)
        #expect(desk.transcript.contains("record outcome assisted-unlock abandoned"))
        desk.answer(true)
        desk.insert(.holder, into: "Reader B")
        #expect(desk.session.state.isHolderPresent)
    }

    @Test func `the operator's card isn't taken for the holder's, wherever it lies`() throws {
        var desk = killed(at: "step.1")
        try desk.takeUp(with: [("Reader A", .holder), ("Reader B", .operator)])
        #expect(desk.transcript.last == "guard cardsExchanged", "\(desk.transcript)")
        for reader in ["Reader A", "Reader B"] { desk.remove(from: reader) }
        desk.insert(.operator, into: "Reader A")
        desk.insert(.holder, into: "Reader B")
        desk.answer(true)
        #expect(desk.standing?.key == "step.1", "\(desk.transcript)")
    }

    /// Which of two cards with one answer to reset it is shows only when the holder's is read.
    @Test func `with a card where the operator's was, the log-in is asked for, and then the holder's card`() throws {
        var desk = killed(at: "holder.email")
        try desk.takeUp(with: [("Reader A", .operator)])
        #expect(desk.transcript.last == "ask cim.loggedIn")
        desk.answer(true)
        #expect(desk.transcript.last == "wait holder.card")
        #expect(desk.messages.last == "Insert the holder's card into Reader B. Your own card stays in.")
        desk.insert(.holder, into: "Reader B")
        #expect(desk.transcript.last == "ask holder.email", "\(desk.transcript)")
    }
}
