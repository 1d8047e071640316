import NIOCore

/// How far a connection's requests and answers have come, and until when the next request must have arrived whole. Pure.
///
/// Time runs from the first byte of a request, and before that from the moment the connection could send one: accepted, or
/// the last answer's end. While an answer is owed it doesn't run: answers and streams may take longer.
struct RequestClock {
    private let patience: TimeAmount
    private var since: NIODeadline
    private var hasBytes = false
    private var heads = 0
    private var requests = 0
    private var answersBegun = 0
    private var answers = 0

    init(patience: TimeAmount, at now: NIODeadline) {
        self.patience = patience
        since = now
    }

    /// When the connection is to be ended, unless something happens before.
    var deadline: NIODeadline? { requests > answers ? nil : since + patience }

    /// Whether an answer can be written now that is understood as the answer to what came last: not into another one, not
    /// before one that is owed, and not to a request that has had its answer before its end.
    var canAnswer: Bool { answersBegun == answers && requests >= answers && heads - answers <= 1 }

    /// Whether a part of a request has arrived that was never answered.
    var hasBegun: Bool { hasBytes || heads > answersBegun }

    mutating func bytesArrived(at now: NIODeadline) {
        guard requests <= answers, !hasBytes else { return }
        hasBytes = true
        since = now
    }

    mutating func headArrived() { heads += 1 }

    mutating func requestArrived(at now: NIODeadline) {
        requests += 1
        // Some answers end before their requests do.
        if requests <= answers { begin(from: now) }
    }

    mutating func answerBegan() { answersBegun += 1 }

    mutating func answerEnded(at now: NIODeadline) {
        answers += 1
        if requests == answers { begin(from: now) }
    }

    private mutating func begin(from now: NIODeadline) {
        hasBytes = false
        since = now
    }
}
