import CardIdentity
import Handbook

/// The holder's card: bound by UUID, each insertion read anew.
extension DeskSession {
    mutating func seekHolder() {
        if unnamedCard != nil {
            return ask(.holderUUID(because: "The card can't say whose it is."))
        }
        guard settings.holderCardIsHere else {
            return ask(.holderUUID(because: "The holder's card isn't here."))
        }
        if workflow == .replace {
            guard let reason = facts.replace.reason else { return askFact(.replaceReason) }
            guard ![.lost, .stolen, .newStarter].contains(reason) else {
                return ask(.holderUUID(because: "There is no card to read."))
            }
        }
        let candidates = holderCandidates
        guard let card = candidates.first else { return prompt(holderWanted, waitingFor: "holder.card") }
        guard candidates.count == 1 else {
            return prompt(
                settings.cardIsOwn
                    ? "There are \(candidates.count) cards in. Leave only your own in."
                    : "There are \(candidates.count) more cards in. Leave only the holder's in, beside your own.")
        }
        guard card != refusedInsertion else { return }
        guard !card.isMute else { return promptMute(card) }
        start(Reading(insertion: card, purpose: .bindHolder))
    }

    /// Readers in which a holder's card is looked for. The operator's reader is left alone, unless it is the only one.
    func mayHoldHolder(_ reader: String) -> Bool {
        if settings.cardIsOwn { return true }
        guard let own = operatorAtDesk else { return false }
        if desk.readers.count == 1 { return !own.isPresent }
        guard reader != own.reader else { return false }
        guard let assigned = desk.reader(assignedTo: .holder), assigned.name != own.reader else { return true }
        return reader == assigned.name
    }

    var holderCandidates: [Insertion] {
        desk.insertions.filter { mayHoldHolder($0.reader) }
    }

    private var holderWanted: String {
        guard !desk.readers.isEmpty else {
            return "There is no card reader. Plug one in; the session goes on by itself."
        }
        guard let own = operatorAtDesk else { return "Put your own card into a reader." }
        if desk.readers.count == 1 {
            return own.isPresent
                ? "There is one reader. Take your own card out, and put the holder's card in."
                : "Put the holder's card in."
        }
        let name = desk.readers.first { mayHoldHolder($0.name) }?.name ?? "the other reader"
        return "Put the holder's card into \(name)" + (cardsMayLeave == true ? "." : ". Your own card stays in.")
    }

    mutating func bindHolder(_ reading: Reading, _ report: CardReport) {
        let insertion = reading.insertion
        if report.mayBeReadLater, reading.attempt < DeskSession.mostAttempts {
            return readAgain(reading, after: report)
        }
        effects.append(
            .card(
                .holder, .inserted, reader: insertion.reader, epoch: insertion.epoch, uuid: report.uuid?.value.digits))
        effects.append(.report(.holder, report))
        record(.cardRead(.holder, report))
        if report.namesSeveralPeople { return refuseConflict(insertion) }
        let card = HolderAtDesk.Card(
            reader: insertion.reader, epoch: insertion.epoch, atr: insertion.atr, report: report)
        guard let uuid = report.uuid?.value.digits else {
            unnamedCard = card
            return
        }
        guard uuid != operatorAtDesk?.uuid else { return refuseOwnCard(insertion) }
        bindHolder(HolderAtDesk(uuid: uuid, isTyped: false, card: card))
    }

    mutating func bindHolder(_ person: HolderAtDesk) {
        holder = person
        unnamedCard = nil
        refusedInsertion = nil
        if let report = person.card?.report { learn(from: report) }
        if settings.cardIsOwn {
            facts.holder.isOperator = true
            origins[.holderIsOperator] = .operator
        } else if let own = operatorAtDesk?.uuid {
            facts.holder.isOperator = own == person.uuid
            origins[.holderIsOperator] = person.isTyped || operatorAtDesk?.isTyped == true ? .operator : .card
        }
        if !settings.holderCardIsHere {
            facts.holder.present = false
            origins[.holderPresent] = .operator
        }
    }

    /// What the card itself says, over anything that was said before.
    mutating func learn(from report: CardReport) {
        switch report.passcode.state {
        case .locked: facts.card.lock = .locked
        case .usable: facts.card.lock = .unlocked
        case .unknown: break
        }
        if report.passcode.state != .unknown { origins[.cardLock] = .card }
        if let expires = report.renewal.expiresAt {
            facts.card.certificatesExpire = .instant(expires)
            origins[.cardCertificatesExpire] = .card
        }
    }

    /// The person says that the card is not the right one.
    mutating func holderRefused() {
        record(.refused(reason: "wrongPerson"))
        guard settings.offersAnotherCard else {
            return finish(
                .refused, reason: "wrongPerson", saying: "It is not the right person's, so nothing is done.")
        }
        refusedInsertion = holder?.card.flatMap { desk.insertion(in: $0.reader) }
        holder = nil
        // What was learned from that card, or said of that person, is no longer so.
        facts = settings.facts
        origins = [:]
        hasAskedSeries = false
        ask(.anotherCard)
    }

    mutating func lookForAnotherCard() {
        if refusedInsertion != nil {
            prompt("Take that card out, and put the right one in.", waitingFor: "another.card")
        }
    }

    /// Once a second, and said: another program has the card, or it wasn't read.
    mutating func readAgain(_ reading: Reading, after report: CardReport) {
        let card = reading.purpose == .bindOperator ? "Your own card" : "The holder's card"
        let reason = report.problems.first.map { " " + $0.message } ?? ""
        prompt(
            report.has(.inUse)
                ? "\(card) is in use by another program. Waiting up to \(DeskSession.mostAttempts) seconds for it."
                : "\(card) wasn't read.\(reason) Trying again for up to \(DeskSession.mostAttempts) seconds.")
        var next = reading
        next.attempt += 1
        laterReading = (next, now.elapsed + .seconds(1))
    }
}
