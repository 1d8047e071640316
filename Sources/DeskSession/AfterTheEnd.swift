/// Cards that stayed in the readers when a session has ended: they are waited for, and what is left then is recorded.
struct AfterTheEnd {
    let loop: SessionLoop
    let machine: DeskSession

    /// Until the cards are out, somebody presses Enter, the input has ended, or the loop's patience has.
    ///
    /// - Throws: what the front end throws when nobody can be shown anything any more.
    func wait(
        on events: inout AsyncStream<SessionEvent>.Iterator,
        feeding continuation: AsyncStream<SessionEvent>.Continuation
    ) async throws {
        var cards = machine.cardsIn
        guard loop.frontEnd.waitsForCardsOut, machine.hasEnded, !cards.isEmpty else { return }
        try await loop.frontEnd.show(.wait(Wait(code: .cardsOut, text: machine.textForCardsIn)))
        let timer = Task { [patience = loop.patienceForCards] in
            guard (try? await Task.sleep(for: patience)) != nil else { return }
            continuation.yield(.tick)
        }
        defer { timer.cancel() }
        while !cards.isEmpty, let event = await events.next() {
            switch event {
            case .removed(let reader, let epoch):
                let left = cards.firstIndex { $0.reader == reader && $0.epoch == epoch }
                guard let left else { continue }
                let card = cards.remove(at: left)
                try await loop.frontEnd.show(
                    .card(card.role, .removed, reader: card.reader, epoch: card.epoch, uuid: card.uuid))
            case .readerDetached(let reader): cards.removeAll { $0.reader == reader }
            case .tick:
                try? await loop.log.append(machine.recordOf(.cardsLeft(cards.map(\.reader))))
                return
            case .acknowledged, .noMoreAnswers, .stopped, .interrupted, .serviceLost: return
            default: continue
            }
        }
    }
}

extension DeskSession {
    struct CardIn: Hashable {
        var role: CardRole
        var reader: String
        var epoch: UInt64
        var uuid: String?
    }

    /// The cards of this session that are in a reader.
    var cardsIn: [CardIn] {
        var cards: [CardIn] = []
        if let own = state.operatorCard, state.isOperatorPresent {
            cards.append(CardIn(role: .operator, reader: own.reader, epoch: own.epoch, uuid: own.uuid))
        }
        if let card = state.holderCard, state.isHolderPresent {
            cards.append(CardIn(role: .holder, reader: card.reader, epoch: card.epoch, uuid: course.subjectUUID))
        }
        return cards
    }

    var textForCardsIn: String {
        let cards = cardIsOwn ? "your card" : cardsIn.count == 2 ? "both cards" : "the card"
        return state.operatorCard == nil || cardIsOwn
            ? "Take \(cards) out. Leave none behind." : "Log out of CIM, and take \(cards) out. Leave none behind."
    }
}
