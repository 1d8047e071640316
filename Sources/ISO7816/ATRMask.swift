/// A pattern for answers to reset: some bits have to be as given, the others may be anything.
///
/// The same as `SCARD_ATRMASK` of Windows' winscard.h and `atrmask` in OpenSC's configuration: an answer of another
/// length never fits.
public struct ATRMask: Hashable, Sendable {
    /// The bits that count as they have to be, and 0 for all others.
    public let value: [UInt8]
    /// 1 for each bit that counts.
    public let mask: [UInt8]

    /// A pattern from an answer to reset and the bits of it that count.
    ///
    /// - Throws: ``ATRMaskError``.
    public init(_ atr: [UInt8], mask: [UInt8]) throws(ATRMaskError) {
        guard atr.count == mask.count else { throw .differentLengths(atr: atr.count, mask: mask.count) }
        guard (2...ATR.longest).contains(atr.count) else { throw .noAnswerHasLength(atr.count) }
        value = zip(atr, mask).map { $0 & $1 }
        self.mask = mask
    }

    /// This answer to reset alone.
    ///
    /// - Throws: ``ATRMaskError/noAnswerHasLength(_:)``.
    public init(exactly atr: [UInt8]) throws(ATRMaskError) {
        try self.init(atr, mask: [UInt8](repeating: 0xFF, count: atr.count))
    }

    /// Whether an answer to reset fits; one of another length doesn't, and none (a mute card's) doesn't.
    public func matches(_ atr: [UInt8]) -> Bool {
        atr.count == mask.count && zip(atr, mask).map { $0 & $1 } == value
    }
}

/// Why two lists of bytes are no pattern.
public enum ATRMaskError: Error, Hashable, Sendable {
    /// A mask has a byte for each byte of the answer to reset.
    case differentLengths(atr: Int, mask: Int)
    /// An answer to reset has 2 to 33 bytes (ISO/IEC 7816-3 §8.2.1).
    case noAnswerHasLength(Int)
}
