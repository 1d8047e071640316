import StrictYAML

/// The collector's settings: a YAML file.
public struct CollectorSettings: Hashable, Sendable {
    /// A libpq connection string or address.
    public var database: String
    /// Where desks are listened for.
    public var listen: Listen
    public var witness: Witness
    /// Nil for plain HTTP, on loopback alone.
    public var tls: TLS?
    /// Without contact for so long a desk is called silent.
    public var silentAfterHours: Int
    /// Nil where nothing is ever removed.
    public var retention: CollectorRetention?

    /// The witness's name, and the path of its key.
    public struct Witness: Hashable, Sendable {
        public let name: String
        public let key: String
    }

    /// PEM files.
    public struct TLS: Hashable, Sendable {
        public let certificate: String
        public let key: String
    }

    public struct Listen: Hashable, Sendable {
        /// An address or a name; an IPv6 address without its brackets.
        public let host: String
        public let port: Int

        /// Reads `HOST:PORT`; an IPv6 address stands in brackets. Nil for anything else.
        public init?(_ text: String) {
            guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
                (0...65_535).contains(port), String(port) == text[text.index(after: colon)...]
            else { return nil }
            var host = String(text[..<colon])
            if host.hasPrefix("["), host.hasSuffix("]") {
                host = String(host.dropFirst().dropLast())
            } else if host.contains(":") {
                return nil
            }
            guard !host.isEmpty, !host.contains("/"), !host.contains("@") else { return nil }
            self.host = host
            self.port = port
        }

        /// True where nothing that is sent there leaves the computer. A name could mean another address tomorrow.
        public var isLoopback: Bool {
            if host == "::1" || host == "localhost" { return true }
            let parts = host.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
        }
    }

    /// The system's own settings.
    public static let systemFile = "/etc/ra-collector/config.yaml"
    /// Where it is looked for beside the file.
    public static let ordinaryDatabase = "postgresql:///ra_collector"
    public static let ordinaryListen = "127.0.0.1:7320"

    /// Reads the settings. Paths that don't begin with `/` count from the folder of the file.
    ///
    /// - Throws: `YAMLMistake`, which names file, line and key.
    public init(yaml text: String, file: String) throws(YAMLMistake) {
        let document = try YAMLValue(text: text, file: file)
        let root = try document.mapping("database", "listen", "witness", "tls", "silentAfterHours", "retention")
        database = try root["database"]?.plainText() ?? Self.ordinaryDatabase
        let address = try root["listen"]?.plainText() ?? Self.ordinaryListen
        guard let listen = Listen(address) else {
            throw (root["listen"] ?? document).mistake("must be an address and a port, such as 127.0.0.1:7320")
        }
        self.listen = listen
        guard let section = try root["witness"]?.mapping("name", "key"), let name = section["name"],
            let key = section["key"]
        else { throw (root["witness"] ?? document).mistake("must have witness with name and key (the key's file)") }
        let nameText = try name.plainText(upTo: 255)
        guard !nameText.contains("+"), !nameText.contains(where: \.isWhitespace) else {
            throw name.mistake("must be a name without spaces and +, such as collector.example.nhs.uk/w1")
        }
        witness = Witness(name: nameText, key: try key.path(besides: file))
        if let section = try root["tls"]?.mapping("certificate", "key") {
            guard let certificate = section["certificate"], let key = section["key"] else {
                throw (root["tls"] ?? document).mistake("must have certificate and key (PEM files)")
            }
            tls = TLS(certificate: try certificate.path(besides: file), key: try key.path(besides: file))
        }
        if tls == nil, !listen.isLoopback {
            throw (root["listen"] ?? document).mistake("must be a loopback address where tls isn't set")
        }
        silentAfterHours = try root["silentAfterHours"]?.integer(in: 1...100_000) ?? 48
        if let section = try root["retention"]?.mapping("years", "source") {
            guard let years = section["years"], let source = section["source"] else {
                throw (root["retention"] ?? document).mistake("must have years and source (the policy that sets them)")
            }
            retention = CollectorRetention(years: try years.integer(in: 1...100), source: try source.plainText())
        }
    }
}

extension YAMLValue {
    fileprivate func path(besides file: String) throws(YAMLMistake) -> String {
        let text = try plainText()
        if text.hasPrefix("/") { return text }
        guard let slash = file.lastIndex(of: "/") else { return text }
        return file[...slash] + text
    }
}
