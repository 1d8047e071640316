import CardIdentity

/// What happens at the readers, and what is shown of it.
extension DeskSession {
    mutating func moved(_ what: SessionEntry.What) {
        shown.hasSaidIdle = false
        let before = state
        let uuid = course.subjectUUID
        enter(what)
        if before.isOperatorPresent, !state.isOperatorPresent, let own = before.operatorCard {
            effects.append(.card(.operator, .removed, reader: own.reader, epoch: own.epoch, uuid: own.uuid))
        }
        if before.isHolderPresent, !state.isHolderPresent, let card = before.holderCard {
            effects.append(.card(.holder, .removed, reader: card.reader, epoch: card.epoch, uuid: uuid))
        }
        if case .inserted(let insertion) = what, insertion.reader == before.operatorCard?.reader,
            !before.isOperatorPresent, state.desk.readers.count > 1
        {
            effects.append(.card(.operator, .inserted, reader: insertion.reader, epoch: insertion.epoch, uuid: nil))
        }
        if before.openRun != nil, !before.isOperatorPresent, state.isOperatorPresent {
            sayOperatorIsBack()
        }
        showWithdrawn(since: before)
    }

    private mutating func sayOperatorIsBack() {
        say(
            .warning,
            "Your card isn't read while you work in CIM. Check that it is yours, and that you are still logged in.")
    }

    /// A card was read, or at least looked at.
    mutating func read(_ report: CardReport, reader: String, epoch: UInt64) {
        guard let insertion = shown.reading, insertion.reader == reader, insertion.epoch == epoch else { return }
        let purpose = shown.purpose
        shown.reading = nil
        shown.readingNotice = nil
        guard state.desk.insertion(in: reader) == insertion else { return }
        let before = state
        enter(.read(purpose, report, insertion))
        if let retry = state.retry, retry.insertion == insertion {
            if retry.attempts == 1 { sayItIsTriedAgain(report, purpose) }
            return
        }
        guard purpose != .look || state.stranger?.insertion == insertion else { return }
        let role: CardRole = purpose == .operator ? .operator : .holder
        let isStrange = state.stranger?.insertion == insertion
        effects.append(
            .card(
                isStrange && state.stranger?.kind == .holders ? .holder : role, .inserted, reader: reader, epoch: epoch,
                uuid: report.uuid?.value.digits))
        if purpose == .operator ? !isStrange : before.holderCard == nil {
            effects.append(.report(role, report, isLook: false))
        } else if purpose == .holder, !isStrange, before.openRun == nil {
            effects.append(.report(role, report, isLook: false))
        }
        record(.cardRead(role, report, isLook: false))
        showWithdrawn(since: before)
        if role == .operator, !isStrange { warn(of: report) }
    }

    /// What was answered about a card that gave way to another.
    mutating func showWithdrawn(since before: SessionState) {
        let gone = before.answers.map(\.key).filter { key in !state.answers.contains { $0.key == key } }
        for key in gone where key != .own(.follow) {
            effects.append(.changed(key: key.rawValue))
            record(.factWithdrawn(key: key.rawValue))
        }
        if !gone.isEmpty { shown.decision = nil }
    }

    /// Said once: another program has the card, or it wasn't read.
    private mutating func sayItIsTriedAgain(_ report: CardReport, _ purpose: ReadingPurpose) {
        let card = purpose == .operator ? "Your own card" : "The holder's card"
        let reason = report.problems.first.map { " " + $0.message } ?? ""
        say(
            .instruction,
            report.has(.inUse)
                ? "\(card) is in use by another program. Waiting up to \(SessionState.mostAttempts) seconds for it."
                : "\(card) wasn't read.\(reason) Trying again for up to \(SessionState.mostAttempts) seconds.")
    }

    private mutating func warn(of report: CardReport) {
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
}
