/// One data object in basic encoding rules (ISO/IEC 7816-4 §5.2.2; ITU-T X.690 §8.1).
public struct BERTLV: Hashable, Sendable {
    /// The tag's bytes as a number: `0x53`, `0x7F21`, `0x5FC105`.
    public var tag: UInt32
    /// The value's bytes, as they stand.
    public var value: [UInt8]

    /// An object from its parts.
    public init(tag: UInt32, value: [UInt8]) {
        self.tag = tag
        self.value = value
    }

    /// True when the value is itself made of data objects (bit 6 of the first tag byte).
    public var isConstructed: Bool {
        var first = tag
        while first > 0xFF { first >>= 8 }
        return first & 0x20 != 0
    }
}

/// Why bytes are not a data object.
public enum TLVError: Error, Hashable, Sendable {
    /// The bytes end before the object does.
    case truncated
    /// A tag of more than four bytes, or one that isn't in its shortest form.
    case badTag
    /// Indefinite length, or a length field of more than four bytes.
    case badLength
    /// More objects than the caller's bound.
    case tooMany
}

extension BERTLV {
    /// Takes one object from the front of `bytes`.
    ///
    /// Lengths are of the definite form, one to five bytes; more bytes than the shortest form needs are accepted, since
    /// cards send them. The work done is bounded by the number of bytes given.
    public static func next(from bytes: inout ArraySlice<UInt8>) throws(TLVError) -> BERTLV {
        var rest = bytes
        let tag = try takeTag(&rest)
        let length = try takeLength(&rest)
        guard rest.count >= length else { throw .truncated }
        let value = Array(rest.prefix(length))
        bytes = rest.dropFirst(length)
        return BERTLV(tag: tag, value: value)
    }

    /// Every object in `bytes`, which must hold nothing else. Padding of `00` and `FF` between objects is skipped
    /// (ISO/IEC 7816-4 §5.2.2.1).
    public static func list(_ bytes: [UInt8], atMost bound: Int = 64) throws(TLVError) -> [BERTLV] {
        var rest = bytes[...]
        var objects: [BERTLV] = []
        while let first = rest.first {
            if first == 0x00 || first == 0xFF {
                rest = rest.dropFirst()
                continue
            }
            guard objects.count < bound else { throw .tooMany }
            objects.append(try next(from: &rest))
        }
        return objects
    }

    /// The object as it is sent, its length in the shortest form.
    public var encoded: [UInt8] {
        var bytes = BERTLV.bigEndian(tag)
        switch value.count {
        case 0..<0x80: bytes.append(UInt8(value.count))
        case 0x80...0xFF: bytes += [0x81, UInt8(value.count)]
        case 0x100...0xFFFF: bytes += [0x82] + BERTLV.bigEndian(UInt32(value.count))
        default:
            let length = BERTLV.bigEndian(UInt32(truncatingIfNeeded: value.count))
            bytes += [0x80 | UInt8(length.count)] + length
        }
        return bytes + value
    }

    private static func takeTag(_ rest: inout ArraySlice<UInt8>) throws(TLVError) -> UInt32 {
        guard let first = rest.popFirst() else { throw .truncated }
        var tag = UInt32(first)
        guard first & 0x1F == 0x1F else { return tag }
        for position in 0..<3 {
            guard let byte = rest.popFirst() else { throw .truncated }
            // The first of the further bytes may not be empty: the shortest form is the only one (X.690 §8.1.2.4.2).
            guard position > 0 || byte & 0x7F != 0 else { throw .badTag }
            tag = tag << 8 | UInt32(byte)
            if byte & 0x80 == 0 { return tag }
        }
        throw .badTag
    }

    private static func takeLength(_ rest: inout ArraySlice<UInt8>) throws(TLVError) -> Int {
        guard let first = rest.popFirst() else { throw .truncated }
        guard first & 0x80 != 0 else { return Int(first) }
        let count = Int(first & 0x7F)
        guard (1...4).contains(count) else { throw .badLength }
        guard rest.count >= count else { throw .truncated }
        let length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(count)
        return length
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        let bytes = [24, 16, 8, 0].map { UInt8(value >> $0 & 0xFF) }
        return Array(bytes.drop { $0 == 0 }.isEmpty ? bytes.suffix(1) : bytes.drop { $0 == 0 })
    }
}
