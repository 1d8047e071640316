import AuditLog
import Foundation
import Handbook
import Instants
import JSON
import TestSupport
import Testing

/// One page on a month.
@Suite struct ReportTests {
    /// A log in which time goes by.
    private struct Desk {
        let scratch: Scratch
        let hand: HandClock
        let log: AuditLog

        init(simulated: Bool = false, from time: String = "2026-11-02T09:00:00Z") async throws {
            scratch = try Scratch()
            hand = HandClock(time)
            log = try await AuditLog.open(
                at: scratch.log, context: LogContext(workstation: "DESK-4", simulated: simulated, program: "tests"),
                clock: hand.clock)
        }

        func go(to time: String) throws {
            let instant = try #require(UTCInstant(rfc3339: time))
            hand.step(seconds: instant.secondsSince1970 - hand.clock.now().secondsSince1970)
        }

        /// One piece of work; without an outcome it stays open.
        @discardableResult
        func work(
            _ session: String, _ route: String, _ outcome: EventOutcome?, operator: String? = "111",
            holder: String? = "999",
            warnings: [String] = [], readers: Int64? = 2, action: String = "unlock"
        ) async throws -> Int64 {
            let facts: JSONValue = ["workstation": ["readers": readers.map(JSONValue.integer) ?? .null]]
            try await log.append(AuditEvent(.sessionStarted, session: session, action: action))
            try await log.append(
                AuditEvent(
                    .decisionTaken, session: session, action: action, operatorUUID: `operator`, subject: holder,
                    decision: DecisionRecord(
                        facts: facts, route: route, reasons: [], warnings: warnings, ruleSet: "r")))
            let intent = try await log.append(
                AuditEvent(
                    .intent, session: session, action: action, operatorUUID: `operator`, subject: holder,
                    details: ["route": .string(route)]))
            if let outcome {
                try await log.append(
                    AuditEvent(
                        .outcome, session: session, action: action, outcome: outcome, intent: intent.seq,
                        operatorUUID: `operator`, subject: holder, details: ["route": .string(route)]))
                try await log.append(AuditEvent(.sessionEnded, session: session, action: action))
            }
            return intent.seq
        }

        func report(_ month: String = "2026-11") async throws -> AuditReport {
            try await LogReader.open(at: scratch.log).report(
                on: #require(CivilMonth(iso8601: month)), now: UTCInstant(secondsSince1970: 1_796_000_000))
        }
    }

    @Test func `who did what how often, by operator, by whose hands and by outcome`() async throws {
        let desk = try await Desk()
        for number in 0..<3 { try await desk.work("a\(number)", "assisted-unlock", .verified) }
        try await desk.work("b", "assisted-unlock", .failed, operator: "222")
        try await desk.work("c", "self-service-unlock", .verified)
        try await desk.work("d", "self-renew", .verified, holder: "111", action: "renew")
        try await desk.work("e", "take-card-to-osprey", .advised)
        let report = try await desk.report()
        let rows = report.figures.sortedWork.map {
            "\($0.work.operatorUUID ?? "-") \($0.work.doer.rawValue) \($0.work.route ?? "-") \($0.outcomes)"
        }
        #expect(
            rows == [
                #"111 operator assisted-unlock ["verified": 3]"#, #"111 holder self-service-unlock ["verified": 1]"#,
                #"111 ownCard self-renew ["verified": 1]"#, #"111 advice take-card-to-osprey ["advised": 1]"#,
                #"222 operator assisted-unlock ["failed": 1]"#,
            ])
        #expect(report.figures.outcomes == ["verified": 5, "failed": 1, "advised": 1])
        #expect(report.figures.sessionCount == 7 && report.figures.workCount == 7)
        #expect(report.figures.ownCardCount == 1)
    }

    @Test func `the routes that it tells apart are the handbook's`() {
        var alone: Set<String> = []
        var together: Set<String> = []
        for route in Route.allCases {
            let definition = route.definition
            if definition.isForHolderAlone, !definition.needsLogin { alone.insert(route.rawValue) }
            if case .onCard = definition.kind, !definition.isForHolderAlone { together.insert(route.rawValue) }
        }
        #expect(RouteNames.holderAlone == alone)
        #expect(RouteNames.needTwoReaders == together)
    }

    @Test func `a bar a day, by London's calendar, and what was out of hours`() async throws {
        let desk = try await Desk(from: "2026-10-30T12:00:00Z")
        for (number, time) in [
            "2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z", "2026-11-02T09:00:00Z", "2026-11-02T19:00:00Z",
            "2026-11-30T23:59:59Z", "2026-12-01T00:00:00Z",
        ].enumerated() {
            try desk.go(to: time)
            try await desk.work("s\(number)", "assisted-unlock", .verified)
        }
        let days = try await desk.report().figures.days
        #expect(days.count == 30 && days[0] == 1 && days[1] == 2 && days[29] == 1 && days.reduce(0, +) == 4)
        #expect(try await desk.report().figures.outOfHoursCount == 3)
        #expect(try await desk.report("2026-10").figures.days[30] == 1)
        let summer = try await Desk(from: "2026-06-30T23:30:00Z")
        try await summer.work("s", "assisted-unlock", .verified)
        #expect(try await summer.report("2026-07").figures.days[0] == 1)
        #expect(try await summer.report("2026-06").eventCount == 0)
    }

