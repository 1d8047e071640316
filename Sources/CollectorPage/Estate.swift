import AuditLog
import Instants

/// What the pages ask of an estate of desks. Every answer is as of the moment at which it is asked for.
///
/// Each throws ``EstateTrouble``.
public protocol Estate: Sendable {
    /// All desks, by name.
    func desks() async throws(EstateTrouble) -> [EstateDesk]

    /// Events by their own time, the newest first; of those with one time a desk's in its own order, backwards.
    func events(_ search: EstateSearch, limit: Int) async throws(EstateTrouble) -> [EstateEvent]

    /// How many events fit.
    func count(_ search: EstateSearch) async throws(EstateTrouble) -> Int64

    /// Outcomes by London day, action and outcome.
    func work(_ search: EstateSearch) async throws(EstateTrouble) -> [EstateWork]

    /// All forks on record, the oldest first.
    func forks() async throws(EstateTrouble) -> [EstateFork]

    /// A fork's evidence: a file that proves itself. Nil where no such fork is on record.
    func evidence(_ fork: Int64) async throws(EstateTrouble) -> String?
}

/// Why an estate gives no answer.
public enum EstateTrouble: Error, Hashable, Sendable {
    /// The database can't be reached, or is shutting down. The text says what it said.
    case away(String)
    /// It would have taken too long.
    case slow
    /// No log of that name is enrolled.
    case unknownDesk(String)
    /// No desk is at that site.
    case unknownSite(String)
    /// What stands there can't be read: damage, or another program's tables.
    case damaged(String)
}

/// Which events of which desks are wanted. All conditions hold together.
public struct EstateSearch: Hashable, Sendable {
    /// As one desk's log is asked.
    public var events: EventQuery
    /// A log's origin; a desk's other lives come with it.
    public var desk: String?
    /// The id of the desks' site.
    public var site: String?

    /// A search; without conditions it is for everything.
    public init(_ events: EventQuery = EventQuery(), desk: String? = nil, site: String? = nil) {
        self.events = events
        self.desk = desk
        self.site = site
    }
}

/// How one desk's log stands.
public struct EstateDesk: Hashable, Sendable {
    /// The first that holds, in this order (collector contract).
    public enum State: String, CaseIterable, Hashable, Sendable {
        case retired, forked, restored, silent, behind, ok
    }

    /// The log's name.
    public var origin: String
    /// The id of its site.
    public var site: String?
    /// What was noted when it was enrolled.
    public var note: String?
    /// The log that it succeeds.
    public var succeeds: String?
    /// How many events are held.
    public var size: Int64
    /// How it stands.
    public var state: State
    /// Nil where it was never heard.
    public var lastContact: UTCInstant?
    /// The size of the newest cosigned checkpoint; nil where nothing was cosigned.
    public var cosigned: Int64?
    /// Of the newest event that has one.
    public var ruleSet: String?
    /// The desk's clock was set back at some time.
    public var clockWentBack: Bool
    /// So many events were kept long enough, and have no body any more.
    public var expired: Int64

    /// A desk's log.
    public init(
        origin: String, site: String? = nil, note: String? = nil, succeeds: String? = nil, size: Int64, state: State,
        lastContact: UTCInstant? = nil, cosigned: Int64? = nil, ruleSet: String? = nil, clockWentBack: Bool = false,
        expired: Int64 = 0
    ) {
        self.origin = origin
        self.site = site
        self.note = note
        self.succeeds = succeeds
        self.size = size
        self.state = state
        self.lastContact = lastContact
        self.cosigned = cosigned
        self.ruleSet = ruleSet
        self.clockWentBack = clockWentBack
        self.expired = expired
    }
}

/// An event, and where it comes from.
public struct EstateEvent: Hashable, Sendable {
    /// Its log's name.
    public var origin: String
    /// The id of the desk's site.
    public var site: String?
    /// As the desk wrote it.
    public var event: StoredEvent

    /// An event of a desk.
    public init(origin: String, site: String? = nil, event: StoredEvent) {
        self.origin = origin
        self.site = site
        self.event = event
    }
}

/// How often a kind of work ended in a way on a day in London.
public struct EstateWork: Hashable, Sendable {
    /// In London.
    public var day: CivilDate
    /// Empty where the events have none.
    public var action: String
    /// Empty where the events have none.
    public var outcome: String
    /// How often.
    public var count: Int

    /// A count.
    public init(day: CivilDate, action: String, outcome: String, count: Int) {
        self.day = day
        self.action = action
        self.outcome = outcome
        self.count = count
    }
}

/// A fork on record: two histories that one desk's key signed.
public struct EstateFork: Hashable, Sendable {
    /// Its number.
    public var id: Int64
    /// The log's name.
    public var origin: String
    /// The door at which it was seen: `entries` or `witness`.
    public var kind: String
    /// When it was seen.
    public var at: UTCInstant

    /// A fork.
    public init(id: Int64, origin: String, kind: String, at: UTCInstant) {
        self.id = id
        self.origin = origin
        self.kind = kind
        self.at = at
    }
}
