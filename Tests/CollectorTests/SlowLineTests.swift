import AuditLog
import Collector
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// A line that is slow, and an honest desk: 4 MB in more than two minutes.
@Suite struct SlowLineTests {
    /// Meanwhile as many as there is room for keep another large one out, which is told so before its connection counts
    /// as idle.
    @Test(.timeLimit(.minutes(5)))
    func `a body that comes slowly and steadily is taken, and who waits for its room comes again`() async throws {
        let settings = try TestCollector.emptyDatabase()
        var (desk, other) = (TestDesk(), TestDesk())
        desk.add(4500, note: String(repeating: "n", count: 800))
        other.add(4500, note: String(repeating: "n", count: 800))
        let collector = try TestCollector(try PostgreSQLConnection(settings))
        for desk in [desk, other] { try collector.enrol(desk) }
        let server = try CollectorProcess(settings)
        let url = try await server.start()
        let sender = try await Sender.slow(try desk.entries(old: 0), desk, at: url, seconds: 125)
        // Four of them fill the room; with the fifth it is sure to be taken before the other desk comes.
        var beside: [Sender] = []
        for _ in 0..<4 { beside.append(try await Sender.slow(desk.entries(old: 0), desk, at: url, seconds: 60)) }
        let begun = ContinuousClock.now
        let answer = try await Client.push(other.entries(old: 0), other, url)
        let took = ContinuousClock.now - begun
        #expect(answer.status == 503 && answer.headers["retry-after"] == "30", "\(answer)")
        #expect((.seconds(29)..<(.seconds(50))).contains(took), "\(took)")
        #expect(try await sender.ended().last == "200")
        withExtendedLifetime(beside) {}
        #expect(try await Client.push(other.entries(old: 0), other, url).status == 200)
    }
}
