import Foundation
import JSON
import TestSupport
import Testing

// found: P1
/// A passcode that is typed where something else is asked reaches nothing that is kept, in any front end.
@Suite struct SecretSessionTests {
    static let secret = "482913"

    /// A folder of its own for the log, the ticket and temporary files.
    private func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "secret-\(UUID())"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    private func options(_ folder: String) -> [String] {
        ["--simulate", "locked-esr-owned", "--audit-log", folder + "/audit.sqlite", "--ticket", folder + "/ticket"]
    }

    /// Not a byte of it in any file.
    private func expectNothingKept(in folder: String) throws {
        let names = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        #expect(names.contains("audit.sqlite"))
        for name in names {
            guard let data = FileManager.default.contents(atPath: folder + "/" + name) else { continue }
            #expect(data.range(of: Data(Self.secret.utf8)) == nil, "\(name)")
        }
    }

    @Test func `typed at a terminal, at a step and elsewhere, it is refused and kept nowhere`() async throws {
        try await inFolder { folder in
            let session = try RaConversation(
                ["unlock"] + options(folder), environment: ["TMPDIR": folder], columns: 80)
            for (prompt, text) in [
                ("1 to 3", Self.secret), ("1 to 3", "1"), ("y or n", "y"), ("a number", Self.secret), ("a number", "9"),
                ("y or n", Self.secret), ("y or n", "y"), ("1 to 5", Self.secret), ("1 to 5", "1"), ("y or n", "n"),
                ("y or n", "y"), ("y or n", "y"), ("Enter when done", Self.secret),
                ("Enter when done", "48 29 13"), ("Enter when done", "1"), ("Enter when done", "n"), ("1 to 2", "2"),
                ("y or n", "y"),
            ] { try await session.type(text, at: prompt) }
            try await session.leaveCards()
            _ = try await session.end()
            let said = session.lines.filter { !$0.contains("(? back stop): ") }
            #expect(said.count { $0.contains("looks like a passcode") } == 6)
            #expect(!said.contains { $0.contains(Self.secret) || $0.contains("48 29 13") }, "\(said)")
            try expectNothingKept(in: folder)
            #expect(FileManager.default.fileExists(atPath: folder + "/ticket"))
        }
    }

    @Test func `sent in a conversation, it is refused and kept nowhere`() async throws {
        try await inFolder { folder in
            var talk = Interlocutor(
                try RaConversation(
                    ["unlock", "--json", "--answers", "-"] + options(folder), environment: ["TMPDIR": folder]))
            try await talk.until("step.1")
            let values: [JSONValue] = [
                .string(Self.secret), .integer(482_913), .array([.string(Self.secret)]), "ERR482913",
                ["code": .string(Self.secret)],
            ]
            for value in values {
                try talk.conversation.answer("step.1", value)
                let refused = try await talk.next { $0["type"] == "rejected" }
                #expect(refused["code"] == "looksSecret")
                #expect(refused["key"] == "step.1")
            }
            for line in [
                Self.secret, "{\"key\":\"\(Self.secret)\",\"value\":true}", "{\"key\":\"step.1\"\(Self.secret)",
            ] {
                try talk.conversation.send(line)
                #expect(try await talk.next { $0["type"] == "rejected" }["code"] != "looksSecret")
            }
            try talk.conversation.answer("step.1", "failed")
            try await talk.until("step.1.trouble")
            try talk.answer("step.1.trouble")
            try await talk.until("decision.follow")
            try talk.answer("decision.follow")
            let end = try await talk.end()
            #expect(end["outcome"] == "failed")
            let process = try await talk.conversation.end()
            #expect(!talk.conversation.lines.joined().contains(Self.secret))
            #expect(!process.standardError.contains(Self.secret))
            try expectNothingKept(in: folder)
        }
    }

