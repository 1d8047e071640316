/// A paragraph in lines of a width. The first line begins with the indent, the others with as many spaces.
public struct Wrapped: Sendable {
    public let lines: [String]

    public init(_ text: String, indent: String = "", width: Int) {
        // Where little room is left beside a label, the text goes below it.
        if indent.count > 2, width - indent.count < 16, let last = indent.lastIndex(where: { $0 != " " }) {
            lines =
                Wrapped(String(indent[...last]), width: width).lines
                + Wrapped(text, indent: "  ", width: width).lines
            return
        }
        let room = max(width - indent.count, 4)
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
