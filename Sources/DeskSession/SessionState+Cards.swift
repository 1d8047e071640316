import CardIdentity
import Handbook
import JSON

/// What happens at the readers.
extension SessionState {
    /// How often a card that can't be read now is read, once a second.
    static let mostAttempts = 10

    var isOperatorPresent: Bool {
        guard let own = operatorCard else { return false }
        return desk.insertion(in: own.reader)?.epoch == own.epoch
    }

    var isHolderPresent: Bool {
        guard let card = holderCard else { return false }
        return desk.insertion(in: card.reader)?.epoch == card.epoch
    }

    mutating func deskSeen(_ readers: [DeskReader], _ insertions: [Insertion]) {
        hasSeenDesk = true
        isServiceAway = false
        // Epochs are new; whether a card stayed in can't be known. Each is looked at as if it had come back.
        for gone in desk.insertions { left(gone) }
        desk.replaceAll(readers, insertions)
        readerCount = max(readerCount, readers.count)
        for insertion in insertions { cameIn(insertion) }
    }

    mutating func attached(_ reader: DeskReader) {
        desk.attach(reader)
        readerCount = max(readerCount, desk.readers.count)
        // A reader that was unplugged may come back under another name.
        if let own = operatorCard, !desk.has(own.reader), reader.assignedTo != .holder {
            operatorCard?.reader = reader.name
        }
    }

    mutating func detached(_ name: String) {
        let insertion = desk.insertion(in: name)
        desk.detach(name)
        if let insertion { left(insertion) }
    }

    mutating func inserted(_ insertion: Insertion) {
        guard desk.has(insertion.reader) else { return }
        if let before = desk.insertion(in: insertion.reader), before.epoch != insertion.epoch { left(before) }
        desk.insert(insertion)
        cameIn(insertion)
    }

    mutating func removed(from reader: String, epoch: UInt64) {
        guard let insertion = desk.insertion(in: reader), desk.remove(from: reader, epoch: epoch) else { return }
        left(insertion)
    }

    /// A card where the operator's was: its ATR is all that may be looked at.
    private mutating func cameIn(_ insertion: Insertion) {
        guard let own = operatorCard, insertion.reader == own.reader, insertion.epoch != own.epoch,
            insertion.atr == own.atr, !insertion.isMute, desk.readers.count > 1
        else { return }
        if holderCard != nil, !isHolderPresent {
            operatorCard?.tentativeEpoch = insertion.epoch
        } else {
            operatorCard?.epoch = insertion.epoch
        }
    }

    private mutating func left(_ insertion: Insertion) {
        if retry?.insertion == insertion { retry = nil }
        if operatorCard?.tentativeEpoch == insertion.epoch { operatorCard?.tentativeEpoch = nil }
        if let before = unconfirmed, holderCard?.epoch == insertion.epoch, holderCard?.reader == insertion.reader {
            // A card that nobody has confirmed goes: the session rests on the one before it.
            holderCard = before
            unconfirmed = nil
        }
        if stranger?.insertion == insertion {
            stranger?.isIn = false
            if holderCard == nil || openRun == nil || stranger?.kind == .holders { stranger = nil }
        }
        // What was read of a card says nothing of what comes after it.
        if holderCard?.epoch == insertion.epoch { look = nil }
    }
}

// MARK: - Readings

extension SessionState {
    mutating func read(_ report: CardReport, of insertion: Insertion, for purpose: ReadingPurpose) {
        guard desk.insertion(in: insertion.reader) == insertion else { return }
        switch purpose {
        case .operator: readOperator(report, insertion)
        case .holder: readHolder(report, insertion)
        case .look: lookedAt(report, insertion)
        }
    }

    private mutating func readOperator(_ report: CardReport, _ insertion: Insertion) {
        if report.mayBeReadLater, tryAgain(insertion) { return }
        retry = nil
        if report.namesSeveralPeople {
            stranger = Stranger(kind: .namesSeveral, insertion: insertion)
        } else if let uuid = report.uuid?.value.digits, uuid == knownHolderUUID {
            // As in a session that is taken up: the log says whose card this is.
            stranger = Stranger(kind: .holders, insertion: insertion)
        } else {
            operatorCard = OperatorCard(
                reader: insertion.reader, epoch: insertion.epoch, atr: insertion.atr,
                uuid: report.uuid?.value.digits)
        }
    }

