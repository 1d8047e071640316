import Crypto

/// Tokens that wait to be used, each once and for a limited time. Pure: time comes from outside.
struct OneTimeTokens {
    /// So that what asks for links without end fills no memory; the oldest goes first.
    static let most = 4096

    private struct Waiting {
        var code: HMAC<SHA256>.MAC
        var until: Duration
    }

    private var waiting: [Waiting] = []

    var count: Int { waiting.count }

    mutating func add(_ code: HMAC<SHA256>.MAC, until: Duration, at now: Duration) {
        waiting.removeAll { $0.until <= now }
        if waiting.count >= Self.most { waiting.removeFirst() }
        waiting.append(Waiting(code: code, until: until))
    }

    /// Uses a token up.
    ///
    /// - Returns: whether it was waiting and its time hadn't passed.
    mutating func use(_ code: HMAC<SHA256>.MAC, at now: Duration) -> Bool {
        waiting.removeAll { $0.until <= now }
        guard let found = waiting.firstIndex(where: { $0.code == code }) else { return false }
        waiting.remove(at: found)
        return true
    }
}
