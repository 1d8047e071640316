import Foundation
import Testing

/// The page with a keyboard alone, and what a screen reader is told of it.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["RA_PAGE"] != nil)) struct PageByKeyboardTests {
    @Test func `a whole unlock takes few keys, and the focus and what is announced are right in each view`()
        async throws
    {
        try await PageScript.run("keys.py", last: "7 right, 0 not")
    }
}
