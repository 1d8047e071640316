import ArgumentParser
import AuditLog
import Collector
import CommandParts
import JSON
import PlainText

struct EnrolCommand: CollectorCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol", abstract: "Take in a desk's log from now on.",
        discussion: "The key is what 'ra audit key' prints at the desk. It is never learned from a request.")

    @Argument(help: ArgumentHelp("The log's verifier key.", valueName: "vkey"))
    var key: String

    @Option(help: ArgumentHelp("The id of the desk's site.", valueName: "id"))
    var site: String?

    @Option(help: ArgumentHelp("What else is to be known of the desk; no persons.", valueName: "text"))
    var note: String?

    @Option(help: ArgumentHelp("The desk's former log, which is retired.", valueName: "origin"))
    var succeeds: String?

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: CollectorOptions

    func run(in context: CollectorContext) async throws {
        let key = try VerifierKey(checking: key)
        let (now, settings) = (context.now, try context.settings())
        try await context.database(settings) { connection in
            try CollectorSchema.check(connection)
            try Enrolment(connection: connection, now: now, collector: settings.witness.name)
                .enrol(key, site: site, note: note, succeeds: succeeds)
        }
        try context.say("Enrolled: \(SafeText(key.name))", origin: key.name, json: json)
    }
}

struct RekeyCommand: CollectorCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey", abstract: "Give a desk's log another key; the old one counts up to the size held.")

    @Argument(help: ArgumentHelp("The log's name.", valueName: "origin"))
    var origin: String

    @Argument(help: ArgumentHelp("The log's new verifier key.", valueName: "vkey"))
    var key: String

    @OptionGroup var global: CollectorOptions

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    func run(in context: CollectorContext) async throws {
        let (key, now) = (try VerifierKey(checking: key), context.now)
        try await context.database(try context.settings()) { connection in
            try CollectorSchema.check(connection)
            try Enrolment(connection: connection, now: now).rekey(origin, key)
        }
        try context.say("Another key counts from now on: \(SafeText(origin))", origin: origin, json: json)
    }
}

struct RetireCommand: CollectorCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "Take nothing more of a desk's log; what is held stays readable.")

    @Argument(help: ArgumentHelp("The log's name.", valueName: "origin"))
    var origin: String

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: CollectorOptions

    func run(in context: CollectorContext) async throws {
        let now = context.now
        try await context.database(try context.settings()) { connection in
            try CollectorSchema.check(connection)
            try Enrolment(connection: connection, now: now).retire(origin)
        }
        try context.say("Retired: \(SafeText(origin))", origin: origin, json: json)
    }
}

extension CollectorContext {
    fileprivate func say(_ sentence: String, origin: String, json: Bool) throws {
        guard json else { return try talk.line(sentence) }
        try output.line(JSONValue.object(["schemaVersion": 1, "origin": .string(origin)]).line())
    }
}

extension VerifierKey {
    /// - Throws: `CommandFailure` for what is no key, one of small order, or one whose id doesn't fit.
    fileprivate init(checking text: String) throws(CommandFailure) {
        guard let key = VerifierKey(text) else {
            throw CommandFailure(
                .badInput, "That is no verifier key, or not a sound one.",
                hint: "A log's key is what 'ra audit key' prints at the desk: name+hash+key.")
        }
        self = key
    }
}
