import CardIdentity

/// What happens at the readers.
extension DeskSession {
    mutating func deskSeen(_ readers: [DeskReader], _ insertions: [Insertion]) {
        let isFirst = !hasSeenDesk
        hasSeenDesk = true
        let before = desk
        desk.replaceAll(readers, insertions)
        lastActivity = now.elapsed
        if isFirst {
            record(.started(settings.workflow))
            if settings.cardIsOwn {
                say(.information, "This session is about your own card. Where a line says 'the holder', that is you.")
            }
            return
        }
        isServiceAway = false
        // Epochs are new; whether a card stayed in can't be known. Both are looked at as if they had come back.
        for gone in before.insertions { left(gone) }
        for insertion in insertions { cameIn(insertion) }
        if let own = operatorAtDesk, !own.isPresent, own.tentativeEpoch == nil, !operatorMayBeAway {
            raise(.operatorCardRemoved, "Your own card is out. CIM may have logged you out. Put it back.")
        }
        if holderIsAway, !holderMayBeAway, holderCandidates.isEmpty {
            raise(.cardRemoved, "The holder's card is out. Put the same card back.")
        }
    }

    mutating func serviceLost() {
        isServiceAway = true
        laterReading = nil
        raise(.serviceLost, "The card service (pcscd) stopped answering; waiting for it.")
    }

    mutating func readerAttached(_ reader: DeskReader) {
        desk.attach(reader)
        lastActivity = now.elapsed
        // A reader that was unplugged may come back under another name.
        if let own = operatorAtDesk, !own.isPresent, !desk.has(own.reader), reader.assignedTo != .holder {
            operatorAtDesk?.reader = reader.name
        }
    }

    mutating func readerDetached(_ name: String) {
        lastActivity = now.elapsed
        let insertion = desk.insertion(in: name)
        desk.detach(name)
        let holds = operatorAtDesk?.reader == name || holder?.card?.reader == name
        if holds, !holderMayBeAway {
            raise(.readerLost, "The reader \(name) is gone. Plug it in again, with the same card in it.")
        }
        if let insertion { left(insertion) }
    }

    mutating func inserted(_ insertion: Insertion) {
        guard desk.has(insertion.reader) else { return }
        if let before = desk.insertion(in: insertion.reader), before.epoch != insertion.epoch { left(before) }
        desk.insert(insertion)
        lastActivity = now.elapsed
        cameIn(insertion)
    }

    mutating func removed(from reader: String, epoch: UInt64) {
        guard let insertion = desk.insertion(in: reader), desk.remove(from: reader, epoch: epoch) else { return }
        lastActivity = now.elapsed
        left(insertion)
    }

    private mutating func cameIn(_ insertion: Insertion) {
        guard let own = operatorAtDesk, !own.isPresent, insertion.reader == own.reader else { return }
        // With one reader the next card in it is the holder's.
        if desk.readers.count == 1, cardsMayLeave == true { return }
        insertedWhereOperatorWas(insertion)
    }

    private mutating func left(_ insertion: Insertion) {
        if laterReading?.reading.insertion == insertion { laterReading = nil }
        if refusedInsertion == insertion {
            refusedInsertion = nil
            lastPrompt = ""
        }
        if unnamedCard?.epoch == insertion.epoch, unnamedCard?.reader == insertion.reader {
            unnamedCard = nil
            if standing?.key == "holder.uuid" { standing = nil }
        }
        if operatorAtDesk?.tentativeEpoch == insertion.epoch { operatorAtDesk?.tentativeEpoch = nil }
        if let own = operatorAtDesk, own.isPresent, own.reader == insertion.reader, own.epoch == insertion.epoch {
            operatorCardRemoved(insertion)
        } else if let card = holder?.card, card.isPresent, card.reader == insertion.reader,
            card.epoch == insertion.epoch
        {
            holderCardRemoved(insertion)
        }
        if offender == insertion { offender = nil }
    }

    /// A card was read, or at least looked at.
    mutating func read(_ report: CardReport, reader: String, epoch: UInt64) {
        guard let current = reading, current.insertion.reader == reader, current.insertion.epoch == epoch else {
            return
        }
        reading = nil
        readingNotice = nil
        guard desk.insertion(in: reader) == current.insertion else { return }
        switch current.purpose {
        case .bindOperator: bindOperator(current, report)
        case .bindHolder: bindHolder(current, report)
        case .recogniseHolder: recognised(current, report)
        case .verify: lookedAfterSteps(current, report)
        }
    }
}
