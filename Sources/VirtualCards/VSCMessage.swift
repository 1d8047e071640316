/// A message of libcacard's "virtual smart card" protocol, which QEMU's `ccid-card-passthru` speaks over a socket
/// (libcacard, `vscard_common.h`, version 0.0.2).
///
/// On the wire: type, reader and length of the payload, each 32 bits, big-endian; then the payload.
struct VSCMessage: Hashable {
    enum Kind: UInt32 {
        case initialise = 1
        /// The answer to adding and removing a reader or a card; 0 is success.
        case error
        case readerAdd
        case readerRemove
        case atr
        case cardRemove
        case apdu
        case flush
        case flushComplete
    }

    static let headerLength = 12
    /// QEMU takes no message longer than its buffer of 64 KiB.
    static let payloadLimit: UInt32 = 65_536
    /// The reader's number before the host has given one.
    static let noReader: UInt32 = 0xFFFF_FFFF

    var kind: Kind
    var reader: UInt32 = 0
    var payload: [UInt8] = []

    /// Magic, version 0.0.2, no capabilities.
    static let hello = VSCMessage(
        kind: .initialise, reader: noReader, payload: Array("VSCD".utf8) + bytes(2) + bytes(0))

    var encoded: [UInt8] {
        Self.bytes(kind.rawValue) + Self.bytes(reader) + Self.bytes(UInt32(payload.count)) + payload
    }

    /// The kind, reader and length that a header announces; nil when it is none, after which the stream is lost.
    static func header(_ bytes: [UInt8]) -> (kind: Kind, reader: UInt32, length: Int)? {
        guard bytes.count == headerLength, let kind = Kind(rawValue: number(bytes[0..<4])) else { return nil }
        let length = number(bytes[8..<12])
        guard length <= payloadLimit else { return nil }
        return (kind, number(bytes[4..<8]), Int(length))
    }

    /// The code of an `error` message; nil when the payload is too short.
    var errorCode: UInt32? {
        payload.count >= 4 ? Self.number(payload[0..<4]) : nil
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
