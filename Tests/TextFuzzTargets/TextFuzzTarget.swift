import AuditLog
import Foundation
import Handbook
import JSON
import WorkstationSettings

/// The parsers of text that people and programs give, each with what must hold for any input. The fuzzer runs them on
/// its own inputs, a test on the corpus in Fixtures.
public enum TextFuzzTarget: String, CaseIterable, Sendable {
    case answer, facts, note, proof, yaml
    case answerFile = "answer-file"

    private static let rulebook = Rulebook()

    /// Traps when something that must hold doesn't.
    public func run(_ input: [UInt8]) {
        guard let text = String(validating: input, as: UTF8.self) else { return }
        switch self {
        case .answer: AnswerFuzz.run(text)
        case .answerFile: AnswerFuzz.run(inFile: text)
        case .facts: TextFuzzTarget.facts(Data(input))
        case .note: TextFuzzTarget.note(text)
        case .proof: TextFuzzTarget.proof(text)
        case .yaml: TextFuzzTarget.yaml(text)
        }
    }

    /// Any facts that are read are written and read back the same, and each workflow decides them; without the address's
    /// local part it decides alike.
    private static func facts(_ line: Data) {
        guard let json = try? JSONValue(parsing: line), let facts = try? Facts(json: json, practice: .standard) else {
            return
        }
        precondition((try? Facts(json: facts.json, practice: .standard)) == facts)
        for workflow in Workflow.allCases {
            let decision = rulebook.decide(workflow, facts)
            precondition((decision.route == .ask) == !decision.needs.isEmpty)
            let redacted = rulebook.decide(workflow, facts.redacted)
            precondition(redacted.route == decision.route && redacted.reasons == decision.reasons)
            precondition(redacted.warnings == decision.warnings)
        }
    }

    /// There is one way to write a note: what was read is written the same, byte for byte.
    private static func note(_ text: String) {
        if let note = SignedNote(parsing: text) { precondition(note.note.utf8.elementsEqual(text.utf8)) }
        if let key = VerifierKey(text) { precondition(VerifierKey(key.text) == key) }
        if let code = CheckpointCode(text) { precondition(CheckpointCode(code.description) == code) }
    }

    /// There is one way to write a proof.
    private static func proof(_ text: String) {
        if let proof = TlogProof(parsing: text) { precondition(proof.text.utf8.elementsEqual(text.utf8)) }
    }

    /// A mistake says where it is.
    private static func yaml(_ text: String) {
        do {
            _ = try WorkstationConfiguration(yaml: text, file: "input")
        } catch {
            precondition("\(error)".hasPrefix("input"))
        }
        _ = try? LocalPractice(yaml: text, file: "input")
    }
}
