import HTTPTypes

/// What the rules look at in a request. A field that came twice is its values joined by commas, which equals nothing that
/// a rule allows.
struct RequestFacts: Hashable, Sendable {
    var method: HTTPRequest.Method
    /// Every `Host`.
    var hosts: [String]
    var path: Substring
    var query: Substring?
    var cookies: [String]
    var origin: String?
    var fetchSite: String?
    var fetchMode: String?
    var fetchDestination: String?
    /// The browser looks ahead, and nobody has asked for the page yet.
    var isSpeculative: Bool
    var contentType: String?

    init(_ head: HTTPRequest) {
        method = head.method
        let fields = head.headerFields
        hosts = (head.authority.map { [$0] } ?? []) + fields[values: .furtherHost]
        let target = head.path ?? ""
        let question = target.firstIndex(of: "?")
        path = target[..<(question ?? target.endIndex)]
        query = question.map { target[target.index(after: $0)...] }
        cookies = fields[values: .cookie]
        origin = fields[.origin]
        fetchSite = fields[.fetchSite]
        fetchMode = fields[.fetchMode]
        fetchDestination = fields[.fetchDestination]
        isSpeculative = [.fetchPurpose, .purpose, .oldPurpose, .oldestPurpose].contains { fields.contains($0) }
        contentType = fields[.contentType]
    }
}

extension HTTPField.Name {
    /// All but the first one, which is the request's authority.
    static let furtherHost = HTTPField.Name("Host")!
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
    static let fetchMode = HTTPField.Name("Sec-Fetch-Mode")!
    static let fetchDestination = HTTPField.Name("Sec-Fetch-Dest")!
    static let fetchPurpose = HTTPField.Name("Sec-Purpose")!
    // The same, as browsers said it before it was agreed on.
    static let purpose = HTTPField.Name("Purpose")!
    static let oldPurpose = HTTPField.Name("X-Purpose")!
    static let oldestPurpose = HTTPField.Name("X-Moz")!
}
