import CLinux
import Foundation
import TestSupport
import Testing

/// Files that a command is asked to write.
@Suite struct OutputFileTests {
    /// As the administrator, an atomic write once put a plain file in the place of a device.
    @Test(arguments: ["report", "ticket"])
    func `what is no plain file is written into and stays what it is`(kind: String) async throws {
        let pipe = NSTemporaryDirectory() + "pipe-\(UUID())"
        #expect(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        async let reader = RaProcess.run(program: "/bin/cat", [pipe])
        let arguments =
            kind == "report"
            ? ["preflight", "--simulate", "two-readers", "--report", pipe]
            : ["unlock", "--simulate", "one-reader", "--ticket", pipe]
        let outcome = try await RaProcess.run(arguments, environment: ["TMPDIR": NSTemporaryDirectory()])
        #expect(outcome.exitStatus == 0, "\(outcome.standardError)")
        let text = try await reader.standardOutput
        #expect(text.contains("imulated"))
        #expect(ra_is_pipe(ra_file_mode(pipe)) == 1)
    }
}
