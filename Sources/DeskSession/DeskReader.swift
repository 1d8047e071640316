/// Whose card is meant.
public enum CardRole: String, Hashable, Sendable {
    case `operator`, holder
}

/// A reader as the session knows it. Cards are never known by their reader: a reader only says where to look.
public struct DeskReader: Hashable, Sendable {
    /// The reader's displayed name, which tells readers apart.
    public var name: String
    /// Whose card the configuration keeps this reader for; nil where it says nothing.
    public var assignedTo: CardRole?
    /// True for a keyboard's reader, which is known to hang in CIM's unlock and issue (handbook-rules §6).
    public var isInKeyboard: Bool

    public init(name: String, assignedTo: CardRole? = nil, isInKeyboard: Bool = false) {
        self.name = name
        self.assignedTo = assignedTo
        self.isInKeyboard = isInKeyboard
    }
}

/// One insertion of a card into a reader.
public struct Insertion: Hashable, Sendable {
    public var reader: String
    /// Unique within one run of the program: out and in again is another epoch.
    public var epoch: UInt64
    /// Empty for a card that doesn't answer.
    public var atr: [UInt8]
    /// The card doesn't answer a reset: upside down, dirty or broken.
    public var isMute: Bool

    public init(reader: String, epoch: UInt64, atr: [UInt8], isMute: Bool = false) {
        self.reader = reader
        self.epoch = epoch
        self.atr = atr
        self.isMute = isMute
    }
}

/// The readers and what is in them now.
struct Desk: Hashable, Sendable {
    private(set) var readers: [DeskReader] = []
    private var cards: [String: Insertion] = [:]

    /// Everything that is in a reader, in the order of the readers.
    var insertions: [Insertion] { readers.compactMap { cards[$0.name] } }

    func insertion(in reader: String) -> Insertion? { cards[reader] }

    func has(_ reader: String) -> Bool { readers.contains { $0.name == reader } }

    func reader(assignedTo role: CardRole) -> DeskReader? { readers.first { $0.assignedTo == role } }

    mutating func replaceAll(_ readers: [DeskReader], _ insertions: [Insertion]) {
        self.readers = readers
        cards = Dictionary(insertions.map { ($0.reader, $0) }, uniquingKeysWith: { _, last in last })
    }

    mutating func attach(_ reader: DeskReader) {
        if !has(reader.name) { readers.append(reader) }
    }

    mutating func detach(_ name: String) {
        readers.removeAll { $0.name == name }
        cards[name] = nil
    }

    mutating func insert(_ insertion: Insertion) { cards[insertion.reader] = insertion }

    /// - Returns: false when that insertion isn't there any more.
    mutating func remove(from reader: String, epoch: UInt64) -> Bool {
        guard cards[reader]?.epoch == epoch else { return false }
        cards[reader] = nil
        return true
    }
}
