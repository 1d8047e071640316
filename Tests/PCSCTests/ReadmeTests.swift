import Foundation
import Testing

/// What the README shows of the library is an example that `make examples` builds.
struct ReadmeTests {
    private static func text(_ path: String, source: String = #filePath) throws -> String {
        let root = URL(fileURLWithPath: source).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    @Test func `the README's Swift is the example of that name, to the letter`() throws {
        let readme = try Self.text("README.md")
        let blocks = readme.components(separatedBy: "```swift\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
        #expect(blocks == [try Self.text("Examples/Sources/readme/main.swift")])
    }
}
