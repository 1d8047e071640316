import JSON
import TestSupport
import Testing

/// `ra handbook`, by the built program.
@Suite struct HandbookCommandTests {
    @Test(arguments: [["rules"], ["sites"], ["roles"], ["sources"], ["error"], ["error", "ERR1002"]])
    func `each part is text for people and one document for programs`(arguments: [String]) async throws {
        let people = try await RaProcess.run(["handbook"] + arguments)
        #expect(people.exitStatus == 0)
        #expect(people.standardError.isEmpty)
        #expect(people.standardOutput.split(separator: "\n").allSatisfy { $0.count <= 80 })
        let program = try await RaProcess.run(["handbook"] + arguments + ["--json"])
        #expect(program.exitStatus == 0)
        #expect(try program.document()["schemaVersion"] == 1)
    }

    @Test func `the rules are one page too`() async throws {
        let page = try await RaProcess.run(["handbook", "rules", "--format", "html"])
        #expect(page.exitStatus == 0)
        #expect(page.standardOutput.hasPrefix("<!DOCTYPE html>"))
        #expect(page.standardOutput.hasSuffix("</html>\n"))
    }

    @Test func `a document past its review is said to be`() async throws {
        let sources = try await RaProcess.run(["handbook", "sources", "--json"]).document()["sources"]?.array
        let h10 = try #require(sources?.first { $0["id"] == "H10" })
        #expect(h10["nextReview"] == "2026-08-04")
        #expect(h10["reviewOverdue"] == true)
        let text = try await RaProcess.run(["handbook", "sources"]).standardOutput
        #expect(text.contains("2026-08-04: OVERDUE"))
    }

    @Test func `an error that no source describes is an answer of no`() async throws {
        let outcome = try await RaProcess.run(["handbook", "error", "ERR\u{1B}[2J"])
        #expect(outcome.exitStatus == 1)
        #expect(outcome.standardOutput.isEmpty)
        #expect(outcome.standardError.hasPrefix("ra: error: No source describes the error "))
        #expect(outcome.standardError.contains("ra: hint: Raise a ticket"))
        #expect(!outcome.standardError.contains("\u{1B}"))
    }
}
