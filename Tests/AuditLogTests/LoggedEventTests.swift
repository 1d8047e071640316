import Foundation
import Instants
import JSON
import TestSupport
import Testing

@testable import AuditLog

/// What is written can be read back as the same value, and what other versions wrote isn't lost.
@Suite struct LoggedEventTests {
    private static let expiry = UTCInstant(secondsSince1970: 1_800_000_000)
    private static let certificate = CertificateRecord(use: "signing", serialNumber: "0A1B", notAfter: expiry)

    /// One event of each kind, with everything that it can say.
    private static let full: [AuditEvent] = {
        var events: [AuditEvent] = []
        events.append(
            AuditEvent(
                LogOpened(
                    program: "ra 1", isNew: true, checkpoint: LogOpened.Checkpoint(number: 3, size: 40),
                    earlierLog: "ra/D/0")))
        events.append(AuditEvent(KeyCreated(verifierKey: "name+00000000+AA==")))
        events.append(AuditEvent(ClockSteppedBack(from: "2026-11-02T09:00:00Z", to: "2026-11-02T08:00:00Z")))
        events.append(
            AuditEvent(ConfigurationChanged(settings: ["site": "osprey", "pkcs11": ["/a", "/b"], "retention": .null])))
        events.append(
            AuditEvent(
                PreflightRun(
                    ready: ["unlock": true, "renew": false], blockers: ["readers.count"],
                    failed: ["readers.count", "log"]),
                session: "s", action: "unlock"))
        events.append(
            AuditEvent(SessionStarted(cardIsOwn: true, holderCardIsHere: false), session: "s", action: "unlock"))
        events.append(
            AuditEvent(
                SessionEnded(outcome: "advised", reason: "stopped", followUp: ["Collect the card", "Ring"]),
                session: "s", outcome: .advised, operatorUUID: "000111222333", operatorRole: "shift-manager"))
        events.append(AuditEvent(SessionLaidAside(reason: "idle"), session: "s"))
        events.append(AuditEvent(SessionTakenUp(), session: "s"))
        events.append(AuditEvent(CardsLeft(), session: "s", readers: ["Reader A", "Reader B"]))
        events.append(AuditEvent(SessionResumed(guardCode: "cardRemoved"), session: "s"))
        events.append(
            AuditEvent(
                CardRead(
                    role: "holder", isLook: true, insertionEpoch: 7, source: "card", seriesSource: "operator",
                    uuid: "000444555666", uuidSource: "card", uuidReadBy: "piv", lock: "locked", triesLeft: 0,
                    apduCount: 12, problems: ["certificateUnreadable"]),
                session: "s", subject: "000444555666",
                card: CardRecord(atr: "3B00", series: 9, certificatesBefore: [certificate]), readers: ["Reader B"]))
        events.append(AuditEvent(FactAnswered(key: "holder.email", value: "listed", scope: 4), session: "s"))
        events.append(AuditEvent(FactWithdrawn(key: "holder.email"), session: "s"))
        events.append(
            AuditEvent(
                DecisionTaken(sources: ["holder.email": "operator"]), session: "s", action: "unlock",
                decision: DecisionRecord(
                    facts: ["workstation": ["readers": 2]], route: "assisted-unlock", reasons: ["noCode"],
                    warnings: ["assumed"], ruleSet: "1+a")))
        events.append(
            AuditEvent(
                IntentStated(route: "assisted-unlock", operatorSource: "card", subjectSource: "operator"), session: "s")
        )
        events.append(
            AuditEvent(
                OutcomeReached(
                    route: "assisted-unlock", steps: ["done", "ERR1009"], errorCode: "ERR1009", reason: "stopped",
                    lockBefore: "locked", lockAfter: "usable", seriesSource: "operator", operatorSource: "card",
                    subjectSource: "operator"),
                session: "s", outcome: .verified, intent: 16,
                card: CardRecord(
                    atr: "3B00", series: 9, certificatesBefore: [certificate],
                    certificatesAfter: [CertificateRecord(use: "signing", serialNumber: "0C", notAfter: nil)])))
        events.append(AuditEvent(WorkRefused(guardCode: "cardChanged"), session: "s"))
        events.append(AuditEvent(WorkRefused(reason: "notLoggedIn"), session: "s", outcome: .refused))
        events.append(
            AuditEvent(
                DueListed(
                    at: expiry, format: "csv", people: 12, bands: ["expired": 2, "week": 0],
                    sources: [
                        DueListed.Source(sha256: "ab", rows: 40, refused: 1),
                        DueListed.Source(sha256: nil, rows: 3, refused: 0),
                    ])))
        events.append(
            AuditEvent(CollectorForked(collector: "collector/w1", reason: .beyondLog, old: 3, size: 5, held: 9)))
        events.append(AuditEvent(CollectorRolledBack(collector: "collector/w1", cosigned: 9, held: 2)))
        events.append(
            AuditEvent(
                LogOpened(
                    program: "ra", isNew: true,
                    succeeds: LogOpened.Predecessor(origin: "ra-workstation/DESK-4/9f3a2c1b", size: 9, root: "AA=="))))
        return events
    }()

