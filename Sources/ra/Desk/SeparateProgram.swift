import CLinux
import Dispatch
import Foundation
import Synchronization

/// Another program, which outlives this one: Ctrl-C in this one's terminal isn't for it, nor is the terminal's end.
final class SeparateProgram: Sendable {
    /// What the object and the thread share that waits for the program's end.
    private final class Life: Sendable {
        let exitStatus = Mutex<Int32?>(nil)
        let ended = DispatchSemaphore(value: 0)
    }

    private let life = Life()

    /// This program's file, where that is still there: else lists of processes would call it "exe".
    static var own: String {
        let link = "/proc/self/exe"
        let file = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
        return file.flatMap { FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil } ?? link
    }

    /// Starts it.
    ///
    /// - Parameters:
    ///   - path: the program's file.
    ///   - name: what it is called by, if not by its path.
    ///   - errors: becomes its standard error; the null device when nil.
    /// - Returns: nil where it can't be started.
    init?(
        _ path: String, named name: String? = nil, _ arguments: [String], environment: [String: String],
        errors: Int32? = nil
    ) {
        let words = ([name ?? path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for variable in variables { free(variable) } }
        let child = ra_start_apart(path, words, variables, errors ?? -1)
        guard child > 0 else { return nil }
        Thread.detachNewThread { [life] in
            var status: Int32 = 0
            _ = ra_wait_for_child(child, &status)
            life.exitStatus.withLock { $0 = Self.exitStatus(status) }
            life.ended.signal()
        }
    }

    /// Its exit status, as a shell has it; nil as long as it runs. Blocks for so long at most.
    func exitStatus(within patience: Duration = .zero) -> Int32? {
        if life.ended.wait(timeout: .now() + patience / .seconds(1)) == .success { life.ended.signal() }
        return life.exitStatus.withLock { $0 }
    }

    /// From what wait(2) says.
    private static func exitStatus(_ status: Int32) -> Int32 {
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}

/// Programs by their names, in the folders of `PATH`.
struct ProgramPath {
    private let folders: [String]

    init(environment: [String: String]) {
        folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
    }

    /// The file of a program; nil where there is none that may be run.
    func file(of program: String) -> String? {
        let files = program.contains("/") ? [program] : folders.map { $0 + "/" + program }
        return files.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
