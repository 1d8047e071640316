import CardIdentity

/// Whether a card is the one that a session works on: the same UUID **and** the same certificates, because one person
/// may have several cards (command-line contract, "The same card"). An answer to reset never identifies a card.
enum CardRecognition: Hashable, Sendable {
    case same
    /// The person's UUID, with other certificates, where a renewal or repair may have changed them meanwhile.
    case perhapsRenewed
    /// Neither this reading nor the one before can be compared: somebody has to say that it is the right card.
    case unidentified
    /// The person's UUID, and certificates that aren't those of the card before.
    case anotherOfThePerson
    case anotherPersons
    /// The card before said whose it was, or was of another kind; this one can't say.
    case unlike
    /// Its certificates name different people.
    case namesSeveral

    /// - Parameters:
    ///   - before: the reading that the session rests on.
    ///   - uuid: whose card it was, by that reading or as it was typed.
    ///   - certificatesMayBeNew: a renewal or repair was begun.
    init(_ report: CardReport, after before: CardReport, of uuid: String, certificatesMayBeNew: Bool) {
        guard !report.namesSeveralPeople else {
            self = .namesSeveral
            return
        }
        switch (report.uuid?.value.digits, before.uuid) {
        case (nil, nil): self = report.atr == before.atr ? .unidentified : .unlike
        case (nil, _?): self = .unlike
        case (let now?, _) where now != uuid: self = .anotherPersons
        case (_?, nil): self = .unidentified
        case (_?, _?) where CardRecognition.haveSameCertificates(report, before): self = .same
        default: self = certificatesMayBeNew ? .perhapsRenewed : .anotherOfThePerson
        }
    }

    /// True where the card is taken for the right one only when a person says so.
    var needsConfirming: Bool { self == .unidentified || self == .perhapsRenewed }

    private static func haveSameCertificates(_ report: CardReport, _ before: CardReport) -> Bool {
        let (now, then) = (report.certificateNumbers, before.certificateNumbers)
        guard !now.isEmpty, !then.isEmpty else { return false }
        if now == then { return true }
        // Of a pair one may have been read and not the other.
        let isPartial = [report, before].contains { $0.has(.certificateUnreadable) || $0.has(.certificateMissing) }
        return isPartial && (now.isSubset(of: then) || then.isSubset(of: now))
    }
}

extension CardReport {
    /// A card that is never worked on, and for which no UUID can be typed.
    var namesSeveralPeople: Bool {
        holder == .several || has(.uuidConflict)
    }

    /// Another program uses the card at the moment, or the reading failed in a way that may pass.
    var mayBeReadLater: Bool { has(.inUse) || has(.readerFailed) || has(.cardLost) }

    fileprivate var certificateNumbers: Set<String> {
        Set(certificates.filter(\.isNHS).map(\.serialNumber))
    }
}
