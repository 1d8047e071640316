import DueList
import Handbook
import Instants
import JSON
import PageFoundation
import PlainText

/// Who is due, of the cards that this desk's log has seen.
struct DueView {
    /// So many people are listed one by one; more would make a page that nobody reads.
    private static let most = 200
    /// So many weeks are drawn.
    private static let weeks = 12

    let frame: Frame
    let answer: DueAnswer
    /// As it was typed.
    var capacity = ""
    var problem: String?

    var view: PageView {
        let list = answer.list
        let soon = list.people.filter { $0.band != .later }
        let shown = soon.prefix(DueView.most)
        let picture = BarPicture(weeks.map(\.column))
        let expired = list.count(in: .expired)
        return frame.view(
            "due", title: (expired == 0 ? "" : "\(expired) expired: ") + "Who is due",
            icon: expired == 0 ? .desk : .stop, address: "/due",
            [
                "dueSource": .string(
                    "Cards that this desk's log has seen, counted on \(LondonTime.text(list.at)). "
                        + "A report of Care Identity Management knows of more people."),
                "bands": .array(DueBand.allCases.filter { list.count(in: $0) > 0 }.map(band)),
                "capacity": .string(capacity), "startText": .optional(answer.capacity?.sentence),
                "hasPeople": .bool(!shown.isEmpty), "people": .array(shown.map(person)),
                "moreText": soon.count > shown.count
                    ? .string("And \(soon.count - shown.count) more, who are due later than these.") : .null,
                "hasWeeks": .bool(!weeks.isEmpty), "weeks": .array(picture.bars("count")),
                "pictureWidth": .integer(Int64(picture.width)), "hasDates": .bool(!answer.dates.isEmpty),
                "dates": .array(
                    answer.dates.map { date in
                        [
                            "date": .string(date.date.longText),
                            "dateText": .string("\(date.what) (\(date.citation.source), \(date.citation.section))."),
                        ]
                    }),
                "problem": problem.map { ["problemCode": "badNumber", "problemText": .string($0)] } ?? .null,
            ])
    }

    /// How many have expired and will within a month, for the desk's own view; nil where nobody has or will.
    static func sentence(_ answer: DueAnswer) -> String? {
        let expired = answer.list.count(in: .expired)
        let soon = answer.list.count(in: .within7) + answer.list.count(in: .within30)
        let parts = [
            expired == 0 ? nil : "\(expired == 1 ? "1 card has" : "\(expired) cards have") expired",
            soon == 0 ? nil : "\(soon == 1 ? "1 card expires" : "\(soon) cards expire") within 30 days",
        ].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", and ") + "."
    }

    private var weeks: [CountedWeek] {
        let today = LondonTime.date(answer.list.at)
        return Waves.weeks(answer.waves.expiring.filter { $0.day >= today }, from: today).prefix(DueView.weeks)
            .map { CountedWeek(monday: $0.day, counts: [$0.count]) }
    }

    private func band(_ band: DueBand) -> JSONValue {
        let kind =
            switch band {
            case .expired, .within7: "bad"
            case .within30, .unknown: "warn"
            case .within60, .within90, .later: "good"
            }
        return [
            "bandName": .string(band.title), "bandCount": .integer(Int64(answer.list.count(in: band))),
            "bandKind": .string(kind),
        ]
    }

    private func person(_ person: DuePerson) -> JSONValue {
        [
            "personUUID": .string(person.uuid),
            "expires": .string(person.expires.map { LondonTime.date($0).longText } ?? "Not known"),
            "personBand": .string(person.band.title), "advice": .string(person.advice?.words ?? "Read the card."),
        ]
    }
}
