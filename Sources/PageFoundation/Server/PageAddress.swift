/// Where a page listens, and how it is addressed. Only ever 127.0.0.1.
public struct PageAddress: Hashable, Sendable {
    /// The one address.
    static let host = "127.0.0.1"

    /// The port that it is bound to.
    public let port: UInt16

    /// The page at a port.
    public init(port: UInt16) { self.port = port }

    /// What a request's `Host` must be, exactly. A browser leaves out the port that HTTP has by itself.
    public var authority: String { port == 80 ? Self.host : "\(Self.host):\(port)" }

    /// What a form's `Origin` must be, exactly.
    public var origin: String { "http://" + authority }

    /// A link that lets a browser in once.
    public func link(token: String) -> String { "\(origin)\(PageRules.entrance)?\(PageRules.tokenField)=\(token)" }
}

/// Where a page is asked to listen.
public struct ListenAddress: Hashable, Sendable {
    /// The port; 0 takes any that is free.
    public let port: UInt16
    /// Whether another port will do where this one is taken.
    public let takesAnother: Bool

    /// This port, or a free one where it is taken.
    public static func preferably(_ port: UInt16) -> ListenAddress { ListenAddress(port: port, takesAnother: true) }

    /// This port and no other.
    public static func exactly(_ port: UInt16) -> ListenAddress { ListenAddress(port: port, takesAnother: false) }

    private init(port: UInt16, takesAnother: Bool) {
        self.port = port
        self.takesAnother = takesAnother
    }

    /// Reads `127.0.0.1:PORT`, where port 0 takes any that is free. It will be exactly that port.
    ///
    /// - Throws: ``PageServerError/beyondLoopback(_:)`` for any other address, ``PageServerError/notAnAddress(_:)`` for what
    ///   is none.
    public init(parsing text: String) throws(PageServerError) {
        guard let colon = text.lastIndex(of: ":") else { throw .notAnAddress(text) }
        let digits = text[text.index(after: colon)...]
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let port = UInt16(digits) else {
            throw .notAnAddress(text)
        }
        // A name could mean another address tomorrow.
        guard text[..<colon] == PageAddress.host else { throw .beyondLoopback(String(text[..<colon])) }
        self = .exactly(port)
    }
}
