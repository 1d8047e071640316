import Instants

/// One card of a report or of the audit log. Small, because there may be millions.
public struct DueCard: Hashable, Sendable {
    /// What a report calls the make of a card.
    public enum CardType: UInt8, CaseIterable, Hashable, Sendable {
        case gemplus = 1
        case oberthur, piv

        /// As Care Identity Management writes it.
        public var text: String {
            switch self {
            case .gemplus: "Gemplus"
            case .oberthur: "Oberthur"
            case .piv: "PIV"
            }
        }
    }

    /// What is known of a way to reach the holder.
    public enum Contact: UInt8, Hashable, Sendable {
        /// The source has neither an email nor a mobile column.
        case notShown
        case none, some
    }

    /// The twelve digits as a number; ``DueUUID`` writes them.
    public var uuid: UInt64
    private var expirySeconds: Int64
    private var positionSeconds: Int64
    /// Numbers in a ``TextPool``.
    public var organisation: UInt32 = 0
    public var serial: UInt32 = 0
    public var name: UInt32 = 0
    public var email: UInt32 = 0
    public var mobile: UInt32 = 0
    /// Which report it stands in, from 0; the audit log has a number of its own.
    public var source: UInt16 = 0
    private var typeNumber: UInt8 = 0
    public var contact = Contact.notShown
    public var isCancelled = false
    /// By its type, or its series where that is known.
    public var isBlocked = false

    public init(uuid: UInt64, expires: UTCInstant?) {
        self.uuid = uuid
        expirySeconds = expires?.secondsSince1970 ?? DueCard.unknown
        positionSeconds = DueCard.unknown
    }

    /// Nil where the report has no date.
    public var expires: UTCInstant? {
        get { expirySeconds == DueCard.unknown ? nil : UTCInstant(secondsSince1970: expirySeconds) }
        set { expirySeconds = newValue?.secondsSince1970 ?? DueCard.unknown }
    }

    public var positionExpires: UTCInstant? {
        get { positionSeconds == DueCard.unknown ? nil : UTCInstant(secondsSince1970: positionSeconds) }
        set { positionSeconds = newValue?.secondsSince1970 ?? DueCard.unknown }
    }

    /// Series 1 to 6 are Gemplus cards, and all of them are blocked (NHSE, deprecation notice; DOR, older).
    public var cardType: CardType? {
        get { CardType(rawValue: typeNumber) }
        set {
            typeNumber = newValue?.rawValue ?? 0
            if newValue == .gemplus { isBlocked = true }
        }
    }

    private static let unknown = Int64.min
}

/// The twelve digits of a UUID, kept as a number while there may be millions of them, and never shown as one.
public enum DueUUID {
    /// Twelve digits, zeros in front included.
    public static func text(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }

    /// Nil unless there are twelve ASCII digits and nothing else.
    public static func number(_ text: String) -> UInt64? {
        guard text.utf8.count == 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return UInt64(text)
    }
}

/// The cards of all sources, and the texts that they refer to.
public struct DueCards: Sendable {
    public var cards: [DueCard] = []
    public var texts = TextPool()

    public init() {}
}
