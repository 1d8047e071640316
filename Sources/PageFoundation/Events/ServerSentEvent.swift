/// One event as a stream of the HTML standard writes it (`text/event-stream`). Pure.
enum ServerSentEvent {
    /// - Parameter id: what a browser asks to go on after.
    static func encode(_ event: PageEvent, id: String) -> String {
        // A line's end in a name would begin another field.
        let name = event.name.filter { !$0.isNewline }
        let data = lines(event.data).map { "data: \($0)\n" }.joined()
        return "id: \(id)\nevent: \(name)\n\(data)\n"
    }

    /// By the standard's three line ends, and no others.
    private static func lines(_ text: String) -> [String] {
        var lines: [String.UnicodeScalarView] = [String.UnicodeScalarView()]
        var followsReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where followsReturn: followsReturn = false
            case "\n", "\r":
                lines.append(String.UnicodeScalarView())
                followsReturn = scalar == "\r"
            default:
                lines[lines.count - 1].append(scalar)
                followsReturn = false
            }
        }
        return lines.map { String($0) }
    }
}
