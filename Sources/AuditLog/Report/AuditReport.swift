import Instants

/// What one log says of a month, on one page: who did what how often, and what was outside the rules.
///
/// Only computed from events; it doesn't verify the log.
public struct AuditReport: Hashable, Sendable {
    public let month: CivilMonth
    /// When it was made.
    public let at: UTCInstant
    /// The log's name.
    public let origin: String
    /// The events of the month, and how many of them can't be read.
    public let eventCount: Int
    public let unreadableCount: Int
    /// Of real readers and cards; where the month has nothing but practice, of simulated ones.
    public let figures: Figures
    public let isPractice: Bool
    /// Pieces of work on simulated readers and cards that the figures leave out.
    public let practiceCount: Int
}

extension AuditReport {
    /// A kind of work, by whom.
    public struct Work: Hashable, Sendable {
        /// Digits; nil where nobody said it.
        public let operatorUUID: String?
        public let doer: Doer
        /// `unlock`, `renew`, ….
        public let action: String
        /// Nil where the session ended before one was begun.
        public let route: String?
    }

    /// Whose hands did the work.
    public enum Doer: String, CaseIterable, Hashable, Sendable {
        case `operator`
        /// The holder alone, told by the operator or by the program.
        case holder
        /// The operator, on a card of their own.
        case ownCard
        /// Nobody here: it was told who does it, or what to do later.
        case advice
    }

    public struct Figures: Hashable, Sendable {
        public internal(set) var sessionCount = 0
        /// How each kind of work ended, and how often: by the outcome's code.
        public internal(set) var work: [Work: [String: Int]] = [:]
        /// Pieces of work on each day of the month, the first first.
        public internal(set) var days: [Int]
        /// Pieces of work outside of the hours in ``OutOfHours``.
        public internal(set) var outOfHoursCount = 0
        /// Intents whose decision rested on an answer "I don't know".
        public internal(set) var assumedCount = 0
        /// Intents without an outcome to this day, by number.
        public internal(set) var openIntents: [Int64] = []
        /// Intents that need two readers, decided where two weren't known to be there.
        public internal(set) var withoutSecondReaderCount = 0
        /// Work that was begun and given up because an answer was taken back; what followed is counted.
        public internal(set) var correctedCount = 0
        /// Why sessions declined to go on.
        public internal(set) var refusals: [String: Int] = [:]
        /// What stopped work that had begun.
        public internal(set) var stops: [String: Int] = [:]
        /// What was done to the log itself and its surroundings, by the event's code.
        public internal(set) var changes: [String: Int] = [:]

        init(days: Int) { self.days = Array(repeating: 0, count: days) }

        public var workCount: Int { days.reduce(0, +) }

        /// How often each outcome was, all work together.
        public var outcomes: [String: Int] {
            work.values.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        }

        public var notVerifiedCount: Int { outcomes[EventOutcome.notVerified.rawValue, default: 0] }
        public var ownCardCount: Int { count { $0.doer == .ownCard } }
        public var unknownOperatorCount: Int { count { $0.operatorUUID == nil && $0.doer == .operator } }

        /// In the order in which people read them: operator by operator, the unknown last.
        public var sortedWork: [(work: Work, outcomes: [String: Int])] {
            func key(_ work: Work) -> (String, Int, String, String) {
                let doer = Doer.allCases.firstIndex(of: work.doer) ?? 0
                return (work.operatorUUID ?? "~", doer, work.action, work.route ?? "~")
            }
            return work.sorted { key($0.key) < key($1.key) }.map { ($0.key, $0.value) }
        }

        private func count(_ isMeant: (Work) -> Bool) -> Int {
            work.filter { isMeant($0.key) }.values.reduce(0) { $0 + $1.values.reduce(0, +) }
        }
    }
}
