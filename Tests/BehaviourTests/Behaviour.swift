import Synchronization

/// Something that the service does, tried step by step. What each step shows is a line of a transcript, which is the
/// same on the simulated desk and on the real service.
struct Behaviour: Sendable, CustomStringConvertible {
    let description: String
    let readers: Int
    let expected: [String]
    private let steps: @Sendable (Desk, Transcript) async throws -> Void

    init(
        _ description: String, readers: Int = 2, shows expected: [String],
        steps: @escaping @Sendable (Desk, Transcript) async throws -> Void
    ) {
        self.description = description
        self.readers = readers
        self.expected = expected
        self.steps = steps
    }

    func transcript(on desk: Desk) async throws -> [String] {
        let transcript = Transcript()
        try await steps(desk, transcript)
        return transcript.lines
    }

    static let all = looking + waiting + connecting + sharing + transacting + leaving + failing
}

final class Transcript: Sendable {
    private let content = Mutex<[String]>([])

    var lines: [String] { content.withLock { $0 } }

    func note(_ line: String) {
        content.withLock { $0.append(line) }
    }
}
