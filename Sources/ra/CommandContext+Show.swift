import PlainText

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
