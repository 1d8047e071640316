import Foundation
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// What version 0.1.0 left on a desk (`Fixtures/upgrade-0.1.0`), used by this program.
@Suite struct UpgradeTests {
    private static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/upgrade-0.1.0")

    /// A desk's folder with a copy of it.
    private final class Desk {
        let janitor: Janitor
        var folder: String { janitor.folder }
        var log: String { folder + "/audit.sqlite" }

        init() throws {
            janitor = try Janitor()
            let names = [
                "config.yaml": "config.yaml", "cards.yaml": "cards.yaml", "audit.sqlite": "audit.sqlite",
                "made-for-tests.key": "audit.sqlite.key", "series-seen.json": "series-seen.json",
            ]
            for (from, name) in names {
                try FileManager.default.copyItem(
                    atPath: UpgradeTests.fixture.appending(path: from).path, toPath: folder + "/" + name)
            }
            for file in [log, log + ".key"] { chmod(file, 0o600) }
        }

        var options: [String] { ["--config", folder + "/config.yaml", "--audit-log", log] }

        func ra(_ arguments: String..., service: [String: String] = [:]) async throws -> RaProcess.Outcome {
            try await RaProcess.run(arguments + options, environment: service.merging(["HOME": folder]) { $1 })
        }
    }

    private func fixture(_ name: String) throws -> String {
        try String(contentsOf: Self.fixture.appending(path: name), encoding: .utf8)
    }

    @Test func `settings, log, key and open intent are read as they are`() async throws {
        let desk = try Desk()
        let before = FileManager.default.contents(atPath: desk.log)
        #expect(try await desk.ra("audit", "export").standardOutput == fixture("export.jsonl"))
        #expect(try await desk.ra("audit", "key").standardOutput == fixture("key.txt"))
        #expect(try await desk.ra("audit", "list", "--open", "--format", "json").standardOutput == fixture("open.json"))
        let verified = try await desk.ra(
            "audit", "verify", "--key", fixture("key.txt").trimmingCharacters(in: .newlines))
        #expect(verified.exitStatus == 0, "\(verified.standardError)")
        #expect(verified.standardOutput.contains("Sound: 35 events"))
        #expect(FileManager.default.contents(atPath: desk.log) == before, "reading changes nothing")

        let settings = try await desk.ra("preflight", "--only", "configuration", "--json").document()
        #expect(settings["checks"]?.array?.first?["status"] == "pass", "\(settings)")
        #expect(settings["workstation"] == "OSPREY-RA-07" && settings["site"] == "osprey")
    }

    @Test func `a preflight and a checkpoint write on, and nothing that was there is touched`() async throws {
        let desk = try Desk()
        let seen = try fixture("series-seen.json")
        #expect(try await desk.ra("preflight").exitStatus == 0)
        let checkpoint = try await desk.ra("audit", "checkpoint")
        #expect(checkpoint.exitStatus == 0, "\(checkpoint.standardError)")
        let events = try await desk.ra("audit", "export").standardOutput
        let old = try fixture("export.jsonl")
        #expect(events.hasPrefix(old) && events.count > old.count)
        let opened = events.dropFirst(old.count).split(separator: "\n").first ?? ""
        let details = try JSONValue(parsing: Data(opened.utf8))["details"]
        let version = try Self.version
        #expect(details?["program"] == .string("ra \(version)") && details?["isNew"] == false)
        #expect(try await desk.ra("audit", "verify").exitStatus == 0)
        #expect(try String(contentsOfFile: desk.folder + "/series-seen.json", encoding: .utf8) == seen)
    }

    private static var version: String {
        get throws {
            let source = fixture.deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "Sources/CommandParts/Version.swift")
            let text = try String(contentsOf: source, encoding: .utf8)
            return String(try #require(text.firstMatch(of: /current = "(.*)"/)).1)
        }
    }

    /// The session was killed at step 3. The cards of then are gone, so another card of the same person stands in, which the
    /// log can't know: it is refused, and the session is ended in order.
    @Test func `the session that was cut off is taken up, and its open intent settled`() async throws {
        try await PrivateService.run { service in
            let desk = try Desk()
            let slots = service.slotPorts.map { VPCDSlot(port: $0) }
            slots[0].insert(try SessionDesk.nhsCard("000111222333"))
            let talk = try RaConversation(
                ["resume", "--answers", "-", "--json"] + desk.options,
                environment: service.environment.merging(["HOME": desk.folder]) { $1 })
            var lead = Interlocutor(talk)
            let first = try await lead.next { ["ask", "wait", "guard", "end"].contains($0["type"]?.string) }
            #expect(first["type"] != "end", "\(first)")
            try talk.send("{\"stop\":true}")
            let end = try await lead.end()
            #expect(end["session"] == "3dec-41b4-3535")
            #expect(end["outcome"] == "abandoned")
            #expect(try await talk.end().status == 2)
            let open = try await desk.ra("audit", "list", "--open").standardOutput
            #expect(!open.contains("intent"))
            #expect(try await desk.ra("audit", "verify").exitStatus == 0)
            #expect(try await desk.ra("resume", service: service.environment).exitStatus == 1, "nothing is left open")
            withExtendedLifetime(slots) {}
        }
    }

    @Test(arguments: [["audit", "list"], ["audit", "verify"], ["audit", "checkpoint"], ["audit", "init"]])
    func `a log of a later shape is refused politely, and left as it is`(command: [String]) async throws {
        let desk = try Desk()
        // user_version, in the file's header (SQLite, "The Database Header", offset 60).
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: desk.log))
        try file.seek(toOffset: 60)
        try file.write(contentsOf: Data([0, 0, 0, 3]))
        try file.close()
        let before = FileManager.default.contents(atPath: desk.log)
        let outcome = try await RaProcess.run(command + desk.options, environment: ["HOME": desk.folder])
        #expect(outcome.exitStatus == 74)
        #expect(outcome.standardError.contains("has format 3, which this program is too old for"))
        #expect(outcome.standardError.contains("ra: hint: Update this program."))
        #expect(FileManager.default.contents(atPath: desk.log) == before)
    }
}
