import AuditLog
import Collector
import PostgreSQL
import TestSupport
import Testing

/// The columns of events whose members are of every form, as JSON allows them.
@Suite struct ColumnCheckTests {
    private static let strings = [
        "null", #""""#, #""A\"B\\C""#, #""Zoë""#, #""\u0000""#, #""\u0007""#, "7", "-1", "true", "[]", #"["a"]"#, "{}",
        #"{"x":1}"#, #""000111222333""#,
    ]
    private static let instants = [
        "null", #""2026-11-26T03:00:00Z""#, #""2026-07-01T09:30:00Z""#, #""2026-07-01T09:30:00+01:00""#,
        #""2026-11-26t03:00:00z""#, #""2026-11-26T03:00:00.5Z""#, #""0001-01-01T00:00:00Z""#,
        #""9999-12-31T23:59:59Z""#, #""2026-13-01T00:00:00Z""#, #""yesterday""#, "0", "[]",
    ]
    private static let integers = ["null", "0", "-7", "9223372036854775807", #""7""#, "[7]"]
    private static let details = [
        "null", "{}", "[]", #"{"followUp":[]}"#, #"{"followUp":["a"],"guard":"g"}"#, #"{"followUp":null,"guard":null}"#,
        #"{"followUp":"","guard":0}"#, #"{"followUp":{}}"#,
    ]

    private static let count = 400

    /// Every form once at least, each beside others than in the round before.
    private static func events(_ desk: TestDesk) -> [[UInt8]] {
        (0..<count).map { round in
            func pick(_ forms: [String], _ step: Int) -> String {
                forms[(round * step + round / forms.count) % forms.count]
            }
            let names = ["action", "event", "operator", "outcome", "session", "subject", "workstation"]
            var members = names.enumerated().map { "\"\($1)\":\(pick(strings, $0 * 2 + 1))" }
            members += [
                "\"details\":\(pick(details, 1))", "\"expiresAt\":\(pick(instants, 5))",
                "\"intent\":\(pick(integers, 1))",
                "\"log\":\"\(desk.origin)\"", "\"seq\":\(round + 1)", "\"time\":\(pick(instants, 1))",
            ]
            return Array("{\(members.sorted().joined(separator: ","))}".utf8)
        }
    }

    @Test func `columns of every form are right as they were taken in, and a change of any of them is seen`() throws {
        let settings = try TestCollector.emptyDatabase()
        let connection = try PostgreSQLConnection(settings)
        let collector = try TestCollector(connection)
        var desk = TestDesk()
        try collector.enrol(desk)
        for event in Self.events(desk) { desk.append(event) }
        try #require(try collector.push(desk.entries(old: 0), desk).status == 200)
        let reader = EstateReader(connection)
        let whole = try reader.verify(desk.origin)
        #expect(whole.isSound, "\(whole.findings.prefix(3))")
        try connection.runScript("alter table event disable trigger all; create table kept as select * from event")
        let changes = [
            "time": "coalesce(time, now()) + interval '1 second'",
            "expires_at": "coalesce(expires_at, now()) + interval '1 second'", "intent": "coalesce(intent, 0) # 1",
            "guarded": "not coalesce(guarded, false)", "follow_up": "not coalesce(follow_up, false)",
            "out_of_hours": "not coalesce(out_of_hours, true)",
        ]
        for column in [
            "time", "event", "session", "operator", "subject", "action", "outcome", "workstation", "intent",
            "expires_at",
            "guarded", "follow_up", "out_of_hours",
        ] {
            let change = changes[column] ?? "coalesce(\(column), '') || 'x'"
            // So many at a time as findings are kept.
            for hundred in 0..<Self.count / 100 {
                try connection.runScript("update event set \(column) = \(change) where index / 100 = \(hundred)")
                let findings = try reader.verify(desk.origin).findings
                #expect(findings.compactMap(\.seq) == (1...100).map { Int64(hundred * 100 + $0) }, "\(column)")
                #expect(findings.allSatisfy { $0.text.hasPrefix("Column \(column) ") }, "\(findings.first?.text ?? "")")
                try connection.runScript(
                    "update event set \(column) = kept.\(column) from kept where event.log = kept.log and event.index = kept.index"
                )
            }
        }
        #expect(try reader.verify(desk.origin).isSound)
    }
}
