import CLibPQ
import Dispatch
import Synchronization

/// Owns one connection, and a thread that may block for it. Safe from any task; bodies run one after the other.
public final class DatabaseWorker: Sendable {
    private let queue: DispatchQueue
    /// Touched on the queue alone.
    private nonisolated(unsafe) let connection: PostgreSQLConnection
    private let canceller: Canceller

    /// Connects, on the thread that the connection keeps.
    ///
    /// - Throws: ``PostgreSQLError/cannotConnect(_:)``
    public static func connect(_ settings: String) async throws -> DatabaseWorker {
        let queue = DispatchQueue(label: "postgresql")
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Result { DatabaseWorker(connection: try PostgreSQLConnection(settings), queue: queue) })
            }
        }
    }

    private init(connection: PostgreSQLConnection, queue: DispatchQueue) {
        self.connection = connection
        self.queue = queue
        canceller = Canceller(connection)
    }

    deinit {
        // Closing may wait for the network, so it is the thread's affair as well.
        nonisolated(unsafe) let connection = self.connection
        queue.async { withExtendedLifetime(connection) {} }
    }

    /// Runs the body with the connection.
    ///
    /// Where the calling task is cancelled meanwhile, the server is asked to give up the statement that runs; it is then
    /// refused with ``SQLState/queryCanceled``, unless it was done already.
    ///
    /// - Throws: `CancellationError` where the task was cancelled before the body began; what the body throws.
    public func perform<Value: Sendable>(
        _ body: @escaping @Sendable (PostgreSQLConnection) throws -> Value
    ) async throws -> Value {
        let turn = canceller.newTurn()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.async {
                    continuation.resume(with: Result { try self.take(turn, body) })
                }
            }
        } onCancel: {
            canceller.cancel(turn)
        }
    }

    private func take<Value>(_ turn: Int, _ body: (PostgreSQLConnection) throws -> Value) throws -> Value {
        guard canceller.begin(turn) else { throw CancellationError() }
        defer {
            // A request to cancel that came too late must not hit what the next body asks.
            if canceller.end(turn), connection.isUsable { _ = try? connection.runScript("") }
        }
        return try body(connection)
    }
}

/// Asks the server to give up what a connection is doing, from another thread. libpq allows that for a `PGcancel`.
private final class Canceller: Sendable {
    private struct State {
        var next = 0
        var running: Int?
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())
    /// Unchecked by the compiler: `PQcancel` may be called from any thread (PostgreSQL manual, Canceling Queries).
    private nonisolated(unsafe) let pointer: OpaquePointer?
    private let queue = DispatchQueue(label: "postgresql cancel")

    init(_ connection: PostgreSQLConnection) {
        pointer = PQgetCancel(connection.pointer)
    }

    deinit { PQfreeCancel(pointer) }

    func newTurn() -> Int {
        state.withLock { state in
            state.next += 1
            return state.next
        }
    }

    /// - Returns: false where the turn was cancelled before it came.
    func begin(_ turn: Int) -> Bool {
        state.withLock { state in
            guard state.cancelled.remove(turn) == nil else { return false }
            state.running = turn
            return true
        }
    }

    /// - Returns: true where a request to cancel went out during the turn.
    func end(_ turn: Int) -> Bool {
        state.withLock { state in
            state.running = nil
            return state.cancelled.remove(turn) != nil
        }
    }

    func cancel(_ turn: Int) {
        state.withLock { _ = $0.cancelled.insert(turn) }
        // It makes a connection of its own, so it blocks.
        queue.async { self.ask(turn) }
    }

    /// The lock is held over the call, so that the turn can't end and another begin in the middle of it.
    ///
    /// A request that the server gets before the statement is lost, as libpq can't know, so it is made again until the turn
    /// has ended.
    private func ask(_ turn: Int) {
        let isRunning = state.withLock { state in
            guard state.running == turn else { return false }
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(pointer, &message, Int32(message.count))
            return true
        }
        if isRunning { queue.asyncAfter(deadline: .now() + .milliseconds(100)) { self.ask(turn) } }
    }
}
