import Instants

/// Cards of one person that several sources know.
enum CardMerge {
    /// Where a card is from, when it is from the audit log.
    static let log = UInt16.max

    /// - Parameter cards: of one person, in the order of their sources, the log last.
    static func merged(_ cards: ArraySlice<DueCard>) -> ArraySlice<DueCard> {
        guard cards.count > 1, let first = cards.first, let last = cards.last, first.source != last.source else {
            return cards
        }
        var result: [DueCard] = []
        var source = first.source
        /// Those before it are of sources before this one.
        var known = 0
        var taken: Set<Int> = []
        for card in cards {
            if card.source != source {
                source = card.source
                known = result.count
                taken = []
            }
            if let place = place(of: card, in: result, known: known, taken: taken) {
                taken.insert(place)
                join(card, into: &result[place])
            } else {
                result.append(card)
            }
        }
        return result[...]
    }

    /// The card of an earlier source that this one is; nil when there is none. Each row of a report is a card, so a
    /// serial that stands twice in one report stays two.
    private static func place(of card: DueCard, in result: [DueCard], known: Int, taken: Set<Int>) -> Int? {
        let places = (0..<known).filter { !taken.contains($0) }
        if card.serial != 0 { return places.first { result[$0].serial == card.serial } }
        guard card.source == log else { return nil }
        // The log knows no serials: its card is that person's card with the latest date, a cancelled one only where
        // there is no other.
        let live = places.filter { !result[$0].isCancelled }
        return (live.isEmpty ? places : live).reduce(nil) { best, place in
            guard let best else { return place }
            return (result[best].expires?.secondsSince1970 ?? .min) < (result[place].expires?.secondsSince1970 ?? .min)
                ? place : best
        }
    }

    /// The later date counts, with all that stands beside it. Where the dates are the same a cancelled card stays
    /// cancelled: cancelling is for good.
    private static func join(_ card: DueCard, into known: inout DueCard) {
        let (old, new) = (known.expires?.secondsSince1970 ?? .min, card.expires?.secondsSince1970 ?? .min)
        let earlier = known
        if card.source == log {
            if new > old { known.expires = card.expires }
            known.isBlocked = known.isBlocked || card.isBlocked
            return
        }
        if new > old {
            known = card
        } else if new == old {
            known.isCancelled = known.isCancelled || card.isCancelled
        }
        known.source = earlier.source
        known.contact = earlier.contact.rawValue > card.contact.rawValue ? earlier.contact : card.contact
        known.name = earlier.name == 0 ? card.name : earlier.name
        known.email = earlier.email == 0 ? card.email : earlier.email
        known.mobile = earlier.mobile == 0 ? card.mobile : earlier.mobile
    }
}
