import AuditLog
import Instants
import JSON
import PageFoundation

/// A month as pictures, with the numbers beside them.
struct MonthView {
    let frame: AuditorFrame
    let month: CivilMonth
    let now: UTCInstant
    let work: [EstateWork]
    var desk: String?
    var site: String?
    var problem: String?

    private static let done: Set<String> = [
        EventOutcome.verified.rawValue, EventOutcome.confirmedByOperator.rawValue,
    ]

    var view: PageView {
        let done = BarPicture(
            columns { [count($0, Self.done, "unlock"), count($0, Self.done, "renew")] }, columnWidth: 34, barWidth: 12)
        let notDone = BarPicture(
            columns { day in
                let all = count(day, nil, nil)
                let refused = count(day, [EventOutcome.refused.rawValue], nil)
                return [refused, all - refused - count(day, Self.done, nil)]
            }, columnWidth: 34, barWidth: 12)
        let here = "/month"
        return frame.view(
            "month", title: month.longText, address: here,
            [
                "monthText": .string(month.longText), "monthValue": .string(month.iso8601),
                "desk": .string(desk ?? ""), "site": .string(site ?? ""), "scopeText": .optional(scope),
                "problem": problem.map { ["problemCode": "badMonth", "problemText": .string($0)] } ?? .null,
                "earlierHref": .string(href(month.previous)), "earlierText": .string(month.previous.longText),
                "laterHref": later.map { .string(href($0)) } ?? .null, "laterText": .optional(later?.longText),
                "hasWork": .bool(!work.isEmpty), "pictureWidth": .integer(Int64(done.width)),
                "done": .array(done.bars("unlocks", "renewals")),
                "notDone": .array(notDone.bars("refused", "others")),
                "kinds": .array(kinds), "total": .integer(Int64(work.reduce(0) { $0 + $1.count })),
            ])
    }

    private var scope: String? {
        if let desk { return "Desk \(desk.shown) only." }
        return site.map { "Desks of site \($0.shown) only." }
    }

    private var later: CivilMonth? { month < CivilMonth(LondonTime.date(now)) ? month.next : nil }

    private func href(_ month: CivilMonth) -> String {
        address(
            "/month",
            [("month", month.iso8601)] + (desk.map { [("desk", $0)] } ?? []) + (site.map { [("site", $0)] } ?? []))
    }

    private func columns(_ counts: (CivilDate) -> [Int]) -> [BarPicture.Column] {
        month.eachDay.map { BarPicture.Column(short: "\($0.day)", long: $0.longText, counts: counts($0)) }
    }

    private func count(_ day: CivilDate, _ outcomes: Set<String>?, _ action: String?) -> Int {
        work.filter { work in
            work.day == day && outcomes?.contains(work.outcome) != false && (action == nil || work.action == action)
        }.reduce(0) { $0 + $1.count }
    }

    /// By action and outcome.
    private var kinds: [JSONValue] {
        var counts: [[String]: Int] = [:]
        for work in work { counts[[work.action, work.outcome], default: 0] += work.count }
        return counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { kind, count in
            let fields = [("action", kind[0]), ("outcome", kind[1])].filter { !$0.1.isEmpty }
            let range = [("since", month.first.formValue), ("until", month.last.formValue)]
            let isAsked = EventFilter.actions.contains(kind[0]) && EventOutcome(rawValue: kind[1]) != nil
            let place = (desk.map { [("desk", $0)] } ?? []) + (site.map { [("site", $0)] } ?? [])
            return [
                "action": .string(kind[0].isEmpty ? "none" : kind[0].shown),
                "outcome": .string(kind[1].isEmpty ? "none" : EventOutcome(rawValue: kind[1])?.words ?? kind[1].shown),
                "count": .integer(Int64(count)),
                // What no filter takes leads nowhere.
                "kindHref": isAsked
                    ? .string(address("/search", fields + range + [("event", EventCode.outcome.rawValue)] + place))
                    : .null,
            ]
        }
    }
}

extension CivilDate {
    /// As the filters of a search take it.
    fileprivate var formValue: String { "\(day.twoDigits)/\(month.twoDigits)/\(year)" }
}

extension Int {
    fileprivate var twoDigits: String { self < 10 ? "0\(self)" : "\(self)" }
}
