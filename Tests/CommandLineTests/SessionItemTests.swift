import Foundation
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// What a session owes to a tired person, at the terminal and in files; the rest is in `ItemTests`.
@Suite struct SessionItemTests {
    private func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "item-\(UUID())"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    // Item 1
    @Test func `ra alone asks what is wrong and begins that`() async throws {
        try await inFolder { folder in
            let session = try RaConversation(
                ["--simulate", "locked-with-email", "--audit-log", folder + "/a.sqlite"],
                environment: ["TMPDIR": folder],
                columns: 80)
            try await eventually("the door") { session.unfinished.hasPrefix("  1 to 6") }
            #expect(session.lines.contains { $0.contains("A card is locked") })
            try session.send("9")
            try await eventually("what can be typed") { session.lines.contains { $0.contains("! Type the number") } }
            try session.send("1")
            try await eventually("the session") { session.unfinished.hasPrefix("  1 to 3") }
            #expect(session.lines.contains { $0.contains("Where is the card's holder?") })
            try session.send("stop")
            #expect(try await session.end().status == 2)
        }
    }

    @Test func `ra alone, for one's own card, begins a session about that`() async throws {
        let session = try RaConversation(["--simulate", "due-for-renewal"], environment: [:], columns: 80)
        try await eventually("the door") { session.unfinished.hasPrefix("  1 to 6") }
        try session.send("5")
        try await eventually("the second question") { session.unfinished.hasPrefix("  1 to 4") }
        try session.send("2")
        try await eventually("the session") { session.lines.contains { $0.contains("about your own card") } }
        session.interrupt(with: SIGKILL)
    }

    @Test func `without a terminal ra alone shows its help`() async throws {
        let outcome = try await RaProcess.run([])
        #expect(outcome.exitStatus == 0)
        #expect(outcome.standardOutput.contains("USAGE: ra"))
    }

