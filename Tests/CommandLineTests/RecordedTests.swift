import AuditLog
import Foundation
import GRDB
import Instants
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// What a session keeps, what it leaves behind, and what it says when it couldn't keep it.
@Suite struct RecordedTests {
    private func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "recorded-\(UUID())"
        try FileManager.default.createDirectory(
            atPath: folder + "/log", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    private func options(_ folder: String) -> [String] {
        [
            "--simulate", "locked-esr-owned", "--audit-log", folder + "/log/audit.sqlite", "--ticket",
            folder + "/ticket",
        ]
    }

    /// What happens to the log between intent and outcome.
    enum Loss: CaseIterable {
        case moved, removed, replaced, locked

        /// - Returns: what keeps the log locked for as long as it lives.
        @discardableResult
        func happens(in folder: String) throws -> DatabaseQueue? {
            let (log, files) = (folder + "/log/audit.sqlite", FileManager.default)
            switch self {
            case .moved: try files.moveItem(atPath: folder + "/log", toPath: folder + "/elsewhere")
            case .removed: try files.removeItem(atPath: folder + "/log")
            case .replaced:
                // As by restoring a backup: a sound log of the same key, another file.
                try files.copyItem(atPath: log, toPath: log + ".backup")
                try #require(rename(log + ".backup", log) == 0)
            case .locked:
                var configuration = Configuration()
                configuration.allowsUnsafeTransactions = true
                let queue = try DatabaseQueue(path: log, configuration: configuration)
                try queue.inDatabase { try $0.execute(sql: "BEGIN EXCLUSIVE") }
                return queue
            }
            return nil
        }
    }

    // found: P7
    @Test(arguments: Loss.allCases)
    func `an outcome that wasn't stored is said at the end and on standard error`(loss: Loss) async throws {
        try await inFolder { folder in
            var talk = Interlocutor(
                try RaConversation(
                    ["unlock", "--json", "--answers", "-"] + options(folder), environment: ["TMPDIR": folder]))
            var locking: DatabaseQueue?
            try await talk.doSteps { locking = try loss.happens(in: folder) }
            let end = try await talk.end()
            withExtendedLifetime(locking) {}
            #expect(end["outcome"] == "verified", "what the card showed is said")
            #expect(end["recorded"] == false)
            #expect(end["checkpoint"] == .null)
            let process = try await talk.conversation.end()
            #expect(process.status == 74)
            #expect(process.standardError.contains("ra: error: The audit log doesn't hold all of this session"))
        }
    }

    // found: P7
    @Test func `on the screen the last line says that it wasn't stored, and the ticket does`() async throws {
        try await inFolder { folder in
            let session = try RaConversation(["unlock"] + options(folder), environment: ["TMPDIR": folder], columns: 80)
            for (prompt, text) in [
                ("1 to 3", "1"), ("y or n", "y"), ("a number", "9"), ("y or n", "y"), ("1 to 5", "1"), ("y or n", "n"),
                ("y or n", "y"), ("y or n", "y"),
            ] { try await session.type(text, at: prompt) }
            try await eventually("the first block") { session.unfinished.hasPrefix("  Enter when done") }
            try Loss.moved.happens(in: folder)
            try await session.type("n", at: "Enter when done")
            try await session.type("2", at: "1 to 2")
            let end = try await session.end()
            #expect(end.status == 74)
            // The terminal may still be read when the program has ended.
            try await eventually("the error as the last line") {
                session.lines.last { !$0.isEmpty }?.hasPrefix("ra: error: The audit log doesn't hold all") == true
            }
            let receipt = session.lines.drop { !$0.contains("NOT UNLOCKED") }
            #expect(receipt.contains { $0.contains("(NOT RECORDED)") }, "\(session.lines)")
            #expect(!receipt.contains { $0.contains("ra audit show") })
            let ticket = try String(contentsOfFile: folder + "/ticket", encoding: .utf8)
            #expect(ticket.ranges(of: "Not recorded: the audit log doesn't hold all of this session.").count == 1)
        }
    }

    // found: R1, F15
    @Test func `a simulated session leaves nothing behind, and names no command that would fail`() async throws {
        try await inFolder { folder in
            let outcome = try await RaProcess.run(
                ["unlock", "--simulate", "one-reader", "--ticket", folder + "/ticket"],
                environment: ["TMPDIR": folder])
            #expect(outcome.exitStatus == 0)
            #expect(!outcome.standardOutput.contains("ra audit show"))
            let left = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(left == ["log", "ticket"])
            let mode = try FileManager.default.attributesOfItem(atPath: folder + "/ticket")[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }

    // found: R1
    @Test func `the command that the receipt names shows the session`() async throws {
        try await inFolder { folder in
            let log = folder + "/log/it's here.sqlite"
            let session = try await RaProcess.run(
                ["unlock", "--simulate", "one-reader", "--audit-log", log], environment: ["TMPDIR": folder])
            // Wrapped as it may be, it is one command.
            let text = session.standardOutput.replacing("[simulated] ", with: "").split(separator: "\n").map {
                $0.drop { $0 == " " }
            }.joined(separator: " ")
            let start = try #require(text.range(of: "The whole session: "))
            let end = try #require(text.range(of: " TEXT FOR THE TICKET"))
            let command = text[start.upperBound..<end.lowerBound].replacing("ra audit", with: "\(RaProcess.path) audit")
            let shown = try await RaProcess.run(program: "/bin/sh", ["-c", String(command)])
            #expect(shown.exitStatus == 0, "\(command) \(shown.standardError)")
            #expect(shown.standardOutput.contains("Session begins: unlock"))
        }
    }

    // found: P4
    @Test func `a series in the event of an older log is told to be a guess`() async throws {
        try await inFolder { folder in
            let path = folder + "/log/audit.sqlite"
            let log = try await AuditLog.open(at: path, context: LogContext(workstation: "TEST-01"))
            let old = try await log.append(
                AuditEvent(.cardRead, card: CardRecord(atr: "3B00", series: 9), details: ["role": "holder"]))
            let new = try await log.append(
                AuditEvent(
                    .outcome, outcome: .verified, card: CardRecord(atr: "3B00", series: 8),
                    details: ["seriesSource": "operator"]))
            func audit(_ arguments: String...) async throws -> String {
                try await RaProcess.run(["audit"] + arguments + ["--audit-log", path]).standardOutput
            }
            #expect(try await audit("show", "\(old.seq)").contains("guess"))
            #expect(try await !audit("show", "\(new.seq)").contains("guess"))
            let rows = try await audit("list", "--format", "csv").split(whereSeparator: \.isNewline)
            #expect(rows.first?.hasSuffix(",seriesSource") == true)
            #expect(rows.contains { $0.hasSuffix("hint") } && rows.contains { $0.hasSuffix("operator") })
        }
    }

    // found: F15
    @Test func `a stolen card isn't called lost, and advice comes with its remarks`() async throws {
        try await inFolder { folder in
            let answers = """
                cim.loggedIn: yes
                replace.reason: stolen
                holder: {uuid: "000444555666", confirmed: yes, present: yes}
                result: succeeded
                """ + (1...9).map { "\nstep.\($0): done" }.joined()
            try answers.write(toFile: folder + "/answers", atomically: true, encoding: .utf8)
            let outcome = try await RaProcess.run(
                ["replace", "--simulate", "lost-card", "--answers", folder + "/answers"],
                environment: ["TMPDIR": folder])
            #expect(outcome.standardOutput.contains("stolen card cancelled"), "\(outcome.standardOutput)")
            #expect(!outcome.standardOutput.contains("lost card"))
        }
    }
}

/// Cards that aren't the one worked on, on the real service.
@Suite struct OtherCardTests {
    // found: P2
    @Test func `a card that names two people is refused, and a right one is taken after it`() async throws {
        try await SessionDesk.run { desk in
            let (from, until) = (
                SessionDesk.now.adding(seconds: -86_400), SessionDesk.now.adding(seconds: 86_400 * 400)
            )
            func certificate(_ name: String, _ use: PIVCertificate.Use) throws -> [UInt8] {
                try PIVCertificate(commonName: name, use: use, notBefore: from, notAfter: until).der()
            }
            let conflict = VirtualCard(
                atr: PIVCard.atr,
                responder: PIVCard(
                    authentication: try certificate("000444555666", .authentication),
                    signing: try certificate("999888777666_Other", .signing), triesLeft: 0))
            var talk = try await desk.loggedIn(holder: conflict)
            try await talk.until("card.series")
            try talk.answer("card.series")
            try await talk.next { $0["type"] == "guard" && $0["code"] == "identityConflict" }
            try talk.conversation.answer("holder.uuid", "123123123123")
            #expect(try await talk.next { $0["type"] == "rejected" }["code"] == "noQuestion")
            desk.holderSlot.remove()
            try await talk.next { $0["type"] == "restored" && $0["code"] == "identityConflict" }
            desk.holderSlot.insert(desk.card)
            try await talk.until("step.1")
            let asked = try talk.conversation.objects().filter { $0["type"] == "ask" }
            #expect(!asked.contains { $0["key"] == "holder.uuid" })
        }
    }

    // found: P10
    @Test func `another card of the same person is told, and nothing is verified on it`() async throws {
        try await SessionDesk.run { desk in
            var talk = try await desk.loggedIn()
            try await talk.until("step.1")
            desk.holderSlot.remove()
            try await talk.next { $0["type"] == "guard" && $0["code"] == "cardRemoved" }
            desk.holderSlot.insert(try SessionDesk.nhsCard(SessionDesk.holderUUID, triesLeft: 3))
            try await talk.next { $0["type"] == "guard" && $0["code"] == "cardChanged" }
            try talk.conversation.closeInput()
            let end = try await talk.end()
            #expect(end["outcome"] == "abandoned")
            #expect(end["recorded"] == true)
        }
    }

    // found: P3
    @Test func `a card that can't say whose it is, exchanged for one alike, is confirmed anew`() async throws {
        try await SessionDesk.run { desk in
            func blank() -> VirtualCard { VirtualCard(atr: SampleATR.piv, responder: BlankCard()) }
            var talk = try await desk.loggedIn(holder: blank())
            talk.answers["holder.uuid"] = .string(SessionDesk.holderUUID)
            talk.answers["card.lock"] = "locked"
            talk.answers["card.certificatesExpire"] = "2030-01-31"
            try await talk.until("step.1")
            desk.holderSlot.remove()
            try await talk.next { $0["type"] == "guard" && $0["code"] == "cardRemoved" }
            desk.holderSlot.insert(blank())
            try await talk.until("holder.confirmed")
            try talk.conversation.answer("holder.confirmed", false)
            try await talk.next { $0["type"] == "guard" && $0["code"] == "cardChanged" }
            try await talk.next { $0["type"] == "wait" && $0["for"] == "another.card" }
            desk.holderSlot.remove()
            while try await desk.service.readers()[1]["state"]?.string != "empty" {
                try await Task.sleep(for: .milliseconds(50))
            }
            desk.holderSlot.insert(blank())
            try await talk.until("holder.confirmed")
            try talk.answer("holder.confirmed")
            try await talk.until("step.1")
        }
    }
}
