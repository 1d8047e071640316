import CallGuide
import Handbook
import Instants
import NextSteps
import StrictYAML
import Testing
import WorkingDays

/// A question in few words.
struct Ask {
    let guide: SupportGuide

    init(_ siteData: String? = nil) throws(YAMLMistake) {
        if let siteData {
            guide = try SupportGuide(
                siteData: siteData, file: "site.yaml", practice: LocalPractice(yaml: siteData, file: "site.yaml"))
        } else {
            guide = try .standard()
        }
    }

    /// - Parameter at: London time, `2026-11-26 03:00:00`.
    func callAsFunction(
        _ system: String, problem: String? = nil, site: String? = nil, at: String = "2026-11-26 03:00:00",
        impact: Impact = .one, digital: Bool? = nil, hours: WeeklyHours? = nil
    ) throws -> CallAnswer {
        guide.answer(
            CallQuestion(
                system: try #require(guide.system(system)), problem: problem.flatMap(guide.problem), site: site,
                at: try #require(UTCInstant(london: at)), impact: impact, digitalOption: digital, digitalHours: hours),
            holidays: try BankHolidays.england())
    }
}

extension UTCInstant {
    init?(london text: String) {
        let parts = text.split(separator: " ")
        let clock = parts.last?.split(separator: ":").compactMap { Int64($0) } ?? []
        guard let date = parts.first.flatMap({ CivilDate(iso8601: $0) }), clock.count == 3 else { return nil }
        self = LondonTime.instant(date, hour: clock[0], minute: clock[1], second: clock[2])
    }
}

extension CallAnswer {
    /// `phone 0300 561 0550 +`: kind, how, and whether it is open.
    var shown: [String] {
        said { step in if case .run(let work) = step { work.rawValue } else { "" } }.contacts
            .map { "\($0.contact.kind.rawValue) \($0.contact.how) \($0.state.isOpen ? "+" : "-")" }
    }

    func state(of who: String) -> OpenState? {
        contacts.first { $0.contact.who.contains(who) }?.state
    }
}
