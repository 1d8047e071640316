import AuditLog
import Foundation
import Testing

@Suite struct BitFlipTests {
    /// All positions with `RA_EXHAUSTIVE=1` (`make test-exhaustive`), else so many at random.
    static let samples = 400

    @Test(arguments: 0..<4)
    func `after a flipped bit verify fails, or list and export are as before`(part: Int) async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let original = try #require(FileManager.default.contents(atPath: scratch.log))
        let before = try await answers(scratch.log)
        #expect(try await LogVerifier.verify(scratch.log).isSound)
        let isExhaustive = ProcessInfo.processInfo.environment["RA_EXHAUSTIVE"] == "1"
        let own = stride(from: part, to: original.count, by: 4)
        let positions = isExhaustive ? Array(own) : own.shuffled().prefix(Self.samples / 4).sorted()
        let copy = scratch.folder + "/flipped.sqlite"
        let bodies = try await LogReader.open(at: scratch.log).all().compactMap {
            original.range(of: Data($0.body.utf8))
        }
        for position in positions {
            var flipped = original
            flipped[position] ^= 1 << UInt8.random(in: 0..<8)
            try flipped.write(to: URL(fileURLWithPath: copy))
            guard try await looksSound(copy) else { continue }
            #expect(try await answers(copy) == before, "byte \(position)")
            #expect(!bodies.contains { $0.contains(position) }, "byte \(position)")
        }
        #expect(bodies.count == 52)
    }

    private func looksSound(_ path: String) async throws -> Bool {
        do {
            return try await LogVerifier.verify(path).isSound
        } catch is AuditLogError {
            return false
        }
    }

    /// What list and export answer.
    private func answers(_ path: String) async throws -> [[StoredEvent]] {
        let reader = try await LogReader.open(at: path)
        var queries = Array(repeating: EventQuery(), count: 6)
        queries[1].subject = "000123456783"
        queries[2].operatorUUID = "000987654321"
        queries[3].session = "s-30"
        queries[4].code = .cardRead
        queries[5].isOpen = true
        var answers: [[StoredEvent]] = []
        for query in queries { answers.append(try await reader.all(query)) }
        return answers
    }
}

extension LogReader {
    func all(_ query: EventQuery = EventQuery(), newestFirst: Bool = false) async throws -> [StoredEvent] {
        var events: [StoredEvent] = []
        var scan = self.scan(query, newestFirst: newestFirst)
        while let page = try await scan.nextPage() { events += page }
        return events
    }
}
