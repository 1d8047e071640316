import AuditLog
import Collector
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// The program itself, over HTTP.
@Suite(.serialized) struct ServerTests {
    private func enrolled(_ settings: String, _ desks: [TestDesk]) throws -> PostgreSQLConnection {
        let connection = try PostgreSQLConnection(settings)
        let collector = try TestCollector(connection)
        for desk in desks { try collector.enrol(desk) }
        return connection
    }

    @Test(.timeLimit(.minutes(10))) func `methods, encodings and sizes are answered as the table says`() async throws {
        let settings = try TestCollector.emptyDatabase()
        var desk = TestDesk()
        desk.add(20)
        _ = try enrolled(settings, [desk])
        let server = try CollectorProcess(settings)
        let url = try await server.start()
        let body = try desk.entries(old: 0)
        let address = "v1/logs/" + desk.address.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let wrong = try await Client.send("GET", url, "\(address)/entries")
        #expect(wrong.status == 405 && wrong.headers["allow"] == "POST")
        #expect(try await Client.send("PUT", url, "add-checkpoint").status == 405)
        #expect(try await Client.send("POST", url, "\(address.dropFirst(8))/checkpoint").status == 405)
        #expect(try await Client.send("GET", url, "").status == 404)
        #expect(try await Client.push(body, desk, url, headers: ["Content-Encoding": "br"]).status == 415)
        #expect(try await Client.push(body, desk, url, headers: ["Content-Encoding": "gzip"]).status == 400)
        #expect(try await Client.push([UInt8](repeating: 0x41, count: (16 << 20) + 1), desk, url).status == 413)
        #expect(try await Client.push(Array("no".utf8), desk, url).status == 400)
        let packed = try gzip(body)
        let answer = try await Client.push(packed, desk, url, headers: ["Content-Encoding": "gzip"])
        #expect(answer.status == 200 && answer.body.hasPrefix("— collector.example/w1 "))
        let newest = try await Client.send("GET", url, "\(address.dropFirst(8))/checkpoint")
        let note = try desk.checkpoint().note
        #expect(newest.status == 200 && newest.body == note + answer.body)
        let conflict = try await Client.push(desk.entries(old: 10), desk, url)
        #expect(conflict.status == 409 && conflict.headers["content-type"] == "text/x.tlog.size")
        // It ends in order.
        server.send(SIGTERM)
        server.waitUntilEnded()
    }

    /// 100 MB in one line, and a small body that would unpack to as much; then memory is as it was.
    @Test(.timeLimit(.minutes(10))) func `hostile bodies are refused, and memory stays flat`() async throws {
        let settings = try TestCollector.emptyDatabase()
        var desk = TestDesk()
        desk.add(10)
        _ = try enrolled(settings, [desk])
        let server = try CollectorProcess(settings)
        let url = try await server.start()
        #expect(try await Client.push(desk.entries(old: 0), desk, url).status == 200)
        let bomb = try gzip([UInt8](repeating: 0x41, count: 100 << 20))
        for _ in 0..<3 {
            // Refused before all of it is read, so the sender may see a closed connection.
            let large = try? await Client.push([UInt8](repeating: 0x41, count: 100 << 20), desk, url)
            #expect(large == nil || large?.status == 413)
            #expect(try await Client.push(bomb, desk, url, headers: ["Content-Encoding": "gzip"]).status == 413)
        }
        let peak = try server.peakMemory()
        #expect(peak <= 150 << 10, "\(peak) KiB")
        desk.add(1)
        #expect(try await Client.push(desk.entries(old: 10), desk, url).status == 200)
    }

