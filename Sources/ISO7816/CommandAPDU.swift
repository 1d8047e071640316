/// A command APDU (ISO/IEC 7816-3 §12.1): header, data field, and how much response data is expected.
public struct CommandAPDU: Hashable, Sendable {
    /// Class: chaining, secure messaging, logical channel.
    public var cla: UInt8
    /// Instruction.
    public var ins: UInt8
    /// First parameter.
    public var p1: UInt8
    /// Second parameter.
    public var p2: UInt8
    /// The data field, 0 to 65 535 bytes.
    public var data: [UInt8]
    /// Ne, the largest number of response bytes expected: 1 to 65 536; nil when none is asked for.
    public var expectedLength: Int?

    /// The longest command there is: an extended case 4 with 65 535 bytes of data.
    public static let longest = 4 + 3 + 65_535 + 2

    /// A command from its parts; nothing is checked before ``encoded()``.
    public init(cla: UInt8 = 0, ins: UInt8, p1: UInt8, p2: UInt8, data: [UInt8] = [], expectedLength: Int? = nil) {
        self.cla = cla
        self.ins = ins
        self.p1 = p1
        self.p2 = p2
        self.data = data
        self.expectedLength = expectedLength
    }
}

/// The four cases of a command (ISO/IEC 7816-3 §12.1.2).
public enum APDUCase: Int, Hashable, Sendable {
    /// No data either way.
    case one = 1
    /// Response data only.
    case two
    /// Command data only.
    case three
    /// Data both ways.
    case four
}

extension CommandAPDU {
    /// Which of the four cases the command is.
    public var apduCase: APDUCase {
        switch (data.isEmpty, expectedLength == nil) {
        case (true, true): .one
        case (true, false): .two
        case (false, true): .three
        case (false, false): .four
        }
    }

    /// True when the lengths don't fit one byte each, so that the extended form is needed.
    public var needsExtendedLength: Bool {
        data.count > 255 || (expectedLength ?? 0) > 256
    }

    /// The bytes on the line: the short form wherever the lengths fit it.
    ///
    /// - Throws: `.dataTooLong`, `.expectedLengthOutOfRange` for lengths that no form can say.
    public func encoded() throws(APDUError) -> [UInt8] {
        guard data.count <= 65_535 else { throw .dataTooLong(data.count) }
        if let expectedLength, !(1...65_536).contains(expectedLength) {
            throw .expectedLengthOutOfRange(expectedLength)
        }
        var bytes = [cla, ins, p1, p2]
        if needsExtendedLength {
            // One 00 announces the extended form, whichever length field comes first.
            bytes.append(0)
            if !data.isEmpty {
                bytes += [UInt8(data.count >> 8), UInt8(data.count & 0xFF)] + data
            }
            if let expectedLength {
                bytes += [UInt8(expectedLength >> 8 & 0xFF), UInt8(expectedLength & 0xFF)]
            }
        } else {
            if !data.isEmpty { bytes += [UInt8(data.count)] + data }
            if let expectedLength { bytes.append(UInt8(expectedLength & 0xFF)) }
        }
        return bytes
    }

    /// Reads a command as it came over the line (ISO/IEC 7816-3 §12.1.3).
    ///
    /// - Throws: `.truncated`, `.lengthMismatch`, or `.tooLong`; any bytes may be given.
    public init(parsing bytes: [UInt8]) throws(APDUError) {
        guard bytes.count <= CommandAPDU.longest else { throw .tooLong(bytes.count) }
        guard bytes.count >= 4 else { throw .truncated(bytes.count) }
        self.init(cla: bytes[0], ins: bytes[1], p1: bytes[2], p2: bytes[3])
        let body = bytes.dropFirst(4)
        guard let first = body.first else { return }
        if body.count == 1 {
            expectedLength = first == 0 ? 256 : Int(first)
        } else if first != 0 {
            let rest = try takeData(length: Int(first), from: body.dropFirst())
            if let length = rest.first { expectedLength = length == 0 ? 256 : Int(length) }
            guard rest.count <= 1 else { throw .lengthMismatch }
        } else {
            guard body.count >= 3 else { throw .lengthMismatch }
            let length = bigEndian(body.dropFirst().prefix(2))
            if body.count == 3 {
                expectedLength = length == 0 ? 65_536 : length
                return
            }
            guard length > 0 else { throw .lengthMismatch }
            let rest = try takeData(length: length, from: body.dropFirst(3))
            guard rest.count == 0 || rest.count == 2 else { throw .lengthMismatch }
            if rest.count == 2 {
                let value = bigEndian(rest)
                expectedLength = value == 0 ? 65_536 : value
            }
        }
    }

    private mutating func takeData(length: Int, from bytes: ArraySlice<UInt8>) throws(APDUError) -> ArraySlice<UInt8> {
        guard bytes.count >= length else { throw .lengthMismatch }
        data = Array(bytes.prefix(length))
        return bytes.dropFirst(length)
    }
}

private func bigEndian(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
}

/// Why bytes are not an APDU.
public enum APDUError: Error, Hashable, Sendable {
    /// Fewer bytes than the smallest one has: four for a command, two for a response.
    case truncated(Int)
    /// More bytes than the longest one has.
    case tooLong(Int)
    /// The length fields don't fit the number of bytes.
    case lengthMismatch
    case dataTooLong(Int)
    case expectedLengthOutOfRange(Int)
}
