extension Sequence<UInt8> {
    /// `3B 6A 00 FF`, as on paper.
    public var spacedHexadecimal: String {
        map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined(separator: " ")
    }
}

extension String {
    /// Within a sentence.
    public var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
    /// At the beginning of a sentence.
    public var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
