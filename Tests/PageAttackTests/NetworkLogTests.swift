import Foundation
import TestSupport
import Testing

/// Needs no browser: what one told of its network is judged as it was recorded.
struct NetworkLogTests {
    @Test func `an answer that a browser tells late isn't taken for the desk's`() async throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "PageAttacks/network_log_tests.py")
        let outcome = try await RaProcess.run(program: "/usr/bin/python3", [script.path()])
        #expect(outcome.exitStatus == 0, "\(outcome.standardError)")
    }
}
