import CardIdentity

/// The card is read again, to see whether it worked.
extension DeskSession {
    mutating func verify(_ change: RouteKind.CardChange) {
        guard let plan, let card = holder?.card else { return ask(.result("CIM")) }
        guard card.isPresent else {
            return prompt("Put the holder's card back, so that it can be read again.", waitingFor: "holder.back")
        }
        guard let after = plan.after else {
            if plan.deadline == nil { self.plan?.deadline = now.elapsed + settings.verifyWithin }
            guard let insertion = desk.insertion(in: card.reader) else { return }
            return start(Reading(insertion: insertion, purpose: .verify))
        }
        let deadline = plan.deadline ?? now.elapsed
        let isTimeUp = now.elapsed >= deadline
        switch CardEvidence(of: change, before: plan.before, after: after) {
        case .shown: shown(after)
        case .notShown where isTimeUp: conclude(.notVerified)
        case .cannotShow where isTimeUp || !CardEvidence.maySayLater(after): ask(.result("CIM"))
        case .notShown, .cannotShow:
            prompt("The card doesn't show it yet. Waiting up to \(settings.verifyWithin.inWords).")
            self.plan?.after = nil
            guard let insertion = desk.insertion(in: card.reader) else { return }
            let at = min(now.elapsed + .seconds(1), deadline)
            laterReading = (Reading(insertion: insertion, purpose: .verify), at)
        }
    }

    mutating func lookedAfterSteps(_ reading: Reading, _ report: CardReport) {
        if report.namesSeveralPeople {
            holder?.card?.isPresent = false
            return refuseConflict(reading.insertion)
        }
        var report = report
        report.series = holder?.card?.report.series
        plan?.after = report
        if let uuid = report.uuid?.value.digits, let known = holder, uuid != known.uuid {
            // The same insertion and another UUID: the card was written for somebody else.
            plan?.after = nil
            offender = reading.insertion
            holder?.card?.isPresent = false
            return raise(.cardChanged, "The card's UUID is \(uuid) now, not \(known.uuid). Nothing more is done to it.")
        }
    }

    private mutating func shown(_ after: CardReport) {
        holder?.card?.report = after
        effects.append(.report(.holder, after))
        record(.cardRead(.holder, after))
        learn(from: after)
        conclude(.verified)
    }
}

/// What two readings of a card say about a change to it.
enum CardEvidence: Hashable, Sendable {
    /// The later reading shows the change.
    case shown
    /// The card can show it, and doesn't.
    case notShown
    /// The readings can't tell: no counter, no certificates, a counter that was full before.
    case cannotShow

    init(of change: RouteKind.CardChange, before: CardReport?, after: CardReport) {
        switch change {
        case .unlock: self = CardEvidence.unlocked(before?.passcode, after.passcode)
        case .renewal, .repair:
            let certificates = CardEvidence.renewed(before, after)
            // A card that was locked has to be unlocked on the way.
            let lock =
                before?.passcode.state == .locked ? CardEvidence.unlocked(before?.passcode, after.passcode) : .shown
            self = certificates == .shown && lock == .notShown ? .notShown : certificates
        }
    }

    /// Another program uses the card at the moment, so it wasn't read: it may be later.
    static func maySayLater(_ report: CardReport) -> Bool { report.mayBeReadLater }

    private static func unlocked(_ before: PasscodeState?, _ after: PasscodeState) -> CardEvidence {
        switch (before?.state, after.state) {
        case (_, .locked): .notShown
        case (.locked, .usable): .shown
        case (.usable, .usable):
            // A passcode that was forgotten before it locked: the counter is full again after the unlock.
            if let before = before?.triesLeft, let after = after.triesLeft, after > before {
                .shown
            } else {
                .cannotShow
            }
        default: .cannotShow
        }
    }

    /// Renewed or repaired: every certificate is new, and the card expires later.
    private static func renewed(_ before: CardReport?, _ after: CardReport) -> CardEvidence {
        guard let before, let expired = before.renewal.expiresAt, let expires = after.renewal.expiresAt else {
            return .cannotShow
        }
        let old = Set(before.certificates.filter(\.isNHS).map(\.serialNumber))
        let new = Set(after.certificates.filter(\.isNHS).map(\.serialNumber))
        guard !new.isEmpty, !old.isEmpty else { return .cannotShow }
        return expires > expired && old.isDisjoint(with: new) ? .shown : .notShown
    }
}
