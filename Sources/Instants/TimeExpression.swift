/// A date or a time as people write it, in London unless it says otherwise. Some forms depend on when they are read.
public enum TimeExpression: Hashable, Sendable {
    /// A clock's offset that was written after the time.
    public enum Zone: String, Hashable, Sendable {
        case gmt = "GMT"
        case bst = "BST"
    }

    case instant(UTCInstant)
    case date(CivilDate)
    /// The second is counted from 00:00 as the clock shows it. To the minute where no second was written.
    case clock(CivilDate, secondOfDay: Int64, toTheMinute: Bool, Zone?)
    /// Today is 0, yesterday 1.
    case day(ago: Int64)
    case ago(seconds: Int64)

    /// What is taken, for people.
    public static let forms =
        "2026-11-25, 25/11/2026, either with a time (2026-11-25 18:00), 2026-11-25T18:00:00Z, today, yesterday, "
        + "-12h (also m and d)"

    /// Nil for any other form, and for a date or time that there isn't.
    public init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        if words.count == 1 {
            if let instant = UTCInstant(rfc3339: words[0]) {
                self = .instant(instant)
                return
            }
            if let simple = TimeExpression(word: words[0].lowercased()) {
                self = simple
                return
            }
        }
        self.init(dateAndTime: words.count == 1 ? words[0].split(separator: "T") : words)
    }

    private init?(word: String) {
        switch word {
        case "today": self = .day(ago: 0)
        case "yesterday": self = .day(ago: 1)
        default:
            let digits = word.dropFirst().dropLast()
            guard word.first == "-", (1...6).contains(digits.utf8.count), let count = Int64(plainDigits: digits) else {
                return nil
            }
            switch word.last {
            case "m": self = .ago(seconds: count * 60)
            case "h": self = .ago(seconds: count * 3600)
            case "d": self = .ago(seconds: count * UTCInstant.secondsPerDay)
            default: return nil
            }
        }
    }

    /// - Parameter parts: a date, then perhaps a time, then perhaps a zone.
    private init?(dateAndTime parts: [Substring]) {
        guard (1...3).contains(parts.count), let date = CivilDate(written: parts[0]) else { return nil }
        if parts.count == 1 {
            self = .date(date)
            return
        }
        let zone = parts.count == 3 ? Zone(rawValue: parts[2].uppercased()) : nil
        guard parts.count == 2 || zone != nil else { return nil }
        let fields = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        let numbers = fields.compactMap { (1...2).contains($0.utf8.count) ? Int64(plainDigits: $0) : nil }
        guard numbers.count == fields.count, (2...3).contains(fields.count), fields[1...].allSatisfy({ $0.count == 2 }),
            numbers[0] < 24, numbers[1...].allSatisfy({ $0 < 60 })
        else { return nil }
        let second = numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
        self = .clock(date, secondOfDay: second, toTheMinute: numbers.count == 2, zone)
    }

    /// All instants that it may mean: a whole day, a whole minute, both hours where the clock goes back. Whoever asks for
    /// what came since then takes the first, whoever asks until then the last.
    public func range(now: UTCInstant) -> ClosedRange<UTCInstant> {
        switch self {
        case .instant(let instant): instant...instant
        case .date(let date): LondonTime.day(date)
        case .day(let ago): LondonTime.day(LondonTime.date(now).adding(days: -ago))
        case .ago(let seconds): now.adding(seconds: -seconds)...now.adding(seconds: -seconds)
        case .clock(let date, let second, let toTheMinute, let zone):
            clockRange(date, second, zone).widened(bySeconds: toTheMinute ? 59 : 0)
        }
    }

    private func clockRange(_ date: CivilDate, _ second: Int64, _ zone: Zone?) -> ClosedRange<UTCInstant> {
        guard let zone else { return LondonTime.instants(showing: date, secondOfDay: second) }
        let shown = UTCInstant(secondsSince1970: date.daysSince1970 * UTCInstant.secondsPerDay + second)
        let instant = zone == .bst ? shown.adding(seconds: -3600) : shown
        return instant...instant
    }
}

extension LondonTime {
    /// The first second of a day, and its last.
    public static func day(_ date: CivilDate) -> ClosedRange<UTCInstant> { instant(date)...endOfDay(date) }
}

extension CivilDate {
    /// `2026-11-25` or `25/11/2026`.
    fileprivate init?(written text: Substring) {
        if let date = CivilDate(iso8601: text) {
            self = date
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count <= 2, parts[1].utf8.count <= 2, parts[2].utf8.count == 4,
            let day = Int64(plainDigits: parts[0]), let month = Int64(plainDigits: parts[1]),
            let year = Int64(plainDigits: parts[2])
        else { return nil }
        self.init(year: Int(year), month: Int(month), day: Int(day))
    }
}

extension ClosedRange<UTCInstant> {
    fileprivate func widened(bySeconds seconds: Int64) -> Self { lowerBound...upperBound.adding(seconds: seconds) }
}

extension Int64 {
    /// ASCII digits and nothing else, not even a sign.
    fileprivate init?(plainDigits text: Substring) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        self.init(text)
    }
}
