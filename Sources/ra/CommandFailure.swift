import PlainText

/// A command that can't go on: one clear sentence, what to do about it, and the exit status.
struct CommandFailure: Error, Hashable, CustomStringConvertible {
    let status: ExitStatus
    let message: String
    let hint: String?

    init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    var description: String { message }

    /// `ra: error: …`, and `ra: hint: …` where there is something to do. One line each, whatever the texts hold: what
    /// came from outside may turn or hide text on a terminal.
    var text: String {
        let lines = ["error: \(message)"] + (hint.map { ["hint: \($0)"] } ?? [])
        return lines.map { line in
            let words = line.split(whereSeparator: \.isNewline).joined(separator: " ")
            return "ra: " + words.withoutControls + "\n"
        }.joined()
    }
}
