import Foundation

/// A command that can't go on: one clear sentence, what to do about it, and the exit status.
struct CommandFailure: Error {
    let status: ExitStatus
    let message: String
    let hint: String?

    init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    /// Prints `ra: error: …` and `ra: hint: …` on standard error.
    func report() {
        var text = "ra: error: \(message)\n"
        if let hint { text += "ra: hint: \(hint)\n" }
        FileHandle.standardError.write(Data(text.utf8))
    }
}
