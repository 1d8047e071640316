import ArgumentParser
import AuditLog
import Collector
import CollectorServer
import CommandParts
import Foundation
import Instants
import JSON
import Logging
import PostgreSQL
import ServiceLifecycle
import UnixSignals

struct ServeCommand: CollectorCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Take in what desks push, and cosign it, until SIGTERM.")

    @Flag(help: "The database was restored, or made anew: desks fill it again up to what the key's file says.")
    var restored = false

    @Flag(help: "Print one JSON document once it listens.")
    var json = false

    @OptionGroup var global: CollectorOptions

    func run(in context: CollectorContext) async throws {
        let settings = try context.settings()
        // What can't be served is refused before a key is made.
        try CollectorServer.check(settings)
        let keys = try CollectorKeys.make(name: settings.witness.name, path: settings.witness.key)
        let door = CollectorDoor(key: keys.witness, cosigned: CosignedFile(besideKey: settings.witness.key)) {
            UTCInstant(secondsSince1970: Int64(time(nil)))
        }
        try await context.database(settings) { [restored] connection in
            try CollectorSchema.check(connection)
            try door.begin(on: connection, isRestored: restored)
        }
        var logger = Logger(label: Main.program) { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        let scheme = settings.tls == nil ? "http" : "https"
        let host = settings.listen.host.contains(":") ? "[\(settings.listen.host)]" : settings.listen.host
        let server = try CollectorServer(CollectorServer.Settings(settings, logger: logger), door: door) {
            [json] port in
            let url = "\(scheme)://\(host):\(port)"
            let document: JSONValue = [
                "schemaVersion": 1, "type": "listening", "url": .string(url),
                "key": .string(keys.witness.verifierKey.text),
            ]
            if json { try? context.output.line(document.line()) }
            try? context.talk.line("\(Main.program): listening at \(url)")
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: server)], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }
}

struct InitCommand: CollectorCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make the roles and tables in the database, or take them further.",
        discussion: """
            Can be run again. Run it as a user whose role may make roles, such as postgres: it then owns the tables, which \
            the service doesn't. The database itself has to be there: createdb ra_collector.
            """)

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: CollectorOptions

    func run(in context: CollectorContext) async throws {
        do {
            try await context.database(try context.settings()) { try CollectorSchema.migrate($0) }
        } catch let error as PostgreSQLError where error.state == .insufficientPrivilege {
            throw CommandFailure(
                .notPermitted, "This role may not make the collector's roles and tables, or take them further.",
                hint: "Run it as the tables' owner, at first as a user whose role may make roles, such as postgres.")
        }
        if json {
            try context.output.line(JSONValue.object(["schemaVersion": 1, "ready": true]).line())
        } else {
            try context.talk.line("The database is ready.")
        }
    }
}

struct KeyCommand: CollectorCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Print the verifier keys: the witness's, then the one that signs statements.",
        discussion: "Makes them where there are none. Desks trust the first; keep both elsewhere.")

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: CollectorOptions

    func run(in context: CollectorContext) async throws {
        let settings = try context.settings()
        let keys = try CollectorKeys.make(name: settings.witness.name, path: settings.witness.key)
        let (witness, statements) = (keys.witness.verifierKey.text, keys.statements.verifierKey.text)
        if json {
            let document: JSONValue = [
                "schemaVersion": 1, "witness": .string(witness), "statements": .string(statements),
            ]
            return try context.output.line(document.line())
        }
        try context.output.line(witness)
        try context.output.line(statements)
    }
}

struct ExpireCommand: CollectorCommand {
    static let configuration = CommandConfiguration(
        commandName: "expire", abstract: "Remove the bodies of events that were kept as long as the settings say.",
        discussion: """
            Run it as the tables' owner. Leaf hashes stay, so that every proof stays whole; 'verify', 'complete' and \
            'status' say how many bodies are gone. Without 'retention' in the settings nothing is removed.
            """)

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: CollectorOptions

    func run(in context: CollectorContext) async throws {
        let (now, settings) = (context.now, try context.settings())
        var removed: Int64 = 0
        if let retention = settings.retention {
            removed = try await context.database(settings) { connection in
                try CollectorSchema.check(connection)
                return try retention.expire(connection, now: now)
            }
        }
        let before = settings.retention?.end(now: now).rfc3339
        if json {
            let document: JSONValue = [
                "schemaVersion": 1, "removed": .integer(removed), "before": .optional(before),
            ]
            return try context.output.line(document.line())
        }
        try context.output.line(
            before.map { "\(removed) bodies of events before \($0) were removed." }
                ?? "The settings have no retention: nothing is removed.")
    }
}
