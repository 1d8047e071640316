import Synchronization

/// So many bytes of requests may be held at once. Who comes later waits, in order and not for ever, before anything of
/// theirs is read.
final class ByteBudget: Sendable {
    private struct State {
        var free: Int
        var waiting: [(id: Int, bytes: Int, resume: CheckedContinuation<Bool, Never>)] = []
        var next = 0

        mutating func take(_ bytes: Int) -> Bool {
            guard waiting.isEmpty, free >= bytes else { return false }
            free -= bytes
            return true
        }

        /// Takes those out for whom there is room now.
        mutating func served() -> [CheckedContinuation<Bool, Never>] {
            var served: [CheckedContinuation<Bool, Never>] = []
            while let first = waiting.first, first.bytes <= free {
                free -= first.bytes
                served.append(waiting.removeFirst().resume)
            }
            return served
        }
    }

    private let state: Mutex<State>

    init(_ bytes: Int) { state = Mutex(State(free: bytes)) }

    /// - Parameters:
    ///   - bytes: at most the whole budget.
    ///   - patience: so long it waits for them.
    /// - Returns: false where the patience has ended, and nothing is taken.
    func take(_ bytes: Int, within patience: Duration) async -> Bool {
        if state.withLock({ $0.take(bytes) }) { return true }
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        let timer = Task {
            try await Task.sleep(for: patience)
            giveUp(id)
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { continuation in
            let isTaken = state.withLock { state in
                if state.take(bytes) { return true }
                state.waiting.append((id, bytes, continuation))
                return false
            }
            if isTaken { continuation.resume(returning: true) }
        }
    }

    func giveBack(_ bytes: Int) {
        let served = state.withLock { state in
            state.free += bytes
            return state.served()
        }
        for continuation in served { continuation.resume(returning: true) }
    }

    /// Whoever stood behind may find room.
    private func giveUp(_ id: Int) {
        let (gone, served) = state.withLock { state in
            let index = state.waiting.firstIndex { $0.id == id }
            return (index.map { state.waiting.remove(at: $0).resume }, state.served())
        }
        gone?.resume(returning: false)
        for continuation in served { continuation.resume(returning: true) }
    }
}
