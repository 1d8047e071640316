import AuditLog
import Instants
import JSON
import LogViews
import PageFoundation

/// Search over all desks: filters in the address, ready-made questions, and what fits.
struct SearchView {
    static let pageSize = 50
    /// Further back a narrower search leads quicker than one page after the other.
    static let mostPages = 20

    let frame: AuditorFrame
    let fields: [String: String]
    let filter: EventFilter
    var problem: String?
    /// From 1.
    let page: Int
    /// Newest first: one more than a page where there are older ones.
    var events: [EstateEvent] = []

    private static let more = [
        LogFilterFields.TextField("desk", "Desk", hint: "Its log's whole name, as the estate lists it"),
        LogFilterFields.TextField("site", "Site", hint: "Its id, as the estate lists it"),
    ]

    var view: PageView {
        let rows = events.prefix(Self.pageSize).map(\.row)
        let title = fields.isEmpty ? "The last events" : "What fits"
        return frame.view(
            "search", title: problem == nil ? "Search" : "A problem: Search", address: "/search",
            [
                "eventsTitle": .string(page > 1 ? "\(title), page \(page)" : title), "rows": .array(rows),
                "tableID": "events-title", "hasRows": .bool(!rows.isEmpty), "olderHref": .optional(olderHref),
                "newerHref": .optional(newerHref),
                "enoughText": hasOlder && olderHref == nil ? "There are older ones: search for a shorter time." : .null,
                "emptyText": .string(emptyText),
            ].merging(
                LogFilterFields.members(fields, filter, problem: problem, address: "/search", more: Self.more)
            ) { $1 })
    }

    private var emptyText: String {
        if problem != nil { return "Nothing was searched for: put right what is wrong above." }
        return fields.isEmpty ? "No event has come from any desk yet." : "Nothing fits, on any desk that is meant."
    }

    private var hasOlder: Bool { events.count > Self.pageSize }

    private var olderHref: String? { hasOlder && page < Self.mostPages ? href(page + 1) : nil }
    private var newerHref: String? { page > 1 ? href(page - 1) : nil }

    private func href(_ page: Int) -> String {
        address("/search", fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } + [("page", "\(page)")])
    }
}
