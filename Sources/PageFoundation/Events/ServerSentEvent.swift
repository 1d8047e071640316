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
    private static func lines(_ text: String) -> [Substring] {
        let feed = UInt8(ascii: "\n")
        let carriageReturn = UInt8(ascii: "\r")
        var lines: [Substring] = []
        var rest = text[...]
        while let end = rest.utf8.firstIndex(where: { $0 == feed || $0 == carriageReturn }) {
            lines.append(rest[..<end])
            let next = rest.utf8.index(after: end)
            let isPair = rest.utf8[end] == carriageReturn && next < rest.endIndex && rest.utf8[next] == feed
            rest = rest[(isPair ? rest.utf8.index(after: next) : next)...]
        }
        return lines + [rest]
    }
}
