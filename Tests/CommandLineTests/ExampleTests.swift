import Foundation
import TestSupport
import Testing

/// The example of a front end of its own.
@Suite struct ExampleTests {
    @Test(arguments: ["locked-with-email", "locked-esr-owned", "due-for-renewal"])
    func `a program without the command line leads a whole session and reads its log`(scenario: String) async throws {
        let program = URL(fileURLWithPath: RaProcess.path).deletingLastPathComponent()
            .appending(path: "session-example").path()
        let outcome = try await RaProcess.run(
            program: program, [scenario], environment: ["TMPDIR": NSTemporaryDirectory()])
        #expect(outcome.exitStatus == 0, "\(outcome.standardError)")
        #expect(outcome.standardOutput.hasSuffix("events, sound, verified\n"), "\(outcome.standardOutput.suffix(300))")
        #expect(outcome.standardOutput.contains("\"type\":\"end\""))
    }
}
