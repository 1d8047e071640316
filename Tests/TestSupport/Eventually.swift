import Foundation

/// Waits until a condition holds, looking every few milliseconds.
///
/// - Throws: `TestSupportFailure` when it doesn't hold in time.
public func eventually(
    within limit: Duration = .seconds(30), _ what: String = "the condition", _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw TestSupportFailure("\(what) doesn't hold after \(limit)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
