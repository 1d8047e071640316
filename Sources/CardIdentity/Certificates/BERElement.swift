/// One element of BER (ITU-T X.690), read as far as it can be.
///
/// SwiftASN1 parses a whole value or nothing, so one strict corner of DER would cost a certificate every fact. This
/// reader takes an element at a time: lengths may be longer than need be or indefinite, sets unsorted, and what is broken
/// costs itself and what comes after it in the same element. Any bytes may be given; the work is bounded by their number.
struct BERElement {
    /// The first byte of the tag, which is all of it for every type that a certificate has.
    var tag: UInt8
    var content: ArraySlice<UInt8>
    /// Tag, length and content.
    var encoded: ArraySlice<UInt8>

    /// Elements of indefinite length in one another; a certificate has six.
    private static let deepest = 16

    var isConstructed: Bool { tag & 0x20 != 0 }

    /// Takes an element from the front. Nil when there is none, or it isn't whole.
    static func next(from bytes: inout ArraySlice<UInt8>) -> BERElement? { next(from: &bytes, depth: 0) }

    /// The elements in `content`, as far as they are whole.
    ///
    /// - Parameter bound: no more than so many.
    /// - Returns: also whether these are all.
    static func list(_ content: ArraySlice<UInt8>, atMost bound: Int) -> (elements: [BERElement], isWhole: Bool) {
        var rest = content
        var elements: [BERElement] = []
        while elements.count < bound, let element = next(from: &rest) { elements.append(element) }
        return (elements, rest.isEmpty)
    }

    /// The content of a string. In BER a string may be made of parts; parts of parts aren't read.
    var stringContent: [UInt8]? {
        guard isConstructed else { return Array(content) }
        let (parts, isWhole) = BERElement.list(content, atMost: 64)
        guard isWhole, parts.allSatisfy({ !$0.isConstructed }) else { return nil }
        return parts.flatMap(\.content)
    }

    private static func next(from bytes: inout ArraySlice<UInt8>, depth: Int) -> BERElement? {
        var rest = bytes
        guard depth < deepest, let tag = rest.popFirst() else { return nil }
        if tag & 0x1F == 0x1F { rest = rest.drop { $0 & 0x80 != 0 }.dropFirst() }
        guard let first = rest.popFirst() else { return nil }
        let content: ArraySlice<UInt8>
        switch first {
        case 0x80:
            // Indefinite: up to an element of two zero bytes (X.690 §8.1.3.6).
            guard tag & 0x20 != 0 else { return nil }
            let start = rest.startIndex
            while !rest.starts(with: [0, 0]) {
                guard next(from: &rest, depth: depth + 1) != nil else { return nil }
            }
            content = bytes[start..<rest.startIndex]
            rest = rest.dropFirst(2)
        default:
            guard let length = length(first, &rest), rest.count >= length else { return nil }
            content = rest.prefix(length)
            rest = rest.dropFirst(length)
        }
        defer { bytes = rest }
        return BERElement(tag: tag, content: content, encoded: bytes[bytes.startIndex..<rest.startIndex])
    }

    private static func length(_ first: UInt8, _ rest: inout ArraySlice<UInt8>) -> Int? {
        guard first & 0x80 != 0 else { return Int(first) }
        let count = Int(first & 0x7F)
        guard rest.count >= count else { return nil }
        // Leading zeros are allowed in BER.
        let digits = rest.prefix(count).drop { $0 == 0 }
        rest = rest.dropFirst(count)
        guard digits.count <= 4 else { return nil }
        return digits.reduce(0) { $0 << 8 | Int($1) }
    }
}