    @Test func `what was outside the rules is counted, and work whose end came later isn't open`() async throws {
        let desk = try await Desk()
        try await desk.work("a", "assisted-unlock", .verified, warnings: ["assumed"])
        try await desk.work("b", "assisted-unlock", .notVerified, readers: 1)
        try await desk.work("c", "assisted-unlock", .verified, readers: nil)
        try await desk.work("d", "amend-in-cim", .confirmedByOperator, operator: nil, readers: 1, action: "email")
        let open = try await desk.work("e", "assisted-unlock", nil)
        let late = try await desk.work("f", "assisted-unlock", nil)
        try desk.go(to: "2026-12-01T09:00:00Z")
        try await desk.log.append(
            AuditEvent(.outcome, session: "f", action: "unlock", outcome: .abandoned, intent: late))
        let figures = try await desk.report().figures
        #expect(figures.assumedCount == 1 && figures.notVerifiedCount == 1)
        #expect(figures.withoutSecondReaderCount == 2)
        #expect(figures.unknownOperatorCount == 1)
        #expect(figures.openIntents == [open])
        #expect(try await desk.report("2026-12").figures.openIntents == [])
        let words = try await desk.report().sections.flatMap { section -> [String] in
            if case .figures(let figures) = section.content { figures.map(\.0) } else { [] }
        }
        #expect(words.contains("begun, end not recorded (events \(open))"))
    }

    @Test func `a card that goes before anything has begun is no stop; a session that ends unbegun is counted`()
        async throws
    {
        let desk = try await Desk()
        try await desk.log.append(AuditEvent(.sessionStarted, session: "a", action: "unlock"))
        try await desk.log.append(AuditEvent(.refusal, session: "a", details: ["guard": "cardRemoved"]))
        try await desk.log.append(
            AuditEvent(.refusal, session: "a", outcome: .refused, details: ["reason": "notLoggedIn"]))
        try await desk.log.append(
            AuditEvent(.sessionEnded, session: "a", action: "unlock", outcome: .refused, operatorUUID: "111"))
        try await desk.work("b", "assisted-unlock", nil)
        try await desk.log.append(AuditEvent(.refusal, session: "b", details: ["guard": "cardChanged"]))
        let figures = try await desk.report().figures
        #expect(figures.stops == ["cardChanged": 1])
        #expect(figures.refusals == ["notLoggedIn": 1])
        #expect(figures.outcomes == ["refused": 1])
        #expect(figures.work.keys.first?.route == nil && figures.workCount == 1)
        var query = EventQuery()
        query.isRefusal = true
        let reader = try await LogReader.open(at: desk.scratch.log)
        let shown = try await reader.all(query).map { try $0.json()["details"]?["guard"]?.string ?? "-" }
        #expect(shown == ["-", "cardChanged"])
    }

    @Test func `work that was decided anew is no work that came to an end`() async throws {
        let desk = try await Desk()
        let intent = try await desk.work("a", "assisted-unlock", nil)
        try await desk.log.append(
            AuditEvent(
                .outcome, session: "a", action: "unlock", outcome: .abandoned, intent: intent,
                details: ["reason": "corrected"]))
        try await desk.work("a", "self-service-unlock", .verified)
        let figures = try await desk.report().figures
        #expect(figures.outcomes == ["verified": 1] && figures.correctedCount == 1 && figures.openIntents == [])
    }

