import Foundation
import TestSupport
import Testing

/// Every scenario on a real terminal of 80 columns and 24 lines, typed by a script as a person would.
@Suite struct SessionKeysTests {
    private func play(_ arguments: String...) async throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "SessionKeys/session_keys.py")
        let outcome = try await RaProcess.run(
            program: "/usr/bin/python3", [script.path(), RaProcess.path] + arguments,
            environment: ["TMPDIR": NSTemporaryDirectory()], timeout: .seconds(900))
        #expect(outcome.exitStatus == 0, "\(outcome.standardOutput)\(outcome.standardError)")
        #expect(outcome.standardOutput.contains("18 sessions, 0 problems"))
    }

    @Test func `a session takes few keys and few lines, and no more than a screen between two keys`() async throws {
        try await play()
    }

    @Test func `no wrong thing at any prompt ends a session, or is taken`() async throws {
        try await play("--type", "wrong")
    }

    @Test func `nothing like a secret at any prompt is taken, and it stands nowhere afterwards`() async throws {
        try await play("--type", "secret")
    }
}
