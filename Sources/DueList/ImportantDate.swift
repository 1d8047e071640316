import Handbook
import Instants
import StrictYAML

/// A day on which something ends or begins for many cards at once.
public struct ImportantDate: Hashable, Sendable {
    public let date: CivilDate
    public let what: String
    public let citation: Citation

    public init(date: CivilDate, what: String, citation: Citation) {
        self.date = date
        self.what = what
        self.citation = citation
    }

    /// The dates that come with the program, in order.
    public static func builtIn() throws(YAMLMistake) -> [ImportantDate] {
        try list(text: String(decoding: PackageResources.dates_yaml, as: UTF8.self), file: "dates.yaml")
    }

    /// Reads a list of `date`, `what`, `source`, `section` and `read`, the day on which the source was read.
    public static func list(text: String, file: String) throws(YAMLMistake) -> [ImportantDate] {
        try YAMLValue(text: text, file: file).list().map { value throws(YAMLMistake) in
            let members = try value.mapping("date", "what", "source", "section", "read")
            guard let date = members["date"], let what = members["what"], let source = members["source"],
                let section = members["section"], let read = members["read"]
            else { throw value.mistake("must have date, what, source, section and read") }
            for day in [date, read] where CivilDate(iso8601: try day.string()) == nil {
                throw day.mistake("must be a date: YYYY-MM-DD")
            }
            return ImportantDate(
                date: CivilDate(iso8601: try date.string())!, what: try what.string(),
                citation: Citation(try source.string(), try section.string()))
        }.sorted { $0.date < $1.date }
    }
}