    @Test func `a report on 48 MiB of events holds a few of them at a time`() async throws {
        let desk = try await Desk()
        func peak(_ count: Int64) throws -> Int {
            let process = ChildProgram()
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
            let script = """
                import json, resource, subprocess, sys
                report = json.loads(subprocess.run(sys.argv[1:], check=True, stdout=subprocess.PIPE).stdout)
                assert report["workCount"] == \(count), report
                print(resource.getrusage(resource.RUSAGE_CHILDREN)[2])  # the most memory, in KiB
                """
            process.arguments = [
                "-c", script, RaProcess.path, "audit", "report", "--json", "--month", "2026-11", "--audit-log",
                desk.scratch.log,
            ]
            process.standardOutput = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            return try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)), "\(text)")
        }
        let last = try await desk.log.append(
            AuditEvent(
                .outcome, action: "unlock", outcome: .failed,
                details: ["padding": .string(String(repeating: "p", count: 4_000))]))
        let before = try peak(1)
        try desk.scratch.execute(
            """
            INSERT INTO event (seq, body, tree)
            WITH RECURSIVE number (i) AS (SELECT \(last.seq + 1) UNION ALL SELECT i + 1 FROM number WHERE i < 12000)
            SELECT i, replace(body, '"seq":\(last.seq),', '"seq":' || i || ','), zeroblob(32)
            FROM number, event WHERE event.seq = \(last.seq)
            """)
        let after = try peak(12_000 - last.seq + 1)
        #expect(after < before + 24 << 10, "\(before) KiB, then \(after) KiB")
    }

    @Test func `practice doesn't count beside real work, and stands for itself alone`() async throws {
        let practice = try await Desk(simulated: true)
        try await practice.work("p", "assisted-unlock", .verified)
        let alone = try await practice.report()
        #expect(alone.isPractice && alone.figures.workCount == 1 && alone.practiceCount == 0)
        let real = try await AuditLog.open(at: practice.scratch.log, context: .desk, clock: practice.hand.clock)
        try await real.append(AuditEvent(.outcome, session: "r", action: "renew", outcome: .failed))
        let both = try await practice.report()
        #expect(!both.isPractice && both.figures.outcomes == ["failed": 1] && both.practiceCount == 1)
        #expect(both.preface.contains { $0.hasPrefix("Not counted: 1 pieces of work on simulated") })
    }

    @Test func `an event that can't be read is counted and nothing else`() async throws {
        let desk = try await Desk()
        try await desk.work("a", "assisted-unlock", .verified)
        let before = try await desk.report()
        // Not in canonical order, so it is looked at as a whole, and then it is nested too deeply.
        let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        try desk.scratch.execute(
            """
            DROP TRIGGER event_no_update;
            UPDATE event SET body = '{"x":\(deep),"event":"outcome","seq":6,"time":"2026-11-02T09:00:00Z"}' WHERE seq = 6
            """)
        let report = try await desk.report()
        #expect(report.unreadableCount == 1 && report.eventCount == before.eventCount)
    }

    @Test func `the page is HTML in which nothing from the log is markup`() async throws {
        let desk = try await Desk()
        try await desk.work("a", "<script>alert('x')</script>", .verified, action: "\"&\u{202E}")
        try await desk.log.append(AuditEvent(.refusal, session: "r", details: ["reason": "<b>\u{1B}[2J"]))
        let page = ReportPage(try await desk.report()).html
        #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>"))
        #expect(!page.contains("<script") && !page.contains("<b>"))
        #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
        #expect(!page.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E })
        #expect(page.components(separatedBy: "<meter").count == 31)
        for heading in ["Who did what", "How it ended", "Work on each day", "What this log can&#39;t see"] {
            #expect(page.contains("<h2>\(heading)</h2>"), "\(heading)")
        }
    }

    @Test func `ra audit report: text within 80 columns, JSON, HTML, and a month without events`() async throws {
        let desk = try await Desk()
        for number in 0..<200 { try await desk.work("a\(number)", "assisted-unlock", .verified) }
        func ra(_ arguments: String...) async throws -> RaProcess.Outcome {
            try await RaProcess.run(["audit", "report"] + arguments, environment: ["RA_AUDIT_LOG": desk.scratch.log])
        }
        let text = try await ra("--month", "2026-11")
        #expect(text.exitStatus == 0 && text.standardError.isEmpty)
        #expect(text.standardOutput.split(separator: "\n").allSatisfy { $0.count <= 80 })
        for words in ["Audit report, November 2026", "Operator 111", "assisted-unlock: verified 200", " 2 200 ####"] {
            #expect(text.standardOutput.contains(words), "\(text.standardOutput)")
        }
        let json = try JSONValue(parsing: Data(try await ra("--month", "2026-11", "--json").standardOutput.utf8))
        #expect(json["schemaVersion"] == 1 && json["workCount"] == 200)
        #expect(json["work"]?.array?.first?["outcomes"] == ["verified": 200])
        #expect(try await ra("--month", "2026-11", "--format", "html").standardOutput.hasPrefix("<!DOCTYPE html>"))
        let empty = try await ra("--month", "2020-01")
        #expect(empty.exitStatus == 0)
        #expect(empty.standardError == "The log has events in November 2026: --month 2026-11\n")
        for arguments in [["--month", "2026-13"], ["--month", "11/2026"], ["--json", "--format", "html"]] {
            let outcome = try await RaProcess.run(
                ["audit", "report"] + arguments, environment: ["RA_AUDIT_LOG": desk.scratch.log])
            #expect(outcome.exitStatus == 64, "\(arguments)")
        }
        #expect(try await RaProcess.run(["audit", "report", "--audit-log", "/nonexistent/log"]).exitStatus == 74)
    }
}
