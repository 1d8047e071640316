/// What a desk, or a log that asks a witness, is answered: what HTTP needs and nothing more.
public struct CollectorAnswer: Hashable, Sendable {
    public let status: Int
    public let body: String
    public let contentType: String
    /// In seconds, where it is worth asking again.
    public let retryAfter: Int?

    public init(_ status: Int, _ body: String = "", contentType: String = "text/plain", retryAfter: Int? = nil) {
        self.status = status
        self.body = body
        self.contentType = contentType
        self.retryAfter = retryAfter
    }

    /// One sentence for whoever looks at the desk's journal.
    static func refusal(_ status: Int, _ reason: String) -> CollectorAnswer {
        CollectorAnswer(status, reason + "\n")
    }

    /// The log stands at another size (C2SP tlog-witness, "add-checkpoint").
    static func conflict(size: Int64) -> CollectorAnswer {
        CollectorAnswer(409, "\(size)\n", contentType: "text/x.tlog.size")
    }

    /// Nothing is known to be durable.
    public static let databaseAway = CollectorAnswer(503, "The collector's database is away.\n", retryAfter: 30)
    static let notKept = CollectorAnswer(503, "The collector can't keep what it cosigned.\n", retryAfter: 30)
}
