import AuditLog
import Collector
import Foundation
import Instants
import PostgreSQL
import TestSupport

extension RowGroup {
    /// The collector's doors and questions on a PostgreSQL of their own. RA_BENCH_EVENTS sets how many events stand there;
    /// the bounds of the contract are for 5,000,000.
    static let collector = RowGroup(name: "collector") {
        let wanted = Int(ProcessInfo.processInfo.environment["RA_BENCH_EVENTS"] ?? "") ?? 5_000_000
        let database = try PrivateDatabase()
        let connection = try PostgreSQLConnection(database.settings)
        try CollectorSchema.migrate(connection)
        let folder = try Janitor()
        let key = SigningKey(name: "collector.example/w1", algorithm: .cosignature)
        let door = CollectorDoor(key: key, cosigned: CosignedFile(besideKey: folder.folder + "/key")) {
            UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970))
        }
        var desks = (0..<64).map(PushingDesk.init)
        for desk in desks {
            try Enrolment(connection: connection, now: UTCInstant(secondsSince1970: 0)).enrol(desk.key.verifierKey)
        }
        var rows = [try ingest(&desks, door, connection)]
        // Up to the size at which questions are asked.
        while desks.reduce(0, { $0 + $1.size }) < wanted {
            for index in desks.indices {
                let request = try desks[index].next(2_000)
                _ = try door.takeEntries(request.body, address: request.address, on: connection)
            }
        }
        try connection.runScript("analyze")
        rows.append(try history(connection))
        rows += try await verifying(database.settings)
        return rows
    }

    /// Requests of 500 events from each desk in turn, on two connections, beside COPY of what is plainly needed.
    private static func ingest(
        _ desks: inout [PushingDesk], _ door: CollectorDoor, _ connection: PostgreSQLConnection
    ) throws -> Row {
        try connection.runScript("create table raw (log int8, index int8, body bytea, primary key (log, index))")
        var (ours, theirs, start) = ([Double](), [Double](), Int64(0))
        for round in 0..<4 {
            var requests: [PushingDesk.Request] = []
            for index in desks.indices { requests.append(try desks[index].next(500)) }
            let mine = try timed {
                for request in requests {
                    let answer = try door.takeEntries(request.body, address: request.address, on: connection)
                    precondition(answer.status == 200)
                }
            }
            let raw = try timed {
                for (log, request) in requests.enumerated() {
                    try connection.copy(
                        into: "raw", columns: ["log", "index", "body"],
                        rows: request.events.enumerated().lazy.map { offset, event in
                            [.integer(Int64(log)), .integer(start + Int64(offset)), .bytes(event)]
                        })
                }
            }
            start += 500
            guard round > 0 else { continue }
            ours.append(mine)
            theirs.append(raw)
        }
        let (mine, raw) = (Samples(ours).median, Samples(theirs).median)
        let ratio = raw / mine
        return Row(
            name: "take in, verified and durable, 64 desks, against COPY: events a second",
            ours: Row.rounded(64 * 500 / mine), theirs: Row.rounded(64 * 500 / raw), ratio: ratio, bound: "≥ 0.08 ×",
            isMet: ratio >= 0.08)
    }

    private static func history(_ connection: PostgreSQLConnection) throws -> Row {
        let reader = EstateReader(connection)
        var times: [Double] = []
        for round in 0..<220 {
            var query = EventQuery()
            query.subject = PushingDesk.subject(Int.random(in: 0..<PushingDesk.subjects))
            let time = try timed { _ = try reader.events(EstateQuery(query), limit: 200, newestFirst: true) }
            if round >= 20 { times.append(time) }
        }
        let p95 = Samples(times).quantile(0.95)
        let count = try reader.count(EstateQuery())
        return .figure(
            "one person's history among \(count) events, p95", Row.time(p95), bound: "≤ 20 ms", isMet: p95 <= 0.02)
    }

    /// As the command does it: beside the least that can be done with bodies that lie in the database, which is to read them
    /// in order and to hash them into trees, in the same way two logs at a time; and beside hashing alone, of bodies that are
    /// in memory already.
    private static func verifying(_ settings: String) async throws -> [Row] {
        let connection = try PostgreSQLConnection(settings)
        let origins = try EstateReader(connection).origins()
        let logs = try connection.run("select id from log").map { try $0.integer(0) }
        let verification = EstateVerification(settings: settings, witness: [], cosigned: nil, mayExpire: false)
        var sizes: [Int64] = []
        let times = try await interleave(3, warmUp: 1) {
            let results = try await verification.run(origins)
            precondition(results.allSatisfy(\.isSound))
            sizes = results.map(\.size)
        } theirs: {
            try await readingAndHashing(logs, settings)
        }
        let body = PushingDesk.event(log: origins[0], seq: 1)
        let hashing = timed {
            for size in sizes {
                var tree = TreeFrontier()
                for _ in 0..<size { tree.append(body.withUnsafeBytes(TreeHash.leaf)) }
                precondition(tree.size == size)
            }
        }
        let count = sizes.reduce(0, +)
        return [
            .times(
                "verify \(count) events, against reading and hashing them", ours: times.ours.median,
                theirs: times.theirs.median, atMost: 2),
            Row(
                name: "verify \(count) events, against hashing as many in memory", ours: Row.time(times.ours.median),
                theirs: Row.time(hashing), ratio: times.ours.median / hashing, bound: "", isMet: nil),
        ]
    }

    private static func readingAndHashing(_ logs: [Int64], _ settings: String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for half in 0..<2 {
                let worker = try await DatabaseWorker.connect(settings)
                group.addTask {
                    try await worker.perform { connection in
                        for log in stride(from: half, to: logs.count, by: 2) {
                            var tree = TreeFrontier()
                            try connection.copyOut(
                                "select body from event where log = \(logs[log]) order by index"
                            ) { row in
                                if let body = row[0] { tree.append(TreeHash.leaf(body)) }
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
