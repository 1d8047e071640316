import Instants

/// Where a rule comes from.
public struct Citation: Sendable, Hashable {
    /// The id of a document in the list of sources: `H10`.
    public let source: String
    /// The place in it, under the document's own heading. A document that gave way to newer ones says "older".
    public let section: String

    public init(_ source: String, _ section: String) {
        self.source = source
        self.section = section
    }
}

/// A document that rules cite.
public struct SourceDocument: Sendable, Hashable {
    public let id: String
    public let title: String
    public let version: String?
    /// `YYYY-MM-DD`, or as much of it as is known.
    public let published: String?
    /// The date by which its owner meant to look at it again.
    public let nextReview: String?
    public let note: String

    public init(
        id: String, title: String, version: String? = nil, published: String? = nil, nextReview: String? = nil,
        note: String
    ) {
        self.id = id
        self.title = title
        self.version = version
        self.published = published
        self.nextReview = nextReview
        self.note = note
    }

    /// True once the day of the next review is over. False where none is stated.
    public func isReviewOverdue(on today: CivilDate) -> Bool {
        nextReview.flatMap { CivilDate(iso8601: $0) }.map { $0 < today } ?? false
    }
}
