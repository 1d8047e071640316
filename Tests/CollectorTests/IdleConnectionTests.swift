import AuditLog
import Collector
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// Whoever only keeps places at the collector keeps no desk out, not even one that comes from the same address.
@Suite(.serialized) struct IdleConnectionTests {
    private func served(_ desks: [TestDesk], more: String = "") async throws -> (CollectorProcess, URL) {
        let settings = try TestCollector.emptyDatabase()
        let collector = try TestCollector(try PostgreSQLConnection(settings))
        for desk in desks { try collector.enrol(desk) }
        let server = try CollectorProcess(settings, more: more)
        return (server, try await server.start())
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            (512, "silent"), (2000, "silent"), (600, "half"), (600, "idle"), (600, "arriving"), (512, "answered"),
        ])
    func `a push beside idle connections is answered in seconds`(count: Int, kind: String) async throws {
        var desk = TestDesk()
        desk.add(20)
        let (server, url) = try await served([desk])
        let idlers = try Sender.idle(count, kind, at: url)
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
        let seconds = try await Sender.idle(1, kind, at: url).seconds()
        #expect((9.0..<20).contains(seconds), "\(seconds)")
        withExtendedLifetime(server) {}
    }

    /// One address has half of the places and more, as desks behind one router have.
    @Test(.timeLimit(.minutes(5))) func `64 desks of one address push beside idle connections`() async throws {
        var desks = (0..<64).map { _ in TestDesk() }
        for index in desks.indices { desks[index].add(10) }
        let (server, url) = try await served(desks)
        let idlers = try Sender.idle(600, "silent", at: url)
        try await idlers.areOpen()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for desk in desks { group.addTask { try await Client.push(desk.entries(old: 0), desk, url).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == [Int](repeating: 200, count: 64))
        withExtendedLifetime((idlers, server)) {}
    }

    /// The upload came first, and goes on.
    @Test(.timeLimit(.minutes(5)), arguments: ["silent", "arriving"])
    func `an upload under way isn't closed for connections that ask nothing`(kind: String) async throws {
        var desk = TestDesk()
        desk.add(1000, note: String(repeating: "n", count: 800))
        let (server, url) = try await served([desk])
        let upload = try await Sender.slow(try desk.entries(old: 0), desk, at: url, seconds: 15)
        let idlers = try Sender.idle(600, kind, at: url)
        try await idlers.areOpen()
        #expect(try await upload.ended().last == "200")
        withExtendedLifetime((idlers, server)) {}
    }

    @Test(.timeLimit(.minutes(5))) func `a body that trickles is given up with 503, and closed`() async throws {
        let desk = TestDesk()
        let (server, url) = try await served([desk])
        let lines = try await Sender.idle(1, "trickle", at: url, desk).ended()
        #expect(lines.dropLast().last == "503", "\(lines)")
        let seconds = try Double(lines.last ?? "").orThrow()
        #expect((9.0..<20).contains(seconds), "\(seconds)")
        withExtendedLifetime(server) {}
    }

    /// Two of the largest requests, as slow as it goes: smaller ones aren't kept waiting at all, and as large ones for
    /// seconds.
    @Test(.timeLimit(.minutes(5)), arguments: [(1000, 5), (9000, 20)])
    func `an upload beside large ones that trickle is answered`(events: Int, seconds: Int) async throws {
        var (desk, hostile) = (TestDesk(), TestDesk())
        hostile.add(1)
        desk.add(events, note: String(repeating: "n", count: 300))
        let (server, url) = try await served([desk, hostile])
        let trickling = try Sender.idle(2, "trickle", at: url, hostile)
        try await trickling.areOpen()
        let begun = ContinuousClock.now
        #expect(try await Client.push(desk.entries(old: 0), desk, url).status == 200)
        let took = ContinuousClock.now - begun
        #expect(took < .seconds(seconds), "\(took)")
        withExtendedLifetime((trickling, server)) {}
    }

    /// As large as can be: 404 before its body is waited for.
    @Test(.timeLimit(.minutes(2))) func `a large request to a log that isn't enrolled gets no room`() async throws {
        var desk = TestDesk()
        desk.add(9000, note: String(repeating: "n", count: 300))
        let (server, url) = try await served([desk])
        let strangers = try Sender.idle(20, "trickle", at: url, TestDesk())
        try await strangers.areOpen()
        let begun = ContinuousClock.now
        #expect(try await Client.push(desk.entries(old: 0), desk, url).status == 200)
        let took = ContinuousClock.now - begun
        #expect(took < .seconds(8), "\(took)")
        withExtendedLifetime((strangers, server)) {}
    }

    /// They never say farewell, and nobody waits for it.
    @Test(.timeLimit(.minutes(5))) func `idle connections of TLS keep no place either`() async throws {
        let identity = try TestCertificate()
        let (server, url) = try await served([], more: identity.settings)
        let idlers = try Sender.idle(1600, "silent", at: url)
        try await idlers.areOpen()
        let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(server.pid)/fd").count
        #expect(files < 600, "\(files)")
        let begun = ContinuousClock.now
        #expect(try await identity.connects(to: url.port ?? 0))
        let took = ContinuousClock.now - begun
        #expect(took < .seconds(8), "\(took)")
        withExtendedLifetime(idlers) {}
    }

    @Test(.timeLimit(.minutes(2)), arguments: [false, true])
    func `it ends at once beside connections that ask nothing`(withTLS: Bool) async throws {
        let (desk, identity) = (TestDesk(), try TestCertificate())
        let (server, url) = try await served([desk], more: withTLS ? identity.settings : "")
        let idlers = try ["silent", "idle", "arriving", "trickle"].map { try Sender.idle(4, $0, at: url, desk) }
        for idler in idlers { try await idler.areOpen() }
        let begun = ContinuousClock.now
        server.send(SIGTERM)
        server.waitUntilEnded()
        let took = ContinuousClock.now - begun
        #expect(took < .seconds(8), "\(took)")
        withExtendedLifetime(idlers) {}
    }

    @Test(.timeLimit(.minutes(2))) func `what is being answered when it ends is answered`() async throws {
        let settings = try TestCollector.emptyDatabase()
        var desk = TestDesk()
        desk.add(20)
        let connection = try PostgreSQLConnection(settings)
        try TestCollector(connection).enrol(desk)
        let server = try CollectorProcess(settings)
        let url = try await server.start()
        // The push waits for the log's row.
        try connection.runScript("begin; select * from log for update")
        let (sender, body) = (desk, try desk.entries(old: 0))
        let push = Task { try await Client.push(body, sender, url).status }
        let other = try PostgreSQLConnection(settings)
        try await eventually(within: .seconds(20), "that the push waits") {
            try other.run("select count(*) from pg_locks where not granted")[0].integer(0) > 0
        }
        server.send(SIGTERM)
        try await eventually(within: .seconds(20), "that nobody is taken in any more") {
            (try? await Client.send("GET", url, "")) == nil
        }
        try connection.runScript("rollback")
        #expect(try await push.value == 200)
        server.waitUntilEnded()
    }
}
