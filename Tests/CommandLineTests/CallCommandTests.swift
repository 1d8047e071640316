import Foundation
import JSON
import TestSupport
import Testing

/// `ra call`, by the built program.
@Suite struct CallCommandTests {
    private func call(_ arguments: String...) async throws -> RaProcess.Outcome {
        try await RaProcess.run(["call"] + arguments)
    }

    @Test func `an answer is one document of the contract`() async throws {
        let outcome = try await call(
            "hscn", "--site", "clevedon", "--at", "2026-11-25T19:59:59Z", "--digital", "no", "--json")
        #expect(outcome.exitStatus == 0)
        #expect(outcome.standardError.isEmpty)
        let document = try outcome.document()
        #expect(document["schemaVersion"] == 1)
        #expect(document["system"] == "hscn")
        #expect(document["problem"] == .null)
        #expect(document["site"] == "clevedon")
        #expect(document["at"] == "2026-11-25T19:59:59Z")
        #expect(document["digitalSupport"] == ["available": false, "source": "option"])
        #expect(document["escalate"]?.array?.count == 4)
        #expect(document["contacts"]?.array?.count == 3)
        #expect(
            document["contacts"]?.array?.first == [
                "order": 1, "kind": "phone", "who": "South West and Central Commissioning Support Unit (SWCCSU)",
                "how": "0300 561 0550", "quote": .null, "reaches": "person", "hours": "stated", "open": true,
                "opensAt": .null, "closesAt": "2026-11-25T20:00:00Z", "targetFix": .null,
                "citation": [
                    "source": "H10", "section": "Health and Social Care Network (HSCN) Internet Connection",
                ],
            ])
    }

    @Test func `whom to ring now comes first, then what to try, then whom to inform`() async throws {
        let outcome = try await call("cleo", "--at", "2026-11-26 03:00", "--impact", "everybody")
        #expect(outcome.exitStatus == 0)
        let text = outcome.standardOutput
        let places = ["\n    03435 064 046\n", "TRY FIRST", "INFORM", "ALWAYS"].map { text.range(of: $0)?.lowerBound }
        #expect(places.allSatisfy { $0 != nil }, "\(text)")
        #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
        #expect(text.contains("Open until 26 November 2026, 08:00."))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `every system and problem reads within 80 columns`() async throws {
        let list = try await call("--list", "--older", "--json").document()
        let systems = try #require(list["systems"]?.array).compactMap { $0["id"]?.string }
        let problems = try #require(list["problems"]?.array).compactMap { $0["id"]?.string }
        #expect(systems.count == 18 && problems.count == 22)
        for arguments in systems.map({ [$0] }) + problems.map({ ["--problem", $0] }) {
            let outcome = try await RaProcess.run(["call"] + arguments + ["--digital", "no"])
            #expect(outcome.exitStatus == 0, "\(arguments)")
            #expect(outcome.standardOutput.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(arguments)")
        }
    }

    @Test func `an unknown system is a usage error with the list`() async throws {
        let outcome = try await call("fax\u{1B}[2J", "--json")
        #expect(outcome.exitStatus == 64)
        #expect(outcome.standardOutput.isEmpty)
        #expect(outcome.standardError.contains("is not a known system."))
        #expect(outcome.standardError.contains("ra: hint: Known: cleo, cleo-password, adastra"))
        #expect(!outcome.standardError.contains("\u{1B}") && !outcome.standardError.contains("cloudcall"))
    }

    @Test(arguments: [
        ["--problem", "gremlins"], ["emis", "--problem", "cannot-print"], ["emis", "--site", "mars"], [],
        ["emis", "--at", "soon"], ["emis", "--at", "2026-02-30 03:00"], ["emis", "--impact", "some"],
        ["emis", "--digital", "perhaps"], ["emis", "--list"], ["--older"], ["emis", "--ticket="],
    ])
    func `what isn't known is a usage error, and nothing is answered`(arguments: [String]) async throws {
        let outcome = try await RaProcess.run(["call"] + arguments)
        #expect(outcome.exitStatus == 64)
        #expect(outcome.standardOutput.isEmpty)
        #expect(outcome.standardError.hasPrefix("ra: error: "))
    }

    @Test func `the list has the older systems only where they are asked for, and each is answered by name`()
        async throws
    {
        #expect(!(try await call("--list").standardOutput.contains("cloudcall")))
        #expect(try await call("--list", "--older").standardOutput.contains("cloudcall"))
        let answer = try await call("cloudcall", "--digital", "no", "--json").document()
        let citation = answer["contacts"]?.array?.first?["citation"]
        #expect(citation == ["source": "H9", "section": "Cloudcall/Synety", "older": true])
    }

    @Test func `a problem is answered with its own steps and its own system`() async throws {
        let answer = try await call("--problem", "cannot-print", "--json").document()
        #expect(answer["problem"] == "cannot-print")
        #expect(answer["system"] == "hardware")
        #expect(answer["tryFirst"]?.array?.count == 8)
        #expect(answer["tryFirst"]?.array?.last?["order"] == 8)
    }

    @Test func `the configuration gives site, support hours and the site's own contacts`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "call-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let configuration = folder.appending(path: "config.yaml")
        let siteData = folder.appending(path: "site.yaml")
        try "site: osprey\nsiteData: site.yaml\ndigitalSupport: daily 00:00-24:00\n".write(
            to: configuration, atomically: true, encoding: .utf8)
        try "systems: {emis: {phone: 0117 000 0000, quote: none}}\n".write(
            to: siteData, atomically: true, encoding: .utf8)
        let file = configuration.path()
        let answer = try await call("hscn", "--config", file, "--at", "2026-11-26 03:00", "--json").document()
        #expect(answer["site"] == "osprey")
        #expect(answer["digitalSupport"] == ["available": true, "source": "configuration"])
        let emis = try await call("emis", "--config", file, "--digital", "no", "--json").document()
        #expect(emis["contacts"]?.array?.first?["how"] == "0117 000 0000")
        // A mistake there stops this answer, and no decision.
        try "systems:\n  emis: {phone: none}\n".write(to: siteData, atomically: true, encoding: .utf8)
        let refused = try await call("emis", "--config", file)
        #expect(refused.exitStatus == 65)
        #expect(refused.standardError.contains("site.yaml:2: systems.emis.phone: must be a telephone number"))
        #expect(try await RaProcess.run(["handbook", "sites", "--config", file]).exitStatus == 0)
    }

    @Test func `a ticket has blanks for what will be asked, and takes no password`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "ticket-\(UUID()).txt")
        defer { try? FileManager.default.removeItem(at: file) }
        let outcome = try await call("--problem", "usb-headset", "--site", "greenway", "--ticket", file.path())
        #expect(outcome.exitStatus == 0)
        let text = try String(contentsOf: file, encoding: .utf8)
        for words in ["Asset number of the PC: ___", "Greenway Treatment Centre", "[ ] ", "Don't move equipment."] {
            #expect(text.contains(words), "\(words)")
        }
        #expect(text.contains("Write no passcode"))
    }

    @Test(arguments: [
        ("2026-11-26T03:00:00+01:00", "2026-11-26T02:00:00Z"), ("2027-06-26 03:00", "2027-06-26T02:00:00Z"),
        ("2026-12-25T03:00", "2026-12-25T03:00:00Z"),
    ])
    func `a moment is an instant, or London time`(text: String, expected: String) async throws {
        #expect(try await call("emis", "--at", text, "--json").document()["at"]?.string == expected)
    }
}
