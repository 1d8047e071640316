import Foundation
import Testing

/// What was closed, killed, doubled, full or away.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["RA_PAGE"] != nil)) struct PageWithstandsTests {
    @Test func `no tab, browser, server, log or second session that goes or comes takes a session along`()
        async throws
    {
        try await PageScript.run("withstand.py", last: "withstood, 0 not", minutes: 30)
    }
}
