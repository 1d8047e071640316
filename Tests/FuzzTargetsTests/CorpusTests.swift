import Foundation
import FuzzTargets
import Testing

/// The inputs that fuzzing found worth keeping, among them any that once crashed a parser.
@Suite struct CorpusTests {
    private static func corpus(_ target: FuzzTarget, source: String = #filePath) throws -> [[UInt8]] {
        let root = URL(fileURLWithPath: source).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = root.appendingPathComponent("Fixtures/fuzz/\(target.rawValue)")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .map { Array(try Data(contentsOf: $0)) }
    }

    @Test(arguments: FuzzTarget.allCases)
    func `every input of the corpus passes, and so does each cut short`(target: FuzzTarget) throws {
        let inputs = try Self.corpus(target)
        #expect(inputs.count >= 5)
        for input in inputs {
            target.run(input)
            for length in stride(from: 0, to: input.count, by: max(1, input.count / 40)) {
                target.run(Array(input.prefix(length)))
            }
        }
    }
}
