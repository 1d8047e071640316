import AuditLog
import Collector
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// A database that is older than the key: what was cosigned stays so.
@Suite struct RestoredTests {
    let collector: TestCollector
    var desk = TestDesk()

    init() throws {
        collector = try TestCollector()
        try collector.enrol(desk)
        desk.add(100)
        #expect(try collector.push(desk.entries(old: 0, to: 40), desk).status == 200)
        #expect(try collector.push(desk.entries(old: 40), desk).status == 200)
    }

    /// The same key and file over a database that knows the desk up to 40 events, or not at all.
    private func restored(holding size: Int64) throws -> TestCollector {
        let connection = try PostgreSQLConnection(try TestCollector.emptyDatabase())
        let before = try TestCollector(connection)
        try before.enrol(desk)
        let restored = try TestCollector(connection, former: collector)
        guard size > 0 else { return restored }
        // What stood there at that time, cosigned by the same key.
        let old = try TestCollector(connection, key: collector.key)
        #expect(try old.push(desk.entries(old: 0, to: size), desk).status == 200)
        return restored
    }

    private func state(_ collector: TestCollector) throws -> DeskStatus.State? {
        try EstateReader(collector.connection).desks(
            now: collector.clock.now, silentAfterHours: 48, cosigned: collector.cosigned
        ).first { $0.origin == desk.origin }?.state
    }

