import Foundation

/// A file of the repository's `Fixtures` folder.
func fixture(_ path: String, source: String = #filePath) throws -> [UInt8] {
    let root = URL(fileURLWithPath: source).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return Array(try Data(contentsOf: root.appendingPathComponent("Fixtures/" + path)))
}
