import JSON

extension EventCode {
    /// A signing key was made; its verifier key stands in the details.
    public static let keyCreated = EventCode("key.created")
}

public struct KeyCreated: EventDetails {
    /// As ``VerifierKey`` writes it.
    public var verifierKey: String?

    public init(verifierKey: String?) { self.verifierKey = verifierKey }

    public static let code = EventCode.keyCreated
    public static let name = "signing key made"
    public static let isChange = true

    public init(reading details: JSONValue, action: String?) { verifierKey = details["verifierKey"]?.string }

    public var members: [String: JSONValue] { ["verifierKey": .optional(verifierKey)] }
}
