/// The number that identifies a person in the NHS's Care Identity Service: twelve digits, which may begin with zeros,
/// so it is text and never a number (NHS England, "Smartcards (requires HSCN)").
public struct SmartcardUUID: Hashable, Sendable, CustomStringConvertible {
    public let digits: String

    /// Nil unless there are twelve ASCII digits and nothing else.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 12, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        digits = String(text)
    }

    public var description: String { digits }
}
