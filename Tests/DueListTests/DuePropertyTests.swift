import Foundation
import Instants
import Testing

@testable import DueList

/// What must hold for any report. `RA_DUE_ROWS=1000000` (`make test-due`) tries as many rows.
@Suite struct DuePropertyTests {
    static let rows = ProcessInfo.processInfo.environment["RA_DUE_ROWS"].flatMap(Int.init) ?? 20_000

    private static func cell(_ random: inout SplitMix, _ kind: Int64) -> String {
        let day = random.next(in: 1..<32)
        let month = random.next(in: 1..<13)
        switch kind {
        case 0: return ""
        case 1: return "1.02E+11"
        case 2: return "46811"
        case 3: return "\(day)/\(month)/\(random.next(in: 2025..<2029))"
        case 4: return "\(day)-Feb-2027 01:30"
        default: return "2027-\(month)-\(day)"
        }
    }

    @Test func everybodyIsInOneBandCountsAddUpOrderIsAsStatedAndRefusedRowsAreListed() throws {
        var random = SplitMix(seed: 2027)
        var text = "uuid,expires,card status,position expires,e-mail,organisation\n"
        var uuids: [String] = []
        for _ in 0..<Self.rows {
            let number =
                random.next(in: 0..<10) < 7
                ? random.next(in: 0..<Int64(Self.rows)) : random.next(in: 0..<10_000_000_000_00)
            var uuid = DueUUID.text(UInt64(number))
            if random.next(in: 0..<50) == 0 {
                uuid = ["1.02E+11", String(uuid.dropFirst()), "x", ""][Int(random.next(in: 0..<4))]
            }
            uuids.append(uuid)
            let expires = Self.cell(&random, random.next(in: 0..<12))
            let status = ["active", "cancelled", "expired", "", "lost"][Int(random.next(in: 0..<5))]
            let position = Self.cell(&random, random.next(in: 0..<12))
            text += "\(uuid),\(expires),\(status),\(position),\(random.next(in: 0..<2) == 0 ? "" : "a@b.uk"),Y1\n"
        }
        var reading = try Sample.read(text: text)
        let now = Sample.now
        let cards = reading.cards.cards
        let refusedRows = Set(reading.source.refused.filter(\.isOfRow).map(\.row))
        // Each row is a card or is listed, once; a row without anything in it is neither.
        #expect(reading.source.refusedRows == refusedRows.count)
        #expect(cards.count + refusedRows.count == reading.source.rows && reading.source.rows == Self.rows)
        for (index, uuid) in uuids.enumerated() where DueUUID.number(uuid) == nil {
            #expect(refusedRows.contains(index + 2))
        }
        let list = reading.list()
        reading.cards = DueCards()
        let people = list.people
        // One band each: a person stands once, and is somebody with a card that isn't cancelled.
        #expect(Set(people.map(\.card.uuid)) == Set(cards.filter { !$0.isCancelled }.map(\.uuid)))
        #expect(Set(people.map(\.card.uuid)).count == people.count)
        #expect(people.reduce(0) { $0 + $1.cards } == cards.count { !$0.isCancelled })
        let counts = DueBand.allCases.map { list.count(in: $0) }
        #expect(counts.reduce(0, +) == people.count)
        for band in DueBand.allCases { #expect(list.count(in: band) == people.count { $0.band == band }) }
        for (one, next) in zip(people, people.dropFirst()) {
            let before = (one.band.rawValue, one.expires?.secondsSince1970 ?? 0, one.uuid)
            let after = (next.band.rawValue, next.expires?.secondsSince1970 ?? 0, next.uuid)
            if !(before < after) { Issue.record("\(before) stands before \(after)") }
        }
        let byPerson = Dictionary(grouping: cards.filter { !$0.isCancelled }, by: \.uuid)
        for person in people {
            let dates = byPerson[person.card.uuid]!.compactMap(\.expires)
            let counts = dates.filter { $0 >= now }.min() ?? dates.max()
            if person.expires != counts { Issue.record("\(person.uuid): \(String(describing: person.expires))") }
            if person.band != DueBand(expires: counts, at: now) { Issue.record("\(person.uuid): \(person.band)") }
        }
    }
}