    /// At every question of every scenario, whole and in words.
    @Test(arguments: SessionScenarioTests.plays)
    func `sent at every question of a conversation, it is refused and kept nowhere`(
        play: SessionScenarioTests.Play
    ) async throws {
        try await inFolder { folder in
            let conversation = try RaConversation(
                [
                    play.workflow, "--simulate", play.scenario, "--json", "--answers", "-", "--audit-log",
                    folder + "/audit.sqlite", "--ticket", folder + "/ticket", "--sheet", folder + "/sheet",
                ], environment: ["TMPDIR": folder])
            let answers = ScenarioAnswers(play.scenario)
            var place = 0
            var asked = 0
            while true {
                let next = try await conversation.object(from: place) { ["ask", "end"].contains($0["type"]) }
                place = next.place + 1
                guard next.object["type"] == "ask", let key = next.object["key"]?.string else { break }
                asked += 1
                for value in Self.inJSON {
                    try conversation.answer(key, value)
                    let refused = try await conversation.object(from: place) {
                        ["rejected", "guard"].contains($0["type"])
                    }
                    place = refused.place + 1
                    // What a scenario does to a card at this question may come between.
                    guard refused.object["type"] == "rejected" else { break }
                    #expect(refused.object["code"] == "looksSecret", "\(value) at \(key)")
                }
                try conversation.answer(key, answers.next(key, next.object["steps"]))
            }
            #expect(asked > 2)
            let process = try await conversation.end()
            #expect(!conversation.lines.joined().contains(Self.secret))
            #expect(!process.standardError.contains(Self.secret))
            for words in [["show"], ["report"], ["list"], ["export"]] {
                let outcome = try await RaProcess.run(
                    ["audit"] + words + ["--audit-log", folder + "/audit.sqlite"], environment: ["HOME": folder])
                #expect(!(outcome.standardOutput + outcome.standardError).contains(Self.secret))
            }
            try expectNothingKept(in: folder)
        }
    }

    private static let inJSON: [JSONValue] = [
        .string(secret), .integer(482_913), "the passcode is 482913",
        .array([.integer(48), .integer(29), .integer(13)]),
        ["pin": .string(secret)],
    ]

    @Test(arguments: SessionScenarioTests.plays)
    func `in a file, under any key that a scenario answers, it is refused before anything begins`(
        play: SessionScenarioTests.Play
    ) async throws {
        try await inFolder { folder in
            for key in ScenarioAnswers(play.scenario).keys {
                try "\(key): \(Self.secret)\n".write(toFile: folder + "/answers", atomically: true, encoding: .utf8)
                let outcome = try await RaProcess.run(
                    [
                        play.workflow, "--simulate", play.scenario, "--answers", folder + "/answers", "--audit-log",
                        folder + "/audit.sqlite",
                    ], environment: ["TMPDIR": folder])
                #expect(outcome.exitStatus == 65, "\(key)")
                #expect(!(outcome.standardOutput + outcome.standardError).contains(Self.secret), "\(key)")
            }
        }
    }

    @Test(arguments: ["step.2: 482913", "workstation.site: 482913", "holder.location: 482913", "482913: done"])
    func `in a file of answers, it is refused and kept nowhere`(line: String) async throws {
        try await inFolder { folder in
            // The workstation's site isn't asked at this desk, and a location only decides.
            let answers =
                "holder.reach: here\ncim.loggedIn: yes\nholder.confirmed: yes\ncard.series: 9\nstep.1: done\n" + line
            try answers.write(toFile: folder + "/answers", atomically: true, encoding: .utf8)
            let outcome = try await RaProcess.run(
                ["unlock", "--answers", folder + "/answers"] + options(folder), environment: ["TMPDIR": folder])
            #expect(outcome.exitStatus == (line.contains("site") ? 1 : 65), "\(outcome)")
            #expect(!(outcome.standardOutput + outcome.standardError).contains(Self.secret), "\(outcome)")
            try FileManager.default.removeItem(atPath: folder + "/answers")
            if line.contains("site") { try expectNothingKept(in: folder) }
        }
    }

    @Test func `among facts for a decision, an error doesn't repeat it`() async throws {
        let lines = [
            #"{"482913":1}"#, #"{"card":{"482913":1}}"#, #"{"482913":1,"482913":2}"#, #"{"cannotSay":["482913"]}"#,
            #"{"card":{"lock":"482913"}}"#, "482913", #"{"holder":{"email":482913}}"#,
        ]
        let outcome = try await RaProcess.run(["decide", "unlock"], input: lines.joined(separator: "\n"))
        #expect(outcome.exitStatus == 65)
        #expect(outcome.standardOutput.split(separator: "\n").count == lines.count)
        #expect(!(outcome.standardOutput + outcome.standardError).contains(Self.secret), "\(outcome.standardOutput)")
    }
}
