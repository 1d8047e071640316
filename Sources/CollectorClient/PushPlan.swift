import AuditLog

/// What a push asks next, told the answers so far. No clock, no network and no log: the rules of the desk's side alone.
public struct PushPlan: Hashable, Sendable {
    /// The number of events that the collector is thought to hold.
    public private(set) var old: Int64
    /// The size that is to be reached: the log's when the push began.
    public private(set) var target: Int64
    /// The largest checkpoint that the collector cosigned.
    private var cosigned: Int64
    /// A size that the collector named was followed already: a second other one isn't.
    private var hasFollowed = false
    private var wasCosigned = false

    /// - Parameters:
    ///   - record: what the log knows of the collector.
    ///   - size: the log's.
    public init(record: PushRecord?, size: Int64) {
        // A log that was cut says itself that more was acknowledged; the collector's answer will show it.
        old = min(record?.size ?? 0, size)
        cosigned = record?.cosigned ?? 0
        target = size
    }

    /// What is done next.
    public enum Step: Hashable, Sendable {
        /// Send events after ``PushPlan/old``, at most up to ``PushPlan/target``.
        case send
        /// Record that the collector was put back, and then send.
        case recordRollback(cosigned: Int64, held: Int64)
        case end(PushEnd)
    }

    /// Takes in what came of a request.
    ///
    /// - Parameters:
    ///   - answer: the collector's.
    ///   - end: the size of the checkpoint that was sent.
    ///   - size: the log's, looked at again after the answer.
    public mutating func take(_ answer: PushAnswer, to end: Int64, size: Int64) -> Step {
        switch answer {
        case .cosigned(let checkpoint):
            cosigned = max(cosigned, checkpoint.size)
            wasCosigned = true
            return acknowledged(end)
        case .taken:
            wasCosigned = false
            return acknowledged(end)
        case .fork: return .end(.fork(.refused, held: nil))
        case .holds(let held): return conflict(held, size: size)
        case .refused(let reason): return .end(.refused(reason))
        case .away(let reason): return .end(.unreachable(reason))
        }
    }

    private mutating func acknowledged(_ end: Int64) -> Step {
        old = end
        return end >= target ? .end(wasCosigned ? .cosigned : .taken) : .send
    }

    private mutating func conflict(_ held: Int64, size: Int64) -> Step {
        if held == old { return .end(.fork(.sameSize, held: held)) }
        if held > size { return .end(.fork(.beyondLog, held: held)) }
        guard !hasFollowed else { return .end(.moving(held: held)) }
        hasFollowed = true
        old = held
        // Another push of the same log went further meanwhile.
        target = max(target, held)
        return held < cosigned ? .recordRollback(cosigned: cosigned, held: held) : .send
    }
}

/// How a push ended.
public enum PushEnd: Hashable, Sendable {
    /// All events are with the collector, and it cosigned them.
    case cosigned
    /// All events are with the collector, which doesn't cosign them yet.
    case taken
    /// The collector has another history than this log, or can't be believed any more.
    case fork(CollectorForked.Reason, held: Int64?)
    /// It named another size after the one that it had named was sent.
    case moving(held: Int64)
    /// It takes nothing from this log: a sentence.
    case refused(String)
    /// No answer, or one that says to come again: a sentence.
    case unreachable(String)
}

/// An answer of a collector's door for events.
public enum PushAnswer: Hashable, Sendable {
    /// Stored and cosigned: the checkpoint that was sent, with the lines.
    case cosigned(Checkpoint)
    case taken
    /// It holds another number of events than was said.
    case holds(Int64)
    case fork
    case refused(String)
    case away(String)

    /// - Parameters:
    ///   - reply: what came.
    ///   - checkpoint: the one that was sent.
    ///   - key: the collector's witness, from the settings.
    public init(_ reply: HTTPReply, to checkpoint: Checkpoint, key: VerifierKey) {
        switch reply.status {
        case 200:
            guard let text = reply.text, let both = checkpoint.adding(text), both.cosigned(by: key) != nil else {
                self = .refused("What it answered isn't a cosignature by the key that the settings name.")
                return
            }
            self = .cosigned(both)
        case 202: self = .taken
        case 409:
            guard let size = reply.logSize else {
                self = .refused("It holds another number of events, and doesn't say how many.")
                return
            }
            self = .holds(size)
        case 422: self = .fork
        case 404: self = .refused("This log isn't enrolled there.")
        case 408, 429, 500...: self = .away("It can't answer now (status \(reply.status)).")
        default: self = .refused("It refuses what was sent (status \(reply.status)).\(reply.sentence)")
        }
    }
}

extension HTTPReply {
    /// Nil where it isn't UTF-8.
    var text: String? { String(validating: body, as: UTF8.self) }

    /// The body of a 409: a decimal number and a line feed (C2SP tlog-witness, `text/x.tlog.size`).
    var logSize: Int64? {
        guard let text, text.hasSuffix("\n"), let size = Int64(text.dropLast()), size >= 0,
            String(size) == text.dropLast()
        else { return nil }
        return size
    }

    /// What it says itself, after a space: one line of plain text; empty where it says something else.
    var sentence: String {
        guard let line = text?.split(separator: "\n", omittingEmptySubsequences: false).first, !line.isEmpty,
            line.utf8.count <= 200, line.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value < 0x7F })
        else { return "" }
        return " It says: \(line)"
    }
}
