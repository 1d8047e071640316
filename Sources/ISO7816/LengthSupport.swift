/// Which long commands a card takes, beside those whose lengths fit one byte each.
///
/// A card that is sent a form it doesn't know answers `6700` at best, so nothing is tried that isn't announced: what a
/// caller knows better, from an application's own specification for instance, it says.
public struct LengthSupport: Hashable, Sendable {
    /// Lengths of two bytes: up to 65,535 bytes of data and 65,536 of answer in one command (ISO/IEC 7816-3 §12.1.3).
    public var extendedLengths: Bool
    /// Command chaining: data of any length in pieces of 255 bytes (ISO/IEC 7816-4 §5.1.1.1).
    public var commandChaining: Bool

    /// Neither, unless told so.
    public init(extendedLengths: Bool = false, commandChaining: Bool = false) {
        self.extendedLengths = extendedLengths
        self.commandChaining = commandChaining
    }

    /// Commands of up to 255 bytes of data and 256 of answer alone, which every card takes.
    public static let short = LengthSupport()

    /// What an answer to reset announces: the third byte of the card capabilities among its historical bytes (ISO/IEC
    /// 7816-4 §8.1.1.2.7, table 88). ``short`` where it announces nothing or can't be read.
    public init(atr bytes: [UInt8]) {
        self.init()
        guard let atr = try? ATR(parsing: bytes),
            case .objects(let objects, _) = HistoricalBytes(atr.historicalBytes),
            let capabilities = objects.first(where: { $0.tag == 0x7 })?.value, capabilities.count == 3
        else { return }
        commandChaining = capabilities[2] & 0x80 != 0
        extendedLengths = capabilities[2] & 0x40 != 0
    }
}
