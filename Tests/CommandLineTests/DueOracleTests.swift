import Foundation
import TestSupport
import Testing

/// A second reading of the contract, in Python, on reports of many shapes: `due_oracle.py`. `RA_DUE_PEOPLE=200000`
/// (`make test-due`) tries as many people.
@Suite struct DueOracleTests {
    @Test func aSecondReadingOfTheContractAgrees() async throws {
        let janitor = try Janitor()
        let people = ProcessInfo.processInfo.environment["RA_DUE_PEOPLE"] ?? "3000"
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let oracle = root.appending(path: "Tests/DueListTests/due_oracle.py").path(percentEncoded: false)
        let holidays = root.appending(path: "Sources/WorkingDays/Resources/bank-holidays.yaml")
        let outcome = try await RaProcess.run(
            program: "/usr/bin/python3",
            [
                oracle, "--shapes", janitor.folder, "--people", people, "--shapes-count", "60",
                "--holidays", holidays.path(percentEncoded: false), "--compare", RaProcess.path, janitor.folder,
            ], timeout: .seconds(1800))
        #expect(outcome.exitStatus == 0, "\(outcome.standardError)")
        #expect(outcome.standardOutput.hasPrefix("60 shapes, "))
    }
}
