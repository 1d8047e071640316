import AuditLog
import Foundation
import GRDBSQLite
import Instants
import JSON

extension RowGroup {
    /// The audit log against SQLite's C API on the same file format with the same settings.
    static let auditLog = RowGroup(name: "audit-log") {
        let rows = AuditLogRows(log: try await BenchmarkLog.make())
        return [
            try await rows.append(), try await rows.history(), try await rows.tree(), try await rows.verify(),
            try await rows.exportMemory(), try await rows.openForReading(), try await rows.openForWriting(),
            try await rows.appendBesideReader(),
        ]
    }
}

private struct AuditLogRows {
    let log: BenchmarkLog

    /// A durable append to a log of some thousand events, each side to a file of its own. The C side stores the same
    /// rows; it gets them ready made, from a third log.
    func append() async throws -> Row {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (before, rounds, warmUp) = (5_000, 400, 50)
        var rows = try await madeRows(folder + "/made", before + rounds + warmUp)[before...]
        let clock = SteppingClock()
        let ours = try await AuditLog.open(at: folder + "/ours", context: BenchmarkLog.context, clock: clock.clock)
        let stored = try await ours.append(contentsOf: (0..<before).map { BenchmarkLog.event($0, clock) })
        try FileManager.default.copyItem(atPath: folder + "/ours", toPath: folder + "/theirs")
        let theirs = try SQLite(folder + "/theirs")
        let insert = try theirs.prepare("INSERT INTO event (seq, body, tree) VALUES (?, ?, ?)")
        defer { sqlite3_finalize(insert) }
        var (number, seq) = (before - 1, stored[before - 1].seq)
        // As a session does it: on the log's own thread.
        let (mine, other) = try await withTaskExecutorPreference(ours.executor) {
            try await interleave(rounds, warmUp: warmUp) {
                number += 1
                try await ours.append(BenchmarkLog.event(number, clock))
            } theirs: {
                guard let (body, tree) = rows.popFirst() else { return }
                seq += 1
                try theirs.execute("BEGIN IMMEDIATE")
                sqlite3_bind_int64(insert, 1, seq)
                sqlite3_bind_text(insert, 2, body, -1, transient)
                sqlite3_bind_blob(insert, 3, tree, Int32(tree.count), transient)
                try theirs.run(insert)
                try theirs.execute("COMMIT")
            }
        }
        return .times("durable append", ours: mine.median, theirs: other.median, atMost: 1.176)
    }

    /// The rows that a log has after so many events.
    private func madeRows(_ path: String, _ count: Int) async throws -> [(body: String, tree: [UInt8])] {
        let clock = SteppingClock()
        let log = try await AuditLog.open(at: path, context: BenchmarkLog.context, clock: clock.clock)
        let first = try await log.append(contentsOf: (0..<count).map { BenchmarkLog.event($0, clock) })[0].seq
        let database = try SQLite(path)
        let select = try database.prepare("SELECT body, tree FROM event WHERE seq >= \(first) ORDER BY seq")
        defer { sqlite3_finalize(select) }
        var rows: [(String, [UInt8])] = []
        try database.run(select) { row in
            let tree = UnsafeRawBufferPointer(
                start: sqlite3_column_blob(row, 1), count: Int(sqlite3_column_bytes(row, 1)))
            rows.append((String(cString: sqlite3_column_text(row, 0)), Array(tree)))
        }
        return rows
    }

    func history() async throws -> Row {
        let reader = try await LogReader.open(at: log.path)
        let raw = try SQLite(log.path)
        let select = try raw.prepare("SELECT seq, body FROM event WHERE subject = ? ORDER BY seq")
        defer { sqlite3_finalize(select) }
        var (mine, theirs) = (0, 0)
        // As 'ra audit' does it: on the reader's own thread.
        let (ours, other) = try await withTaskExecutorPreference(reader.executor) {
            try await interleave(300) {
                mine += 1
                var query = EventQuery()
                query.subject = BenchmarkLog.subject(mine &* 104_729)
                var scan = reader.scan(query)
                while try await scan.nextPage() != nil {}
            } theirs: {
                theirs += 1
                sqlite3_bind_text(select, 1, BenchmarkLog.subject(theirs &* 104_729), -1, transient)
                var events: [(Int64, String)] = []
                try raw.run(select) { row in
                    events.append((sqlite3_column_int64(row, 0), String(cString: sqlite3_column_text(row, 1))))
                }
            }
        }
        let row = Row.times(
            "a card's history, \(log.size) events", ours: ours.median, theirs: other.median, atMost: 1.5)
        return Row(
            name: row.name, ours: row.ours, theirs: row.theirs, ratio: row.ratio, bound: row.bound + " and ≤ 2 ms",
            isMet: row.isMet == true && ours.median <= 2e-3)
    }

