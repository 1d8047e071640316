import Foundation
import Testing

/// Every scenario through the page, and at a terminal: the same outcome, the same routes, the same events in the log.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["RA_PAGE"] != nil)) struct PlayedSessionTests {
    @Test func `every scenario ends through the page as at a terminal, without JavaScript`() async throws {
        try await PageScript.run("play.py", ["--client", "forms"], last: "19 scenarios, 0 differ")
    }

    @Test func `every scenario ends in Chromium as at a terminal`() async throws {
        try await PageScript.run("play.py", ["--client", "chromium"], last: "19 scenarios, 0 differ")
    }

    @Test func `the main scenarios end in Firefox as at a terminal`() async throws {
        let main = [
            "assisted-unlock", "locked-with-email", "due-for-renewal", "stolen-card", "swapped-cards", "telephone",
        ]
        try await PageScript.run("play.py", ["--client", "firefox"] + main, last: "6 scenarios, 0 differ")
    }
}
