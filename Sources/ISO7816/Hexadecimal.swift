/// Bytes as text, upper case without separators: the form of every card document (cli-contract).
extension Sequence<UInt8> {
    /// `3BD697`.
    public var hexadecimal: String {
        var text = ""
        for byte in self { text += byte.hexadecimal }
        return text
    }
}

extension UInt8 {
    /// Two upper-case digits.
    public var hexadecimal: String {
        let digits = String(self, radix: 16, uppercase: true)
        return self < 0x10 ? "0" + digits : digits
    }
}

extension [UInt8] {
    /// Reads pairs of hexadecimal digits of either case; spaces and colons between pairs are skipped.
    ///
    /// Nil for anything else, an odd digit included.
    public init?(hexadecimal text: some StringProtocol) {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text.utf8 {
            if character == UInt8(ascii: " ") || character == UInt8(ascii: ":") {
                guard high == nil else { return nil }
                continue
            }
            guard let digit = hexadecimalDigit(character) else { return nil }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        guard high == nil else { return nil }
        self = bytes
    }
}

private func hexadecimalDigit(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    default: nil
    }
}
