import ArgumentParser
import AuditLog
import Collector
import CommandParts
import Foundation
import Instants
import JSON
import PlainText
import PostgreSQL

struct StatusCommand: CollectorCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "How each desk's log stands.",
        discussion: """
            retired: nothing more is taken. forked: two histories were signed with its key. restored: the database holds \
            less than was cosigned. silent: not heard for long. behind: more is cosigned than is held. ok: none of these.
            """)

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: CollectorOptions

    func run(in context: CollectorContext) async throws {
        let (settings, now) = (try context.settings(), context.now)
        let desks = try await context.estate(settings) { reader in
            let cosigned = CosignedFile.readable(besideKey: settings.witness.key)
            return try reader.desks(now: now, silentAfterHours: settings.silentAfterHours, cosigned: cosigned)
        }
        if json {
            let document: JSONValue = ["schemaVersion": 1, "desks": .array(desks.map(\.json))]
            return try context.output.line(document.line())
        }
        for desk in desks {
            let contact = desk.lastContact.map { "heard \(LondonTime.text($0))" } ?? "never heard"
            let cosigned = desk.cosigned.map { "cosigned \($0)" } ?? "nothing cosigned"
            try context.output.line(
                "\(desk.state.rawValue.padded(8)) \(SafeText(desk.origin)): \(desk.size) events, \(cosigned), \(contact)"
                    + (desk.clockWentBack ? ", clock went back" : "")
                    + (desk.expired > 0 ? ", \(desk.expired) bodies expired" : ""))
        }
        if desks.isEmpty { try context.talk.line("No desk is enrolled yet.") }
    }
}

struct VerifyCommand: CollectorCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Recompute every tree from the stored bodies.", discussion: explanation)

    private static let explanation = """
        behind: sound, and more is cosigned than is held, as where a log's events aren't collected. \
        Forks on record don't make it fail: 'ra-collector forks' lists them. Nor do cosignatures by a key that only the \
        database names, which a former witness's is: each such key is printed, to be compared with one that is known from \
        elsewhere.
        """

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: CollectorOptions

    func run(in context: CollectorContext) async throws {
        let settings = try context.settings()
        let witness = (try? CollectorKeys(name: settings.witness.name, path: settings.witness.key)).map {
            [$0.witness.verifierKey]
        }
        let cosigned = CosignedFile.readable(besideKey: settings.witness.key)
        let (missing, origins, forks) = try await context.estate(settings) { reader in
            (try cosigned.map { try reader.missingLogs($0) } ?? [], try reader.origins(), try reader.forks().count)
        }
        let verification = EstateVerification(
            settings: settings.database, witness: witness ?? [], cosigned: cosigned,
            mayExpire: settings.retention != nil)
        let results = try await verification.run(origins) + missing
        let isSound = results.allSatisfy(\.isSound)
        if json {
            let retention: JSONValue =
                settings.retention.map { ["years": .integer(Int64($0.years)), "source": .string($0.source)] } ?? .null
            let document: JSONValue = [
                "schemaVersion": 1, "sound": .bool(isSound), "forks": .integer(Int64(forks)), "retention": retention,
                "comparedWithFile": .bool(cosigned != nil), "comparedWithKey": .bool(witness != nil),
                "desks": .array(results.map(\.json)),
            ]
            try context.output.line(document.line())
        } else {
            for result in results {
                let isBehind = result.cosigned > result.size
                let sound = isBehind ? "behind" : "sound"
                let word = result.isSound ? sound : result.isOnlyRestored ? "restored" : "NOT SOUND"
                try context.output.line(
                    "\(word) \(SafeText(result.origin)): \(result.size) events, "
                        + "\(result.checkpoints) checkpoints"
                        + (isBehind ? ", \(result.cosigned) cosigned and \(result.size) held" : "")
                        + (result.expired > 0 ? ", \(result.expired) bodies expired" : ""))
                for (key, count) in result.sortedKeysFromDatabase {
                    try context.output.line(
                        "  \(count) of its cosignatures are by a key that only the database names: \(SafeText(key.text))"
                    )
                }
                for finding in result.findings { try context.output.line("- \(SafeText(finding.text, maximum: 400))") }
            }
            if cosigned == nil {
                let file = CosignedFile(besideKey: settings.witness.key)
                try context.talk.line(
                    "The file beside the key, which says what was cosigned, "
                        + (file.isMissing
                            ? "isn't there: what is gone altogether isn't seen. Put it back from the backup."
                            : "can't be read here: what is gone altogether isn't seen. Run it as the service."))
            }
            if witness == nil {
                try context.talk.line(
                    "The witness's key can't be read here, so the keys in the database were believed: compare them with "
                        + "what 'ra-collector key' prints, or run it as the service.")
            } else if results.contains(where: { !$0.keysFromDatabase.isEmpty }) {
                try context.talk.line(
                    "A key that only the database names is a former witness's, or was put there: compare it with what "
                        + "'ra-collector key' printed then.")
            }
            if forks > 0 { try context.output.line("Forks on record: \(forks); see 'ra-collector forks'.") }
        }
        if !isSound { throw ExitStatus.answerIsNo }
    }
}

