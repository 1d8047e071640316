/// A response APDU (ISO/IEC 7816-3 §12.1): data field and status word.
public struct ResponseAPDU: Hashable, Sendable {
    /// Everything before the status word.
    public var data: [UInt8]
    /// SW1 and SW2.
    public var status: StatusWord

    /// The longest response there is: 65 536 bytes of data and the status word.
    public static let longest = 65_538

    /// A response from its parts.
    public init(data: [UInt8] = [], status: StatusWord) {
        self.data = data
        self.status = status
    }

    /// Reads a response as it came over the line; any bytes may be given.
    ///
    /// - Throws: `.truncated` under two bytes: no status word came, so the card was lost, and nothing may be concluded
    ///   about what it did. `.tooLong`.
    public init(parsing bytes: [UInt8]) throws(APDUError) {
        guard bytes.count >= 2 else { throw .truncated(bytes.count) }
        guard bytes.count <= ResponseAPDU.longest else { throw .tooLong(bytes.count) }
        data = Array(bytes.dropLast(2))
        status = StatusWord(bytes[bytes.count - 2], bytes[bytes.count - 1])
    }

    /// The bytes on the line.
    public var encoded: [UInt8] { data + [status.sw1, status.sw2] }
}
