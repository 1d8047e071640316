import CardIdentity

/// The operator's card: alone at first, read once, then watched by state and ATR only.
extension DeskSession {
    mutating func seekOperator() {
        let place = desk.reader(assignedTo: .operator).map { "the operator's reader, \($0.name)" } ?? "a reader"
        let inserted = desk.insertions
        guard !desk.readers.isEmpty else {
            return prompt("There is no card reader. Plug one in; the session goes on by itself.")
        }
        guard let only = inserted.first else {
            return prompt("Put your own card, and no other, into \(place).", waitingFor: "operator.card")
        }
        guard inserted.count == 1 else {
            return prompt(
                "There are \(inserted.count) cards in. Leave only your own in, for now: "
                    + "two cards at the log-in to CIM give ERR1002.")
        }
        if let own = desk.reader(assignedTo: .operator), own.name != only.reader {
            return prompt("The card is in \(only.reader). Put your own card into \(place).")
        }
        guard !only.isMute else { return promptMute(only) }
        start(Reading(insertion: only, purpose: .bindOperator))
    }

    mutating func bindOperator(_ reading: Reading, _ report: CardReport) {
        let insertion = reading.insertion
        if report.mayBeReadLater, reading.attempt < DeskSession.mostAttempts {
            return readAgain(reading, after: report)
        }
        if report.namesSeveralPeople {
            record(.cardRead(.operator, report))
            return refuseConflict(insertion)
        }
        operatorAtDesk = OperatorAtDesk(
            reader: insertion.reader, epoch: insertion.epoch, atr: insertion.atr, uuid: report.uuid?.value.digits)
        effects.append(
            .card(
                .operator, .inserted, reader: insertion.reader, epoch: insertion.epoch,
                uuid: report.uuid?.value.digits))
        effects.append(.report(.operator, report))
        record(.cardRead(.operator, report))
        if report.has(.inUse) {
            say(
                .warning,
                "Another program uses your card, perhaps CIM already. It is left alone, so it can't say whose it is.")
        }
        if report.passcode.state == .locked {
            say(.warning, "Your own card is locked. CIM won't let you in with it.")
        }
        if report.renewal.state == .expired {
            say(.warning, "Your own card's certificates have expired. CIM won't let you in with it.")
        }
    }

    mutating func operatorCardRemoved(_ insertion: Insertion) {
        operatorAtDesk?.isPresent = false
        operatorAtDesk?.tentativeEpoch = nil
        effects.append(
            .card(
                .operator, .removed, reader: insertion.reader, epoch: insertion.epoch, uuid: operatorAtDesk?.uuid))
        guard !operatorMayBeAway, !isStopped(by: .readerLost, .serviceLost, .operatorCardChanged) else { return }
        raise(
            .operatorCardRemoved,
            "Your own card is out of \(insertion.reader). CIM may have logged you out. Put it back there.")
    }

    /// A card where the operator's was: its ATR is all that may be looked at.
    mutating func insertedWhereOperatorWas(_ insertion: Insertion) {
        guard let known = operatorAtDesk else { return }
        let isAlike = insertion.atr == known.atr && !insertion.isMute
        effects.append(
            .card(
                .operator, .inserted, reader: insertion.reader, epoch: insertion.epoch,
                uuid: nil))
        guard isAlike else {
            guard !operatorMayBeAway else { return }
            offender = insertion
            return raise(
                .operatorCardChanged,
                "The card in \(insertion.reader) is not your own: it is of another kind. "
                    + "Take it out and put your own card back.")
        }
        if holderIsAway {
            operatorAtDesk?.tentativeEpoch = insertion.epoch
        } else {
            acceptOperator(epoch: insertion.epoch)
        }
    }

    /// The operator's card is taken to be back. It is not read: selecting an application would end the log-in.
    mutating func acceptOperator(epoch: UInt64) {
        operatorAtDesk?.epoch = epoch
        operatorAtDesk?.isPresent = true
        operatorAtDesk?.tentativeEpoch = nil
    }

    /// The holder's card was bound and is out, so that a card alike the operator's could be the holder's.
    var holderIsAway: Bool {
        guard let card = holder?.card else { return false }
        return !card.isPresent
    }

    mutating func promptMute(_ insertion: Insertion) {
        prompt(
            "The card in \(insertion.reader) doesn't answer. Take it out, check that it is the right way round, "
                + "chip first, and put it in again.")
    }
}
