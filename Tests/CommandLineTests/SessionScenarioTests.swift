import Foundation
import JSON
import TestSupport
import Testing

/// Each scenario, played by the program from the first card to the receipt, with the scenario's own answers.
@Suite struct SessionScenarioTests {
    struct Play: Sendable, CustomTestStringConvertible {
        var scenario: String
        var workflow: String
        var route: String
        var outcome: String
        var guards: [String] = []
        var subject = "000444555666"
        /// Outcomes of the routes on the way, in order.
        var outcomes: [String]?

        var testDescription: String { scenario }
    }

    static let plays = [
        Play(scenario: "locked-with-email", workflow: "unlock", route: "self-service-unlock", outcome: "verified"),
        Play(
            scenario: "locked-without-email", workflow: "unlock", route: "add-email-then-self-service",
            outcome: "verified"),
        Play(scenario: "locked-esr-owned", workflow: "unlock", route: "assisted-unlock", outcome: "verified"),
        Play(scenario: "expired-here", workflow: "renew", route: "assisted-renewal", outcome: "verified"),
        Play(
            scenario: "expired-elsewhere", workflow: "renew", route: "refer-to-primary-employer", outcome: "advised"),
        Play(scenario: "due-for-renewal", workflow: "renew", route: "self-renew", outcome: "verified"),
        Play(
            scenario: "locked-and-due", workflow: "renew", route: "self-renew", outcome: "verified",
            outcomes: ["verified", "verified"]),
        Play(
            scenario: "renewal-fails-then-repair", workflow: "renew", route: "repair-card", outcome: "verified",
            outcomes: ["failed", "failed", "verified"]),
        Play(scenario: "blocked-series", workflow: "unlock", route: "replace-card", outcome: "advised"),
        Play(scenario: "wrong-card", workflow: "unlock", route: "assisted-unlock", outcome: "verified"),
        Play(
            scenario: "swapped-cards", workflow: "unlock", route: "assisted-unlock", outcome: "verified",
            guards: ["operatorCardRemoved", "cardRemoved", "cardsExchanged"]),
        Play(
            scenario: "card-pulled-out", workflow: "unlock", route: "assisted-unlock", outcome: "verified",
            guards: ["cardRemoved"]),
        Play(
            scenario: "unreadable-card", workflow: "unlock", route: "assisted-unlock",
            outcome: "confirmedByOperator"),
        Play(scenario: "one-reader", workflow: "unlock", route: "resolve-at-osprey", outcome: "advised"),
        Play(scenario: "cim-elsewhere", workflow: "unlock", route: "assisted-unlock", outcome: "verified"),
        Play(scenario: "new-email", workflow: "email", route: "amend-in-cim", outcome: "confirmedByOperator"),
        Play(scenario: "lost-card", workflow: "replace", route: "cancel-then-order", outcome: "confirmedByOperator"),
    ]

    /// So few at a time that other tests keep their share of the machine.
    private static let places = Places(4)

    private actor Places {
        private var free: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(_ count: Int) { free = count }

        func limited<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
            if free > 0 {
                free -= 1
            } else {
                await withCheckedContinuation { waiting.append($0) }
            }
            defer { giveBack() }
            return try await body()
        }

        private func giveBack() {
            if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
        }
    }

    @Test(arguments: plays)
    func `a scenario ends as it should, and its log verifies, with an intent before each outcome`(
        play: Play
    ) async throws {
        let folder = NSTemporaryDirectory() + "scenario-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let log = ["--audit-log", folder + "/audit.sqlite"]
        @Sendable func ra(_ arguments: [String]) async throws -> RaProcess.Outcome {
            try await RaProcess.run(arguments + log, environment: ["HOME": folder])
        }

        let session = try await Self.places.limited {
            try await ra([play.workflow, "--simulate", play.scenario, "--json"])
        }
        #expect(session.exitStatus == 0, "\(session.standardError)")
        let objects = try session.standardOutput.split(separator: "\n").map { try JSONValue(parsing: Data($0.utf8)) }
        let end = try #require(objects.last)
        #expect(end["type"] == "end")
        #expect(end["route"] == .string(play.route))
        #expect(end["outcome"] == .string(play.outcome))
        func codes(_ type: String) -> [String] {
            objects.filter { $0["type"] == .string(type) }.compactMap { $0["code"]?.string }
        }
        #expect(codes("guard") == play.guards)
        #expect(Set(codes("restored")) == Set(play.guards))

        #expect(try await ra(["audit", "verify"]).exitStatus == 0)
        let listed = try await ra(["audit", "list", "--subject", play.subject, "--format", "json"])
        #expect(listed.standardOutput.contains(try #require(end["session"]?.string)))
        let events = try await ra(["audit", "export"]).standardOutput.split(separator: "\n").map {
            try JSONValue(parsing: Data($0.utf8))
        }
        #expect(events.allSatisfy { $0["simulated"] == true })
        let work = events.filter { ["intent", "outcome"].contains($0["event"]) }
        let pairs = stride(from: 0, to: work.count, by: 2).map { Array(work[$0..<min($0 + 2, work.count)]) }
        for pair in pairs {
            #expect(pair.map { $0["event"] } == ["intent", "outcome"])
            #expect(pair.last?["intent"] == pair.first?["seq"])
        }
        #expect(pairs.compactMap { $0.last?["outcome"]?.string } == play.outcomes ?? [play.outcome])
        let text = events.description
        #expect(!text.contains("chris.holder"))
    }

    @Test func `each line for people that a simulated desk gives says so`() async throws {
        let outcome = try await RaProcess.run(["unlock", "--simulate", "blocked-series"])
        let lines = outcome.standardOutput.split(separator: "\n")
        #expect(!lines.isEmpty)
        #expect(lines.allSatisfy { $0.hasPrefix("[simulated] ") })
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test func `without a terminal and without answers it says what is missing, and does nothing`() async throws {
        let outcome = try await RaProcess.run(
            ["unlock", "--simulate", "two-readers", "--audit-log", "/nonexistent/audit.sqlite"])
        #expect(outcome.exitStatus == 64)
        #expect(outcome.standardError.hasPrefix("ra: error: "))
        #expect(outcome.standardError.contains("holder.email"))
        #expect(outcome.standardError.contains("ra: hint: "))
        #expect(outcome.standardOutput.isEmpty)
    }

    @Test func `no log, no action`() async throws {
        let outcome = try await RaProcess.run(
            ["unlock", "--simulate", "locked-with-email", "--audit-log", "/proc/audit.sqlite"])
        #expect(outcome.exitStatus == 74 || outcome.exitStatus == 77)
        #expect(outcome.standardOutput.isEmpty)
    }
}
