import Foundation
import Testing

/// What was closed, killed, doubled, full or away.
@Suite(.serialized) struct PageWithstandsTests {
    @Test func `no tab, browser, server, log or second session that goes or comes takes a session along`()
        async throws
    {
        try await PageScript.run("withstand.py", last: "withstood, 0 not", minutes: 30)
    }
}