struct CompleteCommand: CollectorCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete", abstract: "A signed statement of what was heard of every desk in a period.",
        discussion: """
            A signed note of the statements' key. It can be checked without the collector. Where a former key of the \
            witness cosigned a desk's newest checkpoint, a line 'witness' names that key, which only the database knows: \
            compare it with what 'ra-collector key' printed then.
            """)

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Not before: \(TimeExpression.forms).", valueName: "time"),
        transform: CompleteCommand.time)
    var since: TimeExpression

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Not after; a date means its last second.", valueName: "time"),
        transform: CompleteCommand.time)
    var until: TimeExpression

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: CollectorOptions

    func run(in context: CollectorContext) async throws {
        let (settings, now) = (try context.settings(), context.now)
        let (first, last) = (since.range(now: now).lowerBound, until.range(now: now).upperBound)
        guard first <= last else {
            throw CommandFailure(.usage, "--since is later than --until.", hint: "Exchange them.")
        }
        let keys = try CollectorKeys(name: settings.witness.name, path: settings.witness.key)
        let complete = try await context.estate(settings) { reader in
            try reader.completeness(since: first, until: last, now: now, witness: keys.witness.verifierKey)
        }
        let note = try complete.signed(by: keys.statements).note
        guard json else { return try context.output.write(note) }
        let members = (complete.json.object ?? [:]).merging(["schemaVersion": 1, "note": .string(note)]) { $1 }
        try context.output.line(JSONValue.object(members).line())
    }

    @Sendable private static func time(_ text: String) throws -> TimeExpression {
        guard let time = TimeExpression(text) else { throw ValidationError("It takes \(TimeExpression.forms).") }
        return time
    }
}

struct ForksCommand: CollectorCommand {
    static let configuration = CommandConfiguration(
        commandName: "forks", abstract: "List the forks on record, or print one's evidence.",
        discussion: "The evidence proves itself: it is checked with the desk's key alone.")

    @Argument(help: ArgumentHelp("A fork's number.", valueName: "id"))
    var id: Int64?

    @OptionGroup(title: "Desks")
    var desks: EstateFilters

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: CollectorOptions

    func run(in context: CollectorContext) async throws {
        let settings = try context.settings()
        if let id {
            let evidence = try await context.estate(settings) { try $0.evidence(id) }
            guard json else { return try context.output.write(evidence) }
            let document: JSONValue = ["schemaVersion": 1, "id": .integer(id), "evidence": .string(evidence)]
            return try context.output.line(document.line())
        }
        let (desk, site) = (desks.desk, desks.site)
        let forks = try await context.estate(settings) { try $0.forks(desk: desk, site: site) }
        if json {
            let document: JSONValue = ["schemaVersion": 1, "forks": .array(forks.map(\.json))]
            return try context.output.line(document.line())
        }
        for fork in forks {
            try context.output.line(
                "\(fork.id) \(LondonTime.text(fork.at)) \(SafeText(fork.origin)) (\(fork.kind))")
        }
        if forks.isEmpty { try context.talk.line("No fork is on record.") }
    }
}

extension CosignedFile {
    /// The file is the service's; an auditor may not be allowed to read it. Nil then.
    fileprivate static func readable(besideKey key: String) -> CosignedFile? {
        let file = CosignedFile(besideKey: key)
        return FileManager.default.isReadableFile(atPath: file.path) ? file : nil
    }
}
