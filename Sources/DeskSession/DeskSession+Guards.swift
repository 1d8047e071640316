import CardIdentity
import Handbook

/// What stops a session, and what puts it right.
extension DeskSession {
    mutating func raise(_ code: GuardCode, _ text: String) {
        guard !guards.contains(code) else { return }
        guards.append(code)
        if standing != nil { isSuspended = true }
        plan?.deadline = nil
        plan?.after = nil
        lastPrompt = ""
        effects.append(.raised(RaisedGuard(code: code, text: text)))
        record(.guardRaised(code))
    }

    mutating func holderCardRemoved(_ insertion: Insertion) {
        forgetReturned()
        holder?.card?.isPresent = false
        effects.append(
            .card(.holder, .removed, reader: insertion.reader, epoch: insertion.epoch, uuid: holder?.uuid))
        guard !holderMayBeAway, !guards.contains(.readerLost), !guards.contains(.serviceLost) else { return }
        raise(.cardRemoved, "The holder's card is out of \(insertion.reader). Put the same card back.")
    }

    /// A card in the holder's reader while the holder's card is away: it is read, to see whose it is.
    mutating func recogniseHolder() {
        guard !isServiceAway, let card = holder?.card, !card.isPresent, isHolderExpected,
            let insertion = holderCandidates.first(where: { $0 != offender })
        else { return }
        guard !insertion.isMute else { return promptMute(insertion) }
        start(Reading(insertion: insertion, purpose: .recogniseHolder))
    }

    mutating func recognised(_ reading: Reading, _ report: CardReport) {
        let insertion = reading.insertion
        guard let known = holder, let bound = known.card else { return }
        if report.uuid == nil, !report.namesSeveralPeople,
            !known.isTyped || report.has(.inUse) || report.has(.cardLost), reading.attempt < DeskSession.mostAttempts
        {
            return readAgain(reading, after: report)
        }
        let uuid = report.uuid?.value.digits
        effects.append(.card(.holder, .inserted, reader: insertion.reader, epoch: insertion.epoch, uuid: uuid))
        record(.cardRead(.holder, report))
        let recognition = CardRecognition(
            report, after: bound.report, of: known.uuid, certificatesMayBeNew: hasBegunRenewal)
        if recognition == .same || recognition.needsConfirming {
            return holderIsBack(insertion, report, recognition)
        }
        if recognition == .namesSeveral { return refuseConflict(insertion) }
        offender = insertion
        if let uuid, uuid == operatorAtDesk?.uuid { return refuseOwnCard(insertion) }
        refuseAnotherCard(insertion, recognition, uuid)
    }

    private mutating func refuseAnotherCard(_ insertion: Insertion, _ recognition: CardRecognition, _ uuid: String?) {
        let what =
            switch recognition {
            case .anotherOfThePerson: "is another card of the same person: it has other certificates."
            case .anotherPersons: "is another person's: its UUID is \(uuid ?? "another")."
            default: "can't be recognised."
            }
        raise(
            .cardChanged,
            "The card in \(insertion.reader) \(what) Nothing is done to it. Take it out, and put the card "
                + "with UUID \(holder?.uuid ?? "that was worked on") back.")
    }

    /// A card that names different people is left alone, whoever's place it has.
    mutating func refuseConflict(_ insertion: Insertion) {
        offender = insertion
        raise(
            .identityConflict,
            "The certificates of the card in \(insertion.reader) name different people. Nothing is done with it. "
                + "Take it out, and have the Registration Authority look at it.")
    }

    private mutating func holderIsBack(
        _ insertion: Insertion, _ report: CardReport, _ recognition: CardRecognition
    ) {
        guard let before = holder?.card else { return }
        var report = report
        report.series = before.report.series
        holder?.card = HolderAtDesk.Card(
            reader: insertion.reader, epoch: insertion.epoch, atr: insertion.atr, report: report)
        plan?.cardHasReturned = true
        offender = nil
        if recognition.needsConfirming {
            holder?.returned = HolderAtDesk.Returned(recognition: recognition, before: before)
            // What was asked comes again once the card is confirmed.
            standing = nil
            isSuspended = false
        } else {
            learn(from: report)
        }
        // Now that one is known to be the holder's, the other of two alike can be the operator's.
        if let epoch = operatorAtDesk?.tentativeEpoch { acceptOperator(epoch: epoch) }
    }

