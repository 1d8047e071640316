/// The name of a fact, as scripts, answer files and the audit log write it (handbook-rules §1): a row of the table
/// `FactDefinition.all`, in whose order `allCases` stands.
public struct FactKey: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// The row. A number, because this is on the path of every decision.
    private let place: UInt8

    public static let allCases: [FactKey] = FactDefinition.all.indices.map { FactKey(place: UInt8($0)) }

    private static let byName = Dictionary(
        allCases.map { ($0.rawValue, $0) }, uniquingKeysWith: { first, _ in first })

    private init(place: UInt8) { self.place = place }

    /// The fact of that name; nil for a name that isn't in the table.
    public init?(rawValue: String) {
        guard let key = FactKey.byName[rawValue] else { return nil }
        self = key
    }

    /// The fact that is kept there. Each member of `Facts` has its row but `cannotSay`; a test goes through them.
    init(_ path: PartialKeyPath<Facts>) {
        guard let place = FactDefinition.all.firstIndex(where: { $0.path == path }) else {
            preconditionFailure("No fact is kept at \(path).")
        }
        self.init(place: UInt8(place))
    }

    public var definition: FactDefinition { FactDefinition.all[Int(place)] }

    /// `holder.email`.
    public var rawValue: String { definition.name }

    public var description: String { rawValue }

    /// True for a fact that may stand in `cannotSay`, because the handbook says what an "I don't know" counts as.
    /// The others can only be left unknown.
    public var hasDefault: Bool { definition.hasDefault }

    fileprivate var bit: UInt64 { 1 << UInt64(place) }
}

/// A set of fact keys, small enough to be copied freely. It has room for 64 facts.
public struct FactKeySet: Sendable, Hashable {
    private var bits: UInt64 = 0

    public init() {}

    public init(_ keys: some Sequence<FactKey>) {
        for key in keys { insert(key) }
    }

    /// The keys that may stand in `cannotSay` (handbook-rules §1, "Don't know").
    public static let withDefault = FactKeySet(FactKey.allCases.filter(\.hasDefault))

    public var isEmpty: Bool { bits == 0 }

    public func contains(_ key: FactKey) -> Bool { bits & key.bit != 0 }

    public mutating func insert(_ key: FactKey) { bits |= key.bit }

    public mutating func remove(_ key: FactKey) { bits &= ~key.bit }

    public mutating func formUnion(_ other: FactKeySet) { bits |= other.bits }

    public func union(_ other: FactKeySet) -> FactKeySet {
        var both = self
        both.formUnion(other)
        return both
    }

    /// The members in the table's order.
    public var keys: [FactKey] { isEmpty ? [] : FactKey.allCases.filter(contains) }
}
