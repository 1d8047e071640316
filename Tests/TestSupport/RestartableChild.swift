import Synchronization

/// A child process that can be ended and started again.
public final class RestartableChild: Sendable {
    private let log: String
    private let child = Mutex<ChildProcess?>(nil)

    public init(log: String) {
        self.log = log
    }

    public func start(_ command: [String]) throws {
        let started = try ChildProcess(command, log: log)
        child.withLock { $0 = started }
    }

    public var hasEnded: Bool { current?.hasEnded ?? true }

    public func send(_ signal: Int32) { current?.send(signal) }

    public func waitUntilEnded() { current?.waitUntilEnded() }

    /// Its process id; 0 where none was started.
    public var pid: Int32 { current?.pid ?? 0 }

    private var current: ChildProcess? { child.withLock { $0 } }
}
