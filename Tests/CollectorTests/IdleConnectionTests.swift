import AuditLog
import Collector
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// Whoever only keeps places at the collector keeps no desk out, not even one that comes from the same address.
@Suite(.serialized) struct IdleConnectionTests {
    /// A program that holds connections, and ends with this value.
    private final class Idlers: Sendable {
        private let folder: Janitor
        private let child: ChildProcess

        init(_ count: Int, _ kind: String, at url: URL) throws {
            folder = try Janitor()
            let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "idle.py").path
            child = try ChildProcess(
                ["setpriv", "--pdeathsig", "KILL", "python3", "-B", script, "\(url.port ?? 0)", "\(count)", kind],
                log: folder.folder + "/log")
        }

        deinit { child.send(SIGKILL) }

        private var lines: [String] {
            let text = (try? String(contentsOfFile: folder.folder + "/log", encoding: .utf8)) ?? ""
            return text.split(separator: "\n").map(String.init)
        }

        func areOpen() async throws {
            try await eventually(within: .seconds(60), "that all are open") {
                guard !child.hasEnded else { throw TestSupportFailure("\(lines)") }
                return lines.contains("open")
            }
        }

        /// After so many seconds the one connection was closed.
        func seconds() throws -> Double {
            child.waitUntilEnded()
            return try Double(lines.last ?? "").orThrow()
        }
    }

    private func served(_ desks: [TestDesk]) async throws -> (CollectorProcess, URL) {
        let settings = try TestCollector.emptyDatabase()
        let collector = try TestCollector(try PostgreSQLConnection(settings))
        for desk in desks { try collector.enrol(desk) }
        let server = try CollectorProcess(settings)
        return (server, try await server.start())
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [(512, "silent"), (2000, "silent"), (600, "half"), (600, "idle"), (600, "arriving")])
    func `a push beside idle connections is answered in seconds`(count: Int, kind: String) async throws {
        var desk = TestDesk()
        desk.add(20)
        let (server, url) = try await served([desk])
        let idlers = try Idlers(count, kind, at: url)
        try await idlers.areOpen()
        let begun = ContinuousClock.now
        #expect(try await Client.push(desk.entries(old: 0), desk, url).status == 200)
        let took = ContinuousClock.now - begun
        #expect(took < .seconds(8), "\(took)")
        let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(server.pid)/fd").count
        #expect(files < 600, "\(files)")
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["silent", "half"])
    func `a connection without a whole head is closed after ten seconds`(kind: String) async throws {
        let (server, url) = try await served([])
        let seconds = try Idlers(1, kind, at: url).seconds()
        #expect((9.0..<20).contains(seconds), "\(seconds)")
        withExtendedLifetime(server) {}
    }

    /// One address has half of the places and more, as desks behind one router have.
    @Test(.timeLimit(.minutes(5))) func `64 desks of one address push beside idle connections`() async throws {
        var desks = (0..<64).map { _ in TestDesk() }
        for index in desks.indices { desks[index].add(10) }
        let (server, url) = try await served(desks)
        let idlers = try Idlers(600, "silent", at: url)
        try await idlers.areOpen()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for desk in desks { group.addTask { try await Client.push(desk.entries(old: 0), desk, url).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == [Int](repeating: 200, count: 64))
        withExtendedLifetime((idlers, server)) {}
    }
}
