import AuditLog
import Foundation
import GRDBSQLite
import Instants
import JSON

/// Makes hostile logs from SQL text, one after the other, and does with each what `ra audit` does: list, export, verify,
/// prove, and open it for a session. Whatever is in the file, each ends within the limit, and nothing crashes.
public struct HostileLogs {
    /// What a number of logs did.
    public struct Figures: Sendable {
        public var logs = 0
        public var readable = 0
        public var sound = 0
        /// Of this program's own time.
        public var longest: Duration = .zero
        /// The seed of a log, and what took longer than the limit.
        public var slow: [(seed: UInt64, what: String, time: Duration)] = []
    }

    private let folder: String
    private let limit: Duration
    private let template: Data

    /// - Parameters:
    ///   - folder: where the logs are made; it must be there.
    ///   - limit: the longest that anything may take.
    public init(in folder: String, limit: Duration = .seconds(1)) async throws {
        self.folder = folder
        self.limit = limit
        let path = folder + "/template.sqlite"
        let log = try await AuditLog.open(
            at: path, context: LogContext(workstation: "DESK-4", site: "osprey", program: "hostile"))
        for number in 0..<10 {
            try await log.append(
                AuditEvent(
                    EventCode.allCases[number % EventCode.allCases.count], session: "s", action: "unlock",
                    operatorUUID: "000987654321", subject: "000123456789", readers: ["Reader 00 00"],
                    details: ["number": .integer(Int64(number))]))
            if number % 4 == 3 { _ = try await log.checkpoint() }
        }
        template = try Data(contentsOf: URL(fileURLWithPath: path))
    }

    /// The SQL of a seed's log, as a file for the sqlite3 program.
    public static func sql(seed: UInt64) -> String {
        var hostile = HostileSQL(seed: seed)
        return hostile.statements().map { $0 + ";\n" }.joined()
    }

    /// - Parameter begin: is told each seed before its log is made, so that a crash can be led back to it.
    public func run(seeds: Range<UInt64>, begin: @Sendable (UInt64) -> Void = { _ in }) async throws -> Figures {
        var figures = Figures()
        let path = folder + "/hostile.sqlite"
        for seed in seeds {
            begin(seed)
            for ending in ["", "-journal", "-wal", "-shm"] { unlink(path + ending) }
            try template.write(to: URL(fileURLWithPath: path))
            chmod(path, 0o600)
            make(path, seed)
            figures.logs += 1
            await look(at: path, seed, &figures)
        }
        return figures
    }

    /// What a log takes grows with its size, so a hostile one is small: 8 MiB.
    private static let mostPages = 2048

    /// Runs the SQL as any program could, for a tenth of a second at most.
    private func make(_ path: String, _ seed: UInt64) {
        var connection: OpaquePointer?
        defer { sqlite3_close_v2(connection) }
        guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else { return }
        sqlite3_exec(
            connection,
            "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA max_page_count = \(HostileLogs.mostPages)",
            nil, nil, nil)
        sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, 8_000_000)
        var budget = 2_000
        withUnsafeMutablePointer(to: &budget) { budget in
            sqlite3_progress_handler(
                connection, 1_000,
                { context in
                    guard let budget = context?.assumingMemoryBound(to: Int.self) else { return 1 }
                    budget.pointee -= 1
                    return budget.pointee < 0 ? 1 : 0
                }, budget)
            var hostile = HostileSQL(seed: seed)
            for statement in hostile.statements() { sqlite3_exec(connection, statement, nil, nil, nil) }
            sqlite3_progress_handler(connection, 0, nil, nil)
        }
    }

    private func look(at path: String, _ seed: UInt64, _ figures: inout Figures) async {
        var checkpoint: Checkpoint?
        var (isReadable, isSound) = (false, false)
        await time("list and export", seed, &figures) {
            guard let reader = try? await LogReader.open(at: path) else { return }
            isReadable = true
            let fields = BodyFields(["seq", "time", "readers", "details"])
            var query = EventQuery()
            if seed % 3 == 1 { query.since = .init(secondsSince1970: 0) }
            if seed % 3 == 2 { query.isOpen = true }
            for query in [EventQuery(), query] {
                var scan = reader.scan(query, newestFirst: seed % 2 == 0)
                while let page = try? await scan.nextPage() {
                    for event in page {
                        _ = try? event.json()
                        _ = try? event.logged().what
                        _ = try? fields.values(of: event)
                    }
                }
            }
            _ = try? await reader.verifierKeys()
            checkpoint = try? await reader.lastCheckpoint()
            if let checkpoint { _ = try? await reader.proof(of: 5, in: checkpoint) }
        }
        await time("verify", seed, &figures) {
            let reference = VerificationReference(checkpoints: checkpoint.map { [$0] } ?? [])
            if (try? await LogVerifier.verify(path, against: reference))?.isSound == true { isSound = true }
        }
        await time("open", seed, &figures) {
            _ = try? await AuditLog.rehearse(at: path, context: LogContext(workstation: "DESK-4"))
        }
        figures.readable += isReadable ? 1 : 0
        figures.sound += isSound ? 1 : 0
    }

    /// This computer does other things as well, so what took longer than the limit counts where this program worked for half
    /// of it, or where it took ten times as long.
    private func time(
        _ what: String, _ seed: UInt64, _ figures: inout Figures, _ work: () async -> Void
    ) async {
        let worked = Self.processorTime()
        let elapsed = await ContinuousClock().measure { await work() }
        let isSlow = elapsed > limit && Self.processorTime() - worked > limit / 2 || elapsed > limit * 10
        if isSlow { figures.slow.append((seed, what, elapsed)) }
        figures.longest = max(figures.longest, Self.processorTime() - worked)
    }

    private static func processorTime() -> Duration {
        // In microseconds (clock(3)).
        .microseconds(Int64(clock()))
    }
}
