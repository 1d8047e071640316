import AuditLog
import Synchronization

/// Verifies the log for the page: one verification at a time, however many tabs ask for it.
actor LogCheck {
    enum Standing: Sendable {
        case running(looked: Int64, of: Int64)
        case done(Result<Verification, any Error>)
    }

    private struct Run {
        var codes: [CheckpointCode]
        var size: Int64
        let looked: Looked
        var outcome: Result<Verification, any Error>?
        var endedAt: ContinuousClock.Instant?
    }

    private final class Looked: Sendable {
        let count = Atomic<Int64>(0)
    }

    private let path: String
    private var run: Run?
    private var number = 0
    /// A result is shown to all tabs that ask within this time; later the log is looked at anew.
    private let keptFor: Duration

    init(path: String, keptFor: Duration = .seconds(5)) {
        self.path = path
        self.keptFor = keptFor
    }

    /// Begins to verify, or tells how far that is.
    ///
    /// - Parameters:
    ///   - codes: checkpoints from outside.
    ///   - patience: how long a result is waited for.
    func look(against codes: [CheckpointCode] = [], patience: Duration = .seconds(1)) async -> Standing {
        let isOver = run?.endedAt.map { ContinuousClock.now - $0 > keptFor } ?? false
        if run == nil || isOver || run?.codes != codes { await begin(codes) }
        let mine = number
        let deadline = ContinuousClock.now + patience
        while run?.outcome == nil, number == mine, ContinuousClock.now < deadline {
            guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { break }
        }
        guard let run else { return .running(looked: 0, of: 0) }
        return run.outcome.map(Standing.done)
            ?? .running(looked: run.looked.count.load(ordering: .relaxed), of: run.size)
    }

    private func begin(_ codes: [CheckpointCode]) async {
        number += 1
        let (mine, looked, path) = (number, Looked(), path)
        run = Run(codes: codes, size: 0, looked: looked)
        if let reader = try? await LogReader.open(at: path), let size = try? await reader.size(), number == mine {
            run?.size = size
        }
        Task {
            let outcome: Result<Verification, any Error>
            do {
                let verification = try await LogVerifier.verify(
                    path, against: VerificationReference(checkpoints: [], codes: codes, keys: []),
                    onProgress: { looked.count.store($0, ordering: .relaxed) })
                outcome = .success(verification)
            } catch {
                outcome = .failure(error)
            }
            end(mine, outcome)
        }
    }

    private func end(_ mine: Int, _ outcome: Result<Verification, any Error>) {
        guard number == mine else { return }
        run?.outcome = outcome
        run?.endedAt = .now
    }
}
