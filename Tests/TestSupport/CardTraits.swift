/// What identifies a card or its holder, in each form that somebody could write it in.
public struct CardTraits: Sendable {
    public let uuids: [String]
    public let names: [String]
    /// In hexadecimal.
    public let serialNumbers: [String]

    public init(uuids: [String], names: [String], serialNumbers: [String]) {
        self.uuids = uuids
        self.names = names
        self.serialNumbers = serialNumbers
    }

    /// Which of them a text has, in any of their forms.
    public func found(in text: String) -> [String] {
        let text = text.lowercased()
        let forms = serialNumbers.flatMap { hexadecimal in
            let digits = Array(hexadecimal.count.isMultiple(of: 2) ? hexadecimal : "0" + hexadecimal)
            let bytes = stride(from: 0, to: digits.count, by: 2).map { String(digits[$0...($0 + 1)]) }
            return [hexadecimal, bytes.joined(separator: ":"), bytes.joined(separator: " "), Self.decimal(hexadecimal)]
        }
        let words = names.flatMap { name in [name] + name.split(separator: " ").map(String.init) }
        // Names of roles, which the preflight's own words have too.
        let own = words.filter { !["Operator", "Holder"].contains($0) }
        let spoken = Set(text.split { !$0.isLetter }.map(String.init))
        return own.filter { $0.lowercased().split(separator: " ").allSatisfy { spoken.contains(String($0)) } }
            + (uuids + forms).filter { text.contains($0.lowercased()) }
    }

    /// A number of any length in decimal.
    private static func decimal(_ hexadecimal: String) -> String {
        var digits = [0]
        for character in hexadecimal {
            var carry = character.hexDigitValue ?? 0
            for index in digits.indices {
                carry += digits[index] * 16
                digits[index] = carry % 10
                carry /= 10
            }
            while carry > 0 {
                digits.append(carry % 10)
                carry /= 10
            }
        }
        return digits.reversed().map(String.init).joined()
    }
}
