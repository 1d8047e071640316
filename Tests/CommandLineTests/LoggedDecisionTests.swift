import AuditLog
import Foundation
import Handbook
import JSON
import TestSupport
import Testing

/// A decision is taken again from nothing but what the audit log holds of it.
@Suite struct LoggedDecisionTests {
    @Test(arguments: [
        ("email", "new-email"), ("renew", "locked-and-due"), ("unlock", "locked-without-email"),
        ("renew", "renewal-fails-then-repair"), ("unlock", "blocked-series"), ("unlock", "one-reader"),
    ])
    func `the facts in the log give the same route, reasons and warnings again`(
        workflow: String, scenario: String
    ) async throws {
        let folder = NSTemporaryDirectory() + "replay-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/audit.sqlite"
        _ = try await RaProcess.run([workflow, "--simulate", scenario, "--audit-log", path])

        let rulebook = Rulebook()
        var query = EventQuery()
        query.code = .decisionTaken
        var scan = try await LogReader.open(at: path).scan(query)
        var (count, addresses): (Int, [JSONValue]) = (0, [])
        while let events = try await scan.nextPage() {
            for event in events {
                let json = try event.json()
                let facts = try Facts(json: try #require(json["facts"]), practice: rulebook.practice)
                let decided = try #require(json["action"]?.string.flatMap(Workflow.init(rawValue:)))
                let again = rulebook.decide(decided, facts)
                #expect(json["route"] == .string(again.route.rawValue))
                #expect(json["reasons"] == .array(again.reasons.map { .string($0.rawValue) }))
                #expect(json["warnings"] == .array(again.warnings.map { .string($0.rawValue) }))
                #expect(json["ruleSet"] == .string(again.ruleSet))
                if let address = json["facts"]?["holder"]?["newEmail"], address != .null { addresses.append(address) }
                count += 1
            }
        }
        #expect(count > 0)
        if scenario == "new-email" { #expect(!addresses.isEmpty && addresses.allSatisfy { $0 == "x@nhs.net" }) }
        let bytes = try #require(FileManager.default.contents(atPath: path))
        #expect(bytes.range(of: Data("chris.holder".utf8)) == nil)
    }
}
