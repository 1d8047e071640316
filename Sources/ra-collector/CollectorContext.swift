import Collector
import CommandParts
import Foundation
import Instants
import PostgreSQL
import StrictYAML

/// What a command works with: streams, clock, settings, the database.
struct CollectorContext: Sendable {
    /// Data.
    var output: Output
    /// Talk.
    var talk: Output
    var now: UTCInstant { UTCInstant(secondsSince1970: Int64(time(nil))) }
    private var file: String

    static let process = CollectorContext(
        output: Output(descriptor: STDOUT_FILENO), talk: Output(descriptor: STDERR_FILENO),
        file: ProcessInfo.processInfo.environment["RA_COLLECTOR_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
            ?? CollectorSettings.systemFile)

    func with(_ options: CollectorOptions) -> CollectorContext {
        var context = self
        if let config = options.config { context.file = config }
        return context
    }

    func settings() throws -> CollectorSettings {
        do {
            return try CollectorSettings(yaml: try TextFile.text(at: file), file: file)
        } catch let failure as TextFile.Failure {
            throw CommandFailure(failure, "The configuration", file, hint: "Name it with --config.")
        } catch let mistake as YAMLMistake {
            throw CommandFailure(.badInput, "\(mistake)", hint: "Correct that line.")
        }
    }

    /// Runs the body with a connection, on a thread that may block.
    func database<Value: Sendable>(
        _ settings: CollectorSettings, _ body: @escaping @Sendable (PostgreSQLConnection) throws -> Value
    ) async throws -> Value {
        let worker = try await DatabaseWorker.connect(settings.database)
        return try await worker.perform(body)
    }

    /// The same, for what has tables to ask.
    func estate<Value: Sendable>(
        _ settings: CollectorSettings, _ body: @escaping @Sendable (EstateReader) throws -> Value
    ) async throws -> Value {
        try await database(settings) { connection in
            try CollectorSchema.check(connection)
            return try body(EstateReader(connection))
        }
    }
}
