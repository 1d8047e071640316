import ArgumentParser
import AuditLog

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

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        let checkpoint = try await context.checkpoint(covering: seq)
        let proof = try await context.withAuditLog { try await $0.proof(of: seq, in: checkpoint) }
        try context.output.write(proof.text)
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

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        let text = try AuditFile.text(file)
        guard let proof = TlogProof(parsing: text) else {
            throw CommandFailure(
                text.hasPrefix("c2sp.org/tlog-proof@") ? .answerIsNo : .badInput,
                "The file \(file) is not a sound proof.", hint: "A proof is what 'ra audit prove' prints, all of it.")
        }
        if let failure = proof.failure(with: key) {
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
