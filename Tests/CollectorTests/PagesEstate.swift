import AuditLog
import Collector
import Foundation
import Instants
import PostgreSQL
import TestSupport

/// A database with a few desks, for the auditor's pages: one in order, one with a fork, a retired one, one that was never
/// heard, and one whose texts want to be markup.
struct PagesEstate {
    let settings: String
    let collector: TestCollector
    let osprey: TestDesk
    let heron: TestDesk
    let hostile: TestDesk

    static let markup = #"<script>alert(1)</script>'&"#

    init() throws {
        settings = try TestCollector.emptyDatabase()
        collector = try TestCollector(try PostgreSQLConnection(settings))
        var osprey = TestDesk("ra-workstation/OSPREY-RA-01/00000001")
        for number in 0..<30 { Self.addSession(number, to: &osprey) }
        var heron = TestDesk("ra-workstation/HERON-RA-02/00000002")
        Self.addSession(100, to: &heron)
        let old = TestDesk("ra-workstation/WREN-RA-03/00000003")
        let unheard = TestDesk("ra-workstation/KITE-RA-04/00000004")
        var hostile = TestDesk("ra-workstation/<script>alert(1)</script>'&/00000005")
        let quoted = Self.markup
        hostile.append(
            Self.body(
                1, of: hostile,
                #""action":"\#(quoted)","event":"\#(quoted)","operator":"\#(quoted)","outcome":"\#(quoted)","#
                    + #""seq":1,"session":"0000-0000-hostile","site":"\#(quoted)","subject":"\#(quoted)","#
                    + #""time":"2026-11-26T03:00:00Z","workstation":"\#(quoted)""#))
        let enrolment = Enrolment(connection: collector.connection, now: collector.clock.now)
        try enrolment.enrol(osprey.key.verifierKey, site: "RX1", note: "Night desk, by the pharmacy")
        try enrolment.enrol(heron.key.verifierKey, site: "RX2")
        try enrolment.enrol(old.key.verifierKey)
        try enrolment.enrol(unheard.key.verifierKey, site: "RX2")
        try enrolment.enrol(hostile.key.verifierKey, site: Self.markup, note: Self.markup)
        for desk in [osprey, heron, hostile] {
            guard try collector.push(desk.entries(old: 0), desk).status == 200 else {
                throw TestSupportFailure("a desk's events aren't taken")
            }
        }
        // The same desk, with its last event written anew.
        var forked = heron
        forked.replace(Int(heron.size) - 1, with: heron.event(Int(heron.size), note: "rewritten"))
        guard try collector.push(forked.entries(old: 0), forked).status == 422 else {
            throw TestSupportFailure("a fork isn't seen")
        }
        try enrolment.retire(old.origin)
        (self.osprey, self.heron, self.hostile) = (osprey, heron, hostile)
    }

    /// A short session, on another day for each.
    private static func addSession(_ number: Int, to desk: inout TestDesk) {
        let day = number % 26 + 1
        let action = number % 3 == 0 ? "renew" : "unlock"
        let outcome = number % 7 == 0 ? "refused" : number % 5 == 0 ? "failed" : "confirmedByOperator"
        func add(_ event: String, _ outcome: String?, _ minute: Int) {
            let members =
                #""action":"\#(action)","event":"\#(event)","operator":"000111222333","#
                + (outcome.map { #""outcome":"\#($0)","# } ?? "") + #""seq":\#(desk.size + 1),"#
                + #""session":"0000-0000-\#(1000 + number)","subject":"000444555666","#
                + #""time":"2026-11-\#(day < 10 ? "0" : "")\#(day)T02:\#(10 + minute):00Z","workstation":"RA""#
            desk.append(body(Int(desk.size) + 1, of: desk, members))
        }
        add("session.started", nil, 0)
        add("intent", nil, 1)
        add("outcome", outcome, 2)
        add("session.ended", outcome, 3)
    }

    /// Members in order but for `log`, which stands after `event`.
    private static func body(_ seq: Int, of desk: TestDesk, _ members: String) -> [UInt8] {
        Array(
            "{\(members.replacingOccurrences(of: #","operator""#, with: #","log":"\#(desk.origin)","operator""#))}".utf8
        )
    }
}

/// The built `ra-collector pages`, with a runtime folder of its own.
final class PagesProcess: Sendable {
    let folder: Janitor
    let configuration: String
    private let child: RestartableChild
    private let log: String

    init(_ database: String) throws {
        folder = try Janitor()
        configuration = folder.folder + "/config.yaml"
        log = folder.folder + "/pages.log"
        let yaml = """
            database: \(database)
            witness: {name: collector.example/w1, key: \(folder.folder)/key}
            silentAfterHours: 100000
            """
        try Data(yaml.utf8).write(to: URL(fileURLWithPath: configuration))
        child = RestartableChild(log: log)
    }

    deinit { child.send(SIGKILL) }

    var environment: [String: String] { ["XDG_RUNTIME_DIR": folder.folder + "/run"] }

    /// Starts it and waits until it listens.
    ///
    /// - Returns: the link.
    func start() async throws -> String {
        try child.start(
            [
                "setpriv", "--pdeathsig", "KILL", "env", "XDG_RUNTIME_DIR=\(folder.folder)/run",
                CollectorProcess.program, "pages", "--config", configuration, "--listen", "127.0.0.1:0", "--json",
            ])
        var link: String?
        try await eventually(within: .seconds(60), "that the pages listen") {
            guard !child.hasEnded else { throw TestSupportFailure("the pages ended: \(text)") }
            link = text.firstMatch(of: /"link":"([^"]+)"/).map {
                String($0.1).replacingOccurrences(of: "\\/", with: "/")
            }
            return link != nil
        }
        return try link.orThrow()
    }

    var text: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    func end() {
        child.send(SIGTERM)
        child.waitUntilEnded()
    }

    func run(_ arguments: [String]) async throws -> RaProcess.Outcome {
        try await RaProcess.run(
            program: CollectorProcess.program, ["pages"] + arguments + ["--config", configuration],
            environment: environment)
    }
}
