/// How far a connection of HTTP/1.1 has come, where requests may follow each other without waiting for answers, and an
/// answer may end before its request does.
struct ConnectionProgress: Hashable {
    /// What a connection is waited for. In the order in which they are closed for others.
    enum Stage: Int {
        /// The head of its first request.
        case silent
        /// The head of another request, or the rest of one that is answered already.
        case idle
        /// The body of a request, of which nothing has come.
        case announced
        /// The rest of a request.
        case arriving
        /// Nothing: a request is being answered.
        case answering
    }

    private enum Incoming {
        case nothing, head, body
    }

    private var hasSpoken = false
    private var incoming = Incoming.nothing
    /// Heads that came, less answers that ended.
    private var due = 0

    var isAnswerDue: Bool { due > 0 }

    var stage: Stage {
        if due == 0 { return hasSpoken ? .idle : .silent }
        // Of several the last one is still coming, and those before it are being answered.
        if due > 1 || incoming == .nothing { return .answering }
        return incoming == .head ? .announced : .arriving
    }

    mutating func takeHead() {
        (hasSpoken, incoming) = (true, .head)
        due += 1
    }

    mutating func takeBody() { incoming = .body }
    mutating func takeEnd() { incoming = .nothing }
    /// What isn't HTTP is answered without a head.
    mutating func answer() { due = max(0, due - 1) }
}
