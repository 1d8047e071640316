/// An answer to reset (ISO/IEC 7816-3 §8.2): what a card says of itself when it is powered.
///
/// The parse keeps every byte in its place; `explanation` says what each means.
public struct ATR: Hashable, Sendable {
    /// How bits were sent on the contacts (TS).
    public enum Convention: Hashable, Sendable { case direct, inverse }

    /// One of TAi, TBi, TCi, TDi.
    public struct InterfaceByte: Hashable, Sendable {
        /// TA, TB, TC or TD.
        public enum Kind: String, Hashable, Sendable {
            case ta = "TA"
            case tb = "TB"
            case tc = "TC"
            case td = "TD"
        }
        /// The bit of T0 or TD(i−1) that announces each.
        static let announcements: [(bit: UInt8, kind: Kind)] = [(0x10, .ta), (0x20, .tb), (0x40, .tc), (0x80, .td)]

        /// Which of the four.
        public let kind: Kind
        /// i, counted from 1.
        public let index: Int
        /// The byte.
        public let value: UInt8
        /// The protocol that the byte belongs to: T of TD(i−1). Nil for i of 1 and 2, which are the card's as a whole.
        public let transmissionProtocol: Int?
    }

    /// TCK: all bytes from T0 to TCK combined by exclusive-or give zero (§8.2.5).
    public enum Check: Hashable, Sendable {
        /// Only T=0 is offered, so there is none.
        case notNeeded
        case right(UInt8)
        case wrong(UInt8, expected: UInt8)
        /// It should be there and is not.
        case missing
    }

    /// TS and at most 32 bytes (§8.2.1).
    public static let longest = 33

    /// The whole answer, as it came.
    public let bytes: [UInt8]
    /// How bits are sent.
    public let convention: Convention
    /// T0: which of TA1 to TD1 follow, and how many historical bytes.
    public let format: UInt8
    /// In the order of the answer.
    public let interfaceBytes: [InterfaceByte]
    /// What the card says of itself; at most 15 bytes.
    public let historicalBytes: [UInt8]
    /// Whether the check byte is there and right.
    public let check: Check
    /// Bytes after the end; a card that follows the standard has none.
    public let surplus: [UInt8]

    /// Reads an ATR; any bytes may be given. A wrong or missing check byte and bytes too many are kept as values,
    /// because such cards exist and readers accept them.
    public init(parsing bytes: [UInt8]) throws(ATRError) {
        guard bytes.count <= ATR.longest else { throw .tooLong(bytes.count) }
        var rest = bytes[...]
        switch rest.popFirst() {
        case 0x3B: convention = .direct
        case 0x3F: convention = .inverse
        case let other?: throw .badInitialCharacter(other)
        case nil: throw .truncated(missing: "TS")
        }
        guard let format = rest.popFirst() else { throw .truncated(missing: "T0") }
        self.bytes = bytes
        self.format = format
        interfaceBytes = try ATR.takeInterfaceBytes(from: &rest, format: format)
        let count = Int(format & 0x0F)
        guard rest.count >= count else { throw .truncated(missing: "T\(rest.count + 1)") }
        historicalBytes = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
        let onlyT0 = interfaceBytes.allSatisfy { $0.kind != .td || $0.value & 0x0F == 0 }
        if onlyT0 {
            check = .notNeeded
        } else if let byte = rest.popFirst() {
            let expected = bytes[1..<(rest.startIndex - 1)].reduce(0, ^)
            check = byte == expected ? .right(byte) : .wrong(byte, expected: expected)
        } else {
            check = .missing
        }
        surplus = Array(rest)
    }

    private static func takeInterfaceBytes(
        from rest: inout ArraySlice<UInt8>, format: UInt8
    ) throws(ATRError) -> [InterfaceByte] {
        var found: [InterfaceByte] = []
        var announced = format
        var current: Int?
        var index = 1
        while true {
            for (bit, kind) in InterfaceByte.announcements where announced & bit != 0 {
                guard let value = rest.popFirst() else { throw .truncated(missing: "\(kind.rawValue)\(index)") }
                found.append(
                    InterfaceByte(
                        kind: kind, index: index, value: value, transmissionProtocol: index > 2 ? current : nil))
            }
            // Each TD takes a byte, so the loop ends with the bytes.
            guard announced & 0x80 != 0, let td = found.last else { return found }
            announced = td.value
            current = Int(td.value & 0x0F)
            index += 1
        }
    }
}

/// Why bytes are not an ATR.
public enum ATRError: Error, Hashable, Sendable {
    /// More than 33 bytes.
    case tooLong(Int)
    /// TS is neither 3B nor 3F.
    case badInitialCharacter(UInt8)
    /// The bytes end before the one named.
    case truncated(missing: String)
}

extension ATRError: CustomStringConvertible {
    /// After "The answer to reset can't be read: ".
    public var description: String {
        switch self {
        case .tooLong(let count): "it has \(count) bytes, and \(ATR.longest) is the most"
        case .badInitialCharacter(let byte): "it begins with \(byte.hexadecimal) instead of 3B or 3F"
        case .truncated(let missing): "it ends before \(missing)"
        }
    }
}

extension ATR {
    /// The protocols offered, in their order, each once: 0 for T=0, 1 for T=1. T=0 when none is named (§8.2.3).
    /// T=15 is no protocol and isn't listed.
    public var protocols: [Int] {
        var numbers: [Int] = []
        for byte in interfaceBytes where byte.kind == .td {
            let number = Int(byte.value & 0x0F)
            if number != 15, !numbers.contains(number) { numbers.append(number) }
        }
        return numbers.isEmpty ? [0] : numbers
    }

    /// The byte of a kind with this index, from 1: `interfaceByte(.ta, 1)` is TA1. Nil when the answer has none.
    public func interfaceByte(_ kind: InterfaceByte.Kind, _ index: Int) -> UInt8? {
        interfaceBytes.first { $0.kind == kind && $0.index == index }?.value
    }
}
