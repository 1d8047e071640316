import AuditLog
import JSON
import LogViews
import PageFoundation

extension AuditorFrame {
    /// A session's story. A session's id is a desk's own, so that two desks may have one of the same name.
    ///
    /// - Parameter logs: what each log has of the session, in its own order.
    func session(_ id: String, _ logs: [(origin: String, events: [StoredEvent])]) -> PageView {
        view(
            "session", title: "Session \(id)", address: "/search",
            [
                "session": .string(id),
                "stories": .array(
                    logs.enumerated().map { index, log in
                        let events = log.events.compactMap { try? $0.logged() }
                        let unread = log.events.count - events.count
                        return .object(
                            SessionStory(events, isInFull: false).members.merging([
                                "origin": .string(log.origin.shown), "storyID": .integer(Int64(index + 1)),
                                "deskHref": .string(address("/search", [("desk", log.origin), ("session", id)])),
                                "unreadText": unread == 0
                                    ? .null
                                    : .string("\(unread) of its events can't be read. Run ra-collector verify."),
                            ]) { $1 })
                    }),
            ])
    }
}
