import Foundation
import TestSupport
import Testing

/// A script of `Tests/PageSessions`, which plays the page of the built `ra` as people with browsers would.
enum PageScript {
    /// Runs it to its end, and expects that it ends well and says so.
    ///
    /// - Parameter last: how its last line has to end.
    static func run(_ name: String, _ arguments: [String] = [], last: String, minutes: Int = 20) async throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "PageSessions")
        let outcome = try await RaProcess.run(
            program: "/usr/bin/python3", ["-B", folder.appending(path: name).path(), RaProcess.path] + arguments,
            environment: ["TMPDIR": NSTemporaryDirectory(), "HOME": NSTemporaryDirectory()],
            timeout: .seconds(60 * minutes))
        #expect(outcome.exitStatus == 0, "\(outcome.standardOutput)\(outcome.standardError)")
        let line = outcome.standardOutput.split(separator: "\n").last.map(String.init) ?? ""
        #expect(line.hasSuffix(last), "\(outcome.standardOutput)\(outcome.standardError)")
    }
}
