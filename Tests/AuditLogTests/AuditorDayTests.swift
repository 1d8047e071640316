import AuditLog
import Foundation
import Instants
import JSON
import TestSupport
import Testing

/// What an auditor asks in a day, and whoever sets a desk up for one.
@Suite struct AuditorDayTests {
    private func ra(_ scratch: Scratch, _ arguments: String...) async throws -> RaProcess.Outcome {
        try await RaProcess.run(["audit"] + arguments, environment: ["RA_AUDIT_LOG": scratch.log])
    }

    @Test func `init makes the log and its key once, and prints the key`() async throws {
        let scratch = try Scratch()
        let first = try await ra(scratch, "init")
        #expect(first.exitStatus == 0, "\(first.standardError)")
        #expect(VerifierKey(first.standardOutput.trimmingCharacters(in: .newlines)) != nil)
        let events = try scratch.query("SELECT body FROM event ORDER BY seq")
        let second = try await ra(scratch, "init", "--json")
        let document = try JSONValue(parsing: Data(second.standardOutput.utf8))
        #expect(document["made"] == false && document["path"] == .string(scratch.log))
        #expect(document["key"]?.string.map { $0 + "\n" } == first.standardOutput)
        #expect(
            try scratch.query("SELECT body FROM event ORDER BY seq") == events, "nothing is recorded the second time")
        #expect(try await LogVerifier.verify(scratch.log).findings == [])
        // A key that was lost is made anew, and the log says so.
        try FileManager.default.removeItem(atPath: LogPlace.keyPath(for: scratch.log))
        let third = try await ra(scratch, "init")
        #expect(third.exitStatus == 0 && third.standardOutput != first.standardOutput)
        #expect(third.standardError.contains("had no signing key beside it"))
    }

    // found: P6
    @Test(.enabled(if: geteuid() == 0, "only root can be someone else"))
    func `who may not write the log that the settings name is refused by init, with the remedy`() async throws {
        let scratch = try Scratch()
        let script = """
            chmod 711 "$D"; mkdir -m 755 "$D/bin"; cp "$RA" "$D/bin/ra"; mkdir -m 2770 "$D/log"; mkdir -m 777 "$D/home"
            mount -t tmpfs -o mode=755 tmpfs /var/lib; mkdir /var/lib/ra-workstation; chmod 2770 /var/lib/ra-workstation
            for place in "$D/log" /var/lib/ra-workstation; do
                echo "auditLog: $place/audit.sqlite" > "$D/config.yaml"; chmod 644 "$D/config.yaml"
                HOME="$D/home" setpriv --reuid=65534 --regid=65534 --clear-groups "$D/bin/ra" audit init \
                    --config "$D/config.yaml" 2>&1; echo "status $?"
            done
            find "$D/home" "$D/log" /var/lib/ra-workstation -type f | wc -l
            """
        let outcome = try await RaProcess.run(
            program: "/usr/bin/unshare", ["-m", "sh", "-c", script],
            environment: ["D": scratch.folder, "RA": RaProcess.path, "PATH": "/usr/bin:/bin:/usr/sbin"])
        let text = outcome.standardOutput
        #expect(text.components(separatedBy: "status 77\n").count == 3, "\(text)")
        #expect(text.contains("ra: hint: Ask IT to let you read and write that file and its folder"), "\(text)")
        #expect(text.contains("ra: hint: Ask IT to add you to the group ra-workstation"), "\(text)")
        #expect(text.hasSuffix("\n0\n"), "\(text)")
    }

    /// A log with events at these times.
    private func log(at times: [String]) async throws -> Scratch {
        let scratch = try Scratch()
        let hand = HandClock(times[0])
        let log = try await AuditLog.open(at: scratch.log, context: .desk, clock: hand.clock)
        for (number, time) in times.enumerated() {
            let instant = try #require(UTCInstant(rfc3339: time))
            hand.step(seconds: instant.secondsSince1970 - hand.clock.now().secondsSince1970)
            try await log.append(AuditEvent(.cardRead, session: "s\(number)", action: "unlock"))
        }
        return scratch
    }

    @Test func `times are taken as people write them, in London`() async throws {
        let times = [
            "2026-10-24T22:59:59Z", "2026-10-24T23:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z",
            "2026-10-25T23:59:59Z", "2026-10-26T00:00:00Z",
        ]
        let scratch = try await log(at: times)
        func sessions(_ options: String...) async throws -> String {
            let outcome = try await RaProcess.run(
                ["audit", "list", "--event", "card.read", "--json"] + options,
                environment: ["RA_AUDIT_LOG": scratch.log])
            #expect(outcome.exitStatus == 0, "\(outcome.standardError)")
            let events = try JSONValue(parsing: Data(outcome.standardOutput.utf8))["events"]?.array ?? []
            return events.compactMap { $0["session"]?.string?.last.map(String.init) }.joined()
        }
        #expect(try await sessions("--since", "2026-10-25", "--until", "25/10/2026") == "1234")
        #expect(try await sessions("--since", "25/10/2026 01:30", "--until", "2026-10-25 01:30") == "23")
        #expect(try await sessions("--since", "2026-10-25 01:30 GMT", "--until", "25/10/2026 01:30 GMT") == "3")
        #expect(try await sessions("--until", "2026-10-25 01:30 BST") == "012")
        #expect(try await sessions("--since=2026-10-25T23:59:59Z") == "45")
        #expect(try await sessions("--since", "-1h") == "")
        #expect(try await sessions("--since", "today") == "")
        #expect(try await sessions("--until", "yesterday") == "012345")
        for option in ["--since", "--until"] {
            let unknown = try await ra(scratch, "list", option, "next week")
            #expect(unknown.exitStatus == 64)
            #expect(unknown.standardError.contains("25/11/2026") && unknown.standardError.contains("-12h"))
        }
        let exchanged = try await ra(scratch, "list", "--since", "today", "--until", "yesterday")
        #expect(exchanged.exitStatus == 64 && exchanged.standardError.contains("--since is later than --until."))
    }

    // found: F8
    @Test func `in the hour that comes twice list and show name the zone, and within 80 columns`() async throws {
        let scratch = try await log(at: ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T12:00:00Z"])
        let list = try await ra(scratch, "list", "--event", "card.read").standardOutput
        #expect(list.contains("2026-10-25 01:30 BST unlock: card read"), "\(list)")
        #expect(list.contains("2026-10-25 01:30 GMT unlock: card read"))
        #expect(list.contains("2026-10-25 12:00 unlock: card read"))
        #expect(list.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(try await ra(scratch, "show", "s0").standardOutput.contains("01:30:00 BST"))
        #expect(try await ra(scratch, "show", "s1").standardOutput.contains("01:30:00 GMT"))
    }

    @Test func `show without a session shows the last one, and says where there is none`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        let none = try await ra(scratch, "show")
        #expect(none.exitStatus == 65 && none.standardError.contains("has no session yet"))
        for session in ["first", "last"] {
            try await log.append(AuditEvent(.sessionStarted, session: session, action: "unlock"))
        }
        try await log.append(AuditEvent(.preflightRun))
        #expect(try await ra(scratch, "show").standardOutput.hasPrefix("Session last\n"))
    }

    @Test func `an outcome says of which route it is, in every form, also in older logs`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        let intent = try await log.append(
            AuditEvent(.intent, session: "s", action: "unlock", details: ["route": "assisted-unlock"]))
        let outcome = try await log.append(
            AuditEvent(
                .outcome, session: "s", action: "unlock", outcome: .verified, intent: intent.seq,
                details: ["route": "assisted-unlock"]))
        #expect(try outcome.json()["route"] == "assisted-unlock" && intent.json()["route"] == "assisted-unlock")
        func check() async throws {
            let csv = try await ra(scratch, "list", "--format", "csv", "--event", "outcome").standardOutput
            #expect(csv.contains(",unlock,verified,assisted-unlock,"), "\(csv)")
            #expect(try await ra(scratch, "list").standardOutput.contains("assisted-unlock: verified"))
            #expect(try await ra(scratch, "show").standardOutput.contains("Outcome of assisted-unlock: verified"))
        }
        try await check()
        try scratch.execute(
            """
            DROP TRIGGER event_no_update;
            UPDATE event SET body = replace(body, '"route":"assisted-unlock","ruleSet"', '"route":null,"ruleSet"')
            """)
        #expect(try scratch.query("SELECT body FROM event WHERE seq = \(outcome.seq)")[0].contains("\"route\":null"))
        try await check()
    }

    @Test func `what a session left to be done later is found`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        try await log.append(AuditEvent(.sessionEnded, session: "none", action: "replace"))
        try await log.append(AuditEvent(.sessionEnded, session: "empty", details: ["followUp": []]))
        try await log.append(
            AuditEvent(.sessionEnded, session: "some", details: ["followUp": ["Collect the new card"]]))
        let outcome = try await ra(scratch, "list", "--question", "follow-ups", "--json")
        let events = try JSONValue(parsing: Data(outcome.standardOutput.utf8))["events"]?.array
        #expect(events?.map { $0["session"] } == ["some"])
        #expect(try await ra(scratch, "show", "some").standardOutput.contains("Collect the new card"))
    }

    @Test func `before a route has begun a card that goes is no stop in the story`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        func guardEvents() async throws {
            try await log.append(AuditEvent(.refusal, session: "s", details: ["guard": "cardRemoved"]))
            try await log.append(AuditEvent(.sessionResumed, session: "s", details: ["guard": "cardRemoved"]))
        }
        try await guardEvents()
        try await log.append(AuditEvent(.intent, session: "s", action: "unlock", details: ["route": "assisted-unlock"]))
        try await guardEvents()
        let story = try await ra(scratch, "show").standardOutput
        #expect(story.ranges(of: "Waited, nothing had begun: cardRemoved").count == 1, "\(story)")
        #expect(story.ranges(of: "Stopped: cardRemoved").count == 1)
        let refusals = try await ra(scratch, "list", "--question", "refusals").standardOutput
        #expect(refusals.split(separator: "\n").count == 2, "\(refusals)")
    }

    @Test func `verify says what it was held against`() async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let checkpoint = scratch.folder + "/checkpoint"
        try await ra(scratch, "checkpoint").standardOutput.write(toFile: checkpoint, atomically: true, encoding: .utf8)
        let code = try await ra(scratch, "checkpoint", "--code").standardOutput.trimmingCharacters(in: .newlines)
        let good = try await ra(scratch, "verify", "--against", checkpoint, "--code", code)
        #expect(good.exitStatus == 0)
        #expect(
            good.standardOutput.contains("Held against \(checkpoint) (--against), which covers 52 events: they agree."))
        #expect(good.standardOutput.contains("Held against code \(code) (--code), which covers 52 events: they agree."))
        let json = try JSONValue(
            parsing: Data(try await ra(scratch, "verify", "--code", code, "--json").standardOutput.utf8))
        #expect(json["heldAgainst"] == [["option": "--code", "name": .string("code \(code)"), "size": 52]])
        let last: Character = code.last == "0" ? "1" : "0"
        let bad = try await ra(scratch, "verify", "--code", String(code.dropLast()) + String(last))
        #expect(bad.exitStatus == 1)
        #expect(bad.standardOutput.contains("(--code), which covers 52 events.\n"), "\(bad.standardOutput)")
    }
}
