import AuditLog
import DeskSession
import Foundation
import Handbook
import JSON
import Preflight
import TestSupport
import Testing

/// What the program prints for other programs, against docs/schemas.
@Suite struct SchemaTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Each document is then changed everywhere in it, and has to be refused.
    @Test func `every command prints what its schema says, and the schemas take nothing else`() async throws {
        let janitor = try Janitor()
        // It comes after eight minutes without anything.
        let idle = try #require(ConversationObject.of(.idle(minutes: 8)))
        let late = janitor.folder + "/late.jsonl"
        try (idle.line() + "\n").write(toFile: late, atomically: true, encoding: .utf8)
        let script = Self.root.appending(path: "Tests/Schemas/validate.py")
        let outcome = try await RaProcess.run(
            program: "/usr/bin/python3", [script.path(), RaProcess.path, "--self-test", "--also", late],
            environment: ["TMPDIR": NSTemporaryDirectory()], timeout: .seconds(900))
        #expect(outcome.exitStatus == 0, "\(outcome.standardOutput)\(outcome.standardError)")
        #expect(outcome.standardOutput.contains(", 0 problems"))
    }

    @Test func `the words that the schemas list are the program's own, all of them`() throws {
        let common = try schema("common")["$defs"]
        #expect(words(common?["workflow"]) == Workflow.allCases.map(\.rawValue))
        #expect(words(common?["route"]) == Route.allCases.map(\.rawValue))
        #expect(words(common?["reason"]) == Reason.allCases.map(\.rawValue))
        #expect(words(common?["warning"]) == Warning.allCases.map(\.rawValue))
        #expect(words(common?["fact"]) == FactKey.allCases.map(\.rawValue))
        #expect(words(common?["operatorRole"]) == OperatorRole.allCases.map(\.rawValue))
        #expect(words(common?["cimRole"]) == CIMRole.allCases.map(\.rawValue))
        #expect(words(common?["job"]) == Job.allCases.map(\.rawValue))
        #expect(words(common?["outcome"]) == EventOutcome.allCases.map(\.rawValue))
        #expect(Set(words(common?["outcome"])) == Set(SessionOutcome.allCases.map(\.rawValue)))
        #expect(Set(words(common?["guard"])) == Set(GuardCode.allCases.map(\.rawValue)))
        let wait = try schema("conversation-wait")["properties"]?["for"]
        #expect(Set(words(wait)) == Set(Wait.Code.allCases.map(\.rawValue)))
        let event = try schema("event")["properties"]?["event"]
        #expect(Set(words(event)) == Set(EventCode.allCases.map(\.rawValue)))
        let unsayable = try schema("facts")["properties"]?["cannotSay"]?["items"]
        #expect(words(unsayable) == FactKeySet.withDefault.keys.map(\.rawValue))
    }

    private func words(_ list: JSONValue?) -> [String] { list?["enum"]?.array?.compactMap(\.string) ?? [] }

    private func schema(_ name: String) throws -> JSONValue {
        try JSONValue(parsing: Data(contentsOf: Self.root.appending(path: "docs/schemas/\(name).json")))
    }
}
