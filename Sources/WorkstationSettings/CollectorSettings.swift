import AuditLog
import StrictYAML

/// The collector that this workstation's log is sent to.
public struct CollectorSettings: Sendable, Hashable {
    public var url: CollectorURL
    /// The key by which its cosignatures are known: pinned here, and never learnt from an answer.
    public var key: VerifierKey
    /// Certificates in PEM, the only ones that may vouch for its name; nil for those of the system. A path.
    public var ca: String?
    /// After how many hours without a push the preflight says so.
    public var warnAfterHours: Int

    /// A computer that was off over a weekend isn't behind on Monday morning.
    public static let usualHours = 72

    public init(url: CollectorURL, key: VerifierKey, ca: String? = nil, warnAfterHours: Int = usualHours) {
        self.url = url
        self.key = key
        self.ca = ca
        self.warnAfterHours = warnAfterHours
    }
}

/// Where a collector or a witness is: https, or plain http on this computer alone.
public struct CollectorURL: Sendable, Hashable, CustomStringConvertible {
    /// A name, or an address; one of IPv6 without its brackets.
    public let host: String
    public let port: UInt16
    public let usesTLS: Bool
    /// Without a slash at its end.
    private let base: String

    /// Nil for anything but `https://HOST[:PORT][/PATH]`, and `http://` with the name or an address of this computer.
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains(where: { "?#@\\\"<>".contains($0) })
        else { return nil }
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "https" || parts[0] == "http" else { return nil }
        usesTLS = parts[0] == "https"
        let authority = parts[1].prefix { $0 != "/" }
        let name: Substring
        let rest: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            name = authority[authority.index(after: authority.startIndex)..<end]
            rest = authority[authority.index(after: end)...]
        } else {
            name = authority.prefix { $0 != ":" }
            rest = authority[name.endIndex...]
        }
        guard !name.isEmpty, authority.hasPrefix("[") || !name.contains("[") else { return nil }
        if rest.isEmpty {
            port = usesTLS ? 443 : 80
        } else {
            guard rest.hasPrefix(":"), let number = UInt16(rest.dropFirst()), number > 0,
                String(number) == rest.dropFirst()
            else { return nil }
            port = number
        }
        host = String(name)
        guard usesTLS || Self.isThisComputer(host) else { return nil }
        base = String(text.reversed().drop { $0 == "/" }.reversed())
    }

    public var description: String { base }

    /// A place below it; the path begins with a slash.
    public func appending(_ path: String) -> String { base + path }

    /// What never leaves the computer: 127.0.0.0/8, ::1, and the name that stands for them.
    private static func isThisComputer(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127"
            && numbers.allSatisfy { number in UInt8(number).map { String($0) == number } ?? false }
    }
}

extension CollectorSettings {
    init(yaml value: YAMLValue, ca path: (YAMLValue) throws(YAMLMistake) -> String) throws(YAMLMistake) {
        let keys = try value.mapping("url", "key", "ca", "warnAfterHours")
        guard let url = keys["url"], let key = keys["key"] else {
            throw value.mistake("must have url and key (the verifier key of its witness)")
        }
        guard let place = CollectorURL(try url.plainText()) else {
            throw url.mistake("must be https://HOST, or http:// on this computer alone")
        }
        guard let verifier = VerifierKey(try key.plainText()), verifier.algorithm == .cosignature else {
            throw key.mistake("must be the verifier key of a witness, whole as it was given")
        }
        self.init(url: place, key: verifier)
        if let ca = keys["ca"] { self.ca = try path(ca) }
        if let hours = keys["warnAfterHours"] { warnAfterHours = try hours.integer(in: 1...8760) }
    }
}
