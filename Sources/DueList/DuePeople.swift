import Instants

/// Who is due, at one moment.
public struct DuePeople: Sendable {
    /// Who is listed. All conditions hold together; nil is no condition.
    public struct Filter: Hashable, Sendable {
        /// The expired, and the bands up to this one.
        public var within: DueBand?
        /// The code of one organisation, without regard to case.
        public var organisation: String?

        public init(within: DueBand? = nil, organisation: String? = nil) {
            self.within = within
            self.organisation = organisation
        }
    }

    public let at: UTCInstant
    /// By band, then date, then UUID.
    public let people: [DuePerson]
    public let texts: TextPool

    /// - Parameters:
    ///   - cards: in the order of their sources.
    ///   - now: the moment at which each person's band is decided.
    ///   - filter: who is listed; everybody where it is left out.
    public init(_ cards: consuming DueCards, at now: UTCInstant, filter: Filter = Filter()) {
        at = now
        texts = cards.texts
        var merged = cards.cards
        cards.cards = []
        merged.sortByPerson()
        let organisation = filter.organisation?.uppercased()
        var matching: [UInt32: Bool] = [:]
        var people: [DuePerson] = []
        var start = 0
        while start < merged.count {
            var end = start + 1
            while end < merged.count, merged[end].uuid == merged[start].uuid { end += 1 }
            defer { start = end }
            guard let person = DuePerson(CardMerge.merged(merged[start..<end]), at: now) else { continue }
            if let last = filter.within, person.band > last { continue }
            if let organisation {
                let number = person.card.organisation
                let matches = matching[number] ?? (texts[number].uppercased() == organisation)
                matching[number] = matches
                guard matches else { continue }
            }
            people.append(person)
        }
        merged = []
        people.sort(by: DuePerson.isListed)
        self.people = people
    }

    /// How many stand in each band. Each person stands in exactly one.
    public func count(in band: DueBand) -> Int {
        people.partitioningIndex { $0.band > band } - people.partitioningIndex { $0.band >= band }
    }
}

extension [DueCard] {
    /// Cards of one person beside each other, in the order in which they came.
    fileprivate mutating func sortByPerson() {
        // A report is often in this order already. Swift's sort is stable, though it doesn't promise so: the order
        // within a person is made sure of by the place.
        var isSorted = true
        for index in indices.dropFirst() where self[index - 1].uuid > self[index].uuid {
            isSorted = false
            break
        }
        if isSorted { return }
        var order = indices.map { (uuid: self[$0].uuid, place: $0) }
        order.sort { $0.uuid != $1.uuid ? $0.uuid < $1.uuid : $0.place < $1.place }
        self = order.map { self[$0.place] }
    }
}

extension Array {
    /// The first place from which a condition holds, in an array where it holds for a tail.
    fileprivate func partitioningIndex(_ holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