    /// Against the hashing of as many bodies that are in memory already: SHA-256 of each leaf, one after the other, with
    /// the same library. The baseline has no inner nodes, no reading, no comparing.
    func tree() async throws -> Row {
        let sample = try await firstBodies(10_000)
        let (mine, other) = try await interleave(3, warmUp: 1) {
            guard try await LogVerifier.verifyTree(log.path).isSound else { throw NotSound() }
        } theirs: {
            for _ in 0..<(log.size / sample.count) {
                for body in sample { _ = body.withUnsafeBytes { TreeHash.leaf($0) } }
            }
        }
        let row = Row.times(
            "tree and checkpoints, against hashing the leaves", ours: mine.median, theirs: other.median, atMost: 2)
        return Row(
            name: row.name, ours: row.ours, theirs: row.theirs, ratio: row.ratio, bound: row.bound + " and ≤ 4 s",
            isMet: row.isMet == true && mine.median <= 4)
    }

    func verify() async throws -> Row {
        let raw = try SQLite(log.path)
        let check = try raw.prepare("PRAGMA integrity_check")
        defer { sqlite3_finalize(check) }
        let before = memory()
        var peak = 0
        let (mine, other) = try await interleave(2, warmUp: 0) {
            guard try await LogVerifier.verify(log.path).isSound else { throw NotSound() }
            peak = max(peak, memory() - before)
        } theirs: {
            try raw.run(check)
        }
        let row = Row.times("verify, against integrity_check", ours: mine.median, theirs: other.median, atMost: 1.5)
        return Row(
            name: row.name + " (+ \(peak / 1024) MiB)", ours: row.ours, theirs: row.theirs, ratio: row.ratio,
            bound: row.bound + " and + 32 MiB", isMet: row.isMet == true && peak < 32 * 1024)
    }

    func exportMemory() async throws -> Row {
        let reader = try await LogReader.open(at: log.path)
        let before = memory()
        var bytes = 0
        let seconds = try await timedAsync {
            var scan = reader.scan()
            while let events = try await scan.nextPage() { bytes += events.reduce(0) { $0 + $1.body.utf8.count } }
        }
        let growth = memory() - before
        return .figure(
            "memory to export \(bytes / 1_000_000) MB in \(Row.time(seconds))", "\(growth / 1024) MiB",
            bound: "≤ 32 MiB",
            isMet: growth < 32 * 1024)
    }

    func openForReading() async throws -> Row {
        var times: [Double] = []
        for _ in 0..<50 { times.append(try await timedAsync { _ = try await LogReader.open(at: log.path) }) }
        let median = Samples(times).median
        return .figure("open for reading", Row.time(median), bound: "≤ 20 ms", isMet: median <= 0.02)
    }

    func openForWriting() async throws -> Row {
        var times: [Double] = []
        for _ in 0..<50 {
            times.append(
                try await timedAsync {
                    _ = try await AuditLog.openExisting(at: log.path, context: BenchmarkLog.context)
                })
        }
        let median = Samples(times).median
        return .figure("open for writing", Row.time(median), bound: "≤ 20 ms", isMet: median <= 0.02)
    }

    /// The longest append while someone asks for what no index answers.
    func appendBesideReader() async throws -> Row {
        let clock = SteppingClock()
        let writer = try await AuditLog.open(at: log.path, context: BenchmarkLog.context)
        var alone: [Double] = []
        for number in 0..<30 {
            alone.append(try await timedAsync { try await writer.append(BenchmarkLog.event(number, clock)) })
        }
        let reader = try await LogReader.open(at: log.path)
        let reading = Task {
            var query = EventQuery()
            query.workstation = "nowhere"
            while !Task.isCancelled {
                var scan = reader.scan(query)
                while !Task.isCancelled, try await scan.nextPage() != nil {}
            }
        }
        var beside: [Double] = []
        for number in 0..<100 {
            beside.append(try await timedAsync { try await writer.append(BenchmarkLog.event(number, clock)) })
        }
        reading.cancel()
        _ = await reading.result
        let (longest, usual) = (beside.max() ?? 0, Samples(alone).median)
        return .figure(
            "longest append beside a reader", Row.time(longest), theirs: Row.time(usual), bound: "≤ alone + 100 ms",
            isMet: longest <= usual + 0.1)
    }

    private struct NotSound: Error {}

    private func firstBodies(_ count: Int) async throws -> [[UInt8]] {
        var bodies: [[UInt8]] = []
        var scan = try await LogReader.open(at: log.path).scan()
        while bodies.count < count, let events = try await scan.nextPage() {
            bodies += events.map { Array($0.body.utf8) }
        }
        return Array(bodies.prefix(count))
    }

    /// Resident memory in KiB.
    private func memory() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
    }

    private func temporaryFolder() throws -> String {
        let folder = NSTemporaryDirectory() + "ra-benchmark-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        return folder
    }
}
