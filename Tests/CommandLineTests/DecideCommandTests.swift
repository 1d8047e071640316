import Foundation
import Handbook
import JSON
import TestSupport
import Testing

/// `ra decide`, by the built program.
@Suite struct DecideCommandTests {
    private func answers(_ outcome: RaProcess.Outcome) throws -> [JSONValue] {
        try outcome.standardOutput.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
            try JSONValue(parsing: Data($0.utf8))
        }
    }

    private func code(_ answer: JSONValue) -> String? { answer["error"]?["code"]?.string }

    static let locked =
        #"{"now":"2026-11-21T03:00:00Z","card":{"series":9,"lock":"locked","#
        + #""certificatesExpire":"2027-01-31"},"holder":{"email":"listed"}}"#

    @Test func `a decision is as the contract has it`() async throws {
        let outcome = try await RaProcess.run(["decide", "unlock"], input: Self.locked + "\n")
        #expect(outcome.exitStatus == 0)
        #expect(outcome.standardError.isEmpty)
        let answer = try #require(try answers(outcome).first)
        #expect(
            answer.object?.keys.sorted() == [
                "assumed", "citations", "expiresAt", "needs", "opensAt", "reasons", "route", "ruleSet",
                "schemaVersion", "steps", "trace", "warnings", "workflow",
            ])
        #expect(answer["schemaVersion"] == 1)
        #expect(answer["route"] == "self-service-unlock")
        #expect(answer["opensAt"] == "2026-11-02T23:59:59Z")
        #expect(answer["expiresAt"] == "2027-01-31T23:59:59Z")
        #expect(answer["trace"]?.array?.last == ["rule": "U5", "result": "true"])
        #expect(answer["citations"]?.array?.first == ["source": "H10", "section": "App. D"])
        let step = try #require(answer["steps"]?.array?.first)
        #expect(step["for"] == "holder" && step["text"]?.string?.isEmpty == false && step["label"] == .null)
    }

    @Test func `a bad line is answered in its place and the others are decided`() async throws {
        let long = String(repeating: " ", count: 1 << 20)
        let input = [Self.locked, "{", "[]", "", #"{"x":1}"#, long, #"{"card":{"series":100}}"#, Self.locked]
        let outcome = try await RaProcess.run(["decide", "unlock"], input: input.joined(separator: "\n"))
        #expect(outcome.exitStatus == 65)
        let answers = try answers(outcome)
        #expect(answers.count == 8)
        #expect(
            answers.map(code) == [
                nil, "not-json", "not-an-object", "not-json", "unknown-key", "line-too-long", "out-of-range", nil,
            ])
        for (index, answer) in answers.enumerated() {
            #expect(answer["schemaVersion"] == 1)
            if let error = answer["error"] { #expect(error["line"] == .integer(Int64(index + 1))) }
        }
        #expect(answers.first == answers.last)
        #expect(outcome.standardError.hasPrefix("ra: error: 6 lines are not valid facts.\nra: hint: "))
    }

    // found: F15
    @Test(arguments: [
        ("1e999", "number-out-of-range"), ("-1e999", "number-out-of-range"), ("NaN", "not-json"),
        ("9223372036854775807", "out-of-range"), ("9223372036854775808", "out-of-range"),
        ("99999999999999999999", "out-of-range"), ("1e18", "out-of-range"),
    ])
    func `a number that is too large is told as that`(number: String, code: String) async throws {
        for input in [#"{"card":{"series":\#(number)}}"#, #"{"workstation":{"readers":\#(number)}}"#] {
            let outcome = try await RaProcess.run(["decide", "unlock"], input: input + "\n")
            #expect(outcome.exitStatus == 65)
            let answer = try #require(try answers(outcome).first)
            #expect(self.code(answer) == code, "\(answer)")
        }
    }

    // found: F15
    @Test(arguments: [
        (
            "unlock", "raise-ticket",
            #""card":{"lock":"locked","certificatesExpire":"2027-12-31"},"holder":{"email":"listed","isOperator":false,"#
                + #""present":PRESENT},"attempts":{"selfServiceUnlock":"failed","assistedUnlock":"failed"}"#
        ),
        (
            "unlock", "self-service-unlock",
            #""card":{"lock":"locked","certificatesExpire":"2027-12-31"},"holder":{"email":"unverified","present":PRESENT}"#
        ),
        (
            "renew", "self-renew",
            #""card":{"lock":"unlocked","certificatesExpire":"2027-01-31"},"#
                + #""holder":{"passcodeKnown":true,"present":PRESENT}"#
        ),
    ])
    func `advice comes with its remarks, also for a holder who isn't here`(
        workflow: String, route: String, facts: String
    ) async throws {
        for present in ["true", "false"] {
            let line = #"{"now":"2026-11-21T03:00:00Z","# + facts.replacing("PRESENT", with: present) + "}"
            let outcome = try await RaProcess.run(["decide", workflow], input: line + "\n")
            let answer = try #require(try answers(outcome).first)
            #expect(answer["route"] == .string(route), "\(answer)")
            let decision = Rulebook().decide(
                try #require(Workflow(rawValue: workflow)),
                try Facts(json: JSONValue(parsing: Data(line.utf8)), practice: .standard))
            let remarks = decision.steps.filter { $0.stage == .remark }.map(\.text)
            let shown = answer["steps"]?.array?.compactMap { $0["text"]?.string } ?? []
            #expect(!remarks.isEmpty && remarks.allSatisfy(shown.contains), "\(shown)")
        }
    }

    @Test func `nested deep, out of range or twice: still one answer a line`() async throws {
        let input = [
            String(repeating: "[", count: 60_000), String(repeating: "{\"card\":", count: 5_000),
            #"{"card":{"series":1e999}}"#, #"{"card":{"series":9999999999999999999999}}"#, #"{"card":{"series":9.0}}"#,
            "{\"holder\":{\"newEmail\":\"\u{0}\"}}", "null", "\"facts\"", #"{"now":"2026-11-21T03:00:00Z"} x"#,
        ]
        let outcome = try await RaProcess.run(["decide", "email"], input: input.joined(separator: "\n"))
        #expect(outcome.exitStatus == 65)
        let answers = try answers(outcome)
        #expect(answers.count == input.count)
        #expect(answers.map { $0["error"] == nil } == input.map { $0.contains("9.0") })
    }

    @Test func `bytes that are no UTF-8 are one bad line`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "ra-facts-\(UUID()).jsonl")
        try Data([0x7B, 0xFF, 0x7D, 0x0A] + Array("{}\r\n".utf8)).write(to: file)
        let outcome = try await RaProcess.run(["decide", "replace", "--facts", file.path()])
        #expect(outcome.exitStatus == 65)
        let answers = try answers(outcome)
        #expect(answers.map(code) == ["not-utf-8", nil])
        #expect(answers.last?["needs"] == ["replace.reason", "holder.hasOtherCard"])
    }

    @Test func `no line in is no line out, and that is said`() async throws {
        let outcome = try await RaProcess.run(["decide", "renew", "--facts", "/dev/null"])
        #expect(outcome.exitStatus == 65)
        #expect(outcome.standardOutput.isEmpty)
        #expect(outcome.standardError.hasPrefix("ra: error: There is no line of facts.\nra: hint: "))
    }

    /// Foundation's decoder takes the first three, and of two values for one name it keeps one.
    @Test(arguments: [
        (#"{"card":{"lock":"locked",}}"#, "not-json"), (#"{"cannotSay":["card.lock",]}"#, "not-json"),
        ("{\0}\0", "not-json"), (#"{"card":{"lock":"locked","lock":"unlocked"}}"#, "duplicate-key"),
        (#"{"card":{},"holder":{},"card":{"lock":"locked"}}"#, "duplicate-key"),
        (#"{"card":{"lock":"locked","l\u006fck":"unlocked"}}"#, "duplicate-key"),
    ])
    func `what is not quite JSON is no line of facts`(line: String, expected: String) async throws {
        let outcome = try await RaProcess.run(["decide", "unlock"], input: line + "\n{}\n")
        #expect(outcome.exitStatus == 65)
        #expect(try answers(outcome).map(code) == [expected, nil])
    }

    @Test func `without now the clock's is used and said, and null is the same as absent`() async throws {
        let outcome = try await RaProcess.run(["decide", "unlock"], input: "{}\n{\"now\":null}\n" + Self.locked)
        let answers = try answers(outcome)
        #expect(answers.prefix(2).allSatisfy { $0["now"]?.string?.hasSuffix("Z") == true })
        #expect(answers.last?["now"] == nil)
    }

    @Test(
        arguments: [
            (["decide", "unlock", "--facts", "/nonexistent/facts"], 74), (["decide", "unlock", "--facts", "/"], 74),
            (["decide", "lunch"], 64), (["decide"], 64),
        ] as [([String], Int32)])
    func `what can't be read or meant is one line and a hint`(arguments: [String], status: Int32) async throws {
        let outcome = try await RaProcess.run(arguments)
        #expect(outcome.exitStatus == status)
        #expect(outcome.standardError.hasPrefix("ra: error: "))
        #expect(outcome.standardError.contains("\nra: hint: "))
        #expect(outcome.standardOutput.isEmpty)
    }

    @Test func `every one of many lines is answered`() async throws {
        let input = String(repeating: Self.locked + "\n", count: 500)
        let outcome = try await RaProcess.run(["decide", "unlock"], input: input)
        #expect(outcome.exitStatus == 0)
        #expect(try answers(outcome).count == 500)
    }

    @Test func `why not names the routes that one other fact leads to`() async throws {
        let outcome = try await RaProcess.run(["decide", "unlock", "--why-not"], input: Self.locked)
        let whyNot = try #require(try answers(outcome).first?["whyNot"]?.array)
        #expect(whyNot.contains(["route": "replace-card", "fact": "card.series", "values": [1, 4, 5]]))
        #expect(whyNot.contains(["route": "replace-card", "fact": "attempts.repair", "values": ["failed"]]))
        #expect(!whyNot.contains { $0["route"] == "self-service-unlock" || $0["route"] == "ask" })
    }

    @Test func `the configuration's site file is what is decided by`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ra-site-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let configuration = folder.appending(path: "config.yaml")
        try Data("siteData: site.yaml\n".utf8).write(to: configuration)
        let site = folder.appending(path: "site.yaml")
        try Data("sites:\n  - {id: lighthouse, name: Lighthouse, secondReader: not-allowed}\n".utf8).write(to: site)
        let facts = #"{"now":"2026-11-21T03:00:00Z","workstation":{"site":"lighthouse"}}"#
        let good = try await RaProcess.run(
            ["decide", "unlock", "--config", configuration.path()], input: facts)
        #expect(good.exitStatus == 0)
        let plain = try await RaProcess.run(["decide", "unlock"], input: facts)
        #expect(try answers(plain).map(code) == ["unknown-value"])
        try Data("sites:\n  - {id: a, name: A}\n  - {id: a, name: B}\n".utf8).write(to: site)
        let bad = try await RaProcess.run(["decide", "unlock", "--config", configuration.path()], input: facts)
        #expect(bad.exitStatus == 65)
        #expect(bad.standardError.contains("site.yaml:3: sites.2.id: is a site given twice"), "\(bad.standardError)")
        #expect(bad.standardOutput.isEmpty)
    }
}
