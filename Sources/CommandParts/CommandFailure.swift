import Foundation
import PlainText

/// A command that can't go on: one clear sentence, what to do about it, and the exit status.
public struct CommandFailure: Error, Hashable, CustomStringConvertible, Sendable {
    public let status: ExitStatus
    public let message: String
    public let hint: String?

    public init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    public var description: String { message }

    /// `ra: error: …`, and `ra: hint: …` where there is something to do. One line each, whatever the texts hold: what
    /// came from outside may turn or hide text on a terminal.
    ///
    /// - Parameter program: the program's name, such as `ra`.
    public func text(by program: String) -> String {
        let lines = ["error: \(message)"] + (hint.map { ["hint: \($0)"] } ?? [])
        return lines.map { line in
            let words = line.split(whereSeparator: \.isNewline).joined(separator: " ")
            return "\(program): " + words.withoutControls + "\n"
        }.joined()
    }
}

extension CommandFailure {
    /// Standard output can't be written.
    public init(_ error: OutputError) {
        self.init(
            .fileTrouble, "Standard output can't be written: \(String(cString: strerror(error.code))).",
            hint: "Check the place that the output is sent to: its space and its rights.")
    }
}
