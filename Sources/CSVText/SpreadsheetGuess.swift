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

    /// How a cell is written in which nothing has to be quoted.
    enum Form { case plain, marked }

    /// The same as ``isPossible(_:)`` for what nearly all cells are: ASCII without separators. Nil for any other text. A word
    /// is told by its first eight letters.
    static func quick(_ bytes: UnsafeBufferPointer<UInt8>) -> Form? {
        guard let first = bytes.first else { return .plain }
        var (hasDigit, word, length, mayBeValue) = (false, UInt64(0), 0, true)
        for byte in bytes {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A:
                if length < 8 { word = word << 8 | UInt64(byte | 0x20) }
                length += 1
            // Control characters and spaces, quotation marks, commas, semicolons, and beyond ASCII.
            case 0..<0x20, 0x22, 0x2C, 0x3B, 0x7F...: return nil
            default:
                mayBeValue = mayBeValue && isWord(word, length)
                (word, length) = (0, 0)
                hasDigit = hasDigit || (0x30...0x39).contains(byte)
            }
        }
        switch first {
        case 0x20, UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "'"):
            return .marked
        default: break
        }
        if length == bytes.count, word == packed("true") || word == packed("false") { return .marked }
        return mayBeValue && hasDigit && isWord(word, length) ? .marked : .plain
    }

    private static func isWord(_ word: UInt64, _ length: Int) -> Bool {
        length == 0 || length <= longestWord && packedWords.contains(word)
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
