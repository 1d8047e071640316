import ArgumentParser
import AuditLog
import Foundation
import JSON
import PlainText
import Workplace
import WorkstationSettings

struct AuditVerifyCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify that nothing in the audit log was changed, removed, added or moved.",
        discussion: """
            Without a checkpoint from outside, a log looks sound that was put back to an older copy, whose end was cut \
            off with its checkpoints, or that was written anew with all its hashes by someone who may write the file. \
            Give a checkpoint that was kept elsewhere, or the code from a receipt: it vouches for the events that it \
            covers, and for none after them. A cosignature in the log or under a checkpoint has to hold, and where the \
            settings name a collector, one of its key counts. The log is checked on a copy, for which there must be room in the temporary \
            folder (TMPDIR).
            """)

    @Option(help: ArgumentHelp("A checkpoint that was kept elsewhere (may be repeated).", valueName: "file"))
    var against: [String] = []

    @Option(help: ArgumentHelp("A checkpoint's code, as on a receipt (may be repeated).", valueName: "code"))
    var code: [String] = []

    @Option(help: ArgumentHelp("Trust this verifier key only, not the log's own word for it.", valueName: "key"))
    var key: VerifierKey?

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        var reference = VerificationReference(
            keys: key.map { [$0] } ?? [], witnesses: context.configuration.collector.map { [$0.key] } ?? [])
        var given: [GivenReference] = []
        for text in code {
            guard let code = CheckpointCode(text) else {
                throw CommandFailure(
                    .badInput, "'\(SafeText(text))' is not a checkpoint's code.",
                    hint: "A code looks like 1042-7Q4K-M2XA-9BTF.")
            }
            reference.codes.append(code)
            given.append(GivenReference(name: "code \(code)", option: "--code", size: code.size))
        }
        for file in against {
            let checkpoint = try AuditFile.checkpoint(file)
            reference.checkpoints.append(checkpoint)
            given.append(GivenReference(name: file, option: "--against", size: checkpoint.size))
        }
        let verification: Verification
        do {
            verification = try await LogVerifier.verify(context.workplace.auditLogPlace.path, against: reference)
        } catch let error as AuditLogError {
            throw CommandFailure(error)
        }
        try json
            ? context.output.line(
                VerificationReport.json(verification, given, retention: context.configuration.retention).line())
            : context.output.write(
                VerificationReport.text(
                    verification, given, path: context.workplace.auditLogPlace.path,
                    retention: context.configuration.retention))
        let events = ["EVENTS": "\(verification.size)"]
        context.tellJournal(
            verification.isSound
                ? JournalMessage(.logSound, .info, "The audit log is sound: \(verification.size) events.", events)
                : JournalMessage(.logNotSound, .error, "The audit log is not sound; see 'ra audit verify'.", events))
        if !verification.isSound { throw ExitStatus.answerIsNo }
    }
}

/// What the log was held against.
struct GivenReference {
    /// The file, or the code.
    let name: String
    let option: String
    /// So many events it covers.
    let size: Int64

    var json: JSONValue { ["option": .string(option), "name": .string(name), "size": .integer(size)] }
}

enum VerificationReport {
    static func text(
        _ verification: Verification, _ given: [GivenReference], path: String, retention: Retention?
    ) -> String {
        var lines = ["Audit log: \(SafeText(path))"]
        for reference in given {
            lines.append(
                "Held against \(SafeText(reference.name)) (\(reference.option)), which covers \(reference.size) events"
                    + (verification.isSound ? ": they agree." : "."))
        }
        if verification.isSound {
            lines.append("Sound: \(verification.size) events; none of them shows a change, a gap or a move.")
            let rest = verification.size - verification.checkpointedSize
            lines.append(
                verification.checkpointCount == 0
                    ? "No event is covered by a checkpoint yet: run 'ra audit checkpoint'."
                    : "The last checkpoint covers \(verification.checkpointedSize) of them"
                        + (rest == 0 ? "." : "; \(rest) came later."))
            if verification.cosignatureCount > 0 {
                lines.append(
                    "\(verification.cosignatureCount) cosignatures of witnesses are kept, and hold; the last covers "
                        + "\(verification.cosignedSize) events.")
            }
            lines += verification.limits
        } else if verification.isOfAnotherLog {
            lines.append("NOT THE LOG that was asked about.")
            lines += texts(verification)
            lines.append(
                "By itself this log is sound: \(verification.size) events. Either the wrong file was given, or this log "
                    + "stands in the place of the other.")
        } else {
            lines.append("NOT SOUND.")
            if let range = verification.firstBadRange {
                lines.append(
                    "First bad event: "
                        + (range.count == 1
                            ? "\(range.lowerBound)" : "between \(range.lowerBound) and \(range.upperBound)"))
            }
            lines += texts(verification)
            if verification.hasReference { lines += verification.limits }
            lines.append("Keep the file and its copies as they are, and tell the RA manager.")
        }
        lines += verification.notes.map { "Note: \(SafeText($0, maximum: 400))" }
        let period = retention.map { "\($0.years) years (\(SafeText($0.source)))" } ?? "not set in the settings"
        lines.append("Retention: \(period); ra deletes nothing.")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func texts(_ verification: Verification) -> [String] {
        verification.findings.map { "- \(SafeText($0.text, maximum: 400))" }
    }

    static func json(_ verification: Verification, _ given: [GivenReference], retention: Retention?) -> JSONValue {
        let verdict = verification.isSound ? "sound" : verification.isOfAnotherLog ? "otherLog" : "notSound"
        return [
            "schemaVersion": 1,
            "sound": .bool(verification.isSound),
            "verdict": .string(verdict),
            "size": .integer(verification.size),
            "root": .string(verification.root.base64),
            "origin": .optional(verification.origin),
            "checkpoints": .integer(Int64(verification.checkpointCount)),
            "checkpointedSize": .integer(verification.checkpointedSize),
            "cosignatures": .integer(Int64(verification.cosignatureCount)),
            "cosignedSize": .integer(verification.cosignedSize),
            "vouchedSize": .integer(verification.vouchedSize),
            "heldAgainst": .array(given.map(\.json)),
            "retention": retention?.json ?? .null,
            "firstBadEvent": verification.firstBadEvent.map(JSONValue.integer) ?? .null,
            "firstBadBetween": verification.firstBadRange.map { [.integer($0.lowerBound), .integer($0.upperBound)] }
                ?? .null,
            "findings": .array(
                verification.findings.map {
                    ["seq": $0.seq.map(JSONValue.integer) ?? .null, "text": .string($0.text)]
                }),
            "limits": .array(verification.limits.map(JSONValue.string)),
            "notes": .array(verification.notes.map(JSONValue.string)),
        ]
    }
}
