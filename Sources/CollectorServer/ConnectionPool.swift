import Collector
import Dispatch
import PostgreSQL
import Synchronization

/// A few connections, each with a thread that may block for it. Whoever comes when all are taken waits for a turn, and
/// nobody waits longer than the patience: then the database counts as away. Work that is given up is not interrupted; its
/// place becomes free when it ends.
final class ConnectionPool: Sendable {
    private let settings: String
    private let patience: Duration
    private let state: Mutex<State>

    private struct State {
        var free: [Place]
        var waiting: [(id: Int, resume: CheckedContinuation<Place?, Never>)] = []
        var next = 0
    }

    /// One thread and its connection.
    private final class Place: Sendable {
        let queue: DispatchQueue
        /// Touched on the queue alone.
        nonisolated(unsafe) var connection: PostgreSQLConnection?

        init(_ number: Int) { queue = DispatchQueue(label: "collector database \(number)") }

        /// Called on the queue. A server that went away and came back is connected to again.
        func usable(_ settings: String) throws(PostgreSQLError) -> PostgreSQLConnection {
            if let connection, connection.isUsable { return connection }
            connection = nil
            let made = try PostgreSQLConnection(settings)
            // Durable means durable here, whatever the server's own settings are.
            try made.runScript(
                "set synchronous_commit = on; set statement_timeout = '25s'; set lock_timeout = '20s'")
            connection = made
            return made
        }
    }

    /// - Parameters:
    ///   - settings: for libpq.
    ///   - count: how many connections.
    ///   - patience: for a turn and for the work together.
    init(_ settings: String, count: Int, patience: Duration) {
        self.settings = settings
        self.patience = patience
        state = Mutex(State(free: (0..<count).map(Place.init)))
    }

    /// Runs the body with a way to a connection. It runs a second time where the first found the connection broken: it has
    /// to be one that may be repeated, as every request is.
    ///
    /// - Returns: nil where the patience has ended.
    func perform(
        _ body: @escaping @Sendable (_ connection: () throws -> PostgreSQLConnection) throws -> CollectorAnswer
    ) async throws -> CollectorAnswer? {
        let end = ContinuousClock.now + patience
        guard let place = await turn(until: end) else { return nil }
        let settings = settings
        let race = Race<Result<CollectorAnswer, any Error>>()
        place.queue.async {
            let result = Result { () throws -> CollectorAnswer in
                let hadConnection = place.connection != nil
                let answer = try body { try place.usable(settings) }
                let isBroken = hadConnection && place.connection?.isUsable == false
                return answer.status == 503 && isBroken ? try body { try place.usable(settings) } : answer
            }
            self.giveBack(place)
            race.finish(result)
        }
        return try await race.value(until: end)?.get()
    }

    private func turn(until end: ContinuousClock.Instant) async -> Place? {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        let timer = Task {
            try await Task.sleep(until: end, clock: .continuous)
            let waiting = state.withLock { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
            }
            waiting?.resume.resume(returning: nil)
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { continuation in
            let place: Place? = state.withLock { state in
                if let place = state.free.popLast() { return place }
                state.waiting.append((id, continuation))
                return nil
            }
            if let place { continuation.resume(returning: place) }
        }
    }

    private func giveBack(_ place: Place) {
        let next = state.withLock { state -> CheckedContinuation<Place?, Never>? in
            if state.waiting.isEmpty {
                state.free.append(place)
                return nil
            }
            return state.waiting.removeFirst().resume
        }
        next?.resume(returning: place)
    }
}

/// A value that comes from another thread, or too late.
private final class Race<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var isOver = false
        var waiting: CheckedContinuation<Value?, Never>?
    }

    private let state = Mutex(State())

    func finish(_ value: Value?) {
        let waiting = state.withLock { state -> CheckedContinuation<Value?, Never>? in
            guard !state.isOver else { return nil }
            (state.isOver, state.value) = (true, value)
            return state.waiting
        }
        waiting?.resume(returning: value)
    }

    func value(until end: ContinuousClock.Instant) async -> Value? {
        let timer = Task {
            try await Task.sleep(until: end, clock: .continuous)
            finish(nil)
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.waiting = continuation }
                return state.isOver
            }
            if isOver { continuation.resume(returning: state.withLock { $0.value }) }
        }
    }
}
