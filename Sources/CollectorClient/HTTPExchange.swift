/// A question to a collector or a witness, as HTTP carries it.
public struct HTTPQuestion: Hashable, Sendable {
    public enum Method: String, Hashable, Sendable {
        case get = "GET"
        case post = "POST"
    }

    public var method: Method
    public var url: String
    /// Empty with ``Method/get``.
    public var body: [UInt8]

    public init(_ method: Method, _ url: String, body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.body = body
    }
}

/// What came back. Anybody may have written it.
public struct HTTPReply: Hashable, Sendable {
    public var status: Int
    /// At most ``maximumBytes``.
    public var body: [UInt8]

    public init(_ status: Int, body: [UInt8] = []) {
        self.status = status
        self.body = body
    }

    /// More than any answer of a collector or witness takes: a size, or some lines of signatures.
    public static let maximumBytes = 64 << 10
}

/// No answer came: nothing is known of what became of the question.
public struct NoReply: Error, Hashable, Sendable {
    /// A phrase for people: what went wrong.
    public var reason: String

    public init(_ reason: String) {
        self.reason = reason
    }
}

/// Carries one question. Waits for a bounded time, follows no redirect and trusts whom it was made to trust.
public typealias HTTPCarrier = @Sendable (HTTPQuestion) async throws(NoReply) -> HTTPReply
