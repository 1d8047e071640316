import AuditLog
import Collector
import Instants
import PostgreSQL
import Synchronization
import TestSupport

/// A collector on a real database of the tests' own. Each test uses desks of its own.
struct TestCollector {
    static let database = Result {
        let database = try PrivateDatabase()
        try CollectorSchema.migrate(try PostgreSQLConnection(database.settings))
        return database
    }

    let connection: PostgreSQLConnection
    let door: CollectorDoor
    let clock: TestClock
    let key: SigningKey
    private let folder: Janitor
    let cosigned: CosignedFile

    init() throws {
        try self.init(PostgreSQLConnection(try Self.database.get().settings))
    }

    /// Another key's file is new.
    init(_ connection: PostgreSQLConnection, key: SigningKey) throws {
        try self.init(connection, former: nil, key: key)
    }

    init(_ connection: PostgreSQLConnection, former: TestCollector? = nil) throws {
        try self.init(connection, former: former, key: nil)
    }

    /// A database with the tables and nothing in them; how to connect to it.
    static func emptyDatabase() throws -> String {
        let server = try database.get()
        let name = "empty\(Int.random(in: 0..<1 << 40))"
        try PostgreSQLConnection(server.settings).runScript("create database \(name)")
        let settings = "host=\(server.socketFolder) user=tester dbname=\(name)"
        try CollectorSchema.migrate(try PostgreSQLConnection(settings))
        return settings
    }

    /// - Parameters:
    ///   - connection: a collector's database.
    ///   - former: a collector whose key and file this one has; a new one has its own.
    ///   - key: else a new one.
    private init(_ connection: PostgreSQLConnection, former: TestCollector?, key: SigningKey?) throws {
        self.connection = connection
        folder = try former?.folder ?? Janitor()
        cosigned = CosignedFile(besideKey: folder.folder + "/key")
        let key = key ?? former?.key ?? SigningKey(name: "collector.example/w1", algorithm: .cosignature)
        let clock = former?.clock ?? TestClock()
        self.clock = clock
        self.key = key
        door = CollectorDoor(key: key, cosigned: cosigned) { clock.now }
    }

    func enrol(_ desk: TestDesk, succeeds: String? = nil) throws {
        try Enrolment(connection: connection, now: clock.now).enrol(desk.key.verifierKey, succeeds: succeeds)
    }

    func push(_ body: [UInt8], _ desk: TestDesk) throws -> CollectorAnswer {
        try door.takeEntries(body, address: desk.address, on: connection)
    }

    func witness(_ body: [UInt8]) throws -> CollectorAnswer { try door.addCheckpoint(body, on: connection) }

    func held(_ desk: TestDesk) throws -> Int64 {
        try connection.run("select size from log where origin = $1", [.text(desk.origin)])[0].integer(0)
    }

    /// The stored bodies, in order.
    func bodies(_ desk: TestDesk) throws -> [[UInt8]] {
        try connection.run(
            "select body from event join log on log.id = event.log where origin = $1 order by index",
            [.text(desk.origin)]
        ).map { try $0.bytes(0) }
    }

    func forks(_ desk: TestDesk) throws -> [String] {
        try connection.run(
            "select evidence from fork join log on log.id = fork.log where origin = $1 order by fork.id",
            [.text(desk.origin)]
        ).map { try $0.text(0) }
    }

    /// True when the answer is one line of ours under the desk's checkpoint.
    func isCosigned(_ answer: CollectorAnswer, _ checkpoint: Checkpoint) -> Bool {
        guard answer.status == 200, let both = Checkpoint(parsing: checkpoint.note + answer.body) else { return false }
        return both.isSigned(by: key.verifierKey)
    }
}

final class TestClock: Sendable {
    private let value = Mutex(UTCInstant(secondsSince1970: 1_795_000_000))

    var now: UTCInstant {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}
