import DueList
import Handbook
import Instants
import PlainText

/// Who is due, for a terminal: a bar for each week, then the people by band, the nearest first.
struct DueTable {
    private let answer: DueAnswer
    private let width: Int
    private var list: DuePeople { answer.list }

    init(_ answer: DueAnswer, width: Int) {
        self.answer = answer
        self.width = width
    }

    /// Ends with a line feed.
    var text: String {
        var lines = ["Smartcards on \(LondonTime.text(list.at))"]
        lines += Wrapped(bandCounts, indent: "  ", width: width).lines
        lines += weeks + capacity + people + dates
        return lines.joined(separator: "\n") + "\n"
    }

    private var bandCounts: String {
        let counts = DueBand.allCases.filter { list.count(in: $0) > 0 }.map { band in
            "\(band.title): \(list.count(in: band))"
        }
        return counts.isEmpty ? "Nobody is listed." : counts.joined(separator: " · ")
    }

    // MARK: Weeks

    private var weeks: [String] {
        let today = LondonTime.date(list.at)
        let all = Waves.weeks(answer.waves.expiring.filter { $0.day >= today }, from: today)
        let shown = all.prefix(DuePicture.weeks)
        guard let most = shown.map(\.count).max(), most > 0 else { return [] }
        let after = all.dropFirst(DuePicture.weeks).reduce(0) { $0 + $1.count }
        let digits = String(max(most, after)).count
        let room = max(4, width - 2 - 10 - 2 - digits - 2)
        func line(_ label: String, _ count: Int, _ bar: String) -> String {
            let number = String(repeating: " ", count: digits - String(count).count) + String(count)
            return "  \(label.padded(10))  \(number)" + (bar.isEmpty ? "" : "  \(bar)")
        }
        var lines = ["", "Expiring, by week from Monday"]
        var rest = shown
        while let week = rest.first {
            // A long time without anybody is one line.
            let empty = rest.prefix { $0.count == 0 }.count
            if empty > 2 {
                lines.append("  …")
                rest = rest.dropFirst(empty)
                continue
            }
            let bar = week.count == 0 ? 0 : max(1, week.count * room / most)
            lines.append(line(week.day.iso8601, week.count, String(repeating: "█", count: bar)))
            rest = rest.dropFirst()
        }
        if after > 0 { lines.append(line("later", after, "")) }
        return lines
    }

    // MARK: Capacity

    private var capacity: [String] {
        guard let capacity = answer.capacity else { return [] }
        return [""] + Wrapped(capacity.sentence, width: width).lines
    }

    // MARK: People

    private var people: [String] {
        var lines: [String] = []
        var band: DueBand?
        var inBand = 0
        for person in list.people {
            if person.band == .later {
                inBand += 1
                continue
            }
            if person.band != band {
                band = person.band
                lines += ["", "\(person.band.title): \(list.count(in: person.band))"]
            }
            lines += rows(of: person)
        }
        if inBand > 0 {
            lines.append("")
            lines +=
                Wrapped(
                    "\(DueBand.later.title): \(inBand), not shown one by one; --format csv lists them.", width: width
                ).lines
        }
        return lines
    }

    /// UUID, date and what to do; how to reach them below.
    private func rows(of person: DuePerson) -> [String] {
        let date = person.expires.map { LondonTime.date($0).iso8601 } ?? "no date"
        var notes: [String] = []
        if person.card.isBlocked { notes.append("blocked: replace") }
        if person.cards > 1 { notes.append("\(person.cards) cards") }
        if person.noContact == true { notes.append("no email, no mobile") }
        if let position = person.positionBand, position != .later {
            notes.append(position == .expired ? "position ended" : "position ends in \(position.code) days")
        }
        let organisation = list.texts[person.card.organisation]
        if !organisation.isEmpty { notes.append("\(SafeText(organisation))") }
        let start = "  \(person.uuid)  \(date.padded(10))"
        let contact = [person.name, person.email, person.mobile].map { list.texts[$0] }.filter { !$0.isEmpty }
        let words = (contact.isEmpty ? [] : [contact.map { "\(SafeText($0))" }.joined(separator: ", ")]) + notes
        let indent = "                "
        let whole = words.joined(separator: "; ")
        if words.isEmpty { return [start] }
        if start.count + 2 + whole.count <= width { return ["\(start)  \(whole)"] }
        return [start] + Wrapped(whole, indent: String(indent.prefix(max(4, min(16, width - 40)))), width: width).lines
    }

    // MARK: Dates

    private var dates: [String] {
        guard !answer.dates.isEmpty else { return [] }
        var lines = ["", "Dates that are coming"]
        for date in answer.dates {
            lines +=
                Wrapped(
                    "\(date.what) (\(date.citation.source), \(date.citation.section)).",
                    indent: "  \(date.date.iso8601)  ", width: width
                ).lines
        }
        return lines
    }
}
