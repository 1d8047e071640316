import Synchronization

/// So many bytes of requests may be held at once. Who comes later waits, in order, before anything of theirs is read.
final class ByteBudget: Sendable {
    private struct State {
        var free: Int
        var waiting: [(bytes: Int, resume: CheckedContinuation<Void, Never>)] = []
    }

    private let state: Mutex<State>

    init(_ bytes: Int) { state = Mutex(State(free: bytes)) }

    /// - Parameter bytes: at most the whole budget.
    func take(_ bytes: Int) async {
        await withCheckedContinuation { continuation in
            let isTaken = state.withLock { state in
                guard state.waiting.isEmpty, state.free >= bytes else {
                    state.waiting.append((bytes, continuation))
                    return false
                }
                state.free -= bytes
                return true
            }
            if isTaken { continuation.resume() }
        }
    }

    func giveBack(_ bytes: Int) {
        let next = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.free += bytes
            var next: [CheckedContinuation<Void, Never>] = []
            while let first = state.waiting.first, first.bytes <= state.free {
                state.free -= first.bytes
                next.append(state.waiting.removeFirst().resume)
            }
            return next
        }
        for continuation in next { continuation.resume() }
    }
}
