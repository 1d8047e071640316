import Synchronization

/// A child process that can be ended and started again.
final class RestartableChild: Sendable {
    private let log: String
    private let child = Mutex<ChildProcess?>(nil)

    init(log: String) {
        self.log = log
    }

    func start(_ command: [String]) throws {
        let started = try ChildProcess(command, log: log)
        child.withLock { $0 = started }
    }

    var hasEnded: Bool { current?.hasEnded ?? true }

    func send(_ signal: Int32) { current?.send(signal) }

    func waitUntilEnded() { current?.waitUntilEnded() }

    private var current: ChildProcess? { child.withLock { $0 } }
}
