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
    let key = SigningKey(name: "collector.example/w1", algorithm: .cosignature)

    init() throws {
        connection = try PostgreSQLConnection(try Self.database.get().settings)
        let clock = TestClock()
        self.clock = clock
        door = CollectorDoor(key: key) { clock.now }
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