    // Item 7
    @Test func `two sheets are kept in a file of one's own: what to look up, then the steps`() async throws {
        try await inFolder { folder in
            let outcome = try await RaProcess.run(
                [
                    "unlock", "--simulate", "cim-elsewhere", "--audit-log", folder + "/a.sqlite", "--sheet",
                    folder + "/sheet", "--json",
                ], environment: ["TMPDIR": folder])
            #expect(outcome.exitStatus == 0, "\(outcome.standardError)")
            let text = try String(contentsOfFile: folder + "/sheet", encoding: .utf8)
            let look = try #require(text.range(of: "To look up there"))
            let work = try #require(text.range(of: "At the other computer:"))
            #expect(look.lowerBound < work.lowerBound)
            #expect(text.contains("search for 000444555666"))
            #expect(text.contains("Holder: Type a new passcode"))
            let mode = try FileManager.default.attributesOfItem(atPath: folder + "/sheet")[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }

    @Test func `a sheet that can't be written is told before anything is asked`() async throws {
        let outcome = try await RaProcess.run(
            ["unlock", "--simulate", "cim-elsewhere", "--sheet", "/nonexistent/sheet"])
        #expect(outcome.exitStatus == 74)
        #expect(outcome.standardOutput.isEmpty)
        #expect(outcome.standardError.hasPrefix("ra: error: The sheet /nonexistent/sheet can't be written."))
    }

    // Item 8
    @Test(arguments: [SIGTERM, SIGHUP])
    func `laid aside by a signal, it is found at the next start and taken up`(signal: Int32) async throws {
        try await SessionDesk.run { desk in
            var talk = try await desk.loggedIn()
            try await talk.until("step.1")
            talk.conversation.interrupt(with: signal)
            #expect(try await talk.end()["outcome"] == "laidAside")
            #expect(try await talk.conversation.end().status == 1)

            var again = Interlocutor(try desk.session("resume"))
            #expect(try await again.next { $0["type"] == "ask" }["key"] == "cim.loggedIn")
            try again.answer("cim.loggedIn")
            try await again.until("step.1")
            desk.card.modify(PIVCard.self) { $0.unlock() }
            try again.answer("step.1")
            while true {
                let next = try await again.next { $0["type"] == "ask" || $0["type"] == "end" }
                guard next["type"] == "ask" else {
                    #expect(next["outcome"] == "verified")
                    break
                }
                try again.answer(next["key"]?.string ?? "")
            }
            _ = try await again.conversation.end()
        }
    }

    @Test func `another operator's card closes what was begun and begins an intent of its own`() async throws {
        try await SessionDesk.run { desk in
            var talk = try await desk.loggedIn()
            try await talk.until("step.1")
            talk.conversation.interrupt(with: SIGTERM)
            #expect(try await talk.end()["outcome"] == "laidAside")
            _ = try await talk.conversation.end()
            desk.operatorSlot.remove()
            desk.holderSlot.remove()

            var again = Interlocutor(try desk.session("resume"))
            let question = try await again.until("cim.loggedIn")
            #expect(question["text"]?.string?.contains("still logged in") == true)
            try again.conversation.answer("cim.loggedIn", false)
            try await again.next { $0["for"] == "operator.card" }
            desk.operatorSlot.insert(try SessionDesk.nhsCard("000000000200"))
            try await again.until("cim.loggedIn")
            try again.answer("cim.loggedIn")
            try await again.until("decision.follow")
            try again.answer("decision.follow")
            try await again.next { $0["for"] == "holder.back" }
            desk.holderSlot.insert(desk.card)
            try await again.until("step.1")
            again.conversation.interrupt(with: SIGTERM)
            #expect(try await again.end()["outcome"] == "laidAside")
            _ = try await again.conversation.end()
            let events = try await desk.audit("export").standardOutput.split(separator: "\n").map {
                try JSONValue(parsing: Data($0.utf8))
            }
            let intents = events.filter { $0["event"] == "intent" }
            #expect(intents.map { $0["operator"] } == ["000000000100", "000000000200"])
            let outcome = events.first { $0["event"] == "outcome" }
            #expect(outcome?["outcome"] == "abandoned")
            #expect(outcome?["details"]?["reason"] == "anotherOperator")
        }
    }

    @Test func `a session that runs in another window is not taken up`() async throws {
        try await SessionDesk.run { desk in
            var talk = try await desk.loggedIn()
            try await talk.until("step.1")
            let none = try await RaProcess.run(
                ["resume", "--audit-log", desk.auditLog, "--json", "--answers", "-"], environment: ["HOME": desk.folder]
            )
            #expect(none.exitStatus == 1)
            let session = try await desk.audit("export").standardOutput.split(separator: "\n").last.map {
                try JSONValue(parsing: Data($0.utf8))["session"]?.string ?? ""
            }
            let named = try await RaProcess.run(
                ["resume", session ?? "", "--audit-log", desk.auditLog, "--json", "--answers", "-"],
                environment: ["HOME": desk.folder])
            #expect(named.exitStatus == 1)
            #expect(named.standardError.contains("is still running in another window"), "\(named.standardError)")
            talk.conversation.interrupt(with: SIGKILL)
        }
    }

    // Item 9
    @Test func `a ticket goes into a file whose name is printed`() async throws {
        try await inFolder { folder in
            try "site: osprey\ncim: same-computer\noperator: {role: shift-manager, cimRole: raa}\n".write(
                toFile: folder + "/config.yaml", atomically: true, encoding: .utf8)
            try
                "holder.reach: telephone\ncard: {series: 9, lock: locked, certificatesExpire: null}\nholder: {email: none, mobileOnProfile: no, emailOwnedByESR: yes}\n"
                .write(toFile: folder + "/answers.yaml", atomically: true, encoding: .utf8)
            try await PrivateService.run { service in
                let outcome = try await RaProcess.run(
                    program: "/bin/sh",
                    [
                        "-c",
                        "cd '\(folder)' && exec '\(RaProcess.path)' unlock --config config.yaml --audit-log a.sqlite --answers answers.yaml",
                    ], environment: service.environment.merging(["HOME": folder]) { $1 })
                #expect(outcome.exitStatus == 0, "\(outcome.standardOutput)\(outcome.standardError)")
                let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
                    $0.hasPrefix("ra-ticket-")
                }
                let name = try #require(names.first, "\(outcome.standardOutput)")
                #expect(
                    outcome.standardOutput.replacing("\n", with: "").replacing(" ", with: "").contains(
                        folder + "/" + name))
                let mode = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.posixPermissions]
                #expect(mode as? Int == 0o600)
            }
        }
    }

    @Test func `cards that stay in after the end are recorded`() async throws {
        try await SessionDesk.run { desk in
            var talk = try await desk.loggedIn()
            try await talk.doSteps { desk.card.modify(PIVCard.self) { $0.unlock() } }
            #expect(try await talk.end()["outcome"] == "verified")
            #expect(try await talk.next { $0["type"] == "wait" }["for"] == "cards.out")
            // A minute passes; the program ends by itself, and the log says what was left.
            try await eventually(within: .seconds(90), "the end of the program") { !talk.conversation.isRunning }
            let events = try await desk.audit("export").standardOutput
            #expect(events.contains("\"event\":\"cards.left\""))
        }
    }

    // Item 12
    @Test func `codes of programs are not shown to people`() async throws {
        try await inFolder { folder in
            for (workflow, scenario) in [
                ("unlock", "locked-esr-owned"), ("renew", "locked-and-due"), ("replace", "lost-card"),
            ] {
                let outcome = try await RaProcess.run(
                    [workflow, "--simulate", scenario, "--audit-log", folder + "/\(scenario).sqlite"],
                    environment: ["TMPDIR": folder])
                for code in [
                    "holder.", "card.", "cim.", "decision.", "confirmedByOperator", "assisted-unlock", "notVerified",
                ] {
                    let lines = outcome.standardOutput.split(separator: "\n").filter {
                        $0.contains(code) && !$0.contains("Answer: ") && !$0.contains("/item-")
                    }
                    let words = lines.filter { $0.range(of: code + #"[a-z]"#, options: .regularExpression) != nil }
                    #expect(words == [], "\(scenario)")
                }
            }
        }
    }
}
