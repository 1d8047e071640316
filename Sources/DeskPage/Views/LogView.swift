import AuditLog
import JSON
import LogViews
import PageFoundation

/// The log: auditors' questions as links, filters in the address, the events that fit, and the weeks as a picture.
struct LogView {
    static let pageSize = 50
    static let checkpointAddress = "/log?checkpoint"

    let frame: Frame
    let fields: [String: String]
    let filter: EventFilter
    var problem: String?
    /// Oldest first.
    var events: [StoredEvent] = []
    var hasOlder = false
    var weeks: [CountedWeek] = []
    var size: Int64 = 0
    var checkpoint: String?
    /// There is none yet.
    var isMissing = false
    var trouble: String?

    var view: PageView {
        let rows = events.map(LogRow.members)
        let picture = BarPicture(weeks.map(\.column))
        return frame.view(
            "log", title: "Log: Smartcard desk", address: "/log",
            [
                "soundKind": trouble == nil ? "plain" : "bad",
                "soundTitle": .string(
                    isMissing ? "There is no log yet" : trouble == nil ? "\(size) events" : "The log can't be read"),
                "soundText": .string(
                    isMissing
                        ? "The first session makes it."
                        : trouble ?? "Whether any of them was changed since it was written has to be looked at."),
                "checkpointText": .optional(checkpoint.map { "The last checkpoint is \($0)." }),
                "checkpointHref": checkpoint == nil ? .null : .string(LogView.checkpointAddress),
                "verifyHref": trouble == nil && !isMissing ? "/log?verify" : .null, "verifyText": "Verify the log",
                "eventsTitle": .string(fields.isEmpty ? "The last events" : "What fits"), "rows": .array(rows),
                "hasRows": .bool(!rows.isEmpty), "olderHref": .optional(olderHref),
                "weeks": .array(picture.bars("unlocks", "renewals")), "hasWeeks": .bool(!weeks.isEmpty),
                "pictureWidth": .integer(Int64(picture.width)),
            ].merging(LogFilterFields.members(fields, filter, problem: problem, address: "/log")) { $1 })
    }

    private var olderHref: String? {
        guard hasOlder, let first = events.first else { return nil }
        let kept = fields.filter { $0.key != "before" }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.value.percentEncoded)" }
        return "/log?" + (kept + ["before=\(first.seq)"]).joined(separator: "&")
    }
}
