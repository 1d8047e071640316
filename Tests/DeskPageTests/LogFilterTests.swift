import AuditLog
import LogViews
import Testing

/// Filters in the address of the log.
@Suite struct LogFilterTests {
    @Test(
        arguments: [
            ("since", "soon"), ("until", "31/02/2027"), ("subject", "12"), ("operator", "<script>"),
            ("action", "dance"),
            ("outcome", "good"), ("event", "card.eaten"), ("question", "why"), ("question", "card-history"),
        ])
    func `what no event can have is said, and nothing is searched`(name: String, value: String) {
        #expect(LogFilterFields.read([name: value]).problem != nil)
    }

    @Test func `an empty field asks for nothing`() {
        let (filter, problem) = LogFilterFields.read(["since": "", "subject": "", "outcome": ""])
        #expect(problem == nil)
        #expect(filter == EventFilter())
    }

    @Test func `what is given is searched for`() {
        let (filter, problem) = LogFilterFields.read(
            ["subject": "000444555666", "outcome": "verified", "open": "true", "since": "yesterday"])
        #expect(problem == nil)
        #expect(filter.subject == "000444555666" && filter.outcome == .verified && filter.isOpen && filter.since != nil)
    }

    @Test(arguments: ["../etc/passwd", "A", "", "a b", "ä", "a?b"])
    func `only what looks like a session's id becomes an address`(name: String) {
        #expect(!name.isSessionID)
    }
}
