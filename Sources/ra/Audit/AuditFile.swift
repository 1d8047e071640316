import AuditLog
import Foundation

/// Files that people bring to the log: checkpoints and proofs.
enum AuditFile {
    /// The text of a file, or of standard input for `-`.
    static func text(_ file: String) throws(CommandFailure) -> String {
        let data: Data?
        if file == "-" {
            data = try? FileHandle.standardInput.readToEnd() ?? Data()
        } else {
            data = FileManager.default.contents(atPath: file)
        }
        guard let data else {
            throw CommandFailure(
                .fileTrouble, "The file \(file) can't be read.", hint: "Check its name and its rights.")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw CommandFailure(.badInput, "The file \(file) is not UTF-8 text.", hint: nil)
        }
        return text
    }

    /// A file that looks like a checkpoint and is damaged is a checkpoint that the log doesn't extend.
    static func checkpoint(_ file: String) throws -> Checkpoint {
        let text = try text(file)
        if let checkpoint = Checkpoint(parsing: text) { return checkpoint }
        throw CommandFailure(
            text.contains("\n— ") ? .answerIsNo : .badInput, "The file \(file) is not a sound checkpoint.",
            hint: "A checkpoint is what 'ra audit checkpoint' prints, all of it.")
    }
}
