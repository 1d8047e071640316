import Instants
import StrictYAML

/// The bank holidays of a country, as data with an end: nobody knows a holiday that hasn't been announced.
public struct BankHolidays: Hashable, Sendable {
    /// What each holiday is called, by its date in London.
    public let names: [CivilDate: String]
    /// The days of which the data can say whether they are a holiday.
    public let known: ClosedRange<CivilDate>
    /// Where the data comes from.
    public let source: String

    public init(names: [CivilDate: String], known: ClosedRange<CivilDate>, source: String) {
        self.names = names
        self.known = known
        self.source = source
    }

    /// England's, as they come with the program.
    public static func england() throws(YAMLMistake) -> BankHolidays {
        try BankHolidays(
            text: String(decoding: PackageResources.bank_holidays_yaml, as: UTF8.self), file: "bank-holidays.yaml")
    }

    /// Reads `source`, `computedOn`, `knownFrom`, `knownTo` and `days`, a date with a name on each line.
    public init(text: String, file: String) throws(YAMLMistake) {
        let root = try YAMLValue(text: text, file: file)
        let members = try root.mapping("source", "computedOn", "knownFrom", "knownTo", "days")
        guard let source = members["source"], let from = members["knownFrom"], let to = members["knownTo"],
            let days = members["days"]
        else { throw root.mistake("must have source, knownFrom, knownTo and days") }
        let (first, last) = (try from.date(), try to.date())
        guard first <= last else { throw to.mistake("must not be before knownFrom") }
        var names: [CivilDate: String] = [:]
        for (key, value) in try days.members() {
            guard let date = CivilDate(iso8601: key) else { throw value.mistake("must have a date as its key") }
            guard (first...last).contains(date) else { throw value.mistake("must be from knownFrom to knownTo") }
            names[date] = try value.string()
        }
        self.init(names: names, known: first...last, source: try source.string())
    }

    /// Monday to Friday, and no bank holiday. Outside of ``known`` the day of the week decides alone.
    public func isWorkingDay(_ date: CivilDate) -> Bool {
        date.weekday < .saturday && names[date] == nil
    }
}

extension YAMLValue {
    fileprivate func date() throws(YAMLMistake) -> CivilDate {
        guard let date = CivilDate(iso8601: try string()) else { throw mistake("must be a date: YYYY-MM-DD") }
        return date
    }
}
