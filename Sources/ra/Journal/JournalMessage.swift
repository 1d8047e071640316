/// What is told to systemd's journal when a unit runs `ra`, for whoever watches many desks. Identifiers and fields are part
/// of the contract (docs/fleet.md): a message that changes its meaning gets a new identifier. Nothing names a person.
struct JournalMessage: Sendable, Hashable {
    /// systemd's priorities, as far as they are used here (syslog(3)).
    enum Priority: Int, Sendable {
        case error = 3
        case warning = 4
        case info = 6
    }

    /// `MESSAGE_ID`, as systemd writes one: 32 hexadecimal digits (sd_journal_print(3)).
    enum Identifier: String, Sendable, CaseIterable {
        /// The preflight found nothing in the way of any job.
        case ready = "a4397314993444f48bb05f14c77958f1"
        /// The preflight found something in the way of a job.
        case notReady = "0df205d3278f4f0eaebda53cc0ef11ca"
        /// The audit log was verified, and nothing was found.
        case logSound = "b3dd480ce03c4d2b99f52f6dd54aef57"
        /// The audit log was verified, and isn't sound.
        case logNotSound = "92b6316d9eaa46d5af40501e9aa23f12"
        /// A checkpoint was made, or the last one still covers everything.
        case checkpoint = "2810759baff94835918c848084944752"
    }

    let identifier: Identifier
    let priority: Priority
    let text: String
    /// Beside the journal's own; each name gets `RA_` before it.
    let fields: [String: String]

    init(_ identifier: Identifier, _ priority: Priority, _ text: String, _ fields: [String: String]) {
        self.identifier = identifier
        self.priority = priority
        self.text = text
        self.fields = fields
    }
}
