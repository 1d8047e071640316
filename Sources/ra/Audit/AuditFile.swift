import AuditLog
import Foundation
import StrictYAML

/// Files that people bring to the log: checkpoints and proofs.
enum AuditFile {
    /// The text of a file, or of standard input for `-`.
    static func text(_ file: String) throws(CommandFailure) -> String {
        do {
            return try file == "-" ? TextFile.text(from: STDIN_FILENO) : TextFile.text(at: file)
        } catch {
            throw CommandFailure(error, "The file", file, hint: "Check its name; - is standard input.")
        }
    }

    /// The same as bytes, which need not be UTF-8.
    static func bytes(_ file: String) throws(CommandFailure) -> [UInt8] {
        do {
            return try TextFile.bytes(of: file)
        } catch {
            throw CommandFailure(error, "The file", file, hint: "Check its name; - is standard input.")
        }
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