    /// The same with as little as they can say.
    private static let bare: [AuditEvent] = {
        var events: [AuditEvent] = []
        events.append(AuditEvent(LogOpened(program: nil)))
        events.append(AuditEvent(KeyCreated(verifierKey: nil)))
        events.append(AuditEvent(ConfigurationChanged(settings: [:])))
        events.append(AuditEvent(PreflightRun(ready: [:], blockers: [], failed: [])))
        events.append(AuditEvent(SessionStarted()))
        events.append(AuditEvent(SessionEnded(outcome: nil, reason: nil, followUp: [])))
        events.append(AuditEvent(CardRead(role: nil), card: CardRecord(certificatesBefore: [])))
        events.append(AuditEvent(FactAnswered(key: nil, value: .null, source: nil)))
        events.append(AuditEvent(IntentStated(route: nil)))
        events.append(AuditEvent(OutcomeReached(route: nil)))
        events.append(AuditEvent(DueListed(at: nil, format: nil, people: nil, bands: [:], sources: [])))
        events.append(
            AuditEvent(CollectorForked(collector: nil, reason: nil, old: nil, size: nil, held: nil)))
        events.append(AuditEvent(CollectorRolledBack(collector: nil, cosigned: nil, held: nil)))
        return events
    }()

    /// An event with a body of somebody's own.
    private func event(_ body: JSONValue, seq: Int64 = 1) throws -> LoggedEvent {
        try StoredEvent(seq: seq, body: CanonicalJSON.line(body)).logged()
    }

    @Test func `there is an event of each kind to try`() {
        #expect(Set(Self.full.map(\.code)) == Set(EventCode.allCases))
        #expect(EventCode.allCases.allSatisfy { EventCode(rawValue: $0.rawValue) == $0 })
        #expect(EventCode(rawValue: "made.up") == nil)
    }

