import AuditLog
import Collector
import Foundation
import Instants
import PostgreSQL
import Synchronization
import TestSupport

/// The collector's own doors on a real database, behind a small listener.
final class TestDoor: Sendable {
    static let database = Result {
        let database = try PrivateDatabase()
        try CollectorSchema.migrate(try PostgreSQLConnection(database.settings))
        return database
    }

    let key = SigningKey(name: "collector.example/w1", algorithm: .cosignature)
    private let door: CollectorDoor
    private let folder: Janitor

    init() throws {
        _ = try Self.database.get()
        folder = try Janitor()
        door = CollectorDoor(key: key, cosigned: CosignedFile(besideKey: folder.folder + "/key")) {
            UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970))
        }
    }

    /// A connection of its own for each thread.
    func connection() throws -> PostgreSQLConnection { try PostgreSQLConnection(try Self.database.get().settings) }

    func enrol(_ key: VerifierKey, succeeds: String? = nil) throws {
        try Enrolment(connection: connection(), now: UTCInstant(secondsSince1970: 1_795_000_000))
            .enrol(key, succeeds: succeeds)
    }

    func answer(_ request: HTTPListener.Request) -> HTTPListener.Answer {
        do {
            let connection = try connection()
            let parts = request.path.split(separator: "/").map(String.init)
            let answer: CollectorAnswer
            switch (request.method, parts.count, parts.last) {
            case ("POST", 4, "entries"):
                answer = try door.takeEntries(request.body, address: Self.bytes(parts[2]), on: connection)
            case ("POST", 1, "add-checkpoint"): answer = try door.addCheckpoint(request.body, on: connection)
            case ("GET", 2, "checkpoint"):
                answer = try door.newestCheckpoint(address: Self.bytes(parts[0]), on: connection)
            default: answer = CollectorAnswer(404)
            }
            return .reply(answer.status, Array(answer.body.utf8))
        } catch {
            return .reply(500, Array("\(error)".utf8))
        }
    }

    /// What is stored of a log, in order.
    func bodies(_ origin: String) throws -> [String] {
        try connection().run(
            "select body from event join log on log.id = event.log where origin = $1 order by index", [.text(origin)]
        ).map { String(decoding: try $0.bytes(0), as: UTF8.self) }
    }

    /// Takes events away, as a backup of the database that is put back does.
    func putBack(_ origin: String, to size: Int64) throws {
        let connection = try connection()
        let id = try connection.run("select id from log where origin = $1", [.text(origin)])[0].integer(0)
        for statement in [
            "delete from event where log = $1 and index >= $2", "update log set size = $2 where id = $1",
            "delete from checkpoint where log = $1 and size > $2",
            "delete from request where log = $1 and old >= $2",
        ] {
            try connection.run(statement, [.integer(id), .integer(size)])
        }
    }

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        stride(from: 0, to: hexadecimal.count, by: 2).compactMap { start in
            UInt8(hexadecimal.dropFirst(start).prefix(2), radix: 16)
        }
    }
}
