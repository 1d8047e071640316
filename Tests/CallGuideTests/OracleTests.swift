import CallGuide
import Foundation
import Subprocess
import TestSupport
import Testing

/// The same question answered by another program, written from the contract alone.
@Suite struct OracleTests {
    @Test func `a second evaluation agrees at each hour at which something changes`() async throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let proof = URL(fileURLWithPath: RaProcess.path).deletingLastPathComponent().appending(path: "call-proof")
        let result = try await Subprocess.run(
            .name("python3"), arguments: [folder.appending(path: "call_oracle.py").path(), "short", proof.path()],
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        let output = result.standardOutput
        #expect(result.terminationStatus == .exited(0), "\(output)\(result.standardError)")
        #expect(output.contains("72 instants, 41472 answers,") && output.contains(" 0 differences"), "\(output)")
    }
}
