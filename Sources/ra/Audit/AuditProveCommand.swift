import ArgumentParser
import AuditLog
import Foundation
import JSON
import PlainText

struct AuditProveCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Print an event with the proof that it is in the log.",
        discussion: """
            The proof is a text (C2SP tlog-proof) that holds the event, its way to the root of the tree, and a \
            checkpoint. Whoever has the verifier key can check it without the log: ra audit verify-proof.
            """)

    @Argument(help: ArgumentHelp("The event's number.", valueName: "number"))
    var seq: Int64

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        let checkpoint = try await context.checkpoint(covering: seq)
        let proof = try await context.withAuditLog { try await $0.proof(of: seq, in: checkpoint) }
        guard json else { return try context.output.write(proof.text) }
        try context.output.line(JSONValue.object(proof.members.merging(["schemaVersion": 1]) { $1 }).line())
    }
}

struct AuditVerifyProofCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-proof",
        abstract: "Check a proof that 'ra audit prove' made, and print its event. Needs no log.")

    @Argument(help: ArgumentHelp("The proof; - for standard input.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The log's verifier key, from 'ra audit key', kept elsewhere.", valueName: "key"))
    var key: VerifierKey

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        let text = try AuditFile.text(file)
        guard let proof = TlogProof(parsing: text) else {
            throw CommandFailure(
                text.hasPrefix("c2sp.org/tlog-proof@") ? .answerIsNo : .badInput,
                "The file \(file) is not a sound proof.", hint: "A proof is what 'ra audit prove' prints, all of it.")
        }
        let failure = proof.failure(with: key)
        if json {
            let reason: JSONValue = failure.map { .string($0.word) } ?? .null
            let verdict: [String: JSONValue] = ["schemaVersion": 1, "holds": .bool(failure == nil), "reason": reason]
            try context.output.line(JSONValue.object(proof.members.merging(verdict) { $1 }).line())
            if failure != nil { throw ExitStatus.answerIsNo }
            return
        }
        if let failure {
            throw CommandFailure(.answerIsNo, "The proof does not hold: \(AuditVerifyProofCommand.words(failure)).")
        }
        try context.talk.line(
            "The proof holds: event \(proof.index + 1) is in the log \(SafeText(proof.checkpoint.origin)), "
                + "which had \(proof.checkpoint.size) events.")
        try context.output.line(proof.event)
    }

    private static func words(_ failure: ProofFailure) -> String {
        switch failure {
        case .otherLog(let origin): "it is of another log, \(SafeText(origin))"
        case .notSignedByKey: "its checkpoint is not signed by this key"
        case .notIncluded: "the event is not the one that the checkpoint covers"
        }
    }
}

extension TlogProof {
    /// For programs: the event as it is stored, its way to the root, the checkpoint, and the proof's text.
    fileprivate var members: [String: JSONValue] {
        [
            "seq": .integer(index + 1), "event": (try? JSONValue(parsing: Data(event.utf8))) ?? .null,
            "path": .array(path.map { .string($0.base64) }), "checkpoint": .object(checkpoint.members),
            "proof": .string(text),
        ]
    }
}

extension ProofFailure {
    fileprivate var word: String {
        switch self {
        case .otherLog: "otherLog"
        case .notSignedByKey: "notSignedByKey"
        case .notIncluded: "notIncluded"
        }
    }
}
