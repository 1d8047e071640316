import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// The rules once more, written from their text in another language: both must say the same.
@Suite struct HandbookOracleTests {
    @Test func `a second reading of the rules gives the same answers`() async throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "HandbookOracle/oracle.py")
        let result = try await Subprocess.run(
            .name("python3"), arguments: [script.path(), RaProcess.path, "600", "20261121"],
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        #expect(result.terminationStatus == .exited(0))
        let output = result.standardOutput
        #expect(output.contains("2400 fact sets, 0 differences"), "\(output)\(result.standardError)")
    }
}
