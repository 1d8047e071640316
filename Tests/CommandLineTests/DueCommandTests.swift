import AuditLog
import Foundation
import Instants
import JSON
import TestSupport
import Testing

/// `ra due` as a person or a script runs it.
@Suite struct DueCommandTests {
    static let at = "2026-11-26T03:00:00Z"

    static func fixture(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/due/\(name)").path(percentEncoded: false)
    }

    static func due(_ arguments: String..., log: String, file: String? = "report.csv") async throws -> RaProcess.Outcome
    {
        let report = file.map { ["--report", fixture($0)] } ?? []
        return try await RaProcess.run(["due", "--at", at, "--audit-log", log] + report + arguments)
    }

    @Test func theAnswerIsADocumentAndTheRunIsRecordedWithoutNames() async throws {
        let janitor = try Janitor()
        let log = janitor.folder + "/audit.sqlite"
        let outcome = try await Self.due("--json", "--capacity", "3", log: log)
        #expect(outcome.exitStatus == 0, "\(outcome.standardError)")
        let document = try outcome.document()
        #expect(document["people"]?.array?.count == 12)
        let events = try await RaProcess.run(["audit", "export", "--audit-log", log]).standardOutput
        let event = try #require(events.split(separator: "\n").last)
        let json = try JSONValue(parsing: Data(event.utf8))
        #expect(json["event"] == "due.listed" && json["details"]?["people"] == 12)
        #expect(json["details"]?["bands"] == document["bands"])
        #expect(json["details"]?["sources"]?.array?.first?["sha256"] == document["sources"]?.array?.first?["sha256"])
        #expect(!events.contains("Example") && !events.contains("report.csv") && !events.contains("0001002"))
    }

    @Test func refusedRowsAreSaidTheRestIsAnsweredAndTheStatusIs65() async throws {
        let janitor = try Janitor()
        let outcome = try await Self.due("--json", log: janitor.folder + "/audit.sqlite", file: "uuids.csv")
        #expect(outcome.exitStatus == 65)
        #expect(try outcome.document()["people"]?.array?.count == 4)
        #expect(outcome.standardError.contains("ra: error: 9 of 13 rows in "))
        #expect(outcome.standardError.contains("  row 6, uuid: a spreadsheet has written the UUID as a power of ten"))
    }

    @Test func keptRowsAloneLeaveTheStatusAt0() async throws {
        let janitor = try Janitor()
        let outcome = try await Self.due("--json", log: janitor.folder + "/audit.sqlite", file: "other-cells.csv")
        #expect(outcome.exitStatus == 0 && outcome.standardError.contains("row 2, cardStatus: none of the words"))
    }

