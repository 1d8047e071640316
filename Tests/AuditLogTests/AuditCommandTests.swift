import AuditLog
import Foundation
import JSON
import TestSupport
import Testing

/// `ra audit`, as a person or a script runs it.
@Suite struct AuditCommandTests {
    private func ra(_ scratch: Scratch, _ arguments: String..., input: String = "") async throws -> RaProcess.Outcome {
        try await RaProcess.run(["audit"] + arguments, environment: ["RA_AUDIT_LOG": scratch.log], input: input)
    }

    @Test func `the table keeps to 80 columns, shows the last 50 and says that there are more`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(
            at: scratch.log, context: LogContext(workstation: "D", simulated: true), clock: HandClock().clock)
        let empty = try await ra(scratch, "list")
        #expect(empty.standardOutput.split(separator: "\n").count == 4, "head, two events, what sim means")
        for number in 0..<60 {
            let code = EventCode.allCases[number % EventCode.allCases.count]
            var event = AuditEvent.sample(number, subject: "12345678901234")
            event.code = code
            event.outcome = .confirmedByOperator
            try await log.append(event)
        }
        let outcome = try await ra(scratch, "list")
        #expect(outcome.exitStatus == 0)
        let lines = outcome.standardOutput.split(separator: "\n")
        #expect(lines.count == 1 + 50 + 1)
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(outcome.standardOutput)")
        #expect(lines.dropFirst().dropLast().allSatisfy { $0.hasSuffix(" sim") })
        #expect(outcome.standardError.contains("--limit 0"))
        let all = try await ra(scratch, "list", "--limit", "0")
        #expect(all.standardOutput.split(separator: "\n").count == 1 + 62 + 1)
    }

    @Test func `export is the stored bodies byte for byte, and JSON and CSV hold as many events`() async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let bodies = try scratch.query("SELECT body FROM event ORDER BY seq")
        #expect(try await ra(scratch, "export").standardOutput == bodies.map { $0 + "\n" }.joined())
        let json = try JSONValue(parsing: Data(try await ra(scratch, "list", "--format", "json").standardOutput.utf8))
        #expect(json["schemaVersion"] == 1)
        #expect(json["events"]?.array?.count == 52)
        let csv = try await ra(scratch, "list", "--format", "csv").standardOutput
        #expect(csv.components(separatedBy: "\r\n").count == 1 + 52 + 1)
        let one = try await ra(scratch, "export", "--subject", "000123456783", "--session", "s-3")
        #expect(one.standardOutput.split(separator: "\n").count == 1)
    }

    @Test func `a cell that a spreadsheet would take for a formula is made text`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        try await log.append(
            AuditEvent(
                .cardRead, session: "=1+1", action: "+a", operatorRole: "a \"b\", c", readers: ["-x", "two\nlines"]))
        let csv = try await ra(scratch, "list", "--format", "csv", "--session", "=1+1").standardOutput
        #expect(csv.contains(",'=1+1,"), "\(csv)")
        #expect(csv.contains(",'+a,"), "\(csv)")
        #expect(csv.contains(#","a ""b"", c","#), "\(csv)")
        #expect(csv.contains("\"'-x; two\nlines\""), "\(csv)")
    }

    @Test func `control characters don't reach the terminal`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        try await log.append(
            AuditEvent(
                .decisionTaken, session: "s", action: "\u{1b}[2J", operatorRole: "\u{1b}]0;x\u{7}", readers: ["\u{9b}A"]
            ))
        for arguments in [["list"], ["show", "s"], ["show", "3"]] {
            let outcome = try await RaProcess.run(["audit"] + arguments + ["--audit-log", scratch.log])
            #expect(outcome.exitStatus == 0)
            #expect(
                !outcome.standardOutput.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x9b })
        }
    }

    @Test func `beside another log's key a log is made, and what to do about the key is said`() async throws {
        let janitor = try Janitor()
        func make(_ name: String) async throws -> RaProcess.Outcome {
            try await RaProcess.run(["audit", "init", "--audit-log", janitor.folder + name])
        }
        #expect(try await make("/a.sqlite").exitStatus == 0)
        try FileManager.default.copyItem(
            atPath: janitor.folder + "/a.sqlite.key", toPath: janitor.folder + "/b.sqlite.key")
        let outcome = try await make("/b.sqlite")
        #expect(outcome.exitStatus == 74)
        #expect(outcome.standardError.contains("or move this one away"), "\(outcome.standardError)")
        #expect(outcome.standardError.hasSuffix("Put that right, then run 'ra audit init' again.\n"))
    }

    @Test func `without a folder for the copy that is checked, verify says which it wanted`() async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let outcome = try await RaProcess.run(
            ["audit", "verify", "--audit-log", scratch.log], environment: ["TMPDIR": "/nonexistent"])
        #expect(outcome.exitStatus == 74)
        #expect(outcome.standardError.contains("no room in the folder /nonexistent/"), "\(outcome.standardError)")
        #expect(outcome.standardError.contains("ra: hint: ") && outcome.standardError.contains("TMPDIR"))
    }

    @Test func `show tells a session, or one event by its number`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk, clock: HandClock().clock)
        let intent = try await log.append(
            AuditEvent(.intent, session: "s1", action: "unlock", operatorUUID: "000987654321", subject: "000123456789"))
        try await log.append(
            AuditEvent(.outcome, session: "s1", action: "unlock", outcome: .verified, intent: intent.seq))
        let story = try await ra(scratch, "show", "s1").standardOutput
        for words in ["Session s1", "Operator 000987654321", "Holder 000123456789", "21 November 2026", "verified"] {
            #expect(story.contains(words), "\(story)")
        }
        #expect(try await ra(scratch, "show", String(intent.seq)).standardOutput.contains("Session s1"))
        #expect(try await ra(scratch, "show", "s2").exitStatus == 65)
        #expect(try await ra(scratch, "show", "99").exitStatus == 65)
    }

    @Test func `a verifier in another language agrees with export, checkpoint, key and prove`() async throws {
        let scratch = try await Scratch.withFiftyEvents()
        func save(_ name: String, _ arguments: String...) async throws -> String {
            let outcome = try await RaProcess.run(
                ["audit"] + arguments, environment: ["RA_AUDIT_LOG": scratch.log])
            #expect(outcome.exitStatus == 0, "\(outcome.standardError)")
            let file = scratch.folder + "/" + name
            try outcome.standardOutput.write(toFile: file, atomically: true, encoding: .utf8)
            return file
        }
        var files = [
            try await save("key", "key"), try await save("export", "export"), try await save("note", "checkpoint"),
        ]
        for seq in ["1", "2", "32", "33", "51", "52"] { files.append(try await save("proof" + seq, "prove", seq)) }
        #expect(try python(files) == "52 events, 6 proofs: good\n")
        // It can say no: of another text, and of another proof.
        try scratch.execute("DROP TRIGGER event_no_update; UPDATE event SET body = replace(body, 's-30', 's-31')")
        #expect(try python([files[0], try await save("export", "export"), files[2]]).contains("AssertionError"))
        #expect(try python(files.prefix(1) + [files[1], files[2]]).contains("AssertionError"))
    }

    @Test func `README's lines for an auditor without an account give what the verifier takes`() async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        let lines = readme.split(separator: "\n").filter { $0.hasPrefix("    ra audit ") && $0.contains(" > ") }
        #expect(lines.count == 3)
        let programs = URL(fileURLWithPath: RaProcess.path).deletingLastPathComponent().path
        let outcome = try await RaProcess.run(
            program: "/bin/sh", ["-ec", "cd \"$D\"\n" + lines.joined(separator: "\n")],
            environment: ["PATH": "\(programs):/usr/bin:/bin", "D": scratch.folder, "RA_AUDIT_LOG": scratch.log])
        #expect(outcome.exitStatus == 0, "\(outcome.standardError)")
        let call = try #require(readme.firstMatch(of: /python3 verify_log.py ([a-z. ]+)`/)?.output.1)
        let files = call.split(separator: " ").map { scratch.folder + "/" + $0 }
        #expect(try python(files) == "52 events, 0 proofs: good\n")
    }

    private func python(_ files: some Sequence<String>) throws -> String {
        let process = ChildProgram()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("verify_log.py")
        process.arguments = [script.path] + files
        process.standardOutput = output
        process.standardError = output
        try process.run()
        return String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    @Test func `a proof is checked without the log, and a changed one is refused`() async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let key = try await ra(scratch, "key").standardOutput
        let proof = try await ra(scratch, "prove", "20").standardOutput
        let body = try scratch.query("SELECT body FROM event WHERE seq = 20")[0]
        let good = try await RaProcess.run(["audit", "verify-proof", "-", "--key", key], input: proof)
        #expect(good.exitStatus == 0)
        #expect(good.standardOutput == body + "\n")
        let changed = proof.replacing("index 19", with: "index 18")
        for (text, status) in [(changed, 1), (String(proof.dropLast(20)), 1), ("no proof", 65)] as [(String, Int32)] {
            let outcome = try await RaProcess.run(["audit", "verify-proof", "-", "--key", key], input: text)
            #expect(outcome.exitStatus == status, "\(outcome.standardError)")
            #expect(outcome.standardError.hasPrefix("ra: error: "))
        }
        #expect(try await ra(scratch, "prove", "53").exitStatus == 65)
        let missing = try await RaProcess.run(["audit", "verify-proof", "/nonexistent", "--key", key])
        #expect(missing.exitStatus == 74)
        let badKey = try await RaProcess.run(["audit", "verify-proof", "-", "--key", "a+b"], input: proof)
        #expect(badKey.exitStatus == 64)
    }

    @Test func `verify says no with status 1 and names the event, also against a checkpoint or a code`() async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let checkpoint = scratch.folder + "/checkpoint"
        try await ra(scratch, "checkpoint").standardOutput.write(toFile: checkpoint, atomically: true, encoding: .utf8)
        let code = try await ra(scratch, "checkpoint", "--code").standardOutput.trimmingCharacters(in: .newlines)
        #expect(try await ra(scratch, "verify", "--against", checkpoint, "--code", code.lowercased()).exitStatus == 0)
        try scratch.execute(
            """
            DROP TRIGGER event_no_delete; DROP TRIGGER checkpoint_no_delete;
            DELETE FROM event WHERE seq > 40; DELETE FROM checkpoint; DELETE FROM sqlite_sequence;
            INSERT INTO sqlite_sequence VALUES ('event', 40);
            CREATE TRIGGER event_no_delete BEFORE DELETE ON event
                BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
            CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint
                BEGIN SELECT RAISE(ABORT, 'checkpoints are never removed'); END;
            """)
        let against = try await ra(scratch, "verify", "--against", checkpoint)
        #expect(against.exitStatus == 1)
        #expect(against.standardOutput.contains("First bad event: 41"), "\(against.standardOutput)")
        let json = try await ra(scratch, "verify", "--code", code, "--json")
        #expect(json.exitStatus == 1)
        #expect(try JSONValue(parsing: Data(json.standardOutput.utf8))["firstBadEvent"] == 41)
    }

    @Test func `a mistake gets one line, a hint and its status`() async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let text = scratch.folder + "/text"
        try String(repeating: "no database, no checkpoint\n", count: 50).write(
            toFile: text, atomically: true, encoding: .utf8)
        let cases: [([String], Int32)] = [
            (["list", "--audit-log", "/nonexistent/log"], 74), (["list", "--audit-log", text], 74),
            (["export", "--audit-log", text], 74), (["checkpoint", "--audit-log", "/nonexistent/log"], 74),
            (["verify", "--audit-log", "/nonexistent/log"], 74), (["verify", "--against", "/nonexistent"], 74),
            (["verify", "--against", text], 65), (["verify", "--code", "12"], 65),
            (["list", "--since", "tomorrow"], 64),
            (["list", "--format", "xml"], 64), (["list", "--outcome", "good"], 64), (["list", "--limit", "-1"], 64),
            (["list", "--question", "card-history"], 64), (["list", "--subject", "12"], 64),
            (["list", "--action", "foo"], 64), (["prove", "x"], 64),
        ]
        for (arguments, status) in cases {
            let outcome = try await RaProcess.run(["audit"] + arguments, environment: ["RA_AUDIT_LOG": scratch.log])
            #expect(outcome.exitStatus == status, "\(arguments)")
            let lines = outcome.standardError.split(separator: "\n")
            #expect(lines.count <= 2 && lines.first?.hasPrefix("ra: error: ") == true, "\(outcome.standardError)")
            #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("ra: hint: ") }, "\(outcome.standardError)")
        }
        let damaged = try await RaProcess.run(["audit", "verify", "--audit-log", text])
        #expect(damaged.exitStatus == 1)
    }
}
