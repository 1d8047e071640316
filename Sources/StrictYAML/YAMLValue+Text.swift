extension YAMLValue {
    /// The value under a key that must be there; the mistake names the key and the mapping's line.
    public func required(_ key: String, in members: [String: YAMLValue]) throws(YAMLMistake) -> YAMLValue {
        guard let value = members[key] else { throw mistake("must have \(key)") }
        return value
    }

    /// One line of text that can be shown on a terminal: not empty, at most 500 characters, no control characters.
    public func line() throws(YAMLMistake) -> String {
        _ = try string()
        // Bytes count too: one character may have any number of accents.
        guard let text = try? plainText(upTo: 2000), text.count <= 500 else {
            throw mistake("must be one line of 1 to 500 characters")
        }
        return text
    }

    /// A path; one that doesn't begin with `/` counts from the folder of the file.
    public func path(besides file: String) throws(YAMLMistake) -> String {
        let text = try plainText()
        if text.hasPrefix("/") { return text }
        guard let slash = file.lastIndex(of: "/") else { return text }
        return file[...slash] + text
    }

    /// Lines of text.
    public func lines() throws(YAMLMistake) -> [String] {
        var lines: [String] = []
        for item in try list() { lines.append(try item.line()) }
        return lines
    }

    /// Lower-case letters, digits and hyphens.
    public func word() throws(YAMLMistake) -> String {
        let text = try line()
        guard YAMLValue.isWord(text) else { throw mistake(YAMLValue.wordForm) }
        return text
    }

    public static func isWord(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
            }
    }

    public static let wordForm = "must be lower-case letters, digits and hyphens"
}