    @Test(
        arguments: [
            (["--report", "none.csv"], 74), (["--report", "/"], 74), (["--report", "/dev/null"], 74),
            (["--within", "8"], 64),
            (["--capacity", "0"], 64), (["--at", "soon"], 64), (["--format", "xml"], 64),
            (["--columns", "none.yaml"], 64),
            (["--report", fixture("mixed-order.csv")], 65), (["--report", fixture("21-titles.csv")], 65),
            (["--report", fixture("no-expiry-column.csv")], 65),
            (["--report", fixture("two-columns-one-role.csv")], 65),
            (["--report", fixture("comma.csv"), "--columns", "none.yaml"], 74), ([], 74),
        ] as [([String], Int32)]) func whatCantBeAnsweredHasItsStatusOneSentenceAndAHint(
            arguments: [String], status: Int32
        ) async throws
    {
        let janitor = try Janitor()
        let outcome = try await RaProcess.run(["due", "--audit-log", janitor.folder + "/audit.sqlite"] + arguments)
        #expect(outcome.exitStatus == status && outcome.standardOutput.isEmpty)
        let lines = outcome.standardError.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasPrefix("ra: error: ") && lines[1].hasPrefix("ra: hint: "), "\(lines)")
    }

    @Test func windows1252IsSaid() async throws {
        let janitor = try Janitor()
        let outcome = try await Self.due("--json", log: janitor.folder + "/audit.sqlite", file: "windows-1252.csv")
        #expect(outcome.exitStatus == 0 && outcome.standardError.contains("was read as Windows-1252"))
    }

    @Test func onlyTableAndCSVShowNames() async throws {
        let janitor = try Janitor()
        let log = janitor.folder + "/audit.sqlite"
        let picture = janitor.folder + "/weeks.svg"
        for format in ["table", "json", "csv", "ics", "uuids"] {
            let outcome = try await Self.due("--format", format, "--picture", picture, log: log)
            #expect(outcome.exitStatus == 0, "\(outcome.standardError)")
            #expect(outcome.standardOutput.contains("Ada Example") == ["table", "csv"].contains(format))
            #expect(outcome.standardOutput.contains("000100200334"))
        }
        let mode = try FileManager.default.attributesOfItem(atPath: picture)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try String(contentsOfFile: picture, encoding: .utf8).contains("<svg"))
    }

    @Test(arguments: ["report.csv", "cards.csv", "contacts.csv", "serials-1.csv"])
    func theTableFits80Columns(file: String) async throws {
        let janitor = try Janitor()
        let outcome = try await Self.due(
            "--capacity", "1", log: janitor.folder + "/audit.sqlite", file: file)
        for line in outcome.standardOutput.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        #expect(outcome.standardOutput.contains("Expiring, by week from Monday"))
        #expect(outcome.standardOutput.contains("█"))
    }

    @Test func withoutALogThatCanBeWrittenTheAnswerIsGivenWithAWarning() async throws {
        let janitor = try Janitor()
        // A folder in the log's place can never be written.
        let folder = try await Self.due("--json", log: janitor.folder, file: "comma.csv")
        #expect(folder.exitStatus == 0 && folder.standardError.contains("ra: warning: This look is not recorded."))
        #expect(try folder.document()["people"]?.array?.count == 1)
        let refused = try await Self.due("--json", log: janitor.folder, file: "uuids.csv")
        #expect(refused.exitStatus == 65)
    }

    @Test func withoutAReportTheLogsOwnCardsAreListed() async throws {
        let janitor = try Janitor()
        let path = janitor.folder + "/audit.sqlite"
        for (simulated, uuid) in [(false, "000123456789"), (true, "000999999999")] {
            let context = LogContext(workstation: "test", site: nil, simulated: simulated, program: "test")
            let log = try await AuditLog.open(at: path, context: context)
            for expiry in ["2026-12-01T00:00:00Z", "2027-02-28T23:59:59Z"] {
                let certificate = CertificateRecord(
                    use: "authentication", serialNumber: "01", notAfter: UTCInstant(rfc3339: expiry))
                try await log.append(
                    AuditEvent(
                        .cardRead, card: CardRecord(series: 9, certificatesBefore: [certificate]),
                        details: ["uuid": .string(uuid), "role": "holder"]))
            }
        }
        let outcome = try await Self.due("--json", log: path, file: nil)
        let document = try outcome.document()
        let people = try #require(document["people"]?.array)
        #expect(
            people.map { $0["uuid"]?.string } == ["000123456789"] && people[0]["expiresAt"] == "2027-02-28T23:59:59Z")
        #expect(people[0]["organisation"] == .null && people[0]["noContact"] == .null)
        #expect(document["sources"]?.array?.first?["file"] == "audit log")
        let practice = try await Self.due("--json", "--simulate", "two-readers", log: path, file: nil)
        #expect(try practice.document()["people"]?.array?.count == 2)
        let both = try await Self.due("--json", "--with-log", log: path, file: "comma.csv")
        #expect(try both.document()["people"]?.array?.count == 1)
        #expect(try both.document()["sources"]?.array?.count == 2)
    }
}

/// The calendar, read by Python's `icalendar` (Debian's python3-icalendar).
@Suite struct DueCalendarPeerTests {
    @Test func anotherReaderTakesTheCalendar() async throws {
        let janitor = try Janitor()
        let calendar = try await DueCommandTests.due("--format", "ics", log: janitor.folder + "/audit.sqlite")
        #expect(calendar.exitStatus == 0, "\(calendar.standardError)")
        let script = """
            import sys, icalendar
            calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
            for event in calendar.walk("VEVENT"):
                alarms = [alarm["TRIGGER"].dt.days for alarm in event.walk("VALARM")]
                print(event["UID"], event["DTSTART"].dt, event["DTEND"].dt, event["SUMMARY"], alarms)
            """
        let reading = try await RaProcess.run(
            program: "/usr/bin/python3", ["-c", script], input: calendar.standardOutput)
        let lines = reading.standardOutput.split(separator: "\n")
        #expect(reading.exitStatus == 0 && lines.count == 10, "\(reading.standardError)")
        #expect(
            lines.first == """
                000100200334@due.ra-workstation.invalid 2026-11-29 2026-11-30 Smartcard 000100200334 expires \
                [-90, -30, -7]
                """)
    }
}
