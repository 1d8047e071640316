import AuditLog
import Collector
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// A packed body may have several members (RFC 1952, 2.2).
@Suite struct PackedTests {
    @Test(.timeLimit(.minutes(2))) func `a body of several members is one body`() async throws {
        let settings = try TestCollector.emptyDatabase()
        var desk = TestDesk()
        desk.add(20)
        try TestCollector(try PostgreSQLConnection(settings)).enrol(desk)
        let server = try CollectorProcess(settings)
        let url = try await server.start()
        let body = try desk.entries(old: 0)
        let members = try gzip(Array(body[..<100])) + gzip([]) + gzip(Array(body[100...]))
        let packed = ["Content-Encoding": "gzip"]
        #expect(try await Client.push(members + [0x41], desk, url, headers: packed).status == 400)
        #expect(try await Client.push(Array(members.dropLast()), desk, url, headers: packed).status == 400)
        let half = try gzip([UInt8](repeating: 0x41, count: 9 << 20))
        #expect(try await Client.push(half + half, desk, url, headers: packed).status == 413)
        #expect(try await Client.push(members, desk, url, headers: packed).status == 200)
    }

    private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        let folder = try Janitor()
        let file = folder.folder + "/body"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        try ChildProcess(["gzip", "-9", file]).waitUntilEnded()
        return Array(try Data(contentsOf: URL(fileURLWithPath: file + ".gz")))
    }
}
