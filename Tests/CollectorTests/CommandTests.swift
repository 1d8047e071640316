import AuditLog
import Collector
import Foundation
import Instants
import JSON
import PostgreSQL
import TestSupport
import Testing

/// The commands, as an administrator and an auditor run them.
@Suite(.serialized) struct CommandTests {
    private func json(_ outcome: RaProcess.Outcome) throws -> JSONValue {
        try JSONValue(parsing: Data(outcome.standardOutput.utf8))
    }

    @Test(.timeLimit(.minutes(10))) func `from nothing to a statement`() async throws {
        let database = try PrivateDatabase()
        let server = try CollectorProcess(database.settings, more: "retention: {years: 8, source: policy}")
        let before = try await server.run(["status"])
        #expect(before.exitStatus == 74 && before.standardError.contains("ra-collector: hint: Run 'ra-collector init'"))
        for _ in 0..<2 { #expect(try await server.run(["init", "--json"]).exitStatus == 0) }
        let keys = try await server.run(["key"]).standardOutput.split(separator: "\n").compactMap { VerifierKey($0) }
        #expect(keys.map(\.algorithm) == [.cosignature, .ed25519])
        let again = try json(await server.run(["key", "--json"]))
        #expect(again["witness"]?.string == keys[0].text && again["statements"]?.string == keys[1].text)
        var desk = TestDesk()
        desk.add(30)
        #expect(try await server.run(["enrol", "nonsense"]).exitStatus == 65)
        #expect(try await server.run(["enrol", keys[0].text]).exitStatus == 65)
        #expect(try await server.run(["enrol", desk.key.verifierKey.text, "--site", "osprey"]).exitStatus == 0)
        #expect(try await server.run(["enrol", desk.key.verifierKey.text]).exitStatus == 65)
        #expect(try await server.run(["retire", "nobody"]).exitStatus == 65)
        let url = try await server.start()
        #expect(try await Client.push(desk.entries(old: 0), desk, url).status == 200)
        let status = try json(await server.run(["status", "--json"]))["desks"]?.array?.first
        #expect(status?["origin"]?.string == desk.origin && status?["site"]?.string == "osprey")
        #expect(
            status?["size"]?.integer == 30 && status?["cosigned"]?.integer == 30 && status?["state"]?.string == "ok")
        #expect(status?["clockWentBack"]?.bool == false)
        let exported = try await server.run(["export", "--desk", desk.origin]).standardOutput
        #expect(Array(exported.utf8) == desk.events.flatMap { $0 + [0x0A] })
        #expect(try json(await server.run(["list", "--json"]))["events"]?.array?.count == 30)
        #expect(try await server.run(["list"]).standardOutput.split(separator: "\n").count == 31)
        #expect(
            try await server.run(["list", "--format", "csv", "--limit", "3"]).standardOutput.split(separator: "\r\n")
                .count == 4)
        #expect(try await server.run(["list", "--desk", "nobody"]).exitStatus == 65)
        #expect(try await server.run(["list", "--subject", "1"]).exitStatus == 64)
        let event = try await server.run(["show", "3", "--desk", desk.origin, "--json"])
        #expect(event.standardOutput.contains(#""seq":3"#))
        let verified = try json(await server.run(["verify", "--json"]))
        #expect(verified["sound"] == true && verified["forks"]?.integer == 0)
        let statement = try await server.run(["complete", "--since", "2026-11-26", "--until", "2026-11-26"])
        let note = try #require(SignedNote(parsing: statement.standardOutput))
        #expect(note.isSigned(by: keys[1]) && note.text.contains("desk \(desk.origin) events 1-30 heard "))
        #expect(try json(await server.run(["expire", "--json"]))["removed"]?.integer == 0)
        var clone = desk
        clone.cut(to: 20)
        clone.add(1, note: "clone")
        #expect(try await Client.push(clone.entries(old: 0), clone, url).status == 422)
        let forks = try json(await server.run(["forks", "--json"]))["forks"]?.array
        let id = try #require(forks?.first?["id"]?.integer)
        let evidence = try await server.run(["forks", "\(id)"]).standardOutput
        #expect(try EvidenceVerifier.accepts(evidence, desk.key.verifierKey))
        #expect(try await server.run(["forks", "99"]).exitStatus == 65)
        #expect(try await server.run(["verify"]).exitStatus == 0)
        try await expectSchemas(server, desk: desk, fork: id, listening: server.text)
    }

    /// Each document against docs/schemas.
    private func expectSchemas(
        _ server: CollectorProcess, desk: TestDesk, fork: Int64, listening: String
    ) async throws {
        let other = SigningKey(name: desk.origin).verifierKey.text
        let commands: [(String, [String])] = [
            ("init", ["init"]), ("key", ["key"]), ("desk", ["rekey", desk.origin, other]), ("status", ["status"]),
            ("verify", ["verify"]), ("complete", ["complete", "--since", "2026-11-01", "--until", "today"]),
            ("forks", ["forks"]), ("fork", ["forks", "\(fork)"]), ("expire", ["expire"]),
        ]
        var documents = [
            "serve": try listening.split(separator: "\n").first { $0.hasPrefix("{") }.map(String.init).orThrow()
        ]
        for (schema, words) in commands { documents[schema] = try await server.run(words + ["--json"]).standardOutput }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
            .path
        for (schema, document) in documents {
            let script = """
                import json, sys
                sys.path.insert(0, sys.argv[1] + "/Tests/Schemas")
                import validate
                trouble = validate.Schemas(validate.FOLDER).trouble("collector-" + sys.argv[2], json.load(sys.stdin))
                print(trouble or "fits")
                """
            let outcome = try await RaProcess.run(
                program: "/usr/bin/python3", ["-c", script, root, schema], input: document)
            #expect(outcome.standardOutput == "fits\n", "\(schema): \(outcome.standardOutput)\(outcome.standardError)")
        }
    }

    @Test(.timeLimit(.minutes(10))) func `an empty database is refused, unless it is said to be restored`() async throws
    {
        let first = try TestCollector.emptyDatabase()
        var desk = TestDesk()
        desk.add(5)
        try TestCollector(try PostgreSQLConnection(first)).enrol(desk)
        let server = try CollectorProcess(first)
        let url = try await server.start()
        #expect(try await Client.push(desk.entries(old: 0), desk, url).status == 200)
        let emptied = try TestCollector.emptyDatabase()
        let again = try CollectorProcess(emptied, folder: server.folder, name: "again")
        let refused = try await again.run(["serve"])
        #expect(refused.exitStatus == 1 && refused.standardError.contains("--restored"))
        try TestCollector(try PostgreSQLConnection(emptied)).enrol(desk)
        #expect(try await again.run(["serve"]).exitStatus == 1)
        let there = try await again.start(["--restored"])
        #expect(try json(await again.run(["status", "--json"]))["desks"]?.array?.first?["state"]?.string == "restored")
        #expect(try await Client.push(desk.entries(old: 0, to: 3), desk, there).status == 202)
        #expect(try await Client.push(desk.entries(old: 3), desk, there).status == 200)
    }

    @Test(.timeLimit(.minutes(5))) func `tables of an earlier version, and a role that may not mend them, are said`()
        async throws
    {
        let settings = try TestCollector.emptyDatabase()
        let connection = try PostgreSQLConnection(settings)
        let service = try CollectorProcess(settings.replacing("user=tester", with: "user=ra_collector"))
        try connection.run("delete from schema_step where step = (select max(step) from schema_step)")
        let older = try await service.run(["status"])
        #expect(older.exitStatus == 74 && older.standardError.contains("are an earlier version's"), "\(older)")
        #expect(older.standardError.contains("hint: Run 'ra-collector init'"))
        let refused = try await service.run(["init"])
        #expect(refused.exitStatus == 77 && refused.standardError.contains("This role may not make"), "\(refused)")
        #expect(refused.standardError.contains("hint: ") && !refused.standardError.contains("42501"))
    }

    @Test(.timeLimit(.minutes(5))) func `what is cosigned further than held isn't plainly sound`() async throws {
        let settings = try TestCollector.emptyDatabase()
        var desk = TestDesk()
        desk.add(5)
        try TestCollector(try PostgreSQLConnection(settings)).enrol(desk)
        let server = try CollectorProcess(settings)
        let url = try await server.start()
        #expect(try await Client.push(desk.entries(old: 0, to: 3), desk, url).status == 200)
        #expect(try await server.run(["verify"]).standardOutput.hasPrefix("sound "))
        let witnessed = try await Client.send("POST", url, "add-checkpoint", body: desk.witnessRequest(old: 3))
        #expect(witnessed.status == 200)
        let verified = try await server.run(["verify"])
        #expect(verified.exitStatus == 0 && verified.standardOutput.hasPrefix("behind "))
        #expect(verified.standardOutput.contains(", 5 cosigned and 3 held"))
        let desks = try json(await server.run(["verify", "--json"]))["desks"]?.array?.first
        #expect(desks?["cosigned"] == 5 && desks?["size"] == 3 && desks?["sound"] == true)
        server.send(SIGTERM)
        server.waitUntilEnded()
        let file = CosignedFile(besideKey: server.folder.folder + "/key")
        try FileManager.default.removeItem(atPath: file.path)
        let alone = try await server.run(["verify"])
        #expect(alone.standardError.contains("isn't there"), "\(alone)")
        let again = try await server.run(["serve"])
        #expect(again.exitStatus == 1 && again.standardError.contains("--restored"), "\(again)")
    }

    /// As the contract has the roles.
    @Test func `the service changes no event, and the auditor nothing`() throws {
        let settings = try TestCollector.emptyDatabase()
        var desk = TestDesk()
        desk.add(5)
        let service = try PostgreSQLConnection(settings.replacing("user=tester", with: "user=ra_collector"))
        let collector = try TestCollector(service)
        try collector.enrol(desk)
        #expect(try collector.push(desk.entries(old: 0), desk).status == 200)
        for forbidden in [
            "update event set body = null", "delete from event", "truncate event", "delete from checkpoint",
            "update checkpoint set note = ''", "delete from fork", "drop table event", "select remove_uncosigned(1, 0)",
        ] { #expect(throws: PostgreSQLError.self, "\(forbidden)") { try service.run(forbidden) } }
        #expect(throws: PostgreSQLError.self) {
            try CollectorRetention(years: 1, source: "x").expire(service, now: collector.clock.now)
        }
        let auditor = try PostgreSQLConnection(settings.replacing("user=tester", with: "user=ra_auditor"))
        let reader = EstateReader(auditor)
        #expect(try reader.verify(desk.origin).isSound)
        #expect(try reader.desks(now: collector.clock.now, silentAfterHours: 48).count == 1)
        for forbidden in ["delete from event", "update log set site = 'x'", "insert into witness_key values ('x')"] {
            #expect(throws: PostgreSQLError.self, "\(forbidden)") { try auditor.run(forbidden) }
        }
    }
}
