import Foundation
import Testing

/// Checks by programs of others, where the Makefile has fetched them.
@Suite(.serialized) struct PageChecksTests {
    private static let environment = ProcessInfo.processInfo.environment

    @Test(.enabled(if: environment["RA_AXE"] != nil))
    func `axe finds nothing in any view and state, at any width, with forced colours, with and without JavaScript`()
        async throws
    {
        try await PageScript.run("axe.py", ["--axe", Self.environment["RA_AXE"] ?? ""], last: " states", minutes: 60)
    }

    @Test(.enabled(if: environment["RA_NU"] != nil))
    func `the Nu validator finds no error in any page`() async throws {
        try await PageScript.run("axe.py", ["--nu", Self.environment["RA_NU"] ?? ""], last: " pages", minutes: 60)
    }
}