    /// Whom the session is about, where a card or a person has said it.
    private var knownHolderUUID: String? { holderCard?.uuid ?? answer(.own(.holderUUID))?.value.string }

    /// - Returns: false when it was tried often enough.
    private mutating func tryAgain(_ insertion: Insertion) -> Bool {
        let attempts = retry?.insertion == insertion ? retry?.attempts ?? 0 : 0
        guard attempts < SessionState.mostAttempts else { return false }
        retry = Retry(insertion: insertion, attempts: attempts + 1, elapsed: now.elapsed)
        return true
    }

    private mutating func readHolder(_ report: CardReport, _ insertion: Insertion) {
        let isUnread =
            report.mayBeReadLater
            || (holderCard?.uuid != nil && report.uuid == nil && !report.namesSeveralPeople)
        if isUnread, tryAgain(insertion) { return }
        retry = nil
        if report.namesSeveralPeople {
            stranger = Stranger(kind: .namesSeveral, insertion: insertion)
        } else if let uuid = report.uuid?.value.digits, uuid == operatorCard?.uuid {
            let isExchanged =
                holderCard != nil && !isOperatorPresent
                && operatorCard.flatMap { desk.insertion(in: $0.reader) } != nil
            stranger = Stranger(kind: .operators(isExchanged: isExchanged), insertion: insertion)
        } else if let known = holderCard {
            recognise(report, insertion, as: known)
        } else {
            stranger = nil
            holderCard = HolderCard(
                reader: insertion.reader, epoch: insertion.epoch, atr: insertion.atr, report: report,
                confirmationEpoch: insertion.epoch, since: now.elapsed)
            acceptOperator()
        }
    }

    private mutating func recognise(_ report: CardReport, _ insertion: Insertion, as known: HolderCard) {
        let recognition = CardRecognition(
            report, after: known.report, of: known.uuid ?? answer(.own(.holderUUID))?.value.string ?? "",
            certificatesMayBeNew: mayHaveChangedCertificates)
        var back = HolderCard(
            reader: insertion.reader, epoch: insertion.epoch, atr: insertion.atr, report: report,
            confirmationEpoch: insertion.epoch, since: now.elapsed)
        switch recognition {
        case .same: back.confirmationEpoch = known.confirmationEpoch
        case .perhapsRenewed, .unidentified:
            back.recognition = recognition
            unconfirmed = known
        case .anotherOfThePerson, .anotherPersons, .unlike, .namesSeveral:
            guard openRun == nil else {
                stranger = Stranger(
                    kind: .another(recognition, uuid: report.uuid?.value.digits), insertion: insertion)
                return
            }
            leaveCardBehind(samePerson: recognition == .anotherOfThePerson)
        }
        holderCard = back
        stranger = nil
        acceptOperator()
    }

    /// A renewal or repair was begun, so that the card's certificates may be new.
    private var mayHaveChangedCertificates: Bool {
        runs.contains { run in
            if case .onCard(let change) = run.plan.kind { change != .unlock } else { false }
        }
    }

    /// Now that one card is known to be the holder's, the other of two alike can be the operator's.
    private mutating func acceptOperator() {
        guard let epoch = operatorCard?.tentativeEpoch else { return }
        operatorCard?.epoch = epoch
        operatorCard?.tentativeEpoch = nil
    }

    private mutating func lookedAt(_ report: CardReport, _ insertion: Insertion) {
        if report.namesSeveralPeople {
            stranger = Stranger(kind: .namesSeveral, insertion: insertion)
            holderCard?.epoch = 0
        } else if let known = holderCard?.uuid, let uuid = report.uuid?.value.digits, uuid != known {
            // The same insertion and another UUID: the card was written for somebody else.
            stranger = Stranger(kind: .another(.anotherPersons, uuid: uuid), insertion: insertion)
            holderCard?.epoch = 0
        } else {
            look = Look(report: report, at: count, elapsed: now.elapsed)
        }
    }
}
