import AuditLog
import Collector
import CollectorPage
import Foundation
import Instants
import PostgreSQL
import TestSupport
import Testing

/// The auditor's pages on a real database.
@Suite(.serialized) struct PagesTests {
    private func estate(_ settings: String) -> DatabaseEstate {
        DatabaseEstate(settings, silentAfterHours: 100_000, cosigned: nil) {
            UTCInstant(secondsSince1970: 1_795_000_000)
        }
    }

    @Test func `what the database holds is what the pages are told`() async throws {
        let made = try PagesEstate()
        let estate = estate(made.settings)
        let desks = try await estate.desks()
        #expect(desks.map(\.state) == [.ok, .forked, .ok, .ok, .retired])
        #expect(desks.map(\.size) == [1, 4, 0, 120, 0])
        var query = EventQuery()
        query.subject = "000444555666"
        #expect(try await estate.count(EstateSearch(query)) == 124)
        #expect(try await estate.count(EstateSearch(query, site: "RX1")) == 120)
        let events = try await estate.events(EstateSearch(query), limit: 3)
        #expect(events.count == 3 && events[0].origin == made.osprey.origin)
        let work = try await estate.work(EstateSearch(desk: made.osprey.origin))
        #expect(work.reduce(0) { $0 + $1.count } == 30)
        let fork = try #require(try await estate.forks().first)
        #expect(fork.origin == made.heron.origin)
        let evidence = try #require(try await estate.evidence(fork.id))
        #expect(try EvidenceVerifier.accepts(evidence, made.heron.key.verifierKey))
        #expect(try await estate.evidence(fork.id + 1) == nil)
        await #expect(throws: EstateTrouble.unknownDesk("nobody")) {
            try await estate.events(EstateSearch(desk: "nobody"), limit: 1)
        }
    }

    @Test func `a database that goes is said to be away, and found again when it is back`() async throws {
        let database = try PrivateDatabase()
        try CollectorSchema.migrate(try PostgreSQLConnection(database.settings))
        let estate = estate(database.settings)
        #expect(try await estate.desks().isEmpty)
        database.kill()
        do {
            _ = try await estate.desks()
            Issue.record("a database that is dead gave an answer")
        } catch {
            guard case .away = error else { throw error }
        }
        try database.start()
        #expect(try await estate.desks().isEmpty)
    }

    @Test func `a database without tables is no empty estate`() async throws {
        let server = try TestCollector.database.get()
        try PostgreSQLConnection(server.settings).runScript("create database bare")
        let estate = estate("host=\(server.socketFolder) user=tester dbname=bare")
        do {
            _ = try await estate.desks()
            Issue.record("no tables, and an answer")
        } catch {
            guard case .damaged = error else { throw error }
        }
    }

    @Test func `the program serves them, prints links, keeps others out and ends when told`() async throws {
        let made = try PagesEstate()
        let pages = try PagesProcess(made.settings)
        let link = try await pages.start()
        let origin = try #require(link.split(separator: "/enter").first.map(String.init))
        let refused = try await RaProcess.run(program: "/usr/bin/curl", ["-si", origin + "/"])
        #expect(refused.standardOutput.hasPrefix("HTTP/1.1 403"))
        #expect(!refused.standardOutput.contains("OSPREY"))
        let jar = pages.folder.folder + "/cookies"
        func get(_ path: String) async throws -> String {
            try await RaProcess.run(
                program: "/usr/bin/curl", ["-s", "-b", jar, "-c", jar, origin + path]
            ).standardOutput
        }
        _ = try await RaProcess.run(program: "/usr/bin/curl", ["-s", "-c", jar, link])
        for path in [
            "/", "/search", "/person?uuid=000444555666", "/session/0000-0000-1001", "/session/0000-0000-hostile",
            "/month?month=2026-11", "/forks",
        ] {
            let page = try await get(path)
            #expect(page.hasPrefix("<!DOCTYPE html>"), "\(path)")
            #expect(!page.contains("<script"), "\(path)")
        }
        let first = try await get("/")
        #expect(first.contains("OSPREY-RA-01") && first.contains("Two histories") && first.contains("Retired"))
        #expect(try await get("/session/0000-0000-1001").contains("000444555666"))
        let evidence = try await get("/forks/1")
        #expect(try EvidenceVerifier.accepts(evidence, made.heron.key.verifierKey))
        // A second one of this user, and a fresh link.
        let second = try await pages.run(["--listen", "127.0.0.1:0"])
        #expect(second.exitStatus == 69 && second.standardError.contains("run already"))
        let fresh = try await pages.run(["--link"])
        #expect(fresh.exitStatus == 0 && fresh.standardOutput.hasPrefix(origin + "/enter?token="))
        pages.end()
        let none = try await pages.run(["--link", "--json"])
        #expect(none.exitStatus == 69 && none.standardError.contains("No pages of yours run"))
    }

    @Test(arguments: [("0.0.0.0:7330", Int32(64)), ("localhost:7330", 64), ("7330", 64)])
    func `beyond loopback nothing listens`(address: String, status: Int32) async throws {
        let pages = try PagesProcess("host=/nowhere")
        let outcome = try await pages.run(["--listen", address])
        #expect(outcome.exitStatus == status && outcome.standardOutput.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: pages.folder.folder + "/run"), "refused, and a folder made")
    }

    /// The desk page's attacks, made here; those that wait for the server's own time-outs by themselves.
    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["RA_PAGE"] != nil), .timeLimit(.minutes(10)),
        arguments: [([], 60), (["--slow"], 6)])
    func `nothing that is sent to the pages learns or changes anything, whoever sends it`(options: [String], least: Int)
        async throws
    {
        let made = try PagesEstate()
        let pages = try PagesProcess(made.settings)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "PageAttacks/auditor_attacks.py").path
        let outcome = try await RaProcess.run(
            program: "/usr/bin/python3",
            [
                "-B", script, CollectorProcess.program, pages.configuration, "--secret", "OSPREY-RA-01", "--secret",
                "000444555666",
            ] + options,
            environment: ["TMPDIR": NSTemporaryDirectory()], timeout: .seconds(540))
        let told = outcome.standardOutput + outcome.standardError
        #expect(outcome.exitStatus == 0, "\(told)")
        let last = outcome.standardOutput.split(separator: "\n").last?.split(separator: " ")
        #expect(last?.dropFirst().joined(separator: " ") == "attacks, 0 got through", "\(told)")
        #expect(last?.first.flatMap { Int($0) } ?? 0 >= least, "\(told)")
    }

    @Test(
        arguments: ["axe", "nu", "pictures"].filter {
            ProcessInfo.processInfo.environment["RA_" + $0.uppercased()] != nil
        })
    func `programs of others find nothing wrong in any view and state`(checker: String) async throws {
        let made = try PagesEstate()
        let pages = try PagesProcess(made.settings)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "PageSessions/auditor.py").path
        let tool = ProcessInfo.processInfo.environment["RA_" + checker.uppercased()] ?? ""
        let outcome = try await RaProcess.run(
            program: "/usr/bin/python3",
            ["-B", script, CollectorProcess.program, pages.configuration, "--\(checker)", tool],
            environment: ["TMPDIR": NSTemporaryDirectory(), "HOME": NSTemporaryDirectory()], timeout: .seconds(900))
        #expect(outcome.exitStatus == 0, "\(outcome.standardOutput)\(outcome.standardError)")
    }
}
