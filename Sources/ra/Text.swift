/// Text from outside in a form that is safe on a terminal: one line, control characters shown as escapes, at most 200
/// characters.
struct SafeText: CustomStringConvertible {
    let description: String

    init(_ text: String) {
        let shown = text.withoutControls
        description = shown.count > 200 ? shown.prefix(199) + "…" : shown
    }
}

extension String {
    /// What each line for people begins with on a simulated desk, where nearly every one speaks of a simulated card.
    static let simulatedMark = "[simulated] "

    /// With control characters, and those that turn or hide text, as `\u{1B}`. Nothing else is changed, so that what is
    /// escaped already isn't escaped twice.
    var withoutControls: String {
        unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                scalar.escape
            default: scalar.properties.isDefaultIgnorableCodePoint ? scalar.escape : String(scalar)
            }
        }.joined()
    }
}

extension Unicode.Scalar {
    fileprivate var escape: String { "\\u{\(String(value, radix: 16, uppercase: true))}" }
}

/// A paragraph in lines of a width. The first line begins with the indent, the others with as many spaces.
struct Wrapped {
    let lines: [String]

    init(_ text: String, indent: String = "", width: Int) {
        let room = max(width - indent.count, 20)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            var word = word[...]
            if !line.isEmpty, line.count + 1 + word.count > room {
                lines.append(line)
                line = ""
            }
            // A word longer than a line is cut: a path, an address.
            while word.count > room {
                lines.append(String(word.prefix(room)))
                word = word.dropFirst(room)
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        if !line.isEmpty || lines.isEmpty { lines.append(line) }
        let rest = String(repeating: " ", count: indent.count)
        self.lines = lines.enumerated().map { ($0.offset == 0 ? indent : rest) + $0.element }
    }
}

extension Sequence<UInt8> {
    /// `3B 6A 00 FF`, as on paper.
    var spacedHexadecimal: String {
        map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined(separator: " ")
    }
}

extension CommandContext {
    /// Prints text for people that depends on the room for a line. On a simulated desk each line says so.
    ///
    /// - Parameter text: makes the text for a width, its lines ended by a line feed.
    func show(_ text: (_ width: Int) -> String) throws {
        let mark = String.simulatedMark
        guard simulated else { return try output.write(text(output.width)) }
        for line in text(output.width - mark.count).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        {
            try output.line(line.isEmpty ? "" : mark + line)
        }
    }
}
