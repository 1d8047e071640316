import JSON

/// Tells what looks like a passcode or a code that was sent to somebody: 4 to 8 digits, by themselves or in words
/// (command-line contract, "Nothing that looks like a secret is taken"). A smartcard's passcode has no other form.
///
/// Asked only after a prompt's own form: a date, a UUID, a series and an address hold digits too.
public enum SecretLike {
    /// How many digits a passcode or a code has.
    public static let lengths = 4...8

    /// True when digits of that number stand together, or apart with nothing but space or punctuation between them:
    /// `482913`, `48 29 13`, `4-8-2-9`. Digits of any script and style count.
    public static func matches(_ text: String) -> Bool {
        // Digits that stand together, and digits that only letters keep apart.
        var (together, apart) = (0, 0)
        for scalar in text.unicodeScalars {
            if isDigit(scalar) {
                together += 1
                apart += 1
                continue
            }
            if lengths.contains(together) { return true }
            together = 0
            guard isLetter(scalar) else { continue }
            if lengths.contains(apart) { return true }
            apart = 0
        }
        return lengths.contains(together) || lengths.contains(apart)
    }

    /// The same for a value that a program sent, wherever in it the digits stand.
    public static func matches(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool: false
        case .integer(let number): matches(String(number))
        case .number(let number): matches(String(number))
        case .string(let text): matches(text)
        // A passcode in pieces: [48, 29, 13].
        case .array(let elements):
            elements.contains(where: matches) || matches(elements.map(text).joined(separator: " "))
        case .object(let members): members.contains { matches($0.key) || matches($0.value) }
        }
    }

    /// Only what can be said in a word stands beside its neighbours.
    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .string(let text): text
        default: "x"
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x30...0x39).contains(scalar.value) }
        guard scalar.properties.numericType != nil, let value = scalar.properties.numericValue else { return false }
        return (0...9).contains(value) && value == value.rounded()
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x41...0x5A).contains(scalar.value & 0xDF) }
        return scalar.properties.isAlphabetic
    }
}
