import Foundation
import TestSupport
import Testing

/// The page under attack: by programs, by pages in a browser that has it open, and by another Unix user where this one is
/// root. Each attack is named in what the script prints.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["RA_PAGE"] != nil)) struct PageAttackTests {
    private func withstand(atLeast count: Int, _ arguments: String...) async throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "PageAttacks/attacks.py")
        let outcome = try await RaProcess.run(
            program: "/usr/bin/python3", [script.path(), RaProcess.path] + arguments,
            environment: ["TMPDIR": NSTemporaryDirectory()], timeout: .seconds(1800))
        let told = outcome.standardOutput + outcome.standardError
        #expect(outcome.exitStatus == 0, "\(told)")
        let made = outcome.standardOutput.split(separator: "\n").last?.split(separator: " ")
        #expect(made?.dropFirst().joined(separator: " ") == "attacks, 0 got through", "\(told)")
        #expect(made?.first.flatMap { Int($0) } ?? 0 >= count, "\(told)")
    }

    @Test func `nothing that is sent to the page learns or changes anything, whoever sends it`() async throws {
        try await withstand(atLeast: 100)
    }

    @Test func `no hostile page in Chromium learns or changes anything`() async throws {
        try await withstand(atLeast: 20, "--browser", "chromium", "--no-raw")
    }

    @Test func `no hostile page in Firefox learns or changes anything`() async throws {
        try await withstand(atLeast: 20, "--browser", "firefox", "--no-raw")
    }
}