    @Test func `codes are what they were in every earlier version`() {
        #expect(
            EventCode.allCases.map(\.rawValue) == [
                "log.opened", "key.created", "clock.steppedBack", "configuration.changed", "preflight.run",
                "session.started", "session.ended", "session.laidAside", "session.takenUp", "cards.left",
                "session.resumed", "card.read", "fact.answered", "fact.withdrawn", "decision.taken", "intent",
                "outcome", "refusal", "due.listed", "collector.fork", "collector.rolledBack",
            ])
    }

    @Test func `what is written is read back as the same value and written as the same bytes`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        for event in Self.full + Self.bare {
            let stored = try await log.append(event)
            let logged = try stored.logged()
            #expect(logged.event == event)
            #expect(logged.seq == stored.seq && logged.workstation == "DESK-4" && logged.site == "osprey")
            #expect(logged.unread.isEmpty, "\(logged.unread)")
            #expect(try logged.line() == stored.body)
            #expect(logged.details?.members == event.details)
        }
    }

    /// The sessions' own events, and those that the log makes itself.
    @Test(arguments: [
        ("unlock", "locked-esr-owned"), ("unlock", "card-pulled-out"), ("unlock", "one-reader"),
        ("renew", "renewal-fails-then-repair"), ("email", "new-email"), ("replace", "lost-card"),
    ])
    func `of what a session writes nothing is unread, and all is written again byte for byte`(
        workflow: String, scenario: String
    ) async throws {
        let scratch = try Scratch()
        _ = try await RaProcess.run([workflow, "--simulate", scenario, "--audit-log", scratch.log])
        let events = try await LogReader.open(at: scratch.log).all()
        #expect(events.count > 8)
        for event in events {
            let logged = try event.logged()
            #expect(logged.details != nil && logged.unread.isEmpty, "\(event.body) \(logged.unread)")
            #expect(try logged.line() == event.body)
        }
    }

    @Test func `what a newer program adds is kept and shown, and its own kinds are told by their codes`() throws {
        let body: JSONValue = [
            "schemaVersion": 2, "event": "card.read", "mood": ["a": 1], "outcome": "delegated",
            "details": ["role": "holder", "lock": "locked", "colour": "blue"],
        ]
        let logged = try event(body)
        #expect((logged.details as? CardRead)?.lock == "locked")
        #expect(logged.unread.details.kept == ["colour": "blue"])
        #expect(logged.unread.body.kept.keys.sorted() == ["mood", "outcome", "schemaVersion"])
        #expect(logged.outcome == nil && logged.outcomeText == "delegated")
        #expect(logged.facts.contains("colour blue"))
        #expect(try logged.originalLine() == CanonicalJSON.line(body))
        let unknown = try event(["event": "made.up", "details": ["a": "b"]])
        #expect(unknown.details == nil && unknown.code == nil && unknown.what == "made.up")
        #expect(unknown.facts == ["a b"])
        #expect(try unknown.originalLine() == #"{"details":{"a":"b"},"event":"made.up"}"#)
        #expect(try event(["event": 7]).what == "?")
    }

    @Test func `whatever stands in the place of a member is read to an end, and kept`() throws {
        let junk: [JSONValue] = [
            .null, true, -1, 7, "", "x", [], [[]], ["x", 1, .null], [:], ["x": ["y": 1]], [["text": "later"]],
        ]
        for full in Self.full {
            for (name, _) in full.details {
                for value in junk {
                    var details = full.details
                    details[name] = value
                    let body: JSONValue = [
                        "event": .string(full.code.rawValue), "details": .object(details), "action": "unlock",
                    ]
                    let logged = try event(body)
                    #expect(try logged.originalLine() == CanonicalJSON.line(body))
                    let story = SessionStory([logged], isInFull: false)
                    #expect(story.entries.allSatisfy { !$0.sentence.isEmpty && !logged.what.isEmpty })
                }
            }
        }
        for value in junk {
            let names = ["action", "certificates", "details", "facts", "readers", "reasons", "seq", "series", "time"]
            for name in names {
                let body: JSONValue = .object(["event": "outcome", name: value])
                #expect(try event(body).originalLine() == CanonicalJSON.line(body))
            }
        }
    }

    /// Earlier versions wrote a truth where a session ran it, and no blockers where a person did.
    @Test func `a preflight has one shape, whichever version wrote it`() throws {
        func read(_ details: JSONValue, _ action: JSONValue = "unlock") throws -> PreflightRun? {
            try event(["event": "preflight.run", "action": action, "details": details]).details as? PreflightRun
        }
        #expect(
            try read(["blockers": ["readers.count"], "ready": false])
                == PreflightRun(ready: ["unlock": false], blockers: ["readers.count"], failed: []))
        #expect(
            try read(["ready": ["unlock": false, "renew": true], "failed": ["log"]], .null)
                == PreflightRun(ready: ["unlock": false, "renew": true], blockers: [], failed: ["log"]))
        func sentence(_ details: JSONValue) throws -> String? {
            SessionStory([try event(["event": "preflight.run", "details": details])], isInFull: false).entries.first?
                .sentence
        }
        #expect(
            try sentence(["ready": ["unlock": false, "renew": true], "failed": []]) == "Preflight: not ready, unlock")
        #expect(try sentence(["ready": true, "blockers": []]) == "Preflight: ready")
        #expect(
            try sentence(["ready": false, "blockers": ["readers.count"]]) == "Preflight: not ready, readers.count")
    }

    /// The quick reader takes nothing that the general one refuses, and reads nothing else than it.
    @Test func `a body is read by the quick reader as by the general one`() throws {
        let bodies = try Self.full.map { event in
            let stamp = EventBody.Stamp(
                seq: 1, log: "é/\"1\"", time: Self.expiry, monotonicMilliseconds: -1, bootID: "b", context: .desk)
            return try EventBody.line(event, stamp: stamp)
        }
        for body in bodies {
            let general = try JSONValue(parsing: Data(body.utf8))
            #expect(FieldScanner.object(in: body) == general)
        }
        let bytes = Array(#"{"a":[1,-20,"\n"],"b":{"c":null,"d":true},"e":"é"}"#.utf8)
        var taken = 0
        for position in bytes.indices {
            for byte in Array(#"{}[]:,"\0 -+.eabntf1"#.utf8) + [0x00, 0x09, 0x7F] {
                var changed = bytes
                changed[position] = byte
                guard let text = String(validating: changed, as: UTF8.self),
                    let value = FieldScanner.object(in: text)
                else { continue }
                taken += 1
                #expect(try JSONValue(parsing: Data(changed)) == value, "\(text)")
            }
        }
        #expect(taken > 40)
        for text in [
            "", "{", "null", "[]", "{}x", #"{"a":01}"#, #"{"a":-0}"#, #"{"a":+1}"#, #"{"a":}"#, #"{"b":1,"a":2}"#,
        ] {
            #expect(FieldScanner.object(in: text) == nil, "\(text)")
        }
        let deep = #"{"a":"# + String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000) + "}"
        #expect(FieldScanner.object(in: deep) == nil)
    }
}
