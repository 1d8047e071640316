import CPCSCLite

/// A version of libpcsclite.
public struct LibraryVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The first number.
    public let major: Int
    /// The second number.
    public let minor: Int
    /// The third number; 0 where there is none.
    public let patch: Int

    /// A version from its numbers.
    public init(_ major: Int, _ minor: Int, _ patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads "1.9.9", also with more behind it; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 2)
        guard parts.count >= 2, let major = Int(parts[0]), let minor = Int(parts[1].prefix(while: \.isNumber)) else {
            return nil
        }
        let patch = parts.count > 2 ? Int(parts[2].prefix(while: \.isNumber)) ?? 0 : 0
        self.init(major, minor, patch)
    }

    /// The version that this program was built with. The library says nothing about itself at run time; the one that is
    /// loaded is this or a later one.
    public static let built = LibraryVersion(PCSCLITE_VERSION_NUMBER) ?? LibraryVersion(0, 0, 0)

    /// From this version on, contexts of one process may be used at the same time. Before it they share an unlocked
    /// array of reader states (pcsc-lite commit e12d9ddb).
    public static let firstWithoutRace = LibraryVersion(2, 0, 1)

    /// Older before newer.
    public static func < (first: LibraryVersion, second: LibraryVersion) -> Bool {
        (first.major, first.minor, first.patch) < (second.major, second.minor, second.patch)
    }

    /// As in `1.9.9`.
    public var description: String { "\(major).\(minor).\(patch)" }
}