    /// Somebody says whether the card that is in again is the right one.
    mutating func returnedCardConfirmed(_ isRight: Bool) {
        guard let returned = holder?.returned else { return }
        guard !isRight else {
            holder?.returned = nil
            if let report = holder?.card?.report { learn(from: report) }
            return
        }
        record(.refused(reason: "wrongCard"))
        let insertion = holder?.card.flatMap { desk.insertion(in: $0.reader) }
        forgetReturned()
        holder?.card?.isPresent = false
        guard let insertion else { return }
        offender = insertion
        refuseAnotherCard(insertion, returned.recognition, nil)
    }

    /// A card that nobody has confirmed goes: the session rests on the one before it.
    private mutating func forgetReturned() {
        guard let returned = holder?.returned else { return }
        holder?.returned = nil
        holder?.card = returned.before
        if standing?.key == "holder.confirmed" {
            standing = nil
            isSuspended = false
        }
    }

    /// The operator's UUID on the card that should be the holder's.
    mutating func refuseOwnCard(_ insertion: Insertion) {
        offender = insertion
        let stranger = operatorAtDesk.flatMap { own in own.isPresent ? nil : desk.insertion(in: own.reader) }
        if holder != nil, let stranger {
            operatorAtDesk?.tentativeEpoch = nil
            return raise(
                .cardsExchanged,
                "The cards are exchanged: your own is in \(insertion.reader), and another in \(stranger.reader). "
                    + "Take both out, and put each back where it was.")
        }
        let isInTwice = operatorAtDesk?.isPresent == true && desk.readers.count > 1
        raise(
            .sameCardTwice,
            isInTwice
                ? "Both cards have your own UUID. Take the one in \(insertion.reader) out, and put the holder's in."
                : "Your own card is in \(insertion.reader). Take it out, and put the holder's card in. "
                    + Question.forOwnCard)
    }

    /// Guards whose cause is gone.
    mutating func clearGuards() {
        for code in guards where isPutRight(code) {
            guards.removeAll { $0 == code }
            effects.append(.restored(code))
            record(.guardCleared(code))
            if code == .operatorCardRemoved {
                say(
                    .warning,
                    "Your card isn't read now, so check that it is yours, and that CIM still has you logged in.")
            }
        }
    }

    private func isPutRight(_ code: GuardCode) -> Bool {
        switch code {
        case .cardRemoved, .cardChanged, .sameCardTwice, .identityConflict: isHolderThere
        case .operatorCardRemoved, .operatorCardChanged: isOperatorThere
        case .cardsExchanged: isHolderThere && isOperatorThere
        case .readerLost: isHolderThere && isOperatorThere
        case .serviceLost:
            !isServiceAway
                && (isHolderThere || isStopped(by: .cardRemoved, .cardChanged, .sameCardTwice, .identityConflict))
                && (isOperatorThere || operatorAtDesk?.tentativeEpoch != nil
                    || isStopped(by: .operatorCardRemoved, .operatorCardChanged))
        }
    }

    private var isHolderThere: Bool {
        guard let card = holder?.card else { return offender == nil }
        return card.isPresent || (holderMayBeAway && offender == nil)
    }

    private var isOperatorThere: Bool {
        operatorMayBeAway || operatorAtDesk?.isPresent != false
    }

    func isStopped(by codes: GuardCode...) -> Bool {
        codes.contains { guards.contains($0) } || guards.contains(.cardsExchanged)
    }

    /// The holder's card may go to another computer, or it is the only card and its holder's own affair: the session
    /// follows it by UUID only.
    var holderMayBeAway: Bool {
        settings.cardIsOwn || cardsMayLeave == true || plan?.act.route.isForHolderAlone == true
    }

    /// Nothing is done in CIM under the operator's log-in now.
    var operatorMayBeAway: Bool { holderMayBeAway }

    /// With one reader, a card that goes in while the operator is to log in is the operator's and is not read.
    private var isHolderExpected: Bool {
        guard desk.readers.count == 1, !settings.cardIsOwn, let plan, plan.act.route.needsLogin else { return true }
        return plan.answers.count == plan.steps.count
    }
}