    private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        let folder = try Janitor()
        let file = folder.folder + "/body"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        try ChildProcess(["gzip", "-9", file]).waitUntilEnded()
        return Array(try Data(contentsOf: URL(fileURLWithPath: file + ".gz")))
    }

    @Test(.timeLimit(.minutes(10))) func `many desks push at once, and each twice at two collectors`() async throws {
        let settings = try TestCollector.emptyDatabase()
        var desks = (0..<64).map { _ in TestDesk() }
        for index in desks.indices { desks[index].add(60) }
        let connection = try enrolled(settings, desks)
        let first = try CollectorProcess(settings)
        let second = try CollectorProcess(settings, folder: first.folder, name: "second")
        let urls = [try await first.start(), try await second.start()]
        defer { second.send(SIGTERM) }
        let statuses = try await withThrowingTaskGroup(of: [Int].self) { group in
            for (index, desk) in desks.enumerated() {
                // Each desk twice at once, at different collectors.
                for side in 0..<2 {
                    group.addTask {
                        let url = urls[(index + side) % 2]
                        let one = try await Client.push(desk.entries(old: 0, to: 30), desk, url).status
                        let two = try await Client.push(desk.entries(old: 30), desk, url).status
                        return [one, two]
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        // The repeated request is 200 with what was answered then.
        #expect(statuses == [Int](repeating: 200, count: 256))
        for desk in desks {
            let result = try EstateReader(connection).verify(desk.origin)
            #expect(result.isSound && result.size == 60, "\(result.findings)")
        }
        #expect(try EstateReader(connection).forks().isEmpty)
    }

    @Test(.timeLimit(.minutes(5))) func `who dies after the first commit and before its line starts again as it was`()
        async throws
    {
        let settings = try TestCollector.emptyDatabase()
        var desk = TestDesk()
        desk.add(10)
        _ = try enrolled(settings, [desk])
        let server = try CollectorProcess(settings)
        var url = try await server.start()
        let file = URL(fileURLWithPath: server.folder.folder + "/key.cosigned")
        let before = try Data(contentsOf: file)
        let first = try await Client.push(desk.entries(old: 0), desk, url)
        #expect(first.status == 200)
        server.send(SIGKILL)
        server.waitUntilEnded()
        // As it was when the database had committed and nothing was written yet.
        try before.write(to: file)
        url = try await server.start()
        #expect(try await Client.push(desk.entries(old: 0), desk, url) == first)
        desk.add(1)
        #expect(try await Client.push(desk.entries(old: 10), desk, url).status == 200)
        server.send(SIGTERM)
        server.waitUntilEnded()
    }

    /// RA_KILLS sets how many; `make test-collector` has 200.
    @Test(.timeLimit(.minutes(30))) func `nothing acknowledged is lost, whoever is killed`() async throws {
        let rounds = Int(ProcessInfo.processInfo.environment["RA_KILLS"] ?? "") ?? 4
        let database = try PrivateDatabase()
        try CollectorSchema.migrate(try PostgreSQLConnection(database.settings))
        var desk = TestDesk()
        desk.add(40 * (rounds + 2))
        _ = try enrolled(database.settings, [desk])
        let server = try CollectorProcess(database.settings)
        var url = try await server.start()
        var acknowledged: Int64 = 0
        for round in 0..<rounds {
            let (sender, target, start) = (desk, url, acknowledged)
            // Pushes of four events each until an answer fails to come.
            let pushing = Task { () -> Int64 in
                var held = start
                while held + 4 <= sender.size {
                    guard let answer = try? await Client.push(sender.entries(old: held, to: held + 4), sender, target)
                    else {
                        break
                    }
                    switch answer.status {
                    case 200: held += 4
                    case 409: held = Int64(answer.body.dropLast()) ?? held
                    default: return held
                    }
                }
                return held
            }
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...60)))
            if round % 2 == 0 {
                server.send(SIGKILL)
                server.waitUntilEnded()
            } else {
                database.kill()
            }
            acknowledged = await pushing.value
            if round % 2 == 0 { url = try await server.start() } else { try database.start() }
            let connection = try PostgreSQLConnection(database.settings)
            let result = try EstateReader(connection).verify(desk.origin)
            #expect(result.isSound && result.size >= acknowledged, "\(acknowledged): \(result)")
            acknowledged = result.size
        }
        let answer = try await Client.push(desk.entries(old: acknowledged), desk, url)
        #expect(answer.status == 200, "\(answer)")
        let bodies = try PostgreSQLConnection(database.settings).run("select body from event order by index")
        #expect(try bodies.map { try $0.bytes(0) } == desk.events)
    }

    @Test(.timeLimit(.minutes(10))) func `a database that is away or takes no writing is 503`() async throws {
        let database = try PrivateDatabase()
        try CollectorSchema.migrate(try PostgreSQLConnection(database.settings))
        var desk = TestDesk()
        desk.add(20)
        _ = try enrolled(database.settings, [desk])
        let server = try CollectorProcess(database.settings)
        let url = try await server.start()
        #expect(try await Client.push(desk.entries(old: 0, to: 10), desk, url).status == 200)
        database.kill()
        let away = try await Client.push(desk.entries(old: 10), desk, url)
        #expect(away.status == 503 && Int(away.headers["retry-after"] ?? "") != nil)
        #expect(try await Client.push(Array("no".utf8), desk, url).status == 400)
        #expect(try await server.run(["verify"]).exitStatus == 69)
        try database.start()
        let admin = try PostgreSQLConnection(database.settings)
        try admin.run("alter system set default_transaction_read_only = on")
        try admin.run("select pg_reload_conf()")
        try await eventually {
            try PostgreSQLConnection(database.settings).run("show transaction_read_only")[0].text(0) == "on"
        }
        #expect(try await Client.push(desk.entries(old: 10), desk, url).status == 503)
        try admin.run("set default_transaction_read_only = off")
        try admin.run("alter system reset default_transaction_read_only")
        try admin.run("select pg_reload_conf()")
        try await eventually { try await Client.push(desk.entries(old: 10), desk, url).status == 200 }
    }

    /// A sender that goes after any byte: nothing of it is there, or all.
    @Test(.timeLimit(.minutes(10))) func `a connection that is cut anywhere leaves nothing half done`() async throws {
        let settings = try TestCollector.emptyDatabase()
        var desk = TestDesk()
        desk.add(120)
        let connection = try enrolled(settings, [desk])
        let server = try CollectorProcess(settings)
        let url = try await server.start()
        let body = try desk.entries(old: 0)
        let address = desk.address.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let head = "POST /v1/logs/\(address)/entries HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\n\r\n"
        for length in stride(from: 0, to: body.count, by: 1000) {
            try send(Array(head.utf8) + body.prefix(length), to: try #require(url.port))
        }
        #expect(try connection.run("select count(*) from event")[0].integer(0) == 0)
        #expect(try await Client.push(body, desk, url).status == 200)
    }

    /// With bash's own sockets, so that no C structure is needed here.
    private func send(_ bytes: [UInt8], to port: Int) throws {
        let folder = try Janitor()
        let file = folder.folder + "/part"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        try ChildProcess(["bash", "-c", "cat '\(file)' >/dev/tcp/127.0.0.1/\(port)"]).waitUntilEnded()
    }

    /// Certificate and key in the settings; nothing older than TLS 1.2, and no plain HTTP beyond loopback.
    @Test(.timeLimit(.minutes(10))) func `TLS is served, and nothing older than 1.2`() async throws {
        let settings = try TestCollector.emptyDatabase()
        let identity = try TestCertificate()
        let server = try CollectorProcess(settings, more: identity.settings)
        let url = try await server.start()
        #expect(url.scheme == "https")
        func connects(_ options: [String]) async throws -> Bool {
            try await identity.connects(to: url.port ?? 0, options)
        }
        #expect(try await connects(["-tls1_2"]))
        #expect(try await connects(["-tls1_3"]))
        #expect(try await !connects(["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]))
        let beyond = try CollectorProcess(settings, name: "beyond")
        try Data(
            "listen: 0.0.0.0:0\nwitness: {name: w, key: k}\ndatabase: \(settings)\n".utf8
        ).write(to: URL(fileURLWithPath: beyond.configuration))
        #expect(try await beyond.run(["serve"]).exitStatus == 65)
    }

    /// A full disk, as PostgreSQL says it (53100), and a database that is too slow: both come again later.
    @Test(.timeLimit(.minutes(10))) func `a full database and one that waits too long are 503`() async throws {
        let settings = try TestCollector.emptyDatabase()
        var desk = TestDesk()
        desk.add(20)
        let connection = try enrolled(settings, [desk])
        let server = try CollectorProcess(settings)
        let url = try await server.start()
        try connection.runScript(
            """
            create function full_disk() returns trigger language plpgsql as
            $$ begin raise exception 'no space left on device' using errcode = '53100'; end $$;
            create trigger full_disk before insert on event execute function full_disk();
            """)
        let full = try await Client.push(desk.entries(old: 0), desk, url)
        #expect(full.status == 503 && full.headers["retry-after"] != nil)
        try connection.runScript("drop trigger full_disk on event")
        // Somebody holds the log for longer than the collector waits.
        try connection.runScript("begin; select * from log for update")
        #expect(try await Client.push(desk.entries(old: 0), desk, url).status == 503)
        try connection.runScript("rollback")
        #expect(try await Client.push(desk.entries(old: 0), desk, url).status == 200)
        #expect(try EstateReader(connection).verify(desk.origin).isSound)
    }

    /// A file beside the key that is damaged while it serves: the desk is told that, and not that the database is away.
    @Test(.timeLimit(.minutes(2))) func `a damaged file beside the key is said as that`() async throws {
        let settings = try TestCollector.emptyDatabase()
        var desk = TestDesk()
        desk.add(20)
        _ = try enrolled(settings, [desk])
        let server = try CollectorProcess(settings)
        let url = try await server.start()
        #expect(try await Client.push(desk.entries(old: 0, to: 10), desk, url).status == 200)
        try Data("junk\n".utf8).write(to: URL(fileURLWithPath: server.folder.folder + "/key.cosigned"))
        let answer = try await Client.push(desk.entries(old: 10), desk, url)
        #expect(answer.status == 503 && answer.headers["retry-after"] == "30")
        #expect(answer.body == "The collector can't read what it cosigned.\n")
    }
}
