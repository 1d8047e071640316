import CardFuzzTargets
import Foundation
import ISO7816FuzzTargets
import Testing
import TextFuzzTargets

/// The inputs that fuzzing found worth keeping, among them any that once crashed a parser.
@Suite struct CorpusTests {
    private static func corpus(_ target: String, source: String = #filePath) throws -> [[UInt8]] {
        let root = URL(fileURLWithPath: source).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = root.appendingPathComponent("Fixtures/fuzz/\(target)")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .map { Array(try Data(contentsOf: $0)) }
    }

    private func replay(_ target: String, _ run: ([UInt8]) -> Void) throws {
        let inputs = try Self.corpus(target)
        #expect(inputs.count >= 5)
        for input in inputs {
            run(input)
            for length in stride(from: 0, to: input.count, by: max(1, input.count / 40)) {
                run(Array(input.prefix(length)))
            }
        }
    }

    @Test(arguments: ISO7816FuzzTarget.allCases)
    func `every input for ISO 7816 passes, and so does each cut short`(target: ISO7816FuzzTarget) throws {
        try replay(target.rawValue, target.run)
    }

    @Test(arguments: CardFuzzTarget.allCases)
    func `every input for cards passes, and so does each cut short`(target: CardFuzzTarget) throws {
        try replay(target.rawValue, target.run)
    }

    @Test(arguments: TextFuzzTarget.allCases)
    func `every input in text passes, and so does each cut short`(target: TextFuzzTarget) throws {
        try replay(target.rawValue, target.run)
    }
}
