/// Whether a spreadsheet may take a text for something else: a formula, a number, a date, a time, a truth value. Rather
/// too often than not.
enum SpreadsheetGuess {
    static func isPossible(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first(where: { !isPassedOver($0) }) else {
            // White space alone could be lost.
            return !text.isEmpty
        }
        return isOpening(first) || isPassedOver(text.unicodeScalars.first ?? first) || looksLikeAValue(text)
    }

    /// What is skipped before the beginning of a cell: white space, and characters that don't show.
    private static func isPassedOver(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value <= 0x20 || scalar.value == 0x7F }
        let kind = scalar.properties.generalCategory
        return scalar.properties.isWhitespace || kind == .control || kind == .format
    }

    /// What begins a formula (OWASP, "CSV Injection", the wide forms too), and the apostrophe, which marks text.
    private static func isOpening(_ scalar: Unicode.Scalar) -> Bool {
        "=+-@'＝＋－＠".unicodeScalars.contains(scalar)
    }

    /// Digits, signs, and of letters only what numbers, dates and times are written with: `5E1`, `12/11`, `3 Mar`, `MARCH1`,
    /// `10:30 pm`, `£5`, `1/2`.
    private static func looksLikeAValue(_ text: String) -> Bool {
        if let answer = quickAnswer(text) { return answer }
        var (hasDigit, word) = (false, "")
        for scalar in text.unicodeScalars {
            if scalar.properties.isAlphabetic {
                word.unicodeScalars.append(scalar)
                guard word.utf8.count <= longestWord else { return false }
            } else {
                guard isWordOfAValue(word) else { return false }
                word = ""
                hasDigit = hasDigit || scalar.properties.numericType != nil
            }
        }
        return ["true", "false"].contains(text.lowercased()) || hasDigit && isWordOfAValue(word)
    }

    /// The same for ASCII, which nearly all cells are; nil for any other. A word is told by its first eight letters.
    private static func quickAnswer(_ text: String) -> Bool? {
        var text = text
        return text.withUTF8 { bytes -> Bool? in
            var (hasDigit, word, length, answer) = (false, UInt64(0), 0, true)
            for byte in bytes {
                switch byte {
                case 0x80...: return nil
                case 0x41...0x5A, 0x61...0x7A:
                    if length < 8 { word = word << 8 | UInt64(byte | 0x20) }
                    length += 1
                    answer = answer && length <= longestWord
                default:
                    answer = answer && (length == 0 || packedWords.contains(word))
                    (word, length) = (0, 0)
                    hasDigit = hasDigit || (0x30...0x39).contains(byte)
                }
            }
            if length == bytes.count, word == packed("true") || word == packed("false") { return true }
            return answer && hasDigit && (length == 0 || packedWords.contains(word))
        }
    }

    private static func packed(_ word: String) -> UInt64 { word.utf8.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }

    private static let packedWords = Set(words.map(packed))

    private static let longestWord = 9

    private static func isWordOfAValue(_ word: String) -> Bool {
        word.isEmpty || words.contains(word.lowercased())
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
    private static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    private static let words: Set<String> = Set(
        months + days + (months + days).map { String($0.prefix(3)) }
            + [
                "sept", "tues", "thur", "thurs", "e", "d", "a", "p", "am", "pm", "t", "z", "st", "nd", "rd", "th", "of",
                "gmt", "bst", "utc",
                "gbp", "eur", "usd",
            ])
}
