import DeskSession
import Foundation
import Handbook
import JSON
import PlainText

/// Answers line after line of facts.
struct DecisionStream: Sendable {
    let workflow: Workflow
    let whyNot: Bool
    let rulebook: Rulebook
    let context: CommandContext

    /// Answers every line of a file, or of standard input for `-`. Blocks.
    ///
    /// - Throws: `CommandFailure`: `badInput` when lines were none of facts, after all of them are answered.
    func run(on file: String) throws {
        let descriptor = file == "-" ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CommandFailure(factsFile: file, code: errno) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }

        var answers = ""
        var refused = 0
        var lines = FactLines(descriptor: descriptor)
        do {
            let anything = try lines.forEach { number, line in
                answers += try answer(to: line, number: number, refused: &refused) + "\n"
                if answers.utf8.count > 1 << 16 { try flush(&answers) }
            } pause: {
                try flush(&answers)
            }
            try flush(&answers)
            guard anything else {
                throw CommandFailure(
                    .badInput, "There is no line of facts.",
                    hint: "Give one JSON object of facts a line; {} asks what has to be known.")
            }
        } catch let error as FactLines.ReadError {
            throw CommandFailure(factsFile: file, code: error.code)
        }
        guard refused == 0 else {
            throw CommandFailure(
                .badInput, refused == 1 ? "1 line is not valid facts." : "\(refused) lines are not valid facts.",
                hint: "Correct each line whose answer is an error object; the others are decided.")
        }
    }

    private func flush(_ answers: inout String) throws {
        guard !answers.isEmpty else { return }
        try context.output.write(answers)
        answers.removeAll(keepingCapacity: true)
    }

    private func answer(to line: FactLines.Line, number: Int, refused: inout Int) throws -> String {
        do {
            return try decide(try facts(line)).line()
        } catch let mistake as LineMistake {
            refused += 1
            return try mistake.document(line: number)
        }
    }

    private func facts(_ line: FactLines.Line) throws -> Facts {
        guard case .bytes(let bytes) = line else {
            throw LineMistake(.lineTooLong, "The line has more than \(FactLines.longestLine) bytes.")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw LineMistake(.notUTF8, "The line is not UTF-8 text.")
        }
        let json: JSONValue
        do {
            json = try JSONValue(strictlyParsing: Data(bytes))
        } catch JSONMistake.duplicateName(let name) {
            let name = SecretLike.matches(name) ? "A key" : "\(SafeText(name))"
            throw LineMistake(.duplicateKey, "\(name) is given twice in one object.")
        } catch JSONMistake.numberOutOfRange {
            throw LineMistake(.numberOutOfRange, "A number is out of range: nothing so large can be read.")
        } catch {
            throw LineMistake(.notJSON, "The line is not JSON.")
        }
        do {
            return try Facts(json: json, practice: rulebook.practice)
        } catch {
            throw LineMistake(code: error.code.rawValue, message: "\(error)")
        }
    }

    private func decide(_ given: Facts) -> JSONValue {
        var facts = given
        if facts.now == nil { facts.now = context.now }
        let decision = rulebook.decide(workflow, facts)
        var members = decision.members
        members["schemaVersion"] = 1
        // The clock's instant is part of what the decision rests on, so it is said.
        if given.now == nil { members["now"] = facts[.now] }
        if whyNot { members["whyNot"] = .array(rulebook.alternatives(to: decision, facts).map(\.json)) }
        return .object(members)
    }
}

/// What is wrong with a line.
private struct LineMistake: Error {
    enum Code: String {
        case duplicateKey = "duplicate-key"
        case lineTooLong = "line-too-long"
        case notUTF8 = "not-utf-8"
        case notJSON = "not-json"
        case numberOutOfRange = "number-out-of-range"
    }

    let code: String
    let message: String

    init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    init(_ code: Code, _ message: String) {
        self.init(code: code.rawValue, message: message)
    }

    func document(line: Int) throws -> String {
        try JSONValue.object([
            "schemaVersion": 1,
            "error": ["code": .string(code), "message": .string(message), "line": .integer(Int64(line))],
        ]).line()
    }
}

extension CommandFailure {
    fileprivate init(factsFile file: String, code: Int32) {
        let name = file == "-" ? "Standard input" : "The file of facts \(file)"
        switch code {
        case EACCES, EPERM:
            self.init(.notPermitted, "\(name) may not be read by this user.", hint: "Check the file's rights.")
        case ENOENT:
            self.init(.fileTrouble, "\(name) is not there.", hint: "Check --facts; - is standard input.")
        default:
            self.init(
                .fileTrouble, "\(name) can't be read: \(String(cString: strerror(code))).",
                hint: "Check that it is a plain file or a pipe.")
        }
    }
}
