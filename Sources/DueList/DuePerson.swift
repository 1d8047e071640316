import Instants
import NHSCards

/// One person, by the card whose date counts.
public struct DuePerson: Hashable, Sendable {
    /// The card whose date counts.
    public let card: DueCard
    public let band: DueBand
    /// Cards that aren't cancelled.
    public let cards: Int
    /// Nil where no report has an email or a mobile column.
    public let noContact: Bool?
    /// Nil where no date of a position is known.
    public let positionBand: DueBand?
    /// Numbers in the text pool; from the first card that has one.
    public let name: UInt32
    public let email: UInt32
    public let mobile: UInt32
    /// Whole days of 24 h, rounded down; an hour past is −1.
    public let daysLeft: Int64?

    public var expires: UTCInstant? { card.expires }
    public var opens: UTCInstant? { expires.map(RenewalWindow.opens) }
    public var uuid: String { DueUUID.text(card.uuid) }
    public var advice: DueAdvice? { DueAdvice(band: band, isBlocked: card.isBlocked) }

    /// - Parameter cards: of one person. Nil where all are cancelled.
    init?(_ cards: ArraySlice<DueCard>, at now: UTCInstant) {
        var count = 0
        var chosen: DueCard?
        var contact = DueCard.Contact.notShown
        var (name, email, mobile): (UInt32, UInt32, UInt32) = (0, 0, 0)
        for card in cards where !card.isCancelled {
            count += 1
            if chosen.map({ DuePerson.counts(card, before: $0, at: now) }) ?? true { chosen = card }
            if card.contact.rawValue > contact.rawValue { contact = card.contact }
            if name == 0 { name = card.name }
            if email == 0 { email = card.email }
            if mobile == 0 { mobile = card.mobile }
        }
        guard let chosen else { return nil }
        card = chosen
        band = DueBand(expires: chosen.expires, at: now)
        self.cards = count
        noContact = contact == .notShown ? nil : contact == .none
        positionBand = chosen.positionExpires.map { DueBand(expires: $0, at: now) }
        (self.name, self.email, self.mobile) = (name, email, mobile)
        daysLeft = chosen.expires.map { expires in
            let left = expires.secondsSince1970 - now.secondsSince1970
            return (left - (left < 0 ? UTCInstant.secondsPerDay - 1 : 0)) / UTCInstant.secondsPerDay
        }
    }

    /// The earliest that isn't past; if all are past the latest; no date only where there is none.
    private static func counts(_ card: DueCard, before other: DueCard, at now: UTCInstant) -> Bool {
        guard let date = card.expires else { return false }
        guard let best = other.expires else { return true }
        if date >= now { return best < now || date < best }
        return best < now && date > best
    }
}

extension DuePerson {
    /// Band, then date, then UUID.
    static func isListed(_ left: DuePerson, before right: DuePerson) -> Bool {
        if left.band != right.band { return left.band < right.band }
        let (a, b) = (left.expires?.secondsSince1970 ?? 0, right.expires?.secondsSince1970 ?? 0)
        return a != b ? a < b : left.card.uuid < right.card.uuid
    }
}
