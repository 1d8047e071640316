/// What somebody can do next, as a value that a message carries.
///
/// A message says what is so, and which of these helps. How it is done is the front end's to say, in its own language: a
/// command in a terminal, a button or a link on a page. So no sentence below the front ends names a command.
public enum NextStep: Hashable, Sendable {
    /// Begin a guided session.
    case run(Work)
    /// Look up what an error code of Care Identity Management means.
    case explainErrors
    /// See which sites there are.
    case listSites
    /// See which readers there are.
    case listReaders
    /// Make this check of the workstation again, alone; the check's id.
    case check(String)
    /// Take another audit log than the one that was meant.
    case openLog(OtherLog)
    /// Make an audit log where there is none.
    case makeLog
    /// Verify the whole audit log.
    case verifyLog
    /// Send the collector what it doesn't hold of the audit log.
    case pushLog
    /// See the audit log's events.
    case listEvents
    /// Open the desk's page.
    case openPage
    /// Give a file this mode, so that other users can't reach it.
    case close(file: String, mode: UInt16)

    /// The guided sessions that a message sends somebody to.
    public enum Work: String, Hashable, Sendable, CaseIterable {
        /// Unlocking a card.
        case unlock
        /// Renewing the certificates of a card.
        case renew
        /// Replacing a card that is lost or damaged.
        case replace
    }

    /// Which log to take instead.
    public enum OtherLog: String, Hashable, Sendable, CaseIterable {
        /// The file itself, where the name meant something else: a folder, another database, nothing.
        case theFile
        /// A log in another place.
        case another
        /// A new one, the present file being kept as it is.
        case new
    }
}

/// What to do about something: a sentence, and what helps.
public struct Advice: Hashable, Sendable {
    /// Whole sentences that are true in every front end; empty where the steps say it all.
    public var text: String
    /// What helps, in the order in which it is to be tried.
    public var next: [NextStep]

    /// Advice from its parts.
    public init(_ text: String = "", next: NextStep...) {
        self.text = text
        self.next = next
    }
}