    @Test func `the desk fills it again until what was cosigned`() throws {
        let restored = try restored(holding: 40)
        #expect(try state(restored) == .restored)
        #expect(
            try restored.push(desk.entries(old: 100), desk)
                == CollectorAnswer(409, "40\n", contentType: "text/x.tlog.size"))
        #expect(try restored.push(desk.entries(old: 40, to: 70), desk) == CollectorAnswer(202))
        #expect(try state(restored) == .restored)
        #expect(try restored.isCosigned(restored.push(desk.entries(old: 70), desk), desk.checkpoint()))
        #expect(try state(restored) == .ok)
        var onwards = desk
        onwards.add(10)
        #expect(try restored.push(onwards.entries(old: 100), desk).status == 200)
    }

    @Test func `another history is a fork with evidence`() throws {
        let restored = try restored(holding: 40)
        var other = desk
        other.cut(to: 60)
        other.add(50, note: "other")
        #expect(try restored.push(other.entries(old: 40), desk).status == 422)
        let fork = try #require(try restored.forks(desk).first)
        #expect(try EvidenceVerifier.accepts(fork, desk.key.verifierKey))
        #expect(try restored.push(desk.entries(old: 40), desk).status == 200)
    }

    @Test func `the witness signs no other history either`() throws {
        let restored = try restored(holding: 0)
        var other = desk
        other.replace(99, with: desk.event(100, note: "other"))
        #expect(try restored.witness(other.witnessRequest(old: 0)).body == "100\n")
        #expect(try restored.witness(other.witnessRequest(old: 100)).status == 422)
        #expect(try restored.forks(desk).count == 1)
    }

    @Test func `what a clone filled in is replaced once the cosigned root is reached without it`() throws {
        let restored = try restored(holding: 40)
        var clone = desk
        clone.cut(to: 40)
        clone.add(30, note: "clone")
        #expect(try restored.push(clone.entries(old: 40), desk).status == 202)
        // From where the clone stands the true desk parts from it.
        #expect(try restored.push(desk.entries(old: 100), desk).body == "70\n")
        #expect(try restored.push(desk.entries(old: 70), desk).status == 422)
        let fork = try #require(try restored.forks(desk).first)
        #expect(try EvidenceVerifier.accepts(fork, desk.key.verifierKey))
        // It is asked for all that isn't cosigned, and goes on.
        #expect(try restored.push(desk.entries(old: 100), desk).body == "40\n")
        #expect(try restored.isCosigned(restored.push(desk.entries(old: 40), desk), desk.checkpoint()))
        #expect(try restored.bodies(desk) == desk.events)
        #expect(try EstateReader(restored.connection).verify(desk.origin).isSound)
        #expect(try restored.push(clone.entries(old: 40), desk).status == 422)
    }

    @Test func `an empty database is not begun with a key that is not new`() throws {
        let restored = try restored(holding: 0)
        #expect(throws: CollectorStartError.emptyDatabase) {
            try restored.door.begin(on: restored.connection, isRestored: false)
        }
        try restored.door.begin(on: restored.connection, isRestored: true)
        #expect(try state(restored) == .restored)
    }

    @Test func `a new key begins with an empty database`() throws {
        let connection = try PostgreSQLConnection(try TestCollector.emptyDatabase())
        let new = try TestCollector(connection)
        try new.door.begin(on: connection, isRestored: false)
    }

    @Test func `without its file nothing is acknowledged`() throws {
        try FileManager.default.removeItem(atPath: collector.cosigned.path)
        // A folder in its place: even root can't write it.
        try FileManager.default.createDirectory(atPath: collector.cosigned.path, withIntermediateDirectories: false)
        var onwards = desk
        onwards.add(1)
        #expect(throws: CosignedFileError.self) { try collector.push(onwards.entries(old: 100), desk) }
        #expect(try collector.held(desk) == 100)
    }

    /// While the program runs: a new file would name one log and leave the others without a guard.
    @Test func `a file that vanishes is not begun again`() throws {
        var onwards = desk
        onwards.add(1)
        try FileManager.default.removeItem(atPath: collector.cosigned.path)
        let error = CosignedFileError.damaged(collector.cosigned.path)
        #expect(throws: error) { try collector.push(onwards.entries(old: 100), desk) }
        var other = TestDesk()
        try collector.enrol(other)
        other.add(1)
        #expect(throws: error) { try collector.push(other.entries(old: 0), other) }
        #expect(!FileManager.default.fileExists(atPath: collector.cosigned.path))
        #expect(try collector.held(desk) == 100)
    }

    /// What was cosigned lies further than one request reaches, and a clone stands in between with more events than a
    /// request's worth.
    @Test(.timeLimit(.minutes(5)), arguments: [4, 10_004])
    func `a clone doesn't block a desk whose way back is long`(_ cloned: Int) throws {
        let long = try TestCollector()
        var desk = TestDesk()
        try long.enrol(desk)
        desk.add(10_015)
        #expect(try long.push(desk.entries(old: 0, to: 10), desk).status == 200)
        #expect(try long.push(desk.entries(old: 10, to: 10_010), desk).status == 200)
        #expect(try long.push(desk.entries(old: 10_010), desk).status == 200)
        let connection = try PostgreSQLConnection(try TestCollector.emptyDatabase())
        let old = try TestCollector(connection, key: long.key)
        try old.enrol(desk)
        #expect(try old.push(desk.entries(old: 0, to: 10), desk).status == 200)
        let restored = try TestCollector(connection, former: long)

        var clone = desk
        clone.cut(to: 10)
        clone.add(cloned, note: "clone")
        let first = try clone.entries(old: 10, to: min(clone.size, 10_010))
        #expect(try restored.push(first, desk) == CollectorAnswer(202))
        if clone.size > 10_010 {
            #expect(try restored.push(clone.entries(old: 10_010), desk) == CollectorAnswer(202))
        }
        // Nobody has said yet that this isn't the desk: the clone's events stay.
        let way = try desk.entries(old: 10, to: 10_010)
        let size = min(clone.size + 10_000, desk.size)
        #expect(try restored.push(desk.entries(old: clone.size, to: size), desk).status == 422)
        #expect(try restored.push(desk.entries(old: desk.size), desk).body == "10\n")
        #expect(try restored.push(way, desk) == CollectorAnswer(202))
        #expect(try restored.held(desk) == 10_010)
        // The clone's own request again doesn't get the answer that it had, and doesn't bring it back at once.
        #expect(try restored.push(first, desk).status == 422)
        #expect(try restored.held(desk) == 10_010)
        #expect(try restored.isCosigned(restored.push(desk.entries(old: 10_010), desk), desk.checkpoint()))
        #expect(try restored.bodies(desk) == desk.events)
        #expect(try EstateReader(connection).verify(desk.origin).isSound)
        #expect(try restored.push(first, desk).status == 422)
        let forks = try restored.forks(desk)
        #expect(!forks.isEmpty)
        for fork in forks { #expect(try EvidenceVerifier.accepts(fork, desk.key.verifierKey)) }
    }

    /// Replaced once, its events are gone: what was answered then is no answer any more.
    @Test func `what was replaced isn't answered as if it were held`() throws {
        let restored = try restored(holding: 40)
        var clone = desk
        clone.cut(to: 40)
        clone.add(30, note: "clone")
        #expect(try restored.push(clone.entries(old: 40), desk).status == 202)
        #expect(try restored.push(desk.entries(old: 70), desk).status == 422)
        let way = try desk.entries(old: 40, to: 50)
        #expect(try restored.push(way, desk) == CollectorAnswer(202))
        #expect(try restored.held(desk) == 50)
        #expect(try restored.push(way, desk) == CollectorAnswer(202))
        // A larger one of the clone's forks from what is held now.
        #expect(try restored.push(clone.entries(old: 40), desk).status == 409)
        #expect(try restored.held(desk) == 50)
        #expect(try restored.push(desk.entries(old: 50), desk).status == 200)
        #expect(try restored.bodies(desk) == desk.events)
    }

    /// Gone while the program didn't run: another could be made that guards one log alone.
    @Test func `a key that isn't new doesn't begin without its file, unless that is said to be lost`() throws {
        let connection = try PostgreSQLConnection(try TestCollector.emptyDatabase())
        let own = try TestCollector(connection)
        var desks = [TestDesk(), TestDesk()]
        for index in desks.indices {
            desks[index].add(5)
            try own.enrol(desks[index])
            #expect(try own.push(desks[index].entries(old: 0), desks[index]).status == 200)
        }
        try FileManager.default.removeItem(atPath: own.cosigned.path)
        let again = try TestCollector(connection, former: own)
        #expect(throws: CollectorStartError.fileMissing(own.cosigned.path)) {
            try again.door.begin(on: connection, isRestored: false)
        }
        // Another key is new.
        let other = try TestCollector(
            connection, key: SigningKey(name: "collector.example/w2", algorithm: .cosignature))
        try other.door.begin(on: connection, isRestored: false)
        try again.door.begin(on: connection, isRestored: true)
        let text = try String(contentsOfFile: own.cosigned.path, encoding: .utf8)
        for desk in desks { #expect(text.contains("\n\(desk.origin) 5 ")) }
        #expect(text.split(separator: "\n").dropFirst().allSatisfy { $0.hasSuffix(" 5") })
        try TestCollector(connection, former: own).door.begin(on: connection, isRestored: false)
    }

    /// Lines of an earlier version don't say how many events were held.
    @Test func `a file of an earlier version is read`() throws {
        let path = collector.cosigned.path
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        let old = lines.map { $0.split(separator: " ").prefix(4).joined(separator: " ") + "\n" }.joined()
        try Data(old.utf8).write(to: URL(fileURLWithPath: path))
        #expect(try EstateReader(collector.connection).verify(desk.origin, cosigned: collector.cosigned).isSound)
        var onwards = desk
        onwards.add(1)
        #expect(try collector.push(onwards.entries(old: 100), desk).status == 200)
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains(" 101\n"))
    }
}
