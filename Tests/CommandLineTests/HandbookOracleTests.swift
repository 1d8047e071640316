import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// The rules once more, written from their text in another language: both must say the same.
@Suite struct HandbookOracleTests {
    /// The program beside the tests, and the static one where `make test` has built it: that one has no time zone data.
    static let programs = [RaProcess.path] + [ProcessInfo.processInfo.environment["RA_STATIC"]].compactMap(\.self)

    @Test(arguments: programs)
    func `a second reading of the rules gives the same answers`(program: String) async throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "HandbookOracle/oracle.py")
        let result = try await Subprocess.run(
            .name("python3"), arguments: [script.path(), program, "600", "20261121"],
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        #expect(result.terminationStatus == .exited(0))
        let output = result.standardOutput
        #expect(output.contains("2400 fact sets, 0 differences"), "\(output)\(result.standardError)")
    }
}
