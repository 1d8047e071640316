import CLinux
import Foundation
import Synchronization

/// A child process that is started, signalled and waited for by its process id.
///
/// One thread starts it and stays until it ends: the signal that a child gets when its parent dies (prctl(2),
/// `PR_SET_PDEATHSIG`) follows the thread that forked, not the process.
public final class ChildProcess: Sendable {
    public let pid: pid_t
    private let life: Life
    private let words: String

    /// What the object and its thread share.
    fileprivate final class Life: Sendable {
        /// As wait(2) gives it; nil before the end.
        let status = Mutex<Int32?>(nil)
        let ended = DispatchSemaphore(value: 0)
    }

    /// - Parameters:
    ///   - arguments: the program, looked up in `PATH`, and its arguments.
    ///   - input: becomes standard input; the null device when nil.
    ///   - log: standard output and error are appended to this file.
    public convenience init(
        _ arguments: [String], input: Int32? = nil, log: String = "/dev/null"
    ) throws(TestSupportFailure) {
        let file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw TestSupportFailure("\(log): \(String(cString: strerror(errno)))") }
        defer { close(file) }
        try self.init(
            arguments, environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"], input: input ?? -1,
            output: file, errors: file)
    }

    /// - Parameters:
    ///   - environment: all of it, each as `NAME=value`.
    ///   - input: becomes standard input, as `output` and `errors` become the other two; the null device below 0.
    init(
        _ arguments: [String], environment: [String], input: Int32, output: Int32, errors: Int32
    ) throws(TestSupportFailure) {
        words = arguments.prefix(3).joined(separator: " ")
        let life = Life()
        let started = DispatchSemaphore(value: 0)
        let outcome = SpawnOutcome()
        Thread.detachNewThread {
            let result = ChildProcess.spawn(arguments, environment, input, output, errors)
            outcome.value.withLock { $0 = result }
            started.signal()
            if case .success(let pid) = result { life.reap(pid) }
        }
        started.wait()
        switch outcome.value.withLock({ $0 }) {
        case .success(let pid):
            self.pid = pid
            self.life = life
        case .failure(let failure): throw failure
        }
    }

    private final class SpawnOutcome: Sendable {
        let value = Mutex<Result<pid_t, TestSupportFailure>>(.failure(TestSupportFailure("not started")))
    }

    /// Sends a signal, unless the child has ended, whose process id may then be another's.
    public func send(_ signal: Int32) {
        life.status.withLock { status in
            if status == nil { _ = kill(pid, signal) }
        }
    }

    public var hasEnded: Bool { life.status.withLock { $0 } != nil }

    /// The status that it ended with, or the number of the signal that ended it; nil before its end.
    public var terminationStatus: Int32? {
        life.status.withLock { $0 }.map { $0 & 0x7F == 0 ? $0 >> 8 & 0xFF : $0 & 0x7F }
    }

    /// True when every thread of the child is stopped (proc(5), `stat`, third field).
    var isStopped: Bool {
        let folder = "/proc/\(pid)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.allSatisfy { thread in
            let line = (try? String(contentsOfFile: "\(folder)/\(thread)/stat", encoding: .utf8)) ?? ""
            return line.split(separator: ")").last?.hasPrefix(" T") ?? false
        }
    }

    /// Blocks until the child has ended. Ten minutes are a fault that ends all tests: a wait without end would keep them
    /// from their end too, and from saying where they are.
    public func waitUntilEnded() {
        guard life.ended.wait(timeout: .now() + 600) == .success else {
            fatalError("'\(words)' hasn't ended after ten minutes")
        }
        life.ended.signal()
    }

    private static func spawn(
        _ arguments: [String], _ environment: [String], _ input: Int32, _ output: Int32, _ errors: Int32
    ) -> Result<pid_t, TestSupportFailure> {
        let arguments = arguments.map { strdup($0) } + [nil]
        let environment = environment.map { strdup($0) } + [nil]
        defer { for word in arguments + environment { free(word) } }
        let pid = ra_spawn(arguments[0], arguments, environment, input, output, errors)
        guard pid > 0 else {
            return .failure(TestSupportFailure("can't start a child process: \(String(cString: strerror(-pid)))"))
        }
        return .success(pid)
    }
}

extension ChildProcess.Life {
    /// Waits without reaping first, so that no signal can be sent to a process id that is free again.
    fileprivate func reap(_ pid: pid_t) {
        _ = ra_wait_without_reaping(pid)
        status.withLock { status in
            var word: Int32 = 0
            _ = ra_wait_for_child(pid, &word)
            status = word
        }
        ended.signal()
    }
}
