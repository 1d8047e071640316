import Foundation
import TestSupport
import Testing

/// The same sessions at a terminal, with answers from a file and as a conversation.
@Suite struct ThreeWaysTests {
    @Test func `however a session is answered, its log differs in nothing but identifiers and times`() async throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "PageSessions/ways.py")
        let outcome = try await RaProcess.run(
            program: "/usr/bin/python3", ["-B", script.path(), RaProcess.path],
            environment: ["TMPDIR": NSTemporaryDirectory()], timeout: .seconds(900))
        #expect(outcome.exitStatus == 0, "\(outcome.standardOutput)\(outcome.standardError)")
        #expect(outcome.standardOutput.contains("19 scenarios, 0 differ"))
    }
}
