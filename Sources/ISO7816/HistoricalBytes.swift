/// What the historical bytes of an ATR hold (ISO/IEC 7816-4 §8.1.1, "Historical bytes").
public enum HistoricalBytes: Hashable, Sendable {
    case none
    /// Category `00`, and `80`: data objects in compact form, and the card's status where it is given.
    case objects([CompactTLV], status: CardStatus?)
    /// Category `10`: where the DIR file's data is found.
    case directoryReference(UInt8)
    /// Any other category, or bytes that don't read as the category says: the maker's own.
    case proprietary([UInt8])

    /// Life cycle status and status word at the end of the historical bytes.
    public struct CardStatus: Hashable, Sendable {
        /// The card's life cycle status (ISO/IEC 7816-4, table 13); 0 when nothing is said.
        public let lifeCycle: UInt8
        /// The status word that goes with it; `0000` when nothing is said.
        public let status: StatusWord
    }

    /// Reads any bytes.
    public init(_ bytes: [UInt8]) {
        self = bytes.isEmpty ? .none : HistoricalBytes.structured(bytes) ?? .proprietary(bytes)
    }

    private static func structured(_ bytes: [UInt8]) -> HistoricalBytes? {
        let body = bytes.dropFirst()
        switch bytes[0] {
        case 0x00 where body.count >= 3:
            let end = Array(body.suffix(3))
            let status = CardStatus(lifeCycle: end[0], status: StatusWord(end[1], end[2]))
            return CompactTLV.list(body.dropLast(3)).map { .objects($0, status: status) }
        case 0x80: return CompactTLV.list(body).map { .objects($0, status: nil) }
        case 0x10 where body.count == 1: return .directoryReference(bytes[1])
        default: return nil
        }
    }
}

/// A data object whose tag and length share one byte (ISO/IEC 7816-4 §8.1.1.2).
public struct CompactTLV: Hashable, Sendable {
    /// 0 to 15.
    public let tag: UInt8
    /// At most 15 bytes.
    public let value: [UInt8]

    /// Nil when the bytes end within an object.
    static func list(_ bytes: ArraySlice<UInt8>) -> [CompactTLV]? {
        var rest = bytes
        var objects: [CompactTLV] = []
        while let first = rest.popFirst() {
            let length = Int(first & 0x0F)
            guard rest.count >= length else { return nil }
            objects.append(CompactTLV(tag: first >> 4, value: Array(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        return objects
    }

    /// What the tag stands for (ISO/IEC 7816-4, table 9 and following).
    public var name: String {
        switch tag {
        case 0x1: "country code"
        case 0x2: "issuer identification number"
        case 0x3: "card service data"
        case 0x4: "initial access data"
        case 0x5: "card issuer's data"
        case 0x6: "pre-issuing data"
        case 0x7: "card capabilities"
        case 0x8: "status"
        case 0xF: "application identifier"
        default: "reserved"
        }
    }
}
