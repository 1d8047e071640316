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

    /// What the object and its thread share.
    fileprivate final class Life: Sendable {
        let hasEnded = Mutex(false)
        let ended = DispatchSemaphore(value: 0)
    }

    /// - Parameters:
    ///   - arguments: the program, looked up in `PATH`, and its arguments.
    ///   - input: becomes standard input; the null device when nil.
    ///   - log: standard output and error are appended to this file.
    public init(_ arguments: [String], input: Int32? = nil, log: String = "/dev/null") throws(TestSupportFailure) {
        let life = Life()
        let started = DispatchSemaphore(value: 0)
        let outcome = SpawnOutcome()
        Thread.detachNewThread {
            let result = ChildProcess.spawn(arguments, input: input, log: log)
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
        life.hasEnded.withLock { hasEnded in
            if !hasEnded { _ = kill(pid, signal) }
        }
    }

    public var hasEnded: Bool { life.hasEnded.withLock { $0 } }

    /// True when every thread of the child is stopped (proc(5), `stat`, third field).
    var isStopped: Bool {
        let folder = "/proc/\(pid)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.allSatisfy { thread in
            let line = (try? String(contentsOfFile: "\(folder)/\(thread)/stat", encoding: .utf8)) ?? ""
            return line.split(separator: ")").last?.hasPrefix(" T") ?? false
        }
    }

    /// Blocks until the child has ended.
    public func waitUntilEnded() {
        life.ended.wait()
        life.ended.signal()
    }

    private static func spawn(
        _ arguments: [String], input: Int32?, log: String
    ) -> Result<pid_t, TestSupportFailure> {
        let arguments = arguments.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        let environment = [strdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), strdup("LANG=C.UTF-8"), nil]
        defer { for variable in environment { free(variable) } }
        let pid = ra_spawn(arguments[0], arguments, environment, input ?? -1, log)
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
        hasEnded.withLock { hasEnded in
            hasEnded = true
            var status: Int32 = 0
            _ = ra_wait_for_child(pid, &status)
        }
        ended.signal()
    }
}
